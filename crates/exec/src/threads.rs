//! How many threads a call may use, and the one way work is split among them.
//!
//! Work runs on rayon's current pool: the global one, or the pool that the caller is in, so
//! a call from inside a rayon task takes no threads beyond that pool's.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Below this many bytes, which one core's L2 holds, a second thread brings little and costs much where the machine is
/// busy. A sum of 1e5 f64 (2.4 MB) took 30 µs on two idle cores and 70 on one; at 1.6 MB both took the same.
const THREADS_FROM: usize = 2 << 20;
/// A piece for one thread has at least this many bytes.
const PIECE_BYTES: usize = 256 << 10;

/// 0 stands for "not read from the environment yet".
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// How many threads a call may use at most.
///
/// At first the environment's `NPCORE_NUM_THREADS`, or else the number of cores.
#[inline]
pub fn num_threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => first_reading(),
        n => n,
    }
}

#[cold]
fn first_reading() -> usize {
    let wanted = std::env::var("NPCORE_NUM_THREADS").ok().and_then(|s| s.trim().parse().ok());
    let n = match wanted {
        Some(n) if n > 0 => n,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    };
    // A call of `set_num_threads` in between wins.
    match THREADS.compare_exchange(0, n, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => n,
        Err(set) => set,
    }
}

/// Sets how many threads a call may use at most (0: the number of cores), and returns the
/// former number. One never leaves the calling thread.
///
/// ```
/// let before = npcore_exec::set_num_threads(1);
/// assert_eq!(npcore_exec::num_threads(), 1);
/// npcore_exec::set_num_threads(before);
/// ```
pub fn set_num_threads(n: usize) -> usize {
    let before = num_threads();
    let n = if n == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { n };
    THREADS.store(n, Ordering::Relaxed);
    before
}

/// Into how many pieces work that moves `bytes` is best split; 1 and less are none.
pub(crate) fn pieces(bytes: usize) -> usize {
    let threads = if bytes < THREADS_FROM { 1 } else { num_threads() };
    if threads == 1 { 1 } else { (threads * 4).min(bytes / PIECE_BYTES) }
}

/// Runs `f(0)`, ..., `f(pieces - 1)`, on several threads where `pieces` is more than one.
pub(crate) fn for_each_piece(pieces: usize, f: &(impl Fn(usize) + Sync)) {
    fn halves(from: usize, to: usize, f: &(impl Fn(usize) + Sync)) {
        match to - from {
            0 => {}
            1 => f(from),
            n => {
                let middle = from + n / 2;
                rayon::join(|| halves(from, middle, f), || halves(middle, to, f));
            }
        }
    }
    halves(0, pieces, f);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn every_piece_runs_once() {
        for pieces in [0, 1, 2, 7, 32] {
            let seen = AtomicU64::new(0);
            for_each_piece(pieces, &|i| {
                assert_eq!(seen.fetch_or(1 << i, Ordering::Relaxed) >> i & 1, 0);
            });
            assert_eq!(seen.into_inner(), (1u64 << pieces) - 1);
        }
    }
}
