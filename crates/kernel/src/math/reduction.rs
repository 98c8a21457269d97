//! Angles less their nearest multiple of pi/2.

use std::f64::consts::{FRAC_1_PI, FRAC_2_PI};

use crate::math::polynomial::fast_two_sum;

/// From here on [`reduce`] does not hold and [`reduce_huge`] must do.
pub(crate) const HUGE: f64 = 1048576.0;

/// Added and subtracted again it rounds to an integer; in between the last bits are the integer's.
const ROUND: f64 = 6755399441055744.0; // 1.5 * 2^52

/// pi/2 in three parts of 33 bits, whose products with integers below 2^20 are exact, and the rest.
const HALF_PI: [f64; 4] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

/// The rest behind the first part of [`HALF_PI`] as one number.
const HALF_PI_REST: f64 = 6.077100506506192e-11;

/// `x - n pi/2` for `0 <= x < HUGE`, in two parts, and `n` modulo 4 in the last two bits: Cody and
/// Waite's method. No float of the range is nearer than 2^-60 to a multiple of pi/2, and what is
/// subtracted is good to 2^-120. The second part is small against the first, if not always below
/// its last place.
#[inline(always)]
pub(crate) fn reduce(x: f64) -> (f64, f64, u64) {
    let shifted = x * FRAC_2_PI + ROUND;
    let (n, quarter) = (shifted - ROUND, shifted.to_bits());
    // Exact: a multiple of 2^-53 below 1 (or `x`).
    let first = x - n * HALF_PI[0];
    let (second, below) = fast_two_sum(n * HALF_PI[1], n * HALF_PI[2]);
    // Exact although the first may be the smaller one: it is a multiple of the other's last place.
    let (high, low) = fast_two_sum(first, -second);
    (high, low - (below + n * HALF_PI[3]), quarter)
}

/// For an `x` that was an f32 below [`HUGE`] the nearest `n + shift` multiples of pi (`HALF`) or pi/2 less,
/// to 2^-34 at least, and `n` in the last bits of an integer. (An f32 is at least 2^-32 away from the
/// multiples, and what is subtracted is good to 2^-66.)
#[inline(always)]
pub(crate) fn reduce_single<const HALF: bool>(x: f64, shift: f64) -> (f64, u64) {
    let (quotient, scale) = if HALF { (FRAC_1_PI, 2.0) } else { (FRAC_2_PI, 1.0) };
    let shifted = (x * quotient - shift) + ROUND;
    let n = (shifted - ROUND) + shift;
    ((x - n * (scale * HALF_PI[0])) - n * (scale * HALF_PI_REST), shifted.to_bits())
}

/// The bits of 2/pi, after a word of zeros.
const TWO_OVER_PI: [u64; 21] = [
    0,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
];

/// The first 64 bits of pi/4, and the next.
const QUARTER_PI: [u64; 2] = [0xc90fdaa22168c234, 0xc4c6628b80dc1cd1];

/// As [`reduce`] for a finite `x` from [`HUGE`] (2^8 would do) up: Payne and Hanek's method.
///
/// Of 2/pi, those bits are taken whose products with `x` are neither multiples of 4 nor beyond what
/// counts: 192, of which 53 are lost to those left out, and some 62 more where `x` is as near to a
/// multiple of pi/2 as floats get.
pub(crate) fn reduce_huge(x: f64) -> (f64, f64, u64) {
    let bits = x.to_bits();
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    // x is mantissa * 2^exponent; the first bit wanted has the weight 2 in 2/pi * 2^exponent.
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let from = (exponent - 2 + 64) as usize;
    let word = |i: usize| {
        let pair =
            (TWO_OVER_PI[from / 64 + i] as u128) << 64 | *TWO_OVER_PI.get(from / 64 + i + 1).unwrap_or(&0) as u128;
        ((pair << (from % 64)) >> 64) as u64
    };
    let low = word(2) as u128 * mantissa as u128;
    let middle = word(1) as u128 * mantissa as u128 + (low >> 64);
    let high = word(0).wrapping_mul(mantissa).wrapping_add((middle >> 64) as u64);
    // Two bits of integer, then the fraction.
    let upper = (high as u128) << 64 | middle as u64 as u128;
    let fraction = upper << 2 | (low as u64 >> 62) as u128;
    let negative = fraction >> 127 == 1;
    let quarter = (high >> 62) + negative as u64;
    let fraction = if negative { fraction.wrapping_neg() } else { fraction };
    let zeros = fraction.leading_zeros();
    let fraction = fraction << zeros;
    let product = |a: u64, b: u64| a as u128 * b as u128;
    let [f1, f0] = [(fraction >> 64) as u64, fraction as u64];
    let [p1, p0] = QUARTER_PI;
    let angle = product(f1, p1) + (product(f1, p0) >> 64) + (product(f0, p1) >> 64);
    let head = angle >> 75 << 75;
    // 2^-(127 + zeros)
    let scale = f64::from_bits(((1023 - 127 - zeros as i64) as u64) << 52);
    let scale = if negative { -scale } else { scale };
    let (high, low) = fast_two_sum(head as f64 * scale, (angle - head) as f64 * scale);
    (high, low, quarter)
}
