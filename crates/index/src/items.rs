//! What stands in an index: [`ix!`](crate::ix).

use npcore_array::{
    Array, ArrayCow, ArrayError, ArrayView, ArrayViewMut, CopyMode, DynArray, DynView, NewAxis, Order, Result,
    SliceItem,
};
use npcore_dtype::DType;

/// A part of an index.
#[derive(Clone, Debug)]
pub enum IndexItem<'a> {
    /// An integer, a range, a new axis, the ellipsis.
    Slice(SliceItem),
    /// Integers: the positions along an axis.
    Positions(ArrayCow<'a, i64>),
    /// A mask over as many axes as it has.
    Mask(ArrayView<'a, bool>),
    /// What cannot be an index; using it is an error.
    Wrong(DType),
}

/// What may stand in [`ix!`](crate::ix): integers, ranges, arrays of integers or bools (references, slices, lists).
pub trait IntoIndexItem<'a> {
    /// The part of the index.
    fn into_index_item(self) -> IndexItem<'a>;
}

impl<'a> IntoIndexItem<'a> for IndexItem<'a> {
    fn into_index_item(self) -> IndexItem<'a> {
        self
    }
}

macro_rules! slice_items {
    ($($t:ty)*) => { $(
        impl<'a> IntoIndexItem<'a> for $t {
            fn into_index_item(self) -> IndexItem<'a> {
                IndexItem::Slice(SliceItem::from(self))
            }
        }
    )* };
}
slice_items!(SliceItem NewAxis std::ops::RangeFull);

macro_rules! integers {
    ($($t:ty)*) => { $(
        slice_items!(
            $t
            std::ops::Range<$t> std::ops::RangeFrom<$t> std::ops::RangeTo<$t>
            std::ops::RangeInclusive<$t> std::ops::RangeToInclusive<$t>
        );
    )* };
}
integers!(i32 i64 isize usize);

/// Unsigned integers beyond the signed ones are no index of any array: they become the largest one, which errors tell.
fn capped(view: ArrayView<'_, u64>) -> Result<Array<i64>> {
    npcore_array::engine::map1(view, |x: u64| i64::try_from(x).unwrap_or(i64::MAX))
}

fn of_dyn<'a>(view: DynView<'a>) -> IndexItem<'a> {
    let dtype = view.dtype();
    if dtype == DType::BOOL {
        return view.downcast::<bool>().map_or(IndexItem::Wrong(dtype), IndexItem::Mask);
    }
    if !dtype.is_integer() {
        return IndexItem::Wrong(dtype);
    }
    let positions = if dtype.to_native() == DType::UINT64 {
        view.asarray::<u64>(Order::K, CopyMode::IfNeeded).and_then(|view| capped(view.view())).map(ArrayCow::Owned)
    } else {
        view.asarray::<i64>(Order::K, CopyMode::IfNeeded)
    };
    // An array without axes is an integer.
    if let Ok(positions) = &positions
        && let Ok(index) = positions.get(())
    {
        return IndexItem::Slice(SliceItem::Index(index as isize));
    }
    positions.map_or(IndexItem::Wrong(dtype), IndexItem::Positions)
}

macro_rules! arrays {
    ($([$($generics:tt)*] $t:ty;)*) => { $(
        impl<'a, $($generics)*> IntoIndexItem<'a> for $t {
            fn into_index_item(self) -> IndexItem<'a> {
                of_dyn(npcore_array::AsView::as_view(self).as_dyn())
            }
        }
    )* };
}
macro_rules! elements {
    ($($t:ty)*) => { $(
        arrays! {
            [] &'a Array<$t>;
            ['b: 'a] &'a ArrayView<'b, $t>;
            ['b: 'a] &'a ArrayViewMut<'b, $t>;
            ['b: 'a] &'a ArrayCow<'b, $t>;
            [] &'a [$t];
            [] &'a Vec<$t>;
            [const N: usize] &'a [$t; N];
            [const N: usize, const M: usize] &'a [[$t; N]; M];
        }
        impl<'a> IntoIndexItem<'a> for ArrayView<'a, $t> {
            fn into_index_item(self) -> IndexItem<'a> {
                of_dyn(self.as_dyn())
            }
        }
    )* };
}
elements!(bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<'a> IntoIndexItem<'a> for &'a DynArray {
    fn into_index_item(self) -> IndexItem<'a> {
        of_dyn(self.view())
    }
}
impl<'a> IntoIndexItem<'a> for DynView<'a> {
    fn into_index_item(self) -> IndexItem<'a> {
        of_dyn(self)
    }
}

macro_rules! lists {
    ($($t:ty)*) => { $(
        impl<'a, const N: usize> IntoIndexItem<'a> for [$t; N] {
            fn into_index_item(self) -> IndexItem<'a> {
                let list = Array::from_shape_vec([N], self.iter().map(|&i| i as i64).collect::<Vec<i64>>());
                list.map_or(IndexItem::Wrong(DType::INT64), |list| IndexItem::Positions(ArrayCow::Owned(list)))
            }
        }
        impl<'a, const N: usize, const M: usize> IntoIndexItem<'a> for [[$t; N]; M] {
            fn into_index_item(self) -> IndexItem<'a> {
                let values: Vec<i64> = self.as_flattened().iter().map(|&i| i as i64).collect();
                let list = Array::from_shape_vec([M, N], values);
                list.map_or(IndexItem::Wrong(DType::INT64), |list| IndexItem::Positions(ArrayCow::Owned(list)))
            }
        }
    )* };
}
lists!(i32 i64 isize usize);

/// The error of an index that is no integer.
pub(crate) fn wrong(_dtype: DType) -> ArrayError {
    ArrayError::Value("arrays used as indices must be of integer (or boolean) type".into())
}

/// An index of integers, ranges (`1..5;2`), `...`, `NewAxis`, arrays of integers and masks, with NumPy's meaning.
///
/// ```
/// use npcore_array::{NewAxis, arange};
/// use npcore_index::{ArrayIndex, ix};
/// let a = arange::<i64>(0, 12, 1).into_shape([3, 4])?;
/// let rows = [2, 0];
/// assert_eq!(a.index(ix![&rows, 1..3])?.to_string(), "[[ 9 10]\n [ 1  2]]");
/// assert_eq!(a.index(ix![[0, 1], [3, -1]])?.to_string(), "[3 7]");
/// assert_eq!(a.index(ix![&a.gt(8)])?.to_string(), "[ 9 10 11]");
/// assert_eq!(a.index(ix![..., NewAxis, [0]])?.shape(), [3, 1, 1]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[macro_export]
macro_rules! ix {
    (@items [$($done:expr),*]) => { [$($done),*] };
    (@items [$($done:expr),*] ... $(, $($rest:tt)*)?) => {
        $crate::ix!(@items [$($done,)* $crate::IndexItem::Slice($crate::SliceItem::Ellipsis)] $($($rest)*)?)
    };
    (@items [$($done:expr),*] NewAxis $(, $($rest:tt)*)?) => {
        $crate::ix!(@items [$($done,)* $crate::IndexItem::Slice($crate::SliceItem::NewAxis)] $($($rest)*)?)
    };
    (@items [$($done:expr),*] $range:expr ; $step:expr $(, $($rest:tt)*)?) => {
        $crate::ix!(@items [$($done,)* $crate::IndexItem::Slice($crate::SliceItem::stepped({
            // Python's `5:2:-1` is a reversed range to clippy.
            #[allow(clippy::reversed_empty_ranges)]
            let range = $range;
            range
        }, $step))] $($($rest)*)?)
    };
    (@items [$($done:expr),*] $item:expr $(, $($rest:tt)*)?) => {
        $crate::ix!(@items [$($done,)* $crate::IntoIndexItem::into_index_item($item)] $($($rest)*)?)
    };
    // No block around the list: it would be the end of borrowed temporaries.
    ($($item:tt)*) => {
        $crate::ix!(@items [] $($item)*)
    };
}
