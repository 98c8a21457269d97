//! Records as arrays with one axis more, and back.

use npcore_array::{Array, ArrayView, DynArray, DynCow, DynView, RecordArray, Result, engine, s};
use npcore_dtype::{Casting, DType, Elem, Field, RecordBuilder, can_cast};

use super::nests;
use crate::record::{RecordFields, record_of, refused};

/// Elements of one type within a record: so many, one behind the other.
#[derive(Clone, Copy)]
struct Leaf {
    dtype: DType,
    offset: usize,
    count: usize,
}

/// The elements of a record in their order, through nested records and sub-arrays.
fn leaves(dtype: DType, offset: usize, list: &mut Vec<Leaf>) {
    for field in dtype.fields() {
        let at = offset + field.offset();
        if !field.dtype().is_record() {
            list.push(Leaf { dtype: field.dtype(), offset: at, count: field.count() });
            continue;
        }
        (0..field.count()).for_each(|i| leaves(field.dtype(), at + i * field.dtype().itemsize(), list));
    }
}

/// A record of the leaves alone, in the same place.
fn flat_record(leaves: &[Leaf], itemsize: usize) -> Result<DType> {
    let add = |b: RecordBuilder, leaf: &Leaf| b.array_at("", leaf.dtype, &[leaf.count], leaf.offset);
    Ok(leaves.iter().fold(RecordBuilder::new().itemsize(itemsize), add).build()?)
}

/// Records of numbers as an array with one axis more, behind the others, along which their fields lie: of their common
/// type, or of `dtype`. The elements of nested records and sub-arrays come one after the other.
///
/// A view where all fields have the type and lie one behind the other, else a copy.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::structured_to_unstructured};
/// let a = RecordArray::from_rows(dtype!([("a", "i4"), ("b", "f4"), ("c", "i2", [2])]), [(1, 2.0, [3, 4]), (5, 6.0, [7, 8])])?;
/// assert_eq!(structured_to_unstructured(&a, None)?.to_string(), "[[1. 2. 3. 4.]\n [5. 6. 7. 8.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `arr must be a structured array`; fields that have no common type; what does not convert; no memory.
pub fn structured_to_unstructured<'a>(
    records: impl RecordFields<'a>,
    dtype: impl Into<Option<DType>>,
) -> Result<DynCow<'a>> {
    let records = records.records().as_dyn();
    if !records.dtype().is_record() {
        return refused("arr must be a structured array");
    }
    let mut list = vec![];
    leaves(records.dtype(), 0, &mut list);
    let dtype = match (dtype.into(), list.split_first()) {
        (Some(dtype), _) => dtype,
        (None, None) => return refused("arr has no fields. Unable to guess dtype"),
        (None, Some((first, rest))) => {
            let both = |a: DType, b: &Leaf| npcore_dtype::promote_types(a, b.dtype);
            rest.iter().try_fold(first.dtype.to_native(), both)?
        }
    };
    if let [first, rest @ ..] = &list[..] {
        let behind = |at: &mut usize, leaf: &Leaf| {
            let follows = leaf.dtype == dtype && leaf.offset == *at;
            *at = leaf.offset + leaf.count * dtype.itemsize();
            Some(follows)
        };
        let end = first.offset + first.count * dtype.itemsize();
        if first.dtype == dtype && rest.iter().scan(end, behind).all(|follows| follows) {
            let count = list.iter().map(|leaf| leaf.count).sum();
            let whole = flat_record(&[Leaf { count, ..*first }], records.itemsize())?;
            return Ok(DynCow::View(engine::field(records, &whole.fields()[0])?));
        }
    }
    let flat = flat_record(&list, records.itemsize())?;
    let mut shape = records.shape().to_vec();
    shape.push(list.iter().map(|leaf| leaf.count).sum());
    let mut out = DynArray::zeros_dyn(&shape[..], dtype)?;
    let mut from = 0;
    for field in flat.fields() {
        let to = from + field.count() as isize;
        out.slice_mut(s![..., from..to]).try_assign(engine::field(records, field)?)?;
        from = to;
    }
    Ok(DynCow::Owned(out))
}

/// The last axis of an array as the fields of records: those of `dtype`, in the order in which
/// [`structured_to_unstructured`] would give them.
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::dtype;
/// use npcore_structured::recfunctions::unstructured_to_structured;
/// let a = unstructured_to_structured(array![[0, 1, 2], [3, 4, 5]], dtype!("i4, (2,)f4"))?;
/// assert_eq!(a.to_string(), "[(0, [1., 2.]) (3, [4., 5.])]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `The length of the last dimension of arr must be equal to the number of fields in dtype`; what does not convert; no
/// memory.
pub fn unstructured_to_structured<T: Elem>(a: impl npcore_array::AsView<T>, dtype: DType) -> Result<RecordArray> {
    let a: ArrayView<'_, T> = a.as_view();
    let a: DynView<'_> = a.as_dyn();
    record_of(dtype)?;
    let Some((&last, outer)) = a.shape().split_last() else {
        return refused("arr must have at least one dimension");
    };
    let mut list = vec![];
    leaves(dtype, 0, &mut list);
    if list.iter().map(|leaf| leaf.count).sum::<usize>() != last {
        return refused("The length of the last dimension of arr must be equal to the number of fields in dtype");
    }
    let flat = flat_record(&list, dtype.itemsize())?;
    let mut out = DynArray::zeros_dyn(outer, flat)?;
    let mut from = 0;
    for field in flat.fields() {
        let to = from + field.count() as isize;
        if !can_cast(a.dtype(), field.dtype(), Casting::Unsafe) {
            return refused(format!("{} does not convert to {}", a.dtype(), field.dtype()));
        }
        engine::field_mut(out.as_dyn_mut(), field)?.try_assign(a.slice(s![..., from..to]))?;
        from = to;
    }
    DynArray::from_bytes(outer, dtype, &out.to_bytes())?.downcast()
}

/// `f` of the records' fields as an array with one axis more: a reduction along the last axis, as
/// `np.mean(..., axis=-1)`.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::apply_along_fields};
/// use npcore_ufunc::mean;
/// let a = RecordArray::from_rows(dtype!([("a", "f8"), ("b", "f8")]), [(1.0, 2.0), (3.0, 5.0)])?;
/// assert_eq!(apply_along_fields(&a, |rows| mean(rows, -1))?.to_string(), "[1.5 4. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`structured_to_unstructured`]; those of `f`.
pub fn apply_along_fields<'a, T: Elem>(
    records: impl RecordFields<'a>,
    f: impl FnOnce(DynView<'_>) -> Result<Array<T>>,
) -> Result<Array<T>> {
    f(structured_to_unstructured(records, None)?.view())
}

/// The names of all fields, each nested record's before those of its own fields.
///
/// ```
/// use npcore_dtype::dtype;
/// use npcore_structured::recfunctions::get_names_flat;
/// assert_eq!(get_names_flat(dtype!([("a", "i4"), ("n", [("x", "f4"), ("y", "f4")])])), ["a", "n", "x", "y"]);
/// ```
pub fn get_names_flat(dtype: DType) -> Vec<&'static str> {
    let below = |f: &'static Field| if nests(f) { get_names_flat(f.dtype()) } else { vec![] };
    let inner = |f: &'static Field| std::iter::once(f.name()).chain(below(f));
    dtype.fields().iter().flat_map(inner).collect()
}

/// The fields that are no records, through nested ones: name, dtype, shape of a sub-array.
///
/// ```
/// use npcore_dtype::dtype;
/// use npcore_structured::recfunctions::flatten_descr;
/// let flat = flatten_descr(dtype!([("a", "i4"), ("n", [("x", "f4"), ("y", "f4", [2])])]));
/// assert_eq!(flat[2], ("y", dtype!("f4"), &[2][..]));
/// ```
pub fn flatten_descr(dtype: DType) -> Vec<(&'static str, DType, &'static [usize])> {
    let own = |f: &'static Field| match nests(f) {
        true => flatten_descr(f.dtype()),
        false => vec![(f.name(), f.dtype(), f.shape())],
    };
    dtype.fields().iter().flat_map(own).collect()
}
