//! NumPy's spellings of dtypes, parsed.

use crate::dtype::{ByteOrder, DType};
use crate::error::DTypeError;
use crate::scalar_type::ScalarType;
use std::str::FromStr;

impl DType {
    /// A dtype from NumPy's spelling.
    ///
    /// # Errors
    /// If the text is none.
    pub fn parse(text: &str) -> Result<DType, DTypeError> {
        let (order, rest) = match text.as_bytes().first() {
            Some(b'<') => (ByteOrder::Little, &text[1..]),
            Some(b'>') => (ByteOrder::Big, &text[1..]),
            Some(b'=' | b'|') => (ByteOrder::Native, &text[1..]),
            _ => (ByteOrder::Native, text),
        };
        for ty in ScalarType::ALL {
            if rest == ty.name() || rest == format!("{}{}", ty.kind_char(), ty.itemsize()) {
                return Ok(DType::scalar(ty).newbyteorder(order));
            }
        }
        if let Some(n) = rest.strip_prefix('U').and_then(|n| n.parse().ok()) {
            return Ok(DType::str_of(n).newbyteorder(order));
        }
        Err(DTypeError::NotUnderstood { text: text.to_string() })
    }
}

impl FromStr for DType {
    type Err = DTypeError;

    fn from_str(text: &str) -> Result<DType, DTypeError> {
        DType::parse(text)
    }
}
