//! Arrays of records from rows, columns and bytes.

use npcore_array::{DynArray, IntoShape, Operand, RecordArray, Result};
use npcore_dtype::{DType, RecordBuilder};

use super::row::Row;
use super::{columns, record_of, refused};

/// How arrays of records are made: `RecordArray::from_rows(dtype, rows)` and its like.
pub trait MakeRecords: Sized {
    /// The rows, tuples of values of any types that convert to the fields, along one axis.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::MakeRecords;
    /// let people = RecordArray::from_rows(
    ///     dtype!([("name", "U10"), ("age", "i4"), ("weight", "f4")]),
    ///     [("Alice", 25, 55.5), ("Bob", 30, 85.0)],
    /// )?;
    /// assert_eq!(people.to_string(), "[('Alice', 25, 55.5) ('Bob', 30, 85. )]");
    /// let error = RecordArray::from_rows(dtype!([("n", "i1")]), [(300,)]).unwrap_err();
    /// assert_eq!(error.to_string(), "Python integer 300 out of bounds for int8");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `could not assign tuple of length 3 to structure with 2 fields.`; a value that does not convert; a dtype without
    /// fields; no memory.
    fn from_rows<R: Row>(dtype: DType, rows: impl IntoIterator<Item = R>) -> Result<Self>;

    /// Columns side by side, as many rows as they have: anything that is an array, of one length.
    ///
    /// ```
    /// use npcore_array::{RecordArray, array};
    /// use npcore_structured::MakeRecords;
    /// let a = RecordArray::from_columns(&[("name", &["a", "bb"]), ("x", &array![1.5, 2.5]), ("n", &vec![7u8, 8])])?;
    /// assert_eq!(format!("{a:?}"), "array([('a', 1.5, 7), ('bb', 2.5, 8)],\n      \
    ///     dtype=[('name', '<U2'), ('x', '<f8'), ('n', 'u1')])");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `array-shape mismatch in array 1 ("x")`; a name twice; no memory.
    fn from_columns(columns: &[(&str, &dyn Operand)]) -> Result<Self>;

    /// Records from their bytes, which are copied; [`frombuffer_dyn`](npcore_array::frombuffer_dyn) is the view of them.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::MakeRecords;
    /// let packet = dtype!([("kind", "u1"), ("length", ">u2")]);
    /// let a = RecordArray::from_record_bytes(packet, &[1, 0, 16, 2, 1, 0])?;
    /// assert_eq!(a.to_string(), "[(1,  16) (2, 256)]");
    /// let error = RecordArray::from_record_bytes(packet, &[1, 0]).unwrap_err();
    /// assert_eq!(error.to_string(), "buffer size must be a multiple of element size");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `buffer size must be a multiple of element size`; a dtype without fields; no memory.
    fn from_record_bytes(dtype: DType, bytes: &[u8]) -> Result<Self>;

    /// Records whose bytes are all zeros.
    ///
    /// # Errors
    /// A dtype without fields; no memory.
    fn zeros_of(shape: impl IntoShape, dtype: DType) -> Result<Self>;
}

impl MakeRecords for RecordArray {
    fn from_rows<R: Row>(dtype: DType, rows: impl IntoIterator<Item = R>) -> Result<RecordArray> {
        rows_of(dtype, rows)
    }

    fn from_columns(columns: &[(&str, &dyn Operand)]) -> Result<RecordArray> {
        columns::from_named(columns)
    }

    fn from_record_bytes(dtype: DType, bytes: &[u8]) -> Result<RecordArray> {
        let item = record_of(dtype)?.itemsize();
        if item == 0 {
            return refused("itemsize cannot be zero in type");
        }
        if !bytes.len().is_multiple_of(item) {
            return refused("buffer size must be a multiple of element size");
        }
        DynArray::from_bytes([bytes.len() / item], dtype, bytes)?.downcast()
    }

    fn zeros_of(shape: impl IntoShape, dtype: DType) -> Result<RecordArray> {
        record_of(dtype)?;
        DynArray::zeros_dyn(shape, dtype)?.downcast()
    }
}

/// [`MakeRecords::from_rows`].
pub(crate) fn rows_of<R: Row>(dtype: DType, rows: impl IntoIterator<Item = R>) -> Result<RecordArray> {
    let item = record_of(dtype)?.itemsize();
    let rows = rows.into_iter();
    let (mut bytes, mut count) = (Vec::with_capacity(rows.size_hint().0.saturating_mul(item)), 0);
    for row in rows {
        bytes.resize(bytes.len() + item, 0);
        row.put_row(dtype, &mut bytes[count * item..])?;
        count += 1;
    }
    DynArray::from_bytes([count], dtype, &bytes)?.downcast()
}

/// The rows as records with fields of these names, each of the type that its values have together: NumPy's
/// `np.rec.fromrecords`.
///
/// ```
/// let a = npcore_structured::fromrecords("x, y", [(1, "a"), (2, "bcd")])?;
/// assert_eq!(format!("{a:?}"), "array([(1, 'a'), (2, 'bcd')], dtype=[('x', '<i4'), ('y', '<U3')])");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No rows; another number of names; values that have no type together; no memory.
pub fn fromrecords<R: Row>(names: &str, rows: impl IntoIterator<Item = R>) -> Result<RecordArray> {
    let rows: Vec<R> = rows.into_iter().collect();
    let mut types: Option<Vec<(DType, Vec<usize>)>> = None;
    for row in &rows {
        let own = row.own_types()?;
        match &mut types {
            None => types = Some(own),
            Some(types) => {
                for (all, one) in types.iter_mut().zip(own) {
                    if all.0 != one.0 {
                        all.0 = npcore_dtype::promote_types(all.0, one.0)?;
                    }
                }
            }
        }
    }
    let Some(types) = types else {
        return refused("without rows the types of the fields are not known: use `RecordArray::from_rows`");
    };
    let names = names_of(names, types.len())?;
    let fields = names.iter().zip(&types);
    let dtype = fields.fold(RecordBuilder::new(), |b, (name, (dtype, shape))| b.array(name, *dtype, shape)).build()?;
    rows_of(dtype, rows)
}

/// Names separated by commas; the missing ones are `f0`, `f1`, ...
pub(crate) fn names_of(names: &str, count: usize) -> Result<Vec<String>> {
    let mut list: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
    if list.len() > count {
        if names.trim().is_empty() {
            list.clear();
        } else {
            return refused(format!("{} names for {count} fields", list.len()));
        }
    }
    (list.len()..count).for_each(|i| list.push(format!("f{i}")));
    Ok(list)
}
