//! The shortest way for small operands: one native type, gapless in C order, one kernel call.
//!
//! A call on eight elements is mostly overhead; here that is a few comparisons, the look-up of the
//! loop, and the allocation. What does not fit goes the general way, with the same result.

use std::ptr::NonNull;

use npcore_dtype::ScalarType;
use npcore_kernel::{self as kernel, Binary, Loop3, Unary};
use npcore_layout::Layout;

use crate::Buffer;
use crate::elementwise::Operand;
use crate::errstate;

/// Above this many elements the general way costs nothing that shows, and may use threads.
const MOST: usize = 4096;

/// The type of the elements, where the kernels take them as they are.
#[inline]
fn native_type(operand: &Operand<'_>) -> Option<ScalarType> {
    if operand.dtype.is_swapped() { None } else { operand.dtype.scalar_type() }
}

/// The number of elements of two gapless operands of one shape (either may be a single element), and their
/// strides.
#[inline]
fn together(a: &Layout, b: &Layout, itemsize: usize) -> Option<(usize, [isize; 2])> {
    let item = itemsize as isize;
    let (sa, sb) = (a.shape(), b.shape());
    if a.ndim() == 1 && b.ndim() == 1 {
        let n = sa[0];
        let fits = n == sb[0] && n > 1 && n <= MOST && a.strides()[0] == item && b.strides()[0] == item;
        return fits.then_some((n, [item, item]));
    }
    let (model, strides) = if b.ndim() == 0 {
        (a, [item, 0])
    } else if a.ndim() == 0 {
        (b, [0, item])
    } else if sa == sb && b.is_c_contiguous(itemsize) {
        (a, [item, item])
    } else {
        return None;
    };
    let n = model.size();
    (n <= MOST && model.is_c_contiguous(itemsize)).then_some((n, strides))
}

/// The loop and the type of its result.
#[inline]
fn loop_of(op: Binary, ty: ScalarType) -> Option<(Loop3, ScalarType)> {
    // Their right operands are looked at first, or are of another type.
    if matches!(op, Binary::Power | Binary::Ldexp) {
        return None;
    }
    let f = kernel::binary(op, ty)?;
    Some((f, op.output(ty)))
}

/// The result of [`binary_small`]. It has no layout or dtype of its own: for eight elements, moving these about takes
/// longer than the sum.
#[derive(Debug)]
#[must_use = "the memory is given back by the buffer only"]
pub struct SmallOutput<'a> {
    ptr: NonNull<u8>,
    bytes: usize,
    /// The layout of an input, which has the result's shape, gapless in C order.
    pub model: &'a Layout,
    /// The type of an element.
    pub ty: ScalarType,
    /// Whether `model` is the very layout of the result: offset 0, elements of the same size.
    pub is_layout: bool,
}

impl SmallOutput<'_> {
    /// Its memory, filled.
    #[inline]
    pub fn into_buffer(self) -> Buffer {
        // SAFETY: from `Buffer::allocate_small`, and given away once.
        unsafe { Buffer::of_small(self.ptr, self.bytes) }
    }
}

/// Runs a two-operand loop over small gapless inputs of one native type; `None` where they are not, or
/// where the operation has no loop of that very type.
///
/// # Safety
/// The elements of both inputs may be read.
#[inline]
pub unsafe fn binary_small<'a>(op: Binary, a: &Operand<'a>, b: &Operand<'a>) -> Option<SmallOutput<'a>> {
    if errstate::active().is_some() {
        return None;
    }
    let ty = native_type(a)?;
    if native_type(b) != Some(ty) {
        return None;
    }
    let itemsize = ty.itemsize();
    let (n, [s0, s1]) = together(a.layout, b.layout, itemsize)?;
    let (f, out) = loop_of(op, ty)?;
    let model = if s0 == 0 { b.layout } else { a.layout };
    let size = out.itemsize();
    let ptr = Buffer::allocate_small(n * size)?;
    // SAFETY: `n` gapless elements of the loop's type behind each non-scalar input (the caller's word and the
    // checks above), and as many in the fresh buffer.
    unsafe { f([n, 1], [a.first(), b.first(), ptr.as_ptr()], [[s0, 0], [s1, 0], [size as isize, 0]]) };
    let is_layout = size == itemsize && model.offset() == 0;
    Some(SmallOutput { ptr, bytes: n * size, model, ty: out, is_layout })
}

/// [`binary_small`] for one operand.
///
/// # Safety
/// The elements of the input may be read.
#[inline]
pub unsafe fn unary_small<'a>(op: Unary, a: &Operand<'a>) -> Option<SmallOutput<'a>> {
    if errstate::active().is_some() {
        return None;
    }
    let ty = native_type(a)?;
    let itemsize = ty.itemsize();
    let n = match (a.layout.shape().as_slice(), a.layout.strides().as_slice()) {
        (&[n], &[stride]) if stride == itemsize as isize => n,
        _ if a.layout.is_c_contiguous(itemsize) => a.layout.size(),
        _ => return None,
    };
    let f = kernel::unary(op, ty)?;
    if n > MOST {
        return None;
    }
    let out = op.output(ty);
    let size = out.itemsize();
    let ptr = Buffer::allocate_small(n * size)?;
    // SAFETY: `n` gapless elements of the loop's type behind the input (the caller's word and the checks above), and as
    // many in the fresh buffer.
    unsafe { f([n, 1], [a.first(), ptr.as_ptr()], [[itemsize as isize, 0], [size as isize, 0]]) };
    let is_layout = size == itemsize && a.layout.offset() == 0;
    Some(SmallOutput { ptr, bytes: n * size, model: a.layout, ty: out, is_layout })
}

/// [`binary_small`] into a given output; false (and nothing done) where it does not fit, or where the output
/// overlaps an input other than by being it.
///
/// # Safety
/// The inputs' elements may be read, the output's written, and nobody else touches the latter.
#[inline]
pub unsafe fn binary_small_into(op: Binary, a: &Operand<'_>, b: &Operand<'_>, out: &Operand<'_>) -> bool {
    let (Some(ta), Some(tb), Some(to)) = (native_type(a), native_type(b), native_type(out)) else { return false };
    if ta != tb || errstate::active().is_some() {
        return false;
    }
    let itemsize = ta.itemsize();
    let Some((n, [s0, s1])) = together(a.layout, b.layout, itemsize) else { return false };
    let Some((f, result)) = loop_of(op, ta) else { return false };
    let size = to.itemsize();
    let model = if s0 == 0 { b.layout } else { a.layout };
    if result != to || model.shape() != out.layout.shape() || !out.layout.is_c_contiguous(size) {
        return false;
    }
    let (pa, pb, po) = (a.first(), b.first(), out.first());
    // Gapless runs overlap as intervals do. The same run of the same type is in place.
    let apart = |p: *mut u8, stride: isize| {
        let bytes = if stride == 0 { itemsize } else { n * itemsize };
        p.addr() + bytes <= po.addr() || po.addr() + n * size <= p.addr() || (p == po && stride == size as isize)
    };
    if !(apart(pa, s0) && apart(pb, s1)) {
        return false;
    }
    // SAFETY: as in `binary_small`; the output is apart from the inputs, or one of them.
    unsafe { f([n, 1], [pa, pb, po], [[s0, 0], [s1, 0], [size as isize, 0]]) };
    true
}
