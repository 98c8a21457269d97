//! Triangular systems. Recursive: half of the unknowns, a product, the other half. Right-hand sides are shared out to threads.

use super::part::Part;
use super::{finite, quotient, reciprocal, threads_for};
use crate::Scalar;
use crate::backend::pure::Pure;
use crate::backend::pure::simd::{Body, dispatch};
use crate::backend::{Blas, Matrix};

/// Unknowns that are found one by one.
const NARROW: usize = 8;
/// Right-hand sides for which they are found side by side.
const SIDES: usize = 8;
/// Elements of the solutions from which that is faster.
const SIDE_BY_SIDE: usize = 64;

/// What an unknown is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Diagonal {
    /// Nothing: the matrix has ones there, which are not stored.
    Ones,
    /// The element of the diagonal.
    Divides,
    /// The same, by way of a product with its inverse where that is finite, which may round once more.
    Inverted,
}

/// Solves `l x = b` in place of `b`, `l` being unit lower triangular.
pub(super) fn solve_lower_unit<T: Scalar>(l: &Part<'_, T>, b: Part<'_, T>) {
    lower(l.matrix(), Diagonal::Ones, b);
}

/// Solves `u x = b` in place of `b`, `u` being upper triangular.
pub(super) fn solve_upper<T: Scalar>(u: &Part<'_, T>, b: Part<'_, T>) {
    upper(u.matrix(), b);
}

/// Solves `l x = b` in place of `b`, only the lower triangle of `l` being read.
pub(super) fn lower<T: Scalar>(l: Matrix<'_, T>, diagonal: Diagonal, b: Part<'_, T>) {
    share::<T, true>(l, diagonal, threads_for([b.rows(), b.rows(), b.cols()]), b);
}

/// Solves `u x = b` in place of `b`, only the upper triangle of `u` being read.
pub(super) fn upper<T: Scalar>(u: Matrix<'_, T>, b: Part<'_, T>) {
    share::<T, false>(u, Diagonal::Divides, threads_for([b.rows(), b.rows(), b.cols()]), b);
}

/// Solves for parts of the right-hand sides at the same time.
fn share<T: Scalar, const LOWER: bool>(a: Matrix<'_, T>, diagonal: Diagonal, threads: usize, b: Part<'_, T>) {
    if threads < 2 || b.cols() < 2 * SIDES {
        return solve::<T, LOWER>(a, diagonal, b);
    }
    let half = threads / 2;
    let middle = (b.cols() * half / threads).next_multiple_of(SIDES);
    let (first, last) = b.split_cols(middle);
    rayon::join(
        || share::<T, LOWER>(a, diagonal, half, first),
        || share::<T, LOWER>(a, diagonal, threads - half, last),
    );
}

fn solve<T: Scalar, const LOWER: bool>(a: Matrix<'_, T>, diagonal: Diagonal, mut b: Part<'_, T>) {
    let n = b.rows();
    if b.cols() == 0 {
        return;
    }
    if n > NARROW {
        let half = (n / 2).next_multiple_of(NARROW);
        let (above, below) = b.split_rows(half);
        let first = (a.part([0, 0], [half, half]), above);
        let last = (a.part([half, half], [n - half, n - half]), below);
        // The half whose unknowns depend on no others, and then the rest.
        let ((known, mut x), (rest, mut y), others) = if LOWER {
            (first, last, a.part([half, 0], [n - half, half]))
        } else {
            (last, first, a.part([0, half], [half, n - half]))
        };
        solve::<T, LOWER>(known, diagonal, x.reborrow());
        Pure.gemm(-T::one(), others, x.matrix(), T::one(), y.matrix_mut(), 1);
        return solve::<T, LOWER>(rest, diagonal, y);
    }
    // Unknowns beyond the last are zeros, and nothing of them is in the others.
    let mut corner = [[T::zero(); NARROW]; NARROW];
    let mut divisors = [T::one(); NARROW];
    for i in 0..n {
        for j in if LOWER { 0..i } else { i + 1..n } {
            corner[j][i] = a.at(i, j);
        }
        if diagonal != Diagonal::Ones {
            divisors[i] = a.at(i, i);
        }
    }
    let factors = if diagonal == Diagonal::Ones {
        Factors::Ones
    } else if T::COMPLEX || diagonal == Diagonal::Inverted {
        // A quotient of complex numbers is such a product, too.
        let inverses = divisors.map(reciprocal);
        if inverses.into_iter().all(finite) { Factors::Inverses(inverses) } else { Factors::Divisors(divisors) }
    } else {
        Factors::Divisors(divisors)
    };
    let substitution = Substitution::<T, LOWER> { corner, factors, b: b.reborrow() };
    if n * substitution.b.cols() < SIDE_BY_SIDE {
        substitution.one_by_one();
    } else {
        dispatch(substitution);
    }
}

enum Factors<T> {
    Ones,
    Divisors([T; NARROW]),
    Inverses([T; NARROW]),
}

/// A corner of at most [`NARROW`] unknowns, by columns.
struct Substitution<'a, T, const LOWER: bool> {
    corner: [[T; NARROW]; NARROW],
    factors: Factors<T>,
    b: Part<'a, T>,
}

impl<T: Scalar, const LOWER: bool> Substitution<'_, T, LOWER> {
    fn one_by_one(mut self) {
        let n = self.b.rows();
        for j in 0..self.b.cols() {
            let x = self.b.col_mut(j);
            for k in 0..n {
                let k = if LOWER { k } else { n - 1 - k };
                match &self.factors {
                    Factors::Ones => {}
                    Factors::Divisors(divisors) => x[k] = quotient(x[k], divisors[k]),
                    Factors::Inverses(inverses) => x[k] *= inverses[k],
                }
                let known = x[k];
                for i in if LOWER { k + 1..n } else { 0..k } {
                    x[i] -= self.corner[k][i] * known;
                }
            }
        }
    }
}

impl<T: Scalar, const LOWER: bool> Body for Substitution<'_, T, LOWER> {
    type Out = ();
    #[inline(always)]
    #[expect(clippy::needless_range_loop, reason = "the sides are the second index")]
    fn run<const FUSED: bool>(mut self) {
        for j in (0..self.b.cols()).step_by(SIDES) {
            let count = SIDES.min(self.b.cols() - j);
            // Each unknown's values for all sides lie side by side.
            let mut x = [[T::zero(); SIDES]; NARROW];
            for l in 0..count {
                let side = self.b.col(j + l);
                if let Some(side) = side.first_chunk::<NARROW>() {
                    for i in 0..NARROW {
                        x[i][l] = side[i];
                    }
                } else {
                    for i in 0..side.len() {
                        x[i][l] = side[i];
                    }
                }
            }
            for k in 0..NARROW {
                let k = if LOWER { k } else { NARROW - 1 - k };
                match &self.factors {
                    Factors::Ones => {}
                    Factors::Divisors(divisors) => x[k].iter_mut().for_each(|x| *x = quotient(*x, divisors[k])),
                    Factors::Inverses(inverses) => x[k].iter_mut().for_each(|x| *x *= inverses[k]),
                }
                let known = x[k];
                for i in if LOWER { k + 1..NARROW } else { 0..k } {
                    let factor = self.corner[k][i];
                    for l in 0..SIDES {
                        x[i][l] -= factor * known[l];
                    }
                }
            }
            for l in 0..count {
                let side = self.b.col_mut(j + l);
                if let Some(side) = side.first_chunk_mut::<NARROW>() {
                    for i in 0..NARROW {
                        side[i] = x[i][l];
                    }
                } else {
                    for i in 0..side.len() {
                        side[i] = x[i][l];
                    }
                }
            }
        }
    }
}
