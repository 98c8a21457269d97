//! Cholesky decomposition of the lower triangle, recursive as the LU decomposition is.

use super::part::Part;
use super::threads_for;
use super::triangular::lower;
use crate::Scalar;
use crate::backend::pure::Pure;
use crate::backend::{Blas, Failure};

/// Columns that are decomposed one by one.
const NARROW: usize = 8;

/// Decomposes in place; the order of the first minor that is not positive definite. A NaN passes, as in OpenBLAS.
pub(super) fn cholesky<T: Scalar>(mut a: Part<'_, T>) -> Result<(), Failure> {
    let n = a.rows();
    if n <= NARROW {
        return one_by_one(a);
    }
    let half = (n / 2).next_multiple_of(NARROW);
    cholesky(a.part(0, 0, half, half))?;
    // A21 becomes L21 = A21 L11^-H: conj(L11) L21^T = A21^T, by way of a copy, which the product below needs too.
    let rest = n - half;
    let mut turned: Vec<T> = Vec::new();
    turned.try_reserve_exact(half * rest).map_err(|_| Failure::Memory)?;
    let (left, mut a22) = a.split_cols(half);
    let (l11, mut l21) = left.split_rows(half);
    for i in 0..rest {
        for j in 0..half {
            turned.push(l21.col(j)[i].conj());
        }
    }
    // `turned` is A21^H now: L11 L21^H = A21^H.
    lower(l11.matrix(), false, Part::over(&mut turned, half, rest));
    for j in 0..half {
        let col = l21.col_mut(j);
        for i in 0..rest {
            col[i] = turned[j + i * half].conj();
        }
    }
    let mut right = a22.part(half, 0, rest, rest);
    subtract_square(&l21, Part::over(&mut turned, half, rest), right.reborrow());
    cholesky(right).map_err(|failure| match failure {
        Failure::NotPositiveDefinite(order) => Failure::NotPositiveDefinite(order + half),
        other => other,
    })
}

/// `c -= l lh`, the lower triangle of it.
fn subtract_square<T: Scalar>(l: &Part<'_, T>, lh: Part<'_, T>, mut c: Part<'_, T>) {
    const WIDE: usize = 64;
    let n = c.rows();
    let mut lh = lh;
    let mut from = 0;
    while from < n {
        let width = WIDE.min(n - from);
        let mut target = c.part(from, from, n - from, width);
        let left = l.matrix();
        // SAFETY: the rows of `l` from `from` on, which it has as `c` has.
        let left = unsafe {
            crate::backend::Matrix::from_raw(
                left.as_ptr().add(if l.cols() == 0 { 0 } else { from }),
                [n - from, l.cols()],
                [left.row_step(), left.col_step()],
            )
        };
        let rows = lh.rows();
        let right = lh.part(0, from, rows, width);
        let threads = threads_for::<T>([n - from, width, rows]);
        Pure.gemm(-T::one(), left, right.matrix(), T::one(), target.matrix_mut(), threads);
        from += width;
    }
}

fn one_by_one<T: Scalar>(mut a: Part<'_, T>) -> Result<(), Failure> {
    use num_traits::{Float, Zero};
    let n = a.rows();
    for j in 0..n {
        let diagonal = a.col(j)[j].re();
        if diagonal <= <T::Re as Zero>::zero() {
            return Err(Failure::NotPositiveDefinite(j + 1));
        }
        let root = T::from_real(Float::sqrt(diagonal));
        let col = a.col_mut(j);
        col[j] = root;
        col[j + 1..].iter_mut().for_each(|x| *x /= root);
        for c in j + 1..n {
            let (l, target) = a.two_cols(j, c);
            let factor = l[c].conj();
            target[c..].iter_mut().zip(&l[c..]).for_each(|(t, &l)| *t -= l * factor);
            // The diagonal of a Hermitian matrix is real.
            target[c] = T::from_real(target[c].re());
        }
    }
    Ok(())
}
