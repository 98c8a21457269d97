//! Whether elements are among others: `isin`.

use npcore_array::{Array, AsView, DynView, Order, Result, try_zeros};
use npcore_dtype::{DType, Elem, promote_types};
use npcore_kernel::Side;

use super::small::bounds;
use crate::convert::{gapless, of_dtype, refused};
use crate::searchsorted::search;
use crate::sort::sort;

/// How [`isin_with`] goes about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IsInKind {
    /// As seems best.
    #[default]
    Auto,
    /// By sorting the elements that are looked for.
    Sort,
    /// By a table of all integers between the least and the largest that are looked for: for integers and bools.
    Table,
}

/// The options of [`isin_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IsIn {
    /// Whether to tell what is *not* among the others.
    pub invert: bool,
    /// How to go about it.
    pub kind: IsInKind,
}

/// Whether each element is equal to one of `test_elements`.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::isin;
/// let a = array![[0, 2], [4, 6]];
/// assert_eq!(isin(&a, [1, 2, 4, 8])?.to_string(), "[[False  True]\n [ True False]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types without a common one; no memory.
pub fn isin<T: Elem, U: Elem>(element: impl AsView<T>, test_elements: impl AsView<U>) -> Result<Array<bool>> {
    isin_with(element, test_elements, IsIn::default())
}

/// [`isin`] with options.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{IsIn, isin_with};
/// let others = IsIn { invert: true, ..IsIn::default() };
/// assert_eq!(isin_with(&array![1, 2, 3], [2], others)?.to_string(), "[ True False  True]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`isin`]; NumPy's words for a table of what is no integer, or of more than its type counts.
pub fn isin_with<T: Elem, U: Elem>(
    element: impl AsView<T>,
    test_elements: impl AsView<U>,
    options: IsIn,
) -> Result<Array<bool>> {
    let (element, tests) = (element.as_view(), test_elements.as_view());
    among(element.as_dyn(), tests.as_dyn(), options)
}

/// [`isin_with`] at run time.
pub(super) fn among(a: DynView<'_>, tests: DynView<'_>, options: IsIn) -> Result<Array<bool>> {
    let whole = |view: &DynView<'_>| view.dtype().is_integer() || view.dtype().is_bool();
    let found = if whole(&a) && whole(&tests) && options.kind != IsInKind::Sort {
        by_table(a, tests, options.kind == IsInKind::Table)?
    } else if options.kind == IsInKind::Table {
        return refused(
            "The 'table' method is only supported for boolean or integer arrays. Please select 'sort' or None for kind.",
        );
    } else {
        None
    };
    let mut found = match found {
        Some(found) => found,
        None => by_search(a, tests)?,
    };
    if options.invert {
        found.map_inplace(|found| !found);
    }
    Ok(found)
}

/// None if a table would be too large.
fn by_table(a: DynView<'_>, tests: DynView<'_>, wanted: bool) -> Result<Option<Array<bool>>> {
    if tests.is_empty() {
        return Ok(Some(try_zeros(a.shape(), Order::C)?));
    }
    let [least, most] = bounds(&tests)?;
    let range = most - least;
    let limit = match tests.dtype().scalar_type() {
        Some(ty) if ty.is_signed_integer() => (1i128 << (8 * ty.itemsize() - 1)) - 1,
        Some(ty) => (1i128 << (8 * ty.itemsize())) - 1,
        None => 0,
    };
    if range > limit {
        let words = "You have specified kind='table', but the range of values in `ar2` or `ar1` exceed the maximum integer \
                     of the datatype. Please set `kind` to None or 'sort'.";
        return if wanted { refused(words) } else { Ok(None) };
    }
    if !wanted && range > 6 * (a.size() as i128 + tests.size() as i128) {
        return Ok(None);
    }
    let Ok(size) = i64::try_from(range + 1) else { return refused("Maximum allowed dimension exceeded") };
    let mut table = try_zeros::<u8>([size as usize], Order::C)?;
    let table = table.as_slice_mut().unwrap_or(&mut []);
    // As unsigned distances from the least: what is less wraps, and is as far away as what is more.
    let least = least as u64 as i64;
    for &x in gapless::<i64>(tests.ravel().view())?.as_slice().unwrap_or(&[]) {
        table[x.wrapping_sub(least) as usize] = 1;
    }
    // Between signed and unsigned numbers of 64 bits only those are equal whose highest bit is not set.
    let [one, other] = [a.dtype(), tests.dtype()].map(|dtype| dtype.to_native() == DType::UINT64);
    let lowest = if one == other { i64::MIN } else { 0 };
    let among = |x: i64| x >= lowest && table.get(x.wrapping_sub(least) as usize).is_some_and(|&there| there != 0);
    Ok(Some(gapless::<i64>(a)?.view().map(among)))
}

/// Searches for each element in those that are looked for, sorted.
fn by_search(a: DynView<'_>, tests: DynView<'_>) -> Result<Array<bool>> {
    if tests.is_empty() {
        return try_zeros(a.shape(), Order::C);
    }
    let common = promote_types(a.dtype(), tests.dtype())?.to_native();
    let (a, tests) = (of_dtype(a, common)?, of_dtype(tests, common)?);
    let sorted = sort(tests.view(), None)?;
    let places = search(sorted.view(), a.view(), Side::Left, None)?;
    let candidates = crate::take_mode(&sorted, &places, 0, crate::IndexMode::Clip)?;
    let shape = candidates.shape().to_vec();
    let (candidates, a) = (candidates.ravel(), a.view().ravel());
    Array::from_vec(super::equal(&candidates.view(), &a.view())?).into_shape(&shape[..])
}
