//! Cumulative sums and products.

use npcore_array::{Array, AsView, Result, SearchAxis, engine};
use npcore_dtype::Elem;
use npcore_kernel::Binary;

fn cumulative<T: Elem>(op: Binary, a: &impl AsView<T>, axis: Option<isize>) -> Result<Array<T::Sum>> {
    let view = a.as_view().as_dyn();
    match axis {
        Some(axis) => engine::typed(crate::scan::accumulate(op, &view, axis, None)?),
        None => {
            let flat = view.ravel();
            engine::typed(crate::scan::accumulate(op, &flat.view(), 0, None)?)
        }
    }
}

/// The sums of all elements up to each along an axis, or in the flattened array (`..`).
///
/// They are formed one after the other, as NumPy's.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::cumsum;
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// assert_eq!(cumsum(&a, ..)?.to_string(), "[ 1  3  6 10 15 21]");
/// assert_eq!(cumsum(&a, 0)?.to_string(), "[[1 2 3]\n [5 7 9]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis that the array does not have; types without a sum; no memory.
pub fn cumsum<T: Elem>(a: impl AsView<T>, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
    cumulative(Binary::Add, &a, axis.axis())
}

/// The products of all elements up to each along an axis, or in the flattened array (`..`).
///
/// # Errors
/// As [`cumsum`].
pub fn cumprod<T: Elem>(a: impl AsView<T>, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
    cumulative(Binary::Multiply, &a, axis.axis())
}
