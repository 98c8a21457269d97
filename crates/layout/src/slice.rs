//! Basic indexing: positions, ranges, new axes, the ellipsis.

use crate::dims::{INLINE_RANK, MAX_RANK};
use crate::error::LayoutError;
use crate::layout::{Layout, normalize_index};
use crate::slice_item::SliceItem;

impl Layout {
    /// The view that a basic index picks; NumPy's `a[...]` for integers, slices, new axes, ellipsis.
    ///
    /// # Errors
    /// NumPy's words for too many indices, a position out of bounds, a zero step, two ellipses.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order, s};
    /// let a = Layout::contiguous(&[5, 6], 8, Order::C)?;
    /// let v = a.slice(&s![1, 4..0;-2])?;
    /// assert_eq!((v.shape()[0], v.strides()[0], v.offset()), (2, -16, 80));
    /// assert_eq!(
    ///     a.slice(&s![0, 0, 0]).unwrap_err().to_string(),
    ///     "too many indices for array: array is 2-dimensional, but 3 were indexed",
    /// );
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    #[inline]
    pub fn slice(&self, items: &[SliceItem]) -> Result<Layout, LayoutError> {
        let mut part = Layout::scalar();
        self.slice_to(items, &mut part)?;
        Ok(part)
    }

    /// [`slice`](Self::slice), written where the result is to be: moving a layout costs more than slicing it.
    ///
    /// # Errors
    /// As `slice`; `to` is then of no use, but a layout.
    #[inline]
    pub fn slice_to(&self, items: &[SliceItem], to: &mut Layout) -> Result<(), LayoutError> {
        let ndim = self.ndim();
        let (mut used, mut dropped, mut added, mut ellipses) = (0, 0, 0, 0);
        for item in items {
            match item {
                SliceItem::Index(_) => (used, dropped) = (used + 1, dropped + 1),
                SliceItem::Range { .. } => used += 1,
                SliceItem::NewAxis => added += 1,
                SliceItem::Ellipsis => ellipses += 1,
            }
        }
        if ellipses > 1 {
            return Err(LayoutError::TwoEllipses);
        }
        if used > ndim {
            return Err(LayoutError::TooManyIndices { ndim, found: used });
        }
        let found = ndim - dropped + added;
        if found > MAX_RANK {
            return Err(LayoutError::TooManyDimensionsIndexed { found });
        }
        if found <= INLINE_RANK {
            let (shape, strides) = (to.shape.refill(found), to.strides.refill(found));
            let mut places = shape.iter_mut().zip(strides);
            let offset = self.pick(items, ndim - used, |n, stride| {
                if let Some((length, step)) = places.next() {
                    (*length, *step) = (n, stride);
                }
            });
            // Half a shape and the offset of another layout may lie where no `isize` reaches.
            to.offset = offset.inspect_err(|_| *to = Layout::scalar())?;
        } else {
            let (mut shape, mut strides) = (Vec::with_capacity(found), Vec::with_capacity(found));
            let offset = self.pick(items, ndim - used, |n, stride| {
                shape.push(n);
                strides.push(stride);
            })?;
            *to = Layout { shape: shape.into(), strides: strides.into(), offset };
        }
        Ok(())
    }

    /// Hands `put` the length and stride of each axis that `items` leave or make, and returns the offset. Positions and
    /// ranges are at most as many as axes; an ellipsis stands for `skipped` of them.
    #[inline]
    fn pick(
        &self,
        items: &[SliceItem],
        skipped: usize,
        mut put: impl FnMut(usize, isize),
    ) -> Result<isize, LayoutError> {
        let (lengths, steps) = (self.shape.as_slice(), self.strides.as_slice());
        let mut axes = lengths.iter().copied().zip(steps.iter().copied()).enumerate();
        let mut offset = self.offset;
        for item in items {
            match *item {
                SliceItem::Index(index) => {
                    let Some((axis, (n, stride))) = axes.next() else { break };
                    // In range by invariant 3, as is every start below.
                    offset += normalize_index(index, axis, n)? as isize * stride;
                }
                SliceItem::Range { start, stop, step } => {
                    let Some((_, (n, stride))) = axes.next() else { break };
                    let (first, count) = range_of(start, stop, step, n)?;
                    offset += first * stride;
                    // A step may be absurd, but then it is never taken: `count` is 0 or 1.
                    put(count, stride.wrapping_mul(step_of(count, step)));
                }
                SliceItem::NewAxis => put(1, 0),
                SliceItem::Ellipsis => axes.by_ref().take(skipped).for_each(|(_, (n, stride))| put(n, stride)),
            }
        }
        axes.for_each(|(_, (n, stride))| put(n, stride));
        Ok(offset)
    }
}

// NumPy resets start and step of a slice without elements.
#[inline]
fn step_of(count: usize, step: isize) -> isize {
    if count == 0 { 1 } else { step }
}

/// First position and number of positions of a Python slice on an axis of length `n`.
///
/// The position is 0 if there are none.
#[inline]
pub(crate) fn range_of(
    start: Option<isize>,
    stop: Option<isize>,
    step: isize,
    n: usize,
) -> Result<(isize, usize), LayoutError> {
    if step == 0 {
        return Err(LayoutError::ZeroStep);
    }
    // Lengths fit an `isize`.
    let n = n as isize;
    // Going forwards the ends are clipped to [0, n], going backwards to [-1, n - 1].
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let clip = |end: isize| if end < 0 { end.wrapping_add(n).max(low) } else { end.min(high) };
    let (first, limit) = if step > 0 {
        (start.map_or(0, clip), stop.map_or(n, clip))
    } else {
        (start.map_or(n - 1, clip), stop.map_or(-1, clip))
    };
    let distance = if step > 0 { limit - first } else { first - limit };
    if distance <= 0 {
        return Ok((0, 0));
    }
    // A division costs more than all the rest.
    let count =
        if step.unsigned_abs() == 1 { distance as usize } else { (distance as usize - 1) / step.unsigned_abs() + 1 };
    Ok((first, count))
}

#[cfg(test)]
mod tests {
    use crate::{Layout, LayoutError, Order, SliceItem, s};

    fn c(shape: &[usize]) -> Layout {
        Layout::contiguous(shape, 8, Order::C).unwrap()
    }

    #[test]
    fn literal_numbers() {
        let a = c(&[4, 5, 6]);
        let v = a.slice(&s![1, ..., ..;-2]).unwrap();
        assert_eq!((v.shape, v.strides, v.offset), ([5, 3].into(), [48, -16].into(), 240 + 40));
        let v = a.slice(&s![.., NewAxis, 2..4]).unwrap();
        assert_eq!((v.shape, v.strides, v.offset), ([4, 1, 2, 6].into(), [240, 0, 48, 8].into(), 96));
        assert_eq!(a.slice(&s![]).unwrap(), a);
        assert_eq!(a.slice(&s![...]).unwrap(), a);
        assert_eq!(a.slice(&s![1, 2, 3]).unwrap().offset, 240 + 96 + 24);
        assert_eq!(a.slice(&s![1, ..., 2, 3]).unwrap().ndim(), 0);
    }

    #[test]
    fn words() {
        let a = c(&[2, 3]);
        let text = |items: &[SliceItem]| a.slice(items).unwrap_err().to_string();
        assert_eq!(text(&s![0, 5]), "index 5 is out of bounds for axis 1 with size 3");
        assert_eq!(text(&s![-3]), "index -3 is out of bounds for axis 0 with size 2");
        assert_eq!(text(&s![0, 0, 0]), "too many indices for array: array is 2-dimensional, but 3 were indexed");
        assert_eq!(text(&s![..., ...]), "an index can only have a single ellipsis ('...')");
        assert_eq!(text(&s![..;0]), "slice step cannot be zero");
        assert_eq!(
            text(&[SliceItem::NewAxis; 63]),
            "number of dimensions must be within [0, 64], indexing result would have 65"
        );
        assert_eq!(a.slice(&[SliceItem::NewAxis; 62]).unwrap().ndim(), 64);
    }

    #[test]
    fn a_refused_slice_leaves_a_layout() {
        let a = c(&[4, 5]);
        let mut to = Layout::new(&[3], &[-8], isize::MIN + 16).unwrap();
        assert!(a.slice_to(&s![1.., 9], &mut to).is_err());
        assert_eq!(to, Layout::scalar());
    }

    #[test]
    fn extreme_ends_and_steps() {
        let a = c(&[3]);
        let (min, max) = (isize::MIN, isize::MAX);
        for step in [min, min + 1, -1, 1, max] {
            for start in [min, -4, -1, 0, 2, 3, max] {
                for stop in [min, -4, -1, 0, 2, 3, max] {
                    let v = a.slice(&[SliceItem::stepped(start..stop, step)]).unwrap();
                    assert!(v.size() <= 3);
                }
            }
        }
        assert_eq!(a.slice(&s![min]).unwrap_err(), LayoutError::IndexOutOfBounds { index: min, axis: 0, size: 3 });
    }
}
