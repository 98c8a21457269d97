//! Limits of the numeric types: `finfo` and `iinfo`.

use crate::dtype::DType;
use crate::error::PromotionError;
use crate::scalar_type::ScalarType;
use half::f16;
use std::fmt;

/// Limits of a floating-point type; the values as f64, which holds all of them exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FInfo {
    /// The type; of a complex one, that of its parts.
    pub dtype: DType,
    /// Bits of an element.
    pub bits: u32,
    /// Decimal digits that are safe.
    pub precision: u32,
    /// `10^-precision`.
    pub resolution: f64,
    /// The largest finite value.
    pub max: f64,
    /// The smallest finite value, `-max`.
    pub min: f64,
    /// From 1 to the next larger value, `2^machep`.
    pub eps: f64,
    /// From 1 to the next smaller value, `2^negep`.
    pub epsneg: f64,
    /// The smallest normal positive value, NumPy's `tiny`.
    pub smallest_normal: f64,
    /// The smallest positive value.
    pub smallest_subnormal: f64,
    /// Bits of the mantissa, the implicit one not counted.
    pub nmant: u32,
    /// Bits of the exponent, NumPy's `iexp`.
    pub nexp: u32,
    /// The exponent of `eps`.
    pub machep: i32,
    /// The exponent of `epsneg`.
    pub negep: i32,
    /// The smallest exponent of a normal value.
    pub minexp: i32,
    /// The smallest exponent that overflows.
    pub maxexp: i32,
}

impl FInfo {
    /// The smallest normal positive value, by its older name.
    pub fn tiny(&self) -> f64 {
        self.smallest_normal
    }
}

/// NumPy's `repr`.
impl fmt::Display for FInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let max = match self.bits {
            16 => "6.55040e+04",
            32 => "3.4028235e+38",
            _ => "1.7976931348623157e+308",
        };
        let resolution = match self.bits {
            16 => "0.001",
            32 => "1e-06",
            _ => "1e-15",
        };
        write!(f, "finfo(resolution={resolution}, min=-{max}, max={max}, dtype={})", self.dtype)
    }
}

/// The limits of a floating-point type, or of the parts of a complex one.
///
/// # Errors
/// If the dtype is neither.
///
/// ```
/// use npcore_dtype::{DType, finfo};
/// assert_eq!(finfo(DType::FLOAT64)?.eps, f64::EPSILON);
/// # Ok::<(), npcore_dtype::PromotionError>(())
/// ```
pub fn finfo(dtype: DType) -> Result<FInfo, PromotionError> {
    let ty = dtype.scalar_type().map(ScalarType::real).ok_or(PromotionError::NotInexact { dtype })?;
    let (nmant, nexp, max, precision, resolution) = match ty {
        ScalarType::Float16 => (10, 5, f16::MAX.to_f64(), 3, crate::half_from_f64(1e-3).to_f64()),
        ScalarType::Float32 => (23, 8, f64::from(f32::MAX), 6, f64::from(1e-6f32)),
        ScalarType::Float64 => (52, 11, f64::MAX, 15, 1e-15),
        _ => return Err(PromotionError::NotInexact { dtype }),
    };
    let minexp = 2 - (1 << (nexp - 1));
    let power = |exponent: i32| 2f64.powi(exponent);
    let machep = -(nmant as i32);
    Ok(FInfo {
        dtype: DType::scalar(ty),
        bits: 8 * ty.itemsize() as u32,
        precision,
        resolution,
        max,
        min: -max,
        eps: power(machep),
        epsneg: power(machep - 1),
        smallest_normal: power(minexp),
        // Two steps: 2^-1074 is subnormal itself, and powi may go through its reciprocal, which overflows.
        smallest_subnormal: power(minexp) * power(machep),
        nmant,
        nexp,
        machep,
        negep: machep - 1,
        minexp,
        maxexp: 1 << (nexp - 1),
    })
}

/// Limits of an integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IInfo {
    /// The type.
    pub dtype: DType,
    /// Bits of an element.
    pub bits: u32,
    /// The smallest value.
    pub min: i128,
    /// The largest value.
    pub max: i128,
}

/// NumPy's `repr`.
impl fmt::Display for IInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "iinfo(min={}, max={}, dtype={})", self.min, self.max, self.dtype)
    }
}

/// The limits of an integer type.
///
/// # Errors
/// If the dtype is none.
///
/// ```
/// use npcore_dtype::{DType, iinfo};
/// assert_eq!(iinfo(DType::INT8)?.min, -128);
/// # Ok::<(), npcore_dtype::PromotionError>(())
/// ```
pub fn iinfo(dtype: DType) -> Result<IInfo, PromotionError> {
    let ty = dtype.scalar_type().filter(|ty| ty.is_integer()).ok_or(PromotionError::NotInteger { dtype })?;
    let bits = 8 * ty.itemsize() as u32;
    let (min, max) = if ty.is_signed_integer() {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    Ok(IInfo { dtype: DType::scalar(ty), bits, min, max })
}
