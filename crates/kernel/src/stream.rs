//! Stores that bypass the caches.

/// Copies `bytes` bytes with non-temporal stores where the processor has them.
///
/// # Safety
/// `bytes` bytes are readable at `src` and writable at `dst`, and the two do not
/// overlap.
pub unsafe fn stream_copy(dst: *mut u8, src: *const u8, bytes: usize) {
    // SAFETY: the caller's promise.
    unsafe { std::ptr::copy_nonoverlapping(src, dst, bytes) }
}
