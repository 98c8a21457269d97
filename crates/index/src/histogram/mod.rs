//! Histograms: how many elements are in each of some bins.
//!
//! The bin of an element among bins of equal width is computed, and put right by the edges; among others it is searched for.

mod edges;
mod many;
mod number;
mod rules;

use npcore_array::{
    Array, ArrayCow, ArrayView, AsView, DynArray, DynCow, DynView, Order, Result, engine, s, try_zeros,
};
use npcore_dtype::{Casting, DType, Elem, Element, can_cast};

use crate::convert::{gapless, neighbours, refused};
use edges::{Edges, Spec};
pub use many::{HistogramDd, histogram2d, histogramdd};
pub use rules::BinRule;

/// What says which bins there are: their number, a [`BinRule`] or its name, or their edges.
pub trait Bins<T: Elem> {
    /// The type of the edges.
    type Edge: Elem;
    #[doc(hidden)]
    fn spec(&self) -> Spec<'_>;
}

impl<T: Elem> Bins<T> for usize {
    type Edge = T::Quotient;
    fn spec(&self) -> Spec<'_> {
        Spec::Count(*self)
    }
}
impl<T: Elem> Bins<T> for BinRule {
    type Edge = T::Quotient;
    fn spec(&self) -> Spec<'_> {
        Spec::Rule(*self)
    }
}
impl<T: Elem> Bins<T> for str {
    type Edge = T::Quotient;
    fn spec(&self) -> Spec<'_> {
        Spec::Name(self)
    }
}
impl<T: Elem, B: Bins<T> + ?Sized> Bins<T> for &B {
    type Edge = B::Edge;
    fn spec(&self) -> Spec<'_> {
        (**self).spec()
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => { $(
        impl<T: Elem, $($generics)*> Bins<T> for $list {
            type Edge = E;
            fn spec(&self) -> Spec<'_> {
                let view: ArrayView<'_, E> = self.as_view();
                Spec::Edges(view.as_dyn())
            }
        }
    )* };
}
lists! {
    [E: Elem] Array<E>;
    [E: Elem] ArrayView<'_, E>;
    [E: Elem] ArrayCow<'_, E>;
    [E: Element] [E];
    [E: Element] Vec<E>;
    [E: Element, const N: usize] [E; N];
}

/// How many elements are in each bin, and the edges of the bins, one more than these.
///
/// A bin has its lower edge, the last one its upper edge, too. What is outside of all bins does not count.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::histogram;
/// let a = array![1.0, 2.0, 1.0, 4.0];
/// let (counts, edges) = histogram(&a, 3)?;
/// assert_eq!((counts.to_string(), edges.to_string()), ("[2 1 1]".into(), "[1. 2. 3. 4.]".into()));
/// assert_eq!(histogram(&a, [0, 1, 2, 3])?.0.to_string(), "[0 2 1]");
/// assert_eq!(histogram(&a, "auto")?.0.to_string(), "[2 1 1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for bins that are none, not increasing or too many, elements that are not finite where they give the
/// range, an unknown rule; types without a common one; no memory.
pub fn histogram<T: Elem, B: Bins<T>>(a: impl AsView<T>, bins: B) -> Result<(Array<i64>, Array<B::Edge>)> {
    Histogram::of(&a).bins(bins).count()
}

/// The edges of the bins that [`histogram`] counts in.
///
/// ```
/// use npcore_index::histogram_bin_edges;
/// let edges = histogram_bin_edges([0, 0, 0, 1, 2, 3, 3, 4, 5], "auto")?;
/// assert_eq!(edges.to_string(), "[0. 1. 2. 3. 4. 5.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`histogram`].
pub fn histogram_bin_edges<T: Elem, B: Bins<T>>(a: impl AsView<T>, bins: B) -> Result<Array<B::Edge>> {
    Histogram::of(&a).bins(bins).edges()
}

/// A histogram in the making: elements, bins and options; [`count`](Histogram::count), [`density`](Histogram::density) or
/// [`edges`](Histogram::edges) ends it. Ten bins if not said otherwise.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::Histogram;
/// let a = array![0.5, 1.5, 1.7, 9.0];
/// let (counts, edges) = Histogram::of(&a).bins(2).range(0.0, 2.0).count()?;
/// assert_eq!((counts.to_string(), edges.to_string()), ("[1 2]".into(), "[0. 1. 2.]".into()));
/// let (sums, _) = Histogram::of(&a).bins(2).range(0.0, 2.0).weights(&[10.0, 1.0, 2.0, 5.0]).count()?;
/// assert_eq!(sums.to_string(), "[10.  3.]");
/// let (density, _) = Histogram::of(&a).bins([0.0, 1.0, 3.0]).density()?;
/// assert_eq!(density.to_string(), "[0.33333333 0.33333333]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is counted until `count`, `density` or `edges`"]
#[derive(Clone)]
pub struct Histogram<'a, T: Elem, B = usize, W: Elem = i64> {
    a: ArrayView<'a, T>,
    bins: B,
    range: Option<(f64, f64)>,
    weights: Option<ArrayView<'a, W>>,
}

impl<'a, T: Elem> Histogram<'a, T> {
    /// Of the elements of an array.
    pub fn of<X: AsView<T> + ?Sized>(a: &'a X) -> Self {
        Histogram { a: a.as_view(), bins: 10, range: None, weights: None }
    }
}

impl<'a, T: Elem, B: Bins<T>, W: Elem> Histogram<'a, T, B, W> {
    /// The bins: their number, a rule or its name, or their edges.
    pub fn bins<C: Bins<T>>(self, bins: C) -> Histogram<'a, T, C, W> {
        Histogram { a: self.a, bins, range: self.range, weights: self.weights }
    }

    /// Where the first of the bins begins and the last one ends, instead of the smallest and the largest element. Edges that
    /// are given do not change.
    pub fn range(mut self, first: f64, last: f64) -> Self {
        self.range = Some((first, last));
        self
    }

    /// What each element counts for, instead of 1; the sums have the type of the weights.
    pub fn weights<V: Elem, X: AsView<V> + ?Sized>(self, weights: &'a X) -> Histogram<'a, T, B, V> {
        Histogram { a: self.a, bins: self.bins, range: self.range, weights: Some(weights.as_view()) }
    }

    fn checked(&self) -> Result<(DynCow<'a>, Option<DynView<'a>>, Edges)> {
        let a = self.a.as_dyn();
        let weights = self.weights.map(|weights| weights.as_dyn());
        if weights.is_some_and(|weights| weights.shape() != a.shape()) {
            return refused("weights should have the same shape as a.");
        }
        let a = match a.dtype() == DType::BOOL {
            true => ArrayCow::Owned(a.astype_dyn(DType::UINT8)?),
            false => ArrayCow::View(a),
        };
        let edges = Edges::new(&a.view(), &self.bins.spec(), self.range, weights.is_some())?;
        Ok((a, weights, edges))
    }

    /// The edges of the bins.
    ///
    /// # Errors
    /// As [`histogram`].
    pub fn edges(self) -> Result<Array<B::Edge>> {
        engine::typed(self.checked()?.2.edges)
    }

    /// The number of elements in each bin, or the sum of their weights, and the edges of the bins.
    ///
    /// # Errors
    /// As [`histogram`]; `weights should have the same shape as a.`; a rule for the number of bins beside weights.
    pub fn count(self) -> Result<(Array<W>, Array<B::Edge>)> {
        let (a, weights, edges) = self.checked()?;
        let counts = match weights {
            None => edges.counts(&a.view())?.into_dyn(),
            Some(weights) => weighted(&edges, &a.view(), &weights)?,
        };
        Ok((engine::typed(counts)?, engine::typed(edges.edges)?))
    }

    /// [`count`](Histogram::count) divided by the widths of the bins and by the sum of all: the integral over the bins is 1.
    ///
    /// # Errors
    /// As there.
    #[expect(clippy::type_complexity, reason = "two arrays")]
    pub fn density(self) -> Result<(Array<W::Double>, Array<B::Edge>)> {
        let (a, weights, edges) = self.checked()?;
        let counts = match weights {
            None => edges.counts(&a.view())?.into_dyn(),
            Some(weights) => weighted(&edges, &a.view(), &weights)?,
        };
        let widths = widths(&edges.edges.view())?;
        let total = DynArray::full_dyn((), &npcore_ufunc::sum(&counts, ..)?, counts.dtype().quotient())?;
        let density = npcore_array::divide(&npcore_array::divide(&counts, &widths)?, &total)?;
        Ok((engine::typed(density)?, engine::typed(edges.edges)?))
    }
}

/// What lies between neighbouring edges, as f64.
fn widths(edges: &DynView<'_>) -> Result<DynArray> {
    let [low, high] = neighbours(edges);
    npcore_array::subtract(high, low)?.view().astype_dyn(DType::FLOAT64)
}

/// Elements whose sums are rounded together: those of a block are added up in double precision, in their order.
const BLOCK: usize = 65536;

/// The sums of the weights in each bin.
fn weighted(edges: &Edges, a: &DynView<'_>, weights: &DynView<'_>) -> Result<DynArray> {
    let dtype = weights.dtype();
    let simple = [DType::FLOAT64, DType::COMPLEX128].iter().any(|&to| can_cast(dtype, to, Casting::Safe));
    let (a, weights) = (a.ravel(), weights.ravel());
    if edges.equal.is_none() || !simple {
        return searched(edges, &a.view(), &weights.view(), dtype);
    }
    let bins = edges.len();
    let places = edges.places(&a.view())?;
    let mut sums = DynArray::zeros_dyn([bins], dtype)?;
    let parts = if dtype.is_complex() { 2 } else { 1 };
    let weights = weights.view().astype_dyn(if parts == 2 { DType::COMPLEX128 } else { DType::FLOAT64 })?;
    let numbers: Vec<f64> = if parts == 2 {
        gapless::<num_complex::Complex<f64>>(weights.view())?.view().values().flat_map(|w| [w.re, w.im]).collect()
    } else {
        gapless::<f64>(weights.view())?.to_vec()
    };
    for (places, numbers) in places.chunks(BLOCK).zip(numbers.chunks(parts * BLOCK)) {
        let mut here = try_zeros::<f64>([bins + 1, parts], Order::C)?;
        let Some(table) = here.as_slice_mut() else { continue };
        for (&place, number) in places.iter().zip(numbers.chunks(parts)) {
            for (k, x) in number.iter().enumerate() {
                table[place as usize * parts + k] += x;
            }
        }
        let table = &table[..bins * parts];
        let more = match parts {
            2 => {
                let sums = table.chunks(2).map(|w| num_complex::Complex::new(w[0], w[1]));
                Array::from_vec(sums.collect()).into_dyn()
            }
            _ => Array::from_vec(table.to_vec()).into_dyn(),
        };
        sums.try_add_assign(&more.view().astype_dyn(dtype)?)?;
    }
    Ok(sums)
}

/// The same for any bins and weights: differences of running sums over sorted blocks.
fn searched(edges: &Edges, a: &DynView<'_>, weights: &DynView<'_>, dtype: DType) -> Result<DynArray> {
    let n = edges.edges.size();
    let mut running = DynArray::zeros_dyn([n], dtype)?;
    let zero = DynArray::zeros_dyn([1], dtype)?;
    for from in (0..a.size()).step_by(BLOCK) {
        let part = s![from..from + BLOCK];
        let (a, weights) = (a.slice(part), weights.slice(part));
        let order = crate::sort::argsort(a, 0)?;
        let (a, weights) = (crate::take(a, &order, 0)?, crate::take(weights, &order, 0)?);
        let sums = npcore_array::concatenate(&[&zero, &npcore_ufunc::cumsum(&weights, 0)?], 0)?;
        let places = edges.inclusive(&a.view())?;
        running.try_add_assign(&crate::take(&sums, &places, 0)?)?;
    }
    let [low, high] = neighbours(&running.view());
    npcore_array::subtract(high, low)
}
