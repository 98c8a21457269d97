//! Owned arrays, both ways: the vector changes hands.

use ::ndarray::{ArrayD, Dimension, IxDyn};
use npcore_dtype::Element;
use npcore_exec::{Buffer, Operand};
use npcore_layout::Order;

use super::error::{IntoNdarrayError, NdarrayError};
use super::views::{ElementStrides, to_layout};
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{ArrayError, Result, expect};
use crate::macros::readers;
use crate::raw::Raw;

impl<T: Element> Array<T> {
    /// Takes the memory of an ndarray array, of any layout (feature `ndarray`).
    ///
    /// # Errors
    /// More than 64 axes.
    pub fn try_from_ndarray<D: Dimension>(nd: ::ndarray::Array<T, D>) -> Result<Array<T>, NdarrayError> {
        let (shape, strides) = (nd.raw_dim(), nd.strides().to_vec());
        // The offset of the first element, which is not the lowest where a stride is negative. (There is none in
        // an empty array.)
        let (mut vec, offset) = nd.into_raw_vec_and_offset();
        let layout = to_layout(shape.slice(), &strides, offset.unwrap_or(0), size_of::<T>())?;
        // SAFETY: the vector's own values.
        unsafe { crate::create::clear_padding(vec.as_mut_ptr(), vec.len()) };
        // SAFETY: the layout reaches elements of the vector, initialised values of T, each once: ndarray's
        // invariants of owned arrays.
        Ok(unsafe { Array::from_parts(Buffer::from_vec(vec), <T as Element>::dtype(), layout, true) })
    }

    /// The same array as one of ndarray, in its own memory (feature `ndarray`).
    ///
    /// That takes memory that is a vector's: of an array that came from a `Vec` or from ndarray. What this
    /// library allocates is aligned higher than a vector, and ndarray could not give it back.
    /// [`to_ndarray`](Array::to_ndarray) copies.
    ///
    /// # Errors
    /// [`NdarrayError`] with the array, unchanged.
    ///
    /// ```
    /// use npcore_array::{Array, NdarrayError, array};
    /// let nd = Array::from(vec![1.0, 2.0, 3.0]).try_into_ndarray()?;
    /// assert_eq!(nd, ndarray::arr1(&[1.0, 2.0, 3.0]).into_dyn());
    ///
    /// let sum = array![1.0, 2.0] + &array![[1.0], [2.0]]; // memory of this library
    /// let refused = sum.try_into_ndarray().unwrap_err();
    /// assert_eq!(refused.reason, NdarrayError::Allocation);
    /// assert_eq!(refused.array.to_ndarray()[[1, 0]], 3.0);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    #[expect(clippy::result_large_err, reason = "the array comes back as it came in, not boxed")]
    pub fn try_into_ndarray(self) -> Result<ArrayD<T>, IntoNdarrayError<T>> {
        self.try_into()
    }
}

impl<T: Element, D: Dimension> From<::ndarray::Array<T, D>> for Array<T> {
    /// Takes the memory, of any layout.
    ///
    /// # Panics
    /// More than 64 axes; [`Array::try_from_ndarray`] gives an error.
    #[track_caller]
    fn from(nd: ::ndarray::Array<T, D>) -> Array<T> {
        expect(Array::try_from_ndarray(nd))
    }
}

impl<'a, T: Element, D: Dimension> From<::ndarray::CowArray<'a, T, D>> for ArrayCow<'a, T> {
    /// The view, or the memory if it is owned.
    ///
    /// # Panics
    /// More than 64 axes.
    #[track_caller]
    fn from(nd: ::ndarray::CowArray<'a, T, D>) -> ArrayCow<'a, T> {
        if nd.is_owned() {
            return ArrayCow::Owned(Array::from(nd.into_owned()));
        }
        let raw = *expect(super::views::view(&nd)).raw();
        // SAFETY: the elements are not the array's own: it lends them for 'a, longer than it lives itself.
        ArrayCow::View(unsafe { ArrayView::from_raw(raw) })
    }
}

impl<T: Element, D: Dimension> TryFrom<Array<T>> for ::ndarray::Array<T, D> {
    type Error = IntoNdarrayError<T>;

    /// The same memory: see [`Array::try_into_ndarray`].
    ///
    /// # Errors
    /// [`NdarrayError`] with the array, unchanged.
    fn try_from(array: Array<T>) -> Result<Self, IntoNdarrayError<T>> {
        let strides = match fitting::<T, D>(array.raw()) {
            Ok(strides) => strides,
            Err(reason) => return Err(IntoNdarrayError { reason, array }),
        };
        let vec = if strides.is_empty {
            // No bytes, so none to take.
            array.to_vec()
        } else {
            let size = array.size();
            let (buffer, raw) = array.into_parts();
            // SAFETY: `size` elements from the buffer's start, as `fitting` checked, all of them initialised
            // and valid values: those of the array.
            match unsafe { buffer.into_vec::<T>(size) } {
                Ok(vec) => vec,
                Err(buffer) => {
                    // SAFETY: the parts of an array, put together again.
                    let array = unsafe { Array::from_parts(buffer, raw.dtype, raw.layout, raw.trusted) };
                    return Err(IntoNdarrayError { reason: NdarrayError::Allocation, array });
                }
            }
        };
        let mut nd = ArrayD::from_shape_vec(strides.shape(), vec).expect("the layout was checked by ndarray's rules");
        strides.negative().for_each(|axis| nd.invert_axis(axis));
        Ok(nd.into_dimensionality().expect("the rank was checked"))
    }
}

/// The strides of an array whose elements can be one of ndarray's vectors.
fn fitting<T: Element, D: Dimension>(raw: &Raw) -> Result<ElementStrides, NdarrayError> {
    let strides = ElementStrides::of::<T, D>(raw)?;
    strides.check_distinct(raw)?;
    let (low, high) = raw.layout.extents(raw.itemsize());
    if !strides.is_empty && (low != 0 || high.unsigned_abs() != raw.size() * raw.itemsize()) {
        return Err(NdarrayError::Gaps);
    }
    Ok(strides)
}

readers! { where T: Element;
    /// A copy as an array of the `ndarray` crate, in the same order in memory (feature `ndarray`).
    ///
    /// # Panics
    /// No memory; [`try_to_ndarray`](Self::try_to_ndarray) gives an error.
    #[track_caller]
    pub fn to_ndarray(&self) -> ArrayD<T> {
        expect(self.try_to_ndarray())
    }

    /// [`to_ndarray`](Self::to_ndarray) with an error instead of a panic.
    ///
    /// # Errors
    /// No memory.
    pub fn try_to_ndarray(&self) -> Result<ArrayD<T>> {
        // SAFETY: a container's elements may be read.
        unsafe { copied(self.raw()) }
    }
}

/// # Safety
/// The elements of `raw` may be read; they are of type `T`.
unsafe fn copied<T: Element>(raw: &Raw) -> Result<ArrayD<T>> {
    let (size, itemsize) = (raw.size(), size_of::<T>());
    let no_memory =
        || ArrayError::Memory { bytes: size * itemsize, shape: raw.layout.shape()[..].into(), dtype: raw.dtype };
    let mut vec: Vec<T> = Vec::new();
    vec.try_reserve_exact(size).map_err(|_| no_memory())?;
    // SAFETY: the caller's word, for as long as this call.
    let view: ArrayView<'_, T> = unsafe { ArrayView::from_raw(*raw) };
    let plain = raw.trusted || T::ALL_VALID;
    let layout = raw.layout.like(if plain { Order::K } else { Order::C }, itemsize)?;
    if plain {
        let target = Operand { ptr: vec.as_mut_ptr().cast(), dtype: raw.dtype, layout: &layout };
        // SAFETY: the source may be read; the target is memory for `size` elements, gapless from its start, that
        // is ours alone; all of them are written, with valid values.
        unsafe {
            npcore_exec::assign(&raw.operand(), &target, false)?;
            vec.set_len(size);
        }
    } else {
        // Byte patterns that mean nothing are read as values, one by one.
        vec.extend(view.values());
    }
    let copy = Raw { ptr: vec.as_mut_ptr().cast(), layout, trusted: true, ..*raw };
    let strides = ElementStrides::of::<T, IxDyn>(&copy).map_err(ArrayError::from)?;
    Ok(ArrayD::from_shape_vec(strides.shape(), vec).expect("a gapless layout of as many elements"))
}
