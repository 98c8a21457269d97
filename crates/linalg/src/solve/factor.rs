//! Cholesky and QR decompositions.

use npcore_array::{Array, AsView, DynArray, DynView, Result, engine};
use npcore_dtype::{DType, Elem};

use super::stack::{
    Common, Float, Pieces, Work, by_columns, by_rows, each, error_of, in_dtype, lapack, outer, side, sides,
    with_values, with_work, zeros,
};
use crate::backend::{Columns, Triangle};

/// An orthogonal (unitary) and an upper triangular matrix, whose product the decomposed one is.
#[derive(Clone, Debug)]
pub struct QRResult<T: Elem> {
    /// The matrix with orthonormal columns.
    pub q: Array<Float<T>>,
    /// The upper triangular matrix.
    pub r: Array<Float<T>>,
}

/// How much of Q and R is wanted, of matrices of M rows and N columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QrMode {
    /// Q is M x K and R K x N, K being the shorter side.
    #[default]
    Reduced,
    /// Q is M x M and R M x N.
    Complete,
}

/// The Cholesky decomposition of Hermitian (symmetric) positive definite matrices: `L` with `L L^H = a` of the lower
/// triangle, or `U` with `U^H U = a` of the upper one. The other triangle is not read.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{Triangle, cholesky};
/// let a = array![[4.0, 2.0], [2.0, 10.0]];
/// assert_eq!(cholesky(&a, Triangle::Lower)?.to_string(), "[[2. 0.]\n [1. 3.]]");
/// assert_eq!(cholesky(&a, Triangle::Upper)?.to_string(), "[[2. 1.]\n [0. 3.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Matrix is not positive definite`, `Last 2 dimensions of the array must be square`; types that are no numbers, or
/// float16; no memory.
pub fn cholesky<T: Elem>(a: impl AsView<T>, triangle: Triangle) -> Result<Array<Float<T>>> {
    let a = a.as_view().as_dyn();
    let (n, common) = (side(&a)?, Common::of(&[&a])?);
    engine::typed(with_work!(common, T => triangles::<T>(&a, n, triangle, common.dtype)?))
}

fn triangles<T: Work>(a: &DynView<'_>, n: usize, triangle: Triangle, dtype: DType) -> Result<DynArray> {
    // Rows of the lower triangle are columns of the transpose's upper one, and so they are in the decomposition.
    let lower = triangle == Triangle::Lower;
    let mut columns = by_columns::<T>(&if lower { a.swapaxes(-1, -2)? } else { *a })?;
    let pieces = Pieces::of(&mut columns, n * n);
    let lapack = lapack::<T>();
    if n > 0 {
        each(outer(a).iter().product(), [n, n], error_of(""), |i| {
            // SAFETY: each matrix is taken once, and the array is not used meanwhile.
            let data = unsafe { pieces.piece(i) };
            lapack.potrf(Triangle::Upper, Columns::new(data, [n, n], n))?;
            data.chunks_exact_mut(n).enumerate().for_each(|(j, col)| col[j + 1..].fill(T::zero()));
            Ok(())
        })?;
    }
    if lower { in_dtype(columns, dtype) } else { by_rows(columns, dtype) }
}

/// The QR decomposition. The signs are LAPACK's, as NumPy's are: a column of R's diagonal may be negative.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{QrMode, qr};
/// let a = array![[3.0f64, 1.0], [4.0, 2.0]];
/// let result = qr(&a, QrMode::Reduced)?;
/// assert_eq!(result.r.shape(), [2, 2]);
/// assert!((result.r[[0, 0]] + 5.0).abs() < 1e-14);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Arrays of fewer than two axes; types that are no numbers, or float16; no memory.
pub fn qr<T: Elem>(a: impl AsView<T>, mode: QrMode) -> Result<QRResult<T>> {
    let a = a.as_view().as_dyn();
    let (sides, common) = (sides(&a)?, Common::of(&[&a])?);
    let (q, r) = with_work!(common, T => decomposed::<T>(&a, sides, mode, common)?);
    Ok(QRResult { q: engine::typed(q)?, r: engine::typed(r)? })
}

/// R of the QR decomposition: K x N.
///
/// # Errors
/// As [`qr`].
pub fn qr_r<T: Elem>(a: impl AsView<T>) -> Result<Array<Float<T>>> {
    let a = a.as_view().as_dyn();
    let ([m, n], common) = (sides(&a)?, Common::of(&[&a])?);
    engine::typed(with_work!(common, T => {
        let (columns, _) = reflections::<T>(&a, [m, n])?;
        by_rows(upper(&columns, [m, n], m.min(n), outer(&a))?, common.dtype)?
    }))
}

/// LAPACK's own form: the transposes of the matrices that have R in and above the diagonal and the Householder vectors
/// below, and the vectors' factors.
///
/// # Errors
/// As [`qr`].
#[expect(clippy::type_complexity, reason = "two arrays of one type")]
pub fn qr_raw<T: Elem>(a: impl AsView<T>) -> Result<(Array<Float<T>>, Array<Float<T>>)> {
    let a = a.as_view().as_dyn();
    let (sides, common) = (sides(&a)?, Common::of(&[&a])?);
    let (h, tau) = with_work!(common, T => {
        let (columns, tau) = reflections::<T>(&a, sides)?;
        (in_dtype(columns, common.dtype)?, in_dtype(tau, common.dtype)?)
    });
    Ok((engine::typed(h)?, engine::typed(tau)?))
}

fn decomposed<T: Work>(
    a: &DynView<'_>,
    [m, n]: [usize; 2],
    mode: QrMode,
    common: Common,
) -> Result<(DynArray, DynArray)> {
    let k = m.min(n);
    let (columns, mut tau) = reflections::<T>(a, [m, n])?;
    let wide = if mode == QrMode::Complete { m } else { k };
    let r = by_rows(upper(&columns, [m, n], wide, outer(a))?, common.dtype)?;
    let mut q = zeros::<T>(outer(a), &[wide, m])?;
    let mut columns = columns;
    let (from, to, factors) = (Pieces::of(&mut columns, m * n), Pieces::of(&mut q, m * wide), Pieces::of(&mut tau, k));
    let lapack = lapack::<T>();
    if m * wide > 0 {
        each(outer(a).iter().product(), [m, n], error_of(""), |i| {
            // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
            let (from, to, tau) = unsafe { (from.piece(i), to.piece(i), factors.piece(i)) };
            to[..m * k].copy_from_slice(&from[..m * k]);
            lapack.orgqr(Columns::new(to, [m, wide], m), tau)
        })?;
    }
    Ok((by_rows(q, common.dtype)?, r))
}

/// What `geqrf` leaves, by columns.
fn reflections<T: Work>(a: &DynView<'_>, [m, n]: [usize; 2]) -> Result<(Array<T>, Array<T>)> {
    let lapack = lapack::<T>();
    with_values(a, [m, n], m.min(n), "", |columns, tau| lapack.geqrf(columns, tau))
}

/// The first rows of the upper triangles, by columns.
fn upper<T: Work>(columns: &Array<T>, [m, n]: [usize; 2], rows: usize, outer: &[usize]) -> Result<Array<T>> {
    let mut out = zeros::<T>(outer, &[n, rows])?;
    let from = columns.as_slice().unwrap_or_default();
    let to = out.as_slice_mut().unwrap_or_default();
    if m > 0 && rows > 0 {
        for (at, (from, to)) in from.chunks_exact(m).zip(to.chunks_exact_mut(rows)).enumerate() {
            let kept = (at % n + 1).min(rows);
            to[..kept].copy_from_slice(&from[..kept]);
        }
    }
    Ok(out)
}
