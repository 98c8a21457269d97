//! Comma strings: `i4, (2,3)f8, 3u1`, records whose fields are called `f0`, `f1`, ...

use super::{Parsed, simple};
use crate::error::DTypeError;
use crate::record::RecordBuilder;

/// Whether NumPy would take the text for a list of formats (or for one with a repeat count).
pub(super) fn is_comma_string(text: &str) -> bool {
    let rest = text.strip_prefix(['<', '>', '=', '|']).unwrap_or(text);
    if rest.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with("()") {
        return true;
    }
    // A comma in brackets belongs to the type's parameters.
    let mut depth = 0i64;
    text.bytes().skip(1).any(|b| {
        match b {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        b == b',' && depth == 0
    })
}

pub(super) fn parse(text: &str) -> Result<Parsed, DTypeError> {
    let mut items: Vec<Parsed> = Vec::new();
    let mut is_list = false;
    let mut rest = text;
    while !rest.is_empty() {
        let unrecognized = || DTypeError::FormatNotRecognized { number: items_len(&items) + 1, text: text.to_string() };
        let (item, after) = Item::scan(rest);
        if after.trim_start().is_empty() {
            rest = "";
        } else {
            let Some(next) = after.trim_start().strip_prefix(',') else { return Err(unrecognized()) };
            rest = next.trim_start();
            is_list = true;
        }
        let dtype = item.spelling()?;
        let shape = item.shape().ok_or_else(unrecognized)??;
        items.push((simple::parse(&dtype)?, shape));
    }
    if !is_list {
        return items.pop().ok_or_else(|| DTypeError::NotUnderstood { text: text.to_string() });
    }
    let builder = RecordBuilder::new();
    let build = |b: RecordBuilder, (dtype, shape): Parsed| b.push(String::new(), dtype, shape, None);
    Ok((items.into_iter().fold(builder, build).build()?, Vec::new()))
}

fn items_len(items: &[Parsed]) -> usize {
    items.len()
}

/// One format: `<(2,3)f4`, the byte order before or behind the repeats.
struct Item<'a> {
    orders: [&'a str; 2],
    repeats: &'a str,
    code: &'a str,
}

impl<'a> Item<'a> {
    fn scan(text: &'a str) -> (Item<'a>, &'a str) {
        let mut rest = text;
        let mut take = |len: usize| {
            let (taken, after) = rest.split_at(len);
            rest = after;
            (taken, after)
        };
        let order = |text: &str| usize::from(text.starts_with(['<', '>', '|', '=']));
        let (first, after) = take(order(text));
        let (repeats, after) = take(repeats_len(after));
        let (second, after) = take(order(after));
        let (code, after) = take(code_len(after));
        (Item { orders: [first, second], repeats, code }, after)
    }

    /// The byte order and the code together.
    fn spelling(&self) -> Result<String, DTypeError> {
        let native = if cfg!(target_endian = "little") { "<" } else { ">" };
        let order = match self.orders {
            ["", order] | [order, ""] => order,
            [a, b] => {
                let canonical = |order| if matches!(order, "=" | "|") { native } else { order };
                if canonical(a) != canonical(b) {
                    return Err(DTypeError::InconsistentByteOrder {
                        first: canonical(a).into(),
                        second: canonical(b).into(),
                    });
                }
                a
            }
        };
        Ok(format!("{}{}", if order == native { "" } else { order }, self.code))
    }

    /// The shape; `None` if the repeats are no integer or tuple of them.
    fn shape(&self) -> Option<Result<Vec<usize>, DTypeError>> {
        if self.repeats.is_empty() {
            return Some(Ok(Vec::new()));
        }
        let inner = match self.repeats.trim().strip_prefix('(') {
            Some(inner) => inner.strip_suffix(')')?.trim(),
            None => self.repeats.trim(),
        };
        if inner.is_empty() {
            return self.repeats.trim().starts_with('(').then(|| Ok(Vec::new()));
        }
        let lens = inner.strip_suffix(',').unwrap_or(inner).split(',').map(str::trim);
        let mut shape = Vec::new();
        for len in lens {
            if len.is_empty() || !len.bytes().all(|b| b.is_ascii_digit()) || (len.len() > 1 && len.starts_with('0')) {
                return None;
            }
            match len.parse() {
                Ok(len) => shape.push(len),
                Err(_) => return Some(Err(DTypeError::SubArrayRank)),
            }
        }
        Some(Ok(shape))
    }
}

/// Blanks, an opening parenthesis, digits, commas and blanks, a closing parenthesis, blanks.
fn repeats_len(text: &str) -> usize {
    let trimmed = text.trim_start_matches(' ');
    let trimmed = trimmed.strip_prefix('(').unwrap_or(trimmed);
    let trimmed = trimmed.trim_start_matches(|c: char| c == ' ' || c == ',' || c.is_ascii_digit());
    let trimmed = trimmed.strip_prefix(')').unwrap_or(trimmed);
    text.len() - trimmed.trim_start_matches(' ').len()
}

/// Letters, digits, `.` and `?`, and parameters in brackets.
fn code_len(text: &str) -> usize {
    let after = text.trim_start_matches(|c: char| c == '.' || c == '?' || c.is_ascii_alphanumeric());
    let parameters = after.strip_prefix('[').and_then(|inner| {
        let end = inner.trim_start_matches(|c: char| c == '.' || c == ',' || c.is_ascii_alphanumeric());
        end.strip_prefix(']')
    });
    text.len() - parameters.unwrap_or(after).len()
}
