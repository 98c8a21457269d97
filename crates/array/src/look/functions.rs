//! Free functions beside the methods of the same name: `np.flip(a)` is `flip(&a, ..)`, or `a.flip(..)`.
//!
//! They take whatever can be seen as an array, by reference: what they give borrows it.

use npcore_dtype::Elem;
use npcore_layout::Order;

use super::parts::Parts;
use super::split::Sections;
use crate::arguments::AsView;
use crate::containers::{Array, ArrayCow, ArrayView, DynArray};
use crate::error::Result;
use crate::shape::{Axes, IntoShape, Ints};

macro_rules! functions {
    ($($(#[$meta:meta])* $name:ident $method:ident $({$p:ident: $bound:ident})? ($($arg:ident: $ty:ty),*) -> $out:ty;)*) => { $(
        $(#[$meta])*
        pub fn $name<'a, T: Elem $(+ $bound)?>(a: &'a (impl AsView<T> + ?Sized), $($arg: $ty),*) -> $out {
            a.as_view().$method($($arg),*)
        }
    )* };
}
functions! {
    /// The axes in another order; a view. See [`Array::transpose`].
    ///
    /// # Errors
    /// `axes don't match array`; a repeated axis.
    transpose transpose(axes: impl Ints) -> Result<ArrayView<'a, T>>;
    /// The array API's name of [`transpose`].
    ///
    /// # Errors
    /// As [`transpose`].
    permute_dims transpose(axes: impl Ints) -> Result<ArrayView<'a, T>>;
    /// The last two axes exchanged; a view.
    ///
    /// # Errors
    /// `matrix transpose with ndim < 2 is undefined`.
    matrix_transpose matrix_transpose() -> Result<ArrayView<'a, T>>;
    /// Two axes exchanged; a view.
    ///
    /// # Errors
    /// An axis out of bounds.
    swapaxes swapaxes(axis1: isize, axis2: isize) -> Result<ArrayView<'a, T>>;
    /// Axes moved to new places, the others in their order; a view.
    ///
    /// # Errors
    /// An axis out of bounds or repeated; lists of different lengths.
    ///
    /// ```
    /// use npcore_array::{moveaxis, zeros};
    /// assert_eq!(moveaxis(&zeros::<f64>([3, 4, 5]), 0, -1)?.shape(), [4, 5, 3]);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    moveaxis moveaxis(source: impl Ints, destination: impl Ints) -> Result<ArrayView<'a, T>>;
    /// An axis moved back until it lies before the axis now at `start`; a view.
    ///
    /// # Errors
    /// An axis out of bounds; `'start' arg requires -2 <= start < 3, but 4 was passed in`.
    rollaxis rollaxis(axis: isize, start: isize) -> Result<ArrayView<'a, T>>;
    /// New axes of length 1 at these places of the result; a view.
    ///
    /// # Errors
    /// A place out of bounds or repeated; more than 64 axes.
    expand_dims expand_dims(axes: impl Ints) -> Result<ArrayView<'a, T>>;
    /// Without the axes of length 1; a view.
    squeeze squeeze() -> ArrayView<'a, T>;
    /// Without the given axes, which have length 1; a view.
    ///
    /// # Errors
    /// `cannot select an axis to squeeze out which has size not equal to one`.
    squeeze_axes squeeze_axes(axes: impl Axes) -> Result<ArrayView<'a, T>>;
    /// The order along the given axes reversed (`..` for all); a view.
    ///
    /// # Errors
    /// An axis out of bounds or repeated.
    ///
    /// ```
    /// assert_eq!(npcore_array::flip(&[1, 2, 3], ..)?.to_string(), "[3 2 1]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    flip flip(axes: impl Axes) -> Result<ArrayView<'a, T>>;
    /// The order along axis 1 reversed; a view.
    ///
    /// # Errors
    /// `Input must be >= 2-d.`
    fliplr fliplr() -> Result<ArrayView<'a, T>>;
    /// The order along axis 0 reversed; a view.
    ///
    /// # Errors
    /// `Input must be >= 1-d.`
    flipud flipud() -> Result<ArrayView<'a, T>>;
    /// Turned by `k` times 90 degrees in the plane of two axes; a view.
    ///
    /// # Errors
    /// `Axes must be different.`; axes out of range.
    ///
    /// ```
    /// use npcore_array::{array, rot90};
    /// assert_eq!(rot90(&array![[1, 2], [3, 4]], 1, (0, 1))?.to_string(), "[[2 4]\n [1 3]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    rot90 rot90(k: isize, axes: (isize, isize)) -> Result<ArrayView<'a, T>>;
    /// At least one axis; a view.
    atleast_1d atleast_1d() -> ArrayView<'a, T>;
    /// At least two axes; a vector becomes a row; a view.
    atleast_2d atleast_2d() -> ArrayView<'a, T>;
    /// At least three axes: `(n,)` becomes `(1, n, 1)`, `(m, n)` becomes `(m, n, 1)`; a view.
    atleast_3d atleast_3d() -> ArrayView<'a, T>;
    /// The diagonal of two axes as the last axis; a view.
    ///
    /// # Errors
    /// `diag requires an array of at least two dimensions`; an axis out of bounds.
    diagonal diagonal(offset: isize, axis1: isize, axis2: isize) -> Result<ArrayView<'a, T>>;
    /// The elements repeated to fill a shape, without a copy; a view, to be read.
    ///
    /// # Errors
    /// `operands could not be broadcast together with remapped shapes ...`.
    broadcast_to broadcast_to(shape: impl Ints) -> Result<ArrayView<'a, T>>;
    /// All windows of the given lengths along the given axes; a view, to be read.
    ///
    /// # Errors
    /// A window longer than its axis; as many lengths as axes are needed.
    sliding_window_view sliding_window_view(window: impl IntoShape, axes: impl Axes) -> Result<ArrayView<'a, T>>;
    /// The same elements in another shape: a view where NumPy's is one, else a copy.
    ///
    /// # Errors
    /// `cannot reshape array of size 6 into shape (4,)`.
    reshape reshape(shape: impl Ints) -> Result<ArrayCow<'a, T>>;
    /// All elements along one axis, in the given order: a view where that is contiguous, else a copy.
    ravel ravel_order(order: Order) -> ArrayCow<'a, T>;
    /// The array itself where it is C-contiguous, else a copy that is; with at least one axis.
    ascontiguousarray ascontiguousarray() -> ArrayCow<'a, T>;
    /// The array itself where it is F-contiguous, else a copy that is; with at least one axis.
    asfortranarray asfortranarray() -> ArrayCow<'a, T>;
    /// The array cut along an axis into equal parts, or before the positions of a list; views.
    ///
    /// # Errors
    /// `array split does not result in an equal division`; an axis out of bounds.
    ///
    /// ```
    /// use npcore_array::{arange, split};
    /// let a = arange(0, 6, 1);
    /// let parts: Vec<_> = split(&a, [2, 3], 0)?.iter().map(|p| p.to_string()).collect();
    /// assert_eq!(parts, ["[0 1]", "[2]", "[3 4 5]"]);
    /// assert_eq!(split(&a, 4, 0).unwrap_err().to_string(), "array split does not result in an equal division");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    split split(sections: impl Sections, axis: isize) -> Result<Vec<ArrayView<'a, T>>>;
    /// The array cut along an axis into parts as equal as possible, or before the positions of a list; views.
    ///
    /// # Errors
    /// `number sections must be larger than 0.`; an axis out of bounds.
    array_split array_split(sections: impl Sections, axis: isize) -> Result<Vec<ArrayView<'a, T>>>;
    /// Cut along axis 1, or axis 0 of a vector; views.
    ///
    /// # Errors
    /// As [`split`]; `hsplit only works on arrays of 1 or more dimensions`.
    hsplit hsplit(sections: impl Sections) -> Result<Vec<ArrayView<'a, T>>>;
    /// Cut along axis 0; views.
    ///
    /// # Errors
    /// As [`split`]; `vsplit only works on arrays of 2 or more dimensions`.
    vsplit vsplit(sections: impl Sections) -> Result<Vec<ArrayView<'a, T>>>;
    /// Cut along axis 2; views.
    ///
    /// # Errors
    /// As [`split`]; `dsplit only works on arrays of 3 or more dimensions`.
    dsplit dsplit(sections: impl Sections) -> Result<Vec<ArrayView<'a, T>>>;
    /// The sub-arrays along an axis as a list; views.
    ///
    /// # Errors
    /// `Input array must be at least 1-d.`; an axis out of bounds.
    unstack unstack(axis: isize) -> Result<Vec<ArrayView<'a, T>>>;
    /// The real parts; a view. Of real numbers it is the array itself.
    real real {T: Parts} () -> ArrayView<'a, T::Real>;
    /// The imaginary parts: a view of complex elements; of real numbers as many zeros.
    imag imag {T: Parts} () -> ArrayCow<'a, T::Real>;
}

/// A copy in the given order, as `np.copy(a, order)`.
///
/// # Errors
/// No memory.
pub fn copy<T: Elem>(a: impl AsView<T>, order: Order) -> Result<Array<T>> {
    a.as_view().try_to_owned(order)
}

/// A copy with every value converted, as `np.astype(a, dtype)`.
///
/// # Errors
/// Text that is not a number; no memory.
pub fn astype<T: Elem>(a: impl AsView<T>, dtype: npcore_dtype::DType) -> Result<DynArray> {
    a.as_view().astype_dyn(dtype)
}
