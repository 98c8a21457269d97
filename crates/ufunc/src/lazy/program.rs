//! What an expression is, and what it becomes when it is evaluated.
//!
//! An [`Expr`] is the tree as the user wrote it: views, scalars, operations. Bound to a [`Binder`] it becomes a
//! [`Program`] of the same form that has addresses, loops and scratch memory instead. For each block a program is first
//! *prepared*, which runs what needs kernel calls, and then *got* from, element by element, in one loop that the compiler
//! makes of the whole tree.

use std::marker::PhantomData;

use npcore_array::{Array, ReducedAxes, Result};
use npcore_dtype::Elem;
use npcore_exec::{Operand, Output};
use npcore_layout::{Layout, Shape};
use smallvec::SmallVec;

use super::block::{Block, Input, Scratch, Slot};
use super::half::{PACK, packed};
use super::lane::Lane;

/// An expression: what [`lazy`](crate::lazy()) starts and operators build.
pub trait Expr {
    /// The type of its elements.
    type Elem: Lane;
    /// Whether it gives an array, or, reduced over all axes, a value.
    #[doc(hidden)]
    type Kind: Kind;
    #[doc(hidden)]
    type Program: Program<Elem = Self::Elem>;

    /// Its shape.
    #[doc(hidden)]
    fn shape(&self) -> Result<Shape>;

    #[doc(hidden)]
    fn bind(&self, binder: &mut Binder) -> Result<Self::Program>;
}

/// An expression bound to memory.
///
/// # Safety
/// What `place` gives is the address of the block's elements, valid values of `Elem`, and their stride in bytes, which may
/// be 0; they stay for as long as the block is prepared.
#[doc(hidden)]
pub unsafe trait Program: Send + Sync {
    type Elem: Lane;
    /// What is known of one block.
    type Cursor: Copy;

    /// # Safety
    /// The block is of the walk that was made of the binder's inputs.
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor;

    /// The cursor of the part of a block from place `at` on, the start of a piece.
    fn shift(cursor: &Self::Cursor, at: usize) -> Self::Cursor;

    /// The element at place `i` of the block.
    ///
    /// # Safety
    /// The cursor is of the block that was prepared last; `i` is below its length, and below that of a piece.
    unsafe fn get(cursor: &Self::Cursor, i: usize) -> Self::Elem;

    /// The elements from place `i` on, in a loop for the tier of this number.
    ///
    /// # Safety
    /// As [`get`](Program::get), for each of them; the processor has the tier.
    #[inline(always)]
    unsafe fn pack<const T: usize>(cursor: &Self::Cursor, i: usize) -> [Self::Elem; PACK] {
        // SAFETY: the caller's word.
        std::array::from_fn(|l| unsafe { Self::get(cursor, i + l) })
    }

    /// Where the elements of a prepared block are, if they are in memory already.
    #[inline(always)]
    fn place(_: &Self::Cursor) -> Option<(*const u8, isize)> {
        None
    }
}

/// An element of a block's memory: at any address.
#[derive(Clone, Copy)]
#[repr(C, packed)]
pub struct Un<T>(pub T);

/// An element still to be written.
pub type Out<T> = std::mem::MaybeUninit<Un<T>>;

/// Writes a prepared block, by pieces of the block's length of them.
///
/// # Safety
/// As [`Program::get`], for as many elements as `out` has.
#[inline(always)]
pub(super) unsafe fn store<P: Program, const T: usize>(cursor: &P::Cursor, piece: usize, out: &mut [Out<P::Elem>]) {
    for (k, out) in out.chunks_mut(piece).enumerate() {
        let cursor = P::shift(cursor, k.wrapping_mul(piece));
        if const { packed::<P::Elem, T>() } {
            let whole = out.len() / PACK * PACK;
            for i in (0..whole).step_by(PACK) {
                // SAFETY: the caller's word; as many elements are left, which may have any alignment.
                unsafe { out.as_mut_ptr().add(i).cast::<[P::Elem; PACK]>().write_unaligned(P::pack::<T>(&cursor, i)) };
            }
            for (i, out) in out.iter_mut().enumerate().skip(whole) {
                // SAFETY: the caller's word.
                out.write(Un(unsafe { P::get(&cursor, i) }));
            }
            continue;
        }
        for (i, out) in out.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            out.write(Un(unsafe { P::get(&cursor, i) }));
        }
    }
}

/// `n` elements still to be written at an address.
///
/// # Safety
/// The memory may be written, and nothing else reaches it while the slice lives.
#[inline(always)]
pub(super) unsafe fn slots<'a, T>(at: *mut u8, n: usize) -> &'a mut [Out<T>] {
    // SAFETY: the caller's word; `Out` has alignment 1 and no invalid values.
    unsafe { std::slice::from_raw_parts_mut(at.cast(), n) }
}

/// The elements of a program over a block in memory: where they are, else written to `slot`.
///
/// # Safety
/// As [`Program::prepare`]; the slot is for elements of this program's type, and of no other use.
#[inline(always)]
pub(super) unsafe fn stage<P: Program, const T: usize>(
    program: &P,
    block: &mut Block<'_>,
    slot: Slot,
) -> (*const u8, isize) {
    // SAFETY: the caller's word.
    unsafe {
        let cursor = program.prepare::<T>(block);
        if let Some(place) = P::place(&cursor) {
            return place;
        }
        let to = block.slot(slot);
        store::<P, T>(&cursor, block.piece(), slots(to, block.len()));
        (to, size_of::<P::Elem>() as isize)
    }
}

/// Collects what an evaluation needs: inputs, scratch memory, results of inner reductions.
#[doc(hidden)]
#[derive(Default)]
pub struct Binder {
    pub(super) inputs: Vec<Input>,
    /// The first input of the reduction that is bound now: those before it are of another walk.
    pub(super) scope: usize,
    pub(super) scratch: Scratch,
    /// What is bound now lies inside of a reduction.
    pub(super) reduction: Option<Axes>,
    made: Vec<Output>,
}

/// The axes of a reduction.
#[derive(Clone, Copy)]
pub(super) struct Axes {
    /// The shape of what is reduced.
    pub shape: Shape,
    /// Bit `i` is set where axis `i` is reduced.
    pub reduced: u64,
    /// Whether reduced axes stay, with length 1.
    pub keep: bool,
}

impl Axes {
    fn is_reduced(&self, axis: usize) -> bool {
        self.reduced >> axis & 1 == 1
    }

    /// Of a value for each axis those of the axes that are left, `gone` for what stays of reduced ones.
    fn kept<T: Copy>(&self, of: &[T], gone: T) -> SmallVec<[T; 4]> {
        let axes = of.iter().enumerate().filter(|&(axis, _)| self.keep || !self.is_reduced(axis));
        axes.map(|(axis, &value)| if self.is_reduced(axis) { gone } else { value }).collect()
    }

    /// Of a value for each axis those of the reduced ones.
    fn reduced<T: Copy>(&self, of: &[T]) -> SmallVec<[T; 4]> {
        of.iter().enumerate().filter(|&(axis, _)| self.is_reduced(axis)).map(|(_, &value)| value).collect()
    }

    /// The shape of the results.
    pub fn results(&self) -> SmallVec<[usize; 4]> {
        self.kept(&self.shape, 1)
    }

    /// The lengths of the reduced axes.
    pub fn lengths(&self) -> SmallVec<[usize; 4]> {
        self.reduced(&self.shape)
    }
}

impl Binder {
    /// Adds an input, which must live as long as the evaluation, and gives its number.
    pub(super) fn input(&mut self, operand: &Operand<'_>) -> Result<usize> {
        let mut input = Input {
            ptr: operand.ptr,
            dtype: operand.dtype,
            size: operand.dtype.itemsize(),
            whole: *operand.layout,
            layout: *operand.layout,
            reduced: SmallVec::new(),
            steps: 1,
        };
        if let Some(axes) = &self.reduction {
            let layout = npcore_broadcast::broadcast_to(operand.layout, &axes.shape)?;
            input.layout = Layout::new(&axes.results(), &axes.kept(layout.strides(), 0), layout.offset())?;
            input.reduced = axes.reduced(layout.strides());
            input.steps = axes.lengths().iter().product();
        }
        // An array that stands at several places is one input.
        if let Some(at) = self.inputs[self.scope..].iter().position(|known| known.is_same(&input)) {
            return Ok(self.scope + at);
        }
        self.inputs.push(input);
        Ok(self.inputs.len() - 1)
    }

    /// Adds a result as an input.
    pub(super) fn made(&mut self, output: Output) -> Result<usize> {
        let number = self.input(&output.operand())?;
        // The elements are on the heap: they stay where they are.
        self.made.push(output);
        Ok(number)
    }
}

/// What an expression gives: an array or a value.
#[doc(hidden)]
pub trait Kind {
    type Out<T: Elem>;
    /// What it gives together with another.
    type With<K: Kind>: Kind;
    /// What a reduction over `X` gives together with this.
    type WithReduced<X: ReducedAxes>: Kind;

    fn give<T: Elem>(array: Array<T>) -> Self::Out<T>;
}

/// Gives an array.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Whole;

/// A scalar, which leaves it to the others.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Lone;

/// Gives what a reduction over `X` gives.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Reduced<X>(PhantomData<X>);

impl Kind for Whole {
    type Out<T: Elem> = Array<T>;
    type With<K: Kind> = Whole;
    type WithReduced<X: ReducedAxes> = Whole;

    fn give<T: Elem>(array: Array<T>) -> Array<T> {
        array
    }
}

impl Kind for Lone {
    type Out<T: Elem> = Array<T>;
    type With<K: Kind> = K;
    type WithReduced<X: ReducedAxes> = Reduced<X>;

    fn give<T: Elem>(array: Array<T>) -> Array<T> {
        array
    }
}

impl<X: ReducedAxes> Kind for Reduced<X> {
    type Out<T: Elem> = X::Out<T>;
    type With<K: Kind> = K::WithReduced<X>;
    type WithReduced<Y: ReducedAxes> = Whole;

    fn give<T: Elem>(array: Array<T>) -> X::Out<T> {
        X::give(array)
    }
}
