//! Quantiles and medians of the rows of a table: of arrays whose reduced axes were moved last and merged.

use npcore_array::{Array, ArrayError, DynArray, DynView, Result, engine, s};
use npcore_dtype::DType;
use npcore_exec::IndexMode;
use npcore_kernel::Binary;
use npcore_layout::{LayoutError, normalize_axes};
use npcore_ufunc::reduce;

use super::method::{Place, QuantileMethod};
use crate::choice::where_;
use crate::convert::refused;
use crate::take::taken;

/// A copy of an array, native, as a table whose rows are reduced.
pub(super) struct Table {
    pub rows: DynArray,
    pub count: usize,
    pub n: usize,
    /// The shape of the result, without the reduced axes or with them in length 1.
    pub shape: Vec<usize>,
}

/// The axes of a call, ascending. NumPy names the argument in errors of some functions.
pub(super) fn reduced_axes(axes: &[isize], ndim: usize, named: bool) -> Result<Vec<usize>> {
    let mut axes = normalize_axes(axes, ndim)
        .map_err(|e| match e {
            LayoutError::RepeatedAxis { .. } if named => ArrayError::Value("repeated axis in `axis` argument".into()),
            LayoutError::RepeatedAxis { .. } => ArrayError::Value("repeated axis".into()),
            e if named => ArrayError::Value(format!("axis: {e}")),
            e => e.into(),
        })?
        .to_vec();
    axes.sort_unstable();
    Ok(axes)
}

impl Table {
    pub fn new(array: DynView<'_>, axes: &[usize], keepdims: bool) -> Result<Table> {
        let native;
        let mut array = array;
        if !array.dtype().is_native() {
            native = array.astype_dyn(array.dtype().to_native())?;
            array = native.view();
        }
        let shape = array.shape();
        let kept: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
        let lengths = |axes: &[usize]| axes.iter().map(|&axis| shape[axis]).collect::<Vec<_>>();
        let (count, n) = (lengths(&kept).iter().product(), lengths(axes).iter().product());
        let order: Vec<isize> = kept.iter().chain(axes).map(|&axis| axis as isize).collect();
        let turned = array.transpose(&order[..])?;
        let rows = engine::converted(&turned.ascontiguousarray().view(), array.dtype())?.into_shape([count, n])?;
        let shape = match keepdims {
            true => shape.iter().enumerate().map(|(i, &len)| if axes.contains(&i) { 1 } else { len }).collect(),
            false => lengths(&kept),
        };
        Ok(Table { rows, count, n, shape })
    }

    /// Moves the elements of some ranks of every row to their places.
    fn select(&mut self, mut ranks: Vec<usize>) -> Result<()> {
        ranks.sort_unstable();
        ranks.dedup();
        let mut rows = self.rows.as_dyn_mut();
        // SAFETY: the elements are exclusively borrowed, each once; the callers name ranks of the axis.
        unsafe { npcore_exec::partition(&engine::operand_mut(&mut rows), 1, &ranks)? };
        Ok(())
    }

    pub fn sort(&mut self) -> Result<()> {
        crate::sort::sort_in_place(self.rows.as_dyn_mut(), 1, crate::SortKind::Quick)
    }

    /// Whether the type has values that are no numbers or times.
    fn has_nan(&self) -> bool {
        let dtype = self.rows.dtype();
        dtype.is_float() || dtype.is_complex() || dtype.unit().is_some()
    }

    /// For each row with a NaN (or not-a-time), that; None where no row has one.
    pub fn nans(&self) -> Result<Option<(Array<bool>, DynArray)>> {
        if !self.has_nan() || self.n == 0 {
            return Ok(None);
        }
        // The maximum of a row with a NaN is that.
        let greatest = reduce(&self.rows).axis(1).max()?;
        let view = greatest.view();
        let parts = engine::parts(&view);
        let found: Array<bool> = engine::binary(Binary::NotEqual, &parts, &parts)?;
        Ok(if found.values().any(|nan| nan) { Some((found, greatest)) } else { None })
    }

    /// How many elements of each row are no NaN; None where all are.
    pub fn known(&self) -> Result<Option<Vec<usize>>> {
        if self.nans()?.is_none() {
            return Ok(None);
        }
        let rows = self.rows.view();
        let parts = engine::parts(&rows);
        let known: Array<bool> = engine::binary(Binary::Equal, &parts, &parts)?;
        Ok(Some(reduce(&known).axis(1).sum()?.values().map(|count| count as usize).collect()))
    }

    /// The elements at ranks of each row: a list for each of `lists` ranks. `ranks` are those of the first row, then of the
    /// second, ..., or the same for all.
    pub fn at(&self, ranks: Vec<i64>, lists: usize) -> Result<DynArray> {
        let same = ranks.len() == lists;
        let ranks = Array::from_vec(ranks);
        let found = if same {
            taken(self.rows.view(), ranks.as_dyn(), Some(1), IndexMode::Raise)?
        } else {
            crate::take_along_axis(&self.rows, &ranks.into_shape([self.count, lists])?, 1)?
        };
        Ok(found.into_transposed())
    }

    /// NaN in the results of rows that have one.
    pub fn with_nans(result: DynArray, nans: Option<(Array<bool>, DynArray)>) -> Result<DynArray> {
        match nans {
            Some((found, nan)) => where_(&found, &nan, &result),
            None => Ok(result),
        }
    }

    /// What NumPy says of rows without elements.
    pub fn empty_axis<R>(&self, discrete: bool) -> Result<R> {
        refused(match discrete && !self.has_nan() {
            true => "cannot do a non-empty take from an empty axes.",
            false => "index -1 is out of bounds for axis 0 with size 0",
        })
    }

    /// The quantiles of each row: one list for each of `q`.
    pub fn quantiles(mut self, q: &[f64], weak: bool, method: QuantileMethod, ignore_nan: bool) -> Result<DynArray> {
        if self.n == 0 && (self.has_nan() || !q.is_empty()) {
            return self.empty_axis(method.is_discrete());
        }
        let known = if ignore_nan { self.known()? } else { None };
        let nans = if ignore_nan { None } else { self.nans()? };
        let rank = |rank: isize, n: usize| if rank < 0 { rank + n as isize } else { rank };
        // For all rows, or for each.
        let lengths = known.as_deref().unwrap_or(&[]);
        let lengths = if known.is_some() { lengths } else { &[self.n][..] };
        let (mut previous, mut next, mut gammas) = (vec![], vec![], vec![]);
        for &n in lengths {
            for &q in q {
                match method.place(n.max(1), q) {
                    // Of nothing but NaN the last one.
                    _ if n == 0 => {
                        previous.push(self.n as i64 - 1);
                        next.push(self.n as i64 - 1);
                        gammas.push(0.0);
                    }
                    Place::At(at) => previous.push(rank(at, n) as i64),
                    Place::Between(before, behind, gamma) => {
                        previous.push(rank(before, n) as i64);
                        next.push(rank(behind, n) as i64);
                        gammas.push(gamma);
                    }
                }
            }
        }
        if known.is_some() {
            self.sort()?;
        } else {
            self.select(previous.iter().chain(&next).map(|&rank| rank as usize).collect())?;
        }
        let first = self.at(previous, q.len())?;
        let result = if method.is_discrete() {
            first
        } else {
            let second = self.at(next, q.len())?;
            let columns = if known.is_some() { self.count } else { 1 };
            let gamma = Array::from_vec(gammas).into_shape([columns, q.len()])?.into_transposed();
            interpolated(&first, &second, &gamma, weak)?
        };
        Table::with_nans(result, nans)
    }

    /// The median of each row: the mean of the one or two elements in the middle.
    pub fn medians(mut self, ignore_nan: bool) -> Result<DynArray> {
        let mean = |part: DynView<'_>| reduce(&part).axis(1).mean();
        if self.n == 0 {
            return mean(self.rows.view());
        }
        if ignore_nan && let Some(known) = self.known()? {
            self.sort()?;
            let last = self.n as i64 - 1;
            let middle = |&n: &usize| if n == 0 { [last; 2] } else { [(n as i64 - 1) / 2, n as i64 / 2] };
            let ranks: Vec<i64> = known.iter().flat_map(middle).collect();
            let pairs = self.at(ranks, 2)?;
            let odd: Array<bool> = Array::from_vec(known.iter().map(|n| n % 2 == 1).collect());
            // One element alone is not added to itself, which might overflow.
            return where_(&odd, pairs.index_axis(0, 0)?, &mean(pairs.t())?);
        }
        let nans = self.nans()?;
        let (low, high) = ((self.n - 1) / 2, self.n / 2);
        self.select(vec![low, high])?;
        let medians = mean(self.rows.slice(s![.., low..high + 1]))?;
        // Of complex numbers, which are sorted wholly, the last NaN is it.
        let last = |greatest| {
            if self.rows.dtype().is_complex() {
                self.rows.index_axis(1, -1).map(|x| x.to_owned())
            } else {
                Ok(greatest)
            }
        };
        let nans = nans.map(|(found, greatest)| last(greatest).map(|nan| (found, nan))).transpose()?;
        Table::with_nans(medians, nans)
    }
}

/// `gamma` of the way from `a` to `b`: NumPy's formula, from the nearer end, and its types. Lone quantiles are weak: they do
/// not make float32 float64.
fn interpolated(a: &DynArray, b: &DynArray, gamma: &Array<f64>, weak: bool) -> Result<DynArray> {
    let difference: DynArray = npcore_array::subtract(b, a)?;
    let rest = engine::map1(gamma.view(), |gamma: f64| 1.0 - gamma)?;
    let behind = engine::map1(gamma.view(), |gamma: f64| gamma >= 0.5)?;
    let narrow = weak && matches!(difference.dtype(), DType::FLOAT16 | DType::FLOAT32);
    let factor = |x: &Array<f64>| x.astype_dyn(if narrow { difference.dtype() } else { DType::FLOAT64 });
    let step = |by: &Array<f64>| -> Result<DynArray> { npcore_array::multiply(&difference, &factor(by)?) };
    let from_a: DynArray = npcore_array::add(a, &step(gamma)?)?;
    if !behind.values().any(|behind| behind) {
        return Ok(from_a);
    }
    let from_b: DynArray = npcore_array::subtract(b, &step(&rest)?)?;
    where_(&behind, &from_b, &from_a)
}
