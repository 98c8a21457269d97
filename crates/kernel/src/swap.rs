//! Copies that reverse the bytes of each word.

use crate::copy::copy_items;

/// Copies items of `words` words of `word` bytes, the bytes of each word
/// reversed. In place is legal.
///
/// # Safety
/// As [`Loop2`](crate::Loop2), for items of `word * words` bytes.
pub unsafe fn copy_swap(word: usize, words: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    // SAFETY: the caller's promise.
    unsafe {
        if p[0] != p[1] {
            copy_items(word * words, n, p, s);
        }
        for i in 0..n[1] as isize {
            for j in 0..n[0] as isize {
                let item = p[1].wrapping_offset(i * s[1][1] + j * s[1][0]);
                for bytes in std::slice::from_raw_parts_mut(item, word * words).chunks_mut(word) {
                    bytes.reverse();
                }
            }
        }
    }
}
