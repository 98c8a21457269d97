//! How many threads a product or a decomposition is worth.

/// Below this many floating-point operations a second thread costs more than it brings. Two threads, measured as
/// one thread's time over two threads' (pure Rust, and OpenBLAS and BLIS told to take two): see `threads_for`.
const FLOPS_PER_THREAD: usize = 4 << 20;

/// How many threads work of `flops` floating-point operations should take, at most [`npcore_exec::num_threads`]: one for
/// every four million, which is a product of two 160 x 160 matrices of numbers. Forced to two threads, products of 64 x 64
/// take several times as long as on one, in all libraries but MKL.
///
/// ```
/// use npcore_linalg::backend::threads_for;
/// assert_eq!(threads_for(2 * 64 * 64 * 64), 1);
/// ```
pub fn threads_for(flops: usize) -> usize {
    (flops / FLOPS_PER_THREAD).clamp(1, npcore_exec::num_threads())
}
