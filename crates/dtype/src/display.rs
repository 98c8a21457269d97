//! How dtypes print: NumPy's `str`, `repr`, `.str`, `.name` and `.descr`.

use crate::dtype::{DType, DTypeKind};
use std::fmt;

/// A string as Python's `repr` writes it.
pub(crate) fn python_str(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() && (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

impl DType {
    /// NumPy's name of the type: `"float64"`, `"str320"`, `"datetime64[ns]"`, `"void88"`.
    pub fn name(self) -> String {
        let sized =
            |word: &str| if self.itemsize() == 0 { word.to_string() } else { format!("{word}{}", 8 * self.itemsize()) };
        match self.kind() {
            DTypeKind::Scalar(ty) => ty.name().to_string(),
            DTypeKind::DateTime(unit) => format!("datetime64{}", unit.suffix()),
            DTypeKind::TimeDelta(unit) => format!("timedelta64{}", unit.suffix()),
            DTypeKind::Bytes(_) => sized("bytes"),
            DTypeKind::Str(_) => sized("str"),
            DTypeKind::Void(_) => sized("void"),
            DTypeKind::Record(record) => format!("void{}", 8 * record.itemsize()),
        }
    }

    /// NumPy's short spelling with byte order: `"<f8"`, `"|b1"`, `"<U10"`, `"<M8[ns]"`; `"|V88"` for a record.
    pub fn str(self) -> String {
        let order = if !self.has_byte_order() {
            '|'
        } else if self.is_swapped() == cfg!(target_endian = "little") {
            '>'
        } else {
            '<'
        };
        match self.kind() {
            DTypeKind::Scalar(ty) => format!("{order}{}{}", ty.kind_char(), ty.itemsize()),
            DTypeKind::DateTime(unit) => format!("{order}M8{}", unit.suffix()),
            DTypeKind::TimeDelta(unit) => format!("{order}m8{}", unit.suffix()),
            DTypeKind::Bytes(n) => format!("|S{n}"),
            DTypeKind::Str(n) => format!("{order}U{n}"),
            DTypeKind::Void(n) => format!("|V{n}"),
            DTypeKind::Record(record) => format!("|V{}", record.itemsize()),
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.str())
    }
}

impl fmt::Debug for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dtype('{self}')")
    }
}
