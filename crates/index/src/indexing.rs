//! Reading and writing what an index means: `a.index(ix![...])`, `a.index_mut(ix![...])`.

use std::marker::PhantomData;

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayOperand, ArrayView, ArrayViewMut, AsView, DynArray, DynView, Operand, Operands,
    Result, engine,
};
use npcore_dtype::Elem;
use npcore_kernel::Binary;

use crate::items::IndexItem;
use crate::selection::Selection;
use crate::target::Target;

/// Indexing with NumPy's full rules, for containers.
pub trait ArrayIndex<T: Elem>: ArrayOperand<T = T> {
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
        let parts = self.parts();
        engine::typed(read(&parts.view(), index)?)
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
        self.index([IndexItem::Mask(mask.as_view())])
    }
}

impl<T: Elem> ArrayIndex<T> for Array<T> {}
impl<T: Elem> ArrayIndex<T> for ArrayView<'_, T> {}
impl<T: Elem> ArrayIndex<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> ArrayIndex<T> for ArrayCow<'_, T> {}
impl<T: Elem> ArrayIndex<T> for ArrayCells<'_, T> {}

/// `a[index]` as a copy.
pub(crate) fn read<'i>(a: &DynView<'_>, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<DynArray> {
    let operand = engine::operand(a);
    Selection::new(operand.layout, index)?.read(a)
}

/// Writing where an index points, for owners and mutable views.
pub trait ArrayIndexMut<T: Elem> {
    #[doc(hidden)]
    fn to_cells(&mut self) -> ArrayCells<'_, T>;

    /// The elements that an index ([`ix!`](crate::ix)) means, to be written.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayIndexMut, ix};
    /// let mut a = array![[1, 2], [3, 4]];
    /// a.index_mut(ix![[0, 1], [1, 0]])?.assign([20, 30])?;
    /// assert_eq!(a.to_string(), "[[ 1 20]\n [30  4]]");
    /// // Of several values for one place the last one stays.
    /// a.index_mut(ix![[0, 0], 0])?.add_assign([1, 10])?;
    /// assert_eq!(a.to_string(), "[[11 20]\n [30  4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`index`](ArrayIndex::index), but for indices out of bounds, which writing finds.
    fn index_mut<'s, 'i>(&'s mut self, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<IndexMut<'s, 'i, T>> {
        IndexMut::new(self.to_cells(), index)
    }

    /// The elements where a mask over the first axes is true, to be written.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayIndexMut;
    /// let mut a = array![-1.0, 2.0, -3.0, 4.0];
    /// let negative = a.lt(0.0);
    /// a.mask_mut(&negative)?.fill(0.0)?;
    /// assert_eq!(a.to_string(), "[0. 2. 0. 4.]");
    /// let refused = a.mask_mut(&negative)?.assign([1, 2, 3]).unwrap_err();
    /// assert_eq!(refused.to_string(), "NumPy boolean array indexing assignment cannot assign 3 input values to the 2 \
    ///     output values where the mask is true");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A mask of another shape.
    fn mask_mut<'s, 'i>(&'s mut self, mask: &'i (impl AsView<bool> + ?Sized)) -> Result<IndexMut<'s, 'i, T>> {
        IndexMut::new(self.to_cells(), [IndexItem::Mask(mask.as_view())])
    }
}

impl<T: Elem> ArrayIndexMut<T> for Array<T> {
    fn to_cells(&mut self) -> ArrayCells<'_, T> {
        self.cells()
    }
}
impl<T: Elem> ArrayIndexMut<T> for ArrayViewMut<'_, T> {
    fn to_cells(&mut self) -> ArrayCells<'_, T> {
        self.cells()
    }
}

/// Writing where an index points, for cells.
pub trait CellsIndex<'a, T: Elem> {
    /// [`ArrayIndexMut::index_mut`].
    ///
    /// ```
    /// use npcore_array::{array, s};
    /// use npcore_index::{CellsIndex, ix};
    /// let mut a = array![1, 2, 3, 4];
    /// let cells = a.cells();
    /// cells.index_mut(ix![[1, 2, 3]])?.assign(cells.slice(s![..-1]))?;
    /// assert_eq!(a.to_string(), "[1 1 2 3]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn index_mut<'i>(self, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<IndexMut<'a, 'i, T>>;

    /// [`ArrayIndexMut::mask_mut`].
    ///
    /// # Errors
    /// As there.
    fn mask_mut<'i>(self, mask: &'i (impl AsView<bool> + ?Sized)) -> Result<IndexMut<'a, 'i, T>>;
}

impl<'a, T: Elem> CellsIndex<'a, T> for ArrayCells<'a, T> {
    fn index_mut<'i>(self, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<IndexMut<'a, 'i, T>> {
        IndexMut::new(self, index)
    }
    fn mask_mut<'i>(self, mask: &'i (impl AsView<bool> + ?Sized)) -> Result<IndexMut<'a, 'i, T>> {
        IndexMut::new(self, [IndexItem::Mask(mask.as_view())])
    }
}

/// Elements of an array that an index means, to be written; made by [`index_mut`](ArrayIndexMut::index_mut) and
/// [`mask_mut`](ArrayIndexMut::mask_mut).
pub struct IndexMut<'s, 'i, T: Elem> {
    target: Target<'s>,
    selection: Selection<'i>,
    element: PhantomData<T>,
}

impl<'s, 'i, T: Elem> IndexMut<'s, 'i, T> {
    fn new(cells: ArrayCells<'s, T>, index: impl IntoIterator<Item = IndexItem<'i>>) -> Result<Self> {
        let target = Target(cells.as_dyn());
        let selection = Selection::new(target.operand().layout, index)?;
        Ok(IndexMut { target, selection, element: PhantomData })
    }

    /// Writes `values`, broadcast and converted, as if they had been copied first. Where several go to one place the
    /// last one stays.
    ///
    /// # Errors
    /// Values that do not broadcast to the elements; an index out of bounds; text that is not a number. Nothing is written
    /// then.
    pub fn assign(&mut self, values: impl Operand) -> Result<()> {
        self.target.assign(&self.selection, &values.parts().view())
    }

    /// Writes one value into every element.
    ///
    /// # Errors
    /// An index out of bounds, before anything is written.
    pub fn fill(&mut self, value: T::Value) -> Result<()> {
        let dtype = self.target.operand().dtype;
        let mut bytes: smallvec::SmallVec<[u8; 32]> = smallvec::smallvec![0; dtype.itemsize()];
        T::store(&value, dtype, &mut bytes)?;
        // SAFETY: one element in `bytes`, which stays borrowed.
        let value = unsafe { DynView::from_foreign(bytes.as_ptr(), dtype, npcore_layout::Layout::scalar())? };
        self.target.assign(&self.selection, &value)
    }

    /// A single element is computed in the type of the result, and then converted as an assignment does.
    fn one(&mut self, op: Binary, values: &engine::OperandParts<'_>) -> Result<()> {
        let element = self.selection.read(&self.target.0.parts().view())?;
        let result: DynArray = engine::binary(op, &element.parts(), values)?;
        self.target.assign(&self.selection, &result.view())
    }
}

macro_rules! assign_operators {
    ($($name:ident $try_name:ident $binary:ident $op:literal;)*) => {
        impl<T: Elem> IndexMut<'_, '_, T> {
            $(
                #[doc = concat!("`a[index] ", $op, " values`: reads the elements, computes, and writes them. Where an element")]
                /// is named several times, the last result stays.
                ///
                /// # Errors
                /// As [`assign`](Self::assign); a result that does not go into the array's type.
                pub fn $name<B: Operand>(&mut self, values: B) -> Result<()>
                where
                    Array<T>: Operands<B>,
                {
                    if self.selection.is_one() {
                        return self.one(Binary::$binary, &values.parts());
                    }
                    let mut elements: Array<T> = engine::typed(self.selection.read(&self.target.0.parts().view())?)?;
                    elements.$try_name(values)?;
                    self.target.assign(&self.selection, &elements.as_dyn())
                }
            )*
        }
    };
}
assign_operators! {
    add_assign try_add_assign Add "+=";
    sub_assign try_sub_assign Subtract "-=";
    mul_assign try_mul_assign Multiply "*=";
    rem_assign try_rem_assign Remainder "%=";
    bitand_assign try_bitand_assign BitAnd "&=";
    bitor_assign try_bitor_assign BitOr "|=";
    bitxor_assign try_bitxor_assign BitXor "^=";
    shl_assign try_shl_assign LeftShift "<<=";
    shr_assign try_shr_assign RightShift ">>=";
}

impl<T: Elem<Quotient = T>> IndexMut<'_, '_, T> {
    /// `a[index] /= values`, as [`add_assign`](Self::add_assign).
    ///
    /// # Errors
    /// As there.
    pub fn div_assign<B: Operand>(&mut self, values: B) -> Result<()>
    where
        Array<T>: Operands<B>,
    {
        if self.selection.is_one() {
            return self.one(Binary::TrueDivide, &values.parts());
        }
        let mut elements: Array<T> = engine::typed(self.selection.read(&self.target.0.parts().view())?)?;
        elements.try_div_assign(values)?;
        self.target.assign(&self.selection, &elements.as_dyn())
    }
}
