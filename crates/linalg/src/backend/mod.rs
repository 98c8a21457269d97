//! Back ends: tables of BLAS and LAPACK functions, and which of them is in use.

mod matrix;
mod pure;
mod table;

pub use matrix::{Columns, Matrix, MatrixMut, Vector, VectorMut};
pub use table::{Blas, Failure, Lapack, SingularVectors, Triangle};

use num_complex::Complex;
use std::sync::LazyLock;

use crate::Scalar;

/// One table for each element type.
pub(crate) struct BlasTables {
    pub s: Box<dyn Blas<f32>>,
    pub d: Box<dyn Blas<f64>>,
    pub c: Box<dyn Blas<Complex<f32>>>,
    pub z: Box<dyn Blas<Complex<f64>>>,
}

/// One table for each element type.
pub(crate) struct LapackTables {
    pub s: Box<dyn Lapack<f32>>,
    pub d: Box<dyn Lapack<f64>>,
    pub c: Box<dyn Lapack<Complex<f32>>>,
    pub z: Box<dyn Lapack<Complex<f64>>>,
}

/// A BLAS and a LAPACK.
pub struct Backend {
    name: String,
    pub(crate) blas: BlasTables,
    pub(crate) lapack: LapackTables,
}

impl Backend {
    /// What it is called: `pure-rust`, or the library's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its BLAS for one element type.
    pub fn blas<T: Scalar>(&self) -> &dyn Blas<T> {
        T::blas(self)
    }

    /// Its LAPACK for one element type.
    pub fn lapack<T: Scalar>(&self) -> &dyn Lapack<T> {
        T::lapack(self)
    }
}

static PURE: LazyLock<Backend> = LazyLock::new(pure::backend);

/// The back end in use.
pub fn current() -> &'static Backend {
    &PURE
}
