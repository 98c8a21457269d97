//! float64 to float16 with one rounding.

use half::f16;

/// The f16 nearest to an f64, of two the even one.
///
/// `f16::from_f64` rounds twice where the processor converts by way of f32, and its fallback drops the last 32 bits.
///
/// ```
/// use npcore_dtype::{f16, half_from_f64};
/// // A little more than half way between two f16.
/// let x = 1.0 + (0.5f64).powi(11) + (0.5f64).powi(40);
/// assert_eq!(half_from_f64(x), f16::from_bits(0x3c01));
/// assert_eq!(half_from_f64(65520.0), f16::INFINITY);
/// ```
#[inline]
pub fn half_from_f64(x: f64) -> f16 {
    f16::from_f32_const(round_to_odd(x))
}

/// To f32 by rounding to odd: cut off, and the last bit set if anything was lost.
///
/// A second rounding to a shorter type then rounds as if there had been one. NaN stays NaN.
#[inline(always)]
pub fn round_to_odd(x: f64) -> f32 {
    let nearest = x as f32;
    let back = nearest as f64;
    let above = back.abs() > x.abs();
    // NaN is unequal to itself: it gets a bit that no f16 keeps.
    let inexact = back != x;
    f32::from_bits(nearest.to_bits().wrapping_sub(above as u32) | inexact as u32)
}
