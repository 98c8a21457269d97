//! What a value is to a format.

use std::fmt::Write;

use npcore_array::DynArray;
use npcore_dtype::{DType, Scalar, ScalarType, python_bytes, python_str};

use crate::latin1;

/// A value to be written.
pub(crate) enum Value {
    Int(i128),
    Float(f64, ScalarType),
    /// Bytes that a format of bytes is to take as they are.
    Bytes(Vec<u8>),
    Scalar(Scalar),
}

impl Value {
    pub fn of(scalar: Scalar) -> Value {
        match scalar {
            Scalar::Float16(x) => Value::Float(x.to_f64(), ScalarType::Float16),
            Scalar::Float32(x) => Value::Float(x.into(), ScalarType::Float32),
            Scalar::Float64(x) => Value::Float(x, ScalarType::Float64),
            Scalar::Bool(_) | Scalar::DateTime(..) | Scalar::TimeDelta(..) => Value::Scalar(scalar),
            scalar => match scalar.as_i128() {
                // The type matters to `%r` only, which asks the scalar.
                Some(value) if matches!(scalar, Scalar::Int64(_)) => Value::Int(value),
                _ => Value::Scalar(scalar),
            },
        }
    }

    /// The integer that stands for itself; neither bools nor floats do.
    pub fn index(&self) -> Option<i128> {
        match self {
            Value::Int(value) => Some(*value),
            Value::Scalar(Scalar::Bool(_)) | Value::Float(..) | Value::Bytes(_) => None,
            Value::Scalar(scalar) => integer_of(scalar),
        }
    }

    pub fn float(&self) -> Option<f64> {
        match self {
            Value::Bytes(_) => None,
            Value::Float(x, _) => Some(*x),
            Value::Int(value) => Some(*value as f64),
            Value::Scalar(Scalar::Bool(value)) => Some(f64::from(u8::from(*value))),
            Value::Scalar(scalar) => integer_of(scalar).map(|value| value as f64),
        }
    }

    fn scalar(&self) -> Scalar {
        match self {
            Value::Int(value) => Scalar::Int64(*value as i64),
            Value::Float(x, ty) => Scalar::Float64(*x).cast(DType::scalar(*ty)).unwrap_or(Scalar::Float64(*x)),
            Value::Bytes(bytes) => Scalar::Bytes(bytes.clone()),
            Value::Scalar(scalar) => scalar.clone(),
        }
    }

    /// Python's `str`.
    pub fn text(&self) -> String {
        match self {
            Value::Scalar(Scalar::Array { dtype, shape, items }) => sub_array(*dtype, shape, items).to_string(),
            Value::Int(value) => value.to_string(),
            Value::Bytes(bytes) => latin1::decode(bytes),
            _ => self.scalar().to_string(),
        }
    }

    /// Python's `repr`.
    pub fn repr(&self) -> String {
        let scalar = self.scalar();
        match &scalar {
            Scalar::Bool(value) => format!("np.{}_", if *value { "True" } else { "False" }),
            Scalar::Str(text) => format!("np.str_({})", python_str(text)),
            Scalar::Bytes(bytes) => format!("np.bytes_({})", python_bytes(bytes)),
            Scalar::Void(_) => format!("np.void({scalar})"),
            Scalar::DateTime(..) if !scalar.is_nat() => format!("np.datetime64('{scalar}')"),
            Scalar::DateTime(value, _) | Scalar::TimeDelta(value, _) => {
                let name = scalar.dtype().name();
                let (kind, unit) = name.strip_suffix(']').and_then(|n| n.split_once('[')).unwrap_or((&name, ""));
                let value = if scalar.is_nat() { "'NaT'".to_owned() } else { value.to_string() };
                let unit = if unit.is_empty() { String::new() } else { format!(",'{unit}'") };
                format!("np.{kind}({value}{unit})")
            }
            Scalar::Record(..) => format!("np.void({scalar}, dtype={})", scalar.dtype()),
            Scalar::Array { dtype, shape, items } => format!("{:?}", sub_array(*dtype, shape, items)),
            _ => format!("np.{}({scalar})", scalar.dtype().name()),
        }
    }

    /// The class, as Python's errors name it.
    pub fn type_name(&self) -> String {
        match self {
            Value::Int(_) => "numpy.int64".to_owned(),
            Value::Float(_, ty) => format!("numpy.{}", ty.name()),
            Value::Bytes(_) => "numpy.bytes_".to_owned(),
            Value::Scalar(scalar) => match scalar {
                Scalar::Str(_) => "numpy.str_".to_owned(),
                Scalar::Bytes(_) => "numpy.bytes_".to_owned(),
                Scalar::Void(_) | Scalar::Record(..) => "numpy.void".to_owned(),
                Scalar::DateTime(..) => "numpy.datetime64".to_owned(),
                Scalar::TimeDelta(..) => "numpy.timedelta64".to_owned(),
                Scalar::Array { .. } => "numpy.ndarray".to_owned(),
                scalar => format!("numpy.{}", scalar.dtype().name()),
            },
        }
    }
}

fn integer_of(scalar: &Scalar) -> Option<i128> {
    let is_integer = scalar.dtype().scalar_type().is_some_and(ScalarType::is_integer);
    if is_integer { scalar.as_i128() } else { None }
}

fn sub_array(dtype: DType, shape: &[usize], items: &[Scalar]) -> DynArray {
    let item = dtype.itemsize();
    let mut bytes = vec![0; items.len() * item];
    for (scalar, out) in items.iter().zip(bytes.chunks_exact_mut(item.max(1))) {
        scalar.to_bytes(dtype, out).expect("an element of its own type");
    }
    DynArray::from_bytes(shape, dtype, &bytes).expect("a sub-array has elements for its shape")
}

/// Text with escapes for what is not ASCII, as Python's `ascii`.
pub(super) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        _ = match u32::from(c) {
            0..0x80 => write!(out, "{c}"),
            code @ ..0x100 => write!(out, "\\x{code:02x}"),
            code @ ..0x1_0000 => write!(out, "\\u{code:04x}"),
            code => write!(out, "\\U{code:08x}"),
        };
    }
    out
}
