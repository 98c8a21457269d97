//! Decompositions by their residuals, over many scales.

use std::ops::Range;

use npcore_linalg::Scalar;
use npcore_linalg::backend::{Backend, Failure, Lapack, SingularVectors, Triangle};
use num_complex::Complex;
use num_traits::{ToPrimitive, Zero};

use crate::libraries::decomposing;
use crate::matrices::{Lies, Numbers, Owned, epsilon, identity, residual, wide};

const LENGTHS: [[usize; 2]; 10] =
    [[1, 1], [2, 2], [5, 3], [3, 5], [16, 16], [33, 33], [40, 65], [65, 40], [129, 129], [140, 20]];
/// More of them for pure Rust: around its blocks, tall and wide, and large.
const MORE: [[usize; 2]; 14] = [
    [3, 3],
    [1, 3],
    [5, 5],
    [8, 8],
    [17, 8],
    [9, 9],
    [9, 19],
    [33, 16],
    [33, 67],
    [64, 64],
    [65, 65],
    [131, 65],
    [100, 100],
    if cfg!(debug_assertions) { [130, 130] } else { [257, 257] },
];

/// Powers of ten that the elements of a type are multiplied by.
fn scales<T: Scalar>() -> [i32; 3] {
    if epsilon::<T>() < 1e-10 { [-150, 0, 150] } else { [-15, 0, 15] }
}

fn random<T: Scalar>(m: usize, n: usize, scale: f64) -> Owned<T> {
    let mut numbers = Numbers::new((m * 100 + n) as u64);
    Owned::new(m, n, Lies::PaddedColumns, |_, _| numbers.scalar::<T>() * T::from_f64(scale))
}

/// The columns `..k` of a matrix, of which only what is on and above the diagonal counts if `upper`.
fn part<T: Scalar>(a: &Owned<T>, rows: usize, cols: usize, keep: impl Fn(usize, usize) -> Option<f64>) -> Owned<T> {
    Owned::new(rows, cols, Lies::Columns, |i, j| keep(i, j).map_or_else(|| a.at(i, j), T::from_f64))
}

/// Residuals in units of epsilon: pure Rust's are known, of others' there is some room.
pub fn bound(name: &str, m: usize, n: usize) -> f64 {
    if name == "pure-rust" { 8.0 * (m.min(n) as f64 + 4.0) } else { 10.0 * (m.max(n) as f64 + 10.0) }
}

fn lu<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>) {
    let (m, n) = (a.rows, a.cols);
    let short = m.min(n);
    let mut lu = a.clone();
    let mut pivots = vec![0; short];
    lapack.getrf(lu.columns(), &mut pivots).unwrap();
    assert!(lu.gaps_are_untouched(), "{name} getrf {m} {n}");
    let mut order = Vec::from_iter(0..m);
    for (i, &pivot) in pivots.iter().enumerate() {
        assert!((i..m).contains(&pivot), "{name} getrf {m} {n}");
        order.swap(i, pivot);
    }
    let lower = part(&lu, m, short, |i, j| (i <= j).then_some(if i == j { 1.0 } else { 0.0 }));
    let upper = part(&lu, short, n, |i, j| (i > j).then_some(0.0));
    let exchanged = Owned::new(m, n, Lies::Columns, |i, j| a.at(order[i], j));
    let error = residual(&lower, &upper, &exchanged, a.largest());
    assert!(error < bound(name, m, n), "{name} {} getrf {m} {n}: {error}", T::LETTER);
    assert!(lower.largest() <= 1.5, "{name} {} getrf {m} {n}: pivots", T::LETTER);
    if m == n {
        let b = random::<T>(n, 3, 1.0);
        let (mut factors, mut x) = (a.clone(), b.clone());
        lapack.gesv(factors.columns(), x.columns()).unwrap();
        assert!(x.gaps_are_untouched(), "{name} gesv {n}");
        // Backward stable: the residual is small against the solution, not the right side.
        let error = residual(a, &x, &b, a.largest() * x.largest());
        assert!(error < bound(name, n, n), "{name} {} gesv {n}: {error}", T::LETTER);
    }
}

fn cholesky<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>, scale: f64) {
    let n = a.rows;
    // Diagonally dominant, of the same scale.
    let unit = a.largest() / scale;
    let symmetric = Owned::new(n, n, Lies::PaddedColumns, |i, j| {
        if i == j {
            T::from_f64(scale * unit * (n as f64 + 1.0))
        } else {
            (a.at(i, j) + a.at(j, i).conj()) / T::from_f64(2.0)
        }
    });
    for triangle in [Triangle::Lower, Triangle::Upper] {
        let mut factor = symmetric.clone();
        lapack.potrf(triangle, factor.columns()).unwrap();
        assert!(factor.gaps_are_untouched(), "{name} potrf {n}");
        let lower = triangle == Triangle::Lower;
        for i in 0..n {
            for j in 0..n {
                if if lower { i < j } else { i > j } {
                    assert!(factor.at(i, j) == symmetric.at(i, j), "{name} potrf writes the other triangle");
                }
            }
        }
        let half = part(&factor, n, n, |i, j| if lower { i < j } else { i > j }.then_some(0.0));
        let (left, right) = if lower { (half.clone(), half.adjoint()) } else { (half.adjoint(), half.clone()) };
        let error = residual(&left, &right, &symmetric, symmetric.largest());
        assert!(error < bound(name, n, n), "{name} {} potrf {n}: {error}", T::LETTER);
    }
}

fn qr<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>) {
    let (m, n) = (a.rows, a.cols);
    let short = m.min(n);
    let mut qr = a.clone();
    let mut tau = vec![T::zero(); short];
    lapack.geqrf(qr.columns(), &mut tau).unwrap();
    assert!(qr.gaps_are_untouched(), "{name} geqrf {m} {n}");
    let r = part(&qr, short, n, |i, j| (i > j).then_some(0.0));
    assert!((0..short).all(|j| r.at(j, j).im().is_zero()), "{name} {} geqrf {m} {n}: R's diagonal is real", T::LETTER);
    for k in [short, m] {
        let mut q = Owned::new(m, k, Lies::PaddedColumns, |i, j| if j < short { qr.at(i, j) } else { T::zero() });
        lapack.orgqr(q.columns(), &tau).unwrap();
        assert!(q.gaps_are_untouched(), "{name} orgqr {m} {n}");
        let error = residual(&q.adjoint(), &q, &identity(k), 1.0);
        assert!(error < bound(name, m, n), "{name} {} orgqr {m} {n} {k}: {error}", T::LETTER);
        let q = part(&q, m, short, |_, _| None);
        let error = residual(&q, &r, a, a.largest());
        assert!(error < bound(name, m, n), "{name} {} geqrf {m} {n} {k}: {error}", T::LETTER);
    }
}

fn svd<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>) {
    let (m, n) = (a.rows, a.cols);
    let short = m.min(n);
    let zero = T::Re::from_f64(0.0);
    let mut alone = vec![zero; short];
    lapack.gesdd(a.clone().columns(), &mut alone, SingularVectors::None).unwrap();
    for (k, l) in [(short, short), (m, n)] {
        let mut s = vec![zero; short];
        let mut u = Owned::<T>::new(m, k, Lies::PaddedColumns, |_, _| T::zero());
        let mut vh = Owned::<T>::new(l, n, Lies::PaddedColumns, |_, _| T::zero());
        let vectors = SingularVectors::Both { u: u.columns(), vh: vh.columns() };
        lapack.gesdd(a.clone().columns(), &mut s, vectors).unwrap();
        assert!(u.gaps_are_untouched() && vh.gaps_are_untouched(), "{name} gesdd {m} {n}");
        assert!(s.windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|&s| s >= zero), "{name} gesdd {m} {n}");
        let largest = s[0].to_f64().unwrap();
        for (s, alone) in s.iter().zip(&alone) {
            let error = (s.to_f64().unwrap() - alone.to_f64().unwrap()).abs() / largest / epsilon::<T>();
            assert!(error < bound(name, m, n), "{name} {} gesdd {m} {n}: {error}", T::LETTER);
        }
        for (left, right, k) in [(u.adjoint(), &u, k), (vh.clone(), &vh.adjoint(), l)] {
            let error = residual(&left, right, &identity(k), 1.0);
            assert!(error < bound(name, m, n), "{name} {} gesdd {m} {n} not orthogonal: {error}", T::LETTER);
        }
        let scaled = Owned::new(m, short, Lies::Columns, |i, j| u.at(i, j) * T::from_real(s[j]));
        let first = part(&vh, short, n, |_, _| None);
        let error = residual(&scaled, &first, a, largest);
        assert!(error < bound(name, m, n), "{name} {} gesdd {m} {n}: {error}", T::LETTER);
    }
}

fn eigh<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>) {
    let n = a.rows;
    let half = T::from_f64(0.5);
    let symmetric = Owned::new(n, n, Lies::PaddedColumns, |i, j| (a.at(i, j) + a.at(j, i).conj()) * half);
    let zero = T::Re::from_f64(0.0);
    for triangle in [Triangle::Lower, Triangle::Upper] {
        // Only one triangle counts: what is in the other is no number.
        let other = |i: usize, j: usize| if triangle == Triangle::Lower { i < j } else { i > j };
        let given = part(&symmetric, n, n, |i, j| other(i, j).then_some(f64::NAN));
        let (mut vectors, mut w, mut alone) = (given.clone(), vec![zero; n], vec![zero; n]);
        lapack.syevd(triangle, vectors.columns(), &mut w, true).unwrap();
        lapack.syevd(triangle, given.clone().columns(), &mut alone, false).unwrap();
        assert!(w.windows(2).all(|pair| pair[0] <= pair[1]), "{name} syevd {n}");
        let size = symmetric.largest() * n as f64;
        for (w, alone) in w.iter().zip(&alone) {
            let error = (w.to_f64().unwrap() - alone.to_f64().unwrap()).abs() / size / epsilon::<T>();
            assert!(error < bound(name, n, n), "{name} {} syevd {n}: {error}", T::LETTER);
        }
        let error = residual(&vectors.adjoint(), &vectors, &identity(n), 1.0);
        assert!(error < bound(name, n, n), "{name} {} syevd {n} not orthogonal: {error}", T::LETTER);
        let scaled = Owned::new(n, n, Lies::Columns, |i, j| vectors.at(i, j) * T::from_real(w[j]));
        let error = residual(&symmetric, &vectors, &scaled, size);
        assert!(error < bound(name, n, n), "{name} {} syevd {n}: {error}", T::LETTER);
    }
}

fn eig<T: Scalar<Re: Scalar<Re = T::Re>>>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>)
where
    Complex<T::Re>: Scalar<Re = T::Re>,
{
    let n = a.rows;
    let zero = Complex::new(T::Re::from_f64(0.0), T::Re::from_f64(0.0));
    let (mut w, mut alone) = (vec![zero; n], vec![zero; n]);
    let mut vectors = Owned::new(n, n, Lies::PaddedColumns, |_, _| zero);
    lapack.geev(a.clone().columns(), &mut w, Some(vectors.columns())).unwrap();
    lapack.geev(a.clone().columns(), &mut alone, None).unwrap();
    assert!(vectors.gaps_are_untouched(), "{name} geev {n}");
    let size = a.largest() * n as f64;
    let whole = Owned::new(n, n, Lies::Columns, |i, j| Complex::new(a.at(i, j).re(), a.at(i, j).im()));
    let scaled = Owned::new(n, n, Lies::Columns, |i, j| vectors.at(i, j) * w[j]);
    let error = residual(&whole, &vectors, &scaled, size);
    assert!(error < bound(name, n, n), "{name} {} geev {n}: {error}", T::LETTER);
    for j in 0..n {
        let length = (0..n).map(|i| wide(vectors.at(i, j)).norm_sqr()).sum::<f64>().sqrt();
        assert!((length - 1.0).abs() < bound(name, n, n) * epsilon::<T>(), "{name} {} geev {n}: {length}", T::LETTER);
        // Of real matrices they come in pairs, that with the positive imaginary part first.
        if !T::COMPLEX && wide(w[j]).im > 0.0 {
            assert!(w[j + 1] == w[j].conj(), "{name} {} geev {n}: pairs", T::LETTER);
        }
    }
    // The sum of the eigenvalues is the trace, whoever computes them.
    let trace = (0..n).map(|i| wide(a.at(i, i))).sum::<Complex<f64>>();
    for w in [w, alone] {
        let error = (w.into_iter().map(wide).sum::<Complex<f64>>() - trace).norm() / size / epsilon::<T>();
        assert!(error < bound(name, n, n), "{name} {} geev {n}: {error}", T::LETTER);
    }
}

fn least_squares<T: Scalar>(name: &str, lapack: &dyn Lapack<T>, a: &Owned<T>) {
    let (m, n) = (a.rows, a.cols);
    let b = random::<T>(m.max(n), 2, 1.0);
    let mut x = b.clone();
    let mut s = vec![T::Re::from_f64(0.0); m.min(n)];
    let rank = lapack.gelsd(a.clone().columns(), x.columns(), &mut s, T::Re::from_f64(-1.0)).unwrap();
    assert_eq!(rank, m.min(n), "{name} gelsd {m} {n}");
    let solution = part(&x, n, 2, |_, _| None);
    let right = part(&b, m, 2, |_, _| None);
    // What is left over is orthogonal to every column of `a`: the normal equations.
    let product = crate::matrices::product(a, &solution);
    let left = Owned::new(m, 2, Lies::Columns, |i, j| {
        let difference = wide(right.at(i, j)) - product[i][j].0;
        let re = T::from_f64(difference.re);
        if T::COMPLEX { re + crate::matrices::imaginary::<T>() * T::from_f64(difference.im) } else { re }
    });
    let zeros = Owned::new(n, 2, Lies::Columns, |_, _| T::zero());
    let size = a.largest() * (a.largest() * solution.largest() * n as f64 + right.largest());
    let error = residual(&a.adjoint(), &left, &zeros, size);
    assert!(error < bound(name, m, n) * m as f64, "{name} {} gelsd {m} {n}: {error}", T::LETTER);
    // Below the solution of a tall system are numbers as large as what is left over.
    if m > n {
        for j in 0..2 {
            let length =
                |all: &Owned<T>, rows: Range<usize>| rows.map(|i| wide(all.at(i, j)).norm()).fold(0.0, f64::hypot);
            let (below, whole) = (length(&x, n..m), length(&left, 0..m));
            assert!(
                (below - whole).abs() <= bound(name, m, n) * 100.0 * epsilon::<T>() * whole,
                "{name} gelsd {m} {n}"
            );
        }
    }
}

fn suite<T: Scalar>(name: &str, backend: &Backend)
where
    Complex<T::Re>: Scalar<Re = T::Re>,
{
    let lapack = backend.lapack::<T>();
    let more = if name == "pure-rust" { &MORE[..] } else { &[] };
    for &[m, n] in LENGTHS.iter().chain(more) {
        for exponent in scales::<T>() {
            if m.max(n) > 100 && exponent != 0 {
                continue;
            }
            let scale = 10f64.powi(exponent);
            let a = random::<T>(m, n, scale);
            lu(name, lapack, &a);
            qr(name, lapack, &a);
            svd(name, lapack, &a);
            // Products of two elements stay in range; pure Rust scales.
            if exponent.abs() < 15 || name == "pure-rust" {
                least_squares(name, lapack, &a);
            }
            if m == n {
                cholesky(name, lapack, &a, scale);
                eigh(name, lapack, &a);
                eig(name, lapack, &a);
            }
        }
    }
}

#[test]
fn of_single_precision() {
    decomposing().for_each(|(name, backend)| suite::<f32>(name, backend));
}

#[test]
fn of_double_precision() {
    decomposing().for_each(|(name, backend)| suite::<f64>(name, backend));
}

#[test]
fn of_complex_single_precision() {
    decomposing().for_each(|(name, backend)| suite::<Complex<f32>>(name, backend));
}

#[test]
fn of_complex_double_precision() {
    decomposing().for_each(|(name, backend)| suite::<Complex<f64>>(name, backend));
}

fn without_elements<T: Scalar>(name: &str, backend: &Backend) {
    let lapack = backend.lapack::<T>();
    let empty = |m: usize, n: usize| Owned::<T>::new(m, n, Lies::Columns, |_, _| T::zero());
    for (m, n) in [(0, 0), (0, 3), (3, 0)] {
        assert_eq!(lapack.getrf(empty(m, n).columns(), &mut []), Ok(()), "{name}");
        lapack.geqrf(empty(m, n).columns(), &mut []).unwrap();
        assert_eq!(lapack.gesdd(empty(m, n).columns(), &mut [], SingularVectors::None), Ok(()), "{name}");
        let (mut u, mut vh) = (empty(m, m), empty(n, n));
        let vectors = SingularVectors::Both { u: u.columns(), vh: vh.columns() };
        assert_eq!(lapack.gesdd(empty(m, n).columns(), &mut [], vectors), Ok(()), "{name}");
        for square in [u, vh] {
            let k = square.rows;
            assert!((0..k).all(|i| (0..k).all(|j| square.at(i, j) == identity::<T>(k).at(i, j))), "{name}");
        }
        let mut b = Owned::new(m.max(n), 2, Lies::Columns, |_, _| T::one());
        assert_eq!(lapack.gelsd(empty(m, n).columns(), b.columns(), &mut [], T::Re::from_f64(-1.0)), Ok(0), "{name}");
        assert!((0..n).all(|i| (0..2).all(|j| b.at(i, j).is_zero())), "{name}");
    }
    for [m, n] in [[3, 3], [5, 2], [2, 5]] {
        let (a, mut s) = (random::<T>(m, n, 1.0), vec![T::Re::from_f64(0.0); m.min(n)]);
        let rank = lapack.gelsd(a.clone().columns(), empty(m.max(n), 0).columns(), &mut s, T::Re::from_f64(-1.0));
        assert_eq!(rank, Ok(m.min(n)), "{name}");
        assert!(s.is_sorted_by(|a, b| a >= b) && s[s.len() - 1] > T::Re::from_f64(0.0), "{name}");
    }
    assert_eq!(lapack.gesv(empty(0, 0).columns(), empty(0, 2).columns()), Ok(()), "{name}");
    assert_eq!(lapack.potrf(Triangle::Lower, empty(0, 0).columns()), Ok(()), "{name}");
    assert_eq!(lapack.syevd(Triangle::Lower, empty(0, 0).columns(), &mut [], true), Ok(()), "{name}");
    assert_eq!(lapack.geev(empty(0, 0).columns(), &mut [], None), Ok(()), "{name}");
    lapack.orgqr(empty(4, 0).columns(), &[]).unwrap();
}

#[test]
fn of_nothing() {
    for (name, backend) in decomposing() {
        without_elements::<f32>(name, backend);
        without_elements::<f64>(name, backend);
        without_elements::<Complex<f32>>(name, backend);
        without_elements::<Complex<f64>>(name, backend);
    }
}

fn failures<T: Scalar>(name: &str, backend: &Backend) {
    let lapack = backend.lapack::<T>();
    // Rank one, exactly: the second pivot is zero.
    for n in [2, 3, 40, 130] {
        let mut ones = Owned::<T>::new(n, n, Lies::Columns, |_, _| T::one());
        assert_eq!(lapack.getrf(ones.columns(), &mut vec![0; n]), Err(Failure::Singular(1)), "{name} {n}");
        let mut ones = Owned::<T>::new(n, n, Lies::Columns, |_, _| T::one());
        let mut b = Owned::<T>::new(n, 1, Lies::Columns, |_, _| T::one());
        assert_eq!(lapack.gesv(ones.columns(), b.columns()), Err(Failure::Singular(1)), "{name} {n}");
        // All but the third leading minor are positive.
        if n > 2 {
            let diagonal = |i: usize| if i == 2 { -1.0 } else { 1.0 };
            let mut indefinite =
                Owned::<T>::new(n, n, Lies::Columns, |i, j| T::from_f64(if i == j { diagonal(i) } else { 0.0 }));
            let error = lapack.potrf(Triangle::Lower, indefinite.columns());
            assert_eq!(error, Err(Failure::NotPositiveDefinite(3)), "{name} {n}");
        }
        // Least squares of rank one.
        let mut ones = Owned::<T>::new(n, n, Lies::Columns, |_, _| T::one());
        let mut b = Owned::<T>::new(n, 1, Lies::Columns, |_, _| T::from_f64(2.0));
        let mut s = vec![T::Re::from_f64(0.0); n];
        let rank = lapack.gelsd(ones.columns(), b.columns(), &mut s, T::Re::from_f64(1e-5));
        assert_eq!(rank, Ok(1), "{name} {n}");
        // The shortest solution.
        for i in 0..n {
            let x = wide(b.at(i, 0));
            assert!((x - 2.0 / n as f64).norm() < 100.0 * epsilon::<T>(), "{name} {n}: {x}");
        }
        // Zeros have no other values than zero.
        let mut zeros = Owned::<T>::new(n, n, Lies::Columns, |_, _| T::zero());
        lapack.gesdd(zeros.clone().columns(), &mut s, SingularVectors::None).unwrap();
        assert!(s.iter().all(|s| s.is_zero()), "{name} {n}");
        let mut w = vec![T::Re::from_f64(1.0); n];
        lapack.syevd(Triangle::Lower, zeros.columns(), &mut w, true).unwrap();
        assert!(w.iter().all(|w| w.is_zero()), "{name} {n}");
    }
}

#[test]
fn that_fail() {
    for (name, backend) in decomposing() {
        failures::<f32>(name, backend);
        failures::<f64>(name, backend);
        failures::<Complex<f32>>(name, backend);
        failures::<Complex<f64>>(name, backend);
    }
}

/// NaN ends in an error or in NaN, never in a number, a crash or a loop.
#[test]
fn of_what_is_no_number() {
    for (name, backend) in decomposing() {
        let lapack = backend.lapack::<f64>();
        let zero = f64::NAN;
        for n in [2, 5, 40] {
            let bad = Owned::<f64>::new(n, n, Lies::Columns, |i, j| if i == j { zero } else { 1.0 });
            let mut s = vec![0.0; n];
            let done = lapack.gesdd(bad.clone().columns(), &mut s, SingularVectors::None);
            assert!(done.is_err() || s.iter().any(|s| s.is_nan()), "{name} gesdd {n}: {s:?}");
            if name == "pure-rust" {
                assert_eq!(done, Err(Failure::NotConverged), "gesdd {n}");
            }
            let done = lapack.syevd(Triangle::Lower, bad.clone().columns(), &mut s, true);
            assert!(done.is_err() || s.iter().any(|s| s.is_nan()), "{name} syevd {n}: {s:?}");
            let mut x = Owned::<f64>::new(n, 1, Lies::Columns, |_, _| 1.0);
            let done = lapack.gesv(bad.clone().columns(), x.columns());
            assert!(done.is_err() || (0..n).any(|i| x.at(i, 0).is_nan()), "{name} gesv {n}");
        }
    }
}
