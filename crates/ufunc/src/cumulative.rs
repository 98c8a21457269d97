//! Cumulative sums and products.

use npcore_array::{Array, ArrayError, AsView, DynArray, DynView, Result, SearchAxis, concatenate, engine};
use npcore_dtype::Elem;
use npcore_kernel::Binary;

/// The results of all steps along an axis, or in the flattened array.
pub(crate) fn cumulative(op: Binary, a: &DynArray, axis: Option<isize>) -> Result<DynArray> {
    steps(op, a.view(), axis)
}

fn steps(op: Binary, view: DynView<'_>, axis: Option<isize>) -> Result<DynArray> {
    match axis {
        // A value counts for one place.
        Some(axis) if view.ndim() == 0 => crate::scan::accumulate(op, &view.reshape_view(1)?, axis, None),
        Some(axis) => crate::scan::accumulate(op, &view, axis, None),
        None => {
            let flat = view.ravel();
            crate::scan::accumulate(op, &flat.view(), 0, None)
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
    engine::typed(steps(Binary::Add, a.as_view().as_dyn(), axis.axis())?)
}

/// The products of all elements up to each along an axis, or in the flattened array (`..`).
///
/// # Errors
/// As [`cumsum`].
pub fn cumprod<T: Elem>(a: impl AsView<T>, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
    engine::typed(steps(Binary::Multiply, a.as_view().as_dyn(), axis.axis())?)
}

/// [`cumsum`] as the Python array API has it: an array of several axes takes one to go along, a value counts for one
/// place, and `include_initial` puts a 0 in front, so that the axis gets longer by one.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::cumulative_sum;
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// assert_eq!(cumulative_sum(&a, 1, true)?.to_string(), "[[ 0  1  3  6]\n [ 0  4  9 15]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis that the array does not have, or none of several; types without a sum; no memory.
pub fn cumulative_sum<T: Elem>(
    a: impl AsView<T>,
    axis: impl SearchAxis,
    include_initial: bool,
) -> Result<Array<T::Sum>> {
    engine::typed(with_initial(Binary::Add, a.as_view().as_dyn(), axis.axis(), include_initial)?)
}

/// [`cumprod`] as the Python array API has it, with a 1 in front if wanted; see [`cumulative_sum`].
///
/// # Errors
/// As [`cumulative_sum`].
pub fn cumulative_prod<T: Elem>(
    a: impl AsView<T>,
    axis: impl SearchAxis,
    include_initial: bool,
) -> Result<Array<T::Sum>> {
    engine::typed(with_initial(Binary::Multiply, a.as_view().as_dyn(), axis.axis(), include_initial)?)
}

fn with_initial(op: Binary, a: DynView<'_>, axis: Option<isize>, include_initial: bool) -> Result<DynArray> {
    let a = if a.ndim() == 0 { a.reshape_view(1)? } else { a };
    let axis = match axis {
        Some(axis) => axis,
        None if a.ndim() < 2 => 0,
        None => {
            let words = "For arrays which have more than one dimension ``axis`` argument is required.";
            return Err(ArrayError::Value(words.into()));
        }
    };
    let steps = crate::scan::accumulate(op, &a, axis, None)?;
    if !include_initial {
        return Ok(steps);
    }
    let mut shape = a.shape().to_vec();
    shape[npcore_layout::normalize_axis(axis, a.ndim())?] = 1;
    let start = crate::reduce::run::number(if op == Binary::Add { 0.0 } else { 1.0 }, steps.dtype())?;
    concatenate(&[start.view().broadcast_to(&shape[..])?, steps.view()], axis)
}
