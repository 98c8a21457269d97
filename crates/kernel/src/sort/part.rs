//! Quicksort in pieces that their owner may hand to several threads.

#[cfg(target_arch = "x86_64")]
use super::avx512;
use super::ordered::Ordered;
use crate::tier::{Tier, tier};

/// What is sorted: integers, which elements of all types become, and floats. A list may have NaNs, which come last.
pub trait SortKey: Copy + Ord + Send + sealed::Steps {}
impl SortKey for i32 {}
impl SortKey for i64 {}
impl SortKey for Ordered<f32> {}
impl SortKey for Ordered<f64> {}

mod sealed {
    use super::*;

    /// The order of keys.
    pub trait Key: Copy + Ord {
        const LEAST: Self;
        /// Whether some are NaN: the greatest ones, which vectors do not order.
        const HAS_NAN: bool;

        /// The next greater one, if that is not NaN.
        fn next(self) -> Option<Self>;
        fn is_nan(self) -> bool;
    }

    /// The steps of quicksort.
    pub trait Steps: Key {
        /// As many elements as one network sorts.
        const SMALL: usize;

        /// Splits a list by a pivot, which is not NaN, the lesser elements first: gives how many those are.
        ///
        /// # Safety
        /// The processor has the tier.
        unsafe fn split(tier: Tier, list: &mut [Self], pivot: Self) -> usize;

        /// Whether all elements of a list are equal to one that is not NaN.
        ///
        /// # Safety
        /// The processor has the tier.
        unsafe fn all_equal(tier: Tier, list: &[Self], key: Self) -> bool;

        /// Sorts at most [`SMALL`](Steps::SMALL) elements, of which none is NaN, where the tier has vectors for that: gives
        /// whether it has.
        ///
        /// # Safety
        /// The processor has the tier.
        unsafe fn sort_small(tier: Tier, list: &mut [Self]) -> bool;
    }
}
use sealed::{Key, Steps};

macro_rules! integers {
    ($($t:ident)*) => { $(
        impl Key for $t {
            const LEAST: $t = $t::MIN;
            const HAS_NAN: bool = false;

            fn next(self) -> Option<$t> {
                self.checked_add(1)
            }

            fn is_nan(self) -> bool {
                false
            }
        }
    )* };
}
integers!(i32 i64);

macro_rules! floats {
    ($($t:ident)*) => { $(
        impl Key for Ordered<$t> {
            const LEAST: Self = Ordered($t::NEG_INFINITY);
            const HAS_NAN: bool = true;

            fn next(self) -> Option<Self> {
                (self.0 < $t::INFINITY).then(|| Ordered(self.0.next_up()))
            }

            fn is_nan(self) -> bool {
                self.0.is_nan()
            }
        }
    )* };
}
floats!(f32 f64);

macro_rules! steps {
    ($($t:ty: $small:literal $split:ident $equal:ident $sort:ident;)*) => { $(
        impl Steps for $t {
            const SMALL: usize = $small;

            unsafe fn split(tier: Tier, list: &mut [$t], pivot: $t) -> usize {
                #[cfg(target_arch = "x86_64")]
                if tier == Tier::V4 && size_of_val(list) >= 64 * avx512::SPLIT_FROM {
                    // SAFETY: the caller's word; as many vectors as it needs.
                    return unsafe { avx512::$split(list.as_mut_ptr(), list.len(), pivot) };
                }
                let _ = tier;
                split_scalar(list, pivot)
            }

            unsafe fn all_equal(tier: Tier, list: &[$t], key: $t) -> bool {
                #[cfg(target_arch = "x86_64")]
                if tier == Tier::V4 {
                    // SAFETY: the caller's word; a list.
                    return unsafe { avx512::$equal(list.as_ptr(), list.len(), key) };
                }
                let _ = tier;
                list.iter().all(|&x| x == key)
            }

            unsafe fn sort_small(tier: Tier, list: &mut [$t]) -> bool {
                #[cfg(target_arch = "x86_64")]
                if tier == Tier::V4 {
                    // SAFETY: the caller's word; a list.
                    unsafe { avx512::$sort(list.as_mut_ptr(), list.len()) };
                    return true;
                }
                let _ = (tier, list);
                false
            }
        }
    )* };
}
// As many rows as take the least time: those of 64-bit integers need masks besides, and do not fit into registers.
steps! {
    i32: 512 split32 equal32 small32;
    i64: 192 split64 equal64 small64;
    Ordered<f32>: 512 split_f32 equal_f32 small_f32;
    Ordered<f64>: 256 split_f64 equal_f64 small_f64;
}

/// Splits a list by a pivot, the lesser elements first: gives how many those are.
fn split_scalar<K: Ord + Copy>(list: &mut [K], pivot: K) -> usize {
    let mut less = 0;
    // An element changes places with the first of those that are not less, whichever it is: no branch.
    for i in 0..list.len() {
        let x = list[i];
        list.swap(i, less);
        less += usize::from(x < pivot);
    }
    less
}

/// Samples that a pivot is the median of, at most.
const SAMPLES: usize = 64;

/// Where a list is split.
enum Pivot<K> {
    /// Between the elements that are less than this, and the others.
    Before(K),
    /// Between the elements that are no greater than this, and the others.
    Behind(K),
}

/// A piece of a list that is being sorted.
///
/// ```
/// use npcore_kernel::SortPart;
/// let mut list: Vec<i64> = (0..1000).map(|i| i * 7919 % 1000).collect();
/// // Two pieces, which could be sorted at the same time.
/// let (less, _, greater) = SortPart::new(&mut list).split();
/// greater.sort();
/// less.sort();
/// assert!(list.into_iter().eq(0..1000));
/// ```
pub struct SortPart<'a, K> {
    list: &'a mut [K],
    /// No element is less.
    least: K,
    /// Whether there may be NaNs. They are in the piece of the greatest elements, since no pivot is one.
    nan: bool,
    /// How many partitions deep before the standard library takes over.
    depth: u32,
    tier: Tier,
}

impl<'a, K: SortKey> SortPart<'a, K> {
    /// A whole list.
    pub fn new(list: &'a mut [K]) -> SortPart<'a, K> {
        // SAFETY: the processor has its own tier.
        unsafe { SortPart::new_at(tier(), list) }
    }

    /// [`new`](SortPart::new) in a given tier.
    ///
    /// # Safety
    /// The processor has the tier.
    pub unsafe fn new_at(tier: Tier, list: &'a mut [K]) -> SortPart<'a, K> {
        let depth = 2 * (list.len() + 1).ilog2() + 4;
        SortPart { list, least: K::LEAST, nan: K::HAS_NAN, depth, tier }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Sorts so few elements of the list that a network does it.
    fn sort_small(&self, list: &mut [K]) {
        let has_nan = self.nan && list.iter().any(|x| x.is_nan());
        // SAFETY: the tier is the processor's.
        if has_nan || !unsafe { K::sort_small(self.tier, list) } {
            list.sort_unstable();
        }
    }

    /// Moves NaNs behind all other elements, and leaves them there.
    fn drop_nan(&mut self) {
        let list = std::mem::take(&mut self.list);
        let mut kept = 0;
        for i in 0..list.len() {
            if !list[i].is_nan() {
                list.swap(i, kept);
                kept += 1;
            }
        }
        (self.list, self.nan) = (&mut list[..kept], false);
    }

    /// Where to split the elements: beside the median of some of them, on the side that makes the pieces more alike. None if
    /// all elements are equal. NaNs are dropped if they are many, or hide that.
    fn pivot(&mut self) -> Option<Pivot<K>> {
        let n = self.len();
        if n == 0 {
            return None;
        }
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
            let jitter = (i.wrapping_mul(0x9e37_79b9) >> 7 & 0xffff).wrapping_mul(step) >> 16;
            *sample = self.list[i * step + jitter];
        }
        self.sort_small(samples);
        let median = samples[count / 2];
        if self.nan && (samples[count - 1].is_nan() || median.next().is_none()) {
            self.drop_nan();
            return self.pivot();
        }
        if median != self.least && samples[count / 2 - 1] != median && samples[count / 2 + 1] != median {
            return Some(Pivot::Before(median));
        }
        // Equal elements are many.
        let less = samples.partition_point(|&x| x < median);
        let greater = samples.partition_point(|&x| x <= median);
        // SAFETY: the tier is the processor's.
        if greater - less == count && unsafe { K::all_equal(self.tier, self.list, median) } {
            return None;
        }
        // Where all are the same, those that are less than others come off first, and then these.
        let behind = median == self.least || greater < count && count - less > greater;
        Some(if behind { Pivot::Behind(median) } else { Pivot::Before(median) })
    }

    /// Two pieces, of which all elements of the first are less than those of the second. So many elements between them
    /// have their places already, and so have those behind the second; either piece may be empty.
    pub fn split(mut self) -> (SortPart<'a, K>, usize, SortPart<'a, K>) {
        let pivot = self.pivot();
        let n = self.len();
        let depth = self.depth.saturating_sub(1);
        // The least element of the second piece, and whether those before are all equal.
        let (bound, equal) = match pivot {
            Some(Pivot::Before(pivot)) => (Some(pivot), false),
            Some(Pivot::Behind(pivot)) => (pivot.next(), pivot == self.least),
            None => (None, true),
        };
        let less = match bound {
            // SAFETY: the tier is the processor's.
            Some(bound) => unsafe { K::split(self.tier, self.list, bound) },
            None => n,
        };
        let (list, greater) = self.list.split_at_mut(less);
        let greater = SortPart { list: greater, least: bound.unwrap_or(self.least), depth, ..self };
        let (list, done) = if equal { (&mut [][..], less) } else { (list, 0) };
        (SortPart { list, depth, nan: false, ..self }, done, greater)
    }

    /// Sorts a piece that needs no partition: whether it was one.
    fn sort_leaf(&mut self) -> bool {
        let n = self.len();
        if n <= K::SMALL && self.tier == Tier::V4 {
            let list = std::mem::take(&mut self.list);
            self.sort_small(list);
            return true;
        }
        if self.tier < Tier::V4 || self.depth == 0 {
            // The standard library's own quicksort is as fast as one with scalar steps.
            self.list.sort_unstable();
            return true;
        }
        false
    }

    /// Sorts the elements.
    pub fn sort(self) {
        let mut part = self;
        // The shorter part by a call, so that calls are at most as deep as the length's logarithm.
        while !part.sort_leaf() {
            let (less, _, greater) = part.split();
            let (short, long) = if less.len() < greater.len() { (less, greater) } else { (greater, less) };
            short.sort();
            part = long;
        }
    }

    /// Moves the elements of some ranks, counted from `first` and ascending, to where sorting would put them: lesser ones
    /// (or equal ones) before, greater ones (or equal ones) behind.
    pub fn select(self, ranks: &[usize], first: usize) {
        let (mut part, mut ranks, mut first) = (self, ranks, first);
        while !ranks.is_empty() {
            let n = part.len();
            // NaNs that were dropped are equal.
            ranks = &ranks[..ranks.partition_point(|&rank| rank < first + n)];
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
