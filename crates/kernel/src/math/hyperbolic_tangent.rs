//! tanh.

use super::exp::double;
use super::parts::{double as parts, fma, horner, single};

/// The hyperbolic tangent, to 1.85 ULP: `q = e / (e + 1)` with `e = expm1(2 |x|) / 2`, and what the roundings of its
/// terms take from it.
#[inline(always)]
pub(crate) fn tanh(x: f64) -> f64 {
    /// Up to here `e + 1 - 1` is exact, and from here on the result the same until it is 1.
    const LAST: f64 = 18.7;
    const ONE: f64 = 19.06154746539849;

    let a = x.abs();
    let last = if a > LAST { LAST } else { a };
    let (r, rest, n) = double::reduce(last + last);
    let half = parts::half_power(n);
    let z = r * r;
    let linear = fma(half, r, half - 0.5);
    let curve = fma(z, fma(r, double::odd(z), double::even(z)), rest);
    let e = fma(half, curve, linear);
    let e_rest = fma(half, curve, linear - e);
    let divisor = e + 1.0;
    let lost = e - (divisor - 1.0);
    let q = e / divisor;
    // 1 - q is 1 / divisor.
    let result = fma(1.0 - q, fma(-q, lost + e_rest, e_rest), q);
    let result = if a > ONE { 1.0 } else { result };
    result.copysign(x)
}

/// The hyperbolic tangent, to 1.85 ULP: near 0 a polynomial, else `1 - 2 / (e^(2 |x|) + 1)`, whose quotient is small
/// enough for its roundings.
#[inline(always)]
pub(crate) fn tanhf(x: f32) -> f32 {
    use std::f32::consts::{LN_2, LOG2_E};
    /// From here on the result is 1.
    const ONE: f32 = 9.1;
    /// From here on it is more than 0.53, the quotient less than 0.47.
    const FAR: f32 = 0.59;

    let a = x.abs();
    let last = if a > ONE { ONE } else { a };
    // 2 |x| = n ln 2 + 2 h
    let (n, count) = single::round_product(last, 2.0 * LOG2_E);
    let h = fma(n, -0.5 * LN_2, last);
    let half = single::half_power(count);
    let far = 1.0 - 1.0 / fma(half, h * twice(h), half + 0.5);

    let z = a * a;
    let near = fma(a * z, slope(z), a);
    let result = if a < FAR { near } else { far };
    result.copysign(x)
}

/// `(e^2h - 1) / h`: "tanh exp f32", 2^-23.1.
#[inline(always)]
fn twice(h: f32) -> f32 {
    horner!(h; 2.0, 1.9999655, 1.3333089, 0.6703861, 0.2681367)
}

/// `(tanh x / x - 1) / x^2` of `x^2`: "tanh f32", 2^-23.7.
#[inline(always)]
fn slope(z: f32) -> f32 {
    horner!(z; -0.33332703, 0.13315225, -0.052328635, 0.015805196)
}
