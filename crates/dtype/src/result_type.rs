//! The dtype of several operands together, weak scalars among them: `result_type` and its kin.

use crate::datetime::Unit;
use crate::dtype::{DType, DTypeKind};
use crate::error::PromotionError;
use crate::promotion::{promote_scalar_types, promote_types};
use crate::scalar::Scalar;
use crate::scalar_type::ScalarType;

/// One operand of [`result_type`]: an array of a dtype, or a scalar that takes the dtype of the arrays as far as
/// its kind allows (a Python `int`, `float` or `complex` in NumPy). A Python `bool` is as strong as an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// An array, or a scalar that has a dtype.
    Array(DType),
    /// An integer without a dtype.
    WeakInt(i128),
    /// A float without a dtype.
    WeakFloat,
    /// A complex number without a dtype.
    WeakComplex,
}

impl From<DType> for Operand {
    fn from(dtype: DType) -> Operand {
        Operand::Array(dtype)
    }
}

/// A dtype without its parameters, NumPy's DType class: sizes and units are settled once the class is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Number(ScalarType),
    Bytes,
    Str,
    Void,
    DateTime,
    TimeDelta,
    WeakInt,
    WeakFloat,
    WeakComplex,
}

impl Class {
    fn of(operand: &Operand) -> Class {
        match operand {
            Operand::WeakInt(_) => Class::WeakInt,
            Operand::WeakFloat => Class::WeakFloat,
            Operand::WeakComplex => Class::WeakComplex,
            Operand::Array(dtype) => match dtype.kind() {
                DTypeKind::Scalar(ty) => Class::Number(ty),
                DTypeKind::Bytes(_) => Class::Bytes,
                DTypeKind::Str(_) => Class::Str,
                DTypeKind::Void(_) | DTypeKind::Record(_) => Class::Void,
                DTypeKind::DateTime(_) => Class::DateTime,
                DTypeKind::TimeDelta(_) => Class::TimeDelta,
            },
        }
    }

    /// What `self` says it has in common with `other`; `None` if it knows nothing of it, in which case `other`
    /// may know more. Mirrors which of two DType classes NumPy asks: the one of higher type number decides.
    fn knows(self, other: Class) -> Option<Class> {
        use Class::*;
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Number(a), Number(b)) => (type_number(b) < type_number(a)).then(|| Number(promote_scalar_types(a, b))),
            (Number(ty), WeakComplex) => match ty {
                ScalarType::Float16 | ScalarType::Float32 => Some(Number(ScalarType::Complex64)),
                ScalarType::Float64 => Some(Number(ScalarType::Complex128)),
                ty => ty.is_complex().then_some(self),
            },
            (Number(ty), WeakFloat) => (ty.is_float() || ty.is_complex()).then_some(self),
            (Number(ty), WeakInt) => (!ty.is_bool()).then_some(self),
            (WeakInt, Number(ScalarType::Bool)) => Some(Number(ScalarType::Int64)),
            (WeakFloat, Number(ty)) if !ty.is_float() && !ty.is_complex() => Some(Number(ScalarType::Float64)),
            (WeakComplex, Number(ty)) if !ty.is_float() && !ty.is_complex() => Some(Number(ScalarType::Complex128)),
            (WeakFloat, WeakInt) | (WeakComplex, WeakInt | WeakFloat) => Some(self),
            (Bytes | Str, Number(_)) | (Str, Bytes) | (DateTime, TimeDelta) | (TimeDelta, WeakInt) => Some(self),
            (TimeDelta, Number(ty)) => (ty.is_bool() || (ty.is_integer() && ty != ScalarType::UInt64)).then_some(self),
            _ => None,
        }
    }

    /// The common class, whoever knows it.
    fn common(self, other: Class) -> Option<Class> {
        self.knows(other).or_else(|| other.knows(self))
    }
}

/// NumPy's type number: float16 comes last there.
fn type_number(ty: ScalarType) -> u8 {
    if ty == ScalarType::Float16 { 23 } else { ty as u8 }
}

/// The common class of all. The order in which pairs meet matters, since pairwise promotion is not associative
/// (int16 with uint16 gives int32, with float32 float64; all three give float32): first the classes are folded, the last
/// onto the first, until the one that knows most is in front, then that one meets all the others.
///
/// The error holds the positions of the two operands that do not fit.
fn common_class(operands: &[Operand]) -> Result<Class, (usize, usize)> {
    let mut classes: Vec<Option<(Class, usize)>> =
        operands.iter().enumerate().map(|(i, o)| Some((Class::of(o), i))).collect();
    let mut result = None;
    let mut len = classes.len();
    while len > 1 {
        let half = len / 2;
        for low in 0..half {
            let high = len - 1 - low;
            let (Some((a, _)), Some((b, _))) = (classes[low], classes[high]) else { continue };
            result = a.knows(b);
            match result {
                None => classes.swap(low, high),
                Some(class) if class == a => classes[high] = None,
                Some(_) => {}
            }
        }
        if len == 2 {
            break;
        }
        len -= half;
    }
    let (main, main_at) = classes[0].expect("only classes behind the front are cleared");
    // If the last two could be compared, the second operand is already part of the result.
    let start = if result.is_some() { 2 } else { 1 };
    if classes.len() == 1 {
        return Ok(main);
    }
    for &(class, at) in classes.iter().skip(start).flatten() {
        let promoted = main.knows(class).ok_or((at, main_at))?;
        result = match result {
            None => Some(promoted),
            Some(so_far) => Some(so_far.common(promoted).ok_or((at, main_at))?),
        };
    }
    Ok(result.unwrap_or(main))
}

/// The dtype NumPy gives the result of an operation on all operands, in native byte order.
///
/// # Errors
/// If they have no common dtype, if there are none, or if there is nothing but an integer that fits none.
///
/// ```
/// use npcore_dtype::{DType, Operand, result_type};
/// use Operand::*;
/// assert_eq!(result_type(&[Array(DType::UINT8), WeakInt(300)])?, DType::UINT8);
/// assert_eq!(result_type(&[Array(DType::INT32), WeakFloat])?, DType::FLOAT64);
/// assert_eq!(result_type(&[Array(DType::FLOAT32), WeakFloat])?, DType::FLOAT32);
/// assert_eq!(result_type(&[Array(DType::INT16), Array(DType::UINT16), Array(DType::FLOAT32)])?, DType::FLOAT32);
/// # Ok::<(), npcore_dtype::PromotionError>(())
/// ```
pub fn result_type(operands: &[Operand]) -> Result<DType, PromotionError> {
    match operands {
        [] => return Err(PromotionError::NoOperands),
        [Operand::WeakInt(value)] => return weak_int_dtype(*value),
        [Operand::Array(dtype)] => return promote_types(*dtype, *dtype),
        [Operand::Array(a), Operand::Array(b)] => {
            // The common case; a failure takes the long way to the words NumPy has for it.
            if let Ok(dtype) = promote_types(*a, *b) {
                return Ok(dtype);
            }
        }
        _ => {}
    }
    let class = common_class(operands).map_err(|(left, right)| PromotionError::NoCommonAmong {
        left: operands[left],
        right: operands[right],
        all: operands.to_vec(),
    })?;
    let strong = || operands.iter().filter_map(|o| if let Operand::Array(d) = o { Some(*d) } else { None });
    let start = match class {
        Class::Number(ty) => return Ok(DType::scalar(ty)),
        Class::WeakInt => return Ok(DType::INT64),
        Class::WeakFloat => return Ok(DType::FLOAT64),
        Class::WeakComplex => return Ok(DType::COMPLEX128),
        Class::Bytes => DType::bytes(0),
        Class::Str => DType::str_of(0),
        Class::DateTime => DType::datetime(Unit::GENERIC),
        Class::TimeDelta => DType::timedelta(Unit::GENERIC),
        Class::Void => {
            let mut all = strong();
            let first = all.next().ok_or(PromotionError::NoOperands)?;
            return all.try_fold(promote_types(first, first)?, promote_types);
        }
    };
    strong().try_fold(start, promote_types)
}

/// What a lone integer is: int64, or uint64 if only that holds it.
fn weak_int_dtype(value: i128) -> Result<DType, PromotionError> {
    if i64::try_from(value).is_ok() {
        Ok(DType::INT64)
    } else if u64::try_from(value).is_ok() {
        Ok(DType::UINT64)
    } else {
        Err(PromotionError::IntegerOutOfBounds { value, dtype: DType::INT64 })
    }
}

/// Whether a weak integer fits the dtype an operation settled on, as NumPy checks it before the operation.
///
/// # Errors
/// `Python integer 300 out of bounds for uint8`.
pub fn check_weak_int(value: i128, dtype: DType) -> Result<(), PromotionError> {
    match crate::info::iinfo(dtype) {
        Ok(info) if value < info.min || value > info.max => {
            Err(PromotionError::IntegerOutOfBounds { value, dtype: dtype.to_native() })
        }
        _ => Ok(()),
    }
}

/// The smallest dtype that holds a number, by value and without changing its kind; for everything else its own
/// dtype. Precision does not count: 0.1 gives float16.
///
/// ```
/// use npcore_dtype::{DType, Scalar, min_scalar_type};
/// assert_eq!(min_scalar_type(&Scalar::Int64(10)), DType::UINT8);
/// assert_eq!(min_scalar_type(&Scalar::Int64(-10)), DType::INT8);
/// assert_eq!(min_scalar_type(&Scalar::Float64(1e50)), DType::FLOAT64);
/// ```
pub fn min_scalar_type(value: &Scalar) -> DType {
    // NumPy's own bounds, a little inside of what the types hold.
    let float16 = |v: f64| !v.is_finite() || (v > -65000.0 && v < 65000.0);
    let float32 = |v: f64| v > -3.4e38 && v < 3.4e38;
    if let Some(int) = value.as_i128() {
        if matches!(value, Scalar::Bool(_)) {
            return DType::BOOL;
        }
        let candidates = if int >= 0 {
            [DType::UINT8, DType::UINT16, DType::UINT32, DType::UINT64]
        } else {
            [DType::INT8, DType::INT16, DType::INT32, DType::INT64]
        };
        let fits = |d: &DType| check_weak_int(int, *d).is_ok();
        return candidates.into_iter().find(fits).unwrap_or(value.dtype());
    }
    if let Some(float) = value.as_f64() {
        return match value {
            Scalar::Float16(_) => DType::FLOAT16,
            _ if float16(float) => DType::FLOAT16,
            Scalar::Float32(_) => DType::FLOAT32,
            _ if !float.is_finite() || float32(float) => DType::FLOAT32,
            _ => DType::FLOAT64,
        };
    }
    match value {
        Scalar::Complex128(v) if float32(v.re) && float32(v.im) => DType::COMPLEX64,
        other => other.dtype(),
    }
}

/// The inexact dtype common to arrays of numbers, NumPy's `np.common_type`: integers count as float64.
///
/// # Errors
/// If one is no number, or bool.
pub fn common_type(dtypes: &[DType]) -> Result<DType, PromotionError> {
    let each = dtypes.iter().map(|d| match d.scalar_type() {
        Some(ty) if ty.is_integer() => Ok(ScalarType::Float64),
        Some(ty) if !ty.is_bool() => Ok(ty),
        _ => Err(PromotionError::NonNumeric),
    });
    let mut common = ScalarType::Float16;
    for ty in each {
        common = promote_scalar_types(common, ty?);
    }
    Ok(DType::scalar(common))
}
