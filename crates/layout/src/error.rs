//! What can be wrong with a shape, an axis, an index or a layout, in NumPy's words.

use std::fmt;

use crate::dims::MAX_RANK;

/// Why a layout operation was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// More axes than [`MAX_RANK`].
    #[error("maximum supported dimension for an ndarray is currently {MAX_RANK}, found {found}")]
    TooManyDimensions {
        /// The number of axes asked for.
        found: usize,
    },
    /// Indexing with new axes would give more axes than [`MAX_RANK`].
    #[error("number of dimensions must be within [0, {MAX_RANK}], indexing result would have {found}")]
    TooManyDimensionsIndexed {
        /// The number of axes the result would have.
        found: usize,
    },
    /// The length of one axis does not fit an `isize`.
    #[error("Maximum allowed dimension exceeded")]
    DimensionTooLarge,
    /// The number of elements or of bytes does not fit an `isize`.
    #[error("array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.")]
    TooBig,
    /// A negative length.
    #[error("negative dimensions are not allowed")]
    NegativeDimension,
    /// Not one stride for each axis.
    #[error("strides must have the same length as shape: {strides} strides for {ndim} axes")]
    StridesMismatch {
        /// How many lengths were given.
        ndim: usize,
        /// How many strides were given.
        strides: usize,
    },
    /// Some element of the layout would lie at an offset that is no `isize`.
    #[error("strides out of range: an element's byte offset does not fit an address")]
    OffsetOverflow,
    /// An axis that the array does not have.
    #[error("{}axis {axis} is out of bounds for array of dimension {ndim}", AxisPrefix(.argument))]
    AxisOutOfBounds {
        /// The axis as given.
        axis: isize,
        /// How many axes there are.
        ndim: usize,
        /// The argument that held the axis, where NumPy names it, else empty.
        argument: &'static str,
    },
    /// `rollaxis` to a place that does not exist.
    #[error("'start' arg requires -{ndim} <= start < {}, but {start} was passed in", ndim + 1)]
    StartOutOfBounds {
        /// The place, after NumPy's first adjustment.
        start: isize,
        /// How many axes there are.
        ndim: usize,
    },
    /// The same axis twice.
    #[error("repeated axis{}", RepeatedSuffix(.argument))]
    RepeatedAxis {
        /// The argument that held the axes, where NumPy names it, else empty.
        argument: &'static str,
    },
    /// `squeeze` given the same axis twice.
    #[error("duplicate value in 'axis'")]
    DuplicateAxis,
    /// A permutation of the wrong length.
    #[error("axes don't match array")]
    AxesMismatch,
    /// `moveaxis` with lists of different length.
    #[error("`source` and `destination` arguments must have the same number of elements")]
    SourceDestinationMismatch,
    /// `squeeze` of an axis that is longer or shorter than 1.
    #[error("cannot select an axis to squeeze out which has size not equal to one")]
    NotSqueezable,
    /// A diagonal of something with fewer than two axes.
    #[error("diag requires an array of at least two dimensions")]
    DiagonalRank,
    /// A diagonal along one and the same axis.
    #[error("axis1 and axis2 cannot be the same")]
    DiagonalAxes,
    /// A reshape to a different number of elements.
    #[error("cannot reshape array of size {size} into shape {}", RequestedShape(.shape))]
    Reshape {
        /// How many elements there are.
        size: usize,
        /// The shape asked for; negative where it was to be found.
        shape: Vec<isize>,
    },
    /// A reshape with two unknown lengths.
    #[error("can only specify one unknown dimension")]
    TwoUnknownDimensions,
    /// A reshape in order K.
    #[error("order 'K' is not permitted for reshaping")]
    ReshapeOrder,
    /// An index past either end.
    #[error("index {index} is out of bounds for axis {axis} with size {size}")]
    IndexOutOfBounds {
        /// The index as given.
        index: isize,
        /// The axis it was for.
        axis: usize,
        /// The length of that axis.
        size: usize,
    },
    /// More indices than axes.
    #[error("too many indices for array: array is {ndim}-dimensional, but {found} were indexed")]
    TooManyIndices {
        /// How many axes there are.
        ndim: usize,
        /// How many indices were given.
        found: usize,
    },
    /// Two ellipses in one index.
    #[error("an index can only have a single ellipsis ('...')")]
    TwoEllipses,
    /// A slice that never moves.
    #[error("slice step cannot be zero")]
    ZeroStep,
    /// A window longer than the axis it slides along.
    #[error("window shape cannot be larger than input array shape")]
    WindowTooLarge,
    /// A negative window length.
    #[error("`window_shape` cannot contain negative values")]
    NegativeWindow,
    /// Not one window length for each axis named.
    #[error(
        "Must provide matching length window_shape and axis; got {windows} window_shape elements and {axes} axes elements."
    )]
    WindowAxes {
        /// How many window lengths were given.
        windows: usize,
        /// How many axes were given.
        axes: usize,
    },
    /// Not one window length for each axis of the array.
    #[error(
        "Since axis is `None`, must provide window_shape for all dimensions of `x`; got {windows} window_shape elements and `x.ndim` is {ndim}."
    )]
    WindowRank {
        /// How many window lengths were given.
        windows: usize,
        /// How many axes there are.
        ndim: usize,
    },
}

struct AxisPrefix<'a>(&'a str);
impl fmt::Display for AxisPrefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

struct RepeatedSuffix<'a>(&'a str);
impl fmt::Display for RepeatedSuffix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => Ok(()),
            "transpose" => f.write_str(" in transpose"),
            argument => write!(f, " in `{argument}` argument"),
        }
    }
}

// NumPy leaves out leading unknown lengths and writes later ones as `newaxis`.
struct RequestedShape<'a>(&'a [isize]);
impl fmt::Display for RequestedShape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        let mut known = self.0.iter().skip_while(|&&n| n < 0).peekable();
        while let Some(&n) = known.next() {
            if n < 0 {
                f.write_str("newaxis")?;
            } else {
                write!(f, "{n}")?;
            }
            if known.peek().is_some() || self.0.len() == 1 {
                f.write_str(",")?;
            }
        }
        f.write_str(")")
    }
}

/// A shape as NumPy prints it in error messages: `(3,4)`, `(3,)`, `()`.
///
/// ```
/// assert_eq!(npcore_layout::shape_text(&[3, 4]), "(3,4)");
/// assert_eq!(npcore_layout::shape_text(&[3]), "(3,)");
/// ```
pub fn shape_text(shape: &[usize]) -> String {
    tuple_text(shape, ",")
}

/// A shape as Python prints a tuple: `(3, 4)`, `(3,)`, `()`.
pub fn tuple_text_spaced(shape: &[usize]) -> String {
    tuple_text(shape, ", ")
}

fn tuple_text(shape: &[usize], separator: &str) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(separator)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reshape_text_is_numpys() {
        let text = |size, shape: &[isize]| LayoutError::Reshape { size, shape: shape.to_vec() }.to_string();
        assert_eq!(text(6, &[4]), "cannot reshape array of size 6 into shape (4,)");
        assert_eq!(text(6, &[4, -1]), "cannot reshape array of size 6 into shape (4,newaxis)");
        assert_eq!(text(0, &[-1, 0]), "cannot reshape array of size 0 into shape (0)");
        assert_eq!(text(6, &[]), "cannot reshape array of size 6 into shape ()");
    }

    #[test]
    fn axis_texts_are_numpys() {
        let text = |argument| LayoutError::AxisOutOfBounds { axis: 3, ndim: 2, argument }.to_string();
        assert_eq!(text(""), "axis 3 is out of bounds for array of dimension 2");
        assert_eq!(text("source"), "source: axis 3 is out of bounds for array of dimension 2");
        let repeated = |argument| LayoutError::RepeatedAxis { argument }.to_string();
        assert_eq!(repeated(""), "repeated axis");
        assert_eq!(repeated("transpose"), "repeated axis in transpose");
        assert_eq!(repeated("source"), "repeated axis in `source` argument");
    }
}
