//! Runs a contraction: a view, sums, products of elements, or products of matrices.

use npcore_array::{ArrayError, DynArray, DynCow, DynView, Order, Result, engine};
use npcore_dtype::{DType, Dyn};
use npcore_kernel::Binary;
use npcore_layout::Layout;
use npcore_ufunc::reduce;
use smallvec::SmallVec;

use super::parse::{Label, Labels, Terms};
use super::path::{self, Optimize, Set, Step, greedy};
use super::report::Numbered;
use crate::products::contract::{Axis, Roles};
use crate::products::operands::{Work, product, ready};

/// An operand with a label for each axis, each once.
struct Tensor<'a> {
    array: DynCow<'a>,
    labels: Labels,
}

impl Tensor<'_> {
    fn view(&self) -> DynView<'_> {
        self.array.view()
    }

    fn has(&self, label: Label) -> bool {
        self.labels.contains(&label)
    }

    /// Length and stride of a label's axis; of one that it does not have, 1 and 0.
    fn axis(&self, label: Label) -> (usize, isize) {
        match self.labels.iter().position(|&l| l == label) {
            Some(i) => (self.array.shape()[i], self.array.strides()[i]),
            None => (1, 0),
        }
    }

    /// The elements with their axes in another order, of length 1 where there is no such label.
    fn arranged(&self, order: &[Label]) -> Result<DynView<'_>> {
        let (shape, strides): (SmallVec<[usize; 6]>, SmallVec<[isize; 6]>) =
            order.iter().map(|&label| self.axis(label)).unzip();
        let layout = Layout::new(&shape, &strides, self.array.layout().offset())?;
        // SAFETY: axes of the array, each label being one.
        Ok(unsafe { engine::part(&self.view(), layout) })
    }
}

/// The layout of an operand in which axes of one label are their diagonal, and its labels. `operand` is "operand 0" in the
/// words of errors.
pub(super) fn diagonals(layout: &Layout, labels: &Labels, operand: &str) -> Result<(Layout, Labels)> {
    let mut once = Labels::new();
    let (mut shape, mut strides): (SmallVec<[usize; 6]>, SmallVec<[isize; 6]>) = (SmallVec::new(), SmallVec::new());
    for ((&label, &n), &stride) in labels.iter().zip(&layout.shape()[..]).zip(&layout.strides()[..]) {
        match once.iter().position(|&l| l == label) {
            None => {
                once.push(label);
                shape.push(n);
                strides.push(stride);
            }
            Some(i) if shape[i] == n => strides[i] += stride,
            Some(i) => {
                return Err(ArrayError::Value(format!(
                    "dimensions in {operand} for collapsing index '{}' don't match ({} != {n})",
                    label.text(),
                    shape[i]
                )));
            }
        }
    }
    Ok((Layout::new(&shape, &strides, layout.offset())?, once))
}

/// The layout of one operand's view by the output's labels; none where a label is summed over.
pub(super) fn view_of(layout: &Layout, terms: &Terms) -> Result<Option<Layout>> {
    let labels = &terms.inputs[0];
    if labels.iter().any(|label| !terms.output.contains(label)) {
        return Ok(None);
    }
    let (layout, once) = diagonals(layout, labels, "single operand")?;
    let order: SmallVec<[isize; 6]> =
        terms.output.iter().filter_map(|label| once.iter().position(|l| l == label)).map(|i| i as isize).collect();
    Ok(Some(layout.permute(&order)?))
}

/// The sizes of labels: an axis of length 1 is repeated.
fn sizes(terms: &Terms, layouts: &[(Layout, Labels)], out: Option<&[usize]>) -> Result<Vec<(Label, usize)>> {
    let mut sizes: Vec<(Label, usize)> = Vec::new();
    let mut fits = true;
    for (layout, labels) in layouts {
        for (&label, &n) in labels.iter().zip(&layout.shape()[..]) {
            match sizes.iter_mut().find(|(l, _)| *l == label) {
                None => sizes.push((label, n)),
                Some((_, known)) if *known == 1 => *known = n,
                Some((_, known)) => fits &= n == 1 || n == *known,
            }
        }
    }
    let size = |label: &Label| sizes.iter().find(|(l, _)| l == label).map_or(1, |&(_, n)| n);
    // An output may be longer where the operands have length 1.
    let goes = |out: &[usize]| terms.output.iter().map(size).zip(out).all(|(n, &to)| n == to || n == 1);
    fits &= out.is_none_or(goes);
    if fits { Ok(sizes) } else { Err(remapped(terms, layouts, out)) }
}

/// NumPy's words for operands that do not fit: each shape as it lies, and by the axes of the iteration.
#[cold]
fn remapped(terms: &Terms, layouts: &[(Layout, Labels)], out: Option<&[usize]>) -> ArrayError {
    let mut axes = terms.output.clone();
    axes.extend(terms.all().into_iter().filter(|label| !terms.output.contains(label)));
    // What is left out in front counts for the comma.
    let comma = if axes.len() == 1 { "," } else { "" };
    let tuple = |items: &[String]| match items {
        [] => "()".to_owned(),
        _ => format!("({}{comma})", items.join(",")),
    };
    let one = |shape: &[usize], labels: &Labels| {
        let by_axes = axes.iter().map(|axis| labels.iter().position(|l| l == axis).map(|i| shape[i].to_string()));
        let mapped: Vec<String> =
            by_axes.skip_while(Option::is_none).map(|n| n.unwrap_or_else(|| "newaxis".into())).collect();
        format!("{}->{} ", npcore_layout::shape_text(shape), tuple(&mapped))
    };
    let mut text: String = layouts.iter().map(|(layout, labels)| one(layout.shape(), labels)).collect();
    if let Some(out) = out {
        text += &one(out, &terms.output);
    }
    ArrayError::Value(format!(
        "operands could not be broadcast together with remapped shapes [original->remapped]: {text}"
    ))
}

/// The whole contraction, in the type that `work` says.
pub(super) fn evaluate(
    terms: &Terms,
    views: &[DynView<'_>],
    optimize: &Optimize,
    work: &Work,
    out: Option<&[usize]>,
) -> Result<DynArray> {
    let mut layouts = Vec::with_capacity(views.len());
    for (i, (view, labels)) in views.iter().zip(&terms.inputs).enumerate() {
        layouts.push(diagonals(view.layout(), labels, &format!("operand {i}"))?);
    }
    let known = sizes(terms, &layouts, out)?;
    let size = |label: Label| known.iter().find(|(l, _)| *l == label).map_or(1, |&(_, n)| n);
    let mut list: Vec<Tensor<'_>> = Vec::with_capacity(views.len());
    for (view, (layout, labels)) in views.iter().zip(&layouts) {
        // Axes of length 1 are repeated where others have that label: as if the operand did not have it.
        let long = |&i: &usize| layout.shape()[i] != 1;
        let kept: SmallVec<[usize; 6]> = (0..labels.len()).filter(long).collect();
        let shape: SmallVec<[usize; 6]> = kept.iter().map(|&i| layout.shape()[i]).collect();
        let strides: SmallVec<[isize; 6]> = kept.iter().map(|&i| layout.strides()[i]).collect();
        // SAFETY: axes and diagonals of the view.
        let part = unsafe { engine::part(view, Layout::new(&shape, &strides, layout.offset())?) };
        list.push(Tensor { array: ready(part, work)?, labels: kept.iter().map(|&i| labels[i]).collect() });
    }
    let long: Labels = terms.output.iter().copied().filter(|&label| size(label) != 1).collect();
    let result = if list.len() <= 2 {
        let operands = std::mem::take(&mut list);
        step(operands, |label| terms.output.contains(&label), Some(&long), work)?
    } else {
        along(terms, list, size, &long, optimize, work)?
    };
    let result = finished(result, &terms.output)?;
    if work.result == work.dtype { Ok(result) } else { result.astype_dyn(work.result) }
}

/// Step by step along a path.
fn along<'a>(
    terms: &Terms,
    mut list: Vec<Tensor<'a>>,
    size: impl Fn(Label) -> usize,
    long: &Labels,
    optimize: &Optimize,
    work: &Work,
) -> Result<Tensor<'a>> {
    let Numbered { labels, sizes, mut sets, output } = Numbered::new(terms, size);
    let path = path::path(optimize, &sets, output, &sizes)?;
    let has = |set: Set, label: Label| labels.iter().position(|&l| l == label).is_some_and(|i| set >> i & 1 == 1);
    for (i, positions) in path.iter().enumerate() {
        let last = i + 1 == path.len();
        // A step of several operands takes them in pairs.
        let inner = Step::of(positions, &sets, output);
        let mut part_sets: Vec<Set> = positions.iter().map(|&p| sets[p]).collect();
        let mut part = taken(&mut list, positions);
        sets = path::after(&sets, positions, inner.kept);
        let mut pairs = if part.len() > 2 { greedy(&part_sets, inner.kept, &sizes, u128::MAX) } else { Vec::new() };
        pairs.retain(|pair| pair.len() == 2);
        // What the greedy search leaves together is taken one by one.
        while part.len() > 2 {
            let pair = if pairs.is_empty() { vec![0, 1] } else { pairs.remove(0) };
            let kept = Step::of(&pair, &part_sets, inner.kept).kept;
            let operands = taken(&mut part, &pair);
            part_sets = path::after(&part_sets, &pair, kept);
            part.push(step(operands, |label| has(kept, label), None, work)?);
        }
        list.push(step(part, |label| has(inner.kept, label), last.then_some(long), work)?);
    }
    list.pop().ok_or_else(|| ArrayError::Value("Invalid einsum_path is specified".into()))
}

/// The operands at some positions, in their order, removed from a list.
fn taken<'a>(list: &mut Vec<Tensor<'a>>, positions: &[usize]) -> Vec<Tensor<'a>> {
    let mut sorted = positions.to_vec();
    sorted.sort_unstable();
    let mut taken: Vec<Tensor<'a>> = sorted.iter().rev().map(|&i| list.remove(i)).collect();
    taken.reverse();
    taken
}

/// One or two operands contracted; `wanted` is the order of the result's labels, if it is the last step.
fn step<'a>(
    mut operands: Vec<Tensor<'a>>,
    keeps: impl Fn(Label) -> bool,
    wanted: Option<&Labels>,
    work: &Work,
) -> Result<Tensor<'a>> {
    let x = operands.remove(0);
    let Some(y) = operands.pop() else {
        return summed(x, keeps, work.dtype);
    };
    let x = summed(x, |label| keeps(label) || y.has(label), work.dtype)?;
    let y = summed(y, |label| keeps(label) || x.has(label), work.dtype)?;
    pair(x, y, keeps, wanted, work)
}

/// Summed over the labels that are not kept.
fn summed<'a>(x: Tensor<'a>, keeps: impl Fn(Label) -> bool, dtype: DType) -> Result<Tensor<'a>> {
    let axes: Vec<usize> = (0..x.labels.len()).filter(|&i| !keeps(x.labels[i])).collect();
    if axes.is_empty() {
        return Ok(x);
    }
    let sum: DynArray = reduce(&x.view()).axis(&axes[..]).dtype_dyn(dtype).sum()?;
    Ok(Tensor { array: sum.into(), labels: x.labels.iter().copied().filter(|&label| keeps(label)).collect() })
}

/// Two operands, of which each label is kept or in both.
fn pair<'a>(
    x: Tensor<'a>,
    y: Tensor<'a>,
    keeps: impl Fn(Label) -> bool,
    wanted: Option<&Labels>,
    work: &Work,
) -> Result<Tensor<'a>> {
    let (mut x, mut y) = (x, y);
    let inner: Labels = x.labels.iter().copied().filter(|&label| !keeps(label)).collect();
    if inner.is_empty() {
        let labels: Labels = match wanted {
            Some(wanted) => wanted.clone(),
            None => x.labels.iter().chain(y.labels.iter().filter(|&&label| !x.has(label))).copied().collect(),
        };
        let (a, b) = (x.arranged(&labels)?, y.arranged(&labels)?);
        let product = engine::binary::<Dyn>(Binary::Multiply, &engine::parts(&a), &engine::parts(&b))?;
        return Ok(Tensor { array: product.into(), labels });
    }
    // The result's fastest axis is best a column.
    if let Some(&last) = wanted.and_then(|wanted| wanted.last())
        && x.has(last)
        && !y.has(last)
    {
        std::mem::swap(&mut x, &mut y);
    }
    let by_stride = |tensor: &Tensor<'_>, mut labels: Labels| {
        labels.sort_by_key(|&label| std::cmp::Reverse(tensor.axis(label).1.unsigned_abs()));
        labels
    };
    let of = |tensor: &Tensor<'_>, f: &dyn Fn(Label) -> bool| -> Labels {
        tensor.labels.iter().copied().filter(|&label| keeps(label) && f(label)).collect()
    };
    let batch = by_stride(&x, of(&x, &|label| y.has(label)));
    let rows = by_stride(&x, of(&x, &|label| !y.has(label)));
    let cols = by_stride(&y, of(&y, &|label| !x.has(label)));
    // In memory: batch, rows, columns; the axes of the result in the order that is wanted.
    let memory: Labels = batch.iter().chain(&rows).chain(&cols).copied().collect();
    let length = |label: Label| if x.has(label) { x.axis(label).0 } else { y.axis(label).0 };
    let lengths: SmallVec<[usize; 6]> = memory.iter().map(|&label| length(label)).collect();
    let gapless = Layout::contiguous(&lengths, work.dtype.itemsize(), Order::C)?;
    let labels = wanted.cloned().unwrap_or_else(|| memory.clone());
    let places: SmallVec<[isize; 6]> =
        labels.iter().filter_map(|label| memory.iter().position(|l| l == label)).map(|i| i as isize).collect();
    let layout = gapless.permute(&places)?;
    let (a, b) = (x.view(), y.view());
    let result = product(&a, &b, &work.plain(), layout, |_, _, _| {
        let axis = |&label: &Label| {
            let to = memory.iter().position(|&l| l == label).map_or(0, |i| gapless.strides()[i]);
            Axis { len: length(label), s: [x.axis(label).1, y.axis(label).1, to] }
        };
        Roles {
            batch: batch.iter().map(axis).collect(),
            rows: rows.iter().map(axis).collect(),
            inner: inner.iter().map(axis).collect(),
            cols: cols.iter().map(axis).collect(),
        }
    })?;
    Ok(Tensor { array: result.into(), labels })
}

/// The result's array with all axes of the output, in its order.
fn finished(result: Tensor<'_>, output: &Labels) -> Result<DynArray> {
    let layout = *result.arranged(output)?.layout();
    match result.array {
        DynCow::View(_) => Ok(result.arranged(output)?.to_owned()),
        // SAFETY: the same elements, their axes in another order and some of length 1 among them.
        DynCow::Owned(array) => Ok(unsafe { engine::with_layout(array, layout) }),
    }
}
