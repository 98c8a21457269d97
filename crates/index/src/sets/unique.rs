//! The different elements of an array: `unique`.

use npcore_array::{Array, ArrayView, AsView, DynArray, DynView, Result, engine};
use npcore_dtype::Elem;
use npcore_kernel::Side;
use npcore_layout::normalize_axis;

use super::small::Small;
use super::{chosen, equal, places};
use crate::convert::neighbours;
use crate::searchsorted::search;
use crate::sort::{argsort, lexsort, sort};

/// The different elements of an array, sorted. NaN is one of them, however many there are.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::unique;
/// assert_eq!(unique(&array![[1, 1], [2, 3]])?.to_string(), "[1 2 3]");
/// assert_eq!(unique([2.0, f64::NAN, 1.0, f64::NAN, 2.0])?.to_string(), "[ 1.  2. nan]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
///
/// See also [`Unique`], which knows the options.
pub fn unique<T: Elem>(a: impl AsView<T>) -> Result<Array<T>> {
    Unique::of(&a).values()
}

/// The different elements, every NaN for itself: those of the array API standard.
///
/// They are sorted here; the standard, and NumPy, leave their order open.
///
/// # Errors
/// No memory.
///
/// ```
/// assert_eq!(npcore_index::unique_values([3, 1, 3])?.to_string(), "[1 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn unique_values<T: Elem>(a: impl AsView<T>) -> Result<Array<T>> {
    Unique::of(&a).equal_nan(false).values()
}

/// [`unique_values`] and how often each of them occurs.
///
/// # Errors
/// No memory.
///
/// ```
/// let found = npcore_index::unique_counts([3, 1, 3])?;
/// assert_eq!((found.values.to_string(), found.counts.to_string()), ("[1 3]".into(), "[1 2]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn unique_counts<T: Elem>(a: impl AsView<T>) -> Result<UniqueCounts<T>> {
    Unique::of(&a).equal_nan(false).with_counts()
}

/// [`unique_values`] and for each element of the array which of them it is.
///
/// # Errors
/// No memory.
///
/// ```
/// let found = npcore_index::unique_inverse([3, 1, 3])?;
/// assert_eq!(found.inverse_indices.to_string(), "[1 0 1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn unique_inverse<T: Elem>(a: impl AsView<T>) -> Result<UniqueInverse<T>> {
    Unique::of(&a).equal_nan(false).with_inverse()
}

/// [`unique_values`], where each occurs first, which of them each element is, and how often they occur.
///
/// # Errors
/// No memory.
///
/// ```
/// let found = npcore_index::unique_all([3, 1, 3])?;
/// assert_eq!(found.indices.to_string(), "[1 0]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn unique_all<T: Elem>(a: impl AsView<T>) -> Result<UniqueAll<T>> {
    Unique::of(&a).equal_nan(false).all()
}

/// Different elements and how often each occurs.
#[derive(Debug, Clone)]
pub struct UniqueCounts<T: Elem> {
    /// The elements.
    pub values: Array<T>,
    /// How often each occurs.
    pub counts: Array<i64>,
}

/// Different elements, and which of them the elements of the array are.
#[derive(Debug, Clone)]
pub struct UniqueInverse<T: Elem> {
    /// The elements.
    pub values: Array<T>,
    /// For each element of the array its position in `values`: in the array's shape, or, along an axis, a list.
    pub inverse_indices: Array<i64>,
}

/// All that is known of the different elements of an array.
#[derive(Debug, Clone)]
pub struct UniqueAll<T: Elem> {
    /// The elements.
    pub values: Array<T>,
    /// Where each occurs first, in the flattened array or along the axis.
    pub indices: Array<i64>,
    /// For each element of the array its position in `values`: in the array's shape, or, along an axis, a list.
    pub inverse_indices: Array<i64>,
    /// How often each occurs.
    pub counts: Array<i64>,
}

/// The order of different elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UniqueOrder {
    /// Sorted.
    #[default]
    Sorted,
    /// That in which they first occur.
    FirstSeen,
}

/// The search for different elements, with its options; [`values`](Unique::values), [`with_counts`](Unique::with_counts),
/// [`with_inverse`](Unique::with_inverse) or [`all`](Unique::all) ends it.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{Unique, UniqueOrder};
/// let a = array![[1, 0], [1, 0], [0, 3]];
/// assert_eq!(Unique::of(&a).axis(0).values()?.to_string(), "[[0 3]\n [1 0]]");
/// let found = Unique::of(&["b", "c", "b", "a"].map(|s| s.as_bytes()[0])).order(UniqueOrder::FirstSeen).all()?;
/// assert_eq!(found.values.to_string(), "[98 99 97]");
/// assert_eq!(found.inverse_indices.to_string(), "[0 1 0 2]");
/// assert_eq!((found.indices.to_string(), found.counts.to_string()), ("[0 1 3]".into(), "[2 1 1]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is searched until `values`, `with_counts`, `with_inverse` or `all`"]
#[derive(Clone)]
pub struct Unique<'a, T: Elem> {
    a: ArrayView<'a, T>,
    axis: Option<isize>,
    equal_nan: bool,
    order: UniqueOrder,
}

/// What is wanted beside the elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub indices: bool,
    pub inverse: bool,
    pub counts: bool,
}

/// Different elements, sorted, and what was wanted beside them; the rest is empty.
pub(super) struct Found {
    pub values: DynArray,
    pub indices: Array<i64>,
    pub inverse: Array<i64>,
    pub counts: Array<i64>,
}

impl<'a, T: Elem> Unique<'a, T> {
    /// Of the elements of an array.
    pub fn of<X: AsView<T> + ?Sized>(a: &'a X) -> Self {
        Unique { a: a.as_view(), axis: None, equal_nan: true, order: UniqueOrder::Sorted }
    }

    /// The different parts along an axis, not the different elements. What holds a NaN differs from everything.
    pub fn axis(mut self, axis: isize) -> Self {
        self.axis = Some(axis);
        self
    }

    /// Whether all NaN (of complex numbers, whatever has one), and all not-a-times, count as one, as without a word.
    pub fn equal_nan(mut self, equal: bool) -> Self {
        self.equal_nan = equal;
        self
    }

    /// In which order the elements come.
    pub fn order(mut self, order: UniqueOrder) -> Self {
        self.order = order;
        self
    }

    /// The elements.
    ///
    /// # Errors
    /// An axis out of bounds; no memory.
    pub fn values(self) -> Result<Array<T>> {
        engine::typed(self.run(Wanted { indices: false, inverse: false, counts: false })?.values)
    }

    /// The elements and how often each occurs.
    ///
    /// # Errors
    /// As [`values`](Unique::values).
    pub fn with_counts(self) -> Result<UniqueCounts<T>> {
        let found = self.run(Wanted { indices: false, inverse: false, counts: true })?;
        Ok(UniqueCounts { values: engine::typed(found.values)?, counts: found.counts })
    }

    /// The elements, and which of them those of the array are.
    ///
    /// # Errors
    /// As [`values`](Unique::values).
    pub fn with_inverse(self) -> Result<UniqueInverse<T>> {
        let found = self.run(Wanted { indices: false, inverse: true, counts: false })?;
        Ok(UniqueInverse { values: engine::typed(found.values)?, inverse_indices: found.inverse })
    }

    /// The elements and all that is known of them.
    ///
    /// # Errors
    /// As [`values`](Unique::values).
    pub fn all(self) -> Result<UniqueAll<T>> {
        let found = self.run(Wanted { indices: true, inverse: true, counts: true })?;
        let Found { values, indices, inverse, counts } = found;
        Ok(UniqueAll { values: engine::typed(values)?, indices, inverse_indices: inverse, counts })
    }

    fn run(&self, wanted: Wanted) -> Result<Found> {
        let a = self.a.as_dyn();
        let axis = self.axis.map(|axis| normalize_axis(axis, a.ndim())).transpose()?;
        let first_seen = self.order == UniqueOrder::FirstSeen;
        let needed = Wanted { indices: wanted.indices || first_seen, ..wanted };
        let mut found = match axis {
            Some(axis) if a.ndim() > 1 => along(&a, axis, needed)?,
            _ => {
                let list = a.ravel();
                let mut found = of_list(&list.view(), self.equal_nan, needed)?;
                if wanted.inverse {
                    found.inverse = found.inverse.into_shape(a.shape())?;
                }
                found
            }
        };
        if first_seen {
            in_order_of_appearance(&mut found, axis.filter(|_| a.ndim() > 1).unwrap_or(0))?;
        }
        Ok(found)
    }
}

/// Which elements of a sorted list differ from the one before them.
fn changes(sorted: &DynView<'_>, equal_nan: bool) -> Result<Vec<bool>> {
    let mut mask = vec![true; sorted.size()];
    if mask.is_empty() {
        return Ok(mask);
    }
    let [before, after] = neighbours(sorted);
    mask[1..].iter_mut().zip(equal(&after, &before)?).for_each(|(differs, equal)| *differs = !equal);
    let dtype = sorted.dtype();
    let has_nan = dtype.is_float() || dtype.is_complex() || dtype.unit().is_some();
    if equal_nan && has_nan {
        let n = mask.len() as i64;
        let last = crate::take(*sorted, [n - 1], 0)?;
        if last.try_not_equal(&last)?.view().values().any(|differs| differs) {
            let first = if dtype.is_complex() {
                let nan = sorted.try_not_equal(sorted)?;
                nan.view().values().position(|nan| nan).unwrap_or(0)
            } else {
                search(*sorted, last.view(), Side::Left, None)?.view().values().next().unwrap_or(0) as usize
            };
            mask[first] = true;
            mask[first + 1..].fill(false);
        }
    }
    Ok(mask)
}

/// The different elements of a list.
pub(super) fn of_list(list: &DynView<'_>, equal_nan: bool, wanted: Wanted) -> Result<Found> {
    if let Some(small) = Small::new(list)? {
        return small.unique(wanted);
    }
    let empty = || Array::from_vec(vec![]);
    if !wanted.indices && !wanted.inverse {
        let sorted: DynArray = sort(*list, 0)?;
        // Alone, points in time that are none are one in any case, as in NumPy.
        let mask = changes(&sorted.view(), equal_nan || !wanted.counts && list.dtype().is_datetime())?;
        let values = chosen(&mask, &sorted.view())?;
        let counts = if wanted.counts { lengths(&mask)? } else { empty() };
        return Ok(Found { values, indices: empty(), inverse: empty(), counts });
    }
    let order = argsort(*list, 0)?;
    let sorted = crate::take(*list, &order, 0)?;
    let mask = changes(&sorted.view(), equal_nan)?;
    beside(chosen(&mask, &sorted.view())?, &order, &mask, wanted)
}

/// What is known beside the elements from their order, and from where it comes to the next of them.
fn beside(values: DynArray, order: &Array<i64>, mask: &[bool], wanted: Wanted) -> Result<Found> {
    let empty = || Array::from_vec(vec![]);
    let indices = if wanted.indices { crate::compress(mask, order, 0)? } else { empty() };
    let mut inverse = empty();
    if wanted.inverse {
        let mut ranks = vec![0i64; mask.len()];
        let mut rank = -1;
        for (&place, &next) in order.as_slice().unwrap_or(&[]).iter().zip(mask) {
            rank += i64::from(next);
            ranks[place as usize] = rank;
        }
        inverse = Array::from_vec(ranks);
    }
    let counts = if wanted.counts { lengths(mask)? } else { empty() };
    Ok(Found { values, indices, inverse, counts })
}

/// How many elements there are from one that is true to the next.
fn lengths(mask: &[bool]) -> Result<Array<i64>> {
    let starts = places(mask)?.into_vec();
    let ends = starts.iter().skip(1).copied().chain([mask.len() as i64]);
    Ok(Array::from_vec(starts.iter().zip(ends).map(|(start, end)| end - start).collect()))
}

/// The different parts along an axis.
fn along(a: &DynView<'_>, axis: usize, wanted: Wanted) -> Result<Found> {
    let first = a.moveaxis(axis as isize, 0)?;
    let n = first.shape()[0];
    let width = first.shape()[1..].iter().product::<usize>();
    let rows = first.reshape([n, width])?;
    let rows = rows.view();
    let (order, mask): (Array<i64>, Vec<bool>) = if width == 0 || n == 0 {
        (Array::from_vec((0..n as i64).collect()), (0..n).map(|i| i == 0).collect())
    } else {
        use npcore_array::s;
        let columns: Vec<DynView<'_>> = (0..width).rev().map(|i| rows.slice(s![.., i as isize])).collect();
        let order = lexsort(&columns, -1)?;
        let sorted = crate::take(rows, &order, 0)?;
        let [before, after] = [sorted.slice(s![..-1]).ravel(), sorted.slice(s![1..]).ravel()];
        let same = equal(&after.view(), &before.view())?;
        let differ = same.chunks(width).map(|row| row.contains(&false));
        (order, [true].into_iter().chain(differ).collect())
    };
    let kept = crate::compress(&mask[..], &order, 0)?;
    let values = crate::take(*a, &kept, axis as isize)?;
    beside(values, &order, &mask, wanted)
}

/// From sorted elements to those in the order in which they first occur.
fn in_order_of_appearance(found: &mut Found, axis: usize) -> Result<()> {
    let order = argsort(&found.indices, 0)?;
    found.values = crate::take(&found.values, &order, axis as isize)?;
    found.indices = crate::take(&found.indices, &order, 0)?;
    if !found.counts.is_empty() {
        found.counts = crate::take(&found.counts, &order, 0)?;
    }
    if !found.inverse.is_empty() {
        let mut ranks = vec![0; order.size()];
        order.view().values().zip(0..).for_each(|(place, rank)| ranks[place as usize] = rank);
        found.inverse = crate::take(&ranks, &found.inverse, 0)?;
    }
    Ok(())
}
