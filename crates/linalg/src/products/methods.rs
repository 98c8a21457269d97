//! The methods that NumPy's arrays have for this crate's products.

use npcore_array::{Array, ArrayCow, ArrayOperand, ArrayView, ArrayViewMut, Operand, Operands, Result};
use npcore_dtype::Elem;

mod sealed {
    pub trait Sealed<T> {}
}
use sealed::Sealed;

impl<T: Elem> Sealed<T> for Array<T> {}
impl<T: Elem> Sealed<T> for ArrayView<'_, T> {}
impl<T: Elem> Sealed<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> Sealed<T> for ArrayCow<'_, T> {}

/// Products as methods of arrays and views; each is the function of the same name. `a @ b` is `a.matmul(&b)`.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::ArrayProducts;
/// let a = array![[1i32, 2], [3, 4]];
/// assert_eq!(a.matmul(&a)?.to_string(), "[[ 7 10]\n [15 22]]");
/// assert_eq!(a.dot([1, 1])?.to_string(), "[3 7]");
/// assert_eq!(a.trace()?.item()?, 5);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub trait ArrayProducts<T: Elem>: Sealed<T> + ArrayOperand<T = T> {
    /// [`dot`](fn@crate::dot).
    ///
    /// # Errors
    /// As the function.
    fn dot<'s, B: Operand>(&'s self, b: B) -> Result<Array<<&'s Self as Operands<B>>::Out>>
    where
        &'s Self: Operands<B>,
    {
        crate::dot(self, b)
    }

    /// [`matmul`](fn@crate::matmul).
    ///
    /// # Errors
    /// As the function.
    fn matmul<'s, B: Operand>(&'s self, b: B) -> Result<Array<<&'s Self as Operands<B>>::Out>>
    where
        &'s Self: Operands<B>,
    {
        crate::matmul(self, b)
    }

    /// [`trace`](fn@crate::trace) of the first two axes.
    ///
    /// # Errors
    /// As the function.
    fn trace(&self) -> Result<Array<T::Sum>>;
}

macro_rules! products {
    ($($ty:ty;)*) => { $(
        impl<T: Elem> ArrayProducts<T> for $ty {
            fn trace(&self) -> Result<Array<T::Sum>> {
                crate::trace(self, 0, 0, 1)
            }
        }
    )* };
}
products! {
    Array<T>;
    ArrayView<'_, T>;
    ArrayViewMut<'_, T>;
    ArrayCow<'_, T>;
}
