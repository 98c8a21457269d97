//! Hermitian matrices brought to tridiagonal form by Householder reflections, one by one: for matrices that fit the caches.
//!
//! A matrix of one or two rows has that form: there are two reflections less than rows.

use super::part::Part;
use super::qr::{product, reflection};
use super::zeros;
use crate::Scalar;
use crate::backend::Failure;
use crate::backend::pure::simd::{Body, dispatch};

/// Reduces in place of the lower triangle: the diagonal, and what stands below it, are the tridiagonal matrix's; below that
/// are the reflections' vectors. Their factors are given back.
pub(super) fn tridiagonal<T: Scalar>(a: Part<'_, T>) -> Result<Vec<T>, Failure> {
    let n = a.rows();
    let (mut factors, mut work) = (zeros::<T>(n)?, zeros::<T>(2 * n)?);
    dispatch(Reduction { a, factors: &mut factors, work: &mut work });
    Ok(factors)
}

struct Reduction<'a, 'b, T> {
    a: Part<'a, T>,
    factors: &'b mut [T],
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
            self.factors[j] = tau;
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

/// The unitary matrix of what [`tridiagonal`] left, in its place.
pub(super) fn unitary<T: Scalar>(a: Part<'_, T>, factors: &[T]) {
    dispatch(Unitary { a, factors });
}

struct Unitary<'a, 'b, T> {
    a: Part<'a, T>,
    factors: &'b [T],
}

impl<T: Scalar> Body for Unitary<'_, '_, T> {
    type Out = ();
    #[inline(always)]
    fn run<const FUSED: bool>(mut self) {
        let n = self.a.rows();
        // Vectors move one column to the right, below the ones: each is where its reflection's column will be.
        for j in (1..n).rev() {
            let (from, to) = self.a.two_cols(j - 1, j);
            to[j + 1..].copy_from_slice(&from[j + 1..]);
        }
        for j in (0..n).rev() {
            let tau = if j == 0 { T::zero() } else { self.factors[j - 1] };
            for c in if tau.is_zero() { n } else { j + 1 }..n {
                let (v, x) = self.a.two_cols(j, c);
                let (v, x) = (&v[j + 1..], &mut x[j..]);
                // What is above the last row of the reflections behind is zero.
                let sum = tau * product(v, &x[1..]);
                x[0] = -sum;
                for (x, &v) in x[1..].iter_mut().zip(v) {
                    *x -= v * sum;
                }
            }
            let column = self.a.col_mut(j);
            column[..j].fill(T::zero());
            column[j] = T::one() - tau;
            for x in &mut column[j + 1..] {
                *x *= -tau;
            }
        }
    }
}
