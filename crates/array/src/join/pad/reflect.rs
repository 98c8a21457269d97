//! Borders that mirror what is inside.

use npcore_kernel::Binary;

use super::{Canvas, slab};
use crate::arguments::Operand as _;
use crate::containers::{Container, DynView};
use crate::error::Result;
use crate::raw::Raw;

/// Mirrors the axis at both ends, with or without its edge values, until the borders are full.
///
/// What is mirrored at a time is a whole number of periods, so that the pattern goes on where a border is longer
/// than the array.
///
/// # Safety
/// The canvas is written but for the borders of this axis and those after it; the axis has two places or more.
pub(super) unsafe fn reflect(
    canvas: &Canvas<'_>,
    axis: usize,
    [mut before, mut after]: [usize; 2],
    odd: bool,
    edge: bool,
) -> Result<()> {
    let whole = canvas.target.at.layout.shape()[axis];
    let n = canvas.shape[axis];
    while before > 0 || after > 0 {
        let written = whole - before - after;
        // Places that are mirrored at most, and how far the first of them is from the border.
        let (most, skip) = if edge { (written / n * n, 0) } else { ((written - 1) / (n - 1) * (n - 1), 1) };
        let (left, right) = (most.min(before), most.min(after));
        let end = whole - after;
        let moves = [
            (before + skip..before + skip + left, before - left..before, before),
            (end - skip - right..end - skip, end..end + right, end - 1),
        ];
        for (from, to, at) in moves {
            if to.is_empty() {
                continue;
            }
            // SAFETY: written places, and places next to them that were not.
            unsafe {
                if odd {
                    let source = canvas.strip(axis, from)?;
                    let edge = canvas.strip(axis, at..at + 1)?;
                    negated(canvas, axis, &source, &edge, &canvas.strip(axis, to)?)?;
                } else {
                    canvas.copy(axis, from, to, true)?;
                }
            }
        }
        (before, after) = (before - left, after - right);
    }
    Ok(())
}

/// `target = 2 * edge - source`, backwards along the axis.
///
/// # Safety
/// The source and the edge were written, the target may be.
unsafe fn negated(canvas: &Canvas<'_>, axis: usize, source: &Raw, edge: &Raw, target: &Raw) -> Result<()> {
    // SAFETY: the caller's word; nothing is written while the views live.
    let view = |op: &Raw| unsafe {
        DynView::from_raw(Raw { ptr: op.ptr, dtype: op.dtype, layout: op.layout, trusted: false })
    };
    let twice = crate::ops::binary(Binary::Multiply, &view(edge).parts(), &2i64.parts())?;
    let values = crate::ops::binary(Binary::Subtract, &twice.parts(), &view(source).parts())?;
    let n = values.shape()[axis];
    let mut turned = slab(values.raw(), axis, 0..n)?;
    turned.layout = turned.layout.flip(Some(&[axis as isize]))?;
    // SAFETY: fresh values into the target.
    unsafe { Ok(npcore_exec::copy_elements(&turned.operand(), &target.operand(), canvas.target.warm)?) }
}
