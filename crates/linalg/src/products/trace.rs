//! `trace`: sums of diagonals.

use npcore_array::{Array, AsView, DynArray, DynView, Result};
use npcore_dtype::{DType, Elem, Element};
use npcore_ufunc::reduce;

use super::operands::typed;

/// The sum of the diagonal of two axes, `offset` places above the main one; for each place of the other axes, if there are any.
///
/// No element is copied. [`trace_as`] computes in another type.
///
/// ```
/// use npcore_array::{array, ones};
/// use npcore_linalg::trace;
/// let a = array![[1i32, 2, 3], [4, 5, 6]];
/// assert_eq!(trace(&a, 0, 0, 1)?.item()?, 6);
/// assert_eq!(trace(&a, 1, 0, 1)?.item()?, 8);
/// assert_eq!(trace(&ones::<f64>([4, 2, 2]), 0, 1, 2)?.to_string(), "[2. 2. 2. 2.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `diag requires an array of at least two dimensions`, axes out of bounds or the same; types without a sum; no memory.
pub fn trace<T: Elem>(a: impl AsView<T>, offset: isize, axis1: isize, axis2: isize) -> Result<Array<T::Sum>> {
    typed(trace_dyn(a.as_view().as_dyn(), offset, [axis1, axis2], None)?)
}

/// [`trace`] of the elements converted to another type.
///
/// ```
/// use npcore_array::array;
/// let a = array![[200u8, 0], [0, 100]];
/// assert_eq!(npcore_linalg::trace_as::<u8, f32>(&a, 0, 0, 1)?.item()?, 300.0);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`trace`].
pub fn trace_as<T: Elem, U: Element>(a: impl AsView<T>, offset: isize, axis1: isize, axis2: isize) -> Result<Array<U>> {
    typed(trace_dyn(a.as_view().as_dyn(), offset, [axis1, axis2], Some(U::dtype()))?)
}

fn trace_dyn(a: DynView<'_>, offset: isize, [i, j]: [isize; 2], dtype: Option<DType>) -> Result<DynArray> {
    let diagonal = a.diagonal(offset, i, j)?;
    match dtype {
        Some(dtype) => reduce(&diagonal).axis(-1).dtype_dyn(dtype).sum(),
        None => npcore_ufunc::sum(diagonal, -1),
    }
}
