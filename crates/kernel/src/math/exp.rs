//! exp, exp2, expm1, sinh, cosh, tanh.
//!
//! All begin with `x = n ln 2 + r`, `|r| <= ln 2 / 2`, where `r` comes with what it lacks, and with the even and the
//! odd part of `e^r - 1 - r`. The leading `1 + r` is kept as a sum of two floats, which leaves little more than the
//! last rounding of the result.

use super::parts::polynomial;

macro_rules! exponentials {
    ($name:ident, $t:ident, $bits:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::polynomial;
            use crate::math::parts::$name::{cut, half_power, round, scale, sum, sum_of_larger};

            $($constant)*

            /// `e^r` taken apart: `1 + r + rest + even + odd`.
            #[derive(Clone, Copy)]
            pub(crate) struct Near {
                r: $t,
                /// What `r` lacks.
                rest: $t,
                /// `cosh r - 1`
                even: $t,
                /// `sinh r - r`
                odd: $t,
            }

            impl Near {
                #[inline(always)]
                pub(crate) fn new(r: $t, rest: $t) -> Near {
                    let z = r * r;
                    Near { r, rest, even: z * even(z), odd: r * (z * odd(z)) }
                }

                /// Rounded.
                #[inline(always)]
                pub(crate) fn value(self) -> $t {
                    let (one, lost) = sum_of_larger(1.0, self.r);
                    one + (lost + (self.rest + (self.even + self.odd)))
                }

                /// Rounded, and what that lost.
                #[inline(always)]
                fn parts(self) -> [$t; 2] {
                    let (one, lost) = sum_of_larger(1.0, self.r);
                    let (value, lost) = sum_of_larger(one, lost + (self.rest + (self.even + self.odd)));
                    [value, lost]
                }
            }

            /// `e^x` without its power of two, and the power's exponent as number and count.
            #[inline(always)]
            fn reduce(x: $t) -> (Near, $t, $bits) {
                let (n, count) = round(x * std::$t::consts::LOG2_E);
                let high = x - n * LN2_HIGH;
                let low = n * LN2_LOW;
                let r = high - low;
                (Near::new(r, (high - r) - low), n, count)
            }

            /// `x`, or the limit that it exceeds; NaN stays.
            #[inline(always)]
            fn between(low: $t, x: $t, high: $t) -> $t {
                let x = if x < low { low } else { x };
                if x > high { high } else { x }
            }

            /// `e^x` without its power of two, that, and whether it may be subnormal.
            #[inline(always)]
            fn of_e(x: $t) -> (Near, $bits, bool) {
                let x = between(ZERO, x, INFINITE);
                let (near, _, n) = reduce(x);
                (near, n, x < TINY)
            }

            /// The same of `2^x`.
            #[inline(always)]
            fn of_2(x: $t) -> (Near, $bits, bool) {
                let x = between(ZERO2, x, INFINITE2);
                let (n, count) = round(x);
                let f = x - n;
                // f ln 2 as two numbers.
                let upper = cut(f);
                let low = upper * LN2_REST + (f - upper) * std::$t::consts::LN_2;
                let (r, rest) = sum_of_larger(upper * LN2_UPPER, low);
                (Near::new(r, rest), count, x < TINY2)
            }

            /// `e^x`, to 0.80 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn exp(x: $t) -> $t {
                let (near, n, tiny) = of_e(x);
                scale(near.value(), n, tiny)
            }

            /// `2^x`, exact for integers, to 0.85 ULP (f32: 0.80).
            #[inline(always)]
            pub(crate) fn exp2(x: $t) -> $t {
                let (near, n, tiny) = of_2(x);
                scale(near.value(), n, tiny)
            }

            /// `e^x` as two numbers.
            #[inline(always)]
            pub(crate) fn exp_in_parts(x: $t) -> [$t; 2] {
                let (near, n, tiny) = of_e(x);
                near.parts().map(|part| scale(part, n, tiny))
            }

            /// `2^x` as two numbers.
            #[inline(always)]
            pub(crate) fn exp2_in_parts(x: $t) -> [$t; 2] {
                let (near, n, tiny) = of_2(x);
                near.parts().map(|part| scale(part, n, tiny))
            }

            /// `e^x - 1` as two numbers, for finite results and `x` not below -40.
            #[inline(always)]
            fn less_one(x: $t) -> ($t, $t) {
                let (near, _, n) = reduce(x);
                let (one, lost) = sum_of_larger(1.0, near.r);
                // Half of the power: the whole one may overflow.
                let half = half_power(n);
                let rest = near.rest + near.rest * near.r;
                let low = (lost + (rest + (near.even + near.odd))) * 2.0 * half;
                let (high, error) = sum(one * 2.0 * half, -1.0);
                (high, error + low)
            }

            /// `e^x - 1`, to 1.5 ULP (f32: 1.4).
            #[inline(always)]
            pub(crate) fn expm1(x: $t) -> $t {
                let (high, low) = less_one(x);
                let result = if x < -40.0 { -1.0 } else { high + low };
                // The sign of zero.
                let result = if x == 0.0 { x } else { result };
                if x <= HUGE { result } else { x + $t::INFINITY }
            }

            /// Half of sinh and of cosh of `x >= 0`, as two numbers each: from `e^r` and `e^-r`, whose leading sums
            /// are scaled, and then added and subtracted without loss.
            #[inline(always)]
            fn hyperbolic(x: $t) -> [($t, $t); 2] {
                let (near, n, count) = reduce(x);
                let (up, up_lost) = sum_of_larger(1.0, near.r);
                let (down, down_lost) = sum_of_larger(1.0, -near.r);
                let p = half_power(count.wrapping_sub(1));
                // Beyond 2^60 the other one no longer counts.
                let (_, opposite) = round(if n < 60.0 { -n } else { -60.0 });
                let q = half_power(opposite.wrapping_sub(1));
                let (a, b) = (p * up, q * down);
                let (a_lost, b_lost) = (p * up_lost, q * down_lost);
                let (even, odd) = (near.even, near.odd + near.rest);
                let (difference, d_lost) = sum_of_larger(a, -b);
                let (sum, s_lost) = sum_of_larger(a, b);
                [
                    (difference, (d_lost + (a_lost - b_lost)) + ((p - q) * even + (p + q) * odd)),
                    (sum, (s_lost + (a_lost + b_lost)) + ((p + q) * even + (p - q) * odd)),
                ]
            }

            /// The hyperbolic sine, to 0.95 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn sinh(x: $t) -> $t {
                let a = x.abs();
                let [(high, low), _] = hyperbolic(a);
                let result = if a < SMALL { a } else { (high + low) * 2.0 };
                let result = if a <= HUGE + 1.0 { result } else { a + $t::INFINITY };
                result.copysign(x)
            }

            /// The hyperbolic cosine, to 0.80 ULP (f64 and f32).
            #[inline(always)]
            pub(crate) fn cosh(x: $t) -> $t {
                let a = x.abs();
                let [_, (high, low)] = hyperbolic(a);
                let result = (high + low) * 2.0;
                if a <= HUGE + 1.0 { result } else { a + $t::INFINITY }
            }

            /// The hyperbolic tangent, to 1.25 ULP (f32: 1.1): `e / (e + 2)` with `e = expm1(2 |x|)` as two numbers, the first half of the
            /// quotient's digits corrected by the exact remainder.
            #[inline(always)]
            pub(crate) fn tanh(x: $t) -> $t {
                let a = x.abs();
                let a = if a > ONE { ONE } else { a };
                let (high, low) = less_one(a + a);
                let e = high + low;
                let e_low = (high - e) + low;
                let (d, d_lost) = sum(e, 2.0);
                let inverse = 1.0 / d;
                let q = cut(e * inverse);
                let d_upper = cut(d);
                let d_rest = (d - d_upper) + (d_lost + e_low);
                let rest = ((e - q * d_upper) - q * d_rest) + e_low;
                (q + rest * inverse).copysign(x)
            }
        }
    };
}

exponentials! {
    double, f64, u64;

    /// ln 2: as many digits as leave the products with exponents exact, and the rest.
    pub(crate) const LN2_HIGH: f64 = 0.6931471805598903;
    pub(crate) const LN2_LOW: f64 = 5.497923018708371e-14;
    /// ln 2: half of the digits, and the rest.
    const LN2_UPPER: f64 = 0.6931471675634384;
    const LN2_REST: f64 = 1.2996506893889889e-8;
    /// The last argument with a finite result, and one with an infinite one.
    const HUGE: f64 = 709.782712893384;
    const INFINITE: f64 = 710.0;
    /// Below the first, results may be subnormal; at the second, they are 0.
    const TINY: f64 = -707.0;
    const ZERO: f64 = -746.0;
    /// As above, of `exp2`.
    const INFINITE2: f64 = 1024.0;
    const TINY2: f64 = -1021.0;
    const ZERO2: f64 = -1076.0;
    /// From here on tanh is 1.
    const ONE: f64 = 22.0;
    /// Below, sinh is its argument.
    const SMALL: f64 = 3e-9;

    /// `(cosh r - 1) / r^2` of `r^2`: "exp even f64", 2^-57.0.
    #[inline(always)]
    fn even(z: f64) -> f64 {
        polynomial!(z; 0.5000000000000013, 0.04166666666651361, 0.001388888894745495, 2.480148950682819e-05,
            2.763143176385694e-07)
    }

    /// `(sinh r - r) / r^3` of `r^2`: "exp odd f64", 2^-60.7.
    #[inline(always)]
    fn odd(z: f64) -> f64 {
        polynomial!(z; 0.16666666666666685, 0.008333333333316664, 0.00019841269897246243, 2.755723404652562e-06,
            2.5112307160446253e-08)
    }
}

exponentials! {
    single, f32, u32;

    const LN2_HIGH: f32 = 0.69314575;
    const LN2_LOW: f32 = 1.4286068e-06;
    const LN2_UPPER: f32 = 0.69311523;
    const LN2_REST: f32 = 3.1946183e-05;
    const HUGE: f32 = 88.72283;
    const INFINITE: f32 = 89.0;
    const TINY: f32 = -86.0;
    const ZERO: f32 = -105.0;
    const INFINITE2: f32 = 128.0;
    const TINY2: f32 = -125.0;
    const ZERO2: f32 = -151.0;
    const ONE: f32 = 10.0;
    const SMALL: f32 = 1e-4;

    /// "exp even f32", 2^-29.9.
    #[inline(always)]
    fn even(z: f32) -> f32 {
        polynomial!(z; 0.5, 0.041666266, 0.0013946294)
    }

    /// "exp odd f32", 2^-28.2.
    #[inline(always)]
    fn odd(z: f32) -> f32 {
        polynomial!(z; 0.16666518, 0.00836893)
    }
}

pub(crate) use double::{cosh, exp, exp2, expm1, sinh, tanh};
pub(crate) use single::{cosh as coshf, exp as expf, exp2 as exp2f, expm1 as expm1f, sinh as sinhf, tanh as tanhf};
