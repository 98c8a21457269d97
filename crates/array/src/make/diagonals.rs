//! Matrices by their diagonals: on them, above them, below them; and Vandermonde's.

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType, Dyn, Elem, Promote};
use npcore_exec::{binary_into, binary_loop};
use npcore_kernel::Binary;
use npcore_layout::{Layout, Order, SliceItem};

use crate::arguments::AsView;
use crate::containers::{Array, ArrayCow, Container, DynArray};
use crate::create::{HasOne, eye, new_layout, try_zeros, zeroed};
use crate::error::{ArrayError, Result, expect};
use crate::raw::Raw;

/// A square matrix with ones on its diagonal and zeros elsewhere.
///
/// # Panics
/// A size that overflows; no memory.
///
/// ```
/// assert_eq!(npcore_array::identity::<i32>(2).to_string(), "[[1 0]\n [0 1]]");
/// ```
#[track_caller]
pub fn identity<T: HasOne>(n: usize) -> Array<T> {
    eye(n, n, 0)
}

/// A vector's elements on a diagonal, `k` places above the main one, of a square matrix of zeros; a new array.
/// Of a matrix that diagonal; a view.
///
/// # Errors
/// `Input must be 1- or 2-d.`; a size that overflows; no memory.
///
/// ```
/// use npcore_array::{array, diag};
/// assert_eq!(diag(&[1, 2], 1)?.to_string(), "[[0 1 0]\n [0 0 2]\n [0 0 0]]");
/// let a = array![[1, 2], [3, 4]];
/// assert!(diag(&a, 0)?.is_view());
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn diag<'a, T: Elem>(v: &'a (impl AsView<T> + ?Sized), k: isize) -> Result<ArrayCow<'a, T>> {
    let v = v.as_view();
    match v.ndim() {
        1 => Ok(ArrayCow::Owned(on_diagonal(v.raw(), k)?)),
        2 => Ok(ArrayCow::View(v.diagonal(k, 0, 1)?)),
        _ => Err(ArrayError::Value("Input must be 1- or 2-d.".to_owned())),
    }
}

/// All elements, in C order, on a diagonal of a square matrix of zeros.
///
/// # Errors
/// A size that overflows; no memory.
pub fn diagflat<T: Elem>(v: impl AsView<T>, k: isize) -> Result<Array<T>> {
    on_diagonal(v.as_view().ravel().raw(), k)
}

fn on_diagonal<T: Elem>(v: &Raw, k: isize) -> Result<Array<T>> {
    let n = v.size().saturating_add(k.unsigned_abs());
    let a: Array<T> = zeroed(new_layout(&[n, n], v.dtype, Order::C)?, v.dtype)?;
    let (buffer, raw) = a.into_parts();
    if v.size() > 0 {
        let diagonal = raw.map(|l| l.diagonal(k, 0, 1))?;
        // SAFETY: the vector is borrowed, the matrix fresh; both have as many elements.
        unsafe { npcore_exec::copy_elements(&v.operand(), &diagonal.operand(), false)? };
    }
    // SAFETY: the parts of an array; its bytes are as good as the vector's.
    Ok(unsafe { Array::from_parts(buffer, raw.dtype, raw.layout, v.trusted) })
}

/// Ones at and below a diagonal, `k` places above the main one, and zeros above it.
///
/// # Panics
/// A size that overflows; no memory.
///
/// ```
/// assert_eq!(npcore_array::tri::<i32>(2, 3, 1).to_string(), "[[1 1 0]\n [1 1 1]]");
/// ```
#[track_caller]
pub fn tri<T: HasOne>(rows: usize, columns: usize, k: isize) -> Array<T> {
    let mut a = expect(try_zeros::<T>([rows, columns], Order::C));
    if let Some(values) = a.as_slice_mut() {
        for (i, row) in values.chunks_mut(columns.max(1)).enumerate() {
            row[..below(i, columns, k)].fill(T::one());
        }
    }
    a
}

/// How many elements of row `i` lie at or below the diagonal.
fn below(i: usize, columns: usize, k: isize) -> usize {
    let end = (i as isize).saturating_add(k).saturating_add(1);
    usize::try_from(end).unwrap_or(0).min(columns)
}

/// A copy with zeros above a diagonal of the last two axes, `k` places above the main one.
///
/// A vector is taken as the rows of a square matrix, as NumPy does. In the operand's order of memory, native byte
/// order.
///
/// # Errors
/// An array without axes; no memory.
///
/// ```
/// use npcore_array::{array, tril};
/// assert_eq!(tril(&array![[1, 2], [3, 4]], 0)?.to_string(), "[[1 0]\n [3 4]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn tril<T: Elem>(a: impl AsView<T>, k: isize) -> Result<Array<T>> {
    triangle(a.as_view().raw(), k, true)
}

/// A copy with zeros below a diagonal of the last two axes; see [`tril`].
///
/// # Errors
/// As [`tril`].
pub fn triu<T: Elem>(a: impl AsView<T>, k: isize) -> Result<Array<T>> {
    triangle(a.as_view().raw(), k, false)
}

fn triangle<T: Elem>(raw: &Raw, k: isize, lower: bool) -> Result<Array<T>> {
    let shape = raw.layout.shape();
    let (rows, columns) = match shape[..] {
        [] => return Err(ArrayError::Value("a triangle takes an array of at least one dimension".to_owned())),
        [n] => (n, n),
        [.., rows, columns] => (rows, columns),
    };
    // NumPy chooses by a mask: the copy lies as the mask and the array together make it.
    let mask = Layout::contiguous(&[rows, columns], 1, Order::C)?;
    let dtype = raw.dtype.to_native();
    let specs = [OperandSpec::read(&mask), OperandSpec::read(&raw.layout), OperandSpec::allocate(dtype.itemsize())];
    let layout = Plan::new(&specs, Order::K)?.output_layout(2);
    let source = raw.with_layout(npcore_broadcast::broadcast_to(&raw.layout, layout.shape())?);
    let out: Array<T> = zeroed(layout, dtype)?;
    let (buffer, target) = out.into_parts();
    let part = |along: isize, i: usize, from: usize, to: usize| -> Result<()> {
        let cut = |raw: &Raw| {
            raw.map(|l| {
                let ends = SliceItem::Range { start: Some(from as isize), stop: Some(to as isize), step: 1 };
                l.index_axis(along, i as isize)?.slice(&[SliceItem::Ellipsis, ends])
            })
        };
        let (source, target) = (cut(&source)?, cut(&target)?);
        // SAFETY: the source is borrowed, the target fresh.
        unsafe { Ok(npcore_exec::copy_elements(&source.operand(), &target.operand(), false)?) }
    };
    // The first place at or right of the diagonal in row i, or at or below it in column j.
    let first = |i: usize, k: isize, n: usize| usize::try_from((i as isize).saturating_add(k)).unwrap_or(0).min(n);
    if rows <= columns {
        for i in 0..rows {
            let (from, to) = if lower { (0, below(i, columns, k)) } else { (first(i, k, columns), columns) };
            if from < to {
                part(-2, i, from, to)?;
            }
        }
    } else {
        for j in 0..columns {
            let back = k.saturating_neg();
            let (from, to) = if lower { (first(j, back, rows), rows) } else { (0, below(j, rows, back)) };
            if from < to {
                part(-1, j, from, to)?;
            }
        }
    }
    // SAFETY: the parts of an array; its bytes are zeros or the operand's.
    Ok(unsafe { Array::from_parts(buffer, dtype, target.layout, raw.trusted || raw.dtype != dtype) })
}

/// The powers of a vector's elements as the columns of a matrix, the highest first, or last if `increasing`.
///
/// As many columns as elements unless `columns` says otherwise; at least int64, as NumPy's.
///
/// # Errors
/// `x must be a one-dimensional array or sequence.`; no memory.
///
/// ```
/// use npcore_array::{array, vander};
/// assert_eq!(vander(&array![1.0, 2.0, 3.0], None, false)?.to_string(), "[[1. 1. 1.]\n [4. 2. 1.]\n [9. 3. 1.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn vander<T>(
    x: impl AsView<T>,
    columns: Option<usize>,
    increasing: bool,
) -> Result<Array<<T as Promote<i64>>::Output>>
where
    T: Elem + Promote<i64>,
{
    let x = x.as_view();
    Ok(powers(x.raw(), columns, increasing)?.assume_type())
}

fn powers(x: &Raw, columns: Option<usize>, increasing: bool) -> Result<DynArray> {
    let [n] = x.layout.shape()[..] else {
        return Err(ArrayError::Value("x must be a one-dimensional array or sequence.".to_owned()));
    };
    let columns = columns.unwrap_or(n);
    let dtype = npcore_dtype::promote_types(x.dtype, DType::INT64)?;
    let a: DynArray = zeroed(new_layout(&[n, columns], dtype, Order::C)?, dtype)?;
    let (buffer, raw) = a.into_parts();
    let column = |j: usize| -> Result<Raw> {
        let j = if increasing { j } else { columns - 1 - j };
        Ok(raw.map(|l| l.index_axis(1, j as isize))?)
    };
    if columns > 0 {
        let one = DynArray::full_dyn((), &npcore_dtype::Scalar::Int64(1), dtype)?;
        // SAFETY: the matrix is ours alone.
        unsafe { npcore_exec::assign(&one.raw().operand(), &column(0)?.operand(), false)? };
    }
    if columns > 1 {
        let first = column(1)?;
        let multiply = binary_loop(Binary::Multiply, dtype, dtype)?;
        // SAFETY: the vector is borrowed, the matrix ours alone; columns share no element.
        unsafe {
            npcore_exec::assign(&x.operand(), &first.operand(), false)?;
            for j in 2..columns {
                binary_into(
                    &multiply,
                    &column(j - 1)?.operand(),
                    &first.operand(),
                    &column(j)?.operand(),
                    Casting::No,
                )?;
            }
        }
    }
    // SAFETY: the parts of an array.
    Ok(unsafe { Array::<Dyn>::from_parts(buffer, dtype, raw.layout, true) })
}
