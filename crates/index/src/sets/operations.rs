//! Sets of two arrays: `intersect1d`, `union1d`, `setdiff1d`, `setxor1d`.

use npcore_array::{Array, AsView, DynArray, DynView, Result, concatenate, engine};
use npcore_dtype::{Elem, Promote, promote_types};

use super::isin::{IsIn, among};
use super::unique::{Found, Wanted, of_list};
use super::{chosen, equal};
use crate::convert::{neighbours, of_dtype};
use crate::sort::{argsort, sort};

/// The different elements of a list, sorted.
fn set(a: &DynView<'_>, indices: bool) -> Result<Found> {
    of_list(&a.ravel().view(), true, Wanted { indices, inverse: false, counts: false })
}

/// The elements of two lists one behind the other, in their common type.
fn joined(a: &DynView<'_>, b: &DynView<'_>) -> Result<DynArray> {
    let common = promote_types(a.dtype(), b.dtype())?;
    let (a, b) = (a.ravel(), b.ravel());
    let (a, b) = (of_dtype(a.view(), common)?, of_dtype(b.view(), common)?);
    concatenate(&[a.view(), b.view()], 0)
}

/// Which elements of a sorted list equal the next one: one less than there are elements.
fn repeated(sorted: &DynView<'_>) -> Result<Vec<bool>> {
    if sorted.is_empty() {
        return Ok(vec![]);
    }
    let [before, after] = neighbours(sorted);
    equal(&after, &before)
}

/// The different elements of both arrays in order, and which of them are followed by an equal one, that of the other.
fn side_by_side(a: &DynView<'_>, b: &DynView<'_>) -> Result<(DynArray, Vec<bool>)> {
    let (a, b) = (set(a, false)?.values, set(b, false)?.values);
    let sorted: DynArray = sort(joined(&a.view(), &b.view())?, 0)?;
    let pairs = repeated(&sorted.view())?;
    Ok((sorted, pairs))
}

/// The different elements that both arrays have, sorted. NaN, equal to nothing, is not among them.
///
/// ```
/// use npcore_index::intersect1d;
/// assert_eq!(intersect1d([1, 3, 4, 3], [3, 1, 2, 1])?.to_string(), "[1 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn intersect1d<T: Elem + Promote<U>, U: Elem>(
    a: impl AsView<T>,
    b: impl AsView<U>,
) -> Result<Array<<T as Promote<U>>::Output>> {
    let (sorted, mut both) = side_by_side(&a.as_view().as_dyn(), &b.as_view().as_dyn())?;
    both.resize(sorted.size(), false);
    engine::typed(chosen(&both, &sorted.view())?)
}

/// [`intersect1d`], and where each of the elements occurs first in the one array and in the other, both flattened.
///
/// ```
/// use npcore_index::intersect1d_indices;
/// let (both, in_a, in_b) = intersect1d_indices([1, 1, 2, 3, 4], [2, 1, 4, 6])?;
/// assert_eq!(both.to_string(), "[1 2 4]");
/// assert_eq!((in_a.to_string(), in_b.to_string()), ("[0 2 4]".into(), "[1 0 2]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
#[expect(clippy::type_complexity, reason = "elements, and places in both arrays")]
pub fn intersect1d_indices<T: Elem + Promote<U>, U: Elem>(
    a: impl AsView<T>,
    b: impl AsView<U>,
) -> Result<(Array<<T as Promote<U>>::Output>, Array<i64>, Array<i64>)> {
    let (a, b) = (a.as_view(), b.as_view());
    let (a, b) = (set(&a.as_dyn(), true)?, set(&b.as_dyn(), true)?);
    let all = joined(&a.values.view(), &b.values.view())?;
    let order = argsort(&all, 0)?;
    let sorted = crate::take(&all, &order, 0)?;
    let mut both = repeated(&sorted.view())?;
    both.resize(sorted.size(), false);
    let values = chosen(&both, &sorted.view())?;
    // Of two equal ones that of the first array comes first.
    let firsts = crate::flatnonzero(&both[..])?;
    let in_a = crate::take(&a.indices, crate::take(&order, &firsts, 0)?, 0)?;
    let n = a.values.size() as i64;
    let in_b = crate::take(&order, &(&firsts + 1), 0)?;
    let in_b = crate::take(&b.indices, &(&in_b - n), 0)?;
    Ok((engine::typed(values)?, in_a, in_b))
}

/// The different elements that either array has, sorted.
///
/// ```
/// use npcore_index::union1d;
/// assert_eq!(union1d([-1, 0, 1], [-2, 0, 2])?.to_string(), "[-2 -1  0  1  2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn union1d<T: Elem + Promote<U>, U: Elem>(
    a: impl AsView<T>,
    b: impl AsView<U>,
) -> Result<Array<<T as Promote<U>>::Output>> {
    let (a, b) = (a.as_view(), b.as_view());
    let all = joined(&a.as_dyn(), &b.as_dyn())?;
    engine::typed(set(&all.view(), false)?.values)
}

/// The different elements of the first array that the second one has not, sorted.
///
/// ```
/// use npcore_index::setdiff1d;
/// assert_eq!(setdiff1d([1, 2, 3, 2, 4, 1], [3, 4, 5, 6])?.to_string(), "[1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types without a common one; no memory.
pub fn setdiff1d<T: Elem, U: Elem>(a: impl AsView<T>, b: impl AsView<U>) -> Result<Array<T>> {
    let (a, b) = (a.as_view(), b.as_view());
    let values = set(&a.as_dyn(), false)?.values;
    let rest = among(values.view(), b.as_dyn(), IsIn { invert: true, ..IsIn::default() })?;
    engine::typed(crate::compress(&rest, &values, 0)?)
}

/// The different elements that one array has and the other one has not, sorted.
///
/// ```
/// use npcore_index::setxor1d;
/// assert_eq!(setxor1d([1, 2, 3, 2, 4], [2, 3, 5, 7, 5])?.to_string(), "[1 4 5 7]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn setxor1d<T: Elem + Promote<U>, U: Elem>(
    a: impl AsView<T>,
    b: impl AsView<U>,
) -> Result<Array<<T as Promote<U>>::Output>> {
    let (sorted, pairs) = side_by_side(&a.as_view().as_dyn(), &b.as_view().as_dyn())?;
    let alone = |i: usize| (i == 0 || !pairs[i - 1]) && !pairs.get(i).copied().unwrap_or(false);
    let alone: Vec<bool> = (0..sorted.size()).map(alone).collect();
    engine::typed(chosen(&alone, &sorted.view())?)
}
