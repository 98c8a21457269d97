//! From the distances of pairs to the square matrix, and back.

use npcore_array::{Array, AsView, DynArray, DynView, Result, s};
use npcore_dtype::Elem;

use crate::products::operands::{refused, typed};

/// Blocks of the matrix that are mirrored together.
const BLOCK: usize = 64;

/// The symmetric matrix, with zeros on its diagonal, of the distances of pairs that [`pdist`](crate::pdist) gives; or, of such a
/// matrix, the distances of the pairs.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::squareform;
/// let square = squareform([1, 2, 3])?;
/// assert_eq!(square.to_string(), "[[0 1 2]\n [1 0 3]\n [2 3 0]]");
/// assert_eq!(squareform(&square)?.to_string(), "[1 2 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// SciPy's words for numbers of elements that are none of pairs, matrices that are not square, not symmetric or not 0 on the
/// diagonal; no memory.
pub fn squareform<T: Elem>(x: impl AsView<T>) -> Result<Array<T>> {
    let x = x.as_view().as_dyn();
    typed(match x.ndim() {
        1 => to_square(x)?,
        2 => to_pairs(x)?,
        n => {
            return refused(format!(
                "The first argument must be one or two dimensional array. A {n}-dimensional array is not permitted"
            ));
        }
    })
}

fn to_square(x: DynView<'_>) -> Result<DynArray> {
    let len = x.shape()[0];
    if len == 0 {
        return DynArray::zeros_dyn([1, 1], x.dtype());
    }
    let n = ((len as f64) * 2.0).sqrt().ceil() as usize;
    if n.checked_mul(n - 1) != len.checked_mul(2) {
        return refused(
            "Incompatible vector size. It must be a binomial coefficient n choose 2 for some integer n >= 2.",
        );
    }
    let mut square = DynArray::zeros_dyn([n, n], x.dtype())?;
    let cells = square.cells();
    let mut from = 0;
    for i in 0..n as isize - 1 {
        let to = from + n as isize - 1 - i;
        cells.slice(s![i, i + 1..]).try_assign(x.slice(s![from..to]))?;
        from = to;
    }
    // Each block above the diagonal to its place below; those on it as a whole.
    for i in (0..n).step_by(BLOCK) {
        let rows = (i as isize, (i + BLOCK).min(n) as isize);
        for k in rows.0..rows.1 {
            cells.slice(s![k + 1..rows.1, k]).try_assign(cells.slice(s![k, k + 1..rows.1]))?;
        }
        cells.slice(s![rows.1.., rows.0..rows.1]).try_assign(cells.slice(s![rows.0..rows.1, rows.1..]).t())?;
    }
    Ok(square)
}

fn to_pairs(x: DynView<'_>) -> Result<DynArray> {
    let n = x.shape()[0];
    if n != x.shape()[1] {
        return refused("The matrix argument must be square.");
    }
    let same: bool = npcore_ufunc::all(npcore_array::equal(x, x.t())?, ..)?;
    if !same {
        return refused("Distance matrix 'X' must be symmetric.");
    }
    let diagonal = x.diagonal(0, 0, 1)?;
    if npcore_ufunc::any(diagonal, ..)? {
        return refused("Distance matrix 'X' diagonal must be zero.");
    }
    let mut pairs = DynArray::zeros_dyn([n * n.saturating_sub(1) / 2], x.dtype())?;
    let mut from = 0;
    for i in 0..n as isize {
        let to = from + n as isize - 1 - i;
        pairs.slice_mut(s![from..to]).try_assign(x.slice(s![i, i + 1..]))?;
        from = to;
    }
    Ok(pairs)
}
