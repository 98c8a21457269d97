//! How closures are led over elements: the walk, planned once, by code that knows no types.

use std::mem::MaybeUninit;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::Element;
use npcore_exec::Buffer;
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use crate::create::uninit;
use crate::error::Result;
use crate::raw::Raw;

/// Rows shorter than this go through the loop that takes a whole rectangle: a call for each costs more.
const LONG_ROW: usize = 16;
/// A block of a repeated value: a few of them stay in L1.
const BLOCK_BYTES: usize = 4096;

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK_BYTES]);

/// A part of a walk: `n` elements along two axes, the operands' first elements, and their steps along these axes.
#[derive(Clone, Copy)]
pub(super) struct Rect<const N: usize> {
    pub(super) n: [usize; 2],
    pub(super) p: [*mut u8; N],
    pub(super) s: [[isize; 2]; N],
    /// Every operand is gapless along the first axis.
    pub(super) rows: bool,
}

impl<const N: usize> Rect<N> {
    /// The operands' elements at the start of row `j`.
    #[inline(always)]
    pub(super) fn row(&self, j: usize) -> [*mut u8; N] {
        std::array::from_fn(|op| self.p[op].wrapping_offset(j as isize * self.s[op][1]))
    }
}

/// How the operands of a call are walked.
pub(super) enum Way {
    /// All are C-contiguous and of one shape: one run.
    Flat(usize),
    Planned(Box<Plan>),
}

fn is_flat(operands: &[&Raw]) -> bool {
    let shape = operands[0].layout.shape();
    operands.iter().all(|raw| raw.layout.shape() == shape && raw.is_c_contiguous())
}

/// The walk over inputs and new outputs of these element sizes, and the outputs' layouts.
pub(super) fn new_outputs<const M: usize>(inputs: &[&Raw], items: [usize; M]) -> Result<(Way, [Layout; M])> {
    let mut layouts = [Layout::scalar(); M];
    if is_flat(inputs) {
        for (layout, &item) in layouts.iter_mut().zip(&items) {
            *layout = Layout::contiguous(inputs[0].layout.shape(), item, Order::C)?;
        }
        return Ok((Way::Flat(inputs[0].size()), layouts));
    }
    let mut specs: SmallVec<[OperandSpec<'_>; 5]> = inputs.iter().map(|a| OperandSpec::read(&a.layout)).collect();
    specs.extend(items.iter().map(|&item| OperandSpec::allocate(item)));
    let plan = Plan::new(&specs, Order::K)?;
    for (i, layout) in layouts.iter_mut().enumerate() {
        *layout = plan.output_layout(inputs.len() + i);
    }
    Ok((Way::Planned(Box::new(plan)), layouts))
}

/// A new output; its memory is still to be written.
pub(super) fn fresh<U: Element>(layout: Layout) -> Result<(Buffer, Raw)> {
    let dtype = <U as Element>::dtype();
    let buffer = uninit(&layout, dtype)?;
    let ptr = buffer.as_ptr().as_ptr();
    Ok((buffer, Raw { ptr, dtype, layout, trusted: true }))
}

/// The walk over inputs and given outputs, which are read too if `in_place`: the first is then one of the arguments.
pub(super) fn into_outputs(inputs: &[&Raw], outs: &[&Raw], in_place: bool) -> Result<Way> {
    let mut all: SmallVec<[&Raw; 5]> = SmallVec::from_slice(inputs);
    all.extend_from_slice(outs);
    if is_flat(&all) {
        return Ok(Way::Flat(outs[0].size()));
    }
    let mut specs: SmallVec<[OperandSpec<'_>; 5]> = inputs.iter().map(|a| OperandSpec::read(&a.layout)).collect();
    let write = if in_place { OperandSpec::read_write } else { OperandSpec::write };
    specs.extend(outs.iter().map(|out| write(&out.layout)));
    match Plan::new(&specs, Order::K) {
        Ok(plan) => Ok(Way::Planned(Box::new(plan))),
        Err(e) if in_place => {
            // NumPy names the target twice, as first argument and as output.
            let mut shapes: SmallVec<[&[usize]; 5]> = smallvec::smallvec![&outs[0].layout.shape()[..]];
            shapes.extend(all.iter().map(|a| &a.layout.shape()[..]));
            Err(npcore_broadcast::broadcast_shapes(&shapes).err().unwrap_or(e).into())
        }
        Err(e) => Err(e.into()),
    }
}

/// Calls `body` with rectangles that cover all elements, the outputs' each once. Outputs stand behind inputs.
///
/// # Safety
/// The way was made for these operands; the inputs' elements may be read.
pub(super) unsafe fn walk<const N: usize>(way: &Way, operands: [&Raw; N], body: &mut dyn FnMut(Rect<N>)) {
    let sizes: [usize; N] = std::array::from_fn(|op| operands[op].itemsize());
    match way {
        Way::Flat(0) => {}
        Way::Flat(n) => body(Rect {
            n: [*n, 1],
            p: std::array::from_fn(|op| operands[op].first()),
            s: std::array::from_fn(|op| [sizes[op] as isize, 0]),
            rows: true,
        }),
        Way::Planned(plan) if plan.is_empty() => {}
        Way::Planned(plan) => {
            let (n, s) = plan.inner::<N>();
            plan.for_each_outer_n::<N>(0..plan.outer_len(), |offsets| {
                let p = std::array::from_fn(|op| operands[op].ptr.wrapping_offset(offsets[op]));
                // SAFETY: the caller's word: the plan's rectangles lie in the operands.
                unsafe { rectangle(Rect { n, p, s, rows: false }, sizes, body) }
            });
        }
    }
}

/// One rectangle of a plan: as it is, or with repeated values spread over blocks.
///
/// # Safety
/// The inputs' elements may be read.
unsafe fn rectangle<const N: usize>(mut r: Rect<N>, sizes: [usize; N], body: &mut dyn FnMut(Rect<N>)) {
    let gapless = |op: usize| r.s[op][0] == sizes[op] as isize;
    let repeated: [bool; N] = std::array::from_fn(|op| r.s[op][0] == 0 && !gapless(op));
    let widest = (0..N).filter(|&op| repeated[op]).map(|op| sizes[op]).max().unwrap_or(1);
    let block = BLOCK_BYTES / widest.max(1);
    if r.n[0] < LONG_ROW || block < LONG_ROW || !(0..N).all(|op| gapless(op) || repeated[op]) {
        return body(r);
    }
    r.rows = true;
    if !repeated.contains(&true) {
        return body(r);
    }
    let mut blocks = [const { Block([MaybeUninit::uninit(); BLOCK_BYTES]) }; N];
    for j in 0..r.n[1] {
        let mut p = r.row(j);
        for op in (0..N).filter(|&op| repeated[op]) {
            let to = blocks[op].0.as_mut_ptr().cast::<u8>();
            if j == 0 || r.s[op][1] != 0 {
                // SAFETY: an element that may be read; a block holds `block` of the widest.
                unsafe { spread(p[op], to, sizes[op], block.min(r.n[0])) };
            }
            p[op] = to;
        }
        for i in (0..r.n[0]).step_by(block) {
            let p = std::array::from_fn(|op| if repeated[op] { p[op] } else { p[op].wrapping_add(i * sizes[op]) });
            body(Rect { n: [block.min(r.n[0] - i), 1], p, ..r });
        }
    }
}

/// Writes an element `count` times, one behind the other.
///
/// # Safety
/// `size` bytes may be read at `from`, and `size * count` written at `to`, elsewhere.
unsafe fn spread(from: *const u8, to: *mut u8, size: usize, count: usize) {
    let total = size * count;
    // SAFETY: the caller's word; each copy doubles what is there.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, size);
        let mut done = size;
        while done < total {
            let more = done.min(total - done);
            std::ptr::copy_nonoverlapping(to, to.add(done), more);
            done += more;
        }
    }
}
