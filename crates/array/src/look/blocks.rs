//! Blocks that tile an array, and windows that slide over it, one after the other.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use npcore_dtype::Elem;
use npcore_layout::Layout;

use crate::axis_iter::SubArray;
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{ArrayError, Result};
use crate::raw::{Addresses, Raw};
use crate::shape::IntoShape;

use super::each_container;

/// Parts of `V` with the same shape (blocks at an end may be shorter), in C order of their places.
///
/// Made by `blocks`, `blocks_mut` and `windows`.
#[derive(Clone, Debug)]
pub struct Blocks<V> {
    raw: Raw,
    /// The address of each part's first element: an element of the grid of parts.
    addresses: Addresses,
    /// Which part is next, by axis, and how many there are.
    place: Vec<usize>,
    count: Vec<usize>,
    /// The shape of a whole part.
    shape: Vec<usize>,
    /// Whether parts lie side by side, so that the last may be shorter.
    tiles: bool,
    marker: PhantomData<V>,
}

// SAFETY: it hands out `V`s, and holds nothing else.
unsafe impl<V: Send> Send for Blocks<V> {}

impl<V: Container> Blocks<V> {
    /// Takes the view. Steps of a whole part between parts if `tiles`, else of one element.
    fn new(view: V, shape: &[usize], tiles: bool) -> Result<Blocks<V>> {
        let raw = *view.raw();
        let l = &raw.layout;
        if shape.len() != l.ndim() {
            let words = format!("a block of {} axes does not fit an array of {} axes", shape.len(), l.ndim());
            return Err(ArrayError::Value(words));
        }
        if tiles && shape.contains(&0) {
            return Err(ArrayError::Value("blocks must have at least one element along each axis".to_owned()));
        }
        let lengths = || l.shape().iter().zip(shape);
        let count: Vec<usize> = if tiles {
            lengths().map(|(&n, &part)| n.div_ceil(part)).collect()
        } else {
            lengths().map(|(&n, &part)| (n + 1).saturating_sub(part)).collect()
        };
        // A step of a longer block leads out of the array, where there is only one: then it is never taken.
        let step = |axis: usize| match count[axis] {
            0 | 1 => 0,
            _ if tiles => l.strides()[axis] * shape[axis] as isize,
            _ => l.strides()[axis],
        };
        let strides: Vec<isize> = (0..shape.len()).map(step).collect();
        let grid = Layout::new(&count, &strides, l.offset())?;
        let addresses = Addresses::new(&raw.with_layout(grid));
        Ok(Blocks {
            raw,
            addresses,
            place: vec![0; count.len()],
            count,
            shape: shape.to_vec(),
            tiles,
            marker: PhantomData,
        })
    }

    /// The shape of the part whose turn it is.
    fn lengths(&self) -> Vec<usize> {
        if !self.tiles {
            return self.shape.clone();
        }
        let axes = self.raw.layout.shape().iter().zip(&self.shape).zip(&self.place);
        axes.map(|((&n, &part), &place)| part.min(n - place * part)).collect()
    }
}

impl<V: Container + SubArray> Iterator for Blocks<V> {
    type Item = V;

    fn next(&mut self) -> Option<V> {
        let first = self.addresses.next()?;
        // Part of a layout that fits, from its own first element.
        let layout = Layout::new(&self.lengths(), self.raw.layout.strides(), 0).ok()?;
        for (place, &count) in self.place.iter_mut().zip(&self.count).rev() {
            *place += 1;
            if *place < count {
                break;
            }
            *place = 0;
        }
        // SAFETY: elements of the view that came in. Parts to be written are blocks, which share none.
        Some(unsafe { V::make(Raw { ptr: first, layout, ..self.raw }) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.addresses.size_hint()
    }
}

impl<V: Container + SubArray> ExactSizeIterator for Blocks<V> {}
impl<V: Container + SubArray> FusedIterator for Blocks<V> {}

macro_rules! block_methods {
    (read [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]) => {
        impl<$($generics)*> $ty {
            /// The blocks of a shape that tile the array, in C order; those at the ends may be shorter; views.
            ///
            /// # Errors
            /// A block with another number of axes, or without elements.
            ///
            /// ```
            /// use npcore_array::arange;
            /// let a = arange(0, 12, 1).into_shape([3, 4])?;
            /// let blocks: Vec<_> = a.blocks([2, 2])?.map(|b| b.to_string()).collect();
            /// assert_eq!(blocks, ["[[0 1]\n [4 5]]", "[[2 3]\n [6 7]]", "[[8 9]]", "[[10 11]]"]);
            /// # Ok::<(), npcore_array::ArrayError>(())
            /// ```
            pub fn blocks($($receiver)*, shape: impl IntoShape) -> Result<Blocks<ArrayView<$lt, T>>> {
                Blocks::new($self.view(), &shape.into_shape()?, true)
            }

            /// The windows of a shape, in C order of their places; none where it is longer than the array; views.
            /// [`sliding_window_view`](Self::sliding_window_view) has them as the axes of one array.
            ///
            /// # Errors
            /// A window with another number of axes.
            ///
            /// ```
            /// use npcore_array::array;
            /// let a = array![1, 4, 9, 16];
            /// let gaps: Vec<i32> = a.windows(2)?.map(|w| w[1] - w[0]).collect();
            /// assert_eq!(gaps, [3, 5, 7]);
            /// # Ok::<(), npcore_array::ArrayError>(())
            /// ```
            pub fn windows($($receiver)*, shape: impl IntoShape) -> Result<Blocks<ArrayView<$lt, T>>> {
                Blocks::new($self.view(), &shape.into_shape()?, false)
            }
        }
    };
    (write [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]) => {
        impl<$($generics)*> $ty {
            /// The blocks of a shape that tile the array, in C order, to be written; those at the ends may be
            /// shorter.
            ///
            /// # Errors
            /// A block with another number of axes, or without elements.
            pub fn blocks_mut($($receiver)*, shape: impl IntoShape) -> Result<Blocks<$out<$lt, T>>> {
                Blocks::new($self.view_mut(), &shape.into_shape()?, true)
            }
        }
    };
}
each_container!(read block_methods);
each_container!(write block_methods);
