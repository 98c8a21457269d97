//! Reductions that go across their inputs: a block of elements for each step along the reduced axes.

use npcore_kernel::{self as kernel, Binary, FOLD_GROUP as GROUP};
use smallvec::SmallVec;

use super::Reduction;
use super::finish::Finish;
use crate::lazy::block::{Block, Scratch, Slot};
use crate::lazy::lane::Lane;
use crate::lazy::program::{Out, Program, Un, slots, store};

/// A reduction step by step, for each block of results.
pub(super) struct Across {
    steps: usize,
    lengths: SmallVec<[usize; 4]>,
    group: Slot,
    levels: SmallVec<[Slot; 4]>,
    finish: Finish,
    out: Slot,
}

impl Across {
    pub fn new(steps: usize, lengths: SmallVec<[usize; 4]>, finish: Finish, scratch: &mut Scratch) -> Across {
        let [size, out] = finish.sizes;
        let levels = steps.div_ceil(GROUP).max(1).ilog2() as usize + 1;
        Across {
            steps,
            lengths,
            group: scratch.slot(size),
            levels: (0..levels).map(|_| scratch.slot(size)).collect(),
            finish,
            out: scratch.slot(out),
        }
    }

    /// The results of a block.
    ///
    /// # Safety
    /// As [`Program::prepare`].
    #[inline(always)]
    pub unsafe fn prepare<R: Reduction, X: Program, const T: usize>(&self, x: &X, block: &mut Block<'_>) -> *const u8 {
        let n = block.len();
        let level = |block: &Block<'_>, l: usize| block.slot(self.levels[l]);
        let groups = self.steps.div_ceil(GROUP);
        // SAFETY: the slots hold a block of the accumulated type, and are of no other use.
        unsafe {
            if groups == 0 {
                // None without an identity gets here with a block to write.
                let (to, zero) = (level(block, 0), R::identity::<X::Elem>().unwrap_or(X::Elem::ZERO));
                slots(to, n).fill(Out::new(Un(zero)));
                return self.finish.run(n, to, block.slot(self.out));
            }
            for g in 0..groups {
                // A lone group is its own result.
                let to = if groups == 1 { level(block, 0) } else { block.slot(self.group) };
                for step in g * GROUP..self.steps.min((g + 1) * GROUP) {
                    block.go_to(step, &self.lengths);
                    let cursor = x.prepare::<T>(block);
                    if step % GROUP == 0 {
                        first::<R, X, T>(&cursor, block.piece(), slots(to, n));
                    } else {
                        add::<R, X>(&cursor, block.piece(), written(to, n));
                    }
                }
                let mut l = 0;
                while g >> l & 1 == 1 {
                    join::<R, X::Elem>(level(block, l), written(to, n));
                    l += 1;
                }
                if groups > 1 {
                    std::ptr::copy_nonoverlapping(to, level(block, l), n * size_of::<X::Elem>());
                }
            }
            let mut l = groups.trailing_zeros() as usize;
            let to = level(block, l);
            l += 1;
            while groups >> l != 0 {
                if groups >> l & 1 == 1 {
                    join::<R, X::Elem>(level(block, l), written(to, n));
                }
                l += 1;
            }
            self.finish.run(n, to, block.slot(self.out))
        }
    }
}

/// Two elements combined.
#[inline(always)]
pub(super) fn combine<R: Reduction, A: Lane>(a: A, b: A) -> A {
    match A::binary(R::OP, a, b) {
        Some(value) => value,
        None => by_kernel(R::OP, a, b),
    }
}

/// [`combine`] for types that have no inline function: minima of complex numbers.
#[inline(never)]
fn by_kernel<A: Lane>(op: Binary, mut a: A, mut b: A) -> A {
    let mut out = A::ZERO;
    if let Some(f) = kernel::binary(op, A::TY) {
        let p = [&raw mut a, &raw mut b, &raw mut out].map(<*mut A>::cast);
        // SAFETY: one element each, of the loop's type.
        unsafe { f([1, 1], p, [[0; 2]; 3]) };
    }
    out
}

/// # Safety
/// `n` elements were written at the address, and nothing else reaches them while the slice lives.
#[inline(always)]
unsafe fn written<'a, T>(at: *mut u8, n: usize) -> &'a mut [Un<T>] {
    // SAFETY: the caller's word.
    unsafe { std::slice::from_raw_parts_mut(at.cast(), n) }
}

/// # Safety
/// As [`store`].
#[inline(always)]
unsafe fn first<R: Reduction, X: Program, const T: usize>(cursor: &X::Cursor, piece: usize, acc: &mut [Out<X::Elem>]) {
    if R::OP != Binary::Add {
        // SAFETY: the caller's word.
        return unsafe { store::<X, T>(cursor, piece, acc) };
    }
    // A sum starts from +0: of negative zeros it is +0.
    for (k, acc) in acc.chunks_mut(piece).enumerate() {
        let cursor = X::shift(cursor, k.wrapping_mul(piece));
        for (i, acc) in acc.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            acc.write(Un(combine::<R, X::Elem>(X::Elem::ZERO, unsafe { X::get(&cursor, i) })));
        }
    }
}

/// # Safety
/// As [`store`].
#[inline(always)]
unsafe fn add<R: Reduction, X: Program>(cursor: &X::Cursor, piece: usize, acc: &mut [Un<X::Elem>]) {
    for (k, acc) in acc.chunks_mut(piece).enumerate() {
        let cursor = X::shift(cursor, k.wrapping_mul(piece));
        for (i, acc) in acc.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            acc.0 = combine::<R, X::Elem>(acc.0, unsafe { X::get(&cursor, i) });
        }
    }
}

/// `acc = earlier + acc`.
///
/// # Safety
/// As many elements as `acc` has may be read at `earlier`.
#[inline(always)]
unsafe fn join<R: Reduction, A: Lane>(earlier: *const u8, acc: &mut [Un<A>]) {
    for (i, acc) in acc.iter_mut().enumerate() {
        // SAFETY: the caller's word.
        acc.0 = combine::<R, A>(unsafe { A::read(earlier.add(i * size_of::<A>())) }, acc.0);
    }
}
