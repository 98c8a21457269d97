//! Closures over the lanes and axes of an array: `apply_along_axis`, `apply_over_axes`.

use npcore_dtype::{DType, Elem};
use npcore_exec::Buffer;
use npcore_layout::{Layout, LayoutError, MAX_RANK, Order, Shape, normalize_axis};

use crate::arguments::AsView;
use crate::containers::{Array, ArrayCow, ArrayView, Container};
use crate::create::uninit;
use crate::error::{ArrayError, Result};
use crate::lanes::Lanes;
use crate::raw::{Raw, has_invalid_patterns};
use crate::shape::Axes;

/// The results of a closure for each lane, in one array.
struct Collected {
    /// The lengths of the axes before the lanes' axis and behind it.
    outer: Shape,
    axis: usize,
    filled: Option<Filled>,
}

struct Filled {
    buffer: Buffer,
    dtype: DType,
    /// Where the next result goes; its layout is one result's.
    next: Raw,
    step: usize,
    trusted: bool,
}

impl Collected {
    /// Makes room for as many results as there are lanes, by the first of them.
    fn start(&self, first: &Raw) -> Result<Filled> {
        let item = first.itemsize();
        let all: Vec<usize> = self.outer.iter().chain(first.layout.shape()).copied().collect();
        if all.len() > MAX_RANK {
            return Err(LayoutError::TooManyDimensions { found: all.len() }.into());
        }
        let whole = Layout::contiguous(&all, item, Order::C)?;
        // The only result keeps its order in memory, as NumPy's `zeros_like` does.
        let order = if self.outer.is_empty() { Order::K } else { Order::C };
        let one = first.layout.like(order, item)?;
        let buffer = uninit(&whole, first.dtype)?;
        let next = Raw { ptr: buffer.as_ptr().as_ptr(), dtype: first.dtype, layout: one, trusted: true };
        Ok(Filled { buffer, dtype: first.dtype, next, step: one.nbytes(item), trusted: true })
    }

    /// # Safety
    /// The result's elements may be read; there are no more results than lanes.
    unsafe fn push(&mut self, result: &Raw) -> Result<()> {
        let filled = match &mut self.filled {
            Some(filled) => filled,
            None => {
                let filled = self.start(result)?;
                self.filled.insert(filled)
            }
        };
        let plain = result.dtype == filled.dtype;
        if plain
            && result.layout.shape() == filled.next.layout.shape()
            && result.is_c_contiguous()
            && filled.next.is_c_contiguous()
        {
            // SAFETY: the gapless bytes of a result, into the place of one.
            unsafe { std::ptr::copy_nonoverlapping(result.first().cast_const(), filled.next.ptr, filled.step) };
        } else {
            // SAFETY: the caller's word; the place is ours alone.
            unsafe { crate::data::assign(result, &filled.next)? };
        }
        filled.trusted &= result.trusted || !plain || !has_invalid_patterns(filled.dtype);
        filled.next.ptr = filled.next.ptr.wrapping_add(filled.step);
        Ok(())
    }
    /// The array of all results: their axes stand where the lanes' axis was.
    fn finish<U: Elem>(self) -> Result<Array<U>> {
        let Some(filled) = self.filled else {
            let words = "Cannot apply_along_axis when any iteration dimensions are 0";
            return Err(ArrayError::Value(words.to_owned()));
        };
        let one = filled.next.layout;
        let layout = if self.outer.is_empty() {
            one
        } else {
            let all: Vec<usize> = self.outer.iter().chain(one.shape()).copied().collect();
            let (n, axis) = (all.len() as isize, self.axis as isize);
            let inner = n - one.ndim() as isize;
            let axes: Vec<isize> = (0..axis).chain(inner..n).chain(axis..inner).collect();
            Layout::contiguous(&all, filled.dtype.itemsize(), Order::C)?.permute(&axes)?
        };
        // SAFETY: the buffer was made for the layout, and a result was written for each lane; they are valid values
        // where all results were.
        Ok(unsafe { Array::from_parts(filled.buffer, filled.dtype, layout, filled.trusted) })
    }
}

/// `f` of each one-dimensional view along an axis, in one array.
///
/// What `f` returns may be a scalar, a list or an array: its axes stand in the result where `axis` was (a scalar's: no
/// axis is left). The first result settles shape and, for `DynArray`s, dtype; later ones are broadcast and converted
/// to that. The lanes are views of `a`, given in C order of the other axes.
///
/// # Errors
/// An axis out of bounds; `Cannot apply_along_axis when any iteration dimensions are 0`;
/// `could not broadcast input array from shape (2,) into shape (3,)`; no memory.
/// [`try_apply_along_axis`] is for closures that can fail.
///
/// ```
/// use npcore_array::{apply_along_axis, array};
/// let b = array![[8, 1, 7], [4, 3, 9], [5, 2, 6]];
/// let middle = apply_along_axis(|x| (x[0] + x[-1]) as f64 / 2.0, 0, &b)?;
/// assert_eq!(middle.to_string(), "[6.5 1.5 6.5]");
///
/// let sorted = apply_along_axis(|x| { let mut x = x.to_vec(); x.sort(); x }, 1, &b)?;
/// assert_eq!(sorted.to_string(), "[[1 7 8]\n [3 4 9]\n [2 5 6]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn apply_along_axis<'a, T: Elem, U: Elem, R: AsView<U>>(
    mut f: impl FnMut(ArrayView<'a, T>) -> R,
    axis: isize,
    a: &'a (impl AsView<T> + ?Sized),
) -> Result<Array<U>> {
    along(&mut |lane| Ok::<_, ArrayError>(f(lane)), axis, a.as_view())
}

/// [`apply_along_axis`] with a closure that can fail: its first error ends the call.
///
/// # Errors
/// The closure's, and those of [`apply_along_axis`].
///
/// ```
/// use npcore_array::{ArrayError, apply_along_axis, array, try_apply_along_axis};
/// let a = array![[1, 2, 3, 4], [5, 6, 7, 8]];
/// let square = try_apply_along_axis(|x| x.reshape([2, 2]), 1, &a)?;
/// assert_eq!(square.shape(), [2, 2, 2]);
/// let error = try_apply_along_axis(|x| x.reshape([3, 2]), 1, &a).unwrap_err();
/// assert_eq!(error.to_string(), "cannot reshape array of size 4 into shape (3,2)");
/// # Ok::<(), ArrayError>(())
/// ```
pub fn try_apply_along_axis<'a, T: Elem, U: Elem, R: AsView<U>, E: From<ArrayError>>(
    mut f: impl FnMut(ArrayView<'a, T>) -> std::result::Result<R, E>,
    axis: isize,
    a: &'a (impl AsView<T> + ?Sized),
) -> std::result::Result<Array<U>, E> {
    along(&mut f, axis, a.as_view())
}

fn along<'a, T: Elem, U: Elem, R: AsView<U>, E: From<ArrayError>>(
    f: &mut impl FnMut(ArrayView<'a, T>) -> std::result::Result<R, E>,
    axis: isize,
    a: ArrayView<'a, T>,
) -> std::result::Result<Array<U>, E> {
    let lanes = Lanes::new(a, axis).map_err(ArrayError::from)?;
    let axis = normalize_axis(axis, a.ndim()).map_err(ArrayError::from)?;
    let mut results = Collected { outer: a.layout().shape().removed(axis), axis, filled: None };
    for lane in lanes {
        let result = f(lane)?;
        // SAFETY: the result is borrowed; one for each lane.
        unsafe { results.push(result.as_view().raw())? };
    }
    Ok(results.finish()?)
}

/// `f` applied over one axis after the other: to the array, to what that gave, and so on.
///
/// `f` takes an array and an axis, and gives back an array with as many axes, or with one axis less, which is put
/// back with length 1 (so reductions along the axis keep its place). The axis that it is given counts from 0. With no
/// axes the result is a view of `a`.
///
/// # Errors
/// An axis out of bounds; `function is not returning an array of the correct shape`. [`try_apply_over_axes`] is for
/// closures that can fail.
///
/// ```
/// use npcore_array::{Array, ArrayView, apply_along_axis, apply_over_axes, arange};
/// let a = arange::<i64>(0, 24, 1).into_shape([2, 3, 4])?;
/// let sum = |x: ArrayView<'_, i64>, axis| apply_along_axis(|lane| lane.values().sum::<i64>(), axis, &x).unwrap();
/// let sums = apply_over_axes(sum, &a, [0, 2])?;
/// assert_eq!(sums.to_string(), "[[[ 60]\n  [ 92]\n  [124]]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn apply_over_axes<'a, T: Elem>(
    mut f: impl FnMut(ArrayView<'_, T>, isize) -> Array<T>,
    a: &'a (impl AsView<T> + ?Sized),
    axes: impl Axes,
) -> Result<ArrayCow<'a, T>> {
    try_apply_over_axes(|x, axis| Ok::<_, ArrayError>(f(x, axis)), a, axes)
}

/// [`apply_over_axes`] with a closure that can fail: its first error ends the call.
///
/// # Errors
/// The closure's, and those of [`apply_over_axes`].
pub fn try_apply_over_axes<'a, T: Elem, E: From<ArrayError>>(
    mut f: impl FnMut(ArrayView<'_, T>, isize) -> std::result::Result<Array<T>, E>,
    a: &'a (impl AsView<T> + ?Sized),
    axes: impl Axes,
) -> std::result::Result<ArrayCow<'a, T>, E> {
    let mut value = ArrayCow::View(a.as_view());
    let ndim = value.ndim();
    for axis in axes.axes(ndim) {
        let axis = normalize_axis(axis, ndim).map_err(ArrayError::from)? as isize;
        let result = f(value.view(), axis)?;
        value = ArrayCow::Owned(keep_rank(result, axis, ndim)?);
    }
    Ok(value)
}

/// The array with `ndim` axes: itself, or with one of length 1 put in.
fn keep_rank<T: Elem>(result: Array<T>, axis: isize, ndim: usize) -> Result<Array<T>> {
    if result.ndim() == ndim {
        return Ok(result);
    }
    let (buffer, raw) = result.into_parts();
    let layout = raw.layout.expand_dims(&[axis], raw.itemsize())?;
    if layout.ndim() != ndim {
        return Err(ArrayError::Value("function is not returning an array of the correct shape".to_owned()));
    }
    // SAFETY: the parts of an array, and the same elements with an axis of length 1 more.
    Ok(unsafe { Array::from_parts(buffer, raw.dtype, layout, raw.trusted) })
}
