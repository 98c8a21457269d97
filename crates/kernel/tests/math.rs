//! The elementary functions: true values (`goldens/math`, by `xtask/goldens/elementary.py`) within the bounds below, special
//! values, and every tier equal to Base bit for bit.
//!
//! `cargo xtask accuracy` prints what is measured beside the bounds.

#[path = "common/accuracy.rs"]
mod accuracy;
mod common;

use std::fs;

use accuracy::Function::{self as Op, One, Two};
use common::Random;
use npcore_kernel::{Binary, Tier, Unary, available_tiers};

/// The largest error in units in the last place: float64, float32. Somewhat more than was found among a million random
/// arguments, of which the worst are among the references.
///
/// Of logaddexp and logaddexp2 in units of the larger of the terms `max(a, b)` and `log(1 + e^-|a - b|)`, where they cancel.
const BOUNDS: [(Op, f64, f64); 14] = [
    (One(Unary::Exp), 0.95, 0.95),
    (One(Unary::Exp2), 0.95, 0.95),
    (One(Unary::Expm1), 1.80, 1.40),
    (One(Unary::Log), 0.90, 0.97),
    (One(Unary::Log2), 1.75, 1.90),
    (One(Unary::Log10), 1.75, 1.85),
    (One(Unary::Log1p), 1.70, 1.60),
    (One(Unary::Cbrt), 0.80, 1.10),
    (One(Unary::Sinh), 1.40, 1.40),
    (One(Unary::Cosh), 1.40, 1.40),
    (One(Unary::Tanh), 1.80, 1.85),
    (Two(Binary::Power), 0.97, 1.95),
    (Two(Binary::Logaddexp), 1.40, 1.65),
    (Two(Binary::Logaddexp2), 1.65, 1.80),
];

/// What differs between the two types beside their bits; values are passed as f64, which holds both.
trait Float: accuracy::Float + Default {
    const DIGITS: i32;
    /// The exponent of the last place of subnormal numbers.
    const LEAST: i32;
    fn of(x: f64) -> Self;
}

impl Float for f64 {
    const DIGITS: i32 = 53;
    const LEAST: i32 = -1074;
    fn of(x: f64) -> f64 {
        x
    }
}

impl Float for f32 {
    const DIGITS: i32 = 24;
    const LEAST: i32 = -149;
    fn of(x: f64) -> f32 {
        x as f32
    }
}

/// The results of `op` for each case (as many operands as it has) through the public loops.
fn apply<T: Float>(tier: Tier, op: Op, cases: &[[T; 2]]) -> Vec<T> {
    let [a, b] = [0, 1].map(|i| cases.iter().map(|case| case[i]).collect::<Vec<T>>());
    op.of(tier, &a, &b)
}

/// The exponent of the last place of `x`.
fn last_place<T: Float>(x: f64) -> i32 {
    let exponent = (x.abs().to_bits() >> 52) as i32 - 1023;
    (exponent + 1 - T::DIGITS).max(T::LEAST)
}

/// `x / 2^e`, exact but for underflow.
fn over_power(x: f64, e: i32) -> f64 {
    x * 2f64.powi(-e / 2) * 2f64.powi(-e - -e / 2)
}

/// What the result exceeds the true value by, in units in the last place.
fn error<T: Float>(op: Op, case: [T; 2], got: T, nearest: T, lacks: f64) -> f64 {
    let (got, nearest) = (got.wide(), nearest.wide());
    if got == nearest && got.is_infinite() {
        return 0.0;
    }
    if !got.is_finite() || !nearest.is_finite() {
        return f64::INFINITY;
    }
    let place = last_place::<T>(nearest);
    let error = over_power(got - nearest, place) - lacks / 1000.0;
    match op {
        Two(Binary::Logaddexp | Binary::Logaddexp2) => {
            let larger = case[0].wide().max(case[1].wide());
            let term = larger.abs().max(nearest - larger);
            error * 2f64.powi(place - place.max(last_place::<T>(term)))
        }
        _ => error,
    }
}

struct References<T> {
    cases: Vec<[T; 2]>,
    nearest: Vec<T>,
    lacks: Vec<f64>,
}

fn references<T: Float>(op: Op) -> References<T> {
    let path = format!("tests/goldens/math/{}.txt", op.name());
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut all = References { cases: vec![], nearest: vec![], lacks: vec![] };
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if words[0].len() != 2 * size_of::<T>() {
            continue;
        }
        let number = |word: &str| T::from_bits(u64::from_str_radix(word, 16).expect("hexadecimal"));
        let (arguments, result) = words.split_at(op.operands());
        all.cases.push([number(arguments[0]), arguments.get(1).map_or(T::default(), |word| number(word))]);
        all.nearest.push(number(result[0]));
        all.lacks.push(result[1].parse().expect("thousandths"));
    }
    assert!(all.cases.len() > 300, "{path}");
    all
}

/// The largest error in a tier, and its operands.
fn largest_error<T: Float>(tier: Tier, op: Op) -> (f64, [f64; 2]) {
    let References { cases, nearest, lacks } = references::<T>(op);
    let results = apply(tier, op, &cases);
    let mut largest = (0.0, [0.0; 2]);
    for (i, &case) in cases.iter().enumerate() {
        let error = error(op, case, results[i], nearest[i], lacks[i]).abs();
        if error > largest.0 {
            largest = (error, case.map(T::wide));
        }
    }
    largest
}

#[test]
fn errors_are_within_the_bounds() {
    let mut failures = vec![];
    for (op, double, single) in BOUNDS {
        for tier in available_tiers() {
            let measured = [(largest_error::<f64>(tier, op), double), (largest_error::<f32>(tier, op), single)];
            for (((error, at), bound), ty) in measured.into_iter().zip(["float64", "float32"]) {
                let at = &at[..op.operands()];
                if tier == Tier::Base {
                    println!("accuracy {} {ty} {error:.3} {bound:.2} at {at:?}", op.name());
                }
                if error > bound {
                    failures.push(format!("{} {ty} {tier:?}: {error:.3} > {bound} at {at:?}", op.name()));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Random bit patterns, and random numbers of the usual size.
fn random_cases<T: Float>(random: &mut Random) -> Vec<[T; 2]> {
    let number = |random: &mut Random| match random.below(3) {
        0 => T::from_bits(random.next()),
        1 => T::of((random.next() >> 11) as f64 * 2f64.powi(-47) - 32.0),
        _ => T::of((random.next() >> 11) as f64 * 2f64.powi(-53) * 2.5),
    };
    (0..100_000).map(|_| [number(random), number(random)]).collect()
}

fn tiers_agree<T: Float>() {
    let mut random = Random::new(5);
    let random = random_cases::<T>(&mut random);
    for (op, ..) in BOUNDS {
        for cases in [references::<T>(op).cases, random.clone()] {
            let base = apply(Tier::Base, op, &cases);
            for tier in available_tiers().skip(1) {
                for ((case, a), b) in cases.iter().zip(&base).zip(apply(tier, op, &cases)) {
                    let same = a.bits() == b.bits() || a.wide().is_nan() && b.wide().is_nan();
                    let case = case.map(T::wide);
                    assert!(same, "{op:?} {case:?} {tier:?}: {:e} instead of {:e}", b.wide(), a.wide());
                }
            }
        }
    }
}

#[test]
fn tiers_agree_on_every_bit() {
    tiers_agree::<f64>();
    tiers_agree::<f32>();
}

/// Checks a value, by its bits but for NaN, in both types, every tier, and at every place of a vector.
fn special(op: Op, arguments: &[f64], want: f64) {
    fn check<T: Float>(op: Op, arguments: &[f64], want: f64) {
        let case = [T::of(arguments[0]), T::of(*arguments.get(1).unwrap_or(&0.0))];
        for tier in available_tiers() {
            for got in apply(tier, op, &[case; 19]) {
                let same = got.bits() == T::of(want).bits() || want.is_nan() && got.wide().is_nan();
                assert!(same, "{op:?} {:?} {arguments:?} {tier:?}: {:?} instead of {want:?}", T::TYPE, got.wide());
            }
        }
    }
    check::<f64>(op, arguments, want);
    check::<f32>(op, arguments, want);
}

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

#[test]
fn special_values_of_unary_functions() {
    use Unary::*;
    let table: [(Unary, &[(f64, f64)]); 11] = [
        (Exp, &[(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (1e9, INF), (-1e9, 0.0), (1e300, INF)]),
        (Exp2, &[(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (1e9, INF), (-1e9, 0.0), (-1e300, 0.0)]),
        (Expm1, &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (NAN, NAN), (1e9, INF), (-1e9, -1.0)]),
        (
            Log,
            &[(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-INF, NAN), (-1.0, NAN), (-1e-30, NAN), (NAN, NAN)],
        ),
        (Log2, &[(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-INF, NAN), (-1.0, NAN), (NAN, NAN)]),
        (Log10, &[(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-INF, NAN), (-1.0, NAN), (NAN, NAN)]),
        (Log1p, &[(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-INF, NAN), (-1.5, NAN), (NAN, NAN)]),
        (Cbrt, &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN), (-27.0, -3.0)]),
        (Sinh, &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN), (1e9, INF), (-1e9, -INF)]),
        (Cosh, &[(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, INF), (NAN, NAN), (1e9, INF), (-1e9, INF)]),
        (Tanh, &[(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN), (1e9, 1.0), (-1e9, -1.0)]),
    ];
    for (op, cases) in table {
        for &(x, want) in cases {
            special(One(op), &[x], want);
        }
    }
}

#[test]
fn special_values_of_power() {
    let power = |x: f64, y: f64, want: f64| special(Two(Binary::Power), &[x, y], want);
    for x in [0.0, -0.0, 1.0, -1.0, 2.5, -3.0, INF, -INF, NAN] {
        power(x, 0.0, 1.0);
        power(x, -0.0, 1.0);
    }
    for y in [0.5, -3.0, 1e9, INF, -INF, NAN] {
        power(1.0, y, 1.0);
    }
    for y in [0.5, 1.0, -2.0, INF] {
        power(NAN, y, NAN);
    }
    for x in [0.0, -1.0, 2.0, -INF] {
        power(x, NAN, NAN);
    }
    power(-1.0, INF, 1.0);
    power(-1.0, -INF, 1.0);
    power(-1.0, 16777215.0, -1.0);
    power(-1.0, 16777216.0, 1.0);
    power(-1.0, 1e30, 1.0);
    for (x, y, want) in [(0.5, INF, 0.0), (-0.5, INF, 0.0), (2.0, INF, INF), (-2.0, INF, INF)] {
        power(x, y, want);
        power(x, -y, if want == 0.0 { INF } else { 0.0 });
    }
    for y in [3.0, 1e0, 16777215.0] {
        power(0.0, y, 0.0);
        power(-0.0, y, -0.0);
        power(0.0, -y, INF);
        power(-0.0, -y, -INF);
        power(-INF, y, -INF);
        power(-INF, -y, -0.0);
    }
    for y in [2.0, 0.5, 3.5, 1e30, INF] {
        power(0.0, y, 0.0);
        power(-0.0, y, 0.0);
        power(0.0, -y, INF);
        power(-0.0, -y, INF);
        power(-INF, y, INF);
        power(-INF, -y, 0.0);
    }
    for y in [0.5, 1e-30, 1.0, 7.0, INF] {
        power(INF, y, INF);
        power(INF, -y, 0.0);
    }
    for y in [0.5, -0.5, 1e-30, 2.25] {
        power(-8.0, y, NAN);
        power(-1e-30, y, NAN);
    }
    power(-2.0, 3.0, -8.0);
    power(-2.0, 4.0, 16.0);
    power(-2.0, -3.0, -0.125);
    power(10.0, 1e10, INF);
    power(-10.0, 1e10, INF);
    power(-10.0, 401.0, -INF);
    power(-10.0, -401.0, -0.0);
    power(10.0, -1e10, 0.0);
}

#[test]
fn special_values_of_sums_of_exponentials() {
    for op in [Binary::Logaddexp, Binary::Logaddexp2] {
        for (a, b, want) in [
            (INF, INF, INF),
            (-INF, -INF, -INF),
            (INF, -INF, INF),
            (-INF, INF, INF),
            (2.0, INF, INF),
            (2.0, -INF, 2.0),
            (-INF, -3.0, -3.0),
            (1.0, NAN, NAN),
            (NAN, -INF, NAN),
            (NAN, NAN, NAN),
            (1e30, -1e30, 1e30),
        ] {
            special(Two(op), &[a, b], want);
            special(Two(op), &[b, a], want);
        }
    }
    special(Two(Binary::Logaddexp2), &[3.0, 3.0], 4.0);
    special(Two(Binary::Logaddexp), &[0.0, 0.0], std::f64::consts::LN_2);
}

#[test]
fn exact_results_are_exact() {
    for e in -149..=127 {
        special(One(Unary::Log2), &[2f64.powi(e)], e as f64);
        special(One(Unary::Exp2), &[e as f64], 2f64.powi(e));
        special(Two(Binary::Power), &[2.0, e as f64], 2f64.powi(e));
    }
    for e in 0..=10 {
        special(One(Unary::Log10), &[10f64.powi(e)], e as f64);
        special(Two(Binary::Power), &[10.0, e as f64], 10f64.powi(e));
    }
    for i in -200..=200 {
        let x = i as f64;
        special(One(Unary::Cbrt), &[x * x * x], x);
        special(Two(Binary::Power), &[x, 2.0], x * x);
        special(Two(Binary::Power), &[x, 3.0], x * x * x);
        special(Two(Binary::Power), &[x, 1.0], x);
    }
}

/// The exact results that only f64 holds.
#[test]
fn exact_results_of_doubles() {
    let one = |op, x| apply::<f64>(Tier::Base, op, &[[x, 0.0]])[0];
    for e in -1074..=1023 {
        // In two steps, as 2^-1074 is no power that `powi` reaches.
        let power = 2f64.powi(e / 2) * 2f64.powi(e - e / 2);
        assert_eq!(one(One(Unary::Log2), power), e as f64);
        assert_eq!(one(One(Unary::Exp2), e as f64), power);
    }
    let mut ten = 1.0;
    for e in 0..=22 {
        assert_eq!(one(One(Unary::Log10), ten), e as f64);
        ten *= 10.0;
    }
}
