//! Several arrays brought to one shape, and layouts of the user's own.

use npcore_dtype::Elem;
use npcore_layout::Layout;

use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, check_distinct};
use crate::error::Result;
use crate::shape::{IntoShape, Ints};

/// A container, or a reference to one, that gives a view for the lifetime `'a`.
///
/// For functions that take several arrays and give views of them: `broadcast_arrays([&a, &b])`.
pub trait IntoView<'a> {
    /// The type of its elements.
    type T: Elem;
    /// The elements, to be read.
    fn into_view(self) -> ArrayView<'a, Self::T>;
}

macro_rules! into_view {
    ($([$($generics:tt)*] $ty:ty;)*) => { $(
        impl<'a, $($generics)* T: Elem> IntoView<'a> for $ty {
            type T = T;
            fn into_view(self) -> ArrayView<'a, T> {
                self.view()
            }
        }
    )* };
}
into_view! {
    [] ArrayView<'a, T>;
    ['b,] &'b ArrayView<'a, T>;
    [] &'a Array<T>;
    ['b,] &'a ArrayCow<'b, T>;
    ['b,] &'a ArrayViewMut<'b, T>;
}

/// All arrays with their common shape, those that are shorter repeated without a copy; views, to be read.
///
/// An array that has the shape keeps its strides.
///
/// # Errors
/// `shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (3,) and arg 1
/// with shape (4,).`; too many axes or elements.
///
/// ```
/// use npcore_array::{array, broadcast_arrays};
/// let (row, column) = (array![1, 2, 3], array![[10], [20]]);
/// let both = broadcast_arrays([&row, &column])?;
/// assert_eq!(both[0].strides(), [0, 4]);
/// assert_eq!(both[1].to_string(), "[[10 10 10]\n [20 20 20]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn broadcast_arrays<'a, V: IntoView<'a>>(arrays: impl IntoIterator<Item = V>) -> Result<Vec<ArrayView<'a, V::T>>> {
    let views: Vec<_> = arrays.into_iter().map(IntoView::into_view).collect();
    let layouts: Vec<&Layout> = views.iter().map(|v| &v.raw().layout).collect();
    let wide = npcore_broadcast::broadcast_layouts(&layouts)?;
    // SAFETY: each place of a result is an element of the view it comes from.
    Ok(views.iter().zip(wide).map(|(v, l)| unsafe { ArrayView::from_raw(v.raw().with_layout(l)) }).collect())
}

/// Whether two arrays have one shape when broadcast together, and equal values there.
///
/// ```
/// use npcore_array::{array, array_equiv};
/// assert!(array_equiv(&array![1, 2], &array![[1, 2], [1, 2]]));
/// assert!(!array_equiv(&array![1, 2], &array![1, 2, 1, 2]));
/// ```
pub fn array_equiv<T: Elem, U: Elem>(a: impl AsView<T>, b: impl AsView<U>) -> bool {
    let (a, b) = (a.as_view(), b.as_view());
    let (a, b) = (a.raw(), b.raw());
    npcore_broadcast::broadcast_layouts(&[&a.layout, &b.layout])
        .is_ok_and(|wide| crate::equality::array_equal(&a.with_layout(wide[0]), &b.with_layout(wide[1])))
}

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
