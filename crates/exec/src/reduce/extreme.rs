//! Where the smallest or the largest elements stand along an axis.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order, Shape};

use super::ordered::rest;
use crate::Buffer;
use crate::arithmetic::Output;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::ranges::for_each_range;
use crate::tables;
use crate::text::text_of;
use crate::walk::Inner;

/// Bytes of the rows that are turned at once where the axis is not the fastest: they stay in L2.
const TILE_BYTES: usize = 256 << 10;

/// Bytes of the stretches of a long row, which threads share.
const STRETCH_BYTES: usize = 128 << 10;

/// The positions of the largest (or the smallest) elements along an axis: int64, and the axis has length 1. The first of
/// several; the first NaN (or not-a-time) if there is one.
///
/// # Safety
/// The input's elements, of a native type of numbers, times or text, may be read.
///
/// # Errors
/// `attempt to get argmax of an empty sequence`; a type without an order; no memory.
pub unsafe fn positions(largest: bool, input: &Operand<'_>, axis: usize) -> Result<Output, ExecError> {
    let text = text_of(input.dtype);
    let find = tables::extreme(largest, input.dtype);
    if text.is_none() && find.is_none() {
        return Err(ExecError::NoLoop { reason: format!("no order of elements of type {}", input.dtype) });
    }
    let shape = input.layout.shape();
    let n = shape[axis];
    let out_shape = Shape::from_fn(shape.len(), |i| if i == axis { 1 } else { shape[i] });
    let out = Output::uninit(DType::INT64, Layout::contiguous(&out_shape, 8, Order::C)?)?;
    if out.layout.is_empty() {
        return Ok(out);
    }
    if n == 0 {
        return Err(ExecError::EmptySequence { name: if largest { "argmax" } else { "argmin" } });
    }
    let item = input.dtype.itemsize();
    let step = input.layout.strides()[axis];
    // SAFETY: the layouts lie in their buffers, and have an element at index 0 of the axis.
    let walk = unsafe { rest([input.layout, &out.layout], [input.ptr, out.buffer.as_ptr().as_ptr()], axis)? };
    // Text has no loop that wants it gapless.
    let in_place = step == item as isize || n == 1 || find.is_none();
    // A search for the first true element ends there.
    let is_shared = walk.size() == 1 && in_place && n * item > 4 * STRETCH_BYTES && input.dtype != DType::BOOL;
    let columns = (TILE_BYTES / (n * item).max(1)).max(1);
    let failed = OnceLock::new();
    let body = |r: Inner<2>| {
        let tile = match Buffer::uninit(if in_place { 0 } else { columns.min(r.n[0]) * n * item }) {
            Ok(tile) => tile,
            Err(e) => {
                let _ = failed.set(e);
                return;
            }
        };
        let tile = tile.as_ptr().as_ptr();
        for j in 0..r.n[1] {
            for from in (0..r.n[0]).step_by(columns) {
                let cols = columns.min(r.n[0] - from);
                let r = r.part([from, j], [cols, 1]);
                let mut rows = [r.p[0], tile];
                let mut row_step = r.s[0][0];
                // SAFETY: the rows of `r` along the axis, as they lie or turned into the tile, which holds them.
                unsafe {
                    if !in_place {
                        let s = [[r.s[0][0], step], [(n * item) as isize, item as isize]];
                        kernel::transpose_copy(item, [cols, n], rows, s, false);
                        rows[0] = tile;
                        row_step = (n * item) as isize;
                    }
                    for i in 0..cols {
                        let row = rows[0].wrapping_offset(row_step.wrapping_mul(i as isize));
                        let at = match (find, text) {
                            (Some(find), _) if is_shared => match of_stretches(find, n, item, row) {
                                Ok(at) => at,
                                Err(e) => {
                                    let _ = failed.set(e);
                                    return;
                                }
                            },
                            (Some(find), _) => find(n, row),
                            (None, Some((unit, width))) => kernel::text_extreme(unit, largest, n, row, step, width),
                            (None, None) => 0,
                        };
                        let to = r.p[1].wrapping_offset(r.s[1][0].wrapping_mul(i as isize));
                        to.cast::<i64>().write_unaligned(at as i64);
                    }
                }
            }
        }
    };
    // SAFETY: the parts of the walk write results of their own.
    unsafe { walk.run(input.layout.nbytes(item), &body) };
    failed.into_inner().map_or(Ok(out), Err)
}

/// Where the extreme of a long row stands: the extreme of its stretches' extremes.
///
/// # Safety
/// The row's elements may be read.
unsafe fn of_stretches(find: kernel::ArgRow, n: usize, item: usize, row: *const u8) -> Result<usize, ExecError> {
    let stretch = STRETCH_BYTES / item;
    let count = n.div_ceil(stretch);
    let row = Row(row);
    let places = Vec::from_iter((0..count).map(|_| AtomicUsize::new(0)));
    for_each_range(count, 1, n * item, &|part| {
        for k in part {
            let from = k * stretch;
            // SAFETY: elements of the row.
            let at = unsafe { find(stretch.min(n - from), row.at(from * item)) };
            places[k].store(from + at, Ordering::Relaxed);
        }
    });
    let extremes = Buffer::uninit(count * item)?;
    let to = extremes.as_ptr().as_ptr();
    for (k, place) in places.iter().enumerate() {
        // SAFETY: an element of the row, and one of as many as there are stretches.
        unsafe { row.at(place.load(Ordering::Relaxed) * item).copy_to_nonoverlapping(to.add(k * item), item) };
    }
    // SAFETY: they are written.
    let best = unsafe { find(count, to) };
    Ok(places[best].load(Ordering::Relaxed))
}

/// The first element of a row that several threads read.
struct Row(*const u8);

// SAFETY: it is only read.
unsafe impl Sync for Row {}

impl Row {
    fn at(&self, offset: usize) -> *const u8 {
        self.0.wrapping_add(offset)
    }
}
