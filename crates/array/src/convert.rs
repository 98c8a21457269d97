//! Conversions from and to Rust's own types, indexing with `[]`, and the small standard traits.

use std::ops::{Index, IndexMut};

use npcore_dtype::{Elem, Element};

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut};
use crate::error::expect;
use crate::shape::Ints;

impl<T: Element> From<Vec<T>> for Array<T> {
    /// The vector's own memory, along one axis.
    fn from(vec: Vec<T>) -> Array<T> {
        Array::from_vec(vec)
    }
}

impl<T: Element> From<&[T]> for Array<T> {
    fn from(slice: &[T]) -> Array<T> {
        Array::from_vec(slice.to_vec())
    }
}

impl<T: Element, const N: usize> From<[T; N]> for Array<T> {
    fn from(values: [T; N]) -> Array<T> {
        Array::from_vec(values.into())
    }
}

impl<T: Element, const N: usize, const M: usize> From<[[T; N]; M]> for Array<T> {
    fn from(values: [[T; N]; M]) -> Array<T> {
        expect(Array::from_shape_vec([M, N], values.as_flattened().to_vec()))
    }
}

impl<'a, T: Element> From<&'a [T]> for ArrayView<'a, T> {
    fn from(slice: &'a [T]) -> ArrayView<'a, T> {
        ArrayView::from_slice(slice)
    }
}

impl<'a, T: Element> From<&'a mut [T]> for ArrayViewMut<'a, T> {
    fn from(slice: &'a mut [T]) -> ArrayViewMut<'a, T> {
        ArrayViewMut::from_slice(slice)
    }
}

impl<'a, T: Elem> From<&'a Array<T>> for ArrayView<'a, T> {
    fn from(array: &'a Array<T>) -> ArrayView<'a, T> {
        array.view()
    }
}

impl<'a, T: Elem> From<ArrayView<'a, T>> for ArrayCow<'a, T> {
    fn from(view: ArrayView<'a, T>) -> ArrayCow<'a, T> {
        ArrayCow::View(view)
    }
}

impl<T: Elem> From<Array<T>> for ArrayCow<'_, T> {
    fn from(array: Array<T>) -> Self {
        ArrayCow::Owned(array)
    }
}

impl<T: Element> Default for Array<T> {
    /// No elements, along one axis.
    fn default() -> Array<T> {
        Array::from_vec(Vec::new())
    }
}

macro_rules! index {
    ($($ty:ty),*) => { $(
        impl<T: Element, I: Ints> Index<I> for $ty {
            type Output = T;

            /// An element; negative indices count from the end.
            ///
            /// # Panics
            /// An index out of bounds; as many indices as axes are needed; elements that are not
            /// aligned or not known to be valid (`get` works on them).
            #[track_caller]
            #[inline]
            fn index(&self, index: I) -> &T {
                expect(self.get_ref(index))
            }
        }
    )* };
}
index!(Array<T>, ArrayView<'_, T>, ArrayViewMut<'_, T>, ArrayCow<'_, T>);

macro_rules! index_mut {
    ($($ty:ty),*) => { $(
        impl<T: Element, I: Ints> IndexMut<I> for $ty {
            #[track_caller]
            #[inline]
            fn index_mut(&mut self, index: I) -> &mut T {
                expect(self.get_mut(index))
            }
        }
    )* };
}
index_mut!(Array<T>, ArrayViewMut<'_, T>);
