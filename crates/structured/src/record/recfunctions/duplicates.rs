//! Rows that occur more than once.

use npcore_array::{Array, RecordArray, Result};
use npcore_dtype::Field;

use crate::record::{RecordFields, field_of, groups, record_of};

/// The rows that have the same values as others, in all fields or in those of `key`, ordered by these, and their positions.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::find_duplicates};
/// let a = RecordArray::from_rows(dtype!([("a", "i4"), ("b", "i4")]), [(2, 1), (1, 5), (2, 2), (1, 5)])?;
/// let (rows, places) = find_duplicates(&a, &[])?;
/// assert_eq!((rows.to_string(), places.to_string()), ("[(1, 5) (1, 5)]".into(), "[1 3]".into()));
/// assert_eq!(find_duplicates(&a, &["a"])?.1.to_string(), "[1 3 0 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A field that there is not; records of more than one axis; no memory.
pub fn find_duplicates<'a>(records: impl RecordFields<'a>, key: &[&str]) -> Result<(RecordArray, Array<i64>)> {
    let records = records.records().as_dyn();
    let dtype = records.dtype();
    let by: Vec<(&Field, bool)> = if key.is_empty() {
        record_of(dtype)?.fields().iter().map(|field| (field, false)).collect()
    } else {
        key.iter().map(|name| Ok((field_of(dtype, name)?, false))).collect::<Result<_>>()?
    };
    let groups = groups::of(&records, &by)?;
    let places: Array<i64> = groups.iter().filter(|rows| rows.len() > 1).flatten().copied().collect();
    Ok((npcore_index::take(records, &places, 0)?.downcast()?, places))
}
