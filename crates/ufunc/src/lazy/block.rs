//! A block of the walk, and how each input gets to it.
//!
//! To the expression a block is one run: inputs that lie gapless over the block are read in place, others are packed into
//! scratch memory, and what was packed is kept for as long as the next blocks ask for the same elements.

use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::Layout;
use smallvec::SmallVec;

/// Loops over a block go by pieces of this many elements: a repeated value is spread over one piece only.
pub(super) const PIECE: usize = 128;
/// The same where blocks are folded: a group of the kernel's lanes.
pub(super) const FOLD_PIECE: usize = 512;
/// Fewer rows or columns than this are not turned.
pub(super) const TURN_FROM: usize = 8;

/// Rows of an input that lies across the walk that are turned at once: two cache lines of its memory.
pub(super) fn strip(size: usize) -> usize {
    (128 / size).clamp(TURN_FROM, 64)
}

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

impl Input {
    /// Whether both are the same elements for the same places.
    pub fn is_same(&self, other: &Input) -> bool {
        self.ptr == other.ptr
            && self.dtype == other.dtype
            && self.layout == other.layout
            && self.reduced == other.reduced
            && self.steps == other.steps
            && self.whole == other.whole
    }

    /// Whether the elements lie gapless, in C order, and are not reduced.
    pub fn is_flat(&self) -> bool {
        let mut expected = self.size as isize;
        let axes = self.layout.shape().iter().zip(self.layout.strides().iter()).rev();
        self.reduced.is_empty()
            && axes.fold(true, |flat, (&n, &s)| {
                let gapless = flat && (n == 1 || s == expected);
                expected = expected.saturating_mul(n as isize);
                gapless
            })
    }
}

// SAFETY: the memory is only read, and outlives the evaluation: whoever makes an input holds it borrowed.
unsafe impl Send for Input {}
// SAFETY: as above.
unsafe impl Sync for Input {}

/// Scratch memory of a block, by the number of bytes per element that lie before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot(pub(super) usize);

/// Hands out slots of scratch memory.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scratch {
    /// Bytes per element handed out so far.
    pub used: usize,
    /// The largest element of them.
    pub widest: usize,
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
pub(super) enum Feed {
    /// Read where it lies.
    Direct,
    /// One element, repeated.
    Repeat,
    /// Gathered.
    Pack,
    /// Gathered from memory that lies across the walk: some rows at once, of which each block takes one.
    Turn,
}

#[derive(Clone, Debug)]
pub(super) struct Way {
    pub feed: Feed,
    pub size: usize,
    pub strides: [isize; 2],
    pub reduced: SmallVec<[isize; 4]>,
    pub slot: Slot,
    /// How many packed blocks are kept, one for each step of a reduction.
    pub kept: usize,
    /// How many rows are packed at once.
    pub rows: usize,
    /// The place of the first of them in [`Block::packed`].
    pub first: usize,
}

/// The most packed blocks that are kept of one input: one for each step of a short reduction.
pub(super) const KEPT: usize = 64;

/// Which elements a packed block holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Packed {
    at: *mut u8,
    m: [usize; 2],
}

impl Default for Packed {
    fn default() -> Packed {
        Packed { at: std::ptr::null_mut(), m: [0; 2] }
    }
}

/// One block, as an expression's program sees it.
pub struct Block<'a> {
    pub(super) first: usize,
    pub(super) piece: usize,
    pub(super) n: usize,
    pub(super) m: [usize; 2],
    /// The first row, and how many the walk has.
    pub(super) row: usize,
    pub(super) rows: usize,
    pub(super) ways: &'a [Way],
    pub(super) at: &'a [*mut u8],
    pub(super) packed: &'a mut [Packed],
    pub(super) scratch: *mut u8,
    pub(super) capacity: usize,
    /// The position along the reduced axes: as a number, and along each.
    pub(super) step: usize,
    pub(super) index: SmallVec<[usize; 4]>,
}

impl Block<'_> {
    /// The number of elements.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.n
    }

    /// How many elements loops go over at once, where a repeated value is spread over no more.
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

    /// The elements of an input over this block, gapless; or the first [piece](Block::piece) of them where it is one
    /// repeated value, with whether it is not.
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
        let to = self.slot(Slot(way.slot.0 + which * way.rows * way.size));
        let packed = &mut self.packed[way.first + which];
        if way.feed == Feed::Turn {
            // SAFETY: the slots hold the rows that are turned at once, of which the walk has this many.
            return (unsafe { turned(way, at, to, self.m[0], self.row, self.rows, packed) }, true);
        }
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
                Feed::Repeat => repeat(at, to, way.size, self.n.min(self.piece)),
                Feed::Direct | Feed::Pack | Feed::Turn => kernel::copy(way.size, self.m, [at, to], [way.strides, rows]),
            }
        }
        (to, moves)
    }
}

/// Row `row` of an input that lies across the walk, from `at`, and `n` elements long: one of a strip of rows that is turned
/// at once, into `to`.
///
/// # Safety
/// The input's elements over the strip may be read, of `rows` rows in all; there is room for the strip.
unsafe fn turned(
    way: &Way,
    at: *mut u8,
    to: *mut u8,
    n: usize,
    row: usize,
    rows: usize,
    packed: &mut Packed,
) -> *const u8 {
    let place = row % way.rows;
    let from = at.wrapping_offset(-(place as isize * way.strides[1]));
    let m = [n, way.rows.min(rows - (row - place))];
    let now = Packed { at: from, m };
    let line = way.size * n;
    if *packed != now {
        *packed = now;
        // SAFETY: the caller's word.
        unsafe {
            kernel::transpose_copy(way.size, m, [from, to], [way.strides, [way.size as isize, line as isize]], false);
        }
    }
    to.wrapping_add(place * line)
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
