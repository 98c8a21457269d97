//! What may stand for a shape, an index, or axes in a call: integers of the usual types, arrays,
//! slices and vectors of them, tuples for shapes.
//!
//! A literal like `[3, 3]` is an `i32` array where nothing else decides; the conversions check
//! signs and sizes, so an absurd value is an error and never wraps.

use npcore_dtype::{DType, Elem};
use npcore_layout::{LayoutError, MAX_RANK, Shape};
use smallvec::SmallVec;

use crate::containers::{Array, Container};
use crate::error::Result;

mod sealed {
    pub trait Sealed {}
}
use sealed::Sealed;

/// An integer that may be a length, an index or an axis.
pub trait Int: Copy + Sealed {
    /// The value, limited to what a machine word holds.
    fn to_isize(self) -> isize;
}

macro_rules! int {
    ($($t:ty)*) => { $(
        impl Sealed for $t {}
        impl Int for $t {
            #[inline]
            #[allow(clippy::unnecessary_fallible_conversions, reason = "the one body serves all widths")]
            fn to_isize(self) -> isize {
                isize::try_from(self).unwrap_or(
                    #[allow(unused_comparisons, reason = "the one body serves all widths")]
                    if self < 0 { isize::MIN } else { isize::MAX },
                )
            }
        }
        impl Ints for $t {
            #[inline]
            fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
                f(&[self.to_isize()])
            }
        }
    )* };
}
int!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// A list of integers as a call takes it: `3`, `[3, 4]`, `(3, 4)`, `&shape`, a vector, `()`.
///
/// It stands for a shape, for a new shape with one `-1`, or for an index.
pub trait Ints {
    /// Calls `f` with all of them. (Given out as a list they would be moved, which costs more than most uses.)
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R;

    /// All of them.
    #[inline]
    fn to_list(&self) -> SmallVec<[isize; 6]> {
        self.with_list(SmallVec::from_slice)
    }
}

impl<I: Int> Ints for [I] {
    #[inline]
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        f(&self.iter().map(|i| i.to_isize()).collect::<SmallVec<[isize; 6]>>())
    }
}
impl<I: Int, const N: usize> Ints for [I; N] {
    #[inline]
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        f(&self.map(I::to_isize))
    }
}
impl<I: Int> Ints for Vec<I> {
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        self[..].with_list(f)
    }
}
impl Ints for SmallVec<[isize; 6]> {
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        f(self)
    }
}
impl Ints for Shape {
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        self[..].with_list(f)
    }
}
impl Ints for () {
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        f(&[])
    }
}
impl<X: Ints + ?Sized> Ints for &X {
    #[inline]
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        (**self).with_list(f)
    }
}
macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Int),*> Ints for ($($name,)*) {
            #[inline]
            fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
                #[expect(non_snake_case, reason = "each name is a type and its value")]
                let ($($name,)*) = self;
                f(&[$($name.to_isize()),*])
            }
        }
    };
}
tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);

/// A shape: any [`Ints`] without negative ones, at most 64 of them.
pub trait IntoShape {
    /// The shape.
    ///
    /// # Errors
    /// `negative dimensions are not allowed`; more than 64 axes.
    fn into_shape(self) -> Result<SmallVec<[usize; 6]>>;
}

impl<X: Ints> IntoShape for X {
    #[inline]
    fn into_shape(self) -> Result<SmallVec<[usize; 6]>> {
        self.with_list(|list| {
            if list.len() > MAX_RANK {
                return Err(LayoutError::TooManyDimensions { found: list.len() }.into());
            }
            let mut shape = SmallVec::new();
            for &n in list {
                shape.push(usize::try_from(n).map_err(|_| LayoutError::NegativeDimension)?);
            }
            Ok(shape)
        })
    }
}

/// Axes as a call takes them: `0`, `-1`, `[0, 2]`, or `..` for all of them.
pub trait Axes {
    /// The axes of an array of rank `ndim`, as given: what takes them checks them.
    fn axes(&self, ndim: usize) -> SmallVec<[isize; 6]>;
}

impl<X: Ints> Axes for X {
    fn axes(&self, _: usize) -> SmallVec<[isize; 6]> {
        self.to_list()
    }
}

impl Axes for std::ops::RangeFull {
    fn axes(&self, ndim: usize) -> SmallVec<[isize; 6]> {
        (0..ndim as isize).collect()
    }
}

/// The axes of a reduction, and with them what it gives: over given axes an array, over all of them (`..`) a value, as
/// NumPy's `axis=None`.
pub trait ReducedAxes: Axes {
    /// What a reduction to elements of type `T` gives.
    type Out<T: Elem>;

    /// Whether the reduced axes stay, with length 1.
    const KEPT: bool = false;

    /// Makes it of the reduced array, which is 0-d where all axes are reduced.
    fn give<T: Elem>(reduced: Array<T>) -> Self::Out<T>;

    /// Makes it of one value, where that is all there is to give.
    ///
    /// # Safety
    /// `value` points to an element of `dtype`, which is `T`'s.
    #[doc(hidden)]
    unsafe fn give_value<T: Elem>(_value: *const u8, _dtype: DType) -> Option<Self::Out<T>> {
        None
    }
}

impl<X: Ints> ReducedAxes for X {
    type Out<T: Elem> = Array<T>;

    #[inline]
    fn give<T: Elem>(reduced: Array<T>) -> Array<T> {
        reduced
    }
}

impl ReducedAxes for std::ops::RangeFull {
    type Out<T: Elem> = T::Value;

    #[inline]
    unsafe fn give_value<T: Elem>(value: *const u8, dtype: DType) -> Option<T::Value> {
        // SAFETY: the caller's word.
        Some(unsafe { T::load(value, dtype) })
    }

    #[inline]
    fn give<T: Elem>(reduced: Array<T>) -> T::Value {
        let raw = reduced.raw();
        // SAFETY: the one element of a 0-d array; a value of the array's own dtype.
        unsafe { raw.load::<T>(raw.first()) }
    }
}

/// The axis of a search, and with it what it gives: along an axis an array of positions, through all elements in C order
/// (`..`) one position.
pub trait SearchAxis {
    /// What a search gives.
    type Out;

    /// The axis; None for all elements.
    fn axis(&self) -> Option<isize>;

    /// Makes it of the positions found, one where all elements were searched.
    fn give(found: Array<i64>) -> Self::Out;
}

impl<I: Int> SearchAxis for I {
    type Out = Array<i64>;

    fn axis(&self) -> Option<isize> {
        Some(self.to_isize())
    }

    fn give(found: Array<i64>) -> Array<i64> {
        found
    }
}

impl SearchAxis for std::ops::RangeFull {
    type Out = usize;

    fn axis(&self) -> Option<isize> {
        None
    }

    fn give(found: Array<i64>) -> usize {
        <std::ops::RangeFull as ReducedAxes>::give(found) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_names_a_shape() {
        fn list(x: impl Ints) -> Vec<isize> {
            x.to_list().to_vec()
        }
        assert_eq!(list(3), [3]);
        assert_eq!(list([3, -1]), [3, -1]);
        assert_eq!(list((2usize, 3i8)), [2, 3]);
        assert_eq!(list(vec![u64::MAX]), [isize::MAX]);
        assert_eq!(list(()), []);
        assert_eq!([2, -1].into_shape().unwrap_err().to_string(), "negative dimensions are not allowed");
        assert_eq!((..).axes(3).to_vec(), [0, 1, 2]);
        assert_eq!(Axes::axes(&[0, -3], 3).to_vec(), [0, -3]);
    }
}
