//! Whether two operands share memory, for deciding on temporaries.

use crate::elementwise::Operand;

/// Steps that the exact solver may take before an overlap is taken for granted: a
/// needless temporary costs little against a long search.
const MAX_WORK: usize = 1000;

/// Whether two operands share a byte; where that is too hard to decide, true.
pub fn operands_overlap(a: &Operand<'_>, b: &Operand<'_>) -> bool {
    let distance = (b.ptr as isize).wrapping_sub(a.ptr as isize);
    let (sa, sb) = (a.dtype.itemsize(), b.dtype.itemsize());
    npcore_layout::may_share_memory(a.layout, sa, b.layout, sb, distance)
        && npcore_layout::shares_memory(a.layout, sa, b.layout, sb, distance, Some(MAX_WORK)).unwrap_or(true)
}
