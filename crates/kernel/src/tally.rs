//! How often numbers occur, and in which of many equal bins values are.
//!
//! A count that is raised twice in a row waits for itself: the second load needs the first store. Neighbours therefore go to
//! tables of their own, which are added at the end.

use std::cmp::Ordering;

use npcore_dtype::ScalarType;

use crate::element::{Half, Plain, Un};
use crate::float16::{from_single, to_single};
use crate::tier::{Tier, per_tier, tier};

/// Tables that neighbours go to.
pub const TALLY_TABLES: usize = 4;

/// Adds to counts how often numbers occur: for each of them to the count in one of some tables, one behind the other, whose
/// sum is the count. There are [`TALLY_TABLES`] or, where neighbours are seldom equal, one.
///
/// ```
/// let mut counts = [0; 3];
/// npcore_kernel::tally(&[2, 0, 2, 2], &mut counts, 1);
/// assert_eq!(counts, [1, 0, 3]);
/// ```
///
/// # Panics
/// A number that has no count.
pub fn tally(numbers: &[i64], counts: &mut [i64], tables: usize) {
    if tables != TALLY_TABLES {
        return numbers.iter().for_each(|&i| counts[i as usize] += 1);
    }
    let (first, others) = counts.split_at_mut(counts.len() / TALLY_TABLES);
    let (second, others) = others.split_at_mut(first.len());
    let (third, fourth) = others.split_at_mut(first.len());
    let (groups, rest) = numbers.as_chunks::<TALLY_TABLES>();
    for &[a, b, c, d] in groups {
        first[a as usize] += 1;
        second[b as usize] += 1;
        third[c as usize] += 1;
        fourth[d as usize] += 1;
    }
    rest.iter().for_each(|&i| first[i as usize] += 1);
}

/// The bins, from 0 on, that values are in, when all are as wide: `n` gapless values at `values`, and their bins at `out`.
/// What lies outside of all bins, as NaN does, has their number.
///
/// `edges` leads to where each bin begins and the last one ends, `bins + 1` increasing numbers; `width` is what lies between
/// the first and the last one. A bin has its lower edge, and the last one its upper edge, too.
///
/// # Safety
/// - The values and edges, of the loop's type, may be read, and as many bins written as values, at any alignment; the output
///   overlaps neither. `bins` is at least 1.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type EqualBins = unsafe fn(n: usize, values: *const u8, edges: *const u8, bins: usize, width: f64, out: *mut i64);

/// What goes into bins. Every operation rounds to the type, or, with `DOUBLE`, quotients are of double precision.
trait Binned: Plain + PartialOrd {
    fn quotient<const DOUBLE: bool>(self, first: Self, width: f64, bins: f64) -> f64;
}

impl Binned for f64 {
    #[inline(always)]
    fn quotient<const DOUBLE: bool>(self, first: f64, width: f64, bins: f64) -> f64 {
        (self - first) / width * bins
    }
}

impl Binned for f32 {
    #[inline(always)]
    fn quotient<const DOUBLE: bool>(self, first: f32, width: f64, bins: f64) -> f64 {
        let distance = self - first;
        if DOUBLE { f64::from(distance) / width * bins } else { f64::from(distance / width as f32 * bins as f32) }
    }
}

impl PartialEq for Half {
    fn eq(&self, other: &Half) -> bool {
        to_single(self.0) == to_single(other.0)
    }
}

impl PartialOrd for Half {
    fn partial_cmp(&self, other: &Half) -> Option<Ordering> {
        to_single(self.0).partial_cmp(&to_single(other.0))
    }
}

impl Binned for Half {
    fn quotient<const DOUBLE: bool>(self, first: Half, width: f64, bins: f64) -> f64 {
        let round = |x: f32| to_single(from_single(x));
        let distance = round(to_single(self.0) - to_single(first.0));
        if DOUBLE {
            f64::from(distance) / width * bins
        } else {
            f64::from(round(round(distance / width as f32) * round(bins as f32)))
        }
    }
}

/// # Safety
/// As [`EqualBins`].
#[inline(always)]
unsafe fn equal<T: Binned, const DOUBLE: bool>(
    n: usize,
    values: *const u8,
    edges: *const u8,
    bins: usize,
    width: f64,
    out: *mut i64,
) {
    let (values, edges, out) = (values.cast::<Un<T>>(), edges.cast::<Un<T>>(), out.cast::<Un<i64>>());
    // SAFETY: the caller's values, edges and places. A bin is between 0 and `bins - 1`, and it has an edge at each end.
    unsafe {
        let (first, end) = ((*edges).0, (*edges.add(bins)).0);
        let last = bins as i64 - 1;
        let edge = |i: i64| edges.offset(i as isize).read().0;
        for i in 0..n {
            let x = (*values.add(i)).0;
            let place = x.quotient::<DOUBLE>(first, width, bins as f64);
            // NaN becomes 0.
            let place = place.max(0.0).min(last as f64).to_int_unchecked::<i64>();
            // By rounding it may be the neighbour's.
            let place = place - ((x < edge(place)) & (place > 0)) as i64;
            let place = place + ((x >= edge(place + 1)) & (place < last)) as i64;
            let inside = (x >= first) & (x <= end);
            *out.add(i) = Un(if inside { place } else { last + 1 });
        }
    }
}

macro_rules! rows {
    ($(#[$feature:meta])* $tier:ident) => {
        mod $tier {
            use super::{Binned, equal};

            $(#[$feature])*
            pub(super) unsafe fn row<T: Binned, const DOUBLE: bool>(
                n: usize,
                values: *const u8,
                edges: *const u8,
                bins: usize,
                width: f64,
                out: *mut i64,
            ) {
                // SAFETY: the same contract.
                unsafe { equal::<T, DOUBLE>(n, values, edges, bins, width, out) }
            }
        }
    };
}
per_tier!(rows);

/// The loop for equal bins of a type of floats; with `double` quotients are of double precision.
///
/// ```
/// use npcore_dtype::ScalarType;
/// let (values, edges, mut bins) = ([0.5f64, 2.0, 1.0, 3.0], [0.0f64, 1.0, 2.0], [0i64; 4]);
/// let find = npcore_kernel::equal_bins(ScalarType::Float64, false).unwrap();
/// // SAFETY: four values, the edges of two bins, four places.
/// unsafe { find(4, values.as_ptr().cast(), edges.as_ptr().cast(), 2, 2.0, bins.as_mut_ptr()) };
/// assert_eq!(bins, [0, 1, 1, 2]);
/// ```
pub fn equal_bins(ty: ScalarType, double: bool) -> Option<EqualBins> {
    equal_bins_at(tier(), ty, double)
}

/// [`equal_bins`] of a tier.
pub fn equal_bins_at(tier: Tier, ty: ScalarType, double: bool) -> Option<EqualBins> {
    macro_rules! of {
        ($tier:ident) => {
            match (ty, double) {
                (ScalarType::Float64, _) => Some($tier::row::<f64, false> as EqualBins),
                (ScalarType::Float32, false) => Some($tier::row::<f32, false> as EqualBins),
                (ScalarType::Float32, true) => Some($tier::row::<f32, true> as EqualBins),
                (ScalarType::Float16, false) => Some(base::row::<Half, false> as EqualBins),
                (ScalarType::Float16, true) => Some(base::row::<Half, true> as EqualBins),
                _ => None,
            }
        };
    }
    match tier {
        #[cfg(target_arch = "x86_64")]
        Tier::V4 => of!(v4),
        #[cfg(target_arch = "x86_64")]
        Tier::V3 => of!(v3),
        _ => of!(base),
    }
}
