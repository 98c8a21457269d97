//! QR decomposition by Householder reflections, in LAPACK's form: `H = I - tau v v^H` with `v[0] = 1`, R's diagonal real.
//!
//! Blocks of reflections are applied together as `I - V T V^H`, whose products are `gemm`'s; narrow blocks are made the same
//! way of two halves.

use num_traits::{Float, Zero};

use super::part::Part;
use super::{adjoint, finite, quotient, reciprocal, threads_for};
use crate::Scalar;
use crate::backend::pure::Pure;
use crate::backend::{Blas, Failure, Matrix};

/// Reflections applied together to the columns behind them.
const BLOCK: usize = 32;
/// Reflections made one by one.
const NARROW: usize = 4;

/// A gapless matrix for the work.
fn scratch<T: Scalar>(rows: usize, cols: usize) -> Result<Vec<T>, Failure> {
    let mut data = Vec::new();
    data.try_reserve_exact(rows * cols).map_err(|_| Failure::Memory)?;
    data.resize(rows * cols, T::zero());
    Ok(data)
}

/// Decomposes in place: R above, the vectors below the diagonal.
pub(super) fn qr<T: Scalar>(mut a: Part<'_, T>, tau: &mut [T]) -> Result<(), Failure> {
    let (m, n) = (a.rows(), a.cols());
    let k = m.min(n);
    for from in (0..k).step_by(BLOCK) {
        let width = BLOCK.min(k - from);
        let rest = a.part(from, from, m - from, n - from);
        let (mut block, right) = rest.split_cols(width);
        narrow(block.reborrow(), &mut tau[from..from + width])?;
        if right.cols() > 0 {
            Reflections::new(&block, &tau[from..from + width])?.apply(true, right)?;
        }
    }
    Ok(())
}

/// Decomposes a block of few columns.
fn narrow<T: Scalar>(mut a: Part<'_, T>, tau: &mut [T]) -> Result<(), Failure> {
    let n = a.cols();
    if n <= NARROW {
        one_by_one(a, tau);
        return Ok(());
    }
    let half = n / 2;
    narrow(a.part(0, 0, a.rows(), half), &mut tau[..half])?;
    let (left, mut right) = a.split_cols(half);
    Reflections::new(&left, &tau[..half])?.apply(true, right.reborrow())?;
    let rows = right.rows();
    narrow(right.part(half, 0, rows - half, n - half), &mut tau[half..])
}

fn one_by_one<T: Scalar>(mut a: Part<'_, T>, tau: &mut [T]) {
    let n = a.cols();
    for j in 0..n.min(a.rows()) {
        let factor = reflection(&mut a.col_mut(j)[j..]);
        tau[j] = factor;
        for c in j + 1..n {
            let (v, x) = a.two_cols(j, c);
            let (v, x) = (&v[j + 1..], &mut x[j..]);
            let mut sum = x[0];
            sum += product(v, &x[1..]);
            sum *= factor.conj();
            x[0] -= sum;
            x[1..].iter_mut().zip(v).for_each(|(x, &v)| *x -= v * sum);
        }
    }
}

/// The sum of the products, the first factors conjugated.
#[inline(always)]
pub(super) fn product<T: Scalar>(x: &[T], y: &[T]) -> T {
    const LANES: usize = 8;
    let mut sums = [T::zero(); LANES];
    let (xs, ys) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let mut rest = T::zero();
    xs.remainder().iter().zip(ys.remainder()).for_each(|(&x, &y)| rest += x.conj() * y);
    for (x, y) in xs.zip(ys) {
        for i in 0..LANES {
            sums[i] += x[i].conj() * y[i];
        }
    }
    sums.iter().fold(rest, |sum, &x| sum + x)
}

/// The Euclidean norm, without overflow on the way.
fn norm<T: Scalar>(x: &[T]) -> T::Re {
    let zero = <T::Re as Zero>::zero();
    let plain = product(x, x).re();
    let safe = T::Re::min_positive_value() / T::Re::epsilon() / T::Re::epsilon();
    if plain.is_nan() || (plain > safe && plain.is_finite()) {
        return Float::sqrt(plain);
    }
    let largest = x.iter().fold(zero, |max, x| Float::max(max, Float::max(Float::abs(x.re()), Float::abs(x.im()))));
    let scale = <T::Re as num_traits::One>::one() / largest;
    if largest.is_zero() || !largest.is_finite() || !scale.is_finite() {
        return largest;
    }
    let squares = x.iter().fold(zero, |sum, x| {
        let (re, im) = (x.re() * scale, x.im() * scale);
        sum + re * re + im * im
    });
    largest * Float::sqrt(squares)
}

/// Turns `x` into a multiple of the first unit vector: that in its first place, the reflection's vector in the others, and
/// its factor back.
pub(super) fn reflection<T: Scalar>(x: &mut [T]) -> T {
    let (zero, one) = (<T::Re as Zero>::zero(), <T::Re as num_traits::One>::one());
    let Some((alpha, rest)) = x.split_first_mut() else { return T::zero() };
    let mut size = norm(rest);
    if size.is_zero() && alpha.im().is_zero() {
        return T::zero();
    }
    let length = |alpha: T, size: T::Re| {
        let length = Float::hypot(Scalar::abs(alpha), size);
        if alpha.re() < zero || (alpha.re().is_zero() && Float::is_sign_negative(alpha.re())) {
            length
        } else {
            -length
        }
    };
    let mut beta = length(*alpha, size);
    // Where beta is so small that its inverse overflows, all is scaled up first, and beta back at the end.
    let small = T::Re::min_positive_value() / T::Re::epsilon();
    let mut steps = 0;
    while Float::abs(beta) < small && !beta.is_zero() && steps < 20 {
        let up = one / small;
        rest.iter_mut().for_each(|x| *x *= T::from_real(up));
        *alpha *= T::from_real(up);
        size = norm(rest);
        beta = length(*alpha, size);
        steps += 1;
    }
    let tau = (T::from_real(beta) - *alpha) * T::from_real(one / beta);
    let difference = *alpha - T::from_real(beta);
    let inverse = reciprocal(difference);
    if finite(inverse) {
        rest.iter_mut().for_each(|x| *x *= inverse);
    } else {
        rest.iter_mut().for_each(|x| *x = quotient(*x, difference));
    }
    for _ in 0..steps {
        beta *= small;
    }
    *alpha = T::from_real(beta);
    tau
}

/// Some reflections in the form `I - V T V^H`.
struct Reflections<T> {
    /// V, its ones and zeros written out.
    v: Vec<T>,
    /// V conjugated, of complex numbers.
    conjugated: Option<Vec<T>>,
    t: Vec<T>,
    rows: usize,
    k: usize,
}

impl<T: Scalar> Reflections<T> {
    /// Of the vectors below the diagonal of a block, and their factors.
    fn new(block: &Part<'_, T>, tau: &[T]) -> Result<Self, Failure> {
        let (rows, k) = (block.rows(), tau.len());
        let mut v = scratch(rows, k)?;
        for (j, col) in v.chunks_exact_mut(rows.max(1)).enumerate() {
            col[j] = T::one();
            col[j + 1..].copy_from_slice(&block.col(j)[j + 1..]);
        }
        let conjugated = match T::COMPLEX {
            true => {
                let mut copy = scratch(rows, k)?;
                copy.iter_mut().zip(&v).for_each(|(to, from)| *to = from.conj());
                Some(copy)
            }
            false => None,
        };
        let mut this = Reflections { v, conjugated, t: scratch(k, k)?, rows, k };
        // T by columns: its diagonal are the factors, and above it -tau_j T (V^H v_j).
        let mut gram = scratch(k, k)?;
        this.project(this.matrix(&this.v), Part::over(&mut gram, k, k));
        for (j, &tau) in tau.iter().enumerate() {
            for i in 0..j {
                let sum = (i..j).fold(T::zero(), |sum, l| sum + this.t[i + l * k] * gram[l + j * k]);
                this.t[i + j * k] = -tau * sum;
            }
            this.t[j + j * k] = tau;
        }
        Ok(this)
    }

    fn matrix<'a>(&self, data: &'a [T]) -> Matrix<'a, T> {
        assert_eq!(data.len(), self.rows * self.k);
        // SAFETY: the slice has so many elements.
        unsafe { Matrix::from_raw(data.as_ptr(), [self.rows, self.k], [1, self.rows as isize]) }
    }

    /// `out = V^H c`.
    fn project(&self, c: Matrix<'_, T>, mut out: Part<'_, T>) {
        let vh = self.matrix(self.conjugated.as_deref().unwrap_or(&self.v)).t();
        let threads = threads_for([self.k, c.cols(), self.rows]);
        Pure.gemm(T::one(), vh, c, T::zero(), out.matrix_mut(), threads);
    }

    /// `c = (I - V T V^H) c`, or with T conjugated and turned, which is the inverse.
    fn apply(&self, inverse: bool, mut c: Part<'_, T>) -> Result<(), Failure> {
        let (k, cols) = (self.k, c.cols());
        if k == 0 || cols == 0 {
            return Ok(());
        }
        let (mut w, mut tw) = (scratch(k, cols)?, scratch(k, cols)?);
        let (mut w, mut tw) = (Part::over(&mut w, k, cols), Part::over(&mut tw, k, cols));
        self.project(c.matrix(), w.reborrow());
        // SAFETY: `k` columns of as many elements.
        let t = unsafe { Matrix::from_raw(self.t.as_ptr(), [k, k], [1, k as isize]) };
        let mut conjugates = Vec::new();
        let t = if inverse { adjoint(t, &mut conjugates)? } else { t };
        Pure.gemm(T::one(), t, w.matrix(), T::zero(), tw.matrix_mut(), threads_for([k, k, cols]));
        let threads = threads_for([self.rows, cols, k]);
        Pure.gemm(-T::one(), self.matrix(&self.v), tw.matrix(), T::one(), c.matrix_mut(), threads);
        Ok(())
    }
}

/// Q's first columns from what [`qr`] left.
pub(super) fn q<T: Scalar>(mut a: Part<'_, T>, tau: &[T]) -> Result<(), Failure> {
    let (m, n, k) = (a.rows(), a.cols(), tau.len());
    for j in k..n {
        let col = a.col_mut(j);
        col.fill(T::zero());
        col[j] = T::one();
    }
    for from in (0..k).step_by(BLOCK).rev() {
        let width = BLOCK.min(k - from);
        let mut rest = a.part(from, from, m - from, n - from);
        let reflections = Reflections::new(&rest.part(0, 0, m - from, width), &tau[from..from + width])?;
        for j in 0..width {
            let col = rest.col_mut(j);
            col.fill(T::zero());
            col[j] = T::one();
        }
        reflections.apply(false, rest)?;
        for j in from..from + width {
            a.col_mut(j)[..from].fill(T::zero());
        }
    }
    Ok(())
}

/// `b = Q^H b` by what [`qr`] left.
pub(super) fn q_inverse<T: Scalar>(mut a: Part<'_, T>, tau: &[T], mut b: Part<'_, T>) -> Result<(), Failure> {
    let (m, cols) = (a.rows(), b.cols());
    for from in (0..tau.len()).step_by(BLOCK) {
        let width = BLOCK.min(tau.len() - from);
        let block = a.part(from, from, m - from, width);
        Reflections::new(&block, &tau[from..from + width])?.apply(true, b.part(from, 0, m - from, cols))?;
    }
    Ok(())
}
