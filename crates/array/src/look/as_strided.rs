//! Views with a layout of the user's own.

use npcore_dtype::Elem;
use npcore_layout::Layout;

use crate::arguments::{AsView, AsViewMut};
use crate::containers::{ArrayView, ArrayViewMut, Container, check_distinct};
use crate::error::Result;
use crate::shape::{IntoShape, Ints};

/// A view with a shape and byte strides of the caller's own, from the array's first element.
///
/// `sliding_window_view`, `broadcast_to` and `slice` are the ways to the usual ones that check.
///
/// # Safety
/// Every element of the result lies in the memory of the array that `a` is a view of, and nobody writes there for as
/// long as `a` is borrowed.
///
/// # Errors
/// Lists of different lengths; places that no address reaches.
///
/// ```
/// use npcore_array::{arange, as_strided};
/// let a = arange::<i32>(0, 5, 1);
/// // SAFETY: the last element is 2 + 2 = 4.
/// let windows = unsafe { as_strided(&a, [3, 3], [4, 4])? };
/// assert_eq!(windows.to_string(), "[[0 1 2]\n [1 2 3]\n [2 3 4]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub unsafe fn as_strided<'a, T: Elem>(
    a: &'a (impl AsView<T> + ?Sized),
    shape: impl IntoShape,
    strides: impl Ints,
) -> Result<ArrayView<'a, T>> {
    let raw = *a.as_view().raw();
    let layout = Layout::new(&shape.into_shape()?, &strides.to_list(), raw.layout.offset())?;
    // SAFETY: the caller's word.
    Ok(unsafe { ArrayView::from_raw(raw.with_layout(layout)) })
}

/// [`as_strided`], to be written.
///
/// # Safety
/// As [`as_strided`], and nobody else reaches the result's elements while `a` is borrowed.
///
/// # Errors
/// As [`as_strided`]; elements that share memory.
pub unsafe fn as_strided_mut<'a, T: Elem>(
    a: &'a mut (impl AsViewMut<T> + ?Sized),
    shape: impl IntoShape,
    strides: impl Ints,
) -> Result<ArrayViewMut<'a, T>> {
    let raw = *a.as_view_mut().raw();
    let layout = Layout::new(&shape.into_shape()?, &strides.to_list(), raw.layout.offset())?;
    check_distinct(&layout, raw.itemsize())?;
    // SAFETY: the caller's word; each element is reached once.
    Ok(unsafe { ArrayViewMut::from_raw(raw.with_layout(layout)) })
}
