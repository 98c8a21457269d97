//! Least squares.

use npcore_array::{Array, AsView, DynArray, DynView, LinAlgError, Result, engine};
use npcore_dtype::{Elem, Promote};

use super::stack::{Both, Common, Float, Work, by_columns, by_rows, error_of, in_dtype, lapack, with_work, zeros};
use crate::backend::Columns;

/// What [`lstsq`] finds: `T` is the common type of the matrix and the right-hand sides.
#[derive(Clone, Debug)]
pub struct LstsqResult<T: Elem> {
    /// The solutions, in columns; of a 1-d `b` 1-d.
    pub x: Array<T>,
    /// The sums of squared residuals, one for each right-hand side; none where the rank is less than the number of unknowns,
    /// or there are no more equations than these.
    pub residuals: Array<T::Real>,
    /// The rank of the matrix.
    pub rank: usize,
    /// Its singular values, descending.
    pub s: Array<T::Real>,
}

/// The `x` for which `a x - b` has the least Euclidean norm; of several that with the least norm itself.
///
/// Singular values up to `rcond` times the largest count as zero: `None` is the precision times the longer side, -1 the
/// precision.
///
/// ```
/// use npcore_array::array;
/// let a = array![[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]];
/// let result = npcore_linalg::lstsq(&a, [1.0, 2.0, 2.0], None)?;
/// assert!(npcore_array::allclose(&result.x, [2.0 / 3.0, 0.5], Default::default())?);
/// assert_eq!(result.rank, 2);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Incompatible dimensions`, `1-dimensional array given. Array must be two-dimensional`, `SVD did not converge in Linear
/// Least Squares`, as for infinities and NaN; types that are no numbers, or float16; no memory.
pub fn lstsq<A: Elem, B: Elem>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    rcond: impl Into<Option<f64>>,
) -> Result<LstsqResult<Both<A, B>>>
where
    Float<A>: Promote<Float<B>>,
{
    let (a, b) = (a.as_view().as_dyn(), b.as_view().as_dyn());
    let Found { x, residuals, rank, s } = least_squares(&a, &b, rcond.into())?;
    Ok(LstsqResult { x: engine::typed(x)?, residuals: engine::typed(residuals)?, rank, s: engine::typed(s)? })
}

struct Found {
    x: DynArray,
    residuals: DynArray,
    rank: usize,
    s: DynArray,
}

fn least_squares(a: &DynView<'_>, b: &DynView<'_>, rcond: Option<f64>) -> Result<Found> {
    let list = b.ndim() == 1;
    let columns = if list { b.expand_dims(-1)? } else { *b };
    for array in [a, &columns] {
        if array.ndim() != 2 {
            return Err(LinAlgError::NotTwoDimensional(array.ndim()).into());
        }
    }
    if a.shape()[0] != columns.shape()[0] {
        return Err(LinAlgError::Shape("Incompatible dimensions".into()).into());
    }
    let common = Common::of(&[a, b])?;
    let mut found = with_work!(common, T => solved::<T>(a, &columns, rcond, common)?);
    if list {
        let n = a.shape()[1];
        found.x = found.x.into_shape([n])?;
    }
    Ok(found)
}

fn solved<T: Work>(a: &DynView<'_>, b: &DynView<'_>, rcond: Option<f64>, common: Common) -> Result<Found> {
    let ([m, n], rhs) = ([a.shape()[0], a.shape()[1]], b.shape()[1]);
    let k = m.min(n);
    let mut columns = by_columns::<T>(a)?;
    // The solutions take the place of the right-hand sides, which need room for them.
    let height = m.max(n);
    let mut x = zeros::<T>(&[rhs], &[height])?;
    let given = by_columns::<T>(b)?;
    if m > 0 {
        let x = x.as_slice_mut().unwrap_or_default();
        for (to, from) in x.chunks_exact_mut(height).zip(given.as_slice().unwrap_or_default().chunks_exact(m)) {
            to[..m].copy_from_slice(from);
        }
    }
    let mut s = zeros::<f64>(&[], &[k])?;
    let rcond = rcond.unwrap_or(f64::EPSILON * height as f64);
    let rank = match k {
        0 => {
            if m == 0 {
                x.fill(T::zero());
            }
            0
        }
        _ => {
            let matrix = Columns::new(columns.as_slice_mut().unwrap_or_default(), [m, n], m);
            let sides = Columns::new(x.as_slice_mut().unwrap_or_default(), [height, rhs], height);
            let s = s.as_slice_mut().unwrap_or_default();
            lapack::<T>().gelsd(matrix, sides, s, rcond).map_err(error_of("SVD"))?
        }
    };
    let mut residuals = Vec::new();
    let mut solutions = zeros::<T>(&[rhs], &[n])?;
    let to = solutions.as_slice_mut().unwrap_or_default();
    for (j, column) in x.as_slice().unwrap_or_default().chunks_exact(height.max(1)).enumerate() {
        to[j * n..(j + 1) * n].copy_from_slice(&column[..n]);
        if rank == n && m > n {
            let square = |x: &T| x.re() * x.re() + x.im() * x.im();
            residuals.push(column[n..].iter().map(square).sum::<f64>());
        }
    }
    Ok(Found {
        x: by_rows(solutions, common.dtype)?,
        residuals: in_dtype(Array::from_vec(residuals), common.real)?,
        rank,
        s: in_dtype(s, common.real)?,
    })
}
