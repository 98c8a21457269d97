//! Inverse hyperbolic sine, cosine and tangent.
//!
//! All three are logarithms of some y: of `x + sqrt(x^2 + 1)`, of `x + sqrt(x^2 - 1)`, and half of that of
//! `(1 + x) / (1 - x)`. With y = 2^k m the logarithm is k log(2) + 2 artanh(s), s = (m - 1) / (m + 1), and that
//! artanh is a polynomial. While y is below 2, k is 0 and s has a form without cancellation: `x / (1 + sqrt(x^2 + 1))`,
//! `sqrt(x^2 - 1) / (x + 1)`, and `x` itself.
//!
//! Rounding errors that would count are carried along to first order.

use crate::math::parts::{fma, polynomial};

/// (artanh(s) / s - 1) / s^2 for |s| up to 1/3, to 2^-56.8 and 2^-32.9 of artanh(s).
macro_rules! artanh_double {
    ($z:ident) => {
        polynomial!($z;
            0.3333333333333324, 0.20000000000054682, 0.14285714276293618, 0.11111111864622596, 0.09090875498106234,
            0.0769321646544832, 0.06651190922501196, 0.060483756333537024, 0.041867848013440276, 0.08484839852033742)
    };
}
macro_rules! artanh_single {
    ($z:ident) => {
        polynomial!($z;
            0.33333337, 0.19999471, 0.14307743, 0.10719976, 0.12131549)
    };
}

macro_rules! inverse_hyperbolic {
    ($t:ident, $bits:ident, digits $digits:literal, large $large:expr, log2 $log2:expr,
     $series:ident, $artanh:ident, $power:ident, $asinh:ident, $acosh:ident, $atanh:ident) => {
        /// 2^k for the k that makes the float of these bits, over 2^k, lie in [sqrt(1/2), sqrt(2)), and k; from 2^-3 up.
        #[inline(always)]
        fn $power(bits: $bits) -> ($t, $t) {
            const PLACE: u32 = $digits - 1;
            const ONE: $bits = (1.0 as $t).to_bits();
            const LEAST: $bits = std::$t::consts::FRAC_1_SQRT_2.to_bits() - (4 << PLACE);
            // An integer in the last bits of a float, less what the float is without it (and without the 4).
            const BASE: $t = 1.5 * ((1 as $bits) << PLACE) as $t;
            let shifted = bits.wrapping_sub(LEAST) >> PLACE;
            let exponent = $t::from_bits(shifted.wrapping_add(BASE.to_bits())) - (BASE + 4.0);
            ($t::from_bits((shifted << PLACE).wrapping_add(ONE - (4 << PLACE))), exponent)
        }

        /// `k part log(2) + artanh(s scale) / scale + rest`; `part` and `scale` are powers of 2.
        #[inline(always)]
        fn $artanh(k: $t, part: $t, s: $t, scale: $t, rest: $t) -> $t {
            let (high, low) = $log2;
            let z = (scale * scale) * (s * s);
            let small = fma(s * z, $series!(z), fma(k, part * low, rest));
            let sum = fma(k, part * high, s);
            // Without error for k = 0; else the product, which is exact, is the larger.
            sum + (small + (s - fma(-k, part * high, sum)))
        }

        /// The inverse hyperbolic sine, within 1.65 ULP.
        #[inline(always)]
        pub(crate) fn $asinh(x: $t) -> $t {
            let a = x.abs();
            // 1 + a^2 and, of small ones, its error; of large ones the root is `a`.
            let inside = fma(a, a, 1.0);
            let lost = fma(a, a, 1.0 - inside);
            let root = if a < $large { inside.sqrt() } else { a };
            // A quarter of y, which does not overflow.
            let (quarter, root_quarter) = (0.25 * a, 0.25 * root);
            let y = root_quarter + quarter;
            let y_rest = quarter - (y - root_quarter);
            let (power, exponent) = $power(y.to_bits());
            // While y < 2.
            let near = a < 0.75;
            let under = 1.0 + root;
            // `under` is about 2.1 and the root 1.1 in this range.
            let under_rest = fma(0.45, lost, root - (under - 1.0));
            let (k, over, under) =
                if near { (0.0, a, under) } else { (exponent + 2.0, (y - power) + y_rest, y + power) };
            let twice = over / (0.5 * under);
            let rest = if near { -0.475 * twice * under_rest } else { 0.0 };
            let value = $artanh(k, 1.0, twice, 0.5, rest);
            // Infinity and NaN stay.
            if a < $t::INFINITY { value } else { a }.copysign(x)
        }

        /// The inverse hyperbolic cosine, within 1.75 ULP.
        #[inline(always)]
        pub(crate) fn $acosh(x: $t) -> $t {
            // Exact up to 2^53 (2^24), and of no weight beyond.
            let above = x - 1.0;
            let next = x + 1.0;
            let next_rest = 1.0 - (next - x);
            // Near 1 the root of the quotient is `sqrt(x^2 - 1) / (x + 1)` with one rounding less.
            let near = x < 1.25;
            let inside = if near { above / next } else { above * next };
            let root = if x < $large { inside.sqrt() } else { x };
            let (quarter, root_quarter) = (0.25 * x, 0.25 * root);
            let y = quarter + root_quarter;
            let y_rest = root_quarter - (y - quarter);
            let (power, exponent) = $power(y.to_bits());
            let (k, over, under) =
                if near { (0.0, root, 1.0) } else { (exponent + 2.0, (y - power) + y_rest, y + power) };
            let twice = over / (0.5 * under);
            // The root has minus half of the error of `next`, which is about 2.1.
            let rest = if near { -0.235 * twice * next_rest } else { 0.0 };
            let value = $artanh(k, 1.0, twice, 0.5, rest);
            let value = if x < $t::INFINITY { value } else { x };
            if x < 1.0 { $t::NAN } else { value }
        }

        /// The inverse hyperbolic tangent, within 1.1 ULP.
        #[inline(always)]
        pub(crate) fn $atanh(x: $t) -> $t {
            let a = x.abs();
            let (over, under) = (1.0 + a, 1.0 - a);
            let (over_rest, under_rest) = (a - (over - 1.0), (1.0 - under) - a);
            let one = (1.0 as $t).to_bits();
            // The difference of bits as integers is roughly that of the logarithms.
            let (power, exponent) = $power(over.to_bits().wrapping_sub(under.to_bits()).wrapping_add(one));
            let under = under * power;
            let near = a < 1.0 / 3.0;
            let (k, over, under) = if near {
                (0.0, a, 1.0)
            } else {
                (exponent, (over - under) + fma(-power, under_rest, over_rest), over + under)
            };
            let value = $artanh(k, 0.5, over / under, 1.0, 0.0);
            let value = if a < 1.0 {
                value
            } else if a == 1.0 {
                $t::INFINITY
            } else {
                $t::NAN
            };
            value.copysign(x)
        }
    };
}

inverse_hyperbolic!(
    f64, u64, digits 53, large 268435456.0, log2 (0.6931471803691238, 1.9082149292705877e-10),
    artanh_double, artanh, power, asinh, acosh, atanh
);
inverse_hyperbolic!(
    f32, u32, digits 24, large 16384.0, log2 (0.6931381, 9.058001e-6),
    artanh_single, artanhf, powerf, asinhf, acoshf, atanhf
);
