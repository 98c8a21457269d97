//! Trigonometric functions and inverses: within their bounds of the true values, NumPy's special values,
//! and the same bits in every tier.

#[path = "common/accuracy.rs"]
mod accuracy;
mod common;

use accuracy::*;
use common::*;
use npcore_dtype::ScalarType::*;
use npcore_kernel::Tier;

fn within_bounds<T: Float>() {
    for (function, double, single) in TRIGONOMETRIC {
        let bound = if T::TYPE == Float64 { double } else { single };
        let cases = Cases::<T>::read("trigonometric", function);
        let [a, b] = &cases.operands;
        for tier in tiers() {
            let results = function.of(tier, a, b);
            let (error, i) = cases.largest_error(&results);
            let what = || {
                let operands: Vec<f64> = cases.operands.iter().filter_map(|x| x.get(i)).map(|x| x.wide()).collect();
                let (got, wanted) = (results[i].wide(), cases.rounded[i].wide());
                format!("{} {} {tier:?}: {error:.3} at {operands:?}: {got:e}, not {wanted:e}", function.name(), T::NAME)
            };
            println!("{}", what());
            assert!(error <= bound, "{}", what());
        }
    }
}

#[test]
fn doubles_are_within_their_bounds() {
    within_bounds::<f64>();
}

#[test]
fn singles_are_within_their_bounds() {
    within_bounds::<f32>();
}

fn special<T: Float>(words: &[&str]) {
    let number = |word: &str| match word {
        "nan" => None,
        _ => Some(T::from_bits(u64::from_str_radix(word, 16).expect("hexadecimal"))),
    };
    let nan = T::from_bits(if T::TYPE == Float64 { 0x7ff8 << 48 } else { 0x7fc0 << 16 });
    let (function, ..) = TRIGONOMETRIC.into_iter().find(|f| f.0.name() == words[0]).expect("a function's name");
    let operand = |op: usize| vec![words.get(2 + op).map_or(nan, |word| number(word).unwrap_or(nan)); 9];
    let wanted = number(words[words.len() - 1]);
    for tier in tiers() {
        for got in function.of(tier, &operand(0), &operand(1)) {
            let same = wanted.map_or(got.wide().is_nan(), |wanted| got.bits() == wanted.bits());
            assert!(same, "{words:?}: {:e} {tier:?}", got.wide());
        }
    }
}

#[test]
fn zeros_infinities_and_nan_are_numpys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/trigonometric/special.txt");
    for line in std::fs::read_to_string(path).expect("the file is there").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[1] {
            "f64" => special::<f64>(&words),
            _ => special::<f32>(&words),
        }
    }
}

/// Numbers of all kinds side by side, so that vectors have some of each.
fn mixed<T: Float>(random: &mut Random, n: usize) -> Vec<T> {
    let make = |random: &mut Random| {
        let bits = random.next();
        let unit = (bits >> 11) as f64 / (1u64 << 53) as f64;
        let value = match random.below(12) {
            0 => return T::from_bits(bits),
            1 => random.pick(&[f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.0, -0.0, 1.0, -1.0]),
            2 => (unit - 0.5) * 2e9,
            3 => (random.below(4000) as f64 - 2000.0) * std::f64::consts::FRAC_PI_4,
            4..=6 => (unit - 0.5) * 4.0,
            7 => (unit - 0.5) * 1e-3,
            _ => (unit - 0.5) * 60.0,
        };
        T::from_bits(if T::TYPE == Float64 { value.to_bits() } else { (value as f32).to_bits() as u64 })
    };
    (0..n).map(|_| make(random)).collect()
}

fn equals_base<T: Float>() {
    let mut random = Random::new(11);
    // All elements of some blocks usual, of others one or many not.
    let [a, b] = [0, 1].map(|_| {
        let mut x = mixed::<T>(&mut random, 100_003);
        for (i, x) in x.iter_mut().enumerate() {
            if i / 3000 % 3 == 0 && (x.wide().is_nan() || x.wide().abs() >= 1e6) && random.below(1000) != 0 {
                *x = T::from_bits(0);
            }
        }
        x
    });
    for (function, ..) in TRIGONOMETRIC {
        let base = function.of(Tier::Base, &a, &b);
        for tier in tiers() {
            for n in [a.len(), 1, 7, 100] {
                let got = function.of(tier, &a[..n], &b[..n]);
                for i in 0..n {
                    let same = got[i].bits() == base[i].bits() || got[i].wide().is_nan() && base[i].wide().is_nan();
                    let operands = [a[i].wide(), b[i].wide()];
                    assert!(
                        same,
                        "{} {:?}: {:e} {tier:?}, {:e} Base",
                        function.name(),
                        operands,
                        got[i].wide(),
                        base[i].wide()
                    );
                }
            }
        }
    }
}

#[test]
fn every_tier_has_the_doubles_of_base() {
    equals_base::<f64>();
}

#[test]
fn every_tier_has_the_singles_of_base() {
    equals_base::<f32>();
}

/// Every f16: the f32 function's result, rounded once more.
#[test]
fn halves_are_computed_in_singles() {
    let halves: Vec<u16> = (0..=u16::MAX).collect();
    let singles: Vec<f32> = halves.iter().map(|&bits| half::f16::from_bits(bits).to_f32()).collect();
    for (function, ..) in TRIGONOMETRIC {
        let Function::One(op) = function else { continue };
        let wanted = function.of(Tier::Base, &singles, &singles);
        for tier in tiers() {
            let mut got = vec![0u16; halves.len()];
            let p = [halves.as_ptr().cast_mut().cast(), got.as_mut_ptr().cast()];
            let run = npcore_kernel::unary_at(tier, op, Float16).expect("it exists");
            // SAFETY: as many contiguous elements as both vectors have, in an available tier.
            unsafe { run([halves.len(), 1], p, [[2, 0]; 2]) };
            for (i, &bits) in got.iter().enumerate() {
                let (got, wanted) = (half::f16::from_bits(bits), half::f16::from_f32(wanted[i]));
                let same = got.to_bits() == wanted.to_bits() || got.is_nan() && wanted.is_nan();
                assert!(same, "{} of {}: {got}, not {wanted}, {tier:?}", function.name(), singles[i]);
            }
        }
    }
}
