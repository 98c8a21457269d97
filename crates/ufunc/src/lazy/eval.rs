//! Runs a bound expression: the walk, the threads, and how blocks get to the output.

use std::sync::OnceLock;

use npcore_array::Result;
use npcore_dtype::{Casting, DType, Element};
use npcore_exec::{ExecError, Operand, Output, STREAM_FROM};
use npcore_kernel::{self as kernel, Loop2};
use npcore_layout::Layout;

use super::block::{Block, Input};
use super::program::{Binder, Expr, Program};
use super::tiers;
use super::walk::{Place, Walk, Written};

/// What writes blocks: a program, without its type.
pub(super) trait Body: Sync {
    /// # Safety
    /// As [`tiers::write`].
    unsafe fn write(&self, block: &mut Block<'_>, out: *mut u8);
}

struct Typed<P>(P);

impl<P: Program> Body for Typed<P> {
    unsafe fn write(&self, block: &mut Block<'_>, out: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { tiers::write(&self.0, block, out) }
    }
}

/// Evaluates an expression into new memory.
pub(super) fn evaluate<E: Expr>(expression: &E) -> Result<Output> {
    let mut binder = Binder::default();
    // Shapes that do not fit are told before types that do not.
    expression.shape()?;
    let program = Typed(expression.bind(&mut binder)?);
    // SAFETY: the expression is borrowed, and with it what its inputs lie in.
    unsafe { run_new(&binder, <E::Elem as Element>::dtype(), &program) }
}

/// Evaluates an expression into a given array.
///
/// # Safety
/// The output's elements may be read and written, and nobody else reaches them but the expression.
pub(super) unsafe fn evaluate_into<E: Expr>(expression: &E, out: &Operand<'_>) -> Result<()> {
    let mut binder = Binder::default();
    expression.shape()?;
    let program = Typed(expression.bind(&mut binder)?);
    // SAFETY: the expression is borrowed, and with it what its inputs lie in; the caller's word.
    unsafe { run_into(&binder, <E::Elem as Element>::dtype(), &program, out) }
}

/// How a block gets to the output.
#[derive(Clone, Copy)]
enum Way {
    /// Written where it belongs, where that is gapless; else copied.
    Direct,
    /// Computed in scratch memory and copied: the output is an input too.
    Copy,
    /// Computed in scratch memory and cast.
    Cast(Loop2),
    /// Computed in scratch memory and moved around the cache.
    Stream,
}

/// # Safety
/// The binder's inputs may be read.
pub(super) unsafe fn run_new(binder: &Binder, dtype: DType, body: &dyn Body) -> Result<Output> {
    let mut scratch = binder.scratch;
    let staged = scratch.slot(dtype.itemsize());
    let mut walk = Walk::new(&binder.inputs, 0, &Written::New(dtype.itemsize()), scratch)?;
    let out = Output::uninit(dtype, walk.output_layout(dtype.itemsize())?)
        .map_err(|error| memory(error, walk.shape(), dtype))?;
    walk.set_output(out.buffer.as_ptr().as_ptr());
    let bytes = traffic(&binder.inputs, walk.size(), dtype.itemsize());
    let stream = out.buffer.is_warm() && streams(&walk, bytes, dtype.itemsize());
    let way = if stream { Way::Stream } else { Way::Direct };
    // SAFETY: the caller's word; the output is fresh.
    unsafe { run(&walk, body, staged, dtype.itemsize(), way, bytes)? };
    Ok(out)
}

/// # Safety
/// The binder's inputs may be read; the output's elements written, and nobody else reaches them but the inputs.
pub(super) unsafe fn run_into(binder: &Binder, dtype: DType, body: &dyn Body, out: &Operand<'_>) -> Result<()> {
    npcore_exec::check_cast(dtype, out.dtype, Casting::SameKind)?;
    check_shape(&binder.inputs, out.layout)?;
    let shared = |input: &Input| {
        let whole = Operand { ptr: input.ptr, dtype: input.dtype, layout: &input.whole };
        npcore_exec::operands_overlap(&whole, out)
    };
    let is_out = |input: &Input| {
        input.steps == 1
            && input.reduced.is_empty()
            && input.ptr.wrapping_offset(input.layout.offset()) == out.first()
            && input.size == out.dtype.itemsize()
            && input.layout.shape() == out.layout.shape()
            && input.layout.strides() == out.layout.strides()
    };
    let overlapping: Vec<&Input> = binder.inputs.iter().filter(|input| shared(input)).collect();
    let cast = match (dtype.scalar_type(), out.dtype.scalar_type()) {
        (Some(from), Some(to)) if out.dtype.is_native() => Some(kernel::cast(from, to)),
        _ => None,
    };
    let Some(cast) = cast.filter(|_| overlapping.iter().all(|input| is_out(input))) else {
        // SAFETY: the caller's word.
        unsafe {
            let made = run_new(binder, dtype, body)?;
            return Ok(npcore_exec::assign(&made.operand(), out, true)?);
        }
    };
    let mut scratch = binder.scratch;
    let staged = scratch.slot(dtype.itemsize());
    let written = Written::Given(out.layout, out.ptr, !overlapping.is_empty());
    let walk = Walk::new(&binder.inputs, 0, &written, scratch)?;
    let bytes = traffic(&binder.inputs, walk.size(), out.dtype.itemsize());
    let way = if dtype != out.dtype {
        Way::Cast(cast)
    } else if !overlapping.is_empty() {
        Way::Copy
    } else if streams(&walk, bytes, dtype.itemsize()) {
        // Memory that is given was most likely touched before.
        Way::Stream
    } else {
        Way::Direct
    };
    // SAFETY: the caller's word; where an input is the output, blocks are computed before they are written.
    unsafe { run(&walk, body, staged, dtype.itemsize(), way, bytes) }
}

/// The bytes that a walk moves.
fn traffic(inputs: &[Input], size: usize, out: usize) -> usize {
    let read: usize = inputs.iter().map(|input| input.size.saturating_mul(input.steps)).sum();
    size.saturating_mul(read + out)
}

/// Whether the output is better moved around the cache.
fn streams(walk: &Walk, bytes: usize, size: usize) -> bool {
    bytes >= STREAM_FROM && walk.size() * size * 4 >= bytes.min(4 * STREAM_FROM) && walk.has_long_rows(size)
}

/// The inputs must broadcast to exactly the output's shape.
fn check_shape(inputs: &[Input], out: &Layout) -> Result<()> {
    let mut shapes: Vec<&[usize]> = inputs.iter().map(|input| &input.layout.shape()[..]).collect();
    shapes.push(out.shape());
    let common = npcore_broadcast::broadcast_shapes(&shapes)?;
    if common == *out.shape() {
        return Ok(());
    }
    Err(ExecError::OutputShape { out: out.shape()[..].into(), broadcast: common[..].into() }.into())
}

#[cold]
pub(super) fn memory(error: ExecError, shape: &[usize], dtype: DType) -> npcore_array::ArrayError {
    match error {
        ExecError::Allocation { bytes } => npcore_array::ArrayError::Memory { bytes, shape: shape.into(), dtype },
        other => other.into(),
    }
}

/// # Safety
/// The walk's inputs may be read, its output written; they share no elements, or the way is through scratch memory and an
/// input that does is the output.
unsafe fn run(
    walk: &Walk,
    body: &dyn Body,
    staged: super::block::Slot,
    size: usize,
    way: Way,
    bytes: usize,
) -> Result<()> {
    let failed = OnceLock::new();
    npcore_exec::for_each_range(walk.blocks(), 1, bytes, &|range| {
        let mut state = match walk.state() {
            Ok(state) => state,
            Err(error) => {
                let _ = failed.set(error);
                return;
            }
        };
        walk.visit(range, &[], &mut state, |block, place| {
            let item = size as isize;
            let gapless = (place.strides[0] == item || place.m[0] == 1)
                && (place.m[1] == 1 || place.strides[1] == item * place.m[0] as isize);
            // SAFETY: the caller's word; the slot holds a block of the output's type.
            unsafe {
                if matches!(way, Way::Direct) && gapless {
                    return body.write(block, place.ptr);
                }
                let from = block.slot(staged);
                body.write(block, from);
                leave(way, from, size, place, gapless);
            }
        });
        if matches!(way, Way::Stream) {
            kernel::stream_fence();
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// Moves a computed block to where it belongs.
///
/// # Safety
/// A gapless block of elements lies at `from`; the place may be written.
unsafe fn leave(way: Way, from: *mut u8, size: usize, place: Place, gapless: bool) {
    let Place { ptr, strides, m } = place;
    let rows = [size as isize, (size * m[0]) as isize];
    // SAFETY: the caller's word.
    unsafe {
        match way {
            Way::Cast(cast) => cast(m, [from, ptr], [rows, strides]),
            Way::Stream if gapless => kernel::stream_rows([size * m[0] * m[1], 1], [from, ptr], [0, 0]),
            Way::Stream if strides[0] == rows[0] => {
                kernel::stream_rows([size * m[0], m[1]], [from, ptr], [rows[1], strides[1]]);
            }
            _ => kernel::copy(size, m, [from, ptr], [rows, strides]),
        }
    }
}
