//! The elements themselves: copying, converting, assigning, getting and setting.

use npcore_dtype::{DType, Elem, Element, Scalar};
use npcore_exec::Operand;
use npcore_layout::Order;

use crate::arguments::{AsView, Operand as Argument};
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray};
use crate::create::uninit;
use crate::error::{ArrayError, Result, expect};
use crate::macros::{readers, writers};
use crate::raw::{Addresses, Raw};
use crate::shape::Ints;

/// A gapless copy of `raw` in the given order, converted to `dtype`.
///
/// # Safety
/// The elements of `raw` may be read.
pub(crate) unsafe fn copied<T: Elem>(raw: &Raw, dtype: DType, order: Order) -> Result<Array<T>> {
    let layout = raw.layout.like_sized(order, raw.itemsize(), dtype.itemsize())?;
    let buffer = uninit(&layout, dtype)?;
    let target = Operand { ptr: buffer.as_ptr().as_ptr(), dtype, layout: &layout };
    // A plain copy keeps byte patterns as they are; a conversion makes valid ones.
    let trusted = raw.trusted || raw.dtype != dtype || !crate::raw::has_invalid_patterns(dtype);
    // SAFETY: the source may be read (the caller's word); the target is fresh and gets every element.
    unsafe {
        npcore_exec::copy_elements(&raw.operand(), &target, buffer.is_warm())?;
        Ok(Array::from_parts(buffer, dtype, layout, trusted))
    }
}

readers! { where T: Elem;
    /// A copy that owns its elements, in the same order in memory (NumPy's order `K`).
    ///
    /// # Panics
    /// No memory; [`try_to_owned`](Self::try_to_owned) gives an error.
    #[track_caller]
    pub fn to_owned(&self) -> Array<T> {
        expect(self.try_to_owned(Order::K))
    }

    /// A copy, as NumPy's `a.copy()`: in C order.
    ///
    /// # Panics
    /// No memory; [`try_to_owned`](Self::try_to_owned) gives an error.
    #[track_caller]
    pub fn copy(&self) -> Array<T> {
        expect(self.try_to_owned(Order::C))
    }

    /// A copy in the given order.
    ///
    /// # Errors
    /// No memory.
    pub fn try_to_owned(&self, order: Order) -> Result<Array<T>> {
        // SAFETY: a container's elements may be read.
        unsafe { copied(self.raw(), self.dtype(), order) }
    }

    /// A copy with every value converted to `U`, whatever that does to it: `300 as i8` keeps the low
    /// bits, a float loses its fraction, a complex number its imaginary part.
    ///
    /// Floats out of an integer's range give what NumPy gives on this platform. See
    /// [`try_astype`](Self::try_astype) for the form that refuses to lose anything.
    ///
    /// # Panics
    /// Text that is not a number; no memory.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(array![1.9, -1.9, 300.0].astype::<i8>().to_string(), "[ 1 -1 44]");
    /// ```
    #[track_caller]
    pub fn astype<U: Element>(&self) -> Array<U> {
        // SAFETY: a container's elements may be read.
        expect(unsafe { copied(self.raw(), <U as Element>::dtype(), Order::K) })
    }

    /// [`astype`](Self::astype) with the type known at run time.
    ///
    /// # Errors
    /// Text that is not a number; no memory.
    pub fn astype_dyn(&self, dtype: DType) -> Result<DynArray> {
        // SAFETY: a container's elements may be read.
        unsafe { copied(self.raw(), dtype, Order::K) }
    }

    /// A copy with every value converted to `U`, or an error where one does not fit: out of range, NaN
    /// or a fraction into an integer, an imaginary part into a real number, a finite number into an
    /// infinite float. Rounding between floats is allowed.
    ///
    /// # Errors
    /// [`ArrayError::DoesNotFit`] with the first such value and its index.
    ///
    /// ```
    /// use npcore_array::array;
    /// let small = array![0i64, 42, 99].try_astype::<i8>()?;
    /// assert_eq!(small.nbytes(), 3);
    /// let error = array![0i64, 300].try_astype::<i8>().unwrap_err();
    /// assert_eq!(error.to_string(), "value 300 at index [1] does not fit into int8");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn try_astype<U: Element>(&self) -> Result<Array<U>> {
        let to = <U as Element>::dtype();
        // SAFETY: a container's elements may be read.
        let out: Array<U> = unsafe { copied(self.raw(), to, Order::K)? };
        crate::checked_cast::check(self.raw(), out.raw())?;
        Ok(out)
    }

    /// The value at an index; negative ones count from the end.
    ///
    /// # Errors
    /// `index 5 is out of bounds for axis 0 with size 3`; as many indices as axes are needed.
    #[inline]
    pub fn get(&self, index: impl Ints) -> Result<T::Value> {
        let at = self.raw().at(&index)?;
        // SAFETY: the address of an element that may be read.
        Ok(unsafe { self.raw().load::<T>(at) })
    }

    /// The only element.
    ///
    /// # Errors
    /// `can only convert an array of size 1 to a Python scalar`.
    pub fn item(&self) -> Result<T::Value> {
        if self.size() != 1 {
            let words = "can only convert an array of size 1 to a Python scalar";
            return Err(ArrayError::Value(words.to_owned()));
        }
        // SAFETY: the address of the only element.
        Ok(unsafe { self.raw().load::<T>(self.raw().first()) })
    }

    /// The values in C order as a vector.
    pub fn to_vec(&self) -> Vec<T::Value> {
        self.values().collect()
    }

    /// Whether another array has the same shape and equal values (NaN is not equal to itself).
    ///
    /// ```
    /// use npcore_array::array;
    /// assert!(array![1, 2].array_equal(&array![1.0, 2.0]));
    /// assert!(!array![1, 2].array_equal(&array![[1, 2]]));
    /// ```
    pub fn array_equal<U: Elem>(&self, other: impl AsView<U>) -> bool {
        crate::equality::array_equal(self.raw(), other.as_view().raw())
    }

    /// The bytes of the elements in C order: NumPy's `tobytes`. [`tobytes`](Self::tobytes) takes an order.
    ///
    /// # Panics
    /// No memory.
    #[track_caller]
    pub fn to_bytes(&self) -> Vec<u8> {
        expect(crate::make::bytes_in(self.raw(), Order::C))
    }
}

/// References to elements, where they lie so that Rust allows them.
macro_rules! slices {
    ($([$($generics:tt)*] $ty:ty => $lt:lifetime; $self:ident: [$($receiver:tt)*];)*) => { $(
        impl<$($generics)*> $ty {
            /// All elements as a slice, where they are C-contiguous, aligned and known to be valid.
            #[inline]
            pub fn as_slice($($receiver)*) -> Option<&$lt [T]> {
                let raw = $self.raw();
                if !(raw.is_c_contiguous() && raw.is_addressable::<T>()) {
                    return None;
                }
                // SAFETY: `size` gapless, aligned, valid elements (just checked; initialised by the
                // invariants of `Raw`) that stay borrowed for the lifetime.
                Some(unsafe { std::slice::from_raw_parts(slice_start(raw), raw.size()) })
            }

            /// A reference to an element, where it is aligned and known to be valid.
            ///
            /// # Errors
            /// As [`get`](Self::get); an element that cannot be referred to.
            #[inline]
            pub fn get_ref($($receiver)*, index: impl Ints) -> Result<&$lt T> {
                let at = reference::<T>($self.raw(), &index)?;
                // SAFETY: the address of an aligned, valid element that stays borrowed.
                Ok(unsafe { &*at })
            }
        }
    )* };
}
slices! {
    [T: Element] Array<T> => '_; self: [&self];
    [T: Element] ArrayCow<'_, T> => '_; self: [&self];
    [T: Element] ArrayViewMut<'_, T> => '_; self: [&self];
    ['a, T: Element] ArrayView<'a, T> => 'a; self: [self];
}

/// The address of an element that may be referred to.
#[inline]
fn reference<T: Element>(raw: &Raw, index: &impl Ints) -> Result<*mut T> {
    let at = raw.at(index)?;
    if !raw.is_addressable::<T>() {
        return Err(no_reference());
    }
    Ok(at.cast())
}

/// Where a slice of the elements starts: never dangling for an empty one.
#[inline]
fn slice_start<T>(raw: &Raw) -> *mut T {
    if raw.size() == 0 { std::ptr::NonNull::dangling().as_ptr() } else { raw.first().cast() }
}

#[cold]
pub(crate) fn no_reference_mut() -> ArrayError {
    let words = "no mutable reference to an element: these records have padding; use `set`, or write to their fields";
    ArrayError::Value(words.to_owned())
}

#[cold]
pub(crate) fn no_reference() -> ArrayError {
    ArrayError::Value(
        "no reference to an element: the array is not aligned, or its bytes are not known to be valid; use `get`"
            .to_owned(),
    )
}

writers! { where T: Elem;
    /// Writes `source`, broadcast to this shape and converted to this type, into the elements.
    ///
    /// Conversions are NumPy's for `a[...] = source`: whatever they do to the values. Use
    /// [`try_astype`](Array::try_astype) first to be sure of them.
    ///
    /// # Panics
    /// As the error of [`try_assign`](Self::try_assign).
    ///
    /// ```
    /// use npcore_array::{array, s, zeros};
    /// let mut a = zeros::<i32>([2, 3]);
    /// a.slice_mut(s![1]).assign([1, 2, 3]);
    /// assert_eq!(a.to_string(), "[[0 0 0]\n [1 2 3]]");
    /// ```
    #[track_caller]
    pub fn assign(&mut self, source: impl Argument) {
        expect(self.try_assign(source));
    }

    /// [`assign`](Self::assign) with an error instead of a panic.
    ///
    /// # Errors
    /// `could not broadcast input array from shape (3,) into shape (4,)`; text that is not a number.
    pub fn try_assign(&mut self, source: impl Argument) -> Result<()> {
        // SAFETY: `&mut self` is alone with its elements.
        unsafe { assign(source.parts().raw(), self.raw()) }
    }

    /// Writes one value into every element.
    pub fn fill(&mut self, value: T::Value) {
        // SAFETY: `&mut self` is alone with its elements.
        expect(unsafe { fill::<T>(self.raw(), value) });
    }

    /// Writes one element; negative indices count from the end.
    ///
    /// # Errors
    /// `index 5 is out of bounds for axis 0 with size 3`; as many indices as axes are needed.
    #[inline]
    pub fn set(&mut self, index: impl Ints, value: T::Value) -> Result<()> {
        // SAFETY: `&mut self` is alone with its elements.
        unsafe { set::<T>(self.raw(), &index, value) }
    }
}

writers! { where T: Element;
    /// All elements as a mutable slice, where they are C-contiguous, aligned and known to be valid. (Never records
    /// with padding, as which Rust could write anything.)
    #[inline]
    pub fn as_slice_mut(&mut self) -> Option<&mut [T]> {
        let raw = *self.raw();
        if !(raw.is_c_contiguous() && raw.is_addressable_mut::<T>()) {
            return None;
        }
        // SAFETY: `size` gapless, aligned, valid elements that are exclusively borrowed.
        Some(unsafe { std::slice::from_raw_parts_mut(slice_start(&raw), raw.size()) })
    }

    /// A mutable reference to an element, where it is aligned and known to be valid.
    ///
    /// # Errors
    /// As [`get`](Self::get); an element that cannot be referred to.
    #[inline]
    pub fn get_mut(&mut self, index: impl Ints) -> Result<&mut T> {
        let at = reference::<T>(self.raw(), &index)?;
        if T::PADDED {
            return Err(no_reference_mut());
        }
        // SAFETY: the address of an aligned, valid element that is exclusively borrowed.
        Ok(unsafe { &mut *at })
    }
}

impl<'a, T: Elem> ArrayCells<'a, T> {
    /// The value at an index; negative ones count from the end.
    ///
    /// # Errors
    /// `index 5 is out of bounds for axis 0 with size 3`; as many indices as axes are needed.
    #[inline]
    pub fn get(self, index: impl Ints) -> Result<T::Value> {
        let at = self.raw().at(&index)?;
        // SAFETY: the address of an element; no one writes it during this call.
        Ok(unsafe { self.raw().load::<T>(at) })
    }

    /// Writes one element; negative indices count from the end.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    #[inline]
    pub fn set(self, index: impl Ints, value: T::Value) -> Result<()> {
        // SAFETY: cells may be written by whoever has them, one call at a time.
        unsafe { set::<T>(self.raw(), &index, value) }
    }

    /// Writes `source`, broadcast and converted, as if it had been copied first.
    ///
    /// # Panics
    /// As the error of [`try_assign`](Self::try_assign).
    #[track_caller]
    pub fn assign(self, source: impl Argument) {
        expect(self.try_assign(source));
    }

    /// [`assign`](Self::assign) with an error instead of a panic.
    ///
    /// # Errors
    /// `could not broadcast input array from shape (3,) into shape (4,)`; text that is not a number.
    pub fn try_assign(self, source: impl Argument) -> Result<()> {
        // SAFETY: cells may be written by whoever has them, one call at a time.
        unsafe { assign(source.parts().raw(), self.raw()) }
    }

    /// Writes one value into every element.
    pub fn fill(self, value: T::Value) {
        // SAFETY: cells may be written by whoever has them, one call at a time.
        expect(unsafe { fill::<T>(self.raw(), value) });
    }

    /// A copy that owns its elements, in the same order in memory.
    #[track_caller]
    pub fn to_owned(self) -> Array<T> {
        // SAFETY: no one writes the elements during this call.
        expect(unsafe { copied(self.raw(), self.dtype(), Order::K) })
    }

    /// The values in C order as a vector.
    pub fn to_vec(self) -> Vec<T::Value> {
        // SAFETY: the addresses of elements; no one writes them during this call.
        Addresses::new(self.raw()).map(|at| unsafe { self.raw().load::<T>(at) }).collect()
    }
}

/// # Safety
/// The elements of `source` may be read, those of `target` written, and nobody else reaches the
/// latter during the call.
pub(crate) unsafe fn assign(source: &Raw, target: &Raw) -> Result<()> {
    let mut from = source.operand();
    let stretched;
    if from.layout.shape() != target.layout.shape() {
        stretched = npcore_broadcast::broadcast_into(from.layout, target.layout.shape())?;
        from.layout = &stretched;
    }
    // SAFETY: the caller's word.
    unsafe {
        npcore_exec::assign(&from, &target.operand(), true)?;
        // Elements of one dtype are moved as they are: bytes that mean nothing must not come among trusted ones.
        if would_taint(source, target) {
            crate::look::settle(target)?;
        }
    }
    Ok(())
}

/// Whether plain copies would put bytes that are no values into elements that are known to be values.
pub(crate) fn would_taint(source: &Raw, target: &Raw) -> bool {
    target.trusted && !source.trusted && source.dtype == target.dtype && crate::raw::has_invalid_patterns(target.dtype)
}

/// # Safety
/// The elements of `target` may be written, and nobody else reaches them during the call.
unsafe fn fill<T: Elem>(target: &Raw, value: T::Value) -> Result<()> {
    let mut bytes: smallvec::SmallVec<[u8; 32]> = smallvec::smallvec![0; target.itemsize()];
    T::store(&value, target.dtype, &mut bytes)?;
    let source = Operand { ptr: bytes.as_mut_ptr(), dtype: target.dtype, layout: &npcore_layout::Layout::scalar() };
    // SAFETY: one element in `bytes`; the caller's word for the target.
    unsafe { Ok(npcore_exec::assign(&source, &target.operand(), true)?) }
}

/// # Safety
/// As [`fill`].
#[inline]
unsafe fn set<T: Elem>(target: &Raw, index: &impl Ints, value: T::Value) -> Result<()> {
    let at = target.at(index)?;
    // SAFETY: the address of an element that may be written.
    let bytes = unsafe { std::slice::from_raw_parts_mut(at, target.itemsize()) };
    // Records may show some of their fields: what lies between these stays.
    match target.dtype.as_record().filter(|record| T::static_dtype().is_none() && record.has_gaps()) {
        None => Ok(T::store(&value, target.dtype, bytes)?),
        Some(record) => {
            let mut whole = vec![0; bytes.len()];
            T::store(&value, target.dtype, &mut whole)?;
            record.runs().iter().for_each(|run| bytes[run.clone()].copy_from_slice(&whole[run.clone()]));
            Ok(())
        }
    }
}

impl DynArray {
    /// A value as an array without axes.
    ///
    /// # Errors
    /// No memory.
    pub fn from_scalar(value: &Scalar) -> Result<DynArray> {
        DynArray::full_dyn((), value, value.dtype())
    }
}
