//! Elements along an axis by their positions: `take`, `take_along_axis`, `compress`, `extract`.

use npcore_array::{Array, ArrayError, AsView, AsViewMut, DynArray, DynView, Order, Result, engine};
use npcore_dtype::{Casting, Elem};
use npcore_exec::{Gather, IndexMode, Indexed, Operand};
use npcore_layout::{Layout, LayoutError, MAX_RANK, normalize_axis, shape_text};

use crate::convert::{positions, refused, truth, with_axis};
use crate::selection::nonzero;

/// The elements at positions along an axis, or, without one, of the elements in C order.
///
/// The result has the axes of `indices` in place of the axis. Negative indices count from the end.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::take;
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// assert_eq!(take(&a, [0, -1], 1)?.to_string(), "[[1 3]\n [4 6]]");
/// assert_eq!(take(&a, [[4], [0]], None)?.to_string(), "[[5]\n [1]]");
/// assert_eq!(take(&a, 6, None).unwrap_err().to_string(), "index 6 is out of bounds for axis 0 with size 6");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An index or axis out of bounds, `cannot do a non-empty take from an empty axes.`, indices that are no integers; no memory.
pub fn take<T: Elem, I: Elem>(
    a: impl AsView<T>,
    indices: impl AsView<I>,
    axis: impl Into<Option<isize>>,
) -> Result<Array<T>> {
    take_mode(a, indices, axis, IndexMode::Raise)
}

/// [`take`] with something else than an error for indices out of bounds.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{IndexMode, take_mode};
/// let a = array![10, 20, 30];
/// assert_eq!(take_mode(&a, [-1, 3, 7], None, IndexMode::Wrap)?.to_string(), "[30 10 20]");
/// assert_eq!(take_mode(&a, [-1, 3, 7], None, IndexMode::Clip)?.to_string(), "[10 30 30]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`take`].
pub fn take_mode<T: Elem, I: Elem>(
    a: impl AsView<T>,
    indices: impl AsView<I>,
    axis: impl Into<Option<isize>>,
    mode: IndexMode,
) -> Result<Array<T>> {
    engine::typed(taken(a.as_view().as_dyn(), indices.as_view().as_dyn(), axis.into(), mode)?)
}

/// [`take_mode`] into a given array, of a type that converts to that of `a` without loss.
///
/// ```
/// use npcore_array::{array, zeros};
/// use npcore_index::{IndexMode, take_into};
/// let mut out = zeros::<i32>(2);
/// take_into(&array![10, 20, 30], [2, 0], None, IndexMode::Raise, &mut out)?;
/// assert_eq!(out.to_string(), "[30 10]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`take`]; `output array does not match result of ndarray.take`; a type that does not convert.
pub fn take_into<T: Elem, I: Elem, U: Elem>(
    a: impl AsView<T>,
    indices: impl AsView<I>,
    axis: impl Into<Option<isize>>,
    mode: IndexMode,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    let (a, mut out) = (a.as_view().as_dyn(), out.as_view_mut().into_dyn());
    let result = taken(a, indices.as_view().as_dyn(), axis.into(), mode)?;
    if result.shape() != out.shape() {
        return refused("output array does not match result of ndarray.take");
    }
    npcore_exec::check_cast(out.dtype(), a.dtype(), Casting::Safe)?;
    out.try_assign(&result)
}

/// `take` at run time.
pub(crate) fn taken(a: DynView<'_>, indices: DynView<'_>, axis: Option<isize>, mode: IndexMode) -> Result<DynArray> {
    with_axis(a, axis, |a, axis| taken_along(a, indices, axis, mode))
}

fn taken_along(a: DynView<'_>, indices: DynView<'_>, axis: usize, mode: IndexMode) -> Result<DynArray> {
    let indices = positions(indices)?;
    let indices = indices.view();
    // Items whose elements are far apart, and at least as many as there are: they are laid out side by side once, and not
    // gathered each time anew.
    let (ndim, apart) = (a.ndim(), a.strides().last().is_some_and(|&step| step.unsigned_abs() > a.itemsize()));
    let laid_out;
    let a = if axis + 1 < ndim && apart && indices.size() >= a.shape()[axis] {
        laid_out = a.try_to_owned(Order::C)?;
        laid_out.view()
    } else {
        a
    };
    let operand = engine::operand(&a);
    let (shape, strides) = (operand.layout.shape(), operand.layout.strides());
    let (mut lengths, mut steps) = (shape.to_vec(), strides.to_vec());
    lengths.splice(axis..=axis, indices.shape().iter().copied());
    steps.splice(axis..=axis, indices.shape().iter().map(|_| 0));
    if lengths.len() > MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: lengths.len() }.into());
    }
    let layout = Layout::new(&lengths, &steps, operand.layout.offset())?;
    if shape[axis] == 0 && layout.size() != 0 {
        return refused("cannot do a non-empty take from an empty axes.");
    }
    if layout.size() == 0 && (mode != IndexMode::Raise || shape[..axis].contains(&0)) {
        // No index is looked at.
        return DynArray::zeros_dyn(&lengths[..], a.dtype());
    }
    let indexed = [Indexed { indices: engine::operand(&indices), axis, len: shape[axis], stride: strides[axis] }];
    let gather = Gather { source: Operand { layout: &layout, ..operand }, indexed: &indexed, place: axis, mode };
    // SAFETY: the array and the indices are borrowed, and the layout is made of the array's.
    unsafe { engine::moved(gather.read()?, &[&a]) }
}

/// The elements at positions along an axis, for each place of the other axes its own: what `argsort` and its like give
/// makes the sorted array. Without an axis, of the elements in C order.
///
/// The other axes are broadcast together.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::take_along_axis;
/// let a = array![[10, 30, 20], [60, 40, 50]];
/// let order = array![[0, 2, 1], [1, 2, 0]];
/// assert_eq!(take_along_axis(&a, &order, 1)?.to_string(), "[[10 20 30]\n [40 50 60]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for indices of another rank, indices that are no integers, an index or axis out of bounds, axes that do not
/// broadcast; no memory.
pub fn take_along_axis<T: Elem, I: Elem>(
    a: impl AsView<T>,
    indices: impl AsView<I>,
    axis: impl Into<Option<isize>>,
) -> Result<Array<T>> {
    let (a, indices) = (a.as_view().as_dyn(), indices.as_view().as_dyn());
    let flat;
    let (a, axis) = match axis.into() {
        None => {
            flat_indices(&indices)?;
            flat = a.ravel();
            (flat.view(), 0)
        }
        Some(axis) => (a, axis),
    };
    let axis = normalize_axis(axis, a.ndim())?;
    let operand = engine::operand(&a);
    let along = Along::new(operand.layout, axis, &indices)?;
    let indices = positions(indices)?;
    let result = along.gather(operand, &indices.view().as_dyn(), |gather| {
        // SAFETY: the array and the indices are borrowed, and the layouts are made of theirs.
        unsafe { engine::moved(gather.read()?, &[&a]) }
    })?;
    engine::typed(result)
}

/// Without an axis the indices are a list.
pub(crate) fn flat_indices(indices: &DynView<'_>) -> Result<()> {
    if indices.ndim() != 1 {
        return refused("when axis=None, `indices` must have a single dimension.");
    }
    Ok(())
}

/// Elements along an axis by indices of the same rank.
pub(crate) struct Along {
    axis: usize,
    len: usize,
    stride: isize,
    /// The result's shape over the array: stride 0 along the axis.
    pub layout: Layout,
}

impl Along {
    /// For an array of the layout.
    pub fn new(layout: &Layout, axis: usize, indices: &DynView<'_>) -> Result<Along> {
        if !indices.dtype().is_integer() {
            return refused("`indices` must be an integer array");
        }
        let ndim = layout.ndim();
        if indices.ndim() != ndim {
            return refused("`indices` and `arr` must have the same number of dimensions");
        }
        let (mut lengths, mut steps) = (layout.shape().to_vec(), layout.strides().to_vec());
        (lengths[axis], steps[axis]) = (indices.shape()[axis], 0);
        for (k, &n) in indices.shape().iter().enumerate() {
            if k == axis || n == lengths[k] || n == 1 {
                continue;
            }
            if lengths[k] != 1 {
                // One array of indices for each axis, as NumPy makes them.
                let shape = |d: usize| {
                    let mut ones = vec![1; ndim];
                    ones[d] = layout.shape()[d];
                    shape_text(if d == axis { indices.shape() } else { &ones })
                };
                let shapes: Vec<String> = (0..ndim).map(shape).collect();
                return Err(ArrayError::Value(format!(
                    "shape mismatch: indexing arrays could not be broadcast together with shapes {} ",
                    shapes.join(" ")
                )));
            }
            (lengths[k], steps[k]) = (n, 0);
        }
        let (len, stride) = (layout.shape()[axis], layout.strides()[axis]);
        Ok(Along { axis, len, stride, layout: Layout::new(&lengths, &steps, layout.offset())? })
    }

    /// Calls `f` with the elements of the array, as the execution layer takes them.
    pub fn gather<R>(
        &self,
        array: Operand<'_>,
        indices: &DynView<'_>,
        f: impl FnOnce(&Gather<'_>) -> Result<R>,
    ) -> Result<R> {
        let indices = engine::operand(indices);
        let layout = npcore_broadcast::broadcast_to(indices.layout, self.layout.shape())?;
        let indices = Operand { layout: &layout, ..indices };
        let indexed = [Indexed { indices, axis: self.axis, len: self.len, stride: self.stride }];
        let source = Operand { layout: &self.layout, ..array };
        f(&Gather { source, indexed: &indexed, place: 0, mode: IndexMode::Raise })
    }
}

/// The parts of an array along an axis where `condition`, a list that may be shorter than the axis, is true; without an
/// axis, of the elements in C order.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::compress;
/// let a = array![[1, 2], [3, 4], [5, 6]];
/// assert_eq!(compress([false, true, true], &a, 0)?.to_string(), "[[3 4]\n [5 6]]");
/// assert_eq!(compress([false, true], &a, None)?.to_string(), "[2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `condition must be a 1-d array`; a true one behind the end; an axis out of bounds; no memory.
pub fn compress<C: Elem, T: Elem>(
    condition: impl AsView<C>,
    a: impl AsView<T>,
    axis: impl Into<Option<isize>>,
) -> Result<Array<T>> {
    let condition = condition.as_view();
    if condition.ndim() != 1 {
        return refused("condition must be a 1-d array");
    }
    let chosen = nonzero(&truth(condition.as_dyn())?.view())?.swap_remove(0);
    engine::typed(taken(a.as_view().as_dyn(), chosen.as_dyn(), axis.into(), IndexMode::Raise)?)
}

/// The elements, in C order, where those of `condition` are not 0.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::extract;
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!(extract(&a.gt(1), &a)?.to_string(), "[2 3 4]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A true one behind the end; no memory.
pub fn extract<C: Elem, T: Elem>(condition: impl AsView<C>, a: impl AsView<T>) -> Result<Array<T>> {
    let chosen = crate::positions::flatnonzero(condition)?;
    engine::typed(taken(a.as_view().as_dyn(), chosen.as_dyn(), None, IndexMode::Raise)?)
}
