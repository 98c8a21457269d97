//! The normal distribution of vectors.

use npcore_array::{Array, ArrayError, AsView, DynView, Order, Result, Tolerance, allclose};
use npcore_dtype::Elem;
use npcore_linalg::backend::{Matrix, MatrixMut, current};
use npcore_linalg::{Triangle, cholesky, eigh, svd};

use super::Generator;
use super::multivariate::slice_of;
use crate::bits::BitGenerator;
use crate::params::{Size, refused};

/// How a covariance matrix is decomposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CovarianceMethod {
    /// By singular values: slowest, and takes every matrix.
    #[default]
    Svd,
    /// By eigenvalues.
    Eigh,
    /// By Cholesky's decomposition: fastest; the matrix must be positive definite.
    Cholesky,
}

/// Options of [`multivariate_normal_with`](Generator::multivariate_normal_with).
#[derive(Clone, Copy, Debug)]
pub struct MultivariateNormal {
    method: CovarianceMethod,
    check: bool,
    tol: f64,
}

impl Default for MultivariateNormal {
    fn default() -> Self {
        MultivariateNormal { method: CovarianceMethod::Svd, check: false, tol: 1e-8 }
    }
}

impl MultivariateNormal {
    /// By singular values, a matrix that is no covariance taken as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// How the covariance matrix is decomposed.
    pub fn method(self, method: CovarianceMethod) -> Self {
        MultivariateNormal { method, ..self }
    }

    /// Whether a matrix that is not positive semidefinite is an error: NumPy's `check_valid='raise'`. Without, it is taken,
    /// as with NumPy's default, which warns.
    pub fn check_valid(self, check: bool) -> Self {
        MultivariateNormal { check, ..self }
    }

    /// How far the matrix may be from what its decomposition says; 1e-8 by default.
    pub fn tol(self, tol: f64) -> Self {
        MultivariateNormal { tol, ..self }
    }
}

impl<B: BitGenerator> Generator<B> {
    /// Vectors of the normal distribution of a mean and a covariance matrix; the last axis of the result are their places.
    ///
    /// The standard normal values are NumPy's, bit for bit. The vectors made of them are NumPy's up to rounding with
    /// [`CovarianceMethod::Cholesky`]; the signs of singular and eigenvectors are not determined, and differ between LAPACKs.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(6);
    /// let x = rng.multivariate_normal([1.0, 2.0], [[1.0, 0.5], [0.5, 2.0]], [3, 4])?;
    /// assert_eq!(x.shape(), [3, 4, 2]);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `mean must be 1 dimensional`, `cov must be 2 dimensional and square`, `mean and cov must have same length`, `mean and
    /// cov must not be complex`; a matrix that has no decomposition; no memory.
    pub fn multivariate_normal<M: Elem, C: Elem>(
        &mut self,
        mean: impl AsView<M>,
        cov: impl AsView<C>,
        size: impl Size,
    ) -> Result<Array<f64>> {
        self.multivariate_normal_with(mean, cov, size, &MultivariateNormal::new())
    }

    /// [`multivariate_normal`](Self::multivariate_normal) with options.
    ///
    /// ```
    /// use npcore_random::{CovarianceMethod, MultivariateNormal};
    /// let mut rng = npcore_random::default_rng(6);
    /// let how = MultivariateNormal::new().method(CovarianceMethod::Cholesky);
    /// let error = rng.multivariate_normal_with([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]], (), &how).unwrap_err();
    /// assert_eq!(error.to_string(), "Matrix is not positive definite");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As `multivariate_normal`; `covariance is not symmetric positive-semidefinite.`, where that is asked for.
    pub fn multivariate_normal_with<M: Elem, C: Elem>(
        &mut self,
        mean: impl AsView<M>,
        cov: impl AsView<C>,
        size: impl Size,
        how: &MultivariateNormal,
    ) -> Result<Array<f64>> {
        let covariance = Covariance::new(mean.as_view().as_dyn(), cov.as_view().as_dyn())?;
        let shape = covariance.shape(size.size()?);
        let normal = self.try_standard_normal(&shape[..])?;
        covariance.vectors(normal, covariance.factor(how)?)
    }
}

/// A checked mean and covariance matrix.
pub(crate) struct Covariance {
    mean: Vec<f64>,
    matrix: Array<f64>,
}

impl Covariance {
    pub fn new(mean: DynView<'_>, cov: DynView<'_>) -> Result<Covariance> {
        if mean.dtype().is_complex() || cov.dtype().is_complex() {
            return refused("mean and cov must not be complex");
        }
        if mean.ndim() != 1 {
            return refused("mean must be 1 dimensional");
        }
        if cov.ndim() != 2 || cov.shape()[0] != cov.shape()[1] {
            return refused("cov must be 2 dimensional and square");
        }
        if mean.shape()[0] != cov.shape()[0] {
            return refused("mean and cov must have same length");
        }
        Ok(Covariance { mean: mean.astype::<f64>().to_vec(), matrix: cov.try_astype::<f64>()? })
    }

    pub fn shape(&self, size: Option<Vec<usize>>) -> Vec<usize> {
        let mut shape = size.unwrap_or_default();
        shape.push(self.mean.len());
        shape
    }

    /// The matrix whose product with its transpose is the covariance; by rows.
    fn factor(&self, how: &MultivariateNormal) -> Result<Array<f64>> {
        let columns = |mut u: Array<f64>, s: Array<f64>| {
            let n = s.size();
            let scales: Vec<f64> = s.values().map(|s| s.abs().sqrt()).collect();
            for row in slice_of(&mut u).chunks_exact_mut(n.max(1)) {
                row.iter_mut().zip(&scales).for_each(|(u, s)| *u *= s);
            }
            u
        };
        match how.method {
            CovarianceMethod::Cholesky => cholesky(&self.matrix, Triangle::Lower),
            CovarianceMethod::Eigh => {
                let parts = eigh(&self.matrix, Triangle::Lower)?;
                if how.check && parts.eigenvalues.values().any(|w| w < -how.tol) {
                    return not_a_covariance();
                }
                Ok(columns(parts.eigenvectors, parts.eigenvalues))
            }
            CovarianceMethod::Svd => {
                let parts = svd(&self.matrix, true)?;
                if how.check {
                    self.check(&parts.vh, &parts.s, how.tol)?;
                }
                Ok(columns(parts.u, parts.s))
            }
        }
    }

    /// The matrix as NumPy's older generator has it: singular vectors in rows, scaled; its transpose is a factor.
    pub fn legacy_factor(&self, check: bool, tol: f64) -> Result<Array<f64>> {
        let mut parts = svd(&self.matrix, true)?;
        if check {
            self.check(&parts.vh, &parts.s, tol)?;
        }
        let n = self.mean.len();
        let scales: Vec<f64> = parts.s.values().map(f64::sqrt).collect();
        for (row, scale) in slice_of(&mut parts.vh).chunks_exact_mut(n.max(1)).zip(scales) {
            row.iter_mut().for_each(|v| *v *= scale);
        }
        Ok(parts.vh.into_transposed().view().to_owned())
    }

    /// Whether `vh^T diag(s) vh` is the matrix, which it is if both have the same singular vectors on either side.
    fn check(&self, vh: &Array<f64>, s: &Array<f64>, tol: f64) -> Result<()> {
        let scaled = npcore_array::multiply(vh.view().t(), s)?;
        let product = product(scaled.view().ascontiguousarray().view(), vh.view())?;
        let tolerance = Tolerance { rtol: tol, atol: tol, ..Tolerance::default() };
        if allclose(&product, &self.matrix, tolerance)? { Ok(()) } else { not_a_covariance() }
    }

    /// The mean, and the normal values times the factor's transpose.
    pub fn vectors(&self, normal: Array<f64>, factor: Array<f64>) -> Result<Array<f64>> {
        let (n, shape) = (self.mean.len(), normal.shape().to_vec());
        if normal.size() == 0 {
            return Ok(normal);
        }
        let count = normal.size() / n;
        let rows = normal.into_shape([count, n])?;
        let mut x = product(rows.view(), factor.view().t())?;
        for row in slice_of(&mut x).chunks_exact_mut(n) {
            row.iter_mut().zip(&self.mean).for_each(|(x, mean)| *x += mean);
        }
        x.into_shape(&shape[..])
    }
}

fn not_a_covariance<T>() -> Result<T> {
    Err(ArrayError::Value("covariance is not symmetric positive-semidefinite.".into()))
}

/// The product of two matrices.
fn product(a: npcore_array::ArrayView<'_, f64>, b: npcore_array::ArrayView<'_, f64>) -> Result<Array<f64>> {
    let b = b.ascontiguousarray();
    let a = a.ascontiguousarray();
    let ([m, k], n) = ([a.shape()[0], a.shape()[1]], b.shape()[1]);
    let mut out = npcore_array::try_zeros::<f64>([m, n], Order::C)?;
    let (left, right) = (a.view().as_slice().unwrap_or_default(), b.view().as_slice().unwrap_or_default());
    assert_eq!((left.len(), right.len(), b.shape()[0]), (m * k, k * n, k));
    let target = slice_of(&mut out);
    // SAFETY: gapless matrices of the lengths compared above.
    let (left, right, target) = unsafe {
        (
            Matrix::from_raw(left.as_ptr(), [m, k], [k as isize, 1]),
            Matrix::from_raw(right.as_ptr(), [k, n], [n as isize, 1]),
            MatrixMut::from_raw(target.as_mut_ptr(), [m, n], [n as isize, 1]),
        )
    };
    let threads = if m * k * n < 1 << 22 { 1 } else { npcore_exec::num_threads() };
    current().blas::<f64>().gemm(1.0, left, right, 0.0, target, threads);
    Ok(out)
}
