//! Vectors of keys, as sorting needs them: AVX-512's.

use std::arch::x86_64::*;

/// A vector of keys.
///
/// All functions need AVX-512 F and what [`Tier::V4`](crate::Tier) has besides; pointers may be unaligned.
pub(super) trait Lanes {
    type Key: Copy;
    type V: Copy;
    const LANES: usize;
    const GREATEST: Self::Key;

    unsafe fn splat(key: Self::Key) -> Self::V;
    unsafe fn load(from: *const Self::Key) -> Self::V;
    /// The first `n` lanes; those of `rest` behind them.
    unsafe fn load_part(from: *const Self::Key, n: usize, rest: Self::V) -> Self::V;
    unsafe fn store(to: *mut Self::Key, v: Self::V);
    /// The first `n` lanes.
    unsafe fn store_part(to: *mut Self::Key, n: usize, v: Self::V);
    /// The lanes that are less than those of `b`, bit by bit.
    unsafe fn less(a: Self::V, b: Self::V) -> u32;
    /// The lanes that are not equal to those of `b`, bit by bit.
    unsafe fn differs(a: Self::V, b: Self::V) -> u32;
    /// The chosen lanes, side by side from the first on.
    unsafe fn compress(v: Self::V, chosen: u32) -> Self::V;
    /// Stores the chosen lanes from `lo` on, and the others before `hi`. All that a vector covers behind `lo`, and before
    /// `hi`, may be written; if that is one place, it holds the chosen lanes and then the others.
    unsafe fn store_both(lo: *mut Self::Key, hi: *mut Self::Key, v: Self::V, chosen: u32);
    /// The smaller ones and the larger ones.
    unsafe fn exchange(a: Self::V, b: Self::V) -> (Self::V, Self::V);
    /// Lane `i` from lane `i ^ XOR`.
    unsafe fn permute<const XOR: usize>(v: Self::V) -> Self::V;
    /// Of lanes `i` and `i ^ XOR` the smaller one in the lower place.
    unsafe fn exchange_within<const XOR: usize>(v: Self::V) -> Self::V;
}

/// The lanes `i` that are the upper ones of `i` and `i ^ xor`.
pub(super) const fn upper(xor: usize) -> u16 {
    let mut mask = 0;
    let mut i = 0;
    while i < 16 {
        if i ^ xor < i {
            mask |= 1 << i;
        }
        i += 1;
    }
    mask
}

const fn first(n: usize) -> u32 {
    (1 << n) - 1
}

/// For each choice of eight lanes the chosen ones and then the others.
static CHOSEN_FIRST: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut chosen = 0;
    while chosen < 256 {
        let (mut first, mut last) = (0, (chosen as u8).count_ones() as usize);
        let mut lane = 0;
        while lane < 8 {
            if chosen >> lane & 1 == 1 {
                table[chosen][first] = lane;
                first += 1;
            } else {
                table[chosen][last] = lane;
                last += 1;
            }
            lane += 1;
        }
        chosen += 1;
    }
    table
};

/// The lanes of 64 bits that are less than those of `b`.
///
/// As an instruction of its own: of the intrinsic and two choices by it, compilers make minimum and maximum, which take two
/// operations each, all of one port. With a comparison networks take a tenth less time.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn less64(a: __m512i, b: __m512i) -> __mmask8 {
    let less: __mmask8;
    // SAFETY: it changes nothing but the mask, and the instructions are there.
    unsafe {
        std::arch::asm!(
            "vpcmpgtq {less}, {b}, {a}",
            less = out(kreg) less,
            a = in(zmm_reg) a,
            b = in(zmm_reg) b,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    less
}

/// Eight keys of 64 bits.
pub(super) struct Lanes64;

impl Lanes for Lanes64 {
    type Key = i64;
    type V = __m512i;
    const LANES: usize = 8;
    const GREATEST: i64 = i64::MAX;

    #[inline(always)]
    unsafe fn splat(key: i64) -> __m512i {
        // SAFETY: the caller has the instructions; so in all functions here.
        unsafe { _mm512_set1_epi64(key) }
    }
    #[inline(always)]
    unsafe fn load(from: *const i64) -> __m512i {
        // SAFETY: the caller's word.
        unsafe { _mm512_loadu_si512(from.cast()) }
    }
    #[inline(always)]
    unsafe fn load_part(from: *const i64, n: usize, rest: __m512i) -> __m512i {
        // SAFETY: lanes behind `n` are not touched.
        unsafe { _mm512_mask_loadu_epi64(rest, first(n) as u8, from) }
    }
    #[inline(always)]
    unsafe fn store(to: *mut i64, v: __m512i) {
        // SAFETY: the caller's word.
        unsafe { _mm512_storeu_si512(to.cast(), v) }
    }
    #[inline(always)]
    unsafe fn store_part(to: *mut i64, n: usize, v: __m512i) {
        // SAFETY: lanes behind `n` are not touched.
        unsafe { _mm512_mask_storeu_epi64(to, first(n) as u8, v) }
    }
    #[inline(always)]
    unsafe fn less(a: __m512i, b: __m512i) -> u32 {
        // SAFETY: see above.
        unsafe { _mm512_cmplt_epi64_mask(a, b).into() }
    }
    #[inline(always)]
    unsafe fn differs(a: __m512i, b: __m512i) -> u32 {
        // SAFETY: see above.
        unsafe { _mm512_cmpneq_epi64_mask(a, b).into() }
    }
    #[inline(always)]
    unsafe fn compress(v: __m512i, chosen: u32) -> __m512i {
        // SAFETY: see above.
        unsafe { _mm512_maskz_compress_epi64(chosen as u8, v) }
    }
    #[inline(always)]
    unsafe fn store_both(lo: *mut i64, hi: *mut i64, v: __m512i, chosen: u32) {
        // SAFETY: eight bytes of the table are read; both places may be written.
        unsafe {
            let lanes = _mm_loadl_epi64((&raw const CHOSEN_FIRST[chosen as usize & 0xff]).cast());
            let v = _mm512_permutexvar_epi64(_mm512_cvtepu8_epi64(lanes), v);
            Self::store(lo, v);
            Self::store(hi.sub(8), v);
        }
    }
    #[inline(always)]
    unsafe fn exchange(a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: see above.
        unsafe {
            let less = less64(a, b);
            (_mm512_mask_blend_epi64(less, b, a), _mm512_mask_blend_epi64(less, a, b))
        }
    }
    #[inline(always)]
    unsafe fn permute<const XOR: usize>(v: __m512i) -> __m512i {
        // SAFETY: see above.
        unsafe {
            let x = XOR as i64;
            _mm512_permutexvar_epi64(_mm512_setr_epi64(x, 1 ^ x, 2 ^ x, 3 ^ x, 4 ^ x, 5 ^ x, 6 ^ x, 7 ^ x), v)
        }
    }
    #[inline(always)]
    unsafe fn exchange_within<const XOR: usize>(v: __m512i) -> __m512i {
        // SAFETY: see above.
        unsafe {
            let other = Self::permute::<XOR>(v);
            let swap = _mm512_cmplt_epi64_mask(other, v) ^ upper(XOR) as u8;
            _mm512_mask_blend_epi64(swap, v, other)
        }
    }
}

/// Sixteen keys of 32 bits.
pub(super) struct Lanes32;

impl Lanes for Lanes32 {
    type Key = i32;
    type V = __m512i;
    const LANES: usize = 16;
    const GREATEST: i32 = i32::MAX;

    #[inline(always)]
    unsafe fn splat(key: i32) -> __m512i {
        // SAFETY: see above.
        unsafe { _mm512_set1_epi32(key) }
    }
    #[inline(always)]
    unsafe fn load(from: *const i32) -> __m512i {
        // SAFETY: the caller's word.
        unsafe { _mm512_loadu_si512(from.cast()) }
    }
    #[inline(always)]
    unsafe fn load_part(from: *const i32, n: usize, rest: __m512i) -> __m512i {
        // SAFETY: lanes behind `n` are not touched.
        unsafe { _mm512_mask_loadu_epi32(rest, first(n) as u16, from) }
    }
    #[inline(always)]
    unsafe fn store(to: *mut i32, v: __m512i) {
        // SAFETY: the caller's word.
        unsafe { _mm512_storeu_si512(to.cast(), v) }
    }
    #[inline(always)]
    unsafe fn store_part(to: *mut i32, n: usize, v: __m512i) {
        // SAFETY: lanes behind `n` are not touched.
        unsafe { _mm512_mask_storeu_epi32(to, first(n) as u16, v) }
    }
    #[inline(always)]
    unsafe fn less(a: __m512i, b: __m512i) -> u32 {
        // SAFETY: see above.
        unsafe { _mm512_cmplt_epi32_mask(a, b).into() }
    }
    #[inline(always)]
    unsafe fn differs(a: __m512i, b: __m512i) -> u32 {
        // SAFETY: see above.
        unsafe { _mm512_cmpneq_epi32_mask(a, b).into() }
    }
    #[inline(always)]
    unsafe fn compress(v: __m512i, chosen: u32) -> __m512i {
        // SAFETY: see above.
        unsafe { _mm512_maskz_compress_epi32(chosen as u16, v) }
    }
    #[inline(always)]
    unsafe fn store_both(lo: *mut i32, hi: *mut i32, v: __m512i, chosen: u32) {
        // SAFETY: both places may be written.
        unsafe {
            Self::store(lo, Self::compress(v, chosen));
            let count = 16 - chosen.count_ones() as usize;
            Self::store_part(hi.sub(count), count, Self::compress(v, !chosen & 0xffff));
        }
    }
    #[inline(always)]
    unsafe fn exchange(a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: see above.
        unsafe { (_mm512_min_epi32(a, b), _mm512_max_epi32(a, b)) }
    }
    #[inline(always)]
    unsafe fn permute<const XOR: usize>(v: __m512i) -> __m512i {
        // SAFETY: see above.
        unsafe {
            let lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            _mm512_permutexvar_epi32(_mm512_xor_si512(lanes, _mm512_set1_epi32(XOR as i32)), v)
        }
    }
    #[inline(always)]
    unsafe fn exchange_within<const XOR: usize>(v: __m512i) -> __m512i {
        // SAFETY: see above.
        unsafe {
            let other = Self::permute::<XOR>(v);
            _mm512_mask_max_epi32(_mm512_min_epi32(v, other), upper(XOR), v, other)
        }
    }
}
