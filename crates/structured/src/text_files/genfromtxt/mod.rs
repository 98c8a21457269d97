//! `genfromtxt`: tables with gaps, names and columns of several types.

mod converter;
mod lines;
mod names;
mod options;
mod read;

use std::fmt;
use std::marker::PhantomData;

use npcore_array::{Array, ArrayError, DynArray, engine};
use npcore_dtype::{DType, Dyn, Elem, Element, IntoDType, Scalar};

use super::error::TextResult;
use super::source::{Encoding, TextSource};
use super::table::converter;
use super::unpack::fields;
use lines::{Splitter, Splitting};
pub use names::NameCase;
use names::NameRules;
pub use options::ColumnKey;
use options::{Names, PerColumn, UserConverter};

/// The table in a text that may have gaps: what is no value of the type becomes NaN, -1 for integers, or what was said.
/// NumPy's `np.genfromtxt`.
///
/// It is a builder's short form: [`GenFromTxt`] has delimiters, names, types by column, and all else.
///
/// ```
/// use npcore_structured::{TextSource, genfromtxt};
/// let a = genfromtxt::<f64>(TextSource::text("1 2\n3 n/a"))?;
/// assert_eq!(a.to_string(), "[[ 1.  2.]\n [ 3. nan]]");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// Lines of another length than the first, which the error lists; what the system refuses.
pub fn genfromtxt<'a, T: Element>(source: impl Into<TextSource<'a>>) -> TextResult<Array<T>> {
    GenFromTxt::<T>::new().load(source)
}

/// How a table with gaps is read: [`genfromtxt`] with options, NumPy's arguments by their names.
///
/// ```
/// use npcore_structured::{GenFromTxt, TextSource};
/// let text = "# name, weight (kg), ok\nAnn, 60.5, True\nBob, , False\n";
/// let people = GenFromTxt::infer().delimiter(",").autostrip(true).names_in_text().load(TextSource::text(text))?;
/// assert_eq!(people.dtype().to_string(), "[('name', '<U3'), ('weight_kg', '<f8'), ('ok', '?')]");
/// assert_eq!(people.to_string(), "[('Ann', 60.5,  True) ('Bob',  nan, False)]");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
#[must_use = "it reads nothing before `load`"]
pub struct GenFromTxt<'c, T: Elem> {
    dtype: Option<DType>,
    splitter: Splitter,
    skip_header: usize,
    skip_footer: usize,
    max_rows: Option<usize>,
    converters: Vec<UserConverter<'c>>,
    missing: PerColumn<String>,
    filling: PerColumn<Scalar>,
    usecols: Option<Vec<ColumnKey>>,
    names: Names,
    rules: NameRules,
    unpack: bool,
    loose: bool,
    invalid_raise: bool,
    ndmin: usize,
    encoding: Encoding,
    marker: PhantomData<fn() -> T>,
}

impl<T: Element> GenFromTxt<'_, T> {
    /// White space between values, `#` before comments, all rows and columns, no names.
    #[expect(clippy::new_without_default, reason = "the type does not say what a default text is")]
    pub fn new() -> Self {
        GenFromTxt::of(Some(<T as Element>::dtype()))
    }
}

impl GenFromTxt<'_, Dyn> {
    /// [`new`](GenFromTxt::new) with a dtype known at run time.
    ///
    /// # Errors
    /// A spelling that is no dtype.
    pub fn new_dyn(dtype: impl IntoDType) -> TextResult<Self> {
        Ok(GenFromTxt::of(Some(dtype.into_dtype().map_err(ArrayError::from)?)))
    }

    /// [`new`](GenFromTxt::new) where each column gets the type that its fields allow: bool, int64, float64, complex128 or
    /// text. All of one type make a matrix, others records with fields `f0`, `f1`, ... or the names said. NumPy's
    /// `dtype=None`.
    ///
    /// All fields are held in memory until the types are known.
    pub fn infer() -> Self {
        GenFromTxt::of(None)
    }
}

impl<'c, T: Elem> GenFromTxt<'c, T> {
    fn of(dtype: Option<DType>) -> Self {
        let splitter = Splitter { splitting: Splitting::Space, comments: Some("#".to_owned()), autostrip: false };
        GenFromTxt {
            dtype,
            splitter,
            skip_header: 0,
            skip_footer: 0,
            max_rows: None,
            converters: Vec::new(),
            missing: PerColumn::None,
            filling: PerColumn::None,
            usecols: None,
            names: Names::None,
            rules: NameRules::default(),
            unpack: false,
            loose: true,
            invalid_raise: true,
            ndmin: 0,
            encoding: Encoding::Utf8,
            marker: PhantomData,
        }
    }

    /// The text between fields. Without one they are separated by white space, as much as there is.
    pub fn delimiter(mut self, delimiter: impl Into<String>) -> Self {
        let delimiter = delimiter.into();
        self.splitter.splitting = if delimiter.is_empty() { Splitting::Space } else { Splitting::Text(delimiter) };
        self
    }

    /// Fields of so many characters each, without a delimiter.
    pub fn width(mut self, width: usize) -> Self {
        self.splitter.splitting = if width == 0 { Splitting::Space } else { Splitting::Width(width) };
        self
    }

    /// Fields of these numbers of characters.
    ///
    /// ```
    /// use npcore_structured::{GenFromTxt, TextSource};
    /// let a = GenFromTxt::<f64>::new().widths([4, 3]).load(TextSource::text("1234567\n  12 34"))?;
    /// assert_eq!(a.to_string(), "[[1234.  567.]\n [  12.   34.]]");
    /// # Ok::<(), npcore_structured::TextFileError>(())
    /// ```
    pub fn widths(mut self, widths: impl IntoIterator<Item = usize>) -> Self {
        self.splitter.splitting = Splitting::Widths(widths.into_iter().collect());
        self
    }

    /// What begins a comment that goes to the end of its line.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.splitter.comments = Some(comment.into());
        self
    }

    /// There are no comments: `#` is a character as any other.
    pub fn no_comments(mut self) -> Self {
        self.splitter.comments = None;
        self
    }

    /// Whether white space around fields goes. It stays unless this is said: numbers do not mind, text and names do.
    pub fn autostrip(mut self, autostrip: bool) -> Self {
        self.splitter.autostrip = autostrip;
        self
    }

    /// Lines to skip at the start.
    pub fn skip_header(mut self, lines: usize) -> Self {
        self.skip_header = lines;
        self
    }

    /// Rows to skip at the end.
    pub fn skip_footer(mut self, rows: usize) -> Self {
        self.skip_footer = rows;
        self
    }

    /// The most rows to read.
    pub fn max_rows(mut self, rows: usize) -> Self {
        self.max_rows = Some(rows);
        self
    }

    /// The columns to use, by place or name, in this order.
    pub fn usecols<K: Into<ColumnKey>>(mut self, columns: impl IntoIterator<Item = K>) -> Self {
        self.usecols = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// The first line, behind [`skip_header`](Self::skip_header), has the names of the fields. It may be a comment.
    pub fn names_in_text(mut self) -> Self {
        self.names = Names::InText;
        self
    }

    /// The names of the fields.
    pub fn names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names = Names::List(names.into_iter().map(Into::into).collect());
        self
    }

    /// Names that become others, with an underscore; `return`, `file` and `print` always do.
    pub fn excludelist<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.rules.excluded = names.into_iter().map(Into::into).collect();
        self
    }

    /// The characters that are deleted from names, beside `"`.
    pub fn deletechars(mut self, characters: impl Into<String>) -> Self {
        self.rules.deleted = Some(characters.into());
        self
    }

    /// What stands for spaces in names: an underscore unless this is said.
    pub fn replace_space(mut self, text: impl Into<String>) -> Self {
        self.rules.replace_space = text.into();
        self
    }

    /// Whether letters of names are kept, or become upper or lower case.
    pub fn case_sensitive(mut self, case: NameCase) -> Self {
        self.rules.case = case;
        self
    }

    /// The names of columns that have none: `f%i` unless this is said.
    pub fn defaultfmt(mut self, format: impl Into<String>) -> Self {
        self.rules.default_format = format.into();
        self
    }

    /// Fields that are missing values in all columns: one, or several with commas between. An empty field always is one.
    ///
    /// Of the type of the column they are values all the same: `-999` is a number. They matter where columns are
    /// [inferred](GenFromTxt::infer), and without [`loose`](Self::loose).
    pub fn missing_values(mut self, values: impl Into<String>) -> Self {
        self.missing = PerColumn::All(values.into());
        self
    }

    /// [`missing_values`](Self::missing_values), one for each column.
    pub fn missing_values_each<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.missing = PerColumn::Each(values.into_iter().map(Into::into).collect());
        self
    }

    /// [`missing_values`](Self::missing_values) of one column, each time one more.
    pub fn missing_value(mut self, column: impl Into<ColumnKey>, value: impl Into<String>) -> Self {
        self.missing.add(column.into(), value.into());
        self
    }

    /// What stands for missing values in all columns, instead of NaN, -1, `False` and `???`.
    pub fn filling_values(mut self, value: impl Into<Scalar>) -> Self {
        self.filling = PerColumn::All(value.into());
        self
    }

    /// [`filling_values`](Self::filling_values), one for each column.
    pub fn filling_values_each<S: Into<Scalar>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.filling = PerColumn::Each(values.into_iter().map(Into::into).collect());
        self
    }

    /// [`filling_values`](Self::filling_values) of one column.
    ///
    /// ```
    /// use npcore_structured::{GenFromTxt, TextSource};
    /// let text = "a,b,c\n1,,3\n,5,x";
    /// let rows = GenFromTxt::new_dyn("i4")?
    ///     .delimiter(",")
    ///     .names_in_text()
    ///     .filling_value("a", 0)
    ///     .filling_value(2, 99)
    ///     .load(TextSource::text(text))?;
    /// assert_eq!(rows.to_string(), "[(1, -1,  3) (0,  5, 99)]");
    /// # Ok::<(), npcore_structured::TextFileError>(())
    /// ```
    pub fn filling_value(mut self, column: impl Into<ColumnKey>, value: impl Into<Scalar>) -> Self {
        self.filling.add(column.into(), value.into());
        self
    }

    /// What makes the values of a column. An error makes the field a missing value, as long as types are not
    /// [inferred](GenFromTxt::infer): then it is an error.
    pub fn converter<V: Into<Scalar>, E: fmt::Display>(
        mut self,
        column: impl Into<ColumnKey>,
        convert: impl FnMut(&str) -> Result<V, E> + 'c,
    ) -> Self {
        self.converters.push(UserConverter { key: column.into(), convert: converter(convert) });
        self
    }

    /// Whether a field that is no value of its type is a missing value (it is unless this says no), or an error.
    pub fn loose(mut self, loose: bool) -> Self {
        self.loose = loose;
        self
    }

    /// Whether lines of another length than the first are an error (they are unless this says no), or left out.
    pub fn invalid_raise(mut self, raise: bool) -> Self {
        self.invalid_raise = raise;
        self
    }

    /// Whether the array is transposed. For records see [`columns`](Self::columns).
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

    /// Reads the text.
    ///
    /// # Errors
    /// As [`genfromtxt`]; options that contradict each other; where [`loose`](Self::loose) is off, fields that are no values.
    pub fn load<'a>(self, source: impl Into<TextSource<'a>>) -> TextResult<Array<T>> {
        Ok(engine::typed(source.into().read_by(|source| self.read(source))?)?)
    }

    /// Reads the text as one array for each field of the record, or for each column.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn columns<'a>(mut self, source: impl Into<TextSource<'a>>) -> TextResult<Vec<DynArray>> {
        self.unpack = false;
        let array = source.into().read_by(|source| self.read(source))?;
        if array.dtype().is_record() || array.ndim() == 2 {
            return fields(&array);
        }
        Ok(vec![array])
    }
}

impl<T: Elem> fmt::Debug for GenFromTxt<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenFromTxt")
            .field("dtype", &self.dtype)
            .field("splitter", &self.splitter)
            .field("names", &self.names)
            .field("usecols", &self.usecols)
            .field("missing", &self.missing)
            .field("filling", &self.filling)
            .finish_non_exhaustive()
    }
}
