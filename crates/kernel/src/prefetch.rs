//! Asking for memory before it is needed.

/// Bytes of a line of the caches.
const LINE: usize = 64;

/// Asks for `bytes` bytes from `p` on, which need not be memory at all.
///
/// Processors ask ahead by themselves, but only as far as a page goes: a loop that does little with what it reads waits at
/// the start of each.
#[inline(always)]
pub fn prefetch(p: *const u8, bytes: usize) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..bytes).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing and accepts any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(p.wrapping_add(line).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (p, bytes, LINE);
}
