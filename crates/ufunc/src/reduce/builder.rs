//! [`Reduce`]: a reduction with options.

use std::marker::PhantomData;
use std::ops::RangeFull;

use npcore_array::{Array, ArrayView, AsView, Axes, ReducedAxes, Result, engine};
use npcore_dtype::{DType, Dyn, Elem, Element, Scalar};
use npcore_kernel::Binary;
use smallvec::SmallVec;

use super::run::Spec;
use crate::binary::BinaryUfunc;

/// The result's type is what the operation gives.
#[derive(Clone, Copy, Debug)]
pub struct Auto;

/// The result's type is `E`.
#[derive(Clone, Copy, Debug)]
pub struct As<E>(PhantomData<E>);

/// How a [`Reduce`] chooses the type of its result.
pub trait ResultType {
    /// The type, where the operation by itself gives `T`.
    type Of<T: Elem>: Elem;
}

impl ResultType for Auto {
    type Of<T: Elem> = T;
}

impl<E: Elem> ResultType for As<E> {
    type Of<T: Elem> = E;
}

/// Axes that stay in the result with length 1.
#[derive(Clone, Copy, Debug)]
pub struct Kept<A>(A);

impl<A: Axes> Axes for Kept<A> {
    fn axes(&self, ndim: usize) -> SmallVec<[isize; 6]> {
        self.0.axes(ndim)
    }
}

impl<A: Axes> ReducedAxes for Kept<A> {
    type Out<T: Elem> = Array<T>;
    const KEPT: bool = true;

    fn give<T: Elem>(reduced: Array<T>) -> Array<T> {
        reduced
    }
}

/// A reduction in the making: the array, the axes, the options; a method such as [`sum`](Reduce::sum) ends it.
///
/// Without [`axis`](Reduce::axis) all elements are reduced to one value.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::reduce;
/// let a = array![[1.0, f64::NAN], [3.0, 5.0]];
/// let known = npcore_ufunc::logical_not(&npcore_ufunc::isnan(&a)?)?;
/// assert_eq!(reduce(&a).where_(&known).sum()?, 9.0);
/// assert_eq!(reduce(&a).where_(&known).axis(0).mean()?.to_string(), "[2. 5.]");
/// assert_eq!(reduce(&a).where_(&known).initial(-1).axis(1).max()?.to_string(), "[1. 5.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "a reduction does nothing until it is ended by a method such as `sum`"]
#[derive(Clone)]
pub struct Reduce<'a, T: Elem, A = RangeFull, D = Auto> {
    array: ArrayView<'a, T>,
    axes: A,
    mask: Option<ArrayView<'a, bool>>,
    initial: Option<Scalar>,
    dtype: Option<DType>,
    ddof: f64,
    result: PhantomData<D>,
}

/// Begins a reduction of an array's elements.
pub fn reduce<T: Elem, X: AsView<T> + ?Sized>(array: &X) -> Reduce<'_, T> {
    let array = array.as_view();
    Reduce { array, axes: .., mask: None, initial: None, dtype: None, ddof: 0.0, result: PhantomData }
}

impl<'a, T: Elem, A: ReducedAxes, D: ResultType> Reduce<'a, T, A, D> {
    fn change<B, E>(self, axes: impl FnOnce(A) -> B, dtype: Option<DType>) -> Reduce<'a, T, B, E> {
        let Reduce { array, mask, initial, ddof, .. } = self;
        Reduce { array, axes: axes(self.axes), mask, initial, dtype, ddof, result: PhantomData }
    }

    /// Reduces over these axes: `0`, `-1`, `[0, 2]`, or `..` for all.
    pub fn axis<B: ReducedAxes>(self, axes: B) -> Reduce<'a, T, B, D> {
        let dtype = self.dtype;
        self.change(|_| axes, dtype)
    }

    /// The reduced axes stay in the result with length 1, so that it broadcasts against the array.
    pub fn keepdims(self) -> Reduce<'a, T, Kept<A>, D> {
        let dtype = self.dtype;
        self.change(Kept, dtype)
    }

    /// Elements are converted to `E`, and so is the result.
    pub fn dtype<E: Element>(self) -> Reduce<'a, T, A, As<E>> {
        self.change(|axes| axes, Some(E::dtype()))
    }

    /// [`dtype`](Reduce::dtype) known at run time.
    pub fn dtype_dyn(self, dtype: DType) -> Reduce<'a, T, A, As<Dyn>> {
        self.change(|axes| axes, Some(dtype))
    }

    /// Only the elements where `mask` is true; it broadcasts to the array.
    pub fn where_<M: AsView<bool> + ?Sized>(mut self, mask: &'a M) -> Self {
        self.mask = Some(mask.as_view());
        self
    }

    /// A value that comes before the elements.
    pub fn initial(mut self, value: impl Into<Scalar>) -> Self {
        self.initial = Some(value.into());
        self
    }

    /// Variances divide by the number of elements less this.
    pub fn ddof(mut self, ddof: f64) -> Self {
        self.ddof = ddof;
        self
    }

    pub(super) fn spec(&self) -> Result<Spec<'a>> {
        let mut spec = Spec::new(self.array, &self.axes)?;
        spec.keepdims = A::KEPT;
        spec.mask = self.mask.map(ArrayView::as_dyn);
        spec.initial = self.initial.clone();
        spec.dtype = self.dtype;
        Ok(spec)
    }

    /// The rank of the array.
    pub(super) fn ndim(&self) -> usize {
        self.array.ndim()
    }

    /// The fold of all elements where it is one kernel call in the elements' own type: small arrays are mostly overhead.
    #[inline]
    fn small<U: Elem>(&self, op: Binary) -> Option<A::Out<U>> {
        if self.mask.is_some() || self.initial.is_some() || self.dtype.is_some() {
            return None;
        }
        let input = engine::operand(&self.array);
        let mut value = [0; 16];
        // SAFETY: the view's elements may be read; the value is of their type, which is `U`'s (or `U` is known at run time).
        unsafe {
            let own = U::is_dtype(input.dtype);
            let folded = super::run::folded_dtype(op, input.dtype, "reduce").is_ok_and(|dtype| dtype == input.dtype);
            if !own || !folded || !npcore_exec::fold_small(op, &input, &mut value) {
                return None;
            }
            A::give_value(value.as_ptr(), input.dtype)
        }
    }

    /// The axes as they were named.
    pub(super) fn axis_list(&self) -> SmallVec<[isize; 6]> {
        self.axes.axes(self.array.ndim())
    }

    fn give<U: Elem>(result: npcore_array::DynArray) -> Result<A::Out<U>> {
        Ok(A::give(engine::typed(result)?))
    }

    /// The reduction by a universal function.
    ///
    /// # Errors
    /// Axes that the array does not have; types that the function does not have; no elements, and a function without
    /// an identity; no memory.
    #[allow(clippy::type_complexity, reason = "the type of a reduction is what the axes make of the function's")]
    pub fn with<U: BinaryUfunc>(self, _: U) -> Result<A::Out<D::Of<U::Folded<T>>>> {
        if let Some(value) = self.small(U::OP) {
            return Ok(value);
        }
        Self::give(self.spec()?.reduce(U::OP)?)
    }
}

macro_rules! terminals {
    ($($(#[$meta:meta])* $name:ident $($op:ident)? -> $out:ty: |$spec:ident, $ddof:ident| $e:expr;)*) => {
        impl<T: Elem, A: ReducedAxes, D: ResultType> Reduce<'_, T, A, D> { $(
            $(#[$meta])*
            ///
            /// # Errors
            /// Axes that the array does not have; types that the operation does not have; no memory.
            pub fn $name(self) -> Result<A::Out<$out>> {
                $(if let Some(value) = self.small(Binary::$op) {
                    return Ok(value);
                })?
                let ($spec, $ddof) = (self.spec()?, self.ddof);
                let _ = $ddof;
                Self::give($e?)
            }
        )* }
    };
}

terminals! {
    /// The sum; integers in 64 bits, float16 in float32.
    sum Add -> D::Of<T::Sum>: |spec, _ddof| spec.reduce(Binary::Add);
    /// The sum, rounded once: exact but for that, whatever the order and the size of the terms, as Python's `math.fsum`.
    ///
    /// Nothing overflows on the way; infinities and NaNs are as in any sum. The parts of complex numbers are summed each by
    /// itself; of integers it is the [`sum`](Reduce::sum). It takes several times as long.
    sum_exact -> D::Of<T::Sum>: |spec, _ddof| spec.exact_sum();
    /// The product; integers in 64 bits.
    prod Multiply -> D::Of<T::Sum>: |spec, _ddof| spec.reduce(Binary::Multiply);
    /// The smallest; NaN if there is one. Of no elements an error.
    min Minimum -> D::Of<T>: |spec, _ddof| spec.reduce(Binary::Minimum);
    /// The largest; NaN if there is one. Of no elements an error.
    max Maximum -> D::Of<T>: |spec, _ddof| spec.reduce(Binary::Maximum);
    /// Whether all are nonzero.
    all -> bool: |spec, _ddof| spec.reduce(Binary::LogicalAnd);
    /// Whether any is nonzero.
    any -> bool: |spec, _ddof| spec.reduce(Binary::LogicalOr);
    /// The mean; of integers in float64.
    mean -> D::Of<T::Average>: |spec, _ddof| spec.mean();
    /// The variance: the mean of the squared distances from the mean, in two passes.
    var -> D::Of<<T::Quotient as Elem>::Real>: |spec, ddof| spec.variance(ddof, false);
    /// The standard deviation: the root of the variance.
    std -> D::Of<<T::Quotient as Elem>::Real>: |spec, ddof| spec.variance(ddof, true);
    /// The largest less the smallest. Of no elements an error.
    ptp -> D::Of<T::Difference>: |spec, _ddof| spec.range();
    /// How many elements are not 0.
    count_nonzero -> i64: |spec, _ddof| spec.count_nonzero();
    /// The sum of what is no NaN.
    nansum -> D::Of<T::Sum>: |spec, _ddof| spec.nan_reduce(Binary::Add);
    /// The product of what is no NaN.
    nanprod -> D::Of<T::Sum>: |spec, _ddof| spec.nan_reduce(Binary::Multiply);
    /// The smallest but for NaN; of nothing but NaN it is NaN. Of no elements an error.
    nanmin -> D::Of<T>: |spec, _ddof| spec.reduce(Binary::Fmin);
    /// The largest but for NaN; of nothing but NaN it is NaN. Of no elements an error.
    nanmax -> D::Of<T>: |spec, _ddof| spec.reduce(Binary::Fmax);
    /// The mean of what is no NaN; of nothing else it is NaN.
    nanmean -> D::Of<T::Average>: |spec, _ddof| spec.nan_mean();
    /// The variance of what is no NaN; NaN where there are no more elements than `ddof`.
    nanvar -> D::Of<<T::Quotient as Elem>::Real>: |spec, ddof| spec.nan_variance(ddof, false);
    /// The standard deviation of what is no NaN; see [`nanvar`](Reduce::nanvar).
    nanstd -> D::Of<<T::Quotient as Elem>::Real>: |spec, ddof| spec.nan_variance(ddof, true);
}
