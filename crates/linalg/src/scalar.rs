//! The element types BLAS and LAPACK know.

use std::ops::Neg;

use npcore_dtype::{Complex, Element};
use num_traits::{Float, NumAssign};

use crate::backend::{Backend, Blas, Lapack};

/// An element type of BLAS and LAPACK: `f32`, `f64`, `Complex<f32>` or `Complex<f64>`.
pub trait Scalar: Element + NumAssign + Neg<Output = Self> + private::Sealed {
    /// The type of its absolute value: itself, or what the complex number is made of.
    type Re: Scalar<Re = Self::Re> + Float;

    /// BLAS's letter: `s`, `d`, `c`, `z`.
    const LETTER: char;
    /// Whether it is complex.
    const COMPLEX: bool;

    /// From a real number.
    fn from_real(re: Self::Re) -> Self;
    /// The real part.
    fn re(self) -> Self::Re;
    /// The imaginary part, 0 of real numbers.
    fn im(self) -> Self::Re;
    /// The complex conjugate, itself of real numbers.
    fn conj(self) -> Self;
    /// The absolute value, without overflow on the way.
    fn abs(self) -> Self::Re;
    /// From an `f64`, rounded.
    fn from_f64(re: f64) -> Self;

    /// The back end's BLAS for this type.
    fn blas(backend: &Backend) -> &dyn Blas<Self>;
    /// The back end's LAPACK for this type.
    fn lapack(backend: &Backend) -> &dyn Lapack<Self>;
}

mod private {
    /// The loops of pure Rust are there for every element type.
    pub trait Sealed: crate::backend::Kernels {}
}

macro_rules! real {
    ($t:ty, $letter:literal, $field:ident) => {
        impl private::Sealed for $t {}
        impl Scalar for $t {
            type Re = $t;
            const LETTER: char = $letter;
            const COMPLEX: bool = false;
            fn from_real(re: $t) -> $t {
                re
            }
            fn re(self) -> $t {
                self
            }
            fn im(self) -> $t {
                0.0
            }
            fn conj(self) -> $t {
                self
            }
            fn abs(self) -> $t {
                <$t>::abs(self)
            }
            fn from_f64(re: f64) -> $t {
                re as $t
            }
            fn blas(backend: &Backend) -> &dyn Blas<$t> {
                &*backend.blas.$field
            }
            fn lapack(backend: &Backend) -> &dyn Lapack<$t> {
                &*backend.lapack.$field
            }
        }
    };
}
real!(f32, 's', s);
real!(f64, 'd', d);

macro_rules! complex {
    ($t:ty, $letter:literal, $field:ident) => {
        impl private::Sealed for Complex<$t> {}
        impl Scalar for Complex<$t> {
            type Re = $t;
            const LETTER: char = $letter;
            const COMPLEX: bool = true;
            fn from_real(re: $t) -> Self {
                Complex::new(re, 0.0)
            }
            fn re(self) -> $t {
                self.re
            }
            fn im(self) -> $t {
                self.im
            }
            fn conj(self) -> Self {
                Complex::new(self.re, -self.im)
            }
            fn abs(self) -> $t {
                self.re.hypot(self.im)
            }
            fn from_f64(re: f64) -> Self {
                Complex::new(re as $t, 0.0)
            }
            fn blas(backend: &Backend) -> &dyn Blas<Self> {
                &*backend.blas.$field
            }
            fn lapack(backend: &Backend) -> &dyn Lapack<Self> {
                &*backend.lapack.$field
            }
        }
    };
}
complex!(f32, 'c', c);
complex!(f64, 'z', z);
