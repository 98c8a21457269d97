//! The format of one dtype's elements, found from those that are shown.

use npcore_dtype::{DType, DTypeKind, Scalar, ScalarType};

use super::complex::ComplexFormat;
use super::datetime::TimeFormat;
use super::digits::Float;
use super::flags::bool_text;
use super::float::FloatFormat;
use super::integer::IntegerFormat;
use super::options::{FormatterKind, Hook, PrintOptions};
use super::record::RecordFormat;
use super::string::{bytes_repr, str_repr, void_text};

/// Writes the elements of an array.
pub(super) enum ElementFormat {
    Hook(Hook),
    Bool { width: usize },
    Integer(IntegerFormat),
    Float(FloatFormat),
    Complex(ComplexFormat),
    Time(TimeFormat),
    Quoted,
    Void,
    Record(RecordFormat),
}

pub(super) fn integer(x: &Scalar) -> Option<i128> {
    Some(match *x {
        Scalar::Int8(x) => x.into(),
        Scalar::UInt8(x) => x.into(),
        Scalar::Int16(x) => x.into(),
        Scalar::UInt16(x) => x.into(),
        Scalar::Int32(x) => x.into(),
        Scalar::UInt32(x) => x.into(),
        Scalar::Int64(x) => x.into(),
        Scalar::UInt64(x) => x.into(),
        _ => return None,
    })
}

pub(super) fn float(x: &Scalar) -> Option<Float> {
    Some(match *x {
        Scalar::Float16(x) => x.into(),
        Scalar::Float32(x) => x.into(),
        Scalar::Float64(x) => x.into(),
        _ => return None,
    })
}

pub(super) fn complex(x: &Scalar) -> Option<(Float, Float)> {
    Some(match *x {
        Scalar::Complex64(x) => (x.re.into(), x.im.into()),
        Scalar::Complex128(x) => (x.re.into(), x.im.into()),
        _ => return None,
    })
}

fn time(x: &Scalar) -> Option<i64> {
    match *x {
        Scalar::DateTime(t, _) | Scalar::TimeDelta(t, _) => Some(t),
        _ => None,
    }
}

fn gather<T>(shown: &[&Scalar], get: impl Fn(&Scalar) -> Option<T>) -> Vec<T> {
    shown.iter().filter_map(|x| get(x)).collect()
}

impl ElementFormat {
    /// `zero_d`: the elements are of an array without axes, where nothing needs to be aligned.
    pub(super) fn new(shown: &[&Scalar], dtype: DType, zero_d: bool, options: &PrintOptions) -> Self {
        let kind = match dtype.kind() {
            DTypeKind::Scalar(ScalarType::Bool) => FormatterKind::Bool,
            DTypeKind::Scalar(_) if dtype.is_float() => FormatterKind::Float,
            DTypeKind::Scalar(_) if dtype.is_complex() => FormatterKind::Complex,
            DTypeKind::Scalar(_) => FormatterKind::Int,
            DTypeKind::DateTime(_) => FormatterKind::DateTime,
            DTypeKind::TimeDelta(_) => FormatterKind::TimeDelta,
            DTypeKind::Bytes(_) | DTypeKind::Str(_) => FormatterKind::Str,
            DTypeKind::Void(_) => FormatterKind::Void,
            DTypeKind::Record(_) => {
                return ElementFormat::Record(RecordFormat::new(shown, dtype, zero_d, options));
            }
        };
        if let Some(hook) = options.formatters.get(kind) {
            return ElementFormat::Hook(hook.clone());
        }
        match kind {
            FormatterKind::Bool => ElementFormat::Bool { width: if zero_d { 0 } else { 5 } },
            FormatterKind::Int => ElementFormat::Integer(IntegerFormat::new(&gather(shown, integer), options.sign)),
            FormatterKind::Float => {
                ElementFormat::Float(FloatFormat::new(&gather(shown, float), options, options.sign))
            }
            FormatterKind::Complex => ElementFormat::Complex(ComplexFormat::new(&gather(shown, complex), options)),
            FormatterKind::DateTime => ElementFormat::Time(TimeFormat::new(&gather(shown, time), dtype.unit())),
            FormatterKind::TimeDelta => ElementFormat::Time(TimeFormat::new(&gather(shown, time), None)),
            FormatterKind::Str => ElementFormat::Quoted,
            // `kind` is never a group.
            _ => ElementFormat::Void,
        }
    }

    pub(super) fn format(&self, x: &Scalar) -> String {
        let text = match self {
            ElementFormat::Hook(hook) => Some(hook(x)),
            ElementFormat::Bool { width } => match x {
                Scalar::Bool(b) => Some(format!("{:>width$}", bool_text(*b))),
                _ => None,
            },
            ElementFormat::Integer(f) => integer(x).map(|x| f.format(x)),
            ElementFormat::Float(f) => float(x).map(|x| f.format(x)),
            ElementFormat::Complex(f) => complex(x).map(|x| f.format(x)),
            ElementFormat::Time(f) => time(x).map(|x| f.format(x)),
            ElementFormat::Record(f) => Some(f.format(x)),
            ElementFormat::Quoted => match x {
                Scalar::Str(s) => Some(str_repr(s)),
                Scalar::Bytes(b) => Some(bytes_repr(b)),
                _ => None,
            },
            ElementFormat::Void => match x {
                Scalar::Void(b) => Some(void_text(b)),
                _ => None,
            },
        };
        // A source whose elements are not of its dtype still prints something legible.
        text.unwrap_or_else(|| super::scalar::scalar_str(x))
    }
}
