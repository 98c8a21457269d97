//! The cases' data, the call that is timed, and whether its result is right: entries of products against plain sums in
//! `f64`, residuals and orthogonality of decompositions. A back end that is wrong is out, however fast.

use npcore_linalg::Scalar;
use npcore_linalg::backend::{Backend, Columns, Matrix, MatrixMut, SingularVectors, Triangle, Vector, VectorMut};
use num_complex::Complex;
use rayon::prelude::*;

use crate::data::data;

/// A call to time.
pub trait Problem {
    /// Restores what the last call destroyed; not timed.
    fn prepare(&mut self) {}

    /// Whether calls may follow each other without `prepare`.
    fn repeatable(&self) -> bool {
        false
    }

    /// The call.
    ///
    /// # Errors
    ///
    /// The back end's own word that it failed.
    fn run(&mut self, backend: &Backend, threads: usize) -> Result<(), String>;

    /// Whether the last call's result is right.
    ///
    /// # Errors
    ///
    /// What is wrong.
    fn check(&self) -> Result<(), String>;
}

/// LAPACK's own tests allow this many times n eps in a residual.
const ALLOWED: f64 = 30.0;

/// An element type, by way of two `f64`.
pub trait Number: Scalar {
    const EPSILON: f64;
    fn of(re: f64, im: f64) -> Self;
    fn parts(self) -> Complex<f64>;
}

impl Number for f32 {
    const EPSILON: f64 = f32::EPSILON as f64;
    fn of(re: f64, _: f64) -> f32 {
        re as f32
    }
    fn parts(self) -> Complex<f64> {
        Complex::new(f64::from(self), 0.0)
    }
}

impl Number for f64 {
    const EPSILON: f64 = f64::EPSILON;
    fn of(re: f64, _: f64) -> f64 {
        re
    }
    fn parts(self) -> Complex<f64> {
        Complex::new(self, 0.0)
    }
}

impl Number for Complex<f64> {
    const EPSILON: f64 = f64::EPSILON;
    fn of(re: f64, im: f64) -> Self {
        Complex::new(re, im)
    }
    fn parts(self) -> Complex<f64> {
        self
    }
}

/// `n` numbers whose parts are in (-1, 1).
fn numbers<T: Number>(seed: u64, n: usize) -> Vec<T> {
    data::<f64>(seed, 2 * n).chunks_exact(2).map(|pair| T::of(pair[0] / 100.0, pair[1] / 100.0)).collect()
}

/// Spread over `0..n`, the ends among them.
fn samples(n: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.min(n).max(1);
    (0..count).map(move |i| if count == 1 { 0 } else { i * (n - 1) / (count - 1) })
}

/// The sum of products against `got`, with the bound that any order of summation keeps.
fn sum_is<T: Number>(pairs: impl Iterator<Item = (T, T)>, got: T, what: impl Fn() -> String) -> Result<(), String> {
    let (mut sum, mut size, mut terms) = (Complex::new(0.0, 0.0), 0.0, 0.0);
    for (a, b) in pairs {
        let (a, b) = (a.parts(), b.parts());
        sum += a * b;
        size += a.norm() * b.norm();
        terms += 1.0;
    }
    let error = (got.parts() - sum).norm();
    // A product of complex numbers rounds some more.
    let bound = (terms + 4.0) * T::EPSILON * size * if T::COMPLEX { 3.0 } else { 1.0 };
    // So that NaN is wrong, too.
    if error <= bound { Ok(()) } else { Err(format!("{} is off by {error:.1e}, allowed {bound:.1e}", what())) }
}

/// Products, all of one size: a stack of rows.
pub struct Product<T> {
    count: usize,
    dims: [usize; 3],
    a: Vec<T>,
    b: Vec<T>,
    c: Vec<T>,
}

impl<T: Number> Product<T> {
    pub fn new(count: usize, dims: [usize; 3]) -> Self {
        let [m, k, n] = dims;
        let c = vec![T::of(f64::NAN, 0.0); count * m * n];
        Self { count, dims, a: numbers(1, count * m * k), b: numbers(2, count * k * n), c }
    }
}

impl<T: Number> Problem for Product<T> {
    fn repeatable(&self) -> bool {
        true
    }

    fn run(&mut self, backend: &Backend, threads: usize) -> Result<(), String> {
        let [m, k, n] = self.dims;
        let blas = backend.blas::<T>();
        let one = |((a, b), c): ((&[T], &[T]), &mut [T]), threads: usize| {
            debug_assert!(a.len() == m * k && b.len() == k * n && c.len() == m * n);
            // SAFETY: whole matrices of these sizes, row after row; `c` is borrowed mutably.
            unsafe {
                let a = Matrix::from_raw(a.as_ptr(), [m, k], [k as isize, 1]);
                let b = Matrix::from_raw(b.as_ptr(), [k, n], [n as isize, 1]);
                let c = MatrixMut::from_raw(c.as_mut_ptr(), [m, n], [n as isize, 1]);
                blas.gemm(T::one(), a, b, T::zero(), c, threads);
            }
        };
        if self.count > 1 && threads > 1 {
            // As the products of stacks do: a part of the stack for each thread.
            let part = self.count.div_ceil(threads);
            let stacks = (self.a.par_chunks(part * m * k), self.b.par_chunks(part * k * n));
            stacks.into_par_iter().zip(self.c.par_chunks_mut(part * m * n)).for_each(|((a, b), c)| {
                let matrices = a.chunks_exact(m * k).zip(b.chunks_exact(k * n)).zip(c.chunks_exact_mut(m * n));
                matrices.for_each(|matrices| one(matrices, 1));
            });
        } else {
            let matrices = self.a.chunks_exact(m * k).zip(self.b.chunks_exact(k * n));
            matrices.zip(self.c.chunks_exact_mut(m * n)).for_each(|matrices| one(matrices, threads));
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        let [m, k, n] = self.dims;
        for matrix in samples(self.count, 10) {
            let (a, b, c) = (&self.a[matrix * m * k..], &self.b[matrix * k * n..], &self.c[matrix * m * n..]);
            for i in samples(m, 13) {
                for j in samples(n, 11) {
                    let pairs = (0..k).map(|l| (a[i * k + l], b[l * n + j]));
                    sum_is(pairs, c[i * n + j], || format!("entry ({i}, {j})"))?;
                }
            }
        }
        Ok(())
    }
}

/// A matrix times a vector.
pub struct ProductVector {
    n: usize,
    a: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl ProductVector {
    pub fn new(n: usize) -> Self {
        Self { n, a: numbers(1, n * n), x: numbers(2, n), y: vec![f64::NAN; n] }
    }
}

impl Problem for ProductVector {
    fn repeatable(&self) -> bool {
        true
    }

    fn run(&mut self, backend: &Backend, threads: usize) -> Result<(), String> {
        let n = self.n;
        // SAFETY: a whole matrix, row after row, and vectors of its size; `y` is borrowed mutably.
        unsafe {
            let a = Matrix::from_raw(self.a.as_ptr(), [n, n], [n as isize, 1]);
            let (x, y) = (Vector::from_raw(self.x.as_ptr(), n, 1), VectorMut::from_raw(self.y.as_mut_ptr(), n, 1));
            backend.blas::<f64>().gemv(1.0, a, x, 0.0, y, threads);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        samples(self.n, 50).try_for_each(|i| {
            let row = &self.a[i * self.n..][..self.n];
            sum_is(row.iter().copied().zip(self.x.iter().copied()), self.y[i], || format!("element {i}"))
        })
    }
}

/// A vector times a vector.
pub struct Dot {
    x: Vec<f64>,
    y: Vec<f64>,
    sum: f64,
}

impl Dot {
    pub fn new(n: usize) -> Self {
        Self { x: numbers(1, n), y: numbers(2, n), sum: f64::NAN }
    }
}

impl Problem for Dot {
    fn repeatable(&self) -> bool {
        true
    }

    fn run(&mut self, backend: &Backend, _: usize) -> Result<(), String> {
        // SAFETY: whole vectors.
        let vectors = [&self.x, &self.y].map(|v| unsafe { Vector::from_raw(v.as_ptr(), v.len(), 1) });
        self.sum = backend.blas::<f64>().dot(vectors[0], vectors[1]);
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        sum_is(self.x.iter().copied().zip(self.y.iter().copied()), self.sum, || "the sum".to_string())
    }
}

/// The largest sum of absolute values of a row.
fn norm(a: &[f64], n: usize) -> f64 {
    let rows = (0..n).map(|i| (0..n).map(|j| a[i + j * n].abs()).sum());
    rows.fold(0.0, f64::max)
}

/// Whether `error` is within LAPACK's bound for matrices of `n` whose norms multiply to `size`.
fn within(error: f64, n: usize, size: f64, what: &str) -> Result<(), String> {
    let bound = ALLOWED * n as f64 * f64::EPSILON * size;
    if error <= bound { Ok(()) } else { Err(format!("{what} is off by {error:.1e}, allowed {bound:.1e}")) }
}

/// Whether vectors, `vector(j)[i]`, are orthogonal and of length one, by samples.
fn orthonormal(n: usize, vector: impl Fn(usize, usize) -> f64, what: &str) -> Result<(), String> {
    for p in samples(n, 12) {
        for q in samples(n, 12) {
            let product: f64 = (0..n).map(|i| vector(p, i) * vector(q, i)).sum();
            within((product - f64::from(u8::from(p == q))).abs(), n, 1.0, what)?;
        }
    }
    Ok(())
}

/// Linear equations with one right side.
pub struct Solve {
    n: usize,
    a: Vec<f64>,
    b: Vec<f64>,
    lu: Vec<f64>,
    x: Vec<f64>,
}

impl Solve {
    pub fn new(n: usize) -> Self {
        Self { n, a: numbers(1, n * n), b: numbers(2, n), lu: vec![0.0; n * n], x: vec![0.0; n] }
    }
}

impl Problem for Solve {
    fn prepare(&mut self) {
        self.lu.copy_from_slice(&self.a);
        self.x.copy_from_slice(&self.b);
    }

    fn run(&mut self, backend: &Backend, _: usize) -> Result<(), String> {
        let n = self.n;
        let (a, b) = (Columns::new(&mut self.lu, [n, n], n), Columns::new(&mut self.x, [n, 1], n));
        backend.lapack::<f64>().gesv(a, b).map_err(|failure| format!("{failure:?}"))
    }

    fn check(&self) -> Result<(), String> {
        let (n, mut residual) = (self.n, self.b.clone());
        for j in 0..n {
            let column = &self.a[j * n..][..n];
            residual.iter_mut().zip(column).for_each(|(r, a)| *r -= a * self.x[j]);
        }
        // `f64::max` would forget a NaN.
        let largest = |v: &[f64]| v.iter().fold(0.0, |m: f64, x| if x.abs() <= m { m } else { x.abs() });
        within(largest(&residual), n, norm(&self.a, n) * largest(&self.x), "a residual")
    }
}

/// Singular values and vectors.
pub struct Svd {
    n: usize,
    a: Vec<f64>,
    work: Vec<f64>,
    u: Vec<f64>,
    s: Vec<f64>,
    vh: Vec<f64>,
}

impl Svd {
    pub fn new(n: usize) -> Self {
        let square = || vec![f64::NAN; n * n];
        Self { n, a: numbers(1, n * n), work: square(), u: square(), s: vec![f64::NAN; n], vh: square() }
    }
}

impl Problem for Svd {
    fn prepare(&mut self) {
        self.work.copy_from_slice(&self.a);
    }

    fn run(&mut self, backend: &Backend, _: usize) -> Result<(), String> {
        let n = self.n;
        let u = Columns::new(&mut self.u, [n, n], n);
        let vh = Columns::new(&mut self.vh, [n, n], n);
        let a = Columns::new(&mut self.work, [n, n], n);
        let done = backend.lapack::<f64>().gesdd(a, &mut self.s, SingularVectors::Both { u, vh });
        done.map_err(|failure| format!("{failure:?}"))
    }

    fn check(&self) -> Result<(), String> {
        let n = self.n;
        if !self.s.is_sorted_by(|a, b| a >= b) || self.s[n - 1] < 0.0 {
            return Err("singular values are not in order".to_string());
        }
        orthonormal(n, |j, i| self.u[i + j * n], "a product of left singular vectors")?;
        orthonormal(n, |i, j| self.vh[i + j * n], "a product of right singular vectors")?;
        for i in samples(n, 12) {
            for j in samples(n, 12) {
                let entry: f64 = (0..n).map(|l| self.u[i + l * n] * self.s[l] * self.vh[l + j * n]).sum();
                within((entry - self.a[i + j * n]).abs(), n, self.s[0], "U S V'")?;
            }
        }
        Ok(())
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix.
pub struct Eigh {
    n: usize,
    a: Vec<f64>,
    v: Vec<f64>,
    w: Vec<f64>,
}

impl Eigh {
    pub fn new(n: usize) -> Self {
        let half: Vec<f64> = numbers(1, n * n);
        let a = (0..n * n).map(|at| half[at] + half[at / n + at % n * n]).collect();
        Self { n, a, v: vec![f64::NAN; n * n], w: vec![f64::NAN; n] }
    }
}

impl Problem for Eigh {
    fn prepare(&mut self) {
        self.v.copy_from_slice(&self.a);
    }

    fn run(&mut self, backend: &Backend, _: usize) -> Result<(), String> {
        let n = self.n;
        let a = Columns::new(&mut self.v, [n, n], n);
        let done = backend.lapack::<f64>().syevd(Triangle::Lower, a, &mut self.w, true);
        done.map_err(|failure| format!("{failure:?}"))
    }

    fn check(&self) -> Result<(), String> {
        let n = self.n;
        if !self.w.is_sorted() {
            return Err("eigenvalues are not in order".to_string());
        }
        orthonormal(n, |j, i| self.v[i + j * n], "a product of eigenvectors")?;
        let size = norm(&self.a, n);
        for j in samples(n, 12) {
            for i in samples(n, 30) {
                let v = &self.v[j * n..][..n];
                let product: f64 = (0..n).map(|l| self.a[i + l * n] * v[l]).sum();
                within((product - self.w[j] * v[i]).abs(), n, size, "A v - w v")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use npcore_linalg::backend::{PURE_RUST, current, with_backend};

    use super::*;

    #[test]
    fn a_wrong_entry_is_seen() {
        let mut problem = Product::<f64>::new(2, [5, 4, 3]);
        assert!(problem.check().is_err(), "nothing has been written");
        for matrix in 0..2 {
            for (i, j) in (0..5).flat_map(|i| (0..3).map(move |j| (i, j))) {
                let sum = (0..4).map(|l| problem.a[matrix * 20 + i * 4 + l] * problem.b[matrix * 12 + l * 3 + j]).sum();
                problem.c[matrix * 15 + i * 3 + j] = sum;
            }
        }
        assert_eq!(problem.check(), Ok(()));
        problem.c[29] += 1e-13;
        assert!(problem.check().unwrap_err().starts_with("entry (4, 2) is off by 1.0e-13"));
    }

    #[test]
    fn residuals_and_orthogonality_are_held_against_lapacks_bounds() {
        let mut solve = Solve::new(2);
        solve.a = vec![2.0, 0.0, 0.0, 4.0];
        solve.b = vec![1.0, 1.0];
        solve.x = vec![0.5, 0.25];
        assert_eq!(solve.check(), Ok(()));
        solve.x[1] = 0.2500001;
        assert!(solve.check().is_err());
        solve.x[1] = f64::NAN;
        assert!(solve.check().is_err());

        let mut eigh = Eigh::new(2);
        eigh.a = vec![2.0, 1.0, 1.0, 2.0];
        let h = 0.5f64.sqrt();
        (eigh.w, eigh.v) = (vec![1.0, 3.0], vec![h, -h, h, h]);
        assert_eq!(eigh.check(), Ok(()));
        eigh.w = vec![3.0, 1.0];
        assert!(eigh.check().is_err());
        (eigh.w, eigh.v) = (vec![1.0, 3.0], vec![h, h, h, -h]);
        assert!(eigh.check().is_err());

        let mut svd = Svd::new(2);
        svd.a = vec![0.0, 3.0, 2.0, 0.0];
        (svd.u, svd.s, svd.vh) = (vec![0.0, 1.0, 1.0, 0.0], vec![3.0, 2.0], vec![1.0, 0.0, 0.0, 1.0]);
        assert_eq!(svd.check(), Ok(()));
        svd.u[0] = 1e-9;
        assert!(svd.check().is_err());
    }

    #[test]
    fn pure_rust_is_right() {
        let tried = with_backend(PURE_RUST, || {
            for threads in [1, 2] {
                let mut product = Product::<f32>::new(7, [5, 6, 9]);
                product.run(current(), threads).unwrap();
                assert_eq!(product.check(), Ok(()));
            }
            let mut product = Product::<Complex<f64>>::new(1, [33, 20, 17]);
            product.run(current(), 1).unwrap();
            assert_eq!(product.check(), Ok(()));
            let problems: [Box<dyn Problem>; 5] = [
                Box::new(ProductVector::new(20)),
                Box::new(Dot::new(100)),
                Box::new(Solve::new(20)),
                Box::new(Svd::new(15)),
                Box::new(Eigh::new(15)),
            ];
            for mut problem in problems {
                assert!(problem.check().is_err(), "nothing has been computed");
                problem.prepare();
                problem.run(current(), 1).unwrap();
                assert_eq!(problem.check(), Ok(()));
            }
        });
        tried.unwrap();
    }
}
