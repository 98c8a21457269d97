//! Axes in another order or turned, and axes added until there are enough.

use npcore_dtype::Elem;
use npcore_layout::{LayoutError, Order, SliceItem};

use super::each_container;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{ArrayError, Result};
use crate::raw::Raw;

macro_rules! axis_methods {
    (read $($rest:tt)*) => {
        axis_methods! { @ rollaxis matrix_transpose atleast_1d atleast_2d atleast_3d rot90 fliplr flipud; $($rest)* }
    };
    (write $($rest:tt)*) => {
        axis_methods! {
            @ rollaxis_mut matrix_transpose_mut atleast_1d_mut atleast_2d_mut atleast_3d_mut rot90_mut fliplr_mut
            flipud_mut; $($rest)*
        }
    };
    (
        @ $rollaxis:ident $matrix_transpose:ident $atleast_1d:ident $atleast_2d:ident $atleast_3d:ident $rot90:ident
        $fliplr:ident $flipud:ident;
        [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]
    ) => {
        // In each body SAFETY: the same elements, each at one place, with the access that the container has.
        impl<$($generics)*> $ty {
            /// An axis moved back until it lies before the axis now at `start`; a view. `moveaxis` says the same
            /// more plainly.
            ///
            /// # Errors
            /// An axis out of bounds; `'start' arg requires -2 <= start < 3, but 4 was passed in`.
            pub fn $rollaxis($($receiver)*, axis: isize, start: isize) -> Result<$out<$lt, T>> {
                let raw = $self.raw().map(|l| l.rollaxis(axis, start))?;
                // SAFETY: as above.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// The last two axes exchanged: NumPy's `a.mT`; a view.
            ///
            /// # Errors
            /// `matrix transpose with ndim < 2 is undefined`.
            pub fn $matrix_transpose($($receiver)*) -> Result<$out<$lt, T>> {
                let raw = matrix_transpose($self.raw())?;
                // SAFETY: as above.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// At least one axis: an array without any becomes one of a single element; a view.
            pub fn $atleast_1d($($receiver)*) -> $out<$lt, T> {
                let raw = atleast($self.raw(), 1);
                // SAFETY: as above.
                unsafe { $out::from_raw(raw) }
            }

            /// At least two axes; a vector becomes a row; a view.
            pub fn $atleast_2d($($receiver)*) -> $out<$lt, T> {
                let raw = atleast($self.raw(), 2);
                // SAFETY: as above.
                unsafe { $out::from_raw(raw) }
            }

            /// At least three axes: shape `(n,)` becomes `(1, n, 1)`, `(m, n)` becomes `(m, n, 1)`; a view.
            pub fn $atleast_3d($($receiver)*) -> $out<$lt, T> {
                let raw = atleast($self.raw(), 3);
                // SAFETY: as above.
                unsafe { $out::from_raw(raw) }
            }

            /// Turned by `k` times 90 degrees in the plane of two axes, from the first towards the second; a view.
            ///
            /// # Errors
            /// `Axes must be different.`; `Axes=(0, 2) out of range for array of ndim=2.`
            pub fn $rot90($($receiver)*, k: isize, axes: (isize, isize)) -> Result<$out<$lt, T>> {
                let raw = rot90($self.raw(), k, axes)?;
                // SAFETY: as above.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// The order along axis 1 reversed; a view.
            ///
            /// # Errors
            /// `Input must be >= 2-d.`
            pub fn $fliplr($($receiver)*) -> Result<$out<$lt, T>> {
                let raw = flipped($self.raw(), 1)?;
                // SAFETY: as above.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// The order along axis 0 reversed; a view.
            ///
            /// # Errors
            /// `Input must be >= 1-d.`
            pub fn $flipud($($receiver)*) -> Result<$out<$lt, T>> {
                let raw = flipped($self.raw(), 0)?;
                // SAFETY: as above.
                Ok(unsafe { $out::from_raw(raw) })
            }
        }
    };
}
each_container!(axis_methods);

fn matrix_transpose(raw: &Raw) -> Result<Raw> {
    if raw.layout.ndim() < 2 {
        return Err(ArrayError::Value("matrix transpose with ndim < 2 is undefined".to_owned()));
    }
    Ok(raw.map(|l| l.swapaxes(-1, -2))?)
}

fn flipped(raw: &Raw, axis: usize) -> Result<Raw> {
    if raw.layout.ndim() <= axis {
        return Err(ArrayError::Value(format!("Input must be >= {}-d.", axis + 1)));
    }
    Ok(raw.map(|l| l.flip(Some(&[axis as isize])))?)
}

/// An array without axes is reshaped, others get new axes by slicing: that decides their strides in NumPy.
fn atleast(raw: &Raw, ndim: usize) -> Raw {
    use SliceItem::NewAxis;
    let changed: Result<_, LayoutError> = match (raw.layout.ndim(), ndim) {
        (0, _) => {
            raw.layout.reshape_view(&[1, 1, 1][..ndim], Order::C, raw.itemsize()).map(|l| l.unwrap_or(raw.layout))
        }
        (1, 2) => raw.layout.slice(&[NewAxis, SliceItem::FULL]),
        (1, 3) => raw.layout.slice(&[NewAxis, SliceItem::FULL, NewAxis]),
        (2, 3) => raw.layout.slice(&[SliceItem::FULL, SliceItem::FULL, NewAxis]),
        _ => Ok(raw.layout),
    };
    // One or two new axes always fit.
    raw.with_layout(changed.unwrap_or(raw.layout))
}

fn rot90(raw: &Raw, k: isize, axes: (isize, isize)) -> Result<Raw> {
    let ndim = raw.layout.ndim() as isize;
    let (first, second) = axes;
    if first == second || first.abs_diff(second) == ndim as usize {
        return Err(ArrayError::Value("Axes must be different.".to_owned()));
    }
    if !((-ndim..ndim).contains(&first) && (-ndim..ndim).contains(&second)) {
        let words = format!("Axes=({first}, {second}) out of range for array of ndim={ndim}.");
        return Err(ArrayError::Value(words));
    }
    let swap = |raw: &Raw| raw.map(|l| l.swapaxes(first, second));
    let flip = |raw: &Raw, axis| raw.map(|l| l.flip(Some(&[axis])));
    Ok(match k.rem_euclid(4) {
        0 => *raw,
        1 => swap(&flip(raw, second)?)?,
        2 => flip(&flip(raw, first)?, second)?,
        _ => flip(&swap(raw)?, second)?,
    })
}
