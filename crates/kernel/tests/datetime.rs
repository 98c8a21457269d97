//! Loops on times against plain code, in every tier, for every way that operands lie.

use npcore_kernel::{
    ArgRow, Binary, TimeOperands, Unary, available_tiers, time_argmax, time_argmin, time_binary_at, time_folds_at,
    time_scan, time_unary_at,
};

mod common;
use common::Random;

const NAT: i64 = i64::MIN;
const EDGES: [i64; 12] = [NAT, NAT + 1, -(1 << 62), -3, -1, 0, 1, 2, 7, 1 << 40, 1 << 62, i64::MAX];
const FLOATS: [f64; 9] = [0.0, -0.0, 1.0, -2.5, 0.3, 1e19, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

fn times(n: usize, random: &mut Random) -> Vec<i64> {
    (0..n).map(|_| if random.below(2) == 0 { random.pick(&EDGES) } else { random.below(200) as i64 - 100 }).collect()
}

fn known(a: i64, b: i64) -> Option<(i64, i64)> {
    (a != NAT && b != NAT).then_some((a, b))
}

fn floor(a: i64, b: i64) -> i64 {
    let (a, b) = (i128::from(a), i128::from(b));
    let quotient = a / b;
    (if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }) as i64
}

/// What a loop on two times writes, as 64 bits.
fn of_times(op: Binary, a: i64, b: i64) -> u64 {
    let known = known(a, b);
    let or_nat = |f: fn(i64, i64) -> i64| known.map_or(NAT, |(a, b)| f(a, b)) as u64;
    let answer = |f: fn(&i64, &i64) -> bool| known.is_some_and(|(a, b)| f(&a, &b)) as u64;
    match op {
        Binary::Add => or_nat(i64::wrapping_add),
        Binary::Subtract => or_nat(i64::wrapping_sub),
        Binary::Minimum => or_nat(i64::min),
        Binary::Maximum => or_nat(i64::max),
        Binary::Fmin => known.map_or(if a == NAT { b } else { a }, |(a, b)| a.min(b)) as u64,
        Binary::Fmax => known.map_or(if a == NAT { b } else { a }, |(a, b)| a.max(b)) as u64,
        Binary::TrueDivide => known.map_or(f64::NAN, |(a, b)| a as f64 / b as f64).to_bits(),
        Binary::FloorDivide => known.filter(|&(_, b)| b != 0).map_or(0, |(a, b)| floor(a, b)) as u64,
        Binary::Remainder => {
            known.filter(|&(_, b)| b != 0).map_or(NAT, |(a, b)| a.wrapping_sub(floor(a, b).wrapping_mul(b))) as u64
        }
        Binary::Equal => answer(i64::eq),
        Binary::NotEqual => answer(i64::eq) ^ 1,
        Binary::Less => answer(i64::lt),
        Binary::LessEqual => answer(i64::le),
        Binary::Greater => answer(i64::gt),
        Binary::GreaterEqual => answer(i64::ge),
        op => panic!("no oracle of {op:?}"),
    }
}

fn whole(x: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x) { x as i64 } else { NAT }
}

fn of_integer(op: Binary, a: i64, b: i64) -> i64 {
    match op {
        _ if a == NAT => NAT,
        Binary::Multiply => a.wrapping_mul(b),
        _ if b == 0 => NAT,
        _ => (i128::from(a) / i128::from(b)) as i64,
    }
}

fn of_float(op: Binary, a: i64, b: f64) -> i64 {
    match op {
        _ if a == NAT => NAT,
        Binary::Multiply => whole(a as f64 * b),
        _ => whole(a as f64 / b),
    }
}

/// Runs a loop over `left` and `right` (one of them may be a single element), their elements `step` words apart.
fn run(f: npcore_kernel::Loop3, left: &[u64], right: &[u64], size: usize, step: usize) -> Vec<u64> {
    let n = left.len().max(right.len());
    let spread = |values: &[u64]| -> Vec<u64> {
        values.iter().flat_map(|&v| std::iter::once(v).chain(std::iter::repeat_n(0xbad, step - 1))).collect()
    };
    let (a, b) = (spread(left), spread(right));
    let stride = |values: &[u64]| if values.len() == 1 { 0 } else { 8 * step as isize };
    let mut out = vec![0u8; n * size];
    let p = [a.as_ptr().cast_mut().cast(), b.as_ptr().cast_mut().cast(), out.as_mut_ptr()];
    // SAFETY: `n` elements of each, or one with stride 0.
    unsafe { f([n, 1], p, [[stride(left), 0], [stride(right), 0], [size as isize, 0]]) };
    out.chunks(size).map(|c| if size == 1 { c[0].into() } else { u64::from_ne_bytes(c.try_into().unwrap()) }).collect()
}

fn same(ours: &[u64], wanted: &[u64], floats: bool) -> bool {
    let nan = |bits: u64| floats && f64::from_bits(bits).is_nan();
    ours.len() == wanted.len() && ours.iter().zip(wanted).all(|(&x, &y)| x == y || (nan(x) && nan(y)))
}

#[test]
fn two_operands() {
    let mut random = Random::new(7);
    for tier in available_tiers() {
        for (op, operands) in Binary::ALL.into_iter().flat_map(|op| {
            use TimeOperands::*;
            [Times, TimeInteger, TimeFloat, IntegerTime, FloatTime].map(|operands| (op, operands))
        }) {
            let Some(f) = time_binary_at(tier, op, operands) else { continue };
            let swapped = matches!(operands, TimeOperands::IntegerTime | TimeOperands::FloatTime);
            let float = matches!(operands, TimeOperands::TimeFloat | TimeOperands::FloatTime);
            let size = if op.is_comparison() { 1 } else { 8 };
            for n in [1, 3, 16, 67] {
                for case in 0..12 {
                    let a = times(if case % 4 == 1 { 1 } else { n }, &mut random);
                    let m = if case % 4 == 2 { 1 } else { n };
                    let b: Vec<u64> = if float {
                        (0..m).map(|_| random.pick(&FLOATS).to_bits()).collect()
                    } else {
                        times(m, &mut random).into_iter().map(|x| x as u64).collect()
                    };
                    let n = a.len().max(b.len());
                    let value = |i: usize| {
                        let (x, y) = (a[i % a.len()], b[i % b.len()]);
                        match operands {
                            TimeOperands::Times => of_times(op, x, y as i64),
                            _ if float => of_float(op, x, f64::from_bits(y)) as u64,
                            _ => of_integer(op, x, y as i64) as u64,
                        }
                    };
                    let wanted: Vec<u64> = (0..n).map(value).collect();
                    let a: Vec<u64> = a.iter().map(|&x| x as u64).collect();
                    let (left, right) = if swapped { (&b, &a) } else { (&a, &b) };
                    let ours = run(f, left, right, size, 1 + case % 3);
                    let floats = op == Binary::TrueDivide && operands == TimeOperands::Times;
                    assert!(
                        same(&ours, &wanted, floats),
                        "{op:?} {operands:?} {tier:?}\n{left:x?}\n{right:x?}\n{ours:x?}\n{wanted:x?}"
                    );
                }
            }
        }
    }
}

#[test]
fn one_operand() {
    let a = EDGES;
    for tier in available_tiers() {
        for op in Unary::ALL {
            let Some(f) = time_unary_at(tier, op) else { continue };
            let value = |a: i64| match op {
                Unary::IsNat | Unary::IsNan => (a == NAT) as i64,
                Unary::IsFinite => (a != NAT) as i64,
                Unary::IsInf => 0,
                Unary::Positive => a,
                Unary::Negative => a.wrapping_neg(),
                Unary::Absolute => a.wrapping_abs(),
                Unary::Sign => a.signum(),
                op => panic!("no oracle of {op:?}"),
            };
            let size = if matches!(op, Unary::IsNat | Unary::IsNan | Unary::IsFinite | Unary::IsInf) { 1 } else { 8 };
            let mut out = [0u8; EDGES.len() * 8];
            // SAFETY: as many elements in as out.
            unsafe {
                f([a.len(), 1], [a.as_ptr().cast_mut().cast(), out.as_mut_ptr()], [[8, 0], [size as isize, 0]]);
            }
            for (i, &a) in a.iter().enumerate() {
                let ours = &out[i * size..(i + 1) * size];
                assert_eq!(ours, &value(a).to_le_bytes()[..size], "{op:?} of {a}");
            }
        }
    }
}

#[test]
fn folds_and_scans() {
    let mut random = Random::new(8);
    for n in [1usize, 2, 15, 16, 17, 300, 2000] {
        for with_nat in [false, true] {
            let a: Vec<i64> = (0..n)
                .map(|_| if with_nat && random.below(40) == 0 { NAT } else { random.below(999) as i64 })
                .collect();
            for op in [Binary::Add, Binary::Minimum, Binary::Maximum, Binary::Fmin, Binary::Fmax, Binary::Subtract] {
                let steps: Vec<i64> = a
                    .iter()
                    .scan(None, |value: &mut Option<i64>, &x| {
                        *value = Some(value.map_or(x, |value| of_times(op, value, x) as i64));
                        *value
                    })
                    .collect();
                let mut out = vec![0i64; n];
                let p = [a.as_ptr().cast_mut().cast(), out.as_mut_ptr().cast()];
                // SAFETY: `n` elements of each.
                unsafe { time_scan(op).unwrap()(n, std::ptr::null(), p, [8, 8]) };
                assert_eq!(out, steps, "{op:?}");
                for tier in available_tiers() {
                    let Some(folds) = time_folds_at(tier, op) else { continue };
                    let mut value = 0i64;
                    // SAFETY: `n` elements, no more than may be folded at once, and one result.
                    unsafe { (folds.row)(n, a.as_ptr().cast(), (&raw mut value).cast()) };
                    assert_eq!(Some(&value), steps.last(), "{op:?} {tier:?}");
                }
            }
            let place = |f: ArgRow, best: fn(&[i64]) -> usize| {
                // SAFETY: `n` elements.
                assert_eq!(unsafe { f(n, a.as_ptr().cast()) }, best(&a));
            };
            // The first not-a-time, else the first of the equal ones.
            place(time_argmin(), |a| a.iter().position(|x| x == a.iter().min().unwrap()).unwrap());
            place(time_argmax(), |a| {
                let largest = if a.contains(&NAT) { &NAT } else { a.iter().max().unwrap() };
                a.iter().position(|x| x == largest).unwrap()
            });
        }
    }
}
