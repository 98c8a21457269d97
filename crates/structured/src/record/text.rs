//! Text in records whose code units are no characters.

use npcore_array::{DynView, Result, engine};
use npcore_dtype::DTypeKind;

use super::refused;

/// Refuses the first code unit of dtype `U`, in whatever field, that is no character.
pub(crate) fn check(view: DynView<'_>) -> Result<()> {
    fields(view, &mut Vec::new())
}

fn fields(view: DynView<'_>, path: &mut Vec<&'static str>) -> Result<()> {
    match view.dtype().kind() {
        DTypeKind::Record(record) => {
            for field in record.fields() {
                path.push(field.name());
                fields(engine::field(view, field)?, path)?;
                path.pop();
            }
            Ok(())
        }
        DTypeKind::Str(_) => units(view, path),
        _ => Ok(()),
    }
}

fn units(view: DynView<'_>, path: &[&str]) -> Result<()> {
    let (swapped, item) = (view.dtype().is_swapped(), view.dtype().itemsize());
    let bytes = view.to_bytes();
    for (row, text) in bytes.chunks_exact(item.max(1)).enumerate() {
        for (position, unit) in text.chunks_exact(4).enumerate() {
            let unit = u32::from_ne_bytes([unit[0], unit[1], unit[2], unit[3]]);
            let unit = if swapped { unit.swap_bytes() } else { unit };
            if char::from_u32(unit).is_none() {
                let field = if path.is_empty() { String::new() } else { format!("field {} of ", path.join(".")) };
                return refused(format!("{field}row {row}: 0x{unit:x} at position {position} is no character"));
            }
        }
    }
    Ok(())
}
