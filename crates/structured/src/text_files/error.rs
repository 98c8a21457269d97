//! What can go wrong with a text file.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use npcore_array::ArrayError;
use npcore_dtype::{DType, DTypeError, python_str};

/// An error in a text: what it is, in which file, on which line.
#[derive(Debug)]
pub struct TextFileError {
    // Boxed: results are moved about.
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: Option<PathBuf>,
    line: Option<u64>,
    kind: TextFileErrorKind,
}

/// What went wrong, in NumPy's words where it has some. Rows are counted as NumPy does: without blank lines and comments.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextFileErrorKind {
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Bytes that are no text of the encoding.
    #[error("'utf-8' codec can't decode byte 0x{byte:02x} in position {position}: {reason}")]
    Decode {
        /// The first byte that does not fit.
        byte: u8,
        /// Its place in the text.
        position: u64,
        /// Python's words for what is wrong with it.
        reason: &'static str,
    },
    /// A field that is no value of its column's type.
    #[error("could not convert string {} to {dtype} at row {row}, column {column}.", python_str(.text))]
    Convert {
        /// The field.
        text: String,
        /// The type of the column.
        dtype: DType,
        /// The row, from 0.
        row: u64,
        /// The column of the text, from 1.
        column: usize,
        /// Why, where there is more to say.
        reason: Option<String>,
    },
    /// A row of another length than the first.
    #[error(
        "the number of columns changed from {expected} to {found} at row {row}; use `usecols` to select a subset and \
        avoid this error"
    )]
    ColumnsChanged {
        /// The columns of the first row.
        expected: usize,
        /// The columns of this one.
        found: usize,
        /// The row, from 1.
        row: u64,
    },
    /// A row that does not have a column for each field of the dtype.
    #[error(
        "the dtype passed requires {expected} columns but {found} were found at row {row}; use `usecols` to select a \
        subset and avoid this error"
    )]
    ColumnsRequired {
        /// The fields of the dtype, sub-arrays and nested records counted by their elements.
        expected: usize,
        /// The columns of the row.
        found: usize,
        /// The row, from 1.
        row: u64,
    },
    /// A row without a column that is to be used.
    #[error("invalid column index {index} at row {row} with {found} columns")]
    ColumnIndex {
        /// The column asked for.
        index: isize,
        /// The row, from 1.
        row: u64,
        /// The columns it has.
        found: usize,
    },
    /// A converter for a column that is not there.
    #[error("converter specified for column {index}, which is invalid for the number of fields {found}.")]
    ConverterIndex {
        /// The column.
        index: isize,
        /// The columns there are.
        found: usize,
    },
    /// Lines of another length than the first, as `genfromtxt` lists them.
    #[error("Some errors were detected !{}", invalid_lines(.lines, *.expected))]
    Lines {
        /// Each line, from 1, and its columns.
        lines: Vec<(u64, usize)>,
        /// The columns of the first one.
        expected: usize,
    },
    /// A type of array that a format cannot write.
    #[error("Mismatch between array dtype ('{dtype}') and format specifier ('{format}')")]
    Format {
        /// The type of the array.
        dtype: DType,
        /// The format of a row.
        format: String,
        /// Why, in Python's words.
        reason: String,
    },
    /// An argument or a value outside its range.
    #[error("{0}")]
    Value(String),
    /// An error of arrays.
    #[error(transparent)]
    Array(#[from] ArrayError),
}

fn invalid_lines(lines: &[(u64, usize)], expected: usize) -> String {
    lines.iter().map(|(line, n)| format!("\n    Line #{line} (got {n} columns instead of {expected})")).collect()
}

/// The result of work on a text.
pub type TextResult<T> = std::result::Result<T, TextFileError>;

impl TextFileError {
    /// What went wrong.
    pub fn kind(&self) -> &TextFileErrorKind {
        &self.inner.kind
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        self.inner.file.as_deref()
    }

    /// The line of the text that it is about, from 1, where there is one. Every line counts, blank ones too.
    pub fn line(&self) -> Option<u64> {
        self.inner.line
    }

    /// The same error, in this file unless one is named already.
    pub(crate) fn in_file(mut self, file: &Path) -> TextFileError {
        self.inner.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The same error, on this line.
    pub(crate) fn on_line(mut self, line: u64) -> TextFileError {
        self.inner.line = Some(line);
        self
    }

    pub(crate) fn value(words: impl Into<String>) -> TextFileError {
        TextFileErrorKind::Value(words.into()).into()
    }
}

impl<K: Into<TextFileErrorKind>> From<K> for TextFileError {
    #[cold]
    fn from(kind: K) -> TextFileError {
        TextFileError { inner: Box::new(Inner { file: None, line: None, kind: kind.into() }) }
    }
}

impl From<DTypeError> for TextFileErrorKind {
    fn from(error: DTypeError) -> TextFileErrorKind {
        TextFileErrorKind::Array(error.into())
    }
}

impl fmt::Display for TextFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.inner.file {
            write!(f, "{}: ", file.display())?;
        }
        if let Some(line) = self.inner.line {
            write!(f, "line {line}: ")?;
        }
        self.inner.kind.fmt(f)?;
        match &self.inner.kind {
            TextFileErrorKind::Convert { reason: Some(reason), .. } | TextFileErrorKind::Format { reason, .. } => {
                write!(f, " ({reason})")
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for TextFileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.inner.kind)
    }
}

/// For functions that work on arrays and files: an error of arrays as it is, any other as its text.
impl From<TextFileError> for ArrayError {
    fn from(error: TextFileError) -> ArrayError {
        match error.inner.kind {
            TextFileErrorKind::Array(error) => error,
            _ => ArrayError::Value(error.to_string()),
        }
    }
}
