//! `cross`, and the diagonals of matrices.

use npcore_array::{Array, ArrayView, AsView, Operand, Operands, Result};
use npcore_dtype::Elem;
use npcore_ufunc::{Axes3, cross_axes};

use super::stack::refused;

/// The vector products of vectors of three places along an axis, broadcast together.
///
/// ```
/// use npcore_array::array;
/// let c = npcore_linalg::cross(&array![1, 2, 3], &array![4, 5, 6], -1)?;
/// assert_eq!(c.to_string(), "[-3  6 -3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Both input arrays must be (arrays of) 3-dimensional vectors, but they are 2 and 3 dimensional instead.`; an axis that
/// the arrays do not have; shapes that do not fit; no memory.
pub fn cross<A: Operands<B>, B: Operand>(a: A, b: B, axis: isize) -> Result<Array<A::Out>> {
    {
        let (a, b) = (a.parts(), b.parts());
        let length = |parts: &npcore_array::engine::OperandParts<'_>| -> Result<usize> {
            let view = parts.view();
            Ok(view.shape()[npcore_layout::normalize_axis(axis, view.ndim())?])
        };
        let (na, nb) = (length(&a)?, length(&b)?);
        if na != 3 || nb != 3 {
            return refused(format!(
                "Both input arrays must be (arrays of) 3-dimensional vectors, but they are {na} and {nb} dimensional \
                 instead."
            ));
        }
    }
    cross_axes(a, b, Axes3 { a: axis, b: axis, c: axis })
}

/// The diagonals of the matrices in the last two axes; a view.
///
/// ```
/// use npcore_array::array;
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!(npcore_linalg::diagonal(&a, 0)?.to_string(), "[1 4]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `diag requires an array of at least two dimensions`.
pub fn diagonal<T: Elem, X: AsView<T> + ?Sized>(a: &X, offset: isize) -> Result<ArrayView<'_, T>> {
    let a = a.as_view();
    if a.ndim() < 2 {
        return refused("diag requires an array of at least two dimensions");
    }
    a.diagonal(offset, -2, -1)
}

/// The sums of the diagonals of the matrices in the last two axes.
///
/// ```
/// use npcore_array::array;
/// assert_eq!(npcore_linalg::matrix_trace(&array![[1i64, 2], [3, 4]], 0)?.item()?, 5);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`diagonal`]; types that have no sum; no memory.
pub fn matrix_trace<T: Elem>(a: impl AsView<T>, offset: isize) -> Result<Array<T::Sum>> {
    npcore_ufunc::sum(diagonal(&a, offset)?, -1)
}
