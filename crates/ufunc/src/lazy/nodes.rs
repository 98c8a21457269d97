//! The nodes of an expression that are no calls of kernels by themselves: arrays, scalars, casts, choices, closures.

use std::sync::Arc;

use npcore_array::{ArrayView, Result, engine};
use npcore_broadcast::broadcast_shapes;
use npcore_kernel::{self as kernel, Loop2};
use npcore_layout::Shape;

use super::block::{Block, Slot};
use super::half::{PACK, load};
use super::lane::{Lane, is_same, same};
use super::program::{Binder, Expr, Kind, Lone, Program, Whole, stage};

/// The elements of an array.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a, T: Lane>(pub(super) ArrayView<'a, T>);

impl<T: Lane> Expr for Leaf<'_, T> {
    type Elem = T;
    type Kind = Whole;
    type Program = LeafProgram<T>;

    fn shape(&self) -> Result<Shape> {
        Ok(*engine::operand(&self.0).layout.shape())
    }

    fn bind(&self, binder: &mut Binder) -> Result<LeafProgram<T>> {
        Ok(LeafProgram { input: binder.input(&engine::operand(&self.0))?, marker: std::marker::PhantomData })
    }
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct LeafProgram<T> {
    input: usize,
    marker: std::marker::PhantomData<T>,
}

// SAFETY: a leaf's block is in memory, gapless; any bytes are read as a value by `read`, and kernels take any.
unsafe impl<T: Lane> Program for LeafProgram<T> {
    type Elem = T;
    type Cursor = (*const u8, bool);

    #[inline(always)]
    unsafe fn prepare<const TIER: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the inputs may be read while they are bound.
        unsafe { block.input(self.input) }
    }

    #[inline(always)]
    fn shift(&(p, moves): &Self::Cursor, at: usize) -> Self::Cursor {
        (p.wrapping_add(if moves { at * size_of::<T>() } else { 0 }), moves)
    }

    #[inline(always)]
    unsafe fn get((at, _): &Self::Cursor, i: usize) -> T {
        // SAFETY: the caller's word: the block has that element.
        unsafe { T::read(at.add(i * size_of::<T>())) }
    }

    #[inline(always)]
    unsafe fn pack<const TIER: usize>((at, _): &Self::Cursor, i: usize) -> [T; PACK] {
        // SAFETY: the caller's word.
        unsafe { load::<T, TIER>(at.add(i * size_of::<T>())) }
    }

    #[inline(always)]
    fn place(&(at, moves): &Self::Cursor) -> Option<(*const u8, isize)> {
        Some((at, if moves { size_of::<T>() as isize } else { 0 }))
    }
}

/// A value, in the type of what it stands beside.
#[derive(Clone, Copy, Debug)]
pub struct Scalar<S: Lane, C: Lane> {
    value: S,
    marker: std::marker::PhantomData<C>,
}

impl<S: Lane, C: Lane> Scalar<S, C> {
    pub(super) fn new(value: S) -> Scalar<S, C> {
        Scalar { value, marker: std::marker::PhantomData }
    }
}

impl<S: Lane, C: Lane> Expr for Scalar<S, C> {
    type Elem = C;
    type Kind = Lone;
    type Program = ScalarProgram<C>;

    fn shape(&self) -> Result<Shape> {
        Ok(Shape::empty())
    }

    fn bind(&self, _: &mut Binder) -> Result<ScalarProgram<C>> {
        let (value, mut to) = (self.value, C::ZERO);
        let cast = kernel::cast(S::TY, C::TY);
        // SAFETY: one element of the one type to one of the other.
        unsafe {
            let p = [std::ptr::from_ref(&value).cast::<u8>().cast_mut(), std::ptr::from_mut(&mut to).cast()];
            cast([1, 1], p, [[0; 2]; 2]);
        }
        Ok(ScalarProgram { value: to })
    }
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ScalarProgram<C> {
    value: C,
}

// SAFETY: the place is that of the value in the program, which is not moved while it runs.
unsafe impl<C: Lane> Program for ScalarProgram<C> {
    type Elem = C;
    type Cursor = (C, *const u8);

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, _: &mut Block<'_>) -> (C, *const u8) {
        (self.value, std::ptr::from_ref(&self.value).cast())
    }

    #[inline(always)]
    fn shift(cursor: &Self::Cursor, _: usize) -> Self::Cursor {
        *cursor
    }

    #[inline(always)]
    unsafe fn get(cursor: &(C, *const u8), _: usize) -> C {
        cursor.0
    }

    #[inline(always)]
    unsafe fn pack<const T: usize>(cursor: &Self::Cursor, _: usize) -> [C; PACK] {
        [cursor.0; PACK]
    }

    #[inline(always)]
    fn place(cursor: &(C, *const u8)) -> Option<(*const u8, isize)> {
        Some((cursor.1, 0))
    }
}

/// The elements of an expression in another type.
#[derive(Clone, Copy, Debug)]
pub struct Cast<C, X> {
    pub(super) x: X,
    pub(super) marker: std::marker::PhantomData<C>,
}

impl<C: Lane, X: Expr> Cast<C, X> {
    pub(super) fn new(x: X) -> Cast<C, X> {
        Cast { x, marker: std::marker::PhantomData }
    }
}

impl<C: Lane, X: Expr> Expr for Cast<C, X> {
    type Elem = C;
    type Kind = X::Kind;
    type Program = CastProgram<C, X::Program>;

    fn shape(&self) -> Result<Shape> {
        self.x.shape()
    }

    fn bind(&self, binder: &mut Binder) -> Result<CastProgram<C, X::Program>> {
        let x = self.x.bind(binder)?;
        let cast = kernel::cast(X::Elem::TY, C::TY);
        if is_same::<X::Elem, C>() {
            return Ok(CastProgram { x, cast, slots: None, marker: std::marker::PhantomData });
        }
        let slots = [binder.scratch.slot(size_of::<X::Elem>()), binder.scratch.slot(size_of::<C>())];
        Ok(CastProgram { x, cast, slots: Some(slots), marker: std::marker::PhantomData })
    }
}

#[doc(hidden)]
pub struct CastProgram<C, X> {
    x: X,
    cast: Loop2,
    /// Before and after the cast; none where the types are one.
    slots: Option<[Slot; 2]>,
    marker: std::marker::PhantomData<C>,
}

/// What a node knows that either passes on what is below it or has its own elements in memory.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Either<X> {
    Below(X),
    /// Its address, and the bytes from one element to the next.
    At(*const u8, isize),
}

// SAFETY: the elements are those below, of the same dtype, or in this program's slot.
unsafe impl<C: Lane, X: Program> Program for CastProgram<C, X> {
    type Elem = C;
    type Cursor = Either<X::Cursor>;

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word; the slots hold a block of their types.
        unsafe {
            if is_same::<C, X::Elem>() {
                return Either::Below(self.x.prepare::<T>(block));
            }
            let Some([before, after]) = self.slots else { unreachable!("bound with slots where the types differ") };
            let (from, stride) = stage::<_, T>(&self.x, block, before);
            let to = block.slot(after);
            // A repeated value is cast once, for one piece.
            let n = if stride == 0 { block.len().min(block.piece()) } else { block.len() };
            let size = size_of::<C>() as isize;
            (self.cast)([n, 1], [from.cast_mut(), to], [[stride, 0], [size, 0]]);
            Either::At(to, if stride == 0 { 0 } else { size })
        }
    }

    #[inline(always)]
    fn shift(cursor: &Self::Cursor, at: usize) -> Self::Cursor {
        match cursor {
            Either::Below(x) => Either::Below(X::shift(x, at)),
            Either::At(p, stride) => Either::At(p.wrapping_offset(at as isize * stride), *stride),
        }
    }

    #[inline(always)]
    unsafe fn get(cursor: &Self::Cursor, i: usize) -> C {
        // SAFETY: the caller's word.
        unsafe {
            match cursor {
                Either::Below(x) if is_same::<C, X::Elem>() => same(X::get(x, i)),
                Either::At(at, _) if !is_same::<C, X::Elem>() => C::read(at.add(i * size_of::<C>())),
                _ => std::hint::unreachable_unchecked(),
            }
        }
    }

    #[inline(always)]
    unsafe fn pack<const T: usize>(cursor: &Self::Cursor, i: usize) -> [C; PACK] {
        // SAFETY: the caller's word.
        unsafe {
            match cursor {
                Either::Below(x) if is_same::<C, X::Elem>() => X::pack::<T>(x, i).map(same),
                Either::At(at, _) if !is_same::<C, X::Elem>() => load::<C, T>(at.add(i * size_of::<C>())),
                _ => std::hint::unreachable_unchecked(),
            }
        }
    }

    #[inline(always)]
    fn place(cursor: &Self::Cursor) -> Option<(*const u8, isize)> {
        match cursor {
            Either::Below(x) => X::place(x),
            Either::At(at, stride) => Some((*at, *stride)),
        }
    }
}

/// The elements of one expression where a condition holds, of another where not.
#[derive(Clone, Copy, Debug)]
pub struct Where<M, X, Y> {
    pub(super) condition: M,
    pub(super) x: X,
    pub(super) y: Y,
}

impl<M, X, Y> Expr for Where<M, X, Y>
where
    M: Expr<Elem = bool>,
    X: Expr,
    Y: Expr<Elem = X::Elem>,
{
    type Elem = X::Elem;
    type Kind = <<M::Kind as Kind>::With<X::Kind> as Kind>::With<Y::Kind>;
    type Program = Where<M::Program, X::Program, Y::Program>;

    fn shape(&self) -> Result<Shape> {
        let shapes = [self.condition.shape()?, self.x.shape()?, self.y.shape()?];
        Ok(broadcast_shapes(&[&shapes[0], &shapes[1], &shapes[2]])?)
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        Ok(Where { condition: self.condition.bind(binder)?, x: self.x.bind(binder)?, y: self.y.bind(binder)? })
    }
}

// SAFETY: never in memory.
unsafe impl<M: Program<Elem = bool>, X: Program, Y: Program<Elem = X::Elem>> Program for Where<M, X, Y> {
    type Elem = X::Elem;
    type Cursor = (M::Cursor, X::Cursor, Y::Cursor);

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe { (self.condition.prepare::<T>(block), self.x.prepare::<T>(block), self.y.prepare::<T>(block)) }
    }

    #[inline(always)]
    fn shift((condition, x, y): &Self::Cursor, at: usize) -> Self::Cursor {
        (M::shift(condition, at), X::shift(x, at), Y::shift(y, at))
    }

    #[inline(always)]
    unsafe fn get((condition, x, y): &Self::Cursor, i: usize) -> X::Elem {
        // SAFETY: the caller's word.
        unsafe {
            // Both are read, so that the choice is a blend.
            let (x, y) = (X::get(x, i), Y::get(y, i));
            if M::get(condition, i) { x } else { y }
        }
    }

    #[inline(always)]
    unsafe fn pack<const T: usize>((condition, x, y): &Self::Cursor, i: usize) -> [X::Elem; PACK] {
        // SAFETY: the caller's word.
        unsafe {
            let (condition, x, y) = (M::pack::<T>(condition, i), X::pack::<T>(x, i), Y::pack::<T>(y, i));
            std::array::from_fn(|l| if condition[l] { x[l] } else { y[l] })
        }
    }
}

/// A closure of an expression's elements.
#[derive(Debug)]
pub struct Map<F, X, U> {
    pub(super) f: Arc<F>,
    pub(super) x: X,
    pub(super) marker: std::marker::PhantomData<U>,
}

impl<F, X: Clone, U> Clone for Map<F, X, U> {
    fn clone(&self) -> Self {
        Map { f: self.f.clone(), x: self.x.clone(), marker: self.marker }
    }
}

impl<F: Fn(X::Elem) -> U + Send + Sync, X: Expr, U: Lane> Expr for Map<F, X, U> {
    type Elem = U;
    type Kind = X::Kind;
    type Program = Map<F, X::Program, U>;

    fn shape(&self) -> Result<Shape> {
        self.x.shape()
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        Ok(Map { f: self.f.clone(), x: self.x.bind(binder)?, marker: self.marker })
    }
}

// SAFETY: never in memory.
unsafe impl<F: Fn(X::Elem) -> U + Send + Sync, X: Program, U: Lane> Program for Map<F, X, U> {
    type Elem = U;
    type Cursor = (*const F, X::Cursor);

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        (Arc::as_ptr(&self.f), unsafe { self.x.prepare::<T>(block) })
    }

    #[inline(always)]
    fn shift((f, x): &Self::Cursor, at: usize) -> Self::Cursor {
        (*f, X::shift(x, at))
    }

    #[inline(always)]
    unsafe fn get((f, x): &Self::Cursor, i: usize) -> U {
        // SAFETY: the program, which outlives its cursors, holds the closure; the caller's word.
        unsafe { (**f)(X::get(x, i)) }
    }
}

/// A closure of two expressions' elements.
#[derive(Debug)]
pub struct Map2<F, X, Y, U> {
    pub(super) f: Arc<F>,
    pub(super) x: X,
    pub(super) y: Y,
    pub(super) marker: std::marker::PhantomData<U>,
}

impl<F, X: Clone, Y: Clone, U> Clone for Map2<F, X, Y, U> {
    fn clone(&self) -> Self {
        Map2 { f: self.f.clone(), x: self.x.clone(), y: self.y.clone(), marker: self.marker }
    }
}

impl<F: Fn(X::Elem, Y::Elem) -> U + Send + Sync, X: Expr, Y: Expr, U: Lane> Expr for Map2<F, X, Y, U> {
    type Elem = U;
    type Kind = <X::Kind as Kind>::With<Y::Kind>;
    type Program = Map2<F, X::Program, Y::Program, U>;

    fn shape(&self) -> Result<Shape> {
        Ok(broadcast_shapes(&[&self.x.shape()?, &self.y.shape()?])?)
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        Ok(Map2 { f: self.f.clone(), x: self.x.bind(binder)?, y: self.y.bind(binder)?, marker: self.marker })
    }
}

// SAFETY: never in memory.
unsafe impl<F: Fn(X::Elem, Y::Elem) -> U + Send + Sync, X: Program, Y: Program, U: Lane> Program for Map2<F, X, Y, U> {
    type Elem = U;
    type Cursor = (*const F, X::Cursor, Y::Cursor);

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe { (Arc::as_ptr(&self.f), self.x.prepare::<T>(block), self.y.prepare::<T>(block)) }
    }

    #[inline(always)]
    fn shift((f, x, y): &Self::Cursor, at: usize) -> Self::Cursor {
        (*f, X::shift(x, at), Y::shift(y, at))
    }

    #[inline(always)]
    unsafe fn get((f, x, y): &Self::Cursor, i: usize) -> U {
        // SAFETY: as for `Map`.
        unsafe { (**f)(X::get(x, i), Y::get(y, i)) }
    }
}
