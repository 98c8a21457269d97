//! Views, both ways, in the same memory.

use ::ndarray::{ArrayRef, Axis, Dimension, IxDyn, RawArrayView, RawArrayViewMut, ShapeBuilder, StrideShape};
use npcore_dtype::Element;
use npcore_layout::Layout;
use smallvec::SmallVec;

use super::error::NdarrayError;
use crate::containers::{ArrayView, ArrayViewMut, Container};
use crate::error::expect;
use crate::raw::Raw;

/// An ndarray layout, its strides in elements, as one of bytes.
pub(super) fn to_layout(
    shape: &[usize],
    strides: &[isize],
    offset: usize,
    itemsize: usize,
) -> Result<Layout, NdarrayError> {
    let is_empty = shape.contains(&0);
    // In bytes every stride that is ever taken fits; others (of empty arrays, of axes of length 1) may not, and
    // mean nothing.
    let bytes = shape.iter().zip(strides).map(|(&n, &stride)| if is_empty || n == 1 { 0 } else { stride });
    let bytes: SmallVec<[isize; 6]> = bytes.map(|stride| stride.wrapping_mul(itemsize as isize)).collect();
    Ok(Layout::new(shape, &bytes, offset.wrapping_mul(itemsize) as isize)?)
}

pub(super) fn view<T: Element, D: Dimension>(nd: &ArrayRef<T, D>) -> Result<ArrayView<'_, T>, NdarrayError> {
    const { crate::raw::no_padding::<T>() };
    let layout = to_layout(nd.shape(), nd.strides(), 0, size_of::<T>())?;
    let ptr = nd.as_ptr().cast::<u8>().cast_mut();
    // SAFETY: ndarray's elements are initialised values of T in one allocation, and stay borrowed; T's dtype.
    Ok(unsafe { ArrayView::from_raw(Raw { ptr, dtype: <T as Element>::dtype(), layout, trusted: true }) })
}

pub(super) fn view_mut<T: Element, D: Dimension>(nd: &mut ArrayRef<T, D>) -> Result<ArrayViewMut<'_, T>, NdarrayError> {
    const { crate::raw::no_padding::<T>() };
    let layout = to_layout(nd.shape(), nd.strides(), 0, size_of::<T>())?;
    let ptr = nd.as_mut_ptr().cast::<u8>();
    // SAFETY: as in `view`; the borrow is exclusive, and ndarray's mutable arrays reach each element once.
    Ok(unsafe { ArrayViewMut::from_raw(Raw { ptr, dtype: <T as Element>::dtype(), layout, trusted: true }) })
}

impl<'a, T: Element> ArrayView<'a, T> {
    /// The same memory as a view of this library (feature `ndarray`).
    ///
    /// # Errors
    /// More than 64 axes.
    pub fn try_from_ndarray<D: Dimension>(nd: ::ndarray::ArrayView<'a, T, D>) -> Result<Self, NdarrayError> {
        let raw = *view(&nd)?.raw();
        // SAFETY: the view lends its elements for 'a, longer than it lives itself.
        Ok(unsafe { ArrayView::from_raw(raw) })
    }
}

impl<'a, T: Element> ArrayViewMut<'a, T> {
    /// The same memory as a view of this library (feature `ndarray`).
    ///
    /// # Errors
    /// More than 64 axes.
    pub fn try_from_ndarray<D: Dimension>(mut nd: ::ndarray::ArrayViewMut<'a, T, D>) -> Result<Self, NdarrayError> {
        let raw = *view_mut(&mut nd)?.raw();
        // SAFETY: the view lends its elements exclusively for 'a; it is given up here.
        Ok(unsafe { ArrayViewMut::from_raw(raw) })
    }
}

impl<'a, T: Element, D: Dimension> From<::ndarray::ArrayView<'a, T, D>> for ArrayView<'a, T> {
    /// The same memory.
    ///
    /// # Panics
    /// More than 64 axes; [`ArrayView::try_from_ndarray`] gives an error.
    #[track_caller]
    fn from(nd: ::ndarray::ArrayView<'a, T, D>) -> Self {
        expect(ArrayView::try_from_ndarray(nd))
    }
}

impl<'a, T: Element, D: Dimension> From<::ndarray::ArrayViewMut<'a, T, D>> for ArrayViewMut<'a, T> {
    /// The same memory.
    ///
    /// # Panics
    /// More than 64 axes; [`ArrayViewMut::try_from_ndarray`] gives an error.
    #[track_caller]
    fn from(nd: ::ndarray::ArrayViewMut<'a, T, D>) -> Self {
        expect(ArrayViewMut::try_from_ndarray(nd))
    }
}

impl<'a, T: Element, D: Dimension> TryFrom<ArrayView<'a, T>> for ::ndarray::ArrayView<'a, T, D> {
    type Error = NdarrayError;

    /// The same memory.
    ///
    /// # Errors
    /// [`NdarrayError`]: unaligned or unchecked elements, odd strides, another rank than `D`'s.
    fn try_from(view: ArrayView<'a, T>) -> Result<Self, NdarrayError> {
        let strides = ElementStrides::of::<T, D>(view.raw())?;
        // SAFETY: what `ElementStrides` checked, and the invariants of `Raw`: the elements are initialised,
        // valid, aligned, in one allocation, and lent for 'a; `start` is the lowest of them and the strides
        // are not negative.
        let mut nd = unsafe {
            RawArrayView::from_shape_ptr(strides.shape(), strides.start.cast::<T>().cast_const()).deref_into_view()
        };
        strides.negative().for_each(|axis| nd.invert_axis(axis));
        nd.into_dimensionality().map_err(|_| strides.rank_error::<D>())
    }
}

impl<'a, T: Element, D: Dimension> TryFrom<ArrayViewMut<'a, T>> for ::ndarray::ArrayViewMut<'a, T, D> {
    type Error = NdarrayError;

    /// The same memory.
    ///
    /// # Errors
    /// [`NdarrayError`]: unaligned or unchecked elements, odd strides, another rank than `D`'s, a layout that
    /// ndarray takes for overlapping.
    fn try_from(view: ArrayViewMut<'a, T>) -> Result<Self, NdarrayError> {
        const { crate::raw::no_padding::<T>() };
        let strides = ElementStrides::of::<T, D>(view.raw())?;
        strides.check_distinct(view.raw())?;
        // SAFETY: as above; the elements are lent exclusively for 'a, and each is reached once.
        let mut nd = unsafe {
            RawArrayViewMut::from_shape_ptr(strides.shape(), strides.start.cast::<T>()).deref_into_view_mut()
        };
        strides.negative().for_each(|axis| nd.invert_axis(axis));
        nd.into_dimensionality().map_err(|_| strides.rank_error::<D>())
    }
}

/// A layout as ndarray has it: strides in elements from the lowest address, and the axes to be turned round
/// afterwards.
pub(super) struct ElementStrides {
    shape: SmallVec<[usize; 6]>,
    /// In elements, 0 along axes of length 1; all 0 where no element has a byte.
    strides: SmallVec<[isize; 6]>,
    /// Whether there is no byte at all: strides are ndarray's business then.
    pub is_empty: bool,
    /// The lowest address of an element; aligned, and dangling where there is none.
    start: *mut u8,
}

impl ElementStrides {
    /// # Errors
    /// What makes the elements none of ndarray's, or their rank none of `D`'s.
    pub fn of<T: Element, D: Dimension>(raw: &Raw) -> Result<ElementStrides, NdarrayError> {
        let (ndim, itemsize) = (raw.layout.ndim(), size_of::<T>());
        if let Some(wanted) = D::NDIM
            && wanted != ndim
        {
            return Err(NdarrayError::Rank { ndim, wanted });
        }
        let shape: SmallVec<[usize; 6]> = raw.layout.shape().iter().copied().collect();
        let mut strides: SmallVec<[isize; 6]> = smallvec::smallvec![0; ndim];
        let is_empty = raw.size() == 0 || itemsize == 0;
        if is_empty {
            let start = std::ptr::NonNull::<T>::dangling().as_ptr().cast();
            return Ok(ElementStrides { shape, strides, is_empty, start });
        }
        if !T::ALL_VALID && !raw.trusted {
            return Err(NdarrayError::NotTrusted { dtype: raw.dtype });
        }
        let mut start = raw.first();
        for (axis, (&n, &stride)) in raw.layout.shape().iter().zip(raw.layout.strides()).enumerate() {
            if n == 1 {
                continue;
            }
            if stride % itemsize as isize != 0 {
                return Err(NdarrayError::StrideNotMultiple { axis, stride, itemsize });
            }
            strides[axis] = stride / itemsize as isize;
            if stride < 0 {
                start = start.wrapping_offset(stride * (n as isize - 1));
            }
        }
        // The other elements lie whole elements further.
        if !start.cast::<T>().is_aligned() {
            return Err(NdarrayError::Unaligned { alignment: align_of::<T>() });
        }
        Ok(ElementStrides { shape, strides, is_empty, start })
    }

    /// The shape with no stride negative.
    pub fn shape(&self) -> StrideShape<IxDyn> {
        let shape = IxDyn(&self.shape);
        if self.is_empty {
            return shape.into();
        }
        let strides: SmallVec<[usize; 6]> = self.strides.iter().map(|stride| stride.unsigned_abs()).collect();
        shape.strides(IxDyn(&strides))
    }

    /// The axes that run from higher to lower addresses.
    pub fn negative(&self) -> impl Iterator<Item = Axis> + '_ {
        (0..self.strides.len()).filter(|&axis| self.strides[axis] < 0).map(Axis)
    }

    /// ndarray's own rule for memory that is written: sorted by stride, each axis steps over all that the
    /// axes before it reach.
    pub fn check_distinct(&self, raw: &Raw) -> Result<(), NdarrayError> {
        let mut axes: SmallVec<[usize; 6]> = (0..self.shape.len()).filter(|&axis| self.shape[axis] != 1).collect();
        axes.sort_by_key(|&axis| self.strides[axis].unsigned_abs());
        let mut reach = 0;
        for axis in axes {
            let stride = self.strides[axis].unsigned_abs();
            if stride <= reach && !self.is_empty {
                return Err(NdarrayError::Overlap {
                    shape: raw.layout.shape()[..].into(),
                    strides: raw.layout.strides()[..].into(),
                });
            }
            // Within the extent of the elements, which is far from overflow.
            reach += stride * self.shape[axis].saturating_sub(1);
        }
        Ok(())
    }

    pub fn rank_error<D: Dimension>(&self) -> NdarrayError {
        NdarrayError::Rank { ndim: self.shape.len(), wanted: D::NDIM.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::ndarray::Ix2;

    #[test]
    fn strides_in_bytes() {
        let layout = to_layout(&[3, 2], &[-2, 1], 4, 8).unwrap();
        assert_eq!((&layout.strides()[..], layout.offset()), (&[-16, 8][..], 32));
        // What is never taken may be anything.
        let layout = to_layout(&[1, 2], &[isize::MAX, 1], 0, 8).unwrap();
        assert_eq!(layout.strides()[..], [0, 8]);
        let layout = to_layout(&[0, 2], &[isize::MIN, isize::MAX], 0, 8).unwrap();
        assert_eq!((&layout.shape()[..], layout.size()), (&[0, 2][..], 0));
        assert!(to_layout(&[1; 65], &[1; 65], 0, 8).is_err());
    }

    #[test]
    fn strides_in_elements() {
        let elements = [0i32; 8];
        let raw = |shape: &[usize], strides: &[isize], offset| Raw {
            ptr: elements.as_ptr().cast::<u8>().cast_mut(),
            dtype: npcore_dtype::DType::INT32,
            layout: Layout::new(shape, strides, offset).unwrap(),
            trusted: true,
        };
        let turned = raw(&[2, 4], &[16, -4], 12);
        let strides = ElementStrides::of::<i32, Ix2>(&turned).unwrap();
        assert_eq!((&strides.strides[..], strides.start), (&[4, -1][..], turned.ptr));
        assert!(strides.negative().eq([Axis(1)]));
        strides.check_distinct(&turned).unwrap();
        // An odd stride along an axis of one element is none.
        assert!(ElementStrides::of::<i32, Ix2>(&raw(&[1, 2], &[3, 4], 0)).is_ok());
        assert!(ElementStrides::of::<i32, IxDyn>(&raw(&[2, 2], &[6, 4], 0)).is_err());
        // Repeated elements may be read, not written; where there are none, neither matters.
        let repeated = raw(&[2, 2], &[0, 4], 0);
        let strides = ElementStrides::of::<i32, IxDyn>(&repeated).unwrap();
        assert!(matches!(strides.check_distinct(&repeated), Err(NdarrayError::Overlap { .. })));
        let none = raw(&[0, 2], &[0, 3], 1);
        ElementStrides::of::<i32, IxDyn>(&none).unwrap().check_distinct(&none).unwrap();
    }
}
