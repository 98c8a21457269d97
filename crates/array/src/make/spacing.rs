//! Numbers spaced evenly, and evenly on a logarithmic scale.

use npcore_dtype::{Complex, Dyn, Elem, Element, Scalar, f16};
use npcore_kernel::Binary;
use npcore_layout::s;
use num_traits::Num;

use crate::arguments::{Operand, OperandParts, Operands, loop_dtypes};
use crate::containers::{Array, DynArray};
use crate::create::arange;
use crate::error::{ArrayError, Result, expect};
use crate::ops::binary;

/// Floats and complex numbers: what [`linspace`] makes. (Of integers NumPy's `linspace` makes floats too: write `0.0`.)
#[diagnostic::on_unimplemented(
    message = "`linspace` makes floats and complex numbers, not `{Self}`",
    note = "write `0.0` for `0`; `linspace_as` makes integers"
)]
pub trait Linear: Element + Num {
    #[doc(hidden)]
    fn count(i: usize) -> Self;
    /// Division by a whole number, as NumPy divides by a scalar.
    #[doc(hidden)]
    fn over(self, gaps: usize) -> Self;
    #[doc(hidden)]
    fn undefined() -> Self;
}

macro_rules! linear {
    ($($t:ty: $count:expr, $nan:expr;)*) => { $(
        impl Linear for $t {
            #[inline]
            fn count(i: usize) -> Self { let count: fn(usize) -> $t = $count; count(i) }
            #[inline]
            fn over(self, gaps: usize) -> Self { self / Self::count(gaps) }
            fn undefined() -> Self { $nan }
        }
    )* };
}
linear! {
    f16: |i| npcore_dtype::half_from_f64(i as f64), f16::NAN;
    f32: |i| i as f32, f32::NAN;
    f64: |i| i as f64, f64::NAN;
}

macro_rules! linear_complex {
    ($($t:ty)*) => { $(
        impl Linear for Complex<$t> {
            #[inline]
            fn count(i: usize) -> Self { Complex::new(i as $t, 0.0) }
            #[inline]
            fn over(self, gaps: usize) -> Self {
                // NumPy divides by a complex number, which multiplies by the inverse of a real one.
                let inverse = 1.0 / gaps as $t;
                Complex::new((self.re + self.im * 0.0) * inverse, (self.im - self.re * 0.0) * inverse)
            }
            fn undefined() -> Self { Complex::new(<$t>::NAN, 0.0) }
        }
    )* };
}
linear_complex!(f32 f64);

/// `num` values evenly from `start` to `stop`, both included.
///
/// # Panics
/// No memory.
///
/// ```
/// assert_eq!(npcore_array::linspace(0.0, 1.0, 5).to_string(), "[0.   0.25 0.5  0.75 1.  ]");
/// ```
#[track_caller]
pub fn linspace<T: Linear>(start: T, stop: T, num: usize) -> Array<T> {
    expect(try_linspace(start, stop, num, true)).0
}

/// [`linspace`] with or without its end point; also gives the step (NaN for fewer than two values).
///
/// Computed in `T`, operation by operation as NumPy does: the values are NumPy's to the bit.
///
/// # Errors
/// No memory.
///
/// ```
/// let (a, step) = npcore_array::try_linspace(0.0, 1.0, 4, false)?;
/// assert_eq!((a.to_string().as_str(), step), ("[0.   0.25 0.5  0.75]", 0.25));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn try_linspace<T: Linear>(start: T, stop: T, num: usize, endpoint: bool) -> Result<(Array<T>, T)> {
    let gaps = if endpoint { num.saturating_sub(1) } else { num };
    let delta = stop - start;
    let step = if gaps == 0 { T::undefined() } else { delta.over(gaps) };
    let last = num - usize::from(num > 0);
    let array = if gaps > 0 && !step.is_zero() {
        Array::try_from_index(num, |i| if endpoint && i == last { stop } else { T::count(i) * step + start })
    } else if gaps > 0 {
        // NumPy: where the step underflows to zero, scale after dividing.
        let value = |i: usize| T::count(i).over(gaps) * delta + start;
        Array::try_from_index(num, |i| if endpoint && i == last { stop } else { value(i) })
    } else {
        Array::try_from_index(num, |i| T::count(i) * delta + start)
    };
    Ok((array?, step))
}

/// [`linspace`] converted to `U`: integers are rounded down. Also gives the step.
///
/// # Errors
/// No memory.
///
/// ```
/// assert_eq!(npcore_array::linspace_as::<i32>(-1.0, 1.0, 4, true)?.0.to_string(), "[-1 -1  0  1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn linspace_as<U: Element>(start: f64, stop: f64, num: usize, endpoint: bool) -> Result<(Array<U>, f64)> {
    let (mut a, step) = try_linspace(start, stop, num, endpoint)?;
    if <U as Element>::dtype().is_integer() {
        a.map_inplace(f64::floor);
    }
    Ok((a.astype_dyn(<U as Element>::dtype())?.assume_type(), step))
}

/// `num` values evenly from each element of `start` to that of `stop`, broadcast together, along a new axis; and the
/// steps (`None` for fewer than two values).
///
/// # Errors
/// Shapes that do not fit; an axis out of bounds; types that are no numbers.
///
/// ```
/// use npcore_array::{array, linspace_arrays};
/// let (a, step) = linspace_arrays(&array![0.0, 10.0], 20.0, 3, true, 0)?;
/// assert_eq!(a.to_string(), "[[ 0. 10.]\n [10. 15.]\n [20. 20.]]");
/// assert_eq!(step.map(|s| s.to_vec()), Some(vec![10.0, 5.0]));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[expect(clippy::type_complexity, reason = "an array and its steps, in the type that the operands give")]
pub fn linspace_arrays<A, B>(
    start: A,
    stop: B,
    num: usize,
    endpoint: bool,
    axis: isize,
) -> Result<(Array<<A::Out as Elem>::Quotient>, Option<Array<<A::Out as Elem>::Quotient>>)>
where
    A: Operands<B>,
    B: Operand,
{
    let (y, step) = spaced(&start.parts(), &stop.parts(), num, endpoint, axis)?;
    Ok((y.assume_type(), step.map(DynArray::assume_type)))
}

fn spaced(
    start: &OperandParts<'_>,
    stop: &OperandParts<'_>,
    num: usize,
    endpoint: bool,
    axis: isize,
) -> Result<(DynArray, Option<DynArray>)> {
    let [from, to] = loop_dtypes(Binary::Subtract, start, stop)?;
    let dtype = npcore_dtype::promote_types(from, to)?.quotient();
    let convert = |parts: &OperandParts<'_>| -> Result<DynArray> {
        // SAFETY: the operand stays borrowed.
        unsafe { crate::data::copied(parts.raw(), dtype, npcore_layout::Order::K) }
    };
    let (a, b) = (convert(start)?, convert(stop)?);
    let op = |op: Binary, x: &DynArray, y: &DynArray| binary(op, &x.parts(), &y.parts());
    let delta = op(Binary::Subtract, &b, &a)?;
    let mut shape = vec![1isize; delta.ndim() + 1];
    shape[0] = -1;
    let count = arange(0.0, num as f64, 1.0).astype_dyn(dtype)?.into_shape(&shape[..])?;
    let gaps = if endpoint { num.saturating_sub(1) } else { num };
    let (mut y, step) = if gaps > 0 {
        let gaps = DynArray::full_dyn((), &Scalar::Float64(gaps as f64), dtype)?;
        let step = op(Binary::TrueDivide, &delta, &gaps)?;
        let zero = step.values().any(|x| x.as_complex().is_some_and(|x| x.re == 0.0 && x.im == 0.0));
        let y = if zero {
            op(Binary::Multiply, &op(Binary::TrueDivide, &count, &gaps)?, &delta)?
        } else {
            op(Binary::Multiply, &count, &step)?
        };
        (y, Some(step))
    } else {
        (op(Binary::Multiply, &count, &delta)?, None)
    };
    y.try_add_assign(&a)?;
    if endpoint && num > 1 {
        y.slice_mut(s![-1, ...]).try_assign(&b)?;
    }
    let (buffer, raw) = y.into_parts();
    let layout = raw.layout.moveaxis(&[0], &[axis])?;
    // SAFETY: the parts of an array, its axes in another order.
    Ok((unsafe { Array::<Dyn>::from_parts(buffer, raw.dtype, layout, raw.trusted) }, step))
}

/// Numbers with powers and logarithms: what [`logspace`] and [`geomspace`] make.
pub trait Geometric: Linear {
    #[doc(hidden)]
    fn power(base: f64, exponent: Self) -> Self;
    #[doc(hidden)]
    fn log10(self) -> Self;
    /// `x / |x|`
    #[doc(hidden)]
    fn direction(self) -> Self;
}

macro_rules! geometric {
    ($($t:ty)*) => { $(
        impl Geometric for $t {
            fn power(base: f64, exponent: Self) -> Self { (base as $t).powf(exponent) }
            fn log10(self) -> Self { <$t>::log10(self) }
            fn direction(self) -> Self { if self.is_nan() { self } else { self.signum() } }
        }
        impl Geometric for Complex<$t> {
            fn power(base: f64, exponent: Self) -> Self { exponent.expf(base as $t) }
            fn log10(self) -> Self { Complex::log10(self) }
            fn direction(self) -> Self { self / self.norm() }
        }
    )* };
}
geometric!(f32 f64);

/// `num` values from `base^start` to `base^stop`, evenly on a logarithmic scale.
///
/// # Panics
/// No memory.
///
/// ```
/// assert_eq!(npcore_array::logspace(0.0, 3.0, 4, 10.0).to_string(), "[   1.   10.  100. 1000.]");
/// ```
#[track_caller]
pub fn logspace<T: Geometric>(start: T, stop: T, num: usize, base: f64) -> Array<T> {
    expect(try_logspace(start, stop, num, true, base))
}

/// [`logspace`] with or without its end point.
///
/// # Errors
/// No memory.
pub fn try_logspace<T: Geometric>(start: T, stop: T, num: usize, endpoint: bool, base: f64) -> Result<Array<T>> {
    let (mut y, _) = try_linspace(start, stop, num, endpoint)?;
    y.map_inplace(|x| T::power(base, x));
    Ok(y)
}

/// `num` values from `start` to `stop`, each the same multiple of the one before; complex ones go along a spiral.
///
/// The values are of type `T`: NumPy's makes float64 of float32 unless told `dtype=np.float32`.
///
/// # Panics
/// As the errors of [`try_geomspace`].
///
/// ```
/// assert_eq!(npcore_array::geomspace(1.0, 1000.0, 4).to_string(), "[   1.   10.  100. 1000.]");
/// ```
#[track_caller]
pub fn geomspace<T: Geometric>(start: T, stop: T, num: usize) -> Array<T> {
    expect(try_geomspace(start, stop, num, true))
}

/// [`geomspace`] with or without its end point.
///
/// # Errors
/// `Geometric sequence cannot include zero`; no memory.
pub fn try_geomspace<T: Geometric>(start: T, stop: T, num: usize, endpoint: bool) -> Result<Array<T>> {
    if start.is_zero() || stop.is_zero() {
        return Err(ArrayError::Value("Geometric sequence cannot include zero".to_owned()));
    }
    // Turned so that it starts on the positive real axis, and back: negative sequences stay real.
    let turn = start.direction();
    let (start, stop) = (start / turn, stop / turn);
    let mut y = try_logspace(start.log10(), stop.log10(), num, endpoint, 10.0)?;
    // The ends exactly: 10^log10(x) need not be x.
    if num > 0 {
        y.set(0, start)?;
        if num > 1 && endpoint {
            y.set(-1, stop)?;
        }
    }
    y.map_inplace(|x| x * turn);
    Ok(y)
}
