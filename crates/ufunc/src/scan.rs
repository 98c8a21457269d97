//! `accumulate` and `reduceat` of arrays of any dtype.

use npcore_array::{ArrayError, DynArray, DynView, Result, engine};
use npcore_dtype::DType;
use npcore_kernel::Binary;
use npcore_layout::normalize_axis;

use crate::reduce::run::{folded_dtype, given_dtype};

pub(crate) fn accumulate(op: Binary, a: &DynView<'_>, axis: isize, dtype: Option<DType>) -> Result<DynArray> {
    if a.ndim() == 0 {
        return Err(ArrayError::Value("cannot accumulate on a scalar".into()));
    }
    let axis = normalize_axis(axis, a.ndim())?;
    let work = match dtype {
        Some(dtype) => given_dtype(op, dtype, a.dtype())?,
        None => folded_dtype(op, a.dtype(), "accumulate")?,
    };
    // SAFETY: the view is borrowed for the call; the result is fresh, of the type `work`.
    Ok(unsafe { engine::array(npcore_exec::accumulate(op, &engine::operand(a), axis, work)?) })
}

pub(crate) fn reduceat(op: Binary, a: &DynView<'_>, indices: &[isize], axis: isize) -> Result<DynArray> {
    if a.ndim() == 0 {
        return Err(ArrayError::Value("cannot reduceat on a scalar".into()));
    }
    let axis = normalize_axis(axis, a.ndim())?;
    let n = a.shape()[axis];
    let on_axis = |&index: &isize| {
        usize::try_from(index)
            .ok()
            .filter(|&index| index < n)
            .ok_or_else(|| ArrayError::Value(format!("index {index} out-of-bounds in {}.reduceat [0, {n})", op.name())))
    };
    let indices: Vec<usize> = indices.iter().map(on_axis).collect::<Result<_>>()?;
    let work = folded_dtype(op, a.dtype(), "reduceat")?;
    let input = engine::operand(a);
    // SAFETY: the view is borrowed for the call; the result is fresh, of the type `work`.
    Ok(unsafe { engine::array(npcore_exec::fold_in_order(op, &input, axis, work, None, None, Some(&indices))?) })
}
