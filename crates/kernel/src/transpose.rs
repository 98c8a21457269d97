//! Transposing copies.

use crate::copy::copy_items;
use crate::tier::{Tier, tier};

/// Copies items with the axes of source and destination crossed: best where the
/// source is contiguous along one axis and the destination along the other.
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
    _tier: Tier,
    size: usize,
    n: [usize; 2],
    p: [*mut u8; 2],
    s: [[isize; 2]; 2],
    _streaming: bool,
) {
    // SAFETY: the caller's promise.
    unsafe { copy_items(size, n, p, s) }
}
