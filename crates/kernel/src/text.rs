//! Text of a width known at run time: comparing it and joining it.
//!
//! An element is so many code units, of four bytes (NumPy's `U`, native) or of one (`S`); trailing zeros do not count. Only
//! whole words are compared until two differ, so the loops are the same in all tiers: they wait for memory.

use std::cmp::Ordering;

use crate::ops::Binary;

/// What text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnit {
    /// Bytes.
    Byte,
    /// Characters of four bytes, in native byte order.
    Char,
}

/// A loop over two axes of left, right and output, as [`Loop3`](crate::Loop3), where the inputs' elements have `widths` code units.
///
/// # Safety
/// As [`Loop2`](crate::Loop2); an element has the bytes of its width, and that of joined text those of both together.
pub type TextLoop = unsafe fn(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3], widths: [usize; 2]);

/// The loop of a comparison, which gives bool, or of [`Add`](Binary::Add), which joins; `None` for other operations.
///
/// ```
/// use npcore_kernel::{Binary, TextUnit, text_binary};
/// let (a, b) = (*b"ab\0", *b"ab");
/// let mut out = [0u8; 5];
/// let add = text_binary(Binary::Add, TextUnit::Byte).unwrap();
/// // SAFETY: one element of 3 bytes, one of 2, and 5 for the result.
/// unsafe {
///     let p = [a.as_ptr().cast_mut(), b.as_ptr().cast_mut(), out.as_mut_ptr()];
///     add([1, 1], p, [[0; 2]; 3], [3, 2]);
/// }
/// assert_eq!(&out, b"abab\0");
/// ```
pub fn text_binary(op: Binary, unit: TextUnit) -> Option<TextLoop> {
    use Binary::*;
    Some(match (op, unit) {
        (Equal, TextUnit::Byte) => equal::<u8, true>,
        (Equal, TextUnit::Char) => equal::<u32, true>,
        (NotEqual, TextUnit::Byte) => equal::<u8, false>,
        (NotEqual, TextUnit::Char) => equal::<u32, false>,
        (Less, TextUnit::Byte) => ordered::<u8, LESS, true>,
        (Less, TextUnit::Char) => ordered::<u32, LESS, true>,
        (LessEqual, TextUnit::Byte) => ordered::<u8, GREATER, false>,
        (LessEqual, TextUnit::Char) => ordered::<u32, GREATER, false>,
        (Greater, TextUnit::Byte) => ordered::<u8, GREATER, true>,
        (Greater, TextUnit::Char) => ordered::<u32, GREATER, true>,
        (GreaterEqual, TextUnit::Byte) => ordered::<u8, LESS, false>,
        (GreaterEqual, TextUnit::Char) => ordered::<u32, LESS, false>,
        (Add, TextUnit::Byte) => join::<u8>,
        (Add, TextUnit::Char) => join::<u32>,
        _ => return None,
    })
}

/// Where the largest element of a row stands, or the smallest: the first of several. `n`, `stride` and `width` are of the row.
///
/// # Safety
/// `n` elements of `width` units, `stride` bytes apart from `p` on, may be read; there is at least one.
pub unsafe fn text_extreme(
    unit: TextUnit,
    largest: bool,
    n: usize,
    p: *const u8,
    stride: isize,
    width: usize,
) -> usize {
    let at = |i: usize| p.wrapping_offset(stride.wrapping_mul(i as isize));
    let compare = match unit {
        TextUnit::Byte => compare::<u8>,
        TextUnit::Char => compare::<u32>,
    };
    let wanted = if largest { Ordering::Greater } else { Ordering::Less };
    // SAFETY: elements of the row (the caller's word).
    (1..n).fold(0, |best, i| if unsafe { compare(at(i), at(best), [width; 2]) } == wanted { i } else { best })
}

/// The plain type of a code unit.
trait Unit: Copy + Ord + Default {}
impl Unit for u8 {}
impl Unit for u32 {}

/// Calls `f` with the addresses of the operands of each element.
#[inline(always)]
fn each(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3], f: impl Fn([*mut u8; 3])) {
    for j in 0..n[1] as isize {
        let mut at: [*mut u8; 3] = std::array::from_fn(|op| p[op].wrapping_offset(s[op][1].wrapping_mul(j)));
        for _ in 0..n[0] {
            f(at);
            at = std::array::from_fn(|op| at[op].wrapping_offset(s[op][0]));
        }
    }
}

/// # Safety
/// `len` bytes of both may be read.
#[inline(always)]
unsafe fn same(a: *const u8, b: *const u8, len: usize) -> bool {
    // SAFETY: all reads end at `len` (the caller's word).
    unsafe {
        let word = |p: *const u8, at: usize| p.add(at).cast::<u64>().read_unaligned();
        let half = |p: *const u8, at: usize| p.add(at).cast::<u32>().read_unaligned();
        if len < 8 {
            return match len {
                4.. => (half(a, 0) == half(b, 0)) & (half(a, len - 4) == half(b, len - 4)),
                _ => (0..len).all(|i| *a.add(i) == *b.add(i)),
            };
        }
        let mut at = 0;
        while at + 8 <= len {
            if word(a, at) != word(b, at) {
                return false;
            }
            at += 8;
        }
        // The last word again, with what is left.
        word(a, len - 8) == word(b, len - 8)
    }
}

/// # Safety
/// `len` bytes may be read.
#[inline(always)]
unsafe fn zeros(p: *const u8, len: usize) -> bool {
    // SAFETY: the caller's word.
    unsafe { std::slice::from_raw_parts(p, len) }.iter().all(|&byte| byte == 0)
}

/// # Safety
/// As [`TextLoop`].
unsafe fn equal<U: Unit, const WANTED: bool>(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3], widths: [usize; 2]) {
    let [wa, wb] = widths.map(|width| width * size_of::<U>());
    let common = wa.min(wb);
    each(n, p, s, |[a, b, out]| {
        // SAFETY: elements of the operands (the caller's word).
        unsafe {
            let is = same(a, b, common)
                && (wa == wb
                    || if wa > wb { zeros(a.add(common), wa - common) } else { zeros(b.add(common), wb - common) });
            *out = u8::from(is == WANTED);
        }
    });
}

/// # Safety
/// `widths` units of the two may be read.
#[inline(always)]
unsafe fn compare<U: Unit>(a: *const u8, b: *const u8, [wa, wb]: [usize; 2]) -> Ordering {
    // SAFETY: all reads are of units within the widths (the caller's word).
    unsafe {
        let unit = |p: *const u8, at: usize| p.cast::<U>().add(at).read_unaligned();
        let common = wa.min(wb);
        let step = 8 / size_of::<U>();
        let mut at = 0;
        // Whole words while they are the same; then their units.
        while at + step <= common {
            let word = |p: *const u8| p.cast::<U>().add(at).cast::<u64>().read_unaligned();
            if word(a) != word(b) {
                break;
            }
            at += step;
        }
        while at < common {
            match unit(a, at).cmp(&unit(b, at)) {
                Ordering::Equal => at += 1,
                unequal => return unequal,
            }
        }
        let rest = |p: *const u8, width: usize| (common..width).any(|at| unit(p, at) != U::default());
        match (rest(a, wa), rest(b, wb)) {
            (true, _) => Ordering::Greater,
            (_, true) => Ordering::Less,
            _ => Ordering::Equal,
        }
    }
}

const LESS: i8 = Ordering::Less as i8;
const GREATER: i8 = Ordering::Greater as i8;

/// Whether it is `WANTED` that left is to right as `ORDER` says.
///
/// # Safety
/// As [`TextLoop`].
unsafe fn ordered<U: Unit, const ORDER: i8, const WANTED: bool>(
    n: [usize; 2],
    p: [*mut u8; 3],
    s: [[isize; 2]; 3],
    widths: [usize; 2],
) {
    each(n, p, s, |[a, b, out]| {
        // SAFETY: elements of the operands (the caller's word).
        unsafe {
            let order = compare::<U>(a, b, widths);
            *out = u8::from((order as i8 == ORDER) == WANTED);
        }
    });
}

/// How many units an element has without its trailing zeros.
///
/// # Safety
/// `width` units may be read.
#[inline(always)]
unsafe fn length<U: Unit>(p: *const u8, width: usize) -> usize {
    let mut len = width;
    // SAFETY: the caller's word.
    while len > 0 && unsafe { p.cast::<U>().add(len - 1).read_unaligned() } == U::default() {
        len -= 1;
    }
    len
}

/// # Safety
/// As [`TextLoop`].
unsafe fn join<U: Unit>(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3], [wa, wb]: [usize; 2]) {
    let size = size_of::<U>();
    each(n, p, s, |[a, b, out]| {
        // SAFETY: elements of the operands, and room for both widths (the caller's word). The right one ends inside of it:
        // the left one's length is at most its width.
        unsafe {
            let len = length::<U>(a, wa);
            std::ptr::copy(a, out, wa * size);
            out.add(wa * size).write_bytes(0, wb * size);
            std::ptr::copy(b, out.add(len * size), wb * size);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, width: usize) -> Vec<u32> {
        text.chars().map(u32::from).chain(std::iter::repeat(0)).take(width).collect()
    }

    #[test]
    fn every_pair_compares_as_its_text_does() {
        let texts = ["", "a", "ab", "abc", "abd", "b", "ab\0c", "\u{10ffff}", "abcdefgh", "abcdefgi", "abcdefghi", "é"];
        for a in texts {
            for b in texts {
                for [wa, wb] in [[9, 9], [9, 12], [13, 9]] {
                    let (x, y) = (units(a, wa), units(b, wb));
                    let (trimmed, other) = (a.trim_end_matches('\0'), b.trim_end_matches('\0'));
                    let order = trimmed.chars().cmp(other.chars());
                    let expected = [
                        (Binary::Equal, order.is_eq()),
                        (Binary::NotEqual, order.is_ne()),
                        (Binary::Less, order.is_lt()),
                        (Binary::LessEqual, order.is_le()),
                        (Binary::Greater, order.is_gt()),
                        (Binary::GreaterEqual, order.is_ge()),
                    ];
                    for (op, expected) in expected {
                        let mut out = 9u8;
                        let p = [x.as_ptr().cast_mut().cast(), y.as_ptr().cast_mut().cast(), &raw mut out];
                        // SAFETY: one element of each width, and a byte.
                        unsafe { text_binary(op, TextUnit::Char).unwrap()([1, 1], p, [[0; 2]; 3], [wa, wb]) };
                        assert_eq!(out, u8::from(expected), "{op:?} {a:?} {b:?}");
                        if a.is_ascii() && b.is_ascii() {
                            let (x, y) = (x.iter().map(|&u| u as u8), y.iter().map(|&u| u as u8));
                            let (x, y): (Vec<u8>, Vec<u8>) = (x.collect(), y.collect());
                            let p = [x.as_ptr().cast_mut(), y.as_ptr().cast_mut(), &raw mut out];
                            // SAFETY: as above.
                            unsafe { text_binary(op, TextUnit::Byte).unwrap()([1, 1], p, [[0; 2]; 3], [wa, wb]) };
                            assert_eq!(out, u8::from(expected), "bytes {op:?} {a:?} {b:?}");
                        }
                    }
                }
            }
        }
    }
}
