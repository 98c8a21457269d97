//! Quicksort in pieces that their owner may hand to several threads.

use std::mem::MaybeUninit;

#[cfg(target_arch = "x86_64")]
use super::avx512;
use crate::tier::{Tier, tier};

/// Integers that are sorted: what elements of all types become.
pub trait SortKey: Copy + Ord + Send + sealed::Steps {}
impl SortKey for i32 {}
impl SortKey for i64 {}

mod sealed {
    use super::*;

    /// The steps of quicksort.
    pub trait Steps: Copy + Ord {
        const LEAST: Self;
        /// As many elements as one network sorts.
        const SMALL: usize;

        /// The next greater one.
        fn next(self) -> Option<Self>;

        /// See [`split_scalar`].
        ///
        /// # Safety
        /// As there; the processor has the tier.
        unsafe fn split(tier: Tier, from: *const Self, n: usize, lo: *mut Self, hi: *mut Self, pivot: Self) -> usize;

        /// Sorts at most [`SMALL`](Steps::SMALL) elements from one place to another or in place, where the tier has
        /// vectors for that: gives whether it has.
        ///
        /// # Safety
        /// The elements may be read and written; the processor has the tier.
        unsafe fn sort_small(tier: Tier, from: *const Self, to: *mut Self, n: usize) -> bool;
    }
}
use sealed::Steps;

macro_rules! keys {
    ($($t:ident $small:literal $split:ident $sort:ident;)*) => { $(
        impl Steps for $t {
            const LEAST: $t = $t::MIN;
            const SMALL: usize = $small;

            fn next(self) -> Option<$t> {
                self.checked_add(1)
            }

            unsafe fn split(tier: Tier, from: *const $t, n: usize, lo: *mut $t, hi: *mut $t, pivot: $t) -> usize {
                // SAFETY: the caller's word.
                unsafe {
                    #[cfg(target_arch = "x86_64")]
                    if tier == Tier::V4 {
                        return avx512::$split(from, n, lo, hi, pivot);
                    }
                    let _ = tier;
                    split_scalar(from, n, lo, hi, pivot)
                }
            }

            unsafe fn sort_small(tier: Tier, from: *const $t, to: *mut $t, n: usize) -> bool {
                #[cfg(target_arch = "x86_64")]
                if tier == Tier::V4 {
                    // SAFETY: the caller's word.
                    unsafe { avx512::$sort(from, to, n) };
                    return true;
                }
                let _ = (tier, from, to, n);
                false
            }
        }
    )* };
}
keys! {
    i32 256 split32 small32;
    i64 128 split64 small64;
}

/// Splits `n` elements by a pivot: the lesser ones go to `lo`, the others to `hi`. Gives the number of the lesser ones.
///
/// # Safety
/// `n` elements at `from` may be read, at `lo` and `hi` written. Either may be the source itself; they do not overlap.
unsafe fn split_scalar<K: Ord + Copy>(from: *const K, n: usize, lo: *mut K, hi: *mut K, pivot: K) -> usize {
    let mut less = 0;
    // Both places are written, and one of them moves on: no branch. Neither gets ahead of the source.
    for i in 0..n {
        // SAFETY: the caller's word.
        unsafe {
            let x = *from.add(i);
            lo.add(less).write(x);
            hi.add(i - less).write(x);
            less += usize::from(x < pivot);
        }
    }
    less
}

/// Samples that a pivot is the median of, at most.
const SAMPLES: usize = 64;

/// A piece of a list that is being sorted, and scratch memory of its length.
///
/// A partition leaves the lesser elements in the list and the others in the scratch memory, gapless, and no element is
/// moved back: the next partition of those reads them there, and what is sorted at last is stored into the list.
///
/// ```
/// use npcore_kernel::SortPart;
/// use std::mem::MaybeUninit;
/// let mut list: Vec<i64> = (0..1000).map(|i| i * 7919 % 1000).collect();
/// let mut scratch = [MaybeUninit::uninit(); 1000];
/// // Two pieces, which could be sorted at the same time.
/// let (less, _, greater) = SortPart::new(&mut list, &mut scratch).split();
/// greater.sort();
/// less.sort();
/// assert!(list.into_iter().eq(0..1000));
/// ```
pub struct SortPart<'a, K> {
    list: &'a mut [K],
    other: &'a mut [MaybeUninit<K>],
    /// The elements are in `other`; else in `list`.
    in_other: bool,
    /// No element is less.
    least: K,
    /// How many partitions deep before heapsort takes over.
    depth: u32,
    tier: Tier,
}

impl<'a, K: SortKey> SortPart<'a, K> {
    /// A whole list.
    ///
    /// # Panics
    /// Scratch memory shorter than the list.
    pub fn new(list: &'a mut [K], scratch: &'a mut [MaybeUninit<K>]) -> SortPart<'a, K> {
        // SAFETY: the processor has its own tier.
        unsafe { SortPart::new_at(tier(), list, scratch) }
    }

    /// [`new`](SortPart::new) in a given tier.
    ///
    /// # Panics
    /// As there.
    ///
    /// # Safety
    /// The processor has the tier.
    pub unsafe fn new_at(tier: Tier, list: &'a mut [K], scratch: &'a mut [MaybeUninit<K>]) -> SortPart<'a, K> {
        let depth = 2 * (list.len() + 1).ilog2() + 4;
        let other = &mut scratch[..list.len()];
        SortPart { list, other, in_other: false, least: K::LEAST, depth, tier }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where the elements are, and the two lists, one of which that is.
    fn pointers(&mut self) -> (*const K, *mut K, *mut K) {
        let (list, other) = (self.list.as_mut_ptr(), self.other.as_mut_ptr().cast::<K>());
        (if self.in_other { other } else { list }, list, other)
    }

    /// Moves the elements into the list.
    fn settle(self) -> &'a mut [K] {
        if self.in_other {
            // SAFETY: two lists of one length; the elements are in the other, so it is initialised.
            unsafe { self.other.as_ptr().cast::<K>().copy_to_nonoverlapping(self.list.as_mut_ptr(), self.list.len()) };
        }
        self.list
    }

    /// The median of some of the elements, of which there is at least one.
    fn pivot(&mut self) -> K {
        let (n, (source, ..)) = (self.len(), self.pointers());
        let count = match n {
            0..2048 => 16,
            2048..32768 => 32,
            _ => SAMPLES,
        };
        let step = n / count;
        let mut samples = [self.least; SAMPLES];
        let samples = &mut samples[..count];
        for (i, sample) in samples.iter_mut().enumerate() {
            // Not at equal distances, which might be a period of the elements.
            let jitter = (i.wrapping_mul(0x9e37_79b9) >> 7) % step.max(1);
            // SAFETY: below `count * step`, which is at most `n`, or at the first element.
            *sample = unsafe { *source.add(i * step + jitter) };
        }
        let at = samples.as_mut_ptr();
        // SAFETY: so many samples; the tier is the processor's.
        if !unsafe { K::sort_small(self.tier, at, at, count) } {
            samples.sort_unstable();
        }
        samples[count / 2]
    }

    /// Two pieces, of which all elements of the first are less than those of the second. So many elements between them
    /// have their places in the list already; either piece may be empty.
    pub fn split(mut self) -> (SortPart<'a, K>, usize, SortPart<'a, K>) {
        let n = self.len();
        if n == 0 {
            let (list, other) = (self.list.split_at_mut(0), self.other.split_at_mut(0));
            let empty = |list, other| SortPart { list, other, ..self };
            return (empty(list.0, other.0), 0, empty(list.1, other.1));
        }
        let pivot = self.pivot();
        // Where the pivot is the least of all, those equal to it are in their places; so many equal elements take two
        // partitions.
        let equal = pivot == self.least;
        let (from, lo, hi) = self.pointers();
        let less = match if equal { pivot.next() } else { Some(pivot) } {
            // SAFETY: two lists of `n` elements, which are in one of them; the tier is the processor's.
            Some(pivot) => unsafe { K::split(self.tier, from, n, lo, hi, pivot) },
            None => {
                self.list.fill(pivot);
                n
            }
        };
        let (list, other) = (self.list.split_at_mut(less), self.other.split_at_mut(n - less));
        let (depth, tier) = (self.depth.saturating_sub(1), self.tier);
        let greater = SortPart { list: list.1, other: other.0, in_other: true, least: pivot, depth, tier };
        let (first, done) = if equal { (list.0.split_at_mut(0).0, less) } else { (list.0, 0) };
        let other = &mut other.1[..first.len()];
        (SortPart { list: first, other, in_other: false, least: self.least, depth, tier }, done, greater)
    }

    /// Sorts a piece that needs no partition: gives it back if it does.
    fn sort_leaf(mut self) -> Option<SortPart<'a, K>> {
        let (n, (source, to, _)) = (self.len(), self.pointers());
        // SAFETY: two lists of `n` elements, which are in one of them; the tier is the processor's.
        if n <= K::SMALL && unsafe { K::sort_small(self.tier, source, to, n) } {
            return None;
        }
        if self.tier < Tier::V4 || self.depth == 0 {
            // The standard library's own quicksort is as fast as one with scalar steps.
            self.settle().sort_unstable();
            return None;
        }
        Some(self)
    }

    /// Sorts the elements.
    pub fn sort(self) {
        let mut part = self;
        // The shorter part by a call, so that calls are at most as deep as the length's logarithm.
        while let Some(left) = part.sort_leaf() {
            let (less, _, greater) = left.split();
            let (short, long) = if less.len() < greater.len() { (less, greater) } else { (greater, less) };
            short.sort();
            part = long;
        }
    }

    /// Moves the elements of some ranks, counted from `first` and ascending, to where sorting would put them: lesser ones
    /// (or equal ones) before, greater ones (or equal ones) behind.
    pub fn select(self, ranks: &[usize], first: usize) {
        let (mut part, mut ranks, mut first) = (self, ranks, first);
        loop {
            if ranks.is_empty() {
                part.settle();
                return;
            }
            let n = part.len();
            if n <= K::SMALL || part.depth == 0 || ranks.len() > n / 8 {
                part.sort();
                return;
            }
            let (less, done, greater) = part.split();
            let (start, end) = (first + less.len(), first + less.len() + done);
            let (before, behind) =
                (ranks.partition_point(|&rank| rank < start), ranks.partition_point(|&rank| rank < end));
            if less.len() < greater.len() {
                less.select(&ranks[..before], first);
                (part, ranks, first) = (greater, &ranks[behind..], end);
            } else {
                greater.select(&ranks[behind..], end);
                (part, ranks) = (less, &ranks[..before]);
            }
        }
    }
}
