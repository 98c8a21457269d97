//! Records from columns.

use npcore_array::{ArrayError, DynArray, Operand, RecordArray, Result, engine};
use npcore_dtype::{DType, RecordBuilder};

use super::make::names_of;
use super::{record_of, refused};

/// Writes a column into a field, whose axes of a sub-array are the column's last ones.
fn fill(out: &mut DynArray, dtype: DType, columns: &[&dyn Operand]) -> Result<()> {
    let view = out.as_dyn_mut();
    let mut view = view;
    for (field, column) in record_of(dtype)?.fields().iter().zip(columns) {
        engine::field_mut(view.view_mut(), field)?.try_assign(column.parts().view())?;
    }
    Ok(())
}

/// [`MakeRecords::from_columns`](super::MakeRecords::from_columns).
pub(crate) fn from_named(columns: &[(&str, &dyn Operand)]) -> Result<RecordArray> {
    let (names, arrays): (Vec<&str>, Vec<&dyn Operand>) = columns.iter().copied().unzip();
    let Some(first) = arrays.first() else {
        return refused("at least one column is required");
    };
    let (first, mut builder) = (first.parts().view().shape().to_vec(), RecordBuilder::new());
    for (i, (name, column)) in columns.iter().enumerate() {
        let (shape, dtype) = (column.parts().view().shape().to_vec(), column.parts().view().dtype());
        if shape != first {
            return refused(format!("array-shape mismatch in array {i} (\"{name}\")"));
        }
        builder = builder.field(names[i], dtype);
    }
    let dtype = builder.build()?;
    let mut out = DynArray::zeros_dyn(&first[..], dtype)?;
    fill(&mut out, dtype, &arrays)?;
    out.downcast()
}

/// Arrays side by side as the fields of records: NumPy's `np.rec.fromarrays`. Names are separated by commas; what has none
/// is `f0`, `f1`, ...
///
/// ```
/// let a = npcore_structured::fromarrays(&[&[1i64, 2], &["a", "b"]], "n, name")?;
/// assert_eq!(a.to_string(), "[(1, 'a') (2, 'b')]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `array-shape mismatch in array 1 ("b")`; more names than arrays; no memory.
pub fn fromarrays(arrays: &[&dyn Operand], names: &str) -> Result<RecordArray> {
    let names = names_of(names, arrays.len())?;
    let columns: Vec<(&str, &dyn Operand)> = names.iter().map(String::as_str).zip(arrays.iter().copied()).collect();
    from_named(&columns)
}

/// [`fromarrays`] into records of a dtype, to whose fields the arrays are converted. The last axes of an array are those
/// of a sub-array.
///
/// ```
/// use npcore_dtype::dtype;
/// let a = npcore_structured::fromarrays_as(&[&[1, 2], &[[1.5, 2.5], [3.5, 4.5]]], dtype!([("n", "i1"), ("x", "f4", [2])]))?;
/// assert_eq!(a.to_string(), "[(1, [1.5, 2.5]) (2, [3.5, 4.5])]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `mismatch between the number of fields and the number of arrays`; `array-shape mismatch in array 1 ("x")`; what does not
/// convert; no memory.
pub fn fromarrays_as(arrays: &[&dyn Operand], dtype: DType) -> Result<RecordArray> {
    let fields = record_of(dtype)?.fields();
    if fields.len() != arrays.len() {
        return refused("mismatch between the number of fields and the number of arrays");
    }
    let mut common: Option<Vec<usize>> = None;
    for (i, (field, array)) in fields.iter().zip(arrays).enumerate() {
        let shape = array.parts().view().shape().to_vec();
        let mismatch = || ArrayError::Value(format!("array-shape mismatch in array {i} (\"{}\")", field.name()));
        let outer = shape.len().checked_sub(field.shape().len()).ok_or_else(mismatch)?;
        if shape[outer..] != *field.shape() || common.as_ref().is_some_and(|common| *common != shape[..outer]) {
            return Err(mismatch());
        }
        common.get_or_insert(shape[..outer].to_vec());
    }
    let Some(shape) = common else { return refused("at least one column is required") };
    let mut out = DynArray::zeros_dyn(&shape[..], dtype)?;
    fill(&mut out, dtype, arrays)?;
    out.downcast()
}
