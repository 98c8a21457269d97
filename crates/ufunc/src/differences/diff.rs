//! `diff`, `ediff1d`.

use npcore_array::{
    Array, ArrayError, ArrayView, AsView, DynArray, DynCow, DynView, Result, SliceItem, concatenate, engine,
};
use npcore_dtype::{Casting, DType, Elem};
use npcore_kernel::Binary;
use npcore_layout::normalize_axis;

use crate::along::part;

/// The `n`-th differences of neighbours along an axis: the axis gets shorter by `n`. Of bool: where neighbours differ.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::diff;
/// let a = array![1, 4, 9, 16];
/// assert_eq!(diff(&a, 1, 0)?.to_string(), "[3 5 7]");
/// assert_eq!(diff(&a, 2, -1)?.to_string(), "[2 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without axes; an axis that it does not have; types without a difference; no memory.
pub fn diff<T: Elem>(a: impl AsView<T>, n: usize, axis: isize) -> Result<Array<T::Difference>> {
    diff_with(a, n, axis, None, None)
}

/// [`diff`] of an array with others before and behind it along the axis; a value without axes counts for one place.
///
/// ```
/// use npcore_array::{AsView, array};
/// let sums = array![1, 3, 6];
/// assert_eq!(npcore_ufunc::diff_with(&sums, 1, 0, Some(0.as_view()), None)?.to_string(), "[1 2 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`diff`]; shapes that do not fit.
pub fn diff_with<T: Elem>(
    a: impl AsView<T>,
    n: usize,
    axis: isize,
    prepend: Option<ArrayView<'_, T>>,
    append: Option<ArrayView<'_, T>>,
) -> Result<Array<T::Difference>> {
    let [prepend, append] = [prepend, append].map(|view| view.map(ArrayView::as_dyn));
    engine::typed(differences(a.as_view().as_dyn(), n, axis, prepend, append)?)
}

pub(super) fn differences(
    a: DynView<'_>,
    n: usize,
    axis: isize,
    prepend: Option<DynView<'_>>,
    append: Option<DynView<'_>>,
) -> Result<DynArray> {
    if n == 0 {
        return Ok(a.to_owned());
    }
    if a.ndim() == 0 {
        return Err(ArrayError::Value("diff requires input that is at least one dimensional".into()));
    }
    let axis = normalize_axis(axis, a.ndim())?;
    let mut shape = a.shape().to_vec();
    shape[axis] = 1;
    let place = |view: DynView<'_>| -> Result<DynArray> {
        if view.ndim() == 0 { view.broadcast_to(&shape[..]).map(|v| v.to_owned()) } else { Ok(view.to_owned()) }
    };
    let joined;
    let mut view = a;
    if prepend.is_some() || append.is_some() {
        let (before, behind) = (prepend.map(place).transpose()?, append.map(place).transpose()?);
        let parts: Vec<DynView<'_>> = [before.as_ref().map(Array::view), Some(a), behind.as_ref().map(Array::view)]
            .into_iter()
            .flatten()
            .collect();
        joined = npcore_array::concatenate(&parts, axis as isize)?;
        view = joined.view();
    }
    let op = if view.dtype() == DType::BOOL { Binary::NotEqual } else { Binary::Subtract };
    let mut result = step(op, view, axis)?;
    for _ in 1..n {
        // What has become empty stays so.
        if result.shape()[axis] == 0 {
            break;
        }
        result = step(op, result.view(), axis)?;
    }
    Ok(result)
}

fn step(op: Binary, a: DynView<'_>, axis: usize) -> Result<DynArray> {
    let (later, sooner) = (part(a, axis, 1, None)?, part(a, axis, 0, -1)?);
    engine::binary(op, &engine::parts(&later), &engine::parts(&sooner))
}

/// The differences of neighbours of all elements in C order, with values before and behind them.
///
/// ```
/// use npcore_array::{AsView, array};
/// use npcore_ufunc::ediff1d;
/// let a = array![[1, 2], [4, 7]];
/// assert_eq!(ediff1d(&a, None, None)?.to_string(), "[1 2 3]");
/// let (end, begin) = ([88, 99], -1);
/// assert_eq!(ediff1d(&a, Some(end.as_view()), Some(begin.as_view()))?.to_string(), "[-1  1  2  3 88 99]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types without a difference; values that may not be cast to the array's type by the rule `same_kind`; no memory.
pub fn ediff1d<T: Elem>(
    a: impl AsView<T>,
    to_end: Option<ArrayView<'_, T>>,
    to_begin: Option<ArrayView<'_, T>>,
) -> Result<Array<T::Difference>> {
    let view = a.as_view().as_dyn();
    let [to_end, to_begin] = [to_end, to_begin].map(|view| view.map(ArrayView::as_dyn));
    engine::typed(ediff1d_dyn(view, to_end, to_begin)?)
}

fn ediff1d_dyn(a: DynView<'_>, to_end: Option<DynView<'_>>, to_begin: Option<DynView<'_>>) -> Result<DynArray> {
    let (flat, dtype) = (a.ravel(), a.dtype());
    let (begin, end) = (fitting(to_begin, "to_begin", dtype)?, fitting(to_end, "to_end", dtype)?);
    let later = flat.slice([SliceItem::Range { start: Some(1), stop: None, step: 1 }]);
    let sooner = flat.slice([SliceItem::Range { start: None, stop: Some(-1), step: 1 }]);
    let inner = npcore_array::subtract(later, sooner)?;
    if begin.is_none() && end.is_none() {
        return Ok(inner);
    }
    let none = DynArray::zeros_dyn(0, dtype)?;
    let converted = |view: Option<DynCow<'_>>| match view {
        Some(view) => view.astype_dyn(dtype),
        None => Ok(none.clone()),
    };
    let (begin, end) = (converted(begin)?, converted(end)?);
    concatenate(&[&begin, &inner.astype_dyn(dtype)?, &end], 0)?.astype_dyn(dtype)
}

fn fitting<'a>(view: Option<DynView<'a>>, name: &str, dtype: DType) -> Result<Option<DynCow<'a>>> {
    match view {
        Some(view) if !npcore_dtype::can_cast(view.dtype(), dtype, Casting::SameKind) => Err(ArrayError::Value(
            format!("dtype of `{name}` must be compatible with input `ary` under the `same_kind` rule."),
        )),
        view => Ok(view.map(|view| view.ravel())),
    }
}
