//! Why an array cannot be one of ndarray's.

use npcore_dtype::{DType, Element};
use npcore_layout::LayoutError;

use crate::containers::Array;
use crate::error::ArrayError;

/// Why an array cannot become one of the `ndarray` crate without a copy, or the other way round.
///
/// `to_ndarray` copies whatever this refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NdarrayError {
    /// The elements are not aligned; ndarray hands out references.
    #[error("the elements are not aligned to {alignment} bytes, as ndarray's must be")]
    Unaligned {
        /// The alignment of the element type.
        alignment: usize,
    },
    /// A stride that is not a whole number of elements, as of a field of a packed record.
    #[error("the stride of {stride} bytes along axis {axis} is no multiple of the item size {itemsize}")]
    StrideNotMultiple {
        /// The axis.
        axis: usize,
        /// Its stride in bytes.
        stride: isize,
        /// The bytes of an element.
        itemsize: usize,
    },
    /// Foreign bytes of a type that has byte patterns without meaning (bool) and were never checked.
    #[error("the bytes of this {dtype} array are not known to be valid values")]
    NotTrusted {
        /// The array's type.
        dtype: DType,
    },
    /// Another number of axes than the target's type has.
    #[error("the array has {ndim} axes, the ndarray type {wanted}")]
    Rank {
        /// The array's number of axes.
        ndim: usize,
        /// The target's.
        wanted: usize,
    },
    /// A layout that cannot be told to reach each element once by comparing strides, which is all that
    /// ndarray does.
    #[error("ndarray takes strides like {strides:?} of shape {shape:?} for overlapping")]
    Overlap {
        /// The shape.
        shape: Box<[usize]>,
        /// The strides in bytes.
        strides: Box<[isize]>,
    },
    /// The memory is not a vector's of this element type: ndarray owns nothing else.
    #[error("the memory was not allocated as a vector of this element type is, which is all that ndarray can own")]
    Allocation,
    /// The elements do not fill the memory from its start, and a vector may not hold what lies between.
    #[error("the elements do not fill the array's memory from its start without gaps")]
    Gaps,
    /// A shape that this library does not take: more than 64 axes.
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

impl From<NdarrayError> for ArrayError {
    fn from(e: NdarrayError) -> ArrayError {
        match e {
            NdarrayError::Layout(e) => e.into(),
            e => ArrayError::Value(e.to_string()),
        }
    }
}

/// An array that could not become one of ndarray's, and why.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct IntoNdarrayError<T: Element> {
    /// Why not.
    #[source]
    pub reason: NdarrayError,
    /// The array, unchanged.
    pub array: Array<T>,
}

impl<T: Element> From<IntoNdarrayError<T>> for ArrayError {
    fn from(e: IntoNdarrayError<T>) -> ArrayError {
        e.reason.into()
    }
}
