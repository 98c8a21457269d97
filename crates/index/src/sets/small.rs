//! Integers of a small range: sets are tables of what is there.

use npcore_array::{Array, ArrayCow, DynArray, DynView, Order, Result, try_zeros};
use npcore_dtype::DType;

use super::unique::{Found, Wanted};
use crate::convert::gapless;

/// A list of integers, of which the largest is not far from the least.
pub(super) struct Small<'a> {
    numbers: ArrayCow<'a, i64>,
    least: i64,
    range: usize,
    dtype: DType,
}

/// The least and the largest of a list of integers or bools, which is not empty.
pub(super) fn bounds(list: &DynView<'_>) -> Result<[i128; 2]> {
    let whole = |value: npcore_dtype::Scalar| value.as_i128().or(value.as_bool().map(i128::from)).unwrap_or(0);
    Ok([whole(npcore_ufunc::min(list, ..)?), whole(npcore_ufunc::max(list, ..)?)])
}

impl<'a> Small<'a> {
    /// None if that is not so, or not worth a table.
    pub fn new(list: &DynView<'a>) -> Result<Option<Small<'a>>> {
        let dtype = list.dtype();
        if !(dtype.is_integer() || dtype.is_bool()) || list.is_empty() {
            return Ok(None);
        }
        let [least, most] = bounds(list)?;
        let range = most - least;
        // Tables that are no larger than the list, nor than the caches.
        if range > list.size() as i128 || range >= 1 << 20 {
            return Ok(None);
        }
        // Unsigned numbers beyond the signed ones wrap, and so do their differences.
        let (numbers, least) = (gapless::<i64>(*list)?, least as u64 as i64);
        Ok(Some(Small { numbers, least, range: range as usize + 1, dtype }))
    }

    fn each(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        let least = self.least;
        self.numbers.as_slice().unwrap_or(&[]).iter().map(move |x| x.wrapping_sub(least) as usize)
    }

    /// The different numbers.
    pub fn unique(self, wanted: Wanted) -> Result<Found> {
        let mut counts = try_zeros::<i64>([self.range], Order::C)?;
        let counts = counts.as_slice_mut().unwrap_or(&mut []);
        self.each().for_each(|x| counts[x] += 1);
        let there: Vec<usize> = (0..self.range).filter(|&x| counts[x] > 0).collect();
        let empty = || Array::from_vec(vec![]);
        let numbers = there.iter().map(|&x| (x as i64).wrapping_add(self.least)).collect();
        let values: DynArray = Array::from_vec(numbers).view().as_dyn().astype_dyn(self.dtype)?;
        let mut found = Found { values, indices: empty(), inverse: empty(), counts: empty() };
        if wanted.counts {
            found.counts = Array::from_vec(there.iter().map(|&x| counts[x]).collect());
        }
        if wanted.indices {
            let n = self.each().len();
            self.each().rev().zip((0..n as i64).rev()).for_each(|(x, i)| counts[x] = i);
            found.indices = Array::from_vec(there.iter().map(|&x| counts[x]).collect());
        }
        if wanted.inverse {
            there.iter().zip(0..).for_each(|(&x, rank)| counts[x] = rank);
            found.inverse = Array::from_vec(self.each().map(|x| counts[x]).collect());
        }
        Ok(found)
    }
}
