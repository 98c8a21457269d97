//! Values into given elements, by a casting rule.

use npcore_dtype::{Casting, DType, Elem, Operand as Weak, can_cast, check_weak_int};
use npcore_exec::check_cast;
use npcore_layout::Order;

use super::JoinError;
use super::target::may_fail;
use crate::arguments::{AsViewMut, Operand, OperandParts};
use crate::containers::{Container, DynArray, DynViewMut};
use crate::data::{assign, copied};
use crate::error::Result;

/// Writes `source`, broadcast to the shape of `target` and converted as `casting` allows, into `target`.
///
/// A lone integer or float takes the target's type where its kind allows, and has to fit.
///
/// # Errors
/// `Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'same_kind'`; `could not
/// broadcast input array from shape (3,) into shape (4,)`; text that is not a number. Nothing is written then.
///
/// ```
/// use npcore_array::{array, copyto, zeros};
/// use npcore_dtype::Casting;
/// let mut a = zeros::<i64>([2, 2]);
/// copyto(&mut a, [1, 2], Casting::SameKind)?;
/// assert_eq!(a.to_string(), "[[1 2]\n [1 2]]");
/// let refused = copyto(&mut a, &array![0.5, 1.5], Casting::SameKind).unwrap_err();
/// assert_eq!(refused.to_string(),
///     "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'same_kind'");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn copyto<T: Elem>(
    target: &mut (impl AsViewMut<T> + ?Sized),
    source: impl Operand,
    casting: Casting,
) -> Result<()> {
    copy_into(target.as_view_mut().into_dyn(), &source.parts(), casting)
}

fn copy_into(target: DynViewMut<'_>, source: &OperandParts<'_>, casting: Casting) -> Result<()> {
    let (to, raw) = (target.raw(), source.raw());
    check(source, to.dtype, casting)?;
    // Before anything is written, the conversions that can fail are done aside.
    if may_fail(raw.dtype, to.dtype) {
        npcore_broadcast::broadcast_into(&raw.layout, to.layout.shape())?;
        // SAFETY: the source stays borrowed.
        let converted: DynArray = unsafe { copied(raw, to.dtype, Order::K)? };
        // SAFETY: the converted source is ours, the target exclusively borrowed.
        return unsafe { assign(converted.raw(), to) };
    }
    // SAFETY: the source stays borrowed, the target exclusively.
    unsafe { assign(raw, to) }
}

fn check(source: &OperandParts<'_>, to: DType, casting: Casting) -> Result<()> {
    let from = source.dtype();
    match source.weak {
        Some(Weak::WeakInt(value)) if to.is_integer() => return Ok(check_weak_int(value, to)?),
        Some(Weak::WeakInt(_) | Weak::WeakFloat) if to.is_float() || to.is_complex() => return Ok(()),
        Some(Weak::WeakComplex) if to.is_complex() => return Ok(()),
        _ => {}
    }
    if source.raw().layout.ndim() == 0 && !can_cast(from, to, casting) {
        return Err(JoinError::CastScalar { from, to, casting }.into());
    }
    Ok(check_cast(from, to, casting)?)
}
