//! Lines of a text and the fields of a line, as Python splits them.

use super::super::characters::is_space;
use super::super::error::TextResult;
use super::super::source::TextReader;
use super::super::syntax::{after_line_end, line_end};

/// Text that is read at once.
const BLOCK: usize = 1 << 20;

/// Where a line is split.
#[derive(Clone, Debug)]
pub(crate) enum Splitting {
    /// At white space.
    Space,
    /// At a text.
    Text(String),
    /// Into fields of so many characters.
    Width(usize),
    /// Into fields of these widths.
    Widths(Vec<usize>),
}

/// How a line becomes fields.
#[derive(Clone, Debug)]
pub(crate) struct Splitter {
    pub splitting: Splitting,
    pub comments: Option<String>,
    pub autostrip: bool,
}

impl Splitter {
    /// Calls `f` with the fields of a line (which may have its end), and tells how many there were.
    pub fn split<'t>(&self, line: &'t str, mut f: impl FnMut(&'t str)) -> usize {
        let line = match &self.comments {
            Some(comments) => line.split_once(comments.as_str()).map_or(line, |(before, _)| before),
            None => line,
        };
        let mut n = 0;
        let mut push = |field: &'t str| {
            n += 1;
            f(if self.autostrip { field.trim_matches(is_space) } else { field });
        };
        match &self.splitting {
            Splitting::Space => {
                let line = line.trim_matches([' ', '\r', '\n']);
                if line.is_ascii() {
                    let space = |b: &u8| matches!(b, b'\t'..=b'\r' | 0x1c..=0x20);
                    let bytes = line.as_bytes();
                    let mut at = 0;
                    loop {
                        at += bytes[at..].iter().take_while(|b| space(b)).count();
                        if at == bytes.len() {
                            break;
                        }
                        let start = at;
                        at += bytes[at..].iter().take_while(|b| !space(b)).count();
                        push(&line[start..at]);
                    }
                } else {
                    line.split(is_space).filter(|field| !field.is_empty()).for_each(push);
                }
            }
            Splitting::Text(delimiter) => {
                let line = line.trim_matches([' ', '\r', '\n']);
                match delimiter.as_bytes() {
                    _ if line.is_empty() => {}
                    &[byte] => {
                        let mut start = 0;
                        for at in memchr::memchr_iter(byte, line.as_bytes()) {
                            push(&line[start..at]);
                            start = at + 1;
                        }
                        push(&line[start..]);
                    }
                    _ => line.split(delimiter.as_str()).for_each(push),
                }
            }
            Splitting::Width(width) => {
                let mut rest = line.trim_matches(['\r', '\n']);
                while !rest.is_empty() {
                    let (field, behind) = split_chars(rest, *width);
                    push(field);
                    rest = behind;
                }
            }
            Splitting::Widths(widths) => {
                let mut rest = line;
                if !line.is_empty() {
                    for &width in widths {
                        let (field, behind) = split_chars(rest, width);
                        push(field);
                        rest = behind;
                    }
                }
            }
        }
        n
    }

    pub fn fields(&self, line: &str) -> Vec<String> {
        let mut fields = Vec::new();
        self.split(line, |field| fields.push(field.to_owned()));
        fields
    }
}

/// A text behind so many characters, or its end.
fn split_chars(text: &str, n: usize) -> (&str, &str) {
    text.split_at(text.char_indices().nth(n).map_or(text.len(), |(at, _)| at))
}

/// The lines of a text. Every end of a line is `\n`.
pub(crate) struct Lines<'r, 'a> {
    reader: &'r mut TextReader<'a>,
    /// The number of the line that was given last, from 1.
    pub number: u64,
    line: String,
    /// Bytes of the reader's rest that are known to hold no end of a line.
    searched: usize,
}

impl<'r, 'a> Lines<'r, 'a> {
    pub fn new(reader: &'r mut TextReader<'a>) -> Lines<'r, 'a> {
        Lines { reader, number: 0, line: String::new(), searched: 0 }
    }

    /// The next line, with its end.
    pub fn next(&mut self) -> TextResult<Option<&str>> {
        loop {
            let text = self.reader.rest();
            let end = line_end(text, self.searched);
            // A `\r` at the very end may be the first half of an end.
            let is_whole = end < text.len() && (text[end] == b'\n' || end + 1 < text.len());
            if !is_whole && !self.reader.ended {
                self.searched = end;
                self.reader.fill(BLOCK)?;
                continue;
            }
            if text.is_empty() {
                return Ok(None);
            }
            self.line.clear();
            self.line.push_str(std::str::from_utf8(&text[..end]).expect("was checked"));
            if end < text.len() {
                self.line.push('\n');
            }
            let next = after_line_end(text, end);
            self.reader.advance(next);
            self.searched = 0;
            self.number += 1;
            return Ok(Some(&self.line));
        }
    }
}

/// The fields of rows, one behind the other.
#[derive(Default)]
pub(crate) struct Cells {
    text: String,
    ends: Vec<usize>,
    columns: usize,
}

impl Cells {
    pub fn new(columns: usize) -> Cells {
        Cells { columns, ..Cells::default() }
    }

    pub fn push(&mut self, field: &str) {
        self.text.push_str(field);
        self.ends.push(self.text.len());
    }

    /// Forgets the fields behind so many.
    pub fn truncate(&mut self, fields: usize) {
        self.ends.truncate(fields);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    pub fn fields(&self) -> usize {
        self.ends.len()
    }

    pub fn rows(&self) -> usize {
        self.ends.len().checked_div(self.columns).unwrap_or(0)
    }

    #[inline]
    pub fn get(&self, row: usize, column: usize) -> &str {
        let i = row * self.columns + column;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[start..self.ends[i]]
    }
}
