//! Reductions that fold runs of memory.

use std::marker::PhantomData;
use std::sync::OnceLock;

use npcore_array::Result;
use npcore_dtype::DType;
use npcore_exec::{Buffer, Output};
use npcore_kernel::{self as kernel, Binary, FOLD_BYTES, Folds};
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use super::Reduction;
use crate::lazy::block::{Block, Input, Scratch, Slot};
use crate::lazy::eval;
use crate::lazy::program::Program;
use crate::lazy::tiers;
use crate::lazy::walk::{State, Walk, Written};

/// Leaves that one thread folds and joins: a power of two, so that they are a node of the tree.
const CHUNK: usize = 64;
/// The most elements of a leaf. Only the order of floats counts, and no more of those are a leaf.
const LEAF: usize = 4096;

/// What folds leaves: a program, without its type.
pub(super) trait Leaves: Sync {
    /// Folds a block to one element at `to`.
    ///
    /// # Safety
    /// As [`tiers::fold`].
    unsafe fn fold(&self, block: &mut Block<'_>, folds: &Folds, to: *mut u8);
}

pub(super) struct Runs<'x, R, X> {
    pub x: &'x X,
    /// For the elements, where they are not in memory.
    pub slot: Slot,
    pub marker: PhantomData<R>,
}

impl<R: Reduction, X: Program> Leaves for Runs<'_, R, X> {
    unsafe fn fold(&self, block: &mut Block<'_>, folds: &Folds, to: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { tiers::fold::<R, X>(self.x, block, self.slot, folds, to) }
    }
}

/// Joins results of one type as the digits of a binary counter are carried: the tree that folds of arrays have.
struct Counter<const NODES: usize> {
    folds: Folds,
    /// Results of 2^k leaves each, the largest first; behind them the place of the next leaf.
    nodes: [[u64; 2]; NODES],
    depth: usize,
    count: usize,
}

impl<const NODES: usize> Counter<NODES> {
    /// For less than `2^(NODES - 1)` leaves.
    fn new(folds: Folds) -> Counter<NODES> {
        Counter { folds, nodes: [[0; 2]; NODES], depth: 0, count: 0 }
    }

    /// Where the next leaf's result is written.
    fn place(&mut self) -> *mut u8 {
        self.nodes[self.depth].as_mut_ptr().cast()
    }

    /// Joins the node at the depth to the one before it.
    ///
    /// # Safety
    /// Both are results.
    unsafe fn join(&mut self) {
        let newer = self.nodes[self.depth].as_ptr().cast();
        let older = self.nodes[self.depth - 1].as_mut_ptr().cast();
        // SAFETY: the caller's word; they are apart.
        unsafe { (self.folds.rows)([1, 1], newer, 0, older, true) };
        self.depth -= 1;
    }

    /// Takes what was written at the place.
    ///
    /// # Safety
    /// It is a result.
    unsafe fn carry(&mut self) {
        self.count += 1;
        for _ in 0..self.count.trailing_zeros() {
            // SAFETY: a counter has a digit before each one that is carried.
            unsafe { self.join() };
        }
        self.depth += 1;
    }

    /// Joins all and gives the result's place; there was at least one leaf.
    fn finish(&mut self) -> *mut u8 {
        while self.depth > 1 {
            self.depth -= 1;
            // SAFETY: all before the depth are results.
            unsafe { self.join() };
            self.depth += 1;
        }
        self.nodes[0].as_mut_ptr().cast()
    }
}

/// An address that threads write disjoint elements from.
#[derive(Clone, Copy)]
struct Shared(*mut u8);
// SAFETY: see the type's text.
unsafe impl Sync for Shared {}

impl Shared {
    fn at(&self, offset: usize) -> *mut u8 {
        self.0.wrapping_add(offset)
    }
}

/// Folds runs of memory, for each result.
#[allow(clippy::too_many_arguments, reason = "what a reduction is")]
pub(super) fn along(
    inputs: &[Input],
    first: usize,
    kept: &[usize],
    lengths: &[usize],
    scratch: Scratch,
    leaves: &dyn Leaves,
    op: Binary,
    acc: DType,
    identity: [u8; 16],
) -> Result<Output> {
    let size = acc.itemsize();
    let Some(folds) = acc.scalar_type().and_then(|ty| kernel::folds(op, ty)) else {
        unreachable!("the types that reductions are carried out in have folds")
    };
    let layout = Layout::contiguous(kept, size, Order::C)?;
    let results = layout.size();
    let out = Output::uninit(acc, layout).map_err(|error| eval::memory(error, kept, acc))?;
    if results == 0 {
        return Ok(out);
    }
    let runs: Result<SmallVec<[Input; 4]>> = inputs
        .iter()
        .map(|input| {
            let layout = Layout::new(lengths, &input.reduced, 0)?;
            let ptr = input.ptr.wrapping_offset(input.layout.offset());
            Ok(Input { ptr, layout, reduced: SmallVec::new(), steps: 1, ..input.clone() })
        })
        .collect();
    let walk = Walk::new(&runs?, first, &Written::Nothing((FOLD_BYTES / size).min(LEAF)), scratch)?;
    let chunks = walk.blocks().div_ceil(CHUNK).max(1);
    let tasks = results.saturating_mul(chunks);
    let partial = if chunks > 1 { Some(Buffer::uninit(tasks.saturating_mul(size))?) } else { None };
    let to = Shared(partial.as_ref().unwrap_or(&out.buffer).as_ptr().as_ptr());
    let elements_read = lengths.iter().fold(results, |all, &n| all.saturating_mul(n));
    let bytes = inputs.iter().map(|input| input.size).sum::<usize>().saturating_mul(elements_read);
    let failed = OnceLock::new();
    npcore_exec::for_each_range(tasks, 1, bytes, &|range| {
        let mut state = match walk.state() {
            Ok(state) => state,
            Err(error) => {
                let _ = failed.set(error);
                return;
            }
        };
        let mut shifts: SmallVec<[isize; 4]> = SmallVec::from_elem(0, inputs.len());
        for task in range {
            let (result, chunk) = (task / chunks, task % chunks);
            for (shift, input) in shifts.iter_mut().zip(inputs) {
                let (mut left, mut sum) = (result, 0);
                for (&n, &s) in kept.iter().zip(input.layout.strides()).rev() {
                    sum += (left % n) as isize * s;
                    left /= n;
                }
                *shift = sum;
            }
            let range = chunk * CHUNK..walk.blocks().min((chunk + 1) * CHUNK);
            // SAFETY: each task has an element of its own.
            unsafe {
                let to = to.at(task * size);
                if range.is_empty() {
                    std::ptr::copy_nonoverlapping(identity.as_ptr(), to, size);
                } else {
                    fold(&walk, range, &shifts, &mut state, folds, leaves, to, size);
                }
            }
        }
    });
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let starts = op == Binary::Add && (acc.is_float() || acc.is_complex());
    for result in 0..results {
        let to = out.buffer.as_ptr().as_ptr().wrapping_add(result * size);
        // SAFETY: the chunks of this result were written, and the result may be.
        unsafe {
            if let Some(partial) = &partial {
                let mut counter = Counter::<{ usize::BITS as usize }>::new(folds);
                for chunk in 0..chunks {
                    let from = partial.as_ptr().as_ptr().add((result * chunks + chunk) * size);
                    std::ptr::copy_nonoverlapping(from, counter.place(), size);
                    counter.carry();
                }
                std::ptr::copy_nonoverlapping(counter.finish(), to, size);
            }
            if starts {
                // A sum starts from +0: of negative zeros it is +0.
                let mut sum = [0u64; 2];
                (folds.rows)([1, 1], to, 0, sum.as_mut_ptr().cast(), true);
                std::ptr::copy_nonoverlapping(sum.as_ptr().cast(), to, size);
            }
        }
    }
    Ok(out)
}

/// Folds some blocks of a walk to one result.
///
/// # Safety
/// The walk's inputs, shifted so, may be read; the result, of `size` bytes, may be written. There is a block.
#[allow(clippy::too_many_arguments, reason = "what a chunk is")]
unsafe fn fold(
    walk: &Walk,
    blocks: std::ops::Range<usize>,
    shifts: &[isize],
    state: &mut State,
    folds: Folds,
    leaves: &dyn Leaves,
    to: *mut u8,
    size: usize,
) {
    let mut counter = Counter::<{ CHUNK.ilog2() as usize + 2 }>::new(folds);
    walk.visit(blocks, shifts, state, |block, _| {
        // SAFETY: the caller's word; a block has elements, and no more than a leaf.
        unsafe {
            leaves.fold(block, &folds, counter.place());
            counter.carry();
        }
    });
    // SAFETY: the caller's word.
    unsafe { std::ptr::copy_nonoverlapping(counter.finish(), to, size) };
}
