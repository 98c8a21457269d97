//! [`Scalar`]: one element of any dtype, as a value.

use crate::datetime::Unit;
use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::record::{Field, Record};
use crate::scalar_type::ScalarType;
use half::f16;
use num_complex::Complex;

/// One element of any dtype, in native form.
///
/// ```
/// use npcore_dtype::{DType, Scalar};
/// let big_endian: DType = ">i2".parse().unwrap();
/// assert_eq!(Scalar::from_bytes(big_endian, &[1, 2]), Scalar::Int16(0x0102));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// bool
    Bool(bool),
    /// int8
    Int8(i8),
    /// uint8
    UInt8(u8),
    /// int16
    Int16(i16),
    /// uint16
    UInt16(u16),
    /// int32
    Int32(i32),
    /// uint32
    UInt32(u32),
    /// int64
    Int64(i64),
    /// uint64
    UInt64(u64),
    /// float16
    Float16(f16),
    /// float32
    Float32(f32),
    /// float64
    Float64(f64),
    /// complex64
    Complex64(Complex<f32>),
    /// complex128
    Complex128(Complex<f64>),
    /// Text without the trailing zeros; code units that are no characters became U+FFFD.
    Str(String),
    /// Bytes without the trailing zeros.
    Bytes(Vec<u8>),
    /// Raw bytes, all of them.
    Void(Vec<u8>),
    /// A point in time: count of units since 1970 (`i64::MIN` is not-a-time).
    DateTime(i64, Unit),
    /// A span of time: count of units (`i64::MIN` is not-a-time).
    TimeDelta(i64, Unit),
    /// A record's values in the order of its fields.
    Record(&'static Record, Vec<Scalar>),
    /// A sub-array field's elements in C order.
    Array {
        /// The elements' dtype.
        dtype: DType,
        /// The sub-array's shape.
        shape: Vec<usize>,
        /// The elements.
        items: Vec<Scalar>,
    },
}

/// The native-order words of a value: the bytes reversed word by word if the dtype is swapped.
fn words<const N: usize>(d: DType, bytes: &[u8]) -> [u8; N] {
    let mut out: [u8; N] = bytes[..N].try_into().expect("the slice has N bytes");
    if d.is_swapped() {
        out.chunks_exact_mut(d.word_size()).for_each(<[u8]>::reverse);
    }
    out
}

impl Scalar {
    /// The element of dtype `d` in memory, of either byte order and with any content.
    ///
    /// # Panics
    /// If `bytes` is shorter than `d.itemsize()`.
    pub fn from_bytes(d: DType, bytes: &[u8]) -> Scalar {
        let bytes = &bytes[..d.itemsize()];
        match d.kind() {
            DTypeKind::Scalar(ty) => Scalar::number(d, ty, bytes),
            DTypeKind::DateTime(unit) => Scalar::DateTime(i64::from_ne_bytes(words(d, bytes)), unit),
            DTypeKind::TimeDelta(unit) => Scalar::TimeDelta(i64::from_ne_bytes(words(d, bytes)), unit),
            DTypeKind::Bytes(_) => Scalar::Bytes(trim(bytes).to_vec()),
            DTypeKind::Void(_) => Scalar::Void(bytes.to_vec()),
            DTypeKind::Str(_) => {
                let units: Vec<u32> = bytes.chunks_exact(4).map(|c| u32::from_ne_bytes(words(d, c))).collect();
                let len = units.iter().rposition(|&u| u != 0).map_or(0, |i| i + 1);
                let char = |&u: &u32| char::from_u32(u).unwrap_or(char::REPLACEMENT_CHARACTER);
                Scalar::Str(units[..len].iter().map(char).collect())
            }
            DTypeKind::Record(record) => {
                let values = record.fields().iter().map(|f| Scalar::from_field(f, bytes)).collect();
                Scalar::Record(record, values)
            }
        }
    }

    fn from_field(field: &Field, record: &[u8]) -> Scalar {
        let d = field.dtype();
        let bytes = &record[field.offset()..field.offset() + field.nbytes()];
        if field.shape().is_empty() {
            return Scalar::from_bytes(d, bytes);
        }
        let items = (0..field.count()).map(|i| Scalar::from_bytes(d, &bytes[i * d.itemsize()..])).collect();
        Scalar::Array { dtype: d, shape: field.shape().to_vec(), items }
    }

    fn number(d: DType, ty: ScalarType, bytes: &[u8]) -> Scalar {
        macro_rules! read {
            ($t:ty) => {
                <$t>::from_ne_bytes(words(d, bytes))
            };
        }
        match ty {
            ScalarType::Bool => Scalar::Bool(bytes[0] != 0),
            ScalarType::Int8 => Scalar::Int8(read!(i8)),
            ScalarType::UInt8 => Scalar::UInt8(read!(u8)),
            ScalarType::Int16 => Scalar::Int16(read!(i16)),
            ScalarType::UInt16 => Scalar::UInt16(read!(u16)),
            ScalarType::Int32 => Scalar::Int32(read!(i32)),
            ScalarType::UInt32 => Scalar::UInt32(read!(u32)),
            ScalarType::Int64 => Scalar::Int64(read!(i64)),
            ScalarType::UInt64 => Scalar::UInt64(read!(u64)),
            ScalarType::Float16 => Scalar::Float16(read!(f16)),
            ScalarType::Float32 => Scalar::Float32(read!(f32)),
            ScalarType::Float64 => Scalar::Float64(read!(f64)),
            ScalarType::Complex64 => {
                let [re, im] = [0, 4].map(|at| f32::from_ne_bytes(words(d, &bytes[at..])));
                Scalar::Complex64(Complex::new(re, im))
            }
            ScalarType::Complex128 => {
                let [re, im] = [0, 8].map(|at| f64::from_ne_bytes(words(d, &bytes[at..])));
                Scalar::Complex128(Complex::new(re, im))
            }
        }
    }

    /// Writes the element as dtype `d`, which must be the scalar's own up to byte order; text and raw bytes are
    /// padded with zeros or cut to the width, as NumPy assigns them. A record's padding becomes zeros.
    ///
    /// # Errors
    /// [`DTypeError::ScalarMismatch`] if the scalar is of another type.
    ///
    /// # Panics
    /// If `out` is shorter than `d.itemsize()`.
    pub fn to_bytes(&self, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        let out = &mut out[..d.itemsize()];
        let put = |out: &mut [u8], native: &[u8]| {
            out.copy_from_slice(native);
            if d.is_swapped() {
                out.chunks_exact_mut(d.word_size()).for_each(<[u8]>::reverse);
            }
        };
        macro_rules! check {
            ($ok:expr) => {
                if !$ok {
                    return Err(DTypeError::ScalarMismatch { scalar: self.dtype(), dtype: d });
                }
            };
        }
        macro_rules! number {
            ($ty:ident, $value:expr) => {{
                check!(d.scalar_type() == Some(ScalarType::$ty));
                put(out, &$value)
            }};
        }
        match self {
            Scalar::Bool(v) => number!(Bool, [u8::from(*v)]),
            Scalar::Int8(v) => number!(Int8, v.to_ne_bytes()),
            Scalar::UInt8(v) => number!(UInt8, v.to_ne_bytes()),
            Scalar::Int16(v) => number!(Int16, v.to_ne_bytes()),
            Scalar::UInt16(v) => number!(UInt16, v.to_ne_bytes()),
            Scalar::Int32(v) => number!(Int32, v.to_ne_bytes()),
            Scalar::UInt32(v) => number!(UInt32, v.to_ne_bytes()),
            Scalar::Int64(v) => number!(Int64, v.to_ne_bytes()),
            Scalar::UInt64(v) => number!(UInt64, v.to_ne_bytes()),
            Scalar::Float16(v) => number!(Float16, v.to_ne_bytes()),
            Scalar::Float32(v) => number!(Float32, v.to_ne_bytes()),
            Scalar::Float64(v) => number!(Float64, v.to_ne_bytes()),
            Scalar::Complex64(v) => number!(Complex64, [v.re.to_ne_bytes(), v.im.to_ne_bytes()].concat()),
            Scalar::Complex128(v) => number!(Complex128, [v.re.to_ne_bytes(), v.im.to_ne_bytes()].concat()),
            Scalar::DateTime(v, unit) => {
                check!(d.kind() == DTypeKind::DateTime(*unit));
                put(out, &v.to_ne_bytes());
            }
            Scalar::TimeDelta(v, unit) => {
                check!(d.kind() == DTypeKind::TimeDelta(*unit));
                put(out, &v.to_ne_bytes());
            }
            Scalar::Str(text) => {
                check!(d.is_str());
                let mut chars = text.chars();
                for unit in out.chunks_exact_mut(4) {
                    put(unit, &chars.next().map_or(0, u32::from).to_ne_bytes());
                }
            }
            Scalar::Bytes(bytes) | Scalar::Void(bytes) => {
                check!(match self {
                    Scalar::Bytes(_) => d.is_bytes(),
                    _ => matches!(d.kind(), DTypeKind::Void(_)),
                });
                let len = bytes.len().min(out.len());
                out[..len].copy_from_slice(&bytes[..len]);
                out[len..].fill(0);
            }
            Scalar::Record(_, values) => {
                let fields = d.fields();
                check!(d.is_record() && fields.len() == values.len());
                out.fill(0);
                for (field, value) in fields.iter().zip(values) {
                    let at = &mut out[field.offset()..field.offset() + field.nbytes()];
                    match value {
                        Scalar::Array { shape, items, .. } => {
                            check!(shape == field.shape() && items.len() == field.count());
                            for (i, item) in items.iter().enumerate() {
                                item.to_bytes(field.dtype(), &mut at[i * field.dtype().itemsize()..])?;
                            }
                        }
                        value => {
                            check!(field.shape().is_empty());
                            value.to_bytes(field.dtype(), at)?;
                        }
                    }
                }
            }
            Scalar::Array { .. } => check!(false),
        }
        Ok(())
    }

    /// The scalar's dtype: text and bytes as wide as they are, for a sub-array that of its elements.
    pub fn dtype(&self) -> DType {
        let width = |n: usize, max: usize| n.min(max) as u32;
        match self {
            Scalar::Bool(_) => DType::BOOL,
            Scalar::Int8(_) => DType::INT8,
            Scalar::UInt8(_) => DType::UINT8,
            Scalar::Int16(_) => DType::INT16,
            Scalar::UInt16(_) => DType::UINT16,
            Scalar::Int32(_) => DType::INT32,
            Scalar::UInt32(_) => DType::UINT32,
            Scalar::Int64(_) => DType::INT64,
            Scalar::UInt64(_) => DType::UINT64,
            Scalar::Float16(_) => DType::FLOAT16,
            Scalar::Float32(_) => DType::FLOAT32,
            Scalar::Float64(_) => DType::FLOAT64,
            Scalar::Complex64(_) => DType::COMPLEX64,
            Scalar::Complex128(_) => DType::COMPLEX128,
            Scalar::Str(s) => DType::str_of(width(s.chars().count(), DType::MAX_ITEMSIZE / 4)),
            Scalar::Bytes(b) => DType::bytes(width(b.len(), DType::MAX_ITEMSIZE)),
            Scalar::Void(b) => DType::void(width(b.len(), DType::MAX_ITEMSIZE)),
            Scalar::DateTime(_, unit) => DType::datetime(*unit),
            Scalar::TimeDelta(_, unit) => DType::timedelta(*unit),
            Scalar::Record(record, _) => DType::native(DTypeKind::Record(record)),
            Scalar::Array { dtype, .. } => *dtype,
        }
    }

    /// A bool or integer as `i128`, which holds all of them.
    pub fn as_i128(&self) -> Option<i128> {
        Some(match *self {
            Scalar::Bool(v) => i128::from(v),
            Scalar::Int8(v) => v.into(),
            Scalar::UInt8(v) => v.into(),
            Scalar::Int16(v) => v.into(),
            Scalar::UInt16(v) => v.into(),
            Scalar::Int32(v) => v.into(),
            Scalar::UInt32(v) => v.into(),
            Scalar::Int64(v) => v.into(),
            Scalar::UInt64(v) => v.into(),
            _ => return None,
        })
    }

    /// A bool or an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128()?.try_into().ok()
    }

    /// A bool or a non-negative integer that fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// A bool, integer or float, rounded if it must be.
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Scalar::Float16(v) => Some(v.to_f64()),
            Scalar::Float32(v) => Some(v.into()),
            Scalar::Float64(v) => Some(v),
            _ => self.as_i128().map(|v| v as f64),
        }
    }

    /// A bool, integer, float or complex number.
    pub fn as_complex(&self) -> Option<Complex<f64>> {
        match *self {
            Scalar::Complex64(v) => Some(Complex::new(v.re.into(), v.im.into())),
            Scalar::Complex128(v) => Some(v),
            _ => self.as_f64().map(|re| Complex::new(re, 0.0)),
        }
    }

    /// A bool.
    pub fn as_bool(&self) -> Option<bool> {
        match *self {
            Scalar::Bool(v) => Some(v),
            _ => None,
        }
    }

    /// Text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is a datetime or timedelta that is not-a-time.
    pub fn is_nat(&self) -> bool {
        matches!(self, Scalar::DateTime(crate::datetime::NAT, _) | Scalar::TimeDelta(crate::datetime::NAT, _))
    }

    /// A record's value by field name.
    pub fn field(&self, name: &str) -> Option<&Scalar> {
        match self {
            Scalar::Record(record, values) => values.get(record.position(name)?),
            _ => None,
        }
    }
}

fn trim(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1)]
}

macro_rules! from {
    ($($t:ty => $variant:ident),* $(,)?) => {
        $(
            impl From<$t> for Scalar {
                fn from(value: $t) -> Scalar {
                    Scalar::$variant(value.into())
                }
            }
        )*
    };
}

from! {
    bool => Bool, i8 => Int8, u8 => UInt8, i16 => Int16, u16 => UInt16, i32 => Int32, u32 => UInt32, i64 => Int64,
    u64 => UInt64, f16 => Float16, f32 => Float32, f64 => Float64, Complex<f32> => Complex64,
    Complex<f64> => Complex128, &str => Str, String => Str, &[u8] => Bytes, Vec<u8> => Bytes,
}

impl From<usize> for Scalar {
    fn from(value: usize) -> Scalar {
        if size_of::<usize>() == 8 { Scalar::UInt64(value as u64) } else { Scalar::UInt32(value as u32) }
    }
}

impl From<isize> for Scalar {
    fn from(value: isize) -> Scalar {
        if size_of::<isize>() == 8 { Scalar::Int64(value as i64) } else { Scalar::Int32(value as i32) }
    }
}
