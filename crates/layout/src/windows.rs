//! Sliding windows.

use crate::axes::axis_of;
use crate::dims::{DimsBuf, MAX_RANK, Shape, Strides};
use crate::error::LayoutError;
use crate::layout::{Layout, check_size};

impl Layout {
    /// All windows of the given lengths: NumPy's `sliding_window_view`.
    ///
    /// Each windowed axis gets shorter by the window's length less one, and an axis of that length comes at
    /// the end. `axes` of `None` means one window length for every axis; an axis may be named twice. The
    /// elements of windows overlap, so the view must not be written.
    ///
    /// # Errors
    /// NumPy's words for lists of different length, windows negative or too long, axes out of bounds,
    /// and too many axes.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order};
    /// let w = Layout::contiguous(&[10], 8, Order::C)?.sliding_window(&[3], None)?;
    /// assert_eq!(w.shape(), &[8, 3]);
    /// assert_eq!(w.strides(), &[8, 8]);
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    pub fn sliding_window(&self, window: &[usize], axes: Option<&[isize]>) -> Result<Layout, LayoutError> {
        let ndim = self.ndim();
        let axes: DimsBuf<usize> = match axes {
            None if window.len() != ndim => {
                return Err(LayoutError::WindowRank { windows: window.len(), ndim });
            }
            None => (0..ndim).collect(),
            Some(axes) => {
                let mut found = DimsBuf::new();
                for &axis in axes {
                    found.push(axis_of(axis, ndim, "")?);
                }
                if found.len() != window.len() {
                    return Err(LayoutError::WindowAxes { windows: window.len(), axes: found.len() });
                }
                found
            }
        };
        let mut trimmed: DimsBuf<usize> = self.shape.iter().copied().collect();
        for (&axis, &length) in axes.iter().zip(window) {
            if trimmed[axis] < length {
                return Err(LayoutError::WindowTooLarge);
            }
            // A window of length 0 has one place more than there are elements, as in NumPy.
            trimmed[axis] = trimmed[axis] + 1 - length;
        }
        let found = ndim + window.len();
        if found > MAX_RANK {
            return Err(LayoutError::TooManyDimensions { found });
        }
        let shape = Shape::from_fn(found, |i| if i < ndim { trimmed[i] } else { window[i - ndim] });
        let strides = Strides::from_fn(found, |i| self.strides[if i < ndim { i } else { axes[i - ndim] }]);
        check_size(&shape, 1)?;
        // Windows of positive length reach no further than the axis did. One of length 0 may.
        Layout::new(&shape, &strides, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Layout, Order};

    fn c(shape: &[usize]) -> Layout {
        Layout::contiguous(shape, 8, Order::C).unwrap()
    }

    #[test]
    fn literal_numbers() {
        let a = c(&[4, 5]);
        let w = a.sliding_window(&[2, 3], None).unwrap();
        assert_eq!((w.shape, w.strides), ([3, 3, 2, 3].into(), [40, 8, 40, 8].into()));
        let w = a.sliding_window(&[2, 2], Some(&[1, -1])).unwrap();
        assert_eq!((w.shape, w.strides), ([4, 3, 2, 2].into(), [40, 8, 8, 8].into()));
        assert_eq!(a.sliding_window(&[0], Some(&[1])).unwrap().shape, [4, 6, 0]);
    }

    #[test]
    fn words() {
        let a = c(&[2, 3]);
        let text = |w: &[usize], axes: Option<&[isize]>| a.sliding_window(w, axes).unwrap_err().to_string();
        assert_eq!(text(&[3, 3], None), "window shape cannot be larger than input array shape");
        assert_eq!(
            text(&[3], None),
            "Since axis is `None`, must provide window_shape for all dimensions of `x`; got 1 window_shape elements and `x.ndim` is 2."
        );
        assert_eq!(
            text(&[1, 1], Some(&[0])),
            "Must provide matching length window_shape and axis; got 2 window_shape elements and 1 axes elements."
        );
        assert_eq!(text(&[1], Some(&[2])), "axis 2 is out of bounds for array of dimension 2");
    }
}
