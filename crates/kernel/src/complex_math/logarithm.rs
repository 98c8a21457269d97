//! log, log2, log10, log1p.
//!
//! The real part is half the logarithm of the sum of squares as two numbers, so it is as good near 1 as elsewhere.

use std::f64::consts::{LN_2, LOG2_E, LOG10_E};

use super::{Complex, complex};
use crate::math::inverse_tangent::atan2;
use crate::math::log::double::log_of_parts;
use crate::math::parts::double::{fast_two_sum, power, product, sum};

/// The sum of the squares of `a + rest` and `b` as two numbers.
#[inline(always)]
pub(super) fn sum_of_squares(a: f64, rest: f64, b: f64) -> (f64, f64) {
    let (a_square, a_lost) = product(a, a);
    let (b_square, b_lost) = product(b, b);
    let (total, lost) = sum(a_square, b_square);
    fast_two_sum(total, lost + ((a_lost + b_lost) + 2.0 * a * rest))
}

/// A power of two that brings a point into the range in which squares neither overflow nor vanish, and its exponent.
#[inline(always)]
pub(super) fn scale(a: f64, b: f64) -> (f64, f64) {
    let larger = if a < b { b } else { a };
    let (factor, exponent) = if larger < power(-480) { (power(600), 600.0) } else { (1.0, 0.0) };
    if larger > power(500) { (power(-520), -520.0) } else { (factor, exponent) }
}

/// The logarithm of the magnitude of `x + rest + i y`.
#[inline(always)]
fn log_of_magnitude(x: f64, rest: f64, y: f64) -> f64 {
    let (a, b) = (x.abs(), y.abs());
    let (factor, exponent) = scale(a, b);
    let (a, b) = (a * factor, b * factor);
    let rest = if x < 0.0 { -rest } else { rest } * factor;
    let (square, lost) = sum_of_squares(a, rest, b);
    let log = 0.5 * log_of_parts(square, lost) - exponent * LN_2;
    let log = if square > 0.0 { log } else { f64::NEG_INFINITY };
    let either = a + b;
    let log = if either < f64::INFINITY { log } else { either };
    if a == f64::INFINITY || b == f64::INFINITY { f64::INFINITY } else { log }
}

/// The natural logarithm, to 1.2 ULP.
#[inline(always)]
pub(super) fn log(z: Complex) -> Complex {
    complex(log_of_magnitude(z.re, 0.0, z.im), atan2(z.im, z.re))
}

#[inline(always)]
fn times(z: Complex, factor: f64) -> Complex {
    complex(z.re * factor, z.im * factor)
}

/// The logarithm to base 2, to 1.7 ULP.
#[inline(always)]
pub(super) fn log2(z: Complex) -> Complex {
    times(log(z), LOG2_E)
}

/// The logarithm to base 10, to 1.7 ULP.
#[inline(always)]
pub(super) fn log10(z: Complex) -> Complex {
    times(log(z), LOG10_E)
}

/// `log(1 + z)`, to 1.4 ULP.
#[inline(always)]
pub(super) fn log1p(z: Complex) -> Complex {
    let (one, rest) = sum(1.0, z.re);
    complex(log_of_magnitude(one, rest, z.im), atan2(z.im, one))
}
