//! log, log2, log10 of f32.
//!
//! `x = 2^k (1 + f)`, `1 + f` in sqrt(1/2) to sqrt(2), and a polynomial in `f`: of so few digits it takes no more
//! operations than the one in `f / (2 + f)`, and no division.

use std::f32::consts::{LOG2_E, LOG10_2, LOG10_E};

use super::log::single::{LN2_HIGH, LN2_LOW, real};
use super::parts::single::power;
use super::parts::{fma, polynomial};

/// `f` and `k` of positive finite `x`.
#[inline(always)]
pub(crate) fn split<const ORDINARY: bool>(x: f32) -> (f32, f32) {
    const SQRT_HALF: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();
    const MANTISSA: u32 = f32::MANTISSA_DIGITS - 1;
    const RESCUE: i32 = 27;

    let tiny = !ORDINARY && x < f32::MIN_POSITIVE;
    let bits = if tiny { x * power(RESCUE) } else { x }.to_bits();
    let exponent = bits.wrapping_sub(SQRT_HALF).cast_signed() >> MANTISSA;
    let m = f32::from_bits(bits.wrapping_sub((exponent << MANTISSA).cast_unsigned()));
    let k = exponent as f32;
    (m - 1.0, if tiny { k - RESCUE as f32 } else { k })
}

/// The result of an ordinary argument, or of any.
#[inline(always)]
fn checked<const ORDINARY: bool>(x: f32, result: f32) -> f32 {
    if ORDINARY { result } else { real(x, result) }
}

/// The natural logarithm, to 0.97 ULP.
#[inline(always)]
pub(crate) fn log<const ORDINARY: bool>(x: f32) -> f32 {
    let (f, k) = split::<ORDINARY>(x);
    // "log f32", 2^-26.6
    let curve = fma(
        f,
        polynomial!(f;
            0.33333308, -0.25001496, 0.20003001, -0.16611654, 0.14163889, -0.13205487,
            0.1300157, -0.07827165),
        -0.49999988,
    );
    // k LN2_HIGH is exact, and so is what the sum with it loses.
    let high = fma(k, LN2_HIGH, f);
    let lost = f - fma(-k, LN2_HIGH, high);
    checked::<ORDINARY>(x, high + fma(f * f, curve, fma(k, LN2_LOW, lost)))
}

/// The logarithm to base 2, exact for powers of two, to 1.9 ULP.
#[inline(always)]
pub(crate) fn log2<const ORDINARY: bool>(x: f32) -> f32 {
    let (f, k) = split::<ORDINARY>(x);
    // "log2 f32", 2^-24.9
    let curve = fma(
        f,
        polynomial!(f;
            -0.72134733, 0.4808979, -0.36069643, 0.28858528, -0.23963657, 0.20429607,
            -0.19061275, 0.18782635, -0.11297415),
        LOG2_E,
    );
    checked::<ORDINARY>(x, fma(f, curve, k))
}

/// The logarithm to base 10, exact for powers of ten, to 1.85 ULP.
#[inline(always)]
pub(crate) fn log10<const ORDINARY: bool>(x: f32) -> f32 {
    /// What the constant lacks.
    const LOG10_2_LOW: f32 = -1.4320989e-08;

    let (f, k) = split::<ORDINARY>(x);
    // "log10 f32", 2^-26.2
    let curve = fma(
        f,
        polynomial!(f;
            -0.21714719, 0.14476469, -0.10858044, 0.08687282, -0.072137795, 0.061499245,
            -0.057380155, 0.056541365, -0.034008607),
        LOG10_E,
    );
    checked::<ORDINARY>(x, fma(k, LOG10_2, fma(f, curve, k * LOG10_2_LOW)))
}
