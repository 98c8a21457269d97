//! Whole arrays repeated side by side.

use npcore_dtype::{Casting, Elem};
use npcore_exec::for_each_range;
use npcore_kernel as kernel;
use npcore_layout::{LayoutError, MAX_RANK, Order};
use smallvec::SmallVec;

use super::roll::c_order;
use super::target::{Out, Target, made, ordered, trusted};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, Container, DynArray, DynView};
use crate::error::{ArrayError, Result};
use crate::shape::Ints;

/// The array repeated `reps` times along each axis; with fewer numbers than axes they are those of the last axes, with
/// more the array gets leading axes.
///
/// A copy: in C order, or where nothing is repeated in the array's own.
///
/// # Errors
/// Negative numbers; a result that is too big; no memory.
///
/// ```
/// use npcore_array::{array, tile};
/// let a = array![0, 1, 2];
/// assert_eq!(tile(&a, 2)?.to_string(), "[0 1 2 0 1 2]");
/// assert_eq!(tile(&a, [2, 2])?.to_string(), "[[0 1 2 0 1 2]\n [0 1 2 0 1 2]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn tile<T: Elem>(a: impl AsView<T>, reps: impl Ints) -> Result<Array<T>> {
    made(tiled(a.as_view().as_dyn(), &reps.to_list(), Out::New))
}

/// [`tile`] into a given array.
///
/// # Errors
/// As [`tile`] and [`concatenate_into`](crate::concatenate_into).
pub fn tile_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    reps: impl Ints,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    tiled(a.as_view().as_dyn(), &reps.to_list(), Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

fn tiled(a: DynView<'_>, reps: &[isize], out: Out<'_>) -> Result<Option<DynArray>> {
    let ndim = a.ndim().max(reps.len());
    if ndim > MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: ndim }.into());
    }
    let leading: SmallVec<[isize; 6]> = (0..(ndim - a.ndim()) as isize).collect();
    let grown = a.layout().expand_dims(&leading, a.itemsize())?;
    if reps.iter().all(|&n| n == 1) {
        let target = Target::new(out, a.dtype(), grown.like(Order::K, a.itemsize())?, &[a], |_| true)?;
        let source = a.raw().with_layout(grown);
        // SAFETY: the same shape, in memory of its own.
        return unsafe {
            npcore_exec::copy_elements(&source.operand(), &target.at.operand(), target.warm)?;
            target.finish(trusted(&[a], a.dtype()))
        };
    }
    let missing = ndim - reps.len();
    let rep = |axis: usize| if axis < missing { 1 } else { reps[axis - missing] };
    let lengths = grown.shape();
    if !a.is_empty() && reps.iter().any(|&n| n < 0) {
        return Err(LayoutError::NegativeDimension.into());
    }
    if (0..ndim).any(|axis| rep(axis) < 0 && lengths[axis] > 0) {
        // NumPy comes to a reshape of nothing.
        let shape = (0..ndim).map(|axis| (lengths[axis] as isize).saturating_mul(rep(axis))).collect();
        return Err(LayoutError::Reshape { size: 0, shape }.into());
    }
    // Axes from the slowest: length and number of repeats. What is not repeated joins the axis before it.
    let mut levels: SmallVec<[Level; 6]> = smallvec::smallvec![Level { len: 1, reps: 1, block: 0 }];
    let mut shape: super::target::List = SmallVec::new();
    for (axis, &len) in lengths.iter().enumerate() {
        let reps = rep(axis).max(0).unsigned_abs();
        shape.push(len.checked_mul(reps).ok_or_else(|| ArrayError::from(LayoutError::TooBig))?);
        match levels.last_mut() {
            Some(last) if reps == 1 => last.len *= len,
            _ => levels.push(Level { len, reps, block: 0 }),
        }
    }
    let target = Target::exactly(out, a.dtype(), ordered(&shape, a.dtype(), false)?, &[a])?;
    let item = a.itemsize();
    if !target.at.layout.is_empty() && item > 0 {
        let mut inner = item;
        for level in levels.iter_mut().rev() {
            level.block = level.len * inner;
            inner = level.block * level.reps;
        }
        let source = c_order(a)?;
        // SAFETY: the source is gapless; the target is too, and has the repeated shape.
        unsafe { write(&levels, source.raw().first(), a.size() * item, target.at.first()) };
    }
    // SAFETY: every element was written; they are the input's.
    unsafe { target.finish(trusted(&[a], a.dtype())) }
}

/// Some axes together, of which only the first is repeated: `block` is the number of bytes of what is repeated.
struct Level {
    len: usize,
    reps: usize,
    block: usize,
}

/// Writes one block of the first level, then repeats it; blocks of the levels inside are written so before.
///
/// # Safety
/// `bytes` gapless bytes of the source may be read; the target has room for the block and its repeats, apart from
/// the source.
unsafe fn write(levels: &[Level], source: *mut u8, bytes: usize, target: *mut u8) {
    let Level { len, reps, block } = levels[0];
    // SAFETY: each level's blocks follow each other in the target without gaps.
    unsafe {
        match &levels[1..] {
            [] => source.copy_to_nonoverlapping(target, block),
            // Rows that are repeated each: one call for all of them.
            [last] if last.block * last.reps <= LONG_ROW => {
                let (run, row) = (last.block as isize, (last.block * last.reps) as isize);
                kernel::copy(last.block, [len, last.reps], [source, target], [[run, 0], [row, run]]);
            }
            inner => {
                let (from, to) = (bytes / len, block / len);
                for i in 0..len {
                    write(inner, source.add(i * from), from, target.add(i * to));
                }
            }
        }
        repeat_block(target, block, reps);
    }
}

/// Rows up to this size are written by one call of a kernel for all of them.
const LONG_ROW: usize = 4 << 10;

/// What threads repeat.
struct Block(*mut u8);
// SAFETY: the first block is only read, and threads write different repeats.
unsafe impl Sync for Block {}

impl Block {
    fn at(&self, offset: usize) -> *mut u8 {
        self.0.wrapping_add(offset)
    }
}

/// Repeats the first `block` bytes at `target` until they stand there `reps` times.
///
/// # Safety
/// `block` bytes are written, and `block * reps` may be.
pub(crate) unsafe fn repeat_block(target: *mut u8, block: usize, reps: usize) {
    if reps < 2 || block == 0 {
        return;
    }
    let first = Block(target);
    for_each_range(reps - 1, 1, block * reps, &|range| {
        let step = block as isize;
        let p = [first.at(0), first.at(block * (range.start + 1))];
        // SAFETY: the first block, and repeats that only this thread writes.
        unsafe { kernel::copy(block, [1, range.len()], p, [[step, 0], [step, step]]) };
    });
}
