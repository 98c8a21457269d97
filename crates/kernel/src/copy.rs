//! Copies of items of any size between two strided axes.

/// Copies items.
///
/// # Safety
/// As [`copy`](crate::copy).
pub(crate) unsafe fn copy_items(size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    for i in 0..n[1] as isize {
        for j in 0..n[0] as isize {
            // SAFETY: the caller's axes.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    p[0].wrapping_offset(i * s[0][1] + j * s[0][0]),
                    p[1].wrapping_offset(i * s[1][1] + j * s[1][0]),
                    size,
                );
            }
        }
    }
}

/// Copies items of any size.
///
/// # Safety
/// As [`Loop2`](crate::Loop2), for items of `size` bytes.
pub unsafe fn copy(size: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    if p[0] == p[1] {
        return;
    }
    // SAFETY: the caller's promise.
    unsafe { copy_items(size, n, p, s) }
}

/// [`copy`] for items of 1, 2, 4, 8 or 16 bytes as a loop.
///
/// # Panics
/// If `size` is none of these.
pub const fn copy_loop(size: usize) -> crate::Loop2 {
    unsafe fn sized<const SIZE: usize>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
        // SAFETY: the same contract.
        unsafe { copy(SIZE, n, p, s) }
    }
    match size {
        1 => sized::<1>,
        2 => sized::<2>,
        4 => sized::<4>,
        8 => sized::<8>,
        16 => sized::<16>,
        _ => panic!("no element type has this size"),
    }
}
