//! How C and Fortran libraries take their arguments.

use std::ffi::{c_char, c_int};

use num_complex::Complex;

use crate::Scalar;

/// The library's integers: 32 bits (LP64) or 64 (ILP64).
pub(crate) trait Int: Copy + Default + num_traits::Zero + Send + Sync + 'static {
    /// Whether the library can be told of so much.
    fn fits(n: usize) -> bool;
    /// That many; what does not fit is the caller's mistake.
    fn of(n: isize) -> Self;
    /// Back.
    fn value(self) -> isize;
}

macro_rules! int {
    ($t:ty) => {
        impl Int for $t {
            fn fits(n: usize) -> bool {
                <$t>::try_from(n).is_ok()
            }
            fn of(n: isize) -> $t {
                <$t>::try_from(n).expect("lengths were looked at before the call")
            }
            fn value(self) -> isize {
                self as isize
            }
        }
    };
}
int!(i32);
int!(i64);

/// Turns a symbol's address into the function that it is.
pub(crate) trait Function: Copy {
    /// # Safety
    /// A function of this type is at the address.
    unsafe fn at(address: *const ()) -> Self;
}

macro_rules! function {
    ($($argument:ident)*) => {
        impl<Out, $($argument),*> Function for unsafe extern "C" fn($($argument),*) -> Out {
            unsafe fn at(address: *const ()) -> Self {
                // SAFETY: the caller's word; functions and pointers to data have one size here.
                unsafe { std::mem::transmute::<*const (), Self>(address) }
            }
        }
    };
}
macro_rules! functions {
    ($first:ident $($rest:ident)*) => {
        function!($first $($rest)*);
        functions!($($rest)*);
    };
    () => { function!(); };
}
functions!(A B C D E F G H I J K L M N O P Q S T U V W);

pub(crate) type Order = c_int;
pub(crate) type Transpose = c_int;
pub(crate) const ROW_MAJOR: Order = 101;
pub(crate) const NO_TRANS: Transpose = 111;
pub(crate) const TRANS: Transpose = 112;
/// `CblasLower`.
pub(crate) const LOWER: c_int = 122;

/// Element types as CBLAS and LAPACK take them.
pub(crate) trait Native: Scalar {
    /// How CBLAS takes a scalar: a real number by value, a complex one by address.
    type Argument: Copy;
    /// This scalar as an argument, for as long as it is borrowed.
    fn argument(&self) -> Self::Argument;

    /// The names of the dot products, without and with `x` conjugated.
    const DOT: [&'static str; 2];
    /// Calls one of them.
    ///
    /// # Safety
    /// `f` is that function of a library with integers `I`; the vectors hold their elements.
    unsafe fn call_dot<I: Int>(f: *const (), n: I, x: *const Self, x_step: I, y: *const Self, y_step: I) -> Self;

    /// LAPACK's names for what unitary and Hermitian matrices are called where they are real.
    const ORGQR: &'static str;
    /// See [`ORGQR`](Self::ORGQR).
    const SYEVD: &'static str;
}

macro_rules! real {
    ($t:ty, $dot:literal, $orgqr:literal, $syevd:literal) => {
        impl Native for $t {
            type Argument = $t;
            fn argument(&self) -> $t {
                *self
            }
            const DOT: [&'static str; 2] = [$dot, $dot];
            unsafe fn call_dot<I: Int>(f: *const (), n: I, x: *const $t, x_step: I, y: *const $t, y_step: I) -> $t {
                type F<I> = unsafe extern "C" fn(I, *const $t, I, *const $t, I) -> $t;
                // SAFETY: the caller's words.
                unsafe { F::<I>::at(f)(n, x, x_step, y, y_step) }
            }
            const ORGQR: &'static str = $orgqr;
            const SYEVD: &'static str = $syevd;
        }
    };
}
real!(f32, "cblas_sdot", "sorgqr", "ssyevd");
real!(f64, "cblas_ddot", "dorgqr", "dsyevd");

macro_rules! complex {
    ($t:ty, $dotu:literal, $dotc:literal, $ungqr:literal, $heevd:literal) => {
        impl Native for Complex<$t> {
            type Argument = *const Self;
            fn argument(&self) -> *const Self {
                self
            }
            const DOT: [&'static str; 2] = [$dotu, $dotc];
            unsafe fn call_dot<I: Int>(
                f: *const (),
                n: I,
                x: *const Self,
                x_step: I,
                y: *const Self,
                y_step: I,
            ) -> Self {
                type F<I> = unsafe extern "C" fn(I, *const Complex<$t>, I, *const Complex<$t>, I, *mut Complex<$t>);
                let mut result = Complex::default();
                // SAFETY: the caller's words. The `_sub` forms write their result, so that it does not matter how a
                // library gives complex values back.
                unsafe { F::<I>::at(f)(n, x, x_step, y, y_step, &mut result) };
                result
            }
            const ORGQR: &'static str = $ungqr;
            const SYEVD: &'static str = $heevd;
        }
    };
}
complex!(f32, "cblas_cdotu_sub", "cblas_cdotc_sub", "cungqr", "cheevd");
complex!(f64, "cblas_zdotu_sub", "cblas_zdotc_sub", "zungqr", "zheevd");

/// The length of a one-letter argument, which Fortran compilers pass last and C ones need not.
pub(crate) const LETTER: usize = 1;

/// A one-letter argument.
pub(crate) fn letter(letter: &'static [u8; 1]) -> *const c_char {
    letter.as_ptr().cast()
}
