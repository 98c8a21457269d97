//! Places among sorted elements: `searchsorted`, `digitize`.

use npcore_array::{Array, AsView, DynArray, DynView, Result, engine};
use npcore_dtype::{Casting, DType, Elem, promote_types};
pub use npcore_kernel::Side;
use npcore_layout::Layout;

use crate::convert::{positions, refused};

/// Where each key would go in a sorted array of one axis, so that it stays sorted: in front of the elements that are equal
/// to it, or behind them. NaN and not-a-time go last.
///
/// Both are compared in their common type. The result has the shape of the keys; a lone key gives an array without axes.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{Side, searchsorted};
/// let bounds = array![100.0, 200.0, 300.0];
/// assert_eq!(searchsorted(&bounds, [50.0, 200.0, 999.0], Side::Left)?.to_string(), "[0 1 3]");
/// assert_eq!(searchsorted(&bounds, [50.0, 200.0, 999.0], Side::Right)?.to_string(), "[0 2 3]");
/// assert_eq!(searchsorted(&bounds, 250, Side::Left)?.to_string(), "2");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `object too deep for desired array`, and its twin, for an array with other than one axis; types without a common one; no
/// memory.
pub fn searchsorted<T: Elem, U: Elem>(a: impl AsView<T>, v: impl AsView<U>, side: Side) -> Result<Array<i64>> {
    search(a.as_view().as_dyn(), v.as_view().as_dyn(), side, None)
}

/// [`searchsorted`] in an array that `sorter`, such as `argsort` gives it, sorts.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{Side, searchsorted_sorter};
/// let a = array![30, 10, 20];
/// assert_eq!(searchsorted_sorter(&a, [15, 30], Side::Left, [1, 2, 0])?.to_string(), "[1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As there; NumPy's words for a sorter of another length, without integers, or with positions that the array does not have
/// (as far as it is looked at).
pub fn searchsorted_sorter<T: Elem, U: Elem, I: Elem>(
    a: impl AsView<T>,
    v: impl AsView<U>,
    side: Side,
    sorter: impl AsView<I>,
) -> Result<Array<i64>> {
    search(a.as_view().as_dyn(), v.as_view().as_dyn(), side, Some(sorter.as_view().as_dyn()))
}

/// Fails with NumPy's words for what is no list.
pub(crate) fn check_list(view: &DynView<'_>) -> Result<()> {
    match view.ndim() {
        0 => refused("object of too small depth for desired array"),
        1 => Ok(()),
        _ => refused("object too deep for desired array"),
    }
}

/// `searchsorted` at run time.
pub(crate) fn search(a: DynView<'_>, v: DynView<'_>, side: Side, sorter: Option<DynView<'_>>) -> Result<Array<i64>> {
    let common = promote_types(a.dtype(), v.dtype())?.to_native();
    check_list(&a)?;
    let order = match sorter {
        None => None,
        Some(sorter) => {
            let dtype = sorter.dtype();
            if !dtype.is_integer() || dtype.to_native() == DType::UINT64 {
                let words = if dtype.is_integer() {
                    "could not parse sorter argument"
                } else {
                    "sorter must only contain integers"
                };
                return refused(words);
            }
            if sorter.ndim() != 1 {
                return refused("could not parse sorter argument");
            }
            if sorter.size() != a.size() {
                return refused("sorter.size must equal a.size");
            }
            Some(positions(sorter)?)
        }
    };
    let order = order.as_ref().map(|order| order.view());
    let order = order.as_ref().map(engine::operand);
    // SAFETY: all are borrowed, of one axis where that is asked for, and the order of int64. The output holds its places.
    unsafe {
        let out = npcore_exec::searchsorted(&engine::operand(&a), &engine::operand(&v), common, side, order.as_ref())?;
        Ok(engine::array(out))
    }
}

/// For each element of `x` the number of the bin that it is in: bin `i` reaches from `bins[i - 1]` to `bins[i]`, the first
/// and the last one have no end. A bin has its lower bound, or, with `right`, its upper one. Bins may also decrease.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::digitize;
/// let bins = array![0.0, 1.0, 2.5, 4.0, 10.0];
/// assert_eq!(digitize([0.2, 6.4, 3.0, 1.0], &bins, false)?.to_string(), "[1 4 3 2]");
/// assert_eq!(digitize([0.2, 6.4, 3.0, 1.0], &bins, true)?.to_string(), "[1 4 3 1]");
/// assert_eq!(digitize([5, 1], [6, 3, 0], false)?.to_string(), "[1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `bins must be monotonically increasing or decreasing`, and NumPy's words for bins that are no list, or are not floats
/// without loss; complex `x`; no memory.
pub fn digitize<T: Elem, U: Elem>(x: impl AsView<T>, bins: impl AsView<U>, right: bool) -> Result<Array<i64>> {
    let (x, bins) = (x.as_view().as_dyn(), bins.as_view().as_dyn());
    if x.dtype().is_complex() {
        return refused("x may not be complex");
    }
    npcore_exec::check_cast(bins.dtype(), DType::FLOAT64, Casting::Safe)?;
    check_list(&bins)?;
    let side = if right { Side::Left } else { Side::Right };
    match if bins.is_empty() { Some(true) } else { monotonicity(&floats(&bins)?) } {
        Some(true) => search(bins, x, side, None),
        Some(false) => {
            let operand = engine::operand(&bins);
            let (n, step) = (bins.size() as isize, operand.layout.strides()[0]);
            let last = operand.layout.offset() + step * (n - 1);
            let reversed = Layout::new(&[bins.size()], &[-step], last)?;
            // SAFETY: the same elements from the other end; there are some, or they would not decrease.
            let reversed = unsafe { engine::part(&bins, reversed) };
            let found = search(reversed, x, side, None)?;
            engine::map1(found.view(), move |place: i64| n as i64 - place)
        }
        None => refused("bins must be monotonically increasing or decreasing"),
    }
}

/// The elements as f64, one behind the other.
pub(crate) fn floats(view: &DynView<'_>) -> Result<Vec<f64>> {
    let copy: DynArray = view.astype_dyn(DType::FLOAT64)?;
    let copy: Array<f64> = copy.downcast()?;
    Ok(copy.values().collect())
}

/// Whether numbers increase, or else decrease, if they do; all equal ones increase. NaN is neither less nor greater.
fn monotonicity(a: &[f64]) -> Option<bool> {
    let first = a.first().copied()?;
    let rest = match a[1..].iter().position(|&x| x != first) {
        Some(i) => &a[1 + i..],
        None => return Some(true),
    };
    let increases = first < rest[0];
    let wrong = |w: &[f64]| if increases { w[0] > w[1] } else { w[0] < w[1] };
    (!rest.windows(2).any(wrong)).then_some(increases)
}
