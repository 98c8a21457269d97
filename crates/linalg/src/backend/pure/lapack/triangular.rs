//! Triangular systems. Recursive: half of the unknowns, a product, the other half.

use super::part::Part;
use super::{quotient, threads_for};
use crate::Scalar;
use crate::backend::pure::Pure;
use crate::backend::{Blas, Matrix};

/// Unknowns that are found one by one.
const NARROW: usize = 8;

/// A rectangle of a matrix.
fn part<'a, T>(a: &Matrix<'a, T>, [row, col]: [usize; 2], size: [usize; 2]) -> Matrix<'a, T> {
    assert!(row + size[0] <= a.rows() && col + size[1] <= a.cols(), "a part outside the matrix");
    let offset = if size.contains(&0) { 0 } else { row as isize * a.row_step() + col as isize * a.col_step() };
    // SAFETY: elements of the matrix, borrowed as long.
    unsafe { Matrix::from_raw(a.as_ptr().offset(offset), size, [a.row_step(), a.col_step()]) }
}

fn at<T: Copy>(a: &Matrix<'_, T>, i: usize, j: usize) -> T {
    assert!(i < a.rows() && j < a.cols());
    // SAFETY: an element of the matrix.
    unsafe { *a.as_ptr().offset(i as isize * a.row_step() + j as isize * a.col_step()) }
}

fn subtract_product<T: Scalar>(a: Matrix<'_, T>, b: &Part<'_, T>, c: &mut Part<'_, T>) {
    let threads = threads_for([c.rows(), c.cols(), a.cols()]);
    Pure.gemm(-T::one(), a, b.matrix(), T::one(), c.matrix_mut(), threads);
}

/// Solves `l x = b` in place of `b`, `l` being unit lower triangular.
pub(super) fn solve_lower_unit<T: Scalar>(l: &Part<'_, T>, b: Part<'_, T>) {
    lower(l.matrix(), true, b);
}

/// Solves `u x = b` in place of `b`, `u` being upper triangular.
pub(super) fn solve_upper<T: Scalar>(u: &Part<'_, T>, b: Part<'_, T>) {
    upper(u.matrix(), b);
}

/// Solves `l x = b` in place of `b`, only the lower triangle of `l` being read.
pub(super) fn lower<T: Scalar>(l: Matrix<'_, T>, unit: bool, b: Part<'_, T>) {
    solve::<T, true>(l, unit, b);
}

/// Solves `u x = b` in place of `b`, only the upper triangle of `u` being read.
pub(super) fn upper<T: Scalar>(u: Matrix<'_, T>, b: Part<'_, T>) {
    solve::<T, false>(u, false, b);
}

fn solve<T: Scalar, const LOWER: bool>(a: Matrix<'_, T>, unit: bool, mut b: Part<'_, T>) {
    let n = b.rows();
    if b.cols() == 0 {
        return;
    }
    if n > NARROW {
        let half = (n / 2).next_multiple_of(NARROW);
        let (above, below) = b.split_rows(half);
        let first = (part(&a, [0, 0], [half, half]), above);
        let last = (part(&a, [half, half], [n - half, n - half]), below);
        // The half whose unknowns depend on no others, and then the rest.
        let ((known, mut x), (rest, mut y), others) = if LOWER {
            (first, last, part(&a, [half, 0], [n - half, half]))
        } else {
            (last, first, part(&a, [0, half], [half, n - half]))
        };
        solve::<T, LOWER>(known, unit, x.reborrow());
        subtract_product(others, &x, &mut y);
        return solve::<T, LOWER>(rest, unit, y);
    }
    let mut triangle = [T::zero(); NARROW * NARROW];
    copy(&a, n, &mut triangle);
    for j in 0..b.cols() {
        let x = b.col_mut(j);
        for k in 0..n {
            let i = if LOWER { k } else { n - 1 - k };
            if !unit {
                x[i] = quotient(x[i], triangle[i + i * NARROW]);
            }
            let known = x[i];
            for r in if LOWER { i + 1..n } else { 0..i } {
                x[r] -= triangle[r + i * NARROW] * known;
            }
        }
    }
}

/// The corner of `n` x `n` elements, by columns.
fn copy<T: Scalar>(a: &Matrix<'_, T>, n: usize, out: &mut [T; NARROW * NARROW]) {
    for j in 0..n {
        for i in 0..n {
            out[i + j * NARROW] = at(a, i, j);
        }
    }
}
