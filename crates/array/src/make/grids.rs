//! Coordinates as arrays: meshes, index grids, functions of positions.

use npcore_dtype::{DType, Elem, Element};
use npcore_layout::{Order, SliceItem};

use crate::containers::{Array, ArrayView, DynArray};
use crate::create::{Countable, arange, new_layout, zeroed};
use crate::error::{ArrayError, Result};
use crate::look::{IntoView, broadcast_arrays};
use crate::make::spacing::Linear;
use crate::shape::IntoShape;

/// Which of the first two axes of a mesh the first array goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indexing {
    /// As in a plot: the first array along axis 1, the second along axis 0.
    #[default]
    Xy,
    /// As in a matrix: each array along its own axis.
    Ij,
}

/// The coordinates of a grid from those along each axis: an array for each, of the grid's shape, or of length 1 but
/// along its own axis if `sparse`. Copies; [`meshgrid_views`] gives views.
///
/// # Errors
/// More than 64 arrays; no memory.
///
/// ```
/// use npcore_array::{Indexing, array, meshgrid};
/// let (x, y) = (array![0, 1, 2], array![10, 20]);
/// let grid = meshgrid([&x, &y], Indexing::Xy, false)?;
/// assert_eq!(grid[0].to_string(), "[[0 1 2]\n [0 1 2]]");
/// assert_eq!(grid[1].to_string(), "[[10 10 10]\n [20 20 20]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn meshgrid<'a, V: IntoView<'a>>(
    arrays: impl IntoIterator<Item = V>,
    indexing: Indexing,
    sparse: bool,
) -> Result<Vec<Array<V::T>>> {
    let flat: Vec<_> = arrays.into_iter().map(|a| a.into_view().ravel()).collect();
    let views = mesh(flat.iter().map(|a| a.view()), flat.len(), indexing, sparse)?;
    views.iter().map(|v| v.try_to_owned(Order::C)).collect()
}

/// [`meshgrid`] without copies (NumPy's `copy=False`); views, to be read.
///
/// # Errors
/// As [`meshgrid`]; an array of several axes that cannot be seen as a vector.
pub fn meshgrid_views<'a, V: IntoView<'a>>(
    arrays: impl IntoIterator<Item = V>,
    indexing: Indexing,
    sparse: bool,
) -> Result<Vec<ArrayView<'a, V::T>>> {
    let views: Vec<_> = arrays.into_iter().map(IntoView::into_view).collect();
    mesh(views.iter().copied(), views.len(), indexing, sparse)
}

fn mesh<'a, T: Elem>(
    arrays: impl Iterator<Item = ArrayView<'a, T>>,
    ndim: usize,
    indexing: Indexing,
    sparse: bool,
) -> Result<Vec<ArrayView<'a, T>>> {
    let along = |axis: usize| -> Vec<isize> { (0..ndim).map(|i| if i == axis { -1 } else { 1 }).collect() };
    let placed = arrays.enumerate().map(|(i, a)| {
        let own = a.reshape_view(&along(i)[..])?;
        match indexing {
            Indexing::Xy if ndim > 1 && i < 2 => own.reshape_view(&along(1 - i)[..]),
            _ => Ok(own),
        }
    });
    let placed: Vec<_> = placed.collect::<Result<_>>()?;
    if sparse { Ok(placed) } else { broadcast_arrays(placed) }
}

/// The indices of a grid: for a shape of `n` axes an array of `n + 1`, where `[i]` has each place's index along
/// axis `i`.
///
/// # Errors
/// Negative lengths; too many axes or elements; no memory.
///
/// ```
/// let a = npcore_array::indices::<i64>([2, 3])?;
/// assert_eq!(a.to_string(), "[[[0 0 0]\n  [1 1 1]]\n\n [[0 1 2]\n  [0 1 2]]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn indices<T: Element>(shape: impl IntoShape) -> Result<Array<T>> {
    Ok(indices_dyn(shape, <T as Element>::dtype())?.assume_type())
}

/// [`indices`] with a dtype known at run time.
///
/// # Errors
/// As [`indices`].
pub fn indices_dyn(shape: impl IntoShape, dtype: DType) -> Result<DynArray> {
    let shape = shape.into_shape()?;
    let mut whole = vec![shape.len()];
    whole.extend_from_slice(&shape);
    let mut grid: DynArray = zeroed(new_layout(&whole, dtype, Order::C)?, dtype)?;
    for axis in 0..shape.len() {
        let along = counted(&shape, axis)?;
        grid.index_axis_mut(0, axis as isize)?.try_assign(&along)?;
    }
    Ok(grid)
}

/// The indices of a grid as one array for each axis, of length 1 along the others: they broadcast to the grid.
///
/// # Errors
/// As [`indices`].
pub fn indices_sparse<T: Element>(shape: impl IntoShape) -> Result<Vec<Array<T>>> {
    let shape = shape.into_shape()?;
    let along = |axis| Ok(counted(&shape, axis)?.astype_dyn(<T as Element>::dtype())?.assume_type());
    (0..shape.len()).map(along).collect()
}

/// 0, 1, 2, ... along one axis of as many as the shape has.
fn counted(shape: &[usize], axis: usize) -> Result<Array<i64>> {
    let n = i64::try_from(shape[axis]).unwrap_or(i64::MAX);
    let own: Vec<isize> = (0..shape.len()).map(|i| if i == axis { -1 } else { 1 }).collect();
    arange(0, n, 1).into_shape(&own[..])
}

/// What a function of positions gives for a whole grid: it is called once, with the [`indices`] along each axis.
/// [`Array::from_fn`] calls it for each position.
///
/// # Errors
/// As [`indices`].
///
/// ```
/// use npcore_array::fromfunction;
/// let a = fromfunction::<i64, _>(|i| i[0] * 10 + i[1], [3, 3])?;
/// assert_eq!(a.to_string(), "[[ 0  1  2]\n [10 11 12]\n [20 21 22]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn fromfunction<T: Element, R>(
    function: impl FnOnce(&[ArrayView<'_, T>]) -> R,
    shape: impl IntoShape,
) -> Result<R> {
    let grid = indices::<T>(shape)?;
    let axes: Vec<_> = grid.axis_iter(0).collect();
    Ok(function(&axes))
}

/// One axis of [`mgrid`] and [`ogrid`]: NumPy's `start:stop:step` or `start:stop:5j`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridAxis<T> {
    start: T,
    step: T,
    /// Negative where the stop lies the other way: an error of `mgrid`, nothing to `ogrid`.
    len: isize,
}

impl<T: Countable> GridAxis<T> {
    /// From `start` to before `stop` in steps of `step`.
    ///
    /// # Errors
    /// A step of zero, or lengths that are no number.
    pub fn step(start: T, stop: T, step: T) -> Result<GridAxis<T>> {
        let f = |x: T| x.to_f64().unwrap_or(f64::NAN);
        // In `T`'s precision, as NumPy's scalars divide.
        let steps = match <T as Element>::dtype().is_float() {
            true => f(T::from_f64(f(stop.minus(start)) / f(step))),
            false => (f(stop) - f(start)) / f(step),
        };
        if !steps.is_finite() || steps.abs() > isize::MAX as f64 {
            return Err(ArrayError::Value("Maximum allowed size exceeded".to_owned()));
        }
        Ok(GridAxis { start, step, len: steps.ceil() as isize })
    }
}

impl<T: Countable + Linear> GridAxis<T> {
    /// `num` values evenly from `start` to `stop`, both included: NumPy's complex step.
    pub fn points(start: T, stop: T, num: usize) -> GridAxis<T> {
        let step = if num == 1 { T::one() } else { (stop - start) / (<T as Linear>::count(num) - T::one()) };
        GridAxis { start, step, len: isize::try_from(num).unwrap_or(isize::MAX) }
    }
}

impl<T: Countable> From<std::ops::Range<T>> for GridAxis<T> {
    /// In steps of one.
    fn from(range: std::ops::Range<T>) -> GridAxis<T> {
        let step = T::from_f64(1.0);
        GridAxis::step(range.start, range.end, step).unwrap_or(GridAxis { start: range.start, step, len: 0 })
    }
}

impl<T: Countable> GridAxis<T> {
    fn values(&self) -> Result<Array<T>> {
        Array::try_from_index(usize::try_from(self.len).unwrap_or(0), |i| T::nth(self.start, self.step, i))
    }
}

/// A dense grid from its axes: `mgrid[0:5, 0:1:3j]`, as an array of `n + 1` axes.
///
/// # Errors
/// As [`indices`]: an axis whose stop lies the other way has a negative length.
///
/// ```
/// use npcore_array::{GridAxis, mgrid};
/// let a = mgrid(&[GridAxis::from(0.0..2.0), GridAxis::points(0.0, 1.0, 3)])?;
/// assert_eq!(a.to_string(), "[[[0.  0.  0. ]\n  [1.  1.  1. ]]\n\n [[0.  0.5 1. ]\n  [0.  0.5 1. ]]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn mgrid<T: Countable>(axes: &[GridAxis<T>]) -> Result<Array<T>> {
    let dtype = <T as Element>::dtype();
    let mut whole = vec![axes.len() as isize];
    whole.extend(axes.iter().map(|axis| axis.len));
    let mut grid: Array<T> = zeroed(new_layout(&whole.into_shape()?, dtype, Order::C)?, dtype)?;
    for (i, along) in ogrid(axes)?.iter().enumerate() {
        grid.index_axis_mut(0, i as isize)?.try_assign(along)?;
    }
    Ok(grid)
}

/// An open grid from its axes: an array for each, of length 1 along the others. An axis whose stop lies the other way
/// has no elements.
///
/// # Errors
/// As [`indices`].
pub fn ogrid<T: Countable>(axes: &[GridAxis<T>]) -> Result<Vec<Array<T>>> {
    let along = |(i, axis): (usize, &GridAxis<T>)| {
        let items: Vec<SliceItem> =
            (0..axes.len()).map(|j| if i == j { SliceItem::FULL } else { SliceItem::NewAxis }).collect();
        let (buffer, raw) = axis.values()?.into_parts();
        let layout = raw.layout.slice(&items)?;
        // SAFETY: the parts of an array, with new axes.
        Ok(unsafe { Array::from_parts(buffer, raw.dtype, layout, raw.trusted) })
    };
    axes.iter().enumerate().map(along).collect()
}
