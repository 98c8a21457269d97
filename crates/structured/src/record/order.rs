//! Records in the order of some of their fields.
//!
//! The order is made first, from the fields as they lie in the records, and each row is then moved once.

use std::mem::MaybeUninit;

use npcore_array::{Array, ArrayView, ArrayViewMut, DynArray, DynView, Result, engine};
use npcore_dtype::{DType, Elem, Field, RecordBuilder};
use npcore_exec::{MemoryWords, Words};
use npcore_kernel::Places;

use super::groups::{self, Groups};
use super::{RecordFields, record_of, refused};

/// A field to order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By<'a> {
    name: &'a str,
    descending: bool,
}

/// By a field, from the least value to the greatest (as a name alone means); NaN and not-a-time come last.
pub fn asc(name: &str) -> By<'_> {
    By { name, descending: false }
}

/// By a field, from the greatest value to the least: the order of [`asc`] turned round, so that NaN and not-a-time come first.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, RecordOrder, asc, desc};
/// let a = RecordArray::from_rows(dtype!([("who", "U3"), ("n", "i4")]), [("a", 1), ("b", 2), ("c", 1)])?;
/// assert_eq!(a.sort_by([desc("n"), asc("who")])?.to_string(), "[('b', 2) ('a', 1) ('c', 1)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn desc(name: &str) -> By<'_> {
    By { name, descending: true }
}

impl<'a> From<&'a str> for By<'a> {
    fn from(name: &'a str) -> By<'a> {
        asc(name)
    }
}

impl<'a> From<&&'a str> for By<'a> {
    fn from(name: &&'a str) -> By<'a> {
        asc(name)
    }
}

impl<'a> From<&'a String> for By<'a> {
    fn from(name: &'a String) -> By<'a> {
        asc(name)
    }
}

impl<'a> From<&By<'a>> for By<'a> {
    fn from(by: &By<'a>) -> By<'a> {
        *by
    }
}

/// What orders rows: the words of one field after those of another.
pub(super) struct Keys {
    parts: Vec<(MemoryWords, usize, bool)>,
}

// SAFETY: each word is written by the field that it belongs to.
unsafe impl Words for Keys {
    fn count(&self) -> usize {
        self.parts.iter().map(|part| part.1).sum()
    }

    fn write(&self, mut word: usize, places: Places<'_>, words: &mut [MaybeUninit<u64>]) {
        for &(part, count, descending) in &self.parts {
            if word < count {
                part.write(word, places, words);
                if descending {
                    for word in words {
                        // SAFETY: just written.
                        let value = unsafe { word.assume_init() };
                        word.write(!value);
                    }
                }
                return;
            }
            word -= count;
        }
    }
}

/// Calls `f` with the keys of records along one axis.
pub(super) fn with_keys<R>(
    records: &DynView<'_>,
    by: &[(&Field, bool)],
    f: impl FnOnce(&Keys, usize) -> Result<R>,
) -> Result<R> {
    let (n, stride) = match (records.shape(), records.strides()) {
        (&[n], &[stride]) => (n, stride),
        _ => return refused("records along one axis are needed"),
    };
    let operand = engine::operand(records);
    let mut parts = Vec::with_capacity(by.len());
    for &(field, descending) in by {
        // A sub-array is ordered as a record of its elements is.
        let (dtype, at) = if field.shape().is_empty() {
            (field.dtype(), field.offset())
        } else {
            (RecordBuilder::new().array("", field.dtype(), field.shape()).build()?, field.offset())
        };
        let p = operand.first().wrapping_add(at);
        // SAFETY: the field of each of the records, which stay borrowed.
        parts.push((unsafe { MemoryWords::new(dtype, p, stride) }, npcore_exec::word_count(dtype), descending));
    }
    f(&Keys { parts }, n)
}

/// The order of records along one axis, equal ones in theirs.
pub(super) fn order_of(records: &DynView<'_>, by: &[(&Field, bool)]) -> Result<Array<i64>> {
    with_keys(records, by, |keys, n| {
        let mut order = vec![0; n];
        npcore_exec::order_of(keys, &mut order)?;
        Ok(Array::from_vec(order))
    })
}

/// The fields that are named.
pub(super) fn named<'a>(
    dtype: DType,
    by: impl IntoIterator<Item = impl Into<By<'a>>>,
) -> Result<Vec<(&'static Field, bool)>> {
    record_of(dtype)?;
    let mut list: Vec<(&'static Field, bool)> = vec![];
    for By { name, descending } in by.into_iter().map(Into::into) {
        let Some(field) = dtype.field(name) else {
            let names: Vec<&str> = dtype.names().collect();
            return refused(format!("unknown field name: {name}; the fields are {}", names.join(", ")));
        };
        if list.iter().any(|(other, _)| std::ptr::eq(*other, field)) {
            return refused(format!("duplicate field name: {name}"));
        }
        list.push((field, descending));
    }
    Ok(list)
}

/// The named fields, and then all others: NumPy's `order=`.
fn then_all<'a>(dtype: DType, by: impl IntoIterator<Item = impl Into<By<'a>>>) -> Result<Vec<(&'static Field, bool)>> {
    let mut list = named(dtype, by)?;
    for field in dtype.fields() {
        if !list.iter().any(|(other, _)| std::ptr::eq(*other, field)) {
            list.push((field, false));
        }
    }
    Ok(list)
}

/// The order along the last axis.
fn argsorted(records: &DynView<'_>, by: &[(&Field, bool)]) -> Result<Array<i64>> {
    if records.ndim() == 1 {
        return order_of(records, by);
    }
    if records.ndim() == 0 {
        return refused("axis -1 is out of bounds for array of dimension 0");
    }
    let mut places = Vec::with_capacity(records.size());
    for lane in engine::cores(*records, 1)? {
        places.extend(order_of(&lane, by)?.values());
    }
    Array::from_vec(places).into_shape(records.shape())
}

fn sorted<T: Elem>(records: ArrayView<'_, T>, by: &[(&Field, bool)]) -> Result<Array<T>> {
    let order = argsorted(&records.as_dyn(), by)?;
    match records.ndim() {
        1 => npcore_index::take(records, &order, 0),
        _ => npcore_index::take_along_axis(records, &order, -1),
    }
}

/// Orders of records by their fields, along the last axis.
///
/// Equal rows keep the order that they have. Text is ordered by its characters, sub-arrays and nested records by their
/// elements in turn.
pub trait RecordOrder<'a>: RecordFields<'a> {
    /// A copy in the order of the given fields, the first of which decides first.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordOrder};
    /// let rows = [("BTC", 100), ("ETH", 500), ("XRP", 20)];
    /// let trades = RecordArray::from_rows(dtype!([("name", "U20"), ("volume", "i8")]), rows)?;
    /// assert_eq!(trades.sort_by(["volume"])?.to_string(), "[('XRP',  20) ('BTC', 100) ('ETH', 500)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A field that there is not; a field twice; an array without axes; no memory.
    ///
    /// See also [`sort_order`](RecordOrder::sort_order), whose ties other fields decide; [`RecordSort::sort_inplace_by`].
    fn sort_by<'b>(self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<Array<Self::Elem>> {
        let records = self.records();
        sorted(records, &named(records.dtype(), by)?)
    }

    /// The positions of the rows in that order.
    ///
    /// # Errors
    /// As [`sort_by`](RecordOrder::sort_by).
    fn argsort_by<'b>(self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<Array<i64>> {
        let records = self.records();
        argsorted(&records.as_dyn(), &named(records.dtype(), by)?)
    }

    /// A copy in the order of the given fields; of rows equal in these, the other fields decide, in their order: NumPy's
    /// `np.sort(a, order=...)`.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordOrder};
    /// let a = RecordArray::from_rows(dtype!([("n", "i4"), ("x", "i4")]), [(2, 1), (1, 1), (1, 0)])?;
    /// assert_eq!(a.sort_order(["x"])?.to_string(), "[(1, 0) (1, 1) (2, 1)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`sort_by`](RecordOrder::sort_by).
    fn sort_order<'b>(self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<Array<Self::Elem>> {
        let records = self.records();
        sorted(records, &then_all(records.dtype(), by)?)
    }

    /// The positions of the rows in that order: NumPy's `np.argsort(a, order=...)`.
    ///
    /// # Errors
    /// As [`sort_by`](RecordOrder::sort_by).
    fn argsort_order<'b>(self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<Array<i64>> {
        let records = self.records();
        argsorted(&records.as_dyn(), &then_all(records.dtype(), by)?)
    }

    /// The rows, along one axis, by the values that they have in some fields; see [`Groups`].
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields, RecordOrder};
    /// let rows = [("ETH", 2.0), ("BTC", 1.0), ("ETH", 3.0)];
    /// let trades = RecordArray::from_rows(dtype!([("name", "U3"), ("price", "f8")]), rows)?;
    /// let groups = trades.group_by(["name"])?;
    /// assert_eq!(trades.index_rows(groups.first())?.field_dyn("name")?.to_string(), "['BTC' 'ETH']");
    /// assert_eq!((groups.counts().to_string(), groups.rows(1)), ("[1 2]".into(), &[0i64, 2][..]));
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`sort_by`](RecordOrder::sort_by); records along several axes.
    fn group_by<'b>(self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<Groups> {
        let records = self.records();
        groups::of(&records.as_dyn(), &named(records.dtype(), by)?)
    }

    /// The rows at some positions along the first axis.
    ///
    /// # Errors
    /// An index out of bounds; no memory.
    fn index_rows(self, places: impl npcore_array::AsView<i64>) -> Result<Array<Self::Elem>> {
        npcore_index::take(self.records(), places, 0)
    }
}

impl<'a, X: RecordFields<'a>> RecordOrder<'a> for X {}

/// Sorting records in place.
pub trait RecordSort: super::RecordFieldsMut {
    /// [`sort_by`](RecordOrder::sort_by) in place.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordSort, desc};
    /// let mut a = RecordArray::from_rows(dtype!([("n", "i4"), ("x", "f4")]), [(1, 0.5), (2, 0.25)])?;
    /// a.sort_inplace_by([desc("n")])?;
    /// assert_eq!(a.to_string(), "[(2, 0.25) (1, 0.5 )]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there: there is as much memory needed again.
    fn sort_inplace_by<'b>(&mut self, by: impl IntoIterator<Item = impl Into<By<'b>>>) -> Result<()> {
        let mut records = self.records_mut().into_dyn();
        let by = named(records.dtype(), by)?;
        let sorted: DynArray = sorted(records.view(), &by)?;
        records.try_assign(&sorted)
    }
}

impl<T: Elem> RecordSort for Array<T> {}
impl<T: Elem> RecordSort for ArrayViewMut<'_, T> {}
