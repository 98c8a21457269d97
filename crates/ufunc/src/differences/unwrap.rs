//! `unwrap`: phases without jumps.

use npcore_array::{Array, ArrayError, DynArray, DynView, Operand, Operands, Result, dispatch, engine, zip_inplace};
use npcore_dtype::{DType, Operand as Type, result_type};
use npcore_layout::normalize_axis;

use super::diff::differences;
use crate::along::{minus, part, part_mut, plus};

/// Values whose neighbours along an axis differ by more than `discont` (half a period if not said), moved by whole
/// periods until they do not.
///
/// ```
/// use std::f64::consts::TAU;
/// use npcore_array::array;
/// use npcore_ufunc::unwrap;
/// let hours = array![22, 23, 0, 1, 2];
/// assert_eq!(unwrap(&hours, None, -1, 24)?.to_string(), "[22 23 24 25 26]");
/// let phase = array![0.0, 3.0, 6.0 - TAU];
/// assert_eq!(unwrap(&phase, None, -1, TAU)?.to_string(), "[0. 3. 6.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without axes; an axis that it does not have; types without a remainder; no memory.
pub fn unwrap<P: Operands<Q>, Q: Operand>(p: P, discont: Option<f64>, axis: isize, period: Q) -> Result<Array<P::Out>> {
    let (p, period) = (p.parts(), period.parts());
    engine::typed(unwrapped(p.view(), discont, axis, period.promotes_as(), period.view())?)
}

fn unwrapped(p: DynView<'_>, discont: Option<f64>, axis: isize, ty: Type, period: DynView<'_>) -> Result<DynArray> {
    let steps = differences(p, 1, axis, None, None)?;
    let axis = normalize_axis(axis, p.ndim())?;
    let dtype = result_type(&[Type::Array(steps.dtype()), ty])?;
    let period = period.item()?;
    let length = period.as_f64().ok_or_else(|| ArrayError::Value("the period of unwrap is a real number".into()))?;
    let discont = discont.unwrap_or(length / 2.0);
    let (turned, high) = match period.as_i64() {
        Some(period) if dtype.is_integer() => {
            let high = period.div_euclid(2);
            let turned = plus(&crate::along::modulo(&plus(&steps, high)?, period)?, -high)?;
            (turned, if period % 2 == 0 { Some(high as f64) } else { None })
        }
        _ => {
            let high = length / 2.0;
            let turned = plus(&crate::along::modulo(&plus(&steps, high)?, length)?, -high)?;
            (turned, Some(high))
        }
    };
    let steps = if steps.dtype() == turned.dtype() { steps } else { steps.astype_dyn(turned.dtype())? };
    let (mut turned, steps) = (turned, steps);
    let ties = |turned: &mut DynArray| -> Result<()> {
        let Some(high) = high else { return Ok(()) };
        let limit = crate::reduce::run::number(high, turned.dtype())?;
        let step = steps.view();
        dispatch!(turned.as_dyn_mut(), |mut t: T in real| {
            let high: T = limit.view().downcast::<T>()?.item()?;
            let low: T = crate::along::negated(&limit)?.view().downcast::<T>()?.item()?;
            let zero: T = crate::reduce::run::number(0.0, DType::of::<T>())?.view().downcast::<T>()?.item()?;
            zip_inplace(&mut t, step.downcast::<T>()?, |t: T, d: T| if t == low && d > zero { high } else { t })
        })?
    };
    ties(&mut turned)?;
    let mut correction = minus(&turned, &steps)?;
    let large = npcore_array::greater_equal(&crate::absolute(&steps)?, discont)?;
    // A step that is NaN is no small one.
    let large = crate::logical_or(&large, &npcore_array::not_equal(&steps, &steps)?)?;
    let small = crate::logical_not(&large)?;
    let zero = crate::reduce::run::number(0.0, correction.dtype())?;
    dispatch!(correction.as_dyn_mut(), |mut c: T in real| {
        let zero: T = zero.view().downcast::<T>()?.item()?;
        zip_inplace(&mut c, &small, |c: T, small: bool| if small { zero } else { c })
    })??;
    let mut up = p.astype_dyn(dtype)?;
    let moved = plus(part(p, axis, 1, None)?, &crate::cumsum(&correction, axis)?)?;
    part_mut(&mut up, axis, 1, None)?.try_assign(&moved)?;
    Ok(up)
}
