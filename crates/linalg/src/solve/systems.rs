//! Systems of linear equations: `solve`, `inv`, `tensorsolve`, `tensorinv`.

use npcore_array::{Array, AsView, DynArray, DynView, Ints, LinAlgError, Result, engine};
use npcore_dtype::{Elem, Promote};
use npcore_layout::tuple_text_spaced;

use super::stack::{
    Both, Common, Float, Pieces, Work, by_columns, by_rows, each, error_of, lapack, outer, refused, side, with_work,
    zeros,
};
use crate::backend::Columns;

/// Solves `a x = b` for `x`.
///
/// A `b` with one axis is one right-hand side, for all matrices of a stack; else its last two axes are matrices whose columns
/// are right-hand sides, and the other axes of both are broadcast together.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::solve;
/// let a = array![[3.0, 1.0], [1.0, 2.0]];
/// assert_eq!(solve(&a, [9.0, 8.0])?.to_string(), "[2. 3.]");
/// assert_eq!(solve(&a, [[9, 3], [8, 1]])?.to_string(), "[[2. 1.]\n [3. 0.]]");
/// let words = solve(array![[1, 2], [2, 4]], [1, 2]).unwrap_err().to_string();
/// assert_eq!(words, "Singular matrix");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Singular matrix`, `Last 2 dimensions of the array must be square` and NumPy's other words; types that are no numbers, or
/// float16; no memory.
pub fn solve<A: Elem, B: Elem>(a: impl AsView<A>, b: impl AsView<B>) -> Result<Array<Both<A, B>>>
where
    Float<A>: Promote<Float<B>>,
{
    engine::typed(solved(&a.as_view().as_dyn(), &b.as_view().as_dyn())?)
}

pub(crate) fn solved(a: &DynView<'_>, b: &DynView<'_>) -> Result<DynArray> {
    let n = side(a)?;
    let common = Common::of(&[a, b])?;
    let (name, signature) = if b.ndim() == 1 { ("solve1", "(m,m),(m)->(m)") } else { ("solve", "(m,m),(m,n)->(m,n)") };
    if b.ndim() == 0 {
        return refused(format!(
            "{name}: Input operand 1 does not have enough dimensions (has 0, gufunc core with signature {signature} \
             requires 2)"
        ));
    }
    let matrices = if b.ndim() == 1 { b.expand_dims(-1)? } else { *b };
    let [rows, cols] = super::stack::sides(&matrices)?;
    if rows != n {
        return refused(format!(
            "{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {signature} (size \
             {rows} is different from {n})"
        ));
    }
    let outer = common_outer(a, &matrices)?;
    let x =
        with_work!(common, T => by_rows(columns_of_solutions::<T>(a, &matrices, &outer, [n, cols])?, common.dtype)?);
    if b.ndim() == 1 { x.into_shape(&[&outer[..], &[n]].concat()[..]) } else { Ok(x) }
}

/// The axes that the stacks of two arrays are broadcast to.
fn common_outer(a: &DynView<'_>, b: &DynView<'_>) -> Result<Vec<usize>> {
    let (left, right) = (outer(a), outer(b));
    match npcore_broadcast::broadcast_arguments(&[left, right]) {
        Ok(shape) => Ok(shape.to_vec()),
        Err(_) => {
            let text = |shape: &[usize], outer: &[usize]| {
                let mut inner: Vec<String> = outer.iter().map(usize::to_string).collect();
                inner.extend(["newaxis".to_string(), "newaxis".to_string()]);
                format!("{}->({})", tuple_text_spaced(shape).replace(' ', ""), inner.join(","))
            };
            let core = &b.shape()[b.ndim() - 2..];
            refused(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {} {}  and requested \
                 shape {}",
                text(a.shape(), left),
                text(b.shape(), right),
                tuple_text_spaced(core).replace(' ', "")
            ))
        }
    }
}

fn columns_of_solutions<T: Work>(
    a: &DynView<'_>,
    b: &DynView<'_>,
    outer: &[usize],
    [n, cols]: [usize; 2],
) -> Result<Array<T>> {
    let a = a.broadcast_to(&[outer, &[n, n]].concat()[..])?;
    let b = b.broadcast_to(&[outer, &[n, cols]].concat()[..])?;
    let (mut a, mut x) = (by_columns::<T>(&a)?, by_columns::<T>(&b)?);
    let count = outer.iter().product();
    let (left, right) = (Pieces::of(&mut a, n * n), Pieces::of(&mut x, n * cols));
    let lapack = lapack::<T>();
    if n > 0 {
        each(count, [n, n], error_of(""), |i| {
            // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
            let (a, b) = unsafe { (left.piece(i), right.piece(i)) };
            lapack.gesv(Columns::new(a, [n, n], n), Columns::new(b, [n, cols], n))
        })?;
    }
    Ok(x)
}

/// The inverse of each matrix.
///
/// ```
/// use npcore_array::array;
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(npcore_linalg::inv(&a)?.to_string(), "[[-2.   1. ]\n [ 1.5 -0.5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Singular matrix`, `Last 2 dimensions of the array must be square`; types that are no numbers, or float16; no memory.
pub fn inv<T: Elem>(a: impl AsView<T>) -> Result<Array<Float<T>>> {
    engine::typed(inverted(&a.as_view().as_dyn())?)
}

pub(crate) fn inverted(a: &DynView<'_>) -> Result<DynArray> {
    let (n, common) = (side(a)?, Common::of(&[a])?);
    with_work!(common, T => {
        let (inverses, failure) = inverses::<T>(a, n, false)?;
        debug_assert!(!failure);
        by_rows(inverses, common.dtype)
    })
}

/// The inverses by columns. Where a matrix has none it is NaN with `tolerant`, and that is told; else an error.
pub(crate) fn inverses<T: Work>(a: &DynView<'_>, n: usize, tolerant: bool) -> Result<(Array<T>, bool)> {
    let outer = outer(a);
    let (mut columns, mut x) = (by_columns::<T>(a)?, zeros::<T>(outer, &[n, n])?);
    let (left, right) = (Pieces::of(&mut columns, n * n), Pieces::of(&mut x, n * n));
    let lapack = lapack::<T>();
    let singular = std::sync::atomic::AtomicBool::new(false);
    if n > 0 {
        each(outer.iter().product(), [n, n], error_of(""), |i| {
            // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
            let (a, b) = unsafe { (left.piece(i), right.piece(i)) };
            b.iter_mut().step_by(n + 1).for_each(|x| *x = T::one());
            match lapack.gesv(Columns::new(a, [n, n], n), Columns::new(b, [n, n], n)) {
                Err(crate::backend::Failure::Singular(_)) if tolerant => {
                    b.fill(T::from_real(f64::NAN));
                    singular.store(true, std::sync::atomic::Ordering::Relaxed);
                    Ok(())
                }
                other => other,
            }
        })?;
    }
    Ok((x, singular.into_inner()))
}

/// Solves `tensordot(a, x, x.ndim()) = b` for `x`, whose shape is that of the axes of `a` behind those of `b`.
///
/// `axes` of `a` are moved behind the others first.
///
/// ```
/// use npcore_array::{arange, eye};
/// let a = eye::<f64>(6, 6, 0).into_shape([2, 3, 6])?;
/// let b = arange(0.0, 6.0, 1.0).into_shape([2, 3])?;
/// assert_eq!(npcore_linalg::tensorsolve(&a, &b, ())?.to_string(), "[0. 1. 2. 3. 4. 5.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])`; those of [`solve`].
pub fn tensorsolve<A: Elem, B: Elem>(a: impl AsView<A>, b: impl AsView<B>, axes: impl Ints) -> Result<Array<Both<A, B>>>
where
    Float<A>: Promote<Float<B>>,
{
    let (mut a, b) = (a.as_view().as_dyn(), b.as_view().as_dyn());
    let mut order: Vec<isize> = (0..a.ndim() as isize).collect();
    for &axis in axes.to_list().iter() {
        let Some(at) = order.iter().position(|&k| k == axis) else {
            return Err(npcore_layout::LayoutError::AxisOutOfBounds { axis, ndim: a.ndim(), argument: "" }.into());
        };
        order.remove(at);
        order.push(axis);
    }
    a = a.transpose(&order[..])?;
    let inner = a.ndim().saturating_sub(b.ndim());
    let shape = a.shape()[a.ndim() - inner..].to_vec();
    let count: usize = shape.iter().product();
    if a.ndim() <= b.ndim() || Some(a.size()) != count.checked_mul(count) {
        return Err(LinAlgError::Shape(
            "Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])".into(),
        )
        .into());
    }
    let (matrix, list) = (a.reshape([count, count])?, b.ravel());
    engine::typed(solved(&matrix.view(), &list.view())?.into_shape(&shape[..])?)
}

/// The inverse for [`tensordot`](https://numpy.org/doc/stable/reference/generated/numpy.tensordot.html) over the first `ind`
/// axes.
///
/// ```
/// use npcore_array::eye;
/// let a = eye::<f64>(24, 24, 0).into_shape([4, 6, 8, 3])?;
/// assert_eq!(npcore_linalg::tensorinv(&a, 2)?.shape(), [8, 3, 4, 6]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Invalid ind argument.`; those of [`inv`].
pub fn tensorinv<T: Elem>(a: impl AsView<T>, ind: usize) -> Result<Array<Float<T>>> {
    let a = a.as_view().as_dyn();
    if ind == 0 {
        return refused("Invalid ind argument.");
    }
    let (first, last) = a.shape().split_at(ind.min(a.ndim()));
    let count: usize = last.iter().product();
    let shape = [last, first].concat();
    if first.iter().product::<usize>() != count {
        return Err(LinAlgError::NotSquare.into());
    }
    let inverse = a.reshape([count, count])?;
    engine::typed(inverted(&inverse.view())?.into_shape(&shape[..])?)
}
