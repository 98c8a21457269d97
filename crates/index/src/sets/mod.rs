//! Sets: the different elements of arrays, what two arrays have in common, and whether elements are among others.

mod isin;
mod operations;
mod small;
mod unique;

use npcore_array::{Array, DynArray, DynView, Result, engine};

pub use isin::{IsIn, IsInKind, isin, isin_with};
pub use operations::{intersect1d, intersect1d_indices, setdiff1d, setxor1d, union1d};
pub use unique::{
    Unique, UniqueAll, UniqueCounts, UniqueInverse, UniqueOrder, unique, unique_all, unique_counts, unique_inverse,
    unique_values,
};

/// Which elements of two lists of one type, as many of each, are equal. NaN is equal to nothing.
fn equal(a: &DynView<'_>, b: &DynView<'_>) -> Result<Vec<bool>> {
    let dtype = a.dtype();
    if dtype.is_numeric() || dtype.unit().is_some() {
        return Ok(a.try_equal(b)?.to_vec());
    }
    // SAFETY: lists that are borrowed.
    Ok(unsafe { npcore_exec::equal_in_order(&engine::operand(a), &engine::operand(b)) })
}

/// The elements of a list where a mask is true.
fn chosen(mask: &[bool], list: &DynView<'_>) -> Result<DynArray> {
    crate::compress(mask, *list, 0)
}

/// Positions where a mask is true.
fn places(mask: &[bool]) -> Result<Array<i64>> {
    crate::flatnonzero(mask)
}
