//! `isneginf`, `isposinf`.

use npcore_array::{Array, ArrayError, AsView, DynView, Result};
use npcore_dtype::Elem;

fn infinite(x: DynView<'_>, negative: bool) -> Result<Array<bool>> {
    let infinite = crate::isinf(x)?;
    let sign = crate::signbit(x).map_err(|_| {
        let words = format!("This operation is not supported for {} values because it would be ambiguous.", x.dtype());
        ArrayError::Value(words)
    })?;
    crate::logical_and(&infinite, &if negative { sign } else { crate::logical_not(&sign)? })
}

/// Where elements are negative infinity.
///
/// ```
/// use npcore_array::array;
/// let x = array![f64::NEG_INFINITY, 0.0, f64::INFINITY];
/// assert_eq!(npcore_ufunc::isneginf(&x)?.to_string(), "[ True False False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Complex numbers, and what is no number; no memory.
pub fn isneginf<T: Elem>(x: impl AsView<T>) -> Result<Array<bool>> {
    infinite(x.as_view().as_dyn(), true)
}

/// Where elements are positive infinity.
///
/// # Errors
/// As [`isneginf`].
pub fn isposinf<T: Elem>(x: impl AsView<T>) -> Result<Array<bool>> {
    infinite(x.as_view().as_dyn(), false)
}
