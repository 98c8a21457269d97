//! npcore's settings, apart from the cases: threads, and what it says about itself.

/// Lets npcore use `threads` threads.
pub fn set_threads(threads: usize) {
    let _ = threads;
}

/// The SIMD level npcore runs at.
pub fn simd_level() -> String {
    "npcore not joined".to_string()
}
