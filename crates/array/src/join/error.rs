//! What can be wrong with the arguments of a join, in NumPy's words.

use npcore_layout::shape_text;

/// Why arrays could not be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// An empty list of arrays.
    #[error("need at least one array to {function}")]
    NoArrays {
        /// What was to be done with them: `concatenate` or `stack`.
        function: &'static str,
    },
    /// Arrays without axes, where an axis is needed to join along.
    #[error("zero-dimensional arrays cannot be concatenated")]
    ZeroDimensional,
    /// Arrays with different numbers of axes.
    #[error(
        "all the input arrays must have same number of dimensions, but the array at index 0 has {first} \
        dimension(s) and the array at index {index} has {other} dimension(s)"
    )]
    Ranks {
        /// The number of axes of the first array.
        first: usize,
        /// The first array that differs.
        index: usize,
        /// Its number of axes.
        other: usize,
    },
    /// Arrays with different lengths of an axis that is not joined along.
    #[error(
        "all the input array dimensions except for the concatenation axis must match exactly, but along \
        dimension {axis}, the array at index 0 has size {first} and the array at index {index} has size {other}"
    )]
    Lengths {
        /// The axis.
        axis: usize,
        /// Its length in the first array.
        first: usize,
        /// The first array that differs.
        index: usize,
        /// The length there.
        other: usize,
    },
    /// `stack` of arrays with different shapes.
    #[error("all input arrays must have the same shape")]
    StackShapes,
    /// An output with another number of axes than the result.
    #[error("Output array has wrong dimensionality")]
    OutputRank,
    /// An output with another shape than the result.
    #[error("Output array is the wrong shape")]
    OutputShape,
    /// An output with axes for a result along one.
    #[error("Output array must be 1D")]
    OutputNotFlat,
    /// An output of another length than the result along one axis.
    #[error("Output array is the wrong size")]
    OutputSize,
    /// An empty list of blocks; the path is Python's: `arrays[0]`.
    #[error("List at {path} cannot be empty")]
    EmptyList {
        /// Where the list stands.
        path: String,
    },
    /// Large blocks that do not fit together.
    #[error("Mismatched array shapes in block along axis {axis}.")]
    NestedBlocks {
        /// The axis.
        axis: usize,
    },
    /// Negative counts.
    #[error("repeats may not contain negative values.")]
    NegativeRepeats,
    /// As many counts as neither one nor the elements.
    #[error("operands could not be broadcast together with shape ({len},) ({counts},)")]
    Repeats {
        /// The length of what is repeated.
        len: usize,
        /// The number of counts.
        counts: usize,
    },
    /// `resize` to negative lengths.
    #[error("all elements of `new_shape` must be non-negative")]
    NegativeShape,
    /// `roll` by lists of different lengths.
    #[error(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape \
        ({shifts},) and arg 1 with shape ({axes},)."
    )]
    Shifts {
        /// How many shifts.
        shifts: usize,
        /// How many axes.
        axes: usize,
    },
    /// An index past either end, as `insert` and `delete` word it.
    #[error("index {index} is out of bounds for axis {axis} with size {size}")]
    Index {
        /// The index, as NumPy prints it.
        index: String,
        /// The axis.
        axis: usize,
        /// Its length.
        size: usize,
    },
    /// A mask of another length than the axis.
    #[error("boolean array argument `obj` to delete must be one dimensional and match the axis length of {size}")]
    MaskLength {
        /// The length of the axis.
        size: usize,
    },
    /// `trim_zeros` of unknown sides.
    #[error("unexpected character(s) in `trim`: '{trim}'")]
    Trim {
        /// What was given, in small letters.
        trim: String,
    },
    /// Not one pair for each axis.
    #[error(
        "operands could not be broadcast together with remapped shapes [original->remapped]: ({pairs},2)  and \
        requested shape ({ndim},2)"
    )]
    Pairs {
        /// How many pairs were given.
        pairs: usize,
        /// How many axes there are.
        ndim: usize,
    },
    /// An axis without elements that is to be extended by some of them.
    #[error("can't extend empty axis {axis} using modes other than 'constant' or 'empty'")]
    EmptyAxis {
        /// The axis.
        axis: usize,
    },
    /// The maximum or minimum of nothing.
    #[error("stat_length of 0 yields no value for padding")]
    StatLength,
    /// A lone value that may not be cast to the type that it is written to.
    #[error("Cannot cast scalar from {from:?} to {to:?} according to the rule '{casting}'")]
    CastScalar {
        /// The value's type.
        from: npcore_dtype::DType,
        /// The target's type.
        to: npcore_dtype::DType,
        /// The rule.
        casting: npcore_dtype::Casting,
    },
    /// Values that do not fit where they are to be written.
    #[error("shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
        shape_text(.values), shape_text(.into))]
    Values {
        /// The values' shape.
        values: Box<[usize]>,
        /// The shape of the place.
        into: Box<[usize]>,
    },
}
