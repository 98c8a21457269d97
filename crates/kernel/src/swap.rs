//! Copies that reverse the bytes of each word: between byte orders.

use std::marker::PhantomData;

use crate::Loop2;
use crate::arithmetic::{op1, or};
use crate::kernel::{Each, One, Pairs, loop2};
use crate::run::Op1;
use crate::tier::{Tier, tier};

op1! {
    Swap;
    u16: |a| a.swap_bytes();
    u32: |a| a.swap_bytes();
    u64: |a| a.swap_bytes();
}

/// Copies items of `words` words of `word` bytes (2, 4 or 8), the bytes of each word
/// reversed: 1 word for integers and floats, 2 for complex numbers, as many as
/// characters (of 4 bytes) for strings. In place is legal.
///
/// ```
/// let (source, mut target) = ([0x0102u16, 0x0304], [0u16; 2]);
/// // SAFETY: two words at either place.
/// unsafe {
///     let p = [source.as_ptr().cast_mut().cast(), target.as_mut_ptr().cast()];
///     npcore_kernel::copy_swap(2, 1, [2, 1], p, [[2, 0], [2, 0]]);
/// }
/// assert_eq!(target, [0x0201, 0x0403]);
/// ```
///
/// # Panics
/// If `word` is none of 2, 4, 8.
///
/// # Safety
/// As [`Loop2`], for items of `word * words` bytes.
pub unsafe fn copy_swap(word: usize, words: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    // SAFETY: the same contract; the tier is the processor's.
    unsafe { copy_swap_at(tier(), word, words, n, p, s) }
}

/// [`copy_swap`] in a given tier.
///
/// # Panics
/// As [`copy_swap`].
///
/// # Safety
/// As [`copy_swap`]; the processor has the tier.
pub unsafe fn copy_swap_at(tier: Tier, word: usize, words: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    let run: Loop2 = match (word, words) {
        (2, 2) => loop2::<Pairs<One<Each<Swap<u16>>>>>(tier),
        (4, 2) => loop2::<Pairs<One<Each<Swap<u32>>>>>(tier),
        (8, 2) => loop2::<Pairs<One<Each<Swap<u64>>>>>(tier),
        (2, _) => loop2::<One<Each<Swap<u16>>>>(tier),
        (4, _) => loop2::<One<Each<Swap<u32>>>>(tier),
        (8, _) => loop2::<One<Each<Swap<u64>>>>(tier),
        _ => panic!("words of {word} bytes have no byte order"),
    };
    let item = (word * words) as isize;
    let step = word as isize;
    // SAFETY: the caller's items; taken apart into words they are still the same
    // bytes, and each is visited once.
    unsafe {
        if words <= 2 {
            if words != 0 {
                run(n, p, s);
            }
        } else if s[0][0] == item && s[1][0] == item {
            run([n[0] * words, n[1]], p, s.map(|s| [step, s[1]]));
        } else {
            for i in 0..n[1] as isize {
                let at = |k: usize| p[k].wrapping_offset(i.wrapping_mul(s[k][1]));
                run([words, n[0]], [at(0), at(1)], s.map(|s| [step, s[0]]));
            }
        }
    }
}
