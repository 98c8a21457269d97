//! Transposing copies: the source contiguous along one axis, the destination along
//! the other.
//!
//! The unit is a square as wide as a cache line: it reads whole lines of the
//! source and writes whole lines of the destination, so that no line must stay
//! cached between squares, whatever the strides (powers of two map all rows to one
//! set of the cache). Squares are transposed in registers, and walked in blocks
//! that suit the prefetchers and the address translation.

use crate::copy::copy_items;
use crate::tier::{Tier, tier};

/// Items of a block along the destination's rows, in cache lines.
const BLOCK_ROW: usize = 32;
/// Items of a block along the source's rows, in cache lines.
const BLOCK_COLUMN: usize = 8;

/// Whether items of `size` bytes have a transposing loop.
pub(crate) fn has(size: usize) -> bool {
    matches!(size, 1 | 2 | 4 | 8 | 16)
}

/// Copies items with the axes of source and destination crossed: best where the
/// source is contiguous along one axis and the destination along the other, but
/// right for any strides and sizes.
///
/// `streaming` writes past the caches where it can (whole lines of a destination
/// whose rows all have one alignment): for a destination that is warm (its pages
/// are mapped) and larger than the cache.
///
/// # Safety
/// As [`Loop2`](crate::Loop2), for items of `size` bytes; not in place.
pub unsafe fn transpose_copy(size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    // SAFETY: the caller's promise; the tier is the processor's.
    unsafe { transpose_copy_at(tier(), size, n, p, s, streaming) }
}

/// [`transpose_copy`] in a given tier.
///
/// # Safety
/// As [`transpose_copy`]; the processor has the tier.
pub unsafe fn transpose_copy_at(
    tier: Tier,
    size: usize,
    mut n: [usize; 2],
    p: [*mut u8; 2],
    mut s: [[isize; 2]; 2],
    streaming: bool,
) {
    let item = size as isize;
    if s[1][0] != item && s[1][1] == item {
        n.swap(0, 1);
        s[0].swap(0, 1);
        s[1].swap(0, 1);
    }
    // SAFETY: the axes were only exchanged; what has no transposing loop is copied.
    unsafe {
        if has(size) && s[1][0] == item && s[0][1] == item && n[0] >= 8 && n[1] >= 8 {
            by_tier(tier, size, n, p, s, streaming);
        } else if p[0] != p[1] && size != 0 {
            copy_items(size, n, p, s);
        }
    }
}

/// The transposing loop of the process's tier.
///
/// # Safety
/// As [`transpose_copy`]; `has(size)`, the destination is contiguous along the
/// inner axis and the source along the outer one.
pub(crate) unsafe fn copy(size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    // SAFETY: the same contract.
    unsafe { by_tier(tier(), size, n, p, s, streaming) }
}

/// Transposes one square of a cache line's width, from source row `s` bytes apart
/// to destination rows.
type Square = unsafe fn(src: *const u8, s: isize, dst: *mut u8, d: isize);

/// # Safety
/// As [`copy`]; the processor has the tier.
unsafe fn by_tier(tier: Tier, size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    // SAFETY: the caller's promise; the squares are of the tier.
    unsafe {
        match size {
            1 => walk::<u8>(x86_or(tier, 1), n, p, s, streaming),
            2 => walk::<u16>(x86_or(tier, 2), n, p, s, streaming),
            4 => walk::<u32>(x86_or(tier, 4), n, p, s, streaming),
            8 => walk::<u64>(x86_or(tier, 8), n, p, s, streaming),
            _ => walk::<u128>(x86_or(tier, 16), n, p, s, streaming),
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn x86_or(tier: Tier, size: usize) -> Square {
    match (size, tier) {
        (1, _) => x86::bytes,
        (2, _) => x86::words,
        (4, Tier::Base) => items::<u32>,
        (4, _) => x86::doublewords,
        (8, Tier::Base) => items::<u64>,
        (8, Tier::V3) => x86::quadwords,
        (8, Tier::V4) => x86::quadwords_512,
        _ => items::<u128>,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn x86_or(_tier: Tier, size: usize) -> Square {
    match size {
        1 => items::<u8>,
        2 => items::<u16>,
        4 => items::<u32>,
        8 => items::<u64>,
        _ => items::<u128>,
    }
}

/// A square item by item.
///
/// # Safety
/// As [`Square`]: the rows lie in the caller's operands.
unsafe fn items<T: Copy>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
    let line = 64 / size_of::<T>();
    for i in 0..line as isize {
        for j in 0..line as isize {
            // SAFETY: the caller's square.
            unsafe {
                let value = src.offset(j * s).cast::<T>().offset(i).read_unaligned();
                dst.offset(i * d).cast::<T>().offset(j).write_unaligned(value);
            }
        }
    }
}

/// Goes over all squares, and over what is left at the edges item by item.
///
/// # Safety
/// As [`copy`], for items of type `T`; the processor can run `square`.
unsafe fn walk<T: Copy>(square: Square, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    let line = 64 / size_of::<T>();
    let [src, dst] = p;
    let (from, to) = (s[0][0], s[1][1]);
    let at = |k: usize, i: usize, j: usize| {
        p[k].wrapping_offset((i as isize).wrapping_mul(s[k][1]).wrapping_add((j as isize).wrapping_mul(s[k][0])))
    };
    // The first column at which the destination's lines begin, if all rows agree.
    let lead = dst.align_offset(64) / size_of::<T>();
    let aligned = to % 64 == 0 && dst.align_offset(64) % size_of::<T>() == 0;
    let first = if aligned { lead.min(n[0]) } else { 0 };
    let streaming = streaming && aligned && cfg!(target_arch = "x86_64");
    let cols = (n[0] - first) / line * line;
    let rows = n[1] / line * line;
    // SAFETY: squares lie inside the axes; the edges are the rest of them.
    unsafe {
        for j0 in (0..cols).step_by(BLOCK_ROW * line) {
            for i0 in (0..rows).step_by(BLOCK_COLUMN * line) {
                for i in (i0..rows.min(i0 + BLOCK_COLUMN * line)).step_by(line) {
                    for j in (j0..cols.min(j0 + BLOCK_ROW * line)).step_by(line) {
                        let (src, dst) = (at(0, i, first + j), at(1, i, first + j));
                        #[cfg(target_arch = "x86_64")]
                        if streaming {
                            x86::streamed(square, line, src, from, dst, to);
                            continue;
                        }
                        square(src, from, dst, to);
                    }
                }
            }
        }
        #[cfg(target_arch = "x86_64")]
        if streaming {
            std::arch::x86_64::_mm_sfence();
        }
        let _ = (src, streaming);
        edge::<T>([0, first], [0, n[1]], p, s);
        edge::<T>([first + cols, n[0]], [0, n[1]], p, s);
        edge::<T>([first, first + cols], [rows, n[1]], p, s);
    }
}

/// Columns and rows from and to the given indices, item by item.
///
/// # Safety
/// As [`walk`].
unsafe fn edge<T: Copy>(cols: [usize; 2], rows: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    const BAND: usize = 32;
    for i0 in (rows[0]..rows[1]).step_by(BAND) {
        for j in cols[0]..cols[1] {
            for i in i0..rows[1].min(i0 + BAND) {
                let at = |k: usize| p[k].wrapping_offset(i as isize * s[k][1] + j as isize * s[k][0]).cast::<T>();
                // SAFETY: the caller's axes.
                unsafe { at(1).write_unaligned(at(0).read_unaligned()) };
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::Square;

    /// One square by way of a buffer, each line of the destination written at once
    /// past the caches.
    ///
    /// # Safety
    /// As [`Square`]; the destination's rows are aligned to 64 bytes.
    pub(super) unsafe fn streamed(square: Square, line: usize, src: *const u8, s: isize, dst: *mut u8, d: isize) {
        #[repr(align(64))]
        struct Lines([std::mem::MaybeUninit<__m128i>; 256]);
        let mut lines = Lines([const { std::mem::MaybeUninit::uninit() }; 256]);
        let buffer = lines.0.as_mut_ptr().cast::<u8>();
        // SAFETY: a square has `line` lines, at most 64; the destination's lines are
        // aligned.
        unsafe {
            square(src, s, buffer, 64);
            for i in 0..line {
                let from = buffer.add(64 * i).cast::<__m128i>();
                let to = dst.offset(i as isize * d).cast::<__m128i>();
                let [a, b, c, e] = [0, 1, 2, 3].map(|k| _mm_load_si128(from.add(k)));
                _mm_stream_si128(to, a);
                _mm_stream_si128(to.add(1), b);
                _mm_stream_si128(to.add(2), c);
                _mm_stream_si128(to.add(3), e);
            }
        }
    }

    /// 64x64 bytes: sixteen 16x16, each by four perfect shuffles of its rows.
    pub(super) unsafe fn bytes(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..64).step_by(16) {
            for j in (0..64).step_by(16) {
                // SAFETY: the caller's square.
                unsafe {
                    let mut x = [_mm_setzero_si128(); 16];
                    for (k, x) in x.iter_mut().enumerate() {
                        *x = _mm_loadu_si128(src.offset((j + k as isize) * s + i).cast());
                    }
                    for _ in 0..4 {
                        let mut y = x;
                        for k in 0..8 {
                            y[2 * k] = _mm_unpacklo_epi8(x[k], x[k + 8]);
                            y[2 * k + 1] = _mm_unpackhi_epi8(x[k], x[k + 8]);
                        }
                        x = y;
                    }
                    for (k, x) in x.into_iter().enumerate() {
                        _mm_storeu_si128(dst.offset((i + k as isize) * d + j).cast(), x);
                    }
                }
            }
        }
    }

    /// 32x32 items of two bytes: sixteen 8x8, each by three perfect shuffles.
    pub(super) unsafe fn words(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..32).step_by(8) {
            for j in (0..32).step_by(8) {
                // SAFETY: the caller's square.
                unsafe {
                    let mut x = [_mm_setzero_si128(); 8];
                    for (k, x) in x.iter_mut().enumerate() {
                        *x = _mm_loadu_si128(src.offset((j + k as isize) * s + 2 * i).cast());
                    }
                    for _ in 0..3 {
                        let mut y = x;
                        for k in 0..4 {
                            y[2 * k] = _mm_unpacklo_epi16(x[k], x[k + 4]);
                            y[2 * k + 1] = _mm_unpackhi_epi16(x[k], x[k + 4]);
                        }
                        x = y;
                    }
                    for (k, x) in x.into_iter().enumerate() {
                        _mm_storeu_si128(dst.offset((i + k as isize) * d + 2 * j).cast(), x);
                    }
                }
            }
        }
    }

    /// 16x16 items of four bytes: four 8x8.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn doublewords(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..16).step_by(8) {
            for j in (0..16).step_by(8) {
                // SAFETY: the caller's square.
                unsafe {
                    let row = |k: isize| _mm256_loadu_ps(src.offset((j + k) * s + 4 * i).cast());
                    let pair = |a: __m256, b: __m256| {
                        [_mm256_castps_pd(_mm256_unpacklo_ps(a, b)), _mm256_castps_pd(_mm256_unpackhi_ps(a, b))]
                    };
                    let [a, b, c, e] = [0, 2, 4, 6].map(|k| pair(row(k), row(k + 1)));
                    // Columns 0, 1, 2, 3 in the lower lanes, 4 to 7 in the upper.
                    let quad = |x: [__m256d; 2], y: [__m256d; 2]| {
                        [
                            _mm256_unpacklo_pd(x[0], y[0]),
                            _mm256_unpackhi_pd(x[0], y[0]),
                            _mm256_unpacklo_pd(x[1], y[1]),
                            _mm256_unpackhi_pd(x[1], y[1]),
                        ]
                    };
                    let (low, high) = (quad(a, b), quad(c, e));
                    for k in 0..4 {
                        let to = |k: usize| dst.offset((i + k as isize) * d + 4 * j).cast::<f64>();
                        _mm256_storeu_pd(to(k), _mm256_permute2f128_pd::<0x20>(low[k], high[k]));
                        _mm256_storeu_pd(to(k + 4), _mm256_permute2f128_pd::<0x31>(low[k], high[k]));
                    }
                }
            }
        }
    }

    /// 8x8 items of eight bytes: four 4x4.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn quadwords(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..8).step_by(4) {
            for j in (0..8).step_by(4) {
                // SAFETY: the caller's square.
                unsafe {
                    let row = |k: isize| _mm256_loadu_pd(src.offset((j + k) * s + 8 * i).cast());
                    let [a, b, c, e] = [0, 1, 2, 3].map(row);
                    let (t0, t1) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
                    let (t2, t3) = (_mm256_unpacklo_pd(c, e), _mm256_unpackhi_pd(c, e));
                    let to = |k: isize| dst.offset((i + k) * d + 8 * j).cast::<f64>();
                    _mm256_storeu_pd(to(0), _mm256_permute2f128_pd::<0x20>(t0, t2));
                    _mm256_storeu_pd(to(1), _mm256_permute2f128_pd::<0x20>(t1, t3));
                    _mm256_storeu_pd(to(2), _mm256_permute2f128_pd::<0x31>(t0, t2));
                    _mm256_storeu_pd(to(3), _mm256_permute2f128_pd::<0x31>(t1, t3));
                }
            }
        }
    }

    /// 8x8 items of eight bytes in eight registers.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn quadwords_512(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        // SAFETY: the caller's square.
        unsafe {
            let row = |k: isize| _mm512_loadu_pd(src.offset(k * s).cast());
            let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3));
            let (r4, r5, r6, r7) = (row(4), row(5), row(6), row(7));
            let even = [
                _mm512_unpacklo_pd(r0, r1),
                _mm512_unpacklo_pd(r2, r3),
                _mm512_unpacklo_pd(r4, r5),
                _mm512_unpacklo_pd(r6, r7),
            ];
            let odd = [
                _mm512_unpackhi_pd(r0, r1),
                _mm512_unpackhi_pd(r2, r3),
                _mm512_unpackhi_pd(r4, r5),
                _mm512_unpackhi_pd(r6, r7),
            ];
            for (k, [a, b, c, e]) in [(0, even), (1, odd)] {
                let to = |column: isize| dst.offset((column + k) * d).cast::<f64>();
                let (x, y) = (_mm512_shuffle_f64x2::<0x88>(a, b), _mm512_shuffle_f64x2::<0x88>(c, e));
                _mm512_storeu_pd(to(0), _mm512_shuffle_f64x2::<0x88>(x, y));
                _mm512_storeu_pd(to(4), _mm512_shuffle_f64x2::<0xdd>(x, y));
                let (x, y) = (_mm512_shuffle_f64x2::<0xdd>(a, b), _mm512_shuffle_f64x2::<0xdd>(c, e));
                _mm512_storeu_pd(to(2), _mm512_shuffle_f64x2::<0x88>(x, y));
                _mm512_storeu_pd(to(6), _mm512_shuffle_f64x2::<0xdd>(x, y));
            }
        }
    }
}
