//! Questions about real and imaginary parts.

use std::f64::consts::PI;

use npcore_array::{Array, AsView, DynArray, DynView, Operand, Result, engine, try_full, try_zeros};
use npcore_dtype::{Elem, finfo};
use npcore_kernel::Binary;
use npcore_layout::Order;

use crate::along::times;

/// The angles of complex numbers in the plane, from -pi to pi, or in degrees; of real ones 0 or pi.
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::Complex;
/// use npcore_ufunc::angle;
/// let z = array![Complex::new(1.0, 0.0), Complex::new(0.0, 1.0), Complex::new(-1.0, 0.0)];
/// assert_eq!(angle(&z, true)?.to_string(), "[  0.  90. 180.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types that are no numbers; no memory.
pub fn angle<T: Elem>(z: impl AsView<T>, degrees: bool) -> Result<Array<<T::Float as Elem>::Real>> {
    engine::typed(angles(z.as_view().as_dyn(), degrees)?)
}

fn angles(z: DynView<'_>, degrees: bool) -> Result<DynArray> {
    let angles = if z.dtype().is_complex() {
        let (imaginary, real) = (z.imag(), z.real());
        engine::binary(Binary::Arctan2, &engine::parts(&imaginary.view()), &engine::parts(&real))?
    } else {
        engine::binary(Binary::Arctan2, &0i64.parts(), &engine::parts(&z))?
    };
    if degrees { times(&angles, 180.0 / PI) } else { Ok(angles) }
}

/// Complex numbers as their real parts, if all imaginary ones are smaller than `tol` (100 in NumPy) times the distance
/// of 1 to the next float, or than `tol` itself if it is not above 1; else, and of other types, the array. A view.
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::Complex;
/// use npcore_ufunc::real_if_close;
/// let z = array![Complex::new(2.1, 4e-15), Complex::new(5.2, 3e-16)];
/// assert_eq!(real_if_close(&z, 1000.0)?.to_string(), "[2.1 5.2]");
/// assert_eq!(real_if_close(&z, 1e-15)?.dtype().name(), "complex128");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn real_if_close<T: Elem, X: AsView<T> + ?Sized>(a: &X, tol: f64) -> Result<DynView<'_>> {
    let view = a.as_view().as_dyn();
    if !view.dtype().is_complex() {
        return Ok(view);
    }
    let tol = if tol > 1.0 { finfo(view.dtype())?.eps * tol } else { tol };
    let sizes = crate::absolute(view.imag())?;
    let close = npcore_array::less(&sizes, tol)?.values().all(|close| close);
    Ok(if close { view.real() } else { view })
}

/// Where elements have no imaginary part, or one that is 0.
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::Complex;
/// let z = array![Complex::new(1.0, 1.0), Complex::new(1.0, 0.0)];
/// assert_eq!(npcore_ufunc::isreal(&z)?.to_string(), "[False  True]");
/// assert_eq!(npcore_ufunc::iscomplex(&z)?.to_string(), "[ True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn isreal<T: Elem>(x: impl AsView<T>) -> Result<Array<bool>> {
    let view = x.as_view().as_dyn();
    if view.dtype().is_complex() {
        return npcore_array::equal(view.imag(), 0.0);
    }
    try_full(view.shape(), true, Order::C)
}

/// Where elements have an imaginary part that is not 0.
///
/// # Errors
/// No memory.
pub fn iscomplex<T: Elem>(x: impl AsView<T>) -> Result<Array<bool>> {
    let view = x.as_view().as_dyn();
    if view.dtype().is_complex() {
        return npcore_array::not_equal(view.imag(), 0.0);
    }
    try_zeros(view.shape(), Order::C)
}

/// Whether the elements are of a complex type, whatever their values.
///
/// ```
/// use npcore_array::array;
/// assert!(!npcore_ufunc::iscomplexobj(&array![1.0]));
/// assert!(npcore_ufunc::iscomplexobj(&array![npcore_dtype::Complex::new(1.0, 0.0)]));
/// ```
pub fn iscomplexobj<T: Elem>(x: impl AsView<T>) -> bool {
    x.as_view().dtype().is_complex()
}

/// Whether the elements are of no complex type.
pub fn isrealobj<T: Elem>(x: impl AsView<T>) -> bool {
    !iscomplexobj(x)
}
