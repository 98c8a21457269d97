//! Closures over the elements of arrays: `map`, `map2`, `map3`, into new arrays, given ones, and in place.
//!
//! The walk is planned once, by code that knows no types ([`walk`]); what is compiled for a closure is two loops:
//! one over gapless rows, which the compiler can vectorise, and one over steps of any size. So that a repeated
//! value (a scalar, a column) does not need loops of its own, it is spread over a block first.

use std::mem::MaybeUninit;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{DType, Element};
use npcore_exec::Buffer;
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::create::uninit;
use crate::error::{Result, expect};
use crate::macros::{readers, writers};
use crate::raw::Raw;

/// Rows shorter than this go through the loop that takes a whole rectangle: a call for each costs more.
const LONG_ROW: usize = 16;
/// A block of a repeated value: a few of them stay in L1.
const BLOCK_BYTES: usize = 4096;

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK_BYTES]);

/// A part of a walk: `n` elements along two axes, the operands' first elements, and their steps along these axes.
#[derive(Clone, Copy)]
struct Rect<const N: usize> {
    n: [usize; 2],
    p: [*mut u8; N],
    s: [[isize; 2]; N],
    /// Every operand is gapless along the first axis.
    rows: bool,
}

impl<const N: usize> Rect<N> {
    /// The operands' elements at the start of row `j`.
    #[inline(always)]
    fn row(&self, j: usize) -> [*mut u8; N] {
        std::array::from_fn(|op| self.p[op].wrapping_offset(j as isize * self.s[op][1]))
    }
}

/// How the operands of a call are walked.
enum Way {
    /// All are C-contiguous and of one shape: one run.
    Flat(usize),
    Planned(Box<Plan>),
}

fn is_flat(operands: &[&Raw]) -> bool {
    let shape = operands[0].layout.shape();
    operands.iter().all(|raw| raw.layout.shape() == shape && raw.is_c_contiguous())
}

/// The walk over inputs and a new output of `dtype`; the output's memory is still to be written.
fn new_output(inputs: &[&Raw], dtype: DType) -> Result<(Way, Buffer, Raw)> {
    let item = dtype.itemsize();
    let (way, layout) = if is_flat(inputs) {
        (Way::Flat(inputs[0].size()), Layout::contiguous(inputs[0].layout.shape(), item, Order::C)?)
    } else {
        let mut specs: SmallVec<[OperandSpec<'_>; 4]> = inputs.iter().map(|a| OperandSpec::read(&a.layout)).collect();
        specs.push(OperandSpec::allocate(item));
        let plan = Plan::new(&specs, Order::K)?;
        let layout = plan.output_layout(inputs.len());
        (Way::Planned(Box::new(plan)), layout)
    };
    let buffer = uninit(&layout, dtype)?;
    let raw = Raw { ptr: buffer.as_ptr().as_ptr(), dtype, layout, trusted: true };
    Ok((way, buffer, raw))
}

/// The walk over inputs and a given output, which is read too if `in_place`: it is then one of the arguments.
fn into_output(inputs: &[&Raw], out: &Raw, in_place: bool) -> Result<Way> {
    let mut all: SmallVec<[&Raw; 4]> = SmallVec::from_slice(inputs);
    all.push(out);
    if is_flat(&all) {
        return Ok(Way::Flat(out.size()));
    }
    let mut specs: SmallVec<[OperandSpec<'_>; 4]> = inputs.iter().map(|a| OperandSpec::read(&a.layout)).collect();
    specs.push(if in_place { OperandSpec::read_write(&out.layout) } else { OperandSpec::write(&out.layout) });
    match Plan::new(&specs, Order::K) {
        Ok(plan) => Ok(Way::Planned(Box::new(plan))),
        Err(e) if in_place => {
            // NumPy names the target twice, as first argument and as output.
            let mut shapes: SmallVec<[&[usize]; 5]> = smallvec::smallvec![&out.layout.shape()[..]];
            shapes.extend(all.iter().map(|a| &a.layout.shape()[..]));
            Err(npcore_broadcast::broadcast_shapes(&shapes).err().unwrap_or(e).into())
        }
        Err(e) => Err(e.into()),
    }
}

/// Calls `body` with rectangles that cover all elements, the output's each once. The output is the last operand.
///
/// # Safety
/// The way was made for these operands; the inputs' elements may be read.
unsafe fn walk<const N: usize>(way: &Way, operands: [&Raw; N], body: &mut dyn FnMut(Rect<N>)) {
    let sizes: [usize; N] = std::array::from_fn(|op| operands[op].itemsize());
    match way {
        Way::Flat(0) => {}
        Way::Flat(n) => body(Rect {
            n: [*n, 1],
            p: std::array::from_fn(|op| operands[op].first()),
            s: std::array::from_fn(|op| [sizes[op] as isize, 0]),
            rows: true,
        }),
        Way::Planned(plan) if plan.is_empty() => {}
        Way::Planned(plan) => {
            let (n, s) = plan.inner::<N>();
            plan.for_each_outer_n::<N>(0..plan.outer_len(), |offsets| {
                let p = std::array::from_fn(|op| operands[op].ptr.wrapping_offset(offsets[op]));
                // SAFETY: the caller's word: the plan's rectangles lie in the operands.
                unsafe { rectangle(Rect { n, p, s, rows: false }, sizes, body) }
            });
        }
    }
}

/// One rectangle of a plan: as it is, or with repeated values spread over blocks.
///
/// # Safety
/// The inputs' elements may be read.
unsafe fn rectangle<const N: usize>(mut r: Rect<N>, sizes: [usize; N], body: &mut dyn FnMut(Rect<N>)) {
    let gapless = |op: usize| r.s[op][0] == sizes[op] as isize;
    let repeated: [bool; N] = std::array::from_fn(|op| r.s[op][0] == 0 && !gapless(op));
    let widest = (0..N).filter(|&op| repeated[op]).map(|op| sizes[op]).max().unwrap_or(1);
    let block = BLOCK_BYTES / widest.max(1);
    if r.n[0] < LONG_ROW || block < LONG_ROW || !(0..N).all(|op| gapless(op) || repeated[op]) {
        return body(r);
    }
    r.rows = true;
    if !repeated.contains(&true) {
        return body(r);
    }
    let mut blocks = [const { Block([MaybeUninit::uninit(); BLOCK_BYTES]) }; N];
    for j in 0..r.n[1] {
        let mut p = r.row(j);
        for op in (0..N).filter(|&op| repeated[op]) {
            let to = blocks[op].0.as_mut_ptr().cast::<u8>();
            if j == 0 || r.s[op][1] != 0 {
                // SAFETY: an element that may be read; a block holds `block` of the widest.
                unsafe { spread(p[op], to, sizes[op], block.min(r.n[0])) };
            }
            p[op] = to;
        }
        for i in (0..r.n[0]).step_by(block) {
            let p = std::array::from_fn(|op| if repeated[op] { p[op] } else { p[op].wrapping_add(i * sizes[op]) });
            body(Rect { n: [block.min(r.n[0] - i), 1], p, ..r });
        }
    }
}

/// Writes an element `count` times, one behind the other.
///
/// # Safety
/// `size` bytes may be read at `from`, and `size * count` written at `to`, elsewhere.
unsafe fn spread(from: *const u8, to: *mut u8, size: usize, count: usize) {
    let total = size * count;
    // SAFETY: the caller's word; each copy doubles what is there.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, size);
        let mut done = size;
        while done < total {
            let more = done.min(total - done);
            std::ptr::copy_nonoverlapping(to, to.add(done), more);
            done += more;
        }
    }
}

/// The row as a slice, where it is aligned: a slice that is an argument aliases nothing, which lets loops vectorise
/// without checks.
///
/// # Safety
/// `n` elements of `U` may be written at `p`, and nothing else reaches them while the slice lives.
#[inline(always)]
unsafe fn row_mut<'a, U>(p: *mut u8, n: usize) -> Option<&'a mut [MaybeUninit<U>]> {
    let p = p.cast::<MaybeUninit<U>>();
    // SAFETY: the caller's word; a `MaybeUninit` needs no valid value.
    p.is_aligned().then(|| unsafe { std::slice::from_raw_parts_mut(p, n) })
}

/// The two loops that write `f` of the inputs.
macro_rules! apply {
    ($name:ident, $n:literal operands: $($A:ident $i:tt),*) => {
        /// # Safety
        /// The rectangle's elements may be read as their types, and its last operand's be written, which shares no
        /// byte with the inputs.
        #[inline]
        #[allow(non_snake_case, reason = "each name is a type and a pointer to it")]
        unsafe fn $name<$($A: Element,)* U: Element>(f: &mut impl FnMut($($A),*) -> U, r: Rect<$n>) {
            #[inline]
            unsafe fn row<$($A: Element,)* U: Element>(
                f: &mut impl FnMut($($A),*) -> U, $($A: *const u8,)* out: &mut [MaybeUninit<U>],
            ) {
                for (i, out) in out.iter_mut().enumerate() {
                    // SAFETY: as many gapless inputs as outputs; the output's memory may be written.
                    unsafe {
                        let value = f($($A::read($A.add(i * size_of::<$A>()))),*);
                        value.write(out.as_mut_ptr().cast());
                    }
                }
            }
            for j in 0..r.n[1] {
                let [$($A,)* out] = r.row(j);
                // SAFETY: the caller's word.
                if let Some(out) = r.rows.then(|| unsafe { row_mut::<U>(out, r.n[0]) }).flatten() {
                    // SAFETY: the caller's word.
                    unsafe { row::<$($A,)* U>(f, $($A,)* out) };
                    continue;
                }
                for i in 0..r.n[0] as isize {
                    // SAFETY: the caller's word.
                    unsafe {
                        let value = f($($A::read($A.wrapping_offset(i * r.s[$i][0]))),*);
                        value.write(out.wrapping_offset(i * r.s[$n - 1][0]));
                    }
                }
            }
        }
    };
}
apply!(apply1, 2 operands: A 0);
apply!(apply2, 3 operands: A 0, B 1);
apply!(apply3, 4 operands: A 0, B 1, C 2);

/// The two loops that replace elements by `f` of them and the inputs.
macro_rules! change {
    ($name:ident, $n:literal operands: $($A:ident $i:tt),*) => {
        /// # Safety
        /// The rectangle's elements may be read as their types, and its last operand's be written, which shares no
        /// byte with the others.
        #[inline]
        #[allow(non_snake_case, reason = "each name is a type and a pointer to it")]
        unsafe fn $name<U: Element, $($A: Element,)*>(f: &mut impl FnMut(U, $($A),*) -> U, r: Rect<$n>) {
            #[inline]
            unsafe fn row<U: Element, $($A: Element,)*>(
                f: &mut impl FnMut(U, $($A),*) -> U, $($A: *const u8,)* out: &mut [MaybeUninit<U>],
            ) {
                #[allow(unused_variables, reason = "without inputs there is nothing to index")]
                for (i, out) in out.iter_mut().enumerate() {
                    let out = out.as_mut_ptr().cast::<u8>();
                    // SAFETY: as many gapless inputs as outputs; the output was an element before.
                    unsafe { f(U::read(out), $($A::read($A.add(i * size_of::<$A>()))),*).write(out) };
                }
            }
            for j in 0..r.n[1] {
                let [$($A,)* out] = r.row(j);
                // SAFETY: the caller's word.
                if let Some(out) = r.rows.then(|| unsafe { row_mut::<U>(out, r.n[0]) }).flatten() {
                    // SAFETY: the caller's word.
                    unsafe { row::<U, $($A,)*>(f, $($A,)* out) };
                    continue;
                }
                for i in 0..r.n[0] as isize {
                    // SAFETY: the caller's word.
                    unsafe {
                        let out = out.wrapping_offset(i * r.s[$n - 1][0]);
                        f(U::read(out), $($A::read($A.wrapping_offset(i * r.s[$i][0]))),*).write(out);
                    }
                }
            }
        }
    };
}
change!(change0, 1 operands:);
change!(change1, 2 operands: A 0);
change!(change2, 3 operands: A 0, B 1);

fn map<T: Element, U: Element>(a: &Raw, f: &mut impl FnMut(T) -> U) -> Result<Array<U>> {
    let (way, buffer, out) = new_output(&[a], <U as Element>::dtype())?;
    // SAFETY: the way was made for these; `a` is borrowed by the callers, the output is fresh, and every element
    // of it is written with a valid value.
    unsafe {
        walk(&way, [a, &out], &mut |r| apply1(f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

readers! { where T: Element;
    /// An array of `f` of each value, in the same order in memory: a vectorised closure at loop speed.
    ///
    /// `f` is called once for each element, in the order of memory. [`map2`] and [`map3`] take several arrays;
    /// [`dispatch!`](crate::dispatch) leads here from a `DynArray`.
    ///
    /// ```
    /// use npcore_array::array;
    /// let a = array![1.0, -2.0, 3.0].map(|x| if x > 0.0 { x as i32 } else { 0 });
    /// assert_eq!(a.to_string(), "[1 0 3]");
    /// ```
    ///
    /// # Panics
    /// No memory.
    #[track_caller]
    pub fn map<U: Element>(&self, mut f: impl FnMut(T) -> U) -> Array<U> {
        expect(map(self.raw(), &mut f))
    }
}

writers! { where T: Element;
    /// Replaces every value by `f` of it; called once for each, in the order of memory.
    ///
    /// ```
    /// use npcore_array::{array, s};
    /// let mut a = array![1, 2, 3, 4];
    /// a.slice_mut(s![..;2]).map_inplace(|x| 10 * x);
    /// assert_eq!(a.to_string(), "[10  2 30  4]");
    /// ```
    pub fn map_inplace(&mut self, mut f: impl FnMut(T) -> T) {
        let out = *self.raw();
        let way = expect(into_output(&[], &out, true));
        // SAFETY: the way was made for it; `&mut self` is alone with its elements.
        unsafe { walk(&way, [&out], &mut |r| change0(&mut f, r)) };
    }
}

/// `f` of each value into the elements of `out`; the input may be broadcast.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
///
/// ```
/// use npcore_array::{array, map_into, zeros};
/// let mut out = zeros::<i64>([2, 2]);
/// map_into(&array![1.5, 2.5], &mut out, |x: f64| x as i64)?;
/// assert_eq!(out.to_string(), "[[1 2]\n [1 2]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map_into<A: Element, U: Element>(
    a: impl AsView<A>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A) -> U,
) -> Result<()> {
    let (a, out) = (a.as_view(), out.as_view_mut());
    let way = into_output(&[a.raw()], out.raw(), false)?;
    // SAFETY: the way was made for these; the input is borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), out.raw()], &mut |r| apply1(&mut f, r)) };
    Ok(())
}

/// An array of `f` of the values of two arrays, broadcast together.
///
/// The arrays may have different element types, and the result a third. The closure is compiled into the loop: over
/// contiguous arrays, rows and columns this is as fast as a loop over slices. It is called once for each element of
/// the result, in an order that suits the memory of the arrays (not always that of the indices), and the result
/// lies in memory as the arguments do.
///
/// # Errors
/// `operands could not be broadcast together with shapes (2,) (3,)`; no memory.
///
/// ```
/// use npcore_array::{array, map2};
/// let (price, quantity) = (array![[9.5], [20.0]], array![1, 2, 3]);
/// let cost = map2(&price, &quantity, |p: f64, q: i32| p * f64::from(q))?;
/// assert_eq!(cost.to_string(), "[[ 9.5 19.  28.5]\n [20.  40.  60. ]]");
///
/// let clipped = map2(&array![-3, 4], 0, i32::max)?;
/// assert_eq!(clipped.to_string(), "[0 4]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map2<A: Element, B: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    mut f: impl FnMut(A, B) -> U,
) -> Result<Array<U>> {
    let (a, b) = (a.as_view(), b.as_view());
    let (way, buffer, out) = new_output(&[a.raw(), b.raw()], <U as Element>::dtype())?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output is fresh, and every element of it is
    // written with a valid value.
    unsafe {
        walk(&way, [a.raw(), b.raw(), &out], &mut |r| apply2(&mut f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

/// [`map2`] into the elements of `out`.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
pub fn map2_into<A: Element, B: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A, B) -> U,
) -> Result<()> {
    let (a, b, out) = (a.as_view(), b.as_view(), out.as_view_mut());
    let way = into_output(&[a.raw(), b.raw()], out.raw(), false)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), b.raw(), out.raw()], &mut |r| apply2(&mut f, r)) };
    Ok(())
}

/// An array of `f` of the values of three arrays, broadcast together; see [`map2`].
///
/// # Errors
/// `operands could not be broadcast together with shapes (2,) (3,) ()`; no memory.
///
/// ```
/// use npcore_array::{array, map3};
/// let clip = map3(&array![-1.0, 0.5, 2.0], 0.0, 1.0, |x: f64, lo: f64, hi: f64| x.clamp(lo, hi))?;
/// assert_eq!(clip.to_string(), "[0.  0.5 1. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map3<A: Element, B: Element, C: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    c: impl AsView<C>,
    mut f: impl FnMut(A, B, C) -> U,
) -> Result<Array<U>> {
    let (a, b, c) = (a.as_view(), b.as_view(), c.as_view());
    let (way, buffer, out) = new_output(&[a.raw(), b.raw(), c.raw()], <U as Element>::dtype())?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output is fresh, and every element of it is
    // written with a valid value.
    unsafe {
        walk(&way, [a.raw(), b.raw(), c.raw(), &out], &mut |r| apply3(&mut f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

/// [`map3`] into the elements of `out`.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
pub fn map3_into<A: Element, B: Element, C: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    c: impl AsView<C>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A, B, C) -> U,
) -> Result<()> {
    let (a, b, c, out) = (a.as_view(), b.as_view(), c.as_view(), out.as_view_mut());
    let way = into_output(&[a.raw(), b.raw(), c.raw()], out.raw(), false)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), b.raw(), c.raw(), out.raw()], &mut |r| apply3(&mut f, r)) };
    Ok(())
}

/// Replaces every value of `a` by `f` of it and the value of `b` at its place; `b` is broadcast to `a`'s shape.
///
/// # Errors
/// `b` does not broadcast to the shape of `a`.
///
/// ```
/// use npcore_array::{array, zip_inplace};
/// let mut best = array![[3, 1], [0, 9]];
/// zip_inplace(&mut best, &array![2, 5], |x: i32, y: i32| x.max(y))?;
/// assert_eq!(best.to_string(), "[[3 5]\n [2 9]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn zip_inplace<A: Element, B: Element>(
    a: &mut (impl AsViewMut<A> + ?Sized),
    b: impl AsView<B>,
    mut f: impl FnMut(A, B) -> A,
) -> Result<()> {
    let (a, b) = (a.as_view_mut(), b.as_view());
    let way = into_output(&[b.raw()], a.raw(), true)?;
    // SAFETY: the way was made for these; `b` is borrowed, `a` exclusively.
    unsafe { walk(&way, [b.raw(), a.raw()], &mut |r| change1(&mut f, r)) };
    Ok(())
}

/// Replaces every value of `a` by `f` of it and the values of `b` and `c` at its place; see [`zip_inplace`].
///
/// # Errors
/// `b` and `c` do not broadcast to the shape of `a`.
pub fn zip_inplace2<A: Element, B: Element, C: Element>(
    a: &mut (impl AsViewMut<A> + ?Sized),
    b: impl AsView<B>,
    c: impl AsView<C>,
    mut f: impl FnMut(A, B, C) -> A,
) -> Result<()> {
    let (a, b, c) = (a.as_view_mut(), b.as_view(), c.as_view());
    let way = into_output(&[b.raw(), c.raw()], a.raw(), true)?;
    // SAFETY: the way was made for these; `b` and `c` are borrowed, `a` exclusively.
    unsafe { walk(&way, [b.raw(), c.raw(), a.raw()], &mut |r| change2(&mut f, r)) };
    Ok(())
}
