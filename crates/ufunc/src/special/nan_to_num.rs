//! `nan_to_num`: numbers in place of NaN and infinities.

use npcore_array::{Array, AsView, AsViewMut, DynArray, DynView, DynViewMut, Result, dispatch, engine};
use npcore_dtype::{DType, Elem, finfo};
use npcore_layout::Order;

/// What [`nan_to_num_with`] puts in place of what is no number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NanToNum {
    /// In place of NaN.
    pub nan: f64,
    /// In place of positive infinity; the largest number of the type if not said.
    pub posinf: Option<f64>,
    /// In place of negative infinity; the smallest number of the type if not said.
    pub neginf: Option<f64>,
}

/// The elements with 0 in place of NaN, and the largest and smallest numbers of the type in place of infinities; in
/// complex numbers, each part.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{NanToNum, nan_to_num, nan_to_num_with};
/// let x = array![f32::NAN, 1.5, f32::NEG_INFINITY];
/// assert_eq!(nan_to_num(&x)?.to_vec(), [0.0, 1.5, f32::MIN]);
/// let with = NanToNum { nan: -9.0, neginf: Some(-1.0), ..Default::default() };
/// assert_eq!(nan_to_num_with(&x, &with)?.to_string(), "[-9.   1.5 -1. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn nan_to_num<T: Elem>(x: impl AsView<T>) -> Result<Array<T>> {
    nan_to_num_with(x, &NanToNum::default())
}

/// [`nan_to_num`] with numbers of one's own.
///
/// # Errors
/// No memory.
pub fn nan_to_num_with<T: Elem>(x: impl AsView<T>, with: &NanToNum) -> Result<Array<T>> {
    engine::typed(replaced(x.as_view().as_dyn(), with)?)
}

/// [`nan_to_num_with`] in place.
///
/// # Errors
/// No memory.
pub fn nan_to_num_inplace<T: Elem>(x: &mut (impl AsViewMut<T> + ?Sized), with: &NanToNum) -> Result<()> {
    replace(x.as_view_mut().into_dyn(), with)
}

/// NaN, positive and negative infinity in a type.
fn numbers(dtype: DType, with: &NanToNum) -> Result<[DynArray; 3]> {
    let info = finfo(dtype)?;
    let number = |value: f64| crate::reduce::run::number(value, dtype);
    Ok([number(with.nan)?, number(with.posinf.unwrap_or(info.max))?, number(with.neginf.unwrap_or(info.min))?])
}

macro_rules! replacing {
    ($numbers:ident, $t:ty) => {{
        let [nan, top, bottom] = &$numbers;
        let get = |number: &DynArray| -> Result<$t> { number.view().downcast::<$t>()?.item() };
        let (nan, top, bottom) = (get(nan)?, get(top)?, get(bottom)?);
        let (inf, neg) = (<$t>::INFINITY, <$t>::NEG_INFINITY);
        move |x: $t| {
            let x = if x == inf { top } else { x };
            let x = if x == neg { bottom } else { x };
            if x.is_nan() { nan } else { x }
        }
    }};
}

fn replaced(x: DynView<'_>, with: &NanToNum) -> Result<DynArray> {
    if x.dtype().is_float() && x.dtype().is_native() {
        // One pass, from the array to its copy.
        let numbers = numbers(x.dtype(), with)?;
        return dispatch!(x, |x: T in float| {
            x.map(replacing!(numbers, T)).into_dyn()
        });
    }
    let mut copy = x.try_to_owned(Order::K)?;
    replace(copy.as_dyn_mut(), with)?;
    Ok(copy)
}

fn replace(mut x: DynViewMut<'_>, with: &NanToNum) -> Result<()> {
    let dtype = x.dtype();
    if dtype.is_complex() {
        replace(x.real_mut(), with)?;
        return replace(x.imag_mut()?, with);
    }
    if !dtype.is_float() {
        return Ok(());
    }
    if !dtype.is_native() {
        let native = replaced(x.view().astype_dyn(dtype.to_native())?.view(), with)?;
        return x.try_assign(&native);
    }
    let numbers = numbers(dtype, with)?;
    dispatch!(x, |mut x: T in float| {
        x.map_inplace(replacing!(numbers, T));
    })
}
