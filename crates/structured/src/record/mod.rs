//! Records: rows of named fields, in an array.
//!
//! A [`RecordArray`](npcore_array::RecordArray) is an array like any other: it is sliced, masked, indexed, joined and printed by the
//! methods that all arrays have. What only records have is here: fields as views ([`RecordFields`]), rows as tuples
//! ([`MakeRecords`]), orders by fields ([`RecordOrder`]), groups of rows ([`Groups`]), and NumPy's
//! [`recfunctions`](crate::recfunctions).

mod columns;
mod fields;
mod groups;
mod make;
mod order;
pub mod recfunctions;
mod row;
mod text;
mod value;

pub use columns::{fromarrays, fromarrays_as};
pub use fields::{FieldKey, FieldOf, RecordCells, RecordFields, RecordFieldsMut};
pub use groups::{Groups, GroupsIter};
pub use make::{MakeRecords, fromrecords};
pub use order::{By, RecordOrder, RecordSort, asc, desc};
pub use row::{FromRow, FromValue, Row};
pub use value::FieldValue;

use npcore_array::{ArrayError, Result};
use npcore_dtype::{DType, Field, Record};

/// An error of an argument.
pub(crate) fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// The record of a dtype.
pub(crate) fn record_of(dtype: DType) -> Result<&'static Record> {
    dtype.as_record().ok_or_else(|| ArrayError::Value(format!("array has dtype {dtype}, which has no fields")))
}

/// The field of a name.
pub(crate) fn field_of(dtype: DType, name: &str) -> Result<&'static Field> {
    let record = record_of(dtype)?;
    record.field(name).ok_or_else(|| {
        let names: Vec<&str> = record.fields().iter().map(Field::name).collect();
        ArrayError::Value(format!("no field of name {name}; the fields are {}", names.join(", ")))
    })
}
