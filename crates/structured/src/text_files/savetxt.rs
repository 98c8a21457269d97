//! `savetxt`: arrays and records as text.

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Mutex;

use npcore_array::{AsView, DynView, s};
use npcore_dtype::{DType, DTypeKind, Elem, Scalar, ScalarType, python_str};
use npcore_exec::{for_each_range, num_threads};
use npcore_layout::Order;

use super::error::{TextFileError, TextFileErrorKind, TextResult};
use super::source::Encoding;
use crate::atomic::{Writing, write_file};
use crate::percent::{Refusal, RowFormat, Value};

/// Values that one thread writes at a time.
const BLOCK: usize = 8192;

/// Writes an array of one or two axes, or of records, to a text file: a row on each line. NumPy's `np.savetxt`.
///
/// Numbers are written as `%.18e`, which reads back as the same; [`SaveTxt`] has other formats, delimiters and headers. The
/// file appears when it is whole; one whose name ends with `.gz` is compressed.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::{loadtxt, savetxt};
/// # let path = std::env::temp_dir().join(format!("npcore-savetxt-{}.txt", std::process::id()));
/// let a = array![[1.5, -2.0], [0.1, 1e300]];
/// savetxt(&path, &a)?;
/// assert_eq!(std::fs::read_to_string(&path)?.lines().next(), Some("1.500000000000000000e+00 -2.000000000000000000e+00"));
/// assert_eq!(loadtxt::<f64>(&path)?, a);
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// An array of another rank; values that are no numbers (`Mismatch between array dtype ...`); what the system refuses.
pub fn savetxt<T: Elem>(path: impl AsRef<Path>, a: impl AsView<T>) -> TextResult<()> {
    SaveTxt::new().save(path, a)
}

/// How arrays are written as text: [`savetxt`] with options, NumPy's arguments by their names.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::SaveTxt;
/// let a = array![[1, 20], [300, 4]];
/// let text = SaveTxt::new().fmt("%5d").delimiter(",").header("a, b").to_text(&a)?;
/// assert_eq!(text, "# a, b\n    1,   20\n  300,    4\n");
/// assert_eq!(SaveTxt::new().fmt("%d is 0x%x").to_text(&a)?, "1 is 0x14\n300 is 0x4\n");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "it writes nothing before `save`"]
pub struct SaveTxt {
    formats: Formats,
    delimiter: String,
    newline: String,
    header: String,
    footer: String,
    comments: String,
    encoding: Encoding,
    how: Writing,
}

#[derive(Clone, Debug)]
enum Formats {
    One(String),
    Each(Vec<String>),
}

impl Default for SaveTxt {
    fn default() -> SaveTxt {
        SaveTxt {
            formats: Formats::One("%.18e".to_owned()),
            delimiter: " ".to_owned(),
            newline: "\n".to_owned(),
            header: String::new(),
            footer: String::new(),
            comments: "# ".to_owned(),
            encoding: Encoding::Utf8,
            how: Writing::default(),
        }
    }
}

impl SaveTxt {
    /// `%.18e` with a space between.
    pub fn new() -> SaveTxt {
        SaveTxt::default()
    }

    /// The format of a value, as Python's `%` has it: `%d`, `%10.3f`, `%s`. Or that of a whole row, with one for each
    /// column: then the delimiter is not used. Of complex numbers one `fmt` gives ` (fmt+fmtj)`.
    pub fn fmt(mut self, format: impl Into<String>) -> SaveTxt {
        self.formats = Formats::One(format.into());
        self
    }

    /// The formats of the columns.
    ///
    /// ```
    /// use npcore_structured::{SaveTxt, TextSource, loadtxt_dyn};
    /// let people = loadtxt_dyn(TextSource::text("Ann 31 60.5\nBob 27 81"), "U10, i4, f4")?;
    /// let text = SaveTxt::new().fmts(["%s", "%03d", "%.1f"]).delimiter(";").to_text(&people)?;
    /// assert_eq!(text, "Ann;031;60.5\nBob;027;81.0\n");
    /// # Ok::<(), npcore_structured::TextFileError>(())
    /// ```
    pub fn fmts<S: Into<String>>(mut self, formats: impl IntoIterator<Item = S>) -> SaveTxt {
        self.formats = Formats::Each(formats.into_iter().map(Into::into).collect());
        self
    }

    /// What stands between columns.
    pub fn delimiter(mut self, delimiter: impl Into<String>) -> SaveTxt {
        self.delimiter = delimiter.into();
        self
    }

    /// What ends a line.
    pub fn newline(mut self, newline: impl Into<String>) -> SaveTxt {
        self.newline = newline.into();
        self
    }

    /// Lines at the start, each behind [`comments`](Self::comments).
    pub fn header(mut self, header: impl Into<String>) -> SaveTxt {
        self.header = header.into();
        self
    }

    /// Lines at the end, each behind [`comments`](Self::comments).
    pub fn footer(mut self, footer: impl Into<String>) -> SaveTxt {
        self.footer = footer.into();
        self
    }

    /// What stands before the lines of header and footer: `# ` unless this is said.
    pub fn comments(mut self, comments: impl Into<String>) -> SaveTxt {
        self.comments = comments.into();
        self
    }

    /// The encoding of the text: UTF-8 unless this is said. (NumPy writes Latin-1 into streams of bytes.)
    pub fn encoding(mut self, encoding: Encoding) -> SaveTxt {
        self.encoding = encoding;
        self
    }

    /// Waits until the file is on the disk before it takes its name, and until that is on the disk too.
    pub fn sync(mut self, sync: bool) -> SaveTxt {
        self.how.sync = sync;
        self
    }

    /// Empties a file that is there and writes it again, as NumPy does: an error or a crash leaves a part of the new one.
    pub fn in_place(mut self, in_place: bool) -> SaveTxt {
        self.how.in_place = in_place;
        self
    }

    /// Writes a file. One that was there stays as it was until the new one is whole.
    ///
    /// # Errors
    /// As [`savetxt`]; formats that are none, or too few or many of them.
    pub fn save<T: Elem>(&self, path: impl AsRef<Path>, a: impl AsView<T>) -> TextResult<()> {
        let (path, view) = (path.as_ref(), a.as_view().as_dyn());
        let compressed = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
        let write = |file: &mut File| {
            if compressed {
                let mut writer = flate2::write::GzEncoder::new(BufWriter::new(file), flate2::Compression::default());
                self.write_view(&mut writer, view)?;
                writer.finish()?.flush()?;
                return Ok(());
            }
            self.write_view(file, view)
        };
        write_file(path, self.how, write).map_err(|error: TextFileError| error.in_file(path))
    }

    /// Writes to a writer, in large pieces.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub fn write<T: Elem>(&self, mut writer: impl Write, a: impl AsView<T>) -> TextResult<()> {
        self.write_view(&mut writer, a.as_view().as_dyn())
    }

    /// The text.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub fn to_text<T: Elem>(&self, a: impl AsView<T>) -> TextResult<String> {
        let mut bytes = Vec::new();
        SaveTxt { encoding: Encoding::Utf8, ..self.clone() }.write_view(&mut bytes, a.as_view().as_dyn())?;
        Ok(String::from_utf8(bytes).expect("text was written"))
    }

    fn write_view(&self, writer: &mut dyn Write, view: DynView<'_>) -> TextResult<()> {
        let table = Table::new(view)?;
        let format = self.row_format(&table)?;
        if !self.header.is_empty() {
            self.put(writer, &self.commented(&self.header))?;
        }
        table.write(&format, &self.newline, &mut |text| self.put(writer, text))?;
        if !self.footer.is_empty() {
            self.put(writer, &self.commented(&self.footer))?;
        }
        Ok(())
    }

    fn commented(&self, text: &str) -> String {
        format!("{}{}{}", self.comments, text.replace('\n', &format!("\n{}", self.comments)), self.newline)
    }

    fn put(&self, writer: &mut dyn Write, text: &str) -> TextResult<()> {
        if self.encoding == Encoding::Utf8 || text.is_ascii() {
            return Ok(writer.write_all(text.as_bytes())?);
        }
        let mut bytes = Vec::with_capacity(text.len());
        for (position, c) in text.chars().enumerate() {
            bytes.push(u8::try_from(c).map_err(|_| {
                let code = match u32::from(c) {
                    code @ ..0x1_0000 => format!("\\u{code:04x}"),
                    code => format!("\\U{code:08x}"),
                };
                TextFileError::value(format!(
                    "'latin-1' codec can't encode character '{code}' in position {position}: ordinal not in range(256)"
                ))
            })?);
        }
        Ok(writer.write_all(&bytes)?)
    }

    /// The format of a row: a column's for each, joined, or the one given for all.
    fn row_format(&self, table: &Table<'_>) -> TextResult<String> {
        let columns = table.columns.len();
        match &self.formats {
            Formats::Each(formats) if formats.len() != columns => {
                let list: Vec<String> = formats.iter().map(|f| python_str(f)).collect();
                Err(TextFileError::value(format!("fmt has wrong shape.  [{}]", list.join(", "))))
            }
            Formats::Each(formats) => Ok(formats.join(&self.delimiter)),
            Formats::One(format) => match format.matches('%').count() {
                1 if table.is_complex => Ok(vec![format!(" ({format}+{format}j)"); columns].join(&self.delimiter)),
                1 => Ok(vec![format.as_str(); columns].join(&self.delimiter)),
                n if n == if table.is_complex { 2 * columns } else { columns } => Ok(format.clone()),
                _ => Err(TextFileError::value(format!("fmt has wrong number of % formats:  {format}"))),
            },
        }
    }
}

/// Python's text of an element.
pub(crate) fn value_text(dtype: DType, bytes: &[u8]) -> String {
    Scalar::from_bytes(dtype, bytes).to_string()
}

/// One integer in a format such as `f%i`.
pub(crate) fn number_text(format: &str, number: usize) -> TextResult<String> {
    let mut text = String::new();
    match RowFormat::new(format).write(&mut text, std::iter::once(Value::Int(number as i128))) {
        Ok(()) => Ok(text),
        Err(Refusal::Mismatch(words) | Refusal::Other(words)) => Err(TextFileError::value(words)),
    }
}

/// A column: its type, that of a sub-array's elements, and where it lies in a row's bytes.
struct Column {
    dtype: DType,
    shape: Vec<usize>,
    offset: usize,
}

/// An array as rows of values.
struct Table<'a> {
    view: DynView<'a>,
    dtype: DType,
    rows: usize,
    row_bytes: usize,
    columns: Vec<Column>,
    is_complex: bool,
}

impl<'a> Table<'a> {
    fn new(view: DynView<'a>) -> TextResult<Table<'a>> {
        let (dtype, shape) = (view.dtype(), view.shape());
        let item = dtype.itemsize();
        let single = |offset| Column { dtype, shape: Vec::new(), offset };
        let columns: Vec<Column> = match (shape, dtype.kind()) {
            ([_], DTypeKind::Record(record)) => {
                let column = |f: &npcore_dtype::Field| Column {
                    dtype: f.dtype(),
                    shape: f.shape().to_vec(),
                    offset: f.offset(),
                };
                record.fields().iter().map(column).collect()
            }
            ([_], _) => vec![single(0)],
            ([_, columns], _) => (0..*columns).map(|i| single(i * item)).collect(),
            _ => {
                let words = format!("Expected 1D or 2D array, got {}D array instead", shape.len());
                return Err(TextFileError::value(words));
            }
        };
        let row_bytes = shape[1..].iter().product::<usize>() * item;
        Ok(Table { view, dtype, rows: shape[0], row_bytes, columns, is_complex: dtype.is_complex() })
    }

    /// Writes the rows, some blocks of them at the same time.
    fn write(&self, format: &str, newline: &str, put: &mut dyn FnMut(&str) -> TextResult<()>) -> TextResult<()> {
        let row_format = RowFormat::new(format);
        let block = (BLOCK / self.columns.len().max(1)).max(1);
        let together = if num_threads() > 1 { 4 * num_threads() } else { 1 };
        let mut start = 0;
        while start < self.rows {
            let blocks = (self.rows - start).div_ceil(block).min(together);
            let texts: Vec<Mutex<Result<String, TextFileError>>> =
                (0..blocks).map(|_| Mutex::new(Ok(String::new()))).collect();
            let write = |i: usize| {
                let from = start + i * block;
                let to = (from + block).min(self.rows);
                let text = self.block(&row_format, format, newline, from, to);
                *texts[i].lock().expect("nobody else uses it") = text;
            };
            // A value takes more time than the hundred bytes that this counts for it.
            let work = blocks * block * self.columns.len() * 100;
            for_each_range(blocks, 1, work, &|range| range.for_each(write));
            for text in texts {
                put(&text.into_inner().expect("nobody else uses it")?)?;
            }
            start += blocks * block;
        }
        Ok(())
    }

    fn block(&self, rows: &RowFormat, format: &str, newline: &str, from: usize, to: usize) -> TextResult<String> {
        let bytes = self.view.try_slice(s![from as isize..to as isize])?.tobytes(Order::C)?;
        let mut out = String::with_capacity((to - from) * self.columns.len() * 24);
        for row in 0..to - from {
            let bytes = &bytes[row * self.row_bytes..][..self.row_bytes];
            let start = out.len();
            let written = if self.is_complex {
                let parts = self.columns.iter().flat_map(|column| parts(column.dtype, &bytes[column.offset..]));
                rows.write(&mut out, parts)
            } else {
                rows.write(&mut out, self.columns.iter().map(|column| column.value(bytes)))
            };
            written.map_err(|refusal| match refusal {
                Refusal::Mismatch(reason) if !self.is_complex => {
                    TextFileErrorKind::Format { dtype: self.dtype, format: format.to_owned(), reason }.into()
                }
                Refusal::Mismatch(words) | Refusal::Other(words) => TextFileError::value(words),
            })?;
            out.push_str(newline);
            if self.is_complex && out[start..].contains("+-") {
                let text = out[start..].replace("+-", "-");
                out.truncate(start);
                out.push_str(&text);
            }
        }
        Ok(out)
    }
}

impl Column {
    fn value(&self, row: &[u8]) -> Value {
        let bytes = &row[self.offset..];
        if self.shape.is_empty() {
            if self.dtype == DType::FLOAT64 {
                return Value::Float(f64::from_ne_bytes(bytes[..8].try_into().expect("eight")), ScalarType::Float64);
            }
            return Value::of(Scalar::from_bytes(self.dtype, bytes));
        }
        let item = self.dtype.itemsize();
        let n = self.shape.iter().product();
        let items = (0..n).map(|i| Scalar::from_bytes(self.dtype, &bytes[i * item..])).collect();
        Value::Scalar(Scalar::Array { dtype: self.dtype, shape: self.shape.clone(), items })
    }
}

/// The two parts of a complex number.
fn parts(dtype: DType, bytes: &[u8]) -> [Value; 2] {
    let ty = dtype.scalar_type().map_or(ScalarType::Float64, ScalarType::real);
    let z = Scalar::from_bytes(dtype, bytes).as_complex().unwrap_or_default();
    [Value::Float(z.re, ty), Value::Float(z.im, ty)]
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} rows of {})", self.rows, self.dtype)
    }
}
