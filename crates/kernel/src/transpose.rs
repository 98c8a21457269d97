//! Transposing copies: the source contiguous along one axis, the destination along
//! the other.

use crate::copy::copy_items;
use crate::tier::{Tier, tier};

/// Whether items of `size` bytes have a transposing loop.
pub(crate) fn has(size: usize) -> bool {
    matches!(size, 1 | 2 | 4 | 8 | 16)
}

/// Copies items with the axes of source and destination crossed: best where the
/// source is contiguous along one axis and the destination along the other, but
/// right for any strides.
///
/// `streaming` writes whole cache lines past the caches where it can: for a
/// destination that is warm (its pages are mapped) and larger than the cache.
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
        } else if p[0] != p[1] {
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

/// # Safety
/// As [`copy`]; the processor has the tier.
unsafe fn by_tier(_tier: Tier, size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2], _streaming: bool) {
    // SAFETY: as above.
    unsafe {
        match size {
            1 => tiles::<u8>(n, p, s),
            2 => tiles::<u16>(n, p, s),
            4 => tiles::<u32>(n, p, s),
            8 => tiles::<u64>(n, p, s),
            _ => tiles::<u128>(n, p, s),
        }
    }
}

/// Item by item in square tiles.
///
/// # Safety
/// As [`copy`], for items of type `T`.
unsafe fn tiles<T: Copy>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    const TILE: usize = 32;
    for i0 in (0..n[1]).step_by(TILE) {
        for j0 in (0..n[0]).step_by(TILE) {
            for i in i0..n[1].min(i0 + TILE) {
                for j in j0..n[0].min(j0 + TILE) {
                    let at = |k: usize| p[k].wrapping_offset(i as isize * s[k][1] + j as isize * s[k][0]).cast::<T>();
                    // SAFETY: the caller's axes.
                    unsafe { at(1).write_unaligned(at(0).read_unaligned()) };
                }
            }
        }
    }
}
