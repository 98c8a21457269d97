//! Iteration over elements: by value everywhere, by reference where Rust allows references.
//!
//! `for x in &a` goes over elements, as Rust's users expect; NumPy's `for row in a` is `a.axis_iter(0)`.

use npcore_dtype::{Elem, Element};

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::data::{no_reference, no_reference_mut};
use crate::error::{Result, expect};
use crate::raw::{Addresses, Raw};
use std::marker::PhantomData;

/// The values of an array in C order.
///
/// Made by `values()`, which works on every array: unaligned, byte-swapped, of any dtype.
#[derive(Clone, Debug)]
pub struct Values<'a, T: Elem> {
    addresses: Addresses,
    raw: Raw,
    marker: PhantomData<&'a T>,
}

// SAFETY: it reads borrowed elements, as a view does.
unsafe impl<T: Elem + Sync> Send for Values<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Elem + Sync> Sync for Values<'_, T> {}

impl<T: Elem> Iterator for Values<'_, T> {
    type Item = T::Value;

    #[inline]
    fn next(&mut self) -> Option<T::Value> {
        // SAFETY: the address of an element that stays borrowed.
        self.addresses.next().map(|at| unsafe { self.raw.load::<T>(at) })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.addresses.size_hint()
    }
}

impl<T: Elem> ExactSizeIterator for Values<'_, T> {}

/// References to the elements of an array in C order.
#[derive(Clone, Debug)]
pub struct Iter<'a, T: Element> {
    addresses: Addresses,
    marker: PhantomData<&'a T>,
}

// SAFETY: it gives out `&T`, as a slice's iterator does.
unsafe impl<T: Element> Send for Iter<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Element> Sync for Iter<'_, T> {}

impl<'a, T: Element> Iterator for Iter<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        // SAFETY: the address of an aligned, valid element (checked when this was made) that stays borrowed.
        self.addresses.next().map(|at| unsafe { &*at.cast::<T>() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.addresses.size_hint()
    }
}

impl<T: Element> ExactSizeIterator for Iter<'_, T> {}

/// Mutable references to the elements of an array in C order.
#[derive(Debug)]
pub struct IterMut<'a, T: Element> {
    addresses: Addresses,
    marker: PhantomData<&'a mut T>,
}

// SAFETY: it gives out `&mut T`, each once, as a slice's iterator does.
unsafe impl<T: Element> Send for IterMut<'_, T> {}
// SAFETY: a shared one gives out nothing.
unsafe impl<T: Element> Sync for IterMut<'_, T> {}

impl<'a, T: Element> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;

    #[inline]
    fn next(&mut self) -> Option<&'a mut T> {
        // SAFETY: the address of an aligned, valid element (checked when this was made), exclusively
        // borrowed; the layout reaches each element once, so each goes out once.
        self.addresses.next().map(|at| unsafe { &mut *at.cast::<T>() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.addresses.size_hint()
    }
}

impl<T: Element> ExactSizeIterator for IterMut<'_, T> {}

macro_rules! iterators {
    ($([$($generics:tt)*] [$($element:tt)*] $ty:ty => $lt:lifetime; $self:ident: [$($receiver:tt)*];)*) => { $(
        impl<$($generics)*> $ty {
            /// The values in C order; works on every array.
            #[inline]
            pub fn values($($receiver)*) -> Values<$lt, T> {
                Values { addresses: Addresses::new($self.raw()), raw: *$self.raw(), marker: PhantomData }
            }
        }
        impl<$($element)*> $ty {
            /// References to the elements in C order.
            ///
            /// # Panics
            /// The elements are not aligned, or not known to be valid; [`values`](Self::values) works always.
            #[inline]
            #[track_caller]
            pub fn iter($($receiver)*) -> Iter<$lt, T> {
                expect($self.try_iter())
            }

            /// References to the elements in C order.
            ///
            /// # Errors
            /// The elements are not aligned, or not known to be valid.
            #[inline]
            pub fn try_iter($($receiver)*) -> Result<Iter<$lt, T>> {
                let raw = $self.raw();
                if !raw.is_addressable::<T>() {
                    return Err(no_reference());
                }
                Ok(Iter { addresses: Addresses::new(raw), marker: PhantomData })
            }
        }
    )* };
}
iterators! {
    [T: Elem] [T: Element] Array<T> => '_; self: [&self];
    [T: Elem] [T: Element] ArrayCow<'_, T> => '_; self: [&self];
    [T: Elem] [T: Element] ArrayViewMut<'_, T> => '_; self: [&self];
    ['a, T: Elem] ['a, T: Element] ArrayView<'a, T> => 'a; self: [self];
}

macro_rules! iterators_mut {
    ($($ty:ty),*) => { $(
        impl<T: Element> $ty {
            /// Mutable references to the elements in C order.
            ///
            /// # Panics
            /// The elements are not aligned, or not known to be valid, or have padding; `map_inplace` works always.
            #[track_caller]
            pub fn iter_mut(&mut self) -> IterMut<'_, T> {
                let raw = *self.raw();
                if T::PADDED {
                    return expect(Err(no_reference_mut()));
                }
                if !raw.is_addressable::<T>() {
                    return expect(Err(no_reference()));
                }
                IterMut { addresses: Addresses::new(&raw), marker: PhantomData }
            }
        }
    )* };
}
iterators_mut!(Array<T>, ArrayViewMut<'_, T>);

impl<'a, T: Element> IntoIterator for &'a Array<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;
    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element> IntoIterator for &'a mut Array<T> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;
    #[track_caller]
    fn into_iter(self) -> IterMut<'a, T> {
        self.iter_mut()
    }
}

impl<'a, T: Element> IntoIterator for ArrayView<'a, T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;
    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

macro_rules! into_iter {
    ($($ty:ty => $iter:ident, $method:ident, $item:ty;)*) => { $(
        impl<'a, T: Element> IntoIterator for $ty {
            type Item = $item;
            type IntoIter = $iter<'a, T>;
            #[track_caller]
            fn into_iter(self) -> $iter<'a, T> {
                self.$method()
            }
        }
    )* };
}
into_iter! {
    &'a ArrayView<'_, T> => Iter, iter, &'a T;
    &'a ArrayCow<'_, T> => Iter, iter, &'a T;
    &'a ArrayViewMut<'_, T> => Iter, iter, &'a T;
    &'a mut ArrayViewMut<'_, T> => IterMut, iter_mut, &'a mut T;
}

impl<T: Element> IntoIterator for Array<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    /// The values in C order, from the array's own memory where it can become a vector.
    fn into_iter(self) -> std::vec::IntoIter<T> {
        self.into_vec().into_iter()
    }
}

impl<T: Element> FromIterator<T> for Array<T> {
    /// The values along one axis.
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Array<T> {
        Array::from_vec(values.into_iter().collect())
    }
}
