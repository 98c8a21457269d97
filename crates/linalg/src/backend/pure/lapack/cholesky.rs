//! Cholesky decomposition of the lower triangle, recursive as the LU decomposition is.

use super::part::Part;
use super::triangular::lower;
use super::{threads_for, zeros};
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
    subtract_square(&mut l21, Part::over(&mut turned, half, rest), right.reborrow())?;
    cholesky(right).map_err(|failure| match failure {
        Failure::NotPositiveDefinite(order) => Failure::NotPositiveDefinite(order + half),
        other => other,
    })
}

/// `c -= l lh`, the lower triangle of it.
fn subtract_square<T: Scalar>(l: &mut Part<'_, T>, mut lh: Part<'_, T>, mut c: Part<'_, T>) -> Result<(), Failure> {
    const WIDE: usize = 48;
    let (n, k) = (c.rows(), l.cols());
    let mut corner = zeros::<T>(WIDE.min(n) * WIDE.min(n))?;
    for from in (0..n).step_by(WIDE) {
        let width = WIDE.min(n - from);
        let below = n - from - width;
        let right = lh.part(0, from, k, width);
        // What a product writes above the diagonal is left out.
        let mut square = Part::over(&mut corner, width, width);
        Pure.gemm(T::one(), l.part(from, 0, width, k).matrix(), right.matrix(), T::zero(), square.matrix_mut(), 1);
        let mut target = c.part(from, from, width, width);
        for j in 0..width {
            target.col_mut(j)[j..].iter_mut().zip(&square.col(j)[j..]).for_each(|(c, &x)| *c -= x);
        }
        let threads = threads_for([below, width, k]);
        Pure.gemm(
            -T::one(),
            l.part(from + width, 0, below, k).matrix(),
            right.matrix(),
            T::one(),
            c.part(from + width, from, below, width).matrix_mut(),
            threads,
        );
    }
    Ok(())
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
