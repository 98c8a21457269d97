//! The back end that is compiled in.

mod blas;
mod lapack;

use super::{Backend, BlasTables, LapackTables};

/// BLAS and LAPACK in Rust.
pub(super) struct Pure;

pub(super) fn backend() -> Backend {
    Backend {
        name: "pure-rust".into(),
        blas: BlasTables { s: Box::new(Pure), d: Box::new(Pure), c: Box::new(Pure), z: Box::new(Pure) },
        lapack: LapackTables { s: Box::new(Pure), d: Box::new(Pure), c: Box::new(Pure), z: Box::new(Pure) },
    }
}
