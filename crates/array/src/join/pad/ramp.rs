//! Borders that go to a given value in equal steps.

use npcore_dtype::{DType, Operand as Type, result_type};
use npcore_layout::Order;
use num_complex::Complex;

use super::Canvas;
use crate::containers::{Array, Container, DynArray, DynView};
use crate::error::{ArrayError, Result};
use crate::raw::Raw;

/// Writes the ramps of one axis: from the end values, which are included, to before the edges.
///
/// They are computed in float64 or complex128, as NumPy's `linspace` does for all types; for integers the floor is
/// taken.
///
/// # Safety
/// The canvas is written but for the borders of this axis and those after it.
pub(super) unsafe fn border(
    canvas: &Canvas<'_>,
    axis: usize,
    [before, after]: [usize; 2],
    ends: [Complex<f64>; 2],
) -> Result<()> {
    let dtype = canvas.target.at.dtype;
    // Types that do not mix with floats have no ramps; the error is that of the promotion.
    result_type(&[Type::Array(DType::INT64), Type::Array(dtype), Type::WeakFloat])?;
    if dtype.scalar_type().is_none() {
        return Err(ArrayError::Value(format!("no linear ramp for elements of {dtype:?}")));
    }
    let whole = canvas.target.at.layout.shape()[axis];
    // SAFETY: the edges were written, the borders may be.
    unsafe {
        if before > 0 {
            let ramp = values(&canvas.strip(axis, before..before + 1)?, axis, before, ends[0])?;
            let to = canvas.strip(axis, 0..before)?;
            npcore_exec::copy_elements(&ramp.raw().operand(), &to.operand(), canvas.target.warm)?;
        }
        if after > 0 {
            let edge = whole - after;
            let ramp = values(&canvas.strip(axis, edge - 1..edge)?, axis, after, ends[1])?;
            let mut from = *ramp.raw();
            from.layout = from.layout.flip(Some(&[axis as isize]))?;
            npcore_exec::copy_elements(
                &from.operand(),
                &canvas.strip(axis, edge..whole)?.operand(),
                canvas.target.warm,
            )?;
        }
    }
    Ok(())
}

/// `width` values for each of an edge's, from `end` to before it.
///
/// # Safety
/// The edge's elements may be read.
unsafe fn values(edge: &Raw, axis: usize, width: usize, end: Complex<f64>) -> Result<DynArray> {
    let raw = Raw { ptr: edge.ptr, dtype: edge.dtype, layout: edge.layout, trusted: false };
    // SAFETY: the caller's word.
    let view: DynView<'_> = unsafe { DynView::from_raw(raw) };
    let shape = edge.layout.shape().with(|shape| shape[axis] = width);
    let outer: usize = shape[..axis].iter().product();
    let dtype = edge.dtype.to_native();
    if dtype.is_complex() {
        let edges: Array<Complex<f64>> = view.astype::<Complex<f64>>().try_to_owned(Order::C)?;
        let edges = edges.to_vec();
        // A quotient of complex numbers is a product with the reciprocal.
        let scale = 1.0 / width as f64;
        let steps: Vec<Complex<f64>> = edges.iter().map(|&e| (e - end) * scale).collect();
        let flat = steps.contains(&Complex::new(0.0, 0.0));
        let value = |i: usize, k: usize| match flat {
            true => Complex::new(i as f64 * scale, 0.0) * (edges[k] - end) + end,
            false => Complex::new(i as f64, 0.0) * steps[k] + end,
        };
        return Ok(Array::from_vec(lines(outer, width, edges.len(), value)).into_shape(&shape[..])?.into_dyn());
    }
    let edges = view.astype::<f64>().try_to_owned(Order::C)?.to_vec();
    let (width_f, end) = (width as f64, end.re);
    let steps: Vec<f64> = edges.iter().map(|&e| (e - end) / width_f).collect();
    // Where a step vanishes, NumPy scales after dividing.
    let flat = steps.contains(&0.0);
    let floor = |x: f64| if dtype.is_integer() { x.floor() } else { x };
    let value = |i: usize, k: usize| match flat {
        true => floor(i as f64 / width_f * (edges[k] - end) + end),
        false => floor(i as f64 * steps[k] + end),
    };
    Ok(Array::from_vec(lines(outer, width, edges.len(), value)).into_shape(&shape[..])?.into_dyn())
}

/// `f(i, k)` for `width` places `i` and each edge value `k`, in C order with the axis behind `outer` rows.
fn lines<V>(outer: usize, width: usize, edges: usize, f: impl Fn(usize, usize) -> V) -> Vec<V> {
    let inner = edges / outer.max(1);
    let mut all = Vec::with_capacity(width * edges);
    for row in 0..outer {
        for i in 0..width {
            all.extend((row * inner..(row + 1) * inner).map(|k| f(i, k)));
        }
    }
    all
}
