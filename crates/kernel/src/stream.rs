//! Stores that bypass the caches.

/// Copies `bytes` bytes with non-temporal stores where the processor has them:
/// faster where the destination is warm (its pages are mapped) and larger than the
/// cache, slower where it would fit.
///
/// The stores are ordered before all that follow (`sfence`), as other stores are.
///
/// # Safety
/// `bytes` bytes are readable at `src` and writable at `dst`, and the two do not
/// overlap.
pub unsafe fn stream_copy(dst: *mut u8, src: *const u8, bytes: usize) {
    // SAFETY: the caller's promise.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        x86::stream_copy(dst, src, bytes);
    }
    // SAFETY: the caller's promise.
    #[cfg(not(target_arch = "x86_64"))]
    unsafe {
        src.copy_to_nonoverlapping(dst, bytes);
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    /// Whole lines are streamed, what is before and after them is copied. Wider
    /// registers than SSE's make no difference: the stores wait for the memory.
    pub(super) unsafe fn stream_copy(dst: *mut u8, src: *const u8, bytes: usize) {
        let head = dst.align_offset(64).min(bytes);
        let lines = (bytes - head) / 64;
        let tail = head + 64 * lines;
        // SAFETY: head, lines and tail are the caller's bytes; the lines are aligned.
        unsafe {
            src.copy_to_nonoverlapping(dst, head);
            let from = src.add(head).cast::<__m128i>();
            let to = dst.add(head).cast::<__m128i>();
            for i in (0..4 * lines).step_by(4) {
                let [a, b, c, d] = [0, 1, 2, 3].map(|k| _mm_loadu_si128(from.add(i + k)));
                _mm_stream_si128(to.add(i), a);
                _mm_stream_si128(to.add(i + 1), b);
                _mm_stream_si128(to.add(i + 2), c);
                _mm_stream_si128(to.add(i + 3), d);
            }
            _mm_sfence();
            src.add(tail).copy_to_nonoverlapping(dst.add(tail), bytes - tail);
        }
    }
}
