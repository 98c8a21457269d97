//! pow of f32.
//!
//! `e^(2 y l)` with `l = log(|x|) / 2 = k log(2) / 2 + artanh(s)`, `s = f / (2 + f)`. The sum of two floats that `l` is
//! has 6 bits more than one: `s` and `s^3 / 3` are known to more digits, and the rest of artanh is small.

use super::log_single::split;
use super::parts::single::{power, round_to_powers};
use super::parts::{fma, horner};
use super::pow::with_sign;

/// Half of log 2: as many digits as leave the products with exponents exact, and the rest.
const HALF_LN2_HIGH: f32 = 0.5 * super::log::single::LN2_HIGH;
const HALF_LN2_LOW: f32 = 0.5 * super::log::single::LN2_LOW;
/// 1/3, and what it lacks.
const THIRD: f32 = 1.0 / 3.0;
const THIRD_REST: f32 = -9.934108e-9;
/// Half of the logarithms of powers that vanish or overflow.
const ZERO: f32 = -52.5;
const INFINITE: f32 = 44.4;
/// Beyond this powers of finite numbers but 1 overflow or vanish.
const FAR: f32 = power(70);

/// `x^y`, to 1.95 ULP.
#[inline(always)]
pub(crate) fn pow(x: f32, y: f32) -> f32 {
    pow_of_log::<false>(x, y, half_log_in_parts::<false>(x))
}

/// No sign, no zero or infinity or NaN, no subnormal base, no exponent that is out of proportion.
#[inline(always)]
pub(crate) fn is_ordinary(x: f32, y: f32) -> bool {
    super::log::single::is_ordinary(x) & (y.abs() < FAR)
}

/// Half of `log |x|` as a sum, whose second term is a hundredth at most; the first is infinite for 0 and infinity, and
/// NaN for NaN.
#[inline(always)]
pub(crate) fn half_log_in_parts<const ORDINARY: bool>(x: f32) -> [f32; 2] {
    let a = x.abs();
    let (f, k) = split::<ORDINARY>(a);
    let inverse = 1.0 / (2.0 + f);
    let s = f * inverse;
    // f - s (2 + f), whose first difference is exact.
    let rest = fma(-s, f, fma(-2.0, s, f));
    // s^3 to more digits.
    let z = s * s;
    let cube = s * z;
    let cube_rest = fma(s, fma(s, s, -z), fma(s, z, -cube));
    // k HALF_LN2_HIGH is exact, and so is what the sum with it loses.
    let high = fma(k, HALF_LN2_HIGH, s);
    let lost = s - fma(-k, HALF_LN2_HIGH, high);
    let low = fma(rest, fma(z, inverse, inverse), fma(k, HALF_LN2_LOW, lost));
    let low = fma(cube, THIRD, fma(cube, fma(z, series(z), THIRD_REST), fma(cube_rest, THIRD, low)));
    if ORDINARY {
        return [high, low];
    }
    let high = if a == 0.0 { f32::NEG_INFINITY } else { high };
    [if a < f32::INFINITY { high } else { a }, low]
}

/// `x^y` with [`half_log_in_parts`] of `x`.
#[inline(always)]
pub(crate) fn pow_of_log<const ORDINARY: bool>(x: f32, y: f32, [log, log_rest]: [f32; 2]) -> f32 {
    let b = if !ORDINARY && y.abs() > FAR { FAR.copysign(y) } else { y };
    let high = b * log;
    let low = fma(b, log_rest, fma(b, log, -high));
    let low = if ORDINARY || high.abs() < f32::INFINITY { low } else { 0.0 };
    let exponent = high + low;
    let (n, first, second) = round_to_powers(exponent, 2.0 * std::f32::consts::LOG2_E);
    let h = fma(n, -HALF_LN2_HIGH, high) + fma(n, -HALF_LN2_LOW, low);
    let curve = fma(h * h, rest(h), h + h);
    let result = fma(curve, first, first) * second;
    let result = if exponent < ZERO { 0.0 } else { result };
    let result = if exponent > INFINITE { f32::INFINITY } else { result };
    if ORDINARY { result } else { with_sign!(f32, x, y, result) }
}

/// `((artanh(s) / s - 1) / s^2 - 1/3) / s^2` of `s^2`: "pow log f32", 2^-36.5.
#[inline(always)]
fn series(z: f32) -> f32 {
    horner!(z; 0.20000076, 0.14273567, 0.1170928)
}

/// `(e^2h - 1 - 2h) / h^2`: "pow exp f32", 2^-27.5.
#[inline(always)]
fn rest(h: f32) -> f32 {
    horner!(h; 2.0, 1.3333223, 0.66665995, 0.26777527, 0.08926969)
}
