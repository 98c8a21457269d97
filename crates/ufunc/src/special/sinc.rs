//! `sinc`.

use std::f64::consts::PI;

use npcore_array::{Array, AsView, DynArray, DynView, Result, dispatch, engine};
use npcore_dtype::{Elem, Element, finfo};

use crate::along::{over, times};
use crate::reduce::run::number;

/// `sin(pi x) / (pi x)`, and 1 where `x` is 0.
///
/// ```
/// use npcore_array::array;
/// let y = npcore_ufunc::sinc(&array![0.0f64, 0.5])?;
/// assert_eq!(y.get(0)?, 1.0);
/// assert!((y.get(1)? - std::f64::consts::FRAC_2_PI).abs() < 1e-15);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types that are no numbers; no memory.
pub fn sinc<T: Elem>(x: impl AsView<T>) -> Result<Array<T::Quotient>> {
    engine::typed(sinc_dyn(x.as_view().as_dyn())?)
}

fn sinc_dyn(x: DynView<'_>) -> Result<DynArray> {
    let mut y = times(x, PI)?;
    // A number so small that its sine is itself stands for 0.
    let tiny = if y.dtype().is_float() { finfo(y.dtype())?.eps } else { 1e-20 };
    let (tiny, zero) = (number(tiny, y.dtype())?, number(0.0, y.dtype())?);
    dispatch!(y.as_dyn_mut(), |mut y: T in inexact| {
        let (tiny, zero): (T, T) = (tiny.view().downcast::<T>()?.item()?, zero.view().downcast::<T>()?.item()?);
        y.map_inplace(|y: T| instead(y, zero, tiny));
    })?;
    over(&crate::sin(&y)?, &y)
}

fn instead<T: Element>(y: T, zero: T, tiny: T) -> T {
    if y == zero { tiny } else { y }
}
