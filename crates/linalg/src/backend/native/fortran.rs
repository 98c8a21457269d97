//! LAPACK by a library's Fortran routines.
//!
//! Every argument goes by address. Routines that need memory are called twice: first they tell how much.

use std::ffi::c_char;
use std::sync::Arc;

use num_complex::Complex;
use num_traits::{Float, ToPrimitive, Zero};

use super::abi::{Function, Int, LETTER, Native, letter};
use super::control::Control;
use super::symbols::{Naming, Symbols};
use crate::Scalar;
use crate::backend::{Columns, Failure, Lapack, SLACK, SingularVectors, Triangle, threads_for};

/// The address of a routine, whose type depends on the element type.
#[derive(Clone, Copy)]
struct Routine(*const ());

// SAFETY: the address of a function.
unsafe impl Send for Routine {}
// SAFETY: as above.
unsafe impl Sync for Routine {}

/// The routines of one element type; those that a library lacks are pure Rust's.
pub(crate) struct Fortran<T, I> {
    getrf: Option<Routine>,
    gesv: Option<Routine>,
    potrf: Option<Routine>,
    geqrf: Option<Routine>,
    orgqr: Option<Routine>,
    gesdd: Option<Routine>,
    syevd: Option<Routine>,
    geev: Option<Routine>,
    gelsd: Option<Routine>,
    control: Arc<Control>,
    _types: std::marker::PhantomData<fn(T, I)>,
}

impl<T: Native, I: Int> Fortran<T, I> {
    /// Looks the routines up; the names of those that are not there are added to `missing`.
    ///
    /// # Safety
    /// Routines of LAPACK's names are those of LAPACK, with integers `I`.
    pub unsafe fn new(
        symbols: &dyn Symbols,
        naming: &Naming,
        control: &Arc<Control>,
        missing: &mut Vec<String>,
    ) -> Fortran<T, I> {
        let mut find = |name: &str| {
            let found = naming.fortran(symbols, name).map(Routine);
            if found.is_none() {
                missing.push(name.to_owned());
            }
            found
        };
        let name = |routine: &str| format!("{}{routine}", T::LETTER);
        Fortran {
            getrf: find(&name("getrf")),
            gesv: find(&name("gesv")),
            potrf: find(&name("potrf")),
            geqrf: find(&name("geqrf")),
            orgqr: find(T::ORGQR),
            gesdd: find(&name("gesdd")),
            syevd: find(T::SYEVD),
            geev: find(&name("geev")),
            gelsd: find(&name("gelsd")),
            control: control.clone(),
            _types: std::marker::PhantomData,
        }
    }

    /// Before a routine on a matrix of such lengths, which takes some `factor * m * n * min(m, n)` operations.
    fn enter(&self, m: usize, n: usize, factor: usize) {
        self.control.enter(threads(m, n, factor));
    }
}

/// What stands in for routines that are not there.
fn pure<T: Scalar>() -> &'static dyn Lapack<T> {
    crate::backend::pure_rust().lapack()
}

/// How many threads some `factor * m * n * min(m, n)` operations are worth.
fn threads(m: usize, n: usize, factor: usize) -> usize {
    threads_for(factor.saturating_mul(m).saturating_mul(n).saturating_mul(m.min(n)))
}

/// Whether the library can be told of the matrix.
fn fits<T, I: Int>(a: &Columns<'_, T>) -> bool {
    I::fits(a.rows()) && I::fits(a.cols()) && I::fits(a.ld())
}

/// A leading dimension, which LAPACK wants to be at least 1.
fn leading<T, I: Int>(a: &Columns<'_, T>) -> I {
    I::of(a.ld().max(1) as isize)
}

fn int<I: Int>(n: usize) -> I {
    I::of(n as isize)
}

/// What `info` tells where it is no number of a pivot. Arguments are right, so that routines which refuse one have met NaN.
fn converged<I: Int>(info: I) -> Result<(), Failure> {
    if info.value() == 0 { Ok(()) } else { Err(Failure::NotConverged) }
}

fn uplo(triangle: Triangle) -> *const c_char {
    letter(match triangle {
        Triangle::Lower => b"L",
        Triangle::Upper => b"U",
    })
}

/// The length that a query left in the first element of a work array. Single precision may have rounded it down.
fn length<T: Scalar>(told: T) -> usize {
    let told = told.re().to_f64().unwrap_or(0.0);
    (told * (1.0 + T::Re::epsilon().to_f64().unwrap_or(0.0))).ceil().max(1.0) as usize
}

/// Memory for a routine to work in.
fn work<T: Copy + Zero>(len: usize) -> Result<Vec<T>, Failure> {
    let mut work = Vec::new();
    let len = len.max(1);
    work.try_reserve_exact(len.saturating_add(SLACK.div_ceil(size_of::<T>()))).map_err(|_| Failure::Memory)?;
    work.resize(len, T::zero());
    Ok(work)
}

const QUERY: isize = -1;

type Getrf<T, I> = unsafe extern "C" fn(*const I, *const I, *mut T, *const I, *mut I, *mut I);
type Gesv<T, I> = unsafe extern "C" fn(*const I, *const I, *mut T, *const I, *mut I, *mut T, *const I, *mut I);
type Potrf<T, I> = unsafe extern "C" fn(*const c_char, *const I, *mut T, *const I, *mut I, usize);
type Geqrf<T, I> = unsafe extern "C" fn(*const I, *const I, *mut T, *const I, *mut T, *mut T, *const I, *mut I);
type Orgqr<T, I> =
    unsafe extern "C" fn(*const I, *const I, *const I, *mut T, *const I, *const T, *mut T, *const I, *mut I);

impl<T: Native, I: Int> Lapack<T> for Fortran<T, I> {
    fn getrf(&self, mut a: Columns<'_, T>, pivots: &mut [usize]) -> Result<(), Failure> {
        let (m, n) = (a.rows(), a.cols());
        let Some(f) = self.getrf.filter(|_| fits::<T, I>(&a)) else { return pure::<T>().getrf(a, pivots) };
        assert_eq!(pivots.len(), m.min(n), "pivots that do not fit");
        if m == 0 || n == 0 {
            return Ok(());
        }
        let mut places = work::<I>(pivots.len())?;
        let (rows, cols, ld) = (int::<I>(m), int::<I>(n), leading::<T, I>(&a));
        let (data, to) = (a.data(), &mut places[..]);
        let info = self.control.on_a_large_stack(threads(m, n, 1), move || {
            let (mut info, f) = (I::default(), f);
            // SAFETY: a routine of this type, which keeps to `rows` x `cols` of `ld` apart.
            unsafe { Getrf::<T, I>::at({ f }.0)(&rows, &cols, data.as_mut_ptr(), &ld, to.as_mut_ptr(), &mut info) };
            info
        });
        for (pivot, place) in pivots.iter_mut().zip(places) {
            *pivot = (place.value() - 1).max(0) as usize;
        }
        singular(info)
    }

    fn gesv(&self, mut a: Columns<'_, T>, mut b: Columns<'_, T>) -> Result<(), Failure> {
        let (n, count) = (a.rows(), b.cols());
        let fitting = fits::<T, I>(&a) && fits::<T, I>(&b);
        let Some(f) = self.gesv.filter(|_| fitting) else { return pure::<T>().gesv(a, b) };
        assert_eq!((a.cols(), b.rows()), (n, n), "matrices that do not fit");
        if n == 0 {
            return Ok(());
        }
        let mut places = work::<I>(n)?;
        let threads = threads(n, n + count, 1);
        let (n, count, lda, ldb) = (int::<I>(n), int::<I>(count), leading::<T, I>(&a), leading::<T, I>(&b));
        let (a, b, to) = (a.data(), b.data(), &mut places[..]);
        let info = self.control.on_a_large_stack(threads, move || {
            let (mut info, f) = (I::default(), f);
            // SAFETY: as in `getrf`.
            unsafe {
                let f = Gesv::<T, I>::at({ f }.0);
                f(&n, &count, a.as_mut_ptr(), &lda, to.as_mut_ptr(), b.as_mut_ptr(), &ldb, &mut info);
            }
            info
        });
        singular(info)
    }

    fn potrf(&self, triangle: Triangle, mut a: Columns<'_, T>) -> Result<(), Failure> {
        let n = a.rows();
        let Some(f) = self.potrf.filter(|_| fits::<T, I>(&a)) else { return pure::<T>().potrf(triangle, a) };
        assert_eq!(a.cols(), n, "a matrix that is not square");
        if n == 0 {
            return Ok(());
        }
        self.enter(n, n, 1);
        let mut info = I::default();
        let (order, ld) = (int(n), leading(&a));
        // SAFETY: as in `getrf`.
        unsafe { Potrf::<T, I>::at(f.0)(uplo(triangle), &order, a.data().as_mut_ptr(), &ld, &mut info, LETTER) };
        match info.value() {
            0 => Ok(()),
            minor => Err(Failure::NotPositiveDefinite(minor.max(1) as usize)),
        }
    }

    fn geqrf(&self, mut a: Columns<'_, T>, tau: &mut [T]) -> Result<(), Failure> {
        let (m, n) = (a.rows(), a.cols());
        let Some(f) = self.geqrf.filter(|_| fits::<T, I>(&a)) else { return pure::<T>().geqrf(a, tau) };
        assert_eq!(tau.len(), m.min(n), "factors that do not fit");
        if m == 0 || n == 0 {
            return Ok(());
        }
        self.enter(m, n, 2);
        let (rows, cols, ld) = (int(m), int(n), leading(&a));
        let a = a.data().as_mut_ptr();
        let call = |work: &mut [T], len: I| {
            let mut info = I::default();
            // SAFETY: as in `getrf`; `work` is as long as told, or 1 for a query.
            unsafe {
                let f = Geqrf::<T, I>::at(f.0);
                f(&rows, &cols, a, &ld, tau.as_mut_ptr(), work.as_mut_ptr(), &len, &mut info);
            }
            info
        };
        refused("geqrf", in_two_calls(call)?);
        Ok(())
    }

    fn orgqr(&self, mut a: Columns<'_, T>, tau: &[T]) -> Result<(), Failure> {
        let (m, n) = (a.rows(), a.cols());
        let Some(f) = self.orgqr.filter(|_| fits::<T, I>(&a)) else { return pure::<T>().orgqr(a, tau) };
        assert!(m >= n && n >= tau.len(), "factors that do not fit");
        if n == 0 {
            return Ok(());
        }
        self.enter(m, n, 2);
        let (rows, cols, count, ld) = (int(m), int(n), int(tau.len()), leading(&a));
        let a = a.data().as_mut_ptr();
        let call = |work: &mut [T], len: I| {
            let mut info = I::default();
            // SAFETY: as in `geqrf`.
            unsafe {
                let f = Orgqr::<T, I>::at(f.0);
                f(&rows, &cols, &count, a, &ld, tau.as_ptr(), work.as_mut_ptr(), &len, &mut info);
            }
            info
        };
        refused("orgqr", in_two_calls(call)?);
        Ok(())
    }

    fn gesdd(&self, a: Columns<'_, T>, s: &mut [T::Re], vectors: SingularVectors<'_, T>) -> Result<(), Failure> {
        match self.gesdd.filter(|_| fits::<T, I>(&a)) {
            Some(f) => self.singular_values(f, a, s, vectors),
            None => pure::<T>().gesdd(a, s, vectors),
        }
    }

    fn syevd(&self, triangle: Triangle, a: Columns<'_, T>, w: &mut [T::Re], vectors: bool) -> Result<(), Failure> {
        match self.syevd.filter(|_| fits::<T, I>(&a)) {
            Some(f) => self.hermitian(f, triangle, a, w, vectors),
            None => pure::<T>().syevd(triangle, a, w, vectors),
        }
    }

    fn geev(
        &self,
        a: Columns<'_, T>,
        w: &mut [Complex<T::Re>],
        vectors: Option<Columns<'_, Complex<T::Re>>>,
    ) -> Result<(), Failure> {
        match self.geev.filter(|_| fits::<T, I>(&a)) {
            Some(f) => self.eigenvalues(f, a, w, vectors),
            None => pure::<T>().geev(a, w, vectors),
        }
    }

    fn gelsd(&self, a: Columns<'_, T>, b: Columns<'_, T>, s: &mut [T::Re], rcond: T::Re) -> Result<usize, Failure> {
        match self.gelsd.filter(|_| fits::<T, I>(&a) && fits::<T, I>(&b)) {
            Some(f) => self.least_squares(f, a, b, s, rcond),
            None => pure::<T>().gelsd(a, b, s, rcond),
        }
    }
}

/// What `info` tells of a decomposition by pivots.
fn singular<I: Int>(info: I) -> Result<(), Failure> {
    match info.value() {
        0 => Ok(()),
        pivot if pivot > 0 => Err(Failure::Singular(pivot as usize - 1)),
        argument => panic!("LAPACK refused argument {}", -argument),
    }
}

fn refused<I: Int>(routine: &str, info: I) {
    assert_eq!(info.value(), 0, "LAPACK refused an argument of {routine}");
}

/// Asks for the length of the work array, and calls with one.
fn in_two_calls<T: Native, I: Int>(mut call: impl FnMut(&mut [T], I) -> I) -> Result<I, Failure> {
    let mut told = [T::zero()];
    call(&mut told, I::of(QUERY));
    let mut work = work::<T>(length(told[0]))?;
    let len = int(work.len());
    Ok(call(&mut work, len))
}

mod spectral;
