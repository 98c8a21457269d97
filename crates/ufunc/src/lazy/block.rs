//! The walk over an expression's inputs, block by block, and how each input gets to a block.
//!
//! A block is a rectangle of the plan of at most some thousand elements. To the expression it is one run: inputs that
//! lie gapless over the block are read in place, others are packed into scratch memory, and what was packed is kept
//! for as long as the next blocks ask for the same elements.

use std::ops::Range;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_exec::Buffer;
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order, Shape};
use smallvec::{SmallVec, smallvec};

use npcore_array::Result;

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
/// Loops over a block go by pieces of this many elements: a repeated value is spread over one piece only.
pub(super) const PIECE: usize = 256;
/// Rows of a block where an input lies across the others: two cache lines of f64.
const TILE_ROWS: usize = 16;

/// An input of an expression: elements of memory that lives as long as the evaluation.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub ptr: *mut u8,
    pub dtype: DType,
    pub size: usize,
    /// As it was given, for the question what it shares with the output.
    pub whole: Layout,
    /// Over the axes of the walk.
    pub layout: Layout,
    /// Its strides along the reduced axes, where it is part of a reduction.
    pub reduced: SmallVec<[isize; 4]>,
    /// How many elements the reduced axes have together; 1 where there are none.
    pub steps: usize,
}

// SAFETY: the memory is only read, and outlives the evaluation: whoever makes an input holds it borrowed.
unsafe impl Send for Input {}
// SAFETY: as above.
unsafe impl Sync for Input {}

/// Scratch memory of a block, by the number of bytes per element that lie before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot(usize);

/// Hands out slots of scratch memory.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scratch {
    /// Bytes per element handed out so far.
    used: usize,
    /// The largest element of them.
    widest: usize,
}

impl Scratch {
    /// Room for a block of elements of `size` bytes.
    pub fn slot(&mut self, size: usize) -> Slot {
        self.slots(size, 1)
    }

    /// Room for `count` blocks next to each other.
    pub fn slots(&mut self, size: usize, count: usize) -> Slot {
        let slot = Slot(self.used);
        self.used += size * count;
        self.widest = self.widest.max(size);
        slot
    }
}

/// How an input gets to a block.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Feed {
    /// Read where it lies.
    Direct,
    /// One element, repeated.
    Repeat,
    /// Gathered.
    Pack,
    /// Gathered from memory that lies across the walk, by tiles.
    Turn,
}

#[derive(Clone, Debug)]
struct Way {
    feed: Feed,
    size: usize,
    strides: [isize; 2],
    reduced: SmallVec<[isize; 4]>,
    slot: Slot,
    /// How many packed blocks are kept.
    kept: usize,
    /// The place of the first of them in [`Block::packed`].
    first: usize,
}

/// The most packed blocks that are kept of one input: one for each step of a short reduction.
const KEPT: usize = 64;

/// A plan cut into blocks.
pub(super) struct Walk {
    plan: Plan,
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
    /// Nothing: a fold.
    Nothing,
    /// A new array of elements of this size, whose memory is given later.
    New(usize),
    /// A given array.
    Given(&'a Layout, *mut u8),
}

impl Walk {
    /// The walk over inputs, and an output behind them; `most` limits the elements of a block.
    ///
    /// # Errors
    /// Shapes that do not fit.
    ///
    /// Programs know inputs by numbers of which `first` is the first one's.
    pub fn new(
        inputs: &[Input],
        first: usize,
        written: &Written<'_>,
        mut scratch: Scratch,
        most: usize,
    ) -> Result<Walk> {
        let mut specs: SmallVec<[OperandSpec<'_>; 6]> = inputs.iter().map(|i| OperandSpec::read(&i.layout)).collect();
        let mut buffers: SmallVec<[*mut u8; 4]> = inputs.iter().map(|i| i.ptr).collect();
        match written {
            Written::Nothing => {}
            Written::New(size) => {
                specs.push(OperandSpec::allocate(*size));
                buffers.push(std::ptr::null_mut());
            }
            Written::Given(layout, ptr) => {
                specs.push(OperandSpec::write(layout));
                buffers.push(*ptr);
            }
        }
        let plan = Plan::new(&specs, Order::K)?;
        let n = plan.inner_len();
        let strides: SmallVec<[[isize; 2]; 4]> = (0..specs.len()).map(|op| plan.inner_strides(op)).collect();

        // Whatever an input needs is reserved before it is known whether it does: slots depend on the block's size.
        let widest = inputs.iter().map(|i| i.size).fold(scratch.widest, usize::max).max(1);
        let gapless = |i: usize| strides[i][0] == inputs[i].size as isize || n[0] == 1;
        let room = |i: usize| if gapless(i) && n[0] >= SHORT_ROW && n[1] == 1 { 0 } else { inputs[i].steps.min(KEPT) };
        let per_element = scratch.used + (0..inputs.len()).map(|i| room(i) * inputs[i].size).sum::<usize>();
        let limit = (BLOCK_BYTES / widest).min(SCRATCH_BYTES / per_element.max(1)).clamp(FEWEST, MOST).min(most);
        // The steps of a reduction share L1.
        let limit = if inputs.iter().any(|i| i.steps > 1) { limit / 2 } else { limit };
        let limit = limit.max(FEWEST) / UNIT * UNIT;
        let lies_across = |i: usize| {
            let ([s0, s1], size) = (strides[i], inputs[i].size);
            matches!(size, 1 | 2 | 4 | 8 | 16) && s1 == size as isize && s0.unsigned_abs() >= 2 * size
        };
        let tiled = n[0] >= TILE_ROWS && n[1] >= TILE_ROWS && (0..inputs.len()).any(lies_across);
        let m = if tiled {
            [(limit / TILE_ROWS).min(n[0]), TILE_ROWS]
        } else if n[0] < SHORT_ROW && n[1] > 1 {
            [n[0], (limit / n[0].max(1)).clamp(1, n[1])]
        } else {
            // Pieces of about one length.
            let pieces = n[0].div_ceil(limit).max(1);
            [n[0].div_ceil(pieces).next_multiple_of(UNIT).min(n[0]), 1]
        };
        let capacity = (m[0] * m[1]).next_multiple_of(UNIT).max(UNIT);

        let (mut ways, mut packed, mut down) = (SmallVec::new(), 0, false);
        for (i, input) in inputs.iter().enumerate() {
            let ([s0, s1], size) = (strides[i], input.size as isize);
            let feed = if (s0 == size || m[0] == 1) && (s1 == size * m[0] as isize || m[1] == 1) {
                Feed::Direct
            } else if (s0 == 0 || m[0] == 1) && (s1 == 0 || m[1] == 1) {
                Feed::Repeat
            } else if tiled && lies_across(i) {
                Feed::Turn
            } else {
                Feed::Pack
            };
            down |= (feed == Feed::Pack && m[1] == 1) || feed == Feed::Turn;
            let kept = if input.steps <= KEPT { input.steps } else { 1 };
            let (slot, first) = (Slot(scratch.used), packed);
            if feed != Feed::Direct {
                scratch.slots(input.size, kept);
                packed += kept;
            }
            ways.push(Way {
                feed,
                size: input.size,
                strides: [s0, s1],
                reduced: input.reduced.clone(),
                slot,
                kept,
                first,
            });
        }
        let repeats = ways.iter().any(|way: &Way| way.feed == Feed::Repeat);
        let counts = [0, 1].map(|axis| n[axis].div_ceil(m[axis].max(1)));
        let outer = if plan.is_empty() { 0 } else { plan.outer_len() };
        Ok(Walk {
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
            piece: if repeats { PIECE } else { usize::MAX },
            capacity,
            scratch: scratch.used * capacity,
            plan,
        })
    }

    /// The number of blocks.
    pub fn blocks(&self) -> usize {
        self.counts[0] * self.counts[1] * self.outer
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.plan.size()
    }

    /// The layout of an output that was still to be made.
    pub fn output_layout(&self) -> Layout {
        self.plan.output_layout(self.inputs)
    }

    pub fn shape(&self) -> &Shape {
        self.plan.shape()
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
            self.plan.for_each_outer(outer..outer + 1, |offsets| bases = SmallVec::from_slice(offsets));
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

/// Which elements a packed block holds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Packed {
    at: *mut u8,
    m: [usize; 2],
}

impl Default for Packed {
    fn default() -> Packed {
        Packed { at: std::ptr::null_mut(), m: [0; 2] }
    }
}

/// Where a block lies in the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub ptr: *mut u8,
    pub strides: [isize; 2],
    pub m: [usize; 2],
}

/// One block, as an expression's program sees it.
pub struct Block<'a> {
    first: usize,
    piece: usize,
    n: usize,
    m: [usize; 2],
    ways: &'a [Way],
    at: &'a [*mut u8],
    packed: &'a mut [Packed],
    scratch: *mut u8,
    capacity: usize,
    /// The position along the reduced axes: as a number, and along each.
    step: usize,
    index: SmallVec<[usize; 4]>,
}

impl Block<'_> {
    /// The number of elements.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.n
    }

    /// How many elements loops go over at once: [`PIECE`] where a repeated value is spread over no more.
    #[inline(always)]
    pub(super) fn piece(&self) -> usize {
        self.piece
    }

    /// The memory of a slot.
    #[inline(always)]
    pub(super) fn slot(&self, slot: Slot) -> *mut u8 {
        self.scratch.wrapping_add(slot.0 * self.capacity)
    }

    /// Goes to a position along the reduced axes of these lengths.
    pub(super) fn go_to(&mut self, step: usize, lengths: &[usize]) {
        self.step = step;
        self.index.clear();
        if lengths.len() == 1 {
            return self.index.push(step);
        }
        self.index.resize(lengths.len(), 0);
        let mut left = step;
        for (index, &n) in self.index.iter_mut().zip(lengths).rev() {
            *index = left % n;
            left /= n;
        }
    }

    /// The elements of an input over this block, gapless; or the first [`PIECE`] of them where it is one repeated value,
    /// with whether it is not.
    ///
    /// # Safety
    /// The block is one of a walk over memory that may be read.
    #[inline(always)]
    pub(super) unsafe fn input(&mut self, i: usize) -> (*const u8, bool) {
        let i = i - self.first;
        let way = &self.ways[i];
        if way.feed == Feed::Direct && way.reduced.is_empty() {
            return (self.at[i], true);
        }
        // SAFETY: the caller's word.
        unsafe { self.packed(i) }
    }

    /// # Safety
    /// As [`Block::input`].
    #[inline(never)]
    unsafe fn packed(&mut self, i: usize) -> (*const u8, bool) {
        let way = &self.ways[i];
        let shift: isize = self.index.iter().zip(&way.reduced).map(|(&k, &s)| k as isize * s).sum();
        let at = self.at[i].wrapping_offset(shift);
        if way.feed == Feed::Direct {
            return (at, true);
        }
        let moves = way.feed != Feed::Repeat;
        let which = if way.kept > 1 { self.step } else { 0 };
        let to = self.slot(Slot(way.slot.0 + which * way.size));
        let packed = &mut self.packed[way.first + which];
        let now = Packed { at, m: self.m };
        if *packed == now {
            return (to, moves);
        }
        *packed = now;
        // SAFETY: the slot holds a block; the input's elements over this one may be read (the caller's word).
        unsafe {
            let size = way.size as isize;
            let rows = [size, size * self.m[0] as isize];
            match way.feed {
                Feed::Repeat => repeat(at, to, way.size, self.n.min(PIECE)),
                Feed::Turn => kernel::transpose_copy(way.size, self.m, [at, to], [way.strides, rows], false),
                Feed::Direct | Feed::Pack => kernel::copy(way.size, self.m, [at, to], [way.strides, rows]),
            }
        }
        (to, moves)
    }
}

/// Writes an element `count` times, one behind the other.
///
/// # Safety
/// `size` bytes may be read at `from`, and `size * count` written at `to`, elsewhere.
unsafe fn repeat(from: *const u8, to: *mut u8, size: usize, count: usize) {
    // SAFETY: the caller's word; a copy with step 0 reads the one element again and again.
    unsafe {
        match size {
            1 => to.write_bytes(*from, count),
            4 => fill::<[u8; 4]>(from, to, count),
            8 => fill::<[u8; 8]>(from, to, count),
            16 => fill::<[u8; 16]>(from, to, count),
            _ => kernel::copy(size, [count, 1], [from.cast_mut(), to], [[0, 0], [size as isize, 0]]),
        }
    }
}

/// # Safety
/// As [`repeat`], for elements as large as `T`.
unsafe fn fill<T: Copy>(from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: the caller's word; the types have alignment 1.
    unsafe {
        let value = from.cast::<T>().read_unaligned();
        std::slice::from_raw_parts_mut(to.cast::<std::mem::MaybeUninit<T>>(), count)
            .fill(std::mem::MaybeUninit::new(value));
    }
}
