//! Least squares by singular values; more equations than unknowns by the QR decomposition first.

use num_traits::{Float, Zero};

use super::part::Part;
use super::{Spectral, qr, threads_for, zeros};
use crate::backend::pure::Pure;
use crate::backend::{Blas, Failure, Matrix};

/// The solutions in the first rows of `b`, the singular values, and how many of these count.
pub(super) fn solve<T: Spectral>(
    mut a: Part<'_, T>,
    mut b: Part<'_, T>,
    s: &mut [T::Re],
    rcond: T::Re,
) -> Result<usize, Failure> {
    let (m, n, rhs) = (a.rows(), a.cols(), b.cols());
    if m <= n {
        return by_singular_values(a, b, s, rcond);
    }
    let mut tau = zeros::<T>(n)?;
    qr::qr(a.reborrow(), &mut tau)?;
    qr::q_inverse(a.reborrow(), &tau, b.part(0, 0, m, rhs))?;
    for j in 0..n {
        a.col_mut(j)[j + 1..n].fill(T::zero());
    }
    by_singular_values(a.part(0, 0, n, n), b.part(0, 0, n, rhs), s, rcond)
}

/// `x = V S^+ U^H b`, of at most as many equations as unknowns.
fn by_singular_values<T: Spectral>(
    a: Part<'_, T>,
    mut b: Part<'_, T>,
    s: &mut [T::Re],
    rcond: T::Re,
) -> Result<usize, Failure> {
    let (m, n, rhs) = (a.rows(), a.cols(), b.cols());
    let (mut u, mut vh) = (zeros::<T>(m * m)?, zeros::<T>(m * n)?);
    T::svd(a, s, Some((Part::over(&mut u, m, m), Part::over(&mut vh, m, n))))?;
    if s.iter().any(|s| s.is_nan()) {
        return Err(Failure::NotConverged);
    }
    // LAPACK takes the precision for a negative tolerance.
    let rcond = if rcond < <T::Re as Zero>::zero() { T::Re::epsilon() } else { rcond };
    let least = rcond * s.first().copied().unwrap_or(<T::Re as Zero>::zero());
    let rank = s.iter().filter(|&&s| s > least).count();
    if T::COMPLEX {
        u.iter_mut().chain(&mut vh).for_each(|x| *x = x.conj());
    }
    let mut y = zeros::<T>(m * rhs)?;
    let mut y = Part::over(&mut y, m, rhs);
    let known = b.part(0, 0, m, rhs);
    let threads = threads_for([m, m, rhs]);
    Pure.gemm(T::one(), turned(&u, m, m), known.matrix(), T::zero(), y.matrix_mut(), threads);
    for j in 0..rhs {
        let y = y.col_mut(j);
        y[..rank].iter_mut().zip(&*s).for_each(|(y, &s)| *y /= T::from_real(s));
        y[rank..].fill(T::zero());
    }
    let mut x = b.part(0, 0, n, rhs);
    Pure.gemm(T::one(), turned(&vh, m, n), y.matrix(), T::zero(), x.matrix_mut(), threads);
    Ok(rank)
}

/// The transpose of a gapless matrix by columns.
fn turned<T>(data: &[T], rows: usize, cols: usize) -> Matrix<'_, T> {
    assert_eq!(data.len(), rows * cols);
    // SAFETY: the slice has so many elements.
    unsafe { Matrix::from_raw(data.as_ptr(), [cols, rows], [rows as isize, 1]) }
}
