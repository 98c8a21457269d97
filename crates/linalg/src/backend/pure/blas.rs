//! BLAS by the `gemm` crate.

use gemm::Parallelism;

use super::Pure;
use crate::Scalar;
use crate::backend::{Blas, Matrix, MatrixMut, Vector, VectorMut};

impl<T: Scalar> Blas<T> for Pure {
    fn gemm(&self, alpha: T, a: Matrix<'_, T>, b: Matrix<'_, T>, beta: T, c: MatrixMut<'_, T>, threads: usize) {
        let (m, k, n) = (a.rows(), a.cols(), b.cols());
        assert_eq!((b.rows(), c.rows(), c.cols()), (k, m, n), "matrices that do not fit");
        let parallelism = if threads > 1 { Parallelism::Rayon(threads) } else { Parallelism::None };
        // SAFETY: the matrices vouch for their elements, of the lengths compared above; `c` is borrowed to write, so that
        // it shares none with `a` and `b`.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
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

    fn gemv(&self, alpha: T, a: Matrix<'_, T>, x: Vector<'_, T>, beta: T, y: VectorMut<'_, T>, threads: usize) {
        // SAFETY: a vector is a matrix of one column.
        let x = unsafe { Matrix::from_raw(x.as_ptr(), [x.len(), 1], [x.step(), 1]) };
        // SAFETY: as above.
        let y = unsafe { MatrixMut::from_raw(y.as_ptr(), [y.len(), 1], [y.step(), 1]) };
        self.gemm(alpha, a, x, beta, y, threads);
    }

    fn dot(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T {
        assert_eq!(x.len(), y.len(), "vectors that do not fit");
        (0..x.len() as isize).fold(T::zero(), |sum, i| {
            // SAFETY: `i` is below the length of both.
            let product = unsafe { *x.as_ptr().offset(i * x.step()) * *y.as_ptr().offset(i * y.step()) };
            sum + product
        })
    }
}
