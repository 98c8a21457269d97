//! Runs a kernel over operands of any layout and dtype: the middle of every elementwise call.
//!
//! A call goes the first of these ways that fits:
//!
//! 1. *flat*: all operands are gapless in the same order (or one element); one kernel call, or
//!    one per thread.
//! 2. *direct*: the plan's rectangles go to the kernel as they lie.
//! 3. *staged*: some operand is not in the kernel's dtype, or lies across the others. It is
//!    brought into an L1-sized block first: converted, or turned by a tiled copy. An output that
//!    is too large for the cache, in pages already touched, is computed in a block as well and
//!    leaves by non-temporal stores.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{Access, OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order};

use crate::arithmetic::Output;
use crate::convert::Converter;
use crate::error::ExecError;
use crate::overlap;
use crate::walk::{Inner, Walk};

/// Elements of memory that somebody else keeps: where the buffer starts, the type, the layout.
///
/// Plain data; the functions that follow the pointer are unsafe and say what they need. The layout is borrowed: to a
/// small call, moving it is most of the work.
#[derive(Clone, Copy, Debug)]
pub struct Operand<'a> {
    /// The start of the buffer; the layout's offset leads to the first element.
    pub ptr: *mut u8,
    /// The type of an element.
    pub dtype: DType,
    /// Shape, strides and offset in bytes.
    pub layout: &'a Layout,
}

impl Operand<'_> {
    /// The address of the first element.
    #[inline]
    pub fn first(&self) -> *mut u8 {
        self.ptr.wrapping_offset(self.layout.offset())
    }

    /// Whether two operands are the very same elements, so that one may be overwritten while
    /// the other is read.
    pub(crate) fn is_same(&self, other: &Operand<'_>) -> bool {
        self.first() == other.first()
            && self.dtype == other.dtype
            && self.layout.shape() == other.layout.shape()
            && self.layout.strides() == other.layout.strides()
    }
}

/// What calls a kernel of some operands, inputs first, output last, with the elements that it is given: these must be as the
/// kernel wants them.
pub(crate) type Loop<'a, const N: usize> = &'a (dyn Fn([usize; 2], [*mut u8; N], [[isize; 2]; N]) + Sync);

/// Fewer bytes of output than this are one kernel call, without a look at threads or the cache.
pub(crate) const SMALL: usize = 64 << 10;
/// Outputs leave around the cache from this footprint (all operands, bytes) up. Below it they were faster in the
/// shared cache in every case measured (`cargo xtask bench peers`, 1e5 and 1e6 elements).
pub const STREAM_FROM: usize = 32 << 20;
/// Tiles that are turned write whole lines here and there: they are better not read first from the size of an L2
/// cache up, fresh pages or not.
pub(crate) const STREAM_TURNED_FROM: usize = 2 << 20;
/// Bytes of a block of one operand: three of them stay in L1, and memory is read while the block before them is
/// still on its way out (1e7 f64 sums: 15 ms at 8 KiB, 17 at 16, 18 at 1).
const BLOCK_BYTES: usize = 8 << 10;

/// How an operand reaches the kernel.
#[derive(Clone, Copy)]
enum Stage {
    /// As it lies.
    Direct,
    /// Through a block in the kernel's dtype.
    Convert(Converter),
    /// Through a block, by a tiled transposing copy.
    Turn,
    /// (Output.) Through a block, and out by non-temporal stores.
    Stream,
}

/// Runs `f` over `ops`, broadcast together; the last is written, and all have the shape `plan`
/// was made for.
///
/// # Safety
/// Every operand's layout lies in memory that may be read, and the last one's in memory that may
/// be written and shares none with the inputs but the very same elements. `f` takes elements of
/// the types `loop_types`.
pub(crate) unsafe fn run<const N: usize>(
    f: Loop<'_, N>,
    loop_types: [DType; N],
    ops: &[Operand<'_>; N],
    out_is_warm: bool,
) -> Result<(), ExecError> {
    let plan = {
        let specs: [OperandSpec<'_>; N] = std::array::from_fn(|i| OperandSpec {
            layout: Some(ops[i].layout),
            access: if i == N - 1 { Access::Write } else { Access::Read },
        });
        Plan::new(&specs, Order::K)?
    };
    // SAFETY: the caller's word.
    let walk = unsafe { Walk::new(&plan, std::array::from_fn(|i| ops[i].ptr)) };
    let types = std::array::from_fn(|i| ops[i].dtype);
    // SAFETY: the caller's word; the walk covers exactly the operands' elements.
    unsafe { run_walk(f, loop_types, types, walk, out_is_warm) }
}

/// Runs `f` over a walk whose operands have the types `types`.
///
/// # Safety
/// As [`run`], for the elements that the walk visits.
pub(crate) unsafe fn run_walk<const N: usize>(
    f: Loop<'_, N>,
    loop_types: [DType; N],
    types: [DType; N],
    mut walk: Walk<N>,
    out_is_warm: bool,
) -> Result<(), ExecError> {
    let out = N - 1;
    let sizes: [usize; N] = std::array::from_fn(|i| types[i].itemsize());
    let bytes = walk.size().saturating_mul(sizes.iter().sum());
    if walk.ndim() > 1 {
        walk.pair_axes(sizes);
    }
    let mut stages: [Stage; N] = std::array::from_fn(|i| {
        if types[i] != loop_types[i] {
            let (from, to) = if i == out { (loop_types[i], types[i]) } else { (types[i], loop_types[i]) };
            Stage::Convert(Converter::new(from, to))
        } else if lies_across(&walk, i, sizes[i]) {
            Stage::Turn
        } else {
            Stage::Direct
        }
    });
    let turned = stages.iter().any(|s| matches!(s, Stage::Turn));
    // An output that is a small part of the traffic gains nothing.
    let streams = if turned {
        bytes >= STREAM_TURNED_FROM
    } else {
        out_is_warm && bytes >= STREAM_FROM && walk.size() * sizes[out] * 4 >= bytes
    };
    let streams = streams && matches!(stages[out], Stage::Direct);
    if streams && (walk.is_flat(out, sizes[out]) || walk.has_long_rows(out, sizes[out])) {
        stages[out] = Stage::Stream;
    }
    if stages.iter().all(|s| matches!(s, Stage::Direct)) {
        // SAFETY: the caller's word.
        unsafe { walk.run(bytes, &|r: Inner<N>| f(r.n, r.p, r.s)) };
        return Ok(());
    }
    let loop_sizes: [usize; N] = std::array::from_fn(|i| loop_types[i].itemsize());
    let block = BlockShape::new(loop_sizes, turned);
    let failed = OnceLock::new();
    let body = |r: Inner<N>| {
        // SAFETY: the caller's word.
        if let Err(e) = unsafe { staged(f, &stages, loop_sizes, block, r) } {
            let _ = failed.set(e);
        }
        if matches!(stages[out], Stage::Stream) {
            kernel::stream_fence();
        }
    };
    // SAFETY: the caller's word.
    unsafe { walk.run(bytes, &body) };
    failed.into_inner().map_or(Ok(()), Err)
}

/// Whether an operand lies gapless along the second kernel axis and not along the first, over a
/// rectangle that is worth turning.
fn lies_across<const N: usize>(walk: &Walk<N>, op: usize, itemsize: usize) -> bool {
    let [s0, s1] = walk.inner_strides(op);
    matches!(itemsize, 1 | 2 | 4 | 8 | 16)
        && s1 == itemsize as isize
        && s0.unsigned_abs() >= 2 * itemsize
        && walk.len(0) >= 16
        && walk.len(1) >= 16
}

/// The rectangle that is staged at once.
#[derive(Clone, Copy)]
struct BlockShape {
    /// The longest run along the fastest axis.
    row: usize,
    /// Elements that a block holds.
    elements: usize,
    /// Bytes that a block of the widest operand takes.
    bytes: usize,
}

impl BlockShape {
    fn new<const N: usize>(sizes: [usize; N], turned: bool) -> BlockShape {
        let widest = sizes.into_iter().max().unwrap_or(1).max(1);
        let (row, elements) = if turned {
            // Runs long enough for the prefetchers in both orders, in a block that stays in L2. C + F of
            // 3000x3000 f64: 18 ms so, 20 with runs of 2 KiB, 30 with runs of 256 bytes.
            let row = (1024 / widest).max(8);
            (row, row * 256)
        } else {
            let elements = (BLOCK_BYTES / widest).max(1);
            (elements, elements)
        };
        BlockShape { row, elements, bytes: elements * widest }
    }
}

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK_BYTES]);

/// One rectangle, block by block.
///
/// # Safety
/// As [`run`], for the elements of `r`.
unsafe fn staged<const N: usize>(
    f: Loop<'_, N>,
    stages: &[Stage; N],
    sizes: [usize; N],
    shape: BlockShape,
    r: Inner<N>,
) -> Result<(), ExecError> {
    let out = N - 1;
    let mut small: [Block; N] = [const { Block([MaybeUninit::uninit(); BLOCK_BYTES]) }; N];
    let large = if shape.bytes > BLOCK_BYTES { Some(crate::Buffer::uninit(shape.bytes * N)?) } else { None };
    let mut scratch: [*mut u8; N] = std::array::from_fn(|i| match &large {
        Some(buffer) => buffer.as_ptr().as_ptr().wrapping_add(i * shape.bytes),
        None => small[i].0.as_mut_ptr().cast(),
    });
    let m0 = shape.row.min(r.n[0]);
    let rows = (shape.elements / m0).max(1);
    // Only a turned output waits for the whole block; others are computed and leave in rows that stay in L1.
    let at_once = if matches!(stages[out], Stage::Turn) {
        rows
    } else {
        scratch[out] = small[out].0.as_mut_ptr().cast();
        (BLOCK_BYTES / (m0 * sizes[out]).max(1)).clamp(1, rows)
    };
    for j in (0..r.n[1]).step_by(rows) {
        let m1 = rows.min(r.n[1] - j);
        for i in (0..r.n[0]).step_by(m0) {
            let m = [m0.min(r.n[0] - i), m1];
            let part = r.part([i, j], m);
            let mut call = part;
            for op in 0..N {
                if matches!(stages[op], Stage::Direct) {
                    continue;
                }
                // What does not change along an axis is staged once.
                let span: [usize; 2] = std::array::from_fn(|a| if part.s[op][a] == 0 { 1 } else { m[a] });
                let unit = |a: usize, s: isize| if part.s[op][a] == 0 { 0 } else { s };
                let packed = [sizes[op] as isize, (sizes[op] * span[0]) as isize];
                call.p[op] = scratch[op];
                call.s[op] = [unit(0, packed[0]), unit(1, packed[1])];
                if op == out {
                    continue;
                }
                let step = Inner { n: span, p: [part.p[op], scratch[op]], s: [part.s[op], call.s[op]] };
                // SAFETY: the block holds the span in the kernel's type; the input is readable.
                unsafe {
                    match stages[op] {
                        Stage::Convert(c) => c.convert(step)?,
                        _ => kernel::transpose_copy(sizes[op], step.n, step.p, step.s, false),
                    }
                }
            }
            for k in (0..m1).step_by(at_once) {
                let n = [m[0], at_once.min(m1 - k)];
                let (mut call, part) = (call.part([0, k], n), part.part([0, k], n));
                if !matches!(stages[out], Stage::Direct) {
                    call.p[out] = scratch[out];
                }
                // Each operand of the call is in the kernel's type, in place or in its block.
                f(n, call.p, call.s);
                let step = Inner { n, p: [call.p[out], part.p[out]], s: [call.s[out], part.s[out]] };
                // SAFETY: the block was just filled; the output is writable.
                unsafe {
                    match stages[out] {
                        Stage::Direct => {}
                        Stage::Convert(c) => c.convert(step)?,
                        Stage::Turn => kernel::transpose_copy(sizes[out], step.n, step.p, step.s, false),
                        Stage::Stream => stream_block(step, sizes[out]),
                    }
                }
            }
        }
    }
    Ok(())
}

/// Moves a gapless block into rows of contiguous elements, around the cache, without a fence.
///
/// # Safety
/// As [`kernel::stream_rows`].
unsafe fn stream_block(r: Inner<2>, itemsize: usize) {
    let row = r.n[0] * itemsize;
    let gapless = r.n[1] == 1 || r.s[1][1] == row as isize;
    let n = if gapless { [row * r.n[1], 1] } else { [row, r.n[1]] };
    // SAFETY: the caller's word.
    unsafe { kernel::stream_rows(n, r.p.map(<*mut u8>::cast_const), [r.s[0][1], r.s[1][1]]) };
}

/// A copy of an operand's elements in memory of its own, gapless in its own order.
///
/// # Safety
/// The operand's elements may be read.
///
/// # Errors
/// [`ExecError::Allocation`].
pub(crate) unsafe fn detached(op: &Operand<'_>) -> Result<Output, ExecError> {
    let out = Output::uninit(op.dtype, op.layout.like(Order::K, op.dtype.itemsize())?)?;
    // SAFETY: the copy is fresh memory of the same shape.
    unsafe { crate::copy::copy_plain(op, &out.operand(), out.buffer.is_warm())? };
    Ok(out)
}

/// Copies of the inputs that the output would overwrite too early.
///
/// # Safety
/// The inputs' elements may be read.
///
/// # Errors
/// [`ExecError::Allocation`].
pub(crate) unsafe fn separate<const N: usize>(
    inputs: [&Operand<'_>; N],
    out: &Operand<'_>,
) -> Result<[Option<Output>; N], ExecError> {
    let mut copies = [const { None }; N];
    for (copy, input) in copies.iter_mut().zip(inputs) {
        if !input.is_same(out) && overlap::operands_overlap(input, out) {
            // SAFETY: the caller's word.
            *copy = Some(unsafe { detached(input)? });
        }
    }
    Ok(copies)
}

/// An input, or the copy that [`separate`] made of it.
pub(crate) fn apart<'a>(input: &Operand<'a>, copy: &'a Option<Output>) -> Operand<'a> {
    copy.as_ref().map_or(*input, Output::operand)
}
