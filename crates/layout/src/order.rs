//! Memory orders, and the layout of a copy.

use crate::dims::{DimsBuf, Strides};
use crate::error::LayoutError;
use crate::layout::{Layout, check_size, contiguous_strides};

/// The order in which elements are stored or visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Last axis fastest, as in C.
    #[default]
    C,
    /// First axis fastest, as in Fortran.
    F,
    /// F if the array is F-contiguous and not C-contiguous, else C.
    A,
    /// As close as possible to the order in memory.
    K,
}

impl Layout {
    /// Whether the array is F-contiguous without being C-contiguous: what order A calls F.
    #[inline]
    pub fn prefers_f(&self, itemsize: usize) -> bool {
        self.is_f_contiguous(itemsize) && !self.is_c_contiguous(itemsize)
    }

    /// The layout of a fresh, contiguous copy in the given order, at offset 0.
    ///
    /// Order K sorts the axes by the size of their strides, ties staying in C order, as NumPy's `copy` and
    /// `empty_like` do. `itemsize` is that of this array, and of the copy.
    ///
    /// # Errors
    /// [`LayoutError::TooBig`] if the copy's bytes do not fit an `isize` (a broadcast view may have
    /// more elements than memory could hold).
    ///
    /// ```
    /// use npcore_layout::{Layout, Order};
    /// let a = Layout::contiguous(&[2, 3, 4], 8, Order::C)?.permute(&[2, 0, 1])?;
    /// assert_eq!(a.like(Order::K, 8)?.strides(), &[8, 96, 32]);
    /// assert_eq!(a.like(Order::C, 8)?.strides(), &[48, 24, 8]);
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    #[inline]
    pub fn like(&self, order: Order, itemsize: usize) -> Result<Layout, LayoutError> {
        self.like_sized(order, itemsize, itemsize)
    }

    /// [`like`](Self::like) for a copy whose elements have another size, as `empty_like` with a dtype.
    ///
    /// # Errors
    /// As [`like`](Self::like).
    pub fn like_sized(&self, order: Order, itemsize: usize, new_itemsize: usize) -> Result<Layout, LayoutError> {
        let size = check_size(&self.shape, new_itemsize)?;
        let fresh = |fortran| contiguous_strides(&self.shape, size, new_itemsize, fortran);
        let strides = match order {
            Order::C => fresh(false),
            Order::F => fresh(true),
            Order::A => fresh(self.prefers_f(itemsize)),
            Order::K if self.ndim() <= 1 || self.is_c_contiguous(itemsize) => fresh(false),
            Order::K if self.is_f_contiguous(itemsize) => fresh(true),
            Order::K => {
                let mut stride = new_itemsize as isize;
                Strides::filled(self.ndim(), 0).with(|strides| {
                    for &axis in self.axes_by_stride().iter().rev() {
                        strides[axis] = stride;
                        // Bounded by the number of bytes, which was checked.
                        stride = stride.wrapping_mul(self.shape[axis] as isize);
                    }
                })
            }
        };
        Ok(Layout { shape: self.shape, strides, offset: 0 })
    }

    /// The axes from the largest stride (by absolute value) to the smallest, ties in axis order.
    pub fn axes_by_stride(&self) -> DimsBuf<usize> {
        let strides = self.strides.as_slice();
        let mut axes: DimsBuf<usize> = (0..strides.len()).collect();
        // Insertion sort: stable, and the lists are short.
        for i in 1..axes.len() {
            let mut place = i;
            while place > 0 && strides[axes[place - 1]].unsigned_abs() < strides[axes[place]].unsigned_abs() {
                axes.swap(place - 1, place);
                place -= 1;
            }
        }
        axes
    }
}
