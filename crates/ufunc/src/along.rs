//! Parts of arrays along one axis, and arithmetic of arrays whose types are known at run time.

use npcore_array::{ArrayError, DynArray, DynView, DynViewMut, Operand, Operands, Result, SliceItem};
use npcore_dtype::Dyn;

fn items(axis: usize, item: SliceItem) -> Vec<SliceItem> {
    let mut items = vec![SliceItem::Range { start: None, stop: None, step: 1 }; axis];
    items.push(item);
    items
}

fn range(start: isize, stop: Option<isize>) -> SliceItem {
    SliceItem::Range { start: Some(start), stop, step: 1 }
}

/// `a[..., start:stop, ...]` along an axis; ends are Python's.
pub(crate) fn part(a: DynView<'_>, axis: usize, start: isize, stop: impl Into<Option<isize>>) -> Result<DynView<'_>> {
    a.try_slice(items(axis, range(start, stop.into())))
}

/// [`part`] to be written.
pub(crate) fn part_mut(
    a: &mut DynArray,
    axis: usize,
    start: isize,
    stop: impl Into<Option<isize>>,
) -> Result<DynViewMut<'_>> {
    a.try_slice_mut(items(axis, range(start, stop.into())))
}

/// `axis` as NumPy's `normalize_axis_index` has it, with the argument's name in the error.
pub(crate) fn named_axis(axis: isize, ndim: usize, name: &str) -> Result<usize> {
    npcore_layout::normalize_axis(axis, ndim).map_err(|e| ArrayError::Value(format!("{name}: {e}")))
}

/// `a * b` of operands of which one is known at run time only.
pub(crate) fn times<A: Operands<B, Out = Dyn>, B: Operand>(a: A, b: B) -> Result<DynArray> {
    npcore_array::multiply(a, b)
}

/// `a + b`.
pub(crate) fn plus<A: Operands<B, Out = Dyn>, B: Operand>(a: A, b: B) -> Result<DynArray> {
    npcore_array::add(a, b)
}

/// `a - b`.
pub(crate) fn minus<A: Operands<B, Out = Dyn>, B: Operand>(a: A, b: B) -> Result<DynArray> {
    npcore_array::subtract(a, b)
}

/// `a / b`.
pub(crate) fn over<A: Operands<B, Out = Dyn>, B: Operand>(a: A, b: B) -> Result<DynArray> {
    npcore_array::divide(a, b)
}

/// `a % b`, with the sign of `b`.
pub(crate) fn modulo<A: Operands<B, Out = Dyn>, B: Operand>(a: A, b: B) -> Result<DynArray> {
    npcore_array::remainder(a, b).and_then(npcore_array::engine::typed)
}

/// `-a`.
pub(crate) fn negated(a: &DynArray) -> Result<DynArray> {
    npcore_array::negative(a)
}
