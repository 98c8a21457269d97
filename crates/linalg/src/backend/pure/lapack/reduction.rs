//! Hermitian matrices brought to tridiagonal form by Householder reflections, one by one: for matrices that fit the caches.

use super::part::Part;
use super::qr::{product, reflection};
use super::zeros;
use crate::Scalar;
use crate::backend::Failure;
use crate::backend::pure::simd::{Body, dispatch};

/// Reduces in place of the lower triangle: the diagonal, and what stands below it, are the tridiagonal matrix's.
pub(super) fn tridiagonal<T: Scalar>(a: Part<'_, T>) -> Result<(), Failure> {
    let n = a.rows();
    let mut work = zeros::<T>(2 * n)?;
    dispatch(Reduction { a, work: &mut work });
    Ok(())
}

struct Reduction<'a, 'b, T> {
    a: Part<'a, T>,
    work: &'b mut [T],
}

impl<T: Scalar> Body for Reduction<'_, '_, T> {
    type Out = ();
    #[inline(always)]
    fn run<const FUSED: bool>(mut self) {
        let n = self.a.rows();
        for j in 0..n.saturating_sub(2) {
            let rest = n - j - 1;
            let (v, w) = self.work.split_at_mut(n);
            let (v, w) = (&mut v[..rest], &mut w[..rest]);
            let column = &mut self.a.col_mut(j)[j + 1..];
            let tau = reflection(column);
            if tau.is_zero() {
                continue;
            }
            v.copy_from_slice(column);
            v[0] = T::one();
            // w = A v, of the lower triangle.
            w.fill(T::zero());
            for c in 0..rest {
                let column = &self.a.col(j + 1 + c)[j + 1 + c..];
                let (factor, below) = (v[c], &column[1..]);
                w[c] += T::from_real(column[0].re()) * factor + product(below, &v[c + 1..]);
                for (w, &a) in w[c + 1..].iter_mut().zip(below) {
                    *w += a * factor;
                }
            }
            // w = tau A v - |tau|^2 (v^H A v) / 2 v, so that the reflected matrix is A - v w^H - w v^H.
            let half = T::from_f64(0.5) * tau.conj() * tau * product(v, w);
            for (w, &v) in w.iter_mut().zip(&*v) {
                *w = tau * *w - half * v;
            }
            for c in 0..rest {
                let (by_v, by_w) = (w[c].conj(), v[c].conj());
                let column = &mut self.a.col_mut(j + 1 + c)[j + 1 + c..];
                for ((a, &v), &w) in column.iter_mut().zip(&v[c..]).zip(&w[c..]) {
                    *a -= v * by_v + w * by_w;
                }
            }
        }
    }
}
