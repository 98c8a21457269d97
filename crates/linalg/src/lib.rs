//! Linear algebra: BLAS and LAPACK back ends that can be changed while running, products, einsum, solvers.
//!
//! **Its place**: above `npcore-index`. It knows matrices and the libraries that work on them. It must not know records or
//! files; `npcore-random` uses it.

pub mod backend;
mod distance;
mod einsum;
mod products;
mod scalar;

pub use distance::{Metric, cdist, pdist, squareform};
pub use einsum::{Einsum, EinsumPath, Optimize, Subscript, einsum, einsum_lists, einsum_mut, einsum_path};
pub use products::*;
pub use scalar::Scalar;
