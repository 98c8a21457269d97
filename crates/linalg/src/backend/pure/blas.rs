//! BLAS: own loops for what memory or overhead bounds, the `gemm` crate for the rest.

use gemm::Parallelism;

use super::Pure;
use super::dot::Dot;
use super::gemv::Gemv;
use super::small::SmallGemm;
use crate::Scalar;
use crate::backend::{Blas, Matrix, MatrixMut, Vector, VectorMut, threads_for_bytes};

/// Element types that have the loops.
pub trait Kernels: Dot + Gemv + SmallGemm {}
impl<T: Dot + Gemv + SmallGemm> Kernels for T {}

/// Rows and columns of the blocks in which a symmetric product is computed.
const SYRK_BLOCK: usize = 128;

impl<T: Scalar> Blas<T> for Pure {
    fn gemm(&self, alpha: T, a: Matrix<'_, T>, b: Matrix<'_, T>, beta: T, c: MatrixMut<'_, T>, threads: usize) {
        let (m, k, n) = (a.rows(), a.cols(), b.cols());
        assert_eq!((b.rows(), c.rows(), c.cols()), (k, m, n), "matrices that do not fit");
        let Some(c) = T::small_gemm(alpha, a, b, beta, c) else { return };
        if n == 1 {
            // SAFETY: the columns of `b` and `c`.
            let (x, y) = unsafe {
                (Vector::from_raw(b.as_ptr(), k, b.row_step()), VectorMut::from_raw(c.as_ptr(), m, c.row_step()))
            };
            return self.gemv(alpha, a, x, beta, y, threads);
        }
        if m == 1 {
            // SAFETY: the rows of `a` and `c`.
            let (x, y) = unsafe {
                (Vector::from_raw(a.as_ptr(), k, a.col_step()), VectorMut::from_raw(c.as_ptr(), n, c.col_step()))
            };
            return self.gemv(alpha, b.t(), x, beta, y, threads);
        }
        gemm(alpha, a, b, beta, &c, threads);
    }

    fn gemv(&self, alpha: T, a: Matrix<'_, T>, x: Vector<'_, T>, beta: T, y: VectorMut<'_, T>, threads: usize) {
        let (m, n) = (a.rows(), a.cols());
        assert_eq!((x.len(), y.len()), (n, m), "a matrix and vectors that do not fit");
        rows(alpha, a, x, beta, y, threads);
    }

    fn dot(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T {
        dot(x, y, false)
    }

    fn dotc(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T {
        dot(x, y, true)
    }

    fn syrk(&self, a: Matrix<'_, T>, c: MatrixMut<'_, T>, threads: usize) {
        let (n, k) = (a.rows(), a.cols());
        assert_eq!((c.rows(), c.cols()), (n, n), "matrices that do not fit");
        for i in (0..n).step_by(SYRK_BLOCK) {
            let to = n.min(i + SYRK_BLOCK);
            // SAFETY: rows `i..to` and columns `..to` of `c`, which nobody else has.
            let block = unsafe {
                let first = c.as_ptr().offset(i as isize * c.row_step());
                MatrixMut::from_raw(first, [to - i, to], [c.row_step(), c.col_step()])
            };
            let (rows, above) = (a.part([i, 0], [to - i, k]), a.part([0, 0], [to, k]));
            self.gemm(T::one(), rows, above.t(), T::zero(), block, threads);
        }
        mirror(&c);
    }
}

/// Copies what is below the diagonal to above it.
pub(in crate::backend) fn mirror<T: Copy>(c: &MatrixMut<'_, T>) {
    const TILE: usize = 16;
    let at = |i: usize, j: usize| c.as_ptr().wrapping_offset(i as isize * c.row_step() + j as isize * c.col_step());
    for i0 in (0..c.rows()).step_by(TILE) {
        for j0 in (0..=i0).step_by(TILE) {
            for i in i0..c.rows().min(i0 + TILE) {
                for j in j0..i.min(j0 + TILE) {
                    // SAFETY: both are elements of `c`, and not the same one.
                    unsafe { *at(j, i) = *at(i, j) }
                }
            }
        }
    }
}

/// The product of matrices of any size and steps.
fn gemm<T: Scalar>(alpha: T, a: Matrix<'_, T>, b: Matrix<'_, T>, beta: T, c: &MatrixMut<'_, T>, threads: usize) {
    let parallelism = if threads > 1 { Parallelism::Rayon(threads) } else { Parallelism::None };
    // SAFETY: the matrices vouch for their elements, and the lengths fit; `c` is borrowed to write, so that it shares none
    // with `a` and `b`.
    unsafe {
        // What this crate calls alpha is what BLAS calls beta.
        gemm::gemm(
            c.rows(),
            c.cols(),
            a.cols(),
            c.as_ptr(),
            c.col_step(),
            c.row_step(),
            !beta.is_zero(),
            a.as_ptr(),
            a.col_step(),
            a.row_step(),
            b.as_ptr(),
            b.col_step(),
            b.row_step(),
            beta,
            alpha,
            false,
            false,
            false,
            parallelism,
        );
    }
}

/// A matrix times a vector, its rows in `pieces` parts at the same time.
fn rows<T: Scalar>(alpha: T, a: Matrix<'_, T>, x: Vector<'_, T>, beta: T, y: VectorMut<'_, T>, pieces: usize) {
    if pieces > 1 && a.rows() >= 2 {
        let (middle, cols) = (a.rows() * (pieces / 2) / pieces, a.cols());
        let below = a.rows() - middle;
        // SAFETY: the rows before `middle` and those from it on share no element of `y`.
        let (y, y_below) = unsafe {
            let y_middle = y.as_ptr().offset(middle as isize * y.step());
            (VectorMut::from_raw(y.as_ptr(), middle, y.step()), VectorMut::from_raw(y_middle, below, y.step()))
        };
        let half = pieces / 2;
        rayon::join(
            || rows(alpha, a.part([0, 0], [middle, cols]), x, beta, y, half),
            || rows(alpha, a.part([middle, 0], [below, cols]), x, beta, y_below, pieces - half),
        );
        return;
    }
    if !T::gemv(alpha, a, x, beta, &y) {
        // SAFETY: a vector is a matrix of one column.
        let (x, y) = unsafe {
            (
                Matrix::from_raw(x.as_ptr(), [x.len(), 1], [x.step(), 1]),
                MatrixMut::from_raw(y.as_ptr(), [y.len(), 1], [y.step(), 1]),
            )
        };
        gemm(alpha, a, x, beta, &y, 1);
    }
}

/// [`dot`] of elements side by side: of halves, down to a length that does not depend on the number of threads, so that the
/// result does not either.
fn side_by_side<T: Scalar>(x: Vector<'_, T>, y: Vector<'_, T>, conjugate: bool, threads: usize) -> T {
    const BLOCK: usize = 1 << 16;
    let n = x.len();
    if n <= BLOCK {
        // SAFETY: both hold `n` elements.
        return unsafe { T::dot(n, x.as_ptr(), y.as_ptr(), conjugate) };
    }
    let middle = (n / 2).next_multiple_of(BLOCK);
    // SAFETY: the elements before the middle, which is below `n`, and those from it on.
    let halves = |v: Vector<'_, T>| unsafe {
        (Vector::from_raw(v.as_ptr(), middle, 1), Vector::from_raw(v.as_ptr().add(middle), n - middle, 1))
    };
    let ((x, x_rest), (y, y_rest)) = (halves(x), halves(y));
    let first = || side_by_side(x, y, conjugate, threads / 2);
    let rest = || side_by_side(x_rest, y_rest, conjugate, threads - threads / 2);
    let (first, rest) = if threads > 1 { rayon::join(first, rest) } else { (first(), rest()) };
    first + rest
}

fn dot<T: Scalar>(x: Vector<'_, T>, y: Vector<'_, T>, conjugate: bool) -> T {
    assert_eq!(x.len(), y.len(), "vectors that do not fit");
    let n = x.len();
    if n <= 1 || x.step() == 1 && y.step() == 1 {
        let threads = threads_for_bytes(2 * size_of::<T>() * n);
        return side_by_side(x, y, conjugate, threads);
    }
    // Elements that lie apart are brought together first.
    const BLOCK: usize = 256;
    let (mut xs, mut ys) = ([T::zero(); BLOCK], [T::zero(); BLOCK]);
    let mut sum = T::zero();
    for from in (0..n).step_by(BLOCK) {
        let count = BLOCK.min(n - from);
        for i in 0..count {
            let at = (from + i) as isize;
            // SAFETY: below `n`.
            (xs[i], ys[i]) = unsafe { (*x.as_ptr().offset(at * x.step()), *y.as_ptr().offset(at * y.step())) };
        }
        // SAFETY: both hold `count` elements.
        sum += unsafe { T::dot(count, xs.as_ptr(), ys.as_ptr(), conjugate) };
    }
    sum
}
