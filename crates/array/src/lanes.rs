//! Iteration over lanes: the one-dimensional views along an axis.

use std::marker::PhantomData;

use npcore_dtype::Elem;
use npcore_layout::{Layout, LayoutError, normalize_axis};

use crate::axis_iter::{AxisIter, SubArray};
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::expect;
use crate::raw::{Addresses, Raw};

/// The lanes of `V` along an axis, the other axes walked in C order.
///
/// Made by `lanes` and `lanes_mut`.
#[derive(Clone, Debug)]
pub struct Lanes<V> {
    /// Where the lanes start.
    starts: Addresses,
    /// A lane at the first place: offset 0.
    lane: Raw,
    marker: PhantomData<V>,
}

// SAFETY: it hands out `V`s, and holds nothing else.
unsafe impl<V: Send> Send for Lanes<V> {}

impl<V: Container> Lanes<V> {
    /// Takes the view: its elements go out through the iterator, each once.
    pub(crate) fn new(view: V, axis: isize) -> Result<Lanes<V>, LayoutError> {
        let raw = *view.raw();
        let axis = normalize_axis(axis, raw.layout.ndim())?;
        let (shape, strides) = (raw.layout.shape(), raw.layout.strides());
        let lane = Layout::new(&[shape[axis]], &[strides[axis]], 0)?;
        let outer = Layout::new(&shape.removed(axis), &strides.removed(axis), raw.layout.offset())?;
        Ok(Lanes { starts: Addresses::new(&raw.with_layout(outer)), lane: raw.with_layout(lane), marker: PhantomData })
    }

    /// The views of the last `core` axes, which the view has: lanes of any rank.
    pub(crate) fn of_last(view: V, core: usize) -> Result<Lanes<V>, LayoutError> {
        let raw = *view.raw();
        let (shape, strides) = (raw.layout.shape(), raw.layout.strides());
        let split = shape.len() - core;
        let lane = Layout::new(&shape[split..], &strides[split..], 0)?;
        let outer = Layout::new(&shape[..split], &strides[..split], raw.layout.offset())?;
        Ok(Lanes { starts: Addresses::new(&raw.with_layout(outer)), lane: raw.with_layout(lane), marker: PhantomData })
    }
}

impl<V: Container + SubArray> Iterator for Lanes<V> {
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        let ptr = self.starts.next()?;
        // SAFETY: the elements along the axis from one place of the others, handed out once; lanes from different
        // places share no element, since the view that came in reaches each once if it writes.
        Some(unsafe { V::make(Raw { ptr, ..self.lane }) })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.starts.size_hint()
    }
}

impl<V: Container + SubArray> ExactSizeIterator for Lanes<V> {}

macro_rules! lanes {
    ($([$($generics:tt)*] $ty:ty => $view:ty; $self:ident: [$($receiver:tt)*], $as_view:expr;)*) => { $(
        impl<$($generics)*> $ty {
            /// The one-dimensional views along an axis, one for each place of the other axes, in C order.
            ///
            /// ```
            /// use npcore_array::array;
            /// let a = array![[1, 5, 3], [7, 2, 4]];
            /// let spans: Vec<i32> = a.lanes(1).map(|x| x[-1] - x[0]).collect();
            /// assert_eq!(spans, [2, -3]);
            /// assert_eq!(a.lanes(0).len(), 3);
            /// ```
            ///
            /// # Panics
            /// An axis out of bounds.
            #[track_caller]
            pub fn lanes($($receiver)*, axis: isize) -> Lanes<$view> {
                expect(Lanes::new($as_view, axis))
            }
        }
    )* };
}
lanes! {
    [T: Elem] Array<T> => ArrayView<'_, T>; self: [&self], self.view();
    [T: Elem] ArrayCow<'_, T> => ArrayView<'_, T>; self: [&self], self.view();
    [T: Elem] ArrayViewMut<'_, T> => ArrayView<'_, T>; self: [&self], self.view();
    ['a, T: Elem] ArrayView<'a, T> => ArrayView<'a, T>; self: [self], self;
}

impl<'a, T: Elem> ArrayCells<'a, T> {
    /// The one-dimensional cells along an axis, one for each place of the other axes, in C order.
    ///
    /// # Panics
    /// An axis out of bounds.
    #[track_caller]
    pub fn lanes(self, axis: isize) -> Lanes<ArrayCells<'a, T>> {
        expect(Lanes::new(self, axis))
    }
}

macro_rules! outer_iter {
    ($([$($generics:tt)*] $ty:ty => $lt:lifetime; $self:ident: [$($receiver:tt)*];)*) => { $(
        impl<$($generics)*> $ty {
            /// The sub-arrays along the first axis: NumPy's `for row in a`; views.
            ///
            /// # Panics
            /// An array without axes.
            #[track_caller]
            pub fn outer_iter($($receiver)*) -> AxisIter<ArrayView<$lt, T>> {
                $self.axis_iter(0)
            }
        }
    )* };
}
outer_iter! {
    [T: Elem] Array<T> => '_; self: [&self];
    [T: Elem] ArrayCow<'_, T> => '_; self: [&self];
    [T: Elem] ArrayViewMut<'_, T> => '_; self: [&self];
    ['a, T: Elem] ArrayView<'a, T> => 'a; self: [self];
}

macro_rules! writing {
    ($($ty:ty),*) => { $(
        impl<T: Elem> $ty {
            /// The one-dimensional views along an axis, to be written, in C order of the other axes.
            ///
            /// ```
            /// use npcore_array::array;
            /// let mut a = array![[3, 1, 2], [9, 8, 7]];
            /// for mut row in a.lanes_mut(1) {
            ///     row.as_slice_mut().unwrap().sort();
            /// }
            /// assert_eq!(a.to_string(), "[[1 2 3]\n [7 8 9]]");
            /// ```
            ///
            /// # Panics
            /// An axis out of bounds.
            #[track_caller]
            pub fn lanes_mut(&mut self, axis: isize) -> Lanes<ArrayViewMut<'_, T>> {
                expect(Lanes::new(self.view_mut(), axis))
            }

            /// The sub-arrays along the first axis, to be written.
            ///
            /// # Panics
            /// An array without axes.
            #[track_caller]
            pub fn outer_iter_mut(&mut self) -> AxisIter<ArrayViewMut<'_, T>> {
                self.axis_iter_mut(0)
            }
        }
    )* };
}
writing!(Array<T>, ArrayViewMut<'_, T>);
