//! Copies of items of any size between two strided axes; fills are copies from
//! stride 0.
//!
//! What the order of the axes is does not matter to a copy, so they are joined and
//! exchanged freely. Then, in order of preference: one `memcpy`; rows of
//! contiguous bytes, short ones without a call each; fills and repeated rows by
//! doubling; tiles where source and destination are contiguous along different
//! axes; loops of one item at a time.

use crate::run::each;
use crate::transpose;

/// Rows of at least this many bytes are copied by `memcpy` each.
const LONG: usize = 129;

/// Bytes that a repeated pattern is copied by, small enough for the first-level
/// cache.
const REPEAT: usize = 8192;

/// Short rows are walked column by column, as many rows at once as have this many
/// bytes, so that the lines of one column are still cached for the next.
const BAND: usize = 12 * 1024;

/// Copies items of `size` bytes.
///
/// A source of stride 0 along both axes fills, one of stride 0 along the outer
/// axis repeats its row. Copying to the very same place does nothing.
///
/// ```
/// // The transpose of a 2x3 array of 3-byte items.
/// let source = *b"aaabbbcccdddeeefff";
/// let mut target = [0u8; 18];
/// // SAFETY: both operands reach their 18 bytes, no more.
/// unsafe {
///     let p = [source.as_ptr().cast_mut(), target.as_mut_ptr()];
///     npcore_kernel::copy(3, [3, 2], p, [[3, 9], [6, 3]]);
/// }
/// assert_eq!(&target, b"aaadddbbbeeecccfff");
/// ```
///
/// # Safety
/// As [`Loop2`](crate::Loop2), for items of `size` bytes.
pub unsafe fn copy(size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    if p[0] == p[1] || size == 0 {
        return;
    }
    // SAFETY: the caller's promise; not in place.
    unsafe { copy_items(size, n, p, s) }
}

/// [`copy`] for items of 1, 2, 4, 8 or 16 bytes, as a loop.
///
/// # Panics
/// If `size` is none of these.
pub const fn copy_loop(size: usize) -> crate::Loop2 {
    unsafe fn sized<const SIZE: usize>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
        // SAFETY: the same contract.
        unsafe { copy(SIZE, n, p, s) }
    }
    match size {
        1 => sized::<1>,
        2 => sized::<2>,
        4 => sized::<4>,
        8 => sized::<8>,
        16 => sized::<16>,
        _ => panic!("no element type has this size"),
    }
}

/// Copies items of `size` bytes.
///
/// # Safety
/// As [`copy`], and no two of the memory areas overlap.
pub(crate) unsafe fn copy_items(size: usize, mut n: [usize; 2], p: [*mut u8; 2], mut s: [[isize; 2]; 2]) {
    if n[0] == 0 || n[1] == 0 {
        return;
    }
    let item = size as isize;
    if n[1] != 1 {
        let follows =
            |outer: usize, inner: usize| s.iter().all(|s| s[outer] == s[inner].wrapping_mul(n[inner] as isize));
        let exchange = n[0] == 1
            || !follows(1, 0) && follows(0, 1)
            // The inner axis: where the destination is contiguous, else the source.
            || s[1][0] != item && (s[1][1] == item || s[0][0] != item && s[0][1] == item);
        if exchange {
            n.swap(0, 1);
            s[0].swap(0, 1);
            s[1].swap(0, 1);
        }
    }
    if n[1] != 1 && s.iter().all(|s| s[1] == s[0].wrapping_mul(n[0] as isize)) {
        n = [n[0] * n[1], 1];
    }
    let [src, dst] = p;
    let [from, to] = s;
    let bytes = n[0] * size;
    let whole = n[1] == 1 || to[1] == bytes as isize;
    // SAFETY: the axes were only joined or exchanged.
    unsafe {
        if from[0] == item && to[0] == item || n[0] == 1 {
            if n[1] == 1 {
                src.copy_to_nonoverlapping(dst, bytes);
            } else if from[1] == 0 && whole {
                src.copy_to_nonoverlapping(dst, bytes);
                repeat(dst, bytes, bytes * n[1]);
            } else {
                runs(bytes, n[1], [src, dst], [from[1], to[1]]);
            }
        } else if from[0] == 0 && to[0] == item && (n[1] == 1 || from[1] == 0 && whole) {
            fill(size, src, dst, bytes * n[1]);
        } else if from[0] == 0 && to[0] == item && (bytes > 256 || !whole && bytes > 64) {
            for i in 0..n[1] as isize {
                let at = [src.wrapping_offset(i * from[1]), dst.wrapping_offset(i * to[1])];
                // Long items are repeated by as many moves, short ones by doubling.
                if size < LONG { fill(size, at[0], at[1], bytes) } else { runs(size, n[0], at, [0, item]) }
            }
        } else if from[0] == 0 && to[0] == item && whole && transpose::has(size) {
            // By bands, since each is gone over several times.
            let band = (REPEAT / bytes).max(1);
            for start in (0..n[1]).step_by(band) {
                let at = |k: usize, s: isize| p[k].wrapping_offset(start as isize * s);
                expand(size, [n[0], band.min(n[1] - start)], [at(0, from[1]), at(1, to[1])], from[1]);
            }
        } else if from[1] == item && to[0] == item && from[0] != 0 && n[0] >= 8 && n[1] >= 8 && transpose::has(size) {
            transpose::copy(size, n, p, s, false);
        } else {
            // The longer axis inside, by bands where the other one is short.
            if n[0] < 16 && n[0] < n[1] {
                n.swap(0, 1);
                s[0].swap(0, 1);
                s[1].swap(0, 1);
            }
            let band = if n[1] < 16 { band(&[s[0][0], s[1][0]]) } else { n[0] };
            for start in (0..n[0]).step_by(band) {
                let count = band.min(n[0] - start);
                for i in 0..n[1] as isize {
                    let at = |k: usize| p[k].wrapping_offset(start as isize * s[k][0] + i * s[k][1]);
                    runs(size, count, [at(0), at(1)], [s[0][0], s[1][0]]);
                }
            }
        }
    }
}

/// Rows that are walked column by column at once: as many as stay in the
/// first-level cache until the next column, with these strides from row to row.
pub(crate) fn band(strides: &[isize]) -> usize {
    let bytes: usize = strides.iter().map(|s| s.unsigned_abs().min(BAND)).sum();
    (BAND / bytes.max(1)).clamp(16, 512)
}

/// Repeats the first `period` bytes at `dst` until there are `total`, a multiple
/// of `period`.
///
/// # Safety
/// `total` bytes are writable at `dst`, the first `period` written.
unsafe fn repeat(dst: *mut u8, period: usize, total: usize) {
    let limit = (REPEAT / period).max(1) * period;
    let mut done = period;
    while done < total {
        let count = done.min(limit).min(total - done);
        // SAFETY: inside `total`; the part before `done` is a whole number of
        // periods, so the pattern goes on.
        unsafe { dst.copy_to_nonoverlapping(dst.add(done), count) };
        done += count;
    }
}

/// Fills `total` bytes with the item at `src`.
///
/// # Safety
/// `size` bytes are readable at `src`, `total`, a multiple of it, writable at `dst`.
unsafe fn fill(size: usize, src: *const u8, dst: *mut u8, total: usize) {
    // SAFETY: the caller's promise; a first piece is written item by item, which
    // is a multiple of the size, and repeated.
    unsafe {
        if size == 1 {
            dst.write_bytes(*src, total);
            return;
        }
        let first = (256 / size).max(1) * size;
        let first = first.min(total);
        runs(size, first / size, [src.cast_mut(), dst], [0, size as isize]);
        repeat(dst, first, total);
    }
}

/// Declares a function and its twin with AVX2, whose moves have 32 bytes, and the
/// choice between them.
macro_rules! tiered {
    ($(#[$doc:meta])* $name:ident = $body:ident($($arg:ident: $t:ty),*)) => {
        $(#[$doc])*
        unsafe fn $name($($arg: $t),*) {
            $crate::tier::base_and_v3!($body, ($($arg: $t),*));
            #[cfg(target_arch = "x86_64")]
            if crate::tier::tier() >= crate::tier::Tier::V3 {
                // SAFETY: the same contract; the tier is the processor's.
                return unsafe { v3($($arg),*) };
            }
            // SAFETY: the same contract.
            unsafe { base($($arg),*) }
        }
    };
}
pub(crate) use tiered;

tiered! {
    /// Repeats each of `n[1]` items, `stride` bytes apart, `n[0]` times, one after the
    /// other: a column broadcast along short rows.
    ///
    /// # Safety
    /// As [`copy`], for items of 1, 2, 4, 8 or 16 bytes; the destination is contiguous.
    expand = expand_body(size: usize, n: [usize; 2], p: [*mut u8; 2], stride: isize)
}

#[inline(always)]
unsafe fn expand_body(size: usize, n: [usize; 2], p: [*mut u8; 2], stride: isize) {
    // SAFETY: the caller's promise.
    unsafe {
        match size {
            1 => expand_items::<u8, 32>(n, p, stride),
            2 => expand_items::<u16, 16>(n, p, stride),
            4 => expand_items::<u32, 8>(n, p, stride),
            8 => expand_items::<u64, 4>(n, p, stride),
            _ => expand_items::<u128, 2>(n, p, stride),
        }
    }
}

/// Each row is written by whole vectors that run over into the next row, which comes
/// later. The rows' last vectors come first, and all rows before the next vector:
/// written row by row, the compiler makes a call of `memset` of each.
///
/// # Safety
/// As [`expand`]; `N` items are 32 bytes.
#[inline(always)]
unsafe fn expand_items<T: Copy, const N: usize>(n: [usize; 2], p: [*mut u8; 2], stride: isize) {
    let [src, dst] = [p[0], p[1]];
    let dst = dst.cast::<T>();
    let row = n[0].next_multiple_of(N);
    let total = n[0] * n[1];
    // Rows whose vectors end inside the destination.
    let free = if total >= row { (total - row) / n[0] + 1 } else { 0 };
    // SAFETY: every vector of the free rows ends inside; the others are written item
    // by item.
    unsafe {
        for j in (0..row).step_by(N).rev() {
            each(free, |i| {
                let value = src.offset(i * stride).cast::<T>().read_unaligned();
                dst.add(i as usize * n[0] + j).cast::<[T; N]>().write_unaligned([value; N]);
            });
        }
        for i in free..n[1] {
            let value = src.offset(i as isize * stride).cast::<T>().read_unaligned();
            for j in 0..n[0] {
                dst.add(i * n[0] + j).write_unaligned(value);
            }
        }
    }
}

tiered! {
    /// Copies `count` runs of `bytes` contiguous bytes from stride to stride.
    ///
    /// # Safety
    /// As [`copy_items`] with one axis.
    runs = runs_body(bytes: usize, count: usize, p: [*mut u8; 2], s: [isize; 2])
}

#[inline(always)]
unsafe fn runs_body(bytes: usize, count: usize, p: [*mut u8; 2], s: [isize; 2]) {
    // SAFETY: the caller's promise; the sizes of the moves are below `bytes`.
    unsafe {
        match bytes {
            1 => items::<u8>(count, p, s),
            2 => items::<u16>(count, p, s),
            3 => pieces::<2, 1>(bytes, count, p, s),
            4 => items::<u32>(count, p, s),
            5..8 => pieces::<4, 4>(bytes, count, p, s),
            8 => items::<u64>(count, p, s),
            9..16 => pieces::<8, 8>(bytes, count, p, s),
            16 => items::<u128>(count, p, s),
            17..=32 => pieces::<16, 16>(bytes, count, p, s),
            33..=64 => pieces::<32, 32>(bytes, count, p, s),
            65..LONG => pieces::<64, 64>(bytes, count, p, s),
            _ => {
                let [mut src, mut dst] = p;
                for _ in 0..count {
                    src.copy_to_nonoverlapping(dst, bytes);
                    src = src.wrapping_offset(s[0]);
                    dst = dst.wrapping_offset(s[1]);
                }
            }
        }
    }
}

/// Runs of `bytes` bytes as two moves, the first `A` and the last `B` bytes, which
/// may overlap: no length is tested and nothing called.
///
/// # Safety
/// As [`runs`]; `A` and `B` are at most `bytes` and cover it.
#[inline(always)]
unsafe fn pieces<const A: usize, const B: usize>(bytes: usize, count: usize, p: [*mut u8; 2], s: [isize; 2]) {
    let [mut src, mut dst] = p;
    for _ in 0..count {
        // SAFETY: both moves lie inside the run; both are read before either is
        // written, and arrays of bytes have no alignment.
        unsafe {
            let first = src.cast::<[u8; A]>().read();
            let last = src.add(bytes - B).cast::<[u8; B]>().read();
            dst.cast::<[u8; A]>().write(first);
            dst.add(bytes - B).cast::<[u8; B]>().write(last);
        }
        src = src.wrapping_offset(s[0]);
        dst = dst.wrapping_offset(s[1]);
    }
}

/// Items of a machine type from stride to stride.
///
/// # Safety
/// As [`runs`].
#[inline(always)]
unsafe fn items<T: Copy>(count: usize, p: [*mut u8; 2], s: [isize; 2]) {
    let [src, dst] = [p[0].cast::<T>(), p[1].cast::<T>()];
    let size = size_of::<T>() as isize;
    // SAFETY: the caller's elements, read and written unaligned. Each shape has a
    // loop of its own since the compiler vectorises those with constant strides.
    unsafe {
        if s[1] != size {
            if s[0] == 0 {
                let value = src.read_unaligned();
                each(count, |i| dst.byte_offset(i * s[1]).write_unaligned(value));
            } else {
                each(count, |i| {
                    dst.byte_offset(i * s[1]).write_unaligned(src.byte_offset(i * s[0]).read_unaligned());
                });
            }
        } else if s[0] == 2 * size {
            for i in 0..count {
                dst.add(i).write_unaligned(src.add(2 * i).read_unaligned());
            }
        } else if s[0] == -size {
            for i in 0..count {
                dst.add(i).write_unaligned(src.sub(i).read_unaligned());
            }
        } else if s[0] == 0 {
            let value = src.read_unaligned();
            for i in 0..count {
                dst.add(i).write_unaligned(value);
            }
        } else {
            each(count, |i| dst.offset(i).write_unaligned(src.byte_offset(i * s[0]).read_unaligned()));
        }
    }
}
