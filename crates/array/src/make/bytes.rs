//! Arrays over plain bytes, and the bytes of arrays.

use npcore_dtype::{DType, Elem, Element};
use npcore_exec::Operand;
use npcore_layout::{Layout, Order};

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, DynView, DynViewMut};
use crate::error::{ArrayError, Result};
use crate::look::visiting;
use crate::macros::readers;
use crate::raw::{Raw, has_invalid_patterns};

/// The bytes as elements of `dtype` along one axis: `count` of them or all there are, from `offset` on.
fn over(start: *mut u8, len: usize, dtype: DType, count: Option<usize>, offset: usize) -> Result<Raw> {
    let refused = |words: String| Err(ArrayError::Value(words));
    let item = dtype.itemsize();
    if item == 0 {
        return refused("itemsize cannot be zero in type".to_owned());
    }
    let Some(bytes) = len.checked_sub(offset) else {
        return refused(format!("offset must be non-negative and no greater than buffer length ({len})"));
    };
    let n = match count {
        None if bytes % item != 0 => return refused("buffer size must be a multiple of element size".to_owned()),
        None => bytes / item,
        Some(n) if n > bytes / item => return refused("buffer is smaller than requested size".to_owned()),
        Some(n) => n,
    };
    let layout = Layout::new(&[n], &[item as isize], 0)?;
    Ok(Raw { ptr: start.wrapping_add(offset), dtype, layout, trusted: !has_invalid_patterns(dtype) })
}

/// Bytes as elements of `T` along one axis, without a copy: `count` of them, or all there are, from byte `offset` on.
///
/// Bytes of any alignment; references to elements (`as_slice`, `[]`) are given only where it fits.
///
/// # Errors
/// `buffer size must be a multiple of element size`; `buffer is smaller than requested size`; `offset must be
/// non-negative and no greater than buffer length (8)`.
///
/// ```
/// use npcore_array::frombuffer;
/// let a = frombuffer::<u16>(&[1, 0, 2, 0, 3], Some(2), 0)?;
/// assert_eq!(a.to_vec(), [1, 2].map(u16::from_le));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn frombuffer<T: Element>(bytes: &[u8], count: Option<usize>, offset: usize) -> Result<ArrayView<'_, T>> {
    let raw = over(bytes.as_ptr().cast_mut(), bytes.len(), <T as Element>::dtype(), count, offset)?;
    // SAFETY: elements within the slice, borrowed; every pattern is read as a value.
    Ok(unsafe { ArrayView::from_raw(raw) })
}

/// [`frombuffer`] with a dtype known at run time.
///
/// # Errors
/// As [`frombuffer`]; `itemsize cannot be zero in type`.
pub fn frombuffer_dyn(bytes: &[u8], dtype: DType, count: Option<usize>, offset: usize) -> Result<DynView<'_>> {
    let raw = over(bytes.as_ptr().cast_mut(), bytes.len(), dtype, count, offset)?;
    // SAFETY: as in `frombuffer`.
    Ok(unsafe { ArrayView::from_raw(raw) })
}

/// [`frombuffer`], to be written.
///
/// # Errors
/// As [`frombuffer`].
pub fn frombuffer_mut<T: Element>(
    bytes: &mut [u8],
    count: Option<usize>,
    offset: usize,
) -> Result<ArrayViewMut<'_, T>> {
    let raw = over(bytes.as_mut_ptr(), bytes.len(), <T as Element>::dtype(), count, offset)?;
    // SAFETY: elements within the slice, exclusively borrowed, each once; any byte is a `u8`.
    Ok(unsafe { ArrayViewMut::from_raw(raw) })
}

/// [`frombuffer_dyn`], to be written.
///
/// # Errors
/// As [`frombuffer_dyn`].
pub fn frombuffer_dyn_mut(
    bytes: &mut [u8],
    dtype: DType,
    count: Option<usize>,
    offset: usize,
) -> Result<DynViewMut<'_>> {
    let raw = over(bytes.as_mut_ptr(), bytes.len(), dtype, count, offset)?;
    // SAFETY: as in `frombuffer_mut`.
    Ok(unsafe { ArrayViewMut::from_raw(raw) })
}

/// The bytes of all elements, visited in the given order; K is C here, as in NumPy.
pub(crate) fn bytes_in(raw: &Raw, order: Order) -> Result<Vec<u8>> {
    let order = if order == Order::K { Order::C } else { order };
    let turned = raw.with_layout(visiting(raw, order)?);
    let n = turned.layout.nbytes(raw.itemsize());
    let mut bytes: Vec<u8> = Vec::new();
    bytes.try_reserve_exact(n).map_err(|_| ArrayError::Memory {
        bytes: n,
        shape: raw.layout.shape()[..].into(),
        dtype: raw.dtype,
    })?;
    let layout = turned.layout.like(Order::C, raw.itemsize())?;
    let target = Operand { ptr: bytes.as_mut_ptr(), dtype: raw.dtype, layout: &layout };
    // SAFETY: the callers hold the elements borrowed; the vector has room for all of them, and gets each.
    unsafe {
        npcore_exec::copy_elements(&turned.operand(), &target, false)?;
        bytes.set_len(n);
    }
    Ok(bytes)
}

readers! { where T: Elem;
    /// The bytes of the elements in the given order: NumPy's `tobytes(order)`. (K is C; A is F for arrays that lie
    /// in F order only.)
    ///
    /// # Errors
    /// No memory.
    ///
    /// ```
    /// use npcore_array::{Order, array};
    /// let a = array![[1u8, 2], [3, 4]];
    /// assert_eq!(a.tobytes(Order::F)?, [1, 3, 2, 4]);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn tobytes(&self, order: Order) -> Result<Vec<u8>> {
        bytes_in(self.raw(), order)
    }
}
