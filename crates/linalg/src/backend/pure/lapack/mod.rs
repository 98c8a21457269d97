//! LAPACK in Rust: LU, Cholesky and QR on this back end's products, singular values and eigenvalues by faer.

mod cholesky;
mod least_squares;
mod lu;
mod part;
mod qr;
#[cfg(feature = "decompositions")]
mod reduction;
#[cfg(feature = "decompositions")]
mod spectral;
#[cfg(not(feature = "decompositions"))]
#[path = "without_spectral.rs"]
mod spectral;
mod triangular;
#[cfg(feature = "decompositions")]
mod tridiagonal;

use num_complex::Complex;
use num_traits::{Float, One};

use super::Pure;
use crate::Scalar;
use crate::backend::{Columns, Failure, Lapack, Matrix, SingularVectors, Triangle, room_for_pivots};
use part::Part;

/// How many threads a product of `m` x `k` x `n` is worth.
fn threads_for(sides: [usize; 3]) -> usize {
    crate::backend::threads_for(sides.into_iter().fold(2, usize::saturating_mul))
}

fn finite<T: Scalar>(x: T) -> bool {
    x.re().is_finite() && x.im().is_finite()
}

/// `1 / x`, without overflow on the way.
fn reciprocal<T: Scalar>(x: T) -> T {
    let one = <T::Re as One>::one();
    if !T::COMPLEX {
        return T::one() / x;
    }
    let scale = one / Float::max(Float::abs(x.re()), Float::abs(x.im()));
    let y = x * T::from_real(scale);
    y.conj() * T::from_real(one / (y.re() * y.re() + y.im() * y.im())) * T::from_real(scale)
}

/// `a / b`, without overflow on the way.
fn quotient<T: Scalar>(a: T, b: T) -> T {
    if T::COMPLEX { a * reciprocal(b) } else { a / b }
}

/// The conjugated transpose, of complex numbers in `room`.
fn adjoint<'a, T: Scalar>(a: Matrix<'a, T>, room: &'a mut Vec<T>) -> Result<Matrix<'a, T>, Failure> {
    if !T::COMPLEX {
        return Ok(a.t());
    }
    room.clear();
    room.try_reserve_exact(a.rows() * a.cols()).map_err(|_| Failure::Memory)?;
    (0..a.cols()).for_each(|j| room.extend((0..a.rows()).map(|i| a.at(i, j).conj())));
    // SAFETY: the elements that are there now, column after column, borrowed as long.
    Ok(unsafe { Matrix::from_raw(room.as_ptr(), [a.cols(), a.rows()], [a.rows() as isize, 1]) })
}

/// Singular values and eigenvalues for one element type.
trait Spectral: Scalar {
    fn svd(
        a: Part<'_, Self>,
        s: &mut [Self::Re],
        vectors: Option<(Part<'_, Self>, Part<'_, Self>)>,
    ) -> Result<(), Failure>;

    fn hermitian(triangle: Triangle, a: Part<'_, Self>, w: &mut [Self::Re], vectors: bool) -> Result<(), Failure>;

    fn general(
        a: Part<'_, Self>,
        w: &mut [Complex<Self::Re>],
        vectors: Option<Part<'_, Complex<Self::Re>>>,
    ) -> Result<(), Failure>;
}

macro_rules! double {
    ($($t:ty),*) => { $(
        impl Spectral for $t {
            fn svd(
                a: Part<'_, Self>,
                s: &mut [f64],
                vectors: Option<(Part<'_, Self>, Part<'_, Self>)>,
            ) -> Result<(), Failure> {
                spectral::svd(a, s, vectors)
            }

            fn hermitian(triangle: Triangle, a: Part<'_, Self>, w: &mut [f64], vectors: bool) -> Result<(), Failure> {
                spectral::hermitian(triangle, a, w, vectors)
            }

            fn general(
                a: Part<'_, Self>,
                w: &mut [Complex<f64>],
                vectors: Option<Part<'_, Complex<f64>>>,
            ) -> Result<(), Failure> {
                spectral::general(a, w, vectors)
            }
        }
    )* };
}
double!(f64, Complex<f64>);

/// Elements in another precision, gapless.
fn converted<T: Scalar, U: Scalar>(a: &Part<'_, T>, f: impl Fn(T) -> U) -> Result<Vec<U>, Failure> {
    let mut data = Vec::new();
    data.try_reserve_exact(a.rows() * a.cols()).map_err(|_| Failure::Memory)?;
    (0..a.cols()).for_each(|j| data.extend(a.col(j).iter().map(|&x| f(x))));
    Ok(data)
}

fn zeros<T: Scalar>(n: usize) -> Result<Vec<T>, Failure> {
    let mut data = Vec::new();
    data.try_reserve_exact(n).map_err(|_| Failure::Memory)?;
    data.resize(n, T::zero());
    Ok(data)
}

/// Elements back from another precision.
fn put<T: Scalar, U: Scalar>(data: &[U], a: &mut Part<'_, T>, f: impl Fn(U) -> T) {
    let rows = a.rows();
    for j in 0..a.cols() {
        a.col_mut(j).iter_mut().zip(&data[j * rows..]).for_each(|(a, &x)| *a = f(x));
    }
}

fn narrow_complex(x: Complex<f64>) -> Complex<f32> {
    Complex::new(x.re as f32, x.im as f32)
}

fn wide_complex(x: Complex<f32>) -> Complex<f64> {
    Complex::new(x.re.into(), x.im.into())
}

macro_rules! single {
    ($t:ty, $double:ty, $wide:expr, $narrow:expr) => {
        impl Spectral for $t {
            fn svd(
                a: Part<'_, Self>,
                s: &mut [f32],
                vectors: Option<(Part<'_, Self>, Part<'_, Self>)>,
            ) -> Result<(), Failure> {
                let (m, n) = (a.rows(), a.cols());
                let mut wide: Vec<$double> = converted(&a, $wide)?;
                let wide = Part::over(&mut wide, m, n);
                let mut values = zeros::<f64>(s.len())?;
                match vectors {
                    None => spectral::svd(wide, &mut values, None)?,
                    Some((mut u, mut vh)) => {
                        let mut wide_u = zeros::<$double>(u.rows() * u.cols())?;
                        let mut wide_vh = zeros::<$double>(vh.rows() * vh.cols())?;
                        let parts = (
                            Part::over(&mut wide_u, u.rows(), u.cols()),
                            Part::over(&mut wide_vh, vh.rows(), vh.cols()),
                        );
                        spectral::svd(wide, &mut values, Some(parts))?;
                        put(&wide_u, &mut u, $narrow);
                        put(&wide_vh, &mut vh, $narrow);
                    }
                }
                s.iter_mut().zip(values).for_each(|(s, value)| *s = value as f32);
                Ok(())
            }

            fn hermitian(
                triangle: Triangle,
                mut a: Part<'_, Self>,
                w: &mut [f32],
                vectors: bool,
            ) -> Result<(), Failure> {
                let n = a.rows();
                let mut wide: Vec<$double> = converted(&a, $wide)?;
                let mut values = zeros::<f64>(n)?;
                spectral::hermitian(triangle, Part::over(&mut wide, n, n), &mut values, vectors)?;
                put(&wide, &mut a, $narrow);
                w.iter_mut().zip(values).for_each(|(w, value)| *w = value as f32);
                Ok(())
            }

            fn general(
                a: Part<'_, Self>,
                w: &mut [Complex<f32>],
                vectors: Option<Part<'_, Complex<f32>>>,
            ) -> Result<(), Failure> {
                let n = a.rows();
                let mut wide: Vec<$double> = converted(&a, $wide)?;
                let wide = Part::over(&mut wide, n, n);
                let mut values = zeros::<Complex<f64>>(n)?;
                match vectors {
                    None => spectral::general(wide, &mut values, None)?,
                    Some(mut vectors) => {
                        let mut wide_vectors = zeros::<Complex<f64>>(n * n)?;
                        spectral::general(wide, &mut values, Some(Part::over(&mut wide_vectors, n, n)))?;
                        put(&wide_vectors, &mut vectors, narrow_complex);
                    }
                }
                w.iter_mut().zip(values).for_each(|(w, value)| *w = narrow_complex(value));
                Ok(())
            }
        }
    };
}
single!(f32, f64, f64::from, |x: f64| x as f32);
single!(Complex<f32>, Complex<f64>, wide_complex, narrow_complex);

impl<T: Spectral> Lapack<T> for Pure {
    fn getrf(&self, a: Columns<'_, T>, pivots: &mut [usize]) -> Result<(), Failure> {
        assert_eq!(pivots.len(), a.rows().min(a.cols()), "pivots that do not fit");
        lu::lu(Part::of(a), pivots).map_or(Ok(()), |j| Err(Failure::Singular(j)))
    }

    fn gesv(&self, a: Columns<'_, T>, b: Columns<'_, T>) -> Result<(), Failure> {
        let n = a.rows();
        assert_eq!((a.cols(), b.rows()), (n, n), "a system that does not fit");
        let mut a = Part::of(a);
        let mut pivots = room_for_pivots(n)?;
        if let Some(j) = lu::lu(a.reborrow(), &mut pivots) {
            return Err(Failure::Singular(j));
        }
        lu::solve(&a, &pivots, Part::of(b));
        Ok(())
    }

    fn potrf(&self, triangle: Triangle, a: Columns<'_, T>) -> Result<(), Failure> {
        let n = a.rows();
        assert_eq!(a.cols(), n, "a matrix that is not square");
        let mut a = Part::of(a);
        if triangle == Triangle::Upper {
            return cholesky::cholesky(a);
        }
        let mut turned = zeros::<T>(n * n)?;
        for j in 0..n {
            for i in j..n {
                turned[j + i * n] = a.col(j)[i].conj();
            }
        }
        cholesky::cholesky(Part::over(&mut turned, n, n))?;
        for j in 0..n {
            for i in j..n {
                a.col_mut(j)[i] = turned[j + i * n].conj();
            }
        }
        Ok(())
    }

    fn geqrf(&self, a: Columns<'_, T>, tau: &mut [T]) -> Result<(), Failure> {
        assert_eq!(tau.len(), a.rows().min(a.cols()), "factors that do not fit");
        qr::qr(Part::of(a), tau)
    }

    fn orgqr(&self, a: Columns<'_, T>, tau: &[T]) -> Result<(), Failure> {
        assert!(tau.len() <= a.cols() && a.cols() <= a.rows(), "factors that do not fit");
        qr::q(Part::of(a), tau)
    }

    fn gesdd(&self, a: Columns<'_, T>, s: &mut [T::Re], vectors: SingularVectors<'_, T>) -> Result<(), Failure> {
        assert_eq!(s.len(), a.rows().min(a.cols()), "singular values that do not fit");
        match vectors {
            SingularVectors::None => T::svd(Part::of(a), s, None),
            SingularVectors::Both { u, vh } => T::svd(Part::of(a), s, Some((Part::of(u), Part::of(vh)))),
        }
    }

    fn syevd(&self, triangle: Triangle, a: Columns<'_, T>, w: &mut [T::Re], vectors: bool) -> Result<(), Failure> {
        assert_eq!((a.cols(), w.len()), (a.rows(), a.rows()), "eigenvalues that do not fit");
        T::hermitian(triangle, Part::of(a), w, vectors)
    }

    fn geev(
        &self,
        a: Columns<'_, T>,
        w: &mut [Complex<T::Re>],
        vectors: Option<Columns<'_, Complex<T::Re>>>,
    ) -> Result<(), Failure> {
        assert_eq!((a.cols(), w.len()), (a.rows(), a.rows()), "eigenvalues that do not fit");
        T::general(Part::of(a), w, vectors.map(Part::of))
    }

    fn gelsd(&self, a: Columns<'_, T>, b: Columns<'_, T>, s: &mut [T::Re], rcond: T::Re) -> Result<usize, Failure> {
        let (m, n) = (a.rows(), a.cols());
        assert_eq!((b.rows(), s.len()), (m.max(n), m.min(n)), "a right-hand side that does not fit");
        least_squares::solve(Part::of(a), Part::of(b), s, rcond)
    }
}
