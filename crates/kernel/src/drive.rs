//! Brings two strided axes to the runs of an operation.
//!
//! Written once for all operations and compiled once. In order of preference:
//!
//! 1. *Join*: axes that follow each other in every operand become one.
//! 2. *Rows*: where one axis is contiguous or a scalar for every operand, one
//!    run a row; that axis becomes the inner one, whichever it was.
//! 3. *Tiles*: where an input is contiguous along the other axis than the output
//!    (`C + F`), that input is transposed a tile at a time into a buffer.
//! 4. *Blocks*: else, and for short rows, blocks of a few KiB (many short rows
//!    at once): each operand that is not contiguous is packed into a buffer on
//!    the stack, one run goes over the block, and the result is unpacked. An
//!    operand that repeats with the rows is packed only once.
//!
//! Tried and dropped: a strided scalar loop per operation. It gains a little for
//! additions of every second element, loses for everything that vectorises well
//! (conversions, division), and costs half of the crate's machine code.

use std::mem::MaybeUninit;
use std::ptr::{slice_from_raw_parts, slice_from_raw_parts_mut};

use crate::copy::copy_items;
use crate::run::{Run1, Run2, Runs2};

/// Bytes of a block buffer; four of them lie on the stack.
const BLOCK: usize = 4096;

/// Rows shorter than this are gathered into blocks.
const SHORT: usize = 24;

/// The loops of an operation.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    One(Run1),
    Two(Runs2),
}

/// An operation in one tier: all that `drive` must know.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// The loops, over elements of `work` sizes.
    pub(crate) run: Run,
    /// Bytes of an element in memory: inputs, output (unary: the second is
    /// unused).
    pub(crate) size: [usize; 3],
    /// Bytes of an element in the loops; differs from `size` where `load` or
    /// `store` convert.
    pub(crate) work: [usize; 3],
    /// Elements of the loop for one in memory: 2 where complex numbers are
    /// treated as pairs of reals.
    pub(crate) lanes: usize,
    /// The operands are exchanged: `a > b` is `b < a`.
    pub(crate) swap: bool,
    /// Converts inputs from memory.
    pub(crate) load: Option<Run1>,
    /// Converts the output to memory.
    pub(crate) store: Option<Run1>,
}

impl Kernel {
    /// Elements that fit a block buffer.
    const fn capacity(&self) -> usize {
        let mut widest = 1;
        let mut i = 0;
        while i < 3 {
            if self.size[i] > widest {
                widest = self.size[i];
            }
            if self.work[i] > widest {
                widest = self.work[i];
            }
            i += 1;
        }
        BLOCK / widest
    }
}

/// A run with its operands' kinds settled.
#[derive(Clone, Copy)]
enum Call {
    One(Run1, usize),
    Two(Run2, usize),
    RightScalar(Run2),
    LeftScalar(Run2),
}

impl Call {
    /// The loop for `scalar` operands; None if the operation has none.
    #[inline(always)]
    fn of(k: &Kernel, scalar: [bool; 2]) -> Option<Call> {
        match (&k.run, scalar) {
            (Run::One(run), [false, _]) => Some(Call::One(*run, k.lanes)),
            (Run::Two(runs), [false, false]) => Some(Call::Two(runs.both, k.lanes)),
            (Run::Two(runs), [false, true]) => runs.right_scalar.map(Call::RightScalar),
            (Run::Two(runs), [true, false]) => runs.left_scalar.map(Call::LeftScalar),
            _ => None,
        }
    }

    /// Runs over `n` elements.
    ///
    /// # Safety
    /// `n` elements of the loop's types are readable at contiguous operands and
    /// writable at `o`, one is readable at a scalar, and `o` overlaps none.
    #[inline(always)]
    unsafe fn run(self, n: usize, a: *const u8, b: *const u8, o: *mut u8) {
        let slice = slice_from_raw_parts::<u8>;
        let slice_mut = slice_from_raw_parts_mut::<u8>;
        // SAFETY: the lengths are those of the caller's promise, in elements of
        // the loop, which is how runs count.
        unsafe {
            match self {
                Call::One(run, lanes) => run(slice(a, n * lanes), slice_mut(o, n * lanes)),
                Call::Two(run, lanes) => {
                    let n = n * lanes;
                    run(slice(a, n), slice(b, n), slice_mut(o, n));
                }
                Call::RightScalar(run) => run(slice(a, n), slice(b, 1), slice_mut(o, n)),
                Call::LeftScalar(run) => run(slice(a, 1), slice(b, n), slice_mut(o, n)),
            }
        }
    }
}

/// Runs a unary operation: `p` and `s` are input, output.
///
/// # Safety
/// As the public loops: every element that `n` and `s` reach from `p` is
/// readable or writable, and the output overlaps no input or is the same.
pub(crate) unsafe fn drive1(k: &Kernel, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    // SAFETY: the missing operand repeats the first and is never read.
    unsafe { drive2(k, n, [p[0], p[0], p[1]], [s[0], s[0], s[1]]) }
}

/// Runs a binary operation: `p` and `s` are left, right, output.
///
/// # Safety
/// As the public loops: every element that `n` and `s` reach from `p` is
/// readable or writable, and the output overlaps no input or is the same.
pub(crate) unsafe fn drive2(k: &Kernel, mut n: [usize; 2], mut p: [*mut u8; 3], mut s: [[isize; 2]; 3]) {
    if n[0] == 0 || n[1] == 0 {
        return;
    }
    if k.swap {
        p.swap(0, 1);
        s.swap(0, 1);
    }
    if n[1] != 1 {
        let follows =
            |outer: usize, inner: usize| s.iter().all(|s| s[outer] == s[inner].wrapping_mul(n[inner] as isize));
        if n[0] == 1 || follows(0, 1) {
            for s in &mut s {
                s.swap(0, 1);
            }
            n = [n[0] * n[1], 1];
        } else if follows(1, 0) {
            n = [n[0] * n[1], 1];
        }
    }
    // SAFETY: the axes were only renamed or joined, so the caller's promise holds.
    unsafe {
        if n[1] == 1 {
            let in_place = p[2] == p[0] || p[2] == p[1];
            if !in_place && let Some(call) = row_call(k, n[0], &s, 0) {
                call.run(n[0], p[0], p[1], p[2]);
            } else {
                for s in &mut s {
                    s[1] = 0;
                }
                blocks(k, n, p, s);
            }
        } else {
            two_axes(k, n, p, s);
        }
    }
}

/// The loop for a row along `axis`, if every operand is contiguous or a scalar
/// there.
#[inline(always)]
fn row_call(k: &Kernel, n: usize, s: &[[isize; 2]; 3], axis: usize) -> Option<Call> {
    if k.load.is_some() || k.store.is_some() {
        return None;
    }
    let contiguous = |op: usize| s[op][axis] == k.size[op] as isize || n == 1;
    if !contiguous(2) {
        return None;
    }
    let mut scalar = [false; 2];
    for op in 0..2 {
        if !contiguous(op) {
            if s[op][axis] != 0 {
                return None;
            }
            scalar[op] = true;
        }
    }
    Call::of(k, scalar)
}

/// Two axes that do not join.
///
/// # Safety
/// As `drive2`; `n` is at least 2 on both axes.
unsafe fn two_axes(k: &Kernel, mut n: [usize; 2], p: [*mut u8; 3], mut s: [[isize; 2]; 3]) {
    let in_place = p[2] == p[0] || p[2] == p[1];
    let contiguous = |s: &[[isize; 2]; 3], op: usize, axis: usize| s[op][axis] == k.size[op] as isize;
    let row = |s: &[[isize; 2]; 3], n: [usize; 2], axis: usize| {
        if in_place || n[axis] < SHORT { None } else { row_call(k, n[axis], s, axis) }
    };
    // SAFETY: rows, tiles and blocks visit each index pair of the caller's once,
    // with pointers that the strides give; rows are not taken in place.
    unsafe {
        if row(&s, n, 0).is_none() {
            // The output's contiguous axis is the inner one, else the longer.
            let swap = row(&s, n, 1).is_some()
                || !contiguous(&s, 2, 0) && (contiguous(&s, 2, 1) || n[0] < SHORT && n[0] < n[1]);
            if swap {
                n.swap(0, 1);
                for s in &mut s {
                    s.swap(0, 1);
                }
            }
        }
        if let Some(call) = row(&s, n, 0) {
            let [mut a, mut b, mut o] = p;
            for _ in 0..n[1] {
                call.run(n[0], a, b, o);
                a = a.wrapping_offset(s[0][1]);
                b = b.wrapping_offset(s[1][1]);
                o = o.wrapping_offset(s[2][1]);
            }
            return;
        }
        let crossed = (0..2).any(|op| contiguous(&s, op, 1) && !contiguous(&s, op, 0) && s[op][0] != 0);
        if crossed && n[0] >= 8 && n[1] >= 8 {
            tiles(k, n, p, s);
        } else {
            blocks(k, n, p, s);
        }
    }
}

/// How an operand gets to the run.
#[derive(Clone, Copy, PartialEq)]
enum Feed {
    /// Read or written where it lies.
    Direct,
    /// One element for the whole of a block.
    Scalar,
    /// Packed before the first block, the same for all.
    Once,
    /// Packed for every block.
    Pack,
}

#[repr(C, align(64))]
struct Block([MaybeUninit<u8>; BLOCK]);

impl Block {
    fn new() -> Block {
        Block([const { MaybeUninit::uninit() }; BLOCK])
    }

    fn ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// Goes over both axes by blocks that fit the buffers.
///
/// # Safety
/// As `drive2`, with axes of any length but 0.
#[inline(never)]
unsafe fn blocks(k: &Kernel, n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]) {
    let capacity = k.capacity();
    // Whole rows if two or more fit, else pieces of one row.
    let rows_max = if n[0] <= capacity / 2 { (capacity / n[0]).min(n[1]) } else { 1 };
    let cols_max = n[0].min(capacity);
    let in_place = p[2] == p[0] || p[2] == p[1];

    let mut buffers = [Block::new(), Block::new(), Block::new()];
    let mut raw = Block::new();
    let buffers = buffers.each_mut().map(Block::ptr);
    let raw = raw.ptr();

    let joined = |op: usize| {
        let size = k.size[op] as isize;
        (s[op][0] == size || n[0] == 1) && (rows_max == 1 || s[op][1] == size.wrapping_mul(n[0] as isize))
    };
    let inputs = match k.run {
        Run::One(_) => 1,
        Run::Two(_) => 2,
    };
    let mut feed = [Feed::Pack; 3];
    let mut scalar = [false; 2];
    for op in 0..inputs {
        let [s0, s1] = s[op];
        let mut with = scalar;
        with[op] = true;
        feed[op] = if s0 == 0 && (s1 == 0 || rows_max == 1) && Call::of(k, with).is_some() {
            scalar = with;
            Feed::Scalar
        } else if s1 == 0 && (s0 == 0 || rows_max > 1) {
            Feed::Once
        } else if joined(op) {
            Feed::Direct
        } else {
            Feed::Pack
        };
    }
    if joined(2) && !in_place {
        feed[2] = Feed::Direct;
    }
    let Some(call) = Call::of(k, scalar) else { unreachable!("every operation has a loop without scalars") };

    // SAFETY: a block has at most `capacity` elements, which fit the buffers in
    // memory's size and in the loop's; the pointers into the operands are those
    // of the indices (i, j), inside the caller's axes; buffers overlap nothing,
    // and the output is written directly only if it is no input.
    unsafe {
        let load = |op: usize, from: *const u8, count: usize| -> *const u8 {
            match k.load {
                None => from,
                Some(load) => {
                    let count = count * k.lanes;
                    load(slice_from_raw_parts(from, count), slice_from_raw_parts_mut(buffers[op], count));
                    buffers[op]
                }
            }
        };
        let pack = |op: usize, from: *mut u8, cols: usize, rows: usize| -> *const u8 {
            let size = k.size[op];
            let to = if k.load.is_some() { raw } else { buffers[op] };
            let row = (cols * size) as isize;
            copy_items(size, [cols, rows], [from, to], [s[op], [size as isize, row]]);
            load(op, to, cols * rows)
        };
        for op in 0..inputs {
            if feed[op] == Feed::Once {
                pack(op, p[op], cols_max, rows_max);
            }
        }
        let mut i = 0;
        while i < n[1] {
            let rows = rows_max.min(n[1] - i);
            let mut j = 0;
            while j < n[0] {
                let cols = cols_max.min(n[0] - j);
                let count = rows * cols;
                let at = |op: usize| {
                    let offset = (i as isize).wrapping_mul(s[op][1]).wrapping_add((j as isize).wrapping_mul(s[op][0]));
                    p[op].wrapping_offset(offset)
                };
                let mut from = [p[0].cast_const(); 2];
                for op in 0..inputs {
                    from[op] = match feed[op] {
                        Feed::Direct => load(op, at(op), count),
                        Feed::Scalar => load(op, at(op), 1),
                        Feed::Once => buffers[op],
                        Feed::Pack => pack(op, at(op), cols, rows),
                    };
                }
                let direct = feed[2] == Feed::Direct;
                let mut result = if direct && k.store.is_none() { at(2) } else { buffers[2] };
                call.run(count, from[0], from[1], result);
                if let Some(store) = k.store {
                    let to = if direct { at(2) } else { raw };
                    let count = count * k.lanes;
                    store(slice_from_raw_parts(result, count), slice_from_raw_parts_mut(to, count));
                    result = to;
                }
                if !direct {
                    let size = k.size[2];
                    let row = (cols * size) as isize;
                    copy_items(size, [cols, rows], [result, at(2)], [[size as isize, row], s[2]]);
                }
                j += cols;
            }
            i += rows;
        }
    }
}

/// Goes over both axes by tiles whose rows are short enough that a crossed
/// operand's cache lines stay in the first-level cache while they are used.
///
/// # Safety
/// As `drive2`.
unsafe fn tiles(k: &Kernel, n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]) {
    // SAFETY: `blocks` has the same contract.
    unsafe { blocks(k, n, p, s) }
}
