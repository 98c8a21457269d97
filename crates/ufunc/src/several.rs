//! Universal functions with two results, and those whose operands differ in type.
//!
//! Each result is a loop of its own: a pass more, over operands that mostly are in the cache, and no second kind of loop.

use npcore_array::{Array, ArrayError, AsView, Operand, Operands, Result, engine};
use npcore_dtype::{DType, Elem};
use npcore_exec::ExecError;
use npcore_kernel::{Binary, Unary};

use crate::binary::{maximum, minimum};

/// The quotients rounded down, and the remainders: `(a // b, a % b)`.
///
/// ```
/// use npcore_array::array;
/// let (quotient, rest) = npcore_ufunc::divmod(&array![7, -7], 3)?;
/// assert_eq!((quotient.to_string(), rest.to_string()), ("[ 2 -3]".into(), "[1 2]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Shapes that do not fit; types that cannot be divided; no memory.
#[allow(clippy::type_complexity, reason = "two arrays of the operands' type")]
pub fn divmod<A: Operands<B>, B: Operand>(
    a: A,
    b: B,
) -> Result<(Array<<A::Out as Elem>::Floored>, Array<<A::Out as Elem>::Number>)> {
    let (a, b) = (a.parts(), b.parts());
    let [x, y] = engine::loop_dtypes(Binary::Remainder, &a, &b)?;
    if x.unit().is_some() || y.unit().is_some() {
        // Times have quotients by more than they have remainders by.
        npcore_exec::binary_loop(Binary::Remainder, x, y).map_err(|e| renamed(e.into(), "divmod"))?;
    }
    let quotient = engine::binary(Binary::FloorDivide, &a, &b).map_err(|e| renamed(e, "divmod"))?;
    Ok((quotient, engine::binary(Binary::Remainder, &a, &b).map_err(|e| renamed(e, "divmod"))?))
}

/// The error under the name of the function that was called, for one that is made of others.
fn renamed(e: ArrayError, name: &'static str) -> ArrayError {
    match e {
        ArrayError::Exec(ExecError::NoLoop { reason }) => {
            let inner = ["floor_divide", "remainder", "power"].map(|inner| format!("'{inner}'"));
            let reason = inner.iter().fold(reason, |reason, inner| reason.replace(inner, &format!("'{name}'")));
            ArrayError::Exec(ExecError::NoLoop { reason })
        }
        ArrayError::Exec(ExecError::FloatingPoint { kind, name: inner }) => {
            let name = if inner == "cast" { inner } else { name };
            ArrayError::Exec(ExecError::FloatingPoint { kind, name })
        }
        e => e,
    }
}

/// Mantissas in ±[0.5, 1) and exponents: `x == mantissa * 2**exponent`.
///
/// ```
/// let (mantissa, exponent) = npcore_ufunc::frexp([8.0, 0.75])?;
/// assert_eq!((mantissa.to_string(), exponent.to_string()), ("[0.5  0.75]".into(), "[4 0]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types that are no real numbers; no memory.
pub fn frexp<T: Elem>(x: impl AsView<T>) -> Result<(Array<T::Float>, Array<i32>)> {
    let x = x.as_view();
    Ok((engine::unary(Unary::FrexpMantissa, &x.view_parts())?, engine::unary(Unary::FrexpExponent, &x.view_parts())?))
}

/// The fractional and the integral parts, both with the sign of `x`.
///
/// ```
/// let (fraction, whole) = npcore_ufunc::modf([2.5, -0.25])?;
/// assert_eq!((fraction.to_string(), whole.to_string()), ("[ 0.5  -0.25]".into(), "[ 2. -0.]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types that are no real numbers; no memory.
#[allow(clippy::type_complexity, reason = "two arrays of the operand's float type")]
pub fn modf<T: Elem>(x: impl AsView<T>) -> Result<(Array<T::Float>, Array<T::Float>)> {
    let x = x.as_view();
    Ok((engine::unary(Unary::ModfFraction, &x.view_parts())?, engine::unary(Unary::ModfWhole, &x.view_parts())?))
}

/// `x * 2**exponent`, rounded once. Exponents are integers that fit int64.
///
/// ```
/// use npcore_array::array;
/// assert_eq!(npcore_ufunc::ldexp(&array![1.0, 3.0], &array![4, -1])?.to_string(), "[16.   1.5]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Shapes that do not fit; an `x` of no real numbers, exponents that are no integers; no memory.
pub fn ldexp<T: Elem, E: Elem>(x: impl AsView<T>, exponent: impl AsView<E>) -> Result<Array<T::Float>> {
    let (x, exponent) = (x.as_view(), exponent.as_view().as_dyn());
    let near;
    let exponent = match exponent.dtype().to_native() {
        // The loops take int32; what lies far outside over- or underflows all the same.
        DType::INT64 | DType::UINT32 => {
            let wide = exponent.astype_dyn(DType::INT64)?.downcast::<i64>()?;
            near = minimum(&maximum(&wide, -9999)?, 9999)?.astype::<i32>().into_dyn();
            near.view()
        }
        _ => exponent,
    };
    engine::binary(Binary::Ldexp, &engine::parts(&x), &engine::parts(&exponent))
}

/// `a` to the power of `b` in at least double precision: float64, or complex128 if either is complex.
///
/// ```
/// use npcore_array::array;
/// assert_eq!(npcore_ufunc::float_power(&array![2, 4], -1)?.to_string(), "[0.5  0.25]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Shapes that do not fit; types that are no numbers; no memory.
pub fn float_power<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<<A::Out as Elem>::Double>> {
    let (a, b) = (a.parts(), b.parts());
    let [x, y] = engine::loop_dtypes(Binary::Power, &a, &b)?;
    let output = if x.is_complex() || y.is_complex() { DType::COMPLEX128 } else { DType::FLOAT64 };
    let l = npcore_exec::binary_loop(Binary::Power, output, output)?;
    // The operands' own types must be numbers.
    npcore_exec::binary_loop(Binary::Power, x, y).map_err(|e| renamed(e.into(), "float_power"))?;
    // SAFETY: the operands are borrowed for the call; the result is fresh, of the loop's type.
    let result = unsafe { npcore_exec::binary(&l, &a.operand(), &b.operand()) };
    // SAFETY: as above.
    engine::typed(unsafe { engine::array(result.map_err(|e| renamed(e.into(), "float_power"))?) })
}
