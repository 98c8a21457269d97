//! Arrays with a border.
//!
//! The middle is copied once. Then the axes get their borders one after the other, each over the whole length of
//! the axes before it and the middle of those after it, so that no corner is written twice.

mod ramp;
mod reflect;
mod statistics;

use std::ops::Range;

use npcore_dtype::{Casting, DType, Elem, Scalar};
use npcore_layout::Layout;
use num_complex::Complex;
use smallvec::SmallVec;

use self::reflect::reflect;
use self::statistics::Statistic;
use super::JoinError;
use super::target::{List, Out, Part, Target, made, narrow, ordered, part_of, trusted, write_parts};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayViewMut, Container, DynArray, DynView};
use crate::error::{ArrayError, Result};
use crate::raw::{Addresses, Raw};

/// A value for each side of each axis: one for all, a pair (before, after) for all axes, or a pair for each axis.
///
/// Made from `3`, `[1, 2]`, `[[1, 2], [3, 4]]` or a vector of pairs.
#[derive(Clone, Debug, PartialEq)]
pub enum Sides<V> {
    /// The same on all sides.
    Same(V),
    /// Before and after, for all axes.
    Pair([V; 2]),
    /// Before and after, for each axis; a single pair serves all.
    PerAxis(Vec<[V; 2]>),
}

impl<V> From<V> for Sides<V> {
    fn from(value: V) -> Self {
        Sides::Same(value)
    }
}
impl<V> From<[V; 2]> for Sides<V> {
    fn from(pair: [V; 2]) -> Self {
        Sides::Pair(pair)
    }
}
impl<V, const N: usize> From<[[V; 2]; N]> for Sides<V> {
    fn from(pairs: [[V; 2]; N]) -> Self {
        Sides::PerAxis(pairs.into())
    }
}
impl<V> From<Vec<[V; 2]>> for Sides<V> {
    fn from(pairs: Vec<[V; 2]>) -> Self {
        Sides::PerAxis(pairs)
    }
}

impl<V> Sides<V> {
    /// The pair of each axis, after `f`.
    fn pairs<W: Clone>(&self, ndim: usize, mut f: impl FnMut(&V) -> Result<W>) -> Result<Vec<[W; 2]>> {
        let mut pair = |[before, after]: [&V; 2]| Ok::<_, ArrayError>([f(before)?, f(after)?]);
        match self {
            Sides::Same(value) => Ok(vec![pair([value, value])?; ndim]),
            Sides::Pair(both) => Ok(vec![pair(both.each_ref())?; ndim]),
            Sides::PerAxis(pairs) if pairs.len() == 1 => Ok(vec![pair(pairs[0].each_ref())?; ndim]),
            Sides::PerAxis(pairs) if pairs.len() != ndim => Err(JoinError::Pairs { pairs: pairs.len(), ndim }.into()),
            Sides::PerAxis(pairs) => pairs.iter().map(|p| pair(p.each_ref())).collect(),
        }
    }
}

/// How a reflected border continues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reflection {
    /// With the values themselves.
    #[default]
    Even,
    /// With twice the edge less the values: a slope goes on.
    Odd,
}

/// What the border is filled with: NumPy's `mode` with its arguments.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PadMode<V> {
    /// Given values.
    Constant(Sides<V>),
    /// The nearest value of the array.
    Edge,
    /// Values that go from the edge to the given ones in equal steps.
    LinearRamp(Sides<V>),
    /// The largest of the values along the axis, or of so many at the edge.
    Maximum(Option<Sides<usize>>),
    /// Their mean.
    Mean(Option<Sides<usize>>),
    /// Their median.
    Median(Option<Sides<usize>>),
    /// The smallest.
    Minimum(Option<Sides<usize>>),
    /// The array mirrored at its edge values, which are not repeated.
    Reflect(Reflection),
    /// The array mirrored behind its edge values, which are repeated.
    Symmetric(Reflection),
    /// The array from its other end.
    Wrap,
    /// Whatever: zeros.
    Empty,
}

impl<V> PadMode<V> {
    /// Given values: [`PadMode::Constant`].
    pub fn constant(values: impl Into<Sides<V>>) -> PadMode<V> {
        PadMode::Constant(values.into())
    }

    /// Ramps to given values: [`PadMode::LinearRamp`].
    pub fn linear_ramp(end_values: impl Into<Sides<V>>) -> PadMode<V> {
        PadMode::LinearRamp(end_values.into())
    }
}

/// The array with a border of `widths` elements on each side.
///
/// A copy, in C order, or F order where the array is in that.
///
/// # Errors
/// Widths for another number of axes; an axis without elements that is to be extended by some of them; a value that
/// the type does not take; a mode that the type does not have; no memory.
///
/// ```
/// use npcore_array::{PadMode, Reflection, array, pad};
/// let a = array![1, 2, 3];
/// assert_eq!(pad(&a, [1, 2], PadMode::constant(0))?.to_string(), "[0 1 2 3 0 0]");
/// assert_eq!(pad(&a, 2, PadMode::Edge)?.to_string(), "[1 1 1 2 3 3 3]");
/// assert_eq!(pad(&a, 2, PadMode::Reflect(Reflection::Even))?.to_string(), "[3 2 1 2 3 2 1]");
/// assert_eq!(pad(&a, 2, PadMode::Wrap)?.to_string(), "[2 3 1 2 3 1 2]");
/// let b = array![[1.0, 2.0], [3.0, 4.0]];
/// let padded = pad(&b, [[1, 0], [0, 1]], PadMode::Mean(None))?;
/// assert_eq!(padded.to_string(), "[[2.  3.  2.5]\n [1.  2.  1.5]\n [3.  4.  3.5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn pad<T: Elem>(a: impl AsView<T>, widths: impl Into<Sides<usize>>, mode: PadMode<T::Value>) -> Result<Array<T>> {
    let a = a.as_view();
    let mode = Mode::new::<T>(&mode, a.dtype(), a.ndim())?;
    made(padded(a.as_dyn(), &widths.into(), mode, Out::New))
}

/// [`pad`] into a given array.
///
/// # Errors
/// As [`pad`] and [`concatenate_into`](crate::concatenate_into).
pub fn pad_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    widths: impl Into<Sides<usize>>,
    mode: PadMode<T::Value>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let a = a.as_view();
    let mode = Mode::new::<T>(&mode, a.dtype(), a.ndim())?;
    padded(a.as_dyn(), &widths.into(), mode, Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

/// The array with a border that a function fills in: NumPy's `pad` with a function as its mode.
///
/// The border holds zeros at first. The function is called for each line along each axis, first axis first, with the
/// whole line, the widths of its borders, and the axis.
///
/// # Errors
/// As [`pad`].
///
/// ```
/// use npcore_array::{array, pad_with, s};
/// let a = array![[1, 2], [3, 4]];
/// let b = pad_with(&a, 1, |mut line, [before, after], _| {
///     let n = line.len() as isize;
///     line.slice_mut(s![..before]).fill(10);
///     line.slice_mut(s![n - after as isize..]).fill(20);
/// })?;
/// assert_eq!(b.to_string(), "[[10 10 10 20]\n [10  1  2 20]\n [10  3  4 20]\n [10 20 20 20]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn pad_with<T: Elem>(
    a: impl AsView<T>,
    widths: impl Into<Sides<usize>>,
    mut f: impl FnMut(ArrayViewMut<'_, T>, [usize; 2], usize),
) -> Result<Array<T>> {
    let a = a.as_view();
    let widths = widths.into();
    let zero = scalar_bytes(&Scalar::Int64(0), a.dtype())?;
    let mode = Mode::Constant(vec![[zero.clone(), zero]; a.ndim()]);
    let out: Array<T> = made(padded(a.as_dyn(), &widths, mode, Out::New))?;
    let widths = widths.pairs(a.ndim(), |&n| Ok(n))?;
    for (axis, &widths) in widths.iter().enumerate() {
        // The first place of each line.
        let raw = *out.raw();
        let n = raw.layout.shape()[axis];
        let starts = raw.with_layout(narrow(&raw.layout, axis, 0..n.min(1))?);
        let line = Layout::new(&[n], &[raw.layout.strides()[axis]], 0)?;
        for ptr in Addresses::new(&starts) {
            // SAFETY: one line of an array that is ours alone; the views follow each other.
            f(unsafe { ArrayViewMut::from_raw(Raw { ptr, layout: line, ..raw }) }, widths, axis);
        }
    }
    Ok(out)
}

type Bytes = SmallVec<[u8; 16]>;

/// A mode with its values in a form that the engine knows.
enum Mode {
    /// Elements of the array's type.
    Constant(Vec<[Bytes; 2]>),
    Edge,
    LinearRamp(Vec<[Complex<f64>; 2]>),
    Statistic(Statistic, Vec<[Option<usize>; 2]>),
    Reflect {
        edge: bool,
        odd: bool,
    },
    Wrap,
}

impl Mode {
    fn new<T: Elem>(mode: &PadMode<T::Value>, dtype: DType, ndim: usize) -> Result<Mode> {
        let statistic = |what, lengths: &Option<Sides<usize>>| {
            let lengths = match lengths {
                Some(lengths) => lengths.pairs(ndim, |&n| Ok(Some(n)))?,
                None => vec![[None; 2]; ndim],
            };
            Ok(Mode::Statistic(what, lengths))
        };
        match mode {
            PadMode::Constant(values) => {
                let bytes = |value: &T::Value| {
                    let mut bytes: Bytes = smallvec::smallvec![0; dtype.itemsize()];
                    T::store(value, dtype, &mut bytes)?;
                    Ok(bytes)
                };
                Ok(Mode::Constant(values.pairs(ndim, bytes)?))
            }
            PadMode::Empty => Ok(Mode::Constant(vec![[Bytes::new(), Bytes::new()]; ndim])),
            PadMode::Edge => Ok(Mode::Edge),
            PadMode::LinearRamp(values) => Ok(Mode::LinearRamp(values.pairs(ndim, number::<T>)?)),
            PadMode::Maximum(lengths) => statistic(Statistic::Maximum, lengths),
            PadMode::Mean(lengths) => statistic(Statistic::Mean, lengths),
            PadMode::Median(lengths) => statistic(Statistic::Median, lengths),
            PadMode::Minimum(lengths) => statistic(Statistic::Minimum, lengths),
            PadMode::Reflect(kind) => Ok(Mode::Reflect { edge: false, odd: *kind == Reflection::Odd }),
            PadMode::Symmetric(kind) => Ok(Mode::Reflect { edge: true, odd: *kind == Reflection::Odd }),
            PadMode::Wrap => Ok(Mode::Wrap),
        }
    }

    /// Whether nothing can go wrong once the shapes are settled.
    fn is_infallible(&self) -> bool {
        matches!(self, Mode::Constant(_) | Mode::Edge | Mode::Wrap | Mode::Reflect { odd: false, .. })
    }
}

/// A value as a complex number: what ramps are computed in. (A run-time value may be of another type than the array.)
fn number<T: Elem>(value: &T::Value) -> Result<Complex<f64>> {
    let dtype = T::static_dtype().unwrap_or(DType::COMPLEX128);
    let mut bytes: Bytes = smallvec::smallvec![0; dtype.itemsize()];
    T::store(value, dtype, &mut bytes)?;
    let bytes = scalar_bytes(&Scalar::from_bytes(dtype, &bytes), DType::COMPLEX128)?;
    match Scalar::from_bytes(DType::COMPLEX128, &bytes) {
        Scalar::Complex128(value) => Ok(value),
        _ => unreachable!("sixteen bytes of complex128"),
    }
}

fn scalar_bytes(value: &Scalar, dtype: DType) -> Result<Bytes> {
    Ok(Bytes::from_vec(crate::raw::scalar_bytes(value, dtype)?))
}

/// The output while it is filled.
struct Canvas<'a> {
    target: &'a Target,
    /// Where the middle starts.
    start: List,
    /// The shape of the middle.
    shape: List,
}

impl Canvas<'_> {
    /// The part in which the border of `axis` is written, with a range of that axis: all of the axes before it, the
    /// middle of those after it.
    fn strip(&self, axis: usize, range: Range<usize>) -> Result<Raw> {
        let whole = self.target.at.layout.shape();
        let (mut start, mut shape) = (self.start.clone(), self.shape.clone());
        for before in 0..axis {
            (start[before], shape[before]) = (0, whole[before]);
        }
        (start[axis], shape[axis]) = (range.start, range.len());
        Ok(Raw { layout: part_of(&self.target.at.layout, &start, &shape)?, ..self.target.at })
    }

    /// Copies one range of an axis to another, backwards if so wanted.
    ///
    /// # Safety
    /// The source was written; the ranges are apart, and as long.
    unsafe fn copy(&self, axis: usize, from: Range<usize>, to: Range<usize>, backwards: bool) -> Result<()> {
        let mut source = self.strip(axis, from)?;
        if backwards {
            source.layout = source.layout.flip(Some(&[axis as isize]))?;
        }
        // SAFETY: the caller's word.
        unsafe {
            Ok(npcore_exec::copy_elements(&source.operand(), &self.strip(axis, to)?.operand(), self.target.warm)?)
        }
    }

    /// Copies one place (a stretch of length 1) to each of a range.
    ///
    /// # Safety
    /// The source was written, or is other memory that may be read; it is not in the range.
    unsafe fn spread(&self, axis: usize, source: &Raw, to: Range<usize>) -> Result<()> {
        if to.is_empty() {
            return Ok(());
        }
        let target = self.strip(axis, to)?;
        let layout = npcore_broadcast::broadcast_into(&source.layout, target.layout.shape())?;
        // SAFETY: the caller's word.
        unsafe {
            Ok(npcore_exec::copy_elements(&source.with_layout(layout).operand(), &target.operand(), self.target.warm)?)
        }
    }
}

fn padded(a: DynView<'_>, widths: &Sides<usize>, mode: Mode, out: Out<'_>) -> Result<Option<DynArray>> {
    let widths = widths.pairs(a.ndim(), |&n| Ok(n))?;
    if a.is_empty() && !matches!(mode, Mode::Constant(_)) {
        for (axis, (&n, width)) in a.shape().iter().zip(&widths).enumerate() {
            if n == 0 && *width != [0, 0] {
                return Err(JoinError::EmptyAxis { axis }.into());
            }
        }
    }
    let grown =
        a.shape().iter().zip(&widths).map(|(&n, [before, after])| n.saturating_add(*before).saturating_add(*after));
    let layout = ordered(&grown.collect::<List>(), a.dtype(), a.layout().prefers_f(a.itemsize()))?;
    let simple = mode.is_infallible();
    let direct = |raw: &Raw| simple && raw.dtype == a.dtype() && super::target::same_places(&raw.layout, &layout);
    let target = Target::new(out, a.dtype(), layout, &[a], direct)?;
    let canvas = Canvas { target: &target, start: widths.iter().map(|w| w[0]).collect(), shape: a.shape().into() };
    let mut parts = Vec::new();
    if !a.is_empty() {
        parts.push(Part { source: *a.raw(), start: canvas.start.clone() });
    }
    // SAFETY: the middle and the borders make up the target, which shares no memory with the array; borders are
    // made of what was written before them.
    unsafe {
        if let Mode::Constant(values) = &mode {
            let zero = vec![0; a.itemsize()];
            constant_parts(&canvas, &widths, values, &zero, &mut parts)?;
            write_parts(&parts, &target.at, target.warm)?;
        } else {
            write_parts(&parts, &target.at, target.warm)?;
            for (axis, &width) in widths.iter().enumerate() {
                if !target.at.layout.is_empty() {
                    border(&canvas, axis, width, &mode)?;
                }
            }
        }
        target.finish(trusted(&[a], a.dtype()))
    }
}

/// The borders of constants as blocks of the target; where there is no value, `zero`.
fn constant_parts(
    canvas: &Canvas<'_>,
    widths: &[[usize; 2]],
    values: &[[Bytes; 2]],
    zero: &[u8],
    parts: &mut Vec<Part>,
) -> Result<()> {
    let whole = canvas.target.at.layout.shape();
    for (axis, width) in widths.iter().enumerate() {
        for (side, start) in [0, whole[axis] - width[1]].into_iter().enumerate() {
            let layout = canvas.strip(axis, start..start + width[side])?.layout;
            if layout.is_empty() {
                continue;
            }
            let value = &values[axis][side];
            let value = if value.is_empty() { zero } else { value };
            let layout = Layout::new(layout.shape(), &vec![0; layout.ndim()], 0)?;
            let source = Raw { ptr: value.as_ptr().cast_mut(), layout, ..canvas.target.at };
            let mut at = canvas.start.clone();
            at[..axis].fill(0);
            at[axis] = start;
            parts.push(Part { source, start: at });
        }
    }
    Ok(())
}

/// Writes the borders of one axis.
///
/// # Safety
/// The canvas is written but for the borders of this axis and those after it.
unsafe fn border(canvas: &Canvas<'_>, axis: usize, width: [usize; 2], mode: &Mode) -> Result<()> {
    let [before, after] = width;
    let whole = canvas.target.at.layout.shape()[axis];
    let n = canvas.shape[axis];
    let (front, back) = (0..before, whole - after..whole);
    // SAFETY: what is read lies in the middle of the axis, or in a border that was written.
    unsafe {
        match mode {
            Mode::Constant(_) => {}
            Mode::Reflect { odd, edge } if n > 1 => reflect(canvas, axis, width, *odd, *edge)?,
            // A single value is mirrored into itself.
            Mode::Edge | Mode::Reflect { .. } => {
                canvas.spread(axis, &canvas.strip(axis, before..before + 1)?, front)?;
                canvas.spread(axis, &canvas.strip(axis, whole - after - 1..whole - after)?, back)?;
            }
            Mode::Wrap => wrap(canvas, axis, width)?,
            Mode::LinearRamp(ends) => ramp::border(canvas, axis, width, ends[axis])?,
            Mode::Statistic(what, lengths) => {
                let lengths = lengths[axis].map(|length| length.unwrap_or(n).min(n));
                if lengths.contains(&0) && matches!(what, Statistic::Maximum | Statistic::Minimum) {
                    return Err(JoinError::StatLength.into());
                }
                if width == [0, 0] {
                    return Ok(());
                }
                let first = what.of(&canvas.strip(axis, before..before + lengths[0])?, axis)?;
                canvas.spread(axis, first.raw(), front)?;
                if lengths == [n, n] {
                    canvas.spread(axis, first.raw(), back)?;
                } else {
                    let end = before + n;
                    let last = what.of(&canvas.strip(axis, end - lengths[1]..end)?, axis)?;
                    canvas.spread(axis, last.raw(), back)?;
                }
            }
        }
    }
    Ok(())
}

/// Continues the axis with its values from the other end, in steps of whole periods.
///
/// # Safety
/// As [`border`].
unsafe fn wrap(canvas: &Canvas<'_>, axis: usize, [mut before, mut after]: [usize; 2]) -> Result<()> {
    let whole = canvas.target.at.layout.shape()[axis];
    let n = canvas.shape[axis];
    while before > 0 || after > 0 {
        let period = (whole - before - after) / n * n;
        let (left, right) = (period.min(before), period.min(after));
        let end = whole - after;
        // SAFETY: whole periods that were written, and places next to them that were not.
        unsafe {
            canvas.copy(axis, before + period - left..before + period, before - left..before, false)?;
            canvas.copy(axis, end - period..end - period + right, end..end + right, false)?;
        }
        (before, after) = (before - left, after - right);
    }
    Ok(())
}

/// `narrow` of an operand.
fn slab(op: &Raw, axis: usize, range: Range<usize>) -> Result<Raw> {
    Ok(op.with_layout(narrow(&op.layout, axis, range)?))
}
