//! All elements along one axis: `ravel`, a view where NumPy's is one, and `flatten`, always a copy.

use npcore_dtype::Elem;
use npcore_layout::{Layout, Order};

use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::create::new_layout;
use crate::data::copied;
use crate::error::{Result, expect};
use crate::macros::readers;
use crate::raw::Raw;

/// The elements along one axis, in the given order.
///
/// A view only where the result is contiguous: NumPy's `ravel` copies every second element of a vector, which its
/// `reshape(-1)` does not.
pub(crate) fn ravel<T: Elem>(a: ArrayView<'_, T>, order: Order) -> Result<ArrayCow<'_, T>> {
    let raw = a.raw();
    if let Some(layout) = raw.layout.ravel(order, raw.itemsize())? {
        // SAFETY: the same elements along one axis.
        return Ok(ArrayCow::View(unsafe { ArrayView::from_raw(raw.with_layout(layout)) }));
    }
    Ok(ArrayCow::Owned(flatten(raw, order)?))
}

/// A copy of the elements along one axis.
fn flatten<T: Elem>(raw: &Raw, order: Order) -> Result<Array<T>> {
    let turned = raw.with_layout(visiting(raw, order)?);
    // SAFETY: the callers hold the elements borrowed.
    let copy: Array<T> = unsafe { copied(&turned, raw.dtype, Order::C)? };
    let layout = new_layout(&[raw.size()], raw.dtype, Order::C)?;
    let (buffer, raw) = copy.into_parts();
    // SAFETY: the parts of an array, its elements one after the other.
    Ok(unsafe { Array::from_parts(buffer, raw.dtype, layout, raw.trusted) })
}

/// The axes so that C order visits the elements in the order wanted.
pub(crate) fn visiting(raw: &Raw, order: Order) -> Result<Layout> {
    let l = &raw.layout;
    let f = match order {
        Order::C => false,
        Order::F => true,
        Order::A => l.prefers_f(raw.itemsize()),
        Order::K => {
            let axes: Vec<isize> = l.axes_by_stride().iter().map(|&axis| axis as isize).collect();
            return Ok(l.permute(&axes)?);
        }
    };
    Ok(if f { l.transpose() } else { *l })
}

readers! { where T: Elem;
    /// A copy of all elements along one axis, in C order; [`ravel`](Self::ravel) copies only where it must.
    ///
    /// # Panics
    /// No memory.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(array![[1, 2], [3, 4]].t().flatten().to_string(), "[1 3 2 4]");
    /// ```
    #[track_caller]
    pub fn flatten(&self) -> Array<T> {
        expect(flatten(self.raw(), Order::C))
    }

    /// [`flatten`](Self::flatten) with the elements in the given order (K: as they lie in memory).
    ///
    /// # Errors
    /// No memory.
    pub fn flatten_order(&self, order: Order) -> Result<Array<T>> {
        flatten(self.raw(), order)
    }
}
