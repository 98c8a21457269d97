//! Elements moved along axes, those that leave at one end coming in at the other.

use npcore_dtype::{Casting, Elem};
use npcore_layout::{Order, normalize_axis};
use smallvec::SmallVec;

use super::JoinError;
use super::splice::{Segment, splice};
use super::target::{List, Out, Part, Target, made, narrow, ordered, trusted, write_parts};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayCow, Container, DynArray, DynCow, DynView};
use crate::error::Result;
use crate::shape::Ints;

/// Axes as a call takes them, or `None`, with NumPy's meaning of it in that call.
pub trait AxesOrNone {
    /// The axes as given.
    fn axes_or_none(&self) -> Option<SmallVec<[isize; 6]>>;
}

impl<X: Ints> AxesOrNone for X {
    fn axes_or_none(&self) -> Option<SmallVec<[isize; 6]>> {
        Some(self.to_list())
    }
}

impl AxesOrNone for Option<isize> {
    fn axes_or_none(&self) -> Option<SmallVec<[isize; 6]>> {
        self.map(|axis| smallvec::smallvec![axis])
    }
}

/// Elements moved by `shift` places along `axis`, those that leave at one end coming in at the other.
///
/// A copy, in the same order in memory. With several axes there is a shift for each, or one for all; an axis named
/// twice is shifted by the sum. With `None` the elements move as along one axis, in C order, and the shape stays.
///
/// # Errors
/// An axis out of bounds; lists of shifts and axes of different lengths; no memory.
///
/// ```
/// use npcore_array::{array, roll};
/// assert_eq!(roll(&array![0, 1, 2, 3, 4], 2, None)?.to_string(), "[3 4 0 1 2]");
/// let a = array![[0, 1, 2], [3, 4, 5]];
/// assert_eq!(roll(&a, 1, None)?.to_string(), "[[5 0 1]\n [2 3 4]]");
/// assert_eq!(roll(&a, -1, 1)?.to_string(), "[[1 2 0]\n [4 5 3]]");
/// assert_eq!(roll(&a, [1, 1], [0, 1])?.to_string(), "[[5 3 4]\n [2 0 1]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn roll<T: Elem>(a: impl AsView<T>, shift: impl Ints, axis: impl AxesOrNone) -> Result<Array<T>> {
    made(rolled(a.as_view().as_dyn(), &shift.to_list(), axis.axes_or_none().as_deref(), Out::New))
}

/// [`roll`] into a given array.
///
/// # Errors
/// As [`roll`] and [`concatenate_into`](crate::concatenate_into).
pub fn roll_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    shift: impl Ints,
    axis: impl AxesOrNone,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let out = Out::Into(out.as_view_mut().into_dyn(), casting);
    rolled(a.as_view().as_dyn(), &shift.to_list(), axis.axes_or_none().as_deref(), out).map(|_| ())
}

/// The elements in C order: a view where they lie so.
pub(crate) fn c_order<'a>(a: DynView<'a>) -> Result<DynCow<'a>> {
    if a.is_c_contiguous() { Ok(ArrayCow::View(a)) } else { Ok(ArrayCow::Owned(a.try_to_owned(Order::C)?)) }
}

fn rolled(a: DynView<'_>, shifts: &[isize], axes: Option<&[isize]>, out: Out<'_>) -> Result<Option<DynArray>> {
    match axes {
        None => {
            // As one axis of all elements; the shape comes back at the end.
            let flat = c_order(a)?;
            let n = a.size();
            let shift = shifts.iter().fold(0, |sum, &shift| (sum + modulo(shift, n)) % n.max(1));
            let target = Target::exactly(out, a.dtype(), ordered(a.shape(), a.dtype(), false)?, &[a])?;
            let line = ordered(&[n], a.dtype(), false)?;
            // SAFETY: the same gapless elements along one axis.
            let source =
                unsafe { DynView::from_raw(crate::raw::Raw { ptr: flat.raw().first(), layout: line, ..*flat.raw() }) };
            let line = line.with_offset(target.at.layout.offset())?;
            // SAFETY: the source stays borrowed; the target is gapless, and both parts make it up.
            unsafe {
                splice(&[source], &halves(n, shift), 0, &target.reshaped(line))?;
                target.finish(trusted(&[a], a.dtype()))
            }
        }
        Some(axes) => {
            let mut moved: List = smallvec::smallvec![0; a.ndim()];
            let normal = axes.iter().map(|&axis| normalize_axis(axis, a.ndim()));
            let axes: List = normal.collect::<Result<_, _>>()?;
            if shifts.len() != axes.len() && shifts.len() != 1 && axes.len() != 1 {
                return Err(JoinError::Shifts { shifts: shifts.len(), axes: axes.len() }.into());
            }
            let pairs = if shifts.len() == 1 { axes.len() } else { shifts.len() };
            for i in 0..pairs {
                let axis = axes[if axes.len() == 1 { 0 } else { i }];
                let n = a.shape()[axis];
                let shift = shifts[if shifts.len() == 1 { 0 } else { i }];
                moved[axis] = (moved[axis] + modulo(shift, n)) % n.max(1);
            }
            let target = Target::exactly(out, a.dtype(), a.layout().like(Order::K, a.itemsize())?, &[a])?;
            // SAFETY: the source stays borrowed; the blocks make up the target.
            unsafe {
                roll_axes(a, &moved, &target)?;
                target.finish(trusted(&[a], a.dtype()))
            }
        }
    }
}

/// A shift as a number of places from 0 up.
fn modulo(shift: isize, n: usize) -> usize {
    if n == 0 { 0 } else { (shift as i128).rem_euclid(n as i128) as usize }
}

/// What was at the end, then what was at the front.
fn halves(n: usize, shift: usize) -> [Segment; 2] {
    [Segment { source: 0, from: n - shift, len: shift }, Segment { source: 0, from: 0, len: n - shift }]
}

/// # Safety
/// The target has the source's shape, may be written, and shares no memory with it.
unsafe fn roll_axes(a: DynView<'_>, moved: &[usize], target: &Target) -> Result<()> {
    let mut shifted = (0..a.ndim()).filter(|&axis| moved[axis] > 0);
    let (first, second) = (shifted.next(), shifted.next());
    if second.is_none() && a.ndim() > 0 {
        let axis = first.unwrap_or(0);
        // SAFETY: both parts along the axis make up the target.
        return unsafe { splice(&[a], &halves(a.shape()[axis], moved[axis]), axis, target) };
    }
    // Each axis splits each block in two.
    let whole = Part { source: *a.raw(), start: smallvec::smallvec![0; a.ndim()] };
    let mut blocks: Vec<Part> = vec![whole];
    for (axis, &shift) in moved.iter().enumerate().filter(|(_, shift)| **shift > 0) {
        let n = a.shape()[axis];
        let mut split = Vec::with_capacity(2 * blocks.len());
        for block in blocks {
            for (range, at) in [(n - shift..n, 0), (0..n - shift, shift)] {
                let mut half = block.clone();
                half.source.layout = narrow(&half.source.layout, axis, range)?;
                half.start[axis] = at;
                split.push(half);
            }
        }
        blocks = split;
    }
    // SAFETY: the blocks make up the target.
    unsafe { write_parts(&blocks, &target.at, target.warm) }
}
