//! One value as a format for people has it, and as an element of a dtype.

use std::fmt;

use ::serde::de::{self, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use npcore_dtype::datetime::{NAT, parse_datetime};
use npcore_dtype::{Complex, DType, DTypeKind, Scalar, ScalarType};

/// Values nest as deep as records do: 64 levels, each in a list of its own and perhaps in one of a sub-array.
const MAX_DEPTH: usize = 130;

/// A value of any kind.
#[derive(Debug)]
pub(super) enum Value {
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Value>),
}

/// Reads any value, to a bounded depth.
pub(super) struct Seed {
    pub depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(de::Error::custom("values nested too deeply"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bool, a number, a text or a list of them")
    }

    fn visit_bool<E>(self, x: bool) -> Result<Value, E> {
        Ok(Value::Bool(x))
    }

    fn visit_i64<E>(self, x: i64) -> Result<Value, E> {
        Ok(Value::Int(x.into()))
    }

    fn visit_u64<E>(self, x: u64) -> Result<Value, E> {
        Ok(Value::Int(x.into()))
    }

    fn visit_f64<E>(self, x: f64) -> Result<Value, E> {
        Ok(Value::Float(x))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Seed { depth: self.depth + 1 })? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
}

impl Value {
    /// About as many bytes as it took to write it.
    pub fn weight(&self) -> usize {
        match self {
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => 1,
            Value::Text(text) => text.len() + 1,
            Value::List(items) => items.iter().map(Value::weight).sum::<usize>() + 1,
        }
    }

    /// Writes the value as an element of `dtype` over zeros; of text only what there is.
    ///
    /// # Errors
    /// What is no value of the dtype.
    pub fn store(&self, dtype: DType, out: &mut [u8]) -> Result<(), String> {
        match (dtype.kind(), self) {
            (DTypeKind::Scalar(ty), _) => {
                let number = self.number(ty).ok_or_else(|| self.refused(dtype))?;
                number.to_bytes(dtype, out).map_err(|e| e.to_string())
            }
            (DTypeKind::DateTime(unit), _) => {
                let count = match self {
                    // NumPy's texts for this very moment are no data.
                    Value::Text(text) if matches!(&*text.to_ascii_lowercase(), "now" | "today") => {
                        return Err(self.refused(dtype));
                    }
                    Value::Text(text) => parse_datetime(text, Some(unit)).map_err(|e| e.to_string())?.0,
                    _ => self.integer().ok_or_else(|| self.refused(dtype))?,
                };
                Scalar::DateTime(count, unit).to_bytes(dtype, out).map_err(|e| e.to_string())
            }
            (DTypeKind::TimeDelta(unit), _) => {
                let count = match self {
                    Value::Text(text) if text == "NaT" => NAT,
                    _ => self.integer().ok_or_else(|| self.refused(dtype))?,
                };
                Scalar::TimeDelta(count, unit).to_bytes(dtype, out).map_err(|e| e.to_string())
            }
            (DTypeKind::Str(_), Value::Text(text)) => {
                let mut units = out.chunks_exact_mut(4);
                for c in text.chars() {
                    let unit = units.next().ok_or_else(|| self.refused(dtype))?;
                    let code = u32::from(c);
                    let code = if dtype.is_swapped() { code.swap_bytes() } else { code };
                    unit.copy_from_slice(&code.to_ne_bytes());
                }
                Ok(())
            }
            (DTypeKind::Bytes(_), Value::List(bytes)) if bytes.len() <= out.len() => self.bytes(bytes, dtype, out),
            (DTypeKind::Void(_), Value::List(bytes)) if bytes.len() == out.len() => self.bytes(bytes, dtype, out),
            (DTypeKind::Record(record), Value::List(values)) if values.len() == record.fields().len() => {
                for (field, value) in record.fields().iter().zip(values) {
                    let out = &mut out[field.offset()..][..field.nbytes()];
                    match value {
                        value if field.shape().is_empty() => value.store(field.dtype(), out)?,
                        Value::List(items) if items.len() == field.count() => {
                            let size = field.dtype().itemsize();
                            for (i, item) in items.iter().enumerate() {
                                item.store(field.dtype(), &mut out[i * size..][..size])?;
                            }
                        }
                        value => return Err(value.refused(field.dtype())),
                    }
                }
                Ok(())
            }
            _ => Err(self.refused(dtype)),
        }
    }

    fn bytes(&self, bytes: &[Value], dtype: DType, out: &mut [u8]) -> Result<(), String> {
        for (byte, out) in bytes.iter().zip(out) {
            *out = byte.integer().ok_or_else(|| self.refused(dtype))?;
        }
        Ok(())
    }

    /// An integer that fits.
    fn integer<I: TryFrom<i128>>(&self) -> Option<I> {
        match *self {
            Value::Int(x) => I::try_from(x).ok(),
            _ => None,
        }
    }

    fn float(&self) -> Option<f64> {
        match self {
            Value::Float(x) => Some(*x),
            Value::Int(x) => Some(*x as f64),
            Value::Text(text) => match &**text {
                "nan" => Some(f64::NAN),
                "inf" => Some(f64::INFINITY),
                "-inf" => Some(f64::NEG_INFINITY),
                _ => None,
            },
            _ => None,
        }
    }

    fn number(&self, ty: ScalarType) -> Option<Scalar> {
        Some(match ty {
            ScalarType::Bool => match self {
                Value::Bool(x) => Scalar::Bool(*x),
                _ => return None,
            },
            ScalarType::Int8 => Scalar::Int8(self.integer()?),
            ScalarType::UInt8 => Scalar::UInt8(self.integer()?),
            ScalarType::Int16 => Scalar::Int16(self.integer()?),
            ScalarType::UInt16 => Scalar::UInt16(self.integer()?),
            ScalarType::Int32 => Scalar::Int32(self.integer()?),
            ScalarType::UInt32 => Scalar::UInt32(self.integer()?),
            ScalarType::Int64 => Scalar::Int64(self.integer()?),
            ScalarType::UInt64 => Scalar::UInt64(self.integer()?),
            ScalarType::Float16 => {
                let x = self.float()?;
                let narrow = npcore_dtype::half_from_f64(x);
                if narrow.is_infinite() && x.is_finite() {
                    return None;
                }
                Scalar::Float16(narrow)
            }
            ScalarType::Float32 => Scalar::Float32(narrow(self.float()?)?),
            ScalarType::Float64 => Scalar::Float64(self.float()?),
            ScalarType::Complex64 | ScalarType::Complex128 => {
                let Value::List(parts) = self else { return None };
                let [re, im] = &parts[..] else { return None };
                let (re, im) = (re.float()?, im.float()?);
                if ty == ScalarType::Complex64 {
                    Scalar::Complex64(Complex::new(narrow(re)?, narrow(im)?))
                } else {
                    Scalar::Complex128(Complex::new(re, im))
                }
            }
        })
    }

    fn refused(&self, dtype: DType) -> String {
        let what = match self {
            Value::Bool(x) => x.to_string(),
            Value::Int(x) => x.to_string(),
            Value::Float(x) => x.to_string(),
            Value::Text(text) if text.chars().count() <= 40 => format!("{text:?}"),
            Value::Text(_) => "a long text".to_owned(),
            Value::List(items) => format!("a list of {}", items.len()),
        };
        format!("{what} is no value of {dtype}")
    }
}

/// The `f32` whose digits were read as an `f64`, if it is in range.
///
/// Rounding twice goes wrong only where the first one ends halfway between two `f32`: its own digits are
/// then rounded once.
fn narrow(x: f64) -> Option<f32> {
    let near = x as f32;
    if near.is_infinite() && x.is_finite() {
        return None;
    }
    let wide = f64::from(near);
    let other = f64::from(if x > wide { near.next_up() } else { near.next_down() });
    if x != wide && other - x == x - wide { x.to_string().parse().ok() } else { Some(near) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_once() {
        assert_eq!(narrow(0.1), Some(0.1));
        assert_eq!(narrow(1e300), None);
        assert_eq!(narrow(f64::INFINITY), Some(f32::INFINITY));
        assert_eq!(narrow(1e-46), Some(0.0));
        for bits in (0..u32::MAX).step_by(65_521) {
            let x = f32::from_bits(bits);
            if x.is_finite() {
                let text = format!("{x:e}");
                assert_eq!(narrow(text.parse().unwrap()), Some(x), "{text}");
            }
        }
    }
}
