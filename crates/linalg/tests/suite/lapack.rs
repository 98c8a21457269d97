//! Decompositions by what they must fulfil: residuals, orthogonality, order; for any back end.

use npcore_dtype::Complex;
use npcore_linalg::Scalar;
use npcore_linalg::backend::{Backend, Columns, Failure, Lapack, SingularVectors, Triangle};
use num_traits::{Float, One, Zero};

/// A matrix by columns.
#[derive(Clone, Debug)]
pub struct Mat<T> {
    pub data: Vec<T>,
    pub rows: usize,
    pub cols: usize,
}

impl<T: Scalar> Mat<T> {
    pub fn from_fn(rows: usize, cols: usize, f: impl Fn(usize, usize) -> T) -> Self {
        Mat { data: (0..rows * cols).map(|p| f(p % rows, p / rows)).collect(), rows, cols }
    }

    pub fn at(&self, i: usize, j: usize) -> T {
        self.data[i + j * self.rows]
    }

    pub fn columns(&mut self) -> Columns<'_, T> {
        Columns::new(&mut self.data, [self.rows, self.cols], self.rows)
    }

    pub fn times(&self, other: &Mat<T>) -> Mat<T> {
        assert_eq!(self.cols, other.rows);
        let mut out = Mat::from_fn(self.rows, other.cols, |_, _| T::zero());
        for j in 0..other.cols {
            for k in 0..self.cols {
                let factor = other.at(k, j);
                for i in 0..self.rows {
                    out.data[i + j * out.rows] += self.at(i, k) * factor;
                }
            }
        }
        out
    }

    pub fn adjoint(&self) -> Mat<T> {
        Mat::from_fn(self.cols, self.rows, |i, j| self.at(j, i).conj())
    }

    pub fn part(&self, rows: usize, cols: usize) -> Mat<T> {
        Mat::from_fn(rows, cols, |i, j| self.at(i, j))
    }

    pub fn largest(&self) -> f64 {
        self.data.iter().fold(0.0, |max, x| f64::max(max, double(Scalar::abs(*x))))
    }

    /// How far two matrices differ at most.
    pub fn far_from(&self, other: &Mat<T>) -> f64 {
        assert_eq!((self.rows, self.cols), (other.rows, other.cols));
        let differences = self.data.iter().zip(&other.data).map(|(x, y)| double(Scalar::abs(*x - *y)));
        differences.fold(0.0, |max, x| if x <= max { max } else { x })
    }

    fn identity(n: usize) -> Mat<T> {
        Mat::from_fn(n, n, |i, j| if i == j { T::one() } else { T::zero() })
    }
}

fn double<R: num_traits::ToPrimitive>(x: R) -> f64 {
    x.to_f64().unwrap()
}

/// Numbers between -0.5 and 0.5, always the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 40) as f64 / f64::powi(2.0, 24) - 0.5
    }

    fn element<T: Scalar>(&mut self, i: T, scale: f64) -> T {
        let (re, im) = (self.next(), self.next());
        let (re, im) = (T::from_f64(re * scale), T::from_f64(im * scale));
        if T::COMPLEX { re + im * i } else { re }
    }

    fn matrix<T: Scalar>(&mut self, rows: usize, cols: usize, i: T, scale: f64) -> Mat<T> {
        let data = (0..rows * cols).map(|_| self.element(i, scale)).collect();
        Mat { data, rows, cols }
    }
}

const SIZES: [usize; 12] = [1, 2, 3, 5, 8, 9, 16, 33, 64, 65, 100, if cfg!(debug_assertions) { 130 } else { 257 }];

/// Everything, for one element type; `i` is the imaginary unit, of real types anything.
pub fn check<T: Scalar>(backend: &Backend, i: T) {
    let lapack = backend.lapack::<T>();
    let single = double(T::Re::epsilon()) > 1e-10;
    let epsilon = double(T::Re::epsilon());
    let mut numbers = Numbers(7);
    for n in SIZES {
        let scales = if n > 33 {
            &[1.0][..]
        } else if single {
            &[1.0, 1e-15, 1e15]
        } else {
            &[1.0, 1e-150, 1e150]
        };
        for &scale in scales {
            let bound = epsilon * 8.0 * (n as f64 + 4.0);
            let what = |name: &str| format!("{} {name} {} n = {n} scale {scale:e}", backend.id(), T::LETTER);
            systems(lapack, &mut numbers, n, scale, bound, i, &what);
            let shapes = [[n, n], [2 * n + 1, n], [n, 2 * n + 1]];
            // The products that check it take longer than what is checked.
            for &[m, k] in &shapes[..if n > 100 { 1 } else { 3 }] {
                let a = numbers.matrix(m, k, i, scale);
                qr(lapack, &a, bound, &what);
                svd(lapack, &a, bound, &what);
                least_squares(lapack, &a, &numbers.matrix(m, 2, i, scale), bound, &what);
            }
            let b = numbers.matrix(n, n, i, scale);
            let symmetric = Mat::from_fn(n, n, |r, c| b.at(r, c) + b.at(c, r).conj());
            hermitian(lapack, &symmetric, bound, &what);
            if n <= 65 {
                eigen(lapack, &b, bound, &what);
            }
        }
    }
    special(lapack);
}

type What<'a> = &'a dyn Fn(&str) -> String;

fn systems<T: Scalar>(
    lapack: &dyn Lapack<T>,
    numbers: &mut Numbers,
    n: usize,
    scale: f64,
    bound: f64,
    i: T,
    what: What<'_>,
) {
    let a = numbers.matrix::<T>(n, n, i, scale);
    // The decomposition, whole: P L U = A.
    let (mut lu, mut pivots) = (a.clone(), vec![0; n]);
    lapack.getrf(lu.columns(), &mut pivots).unwrap();
    let l = Mat::from_fn(n, n, |r, c| {
        if r > c {
            lu.at(r, c)
        } else if r == c {
            T::one()
        } else {
            T::zero()
        }
    });
    let u = Mat::from_fn(n, n, |r, c| if r <= c { lu.at(r, c) } else { T::zero() });
    let mut product = l.times(&u);
    for r in (0..n).rev() {
        for c in 0..n {
            product.data.swap(r + c * n, pivots[r] + c * n);
        }
    }
    assert!(product.far_from(&a) <= bound * a.largest(), "{}", what("getrf"));
    assert!(l.data.iter().all(|x| double(Scalar::abs(*x)) <= 1.5), "{}: pivots", what("getrf"));

    let b = numbers.matrix::<T>(n, 3, i, scale);
    let (mut lu, mut x) = (a.clone(), b.clone());
    lapack.gesv(lu.columns(), x.columns()).unwrap();
    let residual = a.times(&x).far_from(&b);
    assert!(residual <= bound * a.largest() * x.largest() * n as f64, "{} {residual:e}", what("gesv"));

    let h = Mat::from_fn(n, n, |r, c| {
        let sum = a.at(r, c) + a.at(c, r).conj();
        if r == c { sum + T::from_f64(2.0 * n as f64 * scale) } else { sum }
    });
    for triangle in [Triangle::Lower, Triangle::Upper] {
        let mut factor = h.clone();
        lapack.potrf(triangle, factor.columns()).unwrap();
        let lower = triangle == Triangle::Lower;
        let kept = Mat::from_fn(n, n, |r, c| if r == c || (r > c) == lower { factor.at(r, c) } else { T::zero() });
        let product = if lower { kept.times(&kept.adjoint()) } else { kept.adjoint().times(&kept) };
        assert!(product.far_from(&h) <= bound * h.largest(), "{}", what("potrf"));
        let other = (0..n).all(|c| (0..n).all(|r| r == c || (r > c) == lower || factor.at(r, c) == h.at(r, c)));
        assert!(other, "{}: the other triangle", what("potrf"));
    }
}

fn orthonormal<T: Scalar>(q: &Mat<T>, bound: f64, what: String) {
    let far = q.adjoint().times(q).far_from(&Mat::identity(q.cols));
    assert!(far <= bound, "{what}: orthogonality {far:e}");
}

fn qr<T: Scalar>(lapack: &dyn Lapack<T>, a: &Mat<T>, bound: f64, what: What<'_>) {
    let (m, n, k) = (a.rows, a.cols, a.rows.min(a.cols));
    let (mut factor, mut tau) = (a.clone(), vec![T::zero(); k]);
    lapack.geqrf(factor.columns(), &mut tau).unwrap();
    let r = Mat::from_fn(k, n, |r, c| if r <= c { factor.at(r, c) } else { T::zero() });
    assert!((0..k).all(|j| r.at(j, j).im().is_zero()), "{}: R's diagonal is real", what("geqrf"));
    for wide in [k, m] {
        let mut q = Mat::from_fn(m, wide, |i, j| if j < k { factor.at(i, j) } else { T::zero() });
        lapack.orgqr(q.columns(), &tau).unwrap();
        orthonormal(&q, bound, what("orgqr"));
        assert!(q.part(m, k).times(&r).far_from(a) <= bound * a.largest(), "{}", what("geqrf"));
    }
}

fn svd<T: Scalar>(lapack: &dyn Lapack<T>, a: &Mat<T>, bound: f64, what: What<'_>) {
    let (m, n, k) = (a.rows, a.cols, a.rows.min(a.cols));
    let mut alone = vec![T::Re::zero(); k];
    lapack.gesdd(a.clone().columns(), &mut alone, SingularVectors::None).unwrap();
    for [rows, cols] in [[k, k], [m, n]] {
        let mut s = vec![T::Re::zero(); k];
        let mut u = Mat::from_fn(m, rows, |_, _| T::zero());
        let mut vh = Mat::from_fn(cols, n, |_, _| T::zero());
        let vectors = SingularVectors::Both { u: u.columns(), vh: vh.columns() };
        lapack.gesdd(a.clone().columns(), &mut s, vectors).unwrap();
        orthonormal(&u, bound, what("gesdd u"));
        orthonormal(&vh.adjoint(), bound, what("gesdd vh"));
        assert!(s.windows(2).all(|w| w[0] >= w[1]) && s.iter().all(|s| *s >= T::Re::zero()), "{}", what("gesdd order"));
        let scaled = Mat::from_fn(m, k, |i, j| u.at(i, j) * T::from_real(s[j]));
        let far = scaled.times(&vh.part(k, n)).far_from(a);
        assert!(far <= bound * double(s[0]), "{} {far:e}", what("gesdd"));
        let same = s.iter().zip(&alone).all(|(x, y)| double(Float::abs(*x - *y)) <= bound * double(s[0]));
        assert!(same, "{}: values alone", what("gesdd"));
    }
}

fn least_squares<T: Scalar>(lapack: &dyn Lapack<T>, a: &Mat<T>, b: &Mat<T>, bound: f64, what: What<'_>) {
    let (m, n, k) = (a.rows, a.cols, a.rows.min(a.cols));
    let height = m.max(n);
    let mut x = Mat::from_fn(height, b.cols, |i, j| if i < m { b.at(i, j) } else { T::zero() });
    let mut s = vec![T::Re::zero(); k];
    let rcond = T::from_f64(double(T::Re::epsilon()) * height as f64).re();
    let rank = lapack.gelsd(a.clone().columns(), x.columns(), &mut s, rcond).unwrap();
    if rank < k {
        return;
    }
    let solution = x.part(n, b.cols);
    let fitted = a.times(&solution);
    let residual = Mat::from_fn(m, b.cols, |i, j| fitted.at(i, j) - b.at(i, j));
    // The residual is orthogonal to the columns.
    let normal = a.adjoint().times(&Mat::from_fn(m, b.cols, |i, j| residual.at(i, j) / T::from_f64(a.largest())));
    let allowed = bound * height as f64 * (a.largest() * solution.largest() + b.largest());
    assert!(normal.largest() <= allowed, "{} {:e} {allowed:e}", what("gelsd"), normal.largest());
    if m > n {
        for j in 0..b.cols {
            let length =
                |list: &mut dyn Iterator<Item = T>| list.fold(0.0, |sum, x| f64::hypot(sum, double(Scalar::abs(x))));
            let below = length(&mut (n..m).map(|i| x.at(i, j)));
            let whole = length(&mut (0..m).map(|i| residual.at(i, j)));
            assert!((below - whole).abs() <= bound * 100.0 * whole, "{}: residuals", what("gelsd"));
        }
    }
}

fn hermitian<T: Scalar>(lapack: &dyn Lapack<T>, a: &Mat<T>, bound: f64, what: What<'_>) {
    let n = a.rows;
    for triangle in [Triangle::Lower, Triangle::Upper] {
        // What is in the other triangle is not read.
        let lower = triangle == Triangle::Lower;
        let half =
            Mat::from_fn(n, n, |r, c| if r == c || (r > c) == lower { a.at(r, c) } else { T::from_f64(f64::NAN) });
        let (mut v, mut w) = (half.clone(), vec![T::Re::zero(); n]);
        lapack.syevd(triangle, v.columns(), &mut w, true).unwrap();
        orthonormal(&v, bound, what("syevd"));
        assert!(w.windows(2).all(|w| w[0] <= w[1]), "{}: order", what("syevd"));
        let size = w.iter().fold(0.0, |max, w| f64::max(max, double(*w).abs()));
        let scaled = Mat::from_fn(n, n, |i, j| v.at(i, j) * T::from_real(w[j]));
        let far = a.times(&v).far_from(&scaled);
        assert!(far <= bound * size, "{} {far:e}", what("syevd"));
        let mut alone = vec![T::Re::zero(); n];
        lapack.syevd(triangle, half.clone().columns(), &mut alone, false).unwrap();
        let same = w.iter().zip(&alone).all(|(x, y)| double(Float::abs(*x - *y)) <= bound * size);
        assert!(same, "{}: values alone", what("syevd"));
    }
}

fn eigen<T: Scalar>(lapack: &dyn Lapack<T>, a: &Mat<T>, bound: f64, what: What<'_>) {
    let n = a.rows;
    let wide = |x: T| Complex::new(double(x.re()), double(x.im()));
    let zero = Complex::new(T::Re::zero(), T::Re::zero());
    let (mut w, mut v) = (vec![zero; n], vec![zero; n * n]);
    lapack.geev(a.clone().columns(), &mut w, Some(Columns::new(&mut v, [n, n], n))).unwrap();
    let wide_re = |x: Complex<T::Re>| Complex::new(double(x.re), double(x.im));
    let a64 = Mat::from_fn(n, n, |r, c| wide(a.at(r, c)));
    let v64 = Mat { data: v.iter().map(|&x| wide_re(x)).collect(), rows: n, cols: n };
    let scaled = Mat::from_fn(n, n, |r, c| v64.at(r, c) * wide_re(w[c]));
    let far = a64.times(&v64).far_from(&scaled);
    assert!(far <= 4.0 * bound * a64.largest() * n as f64, "{} {far:e}", what("geev"));
    for j in 0..n {
        let length = (0..n).fold(0.0, |sum, r| f64::hypot(sum, v64.at(r, j).norm()));
        assert!((length - 1.0).abs() <= bound, "{}: length {length}", what("geev"));
        // Of real matrices they come in pairs, that with the positive imaginary part first.
        if !T::COMPLEX && w[j].im > T::Re::zero() {
            assert!(w[j + 1].re == w[j].re && w[j + 1].im == -w[j].im, "{}: pairs", what("geev"));
        }
    }
    let mut alone = vec![zero; n];
    lapack.geev(a.clone().columns(), &mut alone, None).unwrap();
    let trace = |w: &[Complex<T::Re>]| w.iter().fold(Complex::new(0.0, 0.0), |sum, &w| sum + wide_re(w));
    let far = (trace(&w) - trace(&alone)).norm();
    assert!(far <= 100.0 * bound * a64.largest() * n as f64, "{}: values alone", what("geev"));
}

/// Singular, indefinite, without elements, not finite.
fn special<T: Scalar>(lapack: &dyn Lapack<T>) {
    let ones = Mat::from_fn(3, 3, |_, _| T::one());
    let mut pivots = [0; 3];
    assert_eq!(lapack.getrf(ones.clone().columns(), &mut pivots), Err(Failure::Singular(1)));
    let mut b = Mat::from_fn(3, 1, |_, _| T::one());
    assert!(matches!(lapack.gesv(ones.clone().columns(), b.columns()), Err(Failure::Singular(_))));
    let indefinite = Mat::from_fn(2, 2, |i, j| if i == j { T::one() } else { T::from_f64(2.0) });
    assert_eq!(lapack.potrf(Triangle::Lower, indefinite.clone().columns()), Err(Failure::NotPositiveDefinite(2)));

    let mut s = [T::Re::zero(); 3];
    let mut x = Mat::from_fn(3, 1, |_, _| T::one());
    let rcond = T::from_f64(1e-3).re();
    assert_eq!(lapack.gelsd(ones.clone().columns(), x.columns(), &mut s, rcond), Ok(1));
    // The shortest solution of x + y + z = 1.
    assert!(x.data.iter().all(|x| double(Scalar::abs(*x - T::from_f64(1.0 / 3.0))) < 1e-6), "{:?}", x.data);

    let nan = Mat::from_fn(3, 3, |i, j| if i == j { T::from_f64(f64::NAN) } else { T::one() });
    assert_eq!(lapack.gesdd(nan.clone().columns(), &mut s, SingularVectors::None), Err(Failure::NotConverged));
    let zeros = Mat::from_fn(3, 3, |_, _| T::zero());
    lapack.gesdd(zeros.clone().columns(), &mut s, SingularVectors::None).unwrap();
    assert!(s.iter().all(|s| s.is_zero()));
    let mut w = [T::Re::one(); 3];
    lapack.syevd(Triangle::Lower, zeros.clone().columns(), &mut w, true).unwrap();
    assert!(w.iter().all(|w| w.is_zero()));
}
