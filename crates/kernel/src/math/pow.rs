//! pow of f64.
//!
//! `e^(y log |x|)`. The logarithm needs 12 bits more than an f64 has, so it is a sum of two.

use super::parts::{fma, polynomial};

/// The sign of `x^y` and what is no number, around `|x|^y`.
macro_rules! with_sign {
    ($t:ident, $x:ident, $y:ident, $power:expr) => {{
        // Its last place is 1.
        const UNIT: $t = (1u64 << ($t::MANTISSA_DIGITS - 1)) as $t;
        let b = $y.abs();
        let b = if b > 2.0 * UNIT { 2.0 * UNIT } else { b };
        // What `y` exceeds the nearest even integer by: 0, 1 in magnitude, or a fraction.
        let rest = fma(-2.0, fma(b, 0.5, UNIT) - UNIT, b).abs();
        let power = if rest == 1.0 { $power.copysign($x) } else { $power };
        let no_root = $x < 0.0 && $x > $t::NEG_INFINITY && rest * rest != rest;
        let power = if no_root { $t::NAN } else { power };
        if $y == 0.0 || $x == 1.0 { 1.0 } else { power }
    }};
}

pub(crate) use with_sign;

pub(crate) mod double {
    use super::{fma, polynomial};
    use crate::math::exp::double::{LN2_HIGH, LN2_LOW, near};
    use crate::math::parts::double::{fast_two_sum, power, round_to_powers, split, split_normal};

    /// What 2/3 lacks.
    const TWO_THIRDS_REST: f64 = 3.700743415417188e-17;
    /// Logarithms of powers that vanish or overflow.
    const ZERO: f64 = -746.0;
    const INFINITE: f64 = 709.9;

    /// `z^-2 (2 atanh(s) / s - 2 - 2/3 z)` of `z = s^2`: "pow log f64", 2^-64.9.
    #[inline(always)]
    fn series(z: f64) -> f64 {
        polynomial!(z; 0.40000000000002256, 0.28571428570100105, 0.2222222251981932, 0.1818178437695742,
            0.15386756844917207, 0.1325682978142701, 0.13196211000714395)
    }

    /// Beyond this powers of finite numbers but 1 overflow or vanish.
    const FAR: f64 = power(70);

    /// `x^y`, to 0.97 ULP.
    #[inline(always)]
    pub(crate) fn pow(x: f64, y: f64) -> f64 {
        pow_of_log::<false>(x, y, log_in_parts::<false>(x))
    }

    /// No sign, no zero or infinity or NaN, no subnormal base, no exponent that is out of proportion.
    #[inline(always)]
    pub(crate) fn is_ordinary(x: f64, y: f64) -> bool {
        crate::math::log::double::is_ordinary(x) & (y.abs() < FAR)
    }

    /// `log |x|` and what it lacks; the first is infinite for 0 and infinity, and NaN for NaN.
    #[inline(always)]
    pub(crate) fn log_in_parts<const ORDINARY: bool>(x: f64) -> [f64; 2] {
        let a = x.abs();
        let (m, k) = if ORDINARY { split_normal(a) } else { split(a) };
        // s = (m - 1) / (m + 1) in two parts, by the exact remainder.
        let (f, d) = (m - 1.0, m + 1.0);
        let d_rest = m - (d - 1.0);
        let inverse = 1.0 / d;
        let s = f * inverse;
        let s_rest = fma(-s, d_rest, fma(-s, d, f)) * inverse;
        let z = s * s;
        let z_rest = fma(s + s, s_rest, fma(s, s, -z));
        // log m = 2 s + s z w, w = 2/3 + z Q(z), in two parts.
        let series = z * series(z);
        let w = 2.0 / 3.0 + series;
        let w_rest = ((2.0 / 3.0 - w) + series) + TWO_THIRDS_REST;
        let u = z * w;
        let u_rest = fma(z_rest, w, fma(z, w_rest, fma(z, w, -u)));
        let cubic = s * u;
        let cubic_rest = fma(s, u_rest, fma(s, u, -cubic));
        // k LN2_HIGH is exact, and so is what the sum with it loses.
        let twice = s + s;
        let high = fma(k, LN2_HIGH, twice);
        let lost = twice - fma(-k, LN2_HIGH, high);
        let (high, lost2) = fast_two_sum(high, cubic);
        let low = (lost + lost2) + fma(k, LN2_LOW, fma(s_rest, 2.0 + u, cubic_rest));
        let (high, low) = fast_two_sum(high, low);
        if ORDINARY {
            return [high, low];
        }
        let high = if a == 0.0 { f64::NEG_INFINITY } else { high };
        [if a < f64::INFINITY { high } else { a }, low]
    }

    /// `x^y` with [`log_in_parts`] of `x`.
    #[inline(always)]
    pub(crate) fn pow_of_log<const ORDINARY: bool>(x: f64, y: f64, [log, log_rest]: [f64; 2]) -> f64 {
        let b = if y.abs() > FAR { FAR.copysign(y) } else { y };
        let b = if ORDINARY { y } else { b };
        // y log |x|
        let exponent = b * log;
        let low = fma(b, log_rest, fma(b, log, -exponent));

        let (n, first, second) = round_to_powers(exponent, std::f64::consts::LOG2_E);
        let high = fma(n, -LN2_HIGH, exponent);
        let low = fma(n, -LN2_LOW, low);
        let r = high + low;
        let result = fma(near(r, (high - r) + low), first, first) * second;
        let result = if exponent < ZERO { 0.0 } else { result };
        let result = if exponent > INFINITE { f64::INFINITY } else { result };
        if ORDINARY { result } else { with_sign!(f64, x, y, result) }
    }
}
