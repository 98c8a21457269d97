//! Sorting, the order of elements, and parts of both: `sort`, `argsort`, `lexsort`, `partition`, `argpartition`.
//!
//! NaN and not-a-time come last. Complex numbers are ordered by their real parts, then by the imaginary ones, text by its
//! characters, records by their fields.

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayOperand, ArrayView, ArrayViewMut, AsView, DynArray, DynView, DynViewMut, Ints,
    Result, engine,
};
use npcore_dtype::{DType, Elem};
use npcore_exec::Operand;
use npcore_layout::normalize_axis;

use crate::convert::{refused, with_axis};

/// What becomes of elements that compare equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortKind {
    /// They may come in any order, which only shows where equal elements can be told apart: -0 comes before 0 then.
    #[default]
    Quick,
    /// They keep the order that they have.
    Stable,
}

/// The elements sorted along an axis, or, without one, all of them: a copy.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::sort;
/// let a = array![[3, 1, 2], [9, 7, 8]];
/// assert_eq!(sort(&a, -1)?.to_string(), "[[1 2 3]\n [7 8 9]]");
/// assert_eq!(sort(&a, 0)?.to_string(), "[[3 1 2]\n [9 7 8]]");
/// assert_eq!(sort(&a, None)?.to_string(), "[1 2 3 7 8 9]");
/// assert_eq!(sort([2.0, f64::NAN, 1.0], 0)?.to_string(), "[ 1.  2. nan]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis out of bounds; no memory.
///
/// See also [`ArraySort::sort`], in place; [`argsort`], [`lexsort`], [`partition`].
pub fn sort<T: Elem>(a: impl AsView<T>, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    sort_kind(a, axis, SortKind::Quick)
}

/// [`sort`], told what becomes of equal elements.
///
/// ```
/// use npcore_index::{SortKind, sort_kind};
/// let sorted = sort_kind([1.0, 0.0, -0.0], 0, SortKind::Stable)?;
/// assert_eq!(sorted.to_string(), "[ 0. -0.  1.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`sort`].
pub fn sort_kind<T: Elem>(a: impl AsView<T>, axis: impl Into<Option<isize>>, kind: SortKind) -> Result<Array<T>> {
    let (mut copy, axis) = copied(a.as_view().as_dyn(), axis.into())?;
    sort_in_place(copy.as_dyn_mut(), axis, kind)?;
    engine::typed(copy)
}

/// A copy to be sorted, and which axis.
fn copied(a: DynView<'_>, axis: Option<isize>) -> Result<(DynArray, isize)> {
    let dtype = a.dtype();
    match axis {
        Some(axis) => {
            normalize_axis(axis, a.ndim())?;
            Ok((engine::converted(&a, dtype)?, axis))
        }
        None => match a.ravel() {
            ArrayCow::Owned(copy) if dtype != DType::BOOL => Ok((copy, 0)),
            flat => Ok((engine::converted(&flat.view(), dtype)?, 0)),
        },
    }
}

pub(crate) fn sort_in_place(mut a: DynViewMut<'_>, axis: isize, kind: SortKind) -> Result<()> {
    let axis = normalize_axis(axis, a.ndim())?;
    // SAFETY: the elements are exclusively borrowed, each once.
    unsafe { npcore_exec::sort(&engine::operand_mut(&mut a), axis, kind == SortKind::Stable)? };
    Ok(())
}

/// The positions of the elements along an axis, or, without one, in the flattened array, in the order that sorting gives
/// them. Equal elements keep the order that they have: it is always a stable order.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{argsort, take_along_axis};
/// let a = array![[30, 10, 20], [7, 9, 7]];
/// let order = argsort(&a, 1)?;
/// assert_eq!(order.to_string(), "[[1 2 0]\n [0 2 1]]");
/// assert_eq!(take_along_axis(&a, &order, 1)?.to_string(), "[[10 20 30]\n [ 7  7  9]]");
/// assert_eq!(argsort(&a, None)?.to_string(), "[3 5 4 1 2 0]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis out of bounds; no memory.
pub fn argsort<T: Elem>(a: impl AsView<T>, axis: impl Into<Option<isize>>) -> Result<Array<i64>> {
    with_axis(a.as_view().as_dyn(), axis.into(), |a, axis| {
        // SAFETY: the elements are borrowed; the result is fresh, of type int64.
        unsafe { Ok(engine::array(npcore_exec::argsort(&engine::operand(&a), axis)?)) }
    })
}

/// The order along an axis by several keys, arrays of one shape: by the last one, where its elements are equal by the one
/// before it, and so on. Equal ones keep the order that they have.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::lexsort;
/// let (names, surnames) = (array![2, 1, 0], array![5, 7, 5]);
/// assert_eq!(lexsort(&[&names, &surnames], -1)?.to_string(), "[2 0 1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// Keys of different types are views whose types are known at run time: `[a.as_dyn(), b.as_dyn()]`.
///
/// # Errors
/// No keys; `all keys need to be the same shape`; an axis out of bounds; no memory.
pub fn lexsort<T: Elem, A: AsView<T>>(keys: &[A], axis: isize) -> Result<Array<i64>> {
    let keys: Vec<DynView<'_>> = keys.iter().map(|key| key.as_view().as_dyn()).collect();
    let Some(first) = keys.first() else {
        return refused("need sequence of keys with len > 0 in lexsort");
    };
    if keys.iter().any(|key| key.shape() != first.shape()) {
        return refused("all keys need to be the same shape");
    }
    if first.ndim() == 0 {
        return Array::from_vec(vec![0]).into_shape(());
    }
    let axis = normalize_axis(axis, first.ndim())?;
    let operands: Vec<Operand<'_>> = keys.iter().map(|key| engine::operand(key)).collect();
    // SAFETY: the elements are borrowed; the result is fresh, of type int64.
    unsafe { Ok(engine::array(npcore_exec::lexsort(&operands, axis)?)) }
}

/// The ranks that `kth` means along an axis of length `n`, ascending, each once.
fn ranks(kth: impl Ints, n: usize, empty: bool) -> Result<Vec<usize>> {
    let mut ranks = vec![];
    for k in kth.to_list() {
        let rank = if k < 0 { k.saturating_add_unsigned(n) } else { k };
        match usize::try_from(rank) {
            _ if empty => {}
            Ok(rank) if rank < n => ranks.push(rank),
            _ => return refused(format!("kth(={rank}) out of bounds ({n})")),
        }
    }
    ranks.sort_unstable();
    ranks.dedup();
    Ok(ranks)
}

/// A copy in which the element of each rank `kth` along an axis (without one, in the flattened array) is where sorting would
/// put it, with lesser or equal ones before it and greater or equal ones behind, in no particular order.
///
/// Negative ranks count from the end.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::partition;
/// let parted = partition(&array![7i32, 1, 9, 3, 5], 2, 0)?;
/// assert_eq!(parted.get(2)?, 5);
/// assert!(parted.values().take(2).all(|x| x <= 5));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `kth(=5) out of bounds (5)`; an axis out of bounds; no memory.
pub fn partition<T: Elem>(a: impl AsView<T>, kth: impl Ints, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    let (mut copy, axis) = copied(a.as_view().as_dyn(), axis.into())?;
    partition_in_place(copy.as_dyn_mut(), kth, axis)?;
    engine::typed(copy)
}

fn partition_in_place(mut a: DynViewMut<'_>, kth: impl Ints, axis: isize) -> Result<()> {
    let axis = normalize_axis(axis, a.ndim())?;
    let ranks = ranks(kth, a.shape()[axis], a.size() == 0)?;
    // SAFETY: the elements are exclusively borrowed, each once; the axis has the ranks.
    unsafe { npcore_exec::partition(&engine::operand_mut(&mut a), axis, &ranks)? };
    Ok(())
}

/// The positions along an axis, or, without one, in the flattened array, that [`partition`] would find the elements in.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{argpartition, take};
/// let a = array![7, 1, 9, 3, 5];
/// let parted = take(&a, argpartition(&a, 1, 0)?, None)?;
/// assert_eq!(parted.slice(npcore_array::s![..2]).to_string(), "[1 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`partition`].
pub fn argpartition<T: Elem>(a: impl AsView<T>, kth: impl Ints, axis: impl Into<Option<isize>>) -> Result<Array<i64>> {
    with_axis(a.as_view().as_dyn(), axis.into(), |a, axis| {
        let ranks = ranks(kth, a.shape()[axis], a.is_empty())?;
        // SAFETY: the elements are borrowed, and the axis has the ranks; the result is fresh, of type int64.
        unsafe { Ok(engine::array(npcore_exec::argpartition(&engine::operand(&a), axis, &ranks)?)) }
    })
}

/// The elements as complex numbers, sorted along the last axis. Of 8-bit and 16-bit integers they are complex64, of
/// complex numbers what they are, of all others complex128.
///
/// ```
/// use npcore_index::sort_complex;
/// assert_eq!(sort_complex([5, 3, 6])?.to_string(), "[3.+0.j 5.+0.j 6.+0.j]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without axes; text that is no number; no memory.
pub fn sort_complex<T: Elem>(a: impl AsView<T>) -> Result<DynArray> {
    let view = a.as_view().as_dyn();
    let sorted = sort(view, -1)?;
    if view.dtype().is_complex() {
        return Ok(sorted);
    }
    let small = view.dtype().is_integer() && view.dtype().itemsize() <= 2;
    sorted.astype_dyn(if small { DType::COMPLEX64 } else { DType::COMPLEX128 })
}

/// Sorting in place, for owners and mutable views.
pub trait ArraySort<T: Elem> {
    #[doc(hidden)]
    fn to_view_mut(&mut self) -> ArrayViewMut<'_, T>;

    /// Sorts the elements along an axis, in place.
    ///
    /// ```
    /// use npcore_array::{array, s};
    /// use npcore_index::ArraySort;
    /// let mut a = array![[3, 1, 2], [9, 7, 8]];
    /// a.sort(-1)?;
    /// assert_eq!(a.to_string(), "[[1 2 3]\n [7 8 9]]");
    /// a.slice_mut(s![.., ..;-1]).sort(1)?;
    /// assert_eq!(a.to_string(), "[[3 2 1]\n [9 8 7]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An axis out of bounds; no memory (large arrays need as much again, and twice as much where the axis is not
    /// contiguous).
    fn sort(&mut self, axis: isize) -> Result<()> {
        self.sort_kind(axis, SortKind::Quick)
    }

    /// [`sort`](ArraySort::sort), told what becomes of equal elements.
    ///
    /// # Errors
    /// As there.
    fn sort_kind(&mut self, axis: isize, kind: SortKind) -> Result<()> {
        sort_in_place(self.to_view_mut().into_dyn(), axis, kind)
    }

    /// [`partition`] in place.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArraySort;
    /// let mut a = array![5.0f64, 3.0, 1.0, 4.0];
    /// a.partition(-1, 0)?;
    /// assert_eq!(a.get(3)?, 5.0);
    /// assert_eq!(a.partition(4, 0).unwrap_err().to_string(), "kth(=4) out of bounds (4)");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn partition(&mut self, kth: impl Ints, axis: isize) -> Result<()> {
        partition_in_place(self.to_view_mut().into_dyn(), kth, axis)
    }
}

impl<T: Elem> ArraySort<T> for Array<T> {
    fn to_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}
impl<T: Elem> ArraySort<T> for ArrayViewMut<'_, T> {
    fn to_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}

/// The order of elements, for containers.
pub trait ArrayOrder<T: Elem>: ArrayOperand<T = T> {
    /// [`argsort`](argsort()).
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayOrder;
    /// assert_eq!(array![2, 3, 1].argsort(0)?.to_string(), "[2 0 1]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn argsort(&self, axis: impl Into<Option<isize>>) -> Result<Array<i64>> {
        argsort(self.parts().view(), axis)
    }

    /// [`argpartition`](argpartition()).
    ///
    /// # Errors
    /// As there.
    fn argpartition(&self, kth: impl Ints, axis: impl Into<Option<isize>>) -> Result<Array<i64>> {
        argpartition(self.parts().view(), kth, axis)
    }
}

impl<T: Elem> ArrayOrder<T> for Array<T> {}
impl<T: Elem> ArrayOrder<T> for ArrayView<'_, T> {}
impl<T: Elem> ArrayOrder<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> ArrayOrder<T> for ArrayCow<'_, T> {}
impl<T: Elem> ArrayOrder<T> for ArrayCells<'_, T> {}
