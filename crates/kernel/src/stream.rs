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
    // SAFETY: the caller's promise, for one row.
    unsafe { stream_rows([bytes, 1], [src, dst.cast_const()], [0, 0]) };
    stream_fence();
}

/// [`stream_copy`] of `n[1]` rows of `n[0]` bytes, `s` apart in source and destination, without the fence:
/// [`stream_fence`] must follow before anyone else reads.
///
/// A fence waits until the memory has taken the stores. After every row it costs five times the copy.
///
/// # Safety
/// As [`stream_copy`], for each row from `p[0]` to `p[1]`, which may be written.
pub unsafe fn stream_rows(n: [usize; 2], p: [*const u8; 2], s: [isize; 2]) {
    for row in 0..n[1] as isize {
        let at = |k: usize| p[k].wrapping_offset(row.wrapping_mul(s[k]));
        // SAFETY: the caller's promise.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            x86::stream_lines(at(1).cast_mut(), at(0), n[0]);
            #[cfg(not(target_arch = "x86_64"))]
            at(0).copy_to_nonoverlapping(at(1).cast_mut(), n[0]);
        }
    }
}

/// Orders the stores of [`stream_rows`] before all that follow.
#[inline]
pub fn stream_fence() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE is part of x86-64.
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) mod x86 {
    use std::arch::x86_64::*;

    /// One row, without the fence. Whole lines are streamed, what is before and after them is
    /// copied. Wider registers than SSE's make no difference: the stores wait for the
    /// memory.
    ///
    /// # Safety
    /// As [`stream_rows`](super::stream_rows).
    #[inline]
    pub(crate) unsafe fn stream_lines(dst: *mut u8, src: *const u8, bytes: usize) {
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
            src.add(tail).copy_to_nonoverlapping(dst.add(tail), bytes - tail);
        }
    }
}
