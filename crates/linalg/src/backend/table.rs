//! What a back end can do: BLAS and LAPACK for one element type.
//!
//! The names are BLAS's and LAPACK's without their first letter. Lengths that do not fit each other are a mistake of the
//! caller and panic; what the numbers are like (singular, not converging) is told in the result.

use num_complex::Complex;
use smallvec::SmallVec;

use super::matrix::{Columns, Matrix, MatrixMut, Vector, VectorMut};
use crate::Scalar;

/// Which triangle of a symmetric or Hermitian matrix is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triangle {
    /// The diagonal and what is below it.
    Lower,
    /// The diagonal and what is above it.
    Upper,
}

/// What stopped a decomposition; mostly LAPACK's `info > 0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Pivot `n` (from 0) is exactly zero.
    Singular(usize),
    /// The leading minor of order `n` is not positive definite.
    NotPositiveDefinite(usize),
    /// The iteration did not converge.
    NotConverged,
    /// There was no memory to work in.
    Memory,
    /// This build has no such function: pure Rust without the feature `decompositions`.
    Unavailable,
}

/// Memory for the pivots of a matrix. Small systems come in stacks: theirs are not allocated.
pub(crate) fn room_for_pivots(n: usize) -> Result<SmallVec<[usize; 16]>, Failure> {
    let mut pivots = SmallVec::new();
    pivots.try_reserve_exact(n).map_err(|_| Failure::Memory)?;
    pivots.resize(n, 0);
    Ok(pivots)
}

/// Products. `threads` is how many threads a call may take, 1 at least; it may take fewer.
pub trait Blas<T: Scalar>: Send + Sync {
    /// `c = alpha a b + beta c`; with `beta` zero `c` is not read. Any steps.
    fn gemm(&self, alpha: T, a: Matrix<'_, T>, b: Matrix<'_, T>, beta: T, c: MatrixMut<'_, T>, threads: usize);

    /// `y = alpha a x + beta y`; with `beta` zero `y` is not read. Any steps.
    fn gemv(&self, alpha: T, a: Matrix<'_, T>, x: Vector<'_, T>, beta: T, y: VectorMut<'_, T>, threads: usize);

    /// The sum of the products, nothing conjugated.
    fn dot(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T;

    /// The sum of the products, `x` conjugated.
    fn dotc(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T;

    /// `c = a aᵀ`, nothing conjugated, and exactly symmetric. Any steps; `c` is not read.
    fn syrk(&self, a: Matrix<'_, T>, c: MatrixMut<'_, T>, threads: usize);
}

/// Which singular vectors are wanted, and where they go.
#[derive(Debug)]
pub enum SingularVectors<'a, T> {
    /// None.
    None,
    /// `u` is rows x k and `vh` k x cols, where k is the shorter side (LAPACK's `S`), or rows x rows and cols x cols (`A`):
    /// the shapes say which.
    Both {
        /// Left singular vectors, in columns.
        u: Columns<'a, T>,
        /// Right singular vectors, conjugated, in rows.
        vh: Columns<'a, T>,
    },
}

/// Decompositions and solvers. Matrices are overwritten as in LAPACK.
pub trait Lapack<T: Scalar>: Send + Sync {
    /// The LU decomposition with partial pivoting, in place: unit lower and upper triangle. `pivots[i]` is the row that row
    /// `i` was exchanged with (from 0); there are min(rows, cols). `Err(Singular)` comes with the decomposition whole.
    fn getrf(&self, a: Columns<'_, T>, pivots: &mut [usize]) -> Result<(), Failure>;

    /// Solves `a x = b` in place of `b`; `a` becomes its LU decomposition.
    fn gesv(&self, a: Columns<'_, T>, b: Columns<'_, T>) -> Result<(), Failure>;

    /// The Cholesky decomposition in place of the triangle that is read; the other is left as it is.
    fn potrf(&self, triangle: Triangle, a: Columns<'_, T>) -> Result<(), Failure>;

    /// The QR decomposition in place: R above, the Householder vectors below the diagonal, their factors in `tau`, of which
    /// there are min(rows, cols).
    fn geqrf(&self, a: Columns<'_, T>, tau: &mut [T]) -> Result<(), Failure>;

    /// The first `a.cols()` columns of Q from what `geqrf` left in the first `tau.len()` columns of `a`, in place.
    fn orgqr(&self, a: Columns<'_, T>, tau: &[T]) -> Result<(), Failure>;

    /// Singular values, descending, and vectors; `a` is destroyed.
    fn gesdd(&self, a: Columns<'_, T>, s: &mut [T::Re], vectors: SingularVectors<'_, T>) -> Result<(), Failure>;

    /// Eigenvalues of a symmetric or Hermitian matrix, ascending; with `vectors` the eigenvectors take the place of `a`,
    /// in columns, else it is destroyed.
    fn syevd(&self, triangle: Triangle, a: Columns<'_, T>, w: &mut [T::Re], vectors: bool) -> Result<(), Failure>;

    /// Eigenvalues of a square matrix and, where wanted, its right eigenvectors of length 1 in columns; `a` is destroyed.
    fn geev(
        &self,
        a: Columns<'_, T>,
        w: &mut [Complex<T::Re>],
        vectors: Option<Columns<'_, Complex<T::Re>>>,
    ) -> Result<(), Failure>;

    /// Least squares by singular values: the solutions of least norm in the first `a.cols()` rows of `b`, which has
    /// max(rows, cols) rows; residuals' components below them where `a` has more rows. Singular values at or below
    /// `rcond` times the largest count as zero. The rank is returned.
    fn gelsd(&self, a: Columns<'_, T>, b: Columns<'_, T>, s: &mut [T::Re], rcond: T::Re) -> Result<usize, Failure>;
}
