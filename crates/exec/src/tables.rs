//! The kernels' loops for elements of a dtype: those of a number type, or those of dates and times.

use npcore_dtype::{DType, ScalarType};
use npcore_kernel::{self as kernel, ArgRow, Binary, Folds, Loop2, Loop3, Scan, TimeOperands, Unary};

use crate::datetime::is_time;

/// What the loops of a dtype work on.
enum Elements {
    Numbers(ScalarType),
    Times,
}

fn elements(dtype: DType) -> Option<Elements> {
    match dtype.scalar_type() {
        _ if dtype.is_swapped() => None,
        Some(ty) => Some(Elements::Numbers(ty)),
        None => is_time(dtype).then_some(Elements::Times),
    }
}

/// The loop of `op` from two elements of a native type to one of the same type.
pub(crate) fn binary(op: Binary, dtype: DType) -> Option<Loop3> {
    match elements(dtype)? {
        Elements::Numbers(ty) => kernel::binary(op, ty).filter(|_| op.output(ty) == ty),
        // What gives another type has loops, but not these.
        Elements::Times if op.is_comparison() || matches!(op, Binary::TrueDivide | Binary::FloorDivide) => None,
        Elements::Times => kernel::time_binary(op, TimeOperands::Times),
    }
}

/// The loop of `op` from an element of a native type to one of the same type.
pub(crate) fn unary(op: Unary, dtype: DType) -> Option<Loop2> {
    match elements(dtype)? {
        Elements::Numbers(ty) => kernel::unary(op, ty).filter(|_| op.output(ty) == ty),
        Elements::Times => kernel::time_unary(op).filter(|_| op.output(ScalarType::Int64) == ScalarType::Int64),
    }
}

/// The folds by `op` of elements of a native type.
pub(crate) fn folds(op: Binary, dtype: DType) -> Option<Folds> {
    match elements(dtype)? {
        Elements::Numbers(ty) => kernel::folds(op, ty),
        Elements::Times => kernel::time_folds(op),
    }
}

/// Whether elements of a type are folded by `op` as a tree, see [`Reduction`](crate::Reduction); else they are
/// [in order](crate::fold_in_order).
pub fn has_folds(op: Binary, dtype: DType) -> bool {
    folds(op, dtype).is_some()
}

/// The loop in strict order by `op` of elements of a native type.
pub(crate) fn scan(op: Binary, dtype: DType) -> Option<Scan> {
    match elements(dtype)? {
        Elements::Numbers(ty) => kernel::scan(op, ty),
        Elements::Times => kernel::time_scan(op),
    }
}

/// The loop for the place of an extreme of a row of elements of a native type.
pub(crate) fn extreme(largest: bool, dtype: DType) -> Option<ArgRow> {
    Some(match (elements(dtype)?, largest) {
        (Elements::Numbers(ty), true) => kernel::argmax(ty),
        (Elements::Numbers(ty), false) => kernel::argmin(ty),
        (Elements::Times, true) => kernel::time_argmax(),
        (Elements::Times, false) => kernel::time_argmin(),
    })
}
