//! Writing to positions and by masks with values that are repeated: `put`, `put_along_axis`, `place`, `putmask`,
//! `fill_diagonal`.

use npcore_array::{Array, ArrayCow, AsView, AsViewMut, DynArray, DynView, DynViewMut, Result, arange, engine, resize};
use npcore_dtype::Elem;
use npcore_exec::{Gather, IndexMode, Indexed, Operand};
use npcore_layout::{Layout, LayoutError, Order, normalize_axis, shape_text};

use crate::convert::{positions, refused, truth};
use crate::take::{Along, flat_indices};

/// Writes values to flat positions, in C order of the elements. Too few values are repeated from the start, too many left out.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{IndexMode, put};
/// let mut a = array![[1, 2], [3, 4]];
/// put(&mut a, [0, -1], [10, 40], IndexMode::Raise)?;
/// assert_eq!(a.to_string(), "[[10  2]\n [ 3 40]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An index out of bounds, before anything is written; `cannot replace elements of an empty array`; indices that are no
/// integers; no memory.
pub fn put<T: Elem, I: Elem>(
    a: &mut (impl AsViewMut<T> + ?Sized),
    indices: impl AsView<I>,
    values: impl npcore_array::Operand,
    mode: IndexMode,
) -> Result<()> {
    let mut a = a.as_view_mut().into_dyn();
    let indices = indices.as_view();
    let indices = positions(indices.as_dyn())?;
    put_dyn(&mut a, &indices, values.parts().view(), mode)
}

fn put_dyn(a: &mut DynViewMut<'_>, indices: &ArrayCow<'_, i64>, values: DynView<'_>, mode: IndexMode) -> Result<()> {
    let n = indices.view().size();
    if n == 0 {
        return Ok(());
    }
    if a.size() == 0 {
        return refused("cannot replace elements of an empty array");
    }
    if values.size() == 0 {
        return Ok(());
    }
    let values = if values.size() == 1 {
        engine::converted(&values, a.dtype())?.into_shape(1)?
    } else {
        engine::converted(&resize(values, n)?.view(), a.dtype())?
    };
    let target = engine::operand_mut(a);
    let (item, size) = (target.dtype.itemsize(), target.layout.size());
    let flat = indices.view().ravel();
    if let Some(layout) = target.layout.reshape_view(&[-1], Order::C, item)? {
        let stride = layout.strides()[0];
        let flat = flat.view();
        let indexed = [Indexed { indices: engine::operand(&flat), axis: 0, len: size, stride }];
        // SAFETY: the array is borrowed alone, and the values are a copy.
        return unsafe { scatter(target, &layout, &indexed, n, mode, &values) };
    }
    // Axes that do not follow one another: positions along each.
    let mut along: Vec<Vec<i64>> = vec![vec![]; target.layout.ndim()];
    let len = size as i64;
    for index in flat.view().values() {
        let mut index = match mode {
            IndexMode::Raise if index >= len || index < -len => {
                return Err(LayoutError::IndexOutOfBounds { index: index as isize, axis: 0, size }.into());
            }
            IndexMode::Raise | IndexMode::Wrap => index.rem_euclid(len),
            IndexMode::Clip => index.clamp(0, len - 1),
        };
        for (axis, &n) in target.layout.shape().iter().enumerate().rev() {
            along[axis].push(index % n as i64);
            index /= n as i64;
        }
    }
    let along: Vec<Array<i64>> = along.into_iter().map(Array::from_vec).collect();
    let views: Vec<_> = along.iter().map(Array::view).collect();
    let (shape, strides) = (target.layout.shape(), target.layout.strides());
    let indexed: Vec<Indexed<'_>> = views
        .iter()
        .enumerate()
        .map(|(axis, view)| Indexed { indices: engine::operand(view), axis, len: shape[axis], stride: strides[axis] })
        .collect();
    // SAFETY: as above.
    unsafe { scatter(target, target.layout, &indexed, n, IndexMode::Raise, &values) }
}

/// # Safety
/// The target may be written, nobody else reaches it, and the values, one or `n` of its dtype, are apart from it.
unsafe fn scatter(
    target: Operand<'_>,
    layout: &Layout,
    indexed: &[Indexed<'_>],
    n: usize,
    mode: IndexMode,
    values: &DynArray,
) -> Result<()> {
    let places = Layout::new(&[n], &[0], layout.offset())?;
    let source = Operand { layout: &places, ..target };
    let view = values.view();
    let values = engine::operand(&view);
    let spread = npcore_broadcast::broadcast_to(values.layout, &[n])?;
    // SAFETY: the caller's word.
    unsafe { Ok(Gather { source, indexed, place: 0, mode }.write(&Operand { layout: &spread, ..values })?) }
}

/// Writes values to positions along an axis, for each place of the other axes its own; without an axis, in the elements in C
/// order. The values are broadcast to the indices.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::put_along_axis;
/// let mut a = array![[10, 30, 20], [60, 40, 50]];
/// put_along_axis(&mut a, &array![[1], [0]], 99, 1)?;
/// assert_eq!(a.to_string(), "[[10 99 20]\n [99 40 50]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`take_along_axis`](crate::take_along_axis), and values that do not broadcast, before anything is written.
pub fn put_along_axis<T: Elem, I: Elem>(
    a: &mut (impl AsViewMut<T> + ?Sized),
    indices: impl AsView<I>,
    values: impl npcore_array::Operand,
    axis: impl Into<Option<isize>>,
) -> Result<()> {
    let mut a = a.as_view_mut().into_dyn();
    let indices = indices.as_view();
    let indices = indices.as_dyn();
    let Some(axis) = axis.into() else {
        flat_indices(&indices)?;
        if !indices.dtype().is_integer() {
            return refused("`indices` must be an integer array");
        }
        let indices = positions(indices)?;
        let parts = values.parts();
        let values = parts.view();
        let layout = fits(engine::operand(&values).layout, indices.view().shape())?;
        if a.size() == 0
            && let Some(index) = indices.view().values().next()
        {
            return Err(LayoutError::IndexOutOfBounds { index: index as isize, axis: 0, size: 0 }.into());
        }
        // SAFETY: the values, as they are broadcast.
        let values = unsafe { engine::part(&values, layout) };
        return put_dyn(&mut a, &indices, values, IndexMode::Raise);
    };
    let axis = normalize_axis(axis, a.ndim())?;
    let target = engine::operand_mut(&mut a);
    let along = Along::new(target.layout, axis, &indices)?;
    let indices = positions(indices)?;
    let values = engine::converted(&values.parts().view(), target.dtype)?;
    let view = values.view();
    let values = engine::operand(&view);
    let layout = fits(values.layout, along.layout.shape())?;
    along.gather(target, &indices.view().as_dyn(), |gather| {
        // SAFETY: the array is borrowed alone, the values are a copy, and the layouts are made of their own.
        unsafe { Ok(gather.write(&Operand { layout: &layout, ..values })?) }
    })
}

/// Values as they are broadcast to elements.
fn fits(values: &Layout, shape: &[usize]) -> Result<Layout> {
    npcore_broadcast::broadcast_into(values, shape).or_else(|_| {
        refused(format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            shape_text(values.shape()),
            shape_text(shape)
        ))
    })
}

/// Writes the first values to the elements where the mask is true, in C order, from the start again where they are too few.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::place;
/// let mut a = array![[0, 1, 2], [3, 4, 5]];
/// let large = a.gt(2);
/// place(&mut a, &large, [44, 55])?;
/// assert_eq!(a.to_string(), "[[ 0  1  2]\n [44 55 44]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `place: mask and data must be the same size`; no values where the mask is true somewhere; no memory.
pub fn place<T: Elem, C: Elem>(
    a: &mut (impl AsViewMut<T> + ?Sized),
    mask: impl AsView<C>,
    values: impl npcore_array::Operand,
) -> Result<()> {
    let mut a = a.as_view_mut().into_dyn();
    let mask = mask.as_view();
    if mask.size() != a.size() {
        return refused("place: mask and data must be the same size");
    }
    let chosen = crate::positions::flatnonzero(mask)?;
    let parts = values.parts();
    if parts.view().size() == 0 && chosen.size() > 0 {
        return refused("Cannot insert from an empty array!");
    }
    put_dyn(&mut a, &ArrayCow::Owned(chosen), parts.view(), IndexMode::Raise)
}

/// Writes values where the mask is true: to each element that at its own flat position, counted from the start again behind the
/// last.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::putmask;
/// let mut a = array![0, 1, 2, 3, 4];
/// let large = a.gt(1);
/// putmask(&mut a, &large, [-33, -44])?;
/// assert_eq!(a.to_string(), "[  0   1 -33 -44 -33]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `putmask: mask and data must be the same size`; no memory.
pub fn putmask<T: Elem, C: Elem>(
    a: &mut (impl AsViewMut<T> + ?Sized),
    mask: impl AsView<C>,
    values: impl npcore_array::Operand,
) -> Result<()> {
    let mut a = a.as_view_mut().into_dyn();
    let mask = mask.as_view();
    if mask.size() != a.size() {
        return refused("putmask: mask and data must be the same size");
    }
    let parts = values.parts();
    if parts.view().size() == 0 {
        return Ok(());
    }
    let mask = truth(mask.as_dyn())?;
    let mask = mask.view();
    let shape = a.shape().to_vec();
    let mask = mask.reshape(&shape[..])?;
    let mask = mask.view();
    let values = if parts.view().size() == 1 {
        engine::converted(&parts.view(), a.dtype())?.into_shape(())?
    } else {
        engine::converted(&resize(parts.view(), &shape[..])?.view(), a.dtype())?
    };
    let values = values.view();
    // SAFETY: the array is borrowed alone; the values are a copy of its dtype.
    unsafe {
        let target = engine::operand_mut(&mut a);
        Ok(npcore_exec::copy_where(&engine::operand(&values), &engine::operand(&mask), &target)?)
    }
}

/// Writes values to the main diagonal, in C order, from the start again where they are too few. With `wrap` the diagonal of a
/// tall matrix starts anew below each square.
///
/// ```
/// use npcore_array::zeros;
/// use npcore_index::fill_diagonal;
/// let mut a = zeros::<i32>([4, 2]);
/// fill_diagonal(&mut a, 4, false)?;
/// assert_eq!(a.to_string(), "[[4 0]\n [0 4]\n [0 0]\n [0 0]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `array must be at least 2-d`; `All dimensions of input must be of equal length` (of more than two); no memory.
pub fn fill_diagonal<T: Elem>(
    a: &mut (impl AsViewMut<T> + ?Sized),
    values: impl npcore_array::Operand,
    wrap: bool,
) -> Result<()> {
    let mut a = a.as_view_mut().into_dyn();
    let shape = a.shape().to_vec();
    let (step, end) = match shape[..] {
        [] | [_] => return refused("array must be at least 2-d"),
        [_, columns] => (columns + 1, if wrap { a.size() } else { a.size().min(columns * columns) }),
        [n, ..] if shape.iter().any(|&m| m != n) => return refused("All dimensions of input must be of equal length"),
        [n, ..] => (1 + (1..shape.len() as u32).map(|k| n.pow(k)).sum::<usize>(), a.size()),
    };
    let diagonal = arange::<i64>(0, end as i64, step as i64);
    put_dyn(&mut a, &ArrayCow::Owned(diagonal), values.parts().view(), IndexMode::Raise)
}
