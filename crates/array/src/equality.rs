//! Equality of whole arrays, exact or within a tolerance.

use npcore_dtype::{DType, Elem, Element};
use npcore_exec::{binary, binary_loop};
use npcore_kernel::{Binary, all_nonzero};
use npcore_layout::Order;

use crate::arguments::{AsView, Operand as Argument, OperandParts, Operands};
use crate::checked_cast::scalar_at;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{Result, expect};
use crate::raw::{Addresses, Raw};

/// Whether two arrays have the same shape and equal elements.
pub(crate) fn array_equal(a: &Raw, b: &Raw) -> bool {
    a.layout.shape() == b.layout.shape() && all_equal(a, b)
}

/// Whether two arrays have one shape when broadcast together, and equal values there.
///
/// ```
/// use npcore_array::{array, array_equiv};
/// assert!(array_equiv(&array![1, 2], &array![[1, 2], [1, 2]]));
/// assert!(!array_equiv(&array![1, 2], &array![1, 2, 1, 2]));
/// ```
pub fn array_equiv<T: Elem, U: Elem>(a: impl AsView<T>, b: impl AsView<U>) -> bool {
    let (a, b) = (a.as_view(), b.as_view());
    let (a, b) = (a.raw(), b.raw());
    npcore_broadcast::broadcast_layouts(&[&a.layout, &b.layout])
        .is_ok_and(|wide| array_equal(&a.with_layout(wide[0]), &b.with_layout(wide[1])))
}

/// Elements compared at once, so that a difference ends the work early.
const CHUNK: usize = 1 << 16;

/// Whether all elements of two arrays of the same shape are equal.
fn all_equal(a: &Raw, b: &Raw) -> bool {
    if a.size() == 0 {
        return true;
    }
    if let Some(equal) = crate::records::compared(Binary::Equal, a, b) {
        return equal.is_ok_and(|equal| equal.values().all(|equal| equal));
    }
    let equal = npcore_exec::mixed_comparison(Binary::Equal, a.dtype, b.dtype)
        .or_else(|| binary_loop(Binary::Equal, a.dtype, b.dtype).ok());
    let Some(equal) = equal else {
        return slow_equal(a, b);
    };
    // Long first axes are compared a stretch at a time.
    let rows = a.layout.shape().first().copied().unwrap_or(1);
    let step = (CHUNK / (a.size() / rows).max(1)).max(1);
    if rows <= step {
        return equal_block(&equal, a, b);
    }
    (0..rows).step_by(step).all(|from| {
        let items = [npcore_layout::SliceItem::Range {
            start: Some(from as isize),
            stop: Some((from + step).min(rows) as isize),
            step: 1,
        }];
        match (a.map(|l| l.slice(&items)), b.map(|l| l.slice(&items))) {
            (Ok(a), Ok(b)) => equal_block(&equal, &a, &b),
            _ => false,
        }
    })
}

fn equal_block(equal: &npcore_exec::BinaryLoop, a: &Raw, b: &Raw) -> bool {
    // SAFETY: the elements of both may be read (the callers hold them borrowed).
    let out = expect(unsafe { binary(equal, &a.operand(), &b.operand()) });
    // SAFETY: the output is as many initialised bytes.
    all_nonzero(unsafe { std::slice::from_raw_parts(out.buffer.as_ptr().as_ptr(), out.buffer.len()) })
}

/// For types without a comparison loop: strings, dates, records.
fn slow_equal(a: &Raw, b: &Raw) -> bool {
    Addresses::new(a).zip(Addresses::new(b)).all(|(x, y)| {
        // SAFETY: the addresses of elements that may be read.
        unsafe { scalar_at(x, a.dtype) == scalar_at(y, b.dtype) }
    })
}

macro_rules! partial_eq {
    ($([$($generics:tt)*] $a:ty, $b:ty;)*) => { $(
        impl<$($generics)*> PartialEq<$b> for $a {
            /// Whether shape and values are equal; for comparison by element see `equal`.
            fn eq(&self, other: &$b) -> bool {
                array_equal(self.raw(), other.raw())
            }
        }
    )* };
}
partial_eq! {
    [T: Elem, U: Elem] Array<T>, Array<U>;
    [T: Elem, U: Elem] Array<T>, ArrayView<'_, U>;
    [T: Elem, U: Elem] Array<T>, ArrayCow<'_, U>;
    [T: Elem, U: Elem] ArrayView<'_, T>, Array<U>;
    [T: Elem, U: Elem] ArrayView<'_, T>, ArrayView<'_, U>;
    [T: Elem, U: Elem] ArrayView<'_, T>, ArrayCow<'_, U>;
    [T: Elem, U: Elem] ArrayViewMut<'_, T>, Array<U>;
    [T: Elem, U: Elem] ArrayViewMut<'_, T>, ArrayView<'_, U>;
    [T: Elem, U: Elem] ArrayCow<'_, T>, Array<U>;
    [T: Elem, U: Elem] ArrayCow<'_, T>, ArrayView<'_, U>;
    [T: Elem, U: Elem] ArrayCow<'_, T>, ArrayCow<'_, U>;
    [T: Elem, U: Elem] ArrayCells<'_, T>, Array<U>;
}

impl<T: Element, U: Elem, const N: usize> PartialEq<[T; N]> for Array<U> {
    fn eq(&self, other: &[T; N]) -> bool {
        array_equal(self.raw(), ArrayView::from_slice(other).raw())
    }
}

impl<T: Element, U: Elem, const N: usize> PartialEq<[T; N]> for ArrayView<'_, U> {
    fn eq(&self, other: &[T; N]) -> bool {
        array_equal(self.raw(), ArrayView::from_slice(other).raw())
    }
}

/// Tolerances of [`isclose`] and [`allclose`].
///
/// ```
/// use npcore_array::Tolerance;
/// assert_eq!(Tolerance::default(), Tolerance { rtol: 1e-5, atol: 1e-8, equal_nan: false });
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// The part of `|b|` that the two may differ by.
    pub rtol: f64,
    /// What the two may differ by besides.
    pub atol: f64,
    /// Whether NaN is close to NaN.
    pub equal_nan: bool,
}

impl Default for Tolerance {
    /// NumPy's: `rtol=1e-5, atol=1e-8`, NaN close to nothing.
    fn default() -> Tolerance {
        Tolerance { rtol: 1e-5, atol: 1e-8, equal_nan: false }
    }
}

/// Where `|a - b| <= atol + rtol * |b|`, broadcast together; infinities are close where equal.
///
/// # Errors
/// Shapes that do not fit; types that are not numbers.
///
/// ```
/// use npcore_array::{Tolerance, array, isclose};
/// let a = array![1.0, 1.00001, f64::NAN];
/// let close = isclose(&a, &array![1.0, 1.0, f64::NAN], Tolerance::default())?;
/// assert_eq!(close.to_string(), "[ True  True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn isclose<A, B>(a: A, b: B, tolerance: Tolerance) -> Result<Array<bool>>
where
    A: Operands<B>,
    B: Argument,
{
    close_parts(a.parts(), b.parts(), tolerance)
}

/// Whether all elements are close as [`isclose`] says.
///
/// # Errors
/// As [`isclose`].
pub fn allclose<A, B>(a: A, b: B, tolerance: Tolerance) -> Result<bool>
where
    A: Operands<B>,
    B: Argument,
{
    let close = isclose(a, b, tolerance)?;
    Ok(close.values().all(|x| x))
}

fn close_parts(a: OperandParts<'_>, b: OperandParts<'_>, t: Tolerance) -> Result<Array<bool>> {
    let [x, y] = crate::arguments::loop_dtypes(Binary::Subtract, &a, &b)?;
    let common = npcore_dtype::promote_types(x, y)?;
    // NumPy takes the difference in the common type, at least f64 for integers.
    let work = if common.is_complex() {
        DType::COMPLEX128
    } else if common.is_float() || common.is_integer() || common == DType::BOOL {
        DType::FLOAT64
    } else {
        // To spans of time no tolerance can be added.
        let (op, left) = if common.is_timedelta() { (Binary::Add, DType::FLOAT64) } else { (Binary::Subtract, common) };
        return Err(binary_loop(op, left, common).err().map_or_else(
            || crate::ArrayError::Value(format!("isclose is not defined for dtype {common}")),
            Into::into,
        ));
    };
    let (ra, rb) = (a.raw(), b.raw());
    let shape = npcore_broadcast::broadcast_shapes(&[ra.layout.shape(), rb.layout.shape()])?;
    let values = |raw: &Raw| -> Result<Vec<num_complex::Complex<f64>>> {
        let wide = raw.with_layout(npcore_broadcast::broadcast_to(&raw.layout, &shape)?);
        // SAFETY: the elements may be read, broadcast or not.
        let copy: Array<npcore_dtype::Dyn> = unsafe { crate::data::copied(&wide, work, Order::C)? };
        Ok(copy.values().map(|s| s.as_complex().unwrap_or_default()).collect())
    };
    let (xs, ys) = (values(ra)?, values(rb)?);
    let near = |(x, y): (num_complex::Complex<f64>, num_complex::Complex<f64>)| {
        if x.is_nan() || y.is_nan() {
            t.equal_nan && x.is_nan() && y.is_nan()
        } else if x.is_infinite() || y.is_infinite() {
            x == y
        } else {
            (x - y).norm() <= t.atol + t.rtol * y.norm()
        }
    };
    let close: Vec<bool> = xs.into_iter().zip(ys).map(near).collect();
    Array::from_shape_vec(&shape[..], close)
}
