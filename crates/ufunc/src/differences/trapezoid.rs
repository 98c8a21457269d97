//! `trapezoid`: integrals by the trapezoidal rule.

use npcore_array::{Array, ArrayError, DynArray, DynView, Operand, Operands, Result, engine};
use npcore_dtype::Elem;
use npcore_layout::normalize_axis;

use super::diff::differences;
use crate::along::{over, part, plus};

/// The integral of the values `y` along an axis by the trapezoidal rule.
///
/// `x` is the distance of neighbours, or an array: the coordinates of the places along the axis, or those of every
/// element.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::trapezoid;
/// assert_eq!(trapezoid(&array![1, 2, 3], 1.0, -1)?.to_string(), "4.0");
/// assert_eq!(trapezoid(&array![1, 2, 3], &array![4, 6, 8], 0)?.to_string(), "8.0");
/// assert_eq!(trapezoid(&array![[0.0, 1.0], [2.0, 3.0]], 0.5, 0)?.to_string(), "[0.5 1. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An axis that `y` does not have; coordinates that do not fit; types that are no numbers; no memory.
#[allow(clippy::type_complexity, reason = "the type of a quotient of what both become")]
pub fn trapezoid<Y: Operands<X>, X: Operand>(y: Y, x: X, axis: isize) -> Result<Array<<Y::Out as Elem>::Quotient>> {
    let (y, x) = (y.parts(), x.parts());
    let distances;
    let (view, at) = (y.view(), x.view());
    let axis = normalize_axis(axis, view.ndim()).map_err(|e| match view.ndim() {
        0 => ArrayError::Value("too many indices for array: array is 0-dimensional, but 1 were indexed".into()),
        _ => e.into(),
    })?;
    let heights = plus(part(view, axis, 1, None)?, part(view, axis, 0, -1)?)?;
    let factor = match at.ndim() {
        0 => x,
        ndim => {
            distances = steps(at, ndim, view.ndim(), axis)?;
            let areas = npcore_array::multiply(&distances, &heights)?;
            return engine::typed(halved_sum(&areas, axis)?);
        }
    };
    let areas = engine::binary(npcore_kernel::Binary::Multiply, &factor, &engine::parts(&heights.view()))?;
    engine::typed(halved_sum(&areas, axis)?)
}

/// The distances between coordinates, in a shape that broadcasts to the heights'.
fn steps(x: DynView<'_>, ndim: usize, of: usize, axis: usize) -> Result<DynArray> {
    if ndim != 1 {
        return differences(x, 1, axis as isize - of as isize + ndim as isize, None, None);
    }
    let mut shape = vec![1; of];
    shape[axis] = -1;
    differences(x, 1, 0, None, None)?.into_shape(&shape)
}

fn halved_sum(areas: &DynArray, axis: usize) -> Result<DynArray> {
    crate::sum(&over(areas, 2.0)?, axis)
}
