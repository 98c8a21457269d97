//! `Display` is NumPy's `str`, `Debug` is NumPy's `repr`.

use std::fmt;

use npcore_dtype::{DType, Elem, Scalar};
use npcore_layout::Order;

use crate::checked_cast::scalar_at;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::data::copied;
use crate::print::{Source, is_repr_overridden, repr_of, repr_text, str_text};
use crate::raw::Raw;

impl Source for Raw {
    fn dtype(&self) -> DType {
        self.dtype
    }
    fn shape(&self) -> &[usize] {
        self.layout.shape()
    }
    fn scalar(&self, index: &[usize]) -> Scalar {
        let steps = index.iter().zip(self.layout.strides().iter());
        let at = steps.fold(self.first(), |p, (&i, &s)| p.wrapping_offset(i as isize * s));
        // SAFETY: printing asks for indices inside the shape, of a container that is borrowed.
        unsafe { scalar_at(at, self.dtype) }
    }
}

macro_rules! formats {
    ($($ty:ty),*) => { $(
        impl<T: Elem> fmt::Display for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&str_text(self.raw()))
            }
        }
        impl<T: Elem> fmt::Debug for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&repr_of(self.view().as_dyn()))
            }
        }
    )* };
}
formats!(Array<T>, ArrayView<'_, T>, ArrayViewMut<'_, T>, ArrayCow<'_, T>);

impl<T: Elem> fmt::Display for ArrayCells<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&str_text(self.raw()))
    }
}

impl<T: Elem> fmt::Debug for ArrayCells<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !is_repr_overridden() {
            return f.write_str(&repr_text(self.raw()));
        }
        // The user's function takes a view, and might write the cells while it has that: it gets a copy.
        // SAFETY: no one writes the elements while they are copied.
        match unsafe { copied::<T>(self.raw(), self.dtype(), Order::K) } {
            Ok(copy) => f.write_str(&repr_of(copy.as_dyn())),
            Err(_) => f.write_str(&repr_text(self.raw())),
        }
    }
}
