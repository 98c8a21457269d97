//! Arrays without some of their places.

use npcore_dtype::{Casting, Elem};
use npcore_layout::{Layout, Order, normalize_axis};
use smallvec::SmallVec;

use super::JoinError;
use super::positions::{Chosen, Positions, positions};
use super::roll::c_order;
use super::splice::{Segment, splice};
use super::target::{List, Out, Target, made, ordered, trusted};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, Container, DynArray, DynView};
use crate::error::Result;
use crate::raw::Raw;

/// The array without some places along `axis`: a position, a list of them, a slice, or a mask. With `None` the
/// elements are taken in C order, and the result has one axis.
///
/// A copy. Places named twice are deleted once.
///
/// # Errors
/// `index 9 is out of bounds for axis 0 with size 5`; a mask of another length; an axis out of bounds; no memory.
///
/// ```
/// use npcore_array::{array, delete};
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// assert_eq!(delete(&a, 1, 0)?.to_string(), "[[1 2 3]]");
/// assert_eq!(delete(&a, [0, 2], 1)?.to_string(), "[[2]\n [5]]");
/// assert_eq!(delete(&a, 1..4, None)?.to_string(), "[1 5 6]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn delete<T: Elem>(a: impl AsView<T>, obj: impl Positions, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    made(without(a.as_view().as_dyn(), obj.chosen(), axis.into(), Out::New))
}

/// [`delete`] into a given array.
///
/// # Errors
/// As [`delete`] and [`concatenate_into`](crate::concatenate_into).
pub fn delete_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    obj: impl Positions,
    axis: impl Into<Option<isize>>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let out = Out::Into(out.as_view_mut().into_dyn(), casting);
    without(a.as_view().as_dyn(), obj.chosen(), axis.into(), out).map(|_| ())
}

/// An array as one axis of its elements in C order, if no axis is named; and the axis.
pub(crate) struct Along<'a> {
    pub cow: crate::containers::DynCow<'a>,
    pub layout: Layout,
    pub axis: usize,
}

impl<'a> Along<'a> {
    pub fn new(a: DynView<'a>, axis: Option<isize>) -> Result<Along<'a>> {
        if let Some(axis) = axis {
            let axis = normalize_axis(axis, a.ndim())?;
            return Ok(Along { cow: a.into(), layout: *a.layout(), axis });
        }
        let cow = if a.ndim() == 1 { a.into() } else { c_order(a)? };
        let layout = if a.ndim() == 1 {
            *a.layout()
        } else {
            Layout::contiguous(&[a.size()], a.itemsize(), Order::C)?.with_offset(cow.layout().offset())?
        };
        Ok(Along { cow, layout, axis: 0 })
    }

    pub fn view(&self) -> DynView<'_> {
        // SAFETY: the same elements, borrowed with the container.
        unsafe { DynView::from_raw(Raw { layout: self.layout, ..*self.cow.raw() }) }
    }

    /// Whether a result keeps the order F.
    pub fn prefers_f(&self) -> bool {
        self.layout.prefers_f(self.cow.itemsize())
    }
}

fn without(a: DynView<'_>, obj: Chosen, axis: Option<isize>, out: Out<'_>) -> Result<Option<DynArray>> {
    let along = Along::new(a, axis)?;
    let (a, axis) = (along.view(), along.axis);
    let n = a.shape()[axis];
    // NumPy takes lists and masks by indexing with a mask, whose result has the axis first in memory.
    let (kept, by_mask) = match obj {
        Chosen::One(i) => (all_but(n, position(i, axis, n)?, 1, 1), false),
        Chosen::List(list) if list.len() == 1 => (all_but(n, position(list[0], axis, n)?, 1, 1), false),
        Chosen::Slice(item) => {
            let (start, step, count) = positions(item, n)?;
            let lowest = if step < 0 && count > 0 { start - (count - 1) * step.unsigned_abs() } else { start };
            (all_but(n, lowest, step.unsigned_abs(), count), false)
        }
        Chosen::List(list) => {
            let mut keep = vec![true; n];
            for i in list {
                // NumPy's mask has one axis, whichever it is for.
                keep[position(i, 0, n)?] = false;
            }
            (stretches(&keep), true)
        }
        Chosen::Mask(mask) => {
            if mask.len() != n {
                return Err(JoinError::MaskLength { size: n }.into());
            }
            (stretches(&mask.iter().map(|&m| !m).collect::<Vec<_>>()), true)
        }
    };
    let mut shape: List = a.shape().into();
    shape[axis] = kept.iter().map(|s| s.len).sum();
    let mut layout = ordered(&shape, a.dtype(), along.prefers_f())?;
    if by_mask && a.ndim() > 1 && !layout.is_empty() {
        layout = axis_first(&shape, axis, a.layout(), a.itemsize())?;
    }
    let target = Target::exactly(out, a.dtype(), layout, &[a])?;
    // SAFETY: the source stays borrowed; the stretches kept make up the target.
    unsafe {
        splice(&[a], &kept, axis, &target)?;
        target.finish(trusted(&[a], a.dtype()))
    }
}

fn position(i: isize, axis: usize, n: usize) -> Result<usize> {
    Ok(npcore_layout::normalize_index(i, axis, n)?)
}

/// A gapless layout with `axis` slowest and the others in the order of `model`.
fn axis_first(shape: &[usize], axis: usize, model: &Layout, itemsize: usize) -> Result<Layout> {
    let mut strides: SmallVec<[isize; 6]> = smallvec::smallvec![0; shape.len()];
    let mut stride = itemsize as isize;
    let order = model.axes_by_stride();
    for &next in order.iter().rev().filter(|&&next| next != axis).chain([&axis]) {
        strides[next] = stride;
        // Bounded by the bytes of the model.
        stride *= shape[next] as isize;
    }
    Ok(Layout::new(shape, &strides, 0)?)
}

/// The stretches that are left without `count` places from `start`, `step` apart.
fn all_but(n: usize, start: usize, step: usize, count: usize) -> Vec<Segment> {
    let mut kept = Vec::new();
    let mut from = 0;
    let mut keep = |until: usize, next: usize| {
        if until > from {
            kept.push(Segment { source: 0, from, len: until - from });
        }
        from = next;
    };
    if step == 1 && count > 0 {
        keep(start, start + count);
    } else {
        (0..count).for_each(|i| keep(start + i * step, start + i * step + 1));
    }
    keep(n, n);
    kept
}

/// The stretches of what is true.
fn stretches(keep: &[bool]) -> Vec<Segment> {
    let mut kept: Vec<Segment> = Vec::new();
    for (from, _) in keep.iter().enumerate().filter(|(_, k)| **k) {
        match kept.last_mut() {
            Some(last) if last.from + last.len == from => last.len += 1,
            _ => kept.push(Segment { source: 0, from, len: 1 }),
        }
    }
    kept
}
