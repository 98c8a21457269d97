//! What every container is made of: a pointer, a dtype, a layout.
//!
//! [`Raw`] is plain data. The containers around it say who owns the memory, for how long it
//! lives, and who may write it; the operations stand here and below, once for all of them.

use npcore_dtype::{DType, DTypeKind, Elem, Element, Scalar};
use npcore_exec::Operand;
use npcore_layout::{Layout, LayoutError};

use crate::error::ArrayError;

/// A pointer to a buffer's start with the type and layout of elements in it.
///
/// Invariants that the containers keep, and that the safety comments of this crate name:
/// 1. *inside*: every element of `layout` lies, with `dtype.itemsize()` bytes, in one live
///    allocation that `ptr` points into.
/// 2. *typed*: in a container of `T: Element`, `dtype` is `T::dtype()`, and so native.
/// 3. *trusted*: where `trusted` is set, every element is a valid value of its dtype (a bool is
///    0 or 1). It only matters to types with invalid byte patterns.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    pub ptr: *mut u8,
    pub dtype: DType,
    pub layout: Layout,
    pub trusted: bool,
}

impl Raw {
    /// For the functions of `npcore-exec`.
    #[inline]
    pub fn operand(&self) -> Operand<'_> {
        Operand { ptr: self.ptr, dtype: self.dtype, layout: &self.layout }
    }

    #[inline]
    pub fn with_layout(&self, layout: Layout) -> Raw {
        Raw { layout, ..*self }
    }

    /// The same memory and type, with a layout that still has to be written: before that, no element may be touched.
    #[inline]
    pub fn unshaped(&self) -> Raw {
        Raw { ptr: self.ptr, dtype: self.dtype, layout: Layout::scalar(), trusted: self.trusted }
    }

    /// Applies a change of layout that selects some of the elements.
    pub fn map(&self, f: impl FnOnce(&Layout) -> Result<Layout, LayoutError>) -> Result<Raw, LayoutError> {
        Ok(self.with_layout(f(&self.layout)?))
    }

    /// The address of the first element.
    #[inline]
    pub fn first(&self) -> *mut u8 {
        self.ptr.wrapping_offset(self.layout.offset())
    }

    #[inline]
    pub fn itemsize(&self) -> usize {
        self.dtype.itemsize()
    }

    #[inline]
    pub fn size(&self) -> usize {
        self.layout.size()
    }

    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        self.layout.is_c_contiguous(self.itemsize())
    }

    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        self.layout.is_f_contiguous(self.itemsize())
    }

    /// Whether every element's address is a multiple of the dtype's alignment.
    pub fn is_aligned(&self) -> bool {
        self.is_aligned_to(self.dtype.alignment())
    }

    fn is_aligned_to(&self, align: usize) -> bool {
        let strides = self.layout.shape().iter().zip(self.layout.strides());
        self.size() == 0
            || (self.first().addr().is_multiple_of(align)
                && strides.filter(|&(&n, _)| n > 1).all(|(_, s)| s.unsigned_abs().is_multiple_of(align)))
    }

    /// Whether `&T` may be made of every element: aligned and known valid. (Native is given by
    /// invariant 2.)
    #[inline]
    pub fn is_addressable<T: Element>(&self) -> bool {
        (T::ALL_VALID || self.trusted)
            && (align_of::<T>() == 1 || {
                // All strides at once; those that do not matter only where that fails.
                let bits = self.layout.strides().iter().fold(self.first().addr(), |bits, &s| bits | s as usize);
                bits.is_multiple_of(align_of::<T>()) || self.is_aligned_to(align_of::<T>())
            })
    }

    /// Whether `&mut T` may be: what is written through it is a whole value, with whatever is in its padding.
    #[inline]
    pub fn is_addressable_mut<T: Element>(&self) -> bool {
        !T::PADDED && self.is_addressable::<T>()
    }

    /// The address of an element.
    #[inline]
    pub fn at(&self, index: &impl crate::shape::Ints) -> Result<*mut u8, ArrayError> {
        index.with_list(|index| {
            if index.len() < self.layout.ndim() {
                return Err(ArrayError::TooFewIndices { ndim: self.layout.ndim(), given: index.len() });
            }
            Ok(self.ptr.wrapping_offset(self.layout.offset_of(index)?))
        })
    }

    /// Reads one element.
    ///
    /// # Safety
    /// `at` is the address of an element; the memory may be read.
    #[inline]
    pub unsafe fn load<T: Elem>(&self, at: *const u8) -> T::Value {
        // SAFETY: the caller's word.
        unsafe { T::load(at, self.dtype) }
    }

    /// The range of addresses that elements lie in.
    pub fn bounds(&self) -> (usize, usize) {
        let (lo, hi) = self.layout.extents(self.itemsize());
        (self.ptr.addr().wrapping_add_signed(lo), self.ptr.addr().wrapping_add_signed(hi))
    }
}

/// Refuses, when compiled, to lend memory that Rust writes as values of a type with padding.
pub(crate) const fn no_padding<T: Element>() {
    assert!(
        !T::PADDED,
        "these records have padding, and memory that Rust writes them to may have anything in it: \
         make an array of them with `Array::from(vec)`, which clears it"
    );
}

/// Whether values of this dtype have byte patterns that mean nothing (bool, or a record with one).
pub(crate) fn has_invalid_patterns(dtype: DType) -> bool {
    match dtype.kind() {
        DTypeKind::Record(record) => record.fields().iter().any(|f| has_invalid_patterns(f.dtype())),
        _ => dtype == DType::BOOL,
    }
}

/// The addresses of all elements, last axis fastest.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    ptr: *mut u8,
    shape: npcore_layout::Shape,
    strides: npcore_layout::Strides,
    index: smallvec::SmallVec<[usize; 6]>,
    left: usize,
}

impl Addresses {
    pub fn new(raw: &Raw) -> Addresses {
        Addresses {
            ptr: raw.first(),
            shape: *raw.layout.shape(),
            strides: *raw.layout.strides(),
            index: smallvec::smallvec![0; raw.layout.ndim()],
            left: raw.size(),
        }
    }
}

impl Iterator for Addresses {
    type Item = *mut u8;

    #[inline]
    fn next(&mut self) -> Option<*mut u8> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let at = self.ptr;
        for axis in (0..self.index.len()).rev() {
            self.index[axis] += 1;
            if self.index[axis] < self.shape[axis] {
                self.ptr = self.ptr.wrapping_offset(self.strides[axis]);
                break;
            }
            self.ptr = self.ptr.wrapping_offset(-self.strides[axis] * (self.shape[axis] as isize - 1));
            self.index[axis] = 0;
        }
        Some(at)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Addresses {}

/// The bytes of a scalar in the given type, where it fits.
pub(crate) fn scalar_bytes(value: &Scalar, dtype: DType) -> Result<Vec<u8>, npcore_dtype::DTypeError> {
    let mut bytes = vec![0; dtype.itemsize()];
    value.cast_into(dtype, &mut bytes)?;
    Ok(bytes)
}
