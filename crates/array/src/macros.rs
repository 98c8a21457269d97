//! The macros that write a method once for every container that has it.
//!
//! * [`all_containers`]: what needs no access to elements (shape, strides, flags).
//! * [`readers`]: reading methods whose result does not borrow.
//! * [`writers`]: writing methods.
//! * [`output`]: the element type that an operator gives.
//! * `borrowing_methods` (in `views.rs`): methods whose result borrows the elements, which differ in the lifetime.

/// Emits the items for each of the five containers.
macro_rules! all_containers {
    ($($body:tt)*) => {
        impl<T: Elem> Array<T> { $($body)* }
        impl<T: Elem> ArrayView<'_, T> { $($body)* }
        impl<T: Elem> ArrayViewMut<'_, T> { $($body)* }
        impl<T: Elem> ArrayCells<'_, T> { $($body)* }
        impl<T: Elem> ArrayCow<'_, T> { $($body)* }
    };
}

/// Emits the items for each container that can give an [`ArrayView`](crate::ArrayView).
macro_rules! readers {
    (where T: $bound:ident; $($body:tt)*) => {
        impl<T: $bound> Array<T> { $($body)* }
        impl<T: $bound> ArrayView<'_, T> { $($body)* }
        impl<T: $bound> ArrayViewMut<'_, T> { $($body)* }
        impl<T: $bound> ArrayCow<'_, T> { $($body)* }
    };
}

/// Emits the items for the containers that own or borrow their elements alone, with `&mut self`.
macro_rules! writers {
    (where T: $bound:ident; $($body:tt)*) => {
        impl<T: $bound> Array<T> { $($body)* }
        impl<T: $bound> ArrayViewMut<'_, T> { $($body)* }
    };
}

/// The element type of an operator's result: the common type, the same with bool as int8, or that of its difference or
/// quotient.
macro_rules! output {
    (Common, $out:ty) => {
        $out
    };
    (Number, $out:ty) => {
        <$out as Elem>::Number
    };
    (Difference, $out:ty) => {
        <$out as Elem>::Difference
    };
    (Floored, $out:ty) => {
        <$out as Elem>::Floored
    };
    (Quotient, $out:ty) => {
        <$out as Elem>::Quotient
    };
}

pub(crate) use {all_containers, output, readers, writers};
