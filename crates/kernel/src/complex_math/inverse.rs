//! Inverse sine, cosine, tangent, and hyperbolic ones, which are the same a quarter turn on.
//!
//! Of sine and cosine by Kahan's formulas in the roots of `1 + z` and `1 - z`: on magnitudes all their sums are of positive
//! numbers, so that each part of the result has a small relative error.

use std::f64::consts::{FRAC_PI_2, LN_2};

use super::{Complex, complex, turned, turned_back};
use crate::math::hypot::hypot;
use crate::math::inverse_hyperbolic::asinh;
use crate::math::inverse_tangent::atan2;
use crate::math::log::log1p;
use crate::math::parts::double::power;

/// Twice the root of `x + i y` for `y >= 0`. (Twice, so that the least numbers are not halved.)
#[inline(always)]
fn twice_root(x: f64, y: f64) -> (f64, f64) {
    let large = (2.0 * (hypot(x, y) + x.abs())).sqrt();
    let small = if large == 0.0 { 0.0 } else { 2.0 * y / large };
    if x < 0.0 { (small, large) } else { (large, small) }
}

/// The real parts of inverse sine and cosine of `z`, and the magnitude of the imaginary part, which they share.
#[inline(always)]
fn sine_cosine(z: Complex) -> (f64, f64, f64) {
    let (a, b) = (z.re.abs(), z.im.abs());
    // Beyond, 1 does not count, and sums and products might overflow.
    let large = a > power(60) || b > power(60);
    let (factor, one) = if large { (1.0 / 16.0, 0.0) } else { (1.0, 1.0) };
    let (x, y) = (a * factor, b * factor);
    // The roots of 1 + z and, but for the sign of the imaginary part, of 1 - z.
    let (c, d) = twice_root(one + x, y);
    let (e, f) = twice_root(one - x, y);
    let arcsin = atan2(x, 0.25 * (c * e + d * f));
    let (over, under) = if z.re < 0.0 { (c, e) } else { (e, c) };
    let arccos = 2.0 * atan2(over, under);
    let height = asinh(0.25 * (e * d + c * f));
    let height = if large { height + 4.0 * LN_2 } else { height };

    let infinite = a == f64::INFINITY || b == f64::INFINITY;
    let arcsin = if infinite { atan2(a, b) } else { arcsin };
    let arccos = if infinite { atan2(b, z.re) } else { arccos };
    let height = if infinite { f64::INFINITY } else { height };
    if a == 0.0 { (0.0, FRAC_PI_2, height) } else { (arcsin, arccos, height) }
}

/// The inverse sine, to 3.6 ULP.
#[inline(always)]
pub(super) fn arcsin(z: Complex) -> Complex {
    let (arcsin, _, height) = sine_cosine(z);
    complex(arcsin.copysign(z.re), height.copysign(z.im))
}

/// The inverse cosine, to 3.6 ULP.
#[inline(always)]
pub(super) fn arccos(z: Complex) -> Complex {
    let (_, arccos, height) = sine_cosine(z);
    complex(arccos, -height.copysign(z.im))
}

/// The inverse hyperbolic sine, as [`arcsin`].
#[inline(always)]
pub(super) fn arcsinh(z: Complex) -> Complex {
    turned_back(arcsin(turned(z)))
}

/// The inverse hyperbolic cosine, as [`arccos`].
#[inline(always)]
pub(super) fn arccosh(z: Complex) -> Complex {
    let (_, arccos, height) = sine_cosine(z);
    complex(height, arccos.copysign(z.im))
}

/// The inverse hyperbolic tangent, to 2.1 ULP: a quarter of `log(1 + 4x / ((1 - x)^2 + y^2))`, and half the angle of the
/// point `(1 - x^2 - y^2, 2y)`.
#[inline(always)]
pub(super) fn arctanh(z: Complex) -> Complex {
    let (x, y) = (z.re.abs(), z.im.abs());
    // So that the squares do not overflow.
    let large = x > power(500) || y > power(500);
    let factor = if large { power(-600) } else { 1.0 };
    let (across, up) = ((1.0 - x) * factor, y * factor);
    let ratio = 4.0 * (x * factor) / (across * across + up * up) * factor;
    // Next to 1 the ratio is 4 / y^2, which overflows: its root, 2^-60 of it.
    let near = x == 1.0 && y < power(-500);
    let ratio = if near { power(-59) / y } else { ratio };
    let (part, rest) = if near { (0.5, 30.0 * LN_2) } else { (0.25, 0.0) };
    let re = part * log1p(ratio) + rest;
    let im = 0.5 * atan2(y, 0.5 * ((1.0 - x) * (1.0 + x) - y * y));

    let infinite = x == f64::INFINITY || y == f64::INFINITY;
    let re = if infinite || x == 0.0 { 0.0 } else { re };
    let im = if infinite && !y.is_nan() { FRAC_PI_2 } else { im };
    complex(re.copysign(z.re), im.copysign(z.im))
}

/// The inverse tangent, as [`arctanh`].
#[inline(always)]
pub(super) fn arctan(z: Complex) -> Complex {
    turned_back(arctanh(turned(z)))
}
