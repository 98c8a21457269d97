//! Half-precision numbers sixteen at a time.
//!
//! Every operation is carried out in f32 and rounded, as the kernels do it; here that happens in registers, with the
//! processor's conversions, so that a chain of operations reads and writes memory once. A compiler does not find those
//! conversions in a loop over elements: what gives f16 is asked for sixteen elements, where the tier has them.

use ::half::f16;
use npcore_kernel::{Binary, Unary, half_from_single, half_to_single};

use super::lane::{Lane, same};

/// Elements that are computed at once.
pub const PACK: usize = 16;

/// Whether a tier, by its number, computes elements of a type by packs.
#[inline(always)]
pub(super) const fn packed<A: Lane, const T: usize>() -> bool {
    T > 0 && A::TY as u8 == <f16 as Lane>::TY as u8
}

/// Sixteen elements of memory.
///
/// # Safety
/// They may be read; bools are 0 or 1.
#[inline(always)]
pub(super) unsafe fn load<A: Lane, const T: usize>(at: *const u8) -> [A; PACK] {
    // SAFETY: the caller's word; any bits are an f16.
    unsafe {
        if const { packed::<A, T>() } {
            return at.cast::<[A; PACK]>().read_unaligned();
        }
        std::array::from_fn(|l| A::read(at.add(l * size_of::<A>())))
    }
}

#[inline(always)]
fn single(a: f16) -> f32 {
    half_to_single(a.to_bits())
}

#[inline(always)]
fn rounded(a: f32) -> f16 {
    f16::from_bits(half_from_single(a))
}

/// One operation, rounded.
#[inline(always)]
pub(super) fn binary(op: Binary, a: f16, b: f16) -> Option<f16> {
    let (a, b) = (single(a), single(b));
    Some(rounded(match op {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::TrueDivide => a / b,
        _ => return None,
    }))
}

/// One operation, rounded.
#[inline(always)]
pub(super) fn unary(op: Unary, a: f16) -> Option<f16> {
    let a = single(a);
    Some(rounded(match op {
        Unary::Square => a * a,
        Unary::Sqrt => a.sqrt(),
        Unary::Reciprocal => 1.0 / a,
        _ => return None,
    }))
}

/// [`Lane::binary`] of sixteen elements.
///
/// # Safety
/// The operation is inline for the type; the processor has the tier of this number.
#[inline(always)]
pub(super) unsafe fn binary_pack<A: Lane, const T: usize>(op: Binary, a: [A; PACK], b: [A; PACK]) -> [A; PACK] {
    #[cfg(target_arch = "x86_64")]
    if const { packed::<A, T>() } {
        // SAFETY: the caller's word.
        unsafe {
            let (a, b) = (a.map(same::<A, f16>), b.map(same::<A, f16>));
            let made = if T == 1 { x86::binary_v3(op, a, b) } else { x86::binary_v4(op, a, b) };
            return made.map(same::<f16, A>);
        }
    }
    // SAFETY: the caller's word: it is inline.
    std::array::from_fn(|l| unsafe { A::binary(op, a[l], b[l]).unwrap_unchecked() })
}

/// [`Lane::unary`] of sixteen elements.
///
/// # Safety
/// As [`binary_pack`].
#[inline(always)]
pub(super) unsafe fn unary_pack<A: Lane, const T: usize>(op: Unary, a: [A; PACK]) -> [A; PACK] {
    #[cfg(target_arch = "x86_64")]
    if const { packed::<A, T>() } && matches!(op, Unary::Square | Unary::Sqrt | Unary::Reciprocal) {
        // SAFETY: the caller's word.
        unsafe {
            let a = a.map(same::<A, f16>);
            let made = if T == 1 { x86::unary_v3(op, a) } else { x86::unary_v4(op, a) };
            return made.map(same::<f16, A>);
        }
    }
    // SAFETY: the caller's word: it is inline.
    a.map(|a| unsafe { A::unary(op, a).unwrap_unchecked() })
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;
    use std::mem::transmute;

    use super::{Binary, PACK, Unary, f16};

    #[inline]
    #[target_feature(enable = "avx2,f16c,avx512f")]
    pub unsafe fn binary_v4(op: Binary, a: [f16; PACK], b: [f16; PACK]) -> [f16; PACK] {
        // SAFETY: both are 32 bytes, for which any bits are valid.
        let (a, b) = unsafe { (transmute::<[f16; PACK], __m256i>(a), transmute::<[f16; PACK], __m256i>(b)) };
        let (a, b) = (_mm512_cvtph_ps(a), _mm512_cvtph_ps(b));
        let made = match op {
            Binary::Add => _mm512_add_ps(a, b),
            Binary::Subtract => _mm512_sub_ps(a, b),
            Binary::Multiply => _mm512_mul_ps(a, b),
            _ => _mm512_div_ps(a, b),
        };
        let made = _mm512_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(made);
        // SAFETY: as above.
        unsafe { transmute::<__m256i, [f16; PACK]>(made) }
    }

    #[inline]
    #[target_feature(enable = "avx2,f16c,avx512f")]
    pub unsafe fn unary_v4(op: Unary, a: [f16; PACK]) -> [f16; PACK] {
        // SAFETY: both are 32 bytes, for which any bits are valid.
        let a = _mm512_cvtph_ps(unsafe { transmute::<[f16; PACK], __m256i>(a) });
        let made = match op {
            Unary::Square => _mm512_mul_ps(a, a),
            Unary::Sqrt => _mm512_sqrt_ps(a),
            _ => _mm512_div_ps(_mm512_set1_ps(1.0), a),
        };
        let made = _mm512_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(made);
        // SAFETY: as above.
        unsafe { transmute::<__m256i, [f16; PACK]>(made) }
    }

    #[inline]
    #[target_feature(enable = "avx2,f16c")]
    pub unsafe fn binary_v3(op: Binary, a: [f16; PACK], b: [f16; PACK]) -> [f16; PACK] {
        // SAFETY: both are 32 bytes, for which any bits are valid.
        let (a, b) = unsafe { (transmute::<[f16; PACK], [__m128i; 2]>(a), transmute::<[f16; PACK], [__m128i; 2]>(b)) };
        let half = |a: __m128i, b: __m128i| {
            let (a, b) = (_mm256_cvtph_ps(a), _mm256_cvtph_ps(b));
            let made = match op {
                Binary::Add => _mm256_add_ps(a, b),
                Binary::Subtract => _mm256_sub_ps(a, b),
                Binary::Multiply => _mm256_mul_ps(a, b),
                _ => _mm256_div_ps(a, b),
            };
            _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(made)
        };
        // SAFETY: as above.
        unsafe { transmute::<[__m128i; 2], [f16; PACK]>([half(a[0], b[0]), half(a[1], b[1])]) }
    }

    #[inline]
    #[target_feature(enable = "avx2,f16c")]
    pub unsafe fn unary_v3(op: Unary, a: [f16; PACK]) -> [f16; PACK] {
        // SAFETY: both are 32 bytes, for which any bits are valid.
        let a = unsafe { transmute::<[f16; PACK], [__m128i; 2]>(a) };
        let half = |a: __m128i| {
            let a = _mm256_cvtph_ps(a);
            let made = match op {
                Unary::Square => _mm256_mul_ps(a, a),
                Unary::Sqrt => _mm256_sqrt_ps(a),
                _ => _mm256_div_ps(_mm256_set1_ps(1.0), a),
            };
            _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(made)
        };
        // SAFETY: as above.
        unsafe { transmute::<[__m128i; 2], [f16; PACK]>([half(a[0]), half(a[1])]) }
    }
}
