//! What the code of `#[derive(Record)]` names. Not part of the public interface.

pub use npcore_array::{Array, Literal, Nested, Result};
use npcore_dtype::RecordBuilder;
pub use npcore_dtype::{DType, DTypeError, Dyn, Elem, Element, FieldType, Promote, Scalar, Structured, WeakPromote};

pub use crate::record::{FieldOf, Row};

/// A field of type `F`: name, dtype, shape, offset.
pub fn record_field<F: FieldType>(name: &'static str, offset: usize) -> (&'static str, DType, Vec<usize>, usize) {
    let mut shape = vec![];
    F::shape(&mut shape);
    (name, <F::Item as Element>::dtype(), shape, offset)
}

/// The dtype of a struct.
///
/// # Panics
/// The struct is larger than NumPy's dtypes can be.
pub fn record_dtype(size: usize, aligned: bool, fields: &[(&'static str, DType, Vec<usize>, usize)]) -> DType {
    let builder = RecordBuilder::new().aligned(aligned).itemsize(size);
    let add = |b: RecordBuilder, (name, dtype, shape, offset): &(&'static str, DType, Vec<usize>, usize)| {
        b.array_at(*name, *dtype, shape, *offset)
    };
    fields.iter().fold(builder, add).build().unwrap_or_else(|e| panic!("a struct that is no record: {e}"))
}

/// A struct's values as a record.
pub fn record_scalar(dtype: DType, values: Vec<Scalar>) -> Scalar {
    match dtype.as_record() {
        Some(record) => Scalar::Record(record, values),
        None => unreachable!("the dtype of a struct is a record"),
    }
}
