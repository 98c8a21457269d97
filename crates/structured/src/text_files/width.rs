//! Types whose width or unit only the text tells: `U`, `S`, and times without a unit.

use npcore_array::{ArrayError, DynArray};
use npcore_dtype::datetime::parse_datetime;
use npcore_dtype::{DType, DTypeError, DTypeKind, Scalar, Unit};

use super::error::{TextFileError, TextResult};

/// Whether a type is one of these.
pub(crate) fn is_open(dtype: DType) -> bool {
    match dtype.kind() {
        DTypeKind::Str(n) | DTypeKind::Bytes(n) => n == 0,
        DTypeKind::DateTime(unit) => unit.is_generic(),
        _ => false,
    }
}

/// The narrowest type of the kind that holds all texts; of times the finest unit.
pub(crate) fn fitting(dtype: DType, texts: &[String]) -> TextResult<DType> {
    let longest = || texts.iter().map(|t| t.chars().count()).max().unwrap_or(0).clamp(1, (DType::MAX_ITEMSIZE / 4) - 1);
    let order = |d: DType| if dtype.is_swapped() { d.newbyteorder(npcore_dtype::ByteOrder::Swap) } else { d };
    Ok(order(match dtype.kind() {
        DTypeKind::Str(0) => DType::str_of(longest() as u32),
        DTypeKind::Bytes(0) => DType::bytes(longest() as u32),
        DTypeKind::DateTime(unit) if unit.is_generic() => {
            let mut finest: Option<Unit> = None;
            for text in texts {
                let (value, unit) = parse_datetime(text, None).map_err(|e| ArrayError::from(DTypeError::from(e)))?;
                if value != i64::MIN && !unit.is_generic() {
                    let common = finest.map_or(Ok(unit), |finest| finest.common(unit, false));
                    finest = Some(common.map_err(|error| TextFileError::value(error.to_string()))?);
                }
            }
            finest.map_or(dtype, DType::datetime)
        }
        _ => return Ok(dtype),
    }))
}

/// The array of the texts, one behind the other.
pub(crate) fn array(dtype: DType, texts: &[String]) -> TextResult<DynArray> {
    let dtype = fitting(dtype, texts)?;
    let item = dtype.itemsize();
    let size = texts.len().saturating_mul(item);
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(size).is_err() {
        return Err(ArrayError::Memory { bytes: size, shape: [texts.len()].into(), dtype }.into());
    }
    bytes.resize(size, 0);
    let column = super::columns::Column::new(dtype, 0);
    for (text, out) in texts.iter().zip(bytes.chunks_exact_mut(item.max(1))) {
        if !column.read(text.as_bytes(), out) {
            // What is no text of the type says so itself, as it does in a conversion of arrays.
            Scalar::from(text.as_str()).cast_into(dtype, out).map_err(ArrayError::from)?;
        }
    }
    Ok(DynArray::from_bytes(texts.len(), dtype, &bytes)?)
}
