//! The contiguity flags.

use crate::layout::Layout;

/// Whether axes, fastest first, follow each other without gaps. Axes of length 1 do not matter; without elements
/// there are no gaps.
#[inline]
fn is_gapless<'a>(axes: impl Iterator<Item = (&'a usize, &'a isize)>, itemsize: usize) -> bool {
    let mut expected = itemsize as isize;
    let mut gapless = true;
    for (&n, &stride) in axes {
        if n == 0 {
            return true;
        }
        if n != 1 {
            gapless &= stride == expected;
            expected = expected.wrapping_mul(n as isize);
        }
    }
    gapless
}

impl Layout {
    /// Whether the elements lie next to each other with the last axis fastest.
    ///
    /// NumPy's rule: strides of axes of length 1 do not matter, and an array without elements is
    /// contiguous in both orders.
    #[inline]
    pub fn is_c_contiguous(&self, itemsize: usize) -> bool {
        is_gapless(self.shape.as_slice().iter().zip(self.strides.as_slice()).rev(), itemsize)
    }

    /// Whether the elements lie next to each other with the first axis fastest; see
    /// [`is_c_contiguous`](Self::is_c_contiguous).
    #[inline]
    pub fn is_f_contiguous(&self, itemsize: usize) -> bool {
        is_gapless(self.shape.as_slice().iter().zip(self.strides.as_slice()), itemsize)
    }

    /// Whether every element starts at a multiple of `alignment` from the start of the buffer.
    ///
    /// Axes of length 1 or 0 do not count; an array without elements is aligned.
    #[inline]
    pub fn is_aligned(&self, alignment: usize) -> bool {
        if alignment <= 1 || self.is_empty() {
            return true;
        }
        let alignment = alignment as isize;
        self.offset % alignment == 0
            && self.shape.iter().zip(&self.strides).all(|(&n, &stride)| n == 1 || stride % alignment == 0)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Layout, Order};

    #[test]
    fn flags() {
        let c = Layout::contiguous(&[2, 3], 8, Order::C).unwrap();
        assert!(c.is_c_contiguous(8) && !c.is_f_contiguous(8) && !c.is_c_contiguous(4));
        let odd = Layout::new(&[1, 3, 1], &[5, 8, -7], 0).unwrap();
        assert!(odd.is_c_contiguous(8) && odd.is_f_contiguous(8));
        let empty = Layout::new(&[2, 0], &[999, 5], 0).unwrap();
        assert!(empty.is_c_contiguous(8) && empty.is_f_contiguous(8));
    }

    #[test]
    fn alignment() {
        assert!(Layout::new(&[4], &[8], 16).unwrap().is_aligned(8));
        assert!(!Layout::new(&[4], &[12], 16).unwrap().is_aligned(8));
        assert!(!Layout::new(&[4], &[8], 4).unwrap().is_aligned(8));
        assert!(Layout::new(&[1], &[3], 8).unwrap().is_aligned(8));
    }
}
