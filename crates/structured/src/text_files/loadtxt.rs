//! `loadtxt`: tables of values without gaps.

use std::fmt;
use std::marker::PhantomData;

use npcore_array::{Array, ArrayError, DynArray, Ints, engine};
use npcore_dtype::{DType, Dyn, Elem, Element, IntoDType, Scalar, Text};

use super::error::{TextFileErrorKind, TextResult};
use super::source::{Encoding, TextSource};
use super::syntax::Syntax;
use super::table::{Converters, Table, converter};
use super::unpack::{arranged, check_ndmin, fields};
use super::width;

/// The table in a text: a row of values on each line, with white space between them. NumPy's `np.loadtxt`.
///
/// It is a builder's short form: [`LoadTxt`] has delimiters, comments, columns to use, and all else. Large texts are read in
/// blocks, several of them at the same time where lines can be told apart.
///
/// ```
/// use npcore_structured::{TextSource, loadtxt};
/// let a = loadtxt::<f64>(TextSource::text("# x y\n1 2.5\n3 nan"))?;
/// assert_eq!(a.to_string(), "[[1.  2.5]\n [3.  nan]]");
/// let error = loadtxt::<i32>(TextSource::text("1 2\n3 4.5")).unwrap_err();
/// assert_eq!(error.to_string(), "line 2: could not convert string '4.5' to int32 at row 1, column 2.");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// A field that is no value of the type; a row with more or fewer columns than the first; what the system refuses; text
/// that is not UTF-8. The error names the file, the line, the row and the column.
pub fn loadtxt<'a, T: Element>(source: impl Into<TextSource<'a>>) -> TextResult<Array<T>> {
    LoadTxt::<T>::new().load(source)
}

/// [`loadtxt`] with a dtype known at run time; of a record each field is a column.
///
/// ```
/// use npcore_structured::{TextSource, loadtxt_dyn};
/// let people = loadtxt_dyn(TextSource::text("Ann 31 60.5\nBob 27 81"), "U10, i4, f4")?;
/// assert_eq!(people.to_string(), "[('Ann', 31, 60.5) ('Bob', 27, 81. )]");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// As [`loadtxt`].
pub fn loadtxt_dyn<'a>(source: impl Into<TextSource<'a>>, dtype: impl IntoDType) -> TextResult<DynArray> {
    LoadTxt::new_dyn(dtype)?.load(source)
}

/// How a table of text is read: [`loadtxt`] with options, NumPy's arguments by their names.
///
/// ```
/// use npcore_structured::{LoadTxt, TextSource};
/// let text = "id,name,price\n1,\"a, b\",2.5 // cheap\n2,c,40\n";
/// let prices = LoadTxt::<f64>::new()
///     .delimiter(',')
///     .comment("//")
///     .skiprows(1)
///     .usecols(-1)
///     .load(TextSource::text(&text.replace("a, b", "a b")))?;
/// assert_eq!(prices.to_string(), "[ 2.5 40. ]");
///
/// let goods = LoadTxt::new_dyn("i4, U8, f8")?.delimiter(',').quotechar('"').no_comments().skiprows(1);
/// assert_eq!(
///     goods.load(TextSource::text("id,name,price\n1,\"a, b\",2.5\n"))?.to_string(),
///     "(1, 'a, b', 2.5)"
/// );
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
#[must_use = "it reads nothing before `load`"]
pub struct LoadTxt<'c, T: Elem> {
    dtype: DType,
    delimiter: Option<String>,
    comments: Vec<String>,
    quotechar: Option<char>,
    skiprows: usize,
    max_rows: Option<usize>,
    usecols: Option<Vec<isize>>,
    unpack: bool,
    ndmin: usize,
    encoding: Encoding,
    converters: Converters<'c>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Element> LoadTxt<'_, T> {
    /// White space between values, `#` before comments, all rows and columns.
    #[expect(clippy::new_without_default, reason = "the type does not say what a default text is")]
    pub fn new() -> Self {
        LoadTxt::of(<T as Element>::dtype())
    }
}

impl LoadTxt<'_, Dyn> {
    /// [`new`](LoadTxt::new) with a dtype known at run time. `U` and `S` without a width become as wide as the longest
    /// field, `M8` without a unit takes the finest one of the text.
    ///
    /// # Errors
    /// A spelling that is no dtype.
    pub fn new_dyn(dtype: impl IntoDType) -> TextResult<Self> {
        Ok(LoadTxt::of(dtype.into_dtype().map_err(ArrayError::from)?))
    }
}

impl LoadTxt<'_, Text> {
    /// Strings, as wide as the longest field.
    pub fn new_text() -> Self {
        LoadTxt::of(DType::str_of(0))
    }
}

impl<'c, T: Elem> LoadTxt<'c, T> {
    fn of(dtype: DType) -> Self {
        LoadTxt {
            dtype,
            delimiter: None,
            comments: vec!["#".to_owned()],
            quotechar: None,
            skiprows: 0,
            max_rows: None,
            usecols: None,
            unpack: false,
            ndmin: 0,
            encoding: Encoding::Utf8,
            converters: Converters::default(),
            marker: PhantomData,
        }
    }

    /// The character between fields. Without one they are separated by white space, as much as there is.
    pub fn delimiter(mut self, delimiter: impl Into<String>) -> Self {
        self.delimiter = Some(delimiter.into());
        self
    }

    /// What begins a comment that goes to the end of its line: a character, or a few.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        self.comments([comment])
    }

    /// [`comment`](Self::comment) where several things begin one.
    pub fn comments<S: Into<String>>(mut self, comments: impl IntoIterator<Item = S>) -> Self {
        self.comments = comments.into_iter().map(Into::into).collect();
        self
    }

    /// There are no comments: `#` is a character as any other.
    pub fn no_comments(self) -> Self {
        self.comments::<String>([])
    }

    /// A field that begins with this character goes on to the next one, over delimiters, comments and ends of lines; two of
    /// them in a row stand for one. There is none unless this is said. The text is then read by one thread.
    pub fn quotechar(mut self, quote: char) -> Self {
        self.quotechar = Some(quote);
        self
    }

    /// Lines to skip at the start, comments and blank ones counted.
    pub fn skiprows(mut self, rows: usize) -> Self {
        self.skiprows = rows;
        self
    }

    /// The most rows to read, comments and blank lines not counted.
    pub fn max_rows(mut self, rows: usize) -> Self {
        self.max_rows = Some(rows);
        self
    }

    /// The columns to use, in this order; negative ones count from the last.
    pub fn usecols(mut self, columns: impl Ints) -> Self {
        self.usecols = Some(columns.with_list(<[isize]>::to_vec));
        self
    }

    /// Whether the array is transposed, so that its rows are the columns of the text. For records see
    /// [`columns`](Self::columns).
    pub fn unpack(mut self, unpack: bool) -> Self {
        self.unpack = unpack;
        self
    }

    /// The least number of axes: 0 (the default), 1 or 2. Axes of length 1 go where there are more.
    pub fn ndmin(mut self, ndmin: usize) -> Self {
        self.ndmin = ndmin;
        self
    }

    /// The encoding of the text; UTF-8 unless this is said.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// What makes the values of a column of its text, instead of the dtype. With `usecols`, a column is called as it is
    /// there. The text is then read by one thread.
    ///
    /// ```
    /// use npcore_structured::{LoadTxt, TextSource};
    /// let a = LoadTxt::<f64>::new()
    ///     .converter(0, |text| i64::from_str_radix(text.trim_start_matches("0x"), 16))
    ///     .load(TextSource::text("0xDE 1.5\n0xAD 2"))?;
    /// assert_eq!(a.to_string(), "[[222.    1.5]\n [173.    2. ]]");
    /// # Ok::<(), npcore_structured::TextFileError>(())
    /// ```
    pub fn converter<V: Into<Scalar>, E: fmt::Display>(
        mut self,
        column: isize,
        convert: impl FnMut(&str) -> Result<V, E> + 'c,
    ) -> Self {
        self.converters.columns.push((column, converter(convert)));
        self
    }

    /// [`converter`](Self::converter) for all columns that have none of their own.
    pub fn converter_for_all<V: Into<Scalar>, E: fmt::Display>(
        mut self,
        convert: impl FnMut(&str) -> Result<V, E> + 'c,
    ) -> Self {
        self.converters.all = Some(converter(convert));
        self
    }

    /// Reads the text. A single row or column gives one axis, a single value none (see [`ndmin`](Self::ndmin)); records
    /// have one axis at most. A text without rows gives an empty array.
    ///
    /// # Errors
    /// As [`loadtxt`]; options that contradict each other.
    pub fn load<'a>(self, source: impl Into<TextSource<'a>>) -> TextResult<Array<T>> {
        Ok(engine::typed(source.into().read_by(|source| self.read(source))?)?)
    }

    /// Reads the text as one array for each field of the record: NumPy's `unpack=True`. Of other dtypes, one for each column.
    ///
    /// ```
    /// use npcore_structured::{LoadTxt, TextSource};
    /// let columns = LoadTxt::new_dyn("U3, f8")?.columns(TextSource::text("a 1\nb 2.5"))?;
    /// assert_eq!(columns[0].to_string(), "['a' 'b']");
    /// assert_eq!(columns[1].to_string(), "[1.  2.5]");
    /// # Ok::<(), npcore_structured::TextFileError>(())
    /// ```
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn columns<'a>(mut self, source: impl Into<TextSource<'a>>) -> TextResult<Vec<DynArray>> {
        self.unpack = false;
        if !self.dtype.is_record() {
            self.ndmin = 2;
        }
        fields(&source.into().read_by(|source| self.read(source))?)
    }

    fn read(self, source: TextSource<'_>) -> TextResult<DynArray> {
        check_ndmin(self.ndmin)?;
        let syntax = Syntax::new(self.delimiter.as_deref(), &self.comments, self.quotechar)?;
        let dtype = self.dtype;
        let table = Table {
            syntax,
            dtype,
            usecols: self.usecols,
            skiprows: self.skiprows,
            max_rows: self.max_rows.unwrap_or(usize::MAX),
        };
        let mut converters = self.converters;
        let mut reader = source.open(self.encoding, self.quotechar.is_some())?;
        let (array, shape) = if width::is_open(dtype) {
            let (texts, shape) = table.read_text(&mut reader, &mut converters)?;
            (width::array(dtype, &texts)?, shape.to_vec())
        } else {
            let (rows, per_row) = table.read(&mut reader, &mut converters)?;
            let shape = [Some(rows.len()), per_row].into_iter().flatten().collect::<Vec<usize>>();
            // SAFETY: each row has the values of its columns, in zeroed bytes.
            (unsafe { rows.into_array(dtype, &shape)? }, shape)
        };
        arranged(array, &shape, self.ndmin, self.unpack)
    }
}

impl<T: Elem> fmt::Debug for LoadTxt<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadTxt")
            .field("dtype", &self.dtype)
            .field("delimiter", &self.delimiter)
            .field("comments", &self.comments)
            .field("quotechar", &self.quotechar)
            .field("skiprows", &self.skiprows)
            .field("max_rows", &self.max_rows)
            .field("usecols", &self.usecols)
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

impl From<npcore_layout::LayoutError> for TextFileErrorKind {
    fn from(error: npcore_layout::LayoutError) -> TextFileErrorKind {
        TextFileErrorKind::Array(error.into())
    }
}
