//! pow.
//!
//! `e^(y log |x|)`. In f64 the logarithm needs 12 bits more than a float has, so it is a sum of two, made with products of
//! halves of digits that are exact; f32 is computed in f64 and rounded once.

use super::exp::double::{LN2_HIGH, LN2_LOW, Near};
use super::parts::{double, polynomial};

/// 2/3: half of the digits, and the rest.
const TWO_THIRDS_UPPER: f64 = 0.6666666567325592;
const TWO_THIRDS_REST: f64 = 9.934107462565104e-09;

/// The sign of `x^y` and what is no number, around `|x|^y`.
macro_rules! with_sign {
    ($t:ident, $x:ident, $y:ident, $power:expr) => {{
        // Its last place is 1.
        const UNIT: $t = (1u64 << ($t::MANTISSA_DIGITS - 1)) as $t;
        let b = $y.abs();
        let b = if b > 2.0 * UNIT { 2.0 * UNIT } else { b };
        // What `y` exceeds the nearest even integer by: 0, 1 in magnitude, or a fraction.
        let even = ((b * 0.5 + UNIT) - UNIT) * 2.0;
        let rest = (b - even).abs();
        let power = if rest == 1.0 { $power.copysign($x) } else { $power };
        let no_root = $x < 0.0 && $x > $t::NEG_INFINITY && rest * rest != rest;
        let power = if no_root || $x.is_nan() { $t::NAN } else { power };
        if $y == 0.0 || $x == 1.0 { 1.0 } else { power }
    }};
}

/// `x^y`, to 0.80 ULP.
#[inline(always)]
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    pow_of_log(x, y, log_in_parts(x))
}

/// `log |x|`: the first half of the digits, and the rest. Of 0 and infinity as [`with_ends`].
#[inline(always)]
pub(crate) fn log_in_parts(x: f64) -> [f64; 2] {
    use double::{cut, split, sum_of_larger};
    let a = x.abs();
    let (m, k) = split(a);
    // s = (m - 1) / (m + 1) in two parts, by the exact remainder.
    let (f, d) = (m - 1.0, m + 1.0);
    let d_upper = cut(d);
    let d_rest = m - (d_upper - 1.0);
    let inverse = 1.0 / d;
    let s_upper = cut(f * inverse);
    let s_rest = ((f - s_upper * d_upper) - s_upper * d_rest) * inverse;
    let s = s_upper + s_rest;
    // log m = 2/3 s (3 + z + z^2 Q(z)), z = s^2, in two parts.
    let z_upper = s_upper * s_upper;
    let z_rest = s_rest * (s_upper + s);
    let z = z_upper + z_rest;
    let rest = z_rest + z * z * series(z);
    let t_upper = cut(3.0 + (z_upper + rest));
    let t_rest = rest - ((t_upper - 3.0) - z_upper);
    let product = s_upper * t_upper;
    let product_rest = s_rest * t_upper + s * t_rest;
    let upper = cut(product + product_rest);
    let lower = product_rest - (upper - product);
    let (high, lost) = sum_of_larger(k * LN2_HIGH, TWO_THIRDS_UPPER * upper);
    let low = lost + ((TWO_THIRDS_REST * upper + 2.0 / 3.0 * lower) + k * LN2_LOW);
    let log = cut(high + low);
    [with_ends(a, log), (high - log) + low]
}

/// `x^y` with [`log_in_parts`] of `x`.
#[inline(always)]
pub(crate) fn pow_of_log(x: f64, y: f64, [log, log_rest]: [f64; 2]) -> f64 {
    use double::{cut, round, scale};
    let near = within(y);
    // y log |x|
    let y_upper = cut(near);
    let high = y_upper * log;
    let low = (near - y_upper) * log + near * log_rest;
    let exponent = high + low;

    let (n, count) = round(exponent * std::f64::consts::LOG2_E);
    let high = high - n * LN2_HIGH;
    let low = low - n * LN2_LOW;
    let r = high + low;
    let result = scale(Near::new(r, (high - r) + low).value(), count, exponent < -707.0);
    let result = if exponent < -746.0 { 0.0 } else { result };
    let result = if exponent > 709.9 { f64::INFINITY } else { result };
    with_sign!(f64, x, y, result)
}

/// Beyond this and its inverse powers of finite numbers but 1 overflow or vanish, or are 1.
const FAR: f64 = double::power(70);

/// `y` with a magnitude in that range.
#[inline(always)]
fn within(y: f64) -> f64 {
    let b = y.abs();
    let b = if b > FAR { FAR } else { b };
    (if b < 1.0 / FAR { 1.0 / FAR } else { b }).copysign(y)
}

/// The logarithm of `a >= 0`, which is right for finite ones but 0, or so far off zero that the power overflows or vanishes.
#[inline(always)]
fn with_ends(a: f64, log: f64) -> f64 {
    let log = if a == 0.0 { -FAR * FAR } else { log };
    if a == f64::INFINITY { FAR * FAR } else { log }
}

/// `3/2 z^-2 (2 atanh(s) / s - 2 - 2/3 z)` of `z = s^2`: "pow log", 2^-64.3.
#[inline(always)]
fn series(z: f64) -> f64 {
    polynomial!(z; 0.6000000000000338, 0.4285714285515016, 0.3333333377972898, 0.27272676565436127, 0.23080135267375812,
        0.19885244672140515, 0.19794316501071593)
}

/// `x^y`, to 0.51 ULP.
#[inline(always)]
pub(crate) fn powf(x: f32, y: f32) -> f32 {
    use double::{half_power, round, split_normal};
    let (a, near) = (x.abs() as f64, within(y as f64));
    let (m, k) = split_normal(a);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let log = k * std::f64::consts::LN_2 + (2.0 * s + s * (z * single_series(z)));
    let exponent = near * with_ends(a, log);
    // Beyond the range of f32.
    let exponent = if exponent > 150.0 { 150.0 } else { exponent };
    let exponent = if exponent < -150.0 { -150.0 } else { exponent };
    let (n, count) = round(exponent * std::f64::consts::LOG2_E);
    let r = exponent - n * std::f64::consts::LN_2;
    let result = (single_exp(r) * half_power(count) * 2.0) as f32;
    with_sign!(f32, x, y, result)
}

/// `z^-1 (2 atanh(s) / s - 2)` of `z = s^2`: "single log", 2^-36.6.
#[inline(always)]
fn single_series(z: f64) -> f64 {
    polynomial!(z; 0.6666666564552638, 0.4000033517330744, 0.28537309703059677, 0.23582129556451373)
}

/// `e^r`: "single exp even", 2^-45.9, and "single exp odd", 2^-39.6.
#[inline(always)]
fn single_exp(r: f64) -> f64 {
    let z = r * r;
    let even = polynomial!(z; 0.4999999999959662, 0.04166666699247019, 0.001388880709977, 2.4882486736572437e-05);
    let odd = polynomial!(z; 0.16666666787044715, 0.008333281150516288, 0.00019909322323905044);
    1.0 + (r + z * (even + r * odd))
}
