//! Where one string stands in another.

use npcore_array::engine::OperandParts;
use npcore_array::{Array, ArrayError, Result};

use super::operand::{Bounds, TextOperand, common_kind, end_class, integers};
use super::rows::{Frame, Integers};
use super::unit::{Unit, trimmed};
use super::with_units;

/// Where the first `needle` begins.
#[inline]
pub(super) fn first<U: Unit>(text: &[U], needle: &[U]) -> Option<usize> {
    let Some((&head, rest)) = needle.split_first() else { return Some(0) };
    let last = text.len().checked_sub(needle.len())?;
    let mut from = 0;
    loop {
        let at = from + text[from..=last].iter().position(|&unit| unit == head)?;
        if text[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
        if from > last {
            return None;
        }
    }
}

/// Where the last `needle` begins.
pub(super) fn last<U: Unit>(text: &[U], needle: &[U]) -> Option<usize> {
    let end = text.len().checked_sub(needle.len())?;
    (0..=end).rev().find(|&at| text[at..].starts_with(needle))
}

/// How many `needle`s there are, none of which overlaps the one before; at most `most`.
pub(super) fn occurrences<U: Unit>(mut text: &[U], needle: &[U], most: usize) -> usize {
    if needle.is_empty() {
        return (text.len() + 1).min(most);
    }
    let mut count = 0;
    while count < most
        && let Some(at) = first(text, needle)
    {
        count += 1;
        text = &text[at + needle.len()..];
    }
    count
}

/// The part of a text between positions, as Python's slices; `None` where the start is behind the end of the text.
fn within<U: Unit>(text: &[U], start: i64, end: i64) -> Option<(usize, &[U])> {
    let len = text.len() as i64;
    let from_end = |at: i64| if at < 0 { (at + len).max(0) } else { at };
    let (start, end) = (from_end(start), from_end(end.min(len)));
    (start <= end).then(|| (start as usize, &text[start as usize..end as usize]))
}

/// What is searched for, and what is told about it.
trait Search {
    type Found: npcore_dtype::Element;
    /// Whether the answer is the same with the zeros behind the text, as the needle, if there is one, ends with none.
    const ZEROS_MAY_STAY: bool;
    /// The answer for `text`, which begins at `offset` of the element; `None` if there is no such part.
    fn answer<U: Unit>(part: Option<(usize, &[U])>, needle: &[U]) -> Self::Found;
}

fn search<S: Search>(
    name: &str,
    a: impl TextOperand,
    needle: impl TextOperand,
    bounds: impl Bounds,
) -> Result<Array<S::Found>> {
    search_given::<S>(name, [&a.given(), &needle.given()], bounds.ends())
}

fn search_given<S: Search>(
    name: &str,
    text: [&super::operand::Given<'_>; 2],
    ends: [Option<OperandParts<'_>>; 2],
) -> Result<Array<S::Found>> {
    let [a, needle] = text.map(super::operand::Given::view);
    let kind = common_kind(name, &[&a, &needle], &[end_class(ends[0].as_ref()), end_class(ends[1].as_ref())])?;
    let mut given = [None, None];
    for (i, (array, end)) in given.iter_mut().zip(&ends).enumerate() {
        *array = end.as_ref().map(|parts| integers(name, 2 + i, parts)).transpose()?;
    }
    let views = given.each_ref().map(|array| array.as_ref().map(|array| array.view()));
    let mut all = vec![Some(&a), Some(&needle)];
    all.extend(views.iter().map(Option::as_ref));
    let frame = Frame::of(&all)?;
    let (text, sought) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&needle, needle.dtype().to_native())?);
    let bytes = text.bytes() + sought.bytes();
    if views.iter().all(Option::is_none) {
        return with_units!(kind, U => {
            let (text, sought) = (text.text::<U>(), sought.text::<U>());
            let row = |i| if S::ZEROS_MAY_STAY { text.row(i) } else { text.get(i) };
            frame.values(bytes, |i| S::answer(Some((0, row(i))), sought.get(i)))
        });
    }
    let mut held = [None, None];
    for (held, view) in held.iter_mut().zip(&views) {
        *held = view.as_ref().map(|view| frame.hold(view, npcore_dtype::DType::INT64)).transpose()?;
    }
    let start = held[0].as_ref().map_or(Integers::all(&0), |held| held.integers());
    let end = held[1].as_ref().map_or(Integers::all(&i64::MAX), |held| held.integers());
    with_units!(kind, U => {
        let (text, sought) = (text.text::<U>(), sought.text::<U>());
        frame.values(bytes, |i| S::answer(within(trimmed(text.row(i)), start.get(i), end.get(i)), sought.get(i)))
    })
}

macro_rules! searches {
    ($($(#[$meta:meta])* $find:ident($zeros:literal) $name:ident -> $found:ty: |$part:ident, $needle:ident| $answer:expr;)*) => { $(
        struct $find;
        impl Search for $find {
            type Found = $found;
            const ZEROS_MAY_STAY: bool = $zeros;
            #[inline]
            fn answer<U: Unit>($part: Option<(usize, &[U])>, $needle: &[U]) -> $found {
                $answer
            }
        }

        $(#[$meta])*
        ///
        /// # Errors
        /// Elements that are no text, or text of characters with bytes; positions that are no integers; shapes that do not
        /// fit; no memory.
        pub fn $name(a: impl TextOperand, sub: impl TextOperand, bounds: impl Bounds) -> Result<Array<$found>> {
            search::<$find>(stringify!($name), a, sub, bounds)
        }
    )* };
}

fn position(offset: usize, found: Option<usize>) -> i64 {
    found.map_or(-1, |at| (offset + at) as i64)
}

searches! {
    /// Where `sub` first begins in each string, within bounds (`..` for the whole string); -1 if it is not there.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// let a = array!["banana", "bandana"];
    /// assert_eq!(strings::find(&a, "ana", ..)?.to_string(), "[1 4]");
    /// assert_eq!(strings::find(&a, "an", 2..-1)?.to_string(), "[3 4]");
    /// assert_eq!(strings::find(&a, ["x", "d"], ..)?.to_string(), "[-1  3]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    First(true) find -> i64: |part, needle| part.map_or(-1, |(offset, text)| position(offset, first(text, needle)));
    /// Where `sub` last begins in each string, within bounds; -1 if it is not there.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::rfind(&array!["banana", "b"], "an", ..)?.to_string(), "[ 3 -1]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    Last(false) rfind -> i64: |part, needle| part.map_or(-1, |(offset, text)| position(offset, last(text, needle)));
    /// How often `sub` is in each string, within bounds, without overlaps.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::count(&array!["aaaa", "aba"], "aa", ..)?.to_string(), "[2 0]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    Count(false) count -> i64: |part, needle| part.map_or(0, |(_, text)| occurrences(text, needle, usize::MAX) as i64);
    /// Whether each string, within bounds, begins with `sub`.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// let a = array!["data.csv", "note.txt"];
    /// assert_eq!(strings::startswith(&a, "data", ..)?.to_string(), "[ True False]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    Start(true) startswith -> bool: |part, needle| part.is_some_and(|(_, text)| text.starts_with(needle));
    /// Whether each string, within bounds, ends with `sub`.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// let a = array!["data.csv", "note.txt"];
    /// assert_eq!(strings::endswith(&a, ".csv", ..)?.to_string(), "[ True False]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    End(false) endswith -> bool: |part, needle| part.is_some_and(|(_, text)| text.ends_with(needle));
}

/// The positions, or the error that some string has none.
fn found(positions: Array<i64>) -> Result<Array<i64>> {
    if positions.values().any(|at| at < 0) {
        return Err(ArrayError::Value("substring not found".to_owned()));
    }
    Ok(positions)
}

/// [`find`], with an error where `sub` is not there.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::index(&array!["ab", "b"], "b", ..)?.to_string(), "[1 0]");
/// assert_eq!(strings::index("ab", "x", ..).unwrap_err().to_string(), "substring not found");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`find`]; `substring not found`.
pub fn index(a: impl TextOperand, sub: impl TextOperand, bounds: impl Bounds) -> Result<Array<i64>> {
    found(search::<First>("index", a, sub, bounds)?)
}

/// [`rfind`], with an error where `sub` is not there.
///
/// ```
/// assert_eq!(npcore_structured::strings::rindex("abab", "b", ..)?.item()?, 3);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`rfind`]; `substring not found`.
pub fn rindex(a: impl TextOperand, sub: impl TextOperand, bounds: impl Bounds) -> Result<Array<i64>> {
    found(search::<Last>("rindex", a, sub, bounds)?)
}
