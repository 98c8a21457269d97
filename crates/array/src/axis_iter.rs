//! Iteration over the sub-arrays along an axis.

use npcore_dtype::Elem;
use npcore_layout::{Layout, LayoutError, normalize_axis};

use crate::containers::{Array, ArrayCells, ArrayView, ArrayViewMut, Container};
use crate::error::expect;
use crate::raw::Raw;

/// The sub-arrays of `V` along an axis: `iter` over them from both ends.
///
/// Made by `axis_iter`, `axis_iter_mut`, and by iterating over cells.
#[derive(Clone, Debug)]
pub struct AxisIter<V> {
    /// The sub-array at `front`; its layout has lost the axis.
    raw: Raw,
    stride: isize,
    front: usize,
    back: usize,
    marker: std::marker::PhantomData<V>,
}

// SAFETY: it hands out `V`s, and holds nothing else.
unsafe impl<V: Send> Send for AxisIter<V> {}

/// A container that axis iteration can hand out.
pub trait SubArray {
    /// # Safety
    /// As the container's `from_raw`.
    unsafe fn make(raw: Raw) -> Self;
}
impl<T: Elem> SubArray for ArrayView<'_, T> {
    #[inline]
    unsafe fn make(raw: Raw) -> Self {
        // SAFETY: the caller's word.
        unsafe { ArrayView::from_raw(raw) }
    }
}
impl<T: Elem> SubArray for ArrayViewMut<'_, T> {
    #[inline]
    unsafe fn make(raw: Raw) -> Self {
        // SAFETY: the caller's word.
        unsafe { ArrayViewMut::from_raw(raw) }
    }
}
impl<T: Elem> SubArray for ArrayCells<'_, T> {
    #[inline]
    unsafe fn make(raw: Raw) -> Self {
        // SAFETY: the caller's word.
        unsafe { ArrayCells::from_raw(raw) }
    }
}

impl<V: Container> AxisIter<V> {
    /// Takes the view: its elements go out through the iterator, each once.
    pub(crate) fn new(view: V, axis: isize) -> Result<AxisIter<V>, LayoutError> {
        let raw = *view.raw();
        let axis = normalize_axis(axis, raw.layout.ndim())?;
        let (len, stride) = (raw.layout.shape()[axis], raw.layout.strides()[axis]);
        let (shape, strides) = (raw.layout.shape().removed(axis), raw.layout.strides().removed(axis));
        let layout = Layout::new(&shape, &strides, raw.layout.offset())?;
        Ok(AxisIter { raw: raw.with_layout(layout), stride, front: 0, back: len, marker: std::marker::PhantomData })
    }

    /// # Safety
    /// Each position of the axis is handed out once.
    #[inline]
    unsafe fn at(&self, i: usize) -> V
    where
        V: SubArray,
    {
        // SAFETY: the sub-array at a position of the axis, handed out once (the caller's word); sub-arrays at
        // different positions share no element, since the view that came in reaches each once if it writes.
        let mut part = unsafe { V::make(self.raw) };
        part.raw_mut().ptr = self.raw.ptr.wrapping_offset(self.stride * i as isize);
        part
    }
}

impl<V: Container + SubArray> Iterator for AxisIter<V> {
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        if self.front == self.back {
            return None;
        }
        self.front += 1;
        // SAFETY: `front` has just passed this position.
        Some(unsafe { self.at(self.front - 1) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.back - self.front, Some(self.back - self.front))
    }
}

impl<V: Container + SubArray> DoubleEndedIterator for AxisIter<V> {
    fn next_back(&mut self) -> Option<V> {
        if self.front == self.back {
            return None;
        }
        self.back -= 1;
        // SAFETY: `back` has just passed this position.
        Some(unsafe { self.at(self.back) })
    }
}

impl<V: Container + SubArray> ExactSizeIterator for AxisIter<V> {}

impl<T: Elem> Array<T> {
    /// The sub-arrays along an axis, to be written.
    ///
    /// # Panics
    /// An axis out of bounds.
    #[track_caller]
    pub fn axis_iter_mut(&mut self, axis: isize) -> AxisIter<ArrayViewMut<'_, T>> {
        expect(AxisIter::new(self.view_mut(), axis))
    }
}

impl<T: Elem> ArrayViewMut<'_, T> {
    /// The sub-arrays along an axis, to be written.
    ///
    /// # Panics
    /// An axis out of bounds.
    #[track_caller]
    pub fn axis_iter_mut(&mut self, axis: isize) -> AxisIter<ArrayViewMut<'_, T>> {
        expect(AxisIter::new(self.view_mut(), axis))
    }
}
