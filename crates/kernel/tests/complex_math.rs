//! Functions of complex numbers: within their bounds of the true values, NumPy's special values, and the same bits in every
//! tier.

#[path = "common/accuracy.rs"]
mod accuracy;
mod common;

use accuracy::Function::{self, One, Two};
use common::*;
use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Tier, Unary, binary_at, unary_at};

/// The largest errors in complex128 and complex64, in units of the last place of the larger part of the true value:
/// measured on the files' arguments, with some room.
const FUNCTIONS: [(Function, f64, f64); 20] = [
    (One(Unary::Exp), 1.6, 0.75),
    (One(Unary::Exp2), 2.0, 0.75),
    (One(Unary::Expm1), 2.6, 0.75),
    (One(Unary::Log), 1.2, 0.75),
    (One(Unary::Log2), 1.7, 0.75),
    (One(Unary::Log10), 1.7, 0.75),
    (One(Unary::Log1p), 1.4, 0.75),
    (One(Unary::Sinh), 2.2, 0.75),
    (One(Unary::Cosh), 2.2, 0.75),
    (One(Unary::Tanh), 2.9, 0.75),
    (One(Unary::Sin), 2.2, 0.75),
    (One(Unary::Cos), 2.2, 0.75),
    (One(Unary::Tan), 2.9, 0.75),
    (One(Unary::Arcsin), 3.6, 0.75),
    (One(Unary::Arccos), 3.6, 0.75),
    (One(Unary::Arctan), 2.1, 0.75),
    (One(Unary::Arcsinh), 3.6, 0.75),
    (One(Unary::Arccosh), 3.6, 0.75),
    (One(Unary::Arctanh), 2.1, 0.75),
    (Two(Binary::Power), 2.7, 0.75),
];

/// The results in `tier` for operands of type `ty`, whose parts are f64 here.
fn of(function: Function, tier: Tier, ty: ScalarType, operands: &[Vec<[f64; 2]>]) -> Vec<[f64; 2]> {
    let size = ty.itemsize();
    let n = operands[0].len();
    let mut bytes: Vec<Vec<u8>> = operands.iter().map(|x| to_bytes(ty, x)).collect();
    let mut o = vec![0u8; n * size];
    let s = [size as isize, 0];
    let out = o.as_mut_ptr();
    let a = bytes[0].as_mut_ptr();
    // SAFETY: n contiguous elements of the type each; the caller asks for available tiers.
    unsafe {
        match function {
            One(op) => unary_at(tier, op, ty).expect("it exists")([n, 1], [a, out], [s; 2]),
            Two(op) => {
                let b = bytes[1].as_mut_ptr();
                binary_at(tier, op, ty).expect("it exists")([n, 1], [a, b, out], [s; 3]);
            }
        }
    }
    let part = |bytes: &[u8]| match ty {
        Complex64 => f32::from_ne_bytes(bytes.try_into().unwrap()) as f64,
        _ => f64::from_ne_bytes(bytes.try_into().unwrap()),
    };
    o.chunks(size).map(|z| [part(&z[..size / 2]), part(&z[size / 2..])]).collect()
}

fn to_bytes(ty: ScalarType, numbers: &[[f64; 2]]) -> Vec<u8> {
    numbers
        .iter()
        .flatten()
        .flat_map(|&x| if ty == Complex64 { (x as f32).to_ne_bytes().to_vec() } else { x.to_ne_bytes().to_vec() })
        .collect()
}

/// The last place of a float that is half of a number of type `ty`.
fn last_place(ty: ScalarType, x: f64) -> f64 {
    let (digits, least) = if ty == Complex64 { (24, -149) } else { (53, -1074) };
    let power =
        |e: i32| if e < -1022 { f64::from_bits(1 << (e + 1074)) } else { f64::from_bits(((1023 + e) as u64) << 52) };
    let exponent = ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    power((exponent - digits + 1).max(least))
}

/// A case of a file: the type, the operands, the result, and what is behind it.
struct Case {
    ty: ScalarType,
    operands: Vec<[f64; 2]>,
    result: [f64; 2],
    rest: Vec<f64>,
}

fn read(function: Function, suffix: &str) -> Vec<Case> {
    let path = format!("{}/tests/goldens/complex_math/{}{suffix}.txt", env!("CARGO_MANIFEST_DIR"), function.name());
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let number = |word: &str| match (word.starts_with("nan"), word.len()) {
        (true, _) => f64::NAN,
        (_, 8) => f32::from_bits(u32::from_str_radix(word, 16).expect("a number in hexadecimal")) as f64,
        _ => f64::from_bits(u64::from_str_radix(word, 16).expect("a number in hexadecimal")),
    };
    let case = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let parts = 2 * function.operands() + 2;
        let numbers: Vec<[f64; 2]> = words[..parts].chunks(2).map(|z| [number(z[0]), number(z[1])]).collect();
        let (result, operands) = numbers.split_last().expect("numbers");
        Case {
            ty: if words[0].len() == 8 { Complex64 } else { Complex128 },
            operands: operands.to_vec(),
            result: *result,
            rest: words[parts..].iter().map(|w| w.parse::<f64>().expect("a number") / 1000.0).collect(),
        }
    };
    let cases: Vec<Case> = text.lines().map(case).collect();
    assert!(cases.len() > 150, "{path} has few cases");
    cases
}

fn results(function: Function, tier: Tier, cases: &[&Case]) -> Vec<[f64; 2]> {
    let operands: Vec<Vec<[f64; 2]>> =
        (0..function.operands()).map(|op| cases.iter().map(|case| case.operands[op]).collect()).collect();
    of(function, tier, cases[0].ty, &operands)
}

/// The error of each part and of the number, in units of the last place of the larger true part.
fn errors(case: &Case, got: [f64; 2]) -> [f64; 3] {
    let larger = case.result.iter().fold(0.0, |larger: f64, x| larger.max(x.abs()));
    if larger == f64::INFINITY {
        // Both too large, or the other one does not count.
        let same = (0..2).all(|i| case.result[i].is_finite() || case.result[i] == got[i]);
        return [if same { 0.0 } else { f64::INFINITY }; 3];
    }
    let unit = last_place(case.ty, larger);
    let part = |i: usize| {
        let own = last_place(case.ty, case.result[i]);
        ((got[i] - case.result[i]) / own - case.rest[i]) * (own / unit)
    };
    let parts = [part(0), part(1)];
    let own = [0, 1].map(|i| parts[i] / last_place(case.ty, case.result[i]) * unit);
    [own[0].abs(), own[1].abs(), parts[0].hypot(parts[1])]
}

#[test]
fn results_are_within_their_bounds() {
    let mut failures = vec![];
    for (function, double, single) in FUNCTIONS {
        let cases = read(function, "");
        for (ty, bound) in [(Complex128, double), (Complex64, single)] {
            let cases: Vec<&Case> = cases.iter().filter(|case| case.ty == ty).collect();
            for tier in tiers() {
                let (mut largest, mut worst, mut own) = (0.0, 0, [0.0f64; 2]);
                for (i, (case, got)) in cases.iter().zip(results(function, tier, &cases)).enumerate() {
                    let [re, im, error] = errors(case, got);
                    own = [own[0].max(re), own[1].max(im)];
                    if error > largest || error.is_nan() {
                        (largest, worst) = (error, i);
                    }
                }
                let case = cases[worst];
                let got = results(function, tier, &[case])[0];
                let text = format!(
                    "{:8} {ty:?} {tier:?}: {largest:.2} (parts {:.1} {:.1}) at {:?}: {got:?}, not {:?}",
                    function.name(),
                    own[0],
                    own[1],
                    case.operands,
                    case.result
                );
                if tier == Tier::Base {
                    println!("accuracy {} {} {largest:.3} {bound:.2} {text}", function.name(), ty.name());
                }
                if largest > bound || largest.is_nan() {
                    failures.push(text);
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is infinite, NaN or zero must be NumPy's with its sign; finite numbers are near.
fn is_numpys(function: Function, case: &Case, got: [f64; 2]) -> bool {
    let wanted = case.result;
    let larger = wanted.iter().fold(0.0, |larger: f64, x| if x.is_finite() { larger.max(x.abs()) } else { larger });
    // NumPy's own errors: the C library's powers are poor.
    let slack = if matches!(function, Two(_)) { 256.0 } else { 8.0 } * last_place(case.ty, larger);
    (0..2).all(|i| {
        let (got, wanted) = (got[i], wanted[i]);
        if wanted == 0.0 || wanted.is_infinite() {
            got == wanted && got.is_sign_negative() == wanted.is_sign_negative()
        } else {
            got.is_nan() && wanted.is_nan() || (got - wanted).abs() <= slack
        }
    })
}

#[test]
fn special_values_are_numpys() {
    let mut failures = vec![];
    for (function, ..) in FUNCTIONS {
        let cases = read(function, "_special");
        for ty in [Complex128, Complex64] {
            let cases: Vec<&Case> = cases.iter().filter(|case| case.ty == ty).collect();
            for tier in tiers() {
                for (case, got) in cases.iter().zip(results(function, tier, &cases)) {
                    if !is_numpys(function, case, got) {
                        let (operands, wanted) = (&case.operands, case.result);
                        failures.push(format!(
                            "{} {ty:?} {tier:?} of {operands:?}: {got:?}, not {wanted:?}",
                            function.name()
                        ));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
}

/// Numbers of all kinds side by side, so that vectors have some of each.
fn mixed(random: &mut Random, n: usize) -> Vec<[f64; 2]> {
    let part = |random: &mut Random| {
        let bits = random.next();
        let unit = (bits >> 11) as f64 / (1u64 << 53) as f64 - 0.5;
        match random.below(16) {
            0 => f64::from_bits(bits),
            1 => random.pick(&[f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.0, -0.0, 1.0, -1.0]),
            2 => unit * 2e9,
            3 => unit * 1e-3,
            4 => (random.below(200) as f64) - 100.0,
            5 => unit * 3000.0,
            6..=9 => unit * 4.0,
            _ => unit * 60.0,
        }
    };
    (0..n).map(|_| [part(random), part(random)]).collect()
}

#[test]
fn every_tier_has_the_bits_of_base() {
    let mut random = Random::new(5);
    let operands = [mixed(&mut random, 20_011), mixed(&mut random, 20_011)];
    for (function, ..) in FUNCTIONS {
        for ty in [Complex128, Complex64] {
            let base = of(function, Tier::Base, ty, &operands);
            for tier in tiers() {
                for n in [operands[0].len(), 1, 7, 100] {
                    let operands = operands.clone().map(|x| x[..n].to_vec());
                    let got = of(function, tier, ty, &operands);
                    for i in 0..n {
                        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
                        let (got, base) = (got[i], base[i]);
                        assert!(
                            same(got[0], base[0]) && same(got[1], base[1]),
                            "{} {ty:?} of {:?}: {got:?} {tier:?}, {base:?} Base",
                            function.name(),
                            [operands[0][i], operands[1][i]]
                        );
                    }
                }
            }
        }
    }
}
