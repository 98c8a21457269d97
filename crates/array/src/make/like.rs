//! New arrays that take their form from another, with a dtype, order or shape of their own.

use npcore_dtype::{DType, Elem, Element, Scalar};
use npcore_layout::{Layout, Order};

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray};
use crate::create::{HasOne, bytes_of, filled, new_layout, zeroed};
use crate::error::Result;
use crate::macros::readers;
use crate::raw::{Raw, scalar_bytes};
use crate::shape::IntoShape;

/// How a new array is like another: its order in memory, and its shape if that is not the other's.
///
/// ```
/// use npcore_array::{Like, Order, array};
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// let b = a.zeros_like::<f32>(Like::new())?;
/// assert_eq!((b.shape(), b.dtype().to_string().as_str()), (a.shape(), "float32"));
/// let c = a.full_like(7u8, Like::new().order(Order::F).shape([2, 2])?)?;
/// assert!(c.is_f_contiguous());
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    order: Order,
    shape: Option<Vec<usize>>,
}

impl Default for Like {
    fn default() -> Like {
        Like { order: Order::K, shape: None }
    }
}

impl Like {
    /// The other's shape, and its order (K).
    pub fn new() -> Like {
        Like::default()
    }

    /// In another order.
    #[must_use]
    pub fn order(self, order: Order) -> Like {
        Like { order, ..self }
    }

    /// With another shape; order K then follows the other's strides, if it has as many axes.
    ///
    /// # Errors
    /// Negative lengths; more than 64 axes.
    pub fn shape(self, shape: impl IntoShape) -> Result<Like> {
        Ok(Like { shape: Some(shape.into_shape()?.to_vec()), ..self })
    }

    fn layout(&self, raw: &Raw, dtype: DType) -> Result<Layout> {
        let l = &raw.layout;
        let Some(shape) = &self.shape else {
            return Ok(l.like_sized(self.order, raw.itemsize(), dtype.itemsize())?);
        };
        let order = match self.order {
            Order::A if l.prefers_f(raw.itemsize()) => Order::F,
            Order::K if shape.len() == l.ndim() && !raw.is_c_contiguous() => {
                if raw.is_f_contiguous() {
                    Order::F
                } else {
                    // The order of the other's strides, whatever they reach in the new shape.
                    let axes: Vec<isize> = l.axes_by_stride().iter().map(|&axis| axis as isize).collect();
                    let sorted: Vec<usize> = axes.iter().map(|&axis| shape[axis as usize]).collect();
                    let mut back = vec![0; axes.len()];
                    for (i, &axis) in axes.iter().enumerate() {
                        back[axis as usize] = i as isize;
                    }
                    return Ok(new_layout(&sorted, dtype, Order::C)?.permute(&back)?);
                }
            }
            Order::F => Order::F,
            _ => Order::C,
        };
        new_layout(shape, dtype, order)
    }
}

readers! { where T: Elem;
    /// Zeros of type `U`, with this array's shape and order unless `like` says otherwise.
    ///
    /// # Errors
    /// A size that overflows; no memory.
    pub fn zeros_like<U: Element>(&self, like: Like) -> Result<Array<U>> {
        let dtype = <U as Element>::dtype();
        zeroed(like.layout(self.raw(), dtype)?, dtype)
    }

    /// An array for values of type `U` to be written, like this one; zeros, as [`empty`](crate::empty) gives.
    ///
    /// # Errors
    /// As `zeros_like`.
    pub fn empty_like<U: Element>(&self, like: Like) -> Result<Array<U>> {
        self.zeros_like(like)
    }

    /// Ones of type `U`, like this array.
    ///
    /// # Errors
    /// As `zeros_like`.
    pub fn ones_like<U: HasOne>(&self, like: Like) -> Result<Array<U>> {
        self.full_like(U::one(), like)
    }

    /// An array filled with a value, like this one.
    ///
    /// # Errors
    /// As `zeros_like`.
    pub fn full_like<U: Element>(&self, value: U, like: Like) -> Result<Array<U>> {
        let dtype = <U as Element>::dtype();
        filled(like.layout(self.raw(), dtype)?, dtype, &bytes_of(value))
    }

    /// `zeros_like` with a dtype known at run time.
    ///
    /// # Errors
    /// As `zeros_like`.
    pub fn zeros_like_dyn(&self, dtype: DType, like: Like) -> Result<DynArray> {
        zeroed(like.layout(self.raw(), dtype)?, dtype)
    }

    /// `full_like` with a dtype known at run time, which the value is converted to.
    ///
    /// # Errors
    /// As `zeros_like`; a value that the dtype cannot take.
    pub fn full_like_dyn(&self, value: &Scalar, dtype: DType, like: Like) -> Result<DynArray> {
        filled(like.layout(self.raw(), dtype)?, dtype, &scalar_bytes(value, dtype)?)
    }
}
