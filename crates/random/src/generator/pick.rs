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
    debug_assert_eq!(a.ndim(), 1);
    let (from, step) = (engine::operand(a).first().cast_const(), a.strides()[0]);
    let out = Output::uninit(a.dtype(), Layout::contiguous(shape, a.itemsize(), Order::C)?)?;
    let (to, n) = (out.buffer.as_ptr().as_ptr(), out.layout.size());
    let mut memory = Memory::new();
    let stream = &mut Stream::of_halves(bits, &mut memory);
    let draw = Draw { from, step, range, stream, method };
    // SAFETY: the view's elements, which have as many bytes; memory for `n` of them.
    unsafe {
        match a.itemsize() {
            1 => draw.write::<[u8; 1]>(to, n),
            2 => draw.write::<[u8; 2]>(to, n),
            4 => draw.write::<[u8; 4]>(to, n),
            8 => draw.write::<[u8; 8]>(to, n),
            16 => draw.write::<[u8; 16]>(to, n),
            _ => return Ok(None),
        }
        // All elements are such as the view's.
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

impl Draw<'_, '_> {
    /// # Safety
    /// The elements are of type `T`, which needs no alignment, and may be read; `n` of them may be written at `to`.
    unsafe fn write<T: Copy>(self, to: *mut u8, n: usize) {
        let Draw { from, step, range, stream, method } = self;
        // SAFETY: the caller's word.
        let out = unsafe { std::slice::from_raw_parts_mut(to.cast::<MaybeUninit<T>>(), n) };
        write_by_candidates::<T, 32>(out, stream, range, method, |i| {
            // SAFETY: one of the elements: what is beyond the range is refused, and may be any of them.
            unsafe { from.offset(i.min(range) as isize * step).cast::<T>().read() }
        });
    }
}
