//! The elements repeated to fill another shape.

use npcore_dtype::{Casting, Elem};

use super::JoinError;
use super::roll::c_order;
use super::target::{List, Out, Target, made, ordered, trusted};
use super::tile::repeat_block;
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, Container, DynArray, DynCow, DynView};
use crate::error::Result;
use crate::shape::{IntoShape, Ints};

/// The elements in C order in a new shape: as many as fit, repeated from the start where there are too few.
///
/// A copy in C order. Of no elements, zeros are made.
///
/// # Errors
/// A negative length; no memory.
///
/// ```
/// use npcore_array::{array, resize};
/// assert_eq!(resize(&array![1, 2, 3], [2, 4])?.to_string(), "[[1 2 3 1]\n [2 3 1 2]]");
/// assert_eq!(resize(&array![1, 2, 3], 2)?.to_string(), "[1 2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn resize<T: Elem>(a: impl AsView<T>, new_shape: impl Ints) -> Result<Array<T>> {
    made(resized(a.as_view().as_dyn(), &new_shape.to_list(), Out::New))
}

/// [`resize`] into a given array.
///
/// # Errors
/// As [`resize`] and [`concatenate_into`](crate::concatenate_into).
pub fn resize_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    new_shape: impl Ints,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    resized(a.as_view().as_dyn(), &new_shape.to_list(), Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

fn resized(a: DynView<'_>, new_shape: &[isize], out: Out<'_>) -> Result<Option<DynArray>> {
    if new_shape.iter().any(|&n| n < 0) {
        return Err(JoinError::NegativeShape.into());
    }
    let shape: List = new_shape.into_shape()?;
    // NumPy joins copies, and a join is in native byte order.
    let dtype = if a.is_empty() || shape.contains(&0) { a.dtype() } else { a.dtype().to_native() };
    let native: DynCow<'_> = if dtype == a.dtype() { a.into() } else { a.astype_dyn(dtype)?.into() };
    let a = native.view();
    let target = Target::exactly(out, dtype, ordered(&shape, dtype, false)?, &[a])?;
    let bytes = target.at.layout.nbytes(a.itemsize());
    let block = a.nbytes().min(bytes);
    let at = target.at.first();
    // SAFETY: the target has `bytes` gapless bytes; the source's are gapless, stay borrowed and are apart from it.
    unsafe {
        if block == 0 {
            at.write_bytes(0, bytes);
        } else {
            let source = c_order(a)?;
            source.raw().first().copy_to_nonoverlapping(at, block);
            let whole = bytes / block;
            repeat_block(at, block, whole);
            at.copy_to_nonoverlapping(at.add(whole * block), bytes - whole * block);
        }
        target.finish(trusted(&[a], a.dtype()))
    }
}
