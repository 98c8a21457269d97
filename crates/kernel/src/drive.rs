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
//!
//! Between rows and blocks, operations that vectors do not speed up much have a
//! strided loop. (Without it, adding every second f64 took 0.76 ns instead of 0.55,
//! every second byte 0.91 instead of 0.35.)

use std::mem::MaybeUninit;
use std::ptr::{slice_from_raw_parts, slice_from_raw_parts_mut};

use crate::copy::{band, copy_items};
use crate::run::{Run1, Run2, Runs2, Strided};

/// Bytes of a block buffer; four of them lie on the stack.
const BLOCK: usize = 4096;

/// Rows of fewer elements than this may be walked along the other axis.
const SHORT: usize = 24;

/// Rows of at most this many bytes are gathered into blocks (of the second number, if
/// their elements have 8 bytes and more).
const SHORT_BYTES: [usize; 2] = [128, 64];

/// Bytes of a tile's buffer; two of them lie on the stack.
const TILE: usize = 32 * 1024;

/// Rows of a tile; more of elements of which more fit a cache line.
const TILE_ROWS: usize = 16;

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
    /// How many inputs there are.
    fn inputs(&self) -> usize {
        match self.run {
            Run::One(_) => 1,
            Run::Two(_) => 2,
        }
    }

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

/// Whether the output is the left operand.
#[derive(Clone, Copy, PartialEq)]
enum Alias {
    /// It is no input.
    None,
    /// It is the left one alone, and the operation may overwrite it.
    Left,
    /// It is the right one, or both, or the operation must not overwrite it.
    Other,
}

impl Alias {
    #[inline(always)]
    fn of(k: &Kernel, p: [*mut u8; 3]) -> Alias {
        match (&k.run, p[2] == p[0], p[2] == p[1]) {
            (_, false, false) => Alias::None,
            (Run::Two(runs), true, false) if runs.in_place.is_some() && k.load.is_none() && k.store.is_none() => {
                Alias::Left
            }
            _ => Alias::Other,
        }
    }
}

/// A run with its operands' kinds settled.
#[derive(Clone, Copy)]
enum Call {
    One(Run1, usize),
    Two(Run2, usize),
    RightScalar(Run2),
    LeftScalar(Run2),
    /// The operands exchanged: the left one is the scalar.
    Exchanged(Run2),
    InPlace(Run1, usize),
    InPlaceScalar(Run1),
}

impl Call {
    /// The loop for `scalar` operands; None if the operation has none.
    #[inline(always)]
    fn of(k: &Kernel, scalar: [bool; 2], alias: Alias) -> Option<Call> {
        match (&k.run, scalar, alias) {
            (Run::One(run), [false, _], Alias::None) => Some(Call::One(*run, k.lanes)),
            (Run::Two(runs), [false, false], Alias::None) => Some(Call::Two(runs.both, k.lanes)),
            (Run::Two(runs), [false, true], Alias::None) => runs.right_scalar.map(Call::RightScalar),
            (Run::Two(runs), [true, false], Alias::None) if runs.commutes => runs.right_scalar.map(Call::Exchanged),
            (Run::Two(runs), [true, false], Alias::None) => runs.left_scalar.map(Call::LeftScalar),
            (Run::Two(runs), [false, false], Alias::Left) => runs.in_place.map(|run| Call::InPlace(run, k.lanes)),
            (Run::Two(runs), [false, true], Alias::Left) => runs.in_place_scalar.map(Call::InPlaceScalar),
            _ => None,
        }
    }

    /// Runs over `n` elements.
    ///
    /// # Safety
    /// `n` elements of the loop's types are readable at contiguous operands and
    /// writable at `o`, one is readable at a scalar, and `o` overlaps none but the
    /// left one where the loop was chosen for it.
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
                Call::Exchanged(run) => run(slice(b, n), slice(a, 1), slice_mut(o, n)),
                Call::InPlace(run, lanes) => run(slice(b, n * lanes), slice_mut(o, n * lanes)),
                Call::InPlaceScalar(run) => run(slice(b, 1), slice_mut(o, n)),
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
    if k.swap || p[1] == p[2] && matches!(&k.run, Run::Two(runs) if runs.commutes) {
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
        if n[1] != 1 {
            two_axes(k, n, p, s);
        } else if let Some(call) = row_call(k, n[0], &s, Alias::of(k, p)) {
            call.run(n[0], p[0], p[1], p[2]);
        } else {
            for s in &mut s {
                s[1] = 0;
            }
            match strided(k, &s) {
                Some(run) => run(n[0], p, s.map(|s| s[0])),
                None => blocks(k, n, p, s),
            }
        }
    }
}

/// The loop for a row, if every operand is contiguous or a scalar along it.
#[inline(always)]
fn row_call(k: &Kernel, n: usize, s: &[[isize; 2]; 3], alias: Alias) -> Option<Call> {
    if k.load.is_some() || k.store.is_some() {
        return None;
    }
    let contiguous = |op: usize| s[op][0] == k.size[op] as isize || n == 1;
    if !contiguous(2) {
        return None;
    }
    let mut scalar = [false; 2];
    for op in 0..2 {
        if !contiguous(op) {
            if s[op][0] != 0 {
                return None;
            }
            scalar[op] = true;
        }
    }
    Call::of(k, scalar, alias)
}

/// The loop for any strides, if the operation has one and some operand needs it.
fn strided(k: &Kernel, s: &[[isize; 2]; 3]) -> Option<Strided> {
    let run = match &k.run {
        Run::One(_) => None,
        Run::Two(runs) => runs.strided,
    };
    let strided = |op: usize| s[op][0] != k.size[op] as isize && s[op][0] != 0;
    run.filter(|_| k.load.is_none() && k.store.is_none() && (0..3).any(strided))
}

fn exchange(n: &mut [usize; 2], s: &mut [[isize; 2]; 3]) {
    n.swap(0, 1);
    for s in s {
        s.swap(0, 1);
    }
}

/// Two axes that do not join.
///
/// # Safety
/// As `drive2`; `n` is at least 2 on both axes.
unsafe fn two_axes(k: &Kernel, mut n: [usize; 2], p: [*mut u8; 3], mut s: [[isize; 2]; 3]) {
    let contiguous = |s: &[[isize; 2]; 3], op: usize, axis: usize| s[op][axis] == k.size[op] as isize;
    // The output's contiguous axis is the inner one, else the longer.
    if !contiguous(&s, 2, 0) && (contiguous(&s, 2, 1) || n[0] < SHORT && n[0] < n[1]) {
        exchange(&mut n, &mut s);
    }
    let crossed = [0, 1].map(|op| op < k.inputs() && contiguous(&s, op, 1) && !contiguous(&s, op, 0) && s[op][0] != 0);
    // SAFETY: the axes were only exchanged.
    unsafe {
        if crossed != [false; 2] && n[0] >= 16 && n[1] >= 8 {
            tiles(k, n, p, s, crossed);
        } else {
            rows_or_blocks(k, n, p, s);
        }
    }
}

/// Two axes, the better one inside.
///
/// # Safety
/// As `two_axes`.
unsafe fn rows_or_blocks(k: &Kernel, mut n: [usize; 2], p: [*mut u8; 3], mut s: [[isize; 2]; 3]) {
    let alias = Alias::of(k, p);
    // SAFETY: rows, bands and blocks visit each index pair of the caller's once, with
    // the pointers that the strides give.
    unsafe {
        // Rows that join but for operands that repeat: blocks of many rows need no
        // packing and are longer.
        let smooth = (0..3).all(|op| {
            let [s0, s1] = s[op];
            let size = k.size[op] as isize;
            s0 == size && (s1 == size * n[0] as isize || op < 2 && s1 == 0) || op < 2 && s0 == 0 && s1 == 0
        });
        if smooth && n[0] <= k.capacity() / 4 {
            return blocks(k, n, p, s);
        }
        let widest = k.size[0].max(k.size[1]).max(k.size[2]);
        let short = n[0] * widest <= SHORT_BYTES[(widest >= 8) as usize];
        if !short && let Some(call) = row_call(k, n[0], &s, alias) {
            let [mut a, mut b, mut o] = p;
            for _ in 0..n[1] {
                call.run(n[0], a, b, o);
                a = a.wrapping_offset(s[0][1]);
                b = b.wrapping_offset(s[1][1]);
                o = o.wrapping_offset(s[2][1]);
            }
            return;
        }
        // Short rows of contiguous or repeated elements pack well; others are walked
        // along the longer axis, by bands where the other one is short.
        let packs = short && row_call(k, n[0], &s, Alias::None).is_some();
        if n[0] < SHORT && n[0] < n[1] && !packs {
            exchange(&mut n, &mut s);
        }
        let Some(run) = strided(k, &s).filter(|_| !packs) else {
            return blocks(k, n, p, s);
        };
        let band = if n[1] < SHORT { band(&s.map(|s| s[0])) } else { n[0] };
        for start in (0..n[0]).step_by(band) {
            let count = band.min(n[0] - start);
            for i in 0..n[1] {
                let at = |op: usize| {
                    let [s0, s1] = s[op];
                    p[op].wrapping_offset((start as isize).wrapping_mul(s0).wrapping_add((i as isize).wrapping_mul(s1)))
                };
                run(count, [at(0), at(1), at(2)], s.map(|s| s[0]));
            }
        }
    }
}

/// Goes over both axes by tiles, the crossed inputs transposed into a buffer each.
///
/// # Safety
/// As `two_axes`.
#[inline(never)]
unsafe fn tiles(k: &Kernel, n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3], crossed: [bool; 2]) {
    #[repr(C, align(64))]
    struct Tile([MaybeUninit<u8>; TILE]);
    let mut buffers = [const { Tile([const { MaybeUninit::uninit() }; TILE]) }; 2];
    let buffers = buffers.each_mut().map(|tile| tile.0.as_mut_ptr().cast::<u8>());
    let widest = (0..2).filter(|&op| crossed[op]).map(|op| k.size[op]).max().unwrap_or(1);
    // Two cache lines or less of the crossed inputs' rows: the output's rows are the
    // better the longer they are (3000x3000 f64, in times of the sum of two C arrays:
    // 256x16 2.0, 128x32 2.2, 64x64 3.1, 32x128 3.0).
    let rows_max = TILE_ROWS.max(64 / widest);
    let cols_max = TILE / widest / rows_max;
    for j in (0..n[0]).step_by(cols_max) {
        for i in (0..n[1]).step_by(rows_max) {
            let size = [cols_max.min(n[0] - j), rows_max.min(n[1] - i)];
            let mut at = [0, 1, 2].map(|op| {
                let [s0, s1] = s[op];
                p[op].wrapping_offset((j as isize).wrapping_mul(s0).wrapping_add((i as isize).wrapping_mul(s1)))
            });
            let mut strides = s;
            // SAFETY: a tile of the caller's axes; the buffers hold one.
            unsafe {
                for op in 0..2 {
                    if crossed[op] {
                        let item = k.size[op] as isize;
                        strides[op] = [item, item * size[0] as isize];
                        copy_items(k.size[op], size, [at[op], buffers[op]], [s[op], strides[op]]);
                        at[op] = buffers[op];
                    }
                }
                rows_or_blocks(k, size, at, strides);
            }
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
    let mut alias = Alias::of(k, p);

    let mut buffers = [Block::new(), Block::new(), Block::new()];
    let mut raw = Block::new();
    let buffers = buffers.each_mut().map(Block::ptr);
    let raw = raw.ptr();

    let joined = |op: usize| {
        let size = k.size[op] as isize;
        (s[op][0] == size || n[0] == 1) && (rows_max == 1 || s[op][1] == size.wrapping_mul(n[0] as isize))
    };
    let inputs = k.inputs();
    let mut feed = [Feed::Pack; 3];
    let mut scalar = [false; 2];
    for op in 0..inputs {
        let [s0, s1] = s[op];
        let mut with = scalar;
        with[op] = true;
        feed[op] = if s0 == 0 && (s1 == 0 || rows_max == 1) && Call::of(k, with, Alias::None).is_some() {
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
    if joined(2) && (alias == Alias::None || alias == Alias::Left && Call::of(k, scalar, alias).is_some()) {
        feed[2] = Feed::Direct;
    } else {
        alias = Alias::None; // the result goes to a buffer first
    }
    let Some(call) = Call::of(k, scalar, alias) else { unreachable!("every operation has a loop without scalars") };

    // SAFETY: a block has at most `capacity` elements, which fit the buffers in
    // memory's size and in the loop's; the pointers into the operands are those
    // of the indices (i, j), inside the caller's axes; buffers overlap nothing,
    // and the output is written directly only if it is no input.
    unsafe {
        let load = |op: usize, from: *const u8, count: usize| -> *const u8 {
            match k.load {
                None => from,
                Some(load) => {
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
