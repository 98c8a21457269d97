//! The back end that is compiled in.

mod blas;
mod dot;
mod gemv;
mod lapack;
mod simd;
mod small;
#[cfg(target_arch = "x86_64")]
mod small_v4;

use crate::backend::{BlasTables, LapackTables};

pub use blas::Kernels;
pub(super) use blas::mirror;

/// BLAS and LAPACK in Rust.
pub(super) struct Pure;

pub(super) fn blas() -> BlasTables {
    BlasTables { s: Box::new(Pure), d: Box::new(Pure), c: Box::new(Pure), z: Box::new(Pure) }
}

pub(super) fn lapack() -> LapackTables {
    LapackTables { s: Box::new(Pure), d: Box::new(Pure), c: Box::new(Pure), z: Box::new(Pure) }
}
