//! Where a result goes, and the blocks that fill it.
//!
//! All that can fail (shapes, casting rules, memory, text that is no number) fails before the first byte of a
//! given output is written. What the borrow checker cannot see, an output that shares memory with an input, is
//! found here too: the result is then built aside.

use std::ops::Range;

use npcore_dtype::{Casting, DType, DTypeKind};
use npcore_exec::{Buffer, check_cast, for_each_range, operands_overlap};
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use super::JoinError;
use crate::containers::{Array, Container, DynArray, DynView, DynViewMut};
use crate::create::uninit;
use crate::data::would_taint;
use crate::error::Result;
use crate::look::settle;
use crate::raw::Raw;

/// Where the caller wants the result.
pub(crate) enum Out<'a> {
    /// In an array of its own.
    New,
    /// In these elements, converted as the rule allows.
    Into(DynViewMut<'a>, Casting),
}

impl Out<'_> {
    /// The type of the given output. Each array that is joined is cast to it, and not to a common type first.
    pub fn dtype(&self) -> Option<DType> {
        match self {
            Out::New => None,
            Out::Into(out, _) => Some(out.dtype()),
        }
    }
}

/// Memory to be written by an engine: new, or a given output.
pub(crate) struct Target {
    /// The elements to write.
    pub at: Raw,
    /// Whether its pages were touched before.
    pub warm: bool,
    /// The memory, where it is new.
    buffer: Option<Buffer>,
    /// Where the elements go when they are complete, where it is elsewhere.
    then: Option<Raw>,
}

impl Target {
    /// Memory for a result of this type and layout. A given output is written directly where `direct` says so
    /// of it; else the result is built aside first.
    pub fn new(
        out: Out<'_>,
        dtype: DType,
        layout: Layout,
        inputs: &[DynView<'_>],
        direct: impl FnOnce(&Raw) -> bool,
    ) -> Result<Target> {
        let then = match out {
            Out::New => None,
            Out::Into(out, casting) => {
                let raw = *out.raw();
                check_shape(&raw.layout, &layout)?;
                inputs.iter().try_for_each(|a| check_cast(a.dtype(), raw.dtype, casting))?;
                check_cast(dtype, raw.dtype, casting)?;
                let apart = |a: &DynView<'_>| {
                    !operands_overlap(&a.raw().operand(), &raw.operand())
                        && !may_fail(a.dtype(), raw.dtype)
                        && !would_taint(a.raw(), &raw)
                };
                if direct(&raw) && inputs.iter().all(apart) {
                    return Ok(Target { at: raw, warm: true, buffer: None, then: None });
                }
                Some(raw)
            }
        };
        let buffer = uninit(&layout, dtype)?;
        let at = Raw { ptr: buffer.as_ptr().as_ptr(), dtype, layout, trusted: true };
        Ok(Target { at, warm: buffer.is_warm(), buffer: Some(buffer), then })
    }

    /// [`new`](Self::new) for an engine that writes one layout only.
    pub fn exactly(out: Out<'_>, dtype: DType, layout: Layout, inputs: &[DynView<'_>]) -> Result<Target> {
        Target::new(out, dtype, layout, inputs, |raw| raw.dtype == dtype && same_places(&raw.layout, &layout))
    }

    /// The same memory in another layout, to be written.
    pub fn reshaped(&self, layout: Layout) -> Target {
        Target { at: self.at.with_layout(layout), warm: self.warm, buffer: None, then: None }
    }

    /// The result, now that every element is written: an array, or nothing where it went into a given output.
    ///
    /// # Safety
    /// Every element of `at` was written; `trusted` says whether all are valid values.
    pub unsafe fn finish(self, trusted: bool) -> Result<Option<DynArray>> {
        let Some(buffer) = self.buffer else { return Ok(None) };
        // SAFETY: the buffer was made for the layout, and is written (the caller's word).
        let array: DynArray = unsafe { Array::from_parts(buffer, self.at.dtype, self.at.layout, trusted) };
        let Some(out) = self.then else { return Ok(Some(array)) };
        let array = if may_fail(array.dtype(), out.dtype) { array.astype_dyn(out.dtype)? } else { array };
        // SAFETY: the array is ours; the output is exclusively borrowed by the caller of `new`.
        unsafe {
            if would_taint(array.raw(), &out) {
                settle(array.raw())?;
            }
            npcore_exec::copy_elements(&array.raw().operand(), &out.operand(), true)?;
        }
        Ok(None)
    }
}

fn check_shape(have: &Layout, wanted: &Layout) -> Result<(), JoinError> {
    if have.ndim() != wanted.ndim() {
        Err(JoinError::OutputRank)
    } else if have.shape() != wanted.shape() {
        Err(JoinError::OutputShape)
    } else {
        Ok(())
    }
}

/// Whether two layouts of one shape have the same strides where they matter.
pub(crate) fn same_places(a: &Layout, b: &Layout) -> bool {
    a.is_empty() || (0..a.ndim()).all(|i| a.shape()[i] == 1 || a.strides()[i] == b.strides()[i])
}

/// Whether a conversion can fail on a value: text that is read as something else, or whatever a record holds.
pub(crate) fn may_fail(from: DType, to: DType) -> bool {
    let text = |d: DType| matches!(d.kind(), DTypeKind::Bytes(_) | DTypeKind::Str(_));
    let record = |d: DType| matches!(d.kind(), DTypeKind::Record(_) | DTypeKind::Void(_));
    from != to && (text(from) || record(from) || record(to)) && !(text(from) && to.kind_char() == from.kind_char())
}

/// Whether a result that holds these inputs' bytes, converted to `dtype`, has only valid values.
pub(crate) fn trusted(inputs: &[DynView<'_>], dtype: DType) -> bool {
    !crate::raw::has_invalid_patterns(dtype) || inputs.iter().all(|a| a.raw().trusted || a.dtype() != dtype)
}

/// A layout of the same order (C, or F where asked for) with another shape.
pub(crate) fn ordered(shape: &[usize], dtype: DType, fortran: bool) -> Result<Layout> {
    crate::create::new_layout(shape, dtype, if fortran { Order::F } else { Order::C })
}

/// A list of lengths, starts or axes.
pub(crate) type List = SmallVec<[usize; 6]>;

/// The part of a layout from `start` that has the lengths `shape`.
pub(crate) fn part_of(layout: &Layout, start: &[usize], shape: &[usize]) -> Result<Layout> {
    let strides = layout.strides();
    let steps = start.iter().zip(strides).map(|(&i, &s)| i as isize * s);
    Ok(Layout::new(shape, strides, layout.offset() + steps.sum::<isize>())?)
}

/// The part of a layout that has `range` of one axis.
pub(crate) fn narrow(layout: &Layout, axis: usize, range: Range<usize>) -> Result<Layout> {
    let shape = layout.shape().with(|shape| shape[axis] = range.len());
    let offset = layout.offset() + range.start as isize * layout.strides()[axis];
    Ok(Layout::new(&shape, layout.strides(), if range.is_empty() { layout.offset() } else { offset })?)
}

/// Elements, and the block of the target that they fill: as many along each axis, from `start`.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub source: Raw,
    pub start: List,
}

/// Below this many bytes of the target, blocks are simply written one after the other.
const BANDS_FROM: usize = 1 << 20;
/// Where blocks have rows shorter than this, those that lie side by side are written together.
const LONG_ROW: usize = 2048;
/// Bytes of the target that are written together: lines that several blocks share stay in the cache.
const BAND: usize = 128 << 10;

/// Writes blocks into a target, converting their elements.
///
/// # Safety
/// The sources may be read and share no memory with the target, which may be written and which nobody else
/// touches; the blocks lie in it and do not overlap.
pub(crate) unsafe fn write_parts(parts: &[Part], target: &Raw, warm: bool) -> Result<()> {
    let item = target.dtype.itemsize();
    let layout = &target.layout;
    let bytes = layout.nbytes(item);
    let order = layout.axes_by_stride();
    let slow = order.iter().copied().find(|&axis| layout.shape()[axis] > 1);
    let short = |part: &Part| {
        let along = order.last().map_or(1, |&axis| part.source.layout.shape()[axis]);
        along * item < LONG_ROW
    };
    let Some(axis) = slow.filter(|_| parts.len() > 1 && bytes >= BANDS_FROM && parts.iter().any(short)) else {
        for part in parts {
            // SAFETY: the caller's word.
            unsafe { write_part(part, target, warm)? };
        }
        return Ok(());
    };
    let len = layout.shape()[axis];
    let rows = (BAND / (bytes / len).max(1)).clamp(1, len);
    let shared = Shared { parts, target };
    let failed = std::sync::OnceLock::new();
    for_each_range(len, rows, bytes * 2, &|range| {
        for from in range.clone().step_by(rows) {
            // SAFETY: the caller's word; the bands of the target are apart.
            if let Err(e) = unsafe { shared.band(axis, from..range.end.min(from + rows), warm) } {
                let _ = failed.set(e);
                return;
            }
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// # Safety
/// As [`write_parts`].
unsafe fn write_part(part: &Part, target: &Raw, warm: bool) -> Result<()> {
    let layout = part_of(&target.layout, &part.start, part.source.layout.shape())?;
    // SAFETY: the caller's word: a block of the target.
    unsafe { Ok(npcore_exec::copy_elements(&part.source.operand(), &target.with_layout(layout).operand(), warm)?) }
}

/// What the threads of [`write_parts`] read.
struct Shared<'a> {
    parts: &'a [Part],
    target: &'a Raw,
}
// SAFETY: the sources are only read; bands of the target are written by one thread each.
unsafe impl Sync for Shared<'_> {}

impl Shared<'_> {
    /// Writes what lies in a range of one axis.
    ///
    /// # Safety
    /// As [`write_parts`], for the band.
    unsafe fn band(&self, axis: usize, band: Range<usize>, warm: bool) -> Result<()> {
        for part in self.parts {
            let start = part.start[axis];
            let own = start.max(band.start)..(start + part.source.layout.shape()[axis]).min(band.end);
            if own.start >= own.end {
                continue;
            }
            let layout = narrow(&part.source.layout, axis, own.start - start..own.end - start)?;
            let mut piece = Part { source: part.source.with_layout(layout), start: part.start.clone() };
            piece.start[axis] = own.start;
            // SAFETY: the caller's word.
            unsafe { write_part(&piece, self.target, warm)? };
        }
        Ok(())
    }
}

/// The array that an engine made, in the family of its inputs.
pub(crate) fn made<T: npcore_dtype::Elem>(result: Result<Option<DynArray>>) -> Result<Array<T>> {
    match result? {
        Some(array) => Ok(array.assume_type()),
        None => unreachable!("only a given output takes the result away"),
    }
}
