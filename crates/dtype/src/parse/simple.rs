//! One name or type code with a byte order: `int32`, `<f8`, `U10`, `M8[ns]`.

use crate::datetime::Unit;
use crate::dtype::{ByteOrder, DType, DTypeKind};
use crate::error::DTypeError;
use crate::scalar_type::ScalarType;

pub(super) fn parse(text: &str) -> Result<DType, DTypeError> {
    let not_understood = || DTypeError::NotUnderstood { text: text.to_string() };
    let (order, code) = match text.as_bytes().first() {
        None => return Err(not_understood()),
        Some(b'<') => (ByteOrder::Little, &text[1..]),
        Some(b'>') => (ByteOrder::Big, &text[1..]),
        Some(b'=' | b'|') => (ByteOrder::Native, &text[1..]),
        Some(_) => (ByteOrder::Native, text),
    };
    if let Some((time, unit)) = split_time(code) {
        return Ok(DType::native(time(Unit::parse_metadata(unit)?)).newbyteorder(order));
    }
    if let Some(dtype) = code_and_size(code).or_else(|| type_code(code)) {
        return Ok(dtype.newbyteorder(order));
    }
    // Names come without a byte order.
    match by_name(text) {
        Some(dtype) => Ok(dtype),
        None if unsupported(code, text) => Err(DTypeError::Unsupported { text: text.to_string() }),
        None if REMOVED.contains(&text) => Err(DTypeError::RemovedAlias { text: text.to_string() }),
        None => Err(not_understood()),
    }
}

/// Aliases NumPy 2 removed, for which it has an error text of its own.
const REMOVED: [&str; 7] = ["int0", "uint0", "bool8", "object0", "str0", "bytes0", "void0"];

/// Spellings of types that exist in NumPy and not here.
fn unsupported(code: &str, text: &str) -> bool {
    matches!(code, "O" | "O8" | "g" | "G" | "T" | "f16" | "c32")
        || matches!(text, "object" | "object_" | "longdouble" | "clongdouble" | "float128" | "complex256")
}

/// Makes datetime64 or timedelta64 of a unit.
type TimeKind = fn(Unit) -> DTypeKind;

/// `M8[ns]`, `datetime64[ns]`: the kind and what stands behind.
fn split_time(code: &str) -> Option<(TimeKind, &str)> {
    let datetime = code.strip_prefix("M8").or_else(|| code.strip_prefix("datetime64"));
    let timedelta = || code.strip_prefix("m8").or_else(|| code.strip_prefix("timedelta64"));
    let datetime = datetime.map(|rest| (DTypeKind::DateTime as TimeKind, rest));
    datetime.or_else(|| timedelta().map(|rest| (DTypeKind::TimeDelta as _, rest)))
}

/// A kind and a size in bytes (characters for `U`): `f8`, `S5`.
fn code_and_size(code: &str) -> Option<DType> {
    let kind = *code.as_bytes().first()?;
    let size = c_integer(code.get(1..)?)?;
    let size = u32::try_from(size).ok().filter(|&n| n as usize <= DType::MAX_ITEMSIZE)?;
    match kind {
        b'S' | b'a' => Some(DType::bytes(size)),
        b'V' => Some(DType::void(size)),
        b'U' if size as usize <= DType::MAX_ITEMSIZE / 4 => Some(DType::str_of(size)),
        _ => ScalarType::ALL
            .into_iter()
            .find(|ty| ty.kind_char() == kind as char && ty.itemsize() == size as usize)
            .map(DType::scalar),
    }
}

/// A non-negative integer as C's `strtol` reads it, which NumPy uses: blanks and a sign may come first.
fn c_integer(text: &str) -> Option<u64> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse().ok()?;
    if text.starts_with('-') && value != 0 { None } else { Some(value) }
}

/// A single type character.
fn type_code(code: &str) -> Option<DType> {
    let &[code] = code.as_bytes() else { return None };
    Some(match code {
        b'S' | b'a' => DType::bytes(0),
        b'c' => DType::bytes(1),
        b'U' => DType::str_of(0),
        b'V' => DType::void(0),
        b'M' => DType::datetime(Unit::GENERIC),
        b'm' => DType::timedelta(Unit::GENERIC),
        b'q' => DType::INT64,
        b'Q' => DType::UINT64,
        b'p' | b'n' => DType::of::<isize>(),
        b'P' | b'N' => DType::of::<usize>(),
        _ => DType::scalar(ScalarType::ALL.into_iter().find(|ty| ty.char() == code as char)?),
    })
}

/// NumPy's names, the aliases after C's types as on 64-bit Linux.
fn by_name(name: &str) -> Option<DType> {
    Some(match name {
        "bool_" => DType::BOOL,
        "byte" => DType::INT8,
        "ubyte" => DType::UINT8,
        "short" => DType::INT16,
        "ushort" => DType::UINT16,
        "intc" => DType::INT32,
        "uintc" => DType::UINT32,
        "int" | "int_" | "intp" => DType::of::<isize>(),
        "uint" | "uintp" => DType::of::<usize>(),
        "long" | "longlong" => DType::INT64,
        "ulong" | "ulonglong" => DType::UINT64,
        "half" => DType::FLOAT16,
        "single" => DType::FLOAT32,
        "float" | "double" => DType::FLOAT64,
        "csingle" => DType::COMPLEX64,
        "complex" | "cdouble" => DType::COMPLEX128,
        "str" | "str_" | "unicode" => DType::str_of(0),
        "bytes" | "bytes_" => DType::bytes(0),
        "void" => DType::void(0),
        _ => DType::scalar(ScalarType::ALL.into_iter().find(|ty| ty.name() == name)?),
    })
}
