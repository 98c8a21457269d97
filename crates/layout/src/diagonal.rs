//! Diagonals.

use crate::axes::axis_of;
use crate::dims::DimsBuilder;
use crate::error::LayoutError;
use crate::layout::Layout;

impl Layout {
    /// The diagonal of `axis1` and `axis2`: both disappear, and an axis of the elements
    /// `[i, i + offset]` comes last.
    ///
    /// # Errors
    /// NumPy's words for fewer than two axes, axes out of bounds or the same.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order};
    /// let a = Layout::contiguous(&[3, 4], 8, Order::C)?;
    /// let d = a.diagonal(1, 0, 1)?;
    /// assert_eq!((d.shape()[0], d.strides()[0], d.offset()), (3, 40, 8));
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    pub fn diagonal(&self, offset: isize, axis1: isize, axis2: isize) -> Result<Layout, LayoutError> {
        let ndim = self.ndim();
        if ndim < 2 {
            return Err(LayoutError::DiagonalRank);
        }
        let axis1 = axis_of(axis1, ndim, "axis1")?;
        let axis2 = axis_of(axis2, ndim, "axis2")?;
        if axis1 == axis2 {
            return Err(LayoutError::DiagonalAxes);
        }
        let (moved, other) = if offset >= 0 { (axis2, axis1) } else { (axis1, axis2) };
        let skipped = offset.unsigned_abs();
        let size = self.shape[moved].saturating_sub(skipped).min(self.shape[other]);
        let start = if size > 0 {
            // There is an element at this place, so invariant 3 bounds it.
            self.offset + skipped as isize * self.strides[moved]
        } else {
            self.offset
        };
        // Invariant 3 bounds this too where there are two elements on the diagonal.
        let stride = self.strides[axis1].wrapping_add(self.strides[axis2]);
        let (mut shape, mut strides) = (DimsBuilder::new(), DimsBuilder::new());
        for (axis, (&n, &stride)) in self.shape.iter().zip(&self.strides).enumerate() {
            if axis != axis1 && axis != axis2 {
                shape.push(n);
                strides.push(stride);
            }
        }
        shape.push(size);
        strides.push(stride);
        Ok(Layout { shape: shape.finish(), strides: strides.finish(), offset: start })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Layout, Order};

    #[test]
    fn literal_numbers() {
        let a = Layout::contiguous(&[3, 4], 8, Order::C).unwrap();
        let d = |k| a.diagonal(k, 0, 1).map(|d| (d.shape[0], d.offset)).unwrap();
        assert_eq!(d(0), (3, 0));
        assert_eq!(d(3), (1, 24));
        assert_eq!(d(-2), (1, 64));
        assert_eq!((d(4).0, d(-3).0, d(isize::MIN).0, d(isize::MAX).0), (0, 0, 0, 0));
        assert_eq!(a.diagonal(1, 1, 0).unwrap().offset, 32);
        let b = Layout::contiguous(&[2, 3, 4], 8, Order::C).unwrap().diagonal(0, -1, 0).unwrap();
        assert_eq!((b.shape, b.strides), ([3, 2].into(), [32, 104].into()));
    }

    #[test]
    fn words() {
        let text = |shape: &[usize], a, b| {
            Layout::contiguous(shape, 8, Order::C).unwrap().diagonal(0, a, b).unwrap_err().to_string()
        };
        assert_eq!(text(&[3], 0, 1), "diag requires an array of at least two dimensions");
        assert_eq!(text(&[2, 3], 0, 0), "axis1 and axis2 cannot be the same");
        assert_eq!(text(&[2, 3], 5, 5), "axis1: axis 5 is out of bounds for array of dimension 2");
        assert_eq!(text(&[2, 3], 0, 2), "axis2: axis 2 is out of bounds for array of dimension 2");
    }
}
