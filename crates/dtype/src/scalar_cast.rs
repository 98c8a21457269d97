//! Conversion of one value to any dtype: what NumPy does for `np.array(value).astype(dtype)`.

use half::f16;
use num_complex::Complex;

use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::scalar::Scalar;
use crate::scalar_type::ScalarType;

impl Scalar {
    /// Writes the value, converted to dtype `d`, to `out`: integers keep their low bits, floats lose
    /// their fraction, complex numbers their imaginary part.
    ///
    /// # Errors
    /// A value that has no meaning in `d`.
    ///
    /// # Panics
    /// If `out` is shorter than `d.itemsize()`.
    pub fn cast_into(&self, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        match (d.kind(), self.dtype().scalar_type()) {
            (DTypeKind::Scalar(to), Some(from)) if from != to => self.to_number(to).to_bytes(d, out),
            _ => self.to_bytes(d, out),
        }
    }

    /// A number as one of another type.
    fn to_number(&self, to: ScalarType) -> Scalar {
        use ScalarType as S;
        let complex = self.as_complex().unwrap_or_default();
        // Integers keep their low bits; floats go through i64 as NumPy's casts of scalars do.
        let int = self.as_i128().unwrap_or(complex.re as i64 as i128);
        match to {
            S::Bool => Scalar::Bool(complex != Complex::ZERO),
            S::Int8 => Scalar::Int8(int as i8),
            S::UInt8 => Scalar::UInt8(int as u8),
            S::Int16 => Scalar::Int16(int as i16),
            S::UInt16 => Scalar::UInt16(int as u16),
            S::Int32 => Scalar::Int32(int as i32),
            S::UInt32 => Scalar::UInt32(int as u32),
            S::Int64 => Scalar::Int64(int as i64),
            S::UInt64 => Scalar::UInt64(int as u64),
            S::Float16 => Scalar::Float16(f16::from_f64(complex.re)),
            S::Float32 => Scalar::Float32(complex.re as f32),
            S::Float64 => Scalar::Float64(complex.re),
            S::Complex64 => Scalar::Complex64(Complex::new(complex.re as f32, complex.im as f32)),
            S::Complex128 => Scalar::Complex128(complex),
        }
    }
}
