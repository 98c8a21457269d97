//! Sorting along an axis, orders, and partial orders.
//!
//! Rows that lie gapless, aligned and in native byte order are sorted where they are. All others are copied first, with
//! their axis last, and copied back, by the transposing and converting copies that every assignment takes.

mod keys;
mod order;
mod rows;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use npcore_dtype::DType;
use npcore_layout::{Layout, Order};

use crate::arithmetic::Output;
use crate::copy::copy_elements;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::ranges::for_each_range;

use keys::Scratch;
pub use keys::{select_keys, sort_keys};
pub use order::order_of;
use rows::{RowWords, Wanted};
pub use words::{MemoryWords, Words, word_count};

/// Calls `f` with parts of `0..count` rows and scratch memory of a size for each, on several threads where the rows' bytes
/// are worth it.
fn each_part(
    count: usize,
    row: usize,
    scratch: usize,
    f: &(impl Fn(Range<usize>, &mut Scratch) + Sync),
) -> Result<(), ExecError> {
    let failed = OnceLock::new();
    // Sorting takes some tens of times as long as a copy.
    let bytes = count.saturating_mul(row).saturating_mul(8);
    for_each_range(count, 1, bytes, &|part| match Scratch::new::<u8>(scratch) {
        Ok(mut scratch) => f(part, &mut scratch),
        Err(e) => _ = failed.set(e),
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// The layout with an axis moved behind the others.
fn axis_last(layout: &Layout, axis: usize) -> Result<Layout, ExecError> {
    Ok(layout.moveaxis(&[axis as isize], &[-1])?)
}

/// Whether rows along the last axis can be sorted where they are.
fn is_in_rows(a: &Operand<'_>) -> bool {
    a.dtype.is_native()
        && a.layout.is_c_contiguous(a.dtype.itemsize())
        && a.first().addr().is_multiple_of(a.dtype.alignment())
}

/// A gapless copy of the elements, native, an axis last.
///
/// # Safety
/// They may be read.
unsafe fn rows_of(a: &Operand<'_>) -> Result<Output, ExecError> {
    let dtype = a.dtype.to_native();
    let copy = Output::uninit(dtype, Layout::contiguous(a.layout.shape(), dtype.itemsize(), Order::C)?)?;
    // SAFETY: the caller's word; fresh memory.
    unsafe { copy_elements(a, &copy.operand(), copy.buffer.is_warm())? };
    Ok(copy)
}

/// The numbers of rows and of elements in each.
fn rows_in(layout: &Layout) -> (usize, usize) {
    let shape = layout.shape();
    let (n, outer) = shape.split_last().map_or((1, &[][..]), |(&n, outer)| (n, outer));
    (outer.iter().product(), n)
}

/// # Safety
/// As [`sort`].
unsafe fn change_rows(a: &Operand<'_>, axis: usize, wanted: Wanted<'_>) -> Result<(), ExecError> {
    if a.layout.size() < 2 {
        return Ok(());
    }
    let layout = axis_last(a.layout, axis)?;
    let turned = Operand { layout: &layout, ..*a };
    let (count, n) = rows_in(&layout);
    // SAFETY: the caller's word; gapless rows of a native type.
    unsafe {
        if is_in_rows(&turned) {
            return rows::sort_rows(a.dtype, turned.first(), count, n, wanted);
        }
        let copy = rows_of(&turned)?;
        rows::sort_rows(copy.dtype, copy.buffer.as_ptr().as_ptr(), count, n, wanted)?;
        copy_elements(&copy.operand(), &turned, true)
    }
}

/// Sorts the elements along an axis: NaN and not-a-time come last; complex numbers are ordered by the real part, then the
/// imaginary one; text and records by their contents. With `stable`, elements that compare equal keep their order.
///
/// # Safety
/// The elements may be written, each is reached once, and nobody else touches them.
///
/// # Errors
/// No memory.
pub unsafe fn sort(a: &Operand<'_>, axis: usize, stable: bool) -> Result<(), ExecError> {
    // SAFETY: the caller's word.
    unsafe { change_rows(a, axis, Wanted::Sorted { stable }) }
}

/// Moves the elements of some ranks along an axis to where [`sort`] would put them, lesser (or equal) ones before and
/// greater (or equal) ones behind.
///
/// # Safety
/// As [`sort`]. The ranks are ascending, and the axis has them.
///
/// # Errors
/// As [`sort`].
pub unsafe fn partition(a: &Operand<'_>, axis: usize, ranks: &[usize]) -> Result<(), ExecError> {
    // SAFETY: the caller's word.
    unsafe { change_rows(a, axis, Wanted::Ranks(ranks)) }
}

/// The places along an axis in which [`sort`] would find the elements, as int64 in C order; equal elements keep their order.
///
/// # Safety
/// The elements may be read.
///
/// # Errors
/// No memory.
pub unsafe fn argsort(a: &Operand<'_>, axis: usize) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe { ordered(&[*a], axis, None) }
}

/// The places along an axis that [`partition`] would find the elements in.
///
/// # Safety
/// As [`argsort`]; the ranks are ascending, and the axis has them.
///
/// # Errors
/// As [`argsort`].
pub unsafe fn argpartition(a: &Operand<'_>, axis: usize, ranks: &[usize]) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe { ordered(&[*a], axis, Some(ranks)) }
}

/// The order along an axis by several keys of one shape, of which the last is the most significant; see [`argsort`].
///
/// # Safety
/// As [`argsort`].
///
/// # Errors
/// As [`argsort`].
pub unsafe fn lexsort(keys: &[Operand<'_>], axis: usize) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe { ordered(keys, axis, None) }
}

/// # Safety
/// As [`argpartition`], for each of the keys, which have one shape.
unsafe fn ordered(keys: &[Operand<'_>], axis: usize, ranks: Option<&[usize]>) -> Result<Output, ExecError> {
    let layouts = keys.iter().map(|key| axis_last(key.layout, axis)).collect::<Result<Vec<_>, _>>()?;
    let places = Output::uninit(DType::INT64, Layout::contiguous(layouts[0].shape(), 8, Order::C)?)?;
    let (count, n) = rows_in(&layouts[0]);
    // SAFETY: the caller's word; fresh memory.
    unsafe {
        let mut copies: Vec<Output> = vec![];
        let mut rows: Vec<RowWords> = vec![];
        for (key, layout) in keys.iter().zip(&layouts) {
            let turned = Operand { layout, ..*key };
            let mut p = turned.first();
            if !is_in_rows(&turned) {
                copies.push(rows_of(&turned)?);
                p = copies[copies.len() - 1].buffer.as_ptr().as_ptr();
            }
            let dtype = key.dtype.to_native();
            rows.push(RowWords { dtype, p, row: n * dtype.itemsize() });
        }
        if places.layout.size() > 0 {
            rows::order_rows(&rows, places.buffer.as_ptr().as_ptr().cast(), count, n, ranks)?;
        }
        if axis + 1 >= layouts[0].ndim() {
            return Ok(places);
        }
        let out = Output::uninit(DType::INT64, Layout::contiguous(keys[0].layout.shape(), 8, Order::C)?)?;
        let layout = axis_last(&out.layout, axis)?;
        copy_elements(&places.operand(), &Operand { layout: &layout, ..out.operand() }, out.buffer.is_warm())?;
        Ok(out)
    }
}
