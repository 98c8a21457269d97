//! Angles less their nearest multiple of pi/2.

use std::f64::consts::{FRAC_1_PI, FRAC_PI_2};

use crate::math::parts::double::fast_two_sum;
use crate::math::parts::fma;

/// From here on [`reduce`] does not hold and [`reduce_huge`] must do; the same for [`reduce_in_single`].
pub(crate) const HUGE: f64 = 1048576.0;
pub(crate) const HUGE_IN_SINGLE: f32 = 131072.0;

/// Added and subtracted again it rounds to an integer; in between the last bits are the integer's.
const ROUND: f64 = 6755399441055744.0; // 1.5 * 2^52
const ROUND_SINGLE: f32 = 12582912.0; // 1.5 * 2^23

/// pi/2 and what it lacks, as a sum of three.
const HALF_PI: [f64; 3] = [FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591698e-33];
const HALF_PI_SINGLE: [f32; 3] = [std::f32::consts::FRAC_PI_2, -4.371139e-8, -1.7151245e-15];

macro_rules! reduce {
    ($(#[$doc:meta])* $name:ident, $t:ident, $bits:ident, $round:ident, $half_pi:ident) => {
        $(#[$doc])*
        #[inline(always)]
        pub(crate) fn $name(x: $t) -> ($t, $t, $bits) {
            let shifted = fma(x, std::$t::consts::FRAC_2_PI, $round);
            let (n, quarter) = (shifted - $round, shifted.to_bits());
            // Exact: below 1 and a multiple of a quarter of the last place of 1 (or `x`).
            let first = fma(-n, $half_pi[0], x);
            let second = n * $half_pi[1];
            // Exact although the first may be the smaller one: it is a multiple of the other's last place.
            let high = first - second;
            let low = fma(-n, $half_pi[1], first - high);
            (high, fma(-n, $half_pi[2], low), quarter)
        }
    };
}

reduce!(
    /// `x - n pi/2` for `0 <= x < HUGE`, in two parts, and `n` modulo 4 in the last two bits: Cody and
    /// Waite's method. No float of the range is nearer than 2^-60 to a multiple of pi/2, and what is
    /// subtracted is good to 2^-120. The second part is small against the first, if not always below
    /// its last place.
    reduce, f64, u64, ROUND, HALF_PI
);
reduce!(
    /// As [`reduce`] for f32 below [`HUGE_IN_SINGLE`].
    reduce_in_single, f32, u32, ROUND_SINGLE, HALF_PI_SINGLE
);

/// For an `x` that was an f32 below [`HUGE`] the nearest `n + shift` multiples of pi less, to 2^-34 at least, and `n` in
/// the last bits of an integer. (An f32 is at least 2^-32 away from the multiples.) `shift` is 0 or 1/2.
#[inline(always)]
pub(crate) fn reduce_to_pi(x: f64, shift: f64) -> (f64, u64) {
    let shifted = fma(x, FRAC_1_PI, -shift) + ROUND;
    let n = (shifted - ROUND) + shift;
    (fma(-n, 2.0 * HALF_PI[1], fma(-n, 2.0 * HALF_PI[0], x)), shifted.to_bits())
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
