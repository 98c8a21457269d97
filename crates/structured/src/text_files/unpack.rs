//! The shape of what was read, and its fields one by one.

use npcore_array::DynArray;

use super::error::{TextFileError, TextResult};

/// Whether there can be so many axes at least.
///
/// # Errors
/// More than two.
pub(crate) fn check_ndmin(ndmin: usize) -> TextResult<()> {
    if ndmin > 2 {
        return Err(TextFileError::value(format!("Illegal value of ndmin keyword: {ndmin}")));
    }
    Ok(())
}

/// An array with at least so many axes, transposed if it is to be unpacked and has no records.
pub(crate) fn arranged(array: DynArray, shape: &[usize], ndmin: usize, unpack: bool) -> TextResult<DynArray> {
    let shape: Vec<isize> = with_ndmin(shape, ndmin).into_iter().map(|n| n as isize).collect();
    let array = array.into_shape(&shape[..])?;
    Ok(if unpack && !array.dtype().is_record() { array.into_transposed() } else { array })
}

/// A shape without axes of length 1 where there are more axes than wanted, and with such where there are fewer.
fn with_ndmin(shape: &[usize], ndmin: usize) -> Vec<usize> {
    let mut shape = shape.to_vec();
    if shape.len() > ndmin {
        shape.retain(|&n| n != 1);
    }
    match (ndmin, shape.len()) {
        (1, 0) => vec![1],
        (2, 0) => vec![1, 1],
        (2, 1) => vec![shape[0], 1],
        _ => shape,
    }
}

/// An array for each field of a record, or for each column of a matrix.
pub(crate) fn fields(array: &DynArray) -> TextResult<Vec<DynArray>> {
    let (dtype, item) = (array.dtype(), array.itemsize());
    if !dtype.is_record() {
        let columns = array.shape().get(1).copied().unwrap_or(1);
        let matrix = array.view();
        return (0..columns as isize)
            .map(|i| Ok(matrix.try_slice(npcore_array::s![.., i])?.try_to_owned(npcore_layout::Order::C)?))
            .collect();
    }
    let bytes = array.to_bytes();
    let field = |field: &npcore_dtype::Field| {
        let mut column = Vec::with_capacity(array.size() * field.nbytes());
        for row in bytes.chunks_exact(item.max(1)) {
            column.extend_from_slice(&row[field.offset()..][..field.nbytes()]);
        }
        let shape: Vec<usize> = array.shape().iter().chain(field.shape()).copied().collect();
        Ok(DynArray::from_bytes(&shape[..], field.dtype(), &column)?)
    };
    dtype.fields().iter().map(field).collect()
}
