//! The walk over an expression's inputs, cut into blocks.
//!
//! A block is a rectangle of the plan of at most some thousand elements.

use std::ops::Range;

use npcore_array::Result;
use npcore_broadcast::{OperandSpec, Plan};
use npcore_exec::Buffer;
use npcore_layout::{Layout, Order, Shape};
use smallvec::{SmallVec, smallvec};

use super::block::{Block, FOLD_PIECE, Feed, Input, KEPT, PIECE, Packed, Scratch, Slot, TURN_FROM, Way, strip};

/// Bytes that a block has in the widest type: a few of them stay in L1.
const BLOCK_BYTES: usize = 8 << 10;
/// The most elements of a block.
const MOST: usize = 4096;
/// The fewest elements that a block is made smaller for.
const FEWEST: usize = 128;
/// All of a thread's scratch memory, where that is possible with blocks of a decent size: it stays in L2.
const SCRATCH_BYTES: usize = 256 << 10;
/// Rows of fewer elements than this are walked several at once.
const SHORT_ROW: usize = 256;
/// Blocks hold multiples of this many elements, so that slots are aligned.
const UNIT: usize = 64;
/// Where a walk goes.
enum Course {
    Planned(Box<Plan>),
    /// Along gapless inputs of one shape: one axis, without a plan.
    Flat(Shape),
}

/// A walk cut into blocks.
pub(super) struct Walk {
    course: Course,
    first: usize,
    inputs: usize,
    buffers: SmallVec<[*mut u8; 4]>,
    n: [usize; 2],
    /// The shape of a block.
    m: [usize; 2],
    /// Blocks along the two inner axes.
    counts: [usize; 2],
    outer: usize,
    /// Whether blocks follow each other down the rows, so that what repeats with them is packed once.
    down: bool,
    strides: SmallVec<[[isize; 2]; 4]>,
    ways: SmallVec<[Way; 4]>,
    packed: usize,
    /// Elements that loops go over at once.
    piece: usize,
    /// Elements that a slot holds.
    capacity: usize,
    scratch: usize,
}

// SAFETY: the pointers lead to memory that the evaluation may use on any thread: inputs are only read, and parts of the
// output are written by one thread each.
unsafe impl Send for Walk {}
// SAFETY: as above.
unsafe impl Sync for Walk {}

/// What a walk writes.
pub(super) enum Written<'a> {
    /// Nothing: a fold, of no more than this many elements a block.
    Nothing(usize),
    /// A new array of elements of this size, whose memory is given later.
    New(usize),
    /// A given array, and whether it is one of the inputs too.
    Given(&'a Layout, *mut u8, bool),
}

impl Walk {
    /// The walk over inputs, and an output behind them. Programs know inputs by numbers of which `first` is the first one's.
    ///
    /// # Errors
    /// Shapes that do not fit.
    pub fn new(inputs: &[Input], first: usize, written: &Written<'_>, scratch: Scratch) -> Result<Walk> {
        let mut buffers: SmallVec<[*mut u8; 4]> = inputs.iter().map(|i| i.ptr).collect();
        let flat = inputs.first().map(|first| first.layout.shape()).filter(|shape| {
            let alike = |input: &Input| input.layout.shape() == *shape && input.is_flat();
            !shape.is_empty() && !matches!(written, Written::Given(..)) && inputs.iter().all(alike)
        });
        let flat = flat.filter(|shape| !shape.contains(&0));
        if let Some(&shape) = flat {
            let mut strides: SmallVec<[[isize; 2]; 4]> = inputs.iter().map(|i| [i.size as isize, 0]).collect();
            if let Written::New(size) = written {
                strides.push([*size as isize, 0]);
                buffers.push(std::ptr::null_mut());
            }
            // Without a plan offsets are those of the layouts.
            for (buffer, input) in buffers.iter_mut().zip(inputs) {
                *buffer = buffer.wrapping_offset(input.layout.offset());
            }
            let n = [shape.iter().product(), 1];
            return Ok(Walk::cut(inputs, first, written, scratch, Course::Flat(shape), buffers, n, strides));
        }
        let mut specs: SmallVec<[OperandSpec<'_>; 6]> = inputs.iter().map(|i| OperandSpec::read(&i.layout)).collect();
        match written {
            Written::Nothing(_) => {}
            Written::New(size) => {
                specs.push(OperandSpec::allocate(*size));
                buffers.push(std::ptr::null_mut());
            }
            Written::Given(layout, ptr, _) => {
                specs.push(OperandSpec::write(layout));
                buffers.push(*ptr);
            }
        }
        let plan = Plan::new(&specs, Order::K)?;
        let n = plan.inner_len();
        let strides: SmallVec<[[isize; 2]; 4]> = (0..specs.len()).map(|op| plan.inner_strides(op)).collect();
        Ok(Walk::cut(inputs, first, written, scratch, Course::Planned(Box::new(plan)), buffers, n, strides))
    }

    /// Cuts what is walked into blocks.
    #[allow(clippy::too_many_arguments, reason = "what `new` found out")]
    fn cut(
        inputs: &[Input],
        first: usize,
        written: &Written<'_>,
        mut scratch: Scratch,
        course: Course,
        buffers: SmallVec<[*mut u8; 4]>,
        n: [usize; 2],
        strides: SmallVec<[[isize; 2]; 4]>,
    ) -> Walk {
        // Rows packed ahead would be those before the output was written in their place, or in between.
        let ahead = !matches!(written, Written::Given(_, _, true));
        let lies_across = |i: usize| {
            let ([s0, s1], size) = (strides[i], inputs[i].size);
            let across = matches!(size, 1 | 2 | 4 | 8 | 16) && s1 == size as isize && s0.unsigned_abs() >= 2 * size;
            let few = inputs[i].steps <= KEPT / 16;
            across && ahead && few && n[0] >= SHORT_ROW && n[1] >= TURN_FROM
        };
        // Whatever an input needs is reserved before it is known whether it does: slots depend on the block's size.
        let widest = inputs.iter().map(|i| i.size).fold(scratch.widest, usize::max).max(1);
        let gapless = |i: usize| strides[i][0] == inputs[i].size as isize || n[0] == 1;
        let room = |i: usize| match i {
            _ if lies_across(i) => strip(inputs[i].size) * inputs[i].steps,
            _ if gapless(i) && n[0] >= SHORT_ROW => 0,
            _ => inputs[i].steps.min(KEPT),
        };
        let per_element = scratch.used + (0..inputs.len()).map(|i| room(i) * inputs[i].size).sum::<usize>();
        let limit = (BLOCK_BYTES / widest).min(SCRATCH_BYTES / per_element.max(1)).clamp(FEWEST, MOST);
        // The steps of a reduction share L1.
        let limit = if inputs.iter().any(|i| i.steps > 1) { limit / 2 } else { limit };
        let limit = limit.max(FEWEST) / UNIT * UNIT;
        let m = match *written {
            // Several rows at once, where they are short.
            Written::Nothing(most) if n[0] < SHORT_ROW && n[1] > 1 => [n[0], (most / n[0].max(1)).clamp(1, n[1])],
            // Whole leaves: where they end decides the bits of a sum.
            Written::Nothing(most) => [n[0].min(most), 1],
            _ if n[0] < SHORT_ROW && n[1] > 1 => [n[0], (limit / n[0].max(1)).clamp(1, n[1])],
            _ => {
                // Pieces of about one length.
                let pieces = n[0].div_ceil(limit).max(1);
                [n[0].div_ceil(pieces).next_multiple_of(UNIT).min(n[0]), 1]
            }
        };
        let capacity = (m[0] * m[1]).next_multiple_of(UNIT).max(UNIT);

        let (mut ways, mut packed, mut down) = (SmallVec::new(), 0, false);
        for (i, input) in inputs.iter().enumerate() {
            let ([s0, s1], size) = (strides[i], input.size as isize);
            let feed = if (s0 == size || m[0] == 1) && (s1 == size * m[0] as isize || m[1] == 1) {
                Feed::Direct
            } else if (s0 == 0 || m[0] == 1) && (s1 == 0 || m[1] == 1) {
                Feed::Repeat
            } else if lies_across(i) {
                Feed::Turn
            } else {
                Feed::Pack
            };
            down |= (feed == Feed::Pack && m[1] == 1) || feed == Feed::Turn;
            let (kept, rows) = match feed {
                Feed::Turn => (input.steps, strip(input.size)),
                _ => (if input.steps <= KEPT { input.steps } else { 1 }, 1),
            };
            let (slot, first) = (Slot(scratch.used), packed);
            if feed != Feed::Direct {
                scratch.slots(input.size, kept * rows);
                packed += kept;
            }
            ways.push(Way {
                feed,
                size: input.size,
                strides: [s0, s1],
                reduced: input.reduced.clone(),
                slot,
                kept,
                rows,
                first,
            });
        }
        let repeats = ways.iter().any(|way: &Way| way.feed == Feed::Repeat);
        let counts = [0, 1].map(|axis| n[axis].div_ceil(m[axis].max(1)));
        let outer = match &course {
            Course::Planned(plan) if plan.is_empty() => 0,
            Course::Planned(plan) => plan.outer_len(),
            Course::Flat(_) => 1,
        };
        Walk {
            first,
            inputs: inputs.len(),
            buffers,
            n,
            m,
            counts,
            outer,
            down,
            strides,
            ways,
            packed,
            piece: match written {
                _ if !repeats => usize::MAX,
                Written::Nothing(_) => FOLD_PIECE,
                _ => PIECE,
            },
            capacity,
            scratch: scratch.used * capacity,
            course,
        }
    }

    /// The number of blocks.
    pub fn blocks(&self) -> usize {
        self.counts[0] * self.counts[1] * self.outer
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        match &self.course {
            Course::Planned(plan) => plan.size(),
            Course::Flat(_) => self.n[0],
        }
    }

    /// The layout of an output of elements of `size` bytes that is still to be made.
    ///
    /// # Errors
    /// More bytes than there may be.
    pub fn output_layout(&self, size: usize) -> Result<Layout> {
        match &self.course {
            Course::Planned(plan) => Ok(plan.output_layout(self.inputs)),
            Course::Flat(shape) => Ok(Layout::contiguous(shape, size, Order::C)?),
        }
    }

    pub fn shape(&self) -> &Shape {
        match &self.course {
            Course::Planned(plan) => plan.shape(),
            Course::Flat(shape) => shape,
        }
    }

    /// Gives the output its memory.
    pub fn set_output(&mut self, ptr: *mut u8) {
        self.buffers[self.inputs] = ptr;
    }

    /// Whether the output, of elements of `size` bytes, lies gapless over long stretches.
    pub fn has_long_rows(&self, size: usize) -> bool {
        let [s0, s1] = self.strides[self.inputs];
        let flat = s0 == size as isize && (self.n[1] == 1 || s1 == (size * self.n[0]) as isize);
        flat || (s0 == size as isize && self.n[0] * size >= 4096)
    }

    /// Calls `visit` for the blocks `range`, in order, with the block and where it lies in the output. `shifts` are added
    /// to the inputs' addresses.
    pub fn visit(
        &self,
        range: Range<usize>,
        shifts: &[isize],
        state: &mut State,
        mut visit: impl FnMut(&mut Block<'_>, Place),
    ) {
        let [c0, c1] = self.counts;
        let inner = c0 * c1;
        if range.is_empty() || inner == 0 {
            return;
        }
        let mut at = range.start;
        while at < range.end {
            let (outer, mut k) = (at / inner, at % inner);
            let end = (inner * (outer + 1)).min(range.end) - inner * outer;
            at = inner * outer + end;
            let mut bases: SmallVec<[isize; 8]> = SmallVec::new();
            match &self.course {
                Course::Planned(plan) => {
                    plan.for_each_outer(outer..outer + 1, |offsets| bases = SmallVec::from_slice(offsets));
                }
                Course::Flat(_) => bases.resize(self.buffers.len(), 0),
            }
            while k < end {
                let [b0, b1] = if self.down { [k / c1, k % c1] } else { [k % c0, k / c0] };
                let from = [b0 * self.m[0], b1 * self.m[1]];
                let m = [0, 1].map(|axis| self.m[axis].min(self.n[axis] - from[axis]));
                let address = |op: usize| {
                    let [s0, s1] = self.strides[op];
                    let inside = from[0] as isize * s0 + from[1] as isize * s1;
                    self.buffers[op].wrapping_offset(bases[op] + inside)
                };
                for (i, to) in state.at.iter_mut().enumerate() {
                    *to = address(i).wrapping_offset(shifts.get(i).copied().unwrap_or(0));
                }
                let place = if self.buffers.len() > self.inputs {
                    Place { ptr: address(self.inputs), strides: self.strides[self.inputs], m }
                } else {
                    Place { ptr: std::ptr::null_mut(), strides: [0; 2], m }
                };
                let mut block = Block {
                    first: self.first,
                    piece: self.piece,
                    n: m[0] * m[1],
                    m,
                    row: from[1],
                    rows: self.n[1],
                    ways: &self.ways,
                    at: &state.at,
                    packed: &mut state.packed,
                    scratch: state.scratch.as_ptr().as_ptr(),
                    capacity: self.capacity,
                    step: 0,
                    index: SmallVec::new(),
                };
                visit(&mut block, place);
                k += 1;
            }
        }
    }

    /// What one thread needs to visit blocks.
    ///
    /// # Errors
    /// No memory.
    pub fn state(&self) -> Result<State> {
        Ok(State {
            at: smallvec![std::ptr::null_mut(); self.inputs],
            packed: smallvec![Packed::default(); self.packed],
            scratch: Buffer::uninit(self.scratch)?,
        })
    }
}

/// What one thread carries from block to block.
pub(super) struct State {
    at: SmallVec<[*mut u8; 4]>,
    packed: SmallVec<[Packed; 4]>,
    scratch: Buffer,
}

/// Where a block lies in the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub ptr: *mut u8,
    pub strides: [isize; 2],
    pub m: [usize; 2],
}
