//! The same bytes as elements of another type (NumPy's `a.view(dtype)`), and bytes reversed.

use npcore_dtype::{ByteOrder, DType, DTypeKind, Elem, Element};
use npcore_layout::{Layout, Order};

use super::each_container;
use crate::containers::{
    Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray, DynCells, DynView, DynViewMut,
};
use crate::data::copied;
use crate::error::{ArrayError, Result, expect};
use crate::macros::{readers, writers};
use crate::raw::{Raw, has_invalid_patterns};

/// The elements seen as ones of `dtype`; the last axis grows or shrinks where the size differs.
fn reinterpreted(raw: &Raw, dtype: DType) -> Result<Raw> {
    let (old, new) = (raw.itemsize(), dtype.itemsize());
    let refused = |words: &str| Err(ArrayError::Value(words.to_owned()));
    let trusted = (raw.trusted && raw.dtype == dtype) || !has_invalid_patterns(dtype);
    if old == new {
        return Ok(Raw { dtype, trusted, ..*raw });
    }
    let l = &raw.layout;
    let Some(last) = l.ndim().checked_sub(1) else {
        return refused("Changing the dtype of a 0d array is only supported if the itemsize is unchanged");
    };
    let n = l.shape()[last];
    if n != 1 && !l.is_empty() && l.strides()[last] != old as isize {
        return refused("To change to a dtype of a different size, the last axis must be contiguous");
    }
    let length = if new < old {
        if new == 0 || old % new != 0 {
            return refused(
                "When changing to a smaller dtype, its size must be a divisor of the size of original dtype",
            );
        }
        // The bytes of an axis fit, for elements that are there; without any this may still be absurd.
        n.checked_mul(old / new)
    } else {
        n.checked_mul(old).filter(|bytes| bytes % new == 0).map(|bytes| bytes / new)
    };
    let Some(length) = length else {
        return refused(
            "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis \
            of the array.",
        );
    };
    let (shape, strides) = (l.shape().with(|s| s[last] = length), l.strides().with(|s| s[last] = new as isize));
    Ok(Raw { dtype, trusted, ..raw.with_layout(Layout::new(&shape, &strides, l.offset())?) })
}

/// [`reinterpreted`], for writing: bytes that mean nothing must not come to where they are known not to be.
fn reinterpreted_to_write(raw: &Raw, dtype: DType) -> Result<Raw> {
    if raw.dtype != dtype && raw.trusted && has_invalid_patterns(raw.dtype) {
        let words = format!("elements of {} cannot be written as {dtype}: not all bytes are values of it", raw.dtype);
        return Err(ArrayError::Value(words));
    }
    let raw = reinterpreted(raw, dtype)?;
    // Longer elements of a layout that steps back over them would reach into each other.
    crate::containers::check_distinct(&raw.layout, raw.itemsize())?;
    Ok(raw)
}

macro_rules! view_as {
    (read $($rest:tt)*) => {
        view_as! { @ view_as view_dtype DynView reinterpreted; $($rest)* }
    };
    (write $($rest:tt)*) => {
        view_as! { @ view_as_mut view_dtype_mut DynViewMut reinterpreted_to_write; $($rest)* }
    };
    (
        @ $view_as:ident $view_dtype:ident $dyn:ident $reinterpreted:ident;
        [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]
    ) => {
        impl<$($generics)*> $ty {
            /// The same bytes as elements of `U`: NumPy's `a.view(dtype)`; a view.
            ///
            /// Where the size of an element changes, the last axis does, and must be contiguous. To be written (and
            /// as cells), elements of types with bytes that mean nothing (bool) stay of their type.
            ///
            /// # Errors
            /// NumPy's words for sizes that do not go into each other, an axis that is not contiguous, no axis.
            ///
            /// ```
            /// use npcore_array::array;
            /// let a = array![1.0f32, -2.0];
            /// assert_eq!(format!("{:x}", a.view_as::<u32>()?[1]), "c0000000");
            /// assert_eq!(a.view_as::<u8>()?.shape(), [8]);
            /// # Ok::<(), npcore_array::ArrayError>(())
            /// ```
            pub fn $view_as<U: Element>($($receiver)*) -> Result<$out<$lt, U>> {
                let raw = $reinterpreted($self.raw(), <U as Element>::dtype())?;
                // SAFETY: bytes of the elements, with the access that the container has; every pattern is read as
                // a value, and `trusted` says whether it may be referred to.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// The same bytes as elements of a dtype known at run time; a view. `V` of no size takes the size of an
            /// element.
            ///
            /// # Errors
            /// As `view_as`.
            pub fn $view_dtype($($receiver)*, dtype: DType) -> Result<$dyn<$lt>> {
                let raw = $reinterpreted($self.raw(), sized(dtype, $self.itemsize()))?;
                // SAFETY: as in `view_as`.
                Ok(unsafe { $out::from_raw(raw) })
            }
        }
    };
}
each_container!(read view_as);
each_container!(write view_as);
view_as! {
    @ view_as view_dtype DynCells reinterpreted_to_write; ['a, T: Elem] ArrayCells<'a, T>; ArrayCells 'a; self [self]
}

/// Raw bytes of no size take the size of the elements they stand for. (Text does not, in NumPy.)
fn sized(dtype: DType, itemsize: usize) -> DType {
    match (dtype.kind(), u32::try_from(itemsize)) {
        (DTypeKind::Void(0), Ok(n)) => DType::void(n),
        _ => dtype,
    }
}

readers! { where T: Elem;
    /// A copy with the bytes of each element reversed, the dtype staying as it is (each part of a complex number,
    /// each character, each field by itself). The values change: to keep them, convert with
    /// `astype_dyn(a.dtype().newbyteorder(...))`.
    ///
    /// # Panics
    /// No memory.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(array![1u16, 256].byteswap().to_string(), "[256   1]");
    /// ```
    #[track_caller]
    pub fn byteswap(&self) -> Array<T> {
        expect(byteswapped(self.raw()))
    }
}

writers! { where T: Elem;
    /// Reverses the bytes of each element in place; see [`byteswap`](Self::byteswap).
    ///
    /// # Panics
    /// No memory for a temporary of the same size.
    #[track_caller]
    pub fn byteswap_inplace(&mut self) {
        let raw = *self.raw();
        // SAFETY: `&mut self` is alone with its elements.
        expect(unsafe { swap_words(&raw) });
    }
}

fn byteswapped<T: Elem>(raw: &Raw) -> Result<Array<T>> {
    if raw.dtype.is_record() {
        // SAFETY: the callers hold the elements borrowed; the copy is ours alone.
        return unsafe {
            let copy = copied(raw, raw.dtype, Order::A)?;
            swap_words(Container::raw(&copy))?;
            Ok(copy)
        };
    }
    // A conversion to the other byte order, then called by the old name.
    // SAFETY: the callers hold the elements borrowed.
    let copy: DynArray = unsafe { copied(raw, raw.dtype.newbyteorder(ByteOrder::Swap), Order::A)? };
    let (buffer, new) = copy.into_parts();
    // SAFETY: the parts of an array whose elements have the same size; any bytes are taken as values, and those
    // without a byte order (bool) were only copied.
    Ok(unsafe { Array::from_parts(buffer, raw.dtype, new.layout, raw.trusted) })
}

/// Calls `f` with the elements, or with those of each field of records, all the way down.
fn each_field(raw: &Raw, f: &mut dyn FnMut(&Raw) -> Result<()>) -> Result<()> {
    let DTypeKind::Record(record) = raw.dtype.kind() else {
        return f(raw);
    };
    for field in record.fields() {
        let (mut shape, mut strides) = (raw.layout.shape().to_vec(), raw.layout.strides().to_vec());
        let own = Layout::contiguous(field.shape(), field.dtype().itemsize(), Order::C)?;
        shape.extend(own.shape());
        strides.extend(own.strides());
        let layout = Layout::new(&shape, &strides, raw.layout.offset())?;
        let ptr = raw.ptr.wrapping_add(field.offset());
        each_field(&Raw { ptr, dtype: field.dtype(), layout, trusted: raw.trusted }, f)?;
    }
    Ok(())
}

/// # Safety
/// The elements may be written, and nobody else reaches them during the call.
unsafe fn swap_words(raw: &Raw) -> Result<()> {
    each_field(raw, &mut |part| {
        if !part.dtype.has_byte_order() {
            return Ok(());
        }
        let target = part.operand();
        let source = npcore_exec::Operand { dtype: part.dtype.newbyteorder(ByteOrder::Swap), ..target };
        // SAFETY: the caller's word; the execution layer copies the source first, since the two overlap.
        unsafe { Ok(npcore_exec::assign(&source, &target, true)?) }
    })
}

/// Makes every bool among the elements one of the two bytes that a bool is.
///
/// # Safety
/// The elements may be written, and nobody else reaches them during the call.
pub(crate) unsafe fn settle(raw: &Raw) -> Result<()> {
    each_field(raw, &mut |part| {
        if part.dtype != DType::BOOL {
            return Ok(());
        }
        let target = part.operand();
        let source = npcore_exec::Operand { dtype: DType::UINT8, ..target };
        // SAFETY: as in `swap_words`.
        unsafe { Ok(npcore_exec::assign(&source, &target, true)?) }
    })
}
