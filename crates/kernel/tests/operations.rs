//! Every operation and every cast, on every type, tier and kind of operands: equal
//! to the oracle, and to the tier below bit for bit (up to which NaN an arithmetic
//! operation leaves, which neither IEEE 754 nor Rust settles).

#[path = "common/accuracy.rs"]
mod accuracy;
mod common;
#[path = "common/oracle.rs"]
mod oracle;

use accuracy::{Function, TRIGONOMETRIC, alone};
use common::*;
use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Tier, Unary, binary_at, cast_at, compare_mixed_at, unary_at};

type Oracle1<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;
type Oracle2<'a> = &'a dyn Fn(&[u8], &[u8]) -> Vec<u8>;

/// The kinds of operands to try: the usual ones, and random triples; of large
/// operands a few random ones.
fn lies(random: &mut Random, n: [usize; 2]) -> Vec<[Lie; 3]> {
    use Lie::*;
    let usual = [
        [Contiguous, Contiguous, Contiguous],
        [Contiguous, Scalar, Contiguous],
        [Scalar, Contiguous, Contiguous],
        [Contiguous, Row, Contiguous],
        [Column, Contiguous, Contiguous],
        [Column, Row, Contiguous],
        [Contiguous, Crossed, Contiguous],
        [Crossed, Crossed, Contiguous],
    ];
    let mut lies = if n[0] * n[1] > 512 { vec![random.pick(&usual)] } else { usual.to_vec() };
    for _ in 0..3 {
        let output = loop {
            let lie = random.pick(&LIES);
            if lie.is_injective() {
                break lie;
            }
        };
        lies.push([random.pick(&LIES), random.pick(&LIES), output]);
    }
    lies
}

fn binary_everywhere(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(7);
    for op in Binary::ALL {
        for ty in TYPES {
            let Some(kernel) = binary_at(tier, op, ty) else { continue };
            let oracle = |a: &[u8], b: &[u8]| match op {
                Binary::Arctan2 | Binary::Hypot => alone(Function::Two(op), ty, [a, b]),
                _ => oracle::binary(op, ty, a, b),
            };
            let what = format!("{op:?} {ty:?} {tier:?}");
            binary_one(&mut random, kernel, [ty, oracle::right(op, ty)], op.output(ty), &oracle, &what);
        }
    }
    for op in Binary::ALL.into_iter().filter(|op| op.is_comparison()) {
        for (left, right) in [(Int64, UInt64), (UInt64, Int64)] {
            let kernel = compare_mixed_at(tier, op, left, right).expect("both orders are there");
            let oracle = |a: &[u8], b: &[u8]| {
                let wide = |ty, x| match oracle::read(ty, x) {
                    oracle::Number::Int(x) => x,
                    _ => unreachable!(),
                };
                let (a, b) = (wide(left, a), wide(right, b));
                vec![match op {
                    Binary::Equal => a == b,
                    Binary::NotEqual => a != b,
                    Binary::Less => a < b,
                    Binary::LessEqual => a <= b,
                    Binary::Greater => a > b,
                    _ => a >= b,
                } as u8]
            };
            binary_one(
                &mut random,
                kernel,
                [left, right],
                Bool,
                &oracle,
                &format!("{op:?} {left:?} {right:?} {tier:?}"),
            );
        }
    }
}

fn binary_one(
    random: &mut Random,
    kernel: npcore_kernel::Loop3,
    types: [ScalarType; 2],
    out: ScalarType,
    oracle: Oracle2<'_>,
    what: &str,
) {
    for n in shapes(random) {
        for lies in lies(random, n) {
            let mut operands = [0, 1, 2].map(|op| {
                let size = size_of_type(if op == 2 { out } else { types[op] });
                lies[op].operand(size, n, random.below(4))
            });
            operands[0].randomise(random, types[0]);
            operands[1].randomise(random, types[1]);
            let before = operands[2].clone();
            let [a, b, o] = &mut operands;
            // SAFETY: the operands reach what their strides say, the output is
            // injective and overlaps nothing, the tier is available.
            unsafe { kernel(n, [a.pointer(), b.pointer(), o.pointer()], [a.strides, b.strides, o.strides]) };
            let expected = |i: usize, j: usize| oracle(a.get(i, j), b.get(i, j));
            check(out, &before, o, &expected, &format!("{what} {n:?} {lies:?}"));
        }
        if types != [out; 2] {
            continue;
        }
        // In place, on the left, on the right, and on both at once.
        if n[0] * n[1] > 512 {
            continue;
        }
        for lie in [Lie::Contiguous, Lie::Gaps, Lie::Second, Lie::Crossed, Lie::Backward] {
            for which in 0..3 {
                let other = if random.below(2) == 0 { Lie::Contiguous } else { random.pick(&LIES) };
                let size = size_of_type(out);
                let mut o = lie.operand(size, n, random.below(4));
                let mut x = other.operand(size, n, random.below(4));
                o.randomise(random, out);
                x.randomise(random, out);
                let before = o.clone();
                let [po, px] = [o.pointer(), x.pointer()];
                let (p, s) = match which {
                    0 => ([po, px, po], [o.strides, x.strides, o.strides]),
                    1 => ([px, po, po], [x.strides, o.strides, o.strides]),
                    _ => ([po, po, po], [o.strides; 3]),
                };
                // SAFETY: as above; the output is one input or both.
                unsafe { kernel(n, p, s) };
                let expected = |i: usize, j: usize| match which {
                    0 => oracle(before.get(i, j), x.get(i, j)),
                    1 => oracle(x.get(i, j), before.get(i, j)),
                    _ => oracle(before.get(i, j), before.get(i, j)),
                };
                check(out, &before, &o, &expected, &format!("{what} {n:?} in place {lie:?} {other:?} {which}"));
            }
        }
    }
}

fn one_operand(
    random: &mut Random,
    kernel: npcore_kernel::Loop2,
    from: ScalarType,
    to: ScalarType,
    oracle: Oracle1<'_>,
    what: &str,
) {
    for n in shapes(random) {
        for lies in lies(random, n) {
            let mut a = lies[0].operand(size_of_type(from), n, random.below(4));
            let mut o = lies[2].operand(size_of_type(to), n, random.below(4));
            a.randomise(random, from);
            let before = o.clone();
            // SAFETY: the operands reach what their strides say, the output is
            // injective and overlaps nothing, the tier is available.
            unsafe { kernel(n, [a.pointer(), o.pointer()], [a.strides, o.strides]) };
            check(to, &before, &o, &|i, j| oracle(a.get(i, j)), &format!("{what} {n:?} {lies:?}"));
        }
        if size_of_type(from) != size_of_type(to) {
            continue;
        }
        for lie in [Lie::Contiguous, Lie::Gaps, Lie::Second, Lie::Crossed, Lie::Backward] {
            let mut o = lie.operand(size_of_type(to), n, random.below(4));
            o.randomise(random, from);
            let before = o.clone();
            let p = o.pointer();
            // SAFETY: as above, in place.
            unsafe { kernel(n, [p, p], [o.strides; 2]) };
            check(to, &before, &o, &|i, j| oracle(before.get(i, j)), &format!("{what} {n:?} in place {lie:?}"));
        }
    }
}

fn unary_everywhere(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(8);
    for op in Unary::ALL {
        for ty in TYPES {
            let Some(kernel) = unary_at(tier, op, ty) else { continue };
            let oracle = |a: &[u8]| {
                if TRIGONOMETRIC.iter().any(|f| f.0 == Function::One(op)) {
                    return alone(Function::One(op), ty, [a, a]);
                }
                oracle::unary(op, ty, a)
            };
            one_operand(&mut random, kernel, ty, op.output(ty), &oracle, &format!("{op:?} {ty:?} {tier:?}"));
        }
    }
}

fn cast_everywhere(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(9);
    for from in TYPES {
        for to in TYPES {
            let oracle = |a: &[u8]| oracle::cast(from, to, a);
            one_operand(
                &mut random,
                cast_at(tier, from, to),
                from,
                to,
                &oracle,
                &format!("cast {from:?} {to:?} {tier:?}"),
            );
        }
    }
}

/// Every tier's result on a long run of random elements has Base's very bits.
fn equals_base(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(10);
    let n = [20_011, 1];
    let run2 = |kernel: npcore_kernel::Loop2, a: &mut Operand, size: usize| {
        let mut o = Lie::Contiguous.operand(size, n, 1);
        // SAFETY: both contiguous and of `n` elements.
        unsafe { kernel(n, [a.pointer(), o.pointer()], [a.strides, o.strides]) };
        o
    };
    for from in TYPES {
        let mut a = Lie::Contiguous.operand(size_of_type(from), n, 0);
        a.randomise(&mut random, from);
        for to in TYPES {
            let base = run2(cast_at(Tier::Base, from, to), &mut a, size_of_type(to));
            let ours = run2(cast_at(tier, from, to), &mut a, size_of_type(to));
            assert!(base.bytes == ours.bytes, "cast {from:?} {to:?} {tier:?}");
        }
        for op in Unary::ALL {
            let Some(kernel) = unary_at(tier, op, from) else { continue };
            let size = size_of_type(op.output(from));
            let base = run2(unary_at(Tier::Base, op, from).expect("as above"), &mut a, size);
            let ours = run2(kernel, &mut a, size);
            let ty = op.output(from);
            check(ty, &base, &ours, &|i, j| base.get(i, j).to_vec(), &format!("{op:?} {from:?} {tier:?}"));
        }
        for op in Binary::ALL {
            let Some(kernel) = binary_at(tier, op, from) else { continue };
            let right = oracle::right(op, from);
            let mut b = Lie::Contiguous.operand(size_of_type(right), n, 0);
            b.randomise(&mut random, right);
            let mut run3 = |kernel: npcore_kernel::Loop3| {
                let mut o = Lie::Contiguous.operand(size_of_type(op.output(from)), n, 1);
                // SAFETY: all contiguous and of `n` elements.
                unsafe { kernel(n, [a.pointer(), b.pointer(), o.pointer()], [a.strides, b.strides, o.strides]) };
                o
            };
            let base = run3(binary_at(Tier::Base, op, from).expect("as above"));
            let ours = run3(kernel);
            let ty = op.output(from);
            check(ty, &base, &ours, &|i, j| base.get(i, j).to_vec(), &format!("{op:?} {from:?} {tier:?}"));
        }
    }
}

/// Which operations exist is the same in every tier, and NumPy's.
#[test]
fn what_exists() {
    for tier in tiers() {
        for op in Binary::ALL {
            for ty in TYPES {
                let real_or_complex = matches!(ty, Float16 | Float32 | Float64 | Complex64 | Complex128);
                let complex = matches!(ty, Complex64 | Complex128);
                let exists = match op {
                    Binary::Add | Binary::Multiply | Binary::Minimum | Binary::Maximum => true,
                    Binary::Subtract => ty != Bool,
                    Binary::TrueDivide => real_or_complex,
                    Binary::FloorDivide | Binary::Remainder => !complex && ty != Bool,
                    Binary::BitAnd | Binary::BitOr | Binary::BitXor => !real_or_complex,
                    Binary::LeftShift | Binary::RightShift => !real_or_complex && ty != Bool,
                    Binary::Arctan2 | Binary::Hypot => real_or_complex && !complex,
                    _ if op.is_comparison() => true,
                    // `ufuncs.rs` asks NumPy's lists.
                    _ => continue,
                };
                assert_eq!(binary_at(tier, op, ty).is_some(), exists, "{op:?} {ty:?}");
            }
        }
        for op in Unary::ALL {
            for ty in TYPES {
                let real_or_complex = matches!(ty, Float16 | Float32 | Float64 | Complex64 | Complex128);
                let exists = match op {
                    Unary::Negative | Unary::Positive => ty != Bool,
                    Unary::Invert => !real_or_complex,
                    Unary::LogicalNot | Unary::Absolute => true,
                    _ => continue,
                };
                assert_eq!(unary_at(tier, op, ty).is_some(), exists, "{op:?} {ty:?}");
            }
        }
        assert!(compare_mixed_at(tier, Binary::Less, Int64, Int64).is_none());
        assert!(compare_mixed_at(tier, Binary::Add, Int64, UInt64).is_none());
    }
}

/// All f16 patterns to f32 and all f32 patterns that matter back.
fn halves(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let all: Vec<u16> = (0..=u16::MAX).collect();
    let mut single = vec![0f32; all.len()];
    let contiguous = |a: isize, b: isize| [[a, 0], [b, 0]];
    // SAFETY: as many elements as both vectors have.
    unsafe {
        let p = [all.as_ptr().cast_mut().cast(), single.as_mut_ptr().cast()];
        cast_at(tier, Float16, Float32)([all.len(), 1], p, contiguous(2, 4));
    }
    for (&bits, &single) in all.iter().zip(&single) {
        let expected = half::f16::from_bits(bits).to_f32_const();
        assert_eq!(single.to_bits(), expected.to_bits(), "{bits:#x}");
    }
    // Every place where rounding changes, and its neighbours.
    let mut inputs: Vec<f32> = (0..=u32::MAX >> 11).map(|x| f32::from_bits(x << 11)).collect();
    inputs.extend((0..=u32::MAX >> 11).step_by(3).map(|x| f32::from_bits((x << 11) + 1)));
    inputs.extend((0..=u32::MAX >> 11).step_by(3).map(|x| f32::from_bits((x << 11).wrapping_sub(1))));
    let mut back = vec![0u16; inputs.len()];
    // SAFETY: as many elements as both vectors have.
    unsafe {
        let p = [inputs.as_ptr().cast_mut().cast(), back.as_mut_ptr().cast()];
        cast_at(tier, Float32, Float16)([inputs.len(), 1], p, contiguous(4, 2));
    }
    for (&single, &bits) in inputs.iter().zip(&back) {
        let expected = half::f16::from_f32_const(single).to_bits();
        assert_eq!(bits, expected, "{single:e} {:#x}", single.to_bits());
    }
    // f64 just beside the ties between f16s, which rounding by way of f32 misses.
    let doubles: Vec<f64> = (0..0x7bffu16)
        .flat_map(|bits| {
            let [low, high] = [bits, bits + 1].map(|b| half::f16::from_bits(b).to_f64());
            let tie = (low + high) / 2.0;
            [tie, tie.next_up(), tie.next_down(), -tie, -tie.next_up()]
        })
        .collect();
    let mut back = vec![0u16; doubles.len()];
    // SAFETY: as many elements as both vectors have.
    unsafe {
        let p = [doubles.as_ptr().cast_mut().cast(), back.as_mut_ptr().cast()];
        cast_at(tier, Float64, Float16)([doubles.len(), 1], p, contiguous(8, 2));
    }
    for (&double, &bits) in doubles.iter().zip(&back) {
        assert_eq!(bits, oracle::half_from_double(double).to_bits(), "{double:e}");
    }
}

/// Division by one number goes by its reciprocal: all pairs of 8 bits, all divisors
/// of 16 bits, and those around powers of two of the others.
fn divisors(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(11);
    for ty in [Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64] {
        let size = size_of_type(ty);
        let top = 8 * size;
        let near = |bit: usize| (0..5u64).map(move |x| (1u64 << bit).wrapping_add(x).wrapping_sub(2));
        let divisors: Vec<u64> = match size {
            1 => (0..256).collect(),
            2 => (0..65536).step_by(if cfg!(miri) { 999 } else { 7 }).chain((0..16).flat_map(near)).collect(),
            _ => (0..top).flat_map(near).chain((0..500).map(|_| random.next() >> random.below(64))).collect(),
        };
        let values: Vec<u64> = match size {
            1 => (0..256).collect(),
            _ => (0..top).flat_map(near).chain((0..20).map(|_| random.next())).collect(),
        };
        let n = [values.len(), 1];
        let mut a = Lie::Contiguous.operand(size, n, 0);
        for (j, value) in values.iter().enumerate() {
            a.set(0, j, &value.to_le_bytes()[..size]);
        }
        for divisor in divisors {
            let mut b = Lie::Scalar.operand(size, n, 0);
            b.set(0, 0, &divisor.to_le_bytes()[..size]);
            for op in [Binary::FloorDivide, Binary::Remainder, Binary::Fmod] {
                let mut o = Lie::Contiguous.operand(size, n, 0);
                let kernel = binary_at(tier, op, ty).expect("integers divide");
                // SAFETY: `n` elements and one scalar, none of which overlap.
                unsafe { kernel(n, [a.pointer(), b.pointer(), o.pointer()], [a.strides, b.strides, o.strides]) };
                for (j, value) in values.iter().enumerate() {
                    let expected = oracle::binary(op, ty, a.get(0, j), b.get(0, j));
                    assert_eq!(o.get(0, j), expected, "{op:?} {ty:?} {value} by {divisor} {tier:?}");
                }
            }
        }
    }
}

/// Magnitudes of complex numbers are within two ULP of the C library's `hypot`.
#[test]
fn magnitudes() {
    let mut random = Random::new(12);
    let n = [50_000, 1];
    macro_rules! close {
        ($x:ident, $y:ident, $z:ident) => {{
            // (hypot of infinity and a signalling NaN is NaN.)
            let infinite = $x.is_infinite() || $y.is_infinite();
            let exact = if infinite { 1.0 / 0.0 } else { $x.hypot($y) };
            let near = exact.next_down().next_down() <= $z && $z <= exact.next_up().next_up();
            assert!(near || exact.is_nan() && $z.is_nan(), "{:e} {:e}: {:e}, not {exact:e}", $x, $y, $z);
            if !exact.is_nan() && ($x == 0.0 || $y == 0.0) {
                assert!($z == exact, "{:e} {:e}: {:e}, not {exact:e}", $x, $y, $z);
            }
        }};
    }
    for tier in tiers() {
        for (ty, out) in [(Complex64, Float32), (Complex128, Float64)] {
            let mut a = Lie::Contiguous.operand(size_of_type(ty), n, 0);
            a.randomise(&mut random, ty);
            let mut o = Lie::Contiguous.operand(size_of_type(out), n, 0);
            let kernel = unary_at(tier, Unary::Absolute, ty).expect("complex numbers have a magnitude");
            // SAFETY: `n` elements each.
            unsafe { kernel(n, [a.pointer(), o.pointer()], [a.strides, o.strides]) };
            for j in 0..n[0] {
                match (oracle::read(ty, a.get(0, j)), oracle::read(out, o.get(0, j))) {
                    (oracle::Number::Complex32(x, y), oracle::Number::Single(z)) => close!(x, y, z),
                    (oracle::Number::Complex64(x, y), oracle::Number::Double(z)) => close!(x, y, z),
                    _ => unreachable!(),
                }
            }
        }
    }
}

/// Quotients of floats near and at integers, where a rounded one is one too many.
#[test]
fn float_divisions() {
    let mut random = Random::new(13);
    let n = [4096, 1];
    for tier in tiers() {
        for ty in [Float32, Float64] {
            for round in 0..40 {
                let size = size_of_type(ty);
                let mut a = Lie::Contiguous.operand(size, n, 0);
                let mut b = if round % 4 == 0 { Lie::Scalar } else { Lie::Contiguous }.operand(size, n, 0);
                b.randomise(&mut random, ty);
                for j in 0..n[0] {
                    // A multiple of the divisor, or the float beside it.
                    let scale = 10f64.powi(random.below(18) as i32);
                    let times = (random.below(2_000_001) as f64 - 1e6) / 1e6 * scale;
                    let side = random.below(3);
                    match oracle::read(ty, b.get(0, j)) {
                        oracle::Number::Single(y) => {
                            let x = y * times.trunc() as f32;
                            a.set(0, j, &[x.next_down(), x, x.next_up()][side].to_ne_bytes());
                        }
                        oracle::Number::Double(y) => {
                            let x = y * times.trunc();
                            a.set(0, j, &[x.next_down(), x, x.next_up()][side].to_ne_bytes());
                        }
                        _ => unreachable!(),
                    }
                }
                for op in [Binary::FloorDivide, Binary::Remainder, Binary::Fmod] {
                    let mut o = Lie::Contiguous.operand(size, n, 0);
                    let before = o.clone();
                    let kernel = binary_at(tier, op, ty).expect("floats divide");
                    // SAFETY: `n` elements each, or one of stride 0.
                    unsafe { kernel(n, [a.pointer(), b.pointer(), o.pointer()], [a.strides, b.strides, o.strides]) };
                    let expected = |i: usize, j: usize| oracle::binary(op, ty, a.get(i, j), b.get(i, j));
                    check(ty, &before, &o, &expected, &format!("{op:?} {ty:?} {tier:?}"));
                }
            }
        }
    }
}

macro_rules! suite {
    ($($module:ident $tier:ident)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn binary() {
                binary_everywhere(Tier::$tier);
            }
            #[test]
            fn unary() {
                unary_everywhere(Tier::$tier);
            }
            #[test]
            fn casts() {
                cast_everywhere(Tier::$tier);
            }
            #[test]
            fn same_bits_as_base() {
                equals_base(Tier::$tier);
            }
            #[test]
            fn reciprocals() {
                divisors(Tier::$tier);
            }
            #[test]
            fn all_halves() {
                halves(Tier::$tier);
            }
        }
    )* };
}
suite!(base Base v3 V3 v4 V4);
