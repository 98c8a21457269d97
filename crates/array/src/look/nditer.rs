//! Several arrays walked together, by value; positions; positions with values.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use npcore_dtype::{DType, Elem};
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use super::broadcast_arrays::IntoView;
use crate::containers::Container;
use crate::error::Result;
use crate::iter::Values;
use crate::raw::Raw;
use crate::shape::{IntoShape, Ints};

/// A position: an index along each axis. An array takes it as an index.
pub type IndexList = SmallVec<[usize; 6]>;

impl Ints for IndexList {
    #[inline]
    fn with_list<R>(&self, f: impl FnOnce(&[isize]) -> R) -> R {
        self[..].with_list(f)
    }
}

/// The types that an operand says its addresses have are taken at its word: only this module may say so.
mod sealed {
    pub trait Sealed {}
}

/// What [`nditer`] yields at a place: the values of several arrays.
pub trait NdTypes {
    /// The values: a tuple of each array's.
    type Item;
    /// # Safety
    /// One readable element of its dtype at each address.
    #[doc(hidden)]
    unsafe fn load(at: &[*mut u8], dtypes: &[DType]) -> Self::Item;
}

/// The arrays [`nditer`] walks over: a tuple of up to six references to containers (or views), or a list of ones with
/// the same type of elements.
pub trait NdOperands<'a>: sealed::Sealed {
    /// The types of the elements.
    type Types: NdTypes;
    #[doc(hidden)]
    fn parts(self) -> Vec<OperandOf>;
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct OperandOf(Raw);

macro_rules! tuples {
    ($($($name:ident $i:tt)*;)*) => { $(
        impl<$($name: Elem),*> NdTypes for ($($name,)*) {
            type Item = ($($name::Value,)*);
            unsafe fn load(at: &[*mut u8], dtypes: &[DType]) -> Self::Item {
                // SAFETY: the caller's word.
                unsafe { ($($name::load(at[$i], dtypes[$i]),)*) }
            }
        }
        impl<$($name),*> sealed::Sealed for ($($name,)*) {}
        impl<'a, $($name: IntoView<'a>),*> NdOperands<'a> for ($($name,)*) {
            type Types = ($($name::T,)*);
            fn parts(self) -> Vec<OperandOf> {
                vec![$(OperandOf(*self.$i.into_view().raw())),*]
            }
        }
    )* };
}
tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
}

impl<V> sealed::Sealed for Vec<V> {}
impl<'a, V: IntoView<'a>> NdOperands<'a> for Vec<V> {
    type Types = ListOf<V::T>;
    fn parts(self) -> Vec<OperandOf> {
        self.into_iter().map(|v| OperandOf(*v.into_view().raw())).collect()
    }
}

/// Any number of arrays with elements of `T`: their values come as a vector.
#[derive(Debug)]
pub struct ListOf<T>(PhantomData<T>);
impl<T: Elem> NdTypes for ListOf<T> {
    type Item = Vec<T::Value>;
    unsafe fn load(at: &[*mut u8], dtypes: &[DType]) -> Vec<T::Value> {
        // SAFETY: the caller's word.
        at.iter().zip(dtypes).map(|(&at, &dtype)| unsafe { T::load(at, dtype) }).collect()
    }
}

/// The values of several arrays, place by place; made by [`nditer`].
#[derive(Debug)]
pub struct NdIter<'a, W> {
    dtypes: Vec<DType>,
    at: Vec<*mut u8>,
    /// The axes walked, slowest first: which of the shape, its length, whether backwards.
    axes: Vec<(usize, usize, bool)>,
    /// For each axis walked, the step of each array.
    steps: Vec<Vec<isize>>,
    place: Vec<usize>,
    left: usize,
    marker: PhantomData<(&'a (), W)>,
}

/// The values of arrays broadcast together, in one pass: NumPy's `nditer`, for reading.
///
/// `Order::K` goes through memory as it lies, as far as the arrays agree (backwards along an axis where all do); C, F
/// and A say the order of places. For speed take operators and universal functions: this is for what they cannot
/// say.
///
/// # Errors
/// `operands could not be broadcast together with shapes (3,) (4,)`.
///
/// ```
/// use npcore_array::{Order, array, nditer};
/// let (a, b) = (array![[1, 2], [3, 4]], array![0.5, 0.25]);
/// let products: Vec<f64> = nditer((&a, &b), Order::C)?.map(|(x, y)| f64::from(x) * y).collect();
/// assert_eq!(products, [0.5, 0.5, 1.5, 1.0]);
///
/// let mut places = nditer((&a,), Order::F)?.indexed();
/// assert_eq!(places.nth(1).map(|(i, (x,))| (i.to_vec(), x)), Some((vec![1, 0], 3)));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn nditer<'a, O: NdOperands<'a>>(operands: O, order: Order) -> Result<NdIter<'a, O::Types>> {
    let raws: Vec<Raw> = operands.parts().into_iter().map(|part| part.0).collect();
    let shapes: Vec<&[usize]> = raws.iter().map(|raw| &raw.layout.shape()[..]).collect();
    let shape = npcore_broadcast::broadcast_shapes(&shapes)?;
    let wide: Vec<Layout> =
        raws.iter().map(|raw| npcore_broadcast::broadcast_to(&raw.layout, &shape)).collect::<Result<_, _>>()?;
    let ndim = shape.len();
    // Fastest first, as the sort takes and gives them.
    let mut fastest: Vec<u8> = (0..ndim as u8).rev().collect();
    match order {
        Order::C => {}
        Order::F => fastest.reverse(),
        Order::A => {
            if raws.iter().all(Raw::is_f_contiguous) {
                fastest.reverse();
            }
        }
        Order::K => {
            let strides: Vec<isize> = (0..ndim).flat_map(|axis| wide.iter().map(move |l| l.strides()[axis])).collect();
            npcore_broadcast::sort_axes(&mut fastest, raws.len(), &strides);
        }
    }
    let mut at: Vec<*mut u8> = raws.iter().map(Raw::first).collect();
    let (mut axes, mut steps) = (Vec::with_capacity(ndim), Vec::with_capacity(ndim));
    for axis in fastest.into_iter().rev().map(usize::from) {
        let n = shape[axis];
        let mut step: Vec<isize> = wide.iter().map(|l| l.strides()[axis]).collect();
        let backwards = order == Order::K && n > 1 && step.iter().all(|&s| s <= 0) && step.iter().any(|&s| s < 0);
        if backwards {
            for (at, step) in at.iter_mut().zip(&mut step) {
                *at = at.wrapping_offset((n as isize - 1) * *step);
                *step = -*step;
            }
        }
        axes.push((axis, n, backwards));
        steps.push(step);
    }
    let dtypes = raws.iter().map(|raw| raw.dtype).collect();
    let left = shape.iter().product();
    Ok(NdIter { dtypes, at, axes, steps, place: vec![0; ndim], left, marker: PhantomData })
}

impl<'a, W: NdTypes> NdIter<'a, W> {
    /// The same values, each with its position in the common shape.
    pub fn indexed(self) -> Indexed<'a, W> {
        Indexed(self)
    }

    /// The position that comes next.
    fn index(&self) -> IndexList {
        let mut index: IndexList = smallvec::smallvec![0; self.axes.len()];
        for (&(axis, n, backwards), &i) in self.axes.iter().zip(&self.place) {
            index[axis] = if backwards { n - 1 - i } else { i };
        }
        index
    }
}

impl<W: NdTypes> Iterator for NdIter<'_, W> {
    type Item = W::Item;

    fn next(&mut self) -> Option<W::Item> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        // SAFETY: the addresses of elements at a place of the common shape, borrowed.
        let values = unsafe { W::load(&self.at, &self.dtypes) };
        for i in (0..self.axes.len()).rev() {
            let n = self.axes[i].1;
            self.place[i] += 1;
            let by = if self.place[i] < n { 1 } else { 1 - n as isize };
            for (at, &step) in self.at.iter_mut().zip(&self.steps[i]) {
                *at = at.wrapping_offset(by * step);
            }
            if self.place[i] < n {
                break;
            }
            self.place[i] = 0;
        }
        Some(values)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<W: NdTypes> ExactSizeIterator for NdIter<'_, W> {}
impl<W: NdTypes> FusedIterator for NdIter<'_, W> {}

/// Positions and values; made by [`NdIter::indexed`].
#[derive(Debug)]
pub struct Indexed<'a, W>(NdIter<'a, W>);

impl<W: NdTypes> Iterator for Indexed<'_, W> {
    type Item = (IndexList, W::Item);

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.0.index();
        self.0.next().map(|values| (index, values))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<W: NdTypes> ExactSizeIterator for Indexed<'_, W> {}
impl<W: NdTypes> FusedIterator for Indexed<'_, W> {}

/// All positions of a shape, the last axis fastest.
///
/// # Errors
/// `negative dimensions are not allowed`; a shape whose number of positions overflows.
///
/// ```
/// let places: Vec<_> = npcore_array::ndindex([2, 2])?.map(|i| i.to_vec()).collect();
/// assert_eq!(places, [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn ndindex(shape: impl IntoShape) -> Result<NdIndex> {
    let shape = shape.into_shape()?;
    let left = npcore_layout::check_size(&shape, 1)?;
    Ok(NdIndex { next: smallvec::smallvec![0; shape.len()], shape, left })
}

/// All positions of a shape; made by [`ndindex`].
#[derive(Clone, Debug)]
pub struct NdIndex {
    shape: IndexList,
    next: IndexList,
    left: usize,
}

impl Iterator for NdIndex {
    type Item = IndexList;

    fn next(&mut self) -> Option<IndexList> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let index = self.next.clone();
        for (i, &n) in self.next.iter_mut().zip(&self.shape).rev() {
            *i += 1;
            if *i < n {
                break;
            }
            *i = 0;
        }
        Some(index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for NdIndex {}
impl FusedIterator for NdIndex {}

/// Each position of an array with its value, the last axis fastest.
///
/// ```
/// use npcore_array::{array, ndenumerate};
/// let a = array![[1, 5], [7, 3]];
/// let largest = ndenumerate(&a).max_by_key(|&(_, x)| x).map(|(i, _)| i.to_vec());
/// assert_eq!(largest, Some(vec![1, 0]));
/// ```
pub fn ndenumerate<'a, V: IntoView<'a>>(a: V) -> std::iter::Zip<NdIndex, Values<'a, V::T>> {
    let view = a.into_view();
    let shape: IndexList = view.shape().iter().copied().collect();
    let index = NdIndex { next: smallvec::smallvec![0; shape.len()], shape, left: view.size() };
    index.zip(view.values())
}
