//! Arrays with values put in at some places.

use npcore_dtype::{Casting, Elem};
use npcore_layout::Order;

use super::JoinError;
use super::delete::Along;
use super::positions::{Chosen, Positions, positions};
use super::splice::{Segment, splice};
use super::target::{List, Out, Target, made, ordered, trusted};
use crate::arguments::{AsView, AsViewMut, Operand};
use crate::containers::{Array, Container, DynArray, DynView};
use crate::data::copied;
use crate::error::{ArrayError, Result};

/// The array with `values` put in along `axis`, before a position, or before each of several: a list, a slice or a
/// mask. With `None` the elements are taken in C order, and the result has one axis.
///
/// A copy. The values are converted to the array's type and broadcast, as NumPy does it: before one position, what
/// they have along their first axis comes in along `axis`; before a list, they are broadcast as in an assignment.
///
/// # Errors
/// `index 9 is out of bounds for axis 0 with size 5`; values whose shape does not fit; text that is not a number;
/// an axis out of bounds; no memory.
///
/// ```
/// use npcore_array::{array, insert};
/// let a = array![1, 2, 3];
/// assert_eq!(insert(&a, 1, 9, 0)?.to_string(), "[1 9 2 3]");
/// assert_eq!(insert(&a, [0, 2], [7, 8], 0)?.to_string(), "[7 1 2 8 3]");
/// let b = array![[1, 1], [2, 2]];
/// assert_eq!(insert(&b, 1, [7, 8], 1)?.to_string(), "[[1 7 1]\n [2 8 2]]");
/// assert_eq!(insert(&b, 1, 5, None)?.to_string(), "[1 5 1 2 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn insert<T: Elem>(
    a: impl AsView<T>,
    obj: impl Positions,
    values: impl Operand,
    axis: impl Into<Option<isize>>,
) -> Result<Array<T>> {
    let values = values.parts();
    // SAFETY: the operand is borrowed for as long as its parts live.
    let view = unsafe { DynView::from_raw(*values.raw()) };
    made(with(a.as_view().as_dyn(), obj.chosen(), view, axis.into(), Out::New))
}

/// [`insert`] into a given array.
///
/// # Errors
/// As [`insert`] and [`concatenate_into`](crate::concatenate_into).
pub fn insert_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    obj: impl Positions,
    values: impl Operand,
    axis: impl Into<Option<isize>>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let values = values.parts();
    // SAFETY: the operand is borrowed for as long as its parts live.
    let view = unsafe { DynView::from_raw(*values.raw()) };
    let out = Out::Into(out.as_view_mut().into_dyn(), casting);
    with(a.as_view().as_dyn(), obj.chosen(), view, axis.into(), out).map(|_| ())
}

fn with(
    a: DynView<'_>,
    obj: Chosen,
    values: DynView<'_>,
    axis: Option<isize>,
    out: Out<'_>,
) -> Result<Option<DynArray>> {
    let along = Along::new(a, axis)?;
    let (a, axis) = (along.view(), along.axis);
    let n = a.shape()[axis];
    let lone = matches!(obj, Chosen::One(_));
    let list = match obj {
        Chosen::One(i) => vec![i],
        Chosen::List(list) => list,
        Chosen::Slice(item) => {
            let (start, step, count) = positions(item, n)?;
            (0..count as isize).map(|i| start as isize + i * step).collect()
        }
        Chosen::Mask(mask) => (0..mask.len()).filter(|&i| mask[i]).map(|i| i as isize).collect(),
    };
    let single = list.len() == 1;
    let source = values.raw();
    let mut values = *values.layout();
    let mut segments: Vec<Segment> = Vec::new();
    let mut shape: List = a.shape().into();
    let put = if single {
        let at = single_position(list[0], axis, n, lone)?;
        if values.ndim() < a.ndim() {
            let leading: Vec<isize> = (0..(a.ndim() - values.ndim()) as isize).collect();
            values = values.expand_dims(&leading, source.itemsize())?;
        }
        if lone {
            values = values.moveaxis(&[0], &[axis as isize])?;
        }
        let put = values.shape()[axis];
        let stretch = |source, from, len| Segment { source, from, len };
        segments.extend([stretch(0, 0, at), stretch(1, 0, put), stretch(0, at, n - at)]);
        put
    } else {
        segments = interleaved(&list, n)?;
        list.len()
    };
    let fits = |n: usize| n.checked_add(put).ok_or(npcore_layout::LayoutError::DimensionTooLarge);
    shape[axis] = put;
    let place = shape.clone();
    shape[axis] = fits(n)?;
    let repeated = npcore_broadcast::broadcast_into(&values, &place).map_err(|e| match e {
        npcore_broadcast::BroadcastError::Into { .. } if !single => {
            JoinError::Values { values: values.shape()[..].into(), into: place[..].into() }.into()
        }
        e => ArrayError::from(e),
    })?;
    let (dtype, f) = (a.dtype(), along.prefers_f());
    let layout = ordered(&shape, dtype, f)?;
    // In the array's type and the result's order, so that they go in by runs.
    let order = if f { Order::F } else { Order::C };
    // SAFETY: the values stay borrowed.
    let values: DynArray = unsafe { copied(&source.with_layout(repeated), dtype, order)? };
    let sources = [a, values.view()];
    let target = Target::exactly(out, dtype, layout, &sources)?;
    // SAFETY: the sources stay borrowed; the segments make up the target.
    unsafe {
        splice(&sources, &segments, axis, &target)?;
        target.finish(trusted(&sources, dtype))
    }
}

/// The position before which values come in, in NumPy's words where there is none.
fn single_position(i: isize, axis: usize, n: usize, lone: bool) -> Result<usize> {
    let from_start = if i < 0 { i.saturating_add_unsigned(n) } else { i };
    match usize::try_from(from_start) {
        Ok(at) if at <= n => Ok(at),
        _ => {
            let index = if lone { i.to_string() } else { format!("[{i}]") };
            Err(JoinError::Index { index, axis, size: n }.into())
        }
    }
}

/// The stretches of the array (source 0) and of the values (source 1) that follow each other, where value `i` comes
/// in before position `list[i]`.
fn interleaved(list: &[isize], n: usize) -> Result<Vec<Segment>> {
    let size = n + list.len();
    let mut order: Vec<usize> = (0..list.len()).collect();
    let from_start = |i: usize| if list[i] < 0 { list[i].saturating_add_unsigned(n) } else { list[i] };
    order.sort_by_key(|&i| from_start(i));
    // Which value stands at each place of the result. Places may still count from the end.
    let mut value_at: Vec<Option<usize>> = vec![None; size];
    for (k, &i) in order.iter().enumerate() {
        let place = from_start(i).saturating_add_unsigned(k);
        // In NumPy a mask of one axis refuses them.
        let at = npcore_layout::normalize_index(place, 0, size)?;
        if value_at[at].replace(i).is_some() {
            let words = format!(
                "NumPy boolean array indexing assignment cannot assign {n} input values to the {} output values where \
                the mask is true",
                n + 1
            );
            return Err(ArrayError::Value(words));
        }
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut old = 0;
    for value in value_at {
        let (source, from) = match value {
            Some(i) => (1, i),
            None => (0, old),
        };
        old += usize::from(value.is_none());
        match segments.last_mut() {
            Some(last) if last.source == source && last.from + last.len == from => last.len += 1,
            _ => segments.push(Segment { source, from, len: 1 }),
        }
    }
    Ok(segments)
}
