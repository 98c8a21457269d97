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

mod at;
mod binary;
mod call;
mod cumulative;
mod errstate;
mod macros;
mod methods;
mod reduce;
mod scan;
mod several;
mod unary;

pub use binary::*;
pub use call::Call;
pub use cumulative::{cumprod, cumsum};
pub use errstate::{ErrGuard, ErrState, FloatError, OnError, errstate, with_errstate};
pub use methods::ArrayMethods;
pub use npcore_array::{ArrayError, Result};
pub use reduce::*;
pub use several::{divmod, float_power, frexp, ldexp, modf};
pub use unary::*;
