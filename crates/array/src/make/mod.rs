//! New arrays, beside those of `create`: spaced numbers, diagonals, grids, and arrays from bytes and text.
//!
//! | file        | what it makes                                                          |
//! |-------------|------------------------------------------------------------------------|
//! | `spacing`   | `linspace`, `logspace`, `geomspace`                                    |
//! | `diagonals` | `identity`, `diag`, `diagflat`, `tri`, `tril`, `triu`, `vander`        |
//! | `grids`     | `meshgrid`, `indices`, `mgrid`, `ogrid`, `fromfunction`                |
//! | `like`      | zeros, ones and others like an array, with another dtype, order, shape |
//! | `asarray`   | an array in a dtype and order, copied by rule                          |
//! | `bytes`     | `frombuffer`, `tobytes`                                                |
//! | `bits`      | `packbits`, `unpackbits`                                               |
//! | `text`      | `fromstring`, `fromiter`                                               |

mod asarray;
mod bits;
mod bytes;
mod diagonals;
mod grids;
mod like;
mod spacing;
mod text;

pub use asarray::{CopyMode, asarray, asarray_dyn};
pub use bits::{BitOrder, packbits, unpackbits};
pub(crate) use bytes::bytes_in;
pub use bytes::{frombuffer, frombuffer_dyn, frombuffer_dyn_mut, frombuffer_mut};
pub use diagonals::{diag, diagflat, identity, tri, tril, triu, vander};
pub use grids::{
    GridAxis, Indexing, fromfunction, indices, indices_dyn, indices_sparse, meshgrid, meshgrid_views, mgrid, ogrid,
};
pub use like::Like;
pub use spacing::{
    Geometric, Linear, geomspace, linspace, linspace_arrays, linspace_as, logspace, try_geomspace, try_linspace,
    try_logspace,
};
pub use text::{fromiter, fromstring, fromstring_dyn};
