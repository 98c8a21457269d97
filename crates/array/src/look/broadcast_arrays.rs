//! Several arrays brought to one shape.

use npcore_dtype::Elem;
use npcore_layout::Layout;

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::Result;

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
