//! How a text is split into rows and fields: `loadtxt`'s rules.

use std::borrow::Cow;

use memchr::{memchr2, memmem};

use super::characters::{first_char, is_space};
use super::columns::Column;
use super::error::{TextFileError, TextResult};

/// What a byte means outside of quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Delimiter,
    LineEnd,
    Comment,
    /// The first byte of a character that must be looked at as a whole.
    Other,
}

/// What separates fields and rows.
#[derive(Clone)]
pub(crate) struct Syntax {
    /// None for white space.
    delimiter: Option<char>,
    comment: Option<char>,
    pub quote: Option<char>,
    /// Several comments, or longer ones: cut off before anything else is looked at.
    comments: Vec<String>,
    classes: [Class; 256],
}

/// A field of a row: a part of the text, or of the memory for fields that do not lie in the text as they are.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub start: usize,
    pub end: usize,
    unquoted: bool,
}

/// The fields of one row.
#[derive(Default)]
pub(crate) struct Fields {
    pub places: Vec<Place>,
    rewritten: Vec<u8>,
}

impl Fields {
    /// The text of a field.
    #[inline]
    pub fn get<'a>(&'a self, text: &'a [u8], i: usize) -> &'a [u8] {
        let Place { start, end, unquoted } = self.places[i];
        if unquoted { &self.rewritten[start..end] } else { &text[start..end] }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    fn clear(&mut self) {
        self.places.clear();
        self.rewritten.clear();
    }

    /// A part of a field, in which every end of a line is `\n`.
    fn rewrite(&mut self, mut text: &[u8]) {
        while let Some(at) = memchr::memchr(b'\r', text) {
            self.rewritten.extend_from_slice(&text[..at]);
            self.rewritten.push(b'\n');
            text = &text[after_line_end(text, at)..];
        }
        self.rewritten.extend_from_slice(text);
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        self.places.push(Place { start, end, unquoted: false });
    }
}

impl Syntax {
    /// # Errors
    /// Characters that cannot stand side by side, in NumPy's words.
    pub fn new(delimiter: Option<&str>, comments: &[String], quote: Option<char>) -> TextResult<Syntax> {
        if comments.iter().any(String::is_empty) {
            return Err(TextFileError::value(
                "comments cannot be an empty string. Use comments=None to disable comments.",
            ));
        }
        let single = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let (comment, several) = match comments {
            [] => (None, Vec::new()),
            [one] if single(one).is_some() => (single(one), Vec::new()),
            several if several.len() > 1 && several.iter().any(|c| Some(c.as_str()) == delimiter) => {
                let words: Vec<String> = comments.iter().map(|c| npcore_dtype::python_str(c)).collect();
                return Err(TextFileError::value(format!(
                    "Comment characters '({})' cannot include the delimiter '{}'",
                    words.join(", "),
                    delimiter.unwrap_or_default()
                )));
            }
            several => (None, several.to_vec()),
        };
        if !several.is_empty() && quote.is_some() {
            return Err(TextFileError::value(
                "when multiple comments or a multi-character comment is given, quotes are not supported.  In this case \
                quotechar must be set to None.",
            ));
        }
        let delimiter = match delimiter {
            None => None,
            Some(text) => Some(single(text).ok_or_else(|| {
                TextFileError::value(format!(
                    "Text reading control character must be a single unicode character or None; but got: {}",
                    npcore_dtype::python_str(text)
                ))
            })?),
        };
        for (name, c) in [("delimiter", delimiter), ("comment", comment), ("quotechar", quote)] {
            if matches!(c, Some('\n' | '\r')) {
                return Err(TextFileError::value(format!(
                    "control character '{name}' cannot be a newline (`\\r` or `\\n`)."
                )));
            }
        }
        let clash = |a: &str, b: &str| {
            let words = format!("The values for control characters '{a}' and '{b}' are incompatible");
            Err(TextFileError::value(words))
        };
        if delimiter.is_none() {
            for (name, c) in [("comment", comment), ("quotechar", quote)] {
                if c.is_some_and(is_space) {
                    return clash("delimiter", name);
                }
            }
        }
        if comment.is_some() && comment == delimiter {
            return clash("comment", "delimiter");
        }
        if quote.is_some() && quote == delimiter {
            return clash("quotechar", "delimiter");
        }
        if comment.is_some() && comment == quote {
            return clash("comment", "quotechar");
        }
        let mut classes = [Class::Plain; 256];
        if delimiter.is_none() {
            (0..128).filter(|&b| is_space(char::from(b))).for_each(|b| classes[usize::from(b)] = Class::Delimiter);
            // What has more than one byte may be a space too.
            classes[0xc2] = Class::Other;
            classes[0xe1..0xe4].fill(Class::Other);
        }
        for (c, class) in [(delimiter, Class::Delimiter), (comment, Class::Comment)] {
            if let Some(c) = c {
                let first = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
                classes[usize::from(first)] = if c.is_ascii() { class } else { Class::Other };
            }
        }
        classes[usize::from(b'\n')] = Class::LineEnd;
        classes[usize::from(b'\r')] = Class::LineEnd;
        Ok(Syntax { delimiter, comment, quote, comments: several, classes })
    }

    /// The text without comments of several characters; other comments are found with the fields.
    pub fn without_comments<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        if self.comments.is_empty() || self.comments.iter().all(|c| memmem::find(text, c.as_bytes()).is_none()) {
            return Cow::Borrowed(text);
        }
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            let end = line_end(text, at);
            let mut line = &text[at..end];
            for comment in &self.comments {
                if let Some(start) = memmem::find(line, comment.as_bytes()) {
                    line = &line[..start];
                }
            }
            out.extend_from_slice(line);
            at = after_line_end(text, end);
            out.extend_from_slice(&text[end..at]);
        }
        Cow::Owned(out)
    }

    /// What a byte at `at` means, and how many bytes belong to it.
    #[inline(always)]
    fn class_at(&self, text: &[u8], at: usize) -> (Class, usize) {
        match self.classes[usize::from(text[at])] {
            Class::Other => self.look(&text[at..]),
            class => (class, 1),
        }
    }

    #[cold]
    fn look(&self, text: &[u8]) -> (Class, usize) {
        let Some(c) = first_char(text) else { return (Class::Plain, 1) };
        let class = if self.delimiter == Some(c) || (self.delimiter.is_none() && is_space(c)) {
            Class::Delimiter
        } else if self.comment == Some(c) {
            Class::Comment
        } else {
            Class::Plain
        };
        (class, c.len_utf8())
    }

    /// The fields of the row at `at`, and where the next row begins; no fields for a line without data.
    ///
    /// None where the row is not known to be over, as the text is not: `at_end` tells that nothing follows it.
    #[inline]
    pub fn row(&self, text: &[u8], at: usize, at_end: bool, fields: &mut Fields) -> Option<usize> {
        fields.clear();
        let (end, is_open) = match (self.quote, self.delimiter) {
            (Some(quote), _) => self.quoted_row(text, at, quote, fields),
            (None, None) => (self.spaced_row(text, at, fields), false),
            (None, Some(_)) => (self.delimited_row(text, at, fields), false),
        };
        // A `\r` at the very end may be the first half of an end, a quote the first of two.
        let is_over = end < text.len() || (!is_open && end > 0 && text[end - 1] == b'\n');
        (at_end || is_over).then_some(end)
    }

    /// The row at `at` if it is nothing but numbers and texts for these columns: written to the bytes of a row, and where the
    /// next row begins. One pass over the text does what else takes two; whatever is unusual is left to [`row`](Self::row).
    #[inline]
    pub fn plain_row(&self, columns: &[Column], text: &[u8], mut at: usize, row: &mut [u8]) -> Option<usize> {
        let class = |at: usize| text.get(at).map(|&b| self.classes[usize::from(b)]);
        let is_spaced = self.delimiter.is_none();
        for (i, column) in columns.iter().enumerate() {
            while is_spaced && class(at)? == Class::Delimiter {
                at += 1;
            }
            at += self.plain_field(column, text, at, row)?;
            if i + 1 < columns.len() {
                if class(at)? != Class::Delimiter {
                    return None;
                }
                at += 1;
            }
        }
        while is_spaced && class(at)? == Class::Delimiter {
            at += 1;
        }
        (class(at)? == Class::LineEnd).then(|| after_line_end(text, at))
    }

    /// A field at a place of a text, written to the bytes of a row, and its length.
    #[inline(always)]
    fn plain_field(&self, column: &Column, text: &[u8], at: usize, row: &mut [u8]) -> Option<usize> {
        if column.is_number() {
            return column.read_prefix(text, at, row);
        }
        let text = text.get(at..)?;
        let n = text.iter().take_while(|&&b| self.classes[usize::from(b)] == Class::Plain).count();
        (n > 0 && column.read(&text[..n], row)).then_some(n)
    }

    /// White space between fields, and none of it in them.
    fn spaced_row(&self, text: &[u8], mut at: usize, fields: &mut Fields) -> usize {
        loop {
            // To the next field.
            let start = loop {
                if at == text.len() {
                    return at;
                }
                match self.class_at(text, at) {
                    (Class::Delimiter, n) => at += n,
                    (Class::Plain | Class::Other, n) => {
                        let start = at;
                        at += n;
                        break start;
                    }
                    (Class::LineEnd, _) => return after_line_end(text, at),
                    (Class::Comment, _) => return after_line_end(text, line_end(text, at)),
                }
            };
            loop {
                if at == text.len() {
                    fields.push(start, at);
                    return at;
                }
                match self.class_at(text, at) {
                    (Class::Plain | Class::Other, n) => at += n,
                    (class, n) => {
                        fields.push(start, at);
                        match class {
                            Class::Delimiter => {
                                at += n;
                                break;
                            }
                            Class::LineEnd => return after_line_end(text, at),
                            _ => return after_line_end(text, line_end(text, at)),
                        }
                    }
                }
            }
        }
    }

    /// A character between fields.
    fn delimited_row(&self, text: &[u8], mut at: usize, fields: &mut Fields) -> usize {
        let mut start = at;
        let next = loop {
            if at == text.len() {
                break at;
            }
            match self.class_at(text, at) {
                (Class::Plain | Class::Other, n) => at += n,
                (Class::Delimiter, n) => {
                    fields.push(start, at);
                    at += n;
                    start = at;
                }
                (Class::LineEnd, _) => break after_line_end(text, at),
                (Class::Comment, _) => break after_line_end(text, line_end(text, at)),
            }
        };
        // Nothing at all is no field.
        if !(fields.places.is_empty() && start == at) {
            fields.push(start, at);
        }
        next
    }

    /// As the others, but that a field that begins with the quote goes on behind ends of lines and delimiters until the
    /// next one; two of them are one that belongs to the field. Tells too whether a quote is open at the end.
    ///
    /// NumPy makes an empty field of white space at the end of a line whose first field is quoted; here it is none.
    fn quoted_row(&self, text: &[u8], mut at: usize, quote: char, fields: &mut Fields) -> (usize, bool) {
        let mut buffer = [0; 4];
        let quote = quote.encode_utf8(&mut buffer).as_bytes();
        loop {
            if self.delimiter.is_none() {
                while let Some((Class::Delimiter, n)) = (at < text.len()).then(|| self.class_at(text, at)) {
                    at += n;
                }
            }
            let (mut start, from) = (at, fields.rewritten.len());
            let (is_quoted, mut is_open) = (text[at..].starts_with(quote), false);
            if is_quoted {
                at += quote.len();
                start = at;
                loop {
                    let Some(found) = memmem::find(&text[at..], quote) else {
                        // A field that is not closed is over with the text.
                        (at, is_open) = (text.len(), true);
                        break;
                    };
                    let close = at + found;
                    at = close + quote.len();
                    let is_doubled = text[at..].starts_with(quote);
                    fields.rewrite(&text[start..if is_doubled { at } else { close }]);
                    at += if is_doubled { quote.len() } else { 0 };
                    start = at;
                    if !is_doubled {
                        break;
                    }
                }
            }
            // What follows a closing quote belongs to the field.
            let (class, n) = loop {
                if at == text.len() {
                    break (Class::LineEnd, 0);
                }
                match self.class_at(text, at) {
                    (Class::Plain | Class::Other, n) => at += n,
                    other => break other,
                }
            };
            if is_quoted {
                fields.rewrite(&text[start..at]);
                fields.places.push(Place { start: from, end: fields.rewritten.len(), unquoted: true });
            } else {
                fields.push(start, at);
            }
            if class == Class::Delimiter {
                at += n;
                continue;
            }
            // An empty last field is none where it is alone, and between white space.
            if !is_quoted && start == at && (fields.len() == 1 || self.delimiter.is_none()) {
                fields.places.pop();
            }
            let end = if class == Class::Comment { line_end(text, at) } else { at };
            return (after_line_end(text, end), is_open);
        }
    }
}

/// Where the line ends that `at` belongs to: at its first `\n` or `\r`, or with the text.
#[inline]
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    memchr2(b'\n', b'\r', &text[at..]).map_or(text.len(), |n| at + n)
}

/// Behind the end of a line: `\n`, `\r` or both.
#[inline]
pub(crate) fn after_line_end(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(b'\r') if text.get(at + 1) == Some(&b'\n') => at + 2,
        Some(_) => at + 1,
        None => at,
    }
}

/// How many lines end in a text.
pub(crate) fn count_line_ends(text: &[u8]) -> usize {
    let mut n = memchr::memchr_iter(b'\n', text).count();
    for at in memchr::memchr_iter(b'\r', text) {
        n += usize::from(text.get(at + 1) != Some(&b'\n'));
    }
    n
}

/// Where a text can be cut so that no line is: behind its last end of a line that is known to be whole.
pub(crate) fn last_line_end(text: &[u8], at_end: bool) -> usize {
    if at_end {
        return text.len();
    }
    // A `\r` at the very end may be the first half of an end.
    let known = text.strip_suffix(b"\r").unwrap_or(text);
    memchr::memrchr2(b'\n', b'\r', known).map_or(0, |n| n + 1)
}
