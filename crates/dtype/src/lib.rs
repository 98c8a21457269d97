//! What an array element is: NumPy's dtypes, promotion and casting rules.
//!
//! **Place:** the bottom of npcore; imports nothing of ours.
//! **Knows:** element types and their bytes: [`DType`] at run time, [`Element`] at compile time, [`Scalar`] as one
//! value of either; how they are spelt, what two of them have in common, which casts are allowed, what a date is.
//! **Must not know:** arrays, shapes, memory beyond one element.
//! **Used by:** `kernel`, `exec`, `array`, and whoever needs NumPy's dtypes without arrays.
//!
//! ```
//! use npcore_dtype::{DType, Scalar, promote_types};
//!
//! let d: DType = ">i4".parse()?;
//! assert_eq!(d.itemsize(), 4);
//! assert_eq!(promote_types(d, DType::FLOAT32)?, DType::FLOAT64);
//! assert_eq!(Scalar::from_bytes(d, &[0, 0, 1, 0]), Scalar::Int32(256));
//! # Ok::<(), npcore_dtype::DTypeError>(())
//! ```

#![deny(unsafe_code)]

mod casting;
pub mod datetime;
mod display;
mod dtype;
#[expect(unsafe_code, reason = "declares and implements the unsafe trait Element")]
mod element;
mod error;
mod half_precision;
mod info;
mod number_text;
mod parse;
mod promotion;
mod record;
mod result_type;
mod scalar;
mod scalar_cast;
mod scalar_type;
#[cfg(feature = "serde")]
mod serde;

pub use casting::{Casting, UnknownCasting};
pub use datetime::{Unit, UnitBase};
pub use dtype::{ByteOrder, DType, DTypeKind};
pub use element::{
    Bytes, DateTime64, Dyn, Elem, Element, FieldType, Promote, Str, Structured, Text, TextTooLong, TimeDelta64,
    TimeUnit, WeakPromote, units,
};
pub use error::{DTypeError, PromotionError};
pub use half_precision::{half_from_f64, round_to_odd};
pub use info::{FInfo, IInfo, finfo, iinfo};
pub use parse::IntoDType;
// For errors that quote text as Python does.
#[doc(hidden)]
pub use display::{python_bytes, python_str};
// For the headers of files, which are such literals.
#[doc(hidden)]
pub use parse::literal;
pub use promotion::{can_cast, check_cast, promote_scalar_types, promote_types, required_casting};
pub use record::{Field, Record, RecordBuilder};
pub use result_type::{Operand, check_weak_int, common_type, min_scalar_type, result_type};
pub use scalar::Scalar;
pub use scalar_type::ScalarType;

// The element types that are not Rust's own, so that users name the same version.
pub use half::f16;
pub use num_complex::Complex;
