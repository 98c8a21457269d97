//! Cholesky decomposition of the upper triangle, recursive as the LU decomposition is.

use super::part::Part;
use super::triangular::{Diagonal, lower};
use super::{adjoint, finite, quotient, reciprocal, threads_for, zeros};
use crate::Scalar;
use crate::backend::pure::Pure;
use crate::backend::{Blas, Failure, Matrix};

/// Columns that are decomposed one by one.
const NARROW: usize = 8;
/// Columns of a triangle of which the whole square is computed.
const WIDE: usize = 48;

/// Decomposes in place, `u^H u = a`; the order of the first minor that is not positive definite. A NaN passes, as in OpenBLAS.
pub(super) fn cholesky<T: Scalar>(mut a: Part<'_, T>) -> Result<(), Failure> {
    let n = a.rows();
    if n <= NARROW {
        return one_by_one(a);
    }
    let half = (n / 2).next_multiple_of(NARROW);
    cholesky(a.part(0, 0, half, half))?;
    let (left, right) = a.split_cols(half);
    let (u11, _) = left.split_rows(half);
    let (mut u12, mut a22) = right.split_rows(half);
    let mut conjugates = Vec::new();
    lower(adjoint(u11.matrix(), &mut conjugates)?, Diagonal::Inverted, u12.reborrow());
    let threads = threads_for([half, n - half, (n - half) / 2]);
    subtract_square(adjoint(u12.matrix(), &mut conjugates)?, u12.matrix(), a22.reborrow(), threads)?;
    cholesky(a22).map_err(|failure| match failure {
        Failure::NotPositiveDefinite(order) => Failure::NotPositiveDefinite(order + half),
        other => other,
    })
}

/// `c -= uh u`, the upper triangle of it: a rectangle, which is one product, and two triangles.
fn subtract_square<T: Scalar>(
    uh: Matrix<'_, T>,
    u: Matrix<'_, T>,
    mut c: Part<'_, T>,
    threads: usize,
) -> Result<(), Failure> {
    let (n, k) = (c.rows(), u.rows());
    if n <= WIDE {
        let mut square = zeros::<T>(n * n)?;
        let mut square = Part::over(&mut square, n, n);
        Pure.gemm(T::one(), uh, u, T::zero(), square.matrix_mut(), 1);
        for j in 0..n {
            c.col_mut(j)[..=j].iter_mut().zip(square.col(j)).for_each(|(c, &x)| *c -= x);
        }
        return Ok(());
    }
    let half = (n / 2).next_multiple_of(NARROW);
    let rest = n - half;
    let ((above, first), (below, last)) = (
        (uh.part([0, 0], [half, k]), u.part([0, 0], [k, half])),
        (uh.part([half, 0], [rest, k]), u.part([0, half], [k, rest])),
    );
    let product = threads_for([half, k, rest]).min(threads);
    Pure.gemm(-T::one(), above, last, T::one(), c.part(0, half, half, rest).matrix_mut(), product);
    let (left, right) = c.split_cols(half);
    let (left, right) = (left.split_rows(half).0, right.split_rows(half).1);
    if threads < 2 {
        subtract_square(above, first, left, 1)?;
        return subtract_square(below, last, right, 1);
    }
    let (left, right) = rayon::join(
        || subtract_square(above, first, left, threads / 2),
        || subtract_square(below, last, right, threads - threads / 2),
    );
    left.and(right)
}

fn one_by_one<T: Scalar>(mut a: Part<'_, T>) -> Result<(), Failure> {
    use num_traits::{Float, Zero};
    let n = a.rows();
    let mut inverses = [T::zero(); NARROW];
    for j in 0..n {
        for i in 0..j {
            let (known, column) = a.two_cols(i, j);
            let sum = (0..i).fold(column[i], |sum, k| sum - known[k].conj() * column[k]);
            column[i] = if finite(inverses[i]) { sum * inverses[i] } else { quotient(sum, known[i]) };
        }
        let column = a.col_mut(j);
        // The diagonal of a Hermitian matrix is real.
        let square = column[..j].iter().fold(column[j].re(), |sum, x| sum - (x.re() * x.re() + x.im() * x.im()));
        if square <= <T::Re as Zero>::zero() {
            return Err(Failure::NotPositiveDefinite(j + 1));
        }
        column[j] = T::from_real(Float::sqrt(square));
        inverses[j] = reciprocal(column[j]);
    }
    Ok(())
}
