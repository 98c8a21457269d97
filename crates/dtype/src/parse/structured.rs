//! Records from Python values: lists of fields, and dictionaries of names, formats and offsets.

use super::literal::Value;
use super::{Parsed, parse_text};
use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::record::RecordBuilder;

/// What a field of raw bytes without a name is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Padding {
    /// A field, called `f0`, `f1`, ... by position.
    Named,
    /// A gap between fields, as `.npy` headers mean it.
    Unnamed,
}

pub(super) fn convert(value: &Value, padding: Padding) -> Result<Parsed, DTypeError> {
    convert_aligned(value, padding, false)
}

fn convert_aligned(value: &Value, padding: Padding, align: bool) -> Result<Parsed, DTypeError> {
    match value {
        Value::Str(text) => parse_text(text),
        Value::List(items) => Ok((list(items, padding, align)?, Vec::new())),
        Value::Dict(items) => Ok((dict(items, padding, align)?, Vec::new())),
        Value::DType(inner, align) => convert_aligned(inner, padding, *align),
        Value::Tuple(items) => match items.as_slice() {
            [base, lens] => {
                let (dtype, inner) = convert_aligned(base, padding, align)?;
                Ok((dtype, [shape(lens)?, inner].concat()))
            }
            _ => Err(DTypeError::NotADType { value: value.to_string() }),
        },
        Value::None => Ok((DType::FLOAT64, Vec::new())),
        Value::Int(_) | Value::Bool(_) => Err(DTypeError::NotADType { value: value.to_string() }),
    }
}

fn list(items: &[Value], padding: Padding, align: bool) -> Result<DType, DTypeError> {
    let mut builder = RecordBuilder::new().aligned(align);
    // Only padding needs places told: without it the builder knows better, and knows C's rules.
    let mut offset = 0usize;
    let mut fields = 0;
    let mut gaps = false;
    for item in items {
        let Value::Tuple(parts) = item else {
            return Err(DTypeError::FieldNotTuple { value: item.to_string() });
        };
        let (name, format, lens) = match parts.as_slice() {
            [name, format] => (name, format, None),
            [name, format, lens] => (name, format, Some(lens)),
            [] | [_] => return Err(DTypeError::FieldNotTuple { value: item.to_string() }),
            _ => return Err(DTypeError::FieldTooLong { value: item.to_string() }),
        };
        let name = match name {
            Value::Str(name) => name,
            Value::Tuple(_) => return Err(DTypeError::Titles),
            _ => return Err(DTypeError::FieldName),
        };
        let (dtype, inner) = convert_aligned(format, padding, align)?;
        let shape = match lens {
            Some(lens) => [shape(lens)?, inner].concat(),
            None => inner,
        };
        if padding == Padding::Unnamed {
            let count = shape.iter().try_fold(1usize, |n, &len| n.checked_mul(len)).ok_or(DTypeError::SubArraySize)?;
            let nbytes = count.checked_mul(dtype.itemsize()).ok_or(DTypeError::SubArraySize)?;
            let end = offset.checked_add(nbytes).ok_or(DTypeError::RecordSize)?;
            if name.is_empty() && shape.is_empty() && matches!(dtype.kind(), DTypeKind::Void(_)) {
                gaps = true;
            } else {
                let name = if name.is_empty() { format!("f{fields}") } else { name.clone() };
                builder = builder.push(name, dtype, shape, Some(offset));
                fields += 1;
            }
            offset = end;
        } else {
            builder = builder.push(name.clone(), dtype, shape, None);
        }
    }
    if gaps { builder.itemsize(offset).build() } else { builder.build() }
}

fn dict(items: &[(Value, Value)], padding: Padding, align: bool) -> Result<DType, DTypeError> {
    let get = |name: &str| {
        let found = items.iter().find(|(key, _)| matches!(key, Value::Str(text) if text == name));
        found.map(|(_, value)| value)
    };
    let sequence = |value: &'_ Value| -> Option<Vec<Value>> {
        match value {
            Value::List(items) | Value::Tuple(items) => Some(items.clone()),
            _ => None,
        }
    };
    let (Some(names), Some(formats)) = (get("names"), get("formats")) else {
        return by_name(items, padding, align);
    };
    let (Some(names), Some(formats)) = (sequence(names), sequence(formats)) else {
        return Err(DTypeError::DictEntries);
    };
    let offsets = match get("offsets") {
        None | Some(Value::None) => None,
        Some(offsets) => Some(sequence(offsets).ok_or(DTypeError::DictEntries)?),
    };
    if names.len() != formats.len() || offsets.as_ref().is_some_and(|o| o.len() != names.len()) {
        return Err(DTypeError::DictEntries);
    }
    if !matches!(get("titles"), None | Some(Value::None)) {
        return Err(DTypeError::Titles);
    }
    let align = match get("aligned") {
        Some(Value::Bool(aligned)) => align || *aligned,
        Some(Value::Int(n)) => align || *n != 0,
        _ => align,
    };
    let mut builder = RecordBuilder::new().aligned(align);
    for (i, (name, format)) in names.iter().zip(&formats).enumerate() {
        let Value::Str(name) = name else { return Err(DTypeError::FieldNameNotStr) };
        let (dtype, shape) = convert_aligned(format, padding, align)?;
        let offset = offsets.as_ref().map(|offsets| offset(&offsets[i])).transpose()?;
        builder = builder.push(name.clone(), dtype, shape, offset);
    }
    match get("itemsize") {
        None => {}
        Some(Value::Int(size)) => {
            let given = *size;
            let size = usize::try_from(given);
            builder = match size {
                Ok(size) => builder.itemsize(size),
                Err(_) => {
                    let needed = builder.build()?.itemsize();
                    return Err(DTypeError::ItemsizeTooSmall { needed, given });
                }
            };
        }
        Some(other) => return Err(DTypeError::NotAnInteger { value: other.to_string() }),
    }
    builder.build()
}

/// `{name: (format, offset)}`, fields in the order of their offsets.
fn by_name(items: &[(Value, Value)], padding: Padding, align: bool) -> Result<DType, DTypeError> {
    let mut fields = Vec::with_capacity(items.len());
    for (name, value) in items {
        let Value::Str(name) = name else { return Err(DTypeError::FieldNameNotStr) };
        let (format, at) = match value {
            Value::Tuple(parts) | Value::List(parts) => match parts.as_slice() {
                [format, at] => (format, at),
                [_, _, _] => return Err(DTypeError::Titles),
                _ => return Err(DTypeError::DictField),
            },
            _ => return Err(DTypeError::DictField),
        };
        fields.push((name, convert_aligned(format, padding, align)?, offset(at)?));
    }
    fields.sort_by_key(|(_, _, at)| *at);
    let builder = RecordBuilder::new().aligned(align);
    let build = |b: RecordBuilder, (name, (dtype, shape), at): (&String, Parsed, usize)| {
        b.push(name.clone(), dtype, shape, Some(at))
    };
    fields.into_iter().fold(builder, build).build()
}

fn offset(value: &Value) -> Result<usize, DTypeError> {
    match value {
        Value::Int(n) => usize::try_from(*n).map_err(|_| DTypeError::NegativeOffset { offset: *n }),
        other => Err(DTypeError::NotAnInteger { value: other.to_string() }),
    }
}

fn shape(value: &Value) -> Result<Vec<usize>, DTypeError> {
    let len = |value: &Value| match value {
        Value::Int(n) => usize::try_from(*n).map_err(|_| DTypeError::SubArrayNegative),
        _ => Err(DTypeError::SubArrayRank),
    };
    match value {
        Value::Tuple(lens) => lens.iter().map(len).collect(),
        one => Ok(vec![len(one)?]),
    }
}
