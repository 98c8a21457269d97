//! NumPy's `numpy.lib.recfunctions`: fields added, dropped and renamed, arrays merged, stacked and joined.
//!
//! NumPy gives masked arrays by default; here missing values are what it gives with `usemask=False`: the value that a caller
//! names, or [`default_fill`].

mod duplicates;
mod edit;
mod flat;
mod join;
mod merge;

pub use duplicates::find_duplicates;
pub use edit::{append_fields, assign_fields_by_name, drop_fields, rename_fields, repack_fields, require_fields};
pub use flat::{
    apply_along_fields, flatten_descr, get_names_flat, structured_to_unstructured, unstructured_to_structured,
};
pub use join::{Join, JoinKind, join_by};
pub use merge::{merge_arrays, stack_arrays};

use npcore_array::{DynArray, DynView, DynViewMut, Result, engine, s};
use npcore_dtype::{DType, DTypeKind, Field, RecordBuilder, Scalar};

/// What stands for a missing value of a dtype: 999999, 1e20, `'N/A'`, true, not-a-time, as in NumPy; of a record, that of
/// each field.
///
/// ```
/// use npcore_dtype::dtype;
/// use npcore_structured::recfunctions::default_fill;
/// assert_eq!(default_fill(dtype!("f8"))?.to_string(), "1e+20");
/// assert_eq!(default_fill(dtype!("U2"))?.to_string(), "N/A");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// None for the dtypes there are.
pub fn default_fill(dtype: DType) -> Result<Scalar> {
    Ok(match dtype.kind() {
        DTypeKind::Scalar(ty) if ty.is_bool() => Scalar::Bool(true),
        DTypeKind::Scalar(ty) if ty.is_integer() => Scalar::Int64(999_999).cast(dtype)?,
        DTypeKind::Scalar(_) => Scalar::Float64(1e20).cast(dtype)?,
        DTypeKind::Str(_) => Scalar::from("N/A"),
        DTypeKind::Bytes(_) => Scalar::Bytes(b"N/A".to_vec()),
        DTypeKind::Void(_) => Scalar::Void(b"???".to_vec()),
        DTypeKind::DateTime(unit) => Scalar::DateTime(i64::MIN, unit),
        DTypeKind::TimeDelta(unit) => Scalar::TimeDelta(i64::MIN, unit),
        DTypeKind::Record(record) => {
            let value = |f: &Field| -> Result<Scalar> {
                let item = default_fill(f.dtype())?;
                if f.shape().is_empty() {
                    return Ok(item);
                }
                let items = vec![item; f.count()];
                Ok(Scalar::Array { dtype: f.dtype(), shape: f.shape().to_vec(), items })
            };
            Scalar::Record(record, record.fields().iter().map(value).collect::<Result<_>>()?)
        }
    })
}

/// Whether a field is one record, and no sub-array of them: into those NumPy's functions do not look.
fn nests(field: &Field) -> bool {
    field.dtype().is_record() && field.shape().is_empty()
}

/// A field that a new record is to have.
#[derive(Clone, Debug, PartialEq)]
struct Spec {
    name: String,
    dtype: DType,
    shape: Vec<usize>,
}

impl Spec {
    fn of(field: &Field) -> Spec {
        Spec { name: field.name().to_owned(), dtype: field.dtype(), shape: field.shape().to_vec() }
    }
}

fn packed<'a>(fields: impl IntoIterator<Item = &'a Spec>) -> Result<DType> {
    let add = |b: RecordBuilder, f: &'a Spec| b.array(f.name.as_str(), f.dtype, &f.shape);
    Ok(fields.into_iter().fold(RecordBuilder::new(), add).build()?)
}

/// Writes `values` to the first rows of a field from row `from` on, or one value to those that there are none for.
fn fill_rows(field: &mut DynViewMut<'_>, from: usize, values: &DynView<'_>) -> Result<()> {
    let to = from + values.shape()[0];
    field.slice_mut(s![from as isize..to as isize]).try_assign(values)
}

/// One value in all rows from `from` on.
fn fill_rest(field: &mut DynViewMut<'_>, from: usize, value: &Scalar) -> Result<()> {
    let mut rest = field.slice_mut(s![from as isize..]);
    if !rest.is_empty() {
        let value = DynArray::full_dyn((), &value.cast(rest.dtype())?, rest.dtype())?;
        rest.try_assign(&value)?;
    }
    Ok(())
}

/// A field of an array of records that has it.
fn part<'a>(records: &DynView<'a>, name: &str) -> Result<DynView<'a>> {
    engine::field(*records, super::field_of(records.dtype(), name)?)
}
