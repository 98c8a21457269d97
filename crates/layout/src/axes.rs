//! Axis arguments, and the views that only reorder, drop or reverse axes.

use crate::dims::{Dims, DimsBuf, DimsBuilder, MAX_RANK, Shape, Strides};
use crate::error::LayoutError;
use crate::layout::{Layout, check_size};

/// An axis from 0 up, from one that may count from the end.
///
/// # Errors
/// `axis 3 is out of bounds for array of dimension 2`.
#[inline]
pub fn normalize_axis(axis: isize, ndim: usize) -> Result<usize, LayoutError> {
    axis_of(axis, ndim, "")
}

/// Several axes from 0 up, none twice.
///
/// # Errors
/// As [`normalize_axis`], and `repeated axis`.
#[inline]
pub fn normalize_axes(axes: &[isize], ndim: usize) -> Result<DimsBuf<usize>, LayoutError> {
    axes_of(axes, ndim, "")
}

#[inline]
pub(crate) fn axis_of(axis: isize, ndim: usize, argument: &'static str) -> Result<usize, LayoutError> {
    let from_start = if axis < 0 { axis.saturating_add_unsigned(ndim) } else { axis };
    if from_start >= 0 && (from_start as usize) < ndim {
        Ok(from_start as usize)
    } else {
        Err(LayoutError::AxisOutOfBounds { axis, ndim, argument })
    }
}

fn axes_of(axes: &[isize], ndim: usize, argument: &'static str) -> Result<DimsBuf<usize>, LayoutError> {
    let mut found = DimsBuf::new();
    for &axis in axes {
        found.push(axis_of(axis, ndim, argument)?);
    }
    // Ranks are at most 64, so a set of axes is a word (an `ndim` beyond that is only a caller's
    // number; the words then wrap and the quadratic test decides).
    let mut seen = 0u64;
    for (i, &axis) in found.iter().enumerate() {
        let bit = 1u64 << (axis % 64);
        if seen & bit != 0 && found[..i].contains(&axis) {
            return Err(LayoutError::RepeatedAxis { argument });
        }
        seen |= bit;
    }
    Ok(found)
}

impl Layout {
    /// Picks the axes `axes[0]`, `axes[1]`, ... of this layout, in that order.
    pub(crate) fn gather(&self, axes: &[usize]) -> Layout {
        let (lengths, steps) = (self.shape.as_slice(), self.strides.as_slice());
        Layout {
            shape: Shape::from_fn(axes.len(), |i| lengths[axes[i]]),
            strides: Strides::from_fn(axes.len(), |i| steps[axes[i]]),
            offset: self.offset,
        }
    }

    /// The axes in reverse order: NumPy's `a.T`.
    #[inline]
    #[must_use]
    pub fn transpose(&self) -> Layout {
        Layout { shape: self.shape.reversed(), strides: self.strides.reversed(), offset: self.offset }
    }

    /// The axes in the given order: NumPy's `a.transpose(axes)`.
    ///
    /// # Errors
    /// `axes don't match array`, `repeated axis in transpose`, or an axis out of bounds.
    #[inline]
    pub fn permute(&self, axes: &[isize]) -> Result<Layout, LayoutError> {
        let ndim = self.ndim();
        if axes.len() != ndim {
            return Err(LayoutError::AxesMismatch);
        }
        let mut seen = 0u64;
        let mut order: DimsBuf<usize> = DimsBuf::new();
        for &axis in axes {
            let axis = axis_of(axis, ndim, "")?;
            if seen & (1 << axis) != 0 {
                return Err(LayoutError::RepeatedAxis { argument: "transpose" });
            }
            seen |= 1 << axis;
            order.push(axis);
        }
        Ok(self.gather(&order))
    }

    /// Exchanges two axes.
    ///
    /// # Errors
    /// `axis1: axis 2 is out of bounds for array of dimension 2`, or the same for `axis2`.
    #[inline]
    pub fn swapaxes(&self, axis1: isize, axis2: isize) -> Result<Layout, LayoutError> {
        let axis1 = axis_of(axis1, self.ndim(), "axis1")?;
        let axis2 = axis_of(axis2, self.ndim(), "axis2")?;
        Ok(Layout {
            shape: self.shape.with(|s| s.swap(axis1, axis2)),
            strides: self.strides.with(|s| s.swap(axis1, axis2)),
            offset: self.offset,
        })
    }

    /// Moves the axes `source` to the places `destination`; the others keep their order.
    ///
    /// # Errors
    /// NumPy's words for axes out of bounds, repeated, or lists of different length.
    pub fn moveaxis(&self, source: &[isize], destination: &[isize]) -> Result<Layout, LayoutError> {
        let source = axes_of(source, self.ndim(), "source")?;
        let destination = axes_of(destination, self.ndim(), "destination")?;
        if source.len() != destination.len() {
            return Err(LayoutError::SourceDestinationMismatch);
        }
        let mut moves: DimsBuf<[usize; 2]> = destination.iter().zip(&source).map(|(&d, &s)| [d, s]).collect();
        moves.sort_unstable();
        let mut order: DimsBuf<usize> = (0..self.ndim()).filter(|axis| !source.contains(axis)).collect();
        for [to, from] in moves {
            order.insert(to, from);
        }
        Ok(self.gather(&order))
    }

    /// Moves `axis` so that it comes before the axis now at `start` (at the end if `start` is the rank).
    ///
    /// # Errors
    /// NumPy's words for an axis or a place out of bounds.
    pub fn rollaxis(&self, axis: isize, start: isize) -> Result<Layout, LayoutError> {
        let ndim = self.ndim();
        let axis = axis_of(axis, ndim, "")?;
        let start = if start < 0 { start.saturating_add_unsigned(ndim) } else { start };
        if start < 0 || start as usize > ndim {
            return Err(LayoutError::StartOutOfBounds { start, ndim });
        }
        let start = start as usize;
        let start = if axis < start { start - 1 } else { start };
        let mut order: DimsBuf<usize> = (0..ndim).collect();
        order.remove(axis);
        order.insert(start, axis);
        Ok(self.gather(&order))
    }

    /// Puts in axes of length 1 so that they stand at the places `axes` of the result.
    ///
    /// The strides are those that NumPy's `expand_dims` gives (it reshapes, so a new axis gets the
    /// stride it would have in a contiguous array); a new axis made by slicing has stride 0.
    ///
    /// # Errors
    /// NumPy's words for places out of bounds or repeated, or too many axes or bytes.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order};
    /// let a = Layout::contiguous(&[3, 4], 8, Order::C)?.expand_dims(&[1, -1], 8)?;
    /// assert_eq!(a.shape(), &[3, 1, 4, 1]);
    /// assert_eq!(a.strides(), &[32, 32, 8, 8]);
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    pub fn expand_dims(&self, axes: &[isize], itemsize: usize) -> Result<Layout, LayoutError> {
        let ndim = self.ndim() + axes.len();
        let axes = axes_of(axes, ndim, "")?;
        if ndim > MAX_RANK {
            return Err(LayoutError::TooManyDimensions { found: ndim });
        }
        if axes.is_empty() {
            return Ok(*self);
        }
        let mut old = self.shape.iter().copied();
        let shape = Dims::from_fn(ndim, |i| if axes.contains(&i) { 1 } else { old.next().unwrap_or(1) });
        check_size(&shape, itemsize)?;
        let view = self.regroup(&shape, false, itemsize);
        // Axes of length 1 never stand in the way of a view; keep the layout should that ever change.
        Ok(view.unwrap_or_else(|| {
            let mut old = self.strides.iter().copied();
            let strides = Strides::from_fn(ndim, |i| if axes.contains(&i) { 0 } else { old.next().unwrap_or(0) });
            Layout { shape, strides, offset: self.offset }
        }))
    }

    /// Leaves out axes of length 1: all of them, or those named.
    ///
    /// # Errors
    /// NumPy's words for axes out of bounds, repeated, or not of length 1.
    pub fn squeeze(&self, axes: Option<&[isize]>) -> Result<Layout, LayoutError> {
        let lengths = self.shape.as_slice();
        // A set of axes is a word: ranks are at most 64.
        let mut dropped = 0u64;
        match axes {
            None => {
                for (axis, &n) in lengths.iter().enumerate() {
                    dropped |= u64::from(n == 1) << axis;
                }
            }
            Some(axes) => {
                for &axis in axes {
                    let bit = 1 << axis_of(axis, lengths.len(), "")?;
                    if dropped & bit != 0 {
                        return Err(LayoutError::DuplicateAxis);
                    }
                    dropped |= bit;
                }
                if lengths.iter().enumerate().any(|(axis, &n)| n != 1 && dropped >> axis & 1 == 1) {
                    return Err(LayoutError::NotSqueezable);
                }
            }
        }
        let (mut shape, mut strides) = (DimsBuilder::new(), DimsBuilder::new());
        for (axis, (&n, &stride)) in lengths.iter().zip(self.strides.as_slice()).enumerate() {
            if dropped >> axis & 1 == 0 {
                shape.push(n);
                strides.push(stride);
            }
        }
        Ok(Layout { shape: shape.finish(), strides: strides.finish(), offset: self.offset })
    }

    /// Reverses the order of elements along all axes, or along those named.
    ///
    /// # Errors
    /// NumPy's words for axes out of bounds or repeated.
    pub fn flip(&self, axes: Option<&[isize]>) -> Result<Layout, LayoutError> {
        let chosen = match axes {
            None => u64::MAX,
            Some(axes) => axes_of(axes, self.ndim(), "")?.iter().fold(0, |set, &axis| set | 1 << axis),
        };
        let mut offset = self.offset;
        let lengths = self.shape.as_slice();
        let strides = self.strides.with(|strides| {
            for (axis, (stride, &n)) in strides.iter_mut().zip(lengths).enumerate() {
                // An axis without elements keeps its stride, as it does in NumPy's `a[::-1]`.
                if chosen >> axis & 1 == 1 && n > 0 {
                    // In range by invariant 3.
                    offset += (n as isize - 1) * *stride;
                    *stride = stride.wrapping_neg();
                }
            }
        });
        Ok(Layout { shape: self.shape, strides, offset })
    }

    /// The layout of the elements at position `i` of `axis`, without that axis.
    ///
    /// # Errors
    /// NumPy's words for an axis or an index out of bounds.
    #[inline]
    pub fn index_axis(&self, axis: isize, i: isize) -> Result<Layout, LayoutError> {
        let mut picked = Layout::scalar();
        self.index_axis_to(axis, i, &mut picked)?;
        Ok(picked)
    }

    /// [`index_axis`](Self::index_axis), written where the result is to be.
    ///
    /// # Errors
    /// As `index_axis`; `to` then stays as it is.
    #[inline]
    pub fn index_axis_to(&self, axis: isize, i: isize, to: &mut Layout) -> Result<(), LayoutError> {
        let (lengths, steps) = (self.shape.as_slice(), self.strides.as_slice());
        let axis = axis_of(axis, lengths.len(), "")?;
        let i = crate::layout::normalize_index(i, axis, lengths[axis])?;
        // In range by invariant 3.
        let offset = self.offset + i as isize * steps[axis];
        let pairs = lengths.iter().copied().zip(steps.iter().copied()).enumerate();
        to.write(lengths.len() - 1, pairs.filter(|&(a, _)| a != axis).map(|(_, pair)| pair), offset);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Order;

    fn c(shape: &[usize]) -> Layout {
        Layout::contiguous(shape, 8, Order::C).unwrap()
    }

    #[test]
    fn moves() {
        let a = c(&[2, 3, 4]);
        assert_eq!(a.transpose().strides, [8, 32, 96]);
        assert_eq!(a.permute(&[1, -1, 0]).unwrap().shape, [3, 4, 2]);
        assert_eq!(a.swapaxes(0, -1).unwrap().shape, [4, 3, 2]);
        assert_eq!(a.moveaxis(&[0], &[-1]).unwrap().shape, [3, 4, 2]);
        assert_eq!(a.moveaxis(&[0, 1], &[2, 0]).unwrap().shape, [3, 4, 2]);
        assert_eq!(a.rollaxis(2, 0).unwrap().shape, [4, 2, 3]);
        assert_eq!(a.rollaxis(0, 3).unwrap().shape, [3, 4, 2]);
    }

    #[test]
    fn words() {
        let a = c(&[2, 3]);
        let text = |r: Result<Layout, LayoutError>| r.unwrap_err().to_string();
        assert_eq!(text(a.permute(&[0])), "axes don't match array");
        assert_eq!(text(a.permute(&[0, 0])), "repeated axis in transpose");
        assert_eq!(text(a.permute(&[0, -3])), "axis -3 is out of bounds for array of dimension 2");
        assert_eq!(text(a.swapaxes(0, 2)), "axis2: axis 2 is out of bounds for array of dimension 2");
        assert_eq!(text(a.moveaxis(&[0, 0], &[0, 1])), "repeated axis in `source` argument");
        assert_eq!(
            text(a.moveaxis(&[0, 1], &[0])),
            "`source` and `destination` arguments must have the same number of elements"
        );
        assert_eq!(text(a.rollaxis(0, -3)), "'start' arg requires -2 <= start < 3, but -1 was passed in");
        assert_eq!(text(a.expand_dims(&[4], 8)), "axis 4 is out of bounds for array of dimension 3");
        assert_eq!(text(a.expand_dims(&[0, 0], 8)), "repeated axis");
        assert_eq!(text(a.squeeze(Some(&[0]))), "cannot select an axis to squeeze out which has size not equal to one");
        assert_eq!(text(c(&[1, 2]).squeeze(Some(&[0, 0]))), "duplicate value in 'axis'");
        assert_eq!(text(a.flip(Some(&[0, 0]))), "repeated axis");
        assert_eq!(text(a.index_axis(1, 3)), "index 3 is out of bounds for axis 1 with size 3");
    }

    #[test]
    fn flip_twice_is_the_same() {
        let a = c(&[2, 3]);
        let f = a.flip(None).unwrap();
        assert_eq!((f.strides[0], f.strides[1], f.offset), (-24, -8, 40));
        assert_eq!(f.flip(None).unwrap(), a);
        let empty = Layout::new(&[0, 3], &[24, 8], 0).unwrap().flip(None).unwrap();
        assert_eq!((empty.strides, empty.offset), ([24, -8].into(), 16));
    }
}
