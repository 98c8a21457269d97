//! The methods that NumPy's arrays have for this crate's functions.

use npcore_array::{Array, ArrayCow, ArrayView, ArrayViewMut, AsView, ReducedAxes, Result, SearchAxis};
use npcore_dtype::Elem;

use crate::clip::Bound;

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
        /// Reductions, searches, scans and a few more as methods of arrays and views; each is the function of the same name.
        ///
        /// ```
        /// use npcore_array::array;
        /// use npcore_ufunc::ArrayMethods;
        /// let a = array![[1.0f64, 2.0], [3.0, 6.0]];
        /// assert_eq!(a.sum(..)?, 12.0);
        /// assert_eq!(a.mean(0)?.to_string(), "[2. 4.]");
        /// assert_eq!(a.t().argmax(..)?, 3);
        /// assert_eq!(a.clip(1.5, 4.0)?.round(0)?.to_string(), "[[2. 2.]\n [3. 4.]]");
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

            /// [`clip`](fn@crate::clip): the elements limited to an interval.
            ///
            /// # Errors
            /// As the function.
            fn clip<'s, L, H>(&'s self, low: L, high: H) -> Result<Array<H::Out>>
            where
                L: Bound<ArrayView<'s, T>>,
                H: Bound<Array<L::Out>>,
            {
                crate::clip(self.as_view(), low, high)
            }

            /// [`round`](fn@crate::round): the elements rounded to decimals.
            ///
            /// # Errors
            /// As the function.
            fn round(&self, decimals: i32) -> Result<Array<T>> {
                crate::round(self.as_view(), decimals)
            }

            /// [`conjugate`](fn@crate::conjugate): the complex conjugates.
            ///
            /// # Errors
            /// As the function.
            fn conj(&self) -> Result<Array<T::Number>> {
                crate::conjugate(self.as_view())
            }

            /// [`conjugate`](fn@crate::conjugate): the complex conjugates.
            ///
            /// # Errors
            /// As the function.
            fn conjugate(&self) -> Result<Array<T::Number>> {
                crate::conjugate(self.as_view())
            }
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
        mean -> T::Average;
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
