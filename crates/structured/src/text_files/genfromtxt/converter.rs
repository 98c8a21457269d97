//! What makes a value of a field, as Python does: and which type a column has by its fields.

use npcore_dtype::{Complex, DType, DTypeError, DTypeKind, Scalar, ScalarType, python_bytes};

use super::super::numbers;
use super::super::table::Converter;
use crate::latin1;

/// What a text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    /// `True` or `False`, in any case.
    Bool,
    /// An integer of 64 bits.
    Int,
    Float,
    Complex,
    Str,
    /// An unsigned integer of 64 bits.
    UInt,
    /// A float without its fraction, for the other integers.
    Whole,
    Bytes,
    /// As one value is converted to the type.
    Cast,
}

/// Why a text is no value.
pub(crate) enum NoValue {
    /// Python's ValueError: the default stands for it.
    Unread,
    /// Any other: the whole text is refused.
    Refused(String),
}

/// One column: what its fields are read as, which of them are missing, and what stands for those.
pub(crate) struct Column<'c> {
    pub reading: Reading,
    pub user: Option<Converter<'c>>,
    /// The type of the values; of text without its width.
    pub dtype: DType,
    pub missing: Vec<String>,
    pub filling: Option<Scalar>,
    /// Whether the fields say which type the column has.
    pub is_told: bool,
    /// Whether the type is fixed.
    pub is_locked: bool,
}

impl Reading {
    pub fn of(dtype: DType) -> Reading {
        match dtype.kind() {
            DTypeKind::Scalar(ty) => match ty {
                ScalarType::Bool => Reading::Bool,
                ScalarType::Int64 => Reading::Int,
                ScalarType::UInt64 => Reading::UInt,
                ty if ty.is_integer() => Reading::Whole,
                ty if ty.is_complex() => Reading::Complex,
                _ => Reading::Float,
            },
            DTypeKind::Str(_) => Reading::Str,
            DTypeKind::Bytes(_) => Reading::Bytes,
            _ => Reading::Cast,
        }
    }

    /// The type of a column whose fields are read so.
    pub fn dtype(self) -> DType {
        match self {
            Reading::Bool => DType::BOOL,
            Reading::Float => DType::FLOAT64,
            Reading::Complex => DType::COMPLEX128,
            Reading::Str => DType::str_of(0),
            Reading::UInt => DType::UINT64,
            Reading::Bytes => DType::bytes(0),
            _ => DType::INT64,
        }
    }

    /// What stands for a missing value, if nothing was said.
    fn default(self) -> Scalar {
        match self {
            Reading::Bool => Scalar::Bool(false),
            Reading::Int | Reading::UInt | Reading::Whole => Scalar::Int64(-1),
            Reading::Float => Scalar::Float64(f64::NAN),
            Reading::Complex => Scalar::Complex128(Complex::new(f64::NAN, 0.0)),
            Reading::Str | Reading::Bytes | Reading::Cast => Scalar::Str("???".to_owned()),
        }
    }

    fn read(self, text: &str, dtype: DType) -> Result<Scalar, NoValue> {
        let cast = |to: DType| Scalar::from(text).cast(to).map_err(|_| NoValue::Unread);
        let float = || match numbers::float(text.as_bytes()) {
            Some(x) => Ok(x),
            // Underscores, which only Python's own numbers have.
            None => cast(DType::FLOAT64).map(|x| x.as_f64().unwrap_or(f64::NAN)),
        };
        match self {
            Reading::Bool if text.eq_ignore_ascii_case("true") => Ok(Scalar::Bool(true)),
            Reading::Bool if text.eq_ignore_ascii_case("false") => Ok(Scalar::Bool(false)),
            Reading::Bool => Err(NoValue::Unread),
            Reading::Int => match numbers::integer(text.as_bytes(), i64::MIN, i64::MAX as u64) {
                Some(x) => Ok(Scalar::Int64(x as i64)),
                None => cast(DType::INT64),
            },
            Reading::UInt => match numbers::integer(text.as_bytes(), 0, u64::MAX) {
                Some(x) => Ok(Scalar::UInt64(x)),
                None => cast(DType::UINT64),
            },
            Reading::Whole => {
                let x = float()?;
                if x.is_nan() {
                    return Err(NoValue::Unread);
                }
                if x.is_infinite() {
                    return Err(NoValue::Refused("cannot convert float infinity to integer".to_owned()));
                }
                Scalar::from(format!("{:.0}", x.trunc())).cast(dtype).map_err(|e| NoValue::Refused(e.to_string()))
            }
            Reading::Float => float().map(Scalar::Float64),
            Reading::Complex => cast(DType::COMPLEX128),
            Reading::Str => Ok(Scalar::from(text)),
            Reading::Bytes => latin1::encode(text).map(Scalar::Bytes).ok_or(NoValue::Unread),
            Reading::Cast => {
                let bytes = latin1::encode(text).ok_or(NoValue::Unread)?;
                // The words tell of Python's bytes, not of NumPy's.
                let quoted = python_bytes(&bytes);
                let words = |e: DTypeError| e.to_string().replace(&format!("np.bytes_({quoted})"), &quoted);
                Scalar::Bytes(bytes).cast(dtype).map_err(|error| NoValue::Refused(words(error)))
            }
        }
    }
}

impl<'c> Column<'c> {
    pub fn new(reading: Reading, dtype: DType, missing: Vec<String>, filling: Option<Scalar>) -> Column<'c> {
        Column { reading, user: None, dtype, missing, filling, is_told: false, is_locked: true }
    }

    /// What stands for missing values.
    pub fn default(&self) -> Scalar {
        self.filling.clone().unwrap_or_else(|| self.reading.default())
    }

    /// The value of a field, if it has one.
    pub fn read(&mut self, text: &str) -> Result<Scalar, NoValue> {
        match &mut self.user {
            Some(convert) => convert(text).map_err(|_| NoValue::Unread),
            None => self.reading.read(text, self.dtype),
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        let text = text.trim_matches(super::super::characters::is_space);
        text.is_empty() || self.missing.iter().any(|missing| missing == text)
    }

    /// The value of a field, or what stands for it; without `loose` only for missing ones.
    pub fn value(&mut self, text: &str, loose: bool) -> Result<Scalar, String> {
        match self.read(text) {
            Ok(value) => Ok(value),
            Err(NoValue::Refused(words)) => Err(words),
            Err(NoValue::Unread) if loose || self.is_missing(text) => Ok(self.default()),
            Err(NoValue::Unread) => Err(format!("Cannot convert string '{text}'")),
        }
    }

    /// Takes the first of bool, int, float, complex and text that all fields can be read as; the number of a field that
    /// cannot be, where the column has a converter.
    pub fn infer<'t>(&mut self, fields: impl Iterator<Item = &'t str> + Clone) -> Result<(), usize> {
        const LEVELS: [Reading; 5] = [Reading::Bool, Reading::Int, Reading::Float, Reading::Complex, Reading::Str];
        loop {
            self.is_told = true;
            let mut failed = None;
            for (i, text) in fields.clone().enumerate() {
                if self.read(text).is_err() {
                    if !self.is_missing(text) {
                        failed = Some(i);
                        break;
                    }
                    if self.reading == Reading::Bool && self.user.is_none() {
                        self.is_told = false;
                    }
                }
            }
            let Some(i) = failed else { break };
            if self.is_locked {
                return Err(i);
            }
            let level = LEVELS.iter().position(|&level| level == self.reading).unwrap_or(LEVELS.len() - 1);
            self.reading = LEVELS[(level + 1).min(LEVELS.len() - 1)];
        }
        if self.user.is_none() {
            self.dtype = self.reading.dtype();
        }
        Ok(())
    }
}
