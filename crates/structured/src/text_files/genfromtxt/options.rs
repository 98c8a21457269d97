//! What belongs to single columns: names, missing values, what stands for them.

use std::fmt;

use npcore_dtype::{DType, Scalar};

use super::super::error::{TextFileError, TextResult};
use super::super::table::Converter;

/// A column, by its place (negative ones count from the last where columns are chosen) or its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKey {
    /// The place, from 0.
    Index(isize),
    /// The name.
    Name(String),
}

macro_rules! from_integer {
    ($($ty:ty),*) => { $(
        impl From<$ty> for ColumnKey {
            fn from(index: $ty) -> ColumnKey {
                ColumnKey::Index(index as isize)
            }
        }
    )* };
}
from_integer!(i32, i64, isize, usize, u32);

impl From<&str> for ColumnKey {
    fn from(name: &str) -> ColumnKey {
        ColumnKey::Name(name.to_owned())
    }
}

impl From<String> for ColumnKey {
    fn from(name: String) -> ColumnKey {
        ColumnKey::Name(name)
    }
}

/// Where names come from.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    None,
    /// The first line.
    InText,
    List(Vec<String>),
}

/// Something said for all columns, in order, or for some of them.
#[derive(Clone, Debug)]
pub(crate) enum PerColumn<V> {
    None,
    All(V),
    Each(Vec<V>),
    Some(Vec<(ColumnKey, V)>),
}

impl<V: Clone> PerColumn<V> {
    pub fn add(&mut self, key: ColumnKey, value: V) {
        match self {
            PerColumn::Some(list) => list.push((key, value)),
            other => *other = PerColumn::Some(vec![(key, value)]),
        }
    }

    /// Calls `f` with the columns and what is said for them.
    pub fn spread(&self, chosen: &Chosen, mut f: impl FnMut(usize, &V)) -> TextResult<()> {
        let columns = chosen.columns;
        match self {
            PerColumn::None => {}
            PerColumn::All(value) => (0..columns).for_each(|i| f(i, value)),
            PerColumn::Each(values) => values.iter().take(columns).enumerate().for_each(|(i, value)| f(i, value)),
            PerColumn::Some(list) => {
                for (key, value) in list {
                    if let Some(i) = chosen.place(key)? {
                        f(i, value);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The columns that are used, and what they are called.
pub(crate) struct Chosen {
    pub columns: usize,
    pub usecols: Option<Vec<isize>>,
    pub names: Option<Vec<String>>,
}

impl Chosen {
    /// The place among the columns used; None for one that was left out.
    pub fn place(&self, key: &ColumnKey) -> TextResult<Option<usize>> {
        let index = match key {
            ColumnKey::Name(name) => {
                let names = self.names.as_deref().unwrap_or_default();
                let Some(at) = names.iter().position(|n| n == name) else { return Ok(None) };
                // The names are those of the columns used already.
                return Ok(Some(at));
            }
            ColumnKey::Index(index) => *index,
        };
        if let Some(usecols) = &self.usecols
            && let Some(at) = usecols.iter().position(|&c| c == index)
        {
            return Ok(Some(at));
        }
        let n = self.columns as isize;
        let place = if index < 0 { index + n } else { index };
        if (0..n).contains(&place) {
            return Ok(Some(place as usize));
        }
        if self.usecols.is_some() {
            return Ok(None);
        }
        Err(TextFileError::value("list index out of range"))
    }
}

/// A converter of one column, and the type of its values if that is known.
pub(crate) struct UserConverter<'c> {
    pub key: ColumnKey,
    pub convert: Converter<'c>,
}

impl fmt::Debug for UserConverter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserConverter({:?})", self.key)
    }
}

/// The type of a value, of text without its width.
pub(crate) fn open_dtype(value: &Scalar) -> DType {
    match value {
        Scalar::Str(_) => DType::str_of(0),
        Scalar::Bytes(_) => DType::bytes(0),
        value => value.dtype(),
    }
}
