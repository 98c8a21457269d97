//! Quantiles of weighted elements: the inverse of their distribution function.

use npcore_array::{ArrayError, DynArray, DynView, Result};
use npcore_dtype::DType;

use super::rows::{Table, reduced_axes};
use crate::convert::refused;

/// Weights for the rows of a table: of the array's shape, or of the lengths of the reduced axes in the order in which they are
/// named (None: all axes).
pub(super) fn weight_rows(weights: DynView<'_>, shape: &[usize], named: Option<&[isize]>) -> Result<Table> {
    let weights = weights.astype_dyn(DType::FLOAT64)?;
    let all: Vec<isize> = (0..shape.len() as isize).collect();
    let axes = reduced_axes(named.unwrap_or(&all), shape.len(), true)?;
    let fitted;
    let weights = if weights.shape() == shape {
        weights
    } else {
        let Some(named) = named else {
            return refused("Axis must be specified when shapes of a and weights differ.");
        };
        let of_axis = |&axis: &isize| (if axis < 0 { axis + shape.len() as isize } else { axis }) as usize;
        let named: Vec<usize> = named.iter().map(of_axis).collect();
        if !weights.shape().iter().copied().eq(named.iter().map(|&axis| shape[axis])) {
            return refused("Shape of weights must be consistent with shape of a along specified axis.");
        }
        let mut order: Vec<isize> = (0..named.len() as isize).collect();
        order.sort_by_key(|&i| named[i as usize]);
        let lengths: Vec<usize> =
            shape.iter().enumerate().map(|(axis, &n)| if named.contains(&axis) { n } else { 1 }).collect();
        fitted = weights.transpose(&order[..])?.copy().into_shape(&lengths[..])?;
        fitted.broadcast_to(shape)?.copy()
    };
    let table = Table::new(weights.view(), &axes, false)?;
    if table.rows.view().downcast::<f64>()?.values().any(|weight| weight < 0.0) {
        return refused("Weights must be non-negative.");
    }
    Ok(table)
}

/// The elements at which the weights' running sums reach the parts `q` of their totals: a list of rows for each of `q`.
pub(super) fn quantiles(mut table: Table, weights: Table, q: &[f64], ignore_nan: bool) -> Result<DynArray> {
    let (count, n) = (table.count, table.n);
    if n == 0 {
        return table.empty_axis(false);
    }
    let known = if ignore_nan { table.known()? } else { None };
    let nans = if ignore_nan { None } else { table.nans()? };
    let order = crate::argsort(&table.rows, 1)?;
    table.rows = crate::take_along_axis(&table.rows, &order, 1)?;
    let weights = crate::take_along_axis(&weights.rows, &order, 1)?.downcast::<f64>()?;
    let weights = weights.to_vec();
    let mut ranks = Vec::with_capacity(count * q.len());
    for (i, row) in weights.chunks(n).enumerate() {
        let len = known.as_ref().map_or(n, |known| known[i]);
        if len == 0 {
            ranks.extend(q.iter().map(|_| n as i64 - 1));
            continue;
        }
        let mut parts = row[..len].to_vec();
        (1..len).for_each(|i| parts[i] += parts[i - 1]);
        let total = parts[len - 1];
        parts.iter_mut().for_each(|part| *part /= total);
        if parts[len - 1].is_nan() {
            return refused("Weights included NaN, inf or were all zero.");
        }
        // What weighs nothing, at the beginning, is no element of rank 0.
        parts.iter_mut().filter(|part| **part == 0.0).for_each(|part| *part = -1.0);
        ranks.extend(q.iter().map(|q| parts.partition_point(|part| part < q).min(len - 1) as i64));
    }
    let result = if count == 0 { table.at(vec![0; q.len()], q.len())? } else { table.at(ranks, q.len())? };
    Table::with_nans(result, nans)
}

/// Weights are for one method only.
pub(super) fn check_method(method: super::QuantileMethod) -> Result<()> {
    if method == super::QuantileMethod::InvertedCdf {
        return Ok(());
    }
    Err(ArrayError::Value(format!("Only method 'inverted_cdf' supports weights. Got: {}.", method.name())))
}
