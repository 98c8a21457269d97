//! Singular values, and what is made of them: pseudo-inverses, ranks, condition numbers.

use npcore_array::{Array, AsView, DynArray, DynView, LinAlgError, Result, engine};
use npcore_dtype::{DType, Elem};

use super::eigen::hermitian;
use super::norm::{NormOrder, matrix_norms};
use super::stack::{
    Common, Float, Pieces, Real, Work, by_columns, by_rows, each, error_of, in_dtype, lapack, outer, shape_of, sides,
    with_values, with_work, zeros,
};
use super::systems::inverses;
use crate::backend::{Columns, Failure, Matrix, MatrixMut, SingularVectors, Triangle, current};

/// `a = u diag(s) vh`.
#[derive(Clone, Debug)]
pub struct SVDResult<T: Elem> {
    /// Left singular vectors, in columns.
    pub u: Array<Float<T>>,
    /// Singular values, descending.
    pub s: Array<Real<T>>,
    /// Right singular vectors, conjugated, in rows.
    pub vh: Array<Float<T>>,
}

/// Which singular values count as zero.
#[derive(Clone, Debug, Default)]
pub enum Cutoff {
    /// Those that NumPy takes for zero: up to 1e-15 of the largest in [`pinv`], as `Precision` in [`matrix_rank`].
    #[default]
    Default,
    /// Those up to the largest times the precision of the type times the longer side.
    Precision,
    /// Those up to the largest times this (`rcond`, `rtol`), for each matrix of a stack its own or one for all.
    Relative(Array<f64>),
    /// Those up to this (`tol`).
    Absolute(Array<f64>),
}

impl Cutoff {
    /// Those up to the largest times this.
    pub fn relative(rtol: impl AsView<f64>) -> Cutoff {
        Cutoff::Relative(rtol.as_view().to_owned())
    }

    /// Those up to this.
    pub fn absolute(tol: impl AsView<f64>) -> Cutoff {
        Cutoff::Absolute(tol.as_view().to_owned())
    }

    /// A function of a matrix's place and largest singular value.
    fn of<'a>(
        &'a self,
        default: f64,
        precision: f64,
        outer: &[usize],
    ) -> Result<impl Fn(usize, f64) -> f64 + Sync + use<'a>> {
        let (list, relative) = match self {
            Cutoff::Default => (vec![default], true),
            Cutoff::Precision => (vec![precision], true),
            Cutoff::Relative(list) => (list.view().broadcast_to(outer)?.to_vec(), true),
            Cutoff::Absolute(list) => (list.view().broadcast_to(outer)?.to_vec(), false),
        };
        Ok(move |i: usize, largest: f64| {
            let cutoff = list[if list.len() == 1 { 0 } else { i }];
            if relative { cutoff * largest } else { cutoff }
        })
    }
}

/// The precision of a type times the longer side.
fn precision(real: DType, [m, n]: [usize; 2]) -> f64 {
    let epsilon = if real == DType::FLOAT32 { f64::from(f32::EPSILON) } else { f64::EPSILON };
    epsilon * m.max(n) as f64
}

/// Singular values and vectors. `full_matrices`: of M x N matrices `u` is M x M and `vh` N x N; else they have as many
/// columns and rows as there are singular values.
///
/// ```
/// use npcore_array::array;
/// let a = array![[3.0, 0.0], [0.0, 4.0], [0.0, 0.0]];
/// let result = npcore_linalg::svd(&a, false)?;
/// assert_eq!(result.s.to_string(), "[4. 3.]");
/// assert_eq!((result.u.shape(), result.vh.shape()), (&[3, 2][..], &[2, 2][..]));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `SVD did not converge`, as for NaN; arrays of fewer than two axes; types that are no numbers, or float16; no memory.
pub fn svd<T: Elem>(a: impl AsView<T>, full_matrices: bool) -> Result<SVDResult<T>> {
    let a = a.as_view().as_dyn();
    let (sides, common) = (sides(&a)?, Common::of(&[&a])?);
    let [u, s, vh] = with_work!(common, T => {
        let (u, s, vh) = decomposed::<T>(&a, sides, full_matrices)?;
        [by_rows(u, common.dtype)?, in_dtype(s, common.real)?, by_rows(vh, common.dtype)?]
    });
    Ok(SVDResult { u: engine::typed(u)?, s: engine::typed(s)?, vh: engine::typed(vh)? })
}

/// Singular values, descending.
///
/// # Errors
/// As [`svd`].
pub fn svdvals<T: Elem>(a: impl AsView<T>) -> Result<Array<Real<T>>> {
    engine::typed(values(&a.as_view().as_dyn(), false)?)
}

/// [`svd`] of Hermitian (symmetric) matrices by their eigenvalues; the lower triangle is read.
///
/// # Errors
/// As [`eigh`](crate::eigh).
pub fn svd_hermitian<T: Elem>(a: impl AsView<T>) -> Result<SVDResult<T>> {
    let (values, vectors) = hermitian(&a.as_view().as_dyn(), Triangle::Lower, true)?;
    let sizes = npcore_ufunc::absolute(&values)?;
    let order = npcore_index::argsort(&sizes, -1)?;
    let order = order.view().flip(-1)?;
    let s = npcore_index::take_along_axis(&sizes, order, -1)?;
    let values = npcore_index::take_along_axis(&values, order, -1)?;
    let u = npcore_index::take_along_axis(&vectors, order.expand_dims(-2)?, -1)?;
    let signs = npcore_ufunc::copysign(&npcore_array::try_full(values.shape(), 1.0, npcore_array::Order::C)?, &values)?;
    let signs = signs.into_dyn().astype_dyn(values.dtype())?;
    let turned = npcore_array::multiply(&u, signs.view().expand_dims(-2)?)?;
    let vh = npcore_ufunc::conjugate(turned.view().swapaxes(-1, -2)?)?;
    let vh = vh.view().ascontiguousarray().into_owned();
    Ok(SVDResult { u: engine::typed(u)?, s: engine::typed(s)?, vh: engine::typed(vh)? })
}

/// Singular values, by the eigenvalues if the matrices are known to be Hermitian.
fn values(a: &DynView<'_>, is_hermitian: bool) -> Result<DynArray> {
    if is_hermitian {
        let sizes = npcore_ufunc::absolute(&hermitian(a, Triangle::Lower, false)?.0)?;
        let ascending = npcore_index::sort(&sizes, -1)?;
        return Ok(ascending.view().flip(-1)?.to_owned());
    }
    let (sides, common) = (sides(a)?, Common::of(&[a])?);
    with_work!(common, T => in_dtype(values_in::<T>(a, sides)?, common.real))
}

fn values_in<T: Work>(a: &DynView<'_>, [m, n]: [usize; 2]) -> Result<Array<f64>> {
    let lapack = lapack::<T>();
    let found = with_values(a, [m, n], m.min(n), "SVD", |columns, s| lapack.gesdd(columns, s, SingularVectors::None))?;
    Ok(found.1)
}

/// Left singular vectors, singular values, right singular vectors.
type Decomposed<T> = (Array<T>, Array<f64>, Array<T>);

fn decomposed<T: Work>(a: &DynView<'_>, [m, n]: [usize; 2], full: bool) -> Result<Decomposed<T>> {
    let k = m.min(n);
    let (rows, cols) = if full { (m, n) } else { (k, k) };
    let outer = outer(a);
    let (mut columns, mut values) = (by_columns::<T>(a)?, zeros::<f64>(outer, &[k])?);
    let (mut left, mut right) = (zeros::<T>(outer, &[rows, m])?, zeros::<T>(outer, &[n, cols])?);
    let (data, s) = (Pieces::of(&mut columns, m * n), Pieces::of(&mut values, k));
    let (u, vh) = (Pieces::of(&mut left, m * rows), Pieces::of(&mut right, cols * n));
    let lapack = lapack::<T>();
    each(outer.iter().product(), [m, n], error_of("SVD"), |i| {
        // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
        let (data, s, u, vh) = unsafe { (data.piece(i), s.piece(i), u.piece(i), vh.piece(i)) };
        if k == 0 {
            // Any orthonormal vectors will do.
            u.iter_mut().step_by(m + 1).for_each(|x| *x = T::one());
            vh.iter_mut().step_by(n + 1).for_each(|x| *x = T::one());
            return Ok(());
        }
        let vectors = SingularVectors::Both { u: Columns::new(u, [m, rows], m), vh: Columns::new(vh, [cols, n], cols) };
        lapack.gesdd(Columns::new(data, [m, n], m), s, vectors)
    })?;
    Ok((left, values, right))
}

/// The pseudo-inverse of each matrix (Moore and Penrose's), by its singular values.
///
/// ```
/// use npcore_array::{allclose, array};
/// let a = array![[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]];
/// assert!(allclose(npcore_linalg::pinv(&a)?, [[1.0, 0.0, 0.0], [0.0, 0.5, 0.0]], Default::default())?);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`svd`].
pub fn pinv<T: Elem>(a: impl AsView<T>) -> Result<Array<Float<T>>> {
    pinv_with(a, &Cutoff::Default, false)
}

/// [`pinv`] with a choice of what counts as zero, and by eigenvalues for matrices known to be Hermitian.
///
/// # Errors
/// As [`svd`]; cutoffs that do not broadcast to the stack.
pub fn pinv_with<T: Elem>(a: impl AsView<T>, cutoff: &Cutoff, is_hermitian: bool) -> Result<Array<Float<T>>> {
    let a = a.as_view().as_dyn();
    let ([m, n], common) = (sides(&a)?, Common::of(&[&a])?);
    let cutoff = cutoff.of(1e-15, precision(common.real, [m, n]), outer(&a))?;
    engine::typed(with_work!(common, T => {
        let parts = if is_hermitian { by_eigenvalues::<T>(&a)? } else { decomposed::<T>(&a, [m, n], false)? };
        by_rows(pseudo_inverses(parts, [m, n], outer(&a), cutoff)?, common.dtype)?
    }))
}

/// A Hermitian matrix's eigenvectors and eigenvalues in the form of singular ones, but that values may be negative.
fn by_eigenvalues<T: Work>(a: &DynView<'_>) -> Result<Decomposed<T>> {
    let (values, vectors) = hermitian(a, Triangle::Lower, true)?;
    let u = by_columns::<T>(&vectors.view())?;
    let vh = by_columns::<T>(&npcore_ufunc::conjugate(vectors.view().swapaxes(-1, -2)?)?.view())?;
    Ok((u, values.view().astype::<f64>(), vh))
}

fn pseudo_inverses<T: Work>(
    (mut left, mut values, mut right): Decomposed<T>,
    [m, n]: [usize; 2],
    outer: &[usize],
    cutoff: impl Fn(usize, f64) -> f64 + Sync,
) -> Result<Array<T>> {
    let k = m.min(n);
    let mut out = zeros::<T>(outer, &[m, n])?;
    let (u, vh) = (Pieces::of(&mut left, m * k), Pieces::of(&mut right, k * n));
    let (s, x) = (Pieces::of(&mut values, k), Pieces::of(&mut out, n * m));
    if k == 0 {
        return Ok(out);
    }
    let threads = if m * n * k < 1 << 22 { 1 } else { npcore_exec::num_threads() };
    let blas = current().blas::<T>();
    each(outer.iter().product(), [m, n], error_of("SVD"), |i| {
        // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
        let (u, vh, s, x) = unsafe { (u.piece(i), vh.piece(i), s.piece(i), x.piece(i)) };
        let cutoff = cutoff(i, s.iter().fold(0.0, |max, s| if s.abs() <= max { max } else { s.abs() }));
        for (u, &s) in u.chunks_exact_mut(m).zip(&*s) {
            // What is not above the cutoff is 0; NaN too.
            let factor = if s.abs() > cutoff { T::from_real(1.0 / s) } else { T::zero() };
            u.iter_mut().for_each(|u| *u = u.conj() * factor);
        }
        if T::COMPLEX {
            vh.iter_mut().for_each(|v| *v = v.conj());
        }
        // SAFETY: gapless matrices of the lengths of the slices.
        let (v, u, x) = unsafe {
            (
                Matrix::from_raw(vh.as_ptr(), [n, k], [k as isize, 1]),
                Matrix::from_raw(u.as_ptr(), [k, m], [m as isize, 1]),
                MatrixMut::from_raw(x.as_mut_ptr(), [n, m], [1, n as isize]),
            )
        };
        blas.gemm(T::one(), v, u, T::zero(), x, threads);
        Ok::<(), Failure>(())
    })?;
    Ok(out)
}

/// The rank of each matrix: how many of its singular values do not count as zero. Of a vector or number 1, or 0 if all is 0.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::matrix_rank;
/// assert_eq!(matrix_rank(array![[1.0, 2.0], [2.0, 4.0]])?.item()?, 1);
/// assert_eq!(matrix_rank(array![[1.0, 2.0], [2.0, 5.0]])?.item()?, 2);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`svd`].
pub fn matrix_rank<T: Elem>(a: impl AsView<T>) -> Result<Array<i64>> {
    matrix_rank_with(a, &Cutoff::Default, false)
}

/// [`matrix_rank`] with a choice of what counts as zero, and by eigenvalues for matrices known to be Hermitian.
///
/// # Errors
/// As [`svd`]; cutoffs that do not broadcast to the stack.
pub fn matrix_rank_with<T: Elem>(a: impl AsView<T>, cutoff: &Cutoff, is_hermitian: bool) -> Result<Array<i64>> {
    let a = a.as_view().as_dyn();
    if a.ndim() < 2 {
        let any = npcore_ufunc::count_nonzero(a, ..)? > 0;
        return Array::from_shape_vec((), vec![i64::from(any)]);
    }
    let (sides, common) = (sides(&a)?, Common::of(&[&a])?);
    let precision = precision(common.real, sides);
    let cutoff = cutoff.of(precision, precision, outer(&a))?;
    let values = values(&a, is_hermitian)?.view().astype::<f64>();
    let k = sides[0].min(sides[1]);
    let all = values.as_slice().unwrap_or_default();
    let count: usize = outer(&a).iter().product();
    let rank = |i: usize| {
        let s = &all[i * k..(i + 1) * k];
        let cutoff = cutoff(i, s.iter().copied().fold(0.0, f64::max));
        s.iter().filter(|&&s| s > cutoff).count() as i64
    };
    Array::from_shape_vec(&shape_of(outer(&a), &[])?[..], (0..count).map(rank).collect())
}

/// The condition number of each matrix in a norm: the largest singular value over the smallest for `None` and 2, this
/// inverted for -2, else the norm times that of the inverse. Infinite for singular matrices.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::cond;
/// let a = array![[2.0f64, 0.0], [0.0, 0.5]];
/// assert_eq!(cond(&a, None)?.item()?, 4.0);
/// assert_eq!(cond(&a, f64::INFINITY)?.item()?, 4.0);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `cond is not defined on empty arrays`, `Invalid norm order for matrices.`; those of [`svd`] and of
/// [`inv`](crate::inv), but that singular matrices are none.
pub fn cond<T: Elem>(a: impl AsView<T>, order: impl Into<NormOrder>) -> Result<Array<Real<T>>> {
    let (a, order) = (a.as_view().as_dyn(), order.into());
    // NumPy asks for elements first, then for axes.
    if a.size() == 0 && a.ndim() >= 2 && a.shape()[a.ndim() - 2..].contains(&0) {
        return Err(LinAlgError::Shape("cond is not defined on empty arrays".into()).into());
    }
    let sides = sides(&a)?;
    let numbers = if let NormOrder::Default | NormOrder::P(2.0 | -2.0) = order {
        let s = values(&a, false)?.view().astype::<f64>();
        let (largest, least) = (s.view().index_axis(-1, 0)?, s.view().index_axis(-1, -1)?);
        match order {
            NormOrder::P(p) if p < 0.0 => npcore_array::divide(least, largest)?,
            _ => npcore_array::divide(largest, least)?,
        }
    } else {
        let n = super::stack::side(&a)?;
        let common = Common::of(&[&a])?;
        with_work!(common, T => {
            let wide = npcore_array::Array::into_dyn(by_columns::<T>(&a)?);
            let inverses = inverses::<T>(&a, n, true)?.0.into_dyn();
            // By columns the matrices are transposed, and so the norms of rows are those of columns.
            let [wide, inverses] = [wide.view().swapaxes(-1, -2)?, inverses.view().swapaxes(-1, -2)?];
            npcore_array::multiply(matrix_norms(&wide, order, [-2, -1])?, matrix_norms(&inverses, order, [-2, -1])?)?
                .downcast::<f64>()?
        })
    };
    // NaN of a matrix without one is a singular matrix's.
    let [m, n] = sides;
    let mut numbers = numbers;
    if npcore_ufunc::any(npcore_ufunc::isnan(&numbers)?, ..)? {
        let known = npcore_ufunc::reduce(&npcore_ufunc::isnan(a)?).axis([-2, -1]).any()?;
        let shape: Vec<usize> = numbers.shape().to_vec();
        let list: Vec<f64> = numbers
            .values()
            .zip(known.values())
            .map(|(x, known)| if x.is_nan() && !known { f64::INFINITY } else { x })
            .collect();
        numbers = Array::from_shape_vec(&shape[..], list)?;
    }
    debug_assert!(m * n > 0 || numbers.size() == 0);
    let real = Common::of(&[&a])?.real;
    engine::typed(in_dtype(numbers, real)?)
}
