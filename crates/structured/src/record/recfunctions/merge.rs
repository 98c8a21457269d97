//! Arrays side by side, and one behind the other, as records.

use npcore_array::{DynArray, DynView, Operand, RecordArray, Result, engine};
use npcore_dtype::{DType, Field, Scalar};

use super::edit::{fill_value, one_axis};
use super::{Spec, fill_rest, fill_rows, nests, packed};
use crate::record::{RecordFieldsMut, refused};

/// Arrays side by side: each becomes a field `f0`, `f1`, ..., records as nested ones, or, with `flatten`, their fields
/// themselves. As in NumPy, the shorter ones are filled up with -1, records of one field are that field, and one array of
/// records alone stays as it is.
///
/// ```
/// use npcore_structured::recfunctions::merge_arrays;
/// let merged = merge_arrays(&[&[1i64, 2], &[10.0, 20.0, 30.0]], false)?;
/// assert_eq!(merged.to_string(), "[( 1, 10.) ( 2, 20.) (-1, 30.)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No arrays; a name twice; no memory.
pub fn merge_arrays(arrays: &[&dyn Operand], flatten: bool) -> Result<RecordArray> {
    let parts: Vec<_> = arrays.iter().map(|array| array.parts()).collect();
    let flat: Vec<_> = parts.iter().map(|parts| parts.view().ravel().into_owned()).collect();
    let (mut specs, mut columns): (Vec<Spec>, Vec<DynView<'_>>) = (vec![], vec![]);
    for array in &flat {
        let array = array.as_dyn();
        let fields = array.dtype().fields();
        match fields {
            [_, ..] if flat.len() == 1 && !flatten => return array.to_owned().downcast(),
            [field] if !flatten => column(array, field, &mut specs, &mut columns)?,
            _ => add(array, flatten, &mut specs, &mut columns)?,
        }
    }
    if specs.is_empty() {
        return refused("at least one array is required");
    }
    let rows = columns.iter().map(|column| column.shape()[0]).max().unwrap_or(0);
    let mut out: RecordArray = DynArray::zeros_dyn(rows, packed(&specs)?)?.downcast()?;
    for (spec, column) in specs.iter().zip(&columns) {
        let mut field = out.field_dyn_mut(&spec.name)?;
        fill_rows(&mut field, 0, column)?;
        fill_rest(&mut field, column.shape()[0], &Scalar::Int64(-1))?;
    }
    Ok(out)
}

/// An array as a field, or, flattened, the fields of its records, all the way down.
fn add<'a>(view: DynView<'a>, flatten: bool, specs: &mut Vec<Spec>, columns: &mut Vec<DynView<'a>>) -> Result<()> {
    if !flatten || !view.dtype().is_record() {
        specs.push(Spec { name: format!("f{}", specs.len()), dtype: view.dtype(), shape: vec![] });
        columns.push(view);
        return Ok(());
    }
    for field in view.dtype().fields() {
        if nests(field) {
            add(engine::field(view, field)?, true, specs, columns)?;
        } else {
            column(view, field, specs, columns)?;
        }
    }
    Ok(())
}

/// A field of records as a field.
fn column<'a>(view: DynView<'a>, field: &Field, specs: &mut Vec<Spec>, columns: &mut Vec<DynView<'a>>) -> Result<()> {
    specs.push(Spec::of(field));
    columns.push(engine::field(view, field)?);
    Ok(())
}

/// Arrays one behind the other, with the fields of all of them: fields of one name come together, and where an array has
/// none of the name, its rows have the value of `defaults`, or [`default_fill`](super::default_fill). An array without
/// fields is one field, named `f<i>` where it comes as the `i`th.
///
/// Fields of one name have one type, or, with `autoconvert`, are converted to the type they have together.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::{MakeRecords, recfunctions::stack_arrays};
/// let a = RecordArray::from_rows(dtype!([("n", "U3"), ("x", "i4")]), [("a", 1)])?;
/// let b = RecordArray::from_rows(dtype!([("n", "U3"), ("y", "f8")]), [("b", 2.5)])?;
/// assert_eq!(stack_arrays(&[&a, &b], &[("x", 0.into()), ("y", 0.0.into())], false)?.to_string(), "[('a', 1, 0. ) ('b', 0, 2.5)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Incompatible type 'int32' <> 'float32'`; no arrays; a default that does not convert; no memory.
pub fn stack_arrays(arrays: &[&dyn Operand], defaults: &[(&str, Scalar)], autoconvert: bool) -> Result<RecordArray> {
    let parts: Vec<_> = arrays.iter().map(|array| array.parts()).collect();
    let (mut specs, mut blocks): (Vec<Spec>, Vec<Block<'_>>) = (vec![], vec![]);
    for parts in &parts {
        let (view, mut columns) = (parts.view(), vec![]);
        let rows = one_axis(&view)?;
        if view.dtype().is_record() {
            for field in view.dtype().fields() {
                merge(&mut specs, Spec::of(field), autoconvert)?;
                columns.push((field.name().to_owned(), engine::field(view, field)?));
            }
        } else {
            let name = format!("f{}", specs.len());
            columns.push((name.clone(), view));
            merge(&mut specs, Spec { name, dtype: view.dtype(), shape: vec![] }, autoconvert)?;
        }
        blocks.push((rows, columns));
    }
    if specs.is_empty() {
        return refused("at least one array is required");
    }
    let rows = blocks.iter().map(|block| block.0).sum::<usize>();
    let mut out: RecordArray = DynArray::zeros_dyn(rows, packed(&specs)?)?.downcast()?;
    for spec in &specs {
        let value = fill_value(defaults, &spec.name, spec.dtype)?;
        let (mut field, mut from) = (out.field_dyn_mut(&spec.name)?, 0);
        for (rows, columns) in &blocks {
            match columns.iter().find(|(name, _)| *name == spec.name) {
                Some((_, column)) => fill_rows(&mut field, from, column)?,
                None => {
                    let mut part = field.slice_mut(npcore_array::s![from as isize..(from + rows) as isize]);
                    fill_rest(&mut part, 0, &value)?;
                }
            }
            from += rows;
        }
    }
    Ok(out)
}

/// The rows of one array, and its columns by name.
type Block<'a> = (usize, Vec<(String, DynView<'a>)>);

/// Adds a field, or makes the one of its name hold both.
fn merge(specs: &mut Vec<Spec>, new: Spec, autoconvert: bool) -> Result<()> {
    let Some(old) = specs.iter_mut().find(|spec| spec.name == new.name) else {
        specs.push(new);
        return Ok(());
    };
    if old.dtype == new.dtype && old.shape == new.shape {
        return Ok(());
    }
    if !autoconvert || old.shape != new.shape {
        return refused(format!("Incompatible type {} <> {}", quoted(old.dtype), quoted(new.dtype)));
    }
    old.dtype = npcore_dtype::promote_types(old.dtype, new.dtype)?;
    Ok(())
}

/// A dtype as it stands in NumPy's message.
fn quoted(dtype: DType) -> String {
    if dtype.is_record() { dtype.to_string() } else { format!("'{dtype}'") }
}
