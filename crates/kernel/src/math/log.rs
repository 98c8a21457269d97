//! log, log2, log10 of f64, log1p.
//!
//! All begin with `x = 2^k (1 + f)`, `1 + f` in sqrt(1/2) to sqrt(2), and with
//! `log(1 + f) = 2 atanh(s) = 2 s + s R = f - s (f - R)`, `s = f / (2 + f)`, where `R` is a polynomial in `s^2`: the
//! leading term is exact, the other one at most a fifth of it.

use std::f64::consts::{LOG2_E, LOG10_2, LOG10_E};

use super::parts::double::split;
use super::parts::{fma, polynomial};

macro_rules! logarithms {
    ($name:ident, $t:ident, $bits:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::{fma, polynomial};
            use crate::math::parts::$name::inverse_and_exponent;

            $($constant)*

            /// `s` and `f - R`.
            #[inline(always)]
            pub(crate) fn curve(f: $t) -> ($t, $t) {
                let s = f / (2.0 + f);
                let z = s * s;
                (s, fma(-z, rest(z), f))
            }

            /// `log(1 + f)`
            #[inline(always)]
            pub(crate) fn near(f: $t) -> $t {
                let (s, rest) = curve(f);
                fma(-s, rest, f)
            }

            /// Positive, normal, finite.
            #[inline(always)]
            pub(crate) fn is_ordinary(x: $t) -> bool {
                const LEAST: $bits = $t::MIN_POSITIVE.to_bits();
                // As bits, positive numbers have the order of integers, and negative ones are greater.
                x.to_bits().wrapping_sub(LEAST) < $t::INFINITY.to_bits() - LEAST
            }

            /// The result for positive arguments, else minus infinity or NaN.
            #[inline(always)]
            pub(crate) fn real(x: $t, result: $t) -> $t {
                // Minus infinity at zeros, NaN below.
                let result = if x > 0.0 { result } else { $t::NEG_INFINITY };
                let result = if x >= 0.0 { result } else { $t::NAN };
                // Infinity, or NaN.
                if x < $t::INFINITY { result } else { x }
            }

            /// `log(1 + x + rest)` of a `x` in 0 to 1 and a `rest` below its last place.
            #[inline(always)]
            pub(crate) fn log_of_sum(x: $t, rest: $t) -> $t {
                let (inverse, k) = inverse_and_exponent(1.0 + x);
                let less = inverse - 1.0;
                let f = fma(x, inverse, less);
                let rest = fma(rest, inverse, fma(x, inverse, less - f));
                scaled(k, f, rest)
            }

            /// `log(x + rest)` of a normal `x > 0` and a `rest` below its last place.
            #[allow(dead_code, reason = "used of f64 only")]
            #[inline(always)]
            pub(crate) fn log_of_parts(x: $t, rest: $t) -> $t {
                let (inverse, k) = inverse_and_exponent(x);
                scaled(k, fma(x, inverse, -1.0), rest * inverse)
            }

            /// `k log(2) + log(1 + f + rest)`.
            #[inline(always)]
            fn scaled(k: $t, f: $t, rest: $t) -> $t {
                let (s, curve) = curve(f + rest);
                let high = fma(k, LN2_HIGH, f);
                let lost = (f - fma(-k, LN2_HIGH, high)) + rest;
                high + fma(-s, curve, fma(k, LN2_LOW, lost))
            }

            /// `log(1 + x)`, to 1.7 ULP (f32: 1.6).
            #[inline(always)]
            pub(crate) fn log1p(x: $t) -> $t {
                let one = 1.0 + x;
                let (inverse, k) = inverse_and_exponent(one);
                // (1 + x) 2^-k - 1
                let f = fma(x, inverse, inverse - 1.0);
                let log = fma(k, LN2_HIGH, fma(k, LN2_LOW, near(f)));
                // The sign of zero.
                real(one, log.copysign(x))
            }
        }
    };
}

logarithms! {
    double, f64, u64;

    /// As many digits as leave the products with exponents exact, and the rest.
    pub(crate) const LN2_HIGH: f64 = 0.6931471805598903;
    pub(crate) const LN2_LOW: f64 = 5.497923018708371e-14;

    /// `(2 atanh(s) / s - 2) / s^2` of `s^2`: "log f64", 2^-57.9.
    #[inline(always)]
    fn rest(z: f64) -> f64 {
        polynomial!(z; 0.6666666666666734, 0.399999999994147, 0.2857142874238399, 0.22222198573443866,
            0.18183564317950046, 0.15314050634838658, 0.14795950039128522)
    }
}

logarithms! {
    single, f32, u32;

    pub(crate) const LN2_HIGH: f32 = 0.69314575;
    pub(crate) const LN2_LOW: f32 = 1.4286068e-06;

    /// "log1p f32", 2^-30.1.
    #[inline(always)]
    fn rest(z: f32) -> f32 {
        polynomial!(z; 0.6666666, 0.40000334, 0.2853731, 0.23582129)
    }
}

/// The natural logarithm, to 0.90 ULP.
#[inline(always)]
pub(crate) fn log(x: f64) -> f64 {
    use double::{LN2_HIGH, LN2_LOW, curve};

    let (m, k) = split(x);
    let f = m - 1.0;
    let (s, rest) = curve(f);
    // k LN2_HIGH is exact, and so is what the sum with it loses.
    let high = fma(k, LN2_HIGH, f);
    let lost = f - fma(-k, LN2_HIGH, high);
    double::real(x, high + fma(-s, rest, fma(k, LN2_LOW, lost)))
}

/// The logarithm to base 2, exact for powers of two, to 1.75 ULP.
#[inline(always)]
pub(crate) fn log2(x: f64) -> f64 {
    let (m, k) = split(x);
    double::real(x, fma(double::near(m - 1.0), LOG2_E, k))
}

/// The logarithm to base 10, exact for powers of ten, to 1.75 ULP.
#[inline(always)]
pub(crate) fn log10(x: f64) -> f64 {
    /// What the constants lack.
    const LOG10_2_LOW: f64 = -2.8037281277851704e-18;
    const LOG10_E_LOW: f64 = 1.098319650216765e-17;

    let (m, k) = split(x);
    let near = double::near(m - 1.0);
    let log = fma(k, LOG10_2_LOW, fma(near, LOG10_E, near * LOG10_E_LOW));
    double::real(x, fma(k, LOG10_2, log))
}

pub(crate) use double::log1p;
pub(crate) use single::log1p as log1pf;
