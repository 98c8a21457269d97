//! Reading and writing what an index means: `a.index(ix![...])`, `a.index_mut(ix![...])`.

use npcore_array::{Array, ArrayView, ArrayViewMut, AsView, AsViewMut, Operand, Result, engine};
use npcore_dtype::Elem;

use crate::items::IndexItem;
use crate::selection::Selection;

/// Indexing with NumPy's full rules, for arrays and views.
pub trait ArrayIndex<T: Elem>: AsView<T> {
    /// The elements that an index ([`ix!`](crate::ix)) means: always a copy.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayIndex, ix};
    /// let a = array![[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    /// assert_eq!(a.index(ix![[0, 2]])?.to_string(), "[[1 2 3]\n [7 8 9]]");
    /// assert_eq!(a.index(ix![[0, 2], [1, 1]])?.to_string(), "[2 8]");
    /// assert_eq!(a.index(ix![.., [[0], [2]]])?.shape(), [3, 2, 1]);
    /// let error = a.index(ix![[3]]).unwrap_err();
    /// assert_eq!(error.to_string(), "index 3 is out of bounds for axis 0 with size 3");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// NumPy's words for an index out of bounds, too many indices, index arrays that do not broadcast, a mask of another
    /// shape, an array that is neither of integers nor of bools; no memory.
    fn index<'i>(&self, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<Array<T>> {
        read(&self.as_view(), index)
    }

    /// The elements where a mask over the first axes is true, in C order: `a[mask]`.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayIndex;
    /// let a = array![-1.0, 2.0, -3.0, 4.0];
    /// assert_eq!(a.mask(&a.gt(0.0))?.to_string(), "[2. 4.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A mask of another shape; no memory.
    fn mask(&self, mask: impl AsView<bool>) -> Result<Array<T>> {
        read(&self.as_view(), [IndexItem::Mask(mask.as_view())])
    }
}

/// Writing where an index points, for owners and mutable views.
pub trait ArrayIndexMut<T: Elem>: AsViewMut<T> {
    /// The elements that an index ([`ix!`](crate::ix)) means, to be written.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayIndexMut, ix};
    /// let mut a = array![[1, 2], [3, 4]];
    /// a.index_mut(ix![[0, 1], [1, 0]])?.assign([20, 30])?;
    /// assert_eq!(a.to_string(), "[[ 1 20]\n [30  4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`index`](ArrayIndex::index), but for indices out of bounds, which writing finds.
    fn index_mut<'s, 'i>(&'s mut self, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<IndexMut<'s, 'i, T>> {
        let view = self.as_view_mut();
        let selection = Selection::new(engine::operand(&view.view()).layout, index)?;
        Ok(IndexMut { view, selection })
    }
}

impl<T: Elem> ArrayIndex<T> for Array<T> {}
impl<T: Elem> ArrayIndex<T> for ArrayView<'_, T> {}
impl<T: Elem> ArrayIndex<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> ArrayIndexMut<T> for Array<T> {}
impl<T: Elem> ArrayIndexMut<T> for ArrayViewMut<'_, T> {}

fn read<'i, T: Elem>(a: &ArrayView<'_, T>, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<Array<T>> {
    let operand = engine::operand(a);
    let mut index = index.into_iter().peekable();
    if let Some(IndexItem::Mask(mask)) = index.peek() {
        let mask = *mask;
        index.next();
        if index.peek().is_none() && takes(&operand, &mask) {
            // SAFETY: both are borrowed; the elements are the array's.
            return unsafe { Ok(engine::array(npcore_exec::compress(&operand, &engine::operand(&mask))?)) };
        }
        return pick(a, Selection::new(operand.layout, std::iter::once(IndexItem::Mask(mask)).chain(index))?);
    }
    pick(a, Selection::new(operand.layout, index)?)
}

/// Whether a mask chooses runs of memory: it fits the first axes, and the others lie gapless in C order.
fn takes(a: &npcore_exec::Operand<'_>, mask: &ArrayView<'_, bool>) -> bool {
    let (shape, strides) = (a.layout.shape(), a.layout.strides());
    let leading = mask.ndim();
    let mut expected = a.dtype.itemsize() as isize;
    leading > 0
        && shape.get(..leading) == Some(mask.shape())
        && (leading..shape.len()).rev().all(|axis| {
            let fits = shape[axis] == 1 || strides[axis] == expected;
            expected *= shape[axis] as isize;
            fits
        })
}

fn pick<T: Elem>(a: &ArrayView<'_, T>, selection: Selection<'_>) -> Result<Array<T>> {
    let operand = engine::operand(a);
    match selection {
        // SAFETY: a slice of the array's layout.
        Selection::View(layout) => Ok(unsafe { engine::part(a, layout) }.copy()),
        Selection::Elements(elements) => elements.gather(operand.ptr, operand.dtype, |gather| {
            // SAFETY: the array and the indices are borrowed, and the layouts are made of the array's.
            unsafe { Ok(engine::array(gather.read()?)) }
        }),
    }
}

/// Elements of an array that an index means, to be written; made by [`index_mut`](ArrayIndexMut::index_mut).
pub struct IndexMut<'s, 'i, T: Elem> {
    view: ArrayViewMut<'s, T>,
    selection: Selection<'i>,
}

impl<T: Elem> IndexMut<'_, '_, T> {
    /// The shape of the elements.
    pub fn shape(&self) -> &[usize] {
        match &self.selection {
            Selection::View(layout) => layout.shape(),
            Selection::Elements(elements) => elements.layout.shape(),
        }
    }

    /// Writes `values`, broadcast and converted, as if they had been copied first. Where several go to one place the
    /// last one stays.
    ///
    /// # Errors
    /// Values that do not broadcast to the elements; an index out of bounds, before anything is written; text that is not
    /// a number.
    pub fn assign(&mut self, values: impl Operand) -> Result<()> {
        let values = values.parts();
        let values = values.view();
        if let Selection::View(layout) = &self.selection {
            // SAFETY: a slice of the array's layout, which reaches each element once as the array's does.
            return unsafe { engine::part_mut(&mut self.view, *layout) }.try_assign(values);
        }
        let dtype = self.view.dtype();
        let target = engine::operand_mut(&mut self.view);
        // Of the array's own type, and apart from it.
        if values.dtype() != dtype || npcore_exec::operands_overlap(&engine::operand(&values), &target) {
            let copied = values.astype_dyn(dtype)?;
            // SAFETY: a copy.
            return unsafe { self.write(&engine::operand(&copied.view())) };
        }
        // SAFETY: they share no memory with the array.
        unsafe { self.write(&engine::operand(&values)) }
    }

    /// Writes values of the array's type.
    ///
    /// # Safety
    /// They may be read, and are apart from the array.
    unsafe fn write(&mut self, values: &npcore_exec::Operand<'_>) -> Result<()> {
        let dtype = self.view.dtype();
        let target = engine::operand_mut(&mut self.view);
        let elements = match &self.selection {
            // SAFETY: a slice of the array's layout, and the caller's word.
            Selection::View(layout) => unsafe {
                let target = npcore_exec::Operand { layout, ..target };
                return Ok(npcore_exec::assign(values, &target, true)?);
            },
            Selection::Elements(elements) => elements,
        };
        let layout = npcore_broadcast::broadcast_into(values.layout, elements.layout.shape())
            .map_err(|_| elements.does_not_fit(values.layout))?;
        elements.gather(target.ptr, dtype, |gather| {
            // SAFETY: the array is borrowed alone, the values are apart from it, and the layouts are made of its own.
            unsafe { Ok(gather.write(&npcore_exec::Operand { layout: &layout, ..*values })?) }
        })
    }

    /// Writes one value into every element.
    ///
    /// # Errors
    /// An index out of bounds, before anything is written.
    pub fn fill(&mut self, value: T::Value) -> Result<()> {
        let mut bytes: smallvec::SmallVec<[u8; 32]> = smallvec::smallvec![0; self.view.dtype().itemsize()];
        T::store(&value, self.view.dtype(), &mut bytes)?;
        let layout = npcore_layout::Layout::scalar();
        let one = npcore_exec::Operand { ptr: bytes.as_mut_ptr(), dtype: self.view.dtype(), layout: &layout };
        // SAFETY: one element in `bytes`.
        unsafe { self.write(&one) }
    }
}
