//! LU decomposition with partial pivoting, and systems by it.
//!
//! Recursive: the left half of the columns, the right half by a triangular system and one product, then the rest. Nearly all
//! of the work is `gemm`'s so, at every size.

use super::part::Part;
use super::triangular::{solve_lower_unit, solve_upper};
use super::{finite, quotient, reciprocal, threads_for};
use crate::Scalar;
use crate::backend::Blas;
use crate::backend::pure::Pure;

/// Columns that are decomposed one by one.
const NARROW: usize = 8;

/// Decomposes in place; the first pivot that is zero.
pub(super) fn lu<T: Scalar>(mut a: Part<'_, T>, pivots: &mut [usize]) -> Option<usize> {
    let (m, n) = (a.rows(), a.cols());
    let k = m.min(n);
    if n <= NARROW || m <= 1 {
        return one_by_one(a.reborrow(), pivots);
    }
    let n1 = if k <= NARROW { k } else { (k / 2).next_multiple_of(NARROW) };
    let (mut left, mut right) = a.split_cols(n1);
    let first = lu(left.reborrow(), &mut pivots[..n1]);
    swap_rows(right.reborrow(), &pivots[..n1]);
    let (l11, mut l21) = left.split_rows(n1);
    let (mut u12, mut a22) = right.split_rows(n1);
    solve_lower_unit(&l11, u12.reborrow());
    let threads = threads_for([a22.rows(), a22.cols(), n1]);
    Pure.gemm(-T::one(), l21.matrix(), u12.matrix(), T::one(), a22.matrix_mut(), threads);
    let second = lu(a22, &mut pivots[n1..]);
    swap_rows(l21.reborrow(), &pivots[n1..]);
    pivots[n1..].iter_mut().for_each(|p| *p += n1);
    first.or(second.map(|j| j + n1))
}

/// Exchanges each row with its pivot's, in order.
pub(super) fn swap_rows<T: Scalar>(mut a: Part<'_, T>, pivots: &[usize]) {
    for j in 0..a.cols() {
        let col = a.col_mut(j);
        for (i, &p) in pivots.iter().enumerate() {
            col.swap(i, p);
        }
    }
}

fn one_by_one<T: Scalar>(mut a: Part<'_, T>, pivots: &mut [usize]) -> Option<usize> {
    let (m, n) = (a.rows(), a.cols());
    let mut zero = None;
    for j in 0..m.min(n) {
        let p = j + largest(&a.col(j)[j..]);
        pivots[j] = p;
        if a.col(j)[p].is_zero() {
            zero = zero.or(Some(j));
        } else {
            if p != j {
                for c in 0..n {
                    a.col_mut(c).swap(j, p);
                }
            }
            let pivot = a.col(j)[j];
            let inverse = reciprocal(pivot);
            let below = &mut a.col_mut(j)[j + 1..];
            // The inverse of a subnormal pivot is infinite.
            if finite(inverse) {
                below.iter_mut().for_each(|x| *x *= inverse);
            } else {
                below.iter_mut().for_each(|x| *x = quotient(*x, pivot));
            }
        }
        for c in j + 1..n {
            let (l, u) = a.two_cols(j, c);
            let factor = u[j];
            if !factor.is_zero() {
                u[j + 1..].iter_mut().zip(&l[j + 1..]).for_each(|(u, &l)| *u -= l * factor);
            }
        }
    }
    zero
}

/// The place of the element that BLAS's `iamax` finds: the first of the largest sums of both parts' absolute values.
fn largest<T: Scalar>(x: &[T]) -> usize {
    use num_traits::{Float, Zero};
    let mut best = (0, <T::Re as Zero>::zero());
    for (i, x) in x.iter().enumerate() {
        let size = Float::abs(x.re()) + Float::abs(x.im());
        if size > best.1 {
            best = (i, size);
        }
    }
    best.0
}

/// Solves by a decomposition that [`lu`] left.
pub(super) fn solve<T: Scalar>(lu: &Part<'_, T>, pivots: &[usize], mut b: Part<'_, T>) {
    swap_rows(b.reborrow(), pivots);
    solve_lower_unit(lu, b.reborrow());
    solve_upper(lu, b);
}
