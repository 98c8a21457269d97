//! Fields added, dropped, renamed, converted, moved together.

use npcore_array::{DynArray, DynView, DynViewMut, Operand, RecordArray, RecordView, Result, engine, s};
use npcore_dtype::{DType, Field, RecordBuilder, Scalar};

use super::{Spec, default_fill, fill_rest, fill_rows, nests, packed, part};
use crate::record::{RecordFields, RecordFieldsMut, record_of, refused};

/// The records with more fields behind their own. As in NumPy, new fields that are shorter than the longest of them are
/// filled up with -1 to its length, and where there are more rows of the records or of the new fields, [`default_fill`]
/// stands for what is missing.
///
/// ```
/// use npcore_array::{RecordArray, array};
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::append_fields};
/// let a = RecordArray::from_rows(dtype!([("x", "i4")]), [(1,), (2,)])?;
/// assert_eq!(append_fields(&a, &[("y", &array![0.5, 1.5]), ("s", &["p", "q"])])?.to_string(), "[(1, 0.5, 'p') (2, 1.5, 'q')]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A name that there is already; arrays of more than one axis; no memory.
pub fn append_fields<'a>(records: impl RecordFields<'a>, fields: &[(&str, &dyn Operand)]) -> Result<RecordArray> {
    let records = records.records().as_dyn();
    let mut specs: Vec<Spec> = record_of(records.dtype())?.fields().iter().map(Spec::of).collect();
    let (old, mut new) = (one_axis(&records)?, 0);
    for (name, column) in fields {
        let parts = column.parts();
        new = new.max(one_axis(&parts.view())?);
        specs.push(Spec { name: (*name).to_owned(), dtype: parts.view().dtype(), shape: vec![] });
    }
    let dtype = packed(&specs)?;
    let mut out: RecordArray = DynArray::zeros_dyn(old.max(new), dtype)?.downcast()?;
    for spec in &specs {
        let mut target = out.field_dyn_mut(&spec.name)?;
        let given = fields.iter().find(|(name, _)| *name == spec.name);
        let parts = given.map(|(_, column)| column.parts());
        let values = match &parts {
            Some(parts) => parts.view(),
            None => part(&records, &spec.name)?,
        };
        fill_rows(&mut target, 0, &values)?;
        let mut filled = values.shape()[0];
        if given.is_some() && filled < new {
            fill_rest(&mut target.slice_mut(s![..new as isize]), filled, &Scalar::Int64(-1))?;
            filled = new;
        }
        fill_rest(&mut target, filled, &default_fill(spec.dtype)?)?;
    }
    Ok(out)
}

/// The length of an array of one axis.
pub(super) fn one_axis(view: &DynView<'_>) -> Result<usize> {
    match *view.shape() {
        [n] => Ok(n),
        _ => refused("arrays of one axis are needed"),
    }
}

/// A packed copy of the records without some fields, wherever they are nested. Names that there are not are passed over; a
/// nested record that loses all its fields goes, too.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::drop_fields};
/// let a = RecordArray::from_rows(dtype!([("a", "i4"), ("n", [("x", "f4"), ("y", "f4")])]), [(1, (2.0, 3.0))])?;
/// assert_eq!(drop_fields(&a, ["x"])?.to_string(), "[(1, (3.,))]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without fields; no memory.
pub fn drop_fields<'a>(
    records: impl RecordFields<'a>,
    names: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<RecordArray> {
    let records = records.records().as_dyn();
    record_of(records.dtype())?;
    let names: Vec<_> = names.into_iter().collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let dtype = without(records.dtype(), &names)?;
    let mut out = DynArray::zeros_dyn(records.shape(), dtype)?;
    by_name(&mut out.as_dyn_mut(), &records, false)?;
    out.downcast()
}

fn without(dtype: DType, names: &[&str]) -> Result<DType> {
    let mut builder = RecordBuilder::new();
    for field in dtype.fields().iter().filter(|field| !names.contains(&field.name())) {
        let inner = if field.dtype().is_record() { without(field.dtype(), names)? } else { field.dtype() };
        if inner.is_record() && inner.fields().is_empty() {
            continue;
        }
        builder = builder.array(field.name(), inner, field.shape());
    }
    Ok(builder.build()?)
}

/// The same records with some fields under other names, in nested records, too (as in NumPy, not in those of a
/// sub-array): a view.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::rename_fields};
/// let a = RecordArray::from_rows(dtype!([("a", "i4"), ("b", "f8")]), [(1, 2.0)])?;
/// assert_eq!(rename_fields(&a, &[("a", "x")])?.dtype().names().collect::<Vec<_>>(), ["x", "b"]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A name twice.
pub fn rename_fields<'a>(records: impl RecordFields<'a>, names: &[(&str, &str)]) -> Result<RecordView<'a>> {
    let records = records.records();
    record_of(records.dtype())?;
    engine::renamed(records, renamed(records.dtype(), names)?)?.downcast()
}

fn renamed(dtype: DType, names: &[(&str, &str)]) -> Result<DType> {
    let record = record_of(dtype)?;
    let mut builder = RecordBuilder::new().aligned(record.is_aligned()).itemsize(record.itemsize());
    for field in record.fields() {
        let name = names.iter().find(|(from, _)| *from == field.name()).map_or(field.name(), |(_, to)| *to);
        let inner = if nests(field) { renamed(field.dtype(), names)? } else { field.dtype() };
        builder = builder.array_at(name, inner, field.shape(), field.offset());
    }
    Ok(builder.build()?)
}

/// A copy whose fields follow one another without gaps, or with `align` where C would put them; with `recurse` those of
/// nested records, too (as in NumPy, not of those in a sub-array; NumPy forgets to align nested records where it recurses).
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, RecordFields, recfunctions::repack_fields};
/// let a = RecordArray::from_rows(dtype!([("x", "i4"), ("y", "f8"), ("z", "i2")]), [(1, 2.0, 3)])?;
/// let some = a.fields(["x", "z"])?;
/// assert_eq!((some.itemsize(), repack_fields(some, false, false)?.itemsize()), (14, 6));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without fields; no memory.
pub fn repack_fields<'a>(records: impl RecordFields<'a>, align: bool, recurse: bool) -> Result<RecordArray> {
    let records = records.records().as_dyn();
    record_of(records.dtype())?;
    records.astype_dyn(repacked(records.dtype(), align, recurse)?)?.downcast()
}

fn repacked(dtype: DType, align: bool, recurse: bool) -> Result<DType> {
    let mut builder = RecordBuilder::new().aligned(align);
    for field in dtype.fields() {
        let inner = if recurse && nests(field) { repacked(field.dtype(), align, recurse)? } else { field.dtype() };
        builder = builder.array(field.name(), inner, field.shape());
    }
    Ok(builder.build()?)
}

/// The fields of `dtype`, each with the values of the field of that name, converted; zeros where there is none.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::require_fields};
/// let a = RecordArray::from_rows(dtype!([("a", "i4"), ("b", "f8")]), [(1, 2.5)])?;
/// assert_eq!(require_fields(&a, dtype!([("b", "f4"), ("new", "u1")]))?.to_string(), "[(2.5, 0)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A dtype without fields; what does not convert; no memory.
pub fn require_fields<'a>(records: impl RecordFields<'a>, dtype: DType) -> Result<RecordArray> {
    let records = records.records().as_dyn();
    record_of(dtype)?;
    let mut out = DynArray::zeros_dyn(records.shape(), dtype)?;
    by_name(&mut out.as_dyn_mut(), &records, true)?;
    out.downcast()
}

/// Writes to each field the values of the field of that name; those that have none become zeros, or stay.
///
/// (An assignment of records goes by position.)
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::assign_fields_by_name};
/// let mut a = RecordArray::from_rows(dtype!([("a", "i4"), ("b", "f8")]), [(1, 2.5)])?;
/// assign_fields_by_name(&mut a, &RecordArray::from_rows(dtype!([("b", "i8")]), [(7,)])?, false)?;
/// assert_eq!(a.to_string(), "[(1, 7.)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// What assignment gives.
pub fn assign_fields_by_name<'a>(
    target: &mut impl RecordFieldsMut,
    source: impl RecordFields<'a>,
    zero_unassigned: bool,
) -> Result<()> {
    by_name(&mut target.records_mut().into_dyn(), &source.records().as_dyn(), zero_unassigned)
}

fn by_name(target: &mut DynViewMut<'_>, source: &DynView<'_>, zero: bool) -> Result<()> {
    let Some(record) = target.dtype().as_record() else {
        return target.try_assign(*source);
    };
    for field in record.fields() {
        let same = |f: &&Field| f.name() == field.name();
        let mut to = engine::field_mut(target.view_mut(), field)?;
        match source.dtype().fields().iter().find(same) {
            Some(from) => by_name(&mut to, &engine::field(*source, from)?, zero)?,
            None if zero => {
                let zeros = vec![0; to.itemsize()];
                let value = DynArray::from_bytes((), to.dtype(), &zeros)?;
                to.try_assign(&value)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// A value in the type of a field, for what is missing.
pub(super) fn fill_value(defaults: &[(&str, Scalar)], name: &str, dtype: DType) -> Result<Scalar> {
    match defaults.iter().find(|(field, _)| *field == name) {
        Some((_, value)) => Ok(value.cast(dtype)?),
        None => default_fill(dtype),
    }
}
