//! Asking for memory before it is needed.

/// Bytes of a line of the caches.
const LINE: usize = 64;
/// How far ahead of what is read the bytes are that are asked for.
const AHEAD: usize = 2048;

/// Asks for the `bytes` bytes that lie a little further on than those at `p`, which are read now. They need not be memory at
/// all.
///
/// Processors ask ahead by themselves, but only as far as a page goes: a loop that does little with what it reads waits at
/// the start of each.
#[inline(always)]
pub fn ask_ahead(p: *const u8, bytes: usize) {
    for line in (0..bytes).step_by(LINE) {
        prefetch(p.wrapping_add(AHEAD + line));
    }
}

/// Asks for a line, which need not be memory.
#[inline(always)]
pub(crate) fn prefetch(line: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing and accepts any address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = line;
}
