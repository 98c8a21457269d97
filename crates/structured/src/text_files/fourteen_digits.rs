//! Decimal numbers of sixteen bytes, read by vectors: what most tables are made of.

use std::arch::x86_64::*;

use super::numbers::{POWERS, sign};

/// A number such as `-1.234567` at a place of a text, a point and up to fourteen digits about it, thirteen with a sign; and
/// its length. None for others, and near the ends of the text.
///
/// Where the next field begins is known from one load and a few steps, without any of the number's own digits: the fields of
/// a row are read as fast as these steps follow one another. Digits and power of ten are floats themselves, so that one
/// division rounds as it should (Clinger's fast path).
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn fourteen_digits(text: &[u8], at: usize) -> Option<(f64, usize)> {
    let ahead = text.get(at..)?.first_chunk()?;
    let (is_negative, start) = sign(ahead);
    // The point, and what ends the number: the first two bytes behind the sign that are no digits.
    let others = non_digits(ahead) & !(start as u32);
    let beyond = others & others.wrapping_sub(1);
    let (point, end) = (others.trailing_zeros() as usize, beyond.trailing_zeros() as usize);
    if end > 15 || ahead[point & 15] != b'.' || matches!(ahead[end], b'e' | b'E') {
        return None;
    }
    let (before, behind) = (point - start, end - point - 1);
    if before + behind == 0 {
        return None;
    }
    let last = text.get((at + end).checked_sub(16)?..)?.first_chunk()?;
    let value = sixteen_digits(last, before, behind) as f64 / POWERS[behind];
    Some((f64::from_bits(value.to_bits() | u64::from(is_negative) << 63), end))
}

#[inline]
#[target_feature(enable = "sse2")]
fn vector(bytes: &[u8; 16]) -> __m128i {
    let (words, _) = bytes.as_chunks();
    _mm_set_epi64x(i64::from_le_bytes(words[1]), i64::from_le_bytes(words[0]))
}

/// The bytes that are no digits, bit by bit.
#[inline]
#[target_feature(enable = "sse2")]
fn non_digits(bytes: &[u8; 16]) -> u32 {
    let digits = _mm_sub_epi8(vector(bytes), _mm_set1_epi8(b'0' as i8));
    let is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    !_mm_movemask_epi8(is_digit) as u32 & 0xffff
}

/// The number that the digits at the end of sixteen bytes make: so many, a byte that is none, and so many behind it.
#[inline]
#[target_feature(enable = "sse2")]
fn sixteen_digits(bytes: &[u8; 16], before: usize, behind: usize) -> u64 {
    let digits = _mm_sub_epi8(vector(bytes), _mm_set1_epi8(b'0' as i8));
    // Those before the point move over it; what is before them goes.
    let moved = _mm_slli_si128::<1>(digits);
    let digits = _mm_xor_si128(moved, _mm_and_si128(_mm_xor_si128(moved, digits), last_bytes(behind)));
    let digits = _mm_and_si128(digits, last_bytes(before + behind));
    // Pairs, fours, eights.
    let first = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xff)), _mm_set1_epi16(10));
    let pairs = _mm_add_epi16(first, _mm_srli_epi16::<8>(digits));
    let fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    let eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10_000));
    let eights = _mm_cvtsi128_si64(eights) as u64;
    100_000_000 * (eights & 0xffff_ffff) + (eights >> 32)
}

/// All bits of the last `n` bytes; of at most fifteen.
#[inline]
#[target_feature(enable = "sse2")]
fn last_bytes(n: usize) -> __m128i {
    const ENDS: [u8; 32] = {
        let mut bytes = [0; 32];
        let mut i = 16;
        while i < 32 {
            bytes[i] = 0xff;
            i += 1;
        }
        bytes
    };
    let bytes: &[u8; 16] = ENDS[n & 15..].first_chunk().expect("sixteen bytes from any of the first sixteen on");
    vector(bytes)
}
