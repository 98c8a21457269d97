//! The real and the imaginary parts of an array's elements.

use npcore_dtype::{Complex, DType, Dyn, Elem, ScalarType, f16};
use npcore_layout::Order;

use super::each_container;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::create::{new_layout, zeroed};
use crate::error::{ArrayError, Result, expect};
use crate::raw::Raw;

/// `real` takes an element's bytes for those of [`Elem::Real`]: only this module may say of what type they are.
mod sealed {
    pub trait Sealed {}
}

/// Element types that have a real and an imaginary part: numbers, and [`Dyn`].
///
/// Both are of type [`Elem::Real`].
pub trait Parts: Elem + sealed::Sealed {}

macro_rules! parts {
    ($($t:ty)*) => { $(
        impl sealed::Sealed for $t {}
        impl Parts for $t {}
    )* };
}
parts!(bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f16 f32 f64 Complex<f32> Complex<f64> Dyn);

/// One part of complex elements, as a view; `None` of any other type.
fn part(raw: &Raw, imaginary: bool) -> Option<Raw> {
    let real = match raw.dtype.scalar_type()? {
        ScalarType::Complex64 => DType::FLOAT32,
        ScalarType::Complex128 => DType::FLOAT64,
        _ => return None,
    };
    let dtype = if raw.dtype.is_swapped() { real.newbyteorder(npcore_dtype::ByteOrder::Swap) } else { real };
    let ptr = if imaginary { raw.ptr.wrapping_add(dtype.itemsize()) } else { raw.ptr };
    Some(Raw { ptr, dtype, ..*raw })
}

/// Zeros like NumPy's `imag` of real arrays: in C order, unless the array lies in F order.
fn zeros_as<T: Elem>(raw: &Raw) -> Result<Array<T>> {
    let order = if raw.layout.prefers_f(raw.itemsize()) { Order::F } else { Order::C };
    zeroed(new_layout(raw.layout.shape(), raw.dtype, order)?, raw.dtype)
}

macro_rules! part_methods {
    (read [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]) => {
        impl<$($generics)*> $ty {
            /// The real parts; a view. Of real numbers it is the array itself.
            ///
            /// ```
            /// use npcore_array::array;
            /// use npcore_dtype::Complex;
            /// let a = array![Complex::new(1.0, 2.0), Complex::new(3.0, 4.0)];
            /// assert_eq!(a.real().to_string(), "[1. 3.]");
            /// assert_eq!(a.imag().strides(), [16]);
            /// ```
            pub fn real($($receiver)*) -> $out<$lt, T::Real>
            where
                T: Parts,
            {
                let raw = $self.raw();
                // SAFETY: the first half of each element, or the elements themselves (`Parts` says which: then the
                // type stays the same), borrowed as they are.
                unsafe { $out::from_raw(part(raw, false).unwrap_or(*raw)) }
            }

            /// The imaginary parts: a view of complex elements; of real numbers as many zeros.
            ///
            /// # Panics
            /// No memory for the zeros.
            #[track_caller]
            pub fn imag($($receiver)*) -> ArrayCow<$lt, T::Real>
            where
                T: Parts,
            {
                match part($self.raw(), true) {
                    // SAFETY: the second half of each element, borrowed as they are.
                    Some(raw) => ArrayCow::View(unsafe { ArrayView::from_raw(raw) }),
                    None => ArrayCow::Owned(expect(zeros_as($self.raw()))),
                }
            }
        }
    };
    (write $($rest:tt)*) => {
        part_methods! { @ real_mut imag_mut; $($rest)* }
    };
    (
        @ $real:ident $imag:ident;
        [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]
    ) => {
        impl<$($generics)*> $ty {
            /// The real parts, to be written; a view.
            pub fn $real($($receiver)*) -> $out<$lt, T::Real>
            where
                T: Parts,
            {
                let raw = $self.raw();
                // SAFETY: as in `real`, with the access that the container has.
                unsafe { $out::from_raw(part(raw, false).unwrap_or(*raw)) }
            }

            /// The imaginary parts of complex numbers, to be written; a view.
            ///
            /// # Errors
            /// `array does not have imaginary part to set`.
            pub fn $imag($($receiver)*) -> Result<$out<$lt, T::Real>>
            where
                T: Parts,
            {
                let words = || ArrayError::Value("array does not have imaginary part to set".to_owned());
                let raw = part($self.raw(), true).ok_or_else(words)?;
                // SAFETY: the second half of each element, with the access that the container has.
                Ok(unsafe { $out::from_raw(raw) })
            }
        }
    };
}
each_container!(read part_methods);
each_container!(write part_methods);
part_methods! { @ real imag; ['a, T: Elem] ArrayCells<'a, T>; ArrayCells 'a; self [self] }
