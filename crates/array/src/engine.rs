//! What the crates above need of this one's insides: operands for the execution layer, and arrays of what it made.
//!
//! Not part of the public interface: it may change with any version.

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{DType, Elem, Field};
use npcore_exec::{Operand, Output};
use npcore_kernel::{Binary, Unary};
use npcore_layout::{Layout, Order};

pub use crate::arguments::OperandParts;
use crate::arguments::{self, Operand as _};
pub use crate::closures::{map1, map1_pair, map1_pair_into, map2_pair, map2_pair_into, map3_pair, map3_pair_into};
use crate::containers::{
    Array, ArrayCells, ArrayView, ArrayViewMut, Container, DynArray, DynCells, DynView, DynViewMut, check_static,
};
use crate::error::Result;
use crate::lanes::Lanes;
use crate::look::Part;
use crate::ops::small;

impl OperandParts<'_> {
    /// The elements, for the execution layer.
    #[inline]
    pub fn operand(&self) -> Operand<'_> {
        self.raw().operand()
    }

    /// The elements as a view.
    #[inline]
    pub fn view(&self) -> DynView<'_> {
        // SAFETY: the parts' elements may be read for as long as they live.
        unsafe { DynView::from_raw(*self.raw()) }
    }

    /// Whether the operand is a lone value, which takes the type of the others where its kind allows.
    #[inline]
    pub fn is_weak(&self) -> bool {
        self.weak.is_some()
    }

    /// What the operand counts for in promotion: a lone value takes the type of the others where its kind allows.
    #[inline]
    pub fn promotes_as(&self) -> npcore_dtype::Operand {
        self.weak.unwrap_or(npcore_dtype::Operand::Array(self.raw().dtype))
    }
}

/// The elements of a view, for the execution layer. They may be read for as long as the view lives.
#[inline]
pub fn operand<'a, T: Elem>(view: &'a ArrayView<'_, T>) -> Operand<'a> {
    view.raw().operand()
}

/// The elements of a mutable view, for the execution layer. They may be written for as long as the view lives.
#[inline]
pub fn operand_mut<'a, T: Elem>(view: &'a mut ArrayViewMut<'_, T>) -> Operand<'a> {
    view.raw().operand()
}

/// Some elements of a view.
///
/// # Safety
/// The layout reaches elements of the view only.
#[inline]
pub unsafe fn part<'a, T: Elem>(view: &ArrayView<'a, T>, layout: Layout) -> ArrayView<'a, T> {
    // SAFETY: elements of the view, borrowed as long.
    unsafe { ArrayView::from_raw(view.raw().with_layout(layout)) }
}

/// A part of each element's bytes as a field; the axes of a sub-array come behind the others.
///
/// # Errors
/// A field that does not lie in the elements.
pub fn field<'a, T: Elem>(view: ArrayView<'a, T>, field: &Field) -> Result<DynView<'a>> {
    // SAFETY: bytes of the view's elements, borrowed as long.
    Ok(unsafe { ArrayView::from_raw(field_part(field).of(view.raw())?) })
}

/// [`field`], to be written.
///
/// # Errors
/// As there.
pub fn field_mut<'a, T: Elem>(view: ArrayViewMut<'a, T>, field: &Field) -> Result<DynViewMut<'a>> {
    // SAFETY: bytes of the view's elements, exclusively borrowed as long, each once.
    Ok(unsafe { ArrayViewMut::from_raw(field_part(field).of_written(view.raw())?) })
}

/// [`field`] of cells.
///
/// # Errors
/// As there.
pub fn field_cells<'a, T: Elem>(cells: ArrayCells<'a, T>, field: &Field) -> Result<DynCells<'a>> {
    // SAFETY: bytes of the cells.
    Ok(unsafe { ArrayCells::from_raw(field_part(field).of_written(cells.raw())?) })
}

fn field_part(field: &Field) -> Part<'_> {
    Part { dtype: field.dtype(), shape: field.shape(), offset: field.offset() }
}

/// The same records with some of their fields, at their places in `dtype`.
///
/// # Errors
/// Fields that the records do not have there.
pub fn some_fields<'a, T: Elem>(view: ArrayView<'a, T>, dtype: DType) -> Result<DynView<'a>> {
    // SAFETY: the view's elements, borrowed as long.
    Ok(unsafe { ArrayView::from_raw(crate::look::some_fields(view.raw(), dtype)?) })
}

/// The same records under other names of the fields.
///
/// # Errors
/// Fields that are not the same but for their names.
pub fn renamed<'a, T: Elem>(view: ArrayView<'a, T>, dtype: DType) -> Result<DynView<'a>> {
    // SAFETY: the view's elements, borrowed as long.
    Ok(unsafe { ArrayView::from_raw(crate::look::renamed(view.raw(), dtype)?) })
}

/// [`some_fields`], to be written.
///
/// # Errors
/// As there.
pub fn some_fields_mut<'a, T: Elem>(view: ArrayViewMut<'a, T>, dtype: DType) -> Result<DynViewMut<'a>> {
    // SAFETY: the view's elements, exclusively borrowed as long.
    Ok(unsafe { ArrayViewMut::from_raw(crate::look::some_fields(view.raw(), dtype)?) })
}

/// Some elements of a mutable view.
///
/// # Safety
/// The layout reaches elements of the view only, each once.
#[inline]
pub unsafe fn part_mut<'a, T: Elem>(view: ArrayViewMut<'a, T>, layout: Layout) -> ArrayViewMut<'a, T> {
    // SAFETY: elements of the view, borrowed as long.
    unsafe { ArrayViewMut::from_raw(view.raw().with_layout(layout)) }
}

/// An array's elements in another order of their axes.
///
/// # Safety
/// The layout reaches the same elements as the array's, each once.
#[inline]
pub unsafe fn with_layout<T: Elem>(mut array: Array<T>, layout: Layout) -> Array<T> {
    array.raw_mut().layout = layout;
    array
}

/// Some of the cells.
///
/// # Safety
/// The layout reaches elements of the cells only.
#[inline]
pub unsafe fn part_cells<'a>(cells: &DynCells<'a>, layout: Layout) -> DynCells<'a> {
    // SAFETY: elements of the cells, borrowed as long.
    unsafe { DynCells::from_raw(cells.raw().with_layout(layout)) }
}

/// Whether elements that are moved as they are could bring bytes that mean nothing among cells known to be values.
#[inline]
pub fn would_taint(source: &DynView<'_>, target: &DynCells<'_>) -> bool {
    crate::data::would_taint(source.raw(), target.raw())
}

/// The array of what the execution layer made of some views' elements by moving them as they are.
///
/// # Safety
/// As [`array`], but that the elements may be such as the views'.
#[inline]
pub unsafe fn moved(output: Output, from: &[&DynView<'_>]) -> Result<DynArray> {
    let array = Array::from_output(output);
    if from.iter().any(|view| crate::data::would_taint(view.raw(), array.raw())) {
        // SAFETY: the array is ours alone.
        unsafe { crate::look::settle(array.raw())? };
    }
    Ok(array)
}

/// A view's elements in another dtype: a copy in which all are known to be values.
pub fn converted(view: &DynView<'_>, dtype: DType) -> Result<DynArray> {
    let mut array = view.astype_dyn(dtype)?;
    if !array.raw().trusted && crate::raw::has_invalid_patterns(dtype) {
        // SAFETY: the array is ours alone.
        unsafe { crate::look::settle(array.raw())? };
        array.raw_mut().trusted = true;
    }
    Ok(array)
}

/// The array of elements that came from elsewhere as bytes: bools among them become one of the two bytes that a bool is.
///
/// # Safety
/// As [`array`], but that the elements may be any bytes.
///
/// # Errors
/// No memory.
pub unsafe fn settled(output: Output) -> Result<DynArray> {
    let array = Array::from_output(output);
    if crate::raw::has_invalid_patterns(array.dtype()) {
        // SAFETY: the array is ours alone.
        unsafe { crate::look::settle(array.raw())? };
    }
    Ok(array)
}

/// The array of what the execution layer made.
///
/// # Safety
/// The buffer holds initialised, valid elements of the output's dtype wherever its layout, which reaches each once, has
/// one; the dtype is `T`'s.
#[inline]
pub unsafe fn array<T: Elem>(output: Output) -> Array<T> {
    Array::from_output(output)
}

/// `op` of two operands, broadcast together, into a new array of the type that it is known to have.
///
/// # Errors
/// As the operators; [`WrongType`](crate::ArrayError::WrongType) where the type is another.
#[inline]
pub fn binary<T: Elem>(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<Array<T>> {
    // SAFETY: both operands stay borrowed.
    match unsafe { npcore_exec::binary_small(op, &a.operand(), &b.operand()) } {
        Some(out) => small_typed(out),
        None => typed(crate::ops::general(op, a, b)?),
    }
}

/// `op` of an array's elements into a new array of the type that it is known to have.
///
/// # Errors
/// As [`binary`].
#[inline]
pub fn unary<T: Elem>(op: Unary, a: &OperandParts<'_>) -> Result<Array<T>> {
    // SAFETY: the operand stays borrowed.
    match unsafe { npcore_exec::unary_small(op, &a.operand()) } {
        Some(out) => small_typed(out),
        None => typed(crate::ops::unary(op, a.raw())?),
    }
}

#[inline(always)]
fn small_typed<T: Elem>(out: npcore_exec::SmallOutput<'_>) -> Result<Array<T>> {
    if let Err(error) = check_static::<T>(DType::scalar(out.ty)) {
        drop(out.into_buffer());
        return Err(error);
    }
    Ok(small(out))
}

/// The array under the type that its dtype is known to be.
///
/// # Errors
/// [`WrongType`](crate::ArrayError::WrongType) where it is another.
#[inline]
pub fn typed<T: Elem>(array: DynArray) -> Result<Array<T>> {
    array.downcast()
}

/// The dtypes that the loop of `op` is looked up for; see [`npcore_exec::binary_loop`].
pub fn loop_dtypes(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<[DType; 2]> {
    arguments::loop_dtypes(op, a, b)
}

/// `op` of every element of one operand with every element of the other.
///
/// # Errors
/// As [`binary`]; more than 64 axes.
pub fn outer(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DynArray> {
    let mut raw = *a.raw();
    let ndim = raw.layout.ndim() as isize;
    let added: smallvec::SmallVec<[isize; 6]> = (0..b.raw().layout.ndim() as isize).map(|axis| ndim + axis).collect();
    raw.layout = raw.layout.expand_dims(&added, raw.itemsize())?;
    // SAFETY: the same elements, borrowed by `a`.
    let mut wide = unsafe { OperandParts::container(&raw) };
    wide.weak = a.weak;
    binary(op, &wide, b)
}

/// The dtype that a lone value of dtype `own` and an array are converted to for an operation.
///
/// # Errors
/// An integer that the array's dtype cannot hold.
pub fn weak_dtype(op: Binary, array: DType, weak: npcore_dtype::Operand, own: DType) -> Result<DType> {
    arguments::weak_dtype(op, array, weak, own)
}

/// A view's elements as one side of a call.
#[inline]
pub fn parts<'a, T: Elem>(view: &'a ArrayView<'_, T>) -> OperandParts<'a> {
    view.parts()
}

/// The array without axes of length 1: bit `i` of `axes` stands for axis `i`.
///
/// # Errors
/// An axis of another length.
pub fn without_axes<T: Elem>(mut array: Array<T>, axes: u64) -> Result<Array<T>> {
    let list: smallvec::SmallVec<[isize; 6]> =
        (0..array.ndim() as isize).filter(|axis| axes >> axis & 1 == 1).collect();
    let raw = array.raw_mut();
    raw.layout = raw.layout.squeeze(Some(&list))?;
    Ok(array)
}

/// Zeros in the common shape of some layouts, for a result that follows their order (`K`) or the given one.
///
/// # Errors
/// Shapes that do not fit; no memory.
pub fn zeros_for(layouts: &[&Layout], dtype: DType, order: Order) -> Result<DynArray> {
    let mut specs: smallvec::SmallVec<[OperandSpec<'_>; 4]> =
        layouts.iter().map(|layout| OperandSpec::read(layout)).collect();
    specs.push(OperandSpec::allocate(dtype.itemsize()));
    let plan = Plan::new(&specs, order)?;
    crate::create::zeroed(plan.output_layout(layouts.len()), dtype)
}

/// The views of the last `core` axes of a view, one for each place of the other axes, in C order.
///
/// # Errors
/// None for a view with so many axes.
pub fn cores<T: Elem>(view: ArrayView<'_, T>, core: usize) -> Result<Lanes<ArrayView<'_, T>>> {
    Ok(Lanes::of_last(view, core)?)
}

/// [`cores`] to be written.
///
/// # Errors
/// None for a view with so many axes.
pub fn cores_mut<T: Elem>(view: ArrayViewMut<'_, T>, core: usize) -> Result<Lanes<ArrayViewMut<'_, T>>> {
    Ok(Lanes::of_last(view, core)?)
}
