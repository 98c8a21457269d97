//! The tree of a fold: leaves, nodes, threads.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_dtype::DType;
use npcore_kernel::{self as kernel, FOLD_BYTES, FOLD_GROUP, Folds};
use smallvec::SmallVec;

use super::source::Source;
use super::{Axis, OPERANDS};
use crate::Buffer;
use crate::convert::Converter;
use crate::error::ExecError;
use crate::threads;
use crate::walk::Inner;

/// The most bytes of results that are folded side by side: with a dozen nodes of the tree they stay in L2.
const SIDE_BY_SIDE: usize = 32 << 10;
/// The same where rows are converted on the way: four of them stay in L1.
const SIDE_BY_SIDE_CONVERTED: usize = 4 << 10;
/// Bytes of short rows that are brought together before they are folded.
const SHORT_ROWS: usize = 4 << 10;
/// The longest step, in bytes, with which all the memory is asked for that a row goes over.
const ASKED_STEP: isize = 128;
/// Bytes of it that are asked for at once.
const ASKED: usize = 2 << 10;
/// Rows that are converted at once.
const CONVERTED_ROWS: usize = 4;

/// Pointers that may go to another thread: the parts of a fold write disjoint results.
#[derive(Clone, Copy)]
struct Shared<T>(T);
// SAFETY: see the type's text.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: see the type's text.
unsafe impl<T> Sync for Shared<T> {}

impl<T: Copy> Shared<T> {
    /// By a method, so that closures hold the whole and not the field.
    fn get(&self) -> T {
        self.0
    }
}

type Pointers = [*mut u8; OPERANDS];

fn advance(p: Pointers, s: [isize; OPERANDS], by: usize) -> Pointers {
    std::array::from_fn(|op| p[op].wrapping_offset(s[op].wrapping_mul(by as isize)))
}

/// How many results the kept axes among these have.
fn results(axes: &[Axis]) -> usize {
    axes.iter().filter(|axis| !axis.reduced).map(|axis| axis.len).product()
}

/// A fold with all that its parts share.
pub(super) struct Folding {
    /// Joins elements of the folded type.
    pub(super) folds: Folds,
    /// Folds elements that are read where they are; another than `folds` where it widens them.
    pub(super) direct: Folds,
    pub(super) source: Source,
    /// Bytes of an element of the folded type.
    pub(super) item: usize,
    pub(super) work: DType,
    pub(super) output: DType,
}

/// Bytes on the stack, or more of them on the heap.
struct Scratch {
    here: MaybeUninit<[u64; 64]>,
    heap: Vec<MaybeUninit<u64>>,
}

impl Scratch {
    fn new(bytes: usize) -> Scratch {
        let mut heap = Vec::new();
        if bytes > 512 {
            heap = vec![MaybeUninit::uninit(); bytes.div_ceil(8)];
        }
        Scratch { here: MaybeUninit::uninit(), heap }
    }

    fn ptr(&mut self) -> *mut u8 {
        if self.heap.is_empty() { self.here.as_mut_ptr().cast() } else { self.heap.as_mut_ptr().cast() }
    }
}

impl Folding {
    /// Folds the whole walk and writes the results, joined to `start`.
    ///
    /// # Safety
    /// The axes lead from `p` to elements that may be read and to results that nobody else touches.
    pub(super) unsafe fn run(
        &self,
        mut axes: SmallVec<[Axis; 6]>,
        p: Pointers,
        start: Option<[u8; 16]>,
    ) -> Result<(), ExecError> {
        let bytes = axes.iter().map(|axis| axis.len).product::<usize>().saturating_mul(self.item);
        // Kept axes outside of all reduced ones are independent folds; so become those inside, the slowest first, as
        // long as too many results would be folded side by side.
        let limit = if self.source.is_direct() { SIDE_BY_SIDE } else { SIDE_BY_SIDE_CONVERTED } / self.item;
        let split = axes.iter().rposition(|axis| axis.reduced).map_or(axes.len().min(1), |last| last + 1);
        let mut outer: SmallVec<[Axis; 6]> = axes.drain(split..).collect();
        while results(&axes) > limit
            && let Some(slowest) = axes.iter().rposition(|axis| !axis.reduced).filter(|&at| at > 0)
        {
            outer.insert(0, axes.remove(slowest));
        }
        // Folds of a few elements are done by the dozen: the next axis goes with them, by tiles, as does the fastest one
        // where it is long.
        let elements: usize = axes.iter().map(|axis| axis.len).product();
        if results(&axes) == 1 && !outer.is_empty() && elements * self.item < FOLD_BYTES {
            axes.push(outer.remove(0));
        }
        let cut = axes.iter().position(|axis| !axis.reduced).filter(|_| results(&axes) > 1);
        let tile = cut.map_or(1, |at| axes[at].len.min(limit));
        let tiles = cut.map_or(1, |at| axes[at].len.div_ceil(tile));
        let folds = outer.iter().map(|axis| axis.len).product::<usize>() * tiles;
        let pieces = threads::pieces(bytes);
        let shared = Shared((p, &axes, &outer));
        let one = |at: usize, pieces: usize| -> Result<(), ExecError> {
            let (mut p, axes, outer) = shared.get();
            let mut axes = axes.clone();
            let mut rest = at / tiles;
            for axis in outer {
                p = advance(p, axis.s, rest % axis.len);
                rest /= axis.len;
            }
            if let Some(cut) = cut {
                let from = at % tiles * tile;
                p = advance(p, axes[cut].s, from);
                axes[cut].len = tile.min(axes[cut].len - from);
            }
            // SAFETY: the caller's word, for the part of the walk that belongs to this fold.
            unsafe { self.one(&axes, p, start, pieces) }
        };
        if pieces > 1 && folds >= pieces {
            let failed = OnceLock::new();
            threads::for_each_piece(pieces, &|i| {
                for at in folds * i / pieces..folds * (i + 1) / pieces {
                    if let Err(e) = one(at, 1) {
                        let _ = failed.set(e);
                    }
                }
            });
            return failed.into_inner().map_or(Ok(()), Err);
        }
        (0..folds).try_for_each(|at| one(at, pieces))
    }

    /// One fold with its results side by side, on several threads if `pieces` is more than one.
    ///
    /// # Safety
    /// As [`Folding::run`].
    unsafe fn one(&self, axes: &[Axis], p: Pointers, start: Option<[u8; 16]>, pieces: usize) -> Result<(), ExecError> {
        let k = results(axes);
        let mut scratch = Scratch::new(k * self.item);
        let results = scratch.ptr();
        let leaves = axes.last().map_or(1, |_| self.leaves(axes));
        // SAFETY: the buffers hold `k` results each.
        unsafe {
            if pieces > 1 && leaves > 1 {
                self.shared_out(axes, p, results, leaves, pieces)?;
            } else {
                self.node(axes, p, results)?;
            }
            if let Some(start) = start {
                // `start` comes first: the results are joined to copies of it.
                let mut joined = Scratch::new(k * self.item);
                let (first, row) = (start.as_ptr().cast_mut(), [[0, 0], [self.item as isize, 0]]);
                kernel::copy(self.item, [k, 1], [first, joined.ptr()], row);
                (self.folds.rows)([k, 1], results, 0, joined.ptr(), true);
                return self.give(axes, joined.ptr(), p[OPERANDS - 1]);
            }
            self.give(axes, results, p[OPERANDS - 1])
        }
    }

    /// Writes results, which lie side by side, to where the output has them.
    ///
    /// # Safety
    /// `results` are those of `axes`, whose steps of the output lead from `to`.
    unsafe fn give(&self, axes: &[Axis], results: *mut u8, to: *mut u8) -> Result<(), ExecError> {
        let kept: SmallVec<[Axis; 6]> = axes.iter().copied().filter(|axis| !axis.reduced).collect();
        let converter = Converter::new(self.work, self.output);
        let (fast, slow) = kept.split_first().map_or((None, &[][..]), |(fast, slow)| (Some(fast), slow));
        let (n, step) = fast.map_or((1, 0), |axis| (axis.len, axis.s[OPERANDS - 1]));
        let mut failed = Ok(());
        for_each_row(slow, |row, offsets| {
            let from = results.wrapping_add(row * n * self.item);
            let to = to.wrapping_offset(offsets[OPERANDS - 1]);
            // SAFETY: a row of results, and as many elements of the output.
            let done = unsafe {
                converter.convert(Inner { n: [n, 1], p: [from, to], s: [[self.item as isize, 0], [step, 0]] })
            };
            if failed.is_ok() {
                failed = done;
            }
        });
        failed
    }

    /// The number of leaves that the slowest axis, a reduced one, has.
    fn leaves(&self, axes: &[Axis]) -> usize {
        let Some((top, inner)) = axes.split_last() else { return 1 };
        let leaf = if !top.reduced {
            return 1;
        } else if inner.is_empty() {
            FOLD_BYTES / self.item
        } else if inner.iter().all(|axis| !axis.reduced) {
            FOLD_GROUP
        } else {
            1
        };
        top.len.div_ceil(leaf)
    }

    /// The fold of `axes`, to `results` side by side.
    ///
    /// # Safety
    /// As [`Folding::run`]; the results fit.
    unsafe fn node(&self, axes: &[Axis], p: Pointers, results: *mut u8) -> Result<(), ExecError> {
        let inputs = [p[0], p[1], p[2]];
        // SAFETY: the caller's word.
        unsafe {
            match axes.split_last() {
                None => self.fill(1, inputs, [0; 3], results),
                Some((top, [])) if !top.reduced => self.fill(top.len, inputs, [top.s[0], top.s[1], top.s[2]], results),
                Some((top, [row])) if !top.reduced && row.reduced && row.len * self.item <= FOLD_BYTES => {
                    // Short folds by the dozen: no more than a kernel call or two each.
                    let together = (SHORT_ROWS / (row.len * self.item).max(1)).clamp(1, top.len.max(1));
                    let mut rows = Rows::new(self, row.s, row.len, together);
                    for first in (0..top.len).step_by(together) {
                        let count = together.min(top.len - first);
                        rows.fold(
                            count,
                            row.len,
                            advance(p, top.s, first),
                            top.s,
                            results.wrapping_add(first * self.item),
                        )?;
                    }
                    Ok(())
                }
                Some((top, inner)) if !top.reduced => {
                    let size = self::results(inner) * self.item;
                    (0..top.len)
                        .try_for_each(|i| self.node(inner, advance(p, top.s, i), results.wrapping_add(i * size)))
                }
                Some(_) => self.stretch(axes, p, 0..self.leaves(axes), results),
            }
        }
    }

    /// A row of the source where it belongs.
    ///
    /// # Safety
    /// As [`Source::fill`].
    unsafe fn fill(&self, n: usize, p: [*mut u8; 3], s: [isize; 3], row: *mut u8) -> Result<(), ExecError> {
        let mut spare = Scratch::new(n * self.item);
        // SAFETY: the caller's word.
        unsafe { self.source.fill(n, p, s, row, spare.ptr()) }
    }

    /// The tree over some leaves of the slowest axis, a reduced one.
    ///
    /// # Safety
    /// As [`Folding::node`].
    unsafe fn stretch(
        &self,
        axes: &[Axis],
        p: Pointers,
        leaves: std::ops::Range<usize>,
        results: *mut u8,
    ) -> Result<(), ExecError> {
        let Some((top, inner)) = axes.split_last() else { return Ok(()) };
        let k = self::results(inner);
        if inner.is_empty() {
            let chunk = FOLD_BYTES / self.item;
            let mut row = Rows::new(self, top.s, chunk.min(top.len), 1);
            return self.tree(leaves, 1, results, |leaf, result| {
                let n = chunk.min(top.len - leaf * chunk);
                // SAFETY: a chunk of the axis.
                unsafe { row.fold(1, n, advance(p, top.s, leaf * chunk), [0; OPERANDS], result) }
            });
        }
        if inner.iter().all(|axis| !axis.reduced) {
            let (cols, slow) = (inner[0].len, &inner[1..]);
            let in_place = self.source.reads_in_place(inner[0].s[0]);
            let width = cols * self.item;
            let mut buffers = Scratch::new(if in_place { 0 } else { (CONVERTED_ROWS + 1) * width });
            let block = buffers.ptr();
            return self.tree(leaves, k, results, |leaf, result| {
                let (p, rows) = (advance(p, top.s, leaf * FOLD_GROUP), FOLD_GROUP.min(top.len - leaf * FOLD_GROUP));
                let mut done = Ok(());
                for_each_row(slow, |at, offsets| {
                    let result = result.wrapping_add(at * width);
                    let p: Pointers = std::array::from_fn(|op| p[op].wrapping_offset(offsets[op]));
                    // SAFETY: rows of the caller's; the block holds as many as are converted at once.
                    unsafe {
                        if in_place {
                            return (self.direct.rows)([cols, rows], p[0], top.s[0], result, false);
                        }
                        for i in (0..rows).step_by(CONVERTED_ROWS) {
                            let count = CONVERTED_ROWS.min(rows - i);
                            for j in 0..count {
                                let p = advance(p, top.s, i + j);
                                let s = inner[0].s;
                                let row = block.wrapping_add(j * width);
                                let spare = block.wrapping_add(CONVERTED_ROWS * width);
                                let filled = self.source.fill(cols, [p[0], p[1], p[2]], [s[0], s[1], s[2]], row, spare);
                                if done.is_ok() {
                                    done = filled;
                                }
                            }
                            (self.folds.rows)([cols, count], block, width as isize, result, i > 0);
                        }
                    }
                });
                done
            });
        }
        self.tree(leaves, k, results, |leaf, result| {
            // SAFETY: the caller's word, one step along the axis.
            unsafe { self.node(inner, advance(p, top.s, leaf), result) }
        })
    }

    /// Joins leaves of `k` results each, as a binary counter does.
    fn tree(
        &self,
        leaves: std::ops::Range<usize>,
        k: usize,
        results: *mut u8,
        mut leaf: impl FnMut(usize, *mut u8) -> Result<(), ExecError>,
    ) -> Result<(), ExecError> {
        let count = leaves.len();
        if count == 1 {
            return leaf(leaves.start, results);
        }
        let size = k * self.item;
        // One place for each digit, and one for the leaf that is made; the oldest lies where the result will be.
        let mut nodes = Scratch::new(size * (count.ilog2() as usize + 1));
        let nodes = nodes.ptr();
        let place = |depth: usize| if depth == 0 { results } else { nodes.wrapping_add((depth - 1) * size) };
        // SAFETY: both are nodes of `k` results.
        let join = |depth: usize| unsafe { (self.folds.rows)([k, 1], place(depth), 0, place(depth - 1), true) };
        let mut depth = 0;
        for (i, at) in leaves.enumerate() {
            leaf(at, place(depth))?;
            for _ in 0..(i + 1).trailing_zeros() {
                join(depth);
                depth -= 1;
            }
            depth += 1;
        }
        while depth > 1 {
            depth -= 1;
            join(depth);
        }
        Ok(())
    }

    /// The same tree, its parts on several threads.
    ///
    /// # Safety
    /// As [`Folding::node`].
    unsafe fn shared_out(
        &self,
        axes: &[Axis],
        p: Pointers,
        results: *mut u8,
        leaves: usize,
        pieces: usize,
    ) -> Result<(), ExecError> {
        // A power of two of leaves is a node.
        let stretch = (leaves / pieces).max(1).next_power_of_two();
        let count = leaves.div_ceil(stretch);
        let size = self::results(axes) * self.item;
        let parts = Buffer::uninit(count * size)?;
        let failed = OnceLock::new();
        let shared = Shared((p, parts.as_ptr().as_ptr()));
        threads::for_each_piece(count, &|i| {
            let (p, parts) = shared.get();
            // SAFETY: the caller's word; each part has its own place.
            let done = unsafe {
                let range = i * stretch..leaves.min((i + 1) * stretch);
                self.stretch(axes, p, range, parts.wrapping_add(i * size))
            };
            if let Err(e) = done {
                let _ = failed.set(e);
            }
        });
        if let Some(e) = failed.into_inner() {
            return Err(e);
        }
        let parts = parts.as_ptr().as_ptr();
        self.tree(0..count, size / self.item, results, |i, result| {
            // SAFETY: a part's results, and a node.
            unsafe { std::ptr::copy_nonoverlapping(parts.wrapping_add(i * size), result, size) };
            Ok(())
        })
    }
}

/// Folds of short rows with the same steps.
struct Rows<'a> {
    folding: &'a Folding,
    s: [isize; OPERANDS],
    /// Room for some rows and one more, where they are not read in place.
    buffers: Option<Scratch>,
    row_bytes: usize,
    together: usize,
}

impl<'a> Rows<'a> {
    /// For `together` rows at a time, each of up to `n` elements.
    fn new(folding: &'a Folding, s: [isize; OPERANDS], n: usize, together: usize) -> Rows<'a> {
        let row_bytes = n * folding.item;
        let in_place = folding.source.reads_in_place(s[0]);
        let buffers = (!in_place).then(|| Scratch::new((together + 1) * row_bytes));
        Rows { folding, s, buffers, row_bytes, together }
    }

    /// Folds `count` rows of `n` elements, the first of them at `p` and the others by the steps `next`, to `results`. They
    /// are brought together before the first is folded: a fold right behind would wait for the last element's way to memory.
    ///
    /// # Safety
    /// The elements may be read, and no more of them than there is room for; `results` may be written.
    unsafe fn fold(
        &mut self,
        count: usize,
        n: usize,
        p: Pointers,
        next: [isize; OPERANDS],
        results: *mut u8,
    ) -> Result<(), ExecError> {
        let Folding { direct, folds, source, item, .. } = self.folding;
        let result = |i: usize| results.wrapping_add(i * item);
        // SAFETY: the caller's word; the buffers hold the rows and one more.
        unsafe {
            let Some(buffers) = &mut self.buffers else {
                (0..count).for_each(|i| (direct.row)(n, advance(p, next, i)[0], result(i)));
                return Ok(());
            };
            let base = buffers.ptr();
            let row = |i: usize| base.wrapping_add(i * self.row_bytes);
            if source.is_direct() {
                let input = source.input_item();
                if count == 1 && (1..=ASKED_STEP).contains(&self.s[0]) {
                    bring_together(input, n, p[0], self.s[0], base);
                } else {
                    let (from, to) = ([self.s[0], next[0]], [input as isize, self.row_bytes as isize]);
                    kernel::copy(input, [n, count], [p[0], base], [from, to]);
                }
                (0..count).for_each(|i| (direct.row)(n, row(i), result(i)));
            } else {
                for i in 0..count {
                    let p = advance(p, next, i);
                    source.fill(
                        n,
                        [p[0], p[1], p[2]],
                        [self.s[0], self.s[1], self.s[2]],
                        row(i),
                        row(self.together),
                    )?;
                }
                (0..count).for_each(|i| (folds.row)(n, row(i), result(i)));
            }
        }
        Ok(())
    }
}

/// Copies `n` elements of `item` bytes, `step` bytes apart (1 to [`ASKED_STEP`]), side by side to `to`, and asks for the
/// memory that follows.
///
/// # Safety
/// The elements may be read, and as many written at `to`.
unsafe fn bring_together(item: usize, n: usize, from: *mut u8, step: isize, to: *mut u8) {
    let piece = ASKED / step as usize;
    for i in (0..n).step_by(piece) {
        let from = from.wrapping_offset(i as isize * step);
        kernel::ask_ahead(from, ASKED);
        // SAFETY: a piece of the caller's elements, and its room.
        unsafe {
            let to = to.add(i * item);
            kernel::copy(item, [piece.min(n - i), 1], [from, to], [[step, 0], [item as isize, 0]]);
        }
    }
}

/// Calls `visit` with the number and the offsets of each position along `axes`.
fn for_each_row(axes: &[Axis], mut visit: impl FnMut(usize, [isize; OPERANDS])) {
    let total: usize = axes.iter().map(|axis| axis.len).product();
    for at in 0..total {
        let (mut rest, mut offsets) = (at, [0isize; OPERANDS]);
        for axis in axes {
            for (offset, s) in offsets.iter_mut().zip(axis.s) {
                *offset = offset.wrapping_add(s.wrapping_mul((rest % axis.len) as isize));
            }
            rest /= axis.len;
        }
        visit(at, offsets);
    }
}
