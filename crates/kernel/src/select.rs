//! Choosing elements by a mask: the chosen ones side by side, or their positions.
//!
//! Each element is stored, and the place moves on only where the mask is not 0: no branch depends on the mask, which
//! would be mispredicted every other time. Eight mask bytes that are all 0, or all not, are done at once.

use crate::element::{Plain, Un};

/// Mask bytes that are looked at together.
const GROUP: usize = 8;
/// What [`set`] gives where no byte is 0.
const ALL: u64 = 0x8080_8080_8080_8080;

/// Eight mask bytes: bit 7 of each byte tells whether it is not 0.
#[inline(always)]
fn set(mask: [u8; GROUP]) -> u64 {
    let bytes = u64::from_le_bytes(mask);
    (((bytes & !ALL) + !ALL) | bytes) & ALL
}

/// Goes along a mask until `count` of its bytes were found that are not 0: calls `keep(i, k)`, which stores element `i` at
/// place `k` of the result, for those and maybe others, of which the places are overwritten.
///
/// # Safety
/// `n` mask bytes, `stride` apart from `mask` on, may be read, and no fewer than `count` of them are not 0.
#[inline(always)]
unsafe fn along(n: usize, mask: *const u8, stride: isize, count: usize, mut keep: impl FnMut(usize, usize)) {
    let (mut i, mut k) = (0, 0);
    // SAFETY: while fewer than `count` were found there is one more in front of `n`.
    unsafe {
        if stride == 1 {
            while i + GROUP <= n && k + GROUP <= count {
                let group = set(mask.add(i).cast::<[u8; GROUP]>().read());
                if group == ALL {
                    (0..GROUP).for_each(|j| keep(i + j, k + j));
                    k += GROUP;
                } else if group != 0 {
                    for j in 0..GROUP {
                        keep(i + j, k);
                        k += (group >> (8 * j + 7)) as usize & 1;
                    }
                }
                i += GROUP;
            }
        }
        while k < count {
            keep(i, k);
            k += (*mask.wrapping_offset(stride.wrapping_mul(i as isize)) != 0) as usize;
            i += 1;
        }
    }
}

/// Copies the items whose mask byte is not 0, side by side, until there are `count` of them.
///
/// `p` leads to the items, the mask and the result, `s` has the strides of the first two.
///
/// ```
/// let (items, mask, mut chosen) = ([1i32, 2, 3, 4], [1u8, 0, 0, 255], [0i32; 2]);
/// // SAFETY: four items, four mask bytes of which two are not 0, two places.
/// unsafe {
///     let p = [items.as_ptr().cast_mut().cast(), mask.as_ptr().cast_mut(), chosen.as_mut_ptr().cast()];
///     npcore_kernel::compress(4, 4, p, [4, 1], 2);
/// }
/// assert_eq!(chosen, [1, 4]);
/// ```
///
/// # Safety
/// `n` items of `itemsize` bytes and as many mask bytes may be read, and no fewer than `count` of the latter are not 0.
/// `count` items may be written, side by side, which are apart from both.
pub unsafe fn compress(itemsize: usize, n: usize, p: [*mut u8; 3], s: [isize; 2], count: usize) {
    /// With a type that the compiler knows.
    #[inline(always)]
    unsafe fn sized<T: Plain>(n: usize, p: [*mut u8; 3], s: [isize; 2], count: usize) {
        let out = p[2].cast::<Un<T>>();
        if s[0] == size_of::<T>() as isize {
            let items = p[0].cast::<Un<T>>();
            // SAFETY: item `i`, and place `k` below `count`.
            return unsafe { along(n, p[1], s[1], count, |i, k| *out.add(k) = *items.add(i)) };
        }
        let item = |i: usize| p[0].wrapping_offset(s[0].wrapping_mul(i as isize)).cast::<Un<T>>();
        // SAFETY: as above.
        unsafe { along(n, p[1], s[1], count, |i, k| *out.add(k) = *item(i)) }
    }
    // SAFETY: the same contract.
    unsafe {
        match itemsize {
            1 => sized::<u8>(n, p, s, count),
            2 => sized::<u16>(n, p, s, count),
            4 => sized::<u32>(n, p, s, count),
            8 => sized::<u64>(n, p, s, count),
            16 => sized::<u128>(n, p, s, count),
            _ => {
                let (mut i, mut k) = (0isize, 0);
                while k < count {
                    if *p[1].wrapping_offset(s[1].wrapping_mul(i)) != 0 {
                        let item = p[0].wrapping_offset(s[0].wrapping_mul(i));
                        item.copy_to_nonoverlapping(p[2].add(k * itemsize), itemsize);
                        k += 1;
                    }
                    i += 1;
                }
            }
        }
    }
}

/// The positions of the first `count` mask bytes that are not 0, counted from `from`, to `out`.
///
/// # Safety
/// `n` mask bytes, `stride` apart from `mask` on, may be read, and no fewer than `count` of them are not 0; `count`
/// places may be written at `out`.
pub unsafe fn positions(n: usize, mask: *const u8, stride: isize, from: i64, out: *mut i64, count: usize) {
    let out = out.cast::<Un<i64>>();
    // SAFETY: place `k` is below `count`.
    unsafe {
        along(n, mask, stride, count, |i, k| *out.add(k) = Un(from.wrapping_add(i as i64)));
    }
}
