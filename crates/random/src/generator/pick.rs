//! Elements of a list drawn with putting back, without an array of their positions in between.

use std::mem::MaybeUninit;

use npcore_array::{DynArray, DynView, Order, Result, engine};
use npcore_exec::Output;
use npcore_layout::Layout;

use super::integers::write_by_candidates;
use crate::bits::BitGenerator;
use crate::dist::bounded::Method;
use crate::stream::{Memory, Stream};

/// Elements of a list of one axis at the positions that [`of_range`](super::integers::of_range) draws. None, and nothing is
/// drawn, where those are not of 32 bits, or the elements are no words.
pub(super) fn picked(
    bits: &mut dyn BitGenerator,
    a: &DynView<'_>,
    shape: &[usize],
    method: Method,
) -> Result<Option<DynArray>> {
    let Some(range @ 1..) = a.size().checked_sub(1).and_then(|range| u32::try_from(range).ok()) else {
        return Ok(None);
    };
    let write: unsafe fn(Draw<'_, '_>, *mut u8, usize) = match a.itemsize() {
        1 => write::<[u8; 1]>,
        2 => write::<[u8; 2]>,
        4 => write::<[u8; 4]>,
        8 => write::<[u8; 8]>,
        16 => write::<[u8; 16]>,
        _ => return Ok(None),
    };
    debug_assert_eq!(a.ndim(), 1);
    let (from, step) = (engine::operand(a).first().cast_const(), a.strides()[0]);
    let out = Output::uninit(a.dtype(), Layout::contiguous(shape, a.itemsize(), Order::C)?)?;
    let mut memory = Memory::new();
    let stream = &mut Stream::of_halves(bits, &mut memory);
    // SAFETY: the view's elements, of as many bytes, and memory for as many as are drawn; all of these are such as the view's.
    unsafe {
        write(Draw { from, step, range, stream, method }, out.buffer.as_ptr().as_ptr(), out.layout.size());
        engine::moved(out, &[a]).map(Some)
    }
}

/// Elements to draw from, `step` bytes apart, the last of them at `range`.
struct Draw<'a, 'b> {
    from: *const u8,
    step: isize,
    range: u32,
    stream: &'a mut Stream<'b>,
    method: Method,
}

/// # Safety
/// The elements are of type `T`, which needs no alignment, and may be read; `n` of them may be written at `to`.
unsafe fn write<T: Copy>(draw: Draw<'_, '_>, to: *mut u8, n: usize) {
    let Draw { from, step, range, stream, method } = draw;
    // SAFETY: the caller's word.
    let out = unsafe { std::slice::from_raw_parts_mut(to.cast::<MaybeUninit<T>>(), n) };
    write_by_candidates::<T, 32>(out, stream, range, method, |i| {
        // SAFETY: one of the elements: what is beyond the range is refused, and may be any of them.
        unsafe { from.offset(i.min(range) as isize * step).cast::<T>().read() }
    });
}
