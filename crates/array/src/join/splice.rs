//! NestedBlocks that follow each other along one axis of the target.

use npcore_layout::Layout;
use smallvec::SmallVec;

use super::runs::{Run, copy_runs};
use super::target::{List, Part, Target, narrow, write_parts};
use crate::containers::{Container, DynView};
use crate::error::Result;

/// A stretch of one source along the axis: `len` places from `from`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub source: usize,
    pub from: usize,
    pub len: usize,
}

/// Each source as a whole, one after the other.
pub(crate) fn whole(sources: &[DynView<'_>], axis: usize) -> SmallVec<[Segment; 8]> {
    let lengths = sources.iter().map(|a| a.shape()[axis]).enumerate();
    lengths.map(|(source, len)| Segment { source, from: 0, len }).collect()
}

/// Writes the segments one after the other along `axis`.
///
/// # Safety
/// The sources may be read; the target may be written and shares no memory with them. The segments lie in their
/// sources and add up to the target's length of the axis; along the other axes the shapes are the same.
pub(crate) unsafe fn splice(sources: &[DynView<'_>], segments: &[Segment], axis: usize, target: &Target) -> Result<()> {
    let out = &target.at;
    let item = out.dtype.itemsize();
    if out.layout.is_empty() || item == 0 {
        return Ok(());
    }
    let order = out.layout.axes_by_stride();
    // Axes slower than the spliced one make the rows of the runs.
    let slow = order.iter().position(|&a| a == axis).unwrap_or(0);
    let lengths = |axes: &[usize]| axes.iter().map(|&a| out.layout.shape()[a]).product::<usize>();
    let rows = lengths(&order[..slow]);
    let unit = lengths(&order[slow + 1..]) * item;
    let gapless = is_gapless(&out.layout, &order, item);
    let in_runs = |a: &DynView<'_>| gapless && a.dtype() == out.dtype && is_gapless(a.layout(), &order, item);
    let runs_of: SmallVec<[bool; 8]> = sources.iter().map(in_runs).collect();
    let mut runs: SmallVec<[Run; 8]> = SmallVec::with_capacity(if gapless { segments.len() } else { 0 });
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for segment in segments {
        let (a, len) = (&sources[segment.source], segment.len);
        if len == 0 {
            continue;
        }
        if runs_of[segment.source] {
            let source = a.as_ptr().wrapping_add(segment.from * unit);
            runs.push(Run { source, step: a.shape()[axis] * unit, bytes: len * unit, at: at * unit });
        } else {
            let mut start: List = smallvec::smallvec![0; out.layout.ndim()];
            start[axis] = at;
            let layout = narrow(a.layout(), axis, segment.from..segment.from + len)?;
            parts.push(Part { source: a.raw().with_layout(layout), start });
        }
        at += len;
    }
    // SAFETY: gapless sources are rows of the same unit as those of the gapless target; the others are blocks of
    // it; together they are the caller's.
    unsafe {
        if !runs.is_empty() {
            copy_runs(&runs, rows, out.layout.shape()[axis] * unit, out.first(), target.warm);
        }
        write_parts(&parts, out, target.warm)
    }
}

/// Whether the elements lie without gaps when the axes are taken in this order, slowest first.
pub(crate) fn is_gapless(layout: &Layout, order: &[usize], itemsize: usize) -> bool {
    let mut expected = itemsize as isize;
    order.iter().rev().all(|&axis| {
        let n = layout.shape()[axis];
        let fits = n == 1 || layout.strides()[axis] == expected;
        expected = expected.wrapping_mul(n as isize);
        fits
    })
}
