//! Elements by index: indices to byte offsets, and moves from and to such offsets.

use crate::element::{Plain, Un};

/// What is done with an index that the axis does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IndexMode {
    /// It is an error. Negative indices count from the end.
    Raise,
    /// It is taken modulo the length.
    Wrap,
    /// It is moved to the nearer end: negative ones are 0.
    Clip,
}

/// Adds to `offsets` what indices along an axis come to in bytes. Gives the first index that the axis does not have;
/// the offsets then mean nothing.
///
/// The axis has `len` elements, `stride` bytes apart; with a length of 0 every index is wrong.
///
/// ```
/// use npcore_kernel::{IndexMode, add_offsets};
/// let mut offsets = [0, 100, 200];
/// add_offsets(&[0, -1, 2], 4, 8, IndexMode::Raise, &mut offsets).unwrap();
/// assert_eq!(offsets, [0, 124, 216]);
/// assert_eq!(add_offsets(&[0, 1, 4], 4, 8, IndexMode::Raise, &mut offsets), Err(4));
/// ```
///
/// # Errors
/// The first index that is out of bounds.
pub fn add_offsets(
    indices: &[i64],
    len: usize,
    stride: isize,
    mode: IndexMode,
    offsets: &mut [isize],
) -> Result<(), i64> {
    // A length is at most `isize::MAX` wherever there are elements; without any all indices are wrong.
    let len = len as i64;
    match mode {
        _ if len <= 0 => indices.first().map_or(Ok(()), |&first| Err(first)),
        IndexMode::Raise => {
            let mut wrong = false;
            for (offset, &index) in offsets.iter_mut().zip(indices) {
                wrong |= index >= len || index < -len;
                let index = index.wrapping_add(len & (index >> 63));
                *offset = offset.wrapping_add((index as isize).wrapping_mul(stride));
            }
            match wrong {
                false => Ok(()),
                true => indices.iter().copied().find(|&index| index >= len || index < -len).map_or(Ok(()), Err),
            }
        }
        IndexMode::Wrap => {
            for (offset, &index) in offsets.iter_mut().zip(indices) {
                let index = if (0..len).contains(&index) { index } else { index.rem_euclid(len) };
                *offset = offset.wrapping_add((index as isize).wrapping_mul(stride));
            }
            Ok(())
        }
        IndexMode::Clip => {
            for (offset, &index) in offsets.iter_mut().zip(indices) {
                *offset = offset.wrapping_add((index.clamp(0, len - 1) as isize).wrapping_mul(stride));
            }
            Ok(())
        }
    }
}

/// Moves items of a size known to the compiler.
macro_rules! by_size {
    ($itemsize:expr, $sized:ident($($arg:expr),*), $other:expr) => {
        match $itemsize {
            1 => $sized::<u8>($($arg),*),
            2 => $sized::<u16>($($arg),*),
            4 => $sized::<u32>($($arg),*),
            8 => $sized::<u64>($($arg),*),
            16 => $sized::<u128>($($arg),*),
            _ => $other,
        }
    };
}

/// Copies the items at `offsets` from `p`, which moves on by `step` bytes with each, to places `to_step` apart.
///
/// # Safety
/// Each of these items, of `itemsize` bytes, may be read, and as many places written from `to` on, which are apart
/// from them.
pub unsafe fn gather(itemsize: usize, offsets: &[isize], p: *const u8, step: isize, to: *mut u8, to_step: isize) {
    #[inline(always)]
    unsafe fn sized<T: Plain>(offsets: &[isize], p: *const u8, step: isize, to: *mut u8, to_step: isize) {
        let item = |i: usize| p.wrapping_offset(offsets[i].wrapping_add(step.wrapping_mul(i as isize))).cast::<Un<T>>();
        // SAFETY: the caller's items and places.
        unsafe {
            if to_step == size_of::<T>() as isize {
                let to = to.cast::<Un<T>>();
                for i in 0..offsets.len() {
                    *to.add(i) = *item(i);
                }
            } else {
                for i in 0..offsets.len() {
                    *to.wrapping_offset(to_step.wrapping_mul(i as isize)).cast::<Un<T>>() = *item(i);
                }
            }
        }
    }
    // SAFETY: the same contract.
    unsafe {
        by_size!(itemsize, sized(offsets, p, step, to, to_step), {
            for (i, &offset) in offsets.iter().enumerate() {
                let item = p.wrapping_offset(offset.wrapping_add(step.wrapping_mul(i as isize)));
                item.copy_to_nonoverlapping(to.wrapping_offset(to_step.wrapping_mul(i as isize)), itemsize);
            }
        })
    }
}

/// Copies items from places `step` apart to `offsets` from `to`, which moves on by `to_step` bytes with each, one after
/// the other: of several with the same target the last one stays.
///
/// # Safety
/// As many items as offsets, of `itemsize` bytes, may be read from `p` on, and each target may be written, which is apart
/// from them.
pub unsafe fn scatter(itemsize: usize, offsets: &[isize], p: *const u8, step: isize, to: *mut u8, to_step: isize) {
    #[inline(always)]
    unsafe fn sized<T: Plain>(offsets: &[isize], p: *const u8, step: isize, to: *mut u8, to_step: isize) {
        for (i, &offset) in offsets.iter().enumerate() {
            let at = to.wrapping_offset(offset.wrapping_add(to_step.wrapping_mul(i as isize)));
            // SAFETY: the caller's items and targets.
            unsafe { *at.cast::<Un<T>>() = *p.wrapping_offset(step.wrapping_mul(i as isize)).cast::<Un<T>>() };
        }
    }
    // SAFETY: the same contract.
    unsafe {
        by_size!(itemsize, sized(offsets, p, step, to, to_step), {
            for (i, &offset) in offsets.iter().enumerate() {
                let at = to.wrapping_offset(offset.wrapping_add(to_step.wrapping_mul(i as isize)));
                p.wrapping_offset(step.wrapping_mul(i as isize)).copy_to_nonoverlapping(at, itemsize);
            }
        })
    }
}
