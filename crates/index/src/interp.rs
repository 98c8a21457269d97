//! Linear interpolation between points: `interp`.

use npcore_array::{Array, ArrayError, AsView, DynArray, DynView, Result, concatenate, engine, map2};
use npcore_dtype::{Casting, DType, Elem, Element};
use npcore_kernel::Side;
use num_complex::Complex;

use crate::convert::refused;
use crate::searchsorted::{check_list, search};

/// The values at `x` of the function that goes straight from point to point, which are at the increasing `xp` and have the
/// values `fp`; outside of them, the first one and the last one. Complex values are taken, too.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::interp;
/// let (xp, fp) = (array![1.0, 2.0, 3.0], array![3.0, 2.0, 0.0]);
/// assert_eq!(interp(2.5, &xp, &fp)?.to_string(), "1.0");
/// assert_eq!(interp([0.0, 1.0, 1.5, 2.72, 3.14], &xp, &fp)?.to_string(), "[3.   3.   2.5  0.56 0.  ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `array of sample points is empty`; `fp and xp are not of the same length.`; what is no list, or not of numbers; no memory.
pub fn interp<X: Elem, P: Elem, F: Elem>(
    x: impl AsView<X>,
    xp: impl AsView<P>,
    fp: impl AsView<F>,
) -> Result<Array<F::Double>> {
    Interp::of(&xp, &fp).at(x)
}

/// An interpolation in the making: its points and options; [`at`](Interp::at) ends it.
///
/// ```
/// use npcore_index::Interp;
/// let (xp, fp) = ([1.0, 2.0, 3.0], [3.0, 2.0, 0.0]);
/// let outside = Interp::of(&xp, &fp).left(-99.0).right(99.0);
/// assert_eq!(outside.at([0.0, 2.5, 4.0])?.to_string(), "[-99.   1.  99.]");
/// let angles = Interp::of(&[190.0, -190.0, 350.0, -350.0], &[5.0, 10.0, 3.0, 4.0]).period(360.0);
/// assert_eq!(angles.at([-180.0, 5.0, 355.0])?.to_string(), "[7.5  3.75 3.25]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is computed until `at`"]
pub struct Interp<'a, F: Elem> {
    xp: DynView<'a>,
    fp: DynView<'a>,
    left: Option<<F::Double as Elem>::Value>,
    right: Option<<F::Double as Elem>::Value>,
    period: Option<f64>,
}

impl<'a, F: Elem> Interp<'a, F> {
    /// Between points at `xp` with the values `fp`.
    pub fn of<P: Elem, X: AsView<P> + ?Sized, Y: AsView<F> + ?Sized>(xp: &'a X, fp: &'a Y) -> Self {
        let (xp, fp) = (xp.as_view(), fp.as_view());
        Interp { xp: xp.as_dyn(), fp: fp.as_dyn(), left: None, right: None, period: None }
    }

    /// The value in front of the first point.
    pub fn left(mut self, value: <F::Double as Elem>::Value) -> Self {
        self.left = Some(value);
        self
    }

    /// The value behind the last point.
    pub fn right(mut self, value: <F::Double as Elem>::Value) -> Self {
        self.right = Some(value);
        self
    }

    /// The function repeats itself after so much of `x`: points may lie anywhere, in any order, and none are outside.
    pub fn period(mut self, period: f64) -> Self {
        self.period = Some(period);
        self
    }

    /// The values at `x`, in its shape.
    ///
    /// # Errors
    /// As [`interp`]; `period must be a non-zero value`.
    pub fn at<X: Elem>(&self, x: impl AsView<X>) -> Result<Array<F::Double>> {
        let x = x.as_view();
        // With a period NumPy converts whatever there is.
        let convert = |view: DynView<'_>| match self.period {
            Some(_) => view.astype_dyn(DType::FLOAT64)?.downcast(),
            None => floats(view),
        };
        let (mut x, mut xp) = (convert(x.as_dyn())?, convert(self.xp)?);
        let complex = self.fp.dtype().is_complex();
        let dtype = if complex { DType::COMPLEX128 } else { DType::FLOAT64 };
        if self.period.is_none() {
            npcore_exec::check_cast(self.fp.dtype(), dtype, Casting::Safe)?;
        }
        let mut fp = self.fp.astype_dyn(dtype)?;
        let (mut left, mut right) = (self.end(&self.left, dtype)?, self.end(&self.right, dtype)?);
        if let Some(period) = self.period {
            (left, right) = (None, None);
            (x, xp, fp) = periodic(x, xp, fp, period)?;
        }
        check_list(&xp.as_dyn())?;
        check_list(&fp.view())?;
        if xp.is_empty() {
            return refused("array of sample points is empty");
        }
        if fp.size() != xp.size() {
            return refused("fp and xp are not of the same length.");
        }
        let result = if complex {
            let ends = [left, right].map(|end| end.map(|[re, im]| Complex::new(re, im)));
            between(&x, &xp, &fp.downcast::<Complex<f64>>()?, ends)?.into_dyn()
        } else {
            between(&x, &xp, &fp.downcast::<f64>()?, [left, right].map(|end| end.map(|[re, _]| re)))?.into_dyn()
        };
        engine::typed(result)
    }

    /// A value of the options: real and imaginary part.
    fn end(&self, value: &Option<<F::Double as Elem>::Value>, dtype: DType) -> Result<Option<[f64; 2]>> {
        let Some(value) = value else { return Ok(None) };
        let mut bytes = [0u8; 16];
        F::Double::store(value, dtype, &mut bytes)?;
        let part = |i: usize| f64::from_ne_bytes(std::array::from_fn(|k| bytes[8 * i + k]));
        Ok(Some([part(0), part(1)]))
    }
}

/// The elements as f64, which they go into without loss of kind.
fn floats(view: DynView<'_>) -> Result<Array<f64>> {
    npcore_exec::check_cast(view.dtype(), DType::FLOAT64, Casting::Safe)?;
    view.astype_dyn(DType::FLOAT64)?.downcast()
}

/// The points of one period in order, with one more at each end.
fn periodic(x: Array<f64>, xp: Array<f64>, fp: DynArray, period: f64) -> Result<(Array<f64>, Array<f64>, DynArray)> {
    if period == 0.0 {
        return refused("period must be a non-zero value");
    }
    let period = period.abs();
    if xp.ndim() != 1 || fp.ndim() != 1 {
        return refused("Data points must be 1-D sequences");
    }
    if xp.size() != fp.size() {
        return refused("fp and xp are not of the same length");
    }
    let (x, xp) = (&x % period, &xp % period);
    if xp.is_empty() {
        return Ok((x, xp, fp));
    }
    let places: Vec<f64> = xp.to_vec();
    let mut order: Vec<i64> = (0..places.len() as i64).collect();
    order.sort_by(|&i, &j| {
        let (x, y) = (places[i as usize], places[j as usize]);
        x.partial_cmp(&y).unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
    });
    let (xp, fp) = (crate::take(&xp, &order, 0)?, crate::take(&fp, &order, 0)?);
    let n = xp.size() as isize;
    let ends = |view: DynView<'_>| -> Result<[DynArray; 2]> {
        Ok([crate::take(view, [n - 1], 0)?, crate::take(view, [0isize], 0)?])
    };
    let [before, after] = ends(xp.as_dyn())?;
    let (before, after): (Array<f64>, Array<f64>) = (before.downcast()?, after.downcast()?);
    let [f_before, f_after] = ends(fp.view())?;
    let xp = concatenate(&[&(&before - period), &xp, &(&after + period)], 0)?;
    Ok((x, xp, concatenate(&[&f_before, &fp, &f_after], 0)?))
}

/// What can lie between two values.
trait Value: Element {
    /// From `y[0]` at `x[0]` to `y[1]` at `x[1]`, seen from the first point, or, where that is NaN, from the second.
    fn between(at: f64, x: [f64; 2], y: [Self; 2]) -> Self;
    /// Of an `x` that is NaN.
    fn nan(x: f64) -> Self;
}

fn line(at: f64, x: [f64; 2], y: [f64; 2], slope: f64) -> f64 {
    let from_first = slope * (at - x[0]) + y[0];
    if !from_first.is_nan() {
        return from_first;
    }
    let from_second = slope * (at - x[1]) + y[1];
    if from_second.is_nan() && y[0] == y[1] { y[0] } else { from_second }
}

impl Value for f64 {
    fn between(at: f64, x: [f64; 2], y: [f64; 2]) -> f64 {
        line(at, x, y, (y[1] - y[0]) / (x[1] - x[0]))
    }
    fn nan(x: f64) -> f64 {
        x
    }
}

impl Value for Complex<f64> {
    fn between(at: f64, x: [f64; 2], y: [Complex<f64>; 2]) -> Complex<f64> {
        let inverse = 1.0 / (x[1] - x[0]);
        let part = |y: [f64; 2]| line(at, x, y, (y[1] - y[0]) * inverse);
        Complex::new(part(y.map(|y| y.re)), part(y.map(|y| y.im)))
    }
    fn nan(x: f64) -> Complex<f64> {
        Complex::new(x, 0.0)
    }
}

fn between<V: Value>(x: &Array<f64>, xp: &Array<f64>, fp: &Array<V>, ends: [Option<V>; 2]) -> Result<Array<V>> {
    let (Some(xs), Some(ys)) = (xp.as_slice(), fp.as_slice()) else {
        return Err(ArrayError::Value("points are gapless".into()));
    };
    let n = xs.len();
    let [left, right] = [ends[0].unwrap_or(ys[0]), ends[1].unwrap_or(ys[n - 1])];
    let places = search(xp.as_dyn(), x.as_dyn(), Side::Right, None)?;
    map2(x, &places, |x: f64, place: i64| {
        // The point at or in front of `x`.
        let i = place as usize;
        if x.is_nan() && n > 1 {
            V::nan(x)
        } else if x < xs[0] {
            left
        } else if x > xs[n - 1] {
            right
        } else if i >= n || i == 0 || xs[i - 1] == x {
            ys[i.clamp(1, n) - 1]
        } else {
            V::between(x, [xs[i - 1], xs[i]], [ys[i - 1], ys[i]])
        }
    })
}
