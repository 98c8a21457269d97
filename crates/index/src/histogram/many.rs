//! Histograms of points: `histogram2d`, `histogramdd`.

use npcore_array::{Array, ArrayError, ArrayView, AsView, DynArray, DynView, Order, Result, engine, s, try_zeros};
use npcore_dtype::{DType, Elem, ScalarType};
use npcore_kernel::Side;

use super::edges::Spec;
use super::number::{Number, even, outer_edges};
use super::{Bins, widths};
use crate::convert::refused;
use crate::searchsorted::search;

/// How many points, the rows of `sample`, are in each box: `bins` says for each axis (or once for all) which bins there are.
/// Gives the counts, with an axis for each column, and the edges along each axis.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::histogramdd;
/// let points = array![[0.0, 0.0], [0.1, 3.0], [2.0, 3.0]];
/// let (counts, edges) = histogramdd(&points, &[2, 3])?;
/// assert_eq!(counts.to_string(), "[[1. 0. 1.]\n [0. 0. 1.]]");
/// assert_eq!(edges[1].to_string(), "[0. 1. 2. 3.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for bins that are none or not increasing, or not as many as columns, and for elements that are not finite
/// where they give the range; types without a common one; no memory.
#[expect(clippy::type_complexity, reason = "counts and the edges of each axis")]
pub fn histogramdd<T: Elem, B: Bins<T>>(
    sample: impl AsView<T>,
    bins: &[B],
) -> Result<(Array<f64>, Vec<Array<B::Edge>>)> {
    HistogramDd::of(&sample).bins(bins).count()
}

/// How many points, whose coordinates are the elements of two lists, are in each rectangle; `bins` says for both axes (or
/// once for both) which bins there are. Gives the counts, and the edges along both axes.
///
/// ```
/// use npcore_index::histogram2d;
/// let (x, y) = ([0.0, 1.0, 1.5, 3.0], [0.5, 0.5, 2.5, 9.0]);
/// let (counts, x_edges, y_edges) = histogram2d(&x, &y, &[[0, 1, 2], [0, 2, 4]])?;
/// assert_eq!(counts.to_string(), "[[1. 0.]\n [1. 1.]]");
/// assert_eq!((x_edges.to_string(), y_edges.to_string()), ("[0 1 2]".into(), "[0 2 4]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`histogramdd`]; `x and y must have the same length.`
#[expect(clippy::type_complexity, reason = "counts and the edges of both axes")]
pub fn histogram2d<T: Elem, B: Bins<T>>(
    x: impl AsView<T>,
    y: impl AsView<T>,
    bins: &[B],
) -> Result<(Array<f64>, Array<B::Edge>, Array<B::Edge>)> {
    let (x, y) = (x.as_view(), y.as_view());
    if x.shape().first() != y.shape().first() {
        return refused("x and y must have the same length.");
    }
    let sample = npcore_array::stack(&[x, y], -1)?;
    let (counts, mut edges) = HistogramDd::of(&sample).bins(bins).count()?;
    let second = edges.swap_remove(1);
    Ok((counts, edges.swap_remove(0), second))
}

/// A histogram of points in the making: points, bins and options; [`count`](HistogramDd::count) or
/// [`density`](HistogramDd::density) ends it. Ten bins along each axis if not said otherwise.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::HistogramDd;
/// let points = array![[0.5, 1.0], [1.5, 3.0], [1.5, 9.0]];
/// let inside = HistogramDd::of(&points).bins(&[2usize]).range(&[Some((0.0, 2.0)), Some((0.0, 4.0))]);
/// assert_eq!(inside.clone().count()?.0.to_string(), "[[1. 0.]\n [0. 1.]]");
/// assert_eq!(inside.weights(&[3.0, 0.5, 1.0]).count()?.0.to_string(), "[[3.  0. ]\n [0.  0.5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is counted until `count` or `density`"]
#[derive(Clone)]
pub struct HistogramDd<'a, T: Elem, B = usize> {
    sample: ArrayView<'a, T>,
    bins: &'a [B],
    range: Option<&'a [Option<(f64, f64)>]>,
    weights: Option<DynView<'a>>,
}

impl<'a, T: Elem> HistogramDd<'a, T> {
    /// Of points that are the rows of `sample`; a list has points on one axis.
    pub fn of<X: AsView<T> + ?Sized>(sample: &'a X) -> Self {
        HistogramDd { sample: sample.as_view(), bins: &[10], range: None, weights: None }
    }
}

impl<'a, T: Elem, B: Bins<T>> HistogramDd<'a, T, B> {
    /// The bins along each axis, or along all: their number, or their edges.
    pub fn bins<C: Bins<T>>(self, bins: &'a [C]) -> HistogramDd<'a, T, C> {
        HistogramDd { sample: self.sample, bins, range: self.range, weights: self.weights }
    }

    /// Where the bins along each axis begin and end, instead of the smallest and the largest element.
    pub fn range(mut self, range: &'a [Option<(f64, f64)>]) -> Self {
        self.range = Some(range);
        self
    }

    /// What each point counts for, instead of 1.
    pub fn weights<V: Elem, X: AsView<V> + ?Sized>(mut self, weights: &'a X) -> Self {
        self.weights = Some(weights.as_view().as_dyn());
        self
    }

    /// The number of points in each box, or the sum of their weights, and the edges along each axis.
    ///
    /// # Errors
    /// As [`histogramdd`]; weights that are not as many as points.
    #[expect(clippy::type_complexity, reason = "counts and the edges of each axis")]
    pub fn count(self) -> Result<(Array<f64>, Vec<Array<B::Edge>>)> {
        let (counts, edges) = self.run()?;
        Ok((counts, edges.into_iter().map(given_out).collect::<Result<_>>()?))
    }

    /// [`count`](HistogramDd::count) divided by the sizes of the boxes and by the sum of all: the integral over the boxes
    /// is 1.
    ///
    /// # Errors
    /// As there.
    #[expect(clippy::type_complexity, reason = "counts and the edges of each axis")]
    pub fn density(self) -> Result<(Array<f64>, Vec<Array<B::Edge>>)> {
        let (mut counts, edges) = self.run()?;
        let total: f64 = npcore_ufunc::sum(&counts, ..)?;
        for (axis, edges) in edges.iter().enumerate() {
            let mut shape = vec![1; counts.ndim()];
            shape[axis] = edges.size().saturating_sub(1);
            let widths: Array<f64> = widths(&edges.view())?.downcast()?;
            counts.try_div_assign(widths.into_shape(&shape[..])?)?;
        }
        counts.try_div_assign(total)?;
        Ok((counts, edges.into_iter().map(given_out).collect::<Result<_>>()?))
    }

    fn run(&self) -> Result<(Array<f64>, Vec<DynArray>)> {
        let sample = self.sample.as_dyn();
        let columns: Vec<DynView<'_>> = match sample.ndim() {
            2 => (0..sample.shape()[1]).map(|i| sample.slice(s![.., i as isize])).collect(),
            1 => vec![sample],
            0 => vec![sample.expand_dims(0)?],
            ndim => return refused(format!("a sample has two axes, not {ndim}")),
        };
        let axes = columns.len();
        if self.bins.len() != axes && self.bins.len() != 1 {
            return refused("The dimension of bins must be equal to the dimension of the sample x.");
        }
        if self.range.is_some_and(|range| range.len() != axes) {
            return refused("range argument must have one entry per dimension");
        }
        let mut edges = vec![];
        for (i, column) in columns.iter().enumerate() {
            let bins = &self.bins[if self.bins.len() == 1 { 0 } else { i }];
            edges.push(along(column, &bins.spec(), self.range.and_then(|range| range[i]), i)?);
        }
        let n = columns.first().map_or(0, |column| column.size());
        // With an outer bin at each end of each axis.
        let shape: Vec<usize> = edges.iter().map(|edges| edges.size() + 1).collect();
        let boxes = shape.iter().try_fold(1usize, |size, &n| size.checked_mul(n));
        let Some(boxes) = boxes else { return refused("the boxes are too many") };
        let mut places = try_zeros::<i64>([n], Order::C)?;
        for (column, edges) in columns.iter().zip(&edges) {
            let found = placed(column, edges)?;
            let steps = edges.size() as i64 + 1;
            if let (Some(places), Some(found)) = (places.as_slice_mut(), found.as_slice()) {
                places.iter_mut().zip(found).for_each(|(place, &found)| *place = *place * steps + found);
            }
        }
        let counts = match &self.weights {
            Some(weights) => crate::bincount_weights(&places, *weights, boxes)?,
            None => crate::bincount(&places, boxes)?.view().as_dyn().astype_dyn(DType::FLOAT64)?.downcast()?,
        };
        let inner = vec![s![1..-1][0]; shape.len()];
        Ok((counts.into_shape(&shape[..])?.slice(inner).to_owned(), edges))
    }
}

/// Edges in the type that is known of them: of single precision where those of a given range are of double precision.
fn given_out<E: Elem>(edges: DynArray) -> Result<Array<E>> {
    match E::static_dtype() {
        Some(dtype) if dtype != edges.dtype() => engine::typed(edges.view().astype_dyn(dtype)?),
        _ => engine::typed(edges),
    }
}

/// The edges along an axis.
fn along(column: &DynView<'_>, bins: &Spec<'_>, range: Option<(f64, f64)>, axis: usize) -> Result<DynArray> {
    match *bins {
        Spec::Count(0) => refused(format!("`bins[{axis}]` must be positive, when an integer")),
        Spec::Count(n) => {
            let [first, last] = outer_edges(column, range)?;
            let ty = match first {
                Number::Float(_, ty) => ty,
                _ => ScalarType::Float64,
            };
            // Along an axis edges have the type of the ends, whatever that of the elements is.
            even(first, last, n.saturating_add(1), ty)
        }
        Spec::Edges(edges) => {
            if edges.ndim() != 1 {
                return refused(format!("`bins[{axis}]` must be a scalar or 1d array"));
            }
            if super::edges::falls(&edges, false)? {
                return refused(format!("`bins[{axis}]` must be monotonically increasing, when an array"));
            }
            Ok(edges.to_owned())
        }
        Spec::Rule(_) | Spec::Name(_) => {
            Err(ArrayError::Value(format!("`bins[{axis}]` must be an integer, when a scalar")))
        }
    }
}

/// For each element how many edges are not behind it; of what equals the last one, one less.
fn placed(column: &DynView<'_>, edges: &DynArray) -> Result<Array<i64>> {
    let mut places = search(edges.view(), *column, Side::Right, None)?;
    if !edges.is_empty() {
        let last = edges.slice(s![-1..]);
        let on_edge = column.try_equal(last)?;
        if let Some(places) = places.as_slice_mut() {
            places.iter_mut().zip(on_edge.view().values()).for_each(|(place, on)| *place -= i64::from(on));
        }
    }
    Ok(places)
}
