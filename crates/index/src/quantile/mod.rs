//! Order statistics: `median`, `percentile`, `quantile`, and the same of what is no NaN.

mod method;
mod ranks;
mod rows;
mod weighted;

use npcore_array::{ArrayView, AsView, DynArray, DynView, ReducedAxes, Result, engine};
use npcore_dtype::{DTypeKind, Elem};

use crate::convert::refused;
pub use method::QuantileMethod;
pub use ranks::Ranks;
use rows::{Table, reduced_axes};

/// Quantiles in the making: the array, the axes, the options; [`quantile`](Quantiles::quantile),
/// [`percentile`](Quantiles::percentile) or [`median`](Quantiles::median) ends it.
///
/// The results' type is known at run time: methods that choose an element give the array's type, those that interpolate
/// float64 of integers, and a float type's own, unless several quantiles, which are float64, are asked for.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{QuantileMethod, quantiles};
/// let a = array![[10, 7, 4], [3, 2, 1]];
/// let of = quantiles(&a).axis(1).method(QuantileMethod::Lower).keepdims();
/// assert_eq!(of.quantile(0.5)?.to_string(), "[[7]\n [2]]");
/// let weighted = quantiles(&a).method(QuantileMethod::InvertedCdf).weights(&[[1, 1, 1], [1, 1, 5]]);
/// assert_eq!(weighted.quantile([0.1, 0.9])?.to_string(), "[1 7]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is done until it is ended by a method such as `quantile`"]
#[derive(Clone)]
pub struct Quantiles<'a> {
    array: DynView<'a>,
    axes: Option<Vec<isize>>,
    keepdims: bool,
    method: QuantileMethod,
    weights: Option<DynView<'a>>,
    ignore_nan: bool,
}

/// Begins quantiles of an array's elements, of all of them if no axis is given.
pub fn quantiles<T: Elem, X: AsView<T> + ?Sized>(array: &X) -> Quantiles<'_> {
    Quantiles::new(array.as_view())
}

impl<'a> Quantiles<'a> {
    fn new<T: Elem>(array: ArrayView<'a, T>) -> Quantiles<'a> {
        Quantiles {
            array: array.as_dyn(),
            axes: None,
            keepdims: false,
            method: QuantileMethod::Linear,
            weights: None,
            ignore_nan: false,
        }
    }

    /// Along these axes: `0`, `-1`, `[0, 2]`, or `..` for all.
    pub fn axis(mut self, axes: impl ReducedAxes) -> Self {
        self.axes = Some(axes.axes(self.array.ndim()).to_vec());
        self
    }

    /// The axes stay in the result with length 1.
    pub fn keepdims(mut self) -> Self {
        self.keepdims = true;
        self
    }

    /// How quantiles are estimated; [`QuantileMethod::Linear`] if nothing is said.
    pub fn method(mut self, method: QuantileMethod) -> Self {
        self.method = method;
        self
    }

    /// How much each element counts, for [`QuantileMethod::InvertedCdf`] only: weights of the array's shape, or of the
    /// lengths of the axes in the order in which they are named.
    pub fn weights<W: Elem, X: AsView<W> + ?Sized>(mut self, weights: &'a X) -> Self {
        self.weights = Some(weights.as_view().as_dyn());
        self
    }

    /// Leaves NaN, and not-a-time, out.
    pub fn ignore_nan(mut self) -> Self {
        self.ignore_nan = true;
        self
    }

    /// The quantiles `q`, from 0 to 1; the axes of several come first in the result.
    ///
    /// # Errors
    /// `Quantiles must be in the range [0, 1]`; complex numbers; no elements along the axes; axes that the array does not
    /// have; weights with another method, negative ones, ones that do not fit, or whose sum is no number above 0; no memory.
    pub fn quantile(&self, q: impl Ranks) -> Result<DynArray> {
        self.run(q, false)
    }

    /// The percentiles `q`, from 0 to 100; see [`quantile`](Quantiles::quantile).
    ///
    /// # Errors
    /// `Percentiles must be in the range [0, 100]`; as [`quantile`](Quantiles::quantile).
    pub fn percentile(&self, q: impl Ranks) -> Result<DynArray> {
        self.run(q, true)
    }

    /// The median: the mean of the one or two elements in the middle, whatever the method.
    ///
    /// # Errors
    /// Types without a mean; axes that the array does not have; no memory.
    pub fn median(&self) -> Result<DynArray> {
        let table = self.table()?;
        if let DTypeKind::DateTime(_) = self.array.dtype().kind() {
            // Points in time have no mean; in the words for their own byte order.
            npcore_ufunc::reduce(&self.array).mean()?;
        }
        let shape = table.shape.clone();
        table.medians(self.ignore_nan)?.into_shape(&shape[..])
    }

    fn axis_list(&self) -> Vec<isize> {
        self.axes.clone().unwrap_or_else(|| (0..self.array.ndim() as isize).collect())
    }

    fn table(&self) -> Result<Table> {
        Table::new(self.array, &reduced_axes(&self.axis_list(), self.array.ndim(), false)?, self.keepdims)
    }

    fn run(&self, q: impl Ranks, percent: bool) -> Result<DynArray> {
        if self.array.dtype().is_complex() {
            return refused("a must be an array of real numbers");
        }
        let (mut q, q_shape) = q.values();
        if percent {
            q.iter_mut().for_each(|q| *q /= 100.0);
        }
        if !q.iter().all(|q| (0.0..=1.0).contains(q)) {
            return refused(match percent {
                true => "Percentiles must be in the range [0, 100]",
                false => "Quantiles must be in the range [0, 1]",
            });
        }
        let weights = match self.weights {
            None => None,
            Some(weights) => {
                weighted::check_method(self.method)?;
                Some(weighted::weight_rows(weights, self.array.shape(), self.axes.as_deref())?)
            }
        };
        if self.ignore_nan && self.array.size() == 0 {
            // As NumPy: the means of nothing, however many quantiles are asked for.
            let means = npcore_ufunc::reduce(&self.array).axis(self.axis_list());
            return if self.keepdims { means.keepdims().mean() } else { means.mean() };
        }
        let table = self.table()?;
        if q_shape.len() > 2 {
            return refused("q must be a scalar or 1d");
        }
        let shape: Vec<usize> = q_shape.iter().chain(&table.shape).copied().collect();
        let found = match weights {
            Some(weights) => weighted::quantiles(table, weights, &q, self.ignore_nan)?,
            None => table.quantiles(&q, q_shape.is_empty(), self.method, self.ignore_nan)?,
        };
        let found = found.into_shape(&shape[..])?;
        let own = self.array.dtype();
        // Elements have their array's byte order.
        if self.method.is_discrete() && !own.is_native() { found.astype_dyn(own) } else { Ok(found) }
    }
}

/// What a function gives for its axes, of a result in the shape that keeps none of them.
fn given<A: ReducedAxes, E: Elem>(result: DynArray) -> Result<A::Out<E>> {
    Ok(A::give(engine::typed(result)?))
}

/// The options of a plain function.
fn plain<'a, T: Elem, A: ReducedAxes>(a: ArrayView<'a, T>, axes: &A, ignore_nan: bool) -> Quantiles<'a> {
    let axes = Some(axes.axes(a.ndim()).to_vec());
    Quantiles { axes, keepdims: A::KEPT, ignore_nan, ..Quantiles::new(a) }
}

macro_rules! functions {
    ($($(#[$meta:meta])* $median:ident $quantile:ident $percentile:ident $ignore:literal $of:literal;)*) => { $(
        #[doc = concat!("The median of ", $of, " along axes: the mean of the one or two elements in the middle when sorted.")]
        ///
        /// `axes` is `0`, `-1`, `[0, 2]`, ...: the result is an array; or `..`: it is a value.
        $(#[$meta])*
        ///
        /// # Errors
        /// Axes that the array does not have; types without a mean; no memory.
        pub fn $median<T: Elem, A: ReducedAxes>(a: impl AsView<T>, axes: A) -> Result<A::Out<T::Average>> {
            let a = a.as_view();
            given::<A, T::Average>(plain(a, &axes, $ignore).median()?)
        }

        #[doc = concat!("The quantiles `q`, from 0 to 1, of ", $of, " along axes, interpolated between the nearest ones.")]
        ///
        /// One quantile gives what `axes` say, as reductions do; for a list or an array of them its axes come first, and floats
        /// become float64. Other methods, weights: [`quantiles`].
        ///
        /// ```
        /// use npcore_array::array;
        #[doc = concat!("use npcore_index::", stringify!($quantile), ";")]
        /// let a = array![[10.0f64, 7.0, 4.0], [3.0, 2.0, 1.0]];
        #[doc = concat!("assert_eq!(", stringify!($quantile), "(&a, 0.5, ..)?, 3.5);")]
        #[doc = concat!("assert_eq!(", stringify!($quantile), "(&a, [0.0, 1.0], 1)?.to_string(), \"[[ 4.  1.]\\n [10.  3.]]\");")]
        /// # Ok::<(), npcore_array::ArrayError>(())
        /// ```
        ///
        /// # Errors
        /// `Quantiles must be in the range [0, 1]`; complex numbers, bools; no elements along the axes; axes that the array does
        /// not have; no memory.
        pub fn $quantile<T: Elem, Q: Ranks, A: ReducedAxes>(
            a: impl AsView<T>,
            q: Q,
            axes: A,
        ) -> Result<Q::Out<T, A>> {
            let a = a.as_view();
            Q::give::<T, A>(plain(a, &axes, $ignore).run(q, false)?)
        }

        #[doc = concat!("The percentiles `q`, from 0 to 100, of ", $of, " along axes; see [`", stringify!($quantile), "`].")]
        ///
        /// ```
        /// use npcore_array::array;
        #[doc = concat!("use npcore_index::", stringify!($percentile), ";")]
        /// let a = array![1i32, 2, 3, 4];
        #[doc = concat!("assert_eq!(", stringify!($percentile), "(&a, 50, ..)?, 2.5);")]
        #[doc = concat!("assert_eq!(", stringify!($percentile), "(&a, [25, 75], 0)?.to_string(), \"[1.75 3.25]\");")]
        /// # Ok::<(), npcore_array::ArrayError>(())
        /// ```
        ///
        /// # Errors
        #[doc = concat!("As [`", stringify!($quantile), "`], but `Percentiles must be in the range [0, 100]`.")]
        pub fn $percentile<T: Elem, Q: Ranks, A: ReducedAxes>(
            a: impl AsView<T>,
            q: Q,
            axes: A,
        ) -> Result<Q::Out<T, A>> {
            let a = a.as_view();
            Q::give::<T, A>(plain(a, &axes, $ignore).run(q, true)?)
        }
    )* };
}
functions! {
    /// Where there is a NaN the median is NaN.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::median;
    /// let a = array![[10i32, 7, 4], [3, 2, 1]];
    /// assert_eq!(median(&a, ..)?, 3.5);
    /// assert_eq!(median(&a, 1)?.to_string(), "[7. 2.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    median quantile percentile false "elements";
    /// Of nothing else it is NaN.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_index::nanmedian;
    /// let a = array![[10.0, f64::NAN, 4.0], [3.0, 2.0, 1.0]];
    /// assert_eq!(nanmedian(&a, 1)?.to_string(), "[7. 2.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    nanmedian nanquantile nanpercentile true "what is no NaN";
}
