//! Reductions that leave NaN out.

use npcore_array::{Array, ArrayError, AsView, DynArray, DynView, Result, SearchAxis, dispatch, engine};
use npcore_dtype::{DType, Elem, Element, Scalar};
use npcore_kernel::Binary;

use super::positions::search;
use super::run::Spec;

/// Where elements are no NaN; None where the type has none.
pub(crate) fn known(a: &DynView<'_>) -> Result<Option<DynArray>> {
    if !(a.dtype().is_float() || a.dtype().is_complex()) {
        return Ok(None);
    }
    // Only NaN is not equal to itself.
    let a = engine::parts(a);
    engine::binary(Binary::Equal, &a, &a).map(Some)
}

/// A copy in native byte order with `value` in place of NaN.
pub(crate) fn without_nan(a: &DynView<'_>, value: f64) -> Result<DynArray> {
    let mut copy = a.astype_dyn(a.dtype().to_native())?;
    if a.dtype().is_float() || a.dtype().is_complex() {
        let number = super::run::number(value, copy.dtype())?;
        dispatch!(copy.as_dyn_mut(), |mut c: T in inexact| {
            let value: T = number.view().downcast::<T>()?.item()?;
            c.map_inplace(|x: T| instead_of_nan(x, value));
        })?;
    }
    Ok(copy)
}

fn instead_of_nan<T: Element>(x: T, value: T) -> T {
    #[expect(clippy::eq_op, reason = "only NaN is not equal to itself")]
    if x != x { value } else { x }
}

impl Spec<'_> {
    /// Runs a reduction of the elements that are no NaN.
    fn of_known(&self, run: impl Fn(&Spec<'_>) -> Result<DynArray>) -> Result<DynArray> {
        let Some(mut known) = known(&self.array)? else { return run(self) };
        if let Some(mask) = &self.mask {
            known = engine::binary(Binary::LogicalAnd, &engine::parts(&known.view()), &engine::parts(mask))?;
        }
        run(&Spec { mask: Some(known.view()), ..self.clone() })
    }

    /// A dtype that is asked for must have NaN too.
    fn check_inexact(&self) -> Result<()> {
        let inexact = |dtype: DType| dtype.is_float() || dtype.is_complex();
        if inexact(self.dtype()) && self.dtype.is_some_and(|dtype| !inexact(dtype)) {
            return Err(ArrayError::Value("If a is inexact, then dtype must be inexact".into()));
        }
        Ok(())
    }

    pub(crate) fn nan_reduce(&self, op: Binary) -> Result<DynArray> {
        self.of_known(|spec| spec.reduce(op))
    }

    pub(crate) fn nan_mean(&self) -> Result<DynArray> {
        self.check_inexact()?;
        self.of_known(|spec| spec.mean())
    }

    pub(crate) fn nan_variance(&self, ddof: f64, root: bool) -> Result<DynArray> {
        self.check_inexact()?;
        self.of_known(|spec| spec.variance_or_nan(ddof, root))
    }
}

/// The sums of all elements up to each along an axis, or in the flattened array (`..`), NaN counting for 0.
///
/// ```
/// use npcore_array::array;
/// assert_eq!(npcore_ufunc::nancumsum(&array![1.0, f64::NAN, 2.0], ..)?.to_string(), "[1. 1. 3.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`cumsum`](crate::cumsum).
pub fn nancumsum<T: Elem>(a: impl AsView<T>, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
    engine::typed(crate::cumulative::cumulative(Binary::Add, &without_nan(&a.as_view().as_dyn(), 0.0)?, axis.axis())?)
}

/// The products of all elements up to each along an axis, or in the flattened array (`..`), NaN counting for 1.
///
/// # Errors
/// As [`cumprod`](crate::cumprod).
pub fn nancumprod<T: Elem>(a: impl AsView<T>, axis: impl SearchAxis) -> Result<Array<T::Sum>> {
    let one = without_nan(&a.as_view().as_dyn(), 1.0)?;
    engine::typed(crate::cumulative::cumulative(Binary::Multiply, &one, axis.axis())?)
}

fn find<T: Elem, A: SearchAxis>(a: &impl AsView<T>, axis: A, largest: bool) -> Result<A::Out> {
    let view = a.as_view().as_dyn();
    if let Some(known) = known(&view)?
        && known.size() > 0
    {
        if Spec::new(known.view(), &(..))?.reduce(Binary::LogicalAnd)?.item()? == Scalar::Bool(true) {
            return super::positions::settled(search(view, axis.axis(), largest)?, axis, view.ndim());
        }
        let any = match axis.axis() {
            Some(axis) => Spec::new(known.view(), &axis)?.reduce(Binary::LogicalOr)?,
            None => Spec::new(known.view(), &(..))?.reduce(Binary::LogicalOr)?,
        };
        if !any.downcast::<bool>()?.values().all(|any| any) {
            return Err(ArrayError::Value("All-NaN slice encountered".into()));
        }
    }
    let limit = if largest { f64::NEG_INFINITY } else { f64::INFINITY };
    let replaced = without_nan(&view, limit)?;
    super::positions::settled(search(replaced.view(), axis.axis(), largest)?, axis, view.ndim())
}

/// The position of the largest element that is no NaN, along an axis or in the flattened array (`..`).
///
/// As NumPy does it: among negative infinities the first counts, a NaN or not.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::nanargmax;
/// let a = array![[f64::NAN, 4.0], [2.0, 3.0]];
/// assert_eq!(nanargmax(&a, ..)?, 1);
/// assert_eq!(nanargmax(&a, 0)?.to_string(), "[1 0]");
/// assert_eq!(nanargmax(&array![f64::NAN], ..).unwrap_err().to_string(), "All-NaN slice encountered");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Nothing but NaN along the axis; as [`argmax`](crate::argmax).
pub fn nanargmax<T: Elem, A: SearchAxis>(a: impl AsView<T>, axis: A) -> Result<A::Out> {
    find(&a, axis, true)
}

/// The position of the smallest element that is no NaN; see [`nanargmax`].
///
/// # Errors
/// As [`nanargmax`].
pub fn nanargmin<T: Elem, A: SearchAxis>(a: impl AsView<T>, axis: A) -> Result<A::Out> {
    find(&a, axis, false)
}
