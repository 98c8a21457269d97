//! The functions of this crate that NumPy's arrays have as methods, too.

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayOperand, ArrayView, ArrayViewMut, AsView, AsViewMut, Operand, Result,
};
use npcore_dtype::Elem;

use crate::{IndexMode, Side};

/// What is chosen from an array, as methods; [`index`](crate::ArrayIndex::index) and sorting have traits of their own.
pub trait ArrayChoice<T: Elem>: ArrayOperand<T = T> {
    /// [`take`](crate::take()) of this array.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayChoice;
    /// let a = array![[10, 20, 30], [40, 50, 60]];
    /// assert_eq!(a.take([2, 0], 1)?.to_string(), "[[30 10]\n [60 40]]");
    /// assert_eq!(a.take([5], None)?.to_string(), "[60]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn take<I: Elem>(&self, indices: impl AsView<I>, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
        crate::take(self.parts().view(), indices, axis)?.downcast()
    }

    /// [`compress`](crate::compress()) of this array.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayChoice;
    /// let a = array![[1, 2], [3, 4], [5, 6]];
    /// assert_eq!(a.compress([false, true, true], 0)?.to_string(), "[[3 4]\n [5 6]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn compress<C: Elem>(&self, condition: impl AsView<C>, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
        crate::compress(condition, self.parts().view(), axis)?.downcast()
    }

    /// [`nonzero`](crate::nonzero()) of this array.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::ArrayChoice;
    /// let [rows, columns] = array![[3, 0], [0, 4]].nonzero()?.try_into().unwrap();
    /// assert_eq!((rows.to_vec(), columns.to_vec()), (vec![0, 1], vec![0, 1]));
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn nonzero(&self) -> Result<Vec<Array<i64>>> {
        crate::nonzero(self.parts().view())
    }

    /// [`choose`](crate::choose()) with this array's elements as the numbers of the choices.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayChoice, IndexMode};
    /// let picked = array![1, 0, 1].choose(&[array![1, 2, 3], array![10, 20, 30]], IndexMode::Raise)?;
    /// assert_eq!(picked.to_string(), "[10  2 30]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn choose<A: ArrayOperand>(&self, choices: &[A], mode: IndexMode) -> Result<Array<A::T>> {
        crate::choose(self.parts().view(), choices, mode)
    }

    /// [`searchsorted`](crate::searchsorted()) in this array.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayChoice, Side};
    /// assert_eq!(array![1, 2, 4].searchsorted([2, 3], Side::Right)?.to_string(), "[2 2]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn searchsorted<U: Elem>(&self, v: impl AsView<U>, side: Side) -> Result<Array<i64>> {
        crate::searchsorted(self.parts().view(), v, side)
    }
}

impl<T: Elem> ArrayChoice<T> for Array<T> {}
impl<T: Elem> ArrayChoice<T> for ArrayView<'_, T> {}
impl<T: Elem> ArrayChoice<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> ArrayChoice<T> for ArrayCow<'_, T> {}
impl<T: Elem> ArrayChoice<T> for ArrayCells<'_, T> {}

/// Writing by flat index, as a method.
pub trait ArrayPut<T: Elem>: AsViewMut<T> {
    /// [`put`](crate::put()) into this array.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::{ArrayPut, IndexMode};
    /// let mut a = array![[1, 2], [3, 4]];
    /// a.put([0, -1], [10, 40], IndexMode::Raise)?;
    /// assert_eq!(a.to_string(), "[[10  2]\n [ 3 40]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn put<I: Elem>(&mut self, indices: impl AsView<I>, values: impl Operand, mode: IndexMode) -> Result<()> {
        crate::put(self, indices, values, mode)
    }
}

impl<T: Elem> ArrayPut<T> for Array<T> {}
impl<T: Elem> ArrayPut<T> for ArrayViewMut<'_, T> {}
