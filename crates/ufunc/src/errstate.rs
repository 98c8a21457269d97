//! Floating-point errors as `Err`s: NumPy's `errstate`.
//!
//! Unless told otherwise arithmetic is IEEE 754's, silently. Under a guard, calls of its thread fail for what it raises,
//! with NumPy's words and the function's name, and then have written nothing. Operators panic with the same words.
//! Looked at are universal functions with their methods and options, reductions and scans, casts, and what is made of
//! them; not fused expressions ([`lazy`](mod@crate::lazy)), closures, `clip`, `round`, `convolve` and `exact_sum`.
//!
//! ```
//! use npcore_array::{array, divide};
//! use npcore_ufunc::{ErrState, OnError::Raise, errstate, log, with_errstate};
//!
//! let (a, b) = (array![1.0, 2.0], array![1.0, 0.0]);
//! assert_eq!(divide(&a, &b)?.to_string(), "[ 1. inf]");
//! {
//!     let _guard = errstate(ErrState::raise_all());
//!     assert_eq!(divide(&a, &b).unwrap_err().to_string(), "divide by zero encountered in divide");
//!     assert_eq!(log([-1.0]).unwrap_err().to_string(), "invalid value encountered in log");
//! }
//! assert_eq!(divide(&a, &b)?.to_string(), "[ 1. inf]");
//!
//! // Beyond NumPy: integers that wrap.
//! let sum = with_errstate(ErrState::new().integer(Raise), || &array![100i8] + 27);
//! assert_eq!(sum.to_string(), "[127]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

pub use npcore_exec::{ErrGuard, ErrState, FloatError, OnError, errstate, with_errstate};
