//! The columns of a row of elements: which type each has, and where its bytes lie.

use npcore_dtype::{Complex, DType, DTypeKind, Scalar, ScalarType};

use super::numbers;

/// How the text of a column becomes bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Bool,
    /// The bytes of an integer, the least and the largest one.
    Integer(usize, i64, u64),
    Float32,
    Float64,
    Complex64,
    Complex128,
    /// Four bytes a character.
    Str,
    /// One byte a character.
    Bytes,
    /// As one value is converted to the type.
    Cast,
    /// Raw bytes have no text.
    Never,
}

/// One column of a table, which becomes a field of a record or an element.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub dtype: DType,
    /// Where its bytes begin in those of a row.
    pub offset: usize,
    reading: Reading,
    is_swapped: bool,
}

impl Column {
    pub fn new(dtype: DType, offset: usize) -> Column {
        let reading = match dtype.kind() {
            DTypeKind::Scalar(ty) => match ty {
                ScalarType::Bool => Reading::Bool,
                ScalarType::Int8 => Reading::Integer(1, i8::MIN.into(), i8::MAX as u64),
                ScalarType::UInt8 => Reading::Integer(1, 0, u8::MAX.into()),
                ScalarType::Int16 => Reading::Integer(2, i16::MIN.into(), i16::MAX as u64),
                ScalarType::UInt16 => Reading::Integer(2, 0, u16::MAX.into()),
                ScalarType::Int32 => Reading::Integer(4, i32::MIN.into(), i32::MAX as u64),
                ScalarType::UInt32 => Reading::Integer(4, 0, u32::MAX.into()),
                ScalarType::Int64 => Reading::Integer(8, i64::MIN, i64::MAX as u64),
                ScalarType::UInt64 => Reading::Integer(8, 0, u64::MAX),
                ScalarType::Float16 => Reading::Cast,
                ScalarType::Float32 => Reading::Float32,
                ScalarType::Float64 => Reading::Float64,
                ScalarType::Complex64 => Reading::Complex64,
                ScalarType::Complex128 => Reading::Complex128,
            },
            DTypeKind::Str(_) => Reading::Str,
            DTypeKind::Bytes(_) => Reading::Bytes,
            DTypeKind::Void(_) => Reading::Never,
            _ => Reading::Cast,
        };
        Column { dtype, offset, reading, is_swapped: dtype.is_swapped() }
    }

    /// The columns of an element of a dtype, at an offset: those of nested records and sub-arrays one by one.
    pub fn flatten(dtype: DType, offset: usize, columns: &mut Vec<Column>) {
        let DTypeKind::Record(record) = dtype.kind() else {
            return columns.push(Column::new(dtype, offset));
        };
        for field in record.fields() {
            for i in 0..field.count() {
                let at = offset + field.offset() + i * field.dtype().itemsize();
                Column::flatten(field.dtype(), at, columns);
            }
        }
    }

    /// Reads the text of a field into the bytes of a row, whose bytes were 0; false where it is no value of the type.
    #[inline]
    pub fn read(&self, text: &[u8], row: &mut [u8]) -> bool {
        let read = match self.reading {
            Reading::Float64 | Reading::Float32 => numbers::float(text).map(|x| self.put_float(x, row)),
            Reading::Integer(_, least, most) => numbers::integer(text, least, most).map(|x| self.put_integer(x, row)),
            _ => return self.read_other(text, &mut row[self.offset..][..self.dtype.itemsize()]),
        };
        read.is_some()
    }

    /// Whether [`read_prefix`](Self::read_prefix) reads the type.
    #[inline]
    pub fn is_number(&self) -> bool {
        matches!(self.reading, Reading::Float64 | Reading::Float32 | Reading::Integer(..))
    }

    /// Whether a field of the type is read as it stands: a number, or text.
    pub fn is_plain(&self) -> bool {
        self.is_number() || matches!(self.reading, Reading::Str | Reading::Bytes)
    }

    /// Reads a number at a place of a text into the bytes of a row, and tells its length.
    #[inline]
    pub fn read_prefix(&self, text: &[u8], at: usize, row: &mut [u8]) -> Option<usize> {
        match self.reading {
            Reading::Float64 | Reading::Float32 => {
                let (x, n) = numbers::float_prefix(text, at)?;
                self.put_float(x, row);
                Some(n)
            }
            Reading::Integer(_, least, most) => {
                let (x, n) = numbers::integer_prefix(text.get(at..)?, least, most)?;
                self.put_integer(x, row);
                Some(n)
            }
            _ => None,
        }
    }

    #[inline]
    fn put_float(&self, x: f64, row: &mut [u8]) {
        match self.reading {
            // As NumPy: by way of a double, rounded twice.
            Reading::Float32 => self.put((x as f32).to_ne_bytes(), row),
            _ => self.put(x.to_ne_bytes(), row),
        }
    }

    #[inline]
    fn put_integer(&self, x: u64, row: &mut [u8]) {
        match self.reading {
            Reading::Integer(1, ..) => self.put((x as u8).to_ne_bytes(), row),
            Reading::Integer(2, ..) => self.put((x as u16).to_ne_bytes(), row),
            Reading::Integer(4, ..) => self.put((x as u32).to_ne_bytes(), row),
            _ => self.put(x.to_ne_bytes(), row),
        }
    }

    #[inline]
    fn put<const N: usize>(&self, bytes: [u8; N], row: &mut [u8]) {
        let out = &mut row[self.offset..][..N];
        out.copy_from_slice(&bytes);
        // Afterwards: bytes that may have to be turned round would be stored one by one.
        if self.is_swapped {
            out.reverse();
        }
    }

    fn read_other(&self, text: &[u8], out: &mut [u8]) -> bool {
        let put = |value: Scalar, out: &mut [u8]| value.to_bytes(self.dtype, out).is_ok();
        match self.reading {
            Reading::Bool => numbers::integer(text, i64::MIN, i64::MAX as u64).is_some_and(|x| {
                out[0] = u8::from(x != 0);
                true
            }),
            Reading::Complex64 => numbers::complex(text)
                .is_some_and(|z| put(Scalar::Complex64(Complex::new(z.re as f32, z.im as f32)), out)),
            Reading::Complex128 => numbers::complex(text).is_some_and(|z| put(Scalar::Complex128(z), out)),
            Reading::Str => {
                let Ok(text) = std::str::from_utf8(text) else { return false };
                for (out, c) in out.chunks_exact_mut(4).zip(text.chars()) {
                    let c = u32::from(c);
                    let c = if self.dtype.is_swapped() { c.swap_bytes() } else { c };
                    out.copy_from_slice(&c.to_ne_bytes());
                }
                true
            }
            Reading::Bytes if text.is_ascii() => {
                let n = text.len().min(out.len());
                out[..n].copy_from_slice(&text[..n]);
                true
            }
            Reading::Bytes => {
                let Ok(text) = std::str::from_utf8(text) else { return false };
                out.iter_mut().zip(text.chars()).all(|(out, c)| u8::try_from(c).map(|byte| *out = byte).is_ok())
            }
            Reading::Cast => {
                let Ok(text) = std::str::from_utf8(text) else { return false };
                // As C reads integers.
                let text = if self.dtype.is_timedelta() { text.trim_ascii_start() } else { text };
                Scalar::Str(text.to_owned()).cast_into(self.dtype, out).is_ok()
            }
            _ => false,
        }
    }

    /// Writes what a converter gave; or the reason why it cannot be.
    pub fn write(&self, value: &Scalar, row: &mut [u8]) -> Result<(), String> {
        let out = &mut row[self.offset..][..self.dtype.itemsize()];
        if self.dtype.is_integer()
            && let Some(integer) = value.as_i128()
        {
            npcore_dtype::check_weak_int(integer, self.dtype).map_err(|error| error.to_string())?;
        }
        value.cast_into(self.dtype, out).map_err(|error| error.to_string())
    }

    /// Why a text is no value of a type that has more to say.
    #[cold]
    pub fn reason(&self, text: &str) -> Option<String> {
        let time = self.dtype.is_datetime() || self.dtype.is_timedelta();
        let error = Scalar::from(text).cast(self.dtype).err().filter(|_| time)?;
        Some(error.to_string())
    }
}
