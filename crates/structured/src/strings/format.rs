//! `strings::mod_`: values put into format strings.

use npcore_array::{Array, ArrayError, Operand, Result, engine};
use npcore_dtype::Scalar;

use super::case::not_text;
use super::code::collected;
use super::operand::{Kind, TextOperand, kind};
use super::rows::{Column, Frame};
use super::unit::Unit;
use crate::latin1;
use crate::percent::{Refusal, RowFormat, Value};

fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// A format string with one value.
fn formatted(format: &RowFormat, value: Value) -> Result<String> {
    // Python takes NumPy's numbers for mappings, which may be left over; a text may not.
    let is_text = matches!(value, Value::Bytes(_) | Value::Scalar(Scalar::Str(_) | Scalar::Bytes(_)));
    let values = (is_text || format.takes_values()).then_some(value);
    let mut out = String::new();
    match format.write(&mut out, values.into_iter()) {
        Ok(()) => Ok(out),
        Err(Refusal::Mismatch(words) | Refusal::Other(words)) => refused(words),
    }
}

/// What the format of each row makes of its value.
fn texts<U: Unit>(
    formats: &Column<'_, U>,
    parse: impl Fn(&[U]) -> RowFormat,
    values: impl Iterator<Item = Value>,
) -> Result<Vec<String>> {
    // A format that many rows have is parsed once.
    let mut last: (&[U], RowFormat) = (&[], parse(&[]));
    let row = |(i, value)| {
        let units = formats.get(i);
        if units != last.0 {
            last = (units, parse(units));
        }
        formatted(&last.1, value)
    };
    values.enumerate().map(row).collect()
}

/// Every format string with a value in place of its conversion (`%d`, `%8.3f`, `%s`): Python's `%`, NumPy's `np.strings.mod`.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = strings::mod_("%.2f m", &array![1.0, 2.345])?;
/// assert_eq!(a.to_string(), "['1.00 m' '2.35 m']");
/// assert_eq!(strings::mod_(["%03d", "<%s>"], [7, 8])?.to_string(), "['007' '<8>']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `string operation on non-string array`; conversions that do not take the value, in Python's words; shapes that do not fit; no
/// memory.
pub fn mod_<A: TextOperand>(a: A, values: impl Operand) -> Result<Array<A::Made>> {
    let given = a.given();
    let view = given.view();
    let kind = kind(view.dtype()).ok_or_else(not_text)?;
    let parts = values.parts();
    let values = parts.view();
    let frame = Frame::new(&[&view, &values])?;
    let (formats, values) = (frame.hold(&view, view.dtype().to_native())?, frame.hold(&values, values.dtype())?);
    let scalars = (0..frame.len()).map(|i| values.scalar(i));
    let made = match kind {
        Kind::Chars => {
            let char_of = |&unit: &u32| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
            let parse = |units: &[u32]| RowFormat::new(&units.iter().map(char_of).collect::<String>());
            let all = texts(&formats.text::<u32>(), parse, scalars.map(Value::of))?;
            let all: Vec<Vec<u32>> = all.iter().map(|text| text.chars().map(u32::from).collect()).collect();
            collected(&frame, &all)?
        }
        Kind::Bytes => {
            let value = |scalar| match scalar {
                Scalar::Bytes(bytes) => Value::Bytes(bytes),
                other => Value::of(other),
            };
            let parse = |bytes: &[u8]| RowFormat::of_bytes(&latin1::decode(bytes));
            let all = texts(&formats.text::<u8>(), parse, scalars.map(value))?;
            let all: Option<Vec<Vec<u8>>> = all.iter().map(|text| latin1::encode(text)).collect();
            collected(&frame, &all.map_or_else(|| refused("a format of bytes takes no text"), Ok)?)?
        }
    };
    engine::typed(made)
}
