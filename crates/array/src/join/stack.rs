//! Arrays joined along a new axis, or after growing to two or three.

use npcore_dtype::{Casting, Elem};
use npcore_layout::{Layout, MAX_RANK, SliceItem, normalize_axis};

use super::concatenate::join;
use super::target::{Out, made};
use super::{JoinError, Views, views};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, Container, DynArray, DynView};
use crate::error::Result;

/// Arrays of one shape joined along a new axis, which stands at place `axis` of the result.
///
/// A copy, in the order in memory that the arrays have in common.
///
/// # Errors
/// No arrays; `all input arrays must have the same shape`; an axis out of bounds; types without a common one; no
/// memory.
///
/// ```
/// use npcore_array::{array, stack};
/// let (a, b) = (array![1, 2, 3], array![4, 5, 6]);
/// assert_eq!(stack(&[&a, &b], 0)?.to_string(), "[[1 2 3]\n [4 5 6]]");
/// assert_eq!(stack(&[&a, &b], -1)?.to_string(), "[[1 4]\n [2 5]\n [3 6]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn stack<T: Elem, A: AsView<T>>(arrays: &[A], axis: isize) -> Result<Array<T>> {
    made(stacked(&views(arrays), axis, Out::New))
}

/// [`stack`] into a given array.
///
/// # Errors
/// As [`stack`] and [`concatenate_into`](crate::concatenate_into).
pub fn stack_into<T: Elem, U: Elem, A: AsView<T>>(
    arrays: &[A],
    axis: isize,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    stacked(&views(arrays), axis, Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

fn stacked(views: &[DynView<'_>], axis: isize, out: Out<'_>) -> Result<Option<DynArray>> {
    let Some(first) = views.first() else { return Err(JoinError::NoArrays { function: "stack" }.into()) };
    if views.iter().any(|a| a.shape() != first.shape()) {
        return Err(JoinError::StackShapes.into());
    }
    let ndim = first.ndim() + 1;
    let axis = normalize_axis(axis, ndim)?;
    if ndim > MAX_RANK {
        return Err(npcore_layout::LayoutError::TooManyDimensionsIndexed { found: ndim }.into());
    }
    let grown =
        regrown(views, |l| Ok(Layout::new(&l.shape().inserted(axis, 1), &l.strides().inserted(axis, 0), l.offset())?));
    join(&grown?, Some(axis as isize), out)
}

/// The same elements in other layouts.
fn regrown<'a>(views: &[DynView<'a>], layout: impl Fn(&Layout) -> Result<Layout>) -> Result<Views<'a>> {
    // SAFETY: the callers select all elements of a view, each once.
    views.iter().map(|a| Ok(unsafe { DynView::from_raw(a.raw().with_layout(layout(a.layout())?)) })).collect()
}

const NEW: SliceItem = SliceItem::NewAxis;

/// `vstack` and its like: how the arrays grow, and along which axis they are joined.
#[derive(Clone, Copy)]
enum Way {
    Rows,
    Columns,
    Depth,
    AsColumns,
}

fn grown(views: &[DynView<'_>], way: Way, out: Out<'_>) -> Result<Option<DynArray>> {
    let grown = regrown(views, |l| {
        let full = SliceItem::FULL;
        let items: &[SliceItem] = match (way, l.ndim()) {
            (Way::Rows, 0) | (Way::AsColumns, 0) => &[NEW, NEW],
            (Way::Rows, 1) => &[NEW, full],
            (Way::AsColumns, 1) => &[full, NEW],
            (Way::Columns, 0) => &[NEW],
            (Way::Depth, 0) => &[NEW, NEW, NEW],
            (Way::Depth, 1) => &[NEW, full, NEW],
            (Way::Depth, 2) => &[full, full, NEW],
            _ => return Ok(*l),
        };
        Ok(l.slice(items)?)
    })?;
    let axis = match way {
        Way::Rows => 0,
        Way::Columns => isize::from(grown.first().is_some_and(|a| a.ndim() != 1)),
        Way::Depth => 2,
        Way::AsColumns => 1,
    };
    join(&grown, Some(axis), out)
}

macro_rules! stacks {
    ($($(#[$meta:meta])* $name:ident $into:ident $way:ident;)*) => { $(
        $(#[$meta])*
        pub fn $name<T: Elem, A: AsView<T>>(arrays: &[A]) -> Result<Array<T>> {
            made(grown(&views(arrays), Way::$way, Out::New))
        }

        #[doc = concat!("[`", stringify!($name), "`] into a given array.")]
        ///
        /// # Errors
        /// As [`concatenate_into`](crate::concatenate_into).
        pub fn $into<T: Elem, U: Elem, A: AsView<T>>(
            arrays: &[A],
            out: &mut (impl AsViewMut<U> + ?Sized),
            casting: Casting,
        ) -> Result<()> {
            grown(&views(arrays), Way::$way, Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
        }
    )* };
}
stacks! {
    /// Arrays on top of each other: along the first axis, arrays of one axis taken as rows. A copy.
    ///
    /// # Errors
    /// As [`concatenate`](crate::concatenate).
    ///
    /// ```
    /// use npcore_array::{array, vstack};
    /// assert_eq!(vstack(&[array![1, 2], array![3, 4]])?.to_string(), "[[1 2]\n [3 4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    vstack vstack_into Rows;
    /// Arrays side by side: along the second axis, or the only one. A copy.
    ///
    /// # Errors
    /// As [`concatenate`](crate::concatenate).
    ///
    /// ```
    /// use npcore_array::{array, hstack};
    /// assert_eq!(hstack(&[array![1, 2], array![3, 4]])?.to_string(), "[1 2 3 4]");
    /// assert_eq!(hstack(&[array![[1], [2]], array![[3], [4]]])?.to_string(), "[[1 3]\n [2 4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    hstack hstack_into Columns;
    /// Arrays behind each other: along the third axis, which arrays of one or two axes get. A copy.
    ///
    /// # Errors
    /// As [`concatenate`](crate::concatenate).
    ///
    /// ```
    /// use npcore_array::{array, dstack};
    /// assert_eq!(dstack(&[array![1, 2], array![3, 4]])?.to_string(), "[[[1 3]\n  [2 4]]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    dstack dstack_into Depth;
    /// Arrays of one axis as the columns of a matrix; those of two as they are. A copy.
    ///
    /// # Errors
    /// As [`concatenate`](crate::concatenate).
    ///
    /// ```
    /// use npcore_array::{array, column_stack};
    /// assert_eq!(column_stack(&[array![1, 2], array![3, 4]])?.to_string(), "[[1 3]\n [2 4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    column_stack column_stack_into AsColumns;
}
