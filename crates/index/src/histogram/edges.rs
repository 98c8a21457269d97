//! The edges of bins, and which elements are in which.

use npcore_array::{Array, DynArray, DynView, Order, Result, engine, s, try_zeros};
use npcore_dtype::{DType, ScalarType};
use npcore_exec::Numbers;
use npcore_kernel::{EqualBins, Side};

use super::number::{Number, even, outer_edges};
use super::rules::BinRule;
use crate::convert::{neighbours, refused};
use crate::searchsorted::search;

/// Which bins were asked for.
#[derive(Clone, Copy)]
pub enum Spec<'a> {
    Count(usize),
    Rule(BinRule),
    Name(&'a str),
    Edges(DynView<'a>),
}

/// Bins of equal width.
#[derive(Clone, Copy)]
pub(super) struct Equal {
    find: EqualBins,
    width: f64,
}

pub(super) struct Edges {
    /// One axis, native and gapless where the bins are equal.
    pub edges: DynArray,
    pub equal: Option<Equal>,
}

/// Whether some element is greater than the next one, or, with `or_same`, no less.
pub(super) fn falls(edges: &DynView<'_>, or_same: bool) -> Result<bool> {
    let [low, high] = neighbours(edges);
    let wrong = if or_same { low.try_ge(high)? } else { low.try_gt(high)? };
    Ok(wrong.view().values().any(|wrong| wrong))
}

impl Edges {
    pub fn new(a: &DynView<'_>, spec: &Spec<'_>, range: Option<(f64, f64)>, weighted: bool) -> Result<Edges> {
        let rule = match *spec {
            Spec::Count(0) => return refused("`bins` must be positive, when an integer"),
            Spec::Count(n) => return Edges::equal(a, n, range),
            Spec::Edges(edges) => {
                if edges.ndim() != 1 {
                    return refused("`bins` must be 1d, when an array");
                }
                if falls(&edges, false)? {
                    return refused("`bins` must increase monotonically, when an array");
                }
                return Ok(Edges { edges: edges.to_owned(), equal: None });
            }
            Spec::Rule(rule) => rule,
            Spec::Name(name) => name.parse()?,
        };
        if weighted {
            return refused("Automated estimation of the number of bins is not supported for weighted data");
        }
        let ends = outer_edges(a, range)?;
        let n = match range {
            None => rule.count(a, (ends[0].value(), ends[1].value()), ends)?,
            Some((first, last)) => {
                let list = a.ravel();
                let type_of = |x: f64| DynArray::full_dyn((), &npcore_dtype::Scalar::Float64(x), bound_type(a.dtype()));
                let list = list.view();
                let keep = &list.try_ge(&type_of(first)?)? & &list.try_le(&type_of(last)?)?;
                let kept = crate::extract(&keep, list)?;
                rule.count(&kept.view(), (ends[0].value(), ends[1].value()), ends)?
            }
        };
        Edges::between(a.dtype(), ends, n)
    }

    /// So many bins of equal width.
    pub fn equal(a: &DynView<'_>, n: usize, range: Option<(f64, f64)>) -> Result<Edges> {
        Edges::between(a.dtype(), outer_edges(a, range)?, n)
    }

    fn between(dtype: DType, [first, last]: [Number; 2], n: usize) -> Result<Edges> {
        let ty = dtype.scalar_type().filter(|ty| ty.is_float()).unwrap_or(ScalarType::Float64);
        let edges = even(first, last, n.saturating_add(1), ty)?;
        if falls(&edges.view(), true)? {
            return refused(format!("Too many bins for data range. Cannot create {n} finite-sized bins."));
        }
        // Ends from outside are doubles.
        let double = matches!(first, Number::Plain(_)) && ty != ScalarType::Float64;
        let width = last.minus(first).value();
        let equal = npcore_kernel::equal_bins(ty, double).map(|find| Equal { find, width });
        Ok(Edges { edges, equal })
    }

    /// The number of bins.
    pub fn len(&self) -> usize {
        self.edges.size().saturating_sub(1)
    }

    /// How many elements are in each bin.
    pub fn counts(&self, a: &DynView<'_>) -> Result<Array<i64>> {
        let n = self.len();
        let mut counts = try_zeros::<i64>([n + 2], Order::C)?;
        match self.equal {
            Some(_) => {
                if let Some(counts) = counts.as_slice_mut() {
                    self.tally(a, &mut counts[..n + 1])?;
                }
                Ok(counts.slice(s![..n]).to_owned())
            }
            None => {
                if n == 0 {
                    return try_zeros([0], Order::C);
                }
                // How many edges are not behind the element: one for the first bin.
                let places = search(self.edges.view(), *a, Side::Right, None)?;
                let last = self.edges.slice(s![n..]);
                let behind = search(last, *a, Side::Left, None)?;
                let behind = behind.view().values().filter(|&behind| behind > 0).count() as i64;
                if let Some(counts) = counts.as_slice_mut() {
                    let places = places.as_dyn();
                    // SAFETY: places among the edges are none to all of them, which all have a count.
                    unsafe { npcore_exec::tally(&engine::operand(&places), Numbers::Elements, counts)? };
                    // What equals the last edge is in the last bin.
                    counts[n] += counts[n + 1] - behind;
                }
                Ok(counts.slice(s![1..n + 1]).to_owned())
            }
        }
    }

    fn tally(&self, a: &DynView<'_>, counts: &mut [i64]) -> Result<()> {
        let Some(Equal { find, width }) = self.equal else { return Ok(()) };
        let edges = self.edges.to_bytes();
        let numbers = Numbers::EqualBins { dtype: self.edges.dtype(), find, edges: &edges, width };
        // SAFETY: the elements are borrowed, and the loop is of the edges' type.
        unsafe { Ok(npcore_exec::tally(&engine::operand(a), numbers, counts)?) }
    }

    /// The bin of each element of a list, for bins of equal width; their number for what is in none.
    pub fn places(&self, a: &DynView<'_>) -> Result<Vec<i64>> {
        let mut places = vec![0; a.size()];
        let Some(Equal { find, width }) = self.equal else { return Ok(places) };
        let (values, edges) = (a.astype_dyn(self.edges.dtype())?.to_bytes(), self.edges.to_bytes());
        // SAFETY: as many values and places, of the type of the edges, which are one more than bins, and one bin is least.
        unsafe { find(places.len(), values.as_ptr(), edges.as_ptr(), self.len(), width, places.as_mut_ptr()) };
        Ok(places)
    }

    /// How many of some sorted elements are in front of each edge, and of the last one not behind it.
    pub fn inclusive(&self, sorted: &DynView<'_>) -> Result<Array<i64>> {
        let mut places = search(*sorted, self.edges.view(), Side::Left, None)?;
        if let Some(last) = places.as_slice_mut().and_then(<[i64]>::last_mut) {
            let edge = self.edges.slice(s![-1..]);
            *last = search(*sorted, edge, Side::Right, None)?.view().values().next().unwrap_or(0);
        }
        Ok(places)
    }
}

/// What numbers from outside become beside elements of a type.
fn bound_type(dtype: DType) -> DType {
    if dtype.is_float() { dtype.to_native() } else { DType::FLOAT64 }
}
