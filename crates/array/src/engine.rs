//! What the crates above need of this one's insides: operands for the execution layer, and arrays of what it made.
//!
//! Not part of the public interface: it may change with any version.

use npcore_dtype::{DType, Elem};
use npcore_exec::{Operand, Output};
use npcore_kernel::{Binary, Unary};

pub use crate::arguments::OperandParts;
use crate::arguments::{self, Operand as _};
use crate::containers::{Array, ArrayView, ArrayViewMut, Container, DynArray};
use crate::error::{ArrayError, Result};

impl OperandParts<'_> {
    /// The elements, for the execution layer.
    #[inline]
    pub fn operand(&self) -> Operand<'_> {
        self.raw().operand()
    }
}

/// The elements of a view, for the execution layer. They may be read for as long as the view lives.
#[inline]
pub fn operand<'a, T: Elem>(view: &'a ArrayView<'_, T>) -> Operand<'a> {
    view.raw().operand()
}

/// The elements of a mutable view, for the execution layer. They may be written for as long as the view lives.
#[inline]
pub fn operand_mut<'a, T: Elem>(view: &'a mut ArrayViewMut<'_, T>) -> Operand<'a> {
    view.raw().operand()
}

/// The array of what the execution layer made.
///
/// # Safety
/// The buffer holds initialised, valid elements of the output's dtype wherever its layout, which reaches each once, has
/// one; the dtype is `T`'s.
#[inline]
pub unsafe fn array<T: Elem>(output: Output) -> Array<T> {
    Array::from_output(output)
}

/// `op` of two operands, broadcast together, into a new array.
#[inline]
pub fn binary(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DynArray> {
    crate::ops::binary(op, a, b)
}

/// `op` of an array's elements into a new array.
#[inline]
pub fn unary<T: Elem>(op: Unary, a: &ArrayView<'_, T>) -> Result<DynArray> {
    crate::ops::unary(op, a.raw())
}

/// The array under the type that its dtype is known to be.
///
/// # Errors
/// [`ArrayError::WrongType`] where it is another.
#[inline]
pub fn typed<T: Elem>(array: DynArray) -> Result<Array<T>> {
    match T::static_dtype() {
        Some(wanted) if wanted != array.dtype() => Err(ArrayError::WrongType { have: array.dtype(), wanted }),
        _ => Ok(array.assume_type()),
    }
}

/// The dtypes that the loop of `op` is looked up for; see [`npcore_exec::binary_loop`].
pub fn loop_dtypes(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<[DType; 2]> {
    arguments::loop_dtypes(op, a, b)
}

/// The dtype that a lone value of dtype `own` and an array are converted to for an operation.
///
/// # Errors
/// An integer that the array's dtype cannot hold.
pub fn weak_dtype(op: Binary, array: DType, weak: npcore_dtype::Operand, own: DType) -> Result<DType> {
    arguments::weak_dtype(op, array, weak, own)
}

/// A view's elements as one side of a call.
#[inline]
pub fn parts<'a, T: Elem>(view: &'a ArrayView<'_, T>) -> OperandParts<'a> {
    view.parts()
}
