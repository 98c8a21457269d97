//! The range of bytes that a layout touches.

use crate::layout::Layout;

impl Layout {
    /// First byte touched and one past the last, relative to the start of the buffer; `(0, 0)` if
    /// there are no elements.
    ///
    /// Not every byte between need be touched. The end saturates at `isize::MAX`.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order};
    /// let a = Layout::contiguous(&[3, 4], 8, Order::C)?.flip(Some(&[1]))?;
    /// assert_eq!((a.offset(), a.extents(8)), (24, (0, 96)));
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    #[inline]
    pub fn extents(&self, itemsize: usize) -> (isize, isize) {
        let (mut low, mut high) = (self.offset, self.offset);
        for (&n, &stride) in self.shape.iter().zip(&self.strides) {
            if n == 0 {
                return (0, 0);
            }
            // In range by invariant 3.
            let reach = (n as isize - 1) * stride;
            if reach < 0 {
                low += reach;
            } else {
                high += reach;
            }
        }
        (low, high.saturating_add_unsigned(itemsize))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Layout, Order};

    #[test]
    fn literal_numbers() {
        assert_eq!(Layout::scalar().extents(8), (0, 8));
        assert_eq!(Layout::new(&[3, 2], &[-16, 4], 40).unwrap().extents(4), (8, 48));
        assert_eq!(Layout::contiguous(&[3, 0], 8, Order::C).unwrap().extents(8), (0, 0));
        assert_eq!(Layout::new(&[5], &[0], 8).unwrap().extents(1), (8, 9));
    }
}
