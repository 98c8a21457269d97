//! ndarray's arrays where a call takes an array-like argument.
//!
//! The impls panic for arrays of more than 64 axes, which this library does not have; the `try_from_ndarray`
//! conversions give an error.

use ::ndarray::{ArrayBase, ArrayRef, Data, DataMut, Dimension};
use npcore_dtype::Element;

use super::views::{view, view_mut};
use crate::arguments::{ArrayOperand, AsView, AsViewMut, Operand, OperandParts};
use crate::containers::{ArrayView, ArrayViewMut, Container};
use crate::error::expect;
use crate::info::{Memory, MemoryParts};

impl<T: Element, D: Dimension> AsView<T> for ArrayRef<T, D> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        expect(view(self))
    }
}

impl<T: Element, D: Dimension> AsViewMut<T> for ArrayRef<T, D> {
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        expect(view_mut(self))
    }
}

impl<T: Element, D: Dimension> Operand for ArrayRef<T, D> {
    #[inline]
    fn parts(&self) -> OperandParts<'_> {
        OperandParts::array(self.as_view().as_dyn())
    }
}

impl<T: Element, D: Dimension> ArrayOperand for ArrayRef<T, D> {
    type T = T;
}

impl<T: Element, D: Dimension> Memory for ArrayRef<T, D> {
    fn memory(&self) -> MemoryParts {
        MemoryParts(*self.as_view().raw())
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> AsView<T> for ArrayBase<S, D> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        (**self).as_view()
    }
}

impl<T: Element, S: DataMut<Elem = T>, D: Dimension> AsViewMut<T> for ArrayBase<S, D> {
    /// Elements that an `ArcArray` shares are copied first, as ndarray does before it writes them.
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        (**self).as_view_mut()
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> Operand for ArrayBase<S, D> {
    #[inline]
    fn parts(&self) -> OperandParts<'_> {
        (**self).parts()
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> ArrayOperand for ArrayBase<S, D> {
    type T = T;
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> Memory for ArrayBase<S, D> {
    fn memory(&self) -> MemoryParts {
        (**self).memory()
    }
}
