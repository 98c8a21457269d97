//! Records as elements: [`Structured`], whose fields are known at run time, and what a field of a Rust struct may be.

use super::{Dyn, Elem, Element, Promote, WeakPromote};
use crate::dtype::DType;
use crate::error::DTypeError;
use crate::scalar::Scalar;

/// Marker: records whose fields are known at run time only. An array of it has any record dtype, and its elements are read
/// as a [`Scalar`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Structured;

impl Elem for Structured {
    type Quotient = Structured;
    type Float = Structured;
    type Number = Structured;
    type Difference = Structured;
    type Floored = Structured;
    type Average = Structured;
    type Sum = Structured;
    type Real = Structured;
    type Double = Structured;
    type Value = Scalar;

    fn static_dtype() -> Option<DType> {
        None
    }

    #[inline]
    fn is_dtype(d: DType) -> bool {
        d.is_record()
    }

    unsafe fn load(p: *const u8, d: DType) -> Scalar {
        // SAFETY: the caller's word.
        unsafe { Dyn::load(p, d) }
    }

    fn store(value: &Scalar, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        Dyn::store(value, d, out)
    }
}

macro_rules! promote {
    ($($a:ty, $b:ty => $out:ty;)*) => { $(
        impl Promote<$b> for $a {
            type Output = $out;
            type Float = $out;
        }
    )* };
}
promote! {
    Structured, Structured => Structured;
    Structured, Dyn => Dyn;
    Dyn, Structured => Dyn;
}

impl WeakPromote<Structured> for Structured {
    type Output = Structured;
}

/// What a field of a `#[derive(Record)]` struct may be: an element, or a Rust array of what may be a field, which is a
/// sub-array.
///
/// # Safety
/// `count` elements of type `Item` lie one behind the other in the memory of `Self`, and there is nothing else in it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a record",
    label = "no element type",
    note = "the fields of a record are numbers, `bool`, `Str<N>`, `Bytes<N>`, `DateTime64<U>`, `TimeDelta64<U>`, other \
            `#[derive(Record)]` structs, and arrays `[T; N]` of these"
)]
pub unsafe trait FieldType: Copy + Send + Sync + 'static {
    /// The type of its elements.
    type Item: Element;

    /// Adds the lengths of a sub-array's axes.
    fn shape(axes: &mut Vec<usize>);

    /// Reads the field from memory of any alignment and content.
    ///
    /// # Safety
    /// `size_of::<Self>()` bytes are readable at `p`.
    unsafe fn read_field(p: *const u8) -> Self;

    /// Writes the field, every byte of it, to memory of any alignment.
    ///
    /// # Safety
    /// `size_of::<Self>()` bytes are writable at `p`.
    unsafe fn write_field(self, p: *mut u8);

    /// The field as a [`Scalar`].
    fn to_field(self) -> Scalar;
}

// SAFETY: one element, of the size of its type (the contract of `Element`).
unsafe impl<T: Element> FieldType for T {
    type Item = T;

    fn shape(_axes: &mut Vec<usize>) {}

    #[inline]
    unsafe fn read_field(p: *const u8) -> T {
        // SAFETY: the caller's word.
        unsafe { T::read(p) }
    }

    #[inline]
    unsafe fn write_field(self, p: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { self.write(p) }
    }

    fn to_field(self) -> Scalar {
        self.to_scalar()
    }
}

// SAFETY: a Rust array has its elements one behind the other, and nothing else.
unsafe impl<T: FieldType, const N: usize> FieldType for [T; N] {
    type Item = T::Item;

    fn shape(axes: &mut Vec<usize>) {
        axes.push(N);
        T::shape(axes);
    }

    #[inline]
    unsafe fn read_field(p: *const u8) -> [T; N] {
        // SAFETY: the caller's word, for a part of the array.
        std::array::from_fn(|i| unsafe { T::read_field(p.add(i * size_of::<T>())) })
    }

    #[inline]
    unsafe fn write_field(self, p: *mut u8) {
        for (i, item) in self.into_iter().enumerate() {
            // SAFETY: the caller's word, for a part of the array.
            unsafe { item.write_field(p.add(i * size_of::<T>())) };
        }
    }

    fn to_field(self) -> Scalar {
        let mut shape = vec![];
        Self::shape(&mut shape);
        let mut items = Vec::with_capacity(shape.iter().product());
        for item in self {
            match item.to_field() {
                Scalar::Array { items: inner, .. } => items.extend(inner),
                item => items.push(item),
            }
        }
        Scalar::Array { dtype: <T::Item as Element>::dtype(), shape, items }
    }
}
