//! Keys sorted on several threads.

use std::mem::MaybeUninit;

use npcore_kernel::{SortKey, SortPart};

use crate::Buffer;
use crate::error::ExecError;
use crate::threads;

/// Below this many elements a piece is sorted by the thread that has it.
const FORK_FROM: usize = 1 << 15;

/// Memory for `n` keys.
pub(super) struct Scratch(Buffer);

impl Scratch {
    pub fn new<K>(n: usize) -> Result<Scratch, ExecError> {
        Ok(Scratch(Buffer::uninit(n.saturating_mul(size_of::<K>()))?))
    }

    /// As a list of `n` elements of type `K`, which is an integer.
    pub fn list<K: Copy>(&mut self, n: usize) -> &mut [MaybeUninit<K>] {
        let at = self.0.as_ptr().as_ptr();
        assert!(self.0.len() >= n * size_of::<K>() && at.addr().is_multiple_of(align_of::<K>()));
        // SAFETY: just checked; any bytes will do for what may be uninitialised, and the buffer is borrowed.
        unsafe { std::slice::from_raw_parts_mut(at.cast(), n) }
    }
}

/// A list that is in order, or in reverse order, which is then turned round.
fn in_order<K: Ord>(list: &mut [K]) -> bool {
    // Two comparisons find that most lists are neither.
    if list.is_sorted() {
        return true;
    }
    let reversed = list.windows(2).all(|pair| pair[0] > pair[1]);
    if reversed {
        list.reverse();
    }
    reversed
}

fn sort_part<K: SortKey>(part: SortPart<'_, K>, forks: usize) {
    if forks == 0 || part.len() < FORK_FROM {
        return part.sort();
    }
    let (less, _, greater) = part.split();
    // Pieces of one length each are several to a thread; one that is much shorter than the other is no reason to stop.
    rayon::join(|| sort_part(less, forks - 1), || sort_part(greater, forks - 1));
}

/// Calls `f` with parts of a list, on several threads where it is long.
pub(super) fn in_parts<K: Send>(list: &mut [K], f: &(impl Fn(&mut [K]) + Sync)) {
    fn halves<K: Send>(list: &mut [K], pieces: usize, f: &(impl Fn(&mut [K]) + Sync)) {
        if pieces <= 1 {
            return f(list);
        }
        let (first, second) = list.split_at_mut(list.len() / 2);
        rayon::join(|| halves(first, pieces / 2, f), || halves(second, pieces / 2, f));
    }
    halves(list, threads::pieces(2 * size_of_val(list)), f);
}

/// Sorts keys, on several threads where they are many.
///
/// ```
/// let mut keys: Vec<i64> = (0..100_000).map(|i| i * 7919 % 100_000).collect();
/// npcore_exec::sort_keys(&mut keys);
/// assert!(keys.into_iter().eq(0..100_000));
/// ```
pub fn sort_keys<K: SortKey>(list: &mut [K]) {
    if in_order(list) {
        return;
    }
    let pieces = threads::pieces(size_of_val(list).saturating_mul(8));
    let forks = if pieces > 1 { pieces.ilog2() as usize + 2 } else { 0 };
    sort_part(SortPart::new(list), forks);
}

/// Moves the keys of some ranks, in ascending order, to where sorting would put them, lesser ones before and greater ones
/// behind.
///
/// # Panics
/// A rank that the list does not have.
pub fn select_keys<K: SortKey>(list: &mut [K], ranks: &[usize]) {
    let n = list.len();
    assert!(ranks.is_sorted() && ranks.last().is_none_or(|&last| last < n));
    SortPart::new(list).select(ranks, 0);
}
