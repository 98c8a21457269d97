//! What can go wrong with an array.

use npcore_broadcast::BroadcastError;
use npcore_dtype::{DType, DTypeError};
use npcore_exec::ExecError;
use npcore_layout::LayoutError;

/// An error of this layer or of one below it, in NumPy's words.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrayError {
    /// A shape, axis or index that does not fit.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// Shapes that do not fit together.
    #[error(transparent)]
    Broadcast(#[from] BroadcastError),
    /// A dtype that cannot be made or converted.
    #[error(transparent)]
    DType(#[from] DTypeError),
    /// An operation that does not exist for a type, or a cast that is not allowed.
    #[error(transparent)]
    Exec(ExecError),
    /// No memory for an array.
    #[error("Unable to allocate {} for an array with shape {} and data type {dtype}",
        npcore_exec::size_text(*.bytes), npcore_layout::tuple_text_spaced(.shape))]
    Memory {
        /// The size in bytes.
        bytes: usize,
        /// The shape that was wanted.
        shape: Box<[usize]>,
        /// The type of its elements.
        dtype: DType,
    },
    /// Fewer indices than axes, where one element is asked for.
    #[error(
        "array is {ndim}-dimensional, but {given} were indexed: one element takes {ndim} indices, \
        and `slice(s![...])` gives a part of the array"
    )]
    TooFewIndices {
        /// The number of axes.
        ndim: usize,
        /// The number of indices.
        given: usize,
    },
    /// A number of values that a shape does not hold.
    #[error("cannot reshape array of size {len} into shape {}", npcore_layout::shape_text(.shape))]
    Length {
        /// The number of values given.
        len: usize,
        /// The shape that was wanted.
        shape: Box<[usize]>,
    },
    /// A typed access to an array of another type.
    #[error("array has dtype {have}, not {wanted}; use `astype` to convert its values")]
    WrongType {
        /// The array's type.
        have: DType,
        /// The type asked for.
        wanted: DType,
    },
    /// A type that a [`dispatch!`](crate::dispatch) has no block for.
    #[error("array has dtype {have}, which is none of {wanted}")]
    NoType {
        /// The array's type.
        have: DType,
        /// The types that there are blocks for, as written in the source.
        wanted: &'static str,
    },
    /// A value that the target type cannot hold.
    #[error("value {value} at index {index:?} does not fit into {to}")]
    DoesNotFit {
        /// The value, printed.
        value: String,
        /// Where it stands.
        index: Box<[usize]>,
        /// The type that was wanted.
        to: DType,
    },
    /// A reshape that would have to copy, where that was not allowed.
    #[error("Unable to avoid creating a copy while reshaping array of shape {} into {}",
        npcore_layout::shape_text(.from), npcore_layout::shape_text(.into))]
    NeedsCopy {
        /// The array's shape.
        from: Box<[usize]>,
        /// The shape that was wanted.
        into: Box<[usize]>,
    },
    /// Elements that are reached at several places of one layout, where each must be its own.
    #[error("array with shape {} and strides {} has elements that share memory, and cannot be written through",
        npcore_layout::shape_text(.shape), strides_text(.strides))]
    InternalOverlap {
        /// The shape.
        shape: Box<[usize]>,
        /// The strides in bytes.
        strides: Box<[isize]>,
    },
    /// Arrays that cannot be put together.
    #[error(transparent)]
    Join(#[from] crate::join::JoinError),
    /// Matrices that an operation of linear algebra has no answer for.
    #[error(transparent)]
    LinAlg(#[from] LinAlgError),
    /// An argument outside its range.
    #[error("{0}")]
    Value(String),
}

/// NumPy's `LinAlgError`: matrices of a wrong form, and such as have no solution or decomposition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinAlgError {
    /// A system without a solution, or with many.
    #[error("Singular matrix")]
    Singular,
    /// A matrix without a Cholesky decomposition.
    #[error("Matrix is not positive definite")]
    NotPositiveDefinite,
    /// An iteration that did not end.
    #[error("{0} did not converge")]
    NotConverged(&'static str),
    /// Infinities or NaN where there must be none.
    #[error("Array must not contain infs or NaNs")]
    NotFinite,
    /// Matrices with a side longer than the other, where both must be as long.
    #[error("Last 2 dimensions of the array must be square")]
    NotSquare,
    /// An array without matrices in it.
    #[error("{0}-dimensional array given. Array must be at least two-dimensional")]
    TooFewDimensions(usize),
    /// An array that is not one matrix.
    #[error("{0}-dimensional array given. Array must be two-dimensional")]
    NotTwoDimensional(usize),
    /// Arrays that do not fit together, or an argument that does not fit the matrices.
    #[error("{0}")]
    Shape(String),
}

fn strides_text(strides: &[isize]) -> String {
    let inner: Vec<String> = strides.iter().map(isize::to_string).collect();
    format!("({}{})", inner.join(","), if strides.len() == 1 { "," } else { "" })
}

impl From<ExecError> for ArrayError {
    fn from(e: ExecError) -> ArrayError {
        match e {
            ExecError::Broadcast(e) => ArrayError::Broadcast(e),
            ExecError::Layout(e) => ArrayError::Layout(e),
            ExecError::DType(e) => ArrayError::DType(e),
            e => ArrayError::Exec(e),
        }
    }
}

impl From<npcore_dtype::PromotionError> for ArrayError {
    fn from(e: npcore_dtype::PromotionError) -> ArrayError {
        ArrayError::DType(e.into())
    }
}

/// The result of an operation on arrays.
pub type Result<T, E = ArrayError> = std::result::Result<T, E>;

/// The value, or a panic at the caller's line with the error's words.
#[track_caller]
#[inline]
pub(crate) fn expect<T, E: std::fmt::Display>(result: std::result::Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(e) => fail(&e),
    }
}

#[cold]
#[track_caller]
#[inline(never)]
fn fail(e: &dyn std::fmt::Display) -> ! {
    panic!("{e}")
}
