//! Eigenvalues and eigenvectors.

use npcore_array::{Array, AsView, DynArray, DynView, LinAlgError, Result, engine};
use npcore_dtype::{Complex, DType, Dyn, Elem};

use super::stack::{
    Common, Float, Pieces, Real, Work, by_columns, by_rows, each, error_of, in_dtype, lapack, outer, side, with_values,
    with_work, zeros,
};
use crate::backend::{Columns, Triangle};

/// Eigenvalues and eigenvectors of Hermitian matrices.
#[derive(Clone, Debug)]
pub struct EighResult<T: Elem> {
    /// Ascending.
    pub eigenvalues: Array<Real<T>>,
    /// In columns, in the order of the eigenvalues.
    pub eigenvectors: Array<Float<T>>,
}

/// Eigenvalues and eigenvectors.
#[derive(Clone, Debug)]
pub struct EigResult<T: EigenElem> {
    /// In no order.
    pub eigenvalues: Array<T::Complex>,
    /// In columns, of length 1, in the order of the eigenvalues.
    pub eigenvectors: Array<T::Complex>,
}

/// Element types of matrices whose eigenvalues are computed, and what these are.
///
/// NumPy decides when it has the values: real ones where no imaginary part is left. So does an array whose type is known at
/// run time only. Of typed arrays they are complex always; [`real_if_close`](npcore_ufunc::real_if_close) or
/// [`EigResult::real`] go the other way.
pub trait EigenElem: Elem {
    /// The complex type; [`Dyn`] of [`Dyn`].
    type Complex: Elem;
}

impl EigenElem for Dyn {
    type Complex = Dyn;
}

macro_rules! eigen_elements {
    ($($complex:ty: $($t:ty),*;)*) => { $($(
        impl EigenElem for $t {
            type Complex = $complex;
        }
    )*)* };
}
eigen_elements! {
    Complex<f64>: bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f64, Complex<f64>;
    Complex<f32>: f32, Complex<f32>;
}

impl<T: EigenElem> EigResult<T> {
    /// Real eigenvalues and eigenvectors, where no imaginary part is left.
    ///
    /// ```
    /// use npcore_array::array;
    /// let (values, _) = npcore_linalg::eig(array![[2.0, 1.0], [0.0, 3.0]])?.real()?.unwrap();
    /// assert_eq!(values.to_string(), "[2. 3.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// No memory.
    #[expect(clippy::type_complexity, reason = "two arrays of one type")]
    pub fn real(&self) -> Result<Option<(Array<<T::Complex as Elem>::Real>, Array<<T::Complex as Elem>::Real>)>> {
        let values = self.eigenvalues.view().as_dyn();
        if !is_real(&values)? {
            return Ok(None);
        }
        let vectors = self.eigenvectors.view().as_dyn();
        let part = |a: DynView<'_>| engine::typed(real_part(&a)?);
        Ok(Some((part(values)?, part(vectors)?)))
    }
}

/// Eigenvalues and right eigenvectors of square matrices.
///
/// Complex for typed arrays; for arrays whose type is known at run time only as NumPy has it: see [`EigenElem`].
///
/// ```
/// use npcore_array::array;
/// let result = npcore_linalg::eig(array![[0.0, 1.0], [-1.0, 0.0]])?;
/// assert_eq!(result.eigenvalues.to_string(), "[0.+1.j 0.-1.j]");
/// // What is real is so at run time too.
/// let result = npcore_linalg::eig(array![[2.0, 0.0], [0.0, 3.0]].into_dyn())?;
/// assert_eq!(result.eigenvalues.to_string(), "[2. 3.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Array must not contain infs or NaNs`, `Last 2 dimensions of the array must be square`, `Eigenvalues did not converge`;
/// types that are no numbers, or float16; no memory.
pub fn eig<T: EigenElem>(a: impl AsView<T>) -> Result<EigResult<T>> {
    let (values, vectors) = general(&a.as_view().as_dyn(), true, T::static_dtype().is_none())?;
    Ok(EigResult { eigenvalues: engine::typed(values)?, eigenvectors: engine::typed(vectors)? })
}

/// The eigenvalues of [`eig`].
///
/// # Errors
/// As [`eig`].
pub fn eigvals<T: EigenElem>(a: impl AsView<T>) -> Result<Array<T::Complex>> {
    engine::typed(general(&a.as_view().as_dyn(), false, T::static_dtype().is_none())?.0)
}

/// Eigenvalues and eigenvectors, which are empty if not wanted; of real matrices real where they can be, if `decide` says so.
fn general(a: &DynView<'_>, vectors: bool, decide: bool) -> Result<(DynArray, DynArray)> {
    let n = side(a)?;
    let common = Common::of(&[a])?;
    let (values, columns) = with_work!(common, T => eigen::<T>(a, n, vectors)?);
    let complex = if common.real == DType::FLOAT32 { DType::COMPLEX64 } else { DType::COMPLEX128 };
    let (values, vectors) = (in_dtype(values, complex)?, by_rows(columns, complex)?);
    if decide && !common.complex && is_real(&values.view())? {
        return Ok((real_part(&values.view())?, real_part(&vectors.view())?));
    }
    Ok((values, vectors))
}

/// Whether no imaginary part is left.
fn is_real(values: &DynView<'_>) -> Result<bool> {
    Ok(!values.dtype().is_complex() || npcore_ufunc::count_nonzero(values.imag(), ..)? == 0)
}

fn real_part(a: &DynView<'_>) -> Result<DynArray> {
    Ok(a.real().to_owned())
}

/// Values and vectors by columns.
type Eigen = (Array<Complex<f64>>, Array<Complex<f64>>);

fn eigen<T: Work>(a: &DynView<'_>, n: usize, wanted: bool) -> Result<Eigen> {
    let outer = outer(a);
    let mut columns = by_columns::<T>(a)?;
    let data = columns.as_slice().unwrap_or_default();
    if !data.iter().all(|x| crate::Scalar::re(*x).is_finite() && crate::Scalar::im(*x).is_finite()) {
        return Err(LinAlgError::NotFinite.into());
    }
    let mut values = zeros::<Complex<f64>>(outer, &[n])?;
    let side = if wanted { n } else { 0 };
    let mut vectors = zeros::<Complex<f64>>(outer, &[side, side])?;
    let (from, w, v) =
        (Pieces::of(&mut columns, n * n), Pieces::of(&mut values, n), Pieces::of(&mut vectors, side * side));
    let lapack = lapack::<T>();
    if n > 0 {
        each(outer.iter().product(), [n, n], error_of("Eigenvalues"), |i| {
            // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
            let (from, w, v) = unsafe { (from.piece(i), w.piece(i), v.piece(i)) };
            let v = wanted.then(|| Columns::new(v, [n, n], n));
            lapack.geev(Columns::new(from, [n, n], n), w, v)
        })?;
    }
    Ok((values, vectors))
}

/// Eigenvalues, ascending, and eigenvectors of Hermitian (symmetric) matrices, of which one triangle is read.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{Triangle, eigh};
/// let result = eigh(array![[2.0, 1.0], [1.0, 2.0]], Triangle::Lower)?;
/// assert!(npcore_array::allclose(&result.eigenvalues, [1.0, 3.0], Default::default())?);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Eigenvalues did not converge`, `Last 2 dimensions of the array must be square`; types that are no numbers, or float16;
/// no memory.
pub fn eigh<T: Elem>(a: impl AsView<T>, triangle: Triangle) -> Result<EighResult<T>> {
    let (values, vectors) = hermitian(&a.as_view().as_dyn(), triangle, true)?;
    Ok(EighResult { eigenvalues: engine::typed(values)?, eigenvectors: engine::typed(vectors)? })
}

/// The eigenvalues of [`eigh`].
///
/// # Errors
/// As [`eigh`].
pub fn eigvalsh<T: Elem>(a: impl AsView<T>, triangle: Triangle) -> Result<Array<Real<T>>> {
    engine::typed(hermitian(&a.as_view().as_dyn(), triangle, false)?.0)
}

/// Eigenvalues, and eigenvectors if wanted.
pub(crate) fn hermitian(a: &DynView<'_>, triangle: Triangle, vectors: bool) -> Result<(DynArray, DynArray)> {
    let (n, common) = (side(a)?, Common::of(&[a])?);
    with_work!(common, T => {
        let (values, columns) = hermitian_in::<T>(a, n, triangle, vectors)?;
        let vectors = if vectors { by_rows(columns, common.dtype)? } else { columns.into_dyn() };
        Ok((in_dtype(values, common.real)?, vectors))
    })
}

fn hermitian_in<T: Work>(
    a: &DynView<'_>,
    n: usize,
    triangle: Triangle,
    vectors: bool,
) -> Result<(Array<f64>, Array<T>)> {
    let lapack = lapack::<T>();
    let (columns, values) =
        with_values(a, [n, n], n, "Eigenvalues", |columns, w| lapack.syevd(triangle, columns, w, vectors))?;
    Ok((values, columns))
}
