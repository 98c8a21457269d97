//! What the functions take for indices and masks.

use npcore_array::{ArrayCow, ArrayError, CopyMode, DynCow, DynView, Order, Result, engine, s};
use npcore_dtype::{Casting, DType, Element};
use npcore_layout::normalize_axis;

/// Any integers (or bools) as positions. Unsigned ones beyond the signed become the largest, which no axis has.
pub(crate) fn positions(view: DynView<'_>) -> Result<ArrayCow<'_, i64>> {
    let dtype = view.dtype();
    if dtype.to_native() == DType::UINT64 {
        let view = view.asarray::<u64>(Order::K, CopyMode::IfNeeded)?;
        return engine::map1(view.view(), |x: u64| i64::try_from(x).unwrap_or(i64::MAX)).map(ArrayCow::Owned);
    }
    if dtype != DType::BOOL && !dtype.is_integer() {
        npcore_exec::check_cast(dtype, DType::INT64, Casting::Safe)?;
    }
    view.asarray::<i64>(Order::K, CopyMode::IfNeeded)
}

/// Elements as a mask: true where they are not 0.
pub(crate) fn truth(view: DynView<'_>) -> Result<ArrayCow<'_, bool>> {
    if view.dtype() == DType::BOOL {
        return view.downcast::<bool>().map(ArrayCow::View);
    }
    view.astype_dyn(DType::BOOL)?.downcast().map(ArrayCow::Owned)
}

/// The elements in another dtype; as they are if they have it.
pub(crate) fn of_dtype(view: DynView<'_>, dtype: DType) -> Result<DynCow<'_>> {
    if view.dtype() == dtype {
        return Ok(DynCow::View(view));
    }
    view.astype_dyn(dtype).map(DynCow::Owned)
}

/// Calls `f` with the elements and an axis; without one, with the elements in C order. What has no axes has one element
/// along one.
pub(crate) fn with_axis<R>(
    a: DynView<'_>,
    axis: Option<isize>,
    f: impl FnOnce(DynView<'_>, usize) -> Result<R>,
) -> Result<R> {
    match axis {
        Some(axis) if a.ndim() > 0 => f(a, normalize_axis(axis, a.ndim())?),
        axis => {
            axis.map_or(Ok(0), |axis| normalize_axis(axis, 1))?;
            f(a.ravel().view(), 0)
        }
    }
}

/// A list without its last element, and without its first: neighbours side by side.
pub(crate) fn neighbours<'a>(list: &DynView<'a>) -> [DynView<'a>; 2] {
    [list.slice(s![..-1]), list.slice(s![1..])]
}

/// An error of an argument.
pub(crate) fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// The elements of another type, gapless in C order: `as_slice` gives them.
pub(crate) fn gapless<T: Element>(view: DynView<'_>) -> Result<ArrayCow<'_, T>> {
    let cow = view.asarray::<T>(Order::C, CopyMode::IfNeeded)?;
    if cow.as_slice().is_none() {
        // Not aligned.
        return view.asarray::<T>(Order::C, CopyMode::Always);
    }
    Ok(cow)
}
