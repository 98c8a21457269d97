//! A part of the bytes of each element as elements of another type: NumPy's `getfield`, and what fields of records are.

use npcore_dtype::{DType, Elem, Element};
use npcore_layout::{Layout, Order};

use super::each_container;
use crate::arguments::Operand as Argument;
use crate::containers::{
    Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynCells, DynView, DynViewMut,
};
use crate::error::{ArrayError, Result};
use crate::macros::writers;
use crate::raw::{Raw, has_invalid_patterns};

/// What of each element is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub dtype: DType,
    /// The axes of a sub-array; none for a single element.
    pub shape: &'a [usize],
    pub offset: usize,
}

impl Part<'_> {
    /// Whether elements of `whole` have this part as a field, none of whose bytes belong to another.
    fn is_field_of(&self, whole: DType) -> bool {
        let same =
            |f: &npcore_dtype::Field| (f.offset(), f.dtype(), f.shape()) == (self.offset, self.dtype, self.shape);
        whole.as_record().is_some_and(|record| !record.has_overlap() && record.fields().iter().any(same))
    }

    /// The part of each element, the axes of a sub-array behind the others.
    pub fn of(&self, raw: &Raw) -> Result<Raw> {
        let refused = |words: &str| Err(ArrayError::Value(words.to_owned()));
        let size = self.shape.iter().try_fold(self.dtype.itemsize(), |n, &len| n.checked_mul(len));
        let Some(size) = size.filter(|&size| size <= raw.itemsize()) else {
            return refused("new type is larger than original type");
        };
        if self.offset > raw.itemsize() - size {
            return refused("new type plus offset is larger than original type");
        }
        let layout = if self.shape.is_empty() {
            raw.layout
        } else {
            let own = Layout::contiguous(self.shape, self.dtype.itemsize(), Order::C)?;
            let l = &raw.layout;
            let join = |a: &[usize], b: &[usize]| [a, b].concat();
            let strides = [&l.strides()[..], &own.strides()[..]].concat();
            Layout::new(&join(l.shape(), own.shape()), &strides, l.offset())?
        };
        let trusted = !has_invalid_patterns(self.dtype) || (raw.trusted && self.is_field_of(raw.dtype));
        Ok(Raw { ptr: raw.ptr.wrapping_add(self.offset), dtype: self.dtype, layout, trusted })
    }

    /// [`of`](Part::of), for writing: bytes that mean nothing must not come to where they are known not to be. (Of records
    /// whose fields overlap no part is ever trusted.)
    pub fn of_written(&self, raw: &Raw) -> Result<Raw> {
        let overlaps = raw.dtype.as_record().is_some_and(npcore_dtype::Record::has_overlap);
        if raw.trusted && has_invalid_patterns(raw.dtype) && !overlaps && !self.is_field_of(raw.dtype) {
            let words = format!(
                "elements of {} cannot be written as {}: not all bytes are values of it",
                raw.dtype, self.dtype
            );
            return Err(ArrayError::Value(words));
        }
        self.of(raw)
    }
}

/// The same elements with some of their fields: `dtype` has the size of the record, and fields at their places in it.
pub(crate) fn some_fields(raw: &Raw, dtype: DType) -> Result<Raw> {
    if dtype.itemsize() != raw.itemsize() || !dtype.fields().iter().all(|f| raw.dtype.fields().contains(f)) {
        return Err(ArrayError::Value(format!("{} has not the fields of {dtype}", raw.dtype)));
    }
    let overlaps = raw.dtype.as_record().is_some_and(npcore_dtype::Record::has_overlap);
    Ok(Raw { dtype, trusted: raw.trusted && !overlaps, ..*raw })
}

/// The same elements under other names of their fields, at whatever depth.
pub(crate) fn renamed(raw: &Raw, dtype: DType) -> Result<Raw> {
    fn same(a: DType, b: DType) -> bool {
        let inner = |f: &npcore_dtype::Field, g: &npcore_dtype::Field| {
            f.offset() == g.offset() && f.shape() == g.shape() && same(f.dtype(), g.dtype())
        };
        let (x, y) = (a.fields(), b.fields());
        match a.is_record() && b.is_record() {
            true => a.itemsize() == b.itemsize() && x.len() == y.len() && x.iter().zip(y).all(|(f, g)| inner(f, g)),
            false => a == b,
        }
    }
    if !same(raw.dtype, dtype) {
        return Err(ArrayError::Value(format!("{} has not the fields of {dtype}", raw.dtype)));
    }
    Ok(Raw { dtype, ..*raw })
}

macro_rules! getfield {
    (read $($rest:tt)*) => {
        getfield! { @ getfield getfield_dyn DynView of; $($rest)* }
    };
    (write $($rest:tt)*) => {
        getfield! { @ getfield_mut getfield_dyn_mut DynViewMut of_written; $($rest)* }
    };
    (
        @ $getfield:ident $getfield_dyn:ident $dyn:ident $of:ident;
        [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]
    ) => {
        impl<$($generics)*> $ty {
            /// The bytes of each element from `offset` on as an element of `U`; a view.
            ///
            /// # Errors
            /// `new type is larger than original type`, `new type plus offset is larger than original type`. To be
            /// written, bytes of which some mean nothing (bool) stay of their type.
            ///
            /// ```
            /// use npcore_array::array;
            /// let a = array![0x0001_0002u32, 0x0003_0004];
            /// # if cfg!(target_endian = "little") {
            /// assert_eq!(a.getfield::<u16>(2)?.to_string(), "[1 3]");
            /// # }
            /// # Ok::<(), npcore_array::ArrayError>(())
            /// ```
            pub fn $getfield<U: Element>($($receiver)*, offset: usize) -> Result<$out<$lt, U>> {
                let part = Part { dtype: <U as Element>::dtype(), shape: &[], offset };
                let raw = part.$of($self.raw())?;
                // SAFETY: bytes of the elements, with the access that the container has; every pattern is read as
                // a value, and `trusted` says whether it may be referred to.
                Ok(unsafe { $out::from_raw(raw) })
            }

            /// The bytes of each element from `offset` on as an element of a dtype known at run time; a view.
            ///
            /// # Errors
            /// As `getfield`.
            pub fn $getfield_dyn($($receiver)*, dtype: DType, offset: usize) -> Result<$dyn<$lt>> {
                let raw = Part { dtype, shape: &[], offset }.$of($self.raw())?;
                // SAFETY: as in `getfield`.
                Ok(unsafe { $out::from_raw(raw) })
            }
        }
    };
}
each_container!(read getfield);
each_container!(write getfield);
getfield! {
    @ getfield getfield_dyn DynCells of_written; ['a, T: Elem] ArrayCells<'a, T>; ArrayCells 'a; self [self]
}

writers! { where T: Elem;
    /// Writes `source`, broadcast and converted to `dtype`, into the bytes of each element from `offset` on.
    ///
    /// # Errors
    /// As `getfield_mut`; what assignment gives.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_dtype::DType;
    /// let mut a = array![0u32, 0];
    /// a.setfield([1, 2], DType::UINT8, 0)?;
    /// # if cfg!(target_endian = "little") {
    /// assert_eq!(a.to_string(), "[1 2]");
    /// # }
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn setfield(&mut self, source: impl Argument, dtype: DType, offset: usize) -> Result<()> {
        self.getfield_dyn_mut(dtype, offset)?.try_assign(source)
    }
}
