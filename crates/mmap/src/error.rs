//! What can go wrong with a file of elements.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use npcore_array::ArrayError;
use npcore_dtype::{DType, DTypeError};
use npcore_layout::tuple_text_spaced;

/// An error of this layer: what it is, in which file, at which byte.
#[derive(Debug)]
pub struct FileError {
    // Boxed: the results of small calls are moved about.
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: Option<PathBuf>,
    offset: Option<u64>,
    kind: FileErrorKind,
}

/// What went wrong, in NumPy's words where it has some.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes end too early.
    #[error("EOF: reading {what}, expected {expected} bytes got {got}")]
    Eof {
        /// What was being read.
        what: &'static str,
        /// Bytes it has.
        expected: u64,
        /// Bytes there were.
        got: u64,
    },
    /// There is nothing at all.
    #[error("No data left in file")]
    Empty,
    /// The first bytes are not those of a `.npy` file.
    #[error("the magic string is not correct; expected b'\\x93NUMPY', got {}", bytes_text(.found))]
    Magic {
        /// The bytes found.
        found: Vec<u8>,
    },
    /// What looks like a pickled Python object: it is never loaded.
    #[error("This file contains pickled (object) data, which npcore does not load")]
    Pickle,
    /// Elements that are Python objects: they are never loaded.
    #[error("Object arrays cannot be loaded when allow_pickle=False")]
    Objects,
    /// A version of the format that does not exist.
    #[error("we only support format version (1,0), (2,0), and (3,0), not ({}, {})", .version.0, .version.1)]
    Version {
        /// Major and minor.
        version: (u8, u8),
    },
    /// A header beyond the limit.
    #[error("Header info length ({len}) is large and may not be safe to load securely (at most {limit} are read)")]
    HeaderTooLong {
        /// Its bytes.
        len: u64,
        /// The most that are read.
        limit: u64,
    },
    /// A header that does not fit the version asked for.
    #[error("Header length {len} too big for version=({}, {})", .version.0, .version.1)]
    HeaderVersion {
        /// Its bytes.
        len: usize,
        /// The version.
        version: (u8, u8),
    },
    /// Text in a header that the version's encoding does not have.
    #[error("the header is not encoded as version ({}, {}) wants", .version.0, .version.1)]
    Encoding {
        /// The version.
        version: (u8, u8),
    },
    /// The header is no literal of Python's.
    #[error("Cannot parse header: {found}")]
    HeaderSyntax {
        /// What it is, as Python prints it; not more than its beginning.
        found: String,
    },
    /// The header's lists, tuples and dictionaries nest too deep.
    #[error("Cannot parse header: it nests deeper than {limit} levels")]
    HeaderDepth {
        /// The limit.
        limit: usize,
    },
    /// The header is a literal, but no dictionary.
    #[error("Header is not a dictionary: {found}")]
    NotADictionary {
        /// What it is, as Python prints it.
        found: String,
    },
    /// The header's dictionary has other keys.
    #[error("Header does not contain the correct keys: {found}")]
    Keys {
        /// The keys, as Python prints them.
        found: String,
    },
    /// The header's shape is none.
    #[error("shape is not valid: {found}")]
    Shape {
        /// What there is, as Python prints it.
        found: String,
    },
    /// The header's order is none.
    #[error("fortran_order is not a valid bool: {found}")]
    FortranOrder {
        /// What there is, as Python prints it.
        found: String,
    },
    /// The header's dtype is none.
    #[error("descr is not a valid dtype descriptor: {found}: {source}")]
    Descr {
        /// What there is, as Python prints it.
        found: String,
        /// Why it is none.
        source: DTypeError,
    },
    /// More elements than a file of this length has.
    #[error(
        "Failed to read all data for array. Expected {} = {expected} elements, could only read {available} elements. \
        (file seems not fully written?)", tuple_text_spaced(.shape)
    )]
    Truncated {
        /// The shape.
        shape: Box<[usize]>,
        /// Its elements.
        expected: u64,
        /// The elements that there are.
        available: u64,
    },
    /// A file that is no whole number of elements.
    #[error("Size of available data is not a multiple of the data-type size.")]
    NotAMultiple {
        /// Bytes of the data.
        bytes: u64,
        /// The type of an element.
        dtype: DType,
    },
    /// Elements without bytes, which cannot be counted.
    #[error("The elements are 0-sized.")]
    ZeroSized,
    /// An offset behind the end of the file.
    #[error("the data would begin at byte {offset} of a file of {len} bytes")]
    Offset {
        /// The offset.
        offset: u64,
        /// The file's length.
        len: u64,
    },
    /// A new file without a shape.
    #[error("shape must be given if mode == 'w+'")]
    NoShape,
    /// A mode that does not exist.
    #[error(
        "mode must be one of ['r', 'c', 'r+', 'w+', 'readonly', 'copyonwrite', 'readwrite', 'write'] (got '{found}')"
    )]
    Mode {
        /// The mode given.
        found: String,
    },
    /// Writing to what was opened for reading.
    #[error("assignment destination is read-only")]
    ReadOnly,
    /// A mutable view of memory that is shared with the file: others may hold it too.
    #[error("a shared map gives cells, not a mutable view; use `cells()`, or mode 'c' for a copy on write")]
    Shared,
    /// Rows that do not fit the array in the file.
    #[error("cannot append an array of shape {} and dtype {dtype} to one of shape {} and dtype {have}",
        tuple_text_spaced(.shape), tuple_text_spaced(.to))]
    Append {
        /// The shape of the rows.
        shape: Box<[usize]>,
        /// Their type.
        dtype: DType,
        /// The shape of the array in the file.
        to: Box<[usize]>,
        /// Its type.
        have: DType,
    },
    /// Appending where the last axis is the slowest, or where there is no axis.
    #[error("rows can be appended only to an array in C order with at least one axis")]
    AppendOrder,
    /// No room in the header for the longer shape.
    #[error("the header has no room for the new shape {}", tuple_text_spaced(.shape))]
    AppendHeader {
        /// The new shape.
        shape: Box<[usize]>,
    },
    /// No member of this name in the archive.
    #[error("{name} is not a file in the archive")]
    NoMember {
        /// The name asked for.
        name: String,
    },
    /// A name twice in one archive.
    #[error("Cannot use un-named variables and keyword {name}")]
    DuplicateMember {
        /// The name.
        name: String,
    },
    /// The archive is damaged, or uses what npcore does not have.
    #[error("{0}")]
    Archive(String),
    /// A compressed member, which cannot be mapped.
    #[error("{name} is compressed: only stored members can be mapped")]
    Compressed {
        /// The member.
        name: String,
    },
    /// An error of arrays, or a step of the user's that failed.
    #[error(transparent)]
    Array(#[from] ArrayError),
}

/// The result of work on a file.
pub type Result<T, E = FileError> = std::result::Result<T, E>;

impl FileError {
    /// What went wrong.
    pub fn kind(&self) -> &FileErrorKind {
        &self.inner.kind
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        self.inner.file.as_deref()
    }

    /// The byte of the file that it is about, where there is one.
    pub fn offset(&self) -> Option<u64> {
        self.inner.offset
    }

    /// The same error, in this file unless one is named already.
    pub(crate) fn in_file(mut self, file: &Path) -> FileError {
        self.inner.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The same error, at this byte unless one is named already.
    pub(crate) fn at(mut self, offset: u64) -> FileError {
        self.inner.offset.get_or_insert(offset);
        self
    }

    /// The same error, `more` bytes further on: of a part that begins there.
    pub(crate) fn shifted(mut self, more: u64) -> FileError {
        self.inner.offset = self.inner.offset.map(|offset| offset + more);
        self
    }
}

impl<K: Into<FileErrorKind>> From<K> for FileError {
    #[cold]
    fn from(kind: K) -> FileError {
        FileError { inner: Box::new(Inner { file: None, offset: None, kind: kind.into() }) }
    }
}

impl From<zip::result::ZipError> for FileErrorKind {
    fn from(error: zip::result::ZipError) -> FileErrorKind {
        match error {
            zip::result::ZipError::Io(error) => FileErrorKind::Io(error),
            other => FileErrorKind::Archive(other.to_string()),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.inner.file {
            write!(f, "{}: ", file.display())?;
        }
        if let Some(offset) = self.inner.offset {
            write!(f, "byte {offset}: ")?;
        }
        self.inner.kind.fmt(f)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.inner.kind)
    }
}

/// For functions that work on arrays and files: an error of arrays as it is, any other as its text.
impl From<FileError> for ArrayError {
    fn from(error: FileError) -> ArrayError {
        match error.inner.kind {
            FileErrorKind::Array(error) => error,
            _ => ArrayError::Value(error.to_string()),
        }
    }
}

/// Names the file in the error of a result.
pub(crate) trait InFile<T> {
    fn in_file(self, file: &Path) -> Result<T>;
}

impl<T, E: Into<FileError>> InFile<T> for Result<T, E> {
    #[inline]
    fn in_file(self, file: &Path) -> Result<T> {
        self.map_err(|error| error.into().in_file(file))
    }
}

/// Bytes as Python prints them.
fn bytes_text(bytes: &[u8]) -> String {
    let mut text = String::from("b'");
    for &byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\'' => text.push_str("\\'"),
            b' '..=b'~' => text.push(byte.into()),
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push('\'');
    text
}
