//! Reductions of expressions, at the end or in the middle of one.
//!
//! A reduction goes one of two ways, by where its inputs lie:
//!
//! * *across*: what is reduced is not what lies together in memory, or is short. It is part of the pass that it stands in:
//!   for a block of results, a block of elements is added for each step along the reduced axes. The distance matrix
//!   `sqrt(((p[:, None] - p[None]) ** 2).sum(2))` goes so, without an array of the differences.
//! * *along*: runs of memory are folded, before the pass that it stands in, whose input the results become.
//!
//! The order in which elements are combined depends on shape and strides only, and is the tree that folds of arrays have:
//! along, leaves of up to [`FOLD_BYTES`](npcore_kernel::FOLD_BYTES) are folded by the kernel and joined as the digits of a
//! binary counter; across, [`FOLD_GROUP`](npcore_kernel::FOLD_GROUP) steps are taken one after the other and joined in
//! the same way. Bits are those of the reduction of the array of the elements where that is folded the same way: along
//! where inputs lie gapless over all that is reduced; across where the array would be folded by rows. Others may differ in
//! the last place.
//!
//! | file     | holds                                                  |
//! |----------|--------------------------------------------------------|
//! | `across` | reductions step by step                                |
//! | `along`  | reductions by runs of memory, and their threads        |
//! | `leaf`   | leaves of those, in registers                          |
//! | `finish` | what is done to accumulated elements: division, cast   |

mod across;
mod along;
mod finish;
mod leaf;

use std::marker::PhantomData;

use npcore_array::{ArrayError, ReducedAxes, Result};
use npcore_dtype::Element;
use npcore_kernel::Binary;
use npcore_layout::{Shape, normalize_axis};

use super::block::{Block, Input};
use super::lane::Lane;
use super::nodes::{Cast, CastProgram};
use super::program::{Axes, Binder, Expr, Program, Reduced};
use across::Across;
use along::{Runs, along};
use finish::{Finish, finished};
pub(super) use leaf::fold_block;

/// Reductions over up to this many elements go across, however their inputs lie.
const SHORT: usize = 64;
/// Fewer results than this next to each other are folded along.
const NARROW: usize = 16;

/// A reduction by a function of two arguments.
pub trait Reduction: Copy + Send + Sync + 'static {
    /// The type that elements of type `T` are combined in.
    #[doc(hidden)]
    type Acc<T: Lane>: Lane;
    /// The type of the results.
    #[doc(hidden)]
    type Out<T: Lane>: Lane;
    #[doc(hidden)]
    const OP: Binary;
    #[doc(hidden)]
    const DIVIDES: bool = false;

    /// What changes nothing.
    #[doc(hidden)]
    fn identity<A: Lane>() -> Option<A>;
}

macro_rules! reductions {
    ($($(#[$meta:meta])* $name:ident $op:ident ($acc:ident) ($out:ident) $divides:literal $identity:expr;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Reduction for $name {
            type Acc<T: Lane> = reductions!(@ $acc T);
            type Out<T: Lane> = reductions!(@ $out T);
            const OP: Binary = Binary::$op;
            const DIVIDES: bool = $divides;

            #[inline(always)]
            fn identity<A: Lane>() -> Option<A> { $identity }
        }
    )* };
    (@ Same $t:ident) => { $t };
    (@ Bool $t:ident) => { bool };
    (@ $name:ident $t:ident) => { $t::$name };
}
reductions! {
    /// Sums.
    Sum Add (Sums) (Total) false Some(A::ZERO);
    /// Products.
    Prod Multiply (Sums) (Total) false Some(A::ONE);
    /// Means.
    Mean Add (Means) (Mean) true Some(A::ZERO);
    /// Minima; NaN where an element is.
    Min Minimum (Extremes) (Same) false None;
    /// Maxima; NaN where an element is.
    Max Maximum (Extremes) (Same) false None;
    /// Whether any element is not 0.
    Any BitOr (Bool) (Bool) false Some(A::ZERO);
    /// Whether all elements are not 0.
    All BitAnd (Bool) (Bool) false Some(A::ONE);
}

/// A reduction of an expression.
#[derive(Clone, Debug)]
pub struct Reduce<R, X: Expr, A>
where
    R: Reduction,
{
    x: Cast<R::Acc<X::Elem>, X>,
    axes: A,
    pub(super) keepdims: bool,
    marker: PhantomData<R>,
}

impl<R: Reduction, X: Expr, A: ReducedAxes> Reduce<R, X, A> {
    pub(super) fn new(x: X, axes: A, keepdims: bool) -> Reduce<R, X, A> {
        Reduce { x: Cast::new(x), axes, keepdims, marker: PhantomData }
    }

    fn axes(&self) -> Result<Axes> {
        let shape = self.x.shape()?;
        let mut reduced = 0u64;
        for axis in self.axes.axes(shape.len()) {
            let axis = normalize_axis(axis, shape.len())?;
            if reduced >> axis & 1 == 1 {
                return Err(ArrayError::Value("duplicate value in 'axis'".to_owned()));
            }
            reduced |= 1 << axis;
        }
        Ok(Axes { shape, reduced, keep: self.keepdims })
    }
}

impl<R: Reduction, X: Expr, A: ReducedAxes> Expr for Reduce<R, X, A> {
    type Elem = R::Out<X::Elem>;
    type Kind = Reduced<A>;
    type Program = ReduceProgram<R, CastProgram<R::Acc<X::Elem>, X::Program>, R::Out<X::Elem>>;

    fn shape(&self) -> Result<Shape> {
        let results = self.axes()?.results();
        Ok(Shape::from_fn(results.len(), |axis| results[axis]))
    }

    fn bind(&self, binder: &mut Binder) -> Result<Self::Program> {
        let axes = self.axes()?;
        let (kept, lengths) = (axes.results(), axes.lengths());
        let (results, steps): (usize, usize) = (kept.iter().product(), lengths.iter().product());
        if steps == 0 && results > 0 && R::identity::<R::Acc<X::Elem>>().is_none() {
            return Err(ArrayError::Value(format!(
                "zero-size array to reduction operation {} which has no identity",
                R::OP.name()
            )));
        }
        let (outer, scope) = (binder.reduction, binder.scope);
        let (first, scratch) = (binder.inputs.len(), binder.scratch);
        (binder.reduction, binder.scope) = (Some(axes), first);
        let x = self.x.bind(binder);
        (binder.reduction, binder.scope) = (outer, scope);
        let x = x?;
        let (acc, out) = (<R::Acc<X::Elem> as Element>::dtype(), <R::Out<X::Elem> as Element>::dtype());
        if outer.is_none() && goes_across(&binder.inputs[first..], &kept, &lengths) {
            let finish = Finish::new(acc, out, R::DIVIDES.then_some(steps));
            let across = Across::new(steps, lengths, finish, &mut binder.scratch);
            return Ok(ReduceProgram { x, way: Way::Across(across), marker: PhantomData });
        }
        // Its inputs are no inputs of the pass that it stands in.
        let inputs = binder.inputs.split_off(first);
        let runs = Runs { slot: binder.scratch.slot(acc.itemsize()), x: &x, marker: PhantomData::<R> };
        let mut identity = [0; 16];
        // SAFETY: no element is larger than 16 bytes.
        unsafe { R::identity::<R::Acc<X::Elem>>().unwrap_or(Lane::ZERO).write(identity.as_mut_ptr()) };
        let made = along(&inputs, first, &kept, &lengths, binder.scratch, &runs, R::OP, acc, identity)?;
        binder.scratch = scratch;
        let made = finished(made, out, R::DIVIDES.then_some(steps))?;
        Ok(ReduceProgram { x, way: Way::Made(binder.made(made)?), marker: PhantomData })
    }
}

/// Whether a reduction goes across its inputs.
fn goes_across(inputs: &[Input], kept: &[usize], lengths: &[usize]) -> bool {
    let steps: usize = lengths.iter().product();
    // The results that lie next to each other: along the axis in which the most inputs are gapless.
    let widest = kept.iter().copied().max().unwrap_or(1);
    if widest < NARROW {
        return false;
    }
    if steps <= SHORT {
        return true;
    }
    let nearest = |strides: &[isize], lengths: &[usize]| {
        let far = strides.iter().zip(lengths).filter(|&(&s, &n)| s != 0 && n > 1);
        far.map(|(s, _)| s.unsigned_abs()).min().unwrap_or(usize::MAX)
    };
    let (mut across, mut along) = (0, 0);
    for input in inputs {
        let (k, r) = (nearest(input.layout.strides(), kept), nearest(&input.reduced, lengths));
        across += usize::from(k < r);
        along += usize::from(r < k);
    }
    across > along
}

enum Way {
    Across(Across),
    /// Done, and an input of this number.
    Made(usize),
}

#[doc(hidden)]
pub struct ReduceProgram<R, X, U> {
    x: X,
    way: Way,
    marker: PhantomData<(R, U)>,
}

// SAFETY: the results are in a slot that no other node uses, or an input.
unsafe impl<R: Reduction, X: Program, U: Lane> Program for ReduceProgram<R, X, U> {
    type Elem = U;
    type Cursor = (*const u8, bool);

    #[inline(always)]
    unsafe fn prepare<const T: usize>(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe {
            match &self.way {
                Way::Across(across) => (across.prepare::<R, X, T>(&self.x, block), true),
                Way::Made(number) => block.input(*number),
            }
        }
    }

    #[inline(always)]
    fn shift(&(p, moves): &Self::Cursor, at: usize) -> Self::Cursor {
        (p.wrapping_add(if moves { at * size_of::<U>() } else { 0 }), moves)
    }

    #[inline(always)]
    unsafe fn get((at, _): &Self::Cursor, i: usize) -> U {
        // SAFETY: the caller's word.
        unsafe { U::read(at.add(i * size_of::<U>())) }
    }

    #[inline(always)]
    fn place(&(at, moves): &Self::Cursor) -> Option<(*const u8, isize)> {
        Some((at, if moves { size_of::<U>() as isize } else { 0 }))
    }
}
