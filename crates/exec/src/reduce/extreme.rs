//! Where the smallest or the largest elements stand along an axis.

use std::sync::OnceLock;

use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order, Shape};

use super::ordered::rest;
use crate::Buffer;
use crate::arithmetic::Output;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::tables;
use crate::text::text_of;
use crate::walk::Inner;

/// Bytes of the rows that are turned at once where the axis is not the fastest: they stay in L2.
const TILE_BYTES: usize = 256 << 10;

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
