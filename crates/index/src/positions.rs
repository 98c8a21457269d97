//! Positions: of elements that are not 0, of diagonals and triangles, and between flat ones and those along axes.

use npcore_array::{Array, ArrayCow, ArrayError, ArrayView, AsView, DynView, IntoShape, Order, Result, engine, tri};
use npcore_dtype::{DType, Elem};
use npcore_exec::IndexMode;

use crate::convert::{positions, refused, truth};

/// Where elements are not 0: for each axis the positions along it, in C order of the elements.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::nonzero;
/// let found = nonzero(&array![[3, 0, 0], [0, 4, 0], [5, 6, 0]])?;
/// assert_eq!(found[0].to_string(), "[0 1 2 2]");
/// assert_eq!(found[1].to_string(), "[0 1 0 1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// An array without axes; no memory.
pub fn nonzero<T: Elem>(a: impl AsView<T>) -> Result<Vec<Array<i64>>> {
    let a = a.as_view();
    if a.ndim() == 0 {
        return refused(
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead. If the context of \
             this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`.",
        );
    }
    crate::selection::nonzero(&truth(a.as_dyn())?.view())
}

/// Where the elements, one behind the other in C order, are not 0.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::flatnonzero;
/// assert_eq!(flatnonzero(&array![[-2, 0], [0, 1]])?.to_string(), "[0 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn flatnonzero<T: Elem>(a: impl AsView<T>) -> Result<Array<i64>> {
    let a = a.as_view();
    let mask = truth(a.as_dyn())?;
    let mut found = crate::selection::nonzero(&mask.view().ravel().view())?;
    Ok(found.swap_remove(0))
}

/// Where elements are not 0: a row of positions for each.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::argwhere;
/// assert_eq!(argwhere(&array![[0, 1], [2, 3]])?.to_string(), "[[0 1]\n [1 0]\n [1 1]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn argwhere<T: Elem>(a: impl AsView<T>) -> Result<Array<i64>> {
    let a = a.as_view();
    if a.ndim() == 0 {
        let found = truth(a.as_dyn())?.view().values().filter(|&found| found).count();
        return Array::from_shape_vec([found, 0], vec![]);
    }
    Ok(npcore_array::stack(&nonzero(a)?, 0)?.into_transposed())
}

/// Lists of positions, one for each axis, as an open mesh: `a.index(ix)` with all of them is every combination. A list of
/// bools is the positions where it is true.
///
/// ```
/// use npcore_array::arange;
/// use npcore_index::{ArrayIndex, ix, ix_};
/// let a = arange::<i64>(0, 10, 1).into_shape([2, 5])?;
/// let mesh = ix_(&[&[0i64, 1][..], &[2, 4]])?;
/// assert_eq!(mesh[0].shape(), [2, 1]);
/// assert_eq!(a.index(ix![&mesh[0], &mesh[1]])?.to_string(), "[[2 4]\n [7 9]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Cross index must be 1 dimensional`; lists that are neither of integers nor of bools; no memory.
pub fn ix_<T: Elem, A: AsView<T>>(lists: &[A]) -> Result<Vec<Array<i64>>> {
    let n = lists.len();
    let mesh = |(axis, list): (usize, &A)| {
        let list = list.as_view();
        if list.ndim() != 1 {
            return refused("Cross index must be 1 dimensional");
        }
        let found = if list.dtype() == DType::BOOL {
            crate::selection::nonzero(&truth(list.as_dyn())?.view())?.swap_remove(0)
        } else {
            positions(list.as_dyn())?.into_owned()
        };
        let mut shape = vec![1; n];
        shape[axis] = found.size();
        found.into_shape(&shape[..])
    };
    lists.iter().enumerate().map(mesh).collect()
}

/// The positions along each axis of flat positions in an array of the shape, whose elements follow in `order` (C or F).
///
/// ```
/// use npcore_array::{Order, array};
/// use npcore_index::unravel_index;
/// let found = unravel_index([22, 41, 37], (7, 6), Order::C)?;
/// assert_eq!((found[0].to_string(), found[1].to_string()), ("[3 6 6]".into(), "[4 5 1]".into()));
/// let refused = unravel_index(42, (7, 6), Order::C).unwrap_err();
/// assert_eq!(refused.to_string(), "index 42 is out of bounds for array with size 42");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A position out of bounds; values that are no integers; another order; a shape too large; no memory.
pub fn unravel_index<I: Elem>(indices: impl AsView<I>, shape: impl IntoShape, order: Order) -> Result<Vec<Array<i64>>> {
    let shape = shape.into_shape()?;
    let indices = indices.as_view();
    let flat = integers(indices.as_dyn())?;
    let size = flat_size(&shape)?;
    let flat = flat.view();
    if let Some(index) = flat.values().find(|index| !(0..size).contains(index)) {
        return refused(format!("index {index} is out of bounds for array with size {size}"));
    }
    if shape.is_empty() && flat.ndim() != 0 {
        return refused("multiple indices are not supported for 0d arrays");
    }
    let (strides, axes) = (strides(&shape, order)?, shape.iter());
    let along = |(stride, &len): (i64, &usize)| {
        engine::map1(flat, move |index: i64| index / stride.max(1) % (len as i64).max(1))
    };
    strides.into_iter().zip(axes).map(along).collect()
}

/// The flat positions, in an array of the shape whose elements follow in `order` (C or F), of positions along each axis. What
/// is out of bounds becomes what the axis's mode says; one mode stands for all.
///
/// ```
/// use npcore_array::{Order, array};
/// use npcore_index::{IndexMode, ravel_multi_index};
/// let (rows, columns) = (array![3, 6, 6], array![4, 5, 1]);
/// let found = ravel_multi_index(&[&rows, &columns], (7, 6), &[IndexMode::Raise], Order::C)?;
/// assert_eq!(found.to_string(), "[22 41 37]");
/// let refused = ravel_multi_index(&[&rows, &columns], (4, 6), &[IndexMode::Raise], Order::C).unwrap_err();
/// assert_eq!(refused.to_string(), "invalid entry in coordinates array");
/// let found = ravel_multi_index(&[&rows, &columns], (4, 4), &[IndexMode::Clip, IndexMode::Wrap], Order::C)?;
/// assert_eq!(found.to_string(), "[12 13 13]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for positions out of bounds (negative ones, too), a number of arrays or modes that is not that of the axes,
/// arrays that do not broadcast; values that are no integers; another order; no memory.
pub fn ravel_multi_index<I: Elem, A: AsView<I>>(
    indices: &[A],
    shape: impl IntoShape,
    modes: &[IndexMode],
    order: Order,
) -> Result<Array<i64>> {
    let shape = shape.into_shape()?;
    let ndim = shape.len();
    let steps = strides(&shape, order)?;
    if modes.len() != 1 && modes.len() != ndim {
        return refused(format!("parameter mode must be a sequence of length {ndim}"));
    }
    if indices.len() != ndim {
        return refused(format!("parameter multi_index must be a sequence of length {ndim}"));
    }
    let size = flat_size(&shape).map_err(|_| {
        ArrayError::Value("invalid dims: array size defined by dims is larger than the maximum possible size.".into())
    })?;
    let views: Vec<_> = indices.iter().map(|indices| indices.as_view()).collect();
    let lists: Vec<ArrayCow<'_, i64>> = views.iter().map(|view| integers(view.as_dyn())).collect::<Result<_>>()?;
    let lengths: Vec<_> = lists.iter().map(|list| list.view()).collect();
    let lengths: Vec<&[usize]> = lengths.iter().map(|view| view.shape()).collect();
    let common = npcore_broadcast::broadcast_shapes(&lengths)?;
    let mut flat = npcore_array::zeros::<i64>(&common[..]);
    if size == 0 && flat.size() > 0 {
        return refused("cannot unravel if shape has zero entries (is empty).");
    }
    for (axis, (list, step)) in lists.iter().zip(steps).enumerate() {
        let len = shape[axis] as i64;
        let list = list.view();
        let along = match modes[if modes.len() == 1 { 0 } else { axis }] {
            IndexMode::Raise => {
                if !common.contains(&0) && list.values().any(|index| !(0..len).contains(&index)) {
                    return refused("invalid entry in coordinates array");
                }
                engine::map1(list, move |index: i64| index * step)?
            }
            IndexMode::Wrap => engine::map1(list, move |index: i64| index.rem_euclid(len.max(1)) * step)?,
            IndexMode::Clip => engine::map1(list, move |index: i64| index.clamp(0, (len - 1).max(0)) * step)?,
        };
        flat.try_add_assign(&along)?;
    }
    Ok(flat)
}

/// Positions, of integers only.
fn integers(view: DynView<'_>) -> Result<ArrayCow<'_, i64>> {
    if !view.dtype().is_integer() {
        return refused("only int indices permitted");
    }
    positions(view)
}

fn flat_size(shape: &[usize]) -> Result<i64> {
    let size = shape.iter().try_fold(1i64, |size, &n| size.checked_mul(i64::try_from(n).ok()?));
    size.ok_or_else(|| {
        ArrayError::Value(
            "dimensions are too large; arrays and shapes with a total size greater than 'intp' are not supported."
                .into(),
        )
    })
}

/// How far the neighbours along each axis are apart, counted in elements.
fn strides(shape: &[usize], order: Order) -> Result<Vec<i64>> {
    let mut steps = vec![0; shape.len()];
    let mut step = 1i64;
    let mut next = |axis: usize| {
        steps[axis] = step;
        step = step.saturating_mul(shape[axis] as i64);
    };
    match order {
        Order::C => (0..shape.len()).rev().for_each(&mut next),
        Order::F => (0..shape.len()).for_each(&mut next),
        _ => return refused("only 'C' or 'F' order is permitted"),
    }
    Ok(steps)
}

/// The positions of the main diagonal of an array with `ndim` axes of length `n`, for each axis.
///
/// ```
/// use npcore_array::zeros;
/// use npcore_index::{ArrayIndexMut, diag_indices, ix};
/// let mut a = zeros::<i32>([2, 2]);
/// let at = diag_indices(2, 2);
/// a.index_mut(ix![&at[0], &at[1]])?.fill(1)?;
/// assert_eq!(a.to_string(), "[[1 0]\n [0 1]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn diag_indices(n: usize, ndim: usize) -> Vec<Array<i64>> {
    let along: Vec<i64> = (0..n as i64).collect();
    (0..ndim).map(|_| Array::from_vec(along.clone())).collect()
}

/// [`diag_indices`] of an array.
///
/// # Errors
/// `input array must be at least 2-d`; `All dimensions of input must be of equal length`.
pub fn diag_indices_from<T: Elem>(a: impl AsView<T>) -> Result<Vec<Array<i64>>> {
    let a = a.as_view();
    if a.ndim() < 2 {
        return refused("input array must be at least 2-d");
    }
    if a.shape().iter().any(|&n| n != a.shape()[0]) {
        return refused("All dimensions of input must be of equal length");
    }
    Ok(diag_indices(a.shape()[0], a.ndim()))
}

fn pair(mut found: Vec<Array<i64>>) -> [Array<i64>; 2] {
    let second = found.swap_remove(1);
    [found.swap_remove(0), second]
}

/// Rows and columns of the elements of an `n` by `n` matrix that a function such as `triu` keeps: those of ones that it does
/// not make 0.
///
/// ```
/// use npcore_array::triu;
/// use npcore_index::mask_indices;
/// let [rows, columns] = mask_indices(3, |ones| triu(ones, 1))?;
/// assert_eq!((rows.to_string(), columns.to_string()), ("[0 0 1]".into(), "[1 2 2]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Those of the function; another number of axes than two; no memory.
pub fn mask_indices<T: Elem>(
    n: usize,
    mask: impl FnOnce(ArrayView<'_, i64>) -> Result<Array<T>>,
) -> Result<[Array<i64>; 2]> {
    let kept = mask(npcore_array::ones::<i64>([n, n]).view())?;
    if kept.ndim() != 2 {
        return refused(format!("a mask of 2 dimensions is expected, got {}", kept.ndim()));
    }
    Ok(pair(nonzero(&kept)?))
}

/// Rows and columns of the elements of a matrix on and below its `k`th diagonal.
///
/// ```
/// use npcore_index::tril_indices;
/// let [rows, columns] = tril_indices(3, 0, 3)?;
/// assert_eq!(rows.to_string(), "[0 1 1 2 2 2]");
/// assert_eq!(columns.to_string(), "[0 0 1 0 1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn tril_indices(rows: usize, k: isize, columns: usize) -> Result<[Array<i64>; 2]> {
    Ok(pair(nonzero(tri::<bool>(rows, columns, k))?))
}

/// Rows and columns of the elements of a matrix on and above its `k`th diagonal.
///
/// ```
/// use npcore_index::triu_indices;
/// let [rows, columns] = triu_indices(2, 1, 3)?;
/// assert_eq!((rows.to_string(), columns.to_string()), ("[0 0 1]".into(), "[1 2 2]".into()));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn triu_indices(rows: usize, k: isize, columns: usize) -> Result<[Array<i64>; 2]> {
    Ok(pair(nonzero(!tri::<bool>(rows, columns, k.saturating_sub(1)))?))
}

/// The lengths of a matrix.
fn matrix<T: Elem>(a: impl AsView<T>) -> Result<[usize; 2]> {
    match a.as_view().shape() {
        &[rows, columns] => Ok([rows, columns]),
        _ => refused("input array must be 2-d"),
    }
}

/// [`tril_indices`] of an array.
///
/// # Errors
/// `input array must be 2-d`; no memory.
pub fn tril_indices_from<T: Elem>(a: impl AsView<T>, k: isize) -> Result<[Array<i64>; 2]> {
    let [rows, columns] = matrix(a)?;
    tril_indices(rows, k, columns)
}

/// [`triu_indices`] of an array.
///
/// # Errors
/// `input array must be 2-d`; no memory.
pub fn triu_indices_from<T: Elem>(a: impl AsView<T>, k: isize) -> Result<[Array<i64>; 2]> {
    let [rows, columns] = matrix(a)?;
    triu_indices(rows, k, columns)
}
