//! Transposing copies: the source contiguous along one axis, the destination along
//! the other.
//!
//! The unit is a square as wide as a cache line: it reads whole lines of the
//! source and writes whole lines of the destination, so that no line must stay
//! cached between squares, whatever the strides (powers of two map all rows to one
//! set of the cache). Squares are transposed in registers.
//!
//! They are walked along the source's rows, some tens of rows at a time, so that the
//! prefetchers have streams to follow: with stores past the caches 0.8 of the time
//! of `memcpy` for 3000x3000 f64. Along the destination's rows, or with 256 rows at a
//! time, it is 2.1, and 3.2 in any order with plain stores.

use crate::copy::copy_items;
use crate::prefetch::prefetch;
use crate::tier::{Tier, tier};

/// Items along the destination's rows (rows of the source) that are walked together: as many streams as the
/// prefetchers follow. With 128, reading 3000x3000 f64 takes three times as long.
const STRIP: usize = 32;
/// The same where lines are put together in a buffer.
const WIDE_STRIP: usize = 64;

/// Whether items of `size` bytes have a transposing loop.
pub(crate) fn has(size: usize) -> bool {
    matches!(size, 1 | 2 | 4 | 8 | 16)
}

/// Copies items with the axes of source and destination crossed: best where the
/// source is contiguous along one axis and the destination along the other, but
/// right for any strides and sizes.
///
/// `streaming` writes whole cache lines past the caches: for a destination that is
/// warm (its pages are mapped) and larger than the cache. It is fastest where the
/// destination's rows are a multiple of 64 bytes apart.
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

/// Transposes one square, from source rows `s` bytes apart to destination rows `d`
/// bytes apart.
type Square = unsafe fn(src: *const u8, s: isize, dst: *mut u8, d: isize);

/// The squares for a size of items in a tier.
struct Squares {
    /// As wide as a cache line.
    line: Square,
    /// The same with stores past the caches to aligned lines.
    direct: Option<Square>,
    /// For axes too short for a line, and how many items wide.
    small: (Square, usize),
}

/// # Safety
/// As [`copy`]; the processor has the tier.
unsafe fn by_tier(tier: Tier, size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    let squares = squares(tier, size);
    // SAFETY: the caller's promise; the squares are of the tier.
    unsafe {
        match size {
            1 => walk::<u8>(squares, n, p, s, streaming),
            2 => walk::<u16>(squares, n, p, s, streaming),
            4 => walk::<u32>(squares, n, p, s, streaming),
            8 => walk::<u64>(squares, n, p, s, streaming),
            _ => walk::<u128>(squares, n, p, s, streaming),
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn squares(tier: Tier, size: usize) -> Squares {
    let (line, direct, small): (Square, Option<Square>, (Square, usize)) = match (size, tier) {
        (1, _) => (x86::bytes::<64>, None, (x86::bytes::<16>, 16)),
        (2, _) => (x86::words::<32>, None, (x86::words::<8>, 8)),
        (4, Tier::Base) => (items::<u32, 16>, None, (items::<u32, 4>, 4)),
        (4, _) => (x86::doublewords::<16>, None, (x86::doublewords::<8>, 8)),
        (8, Tier::Base) => (items::<u64, 8>, None, (items::<u64, 4>, 4)),
        (8, Tier::V3) => (x86::quadwords::<8>, None, (x86::quadwords::<4>, 4)),
        (8, Tier::V4) => (x86::quadwords_512::<false>, Some(x86::quadwords_512::<true>), (x86::quadwords::<4>, 4)),
        _ => (items::<u128, 4>, None, (items::<u128, 2>, 2)),
    };
    Squares { line, direct, small }
}

#[cfg(not(target_arch = "x86_64"))]
fn squares(_tier: Tier, size: usize) -> Squares {
    let (line, small): (Square, (Square, usize)) = match size {
        1 => (items::<u8, 64>, (items::<u8, 8>, 8)),
        2 => (items::<u16, 32>, (items::<u16, 8>, 8)),
        4 => (items::<u32, 16>, (items::<u32, 4>, 4)),
        8 => (items::<u64, 8>, (items::<u64, 4>, 4)),
        _ => (items::<u128, 4>, (items::<u128, 2>, 2)),
    };
    Squares { line, direct: None, small }
}

/// A square of `N` by `N` items, one by one.
///
/// # Safety
/// As [`Square`]: the rows lie in the caller's operands.
unsafe fn items<T: Copy, const N: isize>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
    for i in 0..N {
        for j in 0..N {
            // SAFETY: the caller's square.
            unsafe {
                let value = src.offset(j * s).cast::<T>().offset(i).read_unaligned();
                dst.offset(i * d).cast::<T>().offset(j).write_unaligned(value);
            }
        }
    }
}

/// Goes over all squares. The last ones of a row or a column may overlap those before
/// them: what is copied twice is the same.
///
/// # Safety
/// As [`copy`], for items of type `T`; the processor can run the squares.
unsafe fn walk<T: Copy>(squares: Squares, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], streaming: bool) {
    let line = 64 / size_of::<T>();
    let (from, to) = (s[0][0], s[1][1]);
    let at = |k: usize, i: usize, j: usize| {
        p[k].wrapping_offset((i as isize).wrapping_mul(s[k][1]).wrapping_add((j as isize).wrapping_mul(s[k][0])))
    };
    let shortest = n[0].min(n[1]);
    let (square, width) = if shortest >= line { (squares.line, line) } else { squares.small };
    // SAFETY: squares lie inside the axes, where these are long enough for one.
    unsafe {
        if shortest < width {
            one_by_one::<T>(n, p, s);
        } else if streaming && width == line && cfg!(target_arch = "x86_64") {
            // The first column at which the destination's lines begin, if all rows agree.
            let lead = p[1].align_offset(64);
            let aligned = to % 64 == 0 && lead.is_multiple_of(size_of::<T>());
            let first = if aligned { (lead / size_of::<T>()).min(n[0]) } else { 0 };
            let cols = (n[0] - first) / line * line;
            let rows = n[1] / line * line;
            let direct = squares.direct.filter(|_| aligned);
            let strip = if direct.is_some() { STRIP } else { WIDE_STRIP }.max(line);
            for j0 in (0..cols).step_by(strip) {
                let strip = strip.min(cols - j0);
                for i in (0..rows).step_by(line) {
                    if let Some(direct) = direct {
                        for j in (j0..j0 + strip).step_by(line) {
                            let (src, dst) = (at(0, i, first + j), at(1, i, first + j));
                            ahead(src, from, line);
                            direct(src, from, dst, to);
                        }
                    } else {
                        #[cfg(target_arch = "x86_64")]
                        x86::streamed(square, line, strip / line, at(0, i, first + j0), from, at(1, i, first + j0), to);
                    }
                }
            }
            crate::stream::stream_fence();
            let put = |i: usize, j: usize| square(at(0, i, j), from, at(1, i, j), to);
            if first != 0 {
                starts(n[1], line).for_each(|i| put(i, 0));
            }
            if first + cols != n[0] {
                starts(n[1], line).for_each(|i| put(i, n[0] - line));
            }
            if rows != n[1] {
                starts(n[0], line).for_each(|j| put(n[1] - line, j));
            }
        } else {
            let strip = STRIP.max(width);
            for j0 in (0..n[0]).step_by(strip) {
                for i in starts(n[1], width) {
                    for j in (j0..n[0].min(j0 + strip)).step_by(width) {
                        let j = j.min(n[0] - width);
                        let (src, dst) = (at(0, i, j), at(1, i, j));
                        ahead(src, from, width);
                        ahead_of_stores(dst, to, width);
                        square(src, from, dst, to);
                    }
                }
            }
        }
    }
}

/// Where squares of `width` start that cover an axis of `n`: the last one ends there.
fn starts(n: usize, width: usize) -> impl Iterator<Item = usize> {
    (0..n).step_by(width).map(move |start| start.min(n - width))
}

/// Item by item.
///
/// # Safety
/// As [`walk`].
unsafe fn one_by_one<T: Copy>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    const BAND: usize = 32;
    for i0 in (0..n[1]).step_by(BAND) {
        for j in 0..n[0] {
            for i in i0..n[1].min(i0 + BAND) {
                let at = |k: usize| p[k].wrapping_offset(i as isize * s[k][1] + j as isize * s[k][0]).cast::<T>();
                // SAFETY: the caller's axes.
                unsafe { at(1).write_unaligned(at(0).read_unaligned()) };
            }
        }
    }
}

/// Asks for the next but one line of each row of a square of the source.
#[inline(always)]
fn ahead(src: *const u8, stride: isize, rows: usize) {
    for row in 0..rows as isize {
        prefetch(src.wrapping_offset(row.wrapping_mul(stride)).wrapping_add(128));
    }
}

/// Asks for the lines that the next square along the source's rows writes: 3.2 times
/// `memcpy` instead of 4.4, where the stores do not pass the caches.
#[inline(always)]
fn ahead_of_stores(dst: *const u8, stride: isize, rows: usize) {
    #[cfg(target_arch = "x86_64")]
    for row in rows as isize..2 * rows as isize {
        let line = dst.wrapping_offset(row.wrapping_mul(stride));
        // SAFETY: a prefetch changes nothing and accepts any address.
        unsafe { std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_ET0 }>(line.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (dst, stride, rows);
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::Square;
    use crate::stream::x86::stream_lines;

    /// `count` squares beside each other by way of a buffer, whose rows are written
    /// past the caches, but for the lines that they share with what is beside them.
    ///
    /// # Safety
    /// As [`Square`], for each of the squares; at most 8 KiB together.
    pub(super) unsafe fn streamed(
        square: Square,
        line: usize,
        count: usize,
        src: *const u8,
        s: isize,
        dst: *mut u8,
        d: isize,
    ) {
        #[repr(align(64))]
        struct Lines([std::mem::MaybeUninit<u8>; 16 * 1024]);
        let mut lines = Lines([const { std::mem::MaybeUninit::uninit() }; 16 * 1024]);
        let buffer = lines.0.as_mut_ptr().cast::<u8>();
        let width = 64 * count;
        // SAFETY: a square has `line` rows of 64 bytes, `count` of them fit the buffer;
        // the rows of the destination are the caller's.
        unsafe {
            for k in 0..count {
                let src = src.wrapping_offset((k * line) as isize * s);
                super::ahead(src, s, line);
                square(src, s, buffer.add(64 * k), width as isize);
            }
            for i in 0..line {
                stream_lines(dst.offset(i as isize * d), buffer.add(width * i), width);
            }
        }
    }

    /// Squares of 16x16 bytes, each by four perfect shuffles of its rows.
    pub(super) unsafe fn bytes<const N: isize>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..N).step_by(16) {
            for j in (0..N).step_by(16) {
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

    /// Squares of 8x8 items of two bytes, each by three perfect shuffles.
    pub(super) unsafe fn words<const N: isize>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..N).step_by(8) {
            for j in (0..N).step_by(8) {
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

    /// Squares of 8x8 items of four bytes.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn doublewords<const N: isize>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..N).step_by(8) {
            for j in (0..N).step_by(8) {
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

    /// Squares of 4x4 items of eight bytes.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn quadwords<const N: isize>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
        for i in (0..N).step_by(4) {
            for j in (0..N).step_by(4) {
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

    /// 8x8 items of eight bytes in eight registers; with `STREAM` the destination's
    /// rows are aligned to lines and written past the caches.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn quadwords_512<const STREAM: bool>(src: *const u8, s: isize, dst: *mut u8, d: isize) {
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
                let store = |column: isize, line: __m512d| {
                    let to = dst.offset((column + k) * d).cast::<f64>();
                    if STREAM { _mm512_stream_pd(to, line) } else { _mm512_storeu_pd(to, line) }
                };
                let (x, y) = (_mm512_shuffle_f64x2::<0x88>(a, b), _mm512_shuffle_f64x2::<0x88>(c, e));
                store(0, _mm512_shuffle_f64x2::<0x88>(x, y));
                store(4, _mm512_shuffle_f64x2::<0xdd>(x, y));
                let (x, y) = (_mm512_shuffle_f64x2::<0xdd>(a, b), _mm512_shuffle_f64x2::<0xdd>(c, e));
                store(2, _mm512_shuffle_f64x2::<0x88>(x, y));
                store(6, _mm512_shuffle_f64x2::<0xdd>(x, y));
            }
        }
    }
}
