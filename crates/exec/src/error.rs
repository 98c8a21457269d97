//! What can go wrong when a plan is run.

use npcore_broadcast::BroadcastError;
use npcore_dtype::{DType, DTypeError};
use npcore_layout::LayoutError;

use crate::errstate::FloatError;

/// An error of this layer or of one below it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExecError {
    /// The system has no such memory.
    #[error("Unable to allocate {}", size_text(*.bytes))]
    Allocation {
        /// How much was asked for.
        bytes: usize,
    },
    /// A type cannot be cast to another.
    #[error("{reason}")]
    Cast {
        /// The type that values have.
        from: DType,
        /// The type that was wanted.
        to: DType,
        /// NumPy's words.
        reason: String,
    },
    /// An operation does not exist for a type.
    #[error("{reason}")]
    NoLoop {
        /// NumPy's words.
        reason: String,
    },
    /// An output that would have to be stretched.
    #[error(
        "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
        npcore_layout::shape_text(.out),
        npcore_layout::shape_text(.broadcast)
    )]
    OutputShape {
        /// The output's shape.
        out: Box<[usize]>,
        /// The inputs' common shape.
        broadcast: Box<[usize]>,
    },
    /// A reduction of no elements.
    #[error("zero-size array to reduction operation {name} which has no identity")]
    NoIdentity {
        /// The operation.
        name: &'static str,
    },
    /// The place of an extreme of no elements.
    #[error("attempt to get {name} of an empty sequence")]
    EmptySequence {
        /// The function.
        name: &'static str,
    },
    /// A masked reduction of an operation without an identity, and no initial value.
    #[error(
        "reduction operation '{name}' does not have an identity, so to use a where mask one has to specify 'initial'"
    )]
    NoIdentityForMask {
        /// The operation.
        name: &'static str,
    },
    /// A floating-point error, under a guard that has it raise; see [`errstate`](crate::errstate()).
    #[error("{kind} encountered in {name}")]
    FloatingPoint {
        /// What happened.
        kind: FloatError,
        /// In which function.
        name: &'static str,
    },
    /// A position in what sorts an array that the array does not have.
    #[error("Sorter index out of range.")]
    SorterOutOfRange,
    /// A negative exponent of integers.
    #[error("Integers to negative integer powers are not allowed.")]
    NegativePower,
    /// Shapes that do not fit.
    #[error(transparent)]
    Broadcast(#[from] BroadcastError),
    /// A layout that cannot be made.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A type that cannot be made.
    #[error(transparent)]
    DType(#[from] DTypeError),
}

/// A size as NumPy words it in its memory errors: `8.00 TiB`, `763. MiB`.
///
/// ```
/// assert_eq!(npcore_exec::size_text(8 << 40), "8.00 TiB");
/// assert_eq!(npcore_exec::size_text(800_000_000), "763. MiB");
/// ```
pub fn size_text(bytes: usize) -> String {
    const UNITS: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut unit = (bytes.max(1).ilog2() / 10) as usize;
    let mut n = bytes as f64 / 2f64.powi(10 * unit as i32);
    // Three digits: 1023.9 MiB would round to 1024.
    if unit > 0 && n.round() >= 1024.0 {
        unit += 1;
        n /= 1024.0;
    }
    match unit {
        0 => format!("{bytes} bytes"),
        _ if n < 9.995 => format!("{n:.2} {}", UNITS[unit]),
        _ if n < 99.95 => format!("{n:.1} {}", UNITS[unit]),
        _ => format!("{n:.0}. {}", UNITS[unit]),
    }
}
