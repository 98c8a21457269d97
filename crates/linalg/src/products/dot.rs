//! `dot`, `vdot`, `inner` and `outer`.

use npcore_array::engine::OperandParts;
use npcore_array::{Array, ArrayError, AsViewMut, DynArray, DynCow, DynView, Operand, Operands, Result, engine};
use npcore_dtype::{DType, Dyn, Elem};
use npcore_kernel::Binary;
use npcore_layout::{Layout, Order, shape_text};
use smallvec::SmallVec;

use super::contract::{Axis, Roles};
use super::operands::{Work, common_dtype, product, ready, refused, typed};

/// The work of a product without a universal function, whose types NumPy refuses in other words.
pub(crate) fn work_of(dtype: DType) -> Result<Work> {
    Work::of(dtype).ok_or_else(|| ArrayError::Value("dot not available for this type".into()))
}

/// The product of all elements with a scalar, or of two.
fn scaled<T: Elem>(a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<Array<T>> {
    engine::binary(Binary::Multiply, a, b)
}

/// NumPy's words for axes of different lengths.
fn check_aligned(a: &[usize], i: usize, b: &[usize], j: usize) -> Result<()> {
    if a[i] == b[j] {
        return Ok(());
    }
    refused(format!(
        "shapes {} and {} not aligned: {} (dim {i}) != {} (dim {j})",
        shape_text(a),
        shape_text(b),
        a[i],
        b[j]
    ))
}

/// The sums over axis `i` of `a` and `j` of `b`, of all pairs of the other axes.
fn summed_over(a: DynView<'_>, i: usize, b: DynView<'_>, j: usize, dtype: DType) -> Result<DynArray> {
    let work = work_of(dtype)?;
    check_aligned(a.shape(), i, b.shape(), j)?;
    let others = |shape: &[usize], axis: usize| {
        let mut rest: SmallVec<[usize; 6]> = SmallVec::from_slice(shape);
        rest.remove(axis);
        rest
    };
    let mut shape = others(a.shape(), i);
    shape.extend(others(b.shape(), j));
    let layout = Layout::contiguous(&shape, work.dtype.itemsize(), Order::C)?;
    let (a, b) = (ready(a, &work)?, ready(b, &work)?);
    product(&a.view(), &b.view(), &work, layout, |a, b, out| {
        let mut roles = Roles::default();
        let mut to = out.strides().iter();
        for axis in (0..a.ndim()).filter(|&axis| axis != i) {
            roles.rows.push(Axis { len: a.shape()[axis], s: [a.strides()[axis], 0, *to.next().unwrap_or(&0)] });
        }
        for axis in (0..b.ndim()).filter(|&axis| axis != j) {
            roles.cols.push(Axis { len: b.shape()[axis], s: [0, b.strides()[axis], *to.next().unwrap_or(&0)] });
        }
        roles.inner.push(Axis { len: a.shape()[i], s: [a.strides()[i], b.strides()[j], 0] });
        roles
    })
}

fn dot_parts<T: Elem>(a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<Array<T>> {
    let (x, y) = (a.view(), b.view());
    if x.ndim() == 0 || y.ndim() == 0 {
        return scaled(a, b);
    }
    let (i, j) = (x.ndim() - 1, y.ndim().saturating_sub(2));
    typed(summed_over(x, i, y, j, common_dtype::<T>(a, b)?)?)
}

/// [`dot`] of two arrays of one type at run time.
pub(crate) fn dot_dyn(a: DynView<'_>, b: DynView<'_>) -> Result<DynArray> {
    dot_parts::<Dyn>(&engine::parts(&a), &engine::parts(&b))
}

/// The sums over the last axis of `a` and the last but one of `b` (its only one, if it is a vector); a product with a scalar.
///
/// Of two matrices this is [`matmul`](crate::matmul); of more axes, every matrix of one with every one of the other.
///
/// ```
/// use npcore_array::{array, ones};
/// use npcore_linalg::dot;
/// assert_eq!(dot(array![1i32, 2, 3], [4, 5, 6])?.item()?, 32);
/// assert_eq!(dot(&array![[1, 0], [0, 1]], array![[4, 1], [2, 2]])?.to_string(), "[[4 1]\n [2 2]]");
/// assert_eq!(dot(&ones::<f64>([2, 3, 4]), &ones::<f64>([5, 4, 6]))?.shape(), [2, 3, 5, 6]);
/// assert_eq!(
///     dot(&ones::<f64>([2, 3]), &ones::<f64>([2, 3])).unwrap_err().to_string(),
///     "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"
/// );
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Axes of different lengths; types without a product; no memory.
pub fn dot<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    dot_parts(&a.parts(), &b.parts())
}

/// [`dot`] into a given array, which has the result's type and shape and lies in C order.
///
/// ```
/// use npcore_array::{array, zeros};
/// let mut out = zeros::<f64>(2);
/// npcore_linalg::dot_into(&array![[1.0, 2.0], [3.0, 4.0]], [1.0, 10.0], &mut out)?;
/// assert_eq!(out.to_string(), "[21. 43.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`dot`]; `output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)`.
pub fn dot_into<A: Operands<B>, B: Operand, U: Elem>(a: A, b: B, out: &mut (impl AsViewMut<U> + ?Sized)) -> Result<()> {
    let mut out = out.as_view_mut().into_dyn();
    let result = dot_parts::<A::Out>(&a.parts(), &b.parts())?;
    if result.dtype() != out.dtype() || result.ndim() != out.ndim() || !out.is_c_contiguous() {
        return refused(
            "output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)",
        );
    }
    if result.shape() != out.shape() {
        return refused("output array has wrong dimensions");
    }
    out.try_assign(&result)
}

/// The sum of the products of all elements, those of `a` conjugated; arrays count as lists of their elements in C order.
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::Complex;
/// let a = array![Complex::new(1.0f64, 2.0), Complex::new(3.0, 4.0)];
/// assert_eq!(npcore_linalg::vdot(&a, &a)?.item()?, Complex::new(30.0, 0.0));
/// assert_eq!(npcore_linalg::vdot(&array![[1i32, 4], [5, 6]], &array![[4i32, 1], [2, 2]])?.item()?, 30);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Different numbers of elements; types without a product; no memory.
pub fn vdot<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let dtype = common_dtype::<A::Out>(&a, &b)?;
    typed(vdot_dyn(a.view(), b.view(), dtype)?)
}

fn vdot_dyn(a: DynView<'_>, b: DynView<'_>, dtype: DType) -> Result<DynArray> {
    let work = work_of(dtype)?;
    let (flat_a, flat_b);
    let (mut a, mut b) = (a, b);
    if a.shape() != b.shape() {
        let size = a.size() as isize;
        (flat_a, flat_b) = (a.ravel(), b.reshape([size])?);
        (a, b) = (flat_a.view(), flat_b.view());
    }
    let conjugate: DynCow<'_> =
        if dtype.is_complex() && a.dtype().is_complex() { npcore_ufunc::conjugate(a)?.into() } else { a.into() };
    let (a, b) = (ready(conjugate.view(), &work)?, ready(b, &work)?);
    product(&a.view(), &b.view(), &work, Layout::scalar(), |a, b, _| {
        let mut roles = Roles::default();
        for axis in 0..a.ndim() {
            roles.inner.push(Axis { len: a.shape()[axis], s: [a.strides()[axis], b.strides()[axis], 0] });
        }
        roles
    })
}

/// The sums over the last axes of both arrays, of all pairs of the other axes; a product with a scalar.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::inner;
/// assert_eq!(inner(array![1i32, 2, 3], [0, 1, 0])?.item()?, 2);
/// assert_eq!(inner(&array![[1, 2], [3, 4]], [[1, 1], [0, 10]])?.to_string(), "[[ 3 20]\n [ 7 40]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`dot`].
pub fn inner<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let (x, y) = (a.view(), b.view());
    if x.ndim() == 0 || y.ndim() == 0 {
        return scaled(&a, &b);
    }
    let (i, j) = (x.ndim() - 1, y.ndim() - 1);
    if j > 0 {
        // NumPy's words are those of `dot` with the second array's last axes exchanged.
        let turned = y.swapaxes(-1, -2)?;
        check_aligned(x.shape(), i, turned.shape(), j - 1)?;
    }
    typed(summed_over(x, i, y, j, common_dtype::<A::Out>(&a, &b)?)?)
}

/// The products of all elements of `a` with all of `b`, as a matrix; arrays count as lists of their elements.
///
/// ```
/// use npcore_array::array;
/// let a = array![1, 2, 3];
/// assert_eq!(npcore_linalg::outer(&a, [1, 10])?.to_string(), "[[ 1 10]\n [ 2 20]\n [ 3 30]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types without a product; no memory.
pub fn outer<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let (x, y) = lists::<A::Out>(&a, &b)?;
    let (x, y) = (x.view(), y.view());
    typed(engine::outer(Binary::Multiply, &engine::parts(&x), &engine::parts(&y))?)
}

/// Both operands as lists; a lone value in the type that it takes.
fn lists<'a, T: Elem>(a: &'a OperandParts<'_>, b: &'a OperandParts<'_>) -> Result<(DynCow<'a>, DynCow<'a>)> {
    let list = |parts: &'a OperandParts<'_>| -> Result<DynCow<'a>> {
        let view = parts.view();
        if parts.is_weak() {
            let dtype = common_dtype::<T>(a, b)?;
            return Ok(view.astype_dyn(dtype)?.into_shape([1])?.into());
        }
        Ok(view.ravel())
    };
    Ok((list(a)?, list(b)?))
}

/// [`outer`] into a given matrix, of a type that the result may be converted to within its kind.
///
/// ```
/// use npcore_array::{array, zeros};
/// let mut out = zeros::<f64>([2, 2]);
/// npcore_linalg::outer_into(&array![1, 2], [3, 4], &mut out)?;
/// assert_eq!(out.to_string(), "[[3. 4.]\n [6. 8.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`outer`]; an output of another shape or kind.
pub fn outer_into<A: Operands<B>, B: Operand, U: Elem>(
    a: A,
    b: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    let (a, b) = (a.parts(), b.parts());
    let (x, y) = lists::<A::Out>(&a, &b)?;
    let (x, y) = (x.view(), y.view());
    npcore_array::multiply_into(x.expand_dims(1)?, y.expand_dims(0)?, &mut out.as_view_mut().into_dyn())
}
