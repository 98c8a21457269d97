//! `gradient`: central differences inside, one-sided ones at the ends.

use npcore_array::{Array, ArrayError, ArrayView, AsView, Axes, DynArray, DynView, Result, engine};
use npcore_dtype::{DType, Elem};
use npcore_layout::normalize_axes;

use super::diff::differences;
use crate::along::{minus, over, part, part_mut, plus, times};

/// How far apart neighbours are along an axis.
#[derive(Clone, Copy, Debug)]
pub enum GridSpacing<'a> {
    /// All the same.
    Even(f64),
    /// The coordinates of the places.
    At(DynView<'a>),
}

impl From<f64> for GridSpacing<'_> {
    fn from(distance: f64) -> Self {
        GridSpacing::Even(distance)
    }
}

impl<'a, T: Elem> From<&'a Array<T>> for GridSpacing<'a> {
    fn from(coordinates: &'a Array<T>) -> Self {
        GridSpacing::At(coordinates.as_dyn())
    }
}

impl<'a, T: Elem> From<ArrayView<'a, T>> for GridSpacing<'a> {
    fn from(coordinates: ArrayView<'a, T>) -> Self {
        GridSpacing::At(coordinates.as_dyn())
    }
}

/// The derivatives of the values of a function on a grid, one array for each of the axes: second-order central
/// differences inside, differences of the order `edge_order` (1 or 2) at both ends.
///
/// `spacing` says how far apart the places are: nothing for 1 everywhere, one distance for all axes, or one entry for
/// each.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::gradient;
/// let f = array![1.0, 2.0, 4.0, 7.0, 11.0];
/// assert_eq!(gradient(&f, &[], .., 1)?[0].to_string(), "[1.  1.5 2.5 3.5 4. ]");
/// let x = array![0.0, 1.0, 1.5, 3.5, 4.0];
/// assert_eq!(gradient(&f, &[(&x).into()], 0, 2)?[0].to_string(), "[-1.   3.   3.5  6.7  9.3]");
/// let table = array![[1, 2, 6], [3, 4, 5]];
/// let slopes = gradient(&table, &[2.0.into()], .., 1)?;
/// assert_eq!(slopes[0].to_string(), "[[ 1.   1.  -0.5]\n [ 1.   1.  -0.5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Axes that the array does not have; too few places along one; coordinates that are not one for each; another number
/// of spacings than of axes; an edge order above 2; types without a difference; no memory.
pub fn gradient<T: Elem>(
    f: impl AsView<T>,
    spacing: &[GridSpacing<'_>],
    axes: impl Axes,
    edge_order: usize,
) -> Result<Vec<Array<T::Quotient>>> {
    let view = f.as_view().as_dyn();
    let axes = normalize_axes(&axes.axes(view.ndim()), view.ndim())?;
    gradients(view, spacing, &axes, edge_order)?.into_iter().map(engine::typed).collect()
}

fn value_error<T>(words: &str) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

fn gradients(f: DynView<'_>, spacing: &[GridSpacing<'_>], axes: &[usize], edge_order: usize) -> Result<Vec<DynArray>> {
    let mut steps = Vec::with_capacity(axes.len());
    for (i, &axis) in axes.iter().enumerate() {
        steps.push(match *spacing {
            [] => Step::Even(1.0),
            [GridSpacing::Even(distance)] => Step::Even(distance),
            [GridSpacing::At(x)] if x.ndim() == 0 => Step::Places(x.to_owned()),
            _ if spacing.len() != axes.len() => return value_error("invalid number of arguments"),
            _ => Step::new(spacing[i], f.shape()[axis])?,
        });
    }
    if edge_order > 2 {
        return value_error("'edge_order' greater than 2 not supported");
    }
    let widened;
    let mut f = f;
    if f.dtype().is_integer() {
        // Differences of integers would wrap.
        widened = f.astype_dyn(DType::FLOAT64)?;
        f = widened.view();
    }
    axes.iter().zip(&steps).map(|(&axis, step)| along_axis(f, axis, step, edge_order)).collect()
}

/// The distances between neighbours.
#[expect(clippy::large_enum_variant, reason = "there is one for each axis")]
enum Step {
    Even(f64),
    /// One value, or one less than there are places.
    Places(DynArray),
}

impl Step {
    fn new(spacing: GridSpacing<'_>, len: usize) -> Result<Step> {
        let x = match spacing {
            GridSpacing::Even(distance) => return Ok(Step::Even(distance)),
            GridSpacing::At(x) => x,
        };
        if x.ndim() == 0 {
            return Ok(Step::Places(x.to_owned()));
        }
        if x.ndim() != 1 {
            return value_error("distances must be either scalars or 1d");
        }
        if x.shape()[0] != len {
            return value_error("when 1d, distances must match the length of the corresponding dimension");
        }
        let x = if x.dtype().is_integer() { x.astype_dyn(DType::FLOAT64)? } else { x.to_owned() };
        let steps = differences(x.view(), 1, 0, None, None)?;
        let first = steps.index_axis(0, 0)?;
        if npcore_array::equal(&steps, first)?.values().all(|same| same) {
            return Ok(Step::Places(first.to_owned()));
        }
        Ok(Step::Places(steps))
    }
}

/// `a f(from a) + b f(from b) + ...` with factors that are numbers or arrays, in the order of the terms.
macro_rules! combined {
    ($(($factor:expr, $values:expr)),+) => {{
        let mut terms = [$(times(&$factor, $values)?),+].into_iter();
        let first = terms.next().map_or_else(|| value_error("no terms"), Ok)?;
        terms.try_fold(first, |sum, term| plus(&sum, &term))?
    }};
}

fn along_axis(f: DynView<'_>, axis: usize, step: &Step, edge_order: usize) -> Result<DynArray> {
    let n = f.shape()[axis];
    if n < edge_order + 1 {
        return value_error(
            "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.",
        );
    }
    let otype = if f.dtype().is_float() || f.dtype().is_complex() { f.dtype() } else { DType::FLOAT64 };
    let mut out = DynArray::zeros_dyn(f.shape(), otype)?;
    let at = |start: isize, stop: Option<isize>| part(f, axis, start, stop);
    let ends = |place: isize| part(f, axis, place, if place == -1 { None } else { Some(place + 1) });
    // Inside.
    {
        let (before, here, behind) = (at(0, Some(-2))?, at(1, Some(-1))?, at(2, None)?);
        let mut inside = part_mut(&mut out, axis, 1, -1)?;
        match step {
            Step::Even(h) => {
                npcore_array::subtract_into(behind, before, &mut inside)?;
                inside.try_div_assign(2.0 * h)?;
            }
            Step::Places(h) if h.ndim() == 0 => {
                inside.try_assign(&over(&minus(behind, before)?, &times(h, 2.0)?)?)?;
            }
            Step::Places(h) => {
                let (dx1, dx2) = (part(h.view(), 0, 0, -1)?, part(h.view(), 0, 1, None)?);
                let both = plus(dx1, dx2)?;
                let mut shape = vec![1; f.ndim()];
                shape[axis] = -1;
                let a = over(&npcore_array::negative(dx2)?, &times(dx1, &both)?)?.into_shape(&shape)?;
                let b = over(&minus(dx2, dx1)?, &times(dx1, dx2)?)?.into_shape(&shape)?;
                let c = over(dx1, &times(dx2, &both)?)?.into_shape(&shape)?;
                inside.try_assign(&combined!((a, before), (b, here), (c, behind)))?;
            }
        }
    }
    for last in [false, true] {
        let places = if last { [-3, -2, -1] } else { [0, 1, 2] };
        let value = match (edge_order, step) {
            (0 | 1, _) => {
                let (low, high) = if last { (ends(-2)?, ends(-1)?) } else { (ends(0)?, ends(1)?) };
                let difference = minus(high, low)?;
                match step {
                    Step::Even(h) => over(&difference, *h)?,
                    Step::Places(h) if h.ndim() == 0 => over(&difference, h)?,
                    Step::Places(h) => over(&difference, h.index_axis(0, if last { -1 } else { 0 })?)?,
                }
            }
            (_, Step::Even(h)) => {
                let factors = if last { [0.5, -2.0, 1.5] } else { [-1.5, 2.0, -0.5] };
                let [a, b, c] = factors.map(|k| k / h);
                combined!((a, ends(places[0])?), (b, ends(places[1])?), (c, ends(places[2])?))
            }
            (_, Step::Places(h)) if h.ndim() == 0 => {
                let factors = if last { [0.5, -2.0, 1.5] } else { [-1.5, 2.0, -0.5] };
                let k = |i: usize| over(factors[i], h);
                combined!((k(0)?, ends(places[0])?), (k(1)?, ends(places[1])?), (k(2)?, ends(places[2])?))
            }
            (_, Step::Places(h)) => {
                let (dx1, dx2) = if last {
                    (h.index_axis(0, -2)?, h.index_axis(0, -1)?)
                } else {
                    (h.index_axis(0, 0)?, h.index_axis(0, 1)?)
                };
                let both = plus(dx1, dx2)?;
                // The factors of the end itself, of its neighbour, and of the next one.
                let (near, far) = if last { (dx2, dx1) } else { (dx1, dx2) };
                let end = over(&plus(&times(near, 2.0)?, far)?, &times(near, &both)?)?;
                let middle = over(&both, &times(dx1, dx2)?)?;
                let next = over(near, &times(far, &both)?)?;
                if last {
                    let middle = npcore_array::negative(&middle)?;
                    combined!((next, ends(-3)?), (middle, ends(-2)?), (end, ends(-1)?))
                } else {
                    let (end, next) = (npcore_array::negative(&end)?, npcore_array::negative(&next)?);
                    combined!((end, ends(0)?), (middle, ends(1)?), (next, ends(2)?))
                }
            }
        };
        let stop = if last { None } else { Some(1) };
        part_mut(&mut out, axis, if last { -1 } else { 0 }, stop)?.try_assign(&value)?;
    }
    Ok(out)
}
