//! The ufuncs that are neither operators nor transcendental against NumPy's own results
//! (`cargo xtask goldens ufuncs_simple` makes the files), masked moves, and scans.

mod common;
#[allow(dead_code, reason = "a part of it is used here")]
#[path = "common/oracle.rs"]
mod oracle;

use std::ptr::null;

use common::*;
use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Tier, Unary, binary_at, copy_where, scan, unary_at};
use oracle::Number;

/// NumPy's letter of a type.
fn letter(letter: &str) -> ScalarType {
    match letter {
        "?" => Bool,
        "b" => Int8,
        "B" => UInt8,
        "h" => Int16,
        "H" => UInt16,
        "i" => Int32,
        "I" => UInt32,
        "l" => Int64,
        "L" => UInt64,
        "e" => Float16,
        "f" => Float32,
        "d" => Float64,
        "F" => Complex64,
        "D" => Complex128,
        _ => panic!("{letter}"),
    }
}

/// Bytes in the machine's order from a golden file's hex of elements of type `ty`.
fn bytes(ty: ScalarType, hex: &str) -> Vec<u8> {
    let byte = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
    let mut bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    if cfg!(target_endian = "big") {
        let word = if matches!(ty, Complex64 | Complex128) { size_of_type(ty) / 2 } else { size_of_type(ty) };
        bytes.chunks_mut(word).for_each(<[u8]>::reverse);
    }
    bytes
}

/// How far from NumPy's a result may be, in units of f64's or f32's last place at the
/// result, or at the magnitude of the whole complex number.
#[derive(PartialEq)]
enum Close {
    Same,
    /// Of each part.
    Parts(f64),
    /// Of the whole.
    Whole(f64),
}

fn close(op: Result<Unary, Binary>, ty: ScalarType) -> Close {
    match (op, ty) {
        // NumPy's is the C library's, with an error of its own.
        (Ok(Unary::Sqrt), Complex64 | Complex128) => Close::Parts(4.0),
        // By the C library's hypot.
        (Ok(Unary::Sign), Complex64 | Complex128) => Close::Parts(4.0),
        // NumPy fuses a product and the sum on processors with FMA.
        (Ok(Unary::Square), Complex64 | Complex128) => Close::Whole(2.0),
        _ => Close::Same,
    }
}

fn near(ty: ScalarType, got: &[u8], wanted: &[u8], close: &Close) -> bool {
    if same(ty, got, wanted) {
        return true;
    }
    let (parts, last) = match (oracle::read(ty, got), oracle::read(ty, wanted)) {
        (Number::Complex32(a, b), Number::Complex32(c, d)) => {
            ([a as f64, b as f64, c as f64, d as f64], (f32::EPSILON as f64, f32::from_bits(1) as f64))
        }
        (Number::Complex64(a, b), Number::Complex64(c, d)) => ([a, b, c, d], (f64::EPSILON, f64::from_bits(1))),
        _ => return false,
    };
    let [a, b, c, d] = parts;
    let bound = |x: f64| match close {
        Close::Same => -1.0,
        Close::Parts(n) => n * (x.abs() * last.0 + last.1),
        Close::Whole(n) => n * (c.abs().max(d.abs()) * last.0 + last.1),
    };
    let within = |x: f64, y: f64| x == y || x.is_nan() && y.is_nan() || (x - y).abs() <= bound(y);
    within(a, c) && within(b, d)
}

/// NumPy's letters of the types that have a loop, held against ours.
fn check_types(op: Result<Unary, Binary>, fields: &[&str]) {
    for tier in tiers() {
        for ty in TYPES {
            let ours = match op {
                Ok(op) => unary_at(tier, op, ty).map(|_| op.output(ty)),
                Err(op) => binary_at(tier, op, ty).map(|_| op.output(ty)),
            };
            let mut loops = fields.iter().map(|field| field.split_once('>').unwrap());
            let numpys = loops.find(|(input, _)| letter(input) == ty).map(|(_, output)| letter(output));
            // Powers of floats are transcendental.
            if op == Err(Binary::Power) && matches!(ty, Float16 | Float32 | Float64 | Complex64 | Complex128) {
                continue;
            }
            assert_eq!(ours, numpys, "{op:?} {ty:?} {tier:?}");
        }
    }
}

/// Each line's cases in each tier; how many operations had cases.
fn goldens(text: &str, named: impl Fn(&str) -> Option<Result<Unary, Binary>>) -> usize {
    let mut operands: Vec<Vec<u8>> = Vec::new();
    let mut cases = 0;
    let mut failures = Vec::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[0] {
            "types" => check_types(named(fields[1]).unwrap_or_else(|| panic!("{}", fields[1])), &fields[2..]),
            "operands" => {
                let ty = letter(fields[1]);
                let right = if fields.len() > 3 && fields[3].len() != fields[2].len() { Int32 } else { ty };
                operands = vec![bytes(ty, fields[2])];
                operands.extend(fields.get(3).map(|hex| bytes(right, hex)));
            }
            name => {
                let op = named(name).unwrap_or_else(|| panic!("{name}"));
                let ty = letter(fields[1]);
                let out = op.map_or_else(|op| op.output(ty), |op| op.output(ty));
                let wanted = bytes(out, fields[2]);
                let n = operands[0].len() / size_of_type(ty);
                cases += 1;
                for tier in tiers() {
                    let result = run(tier, op, ty, &operands, n);
                    for i in 0..n {
                        let at = |bytes: &[u8], ty| {
                            let size = size_of_type(ty);
                            bytes[i * size..(i + 1) * size].to_vec()
                        };
                        let (got, wanted) = (at(&result, out), at(&wanted, out));
                        if by_accident(op, ty, &at(&operands[0], ty)) {
                            continue;
                        }
                        if !near(out, &got, &wanted, &close(op, ty)) {
                            let a = oracle::read(ty, &at(&operands[0], ty));
                            let b = operands.get(1).map(|b| match op {
                                Err(op) => oracle::read(oracle::right(op, ty), &at(b, oracle::right(op, ty))),
                                Ok(_) => unreachable!(),
                            });
                            let [got, wanted] = [got, wanted].map(|x| oracle::read(out, &x));
                            failures.push(format!("{op:?} {ty:?} {tier:?} {a:?} {b:?}: {got:?}, NumPy {wanted:?}"));
                        }
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures[..failures.len().min(40)].join("\n"));
    cases
}

/// Whether NumPy's result has digits, or a NaN less, by accident: directions of what has
/// an infinite or a subnormal magnitude, and squares of which both products overflow, but
/// one of them not where it is fused with their difference.
fn by_accident(op: Result<Unary, Binary>, ty: ScalarType, z: &[u8]) -> bool {
    let [x, y] = match oracle::read(ty, z) {
        Number::Complex32(x, y) => [x as f64 * 2f64.powi(896), y as f64 * 2f64.powi(896)],
        Number::Complex64(x, y) => [x, y],
        _ => return false,
    };
    let large =
        |x: f64| x.is_finite() && if ty == Complex64 { x.abs() > 2f64.powi(960) } else { x.abs() > 2f64.powi(511) };
    let smallest = if ty == Complex64 { 2f64.powi(896 - 126) } else { f64::MIN_POSITIVE };
    let magnitude = x.hypot(y);
    match op {
        Ok(Unary::Sign) => x.is_finite() && y.is_finite() && (magnitude.is_infinite() || magnitude < smallest),
        Ok(Unary::Square) => large(x) && large(y),
        _ => false,
    }
}

/// The result of contiguous operands.
fn run(tier: Tier, op: Result<Unary, Binary>, ty: ScalarType, operands: &[Vec<u8>], n: usize) -> Vec<u8> {
    let out = op.map_or_else(|op| op.output(ty), |op| op.output(ty));
    let size = |ty| [size_of_type(ty) as isize, 0];
    let mut result = vec![0u8; n * size_of_type(out)];
    let a = operands[0].as_ptr().cast_mut();
    // SAFETY: `n` elements each.
    unsafe {
        match op {
            Ok(op) => {
                let kernel = unary_at(tier, op, ty).expect("NumPy has it");
                kernel([n, 1], [a, result.as_mut_ptr()], [size(ty), size(out)]);
            }
            Err(op) => {
                let right = oracle::right(op, ty);
                assert_eq!(operands[1].len(), n * size_of_type(right));
                let kernel = binary_at(tier, op, ty).expect("NumPy has it");
                let p = [a, operands[1].as_ptr().cast_mut(), result.as_mut_ptr()];
                kernel([n, 1], p, [size(ty), size(right), size(out)]);
            }
        }
    }
    result
}

#[test]
fn unary_as_numpy() {
    let named = |name: &str| Unary::ALL.into_iter().find(|op| format!("{op:?}") == name).map(Ok);
    assert!(goldens(include_str!("goldens/ufuncs_unary.txt"), named) >= 113);
}

#[test]
fn binary_as_numpy() {
    let named = |name: &str| Binary::ALL.into_iter().find(|op| format!("{op:?}") == name).map(Err);
    assert!(goldens(include_str!("goldens/ufuncs_binary.txt"), named) > 110);
}

/// Roots and directions of complex numbers of all magnitudes: within two units of the
/// last place of what f64 (for complex64) or scaled numbers (for complex128) give.
#[test]
fn complex_roots() {
    let mut random = Random::new(21);
    let n = 20_000;
    for power in [0, 40, -40, 100, -100, 230, -230, 300, -300, 485, -485, 511] {
        // A number of moderate size, its root and direction, and both scaled by 4^power.
        let (mut z, mut roots, mut signs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..n {
            let part = |random: &mut Random| {
                let small = 2f64.powi(-(random.below(60) as i32) / (1 + random.below(60) as i32));
                ((random.next() >> 11) as f64 / 2f64.powi(52) - 1.0) * small
            };
            let (x, y) = (part(&mut random), part(&mut random));
            let m = x.hypot(y);
            let large = ((m + x.abs()) / 2.0).sqrt();
            let small = y.abs() / (2.0 * large);
            let root = if x < 0.0 { (small, large.copysign(y)) } else { (large, small.copysign(y)) };
            let scale =
                |x: f64, e: i32| if e.abs() < 600 { x * 2f64.powi(e) } else { x * 2f64.powi(e / 2) * 2f64.powi(e / 2) };
            let bytes = |x: f64, y: f64| [x.to_ne_bytes(), y.to_ne_bytes()].concat();
            let (a, b) = (scale(x, 2 * power), scale(y, 2 * power));
            if a.abs() < 1e-300 || b.abs() < 1e-300 {
                continue; // subnormal: other numbers than those of the root
            }
            z.extend(bytes(a, b));
            roots.extend(bytes(scale(root.0, power), scale(root.1, power)));
            signs.extend(bytes(x / m, y / m));
        }
        let count = z.len() / 16;
        assert!(count > n / 4);
        for tier in tiers() {
            for (op, wanted) in [(Unary::Sqrt, &roots), (Unary::Sign, &signs)] {
                let got = run(tier, Ok(op), Complex128, &[z.clone()], count);
                for i in 0..count {
                    let at = 16 * i..16 * (i + 1);
                    let ok = near(Complex128, &got[at.clone()], &wanted[at.clone()], &Close::Parts(4.0));
                    let read = |x: &[u8]| oracle::read(Complex128, &x[at.clone()]);
                    assert!(ok, "{op:?} {tier:?} {:?}: {:?}, not {:?}", read(&z), read(&got), read(wanted));
                }
            }
        }
    }
}

/// Moves under a mask, of any sizes and strides, against one at a time.
#[test]
fn masked_moves() {
    let mut random = Random::new(22);
    let pick = |random: &mut Random, injective: bool| loop {
        let lie = random.pick(&LIES);
        if !injective || lie.is_injective() {
            break lie;
        }
    };
    for size in [1, 2, 3, 4, 5, 8, 12, 16, 24] {
        for n in shapes(&mut random) {
            for round in 0..8 {
                let lies = match round {
                    0 => [Lie::Contiguous; 3],
                    1 => [Lie::Scalar, Lie::Contiguous, Lie::Contiguous],
                    2 => [Lie::Contiguous, Lie::Scalar, Lie::Contiguous],
                    3 => [Lie::Contiguous, Lie::Column, Lie::Contiguous],
                    _ => [pick(&mut random, false), pick(&mut random, false), pick(&mut random, true)],
                };
                let mut source = lies[0].operand(size, n, random.below(4));
                let mut mask = lies[1].operand(1, n, random.below(4));
                let mut target = lies[2].operand(size, n, random.below(4));
                source.bytes.iter_mut().for_each(|byte| *byte = random.next() as u8);
                mask.randomise(&mut random, Bool);
                let before = target.clone();
                let p = [source.pointer(), mask.pointer(), target.pointer()];
                // SAFETY: the operands reach what their strides say, the target is
                // injective and overlaps nothing.
                unsafe { copy_where(size, n, p, [source.strides, mask.strides, target.strides]) };
                let mut wanted = before.clone();
                for i in 0..n[1] {
                    for j in 0..n[0] {
                        if mask.get(i, j)[0] != 0 {
                            let item = source.get(i, j).to_vec();
                            wanted.set(i, j, &item);
                        }
                    }
                }
                assert!(wanted.bytes == target.bytes, "{size} {n:?} {lies:?}");
            }
        }
    }
    // A mask that is its own target, and a source that is.
    let mut mask = [0u8, 1, 7, 0, 255, 2];
    let p = mask.as_mut_ptr();
    let nine = [9u8];
    // SAFETY: six bytes, the target is the mask.
    unsafe { copy_where(1, [6, 1], [nine.as_ptr().cast_mut(), p, p], [[0, 0], [1, 0], [1, 0]]) };
    assert_eq!(mask, [0, 9, 9, 0, 9, 9]);
    let ones = [1u8; 6];
    // SAFETY: six bytes, the target is the source.
    unsafe { copy_where(1, [6, 1], [p, ones.as_ptr().cast_mut(), p], [[1, 0]; 3]) };
    assert_eq!(mask, [0, 9, 9, 0, 9, 9]);
}

/// Scans exist where operands and result are of one type, and give what the loops of
/// one step give.
#[test]
fn scans_step_by_step() {
    let mut random = Random::new(23);
    for op in Binary::ALL {
        for ty in TYPES {
            let kernel = binary_at(Tier::Base, op, ty);
            let closed = kernel.is_some() && op.output(ty) == ty && oracle::right(op, ty) == ty;
            let Some(scan) = scan(op, ty) else {
                let later = matches!(
                    op,
                    Binary::Power | Binary::Logaddexp | Binary::Logaddexp2 | Binary::Arctan2 | Binary::Hypot
                );
                assert!(!closed || later, "{op:?} {ty:?}");
                continue;
            };
            assert!(closed, "{op:?} {ty:?}");
            let size = size_of_type(ty);
            for n in [0, 1, 2, 3, 7, 100] {
                for [from, to] in [[1, 1], [2, 1], [0, 3], [-1, 1], [3, -2], [1, 0], [-2, 0]] {
                    let mut x = Operand::new(size, [n, 1], [from * size as isize, 0], random.below(3));
                    let mut y = Operand::new(size, [n, 1], [to * size as isize, 0], random.below(3));
                    x.randomise(&mut random, ty);
                    for started in [false, true] {
                        let before = y.clone();
                        let mut start = Vec::new();
                        element(&mut random, ty, &mut start);
                        let first = if started { start.as_ptr() } else { null() };
                        let s = [from * size as isize, to * size as isize];
                        // SAFETY: as many elements as the operands have, which do not overlap.
                        unsafe { scan(n, first, [x.pointer(), y.pointer()], s) };
                        let mut wanted = before.clone();
                        let mut value = started.then(|| start.clone());
                        for j in 0..n {
                            let item = x.get(0, j).to_vec();
                            let next = match &value {
                                None if ty == Bool => vec![(item[0] != 0) as u8],
                                None => item,
                                Some(value) => step(op, ty, value, &item),
                            };
                            wanted.set(0, j, &next);
                            value = Some(next);
                        }
                        if to == 0 {
                            let wanted = wanted.bytes.clone();
                            let same = n == 0 || same(ty, y.get(0, 0), &wanted[wanted.len() - size..]);
                            assert!(same, "{op:?} {ty:?} {n} {from} {to}");
                        } else {
                            check(
                                ty,
                                &before,
                                &y,
                                &|i, j| wanted.get(i, j).to_vec(),
                                &format!("{op:?} {ty:?} {n} {from} {to}"),
                            );
                        }
                    }
                }
                // In place.
                let mut x = Operand::new(size, [n, 1], [size as isize, 0], 1);
                x.randomise(&mut random, ty);
                let before = x.clone();
                let p = x.pointer();
                // SAFETY: the output is the input.
                unsafe { scan(n, null(), [p, p], [size as isize; 2]) };
                for j in 1..n {
                    let expected = step(op, ty, x.get(0, j - 1), before.get(0, j));
                    assert!(same(ty, x.get(0, j), &expected), "{op:?} {ty:?} in place {j}");
                }
            }
        }
    }
}

fn step(op: Binary, ty: ScalarType, a: &[u8], b: &[u8]) -> Vec<u8> {
    run(Tier::Base, Err(op), ty, &[a.to_vec(), b.to_vec()], 1)
}
