//! An array in a dtype and order, copied or not by rule: NumPy's `asarray(a, dtype, order, copy=...)`.

use npcore_dtype::{DType, Elem, Element};
use npcore_layout::Order;

use crate::arguments::AsView;
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, DynCow};
use crate::data::copied;
use crate::error::{ArrayError, Result};
use crate::raw::Raw;

/// When an array is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyMode {
    /// Where the dtype or the order asks for it (`copy=None`).
    #[default]
    IfNeeded,
    /// Always (`copy=True`).
    Always,
    /// Never: an error where it would be needed (`copy=False`).
    Never,
}

/// NumPy's words where the dtype is another, which speak of Python.
const NEVER: &str = "Unable to avoid copy while creating an array as requested.\n\
    If using `np.array(obj, copy=False)` replace it with `np.asarray(obj)` to allow a copy when needed (no behavior \
    change in NumPy 1.x).\n\
    For more details, see \
    https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.";

/// The array itself, or a copy with the dtype and order.
///
/// # Safety
/// The elements may be read; `U` is `dtype`'s type.
unsafe fn converted<U: Elem>(raw: &Raw, dtype: DType, order: Order, copy: CopyMode) -> Result<Option<Array<U>>> {
    let lies = match order {
        Order::C => raw.is_c_contiguous(),
        Order::F => raw.is_f_contiguous(),
        Order::A | Order::K => true,
    };
    let same = raw.dtype == dtype;
    if same && lies && copy != CopyMode::Always {
        return Ok(None);
    }
    if copy == CopyMode::Never {
        let words = if same { "Unable to avoid copy while creating a new array." } else { NEVER };
        return Err(ArrayError::Value(words.to_owned()));
    }
    // NumPy: a conversion in order A keeps F order, and else goes by the strides.
    let order = match order {
        Order::A if !same => Order::K,
        order => order,
    };
    // SAFETY: the caller's word.
    Ok(Some(unsafe { copied(raw, dtype, order)? }))
}

macro_rules! asarray {
    ($([$($generics:tt)*] $ty:ty => $lt:lifetime; $self:ident: [$($receiver:tt)*];)*) => { $(
        impl<$($generics)*> $ty {
            /// The array itself where it has the type and order, else a copy that has, by the rule of `copy`.
            ///
            /// Order A and K take the array as it lies. Values are converted as [`astype`](Self::astype) does.
            ///
            /// # Errors
            /// `Unable to avoid copy while creating an array as requested. ...` where one is needed and `copy` says
            /// never; text that is not a number; no memory.
            ///
            /// ```
            /// use npcore_array::{CopyMode, Order, array};
            /// let a = array![[1, 2], [3, 4]];
            /// assert!(a.asarray::<i32>(Order::K, CopyMode::IfNeeded)?.is_view());
            /// assert!(!a.asarray::<f64>(Order::K, CopyMode::IfNeeded)?.is_view());
            /// assert!(a.asarray::<i32>(Order::F, CopyMode::Never).is_err());
            /// # Ok::<(), npcore_array::ArrayError>(())
            /// ```
            pub fn asarray<U: Element>($($receiver)*, order: Order, copy: CopyMode) -> Result<ArrayCow<$lt, U>> {
                let raw = $self.raw();
                // SAFETY: a container's elements may be read.
                Ok(match unsafe { converted(raw, <U as Element>::dtype(), order, copy)? } {
                    Some(array) => ArrayCow::Owned(array),
                    // SAFETY: elements of the type asked for, borrowed as they are.
                    None => ArrayCow::View(unsafe { ArrayView::from_raw(*raw) }),
                })
            }

            /// [`asarray`](Self::asarray) with a dtype known at run time.
            ///
            /// # Errors
            /// As `asarray`.
            pub fn asarray_dyn($($receiver)*, dtype: DType, order: Order, copy: CopyMode) -> Result<DynCow<$lt>> {
                let raw = $self.raw();
                // SAFETY: a container's elements may be read.
                Ok(match unsafe { converted(raw, dtype, order, copy)? } {
                    Some(array) => ArrayCow::Owned(array),
                    // SAFETY: elements of the type asked for, borrowed as they are.
                    None => ArrayCow::View(unsafe { ArrayView::from_raw(*raw) }),
                })
            }
        }
    )* };
}
asarray! {
    [T: Elem] Array<T> => '_; self: [&self];
    [T: Elem] ArrayCow<'_, T> => '_; self: [&self];
    [T: Elem] ArrayViewMut<'_, T> => '_; self: [&self];
    ['a, T: Elem] ArrayView<'a, T> => 'a; self: [self];
}

/// The array itself where it has the type and order, else a copy that has; see [`Array::asarray`].
///
/// # Errors
/// As [`Array::asarray`].
pub fn asarray<'a, U: Element, T: Elem>(
    a: &'a (impl AsView<T> + ?Sized),
    order: Order,
    copy: CopyMode,
) -> Result<ArrayCow<'a, U>> {
    a.as_view().asarray(order, copy)
}

/// [`asarray`] with a dtype known at run time.
///
/// # Errors
/// As [`Array::asarray`].
pub fn asarray_dyn<'a, T: Elem>(
    a: &'a (impl AsView<T> + ?Sized),
    dtype: DType,
    order: Order,
    copy: CopyMode,
) -> Result<DynCow<'a>> {
    a.as_view().asarray_dyn(dtype, order, copy)
}
