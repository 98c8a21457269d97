//! Strings as lists of their parts: NumPy's `np.char.split` and its like, which give arrays of lists.

use npcore_array::{ArrayError, DynView, Result};
use npcore_dtype::Scalar;

use super::case::not_text;
use super::operand::{TextOperand, kind};

/// The strings of an array, of characters, in C order.
fn strings(view: &DynView<'_>) -> Result<Vec<String>> {
    if kind(view.dtype()).is_none() {
        return Err(not_text());
    }
    let text = |value| match value {
        Scalar::Str(text) => text,
        // Of bytes those beyond ASCII cannot be characters.
        other => other.to_string(),
    };
    if view.dtype().is_bytes() {
        let wide = view.astype_dyn(npcore_dtype::DType::str_of(view.itemsize() as u32))?;
        return Ok(wide.values().map(text).collect());
    }
    Ok(view.values().map(text).collect())
}

/// The separator, one for all; `None` where it is empty, which stands for white space.
fn parts_of(
    a: impl TextOperand,
    sep: Option<&str>,
    maxsplit: Option<usize>,
    from_end: bool,
) -> Result<Vec<Vec<String>>> {
    let given = a.given();
    let all = strings(&given.view())?;
    if sep == Some("") {
        return Err(ArrayError::Value("empty separator".to_owned()));
    }
    let most = maxsplit.map_or(usize::MAX, |n| n.saturating_add(1));
    let split = |text: &String| -> Vec<String> {
        match sep {
            Some(sep) if from_end => reversed(text.rsplitn(most, sep)),
            Some(sep) => text.splitn(most, sep).map(str::to_owned).collect(),
            None => words(text, most, from_end),
        }
    };
    Ok(all.iter().map(split).collect())
}

fn reversed<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut parts: Vec<String> = parts.map(str::to_owned).collect();
    parts.reverse();
    parts
}

/// Parts between white space, at most so many: the last of them is the rest, with the white space in it.
fn words(text: &str, most: usize, from_end: bool) -> Vec<String> {
    let space = |c: char| super::unicode::is_space(c.into());
    let mut parts = Vec::new();
    let mut rest = if from_end { text.trim_end_matches(space) } else { text.trim_start_matches(space) };
    while !rest.is_empty() {
        let at = if parts.len() + 1 == most {
            None
        } else if from_end {
            rest.char_indices().rfind(|&(_, c)| space(c)).map(|(at, c)| (at, at + c.len_utf8()))
        } else {
            rest.char_indices().find(|&(_, c)| space(c)).map(|(at, c)| (at, at + c.len_utf8()))
        };
        let Some((end, next)) = at else {
            // Python takes white space off the far end of the rest of `rsplit`, and keeps that of `split`.
            let last = match (parts.len() + 1 == most, from_end) {
                (true, true) => rest.trim_end_matches(space),
                (true, false) => rest.trim_start_matches(space),
                _ => rest,
            };
            parts.push(last.to_owned());
            break;
        };
        if from_end {
            parts.push(rest[next..].to_owned());
            rest = rest[..end].trim_end_matches(space);
        } else {
            parts.push(rest[..end].to_owned());
            rest = rest[next..].trim_start_matches(space);
        }
    }
    if from_end {
        parts.reverse();
    }
    parts
}

/// The parts of each string between separators (between white space, for `None`), after at most `maxsplit` of them; the
/// strings in C order.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["a, b,c", "d"];
/// assert_eq!(strings::split(&a, Some(","), None)?, [vec!["a", " b", "c"], vec!["d"]]);
/// assert_eq!(strings::split(&a, Some(","), Some(1))?[0], ["a", " b,c"]);
/// assert_eq!(strings::split(" a  b ", None, None)?[0], ["a", "b"]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `string operation on non-string array`; `empty separator`; bytes that are not ASCII.
pub fn split(a: impl TextOperand, sep: Option<&str>, maxsplit: Option<usize>) -> Result<Vec<Vec<String>>> {
    parts_of(a, sep, maxsplit, false)
}

/// [`split`] from the end.
///
/// ```
/// use npcore_structured::strings;
/// assert_eq!(strings::rsplit("a.b.c", Some("."), Some(1))?[0], ["a.b", "c"]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`split`].
pub fn rsplit(a: impl TextOperand, sep: Option<&str>, maxsplit: Option<usize>) -> Result<Vec<Vec<String>>> {
    parts_of(a, sep, maxsplit, true)
}

/// The lines of each string, with their ends if `keepends`; the strings in C order.
///
/// ```
/// use npcore_structured::strings;
/// assert_eq!(strings::splitlines("a\nb\r\n", false)?[0], ["a", "b"]);
/// assert_eq!(strings::splitlines("a\nb\r\n", true)?[0], ["a\n", "b\r\n"]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `string operation on non-string array`; bytes that are not ASCII.
pub fn splitlines(a: impl TextOperand, keepends: bool) -> Result<Vec<Vec<String>>> {
    let given = a.given();
    let bytes = given.view().dtype().is_bytes();
    // Bytes end their lines by these only.
    let ends = move |c: char| match c {
        '\n' | '\r' => true,
        '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}' => !bytes,
        _ => false,
    };
    let lines = |text: &String| {
        let (mut lines, mut rest) = (Vec::new(), &text[..]);
        while !rest.is_empty() {
            let at = rest.find(ends).unwrap_or(rest.len());
            let end = match rest[at..].chars().next() {
                Some('\r') if rest[at + 1..].starts_with('\n') => 2,
                end => end.map_or(0, char::len_utf8),
            };
            lines.push(rest[..if keepends { at + end } else { at }].to_owned());
            rest = &rest[at + end..];
        }
        lines
    };
    Ok(strings(&given.view())?.iter().map(lines).collect())
}
