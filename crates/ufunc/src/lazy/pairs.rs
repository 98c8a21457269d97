//! Results that threads leave side by side, joined pairwise.

use super::reduce::Folder;

/// An address that threads write disjoint elements from.
#[derive(Clone, Copy)]
pub(super) struct Shared(pub(super) *mut u8);
// SAFETY: see the type's text.
unsafe impl Sync for Shared {}

impl Shared {
    pub(super) fn at(&self, offset: usize) -> *mut u8 {
        self.0.wrapping_add(offset)
    }
}

/// Combines `n` elements pairwise into the last one.
///
/// # Safety
/// They are elements of the folder's.
pub(super) unsafe fn pairwise(at: *mut u8, n: usize, size: usize, folder: &dyn Folder) {
    if n < 2 {
        return;
    }
    let half = n.div_ceil(2);
    // SAFETY: the caller's word, for both halves, whose last elements are their results.
    unsafe {
        pairwise(at, half, size, folder);
        pairwise(at.add(half * size), n - half, size, folder);
        folder.pair(at.add((half - 1) * size), at.add((n - 1) * size));
    }
}
