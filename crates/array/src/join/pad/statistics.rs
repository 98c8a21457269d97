//! Borders of the largest, smallest, mean or median value.

use npcore_dtype::{DType, DTypeKind, Element};
use npcore_exec::ExecError;
use npcore_layout::Order;
use num_complex::Complex;

use crate::containers::{Array, DynArray};
use crate::data::copied;
use crate::error::{ArrayError, Result};
use crate::raw::Raw;

/// What is taken of the values along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statistic {
    Maximum,
    Mean,
    Median,
    Minimum,
}

impl Statistic {
    /// The statistic of the elements along an axis, which gets the length 1.
    ///
    /// # Safety
    /// The elements may be read.
    pub unsafe fn of(self, op: &Raw, axis: usize) -> Result<DynArray> {
        let n = op.layout.shape()[axis];
        // As lines, in a type that holds the values of the array's exactly.
        let lines = op.layout.moveaxis(&[axis as isize], &[-1])?;
        let time = matches!(op.dtype.kind(), DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_));
        let counted =
            if op.dtype.is_swapped() { DType::INT64.newbyteorder(npcore_dtype::ByteOrder::Swap) } else { DType::INT64 };
        let dtype = if time { counted } else { op.dtype };
        let raw = Raw { ptr: op.ptr, dtype, layout: lines, trusted: false };
        let native = op.dtype.to_native();
        let extremum = matches!(self, Statistic::Maximum | Statistic::Minimum);
        // SAFETY: the caller's word, for each of the copies.
        let result: DynArray = unsafe {
            if time && extremum {
                by_line(&raw, n, |line: &[i64]| match self {
                    // NaT is the smallest number, and wins.
                    Statistic::Maximum if line.contains(&i64::MIN) => i64::MIN,
                    _ => self.extremum(line, |x, y| x > y),
                })?
            } else if native.scalar_type().is_none() {
                return Err(self.refused(op.dtype));
            } else if native.is_complex() {
                by_line(&raw, n, |line: &[Complex<f64>]| self.complex(line, native))?
            } else if native.is_float() {
                by_line(&raw, n, |line: &[f64]| self.float(line, native))?
            } else if !extremum {
                let round = |x: f64| if native.is_integer() { x.round_ties_even() } else { x };
                by_line(&raw, n, |line: &[f64]| round(self.float(line, DType::FLOAT64)))?
            } else if native == DType::UINT64 {
                by_line(&raw, n, |line: &[u64]| self.extremum(line, |x, y| x > y))?
            } else {
                by_line(&raw, n, |line: &[i64]| self.extremum(line, |x, y| x > y))?
            }
        };
        let layout = result.layout();
        let layout = npcore_layout::Layout::new(
            &layout.shape().inserted(axis, 1),
            &layout.strides().inserted(axis, 0),
            layout.offset(),
        )?;
        let (buffer, raw) = result.into_parts();
        let dtype = if time { native } else { raw.dtype };
        // SAFETY: the same elements with another axis; counts of time units are what times are stored as.
        Ok(unsafe { Array::from_parts(buffer, dtype, layout, raw.trusted) })
    }

    fn refused(self, dtype: DType) -> ArrayError {
        let name = match self {
            Statistic::Maximum => "maximum",
            Statistic::Minimum => "minimum",
            Statistic::Mean | Statistic::Median => "add",
        };
        let reason = format!(
            "ufunc '{name}' did not contain a loop with signature matching types ({dtype:?}, {dtype:?}) -> None"
        );
        ArrayError::Exec(ExecError::NoLoop { reason })
    }

    /// The first of the largest, or of the smallest.
    fn extremum<V: Copy>(self, line: &[V], greater: impl Fn(V, V) -> bool) -> V {
        let better = |x: V, best: V| if self == Statistic::Maximum { greater(x, best) } else { greater(best, x) };
        line[1..].iter().fold(line[0], |best, &x| if better(x, best) { x } else { best })
    }

    fn float(self, line: &[f64], dtype: DType) -> f64 {
        let round = precision(dtype);
        let mean = |values: &[f64]| round(sum(values, round) / values.len() as f64);
        if let Some(&nan) = line.iter().find(|x| x.is_nan()) {
            return nan;
        }
        match self {
            Statistic::Mean => mean(line),
            Statistic::Median => {
                let mut sorted = line.to_vec();
                sorted.sort_by(f64::total_cmp);
                mean(middle(&sorted))
            }
            _ => self.extremum(line, |x, y| x > y),
        }
    }

    fn complex(self, line: &[Complex<f64>], dtype: DType) -> Complex<f64> {
        let nan = |x: &&Complex<f64>| x.re.is_nan() || x.im.is_nan();
        let round = precision(dtype);
        let mean = |values: &[Complex<f64>]| {
            // A quotient of complex numbers is a product with the reciprocal, here in float64 for all.
            let scale = 1.0 / values.len() as f64;
            let part =
                |f: fn(&Complex<f64>) -> f64| round(sum(&values.iter().map(f).collect::<Vec<_>>(), round) * scale);
            Complex::new(part(|x| x.re), part(|x| x.im))
        };
        if self == Statistic::Mean {
            return mean(line);
        }
        if let Some(&nan) = line.iter().find(nan) {
            return nan;
        }
        // Ordered by the real part, then by the imaginary one.
        let greater = |x: Complex<f64>, y: Complex<f64>| (x.re, x.im) > (y.re, y.im);
        if self != Statistic::Median {
            return self.extremum(line, greater);
        }
        let mut sorted = line.to_vec();
        sorted.sort_by(|x, y| x.re.total_cmp(&y.re).then(x.im.total_cmp(&y.im)));
        mean(middle(&sorted))
    }
}

/// The value in the middle, or the two.
fn middle<V>(sorted: &[V]) -> &[V] {
    let n = sorted.len();
    if n == 0 { sorted } else { &sorted[(n - 1) / 2..n / 2 + 1] }
}

/// What rounds to the precision in which NumPy adds values of a type: float16 and float32 in float32.
fn precision(dtype: DType) -> fn(f64) -> f64 {
    match dtype {
        DType::FLOAT64 | DType::COMPLEX128 => |x| x,
        // The sum, product or quotient of two float32 rounds the same through float64.
        _ => |x| f64::from(x as f32),
    }
}

/// The sum, of long lines by halves: its error then grows with the logarithm of the length.
fn sum(values: &[f64], round: fn(f64) -> f64) -> f64 {
    if values.len() <= 128 {
        return values.iter().fold(0.0, |sum, x| round(sum + x));
    }
    let (a, b) = values.split_at(values.len() / 2);
    round(sum(a, round) + sum(b, round))
}

/// `f` of each line along the last axis.
///
/// # Safety
/// The elements may be read.
unsafe fn by_line<V: Element>(raw: &Raw, n: usize, f: impl Fn(&[V]) -> V) -> Result<DynArray> {
    // SAFETY: the caller's word.
    let copy: Array<V> = unsafe { copied(raw, <V as Element>::dtype(), Order::C)? };
    let count = raw.layout.shape()[..raw.layout.ndim() - 1].iter().product::<usize>();
    let values = copy.to_vec();
    let results: Vec<V> = (0..count).map(|i| f(&values[i * n..(i + 1) * n])).collect();
    let shape = &raw.layout.shape()[..raw.layout.ndim() - 1];
    Ok(Array::from_vec(results).into_shape(shape)?.into_dyn())
}
