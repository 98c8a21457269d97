//! Moves of the elements that a mask names, for assignment and for `where=`.
//!
//! Contiguous rows of the usual sizes are blended: every element of the target is
//! written, with what it has where the mask is 0. That is half the time of a branch
//! per element where the mask is not all the same.

use crate::copy::{copy_items, tiered};
use crate::element::{Plain, Un};

/// Rows of fewer elements than this are walked along the other axis, if it is longer.
const SHORT: usize = 16;

/// Copies items of `itemsize` bytes where a mask is not 0.
///
/// `p` and `s` are those of the source, the mask's bytes and the target. Any byte but
/// 0 is true; where it is 0 the target keeps its element. A source of stride 0 fills.
///
/// ```
/// let (source, mask, mut target) = ([1i32, 2, 3, 4], [1u8, 0, 0, 255], [-1i32; 4]);
/// // SAFETY: four elements each, which do not overlap.
/// unsafe {
///     let p = [source.as_ptr().cast_mut().cast(), mask.as_ptr().cast_mut(), target.as_mut_ptr().cast()];
///     npcore_kernel::copy_where(4, [4, 1], p, [[4, 0], [1, 0], [4, 0]]);
/// }
/// assert_eq!(target, [1, -1, -1, 4]);
/// ```
///
/// # Safety
/// As [`Loop3`](crate::Loop3), for a source and target of items of `itemsize` bytes and
/// a mask of bytes. Where the mask is 0, too, the target must be initialised, and nobody
/// else may access it meanwhile: such elements are written with what they have.
pub unsafe fn copy_where(itemsize: usize, mut n: [usize; 2], p: [*mut u8; 3], mut s: [[isize; 2]; 3]) {
    if n[0] == 0 || n[1] == 0 || itemsize == 0 || p[0] == p[2] && s[0] == s[2] {
        return;
    }
    let size = itemsize as isize;
    if n[1] != 1 {
        let follows =
            |outer: usize, inner: usize| s.iter().all(|s| s[outer] == s[inner].wrapping_mul(n[inner] as isize));
        let exchange = n[0] == 1
            || !follows(1, 0) && follows(0, 1)
            || s[2][0] != size && s[2][1] == size
            || n[0] < SHORT && n[0] < n[1] && !follows(1, 0);
        if exchange {
            n.swap(0, 1);
            for s in &mut s {
                s.swap(0, 1);
            }
        }
    }
    if n[1] != 1 && s.iter().all(|s| s[1] == s[0].wrapping_mul(n[0] as isize)) {
        n = [n[0] * n[1], 1];
    }
    let scalar = s[0][0] == 0;
    let blends = matches!(itemsize, 1 | 2 | 4 | 8 | 16)
        && s[2][0] == size
        && s[1][0] == 1
        && (scalar || s[0][0] == size)
        // Where they are the same bytes there cannot be references to both.
        && p[1] != p[2]
        && p[0] != p[2];
    // SAFETY: the axes were only joined or exchanged; the row loops get rows of what
    // the caller promised.
    unsafe {
        for i in 0..n[1] as isize {
            let at = [0, 1, 2].map(|op| p[op].wrapping_offset(i.wrapping_mul(s[op][1])));
            if blends {
                blend(itemsize, n[0], at, scalar);
            } else if s[1][0] == 0 && p[0] != p[2] {
                if *at[1] != 0 {
                    copy_items(itemsize, [n[0], 1], [at[0], at[2]], [[s[0][0], 0], [s[2][0], 0]]);
                }
            } else {
                pick(itemsize, n[0], at, s.map(|s| s[0]));
            }
        }
    }
}

/// One element at a time.
///
/// # Safety
/// As [`copy_where`], along one axis.
unsafe fn pick(itemsize: usize, n: usize, p: [*mut u8; 3], s: [isize; 3]) {
    /// With a size that the compiler knows.
    #[inline(always)]
    unsafe fn sized(itemsize: usize, n: usize, p: [*mut u8; 3], s: [isize; 3]) {
        for i in 0..n as isize {
            let at = |op: usize| p[op].wrapping_offset(i.wrapping_mul(s[op]));
            // SAFETY: element `i` of each operand.
            unsafe {
                if *at(1) != 0 {
                    at(0).copy_to(at(2), itemsize);
                }
            }
        }
    }
    // SAFETY: the same contract.
    unsafe {
        match itemsize {
            1 => sized(1, n, p, s),
            2 => sized(2, n, p, s),
            4 => sized(4, n, p, s),
            8 => sized(8, n, p, s),
            16 => sized(16, n, p, s),
            _ => sized(itemsize, n, p, s),
        }
    }
}

tiered! {
    /// A row of contiguous elements of 1, 2, 4, 8 or 16 bytes; the source may be one
    /// element for all.
    ///
    /// # Safety
    /// As [`copy_where`]; the mask is not the target.
    blend = blend_body(itemsize: usize, n: usize, p: [*mut u8; 3], scalar: bool)
}

#[inline(always)]
unsafe fn blend_body(itemsize: usize, n: usize, p: [*mut u8; 3], scalar: bool) {
    // SAFETY: the caller's promise; all types have an alignment of 1.
    unsafe {
        match itemsize {
            1 => blend_row::<u8, 1>(n, p, scalar),
            2 => blend_row::<u16, 1>(n, p, scalar),
            4 => blend_row::<u32, 1>(n, p, scalar),
            8 => blend_row::<u64, 1>(n, p, scalar),
            _ => blend_row::<u64, 2>(n, p, scalar),
        }
    }
}

/// An integer of which the bits are chosen.
trait Bits: Plain {
    /// `new` where `mask` is not 0, else `old`.
    fn choose(mask: u8, new: Self, old: Self) -> Self;
}

macro_rules! bits {
    ($($t:ident)*) => { $(
        impl Bits for $t {
            // By bits: of a plain `if` the compiler makes a store that happens or not, and
            // a branch.
            #[inline(always)]
            fn choose(mask: u8, new: $t, old: $t) -> $t {
                let mask = ((mask != 0) as $t).wrapping_neg();
                (new & mask) | (old & !mask)
            }
        }
    )* };
}
bits!(u8 u16 u32 u64);

/// # Safety
/// As `blend`, for elements of `WORDS` integers of type `T`.
#[inline(always)]
unsafe fn blend_row<T: Bits, const WORDS: usize>(n: usize, p: [*mut u8; 3], scalar: bool) {
    // SAFETY: `n` elements at each pointer (one at a scalar source), any byte pattern
    // of which is valid; the target overlaps neither.
    let (source, mask, target) = unsafe {
        (
            std::slice::from_raw_parts(p[0].cast::<[Un<T>; WORDS]>(), if scalar { 1 } else { n }),
            std::slice::from_raw_parts(p[1], n),
            std::slice::from_raw_parts_mut(p[2].cast::<[Un<T>; WORDS]>(), n),
        )
    };
    if scalar {
        let new = source[0];
        for i in 0..n {
            for word in 0..WORDS {
                target[i][word].0 = T::choose(mask[i], new[word].0, target[i][word].0);
            }
        }
    } else {
        let source = &source[..n];
        for i in 0..n {
            for word in 0..WORDS {
                target[i][word].0 = T::choose(mask[i], source[i][word].0, target[i][word].0);
            }
        }
    }
}
