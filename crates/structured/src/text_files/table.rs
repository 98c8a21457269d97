//! A text as a table: rows of fields read into rows of elements, on several threads where lines can be told apart.

use std::sync::OnceLock;

use npcore_dtype::{DType, Scalar};
use npcore_exec::{for_each_range, num_threads};

use super::columns::Column;
use super::error::{TextFileError, TextFileErrorKind, TextResult};
use super::rows::{Rows, RowsPtr};
use super::source::TextReader;
use super::syntax::{Fields, Syntax, after_line_end, count_line_ends, last_line_end, line_end};

/// Text for one thread at a time: so little that it is in the cache when it is looked at again.
const PIECE: usize = 512 << 10;
/// The most text that is held at once, if no single row is longer.
const BLOCK: usize = 16 << 20;

/// What makes a value of the text of a field.
pub(crate) type Converter<'c> = Box<dyn FnMut(&str) -> Result<Scalar, String> + 'c>;

/// What a caller gives as such.
pub(crate) fn converter<'c, V: Into<Scalar>, E: std::fmt::Display>(
    mut convert: impl FnMut(&str) -> Result<V, E> + 'c,
) -> Converter<'c> {
    Box::new(move |text| convert(text).map(Into::into).map_err(|error| error.to_string()))
}

/// Which converter is for which columns.
#[derive(Default)]
pub(crate) struct Converters<'c> {
    pub columns: Vec<(isize, Converter<'c>)>,
    pub all: Option<Converter<'c>>,
}

impl Converters<'_> {
    fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.all.is_none()
    }
}

/// What a table is read by.
pub(crate) struct Table {
    pub syntax: Syntax,
    /// The type of an element; a record has a column for each field.
    pub dtype: DType,
    pub usecols: Option<Vec<isize>>,
    pub skiprows: usize,
    pub max_rows: usize,
}

/// The columns of a table whose first row was seen.
struct Plan {
    columns: Vec<Column>,
    /// For each column the converter: a place in the list, or its length for the one of all.
    converters: Vec<Option<usize>>,
    row_bytes: usize,
    /// Whether rows may be read in one pass: all columns are used, and are numbers or text.
    is_plain: bool,
}

/// What became of a block of the text.
#[derive(Default)]
struct Used {
    bytes: usize,
    /// Rows that were in them.
    rows: usize,
    /// Lines that ended in them, if they were counted.
    line_ends: Option<usize>,
}

/// Rows that were read from a piece of the text.
struct Read {
    rows: usize,
    /// Bytes of the text that they took.
    used: usize,
    failure: Option<Failure>,
}

/// A row that could not be read.
struct Failure {
    at: usize,
    kind: TextFileErrorKind,
}

impl Table {
    /// The elements of all rows, and how many a row has: None for records, which are one.
    pub fn read(
        &self,
        reader: &mut TextReader<'_>,
        converters: &mut Converters<'_>,
    ) -> TextResult<(Rows, Option<usize>)> {
        let mut record = Vec::new();
        let is_record = self.dtype.is_record();
        if is_record {
            Column::flatten(self.dtype, 0, &mut record);
            if let Some(usecols) = &self.usecols
                && usecols.len() != record.len()
            {
                return Err(TextFileError::value(format!(
                    "If a structured dtype is used, the number of columns in `usecols` must match the effective number \
                    of fields. But {} usecols were given and the number of fields is {}.",
                    usecols.len(),
                    record.len()
                )));
            }
        }
        let mut rows = None;
        let mut plan = None;
        let max_rows = self.max_rows;
        self.blocks(reader, &mut |text, first, at_end, whole| {
            let plan = match &plan {
                Some(plan) => plan,
                None => {
                    let found = match first_columns(&self.syntax, text, at_end) {
                        Ok(found) => found,
                        Err(used) => return Ok(Used { bytes: used, rows: 0, line_ends: None }),
                    };
                    let columns = if is_record { std::mem::take(&mut record) } else { self.same_columns(found) };
                    plan.insert(self.plan(columns, converters, found)?)
                }
            };
            let rows = rows.get_or_insert_with(|| Rows::new(plan.row_bytes));
            let left = max_rows - rows.len();
            let pieces = self.pieces(text, converters.is_empty() && plan.row_bytes > 0);
            let room: Vec<usize> = pieces.iter().map(|piece| count_line_ends(piece) + 1).collect();
            let total: usize = room.iter().sum();
            let share = whole.map_or(0.0, |whole| whole as f64 / text.len().max(1) as f64);
            rows.reserve(total, ((total as f64 * share * 1.02) as usize).min(max_rows))?;
            let out = rows.next();
            let starts: Vec<usize> = room.iter().scan(0, |at, n| Some(std::mem::replace(at, *at + n))).collect();
            let done: Vec<OnceLock<Read>> = pieces.iter().map(|_| OnceLock::new()).collect();
            let read = |i: usize, converters: Option<&mut Converters<'_>>| {
                let out = out.row(starts[i], plan.row_bytes);
                let at_end = at_end || i + 1 < pieces.len();
                // SAFETY: there is room for a row for each line of the piece, which no other piece writes.
                unsafe { self.piece(plan, pieces[i], at_end, out, left, converters) }
            };
            if pieces.len() == 1 {
                let converters = (!converters.is_empty()).then_some(&mut *converters);
                let _ = done[0].set(read(0, converters));
            } else {
                for_each_range(pieces.len(), 1, text.len() * 4, &|range| {
                    range.for_each(|i| drop(done[i].set(read(i, None))));
                });
            }
            let (mut used, mut taken, mut runs) = (0, 0, Vec::with_capacity(pieces.len()));
            for (i, read) in done.into_iter().enumerate() {
                let read = read.into_inner().expect("every piece was read");
                let count = read.rows.min(left - taken);
                runs.push((count, room[i]));
                taken += count;
                if taken == left {
                    used += read.used;
                    break;
                }
                if let Some(Failure { at, kind }) = read.failure {
                    let before = (rows.len() + taken) as u64;
                    let line = first + count_line_ends(&text[..used + at]) as u64;
                    return Err(TextFileError::from(counted(kind, before)).on_line(line));
                }
                used += read.used;
            }
            // SAFETY: the rows were reserved, and each piece wrote as many as it says.
            unsafe { rows.advance(runs.into_iter()) };
            Ok(Used { bytes: used, rows: taken, line_ends: (used == text.len()).then(|| total - pieces.len()) })
        })?;
        let per_row = match (&plan, &self.usecols) {
            _ if is_record => None,
            (_, Some(usecols)) => Some(usecols.len()),
            (Some(plan), None) => Some(plan.columns.len()),
            (None, None) => Some(1),
        };
        let row_bytes = self.dtype.itemsize() * per_row.unwrap_or(1);
        Ok((rows.unwrap_or_else(|| Rows::new(row_bytes)), per_row))
    }

    /// The fields of all rows, as text: for types whose width only the whole text tells. Also the rows and columns.
    pub fn read_text(
        &self,
        reader: &mut TextReader<'_>,
        converters: &mut Converters<'_>,
    ) -> TextResult<(Vec<String>, [usize; 2])> {
        let mut texts = Vec::new();
        let mut found = None;
        let mut fields = Fields::default();
        let mut rows = 0;
        self.blocks(reader, &mut |text, first, at_end, _| {
            let (mut at, before) = (0, rows);
            while at < text.len() && rows < self.max_rows {
                let Some(next) = self.syntax.row(text, at, at_end, &mut fields) else { break };
                if fields.len() > 0 {
                    let plan = match &found {
                        Some(plan) => plan,
                        None => {
                            let columns = self.same_columns(fields.len());
                            found.insert(self.plan(columns, converters, fields.len())?)
                        }
                    };
                    let each = |i: usize, column: usize, field: &[u8]| {
                        let field = std::str::from_utf8(field).expect("was checked");
                        texts.push(match convert(plan, converters, i, field) {
                            None if self.dtype.is_bytes() && field.chars().any(|c| u32::from(c) > 0xff) => {
                                return Err(self.failed(plan, i, column, field, None));
                            }
                            None => field.to_owned(),
                            Some(Ok(value)) => value.to_string(),
                            Some(Err(reason)) => return Err(self.failed(plan, i, column, field, Some(reason))),
                        });
                        Ok(())
                    };
                    self.fields(plan, text, &fields, each).map_err(|kind| {
                        let line = first + count_line_ends(&text[..at]) as u64;
                        TextFileError::from(counted(kind, rows as u64)).on_line(line)
                    })?;
                    rows += 1;
                }
                at = next;
            }
            Ok(Used { bytes: at, rows: rows - before, line_ends: None })
        })?;
        let per_row = self.usecols.as_ref().map(Vec::len).or(found.map(|plan| plan.columns.len()));
        Ok((texts, [rows, per_row.unwrap_or(1)]))
    }

    /// Calls `f` with the text behind `skiprows` lines, block by block: the text, the number of its first line (from 1),
    /// whether nothing follows it, and the bytes of the whole text if they are known.
    #[expect(clippy::type_complexity, reason = "one function, called in two places")]
    fn blocks(
        &self,
        reader: &mut TextReader<'_>,
        f: &mut dyn FnMut(&[u8], u64, bool, Option<u64>) -> TextResult<Used>,
    ) -> TextResult<()> {
        let block = (PIECE * most_pieces()).min(BLOCK);
        // A small start: a few rows are wanted of many files.
        let mut more = if self.max_rows < 10_000 { 64 << 10 } else { block };
        let (mut line, mut rows) = (1u64, 0);
        let mut skip = self.skiprows;
        loop {
            reader.fill(more)?;
            while skip > 0 {
                let text = reader.rest();
                let end = line_end(text, 0);
                let next = after_line_end(text, end);
                let is_whole = next < text.len() || text.get(end) == Some(&b'\n');
                if next == 0 || !(is_whole || reader.ended) {
                    break;
                }
                reader.advance(next);
                line += 1;
                skip -= 1;
            }
            let (text, ended) = (reader.rest(), reader.ended);
            let cut = match skip {
                0 if self.syntax.quote.is_some() => text.len(),
                0 => last_line_end(text, ended),
                _ => 0,
            };
            let text = self.syntax.without_comments(&text[..cut]);
            let cleaned = matches!(text, std::borrow::Cow::Owned(_));
            let whole = reader.size;
            let used = if self.max_rows == 0 { Used::default() } else { f(&text, line, ended, whole)? };
            rows += used.rows;
            line += used.line_ends.unwrap_or_else(|| count_line_ends(&text[..used.bytes])) as u64;
            let done = rows >= self.max_rows || ended;
            // A text without its comments is used as a whole or for the last time.
            let used = if cleaned { cut } else { used.bytes };
            more = if used == 0 { (2 * reader.rest().len()).max(block) } else { block };
            reader.advance(used);
            if done {
                return Ok(());
            }
        }
    }

    /// Where a text is split for threads.
    fn pieces<'t>(&self, text: &'t [u8], parallel: bool) -> Vec<&'t [u8]> {
        let most = if parallel && self.syntax.quote.is_none() { most_pieces() } else { 1 };
        let size = (text.len() / most).max(PIECE / 8);
        let mut pieces = Vec::with_capacity(most);
        let mut rest = text;
        while pieces.len() + 1 < most && rest.len() > size {
            let at = after_line_end(rest, line_end(rest, size));
            let (piece, behind) = rest.split_at(at);
            pieces.push(piece);
            rest = behind;
        }
        pieces.push(rest);
        pieces
    }

    /// Columns of the table's own type, as many as are used of so many.
    fn same_columns(&self, found: usize) -> Vec<Column> {
        let n = self.usecols.as_ref().map_or(found, Vec::len);
        (0..n).map(|i| Column::new(self.dtype, i * self.dtype.itemsize())).collect()
    }

    fn plan(&self, columns: Vec<Column>, converters: &Converters<'_>, found: usize) -> TextResult<Plan> {
        let all = converters.all.is_some().then_some(converters.columns.len());
        let mut chosen = vec![all; columns.len()];
        for (i, &(index, _)) in converters.columns.iter().enumerate() {
            match &self.usecols {
                Some(usecols) => {
                    usecols.iter().zip(&mut chosen).filter(|(c, _)| **c == index).for_each(|(_, to)| *to = Some(i));
                }
                None => {
                    let column = resolve(index, found).ok_or(TextFileErrorKind::ConverterIndex { index, found })?;
                    if let Some(to) = chosen.get_mut(column) {
                        *to = Some(i);
                    }
                }
            }
        }
        let row_bytes = if self.dtype.is_record() { 1 } else { columns.len() } * self.dtype.itemsize();
        let is_whole = self.usecols.is_none() && self.syntax.quote.is_none() && converters.is_empty();
        let is_plain = is_whole && !columns.is_empty() && columns.iter().all(Column::is_plain);
        Ok(Plan { columns, converters: chosen, row_bytes, is_plain })
    }

    /// Calls `f` with each used field of a row: its place among the columns, that in the text, and its text.
    #[inline]
    fn fields(
        &self,
        plan: &Plan,
        text: &[u8],
        fields: &Fields,
        mut f: impl FnMut(usize, usize, &[u8]) -> Result<(), TextFileErrorKind>,
    ) -> Result<(), TextFileErrorKind> {
        let found = fields.len();
        match &self.usecols {
            None if found != plan.columns.len() => {
                let expected = plan.columns.len();
                Err(if self.dtype.is_record() {
                    TextFileErrorKind::ColumnsRequired { expected, found, row: 1 }
                } else {
                    TextFileErrorKind::ColumnsChanged { expected, found, row: 1 }
                })
            }
            None => (0..found).try_for_each(|i| f(i, i, fields.get(text, i))),
            Some(usecols) => usecols.iter().enumerate().try_for_each(|(i, &index)| {
                let column = resolve(index, found).ok_or(TextFileErrorKind::ColumnIndex { index, row: 1, found })?;
                f(i, column, fields.get(text, column))
            }),
        }
    }

    #[cold]
    fn failed(&self, plan: &Plan, i: usize, column: usize, text: &str, reason: Option<String>) -> TextFileErrorKind {
        let dtype = plan.columns[i].dtype;
        let reason = reason.or_else(|| plan.columns[i].reason(text));
        TextFileErrorKind::Convert { text: text.to_owned(), dtype, row: 0, column: column + 1, reason }
    }

    /// Reads the rows of a piece, `most` at most.
    ///
    /// # Safety
    /// `out` has room for a row for each line of the piece, and nobody else uses it.
    unsafe fn piece(
        &self,
        plan: &Plan,
        text: &[u8],
        at_end: bool,
        out: RowsPtr,
        most: usize,
        mut converters: Option<&mut Converters<'_>>,
    ) -> Read {
        let mut fields = Fields::default();
        let (mut rows, mut at) = (0, 0);
        while at < text.len() && rows < most {
            if plan.is_plain {
                // SAFETY: a row of the room, by the caller's word.
                let row = unsafe { out.zeroed(rows, plan.row_bytes) };
                if let Some(next) = self.syntax.plain_row(&plan.columns, text, at, row) {
                    rows += 1;
                    at = next;
                    continue;
                }
            }
            let Some(next) = self.syntax.row(text, at, at_end, &mut fields) else { break };
            if fields.len() > 0 {
                // SAFETY: a row of the room, by the caller's word.
                let row = unsafe { out.zeroed(rows, plan.row_bytes) };
                let each = |i: usize, column: usize, field: &[u8]| {
                    let read = &plan.columns[i];
                    let lossy = || String::from_utf8_lossy(field);
                    if let Some(converters) = converters.as_deref_mut()
                        && let Some(value) = convert(plan, converters, i, &lossy())
                    {
                        return value
                            .and_then(|value| read.write(&value, row))
                            .map_err(|reason| self.failed(plan, i, column, &lossy(), Some(reason)));
                    }
                    if read.read(field, row) { Ok(()) } else { Err(self.failed(plan, i, column, &lossy(), None)) }
                };
                if let Err(kind) = self.fields(plan, text, &fields, each) {
                    return Read { rows, used: at, failure: Some(Failure { at, kind }) };
                }
                rows += 1;
            }
            at = next;
        }
        Read { rows, used: at, failure: None }
    }
}

/// Into how many pieces a text is split at most.
fn most_pieces() -> usize {
    match num_threads() {
        1 => 1,
        threads => 4 * threads,
    }
}

/// The value of a converter, if the column has one.
fn convert(plan: &Plan, converters: &mut Converters<'_>, i: usize, text: &str) -> Option<Result<Scalar, String>> {
    let chosen = plan.converters[i]?;
    Some(match converters.columns.get_mut(chosen) {
        Some((_, converter)) => converter(text),
        None => converters.all.as_mut()?(text),
    })
}

/// The columns of the first row that has some; or the bytes in front of which there is none.
fn first_columns(syntax: &Syntax, text: &[u8], at_end: bool) -> Result<usize, usize> {
    let (mut fields, mut at) = (Fields::default(), 0);
    while at < text.len() {
        let Some(next) = syntax.row(text, at, at_end, &mut fields) else { break };
        if fields.len() > 0 {
            return Ok(fields.len());
        }
        at = next;
    }
    Err(at)
}

/// An index that may count from the end.
pub(crate) fn resolve(index: isize, n: usize) -> Option<usize> {
    let place = if index < 0 { n.checked_sub(index.unsigned_abs())? } else { index.unsigned_abs() };
    (place < n).then_some(place)
}

/// The same error behind so many rows.
fn counted(mut kind: TextFileErrorKind, before: u64) -> TextFileErrorKind {
    match &mut kind {
        TextFileErrorKind::Convert { row, .. }
        | TextFileErrorKind::ColumnsChanged { row, .. }
        | TextFileErrorKind::ColumnsRequired { row, .. }
        | TextFileErrorKind::ColumnIndex { row, .. } => *row += before,
        _ => {}
    }
    kind
}
