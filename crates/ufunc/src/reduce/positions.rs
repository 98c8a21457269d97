//! Where extremes stand: `argmin`, `argmax`.

use npcore_array::{Array, ArrayView, AsView, Result, SearchAxis, engine};
use npcore_dtype::Elem;
use npcore_layout::normalize_axis;

/// Positions of the largest or the smallest along an axis, or in the flattened array; the axis has length 1.
pub(crate) fn search<T: Elem>(a: ArrayView<'_, T>, axis: Option<isize>, largest: bool) -> Result<Array<i64>> {
    let view = a.as_dyn();
    let native;
    let view = if view.dtype().is_native() {
        view
    } else {
        native = view.astype_dyn(view.dtype().to_native())?;
        native.view()
    };
    let flat;
    let (view, axis) = match axis {
        Some(axis) => (view, normalize_axis(axis, view.ndim())?),
        None => {
            flat = view.ravel();
            (flat.view(), 0)
        }
    };
    // SAFETY: the view is borrowed for the call; the result is fresh, of type int64.
    unsafe { Ok(engine::array(npcore_exec::positions(largest, &engine::operand(&view), axis)?)) }
}

fn find<T: Elem, A: SearchAxis>(a: ArrayView<'_, T>, axis: A, largest: bool) -> Result<A::Out> {
    settled(search(a, axis.axis(), largest)?, axis, a.ndim())
}

/// What was found along an axis of an array of rank `ndim`, without the axis.
pub(crate) fn settled<A: SearchAxis>(found: Array<i64>, axis: A, ndim: usize) -> Result<A::Out> {
    let at = axis.axis().map_or(Ok(0), |axis| normalize_axis(axis, ndim))?;
    Ok(A::give(engine::without_axes(found, 1 << at)?))
}

/// The position of the largest element along an axis, or in the flattened array (`..`): the first of several, the first
/// NaN if there is one.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::argmax;
/// let a = array![[1, 9, 3], [7, 2, 9]];
/// assert_eq!(argmax(&a, ..)?, 1);
/// assert_eq!(argmax(&a, 1)?.to_string(), "[1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis that the array does not have; an axis of length 0; types without an order; no memory.
pub fn argmax<T: Elem, A: SearchAxis>(a: impl AsView<T>, axis: A) -> Result<A::Out> {
    find(a.as_view(), axis, true)
}

/// The position of the smallest element along an axis, or in the flattened array (`..`): the first of several, the first
/// NaN if there is one.
///
/// # Errors
/// As [`argmax`].
pub fn argmin<T: Elem, A: SearchAxis>(a: impl AsView<T>, axis: A) -> Result<A::Out> {
    find(a.as_view(), axis, false)
}
