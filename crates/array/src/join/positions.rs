//! Where to insert or delete: a position, a list of them, a slice, or a mask.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use npcore_dtype::Element;
use npcore_layout::SliceItem;

use crate::containers::{Array, ArrayView};
use crate::error::Result;
use crate::shape::Int;

/// Places along an axis, as [`insert`](crate::insert) and [`delete`](crate::delete) take them.
///
/// A position (`2`, `-1`), a list (`[0, 2]`, a vector, a slice, an array of integers), a slice as in `s![]` (`1..3`,
/// [`SliceItem::stepped`]), or a mask (`[true, false]`, an array of bool).
pub trait Positions {
    #[doc(hidden)]
    fn chosen(&self) -> Chosen;
}

/// The places that were chosen.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Chosen {
    One(isize),
    List(Vec<isize>),
    Slice(SliceItem),
    Mask(Vec<bool>),
}

// One impl for each type: a blanket one would stand in the way of that for references.
macro_rules! ints {
    ($($t:ty)*) => { $(
        impl Positions for $t {
            fn chosen(&self) -> Chosen {
                Chosen::One(self.to_isize())
            }
        }
    )* };
}
ints!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
impl<I: Int> Positions for [I] {
    fn chosen(&self) -> Chosen {
        Chosen::List(self.iter().map(|i| i.to_isize()).collect())
    }
}
impl Positions for [bool] {
    fn chosen(&self) -> Chosen {
        Chosen::Mask(self.to_vec())
    }
}
impl<X, const N: usize> Positions for [X; N]
where
    [X]: Positions,
{
    fn chosen(&self) -> Chosen {
        self[..].chosen()
    }
}
impl<X> Positions for Vec<X>
where
    [X]: Positions,
{
    fn chosen(&self) -> Chosen {
        self[..].chosen()
    }
}
impl<P: Positions + ?Sized> Positions for &P {
    fn chosen(&self) -> Chosen {
        (**self).chosen()
    }
}
impl Positions for SliceItem {
    fn chosen(&self) -> Chosen {
        match *self {
            SliceItem::Index(i) => Chosen::One(i),
            SliceItem::Range { .. } => Chosen::Slice(*self),
            SliceItem::NewAxis | SliceItem::Ellipsis => Chosen::Slice(SliceItem::FULL),
        }
    }
}
macro_rules! ranges {
    ($($range:ident)*) => { $(
        impl<I: Clone> Positions for $range<I>
        where
            SliceItem: From<$range<I>>,
        {
            fn chosen(&self) -> Chosen {
                Chosen::Slice(self.clone().into())
            }
        }
    )* };
}
ranges!(Range RangeFrom RangeTo RangeInclusive RangeToInclusive);
impl Positions for RangeFull {
    fn chosen(&self) -> Chosen {
        Chosen::Slice(SliceItem::FULL)
    }
}

impl<T: Element> Positions for ArrayView<'_, T>
where
    T: Positions,
    [T]: Positions,
{
    fn chosen(&self) -> Chosen {
        let values = self.to_vec();
        match &values[..] {
            [one] if self.ndim() == 0 => one.chosen(),
            values => values.chosen(),
        }
    }
}
impl Positions for bool {
    fn chosen(&self) -> Chosen {
        Chosen::Mask(vec![*self])
    }
}
impl<T: Element> Positions for Array<T>
where
    T: Positions,
    [T]: Positions,
{
    fn chosen(&self) -> Chosen {
        self.view().chosen()
    }
}

/// Start, step and number of the positions of a Python slice along an axis of length `n`.
pub(crate) fn positions(slice: SliceItem, n: usize) -> Result<(usize, isize, usize)> {
    // The layout of a line of bytes, sliced: its offset is the first position.
    let line = npcore_layout::Layout::new(&[n], &[1], 0)?.slice(&[slice])?;
    let step = if let SliceItem::Range { step, .. } = slice { step } else { 1 };
    Ok((line.offset().unsigned_abs(), step, line.shape()[0]))
}
