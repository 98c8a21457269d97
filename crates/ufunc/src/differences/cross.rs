//! `cross`: vector products.

use npcore_array::{Array, ArrayError, DynArray, DynView, Operand, Operands, Result, engine, stack};
use npcore_broadcast::broadcast_arguments;
use npcore_dtype::promote_types;

use crate::along::{minus, named_axis, times};

/// Along which axes the vectors of [`cross_axes`] lie: those of the operands, and those of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes3 {
    /// The axis of the first operand.
    pub a: isize,
    /// The axis of the second operand.
    pub b: isize,
    /// The axis of the result; without a meaning where that has numbers in place of vectors.
    pub c: isize,
}

impl Default for Axes3 {
    /// The last ones.
    fn default() -> Self {
        Axes3 { a: -1, b: -1, c: -1 }
    }
}

/// The vector products of the vectors along the last axes, broadcast together.
///
/// Vectors have three places; two, which NumPy deprecates, stand for vectors of the plane, and give numbers if both
/// operands have them.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::cross;
/// assert_eq!(cross(&array![1, 2, 3], &array![4, 5, 6])?.to_string(), "[-3  6 -3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Operands without axes, or with vectors of other lengths; shapes that do not fit; types without a difference; no
/// memory.
pub fn cross<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    cross_axes(a, b, Axes3::default())
}

/// [`cross`] of vectors along other axes.
///
/// # Errors
/// As [`cross`]; axes that the operands do not have.
pub fn cross_axes<A: Operands<B>, B: Operand>(a: A, b: B, axes: Axes3) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    engine::typed(products(a.view(), b.view(), axes)?)
}

fn products(a: DynView<'_>, b: DynView<'_>, axes: Axes3) -> Result<DynArray> {
    if a.ndim() < 1 || b.ndim() < 1 {
        return Err(ArrayError::Value("At least one array has zero dimension".into()));
    }
    let (axis_a, axis_b) = (named_axis(axes.a, a.ndim(), "axisa")?, named_axis(axes.b, b.ndim(), "axisb")?);
    let (na, nb) = (a.shape()[axis_a], b.shape()[axis_b]);
    if !matches!(na, 2 | 3) || !matches!(nb, 2 | 3) {
        let words = "incompatible dimensions for cross product\n(dimension must be 2 or 3)";
        return Err(ArrayError::Value(words.into()));
    }
    let (fa, fb) = (a.index_axis(axis_a as isize, 0)?, b.index_axis(axis_b as isize, 0)?);
    let common = broadcast_arguments(&[fa.shape(), fb.shape()])?;
    let axis_c = if na == 3 || nb == 3 { Some(named_axis(axes.c, common.len() + 1, "axisc")?) } else { None };
    let dtype = promote_types(a.dtype(), b.dtype())?;
    let (wide_a, wide_b);
    let (mut a, mut b) = (a, b);
    if a.dtype() != dtype {
        wide_a = a.astype_dyn(dtype)?;
        a = wide_a.view();
    }
    if b.dtype() != dtype {
        wide_b = b.astype_dyn(dtype)?;
        b = wide_b.view();
    }
    let product = |i: isize, j: isize| times(a.index_axis(axis_a as isize, i)?, b.index_axis(axis_b as isize, j)?);
    let difference = |i: isize, j: isize| minus(&product(i, j)?, &product(j, i)?);
    let last = difference(0, 1)?;
    let Some(axis) = axis_c else { return Ok(last) };
    // The third coordinate of a vector of the plane is 0.
    let [first, second] = match (na, nb) {
        (2, _) => [product(1, 2)?, npcore_array::negative(&product(0, 2)?)?],
        (_, 2) => [npcore_array::negative(&product(2, 1)?)?, product(2, 0)?],
        _ => [difference(1, 2)?, difference(2, 0)?],
    };
    stack(&[&first, &second, &last], axis as isize)
}
