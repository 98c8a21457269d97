//! Linear algebra: BLAS and LAPACK back ends that can be changed while running, products, einsum, solvers.
//!
//! **Its place**: above `npcore-index`. It knows matrices and the libraries that work on them. It must not know records or
//! files; `npcore-random` uses it.
//!
//! ```
//! use npcore_array::array;
//! use npcore_linalg::{einsum, solve};
//! let a = array![[3.0f64, 1.0], [1.0, 2.0]];
//! assert_eq!(solve(&a, [9.0, 8.0])?.to_string(), "[2. 3.]");
//! assert_eq!(einsum("ij,jk->ik", &[&a, &a])?.to_string(), "[[10.  5.]\n [ 5.  5.]]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

pub mod backend;
mod config;
mod distance;
mod einsum;
mod products;
mod scalar;
mod solve;

#[doc(inline)]
pub use backend::{Triangle, available_backends, set_backend, use_backend, with_backend};
pub use config::{Config, Runtime, Simd, show_config, show_runtime};
pub use distance::{Metric, cdist, pdist, squareform};
pub use einsum::{Einsum, EinsumPath, Optimize, Subscript, einsum, einsum_lists, einsum_mut, einsum_path};
pub use npcore_array::{ArrayError, LinAlgError, Result, matrix_transpose};
pub use products::*;
pub use scalar::Scalar;
pub use solve::*;
