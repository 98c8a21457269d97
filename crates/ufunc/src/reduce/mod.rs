//! Reductions: sums, products, extremes, means, variances, over all axes or some.
//!
//! A function each ([`sum`], [`mean`], ...) for the common case, and a [`Reduce`] where there are options:
//!
//! ```
//! use npcore_array::array;
//! use npcore_ufunc::{mean, reduce, sum};
//!
//! let a = array![[1i32, 2, 3], [4, 5, 6]];
//! assert_eq!(sum(&a, ..)?, 21);                                // a value
//! assert_eq!(sum(&a, 0)?.to_string(), "[5 7 9]");              // an array
//! assert_eq!(mean(&a, -1)?.to_string(), "[2. 5.]");
//! let wide = reduce(&a).axis(1).keepdims().dtype::<f32>().sum()?;
//! assert_eq!(wide.to_string(), "[[ 6.]\n [15.]]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

mod average;
mod builder;
mod functions;
mod moments;
pub(crate) mod nan;
mod positions;
pub(crate) mod run;

pub use average::average;
pub use builder::{As, Auto, Kept, Reduce, ResultType, reduce};
pub use functions::*;
pub use nan::{nanargmax, nanargmin, nancumprod, nancumsum};
pub use positions::{argmax, argmin};
