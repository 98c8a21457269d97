//! Reductions of expressions, at the end or in the middle of one.
//!
//! A reduction goes one of two ways, by where its inputs lie:
//!
//! * *across*: what is reduced is not what lies together in memory, or is short. It is part of the pass that it stands in:
//!   for a block of results, a block of elements is added for each step along the reduced axes. The distance matrix
//!   `sqrt(((p[:, None] - p[None]) ** 2).sum(2))` goes so, without an array of the differences.
//! * *along*: runs of memory are folded, before the pass that it stands in, whose input the results become.
//!
//! The order in which elements are combined depends on shape and strides only: runs of [`RUN`] elements are folded in
//! [`LANES`] lanes, runs joined pairwise, and chunks of [`CHUNK`] runs (which threads share) pairwise again; steps across
//! in groups of [`GROUP`], which are joined pairwise.

use std::marker::PhantomData;
use std::sync::OnceLock;

use npcore_array::{ArrayError, ReducedAxes, Result};
use npcore_dtype::{DType, Element};
use npcore_exec::{Buffer, Output};
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3};
use npcore_layout::{Layout, Order, Shape, normalize_axis};
use smallvec::SmallVec;

use super::block::{Block, Input, Scratch, Slot, State, Walk, Written};
use super::eval;
use super::lane::Lane;
use super::nodes::{Cast, CastProgram};
use super::pairs::{Shared, pairwise};
use super::program::{Axes, Binder, Expr, Out, Program, Reduced, Un, slots, store};
use super::tiers;

/// Partial results of a run, whatever registers the processor has.
pub(super) const LANES: usize = 32;
/// Elements of a run: each lane takes 16.
const RUN: usize = 16 * LANES;
/// Runs of a chunk.
const CHUNK: usize = 64;
/// Steps across that are taken one after the other.
const GROUP: usize = 16;
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

/// Two elements combined.
#[inline(always)]
fn combine<R: Reduction, A: Lane>(a: A, b: A) -> A {
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

/// Writes elements that lie `stride` apart.
///
/// # Safety
/// As many elements as `out` has may be read.
#[inline(always)]
pub(super) unsafe fn gather<T: Lane>(from: *const u8, stride: isize, out: &mut [Out<T>]) {
    if stride == size_of::<T>() as isize {
        for (i, out) in out.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            out.write(Un(unsafe { T::read(from.add(i * size_of::<T>())) }));
        }
        return;
    }
    for (i, out) in out.iter_mut().enumerate() {
        // SAFETY: the caller's word.
        out.write(Un(unsafe { T::read(from.wrapping_offset(i as isize * stride)) }));
    }
}

/// Folds a run into lanes.
///
/// # Safety
/// `n` elements, at least one, may be read at `from`, `stride` apart.
#[inline(always)]
pub(super) unsafe fn fold_run<R: Reduction, A: Lane>(from: *const u8, stride: isize, n: usize, lanes: &mut [A; LANES]) {
    // SAFETY: the caller's word.
    let at = |i: usize| unsafe { A::read(from.wrapping_offset(i as isize * stride)) };
    let start = R::identity::<A>().unwrap_or_else(|| at(0));
    let mut acc = [start; LANES];
    let whole = n / LANES * LANES;
    if stride == size_of::<A>() as isize {
        for i in (0..whole).step_by(LANES) {
            for (l, acc) in acc.iter_mut().enumerate() {
                // SAFETY: the caller's word.
                *acc = combine::<R, A>(*acc, unsafe { A::read(from.add((i + l) * size_of::<A>())) });
            }
        }
    } else {
        for i in 0..whole {
            acc[i % LANES] = combine::<R, A>(acc[i % LANES], at(i));
        }
    }
    for i in whole..n {
        acc[i - whole] = combine::<R, A>(acc[i - whole], at(i));
    }
    *lanes = acc;
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
        let outer = binder.reduction;
        let (first, scratch) = (binder.inputs.len(), binder.scratch);
        binder.reduction = Some(axes);
        let x = self.x.bind(binder);
        binder.reduction = outer;
        let x = x?;
        let (acc, out) = (<R::Acc<X::Elem> as Element>::dtype(), <R::Out<X::Elem> as Element>::dtype());
        if outer.is_none() && goes_across(&binder.inputs[first..], &kept, &lengths) {
            let size = acc.itemsize();
            let levels = steps.div_ceil(GROUP).max(1).ilog2() as usize + 1;
            let across = Across {
                steps,
                lengths,
                group: binder.scratch.slot(size),
                levels: (0..levels).map(|_| binder.scratch.slot(size)).collect(),
                finish: Finish::new(acc, out, R::DIVIDES.then_some(steps)),
                out: binder.scratch.slot(out.itemsize()),
            };
            return Ok(ReduceProgram { x, way: Way::Across(across), marker: PhantomData });
        }
        // Its inputs are no inputs of the pass that it stands in.
        let inputs = binder.inputs.split_off(first);
        let folds = Folds { slot: binder.scratch.slot(acc.itemsize()), x: &x, marker: PhantomData::<R> };
        let made = along(&inputs, first, &kept, &lengths, binder.scratch, &folds, acc)?;
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

/// What is left to do with accumulated elements: a division, a cast.
#[derive(Clone, Copy)]
struct Finish {
    divide: Option<(Loop3, [u8; 16])>,
    cast: Option<Loop2>,
    sizes: [usize; 2],
}

impl Finish {
    fn new(acc: DType, out: DType, count: Option<usize>) -> Finish {
        let (Some(from), Some(to)) = (acc.scalar_type(), out.scalar_type()) else {
            unreachable!("lanes have dtypes with kernels")
        };
        let divide = count.and_then(|count| {
            let (mut number, mut divisor) = ((count as i64).to_ne_bytes(), [0; 16]);
            let cast = kernel::cast(npcore_dtype::ScalarType::Int64, from);
            // SAFETY: one element of each type; none is larger than 16 bytes.
            unsafe { cast([1, 1], [number.as_mut_ptr(), divisor.as_mut_ptr()], [[0; 2]; 2]) };
            Some((kernel::binary(Binary::TrueDivide, from)?, divisor))
        });
        let cast = (acc != out).then(|| kernel::cast(from, to));
        Finish { divide, cast, sizes: [acc.itemsize(), out.itemsize()] }
    }

    /// Finishes `n` gapless elements, in place but for the cast, which writes to `to`; gives where they are.
    ///
    /// # Safety
    /// The elements are of the accumulated type; `to` has room for as many results.
    unsafe fn run(&self, n: usize, at: *mut u8, to: *mut u8) -> *mut u8 {
        let [from, out] = self.sizes.map(|size| size as isize);
        // SAFETY: the caller's word; dividing in place is legal.
        unsafe {
            if let Some((f, mut divisor)) = self.divide {
                f([n, 1], [at, divisor.as_mut_ptr(), at], [[from, 0], [0, 0], [from, 0]]);
            }
            let Some(cast) = self.cast else { return at };
            cast([n, 1], [at, to], [[from, 0], [out, 0]]);
            to
        }
    }
}

/// [`Finish`] for a whole result.
fn finished(made: Output, dtype: DType, count: Option<usize>) -> Result<Output> {
    let finish = Finish::new(made.dtype, dtype, count);
    let n = made.layout.size();
    let out = if finish.cast.is_some() {
        let layout = Layout::contiguous(made.layout.shape(), dtype.itemsize(), Order::C)?;
        Some(Output::uninit(dtype, layout)?)
    } else {
        None
    };
    let to = out.as_ref().map_or(std::ptr::null_mut(), |out| out.buffer.as_ptr().as_ptr());
    // SAFETY: `n` elements were accumulated, and the other output has room for as many.
    unsafe { finish.run(n, made.buffer.as_ptr().as_ptr(), to) };
    Ok(out.unwrap_or(made))
}

struct Across {
    steps: usize,
    lengths: SmallVec<[usize; 4]>,
    group: Slot,
    levels: SmallVec<[Slot; 4]>,
    finish: Finish,
    out: Slot,
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

impl Across {
    /// # Safety
    /// As [`Program::prepare`].
    #[inline(always)]
    unsafe fn prepare<R: Reduction, X: Program>(&self, x: &X, block: &mut Block<'_>) -> *const u8 {
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
                    let cursor = x.prepare(block);
                    if step % GROUP == 0 {
                        first::<R, X>(&cursor, block.piece(), slots(to, n));
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
unsafe fn first<R: Reduction, X: Program>(cursor: &X::Cursor, piece: usize, acc: &mut [Out<X::Elem>]) {
    let Some(identity) = R::identity::<X::Elem>() else {
        // SAFETY: the caller's word.
        return unsafe { store::<X>(cursor, piece, acc) };
    };
    for (k, acc) in acc.chunks_mut(piece).enumerate() {
        let cursor = X::shift(cursor, k.wrapping_mul(piece));
        for (i, acc) in acc.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            acc.write(Un(combine::<R, X::Elem>(identity, unsafe { X::get(&cursor, i) })));
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

// SAFETY: the results are in a slot that no other node uses, or an input.
unsafe impl<R: Reduction, X: Program, U: Lane> Program for ReduceProgram<R, X, U> {
    type Elem = U;
    type Cursor = (*const u8, bool);

    #[inline(always)]
    unsafe fn prepare(&self, block: &mut Block<'_>) -> Self::Cursor {
        // SAFETY: the caller's word.
        unsafe {
            match &self.way {
                Way::Across(across) => (across.prepare::<R, X>(&self.x, block), true),
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

/// What folds runs: a program, without its type.
pub(super) trait Folder: Sync {
    /// Bytes of the lanes.
    fn size(&self) -> usize;
    /// # Safety
    /// As [`tiers::fold`]; the lanes may be written.
    unsafe fn fold(&self, block: &mut Block<'_>, lanes: *mut u8);
    /// `lanes = earlier + lanes`, lane by lane.
    ///
    /// # Safety
    /// Both are lanes.
    unsafe fn join(&self, earlier: *const u8, lanes: *mut u8);
    /// The lanes' one result.
    ///
    /// # Safety
    /// They are lanes, and the result may be written.
    unsafe fn collapse(&self, lanes: *mut u8, to: *mut u8);
    /// `b = a + b`.
    ///
    /// # Safety
    /// Both are elements.
    unsafe fn pair(&self, a: *const u8, b: *mut u8);
    /// The result of no elements.
    ///
    /// # Safety
    /// The result may be written.
    unsafe fn nothing(&self, to: *mut u8);
}

struct Folds<'x, R, X> {
    x: &'x X,
    slot: Slot,
    marker: PhantomData<R>,
}

impl<R: Reduction, X: Program> Folder for Folds<'_, R, X> {
    fn size(&self) -> usize {
        size_of::<[X::Elem; LANES]>()
    }

    unsafe fn fold(&self, block: &mut Block<'_>, lanes: *mut u8) {
        // SAFETY: the caller's word; lanes are aligned for every element.
        unsafe { tiers::fold::<R, X>(self.x, block, self.slot, &mut *lanes.cast()) }
    }

    unsafe fn join(&self, earlier: *const u8, lanes: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { join::<R, X::Elem>(earlier, written(lanes, LANES)) }
    }

    unsafe fn collapse(&self, lanes: *mut u8, to: *mut u8) {
        // SAFETY: the caller's word.
        let mut lanes = unsafe { *lanes.cast::<[X::Elem; LANES]>() };
        let mut half = LANES / 2;
        while half > 0 {
            for l in 0..half {
                lanes[l] = combine::<R, X::Elem>(lanes[l], lanes[l + half]);
            }
            half /= 2;
        }
        // SAFETY: the caller's word.
        unsafe { lanes[0].write(to) }
    }

    unsafe fn pair(&self, a: *const u8, b: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { combine::<R, X::Elem>(X::Elem::read(a), X::Elem::read(b)).write(b) }
    }

    unsafe fn nothing(&self, to: *mut u8) {
        // SAFETY: the caller's word.
        unsafe { R::identity::<X::Elem>().unwrap_or(X::Elem::ZERO).write(to) }
    }
}

/// Lanes of the widest type, for each level of joined runs.
#[repr(align(64))]
struct Levels([[std::mem::MaybeUninit<u8>; 16 * LANES]; CHUNK.ilog2() as usize + 2]);

/// Folds runs of memory, for each result.
fn along(
    inputs: &[Input],
    first: usize,
    kept: &[usize],
    lengths: &[usize],
    scratch: Scratch,
    folder: &dyn Folder,
    acc: DType,
) -> Result<Output> {
    let size = acc.itemsize();
    debug_assert_eq!(folder.size(), size * LANES);
    let layout = Layout::contiguous(kept, size, Order::C)?;
    let results = layout.size();
    let out = Output::uninit(acc, layout).map_err(|error| eval::memory(error, kept, acc))?;
    if results == 0 {
        return Ok(out);
    }
    let runs: Result<Vec<Input>> = inputs
        .iter()
        .map(|input| {
            let layout = Layout::new(lengths, &input.reduced, 0)?;
            let ptr = input.ptr.wrapping_offset(input.layout.offset());
            Ok(Input { ptr, layout, reduced: SmallVec::new(), steps: 1, ..input.clone() })
        })
        .collect();
    let walk = Walk::new(&runs?, first, &Written::Nothing, scratch, RUN)?;
    let chunks = walk.blocks().div_ceil(CHUNK).max(1);
    let tasks = results.saturating_mul(chunks);
    let partial = if chunks > 1 { Some(Buffer::uninit(tasks.saturating_mul(size))?) } else { None };
    let to = Shared(partial.as_ref().unwrap_or(&out.buffer).as_ptr().as_ptr());
    let bytes = inputs.iter().map(|input| input.size).sum::<usize>().saturating_mul(input_elements(results, lengths));
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
            // SAFETY: each task has an element of its own.
            unsafe { fold_chunk(&walk, chunk, &shifts, &mut state, folder, to.at(task * size)) };
        }
    });
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    if let Some(partial) = partial {
        let from = partial.as_ptr().as_ptr();
        for result in 0..results {
            // SAFETY: the chunks of this result were written, and the result may be.
            unsafe {
                let first = from.add(result * chunks * size);
                pairwise(first, chunks, size, folder);
                std::ptr::copy_nonoverlapping(
                    first.add((chunks - 1) * size),
                    out.buffer.as_ptr().as_ptr().add(result * size),
                    size,
                );
            }
        }
    }
    Ok(out)
}

fn input_elements(results: usize, lengths: &[usize]) -> usize {
    lengths.iter().fold(results, |all, &n| all.saturating_mul(n))
}

/// Folds the runs of one chunk.
///
/// # Safety
/// The walk's inputs, shifted so, may be read; the result may be written.
unsafe fn fold_chunk(walk: &Walk, chunk: usize, shifts: &[isize], state: &mut State, folder: &dyn Folder, to: *mut u8) {
    let range = chunk * CHUNK..walk.blocks().min((chunk + 1) * CHUNK);
    if range.is_empty() {
        // SAFETY: the caller's word.
        return unsafe { folder.nothing(to) };
    }
    let mut levels = Levels([[std::mem::MaybeUninit::uninit(); 16 * LANES]; CHUNK.ilog2() as usize + 2]);
    let (mut runs, count, base) = (0usize, range.len(), levels.0.as_mut_ptr().cast::<u8>());
    let level = |l: usize| base.wrapping_add(l * 16 * LANES);
    // The last level is where runs are folded.
    let now = level(CHUNK.ilog2() as usize + 1);
    walk.visit(range, shifts, state, |block, _| {
        // SAFETY: the caller's word; a level holds lanes, those of the counted runs' bits were written.
        unsafe {
            folder.fold(block, now);
            let mut l = 0;
            while runs >> l & 1 == 1 {
                folder.join(level(l), now);
                l += 1;
            }
            if count > 1 {
                std::ptr::copy_nonoverlapping(now, level(l), folder.size());
            }
        }
        runs += 1;
    });
    let mut l = runs.trailing_zeros() as usize;
    let last = if count > 1 { level(l) } else { now };
    l += 1;
    // SAFETY: as above.
    unsafe {
        while runs >> l != 0 {
            if runs >> l & 1 == 1 {
                folder.join(level(l), last);
            }
            l += 1;
        }
        folder.collapse(last, to);
    }
}
