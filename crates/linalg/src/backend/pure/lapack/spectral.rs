//! Singular values and eigenvalues, by faer but for small Hermitian matrices, in double precision: half as much to compile, and
//! single precision rounded from it.
//!
//! What LAPACK does around its iterations stands here: scaling where squares would overflow, balancing, infinities and NaN.

use faer::diag::DiagMut;
use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::evd::{self, ComputeEigenvectors, tridiag};
use faer::linalg::svd::{self, ComputeSvdVectors};
use faer::traits::ComplexField;
use faer::{MatMut, MatRef, Par, Spec};
use num_complex::Complex;

use super::part::Part;
use super::{reduction, tridiagonal};
use crate::Scalar;
use crate::backend::{Failure, Triangle};

/// A type that faer decomposes.
pub(super) trait Double: Scalar<Re = f64> + ComplexField<Real = f64> {
    /// All eigenvalues of a balanced matrix, and its eigenvectors.
    fn eigen(a: Part<'_, Self>, w: &mut [Complex<f64>], vectors: Option<Part<'_, Complex<f64>>>)
    -> Result<(), Failure>;
}

/// Sides from which threads are worth it.
const THREADS_FROM: usize = 200;

/// Sides from which faer brings a matrix to tridiagonal form sooner: it goes over the matrix half as often.
const BLOCKED_FROM: usize = 128;
/// Sides from which faer finds eigenvectors sooner.
const VECTORS_FROM: usize = 40;

fn parallelism(n: usize) -> Par {
    match npcore_exec::num_threads() {
        threads if threads > 1 && n >= THREADS_FROM => Par::rayon(threads),
        _ => Par::Seq,
    }
}

/// Elements from which several threads bring a matrix to two diagonals sooner than one does: they wait for each other at each
/// row. From faer's 48 thousand on, two took 1.1 to 1.25 times as long for whole decompositions of sides 500 and 800.
const SHARED_FROM: usize = 1 << 20;

fn svd_params<T: Double>() -> Spec<svd::SvdParams, T> {
    let mut params: Spec<svd::SvdParams, T> = Default::default();
    params.bidiag.par_threshold = SHARED_FROM;
    params
}

fn tridiag_params<T: Double>() -> Spec<tridiag::TridiagParams, T> {
    let mut params: Spec<tridiag::TridiagParams, T> = Default::default();
    params.par_threshold = SHARED_FROM;
    params
}

fn evd_params<T: Double>() -> Spec<evd::SelfAdjointEvdParams, T> {
    let mut params: Spec<evd::SelfAdjointEvdParams, T> = Default::default();
    params.tridiag = tridiag_params::<T>().config;
    params
}

/// Memory for the work.
fn memory(needed: StackReq) -> Result<MemBuffer, Failure> {
    MemBuffer::try_new(needed).map_err(|_| Failure::Memory)
}

pub(super) fn zeros<T: Scalar>(n: usize) -> Result<Vec<T>, Failure> {
    let mut data = Vec::new();
    data.try_reserve_exact(n).map_err(|_| Failure::Memory)?;
    data.resize(n, T::zero());
    Ok(data)
}

fn read<'a, T>(a: &'a Part<'_, T>) -> MatRef<'a, T> {
    let a = a.matrix();
    // SAFETY: the part's elements, borrowed as long.
    unsafe { MatRef::from_raw_parts(a.as_ptr(), a.rows(), a.cols(), a.row_step(), a.col_step()) }
}

fn write<'a, T>(a: &'a mut Part<'_, T>) -> MatMut<'a, T> {
    let a = a.matrix_mut();
    // SAFETY: the part's elements, borrowed as long, to write.
    unsafe { MatMut::from_raw_parts_mut(a.as_ptr(), a.rows(), a.cols(), a.row_step(), a.col_step()) }
}

/// The largest absolute value of a real or imaginary part in the columns' given rows; NaN if there is one.
fn largest<T: Scalar<Re = f64>>(a: &Part<'_, T>, rows: impl Fn(usize) -> std::ops::Range<usize>) -> f64 {
    // A maximum that keeps NaN.
    let larger = |max: f64, x: f64| if x <= max || max.is_nan() { max } else { x };
    (0..a.cols()).fold(0.0, |max, j| {
        a.col(j)[rows(j)].iter().fold(max, |max, x| larger(larger(max, x.re().abs()), x.im().abs()))
    })
}

/// The power of two that brings a size near 1: squares would leave the range, and some of faer's thresholds are absolute.
fn scale_of(size: f64) -> Option<f64> {
    let far = size > 0.0 && !(1e-3..=1e3).contains(&size);
    // Both the scale and its inverse are normal numbers.
    far.then(|| f64::powi(2.0, -(size.log2().floor() as i32).clamp(-1021, 1021)))
}

fn multiply<T: Scalar<Re = f64>>(a: &mut Part<'_, T>, factor: f64) {
    for j in 0..a.cols() {
        a.col_mut(j).iter_mut().for_each(|x| *x *= T::from_real(factor));
    }
}

fn fill<T: Scalar>(a: &mut Part<'_, T>, value: T) {
    for j in 0..a.cols() {
        a.col_mut(j).fill(value);
    }
}

/// Singular values, descending, and vectors.
pub(super) fn svd<T: Double>(
    mut a: Part<'_, T>,
    s: &mut [f64],
    vectors: Option<(Part<'_, T>, Part<'_, T>)>,
) -> Result<(), Failure> {
    let (m, n) = (a.rows(), a.cols());
    let k = m.min(n);
    let size = largest(&a, |_| 0..m);
    if size.is_nan() {
        return Err(Failure::NotConverged);
    }
    if size.is_infinite() {
        // LAPACK's scaling makes NaN of an infinity.
        s.fill(f64::NAN);
        if let Some((mut u, mut vh)) = vectors {
            fill(&mut u, T::from_real(f64::NAN));
            fill(&mut vh, T::from_real(f64::NAN));
        }
        return Ok(());
    }
    let scale = scale_of(size);
    if let Some(scale) = scale {
        multiply(&mut a, scale);
    }
    let par = parallelism(k);
    let mut values = zeros::<T>(k)?;
    let diagonal = DiagMut::from_slice_mut(&mut values);
    let failed = |_| Failure::NotConverged;
    match vectors {
        None => {
            let none = ComputeSvdVectors::No;
            let mut work = memory(svd::svd_scratch::<T>(m, n, none, none, par, svd_params()))?;
            let stack = MemStack::new(&mut work);
            svd::svd(read(&a), diagonal, None, None, par, stack, svd_params()).map_err(failed)?;
        }
        Some((mut u, mut vh)) => {
            let kind = |cols, side| if cols == side { ComputeSvdVectors::Full } else { ComputeSvdVectors::Thin };
            let (for_u, for_v) = (kind(u.cols(), m), kind(vh.rows(), n));
            let mut v = zeros::<T>(n * vh.rows())?;
            let mut v = Part::over(&mut v, n, vh.rows());
            let mut work = memory(svd::svd_scratch::<T>(m, n, for_u, for_v, par, svd_params()))?;
            let stack = MemStack::new(&mut work);
            svd::svd(read(&a), diagonal, Some(write(&mut u)), Some(write(&mut v)), par, stack, svd_params())
                .map_err(failed)?;
            turn(&v, &mut vh, Scalar::conj);
        }
    }
    let back = 1.0 / scale.unwrap_or(1.0);
    s.iter_mut().zip(&values).for_each(|(s, value)| *s = value.re() * back);
    Ok(())
}

/// The transpose, in blocks that fit the first cache.
fn turn<T: Copy>(from: &Part<'_, T>, to: &mut Part<'_, T>, f: impl Fn(T) -> T) {
    const BLOCK: usize = 16;
    for j0 in (0..to.cols()).step_by(BLOCK) {
        for i0 in (0..to.rows()).step_by(BLOCK) {
            let rows = i0..(i0 + BLOCK).min(to.rows());
            for j in j0..(j0 + BLOCK).min(to.cols()) {
                for i in rows.clone() {
                    to.col_mut(j)[i] = f(from.col(i)[j]);
                }
            }
        }
    }
}

/// Brings the lower triangle of a Hermitian matrix to tridiagonal form.
fn tridiagonal_form<T: Double>(mut a: Part<'_, T>, par: Par) -> Result<(), Failure> {
    let n = a.rows();
    if n < BLOCKED_FROM {
        return reduction::tridiagonal(a).map(drop);
    }
    let needed = tridiag::tridiag_in_place_scratch::<T>(n, par, tridiag_params());
    let (mut work, mut factors) = (memory(needed)?, zeros::<T>(n - 1)?);
    let factors = MatMut::from_column_major_slice_mut(&mut factors, 1, n - 1);
    tridiag::tridiag_in_place(write(&mut a), factors, par, MemStack::new(&mut work), tridiag_params());
    Ok(())
}

/// [`hermitian`] with vectors, of a small matrix scaled already.
fn small_hermitian<T: Double>(mut a: Part<'_, T>, w: &mut [f64]) -> Result<(), Failure> {
    let n = a.rows();
    let factors = reduction::tridiagonal(a.reborrow())?;
    let mut beside = zeros::<f64>(n - 1)?;
    (0..n).for_each(|i| w[i] = a.col(i)[i].re());
    (0..n - 1).for_each(|i| beside[i] = a.col(i)[i + 1].re());
    // No reflection makes the last one real. Of less than a normal number it is nothing, beside a matrix of size 1.
    let last = a.col(n - 2)[n - 1];
    let size = Scalar::abs(last);
    beside[n - 2] = if size < f64::MIN_POSITIVE { 0.0 } else { size };
    reduction::unitary(a.reborrow(), &factors);
    if beside[n - 2] > 0.0 {
        let phase = last / T::from_real(size);
        a.col_mut(n - 1).iter_mut().for_each(|x| *x *= phase);
    }
    tridiagonal::eigenvectors(w, &mut beside, a)
}

/// Eigenvalues, ascending, of a Hermitian matrix, and its eigenvectors in its place.
pub(super) fn hermitian<T: Double>(
    triangle: Triangle,
    mut a: Part<'_, T>,
    w: &mut [f64],
    vectors: bool,
) -> Result<(), Failure> {
    let n = a.rows();
    if n == 0 {
        return Ok(());
    }
    if triangle == Triangle::Upper {
        for j in 0..n {
            for i in j + 1..n {
                let x = a.col(i)[j];
                a.col_mut(j)[i] = Scalar::conj(x);
            }
        }
    }
    if n == 1 {
        w[0] = a.col(0)[0].re();
        a.col_mut(0)[0] = <T as num_traits::One>::one();
        return Ok(());
    }
    let size = largest(&a, |j| j..n);
    if !size.is_finite() {
        if size.is_nan() && n > 2 {
            return Err(Failure::NotConverged);
        }
        w.fill(f64::NAN);
        fill(&mut a, T::from_real(f64::NAN));
        return Ok(());
    }
    let scale = scale_of(size);
    if let Some(scale) = scale {
        multiply(&mut a, scale);
    }
    let back = 1.0 / scale.unwrap_or(1.0);
    let par = parallelism(n);
    if !vectors {
        tridiagonal_form(a.reborrow(), par)?;
        let mut beside = zeros::<f64>(n - 1)?;
        (0..n).for_each(|i| w[i] = a.col(i)[i].re());
        (0..n - 1).for_each(|i| beside[i] = Scalar::abs(a.col(i)[i + 1]));
        tridiagonal::eigenvalues(w, &mut beside)?;
        w.iter_mut().for_each(|w| *w *= back);
        return Ok(());
    }
    if n < VECTORS_FROM {
        small_hermitian(a, w)?;
        w.iter_mut().for_each(|w| *w *= back);
        return Ok(());
    }
    let mut values = zeros::<T>(n)?;
    let needed = evd::self_adjoint_evd_scratch::<T>(n, ComputeEigenvectors::Yes, par, evd_params());
    let mut work = memory(needed)?;
    let mut u = zeros::<T>(n * n)?;
    let mut u = Part::over(&mut u, n, n);
    let diagonal = DiagMut::from_slice_mut(&mut values);
    let stack = MemStack::new(&mut work);
    evd::self_adjoint_evd(read(&a), diagonal, Some(write(&mut u)), par, stack, evd_params())
        .map_err(|_| Failure::NotConverged)?;
    for j in 0..n {
        a.col_mut(j).copy_from_slice(u.col(j));
    }
    w.iter_mut().zip(&values).for_each(|(w, value)| *w = value.re() * back);
    Ok(())
}

/// Eigenvalues and, where wanted, right eigenvectors of length 1 whose largest element is real.
pub(super) fn general<T: Double>(
    mut a: Part<'_, T>,
    w: &mut [Complex<f64>],
    mut vectors: Option<Part<'_, Complex<f64>>>,
) -> Result<(), Failure> {
    let n = a.rows();
    if n == 0 {
        return Ok(());
    }
    let size = largest(&a, |_| 0..n);
    if !size.is_finite() {
        return Err(Failure::NotConverged);
    }
    let scale = scale_of(size);
    if let Some(scale) = scale {
        multiply(&mut a, scale);
    }
    let sides = balance(&mut a)?;
    T::eigen(a, w, vectors.as_mut().map(Part::reborrow))?;
    let back = 1.0 / scale.unwrap_or(1.0);
    w.iter_mut().for_each(|w| *w *= back);
    if let Some(vectors) = &mut vectors {
        for j in 0..n {
            let v = vectors.col_mut(j);
            v.iter_mut().zip(&sides).for_each(|(v, &side)| *v *= side);
            normalize(v);
        }
    }
    Ok(())
}

/// Scales rows and columns by powers of two until their norms are alike; the factors of the rows.
fn balance<T: Double>(a: &mut Part<'_, T>) -> Result<Vec<f64>, Failure> {
    const LESS: f64 = 0.95;
    let n = a.rows();
    let mut sides = zeros::<f64>(n)?;
    sides.fill(1.0);
    loop {
        let mut settled = true;
        for (i, side) in sides.iter_mut().enumerate() {
            let length = |sum: f64, x: T| sum.hypot(Scalar::abs(x));
            let (mut col, mut row) = (0.0f64, 0.0f64);
            for j in (0..n).filter(|&j| j != i) {
                col = length(col, a.col(i)[j]);
                row = length(row, a.col(j)[i]);
            }
            if col == 0.0 || row == 0.0 {
                continue;
            }
            let before = col + row;
            let mut factor = 1.0f64;
            while col < row / 2.0 && factor < 1e100 {
                (factor, col, row) = (factor * 2.0, col * 2.0, row / 2.0);
            }
            while col >= row * 2.0 && factor > 1e-100 {
                (factor, col, row) = (factor / 2.0, col / 2.0, row * 2.0);
            }
            if factor == 1.0 || col + row >= LESS * before {
                continue;
            }
            settled = false;
            *side *= factor;
            a.col_mut(i).iter_mut().for_each(|x| *x *= T::from_real(factor));
            for j in 0..n {
                a.col_mut(j)[i] *= T::from_real(1.0 / factor);
            }
        }
        if settled {
            return Ok(sides);
        }
    }
}

/// To length 1, the largest element real.
fn normalize(v: &mut [Complex<f64>]) {
    let size = v.iter().fold(0.0f64, |max, v| max.max(v.re.abs()).max(v.im.abs()));
    if size == 0.0 || !size.is_finite() {
        return;
    }
    v.iter_mut().for_each(|v| *v /= size);
    let length = v.iter().map(|v| v.norm_sqr()).sum::<f64>().sqrt();
    let real = v.iter().all(|v| v.im == 0.0);
    let largest = (0..v.len()).fold(0, |best, i| if v[i].norm_sqr() > v[best].norm_sqr() { i } else { best });
    let factor = if real { Complex::new(1.0, 0.0) } else { v[largest].conj() / v[largest].norm() };
    v.iter_mut().for_each(|v| *v = *v * factor / length);
    if !real {
        v[largest].im = 0.0;
    }
}

/// Whether eigenvectors are computed, in faer's words.
fn wanted(vectors: bool) -> [ComputeEigenvectors; 2] {
    [ComputeEigenvectors::No, if vectors { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No }]
}

impl Double for f64 {
    fn eigen(a: Part<'_, f64>, w: &mut [Complex<f64>], vectors: Option<Part<'_, Complex<f64>>>) -> Result<(), Failure> {
        let n = a.rows();
        let par = parallelism(n);
        let (mut re, mut im) = (zeros::<f64>(n)?, zeros::<f64>(n)?);
        let [left, right] = wanted(vectors.is_some());
        let mut work = memory(evd::evd_scratch::<f64>(n, left, right, par, Default::default()))?;
        let stack = MemStack::new(&mut work);
        let mut u = zeros::<f64>(if vectors.is_some() { n * n } else { 0 })?;
        let mut u = Part::over(&mut u, n, if vectors.is_some() { n } else { 0 });
        evd::evd_real(
            read(&a),
            DiagMut::from_slice_mut(&mut re),
            DiagMut::from_slice_mut(&mut im),
            None,
            vectors.is_some().then(|| write(&mut u)),
            par,
            stack,
            Default::default(),
        )
        .map_err(|_| Failure::NotConverged)?;
        w.iter_mut().zip(re.iter().zip(&im)).for_each(|(w, (&re, &im))| *w = Complex::new(re, im));
        // Of two conjugated ones, that with the positive imaginary part is first; the columns are the parts of its vector.
        let mut j = 0;
        let mut vectors = vectors;
        while j < n {
            let pair = w[j].im != 0.0 && j + 1 < n;
            let turned = pair && w[j].im < 0.0;
            if pair {
                w[j].im = w[j].im.abs();
                w[j + 1] = w[j].conj();
            }
            if let Some(vectors) = &mut vectors {
                for i in 0..n {
                    let imaginary = if pair { u.col(j + 1)[i] } else { 0.0 };
                    let x = Complex::new(u.col(j)[i], if turned { -imaginary } else { imaginary });
                    vectors.col_mut(j)[i] = x;
                    if pair {
                        vectors.col_mut(j + 1)[i] = x.conj();
                    }
                }
            }
            j += if pair { 2 } else { 1 };
        }
        Ok(())
    }
}

impl Double for Complex<f64> {
    fn eigen(a: Part<'_, Self>, w: &mut [Self], mut vectors: Option<Part<'_, Self>>) -> Result<(), Failure> {
        let n = a.rows();
        let par = parallelism(n);
        let [left, right] = wanted(vectors.is_some());
        let mut work = memory(evd::evd_scratch::<Self>(n, left, right, par, Default::default()))?;
        let stack = MemStack::new(&mut work);
        evd::evd_cplx(
            read(&a),
            DiagMut::from_slice_mut(w),
            None,
            vectors.as_mut().map(write),
            par,
            stack,
            Default::default(),
        )
        .map_err(|_| Failure::NotConverged)
    }
}
