//! The work of `genfromtxt`: names and types first, then all lines, then the columns.

use npcore_array::DynArray;
use npcore_dtype::{DType, Elem, RecordBuilder, Scalar};

use super::super::characters::is_space;
use super::super::columns::Column as Place;
use super::super::error::{TextFileError, TextFileErrorKind, TextResult};
use super::super::rows::Rows;
use super::super::source::{TextReader, TextSource};
use super::super::table::resolve;
use super::super::unpack::{arranged, check_ndmin};
use super::super::width;
use super::GenFromTxt;
use super::converter::{Column, Reading};
use super::lines::{Cells, Lines};
use super::names::NameRules;
use super::options::{Chosen, ColumnKey, Names, open_dtype};

/// The fields of all rows.
struct Text {
    cells: Cells,
    /// The line of each row, from 1.
    lines: Vec<u64>,
}

impl<'c, T: Elem> GenFromTxt<'c, T> {
    pub(super) fn read(mut self, source: TextSource<'_>) -> TextResult<DynArray> {
        check_ndmin(self.ndmin)?;
        if self.max_rows.is_some() && self.skip_footer > 0 {
            return Err(TextFileError::value(
                "The keywords 'skip_footer' and 'max_rows' can not be specified at the same time.",
            ));
        }
        if self.max_rows == Some(0) {
            return Err(TextFileError::value("'max_rows' must be at least 1."));
        }
        let mut reader: TextReader<'_> = source.open(self.encoding, false)?;
        let mut lines = Lines::new(&mut reader);
        let (mut first, mut values) = self.first_row(&mut lines)?;
        if matches!(self.names, Names::InText) {
            let name = values.first().ok_or_else(|| TextFileError::value("list index out of range"))?;
            let name = name.trim_matches(is_space);
            if self.splitter.comments.as_ref().is_some_and(|comments| comments.contains(name)) {
                values.remove(0);
            }
        }
        let mut names = self.validated(&mut values, &mut first)?;
        let found = values.len();
        let columns = self.usecols.as_ref().filter(|c| !c.is_empty()).map_or(found, Vec::len);
        let dtype = self.named_dtype(names.as_deref())?;
        let (chosen, dtype) = self.choose(&mut names, dtype, columns, found)?;
        let mut converters = self.converters(&chosen, dtype)?;
        self.user_converters(&chosen, &mut converters, first.as_ref().map(|_| values.as_slice()))?;
        let text = self.rows(&mut lines, first, &chosen)?;
        let array = match dtype {
            None => self.inferred(&chosen, &mut converters, &text)?,
            Some(dtype) => self.typed(dtype, &mut converters, &text)?,
        };
        let shape = array.shape().to_vec();
        arranged(array, &shape, self.ndmin, self.unpack)
    }

    /// The first line with fields, and these; no line for a text without any.
    fn first_row(&self, lines: &mut Lines<'_, '_>) -> TextResult<(Option<String>, Vec<String>)> {
        for _ in 0..self.skip_header {
            if lines.next()?.is_none() {
                return Ok((None, Vec::new()));
            }
        }
        loop {
            let Some(line) = lines.next()? else { return Ok((None, Vec::new())) };
            let mut line = line.to_owned();
            if let (Names::InText, Some(comments)) = (&self.names, &self.splitter.comments)
                && line.contains(comments.as_str())
            {
                line = line.split(comments.as_str()).skip(1).collect();
            }
            let values = self.splitter.fields(&line);
            if !values.is_empty() {
                return Ok((Some(line), values));
            }
        }
    }

    /// The names said, or those of the first line, which then is no row.
    fn validated(&self, values: &mut [String], first: &mut Option<String>) -> TextResult<Option<Vec<String>>> {
        // As in NumPy, the names of columns without one are `f0`, ... here, whatever was said.
        let rules = NameRules { default_format: NameRules::default().default_format, ..self.rules.clone() };
        match &self.names {
            Names::None => Ok(None),
            Names::InText => {
                *first = None;
                let names: Vec<String> = values.iter().map(|v| v.trim_matches(is_space).to_owned()).collect();
                rules.validate(&names, None).map(Some)
            }
            Names::List(names) if names.is_empty() => Ok(None),
            Names::List(names) => rules.validate(names, None).map(Some),
        }
    }

    /// The dtype under the names.
    fn named_dtype(&self, names: Option<&[String]>) -> TextResult<Option<DType>> {
        let Some(dtype) = self.dtype else { return Ok(None) };
        let old: Vec<String> = dtype.names().map(str::to_owned).collect();
        let rename = |names: Vec<String>| {
            let mut builder = RecordBuilder::new().itemsize(dtype.itemsize());
            for (name, field) in names.into_iter().zip(dtype.fields()) {
                builder = builder.array_at(name, field.dtype(), field.shape(), field.offset());
            }
            builder.build().map(Some).map_err(TextFileError::from)
        };
        match (names, dtype.is_record()) {
            (Some(names), true) => {
                let names = names[..names.len().min(old.len())].to_vec();
                rename(self.rules.validate(&names, Some(old.len()))?)
            }
            (Some(names), false) => {
                let names = self.rules.validate(names, None)?;
                Ok(Some(DType::record(names.iter().map(|name| (name.as_str(), dtype)))?))
            }
            (None, false) => Ok(Some(dtype)),
            (None, true) => {
                let numbered = old.iter().enumerate().all(|(i, name)| *name == format!("f{i}"));
                if numbered && self.rules.default_format != "f%i" {
                    rename(self.rules.validate(&vec![String::new(); old.len()], None)?)
                } else {
                    rename(self.rules.validate(&old, None)?)
                }
            }
        }
    }

    /// The columns that are used, their names, and the dtype with no more fields than these.
    fn choose(
        &self,
        names: &mut Option<Vec<String>>,
        dtype: Option<DType>,
        columns: usize,
        found: usize,
    ) -> TextResult<(Chosen, Option<DType>)> {
        let Some(keys) = self.usecols.as_ref().filter(|keys| !keys.is_empty()) else {
            if let (Some(names), Some(dtype)) = (names.as_mut(), dtype) {
                *names = dtype.names().map(str::to_owned).collect();
            }
            return Ok((Chosen { columns, usecols: None, names: names.take() }, dtype));
        };
        let place = |key: &ColumnKey| match key {
            ColumnKey::Index(index) => {
                // One that still is negative counts from the end of each line.
                Ok(if *index < 0 { *index + found as isize } else { *index })
            }
            ColumnKey::Name(name) => {
                let name = name.trim_matches(is_space);
                let at = names.as_deref().unwrap_or_default().iter().position(|n| n == name);
                at.map(|at| at as isize).ok_or_else(|| TextFileError::value(format!("'{name}' is not in list")))
            }
        };
        let usecols = keys.iter().map(place).collect::<TextResult<Vec<isize>>>()?;
        let out_of_range = || TextFileError::value("list index out of range");
        let mut dtype = dtype;
        if let Some(record) = dtype
            && record.fields().len() > columns
        {
            let mut builder = RecordBuilder::new();
            for &i in &usecols {
                let place = resolve(i, record.fields().len()).ok_or_else(out_of_range)?;
                let field = &record.fields()[place];
                builder = builder.array(field.name(), field.dtype(), field.shape());
            }
            let chosen = builder.build()?;
            *names = Some(chosen.names().map(str::to_owned).collect());
            dtype = Some(chosen);
        } else if let Some(all) = names.as_ref()
            && all.len() > columns
        {
            let some = usecols.iter().map(|&i| resolve(i, all.len()).map(|i| all[i].clone()).ok_or_else(out_of_range));
            *names = Some(some.collect::<TextResult<_>>()?);
        }
        Ok((Chosen { columns, usecols: Some(usecols), names: names.take() }, dtype))
    }

    fn converters(&self, chosen: &Chosen, dtype: Option<DType>) -> TextResult<Vec<Column<'c>>> {
        let mut missing = vec![Vec::new(); chosen.columns];
        let several = matches!(self.missing, super::PerColumn::All(_));
        self.missing.spread(chosen, |i, value: &String| {
            if several {
                missing[i].extend(value.split(',').map(str::to_owned));
            } else {
                missing[i].push(value.clone());
            }
        })?;
        let mut filling: Vec<Option<Scalar>> = vec![None; chosen.columns];
        self.filling.spread(chosen, |i, value| filling[i] = Some(value.clone()))?;
        let mut flat = Vec::new();
        if let Some(dtype) = dtype {
            Place::flatten(dtype, 0, &mut flat);
        }
        let each = missing.into_iter().zip(filling).enumerate();
        let columns = each.map(|(i, (missing, filling))| match dtype {
            None => {
                let mut column = Column::new(Reading::Bool, DType::BOOL, missing, filling);
                column.is_locked = false;
                Some(column)
            }
            Some(_) if flat.len() > 1 => {
                let dtype = flat.get(i)?.dtype;
                Some(Column::new(Reading::of(dtype), dtype, missing, filling))
            }
            // The only field of a record is converted from text as a value is.
            Some(dtype) if dtype.is_record() => Some(Column::new(Reading::Cast, flat.first()?.dtype, missing, filling)),
            Some(dtype) => Some(Column::new(Reading::of(dtype), dtype, missing, filling)),
        });
        Ok(columns.map_while(|column| column).collect())
    }

    /// Sets the converters said; the type of their values is that of the first row's.
    fn user_converters(
        &mut self,
        chosen: &Chosen,
        columns: &mut [Column<'c>],
        first: Option<&[String]>,
    ) -> TextResult<()> {
        for super::UserConverter { key, mut convert } in std::mem::take(&mut self.converters) {
            let Some(i) = chosen.place(&key)? else { continue };
            let Some(column) = columns.get_mut(i) else { continue };
            let in_text = chosen.usecols.as_ref().map_or(i as isize, |usecols| usecols[i]);
            let example = first.and_then(|first| Some(first[resolve(in_text, first.len())?].as_str())).unwrap_or("1");
            let value = match &column.filling {
                Some(value) => Some(value.clone()),
                None => convert(if example.is_empty() { "1" } else { example }).ok(),
            };
            if self.dtype.is_none_or(|dtype| !dtype.is_record()) {
                column.dtype = value.as_ref().map_or(column.dtype, open_dtype);
                column.reading = Reading::of(column.dtype);
            }
            column.is_locked = true;
            column.user = Some(convert);
        }
        Ok(())
    }

    /// Splits all lines, the first one among them.
    fn rows(&self, lines: &mut Lines<'_, '_>, first: Option<String>, chosen: &Chosen) -> TextResult<Text> {
        let mut text = Text { cells: Cells::new(chosen.columns), lines: Vec::new() };
        let most = self.max_rows.unwrap_or(usize::MAX);
        // NumPy counts from the first line that is no comment; `lines.number` from the first of all.
        let mut number = self.skip_header as u64 + 1;
        let (mut invalid, mut fields) = (Vec::new(), Vec::new());
        let mut add = |line: &str, number: u64, at: u64| {
            let before = text.cells.fields();
            let found = match &chosen.usecols {
                None => {
                    let found = self.splitter.split(line, |field| text.cells.push(field));
                    if found > 0 && found != chosen.columns {
                        invalid.push((number, found, at));
                    }
                    found
                }
                Some(usecols) => {
                    fields.clear();
                    // The fields are those of this line only; their places are kept over lines.
                    let found = self.splitter.split(line, |field| {
                        let start = field.as_ptr() as usize - line.as_ptr() as usize;
                        fields.push(start..start + field.len());
                    });
                    let places = || usecols.iter().map(|&c| resolve(c, found));
                    if found > 0 && places().any(|place| place.is_none()) {
                        invalid.push((number, found, at));
                    } else {
                        places().flatten().for_each(|place| text.cells.push(&line[fields[place].clone()]));
                    }
                    found
                }
            };
            let is_row = found > 0 && text.cells.fields() == before + chosen.columns;
            if is_row {
                text.lines.push(at);
            } else {
                text.cells.truncate(before);
            }
            text.lines.len() == most
        };
        let mut done = match &first {
            Some(line) => add(line, number, lines.number),
            None => false,
        };
        while !done {
            number += 1;
            let at = lines.number + 1;
            let Some(line) = lines.next()? else { break };
            done = add(line, number, at);
        }
        self.without_footer(&mut text, invalid, chosen.columns)?;
        Ok(text)
    }

    /// Leaves out the last rows; lines of another length among them are no error.
    fn without_footer(&self, text: &mut Text, mut invalid: Vec<(u64, usize, u64)>, expected: usize) -> TextResult<()> {
        let mut footer = self.skip_footer;
        if !invalid.is_empty() {
            if footer > 0 {
                let rows = (text.lines.len() + invalid.len()).saturating_sub(footer);
                let last = (rows + self.skip_header) as u64;
                let skipped = invalid.iter().filter(|(line, ..)| *line > last).count();
                invalid.truncate(invalid.len() - skipped);
                footer -= skipped.min(footer);
            }
            if let Some(&(_, _, at)) = invalid.first()
                && self.invalid_raise
            {
                let lines = invalid.into_iter().map(|(line, found, _)| (line, found)).collect();
                return Err(TextFileError::from(TextFileErrorKind::Lines { lines, expected }).on_line(at));
            }
        }
        let rows = text.lines.len().saturating_sub(footer);
        text.lines.truncate(rows);
        text.cells.truncate(rows * expected);
        Ok(())
    }

    /// Columns of the types that their fields allow.
    fn inferred(&self, chosen: &Chosen, columns: &mut [Column<'_>], text: &Text) -> TextResult<DynArray> {
        let rows = text.lines.len();
        for (i, column) in columns.iter_mut().enumerate() {
            let fields = (0..text.cells.rows().min(rows)).map(|row| text.cells.get(row, i));
            column.infer(fields).map_err(|row| {
                let line = row + 1 + self.skip_header;
                let value = text.cells.get(row, i);
                TextFileError::value(format!(
                    "Converter #{i} is locked and cannot be upgraded: (occurred line #{line} for value '{value}')"
                ))
                .on_line(text.lines[row])
            })?;
        }
        let told: Vec<DType> = columns.iter().filter(|c| c.is_told).map(|c| c.dtype).collect();
        let is_uniform = chosen.names.is_none() && !told.is_empty() && told.iter().all(|d| *d == told[0]);
        if is_uniform {
            let reading = columns.iter().find(|c| c.is_told).map_or(Reading::Bool, |c| c.reading);
            let dtype =
                if told[0].itemsize() > 0 { told[0] } else { self.sized(reading.dtype(), columns, text, None)? };
            return self.typed(dtype, columns, text);
        }
        let mut fields = Vec::with_capacity(columns.len());
        let named = chosen.names.as_ref().map_or(columns.len(), |names| names.len().min(columns.len()));
        for i in 0..named {
            let open = columns[i].dtype;
            let dtype = if open.itemsize() > 0 { open } else { self.sized(open, columns, text, Some(i))? };
            let name = match &chosen.names {
                Some(names) => names[i].clone(),
                None => self.rules.default_name(i)?,
            };
            fields.push((name, dtype));
        }
        self.typed(DType::record(fields)?, columns, text)
    }

    /// A type of text as wide as the longest value of a column, or of all.
    fn sized(&self, open: DType, columns: &mut [Column<'_>], text: &Text, only: Option<usize>) -> TextResult<DType> {
        let mut values = Vec::new();
        for (i, column) in columns.iter_mut().enumerate().filter(|(i, _)| only.is_none_or(|only| only == *i)) {
            for row in 0..text.lines.len() {
                let value = column.value(text.cells.get(row, i), self.loose);
                let value = value.map_err(|words| TextFileError::value(words).on_line(text.lines[row]))?;
                values.push(text_of(&value));
            }
        }
        width::fitting(open, &values)
    }

    /// The first error in NumPy's order, which goes column by column.
    #[cold]
    fn check(&self, columns: &mut [Column<'_>], text: &Text) -> TextResult<()> {
        // What is converted by the array itself comes later there.
        let is_checked = |column: &Column<'_>| column.user.is_none() && column.reading != Reading::Cast;
        for (i, column) in columns.iter_mut().enumerate().filter(|(_, column)| is_checked(column)) {
            for (row, &line) in text.lines.iter().enumerate() {
                let value = column.value(text.cells.get(row, i), self.loose);
                value.map_err(|words| TextFileError::value(words).on_line(line))?;
            }
        }
        Ok(())
    }

    /// Columns of known types.
    fn typed(&self, dtype: DType, columns: &mut [Column<'_>], text: &Text) -> TextResult<DynArray> {
        let mut dtype = dtype;
        if width::is_open(dtype) {
            dtype = self.sized(dtype, columns, text, None)?;
        }
        let mut places = Vec::new();
        let rows = text.lines.len();
        let mut shape = vec![rows];
        if dtype.is_record() {
            Place::flatten(dtype, 0, &mut places);
            if places.len() != columns.len() && rows > 0 {
                self.check(columns, text)?;
                return Err(TextFileError::value(format!(
                    "could not assign tuple of length {} to structure with {} fields.",
                    columns.len(),
                    places.len()
                )));
            }
        } else {
            places.extend((0..columns.len()).map(|i| Place::new(dtype, i * dtype.itemsize())));
            if rows > 0 {
                shape.push(columns.len());
            }
        }
        let row_bytes = if dtype.is_record() { dtype.itemsize() } else { dtype.itemsize() * columns.len() };
        let mut out = Rows::new(row_bytes);
        out.reserve(rows, rows)?;
        let start = out.next();
        for row in 0..rows {
            // SAFETY: one of the reserved rows; nobody else has it.
            let bytes = unsafe { start.zeroed(row, row_bytes) };
            for (i, (column, place)) in columns.iter_mut().zip(&places).enumerate() {
                let field = text.cells.get(row, i);
                // Numbers and text of the place's own type need no value in between.
                let is_direct = column.user.is_none()
                    && match column.reading {
                        Reading::Float => place.dtype.is_float() && place.dtype.itemsize() > 2,
                        Reading::Int => place.dtype == DType::INT64,
                        Reading::Str => place.dtype.is_str(),
                        _ => false,
                    };
                if is_direct && place.read(field.as_bytes(), bytes) {
                    continue;
                }
                let value = column.value(field, self.loose);
                if let Err(words) = value.and_then(|value| place.write(&value, bytes)) {
                    self.check(columns, text)?;
                    return Err(TextFileError::value(words).on_line(text.lines[row]));
                }
            }
        }
        // SAFETY: all rows were written, with values of the places' types.
        unsafe {
            out.advance(std::iter::once((rows, rows)));
            out.into_array(dtype, &shape)
        }
    }
}

/// A value as the text that it becomes in an array of text.
fn text_of(value: &Scalar) -> String {
    match value {
        Scalar::Bytes(bytes) => bytes.iter().map(|&b| char::from(b)).collect(),
        value => value.to_string(),
    }
}
