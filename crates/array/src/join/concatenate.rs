//! Arrays one behind the other along an axis.

use npcore_dtype::{Casting, DType, Elem, Operand as Type, result_type};
use npcore_layout::{Layout, normalize_axis};
use smallvec::SmallVec;

use super::runs::{Run, copy_runs};
use super::splice::{splice, whole};
use super::target::{List, Out, Target, made, narrow, trusted};
use super::{JoinError, Views, views};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, Container, DynArray, DynView};
use crate::error::Result;

/// Arrays joined along an axis that they have; with `None`, the elements of all of them, each in C order.
///
/// A copy, in the order in memory that the arrays have in common. Arrays of different types are joined as
/// `Dyn`: the result then has the type that NumPy promotes them to.
///
/// # Errors
/// No arrays; arrays without axes; different shapes, but for the axis (`all the input array dimensions except for
/// the concatenation axis must match exactly, ...`); an axis out of bounds; types without a common one; no memory.
///
/// ```
/// use npcore_array::{array, concatenate};
/// let (a, b) = (array![[1, 2], [3, 4]], array![[5, 6]]);
/// assert_eq!(concatenate(&[&a, &b], 0)?.to_string(), "[[1 2]\n [3 4]\n [5 6]]");
/// assert_eq!(concatenate(&[a.view(), b.t()], 1)?.to_string(), "[[1 2 5]\n [3 4 6]]");
/// assert_eq!(concatenate(&[&a, &b], None)?.to_string(), "[1 2 3 4 5 6]");
/// let halves = array![[0.5, 1.5]];
/// let both = concatenate(&[a.as_dyn(), halves.as_dyn()], 0)?.downcast::<f64>()?;
/// assert_eq!(both.to_string(), "[[1.  2. ]\n [3.  4. ]\n [0.5 1.5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn concatenate<T: Elem, A: AsView<T>>(arrays: &[A], axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    made(join(&views(arrays), axis.into(), Out::New))
}

/// [`concatenate`] into a given array: no allocation, and each value converted as `casting` allows.
///
/// # Errors
/// As [`concatenate`]; `Output array is the wrong shape`; `Cannot cast array data from dtype('float64') to
/// dtype('int64') according to the rule 'same_kind'`. Nothing is written then.
///
/// ```
/// use npcore_array::{array, concatenate_into, zeros};
/// use npcore_dtype::Casting;
/// let mut out = zeros::<f32>(4);
/// concatenate_into(&[&array![1.5, 2.5], &array![3.0, 4.0]], 0, &mut out, Casting::SameKind)?;
/// assert_eq!(out.to_string(), "[1.5 2.5 3.  4. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn concatenate_into<T: Elem, U: Elem, A: AsView<T>>(
    arrays: &[A],
    axis: impl Into<Option<isize>>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    join(&views(arrays), axis.into(), Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

/// The type of a join: what all promote to, in native byte order.
pub(crate) fn common_type(views: &[DynView<'_>]) -> Result<DType> {
    let first = views[0].dtype();
    if views[1..].iter().all(|a| a.dtype() == first) {
        return Ok(first.to_native());
    }
    let types: SmallVec<[Type; 8]> = views.iter().map(|a| Type::Array(a.dtype())).collect();
    Ok(result_type(&types)?)
}

pub(crate) fn join(views: &[DynView<'_>], axis: Option<isize>, out: Out<'_>) -> Result<Option<DynArray>> {
    if views.is_empty() {
        return Err(JoinError::NoArrays { function: "concatenate" }.into());
    }
    match axis {
        Some(axis) => along(views, axis, out),
        None => flattened(views, out),
    }
}

fn along(views: &[DynView<'_>], axis: isize, out: Out<'_>) -> Result<Option<DynArray>> {
    let layouts: SmallVec<[&Layout; 8]> = views.iter().map(|a| a.layout()).collect();
    let axis = check(&layouts, axis)?;
    let dtype = out.dtype().map_or_else(|| common_type(views), Ok)?;
    let layout = joined(&layouts, axis, dtype.itemsize())?;
    let target = Target::new(out, dtype, layout, views, |_| true)?;
    // SAFETY: the views stay borrowed; the target is ours, and apart from them; their blocks make up its shape.
    unsafe {
        splice(views, &whole(views, axis), axis, &target)?;
        target.finish(trusted(views, dtype))
    }
}

/// Checks that the shapes fit together, and the axis.
pub(crate) fn check(layouts: &[&Layout], axis: isize) -> Result<usize> {
    let first = layouts[0].shape().as_slice();
    if first.is_empty() {
        return Err(JoinError::ZeroDimensional.into());
    }
    let axis = normalize_axis(axis, first.len())?;
    for (index, layout) in layouts.iter().enumerate().skip(1) {
        let shape = layout.shape().as_slice();
        if shape.len() != first.len() {
            return Err(JoinError::Ranks { first: first.len(), index, other: shape.len() }.into());
        }
        for (at, (&n, &wanted)) in shape.iter().zip(first).enumerate() {
            if n != wanted && at != axis {
                return Err(JoinError::Lengths { axis: at, first: wanted, index, other: n }.into());
            }
        }
    }
    Ok(axis)
}

/// The layout of the result: its axes in the order that the arrays agree on, C where they do not.
pub(crate) fn joined(layouts: &[&Layout], axis: usize, itemsize: usize) -> Result<Layout> {
    let mut shape: List = layouts[0].shape()[..].into();
    // A sum of lengths may not fit; the layout says so.
    shape[axis] = layouts.iter().fold(0usize, |sum, l| sum.saturating_add(l.shape()[axis]));
    let c = Layout::contiguous(&shape, itemsize, npcore_layout::Order::C)?;
    if shape.len() == 1 || c.is_empty() {
        return Ok(c);
    }
    let order = common_order(layouts);
    if order.is_sorted() {
        return Ok(c);
    }
    let mut strides: SmallVec<[isize; 6]> = smallvec::smallvec![0; shape.len()];
    let mut stride = itemsize as isize;
    for &axis in order.iter().rev() {
        strides[axis] = stride;
        // Bounded by the number of bytes, which was checked.
        stride *= shape[axis] as isize;
    }
    Ok(Layout::new(&shape, &strides, 0)?)
}

/// The axes from slowest to fastest. An axis moves in front of another only where no array that has more than
/// one place along both says otherwise.
fn common_order(layouts: &[&Layout]) -> List {
    let ndim = layouts[0].ndim();
    let mut order: List = (0..ndim).collect();
    for i in 1..ndim {
        let axis = order[i];
        let mut place = i;
        for j in (0..i).rev() {
            // Whether `axis` is the slower one: settled by the first array that can tell, vetoed by any other.
            let slower = layouts.iter().fold(None, |so_far: Option<bool>, l| {
                let other = order[j];
                if l.shape()[axis] == 1 || l.shape()[other] == 1 {
                    return so_far;
                }
                let larger = l.strides()[axis].unsigned_abs() > l.strides()[other].unsigned_abs();
                Some(larger && so_far.unwrap_or(true))
            });
            match slower {
                Some(true) => place = j,
                Some(false) => break,
                None => {}
            }
        }
        order[place..=i].rotate_right(1);
    }
    order
}

/// All elements along one axis, each array's in C order.
fn flattened(views: &[DynView<'_>], out: Out<'_>) -> Result<Option<DynArray>> {
    let n = views.iter().fold(0usize, |sum, a| sum.saturating_add(a.size()));
    if let Out::Into(out, _) = &out {
        if out.ndim() != 1 {
            return Err(JoinError::OutputNotFlat.into());
        }
        if out.size() != n {
            return Err(JoinError::OutputSize.into());
        }
    }
    let dtype = out.dtype().map_or_else(|| common_type(views), Ok)?;
    let layout = super::target::ordered(&[n], dtype, false)?;
    let target = Target::new(out, dtype, layout, views, |_| true)?;
    let step = target.at.layout.strides()[0];
    let mut runs: SmallVec<[Run; 8]> = SmallVec::with_capacity(views.len());
    let item = dtype.itemsize();
    let direct = target.at.dtype == dtype && step == item as isize;
    let mut at = 0;
    for a in views {
        let size = a.size();
        if direct && a.dtype() == dtype && a.is_c_contiguous() {
            runs.push(Run { source: a.as_ptr(), step: 0, bytes: size * item, at: at * item });
        } else if size > 0 {
            // The stretch of the output, in the shape of the array.
            let mut strides: SmallVec<[isize; 6]> = smallvec::smallvec![0; a.ndim()];
            let mut stride = step;
            for (axis, place) in strides.iter_mut().enumerate().rev() {
                *place = stride;
                stride = stride.wrapping_mul(a.shape()[axis] as isize);
            }
            let offset = narrow(&target.at.layout, 0, at..at + size)?.offset();
            let layout = Layout::new(a.shape(), &strides, offset)?;
            // SAFETY: a stretch of the target with as many elements; the views stay borrowed.
            unsafe {
                npcore_exec::copy_elements(&a.raw().operand(), &target.at.with_layout(layout).operand(), target.warm)?
            };
        }
        at += size;
    }
    // SAFETY: gapless arrays into their stretches of the gapless target; with the others, all of it is written.
    unsafe {
        if !runs.is_empty() && n > 0 {
            copy_runs(&runs, 1, n * item, target.at.first(), target.warm);
        }
        target.finish(trusted(views, dtype))
    }
}

/// `values` behind `a`: along an axis that both have, or with `None` all elements of both along one axis.
///
/// A copy, as [`concatenate`].
///
/// # Errors
/// As [`concatenate`].
///
/// ```
/// use npcore_array::{append, array};
/// assert_eq!(append(&array![[1, 2]], [3], None)?.to_string(), "[1 2 3]");
/// assert_eq!(append(&array![[1, 2]], [[3, 4]], 0)?.to_string(), "[[1 2]\n [3 4]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn append<T: Elem>(a: impl AsView<T>, values: impl AsView<T>, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    let both: Views<'_> = smallvec::smallvec![a.as_view().as_dyn(), values.as_view().as_dyn()];
    made(join(&both, axis.into(), Out::New))
}

/// [`append`] into a given array.
///
/// # Errors
/// As [`concatenate_into`].
pub fn append_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    values: impl AsView<T>,
    axis: impl Into<Option<isize>>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let both: Views<'_> = smallvec::smallvec![a.as_view().as_dyn(), values.as_view().as_dyn()];
    join(&both, axis.into(), Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}
