//! The nodes that apply universal functions: in registers where the function is inline for the type, else by a kernel
//! call on the block.

use std::marker::PhantomData;

use npcore_array::Result;
use npcore_broadcast::broadcast_shapes;
use npcore_dtype::{DType, Element};
use npcore_exec::{BinaryLoop, ExecError};
use npcore_kernel::{self as kernel, Binary as BinaryOp, Loop2, Loop3, Unary as UnaryOp};
use npcore_layout::Shape;

use super::block::{Block, Slot};
use super::half::{PACK, binary_pack, load, unary_pack};
use super::lane::{Lane, is_same, same};
use super::program::{Binder, Expr, Kind, Program, stage};
use crate::unary::UnaryUfunc;

/// A cast of a kernel's input on the way.
#[derive(Clone, Copy)]
pub(super) struct Way {
    cast: Option<(Loop2, Slot, usize)>,
}

impl Way {
    /// From elements of one dtype to a loop's.
    ///
    /// # Errors
    /// A dtype without kernels.
    pub fn new(from: DType, to: DType, binder: &mut Binder) -> Result<Way> {
        let (Some(x), Some(y)) = (from.scalar_type(), to.scalar_type()) else { return Err(no_cast(from, to)) };
        if x == y {
            return Ok(Way { cast: None });
        }
        Ok(Way { cast: Some((kernel::cast(x, y), binder.scratch.slot(y.itemsize()), y.itemsize())) })
    }

    /// # Safety
    /// A block's elements of the first type lie at `from`, `stride` apart.
    #[inline]
    pub unsafe fn bring(&self, block: &Block<'_>, (from, stride): (*const u8, isize)) -> (*mut u8, isize) {
        let Some((cast, slot, size)) = self.cast else { return (from.cast_mut(), stride) };
        let to = block.slot(slot);
        // One element stays one.
        let n = if stride == 0 { 1 } else { block.len() };
        // SAFETY: the caller's word; the slot holds a block.
        unsafe { cast([n, 1], [from.cast_mut(), to], [[stride, 0], [size as isize, 0]]) };
        (to, if stride == 0 { 0 } else { size as isize })
    }
}

#[cold]
pub(super) fn no_cast(from: DType, to: DType) -> npcore_array::ArrayError {
    let reason = format!("Cannot cast array data from {from:?} to {to:?} according to the rule 'same_kind'");
    ExecError::Cast { from, to, reason }.into()
}

/// A kernel of one operand, ready to be called on blocks.
#[derive(Clone, Copy)]
pub(super) struct Call1 {
    f: Loop2,
    way: Way,
    staged: Slot,
    out: Slot,
    size: usize,
    /// The dtype of the result.
    pub output: DType,
}

impl Call1 {
    pub fn new(op: UnaryOp, x: DType, binder: &mut Binder) -> Result<Call1> {
        let l = npcore_exec::unary_loop(op, x)?;
        let Some(f) = l.input.scalar_type().and_then(|ty| kernel::unary(op, ty)) else {
            return Err(no_cast(x, l.input));
        };
        let size = l.output.itemsize();
        let way = Way::new(x, l.input, binder)?;
        let (staged, out) = (binder.scratch.slot(x.itemsize()), binder.scratch.slot(size));
        Ok(Call1 { f, way, staged, out, size, output: l.output })
    }

    /// Where to put the operand, if it is not in memory.
    pub fn staged(&self) -> Slot {
        self.staged
    }

    /// # Safety
    /// A block's elements of the operand lie at `x`.
    #[inline(never)]
    pub unsafe fn run(&self, block: &Block<'_>, x: (*const u8, isize)) -> *const u8 {
        let to = block.slot(self.out);
        // SAFETY: the caller's word; the slot holds a block of the output.
        unsafe {
            let (from, stride) = self.way.bring(block, x);
            (self.f)([block.len(), 1], [from, to], [[stride, 0], [self.size as isize, 0]]);
        }
        to
    }
}

/// A kernel of two operands, ready to be called on blocks.
#[derive(Clone, Copy)]
pub(super) struct Call2 {
    f: Loop3,
    ways: [Way; 2],
    staged: [Slot; 2],
    out: Slot,
    size: usize,
    /// The dtype of the result.
    pub output: DType,
}

impl Call2 {
    pub fn new(op: BinaryOp, l: &BinaryLoop, types: [DType; 2], binder: &mut Binder) -> Result<Call2> {
        let f = match (l.inputs[0].scalar_type(), l.inputs[1].scalar_type()) {
            (Some(x), Some(y)) if x != y => kernel::compare_mixed(op, x, y),
            (Some(x), _) => kernel::binary(op, x),
            _ => None,
        };
        let Some(f) = f else { return Err(no_cast(types[0], l.inputs[0])) };
        let size = l.output.itemsize();
        let ways = [Way::new(types[0], l.inputs[0], binder)?, Way::new(types[1], l.inputs[1], binder)?];
        let staged = types.map(|dtype| binder.scratch.slot(dtype.itemsize()));
        let out = binder.scratch.slot(size);
        Ok(Call2 { f, ways, staged, out, size, output: l.output })
    }

    /// Where to put the operands, if they are not in memory.
    pub fn staged(&self) -> [Slot; 2] {
        self.staged
    }

    /// # Safety
    /// A block's elements of the operands lie at `x` and `y`.
    #[inline(never)]
    pub unsafe fn run(&self, block: &Block<'_>, x: (*const u8, isize), y: (*const u8, isize)) -> *const u8 {
        let to = block.slot(self.out);
        // SAFETY: the caller's word; the slot holds a block of the output.
        unsafe {
            let (x, sx) = self.ways[0].bring(block, x);
            let (y, sy) = self.ways[1].bring(block, y);
            (self.f)([block.len(), 1], [x, y, to], [[sx, 0], [sy, 0], [self.size as isize, 0]]);
        }
        to
    }
}

/// The result's dtype must be what the types say.
pub(super) fn check_type<U: Lane>(have: DType) -> Result<()> {
    let wanted = <U as Element>::dtype();
    if have == wanted { Ok(()) } else { Err(npcore_array::ArrayError::WrongType { have, wanted }) }
}

/// A universal function of one argument.
#[derive(Clone, Copy, Debug)]
pub struct Unary<F, X> {
    pub(super) x: X,
    pub(super) marker: PhantomData<F>,
}

#[inline(always)]
fn inline_unary<T: Lane, U: Lane>(op: UnaryOp, x: T) -> Option<U> {
    if is_same::<U, bool>() && !matches!(op, UnaryOp::Invert | UnaryOp::Absolute | UnaryOp::Positive) {
        return T::test(op, x).map(same::<bool, U>);
    }
    if is_same::<T, U>() { T::unary(op, x).map(same::<T, U>) } else { None }
}

impl<F, X> Expr for Unary<F, X>
where
    F: UnaryUfunc + Send + Sync,
    X: Expr,
    F::Out<X::Elem>: Lane,
{
    type Elem = F::Out<X::Elem>;
    type Kind = X::Kind;
    type Program = UnaryProgram<F, X::Program, F::Out<X::Elem>>;

    fn shape(&self) -> Result<Shape> {
        self.x.shape()
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        let x = self.x.bind(binder)?;
        if inline_unary::<X::Elem, F::Out<X::Elem>>(F::OP, X::Elem::ONE).is_some() {
            return Ok(UnaryProgram { x, call: None, marker: PhantomData });
        }
        let call = Call1::new(F::OP, <X::Elem as Element>::dtype(), binder)?;
        check_type::<F::Out<X::Elem>>(call.output)?;
        Ok(UnaryProgram { x, call: Some(call), marker: PhantomData })
    }
}

#[doc(hidden)]
pub struct UnaryProgram<F, X, U> {
    x: X,
    /// None where the function is inline.
    call: Option<Call1>,
    marker: PhantomData<(F, U)>,
}

/// Cursors below a node, or the place of its own elements.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct CallCursor<X> {
    below: Option<X>,
    at: *const u8,
}

impl<F: UnaryUfunc, X: Program, U: Lane> UnaryProgram<F, X, U> {
    #[inline(always)]
    fn inline() -> bool {
        inline_unary::<X::Elem, U>(F::OP, X::Elem::ONE).is_some()
    }
}

// SAFETY: a kernel's elements are in its slot, which no other node uses.
unsafe impl<F: UnaryUfunc + Send + Sync, X: Program, U: Lane> Program for UnaryProgram<F, X, U> {
    type Elem = U;
    type Cursor = CallCursor<X::Cursor>;

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe {
            if Self::inline() {
                return CallCursor { below: Some(self.x.prepare::<T>(block)), at: std::ptr::null() };
            }
            let Some(call) = &self.call else { unreachable!("bound with a kernel where it is not inline") };
            let x = stage::<_, T>(&self.x, block, call.staged());
            CallCursor { below: None, at: call.run(block, x) }
        }
    }

    #[inline(always)]
    fn shift(cursor: &Self::Cursor, at: usize) -> Self::Cursor {
        CallCursor {
            below: cursor.below.as_ref().map(|x| X::shift(x, at)),
            at: cursor.at.wrapping_add(at * size_of::<U>()),
        }
    }

    #[inline(always)]
    unsafe fn get(cursor: &Self::Cursor, i: usize) -> U {
        // SAFETY: the caller's word; a kernel wrote the block as this type.
        unsafe {
            if Self::inline() {
                let x = X::get(cursor.below.as_ref().unwrap_unchecked(), i);
                inline_unary::<X::Elem, U>(F::OP, x).unwrap_unchecked()
            } else {
                U::read(cursor.at.add(i * size_of::<U>()))
            }
        }
    }

    #[inline(always)]
    unsafe fn pack<const T: usize>(cursor: &Self::Cursor, i: usize) -> [U; PACK] {
        // SAFETY: as for `get`; where both types are one, and not bool, the function is one of the type's.
        unsafe {
            if !Self::inline() {
                return load::<U, T>(cursor.at.add(i * size_of::<U>()));
            }
            let x = X::pack::<T>(cursor.below.as_ref().unwrap_unchecked(), i);
            if is_same::<X::Elem, U>() && !is_same::<U, bool>() {
                return unary_pack::<X::Elem, T>(F::OP, x).map(same);
            }
            x.map(|x| inline_unary::<X::Elem, U>(F::OP, x).unwrap_unchecked())
        }
    }

    #[inline(always)]
    fn place(cursor: &Self::Cursor) -> Option<(*const u8, isize)> {
        if Self::inline() { None } else { Some((cursor.at, size_of::<U>() as isize)) }
    }
}

/// A universal function of two arguments of the type of its loop.
#[derive(Clone, Copy, Debug)]
pub struct Binary<F, X, Y> {
    pub(super) x: X,
    pub(super) y: Y,
    pub(super) marker: PhantomData<F>,
    /// The operands' types before they were cast, for messages.
    pub(super) types: [DType; 2],
}

/// A universal function of two arguments, as a node knows it.
#[doc(hidden)]
pub trait Function: Copy + Send + Sync {
    const OP: BinaryOp;
}

impl<F: Function, X: Expr, Y: Expr<Elem = X::Elem>> Expr for Binary<F, X, Y> {
    type Elem = X::Elem;
    type Kind = <X::Kind as Kind>::With<Y::Kind>;
    type Program = BinaryProgram<F, X::Program, Y::Program>;

    fn shape(&self) -> Result<Shape> {
        Ok(broadcast_shapes(&[&self.x.shape()?, &self.y.shape()?])?)
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        let (x, y) = (self.x.bind(binder)?, self.y.bind(binder)?);
        if X::Elem::binary(F::OP, X::Elem::ONE, X::Elem::ONE).is_some() {
            return Ok(BinaryProgram { x, y, call: None, marker: PhantomData });
        }
        let own = <X::Elem as Element>::dtype();
        let l = npcore_exec::binary_loop(F::OP, own, own)
            .map_err(|error| npcore_exec::binary_loop(F::OP, self.types[0], self.types[1]).err().unwrap_or(error))?;
        let call = Call2::new(F::OP, &l, [own; 2], binder)?;
        check_type::<X::Elem>(call.output)?;
        Ok(BinaryProgram { x, y, call: Some(call), marker: PhantomData })
    }
}

#[doc(hidden)]
pub struct BinaryProgram<F, X, Y> {
    x: X,
    y: Y,
    /// None where the function is inline.
    call: Option<Call2>,
    marker: PhantomData<F>,
}

impl<F: Function, X: Program, Y: Program<Elem = X::Elem>> BinaryProgram<F, X, Y> {
    #[inline(always)]
    fn inline() -> bool {
        X::Elem::binary(F::OP, X::Elem::ONE, X::Elem::ONE).is_some()
    }
}

// SAFETY: a kernel's elements are in its slot, which no other node uses.
unsafe impl<F: Function, X: Program, Y: Program<Elem = X::Elem>> Program for BinaryProgram<F, X, Y> {
    type Elem = X::Elem;
    type Cursor = CallCursor<(X::Cursor, Y::Cursor)>;

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe {
            if Self::inline() {
                return CallCursor {
                    below: Some((self.x.prepare::<T>(block), self.y.prepare::<T>(block))),
                    at: std::ptr::null(),
                };
            }
            let Some(call) = &self.call else { unreachable!("bound with a kernel where it is not inline") };
            let [sx, sy] = call.staged();
            let x = stage::<_, T>(&self.x, block, sx);
            let y = stage::<_, T>(&self.y, block, sy);
            CallCursor { below: None, at: call.run(block, x, y) }
        }
    }

    #[inline(always)]
    fn shift(cursor: &Self::Cursor, at: usize) -> Self::Cursor {
        CallCursor {
            below: cursor.below.as_ref().map(|(x, y)| (X::shift(x, at), Y::shift(y, at))),
            at: cursor.at.wrapping_add(at * size_of::<X::Elem>()),
        }
    }

    #[inline(always)]
    unsafe fn get(cursor: &Self::Cursor, i: usize) -> X::Elem {
        // SAFETY: the caller's word; a kernel wrote the block as this type.
        unsafe {
            if Self::inline() {
                let (x, y) = cursor.below.as_ref().unwrap_unchecked();
                X::Elem::binary(F::OP, X::get(x, i), Y::get(y, i)).unwrap_unchecked()
            } else {
                X::Elem::read(cursor.at.add(i * size_of::<X::Elem>()))
            }
        }
    }

    #[inline(always)]
    unsafe fn pack<const T: usize>(cursor: &Self::Cursor, i: usize) -> [X::Elem; PACK] {
        // SAFETY: as for `get`.
        unsafe {
            if !Self::inline() {
                return load::<X::Elem, T>(cursor.at.add(i * size_of::<X::Elem>()));
            }
            let (x, y) = cursor.below.as_ref().unwrap_unchecked();
            binary_pack::<X::Elem, T>(F::OP, X::pack::<T>(x, i), Y::pack::<T>(y, i))
        }
    }

    #[inline(always)]
    fn place(cursor: &Self::Cursor) -> Option<(*const u8, isize)> {
        if Self::inline() { None } else { Some((cursor.at, size_of::<X::Elem>() as isize)) }
    }
}

/// A comparison, or another function of two arguments that gives bool; the arguments have their own types.
#[derive(Clone, Copy, Debug)]
pub struct Compare<F, X, Y> {
    pub(super) x: X,
    pub(super) y: Y,
    pub(super) marker: PhantomData<F>,
}

impl<F: Function, X: Expr, Y: Expr> Expr for Compare<F, X, Y> {
    type Elem = bool;
    type Kind = <X::Kind as Kind>::With<Y::Kind>;
    type Program = CompareProgram<F, X::Program, Y::Program>;

    fn shape(&self) -> Result<Shape> {
        Ok(broadcast_shapes(&[&self.x.shape()?, &self.y.shape()?])?)
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        let (x, y) = (self.x.bind(binder)?, self.y.bind(binder)?);
        let mut program = CompareProgram { x, y, call: None, marker: PhantomData };
        if !CompareProgram::<F, X::Program, Y::Program>::inline() {
            let types = [<X::Elem as Element>::dtype(), <Y::Elem as Element>::dtype()];
            let l = match npcore_exec::mixed_comparison(F::OP, types[0], types[1]) {
                Some(l) => l,
                None => npcore_exec::binary_loop(F::OP, types[0], types[1])?,
            };
            let call = Call2::new(F::OP, &l, types, binder)?;
            check_type::<bool>(call.output)?;
            program.call = Some(call);
        }
        Ok(program)
    }
}

#[doc(hidden)]
pub struct CompareProgram<F, X, Y> {
    x: X,
    y: Y,
    /// None where the comparison is inline.
    call: Option<Call2>,
    marker: PhantomData<F>,
}

impl<F: Function, X: Program, Y: Program> CompareProgram<F, X, Y> {
    #[inline(always)]
    fn inline() -> bool {
        is_same::<X::Elem, Y::Elem>() && X::Elem::compare(F::OP, X::Elem::ONE, X::Elem::ONE).is_some()
    }
}

// SAFETY: a kernel's elements are in its slot, which no other node uses.
unsafe impl<F: Function, X: Program, Y: Program> Program for CompareProgram<F, X, Y> {
    type Elem = bool;
    type Cursor = CallCursor<(X::Cursor, Y::Cursor)>;

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe {
            if Self::inline() {
                return CallCursor {
                    below: Some((self.x.prepare::<T>(block), self.y.prepare::<T>(block))),
                    at: std::ptr::null(),
                };
            }
            let Some(call) = &self.call else { unreachable!("bound with a kernel where it is not inline") };
            let [sx, sy] = call.staged();
            let x = stage::<_, T>(&self.x, block, sx);
            let y = stage::<_, T>(&self.y, block, sy);
            CallCursor { below: None, at: call.run(block, x, y) }
        }
    }

    #[inline(always)]
    fn shift(cursor: &Self::Cursor, at: usize) -> Self::Cursor {
        CallCursor {
            below: cursor.below.as_ref().map(|(x, y)| (X::shift(x, at), Y::shift(y, at))),
            at: cursor.at.wrapping_add(at * size_of::<bool>()),
        }
    }

    #[inline(always)]
    unsafe fn get(cursor: &Self::Cursor, i: usize) -> bool {
        // SAFETY: the caller's word; a kernel wrote the block as bool.
        unsafe {
            if Self::inline() {
                let (x, y) = cursor.below.as_ref().unwrap_unchecked();
                X::Elem::compare(F::OP, X::get(x, i), same(Y::get(y, i))).unwrap_unchecked()
            } else {
                bool::read(cursor.at.add(i))
            }
        }
    }

    #[inline(always)]
    fn place(cursor: &Self::Cursor) -> Option<(*const u8, isize)> {
        if Self::inline() { None } else { Some((cursor.at, 1)) }
    }
}
