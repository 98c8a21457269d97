//! Where text comes from, and in which encoding: bytes of it, block by block.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::error::{TextFileError, TextFileErrorKind, TextResult};

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// One to four bytes a character.
    #[default]
    Utf8,
    /// One byte a character: the first 256 of Unicode.
    Latin1,
}

/// Python's names of them, in any case.
impl FromStr for Encoding {
    type Err = TextFileError;

    fn from_str(name: &str) -> TextResult<Encoding> {
        match name.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
            "utf-8" | "utf8" | "u8" | "ascii" | "us-ascii" => Ok(Encoding::Utf8),
            "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" | "l1" | "8859" | "cp819" => Ok(Encoding::Latin1),
            _ => Err(TextFileError::value(format!("unknown encoding: {name}"))),
        }
    }
}

/// Text to be read: a file by its path, or with [`text`](TextSource::text), [`bytes`](TextSource::bytes),
/// [`reader`](TextSource::reader) and [`lines`](TextSource::lines) what is elsewhere.
///
/// A file whose name ends with `.gz` is decompressed.
///
/// ```
/// use npcore_structured::{TextSource, loadtxt};
/// let a = loadtxt::<f64>(TextSource::text("1 2\n3 4"))?;
/// assert_eq!(a.to_string(), "[[1. 2.]\n [3. 4.]]");
/// let b = loadtxt::<f64>(TextSource::lines(["1 2", "3 4"]))?;
/// assert_eq!(a, b);
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
pub struct TextSource<'a>(Origin<'a>);

enum Origin<'a> {
    Path(Cow<'a, Path>),
    Bytes(Cow<'a, [u8]>),
    Reader(Box<dyn Read + 'a>),
    Lines(Vec<u8>, bool),
}

impl<'a> TextSource<'a> {
    /// Text in memory.
    pub fn text(text: &'a str) -> TextSource<'a> {
        TextSource::bytes(text.as_bytes())
    }

    /// The bytes of a text in memory.
    pub fn bytes(bytes: &'a [u8]) -> TextSource<'a> {
        TextSource(Origin::Bytes(Cow::Borrowed(bytes)))
    }

    /// What is read to its end, in blocks of its own: no buffer is needed. With `max_rows` more may be read than is used.
    pub fn reader(reader: impl Read + 'a) -> TextSource<'a> {
        TextSource(Origin::Reader(Box::new(reader)))
    }

    /// Lines, with the ends of lines or without.
    pub fn lines<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> TextSource<'a> {
        let (mut text, mut embedded) = (Vec::new(), false);
        for line in lines {
            let line = line.as_ref();
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').unwrap_or(line);
            embedded |= line.contains(['\n', '\r']);
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
        TextSource(Origin::Lines(text, embedded))
    }

    /// What `read` makes of it; an error names the file, if it is one.
    pub(crate) fn read_by<R>(self, read: impl FnOnce(Self) -> TextResult<R>) -> TextResult<R> {
        let path = match &self.0 {
            Origin::Path(path) => Some(path.to_path_buf()),
            _ => None,
        };
        read(self).map_err(|error| match path {
            Some(path) => error.in_file(&path),
            None => error,
        })
    }

    /// Opens it. `quoted`: whether an end of a line may be part of a field.
    pub(crate) fn open(self, encoding: Encoding, quoted: bool) -> TextResult<TextReader<'a>> {
        let mut size = None;
        let reader: Box<dyn Read + 'a> = match self.0 {
            Origin::Path(path) => {
                let ends = |end: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(end));
                if let Some(other) = ["bz2", "xz", "lzma"].into_iter().find(|end| ends(end)) {
                    return Err(TextFileError::value(format!(
                        "npcore does not decompress .{other} files: read them with TextSource::reader"
                    )));
                }
                let file = File::open(&path)?;
                if ends("gz") {
                    Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(128 << 10, file)))
                } else {
                    size = file.metadata().ok().filter(|m| m.is_file()).map(|m| m.len());
                    Box::new(file)
                }
            }
            Origin::Bytes(bytes) => {
                size = Some(bytes.len() as u64);
                Box::new(io::Cursor::new(bytes))
            }
            Origin::Lines(_, true) if !quoted => {
                return Err(TextFileError::value(
                    "Found an unquoted embedded newline within a single line of input.  This is currently not supported.",
                ));
            }
            Origin::Lines(bytes, _) => {
                // A `str` was given: the encoding is known.
                let size = Some(bytes.len() as u64);
                return Ok(TextReader::new(Box::new(io::Cursor::new(bytes)), Encoding::Utf8, size));
            }
            Origin::Reader(reader) => reader,
        };
        Ok(TextReader::new(reader, encoding, size))
    }
}

impl fmt::Debug for TextSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Origin::Path(path) => write!(f, "TextSource({})", path.display()),
            Origin::Bytes(bytes) => write!(f, "TextSource({} bytes)", bytes.len()),
            Origin::Lines(bytes, _) => write!(f, "TextSource(lines, {} bytes)", bytes.len()),
            Origin::Reader(_) => f.write_str("TextSource(reader)"),
        }
    }
}

macro_rules! from_path {
    ($($ty:ty => |$path:ident| $cow:expr),* $(,)?) => { $(
        impl<'a> From<$ty> for TextSource<'a> {
            fn from($path: $ty) -> TextSource<'a> {
                TextSource(Origin::Path($cow))
            }
        }
    )* };
}
from_path! {
    &'a str => |path| Cow::Borrowed(Path::new(path)),
    &'a Path => |path| Cow::Borrowed(path),
    &'a PathBuf => |path| Cow::Borrowed(path.as_path()),
    &'a String => |path| Cow::Borrowed(Path::new(path)),
    PathBuf => |path| Cow::Owned(path),
    String => |path| Cow::Owned(path.into()),
}

/// A text that is read in blocks. What of it is not used yet stays in front of what is read next.
pub(crate) struct TextReader<'a> {
    reader: Box<dyn Read + 'a>,
    encoding: Encoding,
    /// The bytes of the whole, if they are known.
    pub size: Option<u64>,
    data: Vec<u8>,
    /// Bytes of `data` that were used.
    used: usize,
    /// Bytes of `data` that are known to be UTF-8.
    checked: usize,
    /// Where `data` begins in the text.
    offset: u64,
    pub ended: bool,
}

impl<'a> TextReader<'a> {
    fn new(reader: Box<dyn Read + 'a>, encoding: Encoding, size: Option<u64>) -> TextReader<'a> {
        TextReader { reader, encoding, size, data: Vec::new(), used: 0, checked: 0, offset: 0, ended: false }
    }

    /// The bytes that are there and not used yet; all are UTF-8, but that the last character may be cut.
    pub fn rest(&self) -> &[u8] {
        &self.data[self.used..self.checked]
    }

    /// Marks bytes of [`rest`](Self::rest) as used.
    pub fn advance(&mut self, n: usize) {
        self.used += n;
        debug_assert!(self.used <= self.checked);
    }

    /// Reads about `more` further bytes, fewer only at the end of the text.
    pub fn fill(&mut self, more: usize) -> TextResult<()> {
        if self.ended {
            return Ok(());
        }
        // What was used goes.
        self.offset += self.used as u64;
        self.data.drain(..self.used);
        self.checked -= self.used;
        self.used = 0;
        let start = self.data.len();
        if self.encoding == Encoding::Latin1 {
            let mut raw = Vec::new();
            self.ended = append(&mut self.reader, &mut raw, more)?;
            if raw.is_ascii() {
                self.data.append(&mut raw);
            } else {
                self.data.reserve(raw.len() + raw.len() / 8);
                raw.iter().for_each(|&b| {
                    if b < 0x80 {
                        self.data.push(b);
                    } else {
                        self.data.extend_from_slice(char::from(b).encode_utf8(&mut [0; 2]).as_bytes());
                    }
                });
            }
            self.checked = self.data.len();
            return Ok(());
        }
        self.ended = append(&mut self.reader, &mut self.data, more)?;
        debug_assert!(self.checked <= start);
        match std::str::from_utf8(&self.data[self.checked..]) {
            Ok(_) => self.checked = self.data.len(),
            Err(error) => {
                self.checked += error.valid_up_to();
                let reason = match error.error_len() {
                    // The rest of the character comes with the next block.
                    None if !self.ended => return Ok(()),
                    None => "unexpected end of data",
                    Some(_) if matches!(self.data[self.checked], 0x80..0xc2 | 0xf5..) => "invalid start byte",
                    Some(_) => "invalid continuation byte",
                };
                let position = self.offset + self.checked as u64;
                return Err(TextFileErrorKind::Decode { byte: self.data[self.checked], position, reason }.into());
            }
        }
        Ok(())
    }

    /// The whole text that is left.
    pub fn read_all(&mut self) -> TextResult<&str> {
        while !self.ended {
            self.fill(1 << 20)?;
        }
        // Was checked when it was read.
        Ok(std::str::from_utf8(self.rest()).expect("checked"))
    }
}

/// Appends up to `more` bytes; tells whether the end was reached.
fn append(reader: &mut dyn Read, data: &mut Vec<u8>, more: usize) -> io::Result<bool> {
    let got = reader.take(more as u64).read_to_end(data)?;
    Ok(got < more)
}
