//! Leaves of a fold of what is computed: in registers, without a pass over memory in between.
//!
//! The order is that of the kernel's folds along a row (`npcore_kernel::folds`), to which the rest of the tree is left.

use npcore_kernel::{FOLD_GROUP, Folds};

use super::Reduction;
use super::across::combine;
use crate::lazy::block::{Block, FOLD_PIECE, Slot};
use crate::lazy::lane::Lane;
use crate::lazy::program::{Program, slots, store};
use crate::lazy::tiers::gather;

/// Bytes of the kernel's lanes.
const LANE_BYTES: usize = 128;

/// Folds a block, of no more than a leaf's elements, to one.
///
/// # Safety
/// As [`Program::prepare`]; the slot is for the program's elements and of no other use; the folds are of the reduction
/// and the type; an element may be written at `to`.
#[inline(always)]
pub(in crate::lazy) unsafe fn fold_block<R: Reduction, X: Program, const T: usize>(
    program: &X,
    block: &mut Block<'_>,
    slot: Slot,
    folds: &Folds,
    to: *mut u8,
) {
    // SAFETY: the caller's word.
    unsafe {
        let cursor = program.prepare::<T>(block);
        let (staged, n, size) = (block.slot(slot), block.len(), size_of::<X::Elem>());
        let inline = X::Elem::binary(R::OP, X::Elem::ONE, X::Elem::ONE).is_some();
        let from = match X::place(&cursor) {
            Some((from, stride)) if stride == size as isize => from,
            Some((from, stride)) => {
                gather::<X::Elem>(from, stride, slots(staged, n));
                staged
            }
            None if inline && n >= LANE_BYTES / size && LANE_BYTES / size * FOLD_GROUP <= FOLD_PIECE => {
                match const { size_of::<X::Elem>() } {
                    4 => fold::<R, X, { LANE_BYTES / 4 }>(&cursor, n, folds, to),
                    8 => fold::<R, X, { LANE_BYTES / 8 }>(&cursor, n, folds, to),
                    16 => fold::<R, X, { LANE_BYTES / 16 }>(&cursor, n, folds, to),
                    _ => unreachable!("a group of smaller ones is more than a piece"),
                }
                return;
            }
            None => {
                store::<X, T>(&cursor, block.piece(), slots(staged, n));
                staged
            }
        };
        (folds.row)(n, from, to);
    }
}

/// # Safety
/// As [`fold_block`], for `n` prepared elements, at least one for each lane.
#[inline(always)]
unsafe fn fold<R: Reduction, X: Program, const L: usize>(cursor: &X::Cursor, n: usize, folds: &Folds, to: *mut u8) {
    // Nodes of 8, 4, 2 and 1 groups, or fewer.
    let mut nodes = [[X::Elem::ZERO; L]; 4];
    let (whole, mut depth) = (n / L * L, 0);
    for (g, at) in (0..whole).step_by(L * FOLD_GROUP).enumerate() {
        let cursor = X::shift(cursor, at);
        let steps = FOLD_GROUP.min((whole - at) / L);
        // SAFETY: the caller's word: that many elements are left.
        let mut lanes: [X::Elem; L] = std::array::from_fn(|l| unsafe { X::get(&cursor, l) });
        for step in 1..steps {
            for (l, lane) in lanes.iter_mut().enumerate() {
                // SAFETY: as above.
                *lane = combine::<R, X::Elem>(*lane, unsafe { X::get(&cursor, step * L + l) });
            }
        }
        for _ in 0..(g + 1).trailing_zeros() {
            depth -= 1;
            lanes = join::<R, X::Elem, L>(&nodes[depth], &lanes);
        }
        nodes[depth] = lanes;
        depth += 1;
    }
    let mut lanes = nodes[depth - 1];
    for node in nodes[..depth - 1].iter().rev() {
        lanes = join::<R, X::Elem, L>(node, &lanes);
    }
    // The tail is in the piece that its group begins.
    let group = whole / (L * FOLD_GROUP) * (L * FOLD_GROUP);
    let cursor = X::shift(cursor, group);
    for (l, lane) in lanes.iter_mut().enumerate().take(n - whole) {
        // SAFETY: the caller's word.
        *lane = combine::<R, X::Elem>(*lane, unsafe { X::get(&cursor, whole - group + l) });
    }
    // SAFETY: a row of one step, which joins the lanes.
    unsafe { (folds.row)(L, lanes.as_ptr().cast(), to) };
}

#[inline(always)]
fn join<R: Reduction, A: Lane, const L: usize>(older: &[A; L], newer: &[A; L]) -> [A; L] {
    std::array::from_fn(|l| combine::<R, A>(older[l], newer[l]))
}
