//! The reductions as functions of an array and its axes.

use npcore_array::{AsView, ReducedAxes, Result};
use npcore_dtype::Elem;

use super::builder::reduce;

macro_rules! functions {
    ($($(#[$meta:meta])* $name:ident -> $out:ty;)*) => { $(
        $(#[$meta])*
        ///
        /// `axes` is `0`, `-1`, `[0, 2]`, ...: the result is an array; or `..`: it is a value. With options:
        /// [`reduce`](crate::reduce()).
        ///
        /// # Errors
        /// Axes that the array does not have; types that the operation does not have; no memory.
        pub fn $name<T: Elem, A: ReducedAxes>(a: impl AsView<T>, axes: A) -> Result<A::Out<$out>> {
            reduce(&a).axis(axes).$name()
        }
    )* };
}

functions! {
    /// The sum along axes; integers in 64 bits, float16 in float32.
    ///
    /// The order of additions is a fixed tree, at least as exact as NumPy's pairwise sum on every axis; it depends on
    /// shape, axes and memory order alone, so that neither threads nor the processor change a bit.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::sum;
    /// let a = array![[1.5f64, 2.0], [3.0, 4.0]];
    /// assert_eq!(sum(&a, ..)?, 10.5);
    /// assert_eq!(sum(&a, 0)?.to_string(), "[4.5 6. ]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    sum -> T::Sum;
    /// The product along axes; integers in 64 bits.
    prod -> T::Sum;
    /// The smallest along axes; NaN if there is one. Of no elements an error.
    min -> T;
    /// The largest along axes; NaN if there is one. Of no elements an error.
    max -> T;
    /// Whether all elements along axes are nonzero.
    all -> bool;
    /// Whether any element along axes is nonzero.
    any -> bool;
    /// The mean along axes; of integers in float64, of spans of time cut off to their unit.
    mean -> T::Average;
    /// The variance along axes, divided by the number of elements; see [`Reduce::ddof`](crate::Reduce::ddof).
    var -> <T::Quotient as Elem>::Real;
    /// The standard deviation along axes; see [`var`].
    std -> <T::Quotient as Elem>::Real;
    /// The largest less the smallest along axes: the range, "peak to peak". Of no elements an error.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(npcore_ufunc::ptp(&array![[4, 9], [2, 10]], 1)?.to_string(), "[5 8]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ptp -> T::Difference;
    /// How many elements along axes are not 0.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(npcore_ufunc::count_nonzero(&array![[1, 0], [2, 3]], ..)?, 3);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    count_nonzero -> i64;
    /// The sum along axes of what is no NaN.
    ///
    /// ```
    /// use npcore_array::array;
    /// let a = array![[1.0, f64::NAN], [3.0, 4.0]];
    /// assert_eq!(npcore_ufunc::nansum(&a, 0)?.to_string(), "[4. 4.]");
    /// assert_eq!(npcore_ufunc::nanmean(&a, ..)?, 8.0 / 3.0);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    nansum -> T::Sum;
    /// The product along axes of what is no NaN.
    nanprod -> T::Sum;
    /// The smallest along axes but for NaN; of nothing but NaN it is NaN. Of no elements an error.
    nanmin -> T;
    /// The largest along axes but for NaN; of nothing but NaN it is NaN. Of no elements an error.
    nanmax -> T;
    /// The mean along axes of what is no NaN; of nothing else it is NaN.
    nanmean -> T::Average;
    /// The variance along axes of what is no NaN; see [`Reduce::ddof`](crate::Reduce::ddof).
    nanvar -> <T::Quotient as Elem>::Real;
    /// The standard deviation along axes of what is no NaN; see [`nanvar`].
    nanstd -> <T::Quotient as Elem>::Real;
}

/// The sum along axes, rounded once: exact but for that, whatever the order and the size of the terms, as Python's
/// `math.fsum`. See [`Reduce::sum_exact`](crate::Reduce::sum_exact).
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::exact_sum;
/// let a = array![[1e100, 1.0, -1e100], [1e308, 1e308, -1e308]];
/// assert_eq!(exact_sum(&a, 1)?.to_string(), "[1.e+000 1.e+308]");
/// let total: f64 = exact_sum([1.0, 1e-16, 1e-16], ..)?;
/// assert_eq!(total, 1.0000000000000002);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Axes that the array does not have; types that have no sum; no memory.
pub fn exact_sum<T: Elem, A: ReducedAxes>(a: impl AsView<T>, axes: A) -> Result<A::Out<T::Sum>> {
    reduce(&a).axis(axes).sum_exact()
}
