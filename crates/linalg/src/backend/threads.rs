//! How many threads a product or a decomposition is worth.

/// Operations that are worth a thread of their own; see [`threads_for`].
const FLOPS_PER_THREAD: usize = 4 << 20;

/// Bytes of a matrix that are worth a thread of their own when it meets a vector.
const BYTES_PER_THREAD: usize = 1 << 20;

/// How many threads work of `flops` floating-point operations should take: one for every four million, at most
/// [`npcore_exec::num_threads`]. So the second comes with a product of two 160 x 160 matrices, which takes one core a
/// tenth of a millisecond.
///
/// Told to take two threads for 64 x 64, a product takes several times as long as on one thread in most libraries; where
/// the cores are busy with something else, two threads waited tens of milliseconds for each other at any size below 400 in
/// MKL, OpenBLAS and BLIS, and up to 1.7 times as long as one in pure Rust.
///
/// ```
/// use npcore_linalg::backend::threads_for;
/// assert_eq!(threads_for(2 * 64 * 64 * 64), 1);
/// ```
pub fn threads_for(flops: usize) -> usize {
    (flops / FLOPS_PER_THREAD).clamp(1, npcore_exec::num_threads())
}

/// How many threads a pass over a matrix of `bytes` bytes should take, such as its product with a vector, which is as fast as
/// memory gives it: one for every MiB, at most [`npcore_exec::num_threads`].
///
/// ```
/// use npcore_linalg::backend::threads_for_bytes;
/// assert_eq!(threads_for_bytes(8 * 300 * 300), 1);
/// ```
pub fn threads_for_bytes(bytes: usize) -> usize {
    (bytes / BYTES_PER_THREAD).clamp(1, npcore_exec::num_threads())
}
