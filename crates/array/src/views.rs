//! Views: slicing, axes, reshaping. None of them touches an element.

use npcore_dtype::Elem;
use npcore_layout::{Layout, Order, SliceItem};

use crate::axis_iter::AxisIter;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{ArrayError, Result, expect};
use crate::raw::Raw;
use crate::shape::{Axes, IntoShape, Ints};

/// The views that every container gives, with its own lifetime and kind of access.
///
/// `$self` is `self`, handed in so that bodies and signatures agree on it. The commonest views are made
/// without a layout, which is then written where it is to be: moving one costs more than making it.
macro_rules! layout_methods {
    (
        impl[$($generics:tt)*] $ty:ty => $out:ty;
        $self:ident: [$($receiver:tt)*];
        wrap $raw:ident: $wrap:expr;
        $slice:ident $try_slice:ident $t:ident $transpose:ident $swapaxes:ident $moveaxis:ident
        $index_axis:ident $expand_dims:ident $squeeze:ident $squeeze_axes:ident $flip:ident
        $diagonal:ident $reshape_view:ident
    ) => {
        impl<$($generics)*> $ty {
            /// The elements that the items of `s![...]` select; a view.
            ///
            /// # Panics
            /// As the error of the `try_` twin.
            #[inline]
            #[track_caller]
            pub fn $slice($($receiver)*, items: impl AsRef<[SliceItem]>) -> $out {
                let $raw = $self.raw().unshaped();
                let mut view = $wrap;
                expect($self.raw().layout.slice_to(items.as_ref(), &mut view.raw_mut().layout));
                view
            }

            /// The elements that the items of `s![...]` select; a view.
            ///
            /// # Errors
            /// `index 5 is out of bounds for axis 0 with size 3`; too many indices.
            #[inline]
            pub fn $try_slice($($receiver)*, items: impl AsRef<[SliceItem]>) -> Result<$out> {
                let $raw = $self.raw().unshaped();
                let mut view = $wrap;
                $self.raw().layout.slice_to(items.as_ref(), &mut view.raw_mut().layout)?;
                Ok(view)
            }

            /// The axes reversed: NumPy's `a.T`; a view.
            #[inline]
            pub fn $t($($receiver)*) -> $out {
                let raw = $self.raw();
                let $raw = raw.with_layout(raw.layout.transpose());
                $wrap
            }

            /// The axes in another order; a view.
            ///
            /// # Errors
            /// `axes don't match array`; a repeated axis.
            #[inline]
            pub fn $transpose($($receiver)*, axes: impl Ints) -> Result<$out> {
                let $raw = axes.with_list(|axes| $self.raw().map(|l| l.permute(axes)))?;
                Ok($wrap)
            }

            /// Two axes exchanged; a view.
            ///
            /// # Errors
            /// An axis out of bounds.
            pub fn $swapaxes($($receiver)*, axis1: isize, axis2: isize) -> Result<$out> {
                let $raw = $self.raw().map(|l| l.swapaxes(axis1, axis2))?;
                Ok($wrap)
            }

            /// Axes moved to new places, the others in their order; a view.
            ///
            /// # Errors
            /// An axis out of bounds or repeated; lists of different lengths.
            pub fn $moveaxis($($receiver)*, source: impl Ints, destination: impl Ints) -> Result<$out> {
                let $raw = source.with_list(|source| {
                    destination.with_list(|destination| $self.raw().map(|l| l.moveaxis(source, destination)))
                })?;
                Ok($wrap)
            }

            /// The elements at one position of an axis, without the axis; a view.
            ///
            /// # Errors
            /// An axis or a position out of bounds.
            pub fn $index_axis($($receiver)*, axis: isize, index: isize) -> Result<$out> {
                let $raw = $self.raw().unshaped();
                let mut view = $wrap;
                $self.raw().layout.index_axis_to(axis, index, &mut view.raw_mut().layout)?;
                Ok(view)
            }

            /// New axes of length 1 at these places of the result; a view.
            ///
            /// # Errors
            /// A place out of bounds or repeated; more than 64 axes.
            pub fn $expand_dims($($receiver)*, axes: impl Ints) -> Result<$out> {
                let $raw = axes.with_list(|axes| $self.raw().map(|l| l.expand_dims(axes, $self.itemsize())))?;
                Ok($wrap)
            }

            /// Without the axes of length 1; a view.
            pub fn $squeeze($($receiver)*) -> $out {
                let $raw = expect($self.raw().map(|l| l.squeeze(None)));
                $wrap
            }

            /// Without the given axes, which have length 1; a view.
            ///
            /// # Errors
            /// `cannot select an axis to squeeze out which has size not equal to one`.
            pub fn $squeeze_axes($($receiver)*, axes: impl Axes) -> Result<$out> {
                let axes = axes.axes($self.ndim());
                let $raw = $self.raw().map(|l| l.squeeze(Some(&axes)))?;
                Ok($wrap)
            }

            /// The order along the given axes reversed (`..` for all); a view.
            ///
            /// # Errors
            /// An axis out of bounds or repeated.
            pub fn $flip($($receiver)*, axes: impl Axes) -> Result<$out> {
                let axes = axes.axes($self.ndim());
                let $raw = $self.raw().map(|l| l.flip(Some(&axes)))?;
                Ok($wrap)
            }

            /// The diagonal of the two axes, `offset` places above the main one, as the last
            /// axis; a view.
            ///
            /// # Errors
            /// `diag requires an array of at least two dimensions`; an axis out of bounds.
            pub fn $diagonal($($receiver)*, offset: isize, axis1: isize, axis2: isize) -> Result<$out> {
                let $raw = $self.raw().map(|l| l.diagonal(offset, axis1, axis2))?;
                Ok($wrap)
            }

            /// The same elements in another shape, in C order; a view, or an error where that takes
            /// a copy.
            ///
            /// # Errors
            /// A shape with another number of elements; [`ArrayError::NeedsCopy`].
            pub fn $reshape_view($($receiver)*, shape: impl Ints) -> Result<$out> {
                let $raw = $self.raw().unshaped();
                let mut view = $wrap;
                shape.with_list(|shape| reshape_raw($self.raw(), shape, &mut view.raw_mut().layout))?;
                Ok(view)
            }
        }
    };
    (read $($rest:tt)*) => {
        layout_methods! { $($rest)*
            slice try_slice t transpose swapaxes moveaxis index_axis expand_dims squeeze squeeze_axes flip
            diagonal reshape_view
        }
    };
    (write $($rest:tt)*) => {
        layout_methods! { $($rest)*
            slice_mut try_slice_mut t_mut transpose_mut swapaxes_mut moveaxis_mut index_axis_mut expand_dims_mut
            squeeze_mut squeeze_axes_mut flip_mut diagonal_mut reshape_view_mut
        }
    };
}

/// The layout of the same elements in another shape, where no copy is needed.
fn reshape_raw(raw: &Raw, shape: &[isize], to: &mut Layout) -> Result<()> {
    if raw.layout.reshape_to(shape, Order::C, raw.itemsize(), to)? {
        return Ok(());
    }
    Err(ArrayError::NeedsCopy {
        from: raw.layout.shape()[..].into(),
        into: shape.iter().map(|&n| usize::try_from(n).unwrap_or(0)).collect(),
    })
}

layout_methods! { read
    impl[T: Elem] Array<T> => ArrayView<'_, T>;
    self: [&self];
    // SAFETY: some of the elements of an array that stays borrowed.
    wrap raw: unsafe { ArrayView::from_raw(raw) };
}
layout_methods! { read
    impl[T: Elem] ArrayCow<'_, T> => ArrayView<'_, T>;
    self: [&self];
    // SAFETY: some of the elements of a container that stays borrowed.
    wrap raw: unsafe { ArrayView::from_raw(raw) };
}
layout_methods! { read
    impl[T: Elem] ArrayViewMut<'_, T> => ArrayView<'_, T>;
    self: [&self];
    // SAFETY: some of the elements of a view that stays borrowed.
    wrap raw: unsafe { ArrayView::from_raw(raw) };
}
layout_methods! { read
    impl['a, T: Elem] ArrayView<'a, T> => ArrayView<'a, T>;
    self: [self];
    // SAFETY: some of the elements of a view, for its lifetime.
    wrap raw: unsafe { ArrayView::from_raw(raw) };
}
layout_methods! { read
    impl['a, T: Elem] ArrayCells<'a, T> => ArrayCells<'a, T>;
    self: [self];
    // SAFETY: some of the elements of the cells, for their lifetime.
    wrap raw: unsafe { ArrayCells::from_raw(raw) };
}
layout_methods! { write
    impl[T: Elem] Array<T> => ArrayViewMut<'_, T>;
    self: [&mut self];
    // SAFETY: some of the elements of an array that stays exclusively borrowed, each once.
    wrap raw: unsafe { ArrayViewMut::from_raw(raw) };
}
layout_methods! { write
    impl[T: Elem] ArrayViewMut<'_, T> => ArrayViewMut<'_, T>;
    self: [&mut self];
    // SAFETY: some of the elements of a view that stays exclusively borrowed, each once.
    wrap raw: unsafe { ArrayViewMut::from_raw(raw) };
}

/// The views that repeat elements or may copy: for reading only.
macro_rules! borrowing_methods {
    (impl[$($generics:tt)*] $ty:ty => $lt:lifetime; $self:ident: [$($receiver:tt)*]) => {
        impl<$($generics)*> $ty {
            /// The same elements in another shape, in C order: a view where that is possible (NumPy's
            /// rule), else a copy. One length may be `-1`. Of a temporary array, take
            /// [`into_shape`](Array::into_shape): it owns what it returns.
            ///
            /// # Errors
            /// `cannot reshape array of size 6 into shape (4,)`; no memory for the copy.
            pub fn reshape($($receiver)*, shape: impl Ints) -> Result<ArrayCow<$lt, T>> {
                shape.with_list(|shape| reshape($self.view(), shape, Order::C))
            }

            /// [`reshape`](Self::reshape), with elements read and placed in the given order.
            ///
            /// # Errors
            /// As `reshape`.
            pub fn reshape_order($($receiver)*, shape: impl Ints, order: Order) -> Result<ArrayCow<$lt, T>> {
                shape.with_list(|shape| reshape($self.view(), shape, order))
            }

            /// All elements along one axis, in the given order: a view where that is contiguous (NumPy's rule), else a
            /// copy.
            pub fn ravel_order($($receiver)*, order: Order) -> ArrayCow<$lt, T> {
                expect(crate::look::ravel_view($self.view(), order))
            }

            /// All elements along one axis, in C order: a view where that is contiguous, else a copy.
            pub fn ravel($($receiver)*) -> ArrayCow<$lt, T> {
                expect(crate::look::ravel_view($self.view(), Order::C))
            }

            /// The array itself where it is C-contiguous, else a copy that is. What has no axis gets one.
            pub fn ascontiguousarray($($receiver)*) -> ArrayCow<$lt, T> {
                contiguous($self.view(), $self.is_c_contiguous(), Order::C)
            }

            /// The array itself where it is F-contiguous, else a copy that is. What has no axis gets one.
            pub fn asfortranarray($($receiver)*) -> ArrayCow<$lt, T> {
                contiguous($self.view(), $self.is_f_contiguous(), Order::F)
            }

            /// The elements repeated to fill `shape`, by NumPy's broadcasting rules, without a copy
            /// (stride 0); read only.
            ///
            /// # Errors
            /// `operands could not be broadcast together with remapped shapes ...`.
            pub fn broadcast_to($($receiver)*, shape: impl Ints) -> Result<ArrayView<$lt, T>> {
                let list = shape.to_list();
                if list.iter().any(|&n| n < 0) {
                    let words = "all elements of broadcast shape must be non-negative";
                    return Err(ArrayError::Value(words.to_owned()));
                }
                let layout = npcore_broadcast::broadcast_to(&$self.raw().layout, &list.into_shape()?)?;
                // SAFETY: each place of the result is an element of this one, which is borrowed.
                Ok(unsafe { ArrayView::from_raw($self.raw().with_layout(layout)) })
            }

            /// All windows of the given lengths along the given axes: the window's axes come last;
            /// read only, since windows share elements.
            ///
            /// # Errors
            /// A window longer than its axis; as many lengths as axes are needed.
            pub fn sliding_window_view($($receiver)*, window: impl IntoShape, axes: impl Axes) -> Result<ArrayView<$lt, T>> {
                let (window, axes) = (window.into_shape()?, axes.axes($self.ndim()));
                let raw = $self.raw().map(|l| l.sliding_window(&window, Some(&axes)))?;
                // SAFETY: each place of the result is an element of this one, which is borrowed.
                Ok(unsafe { ArrayView::from_raw(raw) })
            }

            /// The sub-arrays along an axis, one after the other; views.
            ///
            /// # Panics
            /// An axis out of bounds.
            #[track_caller]
            pub fn axis_iter($($receiver)*, axis: isize) -> AxisIter<ArrayView<$lt, T>> {
                expect(AxisIter::new($self.view(), axis))
            }
        }
    };
}
borrowing_methods! { impl[T: Elem] Array<T> => '_; self: [&self] }
borrowing_methods! { impl[T: Elem] ArrayCow<'_, T> => '_; self: [&self] }
borrowing_methods! { impl[T: Elem] ArrayViewMut<'_, T> => '_; self: [&self] }
borrowing_methods! { impl['a, T: Elem] ArrayView<'a, T> => 'a; self: [self] }

fn reshape<'a, T: Elem>(a: ArrayView<'a, T>, shape: &[isize], order: Order) -> Result<ArrayCow<'a, T>> {
    let raw = a.raw();
    let order = order_of(raw, order);
    // SAFETY: nothing is read through the view before its layout is that of the elements.
    let mut view = ArrayCow::View(unsafe { ArrayView::from_raw(raw.unshaped()) });
    if raw.layout.reshape_to(shape, order, raw.itemsize(), &mut view.raw_mut().layout)? {
        return Ok(view);
    }
    let copy = a.try_to_owned(order)?;
    let layout = copy.layout().reshape_view(shape, order, raw.itemsize())?;
    let (buffer, raw) = copy.into_parts();
    let layout = layout.ok_or_else(|| ArrayError::Value("a contiguous copy can take every shape".to_owned()))?;
    // SAFETY: the same elements of the copy in another shape.
    Ok(ArrayCow::Owned(unsafe { Array::from_parts(buffer, raw.dtype, layout, raw.trusted) }))
}

/// A and K choose by how the array lies.
#[inline]
fn order_of(raw: &Raw, order: Order) -> Order {
    match order {
        Order::A | Order::K if raw.is_f_contiguous() && !raw.is_c_contiguous() => Order::F,
        Order::F => Order::F,
        _ => Order::C,
    }
}

fn contiguous<T: Elem>(a: ArrayView<'_, T>, is_already: bool, order: Order) -> ArrayCow<'_, T> {
    if is_already { ArrayCow::View(a.atleast_1d()) } else { ArrayCow::Owned(expect(a.try_to_owned(order))) }
}
