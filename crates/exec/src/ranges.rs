//! Work over a range of positions, split among threads: for loops that need no plan.

use std::ops::Range;

use crate::threads;

/// Calls `f` with parts of `0..len` that cover it, on several threads where `bytes` (all that is moved) are
/// worth it. Parts start at multiples of `unit`.
///
/// What `f` does must not depend on where the parts are split.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// let seen = AtomicUsize::new(0);
/// npcore_exec::for_each_range(1000, 8, 64 << 20, &|part| {
///     assert_eq!(part.start % 8, 0);
///     seen.fetch_add(part.len(), Ordering::Relaxed);
/// });
/// assert_eq!(seen.into_inner(), 1000);
/// ```
pub fn for_each_range(len: usize, unit: usize, bytes: usize, f: &(impl Fn(Range<usize>) + Sync)) {
    let units = len.div_ceil(unit.max(1));
    let pieces = threads::pieces(bytes).min(units);
    if pieces <= 1 {
        if len > 0 {
            f(0..len);
        }
        return;
    }
    // A range of bytes times the number of pieces may not fit a word.
    let bound = |i: usize| ((units as u128 * i as u128 / pieces as u128) as usize * unit).min(len);
    threads::for_each_piece(pieces, &|i| f(bound(i)..bound(i + 1)));
}
