//! NumPy's universal functions, reductions and fused expressions.
//!
//! **Its place**: above `npcore-array`. It knows which operation a name is, the types that operations give, the
//! options of a call, and how expressions fuse; the loops, plans and threads are `npcore-exec`'s. It must not know
//! indexing by arrays, sorting, records or files. `index`, `linalg` and all that computes use it.
//!
//! ```
//! use npcore_array::array;
//! let x = array![1.0, 4.0, 9.0];
//! assert_eq!(npcore_ufunc::sqrt(&x)?.to_string(), "[1. 2. 3.]");
//! // Integers give floats, as NumPy's type tables say; scalars and lists are arrays too.
//! assert_eq!(npcore_ufunc::sqrt([4, 16])?.to_string(), "[2. 4.]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

mod along;
mod at;
mod binary;
mod call;
mod clip;
mod core;
mod correlate;
mod covariance;
mod cumulative;
mod differences;
mod errstate;
mod from_fn;
pub mod lazy;
mod macros;
mod methods;
mod reduce;
mod rounding;
mod scan;
mod several;
mod signature;
mod special;
mod unary;

pub use self::core::{CoreUfunc, OverCores, Returned, from_core};
pub use binary::*;
pub use call::Call;
pub use clip::{Bound, Unbounded, clip, clip_inplace, clip_into};
pub use correlate::{ConvolveMode, convolve, correlate};
pub use covariance::{Covariance, corrcoef, cov};
pub use cumulative::{cumprod, cumsum, cumulative_prod, cumulative_sum};
pub use differences::*;
pub use errstate::{ErrGuard, ErrState, FloatError, OnError, errstate, with_errstate};
pub use from_fn::{FnUfunc, One, ScalarFn, Two, from_fn};
pub use lazy::{lazy, lazy_dyn};
pub use methods::ArrayMethods;
pub use npcore_array::{ArrayError, Result};
pub use reduce::*;
pub use rounding::{around, round};
pub use several::{divmod, float_power, frexp, ldexp, modf};
pub use special::*;
pub use unary::*;
