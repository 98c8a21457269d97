//! Where extremes stand in what is larger than memory.

use npcore_array::{Array, ArrayError, ArrayView, DynArray, DynView, SearchAxis, engine, equal, greater, less};
use npcore_dtype::Elem;
use npcore_index::{take_along_axis, where_};
use npcore_layout::{SliceItem, normalize_axis};
use npcore_ufunc::{argmax, argmin, isnan, isnat, logical_and, logical_not, logical_or};
use smallvec::SmallVec;

use super::OutOfCore;
use super::reduce::Kept;
use crate::blocks::Block;
use crate::error::Result;

/// Extremes and where they stand, the searched axes of length 1.
struct Found {
    values: DynArray,
    places: Array<i64>,
}

impl<T: Elem + Send + Sync> OutOfCore<'_, T> {
    /// The position of the largest element along an axis, or of all elements in C order (`..`): the first of several, the
    /// first NaN or not-a-time if there is one.
    ///
    /// # Errors
    /// An axis that the array does not have, or of length 0; types without an order; what reading gives.
    pub fn argmax<A: SearchAxis>(self, axis: A) -> Result<A::Out> {
        self.positions(axis, true)
    }

    /// The position of the smallest element along an axis, or of all elements in C order (`..`): the first of several, the
    /// first NaN or not-a-time if there is one.
    ///
    /// # Errors
    /// As [`argmax`](Self::argmax).
    pub fn argmin<A: SearchAxis>(self, axis: A) -> Result<A::Out> {
        self.positions(axis, false)
    }

    fn positions<A: SearchAxis>(self, axis: A, largest: bool) -> Result<A::Out> {
        let (shape, ..) = self.source.extent();
        let shape: SmallVec<[usize; 6]> = SmallVec::from_slice(shape);
        let axis_at =
            axis.axis().map(|axis| normalize_axis(axis, shape.len())).transpose().map_err(ArrayError::from)?;
        if self.is_empty() {
            // Its words where nothing was searched.
            let nothing = self.source.nothing()?;
            return Ok(if largest { argmax(&nothing, axis)? } else { argmin(&nothing, axis)? });
        }
        let axes: SmallVec<[isize; 6]> = match axis_at {
            Some(axis) => SmallVec::from_slice(&[axis as isize]),
            None => (0..shape.len() as isize).collect(),
        };
        let kept = Kept::new(&shape, axes);
        let mut so_far: Option<Found> = None;
        let part = |block: &Block, view: ArrayView<'_, T>| Ok(search(&shape, block, view.as_dyn(), axis_at, largest)?);
        self.reduce(&part, &mut |block, here| {
            let found = match &mut so_far {
                Some(found) => found,
                None => so_far.insert(Found {
                    values: DynArray::zeros_dyn(&kept.shape[..], here.values.dtype())?,
                    places: Array::zeros(&kept.shape[..]),
                }),
            };
            let (items, first) = kept.place(block);
            let (values, places) = (found.values.try_slice(&items)?, found.places.try_slice(&items)?);
            let joined = if first { None } else { Some(join(values, places.as_dyn(), &here, largest)?) };
            let here = joined.as_ref().unwrap_or(&here);
            found.values.try_slice_mut(&items)?.try_assign(&here.values)?;
            found.places.try_slice_mut(&items)?.try_assign(&here.places)?;
            Ok(())
        })?;
        let Some(found) = so_far else { return Err(ArrayError::Value("there was no block".to_owned()).into()) };
        let searched = kept.axes.iter().fold(0, |bits, axis| bits | 1 << axis);
        Ok(A::give(engine::without_axes(found.places, searched)?))
    }
}

/// The extremes of a block, with their places in the array.
fn search(
    shape: &[usize],
    block: &Block,
    view: DynView<'_>,
    axis: Option<usize>,
    largest: bool,
) -> npcore_array::Result<Found> {
    if let Some(axis) = axis {
        let along = axis as isize;
        let places = if largest { argmax(view, along)? } else { argmin(view, along)? };
        let places = places.expand_dims(along)?.to_owned();
        let values = take_along_axis(view, &places, along)?;
        return Ok(Found { values, places: places + block.ranges()[axis].start as i64 });
    }
    let mut rest = if largest { argmax(view, ..)? } else { argmin(view, ..)? };
    let mut items: SmallVec<[SliceItem; 6]> = SmallVec::new();
    let (mut place, mut step) = (0, 1);
    for ((range, &len), &n) in block.ranges().iter().zip(view.shape()).zip(shape).rev() {
        let here = rest % len;
        rest /= len;
        place += (range.start + here) * step;
        step *= n;
        items.push(SliceItem::Range { start: Some(here as isize), stop: Some(here as isize + 1), step: 1 });
    }
    items.reverse();
    let values = view.try_slice(&items)?.to_owned();
    let places = Array::full(values.shape(), place as i64);
    Ok(Found { values, places })
}

/// Of two sets of extremes the better ones; of equal ones those that come first.
fn join(values: DynView<'_>, places: DynView<'_>, new: &Found, largest: bool) -> npcore_array::Result<Found> {
    let missing = |a: DynView<'_>| {
        let is_time = a.dtype().is_datetime() || a.dtype().is_timedelta();
        if is_time { isnat(a) } else { isnan(a) }
    };
    let (old_missing, new_missing) = (missing(values)?, missing(new.values.view())?);
    let beats = if largest { greater(&new.values, values)? } else { less(&new.values, values)? };
    // What is missing comes before everything.
    let beats = logical_and(&logical_or(&beats, &new_missing)?, &logical_not(&old_missing)?)?;
    let same = logical_or(&equal(&new.values, values)?, &logical_and(&new_missing, &old_missing)?)?;
    let wins = logical_or(&beats, &logical_and(&same, &less(&new.places, places)?)?)?;
    Ok(Found { values: where_(&wins, &new.values, values)?, places: where_(&wins, &new.places, places)?.downcast()? })
}
