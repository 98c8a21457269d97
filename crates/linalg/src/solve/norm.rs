//! Norms of vectors and matrices.

use npcore_array::{Array, AsView, Axes, DynArray, DynView, ReducedAxes, Result, engine, multiply};
use npcore_dtype::{DType, Elem};
use npcore_layout::{normalize_axes, normalize_axis};
use npcore_ufunc::{absolute, reduce, sqrt};

use super::stack::{Real, refused};
use super::svd::svdvals;
use crate::backend::{Vector, current};

/// Which norm: a number stands for itself, `None` for the default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum NormOrder {
    /// The Euclidean norm of all elements, which of matrices is Frobenius's.
    #[default]
    Default,
    /// Frobenius's norm.
    Fro,
    /// The sum of the singular values.
    Nuc,
    /// Of vectors: the sum of |x|^p, to the power of 1/p; infinities are the largest and the smallest |x|, 0 counts what is
    /// not 0. Of matrices 1 and -1 are the largest and smallest sum of |x| in a column, infinities those in a row, 2 and -2
    /// the largest and smallest singular value.
    P(f64),
}

impl From<f64> for NormOrder {
    fn from(p: f64) -> NormOrder {
        NormOrder::P(p)
    }
}

impl From<i32> for NormOrder {
    fn from(p: i32) -> NormOrder {
        NormOrder::P(f64::from(p))
    }
}

impl From<Option<f64>> for NormOrder {
    fn from(p: Option<f64>) -> NormOrder {
        p.map_or(NormOrder::Default, NormOrder::P)
    }
}

/// The norms along an axis (of vectors) or two (of matrices); `..` is all axes, whose result is a value.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{NormOrder, norm};
/// let a = array![[3.0f64, 4.0], [0.0, 12.0]];
/// assert_eq!(norm(&a, None, ..)?, 13.0);
/// assert_eq!(norm(&a, None, 1)?.to_string(), "[ 5. 12.]");
/// assert_eq!(norm(&a, 1, ..)?, 16.0);
/// assert_eq!(norm(&a, f64::INFINITY, [0, 1])?.to_string(), "12.0");
/// assert_eq!(norm([3i64, -4], f64::INFINITY, ..)?, 4.0);
/// assert!(norm([3i64, -4], NormOrder::Fro, ..).is_err());
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Improper number of dimensions to norm.`, `Invalid norm order for matrices.` and NumPy's other words; axes that the
/// array does not have; types that are no numbers; no memory.
pub fn norm<T: Elem, A: ReducedAxes>(
    a: impl AsView<T>,
    order: impl Into<NormOrder>,
    axes: A,
) -> Result<A::Out<Real<T>>> {
    let a = a.as_view().as_dyn();
    let result = norms(&a, order.into(), &axes.axes(a.ndim()), A::KEPT)?;
    Ok(A::give(engine::typed(result)?))
}

/// [`norm`] whose axes stay in the result with length 1.
///
/// # Errors
/// As [`norm`].
pub fn norm_keepdims<T: Elem>(
    a: impl AsView<T>,
    order: impl Into<NormOrder>,
    axes: impl Axes,
) -> Result<Array<Real<T>>> {
    let a = a.as_view().as_dyn();
    engine::typed(norms(&a, order.into(), &axes.axes(a.ndim()), true)?)
}

/// The norms of the matrices in the last two axes.
///
/// # Errors
/// As [`norm`].
pub fn matrix_norm<T: Elem>(a: impl AsView<T>, order: impl Into<NormOrder>, keepdims: bool) -> Result<Array<Real<T>>> {
    let (a, order) = (a.as_view().as_dyn(), order.into());
    engine::typed(norms(&a, if order == NormOrder::Default { NormOrder::Fro } else { order }, &[-2, -1], keepdims)?)
}

/// The norms of the vectors that lie along axes, each as one list; `..` is all axes, whose result is a value.
///
/// ```
/// use npcore_array::ones;
/// use npcore_linalg::vector_norm;
/// assert_eq!(vector_norm(ones::<f64>([2, 3, 4]), 1, [0, 2])?.to_string(), "[8. 8. 8.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`norm`].
pub fn vector_norm<T: Elem, A: ReducedAxes>(
    a: impl AsView<T>,
    order: impl Into<NormOrder>,
    axes: A,
) -> Result<A::Out<Real<T>>> {
    let a = a.as_view().as_dyn();
    let axes = axes.axes(a.ndim());
    normalize_axes(&axes, a.ndim())?;
    let result = vector_norms(&floats(&a)?.view(), order.into(), &axes, A::KEPT)?;
    Ok(A::give(engine::typed(result)?))
}

/// Integers as float64.
fn floats<'a>(a: &DynView<'a>) -> Result<npcore_array::DynCow<'a>> {
    if a.dtype().is_float() || a.dtype().is_complex() {
        return Ok(npcore_array::DynCow::View(*a));
    }
    a.astype_dyn(DType::FLOAT64).map(npcore_array::DynCow::Owned)
}

fn norms(a: &DynView<'_>, order: NormOrder, axes: &[isize], keepdims: bool) -> Result<DynArray> {
    let a = floats(a)?;
    let a = a.view();
    let matrix = match *axes {
        [row, column] => Some([normalize_axis(row, a.ndim())? as isize, normalize_axis(column, a.ndim())? as isize]),
        _ => None,
    };
    match matrix {
        Some([row, column]) if row == column => refused("Duplicate axes given."),
        // All elements, or the vectors along one axis.
        _ if axes.len() == 1 || order == NormOrder::Default && axes.len() == a.ndim() => {
            vector_norms(&a, order, axes, keepdims)
        }
        Some([row, column]) => {
            let result = matrix_norms(&a, order, [row, column])?;
            if !keepdims {
                return Ok(result);
            }
            Ok(result.view().expand_dims([row.min(column), row.max(column)])?.to_owned())
        }
        None => refused("Improper number of dimensions to norm."),
    }
}

/// The sums of the squares of absolute values.
fn squares(a: &DynView<'_>) -> Result<DynArray> {
    if a.dtype().is_complex() {
        let (re, im) = (a.real(), a.imag());
        return npcore_array::add(&multiply(re, re)?, &multiply(im.view(), im.view())?);
    }
    multiply(*a, *a)
}

fn vector_norms(a: &DynView<'_>, order: NormOrder, axes: &[isize], keepdims: bool) -> Result<DynArray> {
    let sum = |a: &DynArray| if keepdims { reduce(a).axis(axes).keepdims().sum() } else { reduce(a).axis(axes).sum() };
    match order {
        NormOrder::Fro => refused("Invalid norm order 'fro' for vectors"),
        NormOrder::Nuc => refused("Invalid norm order 'nuc' for vectors"),
        NormOrder::Default | NormOrder::P(2.0) => {
            if axes.len() == a.ndim()
                && !keepdims
                && let Some(whole) = dot(a)
            {
                return Ok(whole);
            }
            sqrt(&sum(&squares(a)?)?)
        }
        NormOrder::P(p) if p == f64::INFINITY => {
            let sizes = absolute(*a)?;
            let max = reduce(&sizes).initial(0).axis(axes);
            if keepdims { max.keepdims().max() } else { max.max() }
        }
        NormOrder::P(p) if p == f64::NEG_INFINITY => {
            let sizes = absolute(*a)?;
            let min = reduce(&sizes).axis(axes);
            if keepdims { min.keepdims().min() } else { min.min() }
        }
        NormOrder::P(0.0) => {
            let sizes = absolute(*a)?;
            sum(&npcore_array::not_equal(&sizes, 0.0)?.into_dyn().astype_dyn(sizes.dtype())?)
        }
        NormOrder::P(1.0) => sum(&absolute(*a)?),
        NormOrder::P(p) => {
            let powers = npcore_ufunc::power(&absolute(*a)?, p)?;
            npcore_ufunc::power(&sum(&powers)?, 1.0 / p)
        }
    }
}

/// The Euclidean norm of gapless elements, by BLAS, as NumPy has it.
fn dot(a: &DynView<'_>) -> Option<DynArray> {
    let flat = a.ravel_order(npcore_array::Order::K);
    if !flat.is_view() {
        return None;
    }
    fn product<T: crate::Scalar>(x: &[T]) -> T {
        // SAFETY: the slice's elements.
        let vector = unsafe { Vector::from_raw(x.as_ptr(), x.len(), 1) };
        current().blas::<T>().dot(vector, vector)
    }
    let flat = flat.view();
    let one = |array: Result<DynArray>| array.ok();
    if let Ok(x) = flat.downcast::<f64>() {
        let norm = product(x.as_slice()?).sqrt();
        return one(Array::from_shape_vec((), vec![norm]).map(Array::into_dyn));
    }
    let norm = product(flat.downcast::<f32>().ok()?.as_slice()?).sqrt();
    one(Array::from_shape_vec((), vec![norm]).map(Array::into_dyn))
}

/// The norms of the matrices in two axes.
pub(crate) fn matrix_norms(a: &DynView<'_>, order: NormOrder, [row, column]: [isize; 2]) -> Result<DynArray> {
    let values = || svdvals(a.moveaxis([row, column], [-2, -1])?);
    // Sums along one axis, and the largest or smallest of them along the other, which may have moved up.
    let sums = |along: isize, other: isize| -> Result<(DynArray, isize)> {
        let (along, other) = (normalize_axis(along, a.ndim())?, normalize_axis(other, a.ndim())?);
        let sums = reduce(&absolute(*a)?).axis(along as isize).sum()?;
        Ok((sums, if other > along { other as isize - 1 } else { other as isize }))
    };
    match order {
        NormOrder::Default | NormOrder::Fro => sqrt(&reduce(&squares(a)?).axis([row, column]).sum()?),
        NormOrder::Nuc => reduce(&values()?).axis(-1).sum(),
        NormOrder::P(2.0) => reduce(&values()?).axis(-1).initial(0).max(),
        NormOrder::P(-2.0) => reduce(&values()?).axis(-1).min(),
        NormOrder::P(p) if p == 1.0 || p == f64::INFINITY => {
            let (sums, axis) = if p == 1.0 { sums(row, column)? } else { sums(column, row)? };
            reduce(&sums).axis(axis).initial(0).max()
        }
        NormOrder::P(p) if p == -1.0 || p == f64::NEG_INFINITY => {
            let (sums, axis) = if p == -1.0 { sums(row, column)? } else { sums(column, row)? };
            reduce(&sums).axis(axis).min()
        }
        NormOrder::P(_) => refused("Invalid norm order for matrices."),
    }
}
