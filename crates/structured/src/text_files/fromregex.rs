//! `fromregex`: records from what a regular expression finds in a text.

use npcore_array::DynArray;
use npcore_dtype::{DType, IntoDType, Scalar};
use regex::Regex;

use super::columns::Column;
use super::error::{TextFileError, TextFileErrorKind, TextResult};
use super::rows::Rows;
use super::source::{Encoding, TextSource};

/// A record for each match of a regular expression in a text, with a field for each of its groups. NumPy's `np.fromregex`.
///
/// An expression without groups stands for a single field. The syntax is that of the crate `regex`, which has Python's but for
/// look-around and back-references. The whole text is held in memory.
///
/// ```
/// use npcore_structured::{Encoding, TextSource, fromregex};
/// let text = "1312 foo\n1534  bar\n444   qux";
/// let dtype = npcore_dtype::dtype!([("num", "i8"), ("key", "S3")]);
/// let a = fromregex(TextSource::text(text), r"(\d+)\s+(...)", dtype, Encoding::Utf8)?;
/// assert_eq!(a.to_string(), "[(1312, b'foo') (1534, b'bar') ( 444, b'qux')]");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// `dtype must be a structured datatype.`; an expression that is none, or has another number of groups than there are fields;
/// what is no value of a field; what the system refuses.
pub fn fromregex<'a>(
    source: impl Into<TextSource<'a>>,
    regexp: &str,
    dtype: impl IntoDType,
    encoding: Encoding,
) -> TextResult<DynArray> {
    let dtype = dtype.into_dtype().map_err(npcore_array::ArrayError::from)?;
    source.into().read_by(|source| read(source, regexp, dtype, encoding))
}

fn read(source: TextSource<'_>, regexp: &str, dtype: DType, encoding: Encoding) -> TextResult<DynArray> {
    if !dtype.is_record() {
        return Err(TextFileError::value("dtype must be a structured datatype."));
    }
    let regex = Regex::new(regexp).map_err(|error| TextFileError::value(error.to_string()))?;
    let mut reader = source.open(encoding, true)?;
    let text = reader.read_all()?;
    // As Python reads files: every end of a line is `\n`.
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    let groups = (regex.captures_len() - 1).max(1);
    let fields = dtype.fields();
    let mut rows = Rows::new(dtype.itemsize());
    for found in regex.captures_iter(&text) {
        if groups != fields.len() {
            return Err(TextFileError::value(format!(
                "could not assign tuple of length {groups} to structure with {} fields.",
                fields.len()
            )));
        }
        rows.reserve(1, 0)?;
        // SAFETY: room was made for the row, and nobody else has it.
        let row = unsafe { rows.next().zeroed(0, dtype.itemsize()) };
        for (i, field) in fields.iter().enumerate() {
            let group = if regex.captures_len() == 1 { found.get(0) } else { found.get(i + 1) };
            let (value, at) = group.map_or(("", 0), |group| (group.as_str(), group.start()));
            for item in 0..field.count() {
                let column = Column::new(field.dtype(), field.offset() + item * field.dtype().itemsize());
                if column.read(value.as_bytes(), row) {
                    continue;
                }
                // Numbers as Python writes them, and why others are none.
                column.write(&Scalar::from(value), row).map_err(|reason| {
                    let line = super::syntax::count_line_ends(&text.as_bytes()[..at]) as u64 + 1;
                    let (text, dtype) = (value.to_owned(), field.dtype());
                    let (row, reason) = (rows.len() as u64, Some(reason));
                    let kind = TextFileErrorKind::Convert { text, dtype, row, column: i + 1, reason };
                    TextFileError::from(kind).on_line(line)
                })?;
            }
        }
        // SAFETY: the row was written.
        unsafe { rows.advance(std::iter::once((1, 1))) };
    }
    let shape = [rows.len()];
    // SAFETY: each row has the values of its fields, in zeroed bytes.
    unsafe { rows.into_array(dtype, &shape) }
}
