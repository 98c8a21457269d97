//! log, log2, log10, log1p.
//!
//! All begin with `x = 2^k (1 + f)`, `1 + f` in sqrt(1/2) to sqrt(2), and with
//! `log(1 + f) = 2 atanh(s) = 2 s + s R = f - s (f - R)`, `s = f / (2 + f)`, where `R` is a polynomial in `s^2`: the
//! leading term is exact, the other one at most a fifth of it.

use super::parts::polynomial;

macro_rules! logarithms {
    ($name:ident, $t:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::polynomial;
            use crate::math::parts::$name::{cut, inverse_scale, power, split, split_normal, sum, sum_of_larger};

            $($constant)*

            /// `f - log(1 + f)`.
            #[inline(always)]
            fn curve(f: $t) -> $t {
                let s = f / (2.0 + f);
                let z = s * s;
                s * (f - z * rest(z))
            }

            /// The result for positive arguments, else minus infinity or NaN.
            #[inline(always)]
            fn real(x: $t, result: $t) -> $t {
                // Minus infinity at zeros, NaN below.
                let result = if x > 0.0 { result } else { $t::NEG_INFINITY };
                let result = if x >= 0.0 { result } else { $t::NAN };
                // Infinity, or NaN.
                if x < $t::INFINITY { result } else { x }
            }

            /// The natural logarithm, to 0.98 ULP (f32: 0.95).
            #[inline(always)]
            pub(crate) fn log(x: $t) -> $t {
                let (m, k) = split(x);
                let f = m - 1.0;
                let (high, lost) = sum_of_larger(k * LN2_HIGH, f);
                real(x, high + (lost - (curve(f) - k * LN2_LOW)))
            }

            /// The logarithm of another base: `log(2)` and `1 / log(e)` in it as two numbers each, `by` rounded.
            #[inline(always)]
            fn based(x: $t, two: [$t; 2], e: [$t; 2], by: $t) -> $t {
                let (m, k) = split(x);
                let f = m - 1.0;
                let curve = curve(f);
                // log(1 + f) as two numbers.
                let upper = cut(f - curve);
                let lower = (f - upper) - curve;
                let (high, lost) = sum_of_larger(k * two[0], upper * e[0]);
                real(x, high + (lost + (lower * by + (upper * e[1] + k * two[1]))))
            }

            /// The logarithm to base 2, exact for powers of two, to 0.95 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn log2(x: $t) -> $t {
                based(x, [1.0, 0.0], [LOG2_E_UPPER, LOG2_E_REST], std::$t::consts::LOG2_E)
            }

            /// The logarithm to base 10, exact for powers of ten, to 0.90 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn log10(x: $t) -> $t {
                based(x, [LOG10_2_HIGH, LOG10_2_LOW], [LOG10_E_UPPER, LOG10_E_REST], std::$t::consts::LOG10_E)
            }

            /// `log(one + lost)` for a `lost` below the last place of `one`.
            #[inline(always)]
            pub(crate) fn log_of_sum(one: $t, lost: $t) -> $t {
                let (m, k) = split_normal(one);
                let f = m - 1.0;
                // At the scale of `f`.
                let lost = if one < power(100) { lost * inverse_scale(one) } else { 0.0 };
                let (high, error) = sum_of_larger(k * LN2_HIGH, f);
                high + (error + (lost - (curve(f + lost) - k * LN2_LOW)))
            }

            /// `log(1 + x)`, to 0.90 ULP (f32: 0.98).
            #[inline(always)]
            pub(crate) fn log1p(x: $t) -> $t {
                let (one, lost) = sum(1.0, x);
                let result = real(one, log_of_sum(one, lost));
                // The sign of zero.
                if x == 0.0 { x } else { result }
            }
        }
    };
}

logarithms! {
    double, f64;

    /// As many digits as leave the products with exponents exact, and the rest.
    const LN2_HIGH: f64 = 0.6931471805598903;
    const LN2_LOW: f64 = 5.497923018708371e-14;
    const LOG10_2_HIGH: f64 = 0.30102999566395283;
    const LOG10_2_LOW: f64 = 2.8363394551044964e-14;
    /// Half of the digits, and the rest.
    const LOG2_E_UPPER: f64 = 1.4426950216293335;
    const LOG2_E_REST: f64 = 1.9259629911266175e-08;
    const LOG10_E_UPPER: f64 = 0.4342944771051407;
    const LOG10_E_REST: f64 = 4.798111141615973e-09;

    /// `(2 atanh(s) / s - 2) / s^2` of `s^2`: "log f64", 2^-57.9.
    #[inline(always)]
    fn rest(z: f64) -> f64 {
        polynomial!(z; 0.6666666666666734, 0.399999999994147, 0.2857142874238399, 0.22222198573443866,
            0.18183564317950046, 0.15314050634838658, 0.14795950039128522)
    }
}

logarithms! {
    single, f32;

    const LN2_HIGH: f32 = 0.69314575;
    const LN2_LOW: f32 = 1.4286068e-06;
    const LOG10_2_HIGH: f32 = 0.3010254;
    const LOG10_2_LOW: f32 = 4.605039e-06;
    const LOG2_E_UPPER: f32 = 1.4423828;
    const LOG2_E_REST: f32 = 0.0003122284;
    const LOG10_E_UPPER: f32 = 0.4342041;
    const LOG10_E_REST: f32 = 9.038034e-05;

    /// "log f32", 2^-30.1.
    #[inline(always)]
    fn rest(z: f32) -> f32 {
        polynomial!(z; 0.6666666, 0.40000334, 0.2853731, 0.23582129)
    }
}

pub(crate) use double::{log, log1p, log2, log10};
pub(crate) use single::{log as logf, log1p as log1pf, log2 as log2f, log10 as log10f};
