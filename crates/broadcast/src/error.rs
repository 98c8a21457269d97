//! What can be wrong with shapes that are to be walked together, in NumPy's words.

use npcore_layout::{LayoutError, shape_text, tuple_text_spaced};

/// Why shapes do not broadcast, or no plan could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BroadcastError {
    /// Operands of one operation whose shapes do not fit.
    #[error("operands could not be broadcast together with shapes {}", shapes_text(.shapes))]
    Operands {
        /// The shapes, in the order of the operands.
        shapes: Vec<Vec<usize>>,
    },
    /// Arguments of `broadcast_shapes` or `broadcast_arrays` that do not fit.
    #[error(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {first} with shape {} and arg {second} with shape {}.",
        tuple_text_spaced(.first_shape), tuple_text_spaced(.second_shape)
    )]
    Objects {
        /// Position of the argument that set the length first.
        first: usize,
        /// Its shape.
        first_shape: Vec<usize>,
        /// Position of the argument that does not fit it.
        second: usize,
        /// Its shape.
        second_shape: Vec<usize>,
    },
    /// `broadcast_to` a shape that does not fit.
    #[error(
        "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested shape {}",
        shape_text(.from), shape_text(.to)
    )]
    To {
        /// The array's shape.
        from: Vec<usize>,
        /// The shape asked for.
        to: Vec<usize>,
    },
    /// `broadcast_to` a shape with fewer axes.
    #[error("input operand has more dimensions than allowed by the axis remapping")]
    TooManyAxes,
    /// `broadcast_to` no axes at all of something that has some.
    #[error("cannot broadcast a non-scalar to a scalar array")]
    ToScalar,
    /// An assignment whose source does not fit.
    #[error("could not broadcast input array from shape {} into shape {}", shape_text(.from), shape_text(.to))]
    Into {
        /// The source's shape.
        from: Vec<usize>,
        /// The target's shape.
        to: Vec<usize>,
    },
    /// An output that would have to be repeated.
    #[error(
        "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
        shape_text(.output), shape_text(.shape)
    )]
    Output {
        /// The output's shape.
        output: Vec<usize>,
        /// The shape of the operation.
        shape: Vec<usize>,
    },
    /// An output that visits an element more than once, without being declared as a reduction.
    #[error("output operand requires a reduction along dimension {axis}, but the reduction is not enabled.")]
    Reduction {
        /// The axis of the operation along which the output does not move.
        axis: usize,
    },
    /// More elements than can be counted.
    #[error("iterator is too large")]
    IteratorTooLarge,
    /// More elements than can be counted, as `broadcast_shapes` says it.
    #[error("broadcast dimensions too large.")]
    DimensionsTooLarge,
    /// A plan over nothing at all.
    #[error("Need at least one operand with a layout")]
    NoOperands,
    /// A shape or a layout that is wrong by itself.
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

fn shapes_text(shapes: &[Vec<usize>]) -> String {
    shapes.iter().map(|shape| shape_text(shape)).collect::<Vec<_>>().join(" ")
}
