//! exp, exp2, expm1, sinh, cosh.
//!
//! All begin with `x = n ln 2 + r`, `|r| <= ln 2 / 2`, and with the even and the odd part of `e^r - 1 - r`, whose
//! chains of operations run side by side.

use super::parts::{fma, horner, polynomial};

macro_rules! exponentials {
    ($name:ident, $t:ident, $bits:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::{fma, horner, polynomial};
            use crate::math::parts::$name::{COUNT, half_power, round_product, round_to_powers};

            $($constant)*

            /// `x`, or the limit that it exceeds; NaN stays.
            #[inline(always)]
            fn between(low: $t, x: $t, high: $t) -> $t {
                let x = if x < low { low } else { x };
                if x > high { high } else { x }
            }

            /// `e^r - 1`; `rest` is what `r` lacks.
            #[inline(always)]
            pub(crate) fn near(r: $t, rest: $t) -> $t {
                let z = r * r;
                r + fma(z, fma(r, odd(z), even(z)), rest)
            }

            /// `x = n ln 2 + r`: `r`, what it lacks, and `n` as a count.
            #[inline(always)]
            pub(crate) fn reduce(x: $t) -> ($t, $t, $bits) {
                let (n, count) = round_product(x, std::$t::consts::LOG2_E);
                let high = fma(n, -LN2_HIGH, x);
                let r = fma(n, -LN2_LOW, high);
                (r, fma(n, -LN2_LOW, high - r), count)
            }

            /// `e^x`, to 1.0 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn exp(x: $t) -> $t {
                let x = between(ZERO, x, INFINITE);
                let (n, first, second) = round_to_powers(x, std::$t::consts::LOG2_E);
                // The first part is exact.
                let (high, low) = (fma(n, -LN2_HIGH, x), n * -LN2_LOW);
                let r = high + low;
                let z = r * r;
                fma(high + fma(z, fma(r, odd(z), even(z)), low), first, first) * second
            }

            /// `e^(x + rest)` as two numbers.
            #[inline(always)]
            pub(crate) fn exp_in_parts(x: $t, rest: $t) -> [$t; 2] {
                let x = between(ZERO, x, INFINITE);
                let (n, first, second) = round_to_powers(x, std::$t::consts::LOG2_E);
                let high = fma(n, -LN2_HIGH, x);
                let r = fma(n, -LN2_LOW, high);
                let curve = near(r, fma(n, -LN2_LOW, high - r) + rest);
                let value = fma(curve, first, first);
                [value * second, fma(curve, first, first - value) * second]
            }

            /// `2^x`, exact for integers, to 0.95 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn exp2(x: $t) -> $t {
                let x = between(ZERO2, x, INFINITE2);
                let (n, first, second) = round_to_powers(x, 1.0);
                let f = x - n;
                let rest = f * fma(f, of_2(f), LN2_REST);
                fma(fma(f, std::$t::consts::LN_2, rest), first, first) * second
            }

            /// `2^(x + rest)` as two numbers.
            #[inline(always)]
            pub(crate) fn exp2_in_parts(x: $t, rest: $t) -> [$t; 2] {
                let x = between(ZERO2, x, INFINITE2);
                let (n, first, second) = round_to_powers(x, 1.0);
                let f = x - n;
                let curve = fma(f, std::$t::consts::LN_2, fma(f, fma(f, of_2(f), LN2_REST), rest * std::$t::consts::LN_2));
                let value = fma(curve, first, first);
                [value * second, fma(curve, first, first - value) * second]
            }

            /// `e^x - 1`, to 1.8 ULP (f32: 1.4).
            #[inline(always)]
            pub(crate) fn expm1(x: $t) -> $t {
                let (r, _, n) = reduce(between(-40.0, x, INFINITE));
                // Half of the power: the whole one may overflow.
                let half = half_power(n);
                let z = r * r;
                let linear = fma(half, r, half - 0.5);
                let result = fma(half, z * fma(r, odd(z), even(z)), linear) * 2.0;
                // The sign of zero.
                result.copysign(x)
            }

            /// Of the reduced `x >= 0`: `cosh r - 1`, `r`, `sinh r - r`, a quarter of 2^n and of 2^-n.
            #[inline(always)]
            fn hyperbolic(x: $t) -> [$t; 5] {
                let x = if x > INFINITE_HALF { INFINITE_HALF } else { x };
                let (n, count) = round_product(x, std::$t::consts::LOG2_E);
                let high = fma(n, -LN2_HIGH, x);
                let r = fma(n, -LN2_LOW, high);
                let rest = fma(n, -LN2_LOW, high - r);
                let z = r * r;
                let up = half_power(count.wrapping_sub(1));
                let down = if n < OPPOSITE { half_power((2 * COUNT).wrapping_sub(count).wrapping_sub(1)) } else { 0.0 };
                [z * even(z), r, fma(r, z * odd(z), rest), up, down]
            }

            /// The hyperbolic sine, to 1.4 ULP.
            #[inline(always)]
            pub(crate) fn sinh(x: $t) -> $t {
                let [cosh, r, more, up, down] = hyperbolic(x.abs());
                let (sum, difference) = (up + down, up - down);
                let curve = fma(difference, cosh, sum * more);
                ((fma(sum, r, difference) + curve) * 2.0).copysign(x)
            }

            /// The hyperbolic cosine, to 1.4 ULP.
            #[inline(always)]
            pub(crate) fn cosh(x: $t) -> $t {
                let [cosh, r, more, up, down] = hyperbolic(x.abs());
                let sinh = r + more;
                (up + fma(up, cosh + sinh, down * (1.0 + (cosh - sinh)))) * 2.0
            }
        }
    };
}

exponentials! {
    double, f64, u64;

    /// ln 2, and what that lacks.
    pub(crate) const LN2_HIGH: f64 = 0.6931471805598903;
    pub(crate) const LN2_LOW: f64 = 5.497923018708371e-14;
    const LN2_REST: f64 = 2.3190468138462996e-17;
    /// The first argument with an infinite result, and one with the result 0.
    const INFINITE: f64 = 710.0;
    /// An argument whose exponential has an infinite half, and whose power of two is not more than twice the largest.
    const INFINITE_HALF: f64 = 710.6;
    const ZERO: f64 = -746.0;
    /// As above, of `exp2`.
    const INFINITE2: f64 = 1024.0;
    const ZERO2: f64 = -1076.0;

    const OPPOSITE: f64 = 60.0;
    /// `(2^f - 1 - f ln 2) / f^2`
    #[inline(always)]
    fn of_2(f: f64) -> f64 {
        polynomial!(f; 0.24022650695910125, 0.05550410866482168, 0.009618129107596355, 0.0013333558146388636,
            0.00015403530454821785, 1.525273386081085e-05, 1.3215436248721596e-06, 1.0178048653225366e-07,
            7.073638744914401e-09, 4.4571173555325373e-10)
    }

    /// `(cosh r - 1) / r^2` of `r^2`: "exp even f64", 2^-57.0.
    #[inline(always)]
    pub(crate) fn even(z: f64) -> f64 {
        horner!(z; 0.5000000000000013, 0.04166666666651361, 0.001388888894745495, 2.480148950682819e-05,
            2.763143176385694e-07)
    }

    /// `(sinh r - r) / r^3` of `r^2`: "exp odd f64", 2^-60.7.
    #[inline(always)]
    pub(crate) fn odd(z: f64) -> f64 {
        horner!(z; 0.16666666666666685, 0.008333333333316664, 0.00019841269897246243, 2.755723404652562e-06,
            2.5112307160446253e-08)
    }
}

exponentials! {
    single, f32, u32;

    pub(crate) const LN2_HIGH: f32 = 0.69314575;
    pub(crate) const LN2_LOW: f32 = 1.4286068e-06;
    const LN2_REST: f32 = -1.9046542e-09;
    const INFINITE: f32 = 89.0;
    const INFINITE_HALF: f32 = 89.5;
    const ZERO: f32 = -105.0;
    const INFINITE2: f32 = 128.0;
    const ZERO2: f32 = -151.0;

    const OPPOSITE: f32 = 60.0;
    #[inline(always)]
    fn of_2(f: f32) -> f32 {
        polynomial!(f; 0.2402265, 0.05550362, 0.009618024, 0.0013390237, 0.00015471525)
    }

    /// "exp even f32", 2^-29.9.
    #[inline(always)]
    pub(crate) fn even(z: f32) -> f32 {
        horner!(z; 0.5, 0.041666266, 0.0013946294)
    }

    /// "exp odd f32", 2^-28.2.
    #[inline(always)]
    pub(crate) fn odd(z: f32) -> f32 {
        horner!(z; 0.16666518, 0.00836893)
    }
}

pub(crate) use double::{cosh, exp, exp2, expm1, sinh};
pub(crate) use single::{cosh as coshf, exp as expf, exp2 as exp2f, expm1 as expm1f, sinh as sinhf};
