//! How often whole numbers occur: `bincount`.

use npcore_array::{Array, AsView, DynView, Order, Result, engine, try_zeros};
use npcore_dtype::{Casting, DType, Elem};
use npcore_exec::Numbers;

use crate::convert::{gapless, refused};
use crate::searchsorted::check_list;

/// How often each number from 0 on occurs in a list of integers; at least `minlength` counts.
///
/// ```
/// use npcore_index::bincount;
/// assert_eq!(bincount([0, 1, 1, 3, 2, 1, 7], 0)?.to_string(), "[1 3 1 1 0 0 0 1]");
/// assert_eq!(bincount([1, 1], 4)?.to_string(), "[0 2 0 0]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `'list' argument must have no negative elements`; what is no list, or not of integers; no memory.
pub fn bincount<T: Elem>(x: impl AsView<T>, minlength: usize) -> Result<Array<i64>> {
    let x = x.as_view();
    let x = x.as_dyn();
    let mut counts = try_zeros::<i64>([length(&x, minlength)?], Order::C)?;
    if let Some(counts) = counts.as_slice_mut() {
        // SAFETY: the list is borrowed.
        unsafe { npcore_exec::tally(&engine::operand(&x), Numbers::Elements, counts)? };
    }
    Ok(counts)
}

/// For each number from 0 on the sum of the weights where it occurs in a list of integers; at least `minlength` sums, each
/// added up in the order of the list.
///
/// ```
/// use npcore_index::bincount_weights;
/// let sums = bincount_weights([0, 1, 1, 2, 2, 2], [0.3, 0.5, 0.2, 0.7, 1.0, -0.6], 0)?;
/// assert_eq!(sums.to_string(), "[0.3 0.7 1.1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`bincount`]; `The weights and list don't have the same length.`; weights that are no floats without loss of kind.
pub fn bincount_weights<T: Elem, W: Elem>(
    x: impl AsView<T>,
    weights: impl AsView<W>,
    minlength: usize,
) -> Result<Array<f64>> {
    let (x, weights) = (x.as_view(), weights.as_view());
    let (x, weights) = (x.as_dyn(), weights.as_dyn());
    let mut sums = try_zeros::<f64>([length(&x, minlength)?], Order::C)?;
    if x.is_empty() {
        return Ok(sums);
    }
    npcore_exec::check_cast(weights.dtype(), DType::FLOAT64, Casting::Safe)?;
    check_list(&weights)?;
    if weights.size() != x.size() {
        return refused("The weights and list don't have the same length.");
    }
    let (x, weights) = (gapless::<i64>(x)?, gapless::<f64>(weights)?);
    if let (Some(sums), Some(x), Some(weights)) = (sums.as_slice_mut(), x.as_slice(), weights.as_slice()) {
        x.iter().zip(weights).for_each(|(&i, weight)| sums[i as usize] += weight);
    }
    Ok(sums)
}

/// How many counts there are.
fn length(x: &DynView<'_>, minlength: usize) -> Result<usize> {
    let dtype = x.dtype();
    if !dtype.is_integer() && !dtype.is_bool() {
        npcore_exec::check_cast(dtype, DType::INT64, Casting::Safe)?;
    }
    check_list(x)?;
    if x.is_empty() {
        return Ok(minlength);
    }
    let extremes = [npcore_ufunc::min(x, ..)?, npcore_ufunc::max(x, ..)?].map(|e| e.as_i128().unwrap_or(0));
    let [least, most] = extremes.map(|e| e as i64);
    if least < 0 || most < 0 {
        return refused("'list' argument must have no negative elements");
    }
    Ok(minlength.max((most as usize).saturating_add(1)))
}
