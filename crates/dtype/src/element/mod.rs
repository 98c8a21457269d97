//! Element types: which Rust types can live in an array, how they are read and written, and what type two of
//! them have together. The only module of this crate with unsafe code: it declares `Element` and implements it.

mod record;
mod scalars;
mod text;
mod time;

use crate::dtype::DType;
use crate::error::DTypeError;
use crate::scalar::Scalar;
use std::fmt::Debug;

pub use record::{FieldType, Structured};
pub use text::{Bytes, Str, Text, TextTooLong};
pub use time::{DateTime64, TimeDelta64, TimeUnit, units};

/// The element type of an array: every [`Element`], [`Text`] where the width, [`Structured`] where the fields, or [`Dyn`]
/// where all of it is known at run time only.
pub trait Elem: 'static {
    /// The element type of `a / b` (true_divide): f64 for integers and bool, else the type itself.
    type Quotient: Elem;

    /// The element type of `sqrt(a)` and its like: the smallest float type that holds every value safely (f16 for
    /// integers of 8 bits and bool, f32 for those of 16, else f64), or the type itself if it is floating or complex.
    type Float: Elem;

    /// The element type of operations that count bool as an int8 (`square`, `a // b`): the type itself but for bool.
    type Number: Elem;

    /// The element type of `a - b`: of points in time the span between them, else the type itself.
    type Difference: Elem;

    /// The element type of `floor_divide(a, b)`: int64 for spans of time, else [`Number`](Elem::Number).
    type Floored: Elem;

    /// The element type of `mean(a)`: spans of time for these, else [`Quotient`](Elem::Quotient).
    type Average: Elem;

    /// The element type of `sum(a)` and `prod(a)`: int64 for bool and signed integers, uint64 for unsigned ones, else
    /// the type itself.
    type Sum: Elem;

    /// The element type of `abs(a)`: of complex numbers that of their parts, else the type itself.
    type Real: Elem;

    /// The element type of `float_power(a, b)`: complex128 for complex numbers, else f64.
    type Double: Elem;

    /// What one element is read as: the type itself, or [`Scalar`] for [`Dyn`].
    type Value;

    /// The dtype, if it is known at compile time.
    fn static_dtype() -> Option<DType>;

    /// Whether arrays of this type may have the dtype: only the very own one, where that is known at compile time.
    #[inline]
    fn is_dtype(d: DType) -> bool {
        Self::static_dtype().is_none_or(|own| own == d)
    }

    /// Reads one element.
    ///
    /// # Safety
    /// `d.itemsize()` bytes are readable at `p`; no alignment is needed. `d` is the dtype of the memory; for an
    /// `Element` it must be that element's (native) dtype.
    unsafe fn load(p: *const u8, d: DType) -> Self::Value;

    /// Writes one element of dtype `d` to `out`; a [`Dyn`] value is converted to `d` first.
    ///
    /// # Errors
    /// A [`Scalar`] that `d` cannot take.
    ///
    /// # Panics
    /// `out` is shorter than `d.itemsize()`.
    fn store(value: &Self::Value, d: DType, out: &mut [u8]) -> Result<(), DTypeError>;
}

/// A Rust type that is an array element: it has a [`DType`] and is read from and written to raw memory.
///
/// # Safety
/// * `dtype()` always returns the same native dtype, and its itemsize is the number of bytes `read` reads and
///   `write` writes.
/// * `read` accepts every byte pattern.
/// * `ALL_VALID` may be true only if the size of `Self` equals the itemsize, the memory of `Self` is laid out as
///   the dtype says, and every pattern of those bytes is a valid value: then memory that is aligned may be
///   borrowed as `&[Self]`. If false, so may memory that is *also* known to hold values written by `write`.
/// * In either case `size_of::<Self>()` is the itemsize, and `write` writes every byte of it: those of padding become zeros.
/// * `PADDED` is true where a value has padding: a `&mut Self` into an array could put anything there, so none is given.
///
/// ```
/// use npcore_dtype::{DType, Element};
/// fn dtype_of<T: Element>(_: &[T]) -> DType { T::dtype() }
/// assert_eq!(dtype_of(&[1.0f32]), DType::FLOAT32);
/// ```
pub unsafe trait Element:
    Elem<Value = Self>
    + Copy
    + Send
    + Sync
    + 'static
    + PartialEq
    + Debug
    + Promote<Self, Output = Self>
    + WeakPromote<Self, Output = Self>
{
    /// Whether every byte pattern is a valid value; false for `bool` and what contains it.
    const ALL_VALID: bool;

    /// Whether values have bytes that belong to no field: those of records may.
    const PADDED: bool = false;

    /// The dtype; cheap, a constant for the numeric types.
    fn dtype() -> DType;

    /// Reads one element from memory of any alignment and content. A bool is `byte != 0`.
    ///
    /// # Safety
    /// `Self::dtype().itemsize()` bytes are readable at `p`.
    unsafe fn read(p: *const u8) -> Self;

    /// Writes one element to memory of any alignment.
    ///
    /// # Safety
    /// `Self::dtype().itemsize()` bytes are writable at `p`.
    unsafe fn write(self, p: *mut u8);

    /// The element as a [`Scalar`].
    fn to_scalar(self) -> Scalar;
}

/// The element type two arrays have together, by NumPy's table.
///
/// ```
/// use npcore_dtype::{Promote, DType};
/// fn sum_type<A: Promote<B>, B>() -> Option<DType> {
///     <A::Output as npcore_dtype::Elem>::static_dtype()
/// }
/// assert_eq!(sum_type::<i32, f32>(), Some(DType::FLOAT64));
/// ```
#[diagnostic::on_unimplemented(
    message = "elements of type `{Self}` and `{B}` have no common element type",
    note = "cast one of the arrays with `astype`"
)]
pub trait Promote<B> {
    /// The common type.
    type Output: Elem;
    /// The type of `hypot(a, b)` and its like: what the two [`Elem::Float`] types have in common (float32 for int16
    /// with uint16, whose common type is int32).
    type Float: Elem;
}

/// The element type of an array of `Self` together with a scalar (or literal) of Rust type `S`, which takes the
/// array's type where its kind allows (NumPy's weak Python scalars).
///
/// Beside itself each type takes exactly one float type and at most one integer type, so that literals infer.
#[diagnostic::on_unimplemented(
    message = "an array of `{Self}` does not combine with a scalar of type `{S}`",
    note = "write the scalar in the array's type, or make it an array"
)]
pub trait WeakPromote<S> {
    /// The common type.
    type Output: Elem;
}

/// Marker: the element type is known at run time only, by a [`DType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dyn;

impl Elem for Dyn {
    type Quotient = Dyn;
    type Float = Dyn;
    type Number = Dyn;
    type Difference = Dyn;
    type Floored = Dyn;
    type Average = Dyn;
    type Sum = Dyn;
    type Real = Dyn;
    type Double = Dyn;
    type Value = Scalar;

    fn static_dtype() -> Option<DType> {
        None
    }

    unsafe fn load(p: *const u8, d: DType) -> Scalar {
        // SAFETY: the caller vouches for `d.itemsize()` readable bytes at `p`; a `u8` needs no alignment.
        let bytes = unsafe { std::slice::from_raw_parts(p, d.itemsize()) };
        Scalar::from_bytes(d, bytes)
    }

    fn store(value: &Scalar, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        value.cast_into(d, out)
    }
}

impl Promote<Dyn> for Dyn {
    type Output = Dyn;
    type Float = Dyn;
}

/// `Elem`, and the promotions every element has: with itself and with `Dyn`.
macro_rules! element_basics {
    // What keeps its type in every operation.
    ([$($generics:tt)*] $t:ty => $quotient:ty) => {
        element_basics!([$($generics)*] $t => $quotient, $t, $t, $t, $t, $t);
    };
    ([$($generics:tt)*] $t:ty => $quotient:ty, $float:ty, $number:ty, $sum:ty, $real:ty, $double:ty) => {
        element_basics!([$($generics)*] $t => $quotient, $float, $number, $sum, $real, $double; $t, $number, $quotient);
    };
    // With the types of differences, of quotients rounded down, and of means.
    (
        [$($generics:tt)*] $t:ty => $quotient:ty, $float:ty, $number:ty, $sum:ty, $real:ty, $double:ty;
        $difference:ty, $floored:ty, $mean:ty
    ) => {
        impl<$($generics)*> $crate::element::Elem for $t {
            type Quotient = $quotient;
            type Float = $float;
            type Number = $number;
            type Difference = $difference;
            type Floored = $floored;
            type Average = $mean;
            type Sum = $sum;
            type Real = $real;
            type Double = $double;
            type Value = $t;

            fn static_dtype() -> Option<$crate::dtype::DType> {
                Some(<$t as $crate::element::Element>::dtype())
            }

            #[inline]
            unsafe fn load(p: *const u8, d: $crate::dtype::DType) -> $t {
                debug_assert_eq!(d, <$t as $crate::element::Element>::dtype());
                // SAFETY: the caller vouches for `d.itemsize()` readable bytes, and `d` is this element's dtype.
                unsafe { <$t as $crate::element::Element>::read(p) }
            }

            #[inline]
            fn store(value: &$t, d: $crate::dtype::DType, out: &mut [u8]) -> Result<(), $crate::error::DTypeError> {
                let out = &mut out[..d.itemsize()];
                assert_eq!(out.len(), size_of::<$t>());
                // SAFETY: as many bytes as the element has, just checked.
                unsafe { <$t as $crate::element::Element>::write(*value, out.as_mut_ptr()) };
                Ok(())
            }
        }
        impl<$($generics)*> $crate::element::Promote<$t> for $t {
            type Output = $t;
            type Float = <$t as $crate::element::Elem>::Float;
        }
        impl<$($generics)*> $crate::element::Promote<$crate::element::Dyn> for $t {
            type Output = $crate::element::Dyn;
            type Float = $crate::element::Dyn;
        }
        impl<$($generics)*> $crate::element::Promote<$t> for $crate::element::Dyn {
            type Output = $crate::element::Dyn;
            type Float = $crate::element::Dyn;
        }
        impl<$($generics)*> $crate::element::WeakPromote<$t> for $t {
            type Output = $t;
        }
        impl<$($generics)*> $crate::element::WeakPromote<$t> for $crate::element::Dyn {
            type Output = $crate::element::Dyn;
        }
    };
}

/// `Promote` both ways for each listed pair.
macro_rules! promote_pairs {
    ($($a:ty: $($b:ty => $c:ty),+;)*) => {
        $($(
            impl $crate::element::Promote<$b> for $a {
                type Output = $c;
                type Float = <<$a as $crate::element::Elem>::Float as $crate::element::Promote<<$b as $crate::element::Elem>::Float>>::Output;
            }
            impl $crate::element::Promote<$a> for $b {
                type Output = $c;
                type Float = <<$b as $crate::element::Elem>::Float as $crate::element::Promote<<$a as $crate::element::Elem>::Float>>::Output;
            }
        )+)*
    };
}

pub(crate) use {element_basics, promote_pairs};
