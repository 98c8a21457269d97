//! The methods that NumPy's arrays have for this crate's functions.

use npcore_array::{Array, ArrayCow, ArrayView, ArrayViewMut, AsView, ReducedAxes, Result, SearchAxis};
use npcore_dtype::Elem;

mod sealed {
    pub trait Sealed<T> {}
}
use sealed::Sealed;

impl<T: Elem> Sealed<T> for Array<T> {}
impl<T: Elem> Sealed<T> for ArrayView<'_, T> {}
impl<T: Elem> Sealed<T> for ArrayViewMut<'_, T> {}
impl<T: Elem> Sealed<T> for ArrayCow<'_, T> {}

macro_rules! methods {
    (
        reductions { $($reduction:ident -> $out:ty;)* }
        searches { $($search:ident;)* }
        scans { $($scan:ident;)* }
    ) => {
        /// Reductions, searches and scans as methods of arrays and views; each is the function of the same name.
        ///
        /// ```
        /// use npcore_array::array;
        /// use npcore_ufunc::ArrayMethods;
        /// let a = array![[1.0, 2.0], [3.0, 6.0]];
        /// assert_eq!(a.sum(..)?, 12.0);
        /// assert_eq!(a.mean(0)?.to_string(), "[2. 4.]");
        /// assert_eq!(a.t().argmax(..)?, 3);
        /// # Ok::<(), npcore_array::ArrayError>(())
        /// ```
        pub trait ArrayMethods<T: Elem>: AsView<T> + Sealed<T> {
            $(
                #[doc = concat!("[`", stringify!($reduction), "`](fn@crate::", stringify!($reduction), ") along axes, or of all elements (`..`).")]
                ///
                /// # Errors
                /// As the function.
                fn $reduction<A: ReducedAxes>(&self, axes: A) -> Result<A::Out<$out>> {
                    crate::$reduction(self.as_view(), axes)
                }
            )*
            $(
                #[doc = concat!("[`", stringify!($search), "`](fn@crate::", stringify!($search), ") along an axis, or through all elements (`..`).")]
                ///
                /// # Errors
                /// As the function.
                fn $search<A: SearchAxis>(&self, axis: A) -> Result<A::Out> {
                    crate::$search(self.as_view(), axis)
                }
            )*
            $(
                #[doc = concat!("[`", stringify!($scan), "`](fn@crate::", stringify!($scan), ") along an axis, or in the flattened array (`..`).")]
                ///
                /// # Errors
                /// As the function.
                fn $scan(&self, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
                    crate::$scan(self.as_view(), axis)
                }
            )*
        }
    };
}

methods! {
    reductions {
        sum -> T::Sum;
        prod -> T::Sum;
        min -> T;
        max -> T;
        all -> bool;
        any -> bool;
        mean -> T::Quotient;
        var -> <T::Quotient as Elem>::Real;
        std -> <T::Quotient as Elem>::Real;
    }
    searches {
        argmin;
        argmax;
    }
    scans {
        cumsum;
        cumprod;
    }
}

impl<T: Elem, X: AsView<T> + Sealed<T>> ArrayMethods<T> for X {}
