//! How dtypes print: NumPy's `str`, `repr`, `.str`, `.name` and `.descr`.

use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::record::{Field, Record};
use crate::scalar_type::ScalarType;
use std::fmt;

/// A string as Python's `repr` writes it.
pub fn python_str(text: &str) -> String {
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

/// Bytes as Python's `repr` writes them.
pub fn python_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b if char::from(b) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(byte)),
            b => out.push_str(&format!("\\x{b:02x}")),
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
            DTypeKind::Void(_) | DTypeKind::Record(_) => sized("void"),
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

    /// NumPy's `descr` as text: what the header of a `.npy` file says, `'<f8'` or a list of fields with the gaps
    /// between them as unnamed raw bytes.
    ///
    /// # Errors
    /// [`DTypeError::NoDescr`] for a record (at any depth) whose fields overlap or are out of order.
    ///
    /// ```
    /// use npcore_dtype::{DType, RecordBuilder};
    /// let d = RecordBuilder::new().field("a", DType::INT32).field_at("b", DType::FLOAT64, 8).build()?;
    /// assert_eq!(d.descr()?, "[('a', '<i4'), ('', '|V4'), ('b', '<f8')]");
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn descr(self) -> Result<String, DTypeError> {
        match self.kind() {
            DTypeKind::Record(record) => record.descr(),
            _ => Ok(format!("'{}'", self.str())),
        }
    }

    /// A text that [`DType::parse`] reads back as exactly this dtype. NumPy's own texts do not tell whether a record
    /// inside another is aligned; this one says `dtype(..., align=True)` there.
    ///
    /// ```
    /// use npcore_dtype::{DType, dtype};
    /// let inner = DType::record_aligned([("x", DType::INT32)])?;
    /// let d = dtype!([("a", "i4"), ("b", inner)]);
    /// assert_eq!(d.spelling(), "[('a', '<i4'), ('b', dtype([('x', '<i4')], align=True))]");
    /// assert_eq!(dtype!("float64").spelling(), "<f8");
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn spelling(self) -> String {
        match self.kind() {
            DTypeKind::Record(record) => record.exact(false),
            _ => self.str(),
        }
    }

    /// What stands for the dtype inside another: `'<f8'`, a list or dictionary.
    fn short(self) -> String {
        let str = self.str();
        let order = str[..1].trim_matches('|');
        match self.kind() {
            DTypeKind::Scalar(ScalarType::Bool) => "'?'".to_string(),
            DTypeKind::Bytes(0) => "'S'".to_string(),
            DTypeKind::Str(0) => format!("'{order}U'"),
            DTypeKind::Void(0) => "'V'".to_string(),
            DTypeKind::Record(record) => record.text(Told::Never),
            _ => format!("'{order}{}'", &str[1..]),
        }
    }
}

/// Whether the text of a record says that it is aligned.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    /// No: `repr` says so elsewhere, nested records do not.
    Never,
    /// At the top, in a dictionary: `str`.
    Top,
    /// At every depth where a reader would guess otherwise; `inherited` is what it would guess.
    Always { inherited: bool },
}

impl Field {
    fn base(&self, told: Told) -> String {
        match (told, self.dtype().as_record()) {
            (Told::Always { inherited }, Some(record)) => record.exact(inherited),
            _ => self.dtype().short(),
        }
    }

    /// The format alone: `'<f8'`, `('<f4', (2, 3))`.
    fn format(&self, told: Told) -> String {
        let base = self.base(told);
        if self.shape().is_empty() { base } else { format!("({base}, {})", tuple(self.shape())) }
    }
}

impl Record {
    /// As a list of fields if that tells the layout, else as a dictionary.
    fn text(&self, told: Told) -> String {
        let tell = told == Told::Top && self.is_aligned();
        if !tell && self.is_packed() {
            let fields = self.fields().iter().map(|f| {
                let shape = if f.shape().is_empty() { String::new() } else { format!(", {}", tuple(f.shape())) };
                format!("({}, {}{shape})", python_str(f.name()), f.base(told))
            });
            return format!("[{}]", join(fields));
        }
        format!(
            "{{'names': [{}], 'formats': [{}], 'offsets': [{}], 'itemsize': {}{}}}",
            join(self.fields().iter().map(|f| python_str(f.name()))),
            join(self.fields().iter().map(|f| f.format(told))),
            join(self.fields().iter().map(|f| f.offset().to_string())),
            self.itemsize(),
            if tell { ", 'aligned': True" } else { "" },
        )
    }

    /// With `dtype(...)` around it where the alignment is not what a reader inherits.
    fn exact(&self, inherited: bool) -> String {
        let text = self.text(Told::Always { inherited: self.is_aligned() });
        match (self.is_aligned(), inherited) {
            (true, false) => format!("dtype({text}, align=True)"),
            (false, true) => format!("dtype({text})"),
            _ => text,
        }
    }

    fn descr(&self) -> Result<String, DTypeError> {
        let mut parts = Vec::with_capacity(self.fields().len());
        let mut end = 0;
        let gap = |from: usize, to: usize| format!("('', '|V{}')", to - from);
        for field in self.fields() {
            if field.offset() > end {
                parts.push(gap(end, field.offset()));
            } else if field.offset() < end {
                return Err(DTypeError::NoDescr);
            }
            end = field.offset() + field.nbytes();
            let shape = if field.shape().is_empty() { String::new() } else { format!(", {}", tuple(field.shape())) };
            parts.push(format!("({}, {}{shape})", python_str(field.name()), field.dtype().descr()?));
        }
        if self.itemsize() > end {
            parts.push(gap(end, self.itemsize()));
        }
        Ok(format!("[{}]", parts.join(", ")))
    }
}

/// A tuple of integers as Python prints it.
fn tuple(lens: &[usize]) -> String {
    match lens {
        [one] => format!("({one},)"),
        many => format!("({})", join(many.iter().map(usize::to_string))),
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// NumPy's `str(dtype)`: the name of a native type, else the short spelling with its byte order.
impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind() {
            DTypeKind::Record(record) => record.text(Told::Top),
            DTypeKind::Bytes(_) | DTypeKind::Str(_) | DTypeKind::Void(_) => self.str(),
            _ if self.is_swapped() => self.str(),
            _ => self.name(),
        };
        f.pad(&text)
    }
}

/// NumPy's `repr(dtype)`: `dtype('float64')`, `dtype([('a', '<i4')], align=True)`.
impl fmt::Debug for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind() {
            DTypeKind::Record(record) if record.is_aligned() => format!("{}, align=True", record.text(Told::Never)),
            DTypeKind::Scalar(ty) if !self.is_swapped() => format!("'{}'", ty.name()),
            _ => self.short(),
        };
        write!(f, "dtype({text})")
    }
}
