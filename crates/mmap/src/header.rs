//! The header of a `.npy` file: what it says of the array behind it.
//!
//! A header is a Python dictionary in text, behind a magic string, a version and a length. It is read by a small parser of
//! literals, never evaluated: it nests only so deep, takes memory in proportion to its length, and that is limited.

use std::borrow::Cow;
use std::io::{Read, Write};

use npcore_array::ArrayError;
use npcore_dtype::literal::{self, Value};
use npcore_dtype::{DType, DTypeError};
use npcore_layout::{Layout, MAX_RANK, Order, check_size, tuple_text_spaced};
use smallvec::SmallVec;

use crate::error::{FileError, FileErrorKind, Result};

/// What every `.npy` file begins with.
pub const MAGIC_PREFIX: &[u8; 6] = b"\x93NUMPY";
/// Magic string and version.
pub const MAGIC_LEN: usize = MAGIC_PREFIX.len() + 2;
/// Elements begin at a multiple of this.
pub const ARRAY_ALIGN: usize = 64;
/// Characters kept free, so that the axis that grows may have any length.
const GROWTH_AXIS_MAX_DIGITS: usize = 21;
/// The longest header that is read. NumPy's limit is 10,000 bytes, since it evaluates them; it writes longer ones.
pub const MAX_HEADER_SIZE: usize = 1 << 20;

/// A version of the format.
///
/// 1.0 has headers of up to 64 KiB in Latin-1, 2.0 longer ones, 3.0 has them in UTF-8.
pub type Version = (u8, u8);

/// What a `.npy` header says: type, shape, order.
///
/// ```
/// use npcore_dtype::DType;
/// use npcore_mmap::format::Header;
/// let header = Header::new(DType::FLOAT64, &[3, 4]);
/// let bytes = header.to_bytes(None)?;
/// assert_eq!(bytes.len(), 128);
/// assert_eq!(&bytes[10..69], b"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }");
/// assert_eq!(Header::read(&mut &bytes[..])?, (header, (1, 0)));
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The type of an element.
    pub dtype: DType,
    /// The shape.
    pub shape: SmallVec<[usize; 6]>,
    /// Whether the first axis is the fastest.
    pub fortran_order: bool,
}

impl Header {
    /// The header of an array in C order.
    pub fn new(dtype: DType, shape: &[usize]) -> Header {
        Header { dtype, shape: SmallVec::from_slice(shape), fortran_order: false }
    }

    /// The order of the elements.
    pub fn order(&self) -> Order {
        if self.fortran_order { Order::F } else { Order::C }
    }

    /// The bytes of all elements.
    ///
    /// # Errors
    /// A size that overflows.
    pub fn nbytes(&self) -> Result<u64> {
        let size = check_size(&self.shape, self.dtype.itemsize()).map_err(ArrayError::from)?;
        Ok(size as u64 * self.dtype.itemsize() as u64)
    }

    /// The elements' layout in the file, from the first one on.
    pub(crate) fn layout(&self) -> Result<Layout> {
        Ok(Layout::contiguous(&self.shape, self.dtype.itemsize(), self.order()).map_err(ArrayError::from)?)
    }

    /// The dictionary's text, with the room behind it that lets the array grow.
    fn text(&self) -> Result<String> {
        let descr = self.dtype.descr().map_err(ArrayError::from)?;
        let order = if self.fortran_order { "True" } else { "False" };
        let shape = tuple_text_spaced(&self.shape);
        let mut text = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}");
        let grows = if self.fortran_order { self.shape.last() } else { self.shape.first() };
        if let Some(length) = grows {
            let digits = length.checked_ilog10().map_or(1, |n| n as usize + 1);
            text.extend(std::iter::repeat_n(' ', GROWTH_AXIS_MAX_DIGITS - digits));
        }
        Ok(text)
    }

    /// The whole header as NumPy writes it, up to the first element: magic string, version, length, dictionary, padding.
    ///
    /// Without a version the oldest that can hold it is taken.
    ///
    /// # Errors
    /// A record whose fields overlap or are out of order; a header that the version cannot hold.
    pub fn to_bytes(&self, version: Option<Version>) -> Result<Vec<u8>> {
        let text = self.text()?;
        if let Some(version) = version {
            return wrap(&text, version);
        }
        if let Ok(bytes) = wrap(&text, (1, 0)) {
            return Ok(bytes);
        }
        wrap(&text, (2, 0)).or_else(|_| wrap(&text, (3, 0)))
    }

    /// Writes the header.
    ///
    /// # Errors
    /// As [`to_bytes`](Header::to_bytes); what the writer gives.
    pub fn write(&self, writer: &mut impl Write, version: Option<Version>) -> Result<()> {
        Ok(writer.write_all(&self.to_bytes(version)?)?)
    }

    /// Reads a header, and the version of its format. The reader is left at the first element.
    ///
    /// # Errors
    /// What is no `.npy` file, or a header that is no description of an array: every kind of it is named.
    pub fn read(reader: &mut impl Read) -> Result<(Header, Version)> {
        let (header, version, _) = Header::read_sized(reader)?;
        Ok((header, version))
    }

    /// [`read`](Header::read), with the bytes that were read.
    pub(crate) fn read_sized(reader: &mut impl Read) -> Result<(Header, Version, u64)> {
        let mut magic = [0; MAGIC_LEN];
        let got = read_up_to(reader, &mut magic)?;
        if got == 0 {
            return Err(FileErrorKind::Empty.into());
        }
        let known = got.min(MAGIC_PREFIX.len());
        if magic[..known] != MAGIC_PREFIX[..known] {
            // Pickles of protocol 2 and later begin so.
            let is_pickle = magic[0] == 0x80 && (2..=5).contains(&magic[1]);
            let kind =
                if is_pickle { FileErrorKind::Pickle } else { FileErrorKind::Magic { found: magic[..known].to_vec() } };
            return Err(FileError::from(kind).at(0));
        }
        if got < MAGIC_LEN {
            return Err(eof("magic string", MAGIC_LEN, got, 0));
        }
        let version = (magic[6], magic[7]);
        let width = match version {
            (1, 0) => 2,
            (2, 0) | (3, 0) => 4,
            _ => return Err(FileError::from(FileErrorKind::Version { version }).at(6)),
        };
        let mut length = [0; 4];
        let got = read_up_to(reader, &mut length[..width])?;
        if got < width {
            return Err(eof("array header length", width, got, MAGIC_LEN));
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > MAX_HEADER_SIZE {
            let kind = FileErrorKind::HeaderTooLong { len: length as u64, limit: MAX_HEADER_SIZE as u64 };
            return Err(FileError::from(kind).at(MAGIC_LEN as u64));
        }
        let start = MAGIC_LEN + width;
        // Only as much memory as there are bytes: the length may lie.
        let mut text = Vec::new();
        let got = reader.take(length as u64).read_to_end(&mut text)?;
        if got < length {
            return Err(eof("array header", length, got, start));
        }
        let placed = |error: FileError| error.shifted(start as u64).at(start as u64);
        let text = decode(&text, version).map_err(placed)?;
        let header = parse(&text, version).map_err(placed)?;
        Ok((header, version, (start + length) as u64))
    }
}

fn eof(what: &'static str, expected: usize, got: usize, offset: usize) -> FileError {
    let kind = FileErrorKind::Eof { what, expected: expected as u64, got: got as u64 };
    FileError::from(kind).at((offset + got) as u64)
}

/// Reads until the buffer is full or nothing is left, and tells how much there was.
pub(crate) fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match reader.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// Magic string, version and length before the text, padding behind it.
fn wrap(text: &str, version: Version) -> Result<Vec<u8>> {
    let text = encode(text, version)?;
    let width = if version == (1, 0) { 2 } else { 4 };
    let unpadded = MAGIC_LEN + width + text.len() + 1;
    // Where nothing is missing NumPy pads a whole unit.
    let padding = ARRAY_ALIGN - unpadded % ARRAY_ALIGN;
    let length = text.len() + 1 + padding;
    let too_long = || FileErrorKind::HeaderVersion { len: text.len() + 1, version };
    let mut bytes = Vec::with_capacity(unpadded + padding);
    bytes.extend_from_slice(MAGIC_PREFIX);
    bytes.extend_from_slice(&[version.0, version.1]);
    if width == 2 {
        bytes.extend_from_slice(&u16::try_from(length).map_err(|_| too_long())?.to_le_bytes());
    } else {
        bytes.extend_from_slice(&u32::try_from(length).map_err(|_| too_long())?.to_le_bytes());
    }
    bytes.extend_from_slice(&text);
    bytes.resize(bytes.len() + padding, b' ');
    bytes.push(b'\n');
    Ok(bytes)
}

fn encode(text: &str, version: Version) -> Result<Cow<'_, [u8]>> {
    match version {
        _ if text.is_ascii() && matches!(version, (1..=3, 0)) => Ok(Cow::Borrowed(text.as_bytes())),
        (3, 0) => Ok(Cow::Borrowed(text.as_bytes())),
        (1 | 2, 0) => {
            let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
            Ok(Cow::Owned(bytes.ok_or(FileErrorKind::Encoding { version })?))
        }
        _ => Err(FileErrorKind::Version { version }.into()),
    }
}

fn decode(bytes: &[u8], version: Version) -> Result<Cow<'_, str>> {
    if version == (3, 0) || bytes.is_ascii() {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| FileError::from(FileErrorKind::Encoding { version }).at(error.valid_up_to() as u64))?;
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(bytes.iter().copied().map(char::from).collect()))
}

fn parse(text: &str, version: Version) -> Result<Header> {
    let value = literal::parse(text).or_else(|source| {
        // Python 2 wrote `3L`.
        let cleaned = (version <= (2, 0)).then(|| without_long_suffixes(text));
        cleaned.and_then(|text| literal::parse(&text).ok()).ok_or_else(|| unreadable(text, version, source))
    })?;
    let Value::Dict(items) = &value else {
        return Err(FileErrorKind::NotADictionary { found: value.to_string() }.into());
    };
    let mut found: [Option<&Value>; 3] = [None; 3];
    let mut others = false;
    for (key, value) in items {
        let place = match key {
            Value::Str(key) => ["descr", "fortran_order", "shape"].iter().position(|name| name == key),
            _ => None,
        };
        match place {
            // Of a key that comes twice the last counts, as in Python.
            Some(place) => found[place] = Some(value),
            None => others = true,
        }
    }
    let ([Some(descr), Some(fortran_order), Some(shape)], false) = (found, others) else {
        let mut keys: Vec<String> = items.iter().map(|(key, _)| key.to_string()).collect();
        keys.sort();
        keys.dedup();
        return Err(FileErrorKind::Keys { found: format!("[{}]", keys.join(", ")) }.into());
    };
    let shape = lengths(shape).ok_or_else(|| FileErrorKind::Shape { found: shape.to_string() })?;
    let Value::Bool(fortran_order) = *fortran_order else {
        return Err(FileErrorKind::FortranOrder { found: fortran_order.to_string() }.into());
    };
    let dtype = DType::from_descr_value(descr).map_err(|source| match source {
        DTypeError::Unsupported { text } if text.trim_start_matches(['|', '<', '>', '=']).starts_with('O') => {
            FileErrorKind::Objects
        }
        source => FileErrorKind::Descr { found: descr.to_string(), source },
    })?;
    Ok(Header { dtype, shape, fortran_order })
}

/// The error of a text that is no literal, at the place of the text where it ceases to be one.
fn unreadable(text: &str, version: Version, source: DTypeError) -> FileError {
    const SHOWN: usize = 200;
    let position = match source {
        DTypeError::TooDeep { limit } => return FileErrorKind::HeaderDepth { limit }.into(),
        DTypeError::Syntax { position, .. } => position,
        _ => 0,
    };
    let text = text.trim_end();
    let found = match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", Value::Str(text[..end].to_owned())),
        None => Value::Str(text.to_owned()).to_string(),
    };
    // One byte a character, but for UTF-8.
    let before = text.get(..position).map_or(position, |t| if version == (3, 0) { t.len() } else { t.chars().count() });
    FileError::from(FileErrorKind::HeaderSyntax { found }).at(before as u64)
}

fn lengths(shape: &Value) -> Option<SmallVec<[usize; 6]>> {
    let Value::Tuple(items) = shape else { return None };
    if items.len() > MAX_RANK {
        return None;
    }
    let length = |item: &Value| match item {
        Value::Int(n) => usize::try_from(*n).ok(),
        _ => None,
    };
    items.iter().map(length).collect()
}

/// The text without the `L` behind integers (outside of strings).
fn without_long_suffixes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut before = ' ';
    for c in text.chars() {
        if quote.is_none() && c == 'L' && before.is_ascii_digit() {
            before = c;
            continue;
        }
        match quote {
            Some(q) if q == c && before != '\\' => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            _ => {}
        }
        before = if before == '\\' { ' ' } else { c };
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_text(text: &str) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }

    fn read(text: &str) -> std::result::Result<Header, String> {
        Header::read(&mut &with_text(text)[..]).map(|(header, _)| header).map_err(|e| e.to_string())
    }

    #[test]
    fn python_2_headers_are_read() {
        let header = read("{'descr': [('3L', '<f8')], 'fortran_order': True, 'shape': (3L, 4L)}  \n").unwrap();
        assert_eq!((&header.shape[..], header.fortran_order), (&[3, 4][..], true));
        assert_eq!(header.dtype.names().collect::<Vec<_>>(), ["3L"]);
    }

    #[test]
    fn each_fault_has_its_words() {
        let long = format!("{{'descr': {}1", "[".repeat(5000));
        for (text, words) in [
            ("", "byte 10: Cannot parse header: ''"),
            ("[1]", "byte 10: Header is not a dictionary: [1]"),
            ("{'shape': (), 'x': 1}", "byte 10: Header does not contain the correct keys: ['shape', 'x']"),
            ("{'descr': '<f8', 'fortran_order': 0, 'shape': ()}", "byte 10: fortran_order is not a valid bool: 0"),
            ("{'descr': '<f8', 'fortran_order': False, 'shape': 3}", "byte 10: shape is not valid: 3"),
            ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", "byte 10: shape is not valid: (-1,)"),
            ("{'descr': '<q9', 'fortran_order': False, 'shape': ()}", "byte 10: descr is not a valid dtype descriptor"),
            ("{'descr': '|O', 'fortran_order': False, 'shape': ()}", "byte 10: Object arrays cannot be loaded when"),
            (
                "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': ()}",
                "byte 10: Object arrays cannot be loaded",
            ),
            ("__import__('os').system('true')", "byte 10: Cannot parse header: \"__import__('os').system('true')\""),
            ("{'descr': '<f8', x}", "byte 27: Cannot parse header: \"{'descr': '<f8', x}\""),
            (&long, "byte 10: Cannot parse header: it nests deeper than 64 levels"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(words), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_cut_off_says_where() {
        let bytes = Header::new(DType::FLOAT64, &[2]).to_bytes(None).unwrap();
        for n in 0..bytes.len() {
            let error = Header::read(&mut &bytes[..n]).unwrap_err();
            let text = error.to_string();
            match n {
                0 => assert_eq!(text, "No data left in file"),
                1..8 => assert_eq!(text, format!("byte {n}: EOF: reading magic string, expected 8 bytes got {n}")),
                8..10 => assert!(text.starts_with(&format!("byte {n}: EOF: reading array header length"))),
                _ => assert!(text.starts_with(&format!("byte {n}: EOF: reading array header, expected 118 bytes"))),
            }
        }
    }

    #[test]
    fn a_length_that_lies_takes_no_memory() {
        let error = Header::read(&mut &b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"[..]).unwrap_err();
        assert!(matches!(error.kind(), FileErrorKind::HeaderTooLong { len: 0xffff_ffff, .. }));
        assert_eq!(error.offset(), Some(8));
    }
}
