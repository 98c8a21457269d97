//! NumPy's spellings of dtypes, parsed. No input panics, recurses without bound or allocates more than in
//! proportion to its length.

mod comma;
pub mod literal;
mod simple;
mod structured;

use crate::dtype::DType;
use crate::error::DTypeError;
use std::str::FromStr;

/// How deep records, tuples and lists may nest in a text.
pub(crate) const MAX_DEPTH: usize = 64;

/// A dtype, and the shape if it is a sub-array.
type Parsed = (DType, Vec<usize>);

impl DType {
    /// A dtype from NumPy's spelling.
    ///
    /// Understood are:
    /// * names and type codes with a byte order: `int32`, `<f8`, `>i2`, `?`, `U10`, `S5`, `V16`, `M8[ns]`,
    ///   `timedelta64[10ms]`;
    /// * comma strings, records with fields `f0`, `f1`, ...: `i4, (2,3)f8, 3u1`;
    /// * what Python would print of a list or dictionary: `[('name', 'U20'), ('xyz', 'f4', (3,))]`,
    ///   `{'names': ['a'], 'formats': ['i4'], 'offsets': [4], 'itemsize': 16}` (also `'aligned': True`);
    /// * what `repr` prints: `dtype([('a', '<i4')], align=True)`.
    ///
    /// # Errors
    /// [`DTypeError`] in NumPy's words. Not supported: sub-arrays outside of records, titles of fields, objects,
    /// long double, variable-width strings.
    ///
    /// ```
    /// use npcore_dtype::DType;
    /// assert_eq!(DType::parse("float64")?, DType::FLOAT64);
    /// assert_eq!(DType::parse("[('x', 'i2'), ('y', 'f8')]")?.itemsize(), 10);
    /// assert_eq!(DType::parse("foo").unwrap_err().to_string(), "data type 'foo' not understood");
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<DType, DTypeError> {
        whole(parse_any(text)?)
    }

    /// A dtype from the `descr` text in the header of a `.npy` file: like [`DType::parse`], but fields of raw
    /// bytes without a name are padding, as [`DType::descr`] writes it.
    ///
    /// # Errors
    /// As [`DType::parse`].
    ///
    /// ```
    /// use npcore_dtype::DType;
    /// let d = DType::from_descr("[('a', '<i4'), ('', '|V4'), ('b', '<f8')]")?;
    /// assert_eq!(d.fields().len(), 2);
    /// assert_eq!(d.field("b").unwrap().offset(), 8);
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn from_descr(text: &str) -> Result<DType, DTypeError> {
        DType::from_descr_value(&literal::parse(text.trim())?)
    }

    /// [`DType::from_descr`] of a text that is parsed already, as a part of a header.
    #[doc(hidden)]
    pub fn from_descr_value(value: &literal::Value) -> Result<DType, DTypeError> {
        whole(structured::convert(value, structured::Padding::Unnamed)?)
    }
}

/// A sub-array is no dtype of an array.
fn whole((dtype, shape): Parsed) -> Result<DType, DTypeError> {
    if shape.is_empty() { Ok(dtype) } else { Err(DTypeError::TopLevelSubArray) }
}

/// A dtype from a value that was not read from Python's text.
#[cfg(feature = "serde")]
pub(crate) fn from_value(value: &literal::Value) -> Result<DType, DTypeError> {
    whole(structured::convert(value, structured::Padding::Named)?)
}

fn parse_any(text: &str) -> Result<Parsed, DTypeError> {
    let trimmed = text.trim();
    let is_literal = match trimmed.as_bytes().first() {
        Some(b'[' | b'{') => true,
        // A tuple of a dtype and a shape; `(2,3)f4` begins with a number.
        Some(b'(') => trimmed[1..].trim_start().starts_with(['\'', '"', '[', '{', '(']),
        Some(b'd') => trimmed.starts_with("dtype("),
        _ => false,
    };
    if is_literal {
        return structured::convert(&literal::parse(trimmed)?, structured::Padding::Named);
    }
    parse_text(text)
}

/// A spelling in one string, as it stands in quotes in Python.
fn parse_text(text: &str) -> Result<Parsed, DTypeError> {
    if comma::is_comma_string(text) { comma::parse(text) } else { Ok((simple::parse(text)?, Vec::new())) }
}

impl FromStr for DType {
    type Err = DTypeError;

    fn from_str(text: &str) -> Result<DType, DTypeError> {
        DType::parse(text)
    }
}

/// A record dtype, or any other, from a literal: `dtype!([("name", "U20"), ("price", "f8")])`, `dtype!("<f8")`.
///
/// A field is `(name, dtype)` or `(name, dtype, [shape])`; a dtype is a spelling, a [`DType`], or a nested list.
///
/// # Panics
/// If [`DType::parse`] or [`RecordBuilder::build`](crate::RecordBuilder::build) would give an error.
///
/// ```
/// use npcore_dtype::{DType, dtype};
/// let trade = dtype!([("name", "U20"), ("price", "f8"), ("levels", DType::INT32, [2, 3])]);
/// assert_eq!(trade.itemsize(), 80 + 8 + 24);
/// assert_eq!(trade.to_string(), "[('name', '<U20'), ('price', '<f8'), ('levels', '<i4', (2, 3))]");
/// assert_eq!(dtype!("i4"), DType::INT32);
/// ```
#[macro_export]
macro_rules! dtype {
    ([$($field:tt),* $(,)?]) => {
        $crate::RecordBuilder::new()$(.macro_field($crate::dtype!(@field $field)))*
            .build()
            .unwrap_or_else(|e| ::std::panic!("{e}"))
    };
    (@field ($name:expr, [$($inner:tt)*] $(, [$($len:expr),* $(,)?])?)) => {
        ($name, $crate::dtype!([$($inner)*]), &[$($($len as usize),*)?] as &[usize])
    };
    (@field ($name:expr, $spelling:expr $(, [$($len:expr),* $(,)?])?)) => {
        ($name, $crate::dtype!($spelling), &[$($($len as usize),*)?] as &[usize])
    };
    ($spelling:expr) => {
        $crate::IntoDType::into_dtype($spelling).unwrap_or_else(|e| ::std::panic!("{e}"))
    };
}

/// What can stand for a dtype: a [`DType`], a [`ScalarType`](crate::ScalarType) or NumPy's spelling.
pub trait IntoDType {
    /// The dtype.
    ///
    /// # Errors
    /// If a spelling is not understood.
    fn into_dtype(self) -> Result<DType, DTypeError>;
}

impl IntoDType for DType {
    fn into_dtype(self) -> Result<DType, DTypeError> {
        Ok(self)
    }
}

impl IntoDType for crate::ScalarType {
    fn into_dtype(self) -> Result<DType, DTypeError> {
        Ok(DType::scalar(self))
    }
}

impl IntoDType for &str {
    fn into_dtype(self) -> Result<DType, DTypeError> {
        DType::parse(self)
    }
}
