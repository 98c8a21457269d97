//! Matrix products of what BLAS does not know: integers, bool, and float32 in the order of summation that float16 needs.
//!
//! A tile of four rows by 64 bytes of columns (128 of 64-bit integers) stays in registers while the inner axis passes by; each step is one vector
//! of the right matrix and a broadcast element of the left. Panels of the right matrix, 256 steps long, are packed to lie
//! gapless in L1, unless their rows are read too seldom for that. Every sum is taken in the order of the inner axis, so
//! that float16, summed in float32, has NumPy's bits.

use std::mem::MaybeUninit;

use npcore_dtype::ScalarType::{self, *};

use crate::correlate::MulAdd;
use crate::element::{Byte, Un};
use crate::tier::{Tier, by_tier, tier};

/// `out = a b`, or with `add` `out += a b`, of matrices of one type: `n` is rows, inner length and columns, `p` the addresses
/// of both, `s` the strides of both and of the result in bytes, along rows and columns.
///
/// A bool is true unless its byte is 0, and results are 0 or 1.
///
/// # Safety
/// - Both matrices may be read and the result written (with `add`, read), at any stride and alignment; no two positions
///   of the result overlap, and it overlaps neither matrix.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type MatMul = unsafe fn(n: [usize; 3], p: [*const u8; 2], out: *mut u8, s: [[isize; 2]; 3], add: bool);

/// Rows of a tile.
const ROWS: usize = 4;
/// Steps along the inner axis between two looks at the result.
const DEPTH: usize = 256;
/// Rows of the left matrix that stay in L2 while panels pass by.
const BAND: usize = 256;
/// A panel: `DEPTH` rows of no more than 128 bytes.
#[repr(align(64))]
struct Panel([MaybeUninit<u8>; DEPTH * 128]);

/// An element of a matrix.
trait Factor: MulAdd {
    /// Whether sums may be taken in any order.
    const ANY_ORDER: bool = true;
    /// What stands on the left of a product.
    #[inline(always)]
    fn left(self) -> Self {
        self
    }
    /// The sum of two sums.
    fn join(self, other: Self) -> Self;
    /// A finished sum.
    #[inline(always)]
    fn done(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($t:ty)*) => { $(
        impl Factor for $t {
            #[inline(always)]
            fn join(self, other: $t) -> $t {
                self.wrapping_add(other)
            }
        }
    )* };
}
integers!(u8 u16 u32 u64);

impl Factor for f32 {
    const ANY_ORDER: bool = false;
    #[inline(always)]
    fn join(self, other: f32) -> f32 {
        self + other
    }
}

impl Factor for Byte {
    /// All bits or none, so that whatever byte is on the right stays as true as it is.
    #[inline(always)]
    fn left(self) -> Byte {
        Byte(if self.0 == 0 { 0 } else { 255 })
    }
    #[inline(always)]
    fn join(self, other: Byte) -> Byte {
        Byte(self.0 | other.0)
    }
    #[inline(always)]
    fn done(self) -> Byte {
        Byte((self.0 != 0) as u8)
    }
}

/// The element `i` and `j` strides from `p`.
///
/// # Safety
/// It may be read.
#[inline(always)]
unsafe fn at<T: Factor>(p: *const u8, [s0, s1]: [isize; 2], i: usize, j: usize) -> T {
    // SAFETY: the caller's word; any alignment will do.
    unsafe { p.offset(s0 * i as isize + s1 * j as isize).cast::<Un<T>>().read().0 }
}

/// `R` rows by `L` columns of the result. The right matrix's rows lie gapless, `step` bytes apart; only the first `cols` of
/// the columns are the result's.
///
/// # Safety
/// As [`MatMul`], for that part; `L` elements may be read in each row of the right matrix.
#[inline(always)]
unsafe fn tile<T: Factor, const R: usize, const L: usize>(
    depth: usize,
    cols: usize,
    a: (*const u8, [isize; 2]),
    b: (*const u8, isize),
    out: (*mut u8, [isize; 2]),
    add: bool,
) {
    let size = size_of::<T>() as isize;
    let whole = cols == L && out.1[1] == size;
    let mut sums = [[T::ZERO; L]; R];
    // SAFETY: the caller's elements.
    unsafe {
        let row = |i: usize| out.0.offset(out.1[0] * i as isize);
        if add {
            for (i, sums) in sums.iter_mut().enumerate() {
                if whole {
                    *sums = row(i).cast::<[Un<T>; L]>().read().map(|x| x.0);
                } else {
                    for (j, sum) in sums[..cols].iter_mut().enumerate() {
                        *sum = at(out.0, out.1, i, j);
                    }
                }
            }
        }
        for k in 0..depth {
            let line = b.0.offset(b.1 * k as isize).cast::<[Un<T>; L]>().read();
            for (i, sums) in sums.iter_mut().enumerate() {
                let x = at::<T>(a.0, a.1, i, k).left();
                for l in 0..L {
                    sums[l] = sums[l].mul_add_up(x, line[l].0);
                }
            }
        }
        for (i, sums) in sums.into_iter().enumerate() {
            if whole {
                row(i).cast::<[Un<T>; L]>().write(sums.map(|x| Un(x.done())));
            } else {
                for (j, sum) in sums[..cols].iter().enumerate() {
                    row(i).offset(out.1[1] * j as isize).cast::<Un<T>>().write(Un(sum.done()));
                }
            }
        }
    }
}

/// A sum of products of two gapless rows, in any order.
///
/// # Safety
/// `n` elements may be read from both.
#[inline(always)]
unsafe fn dot<T: Factor, const L: usize>(n: usize, a: *const u8, b: *const u8) -> T {
    let (a, b) = (a.cast::<Un<T>>(), b.cast::<Un<T>>());
    let mut sums = [T::ZERO; L];
    // SAFETY: the caller's elements.
    unsafe {
        for k in (0..n / L * L).step_by(L) {
            let (x, y) = (a.add(k).cast::<[Un<T>; L]>().read(), b.add(k).cast::<[Un<T>; L]>().read());
            for l in 0..L {
                sums[l] = sums[l].mul_add_up(x[l].0.left(), y[l].0);
            }
        }
        let mut sum = sums.into_iter().fold(T::ZERO, T::join);
        for k in n / L * L..n {
            sum = sum.mul_add_up(a.add(k).read().0.left(), b.add(k).read().0);
        }
        sum
    }
}

/// # Safety
/// As [`MatMul`].
#[inline(always)]
unsafe fn body<T: Factor, const L: usize>(
    n: [usize; 3],
    p: [*const u8; 2],
    out: *mut u8,
    s: [[isize; 2]; 3],
    add: bool,
) {
    let ([rows, inner, cols], size) = (n, size_of::<T>() as isize);
    let gapless = s[0][1] == size && s[1][0] == size;
    // SAFETY: the caller's elements, part by part.
    unsafe {
        if inner == 0 {
            // There may be no memory behind the matrices.
            for i in 0..if add { 0 } else { rows } {
                for j in 0..cols {
                    let to = out.offset(s[2][0] * i as isize + s[2][1] * j as isize);
                    to.cast::<Un<T>>().write(Un(T::ZERO));
                }
            }
            return;
        }
        if rows.min(cols) <= 2 && (inner == 1 || (gapless && T::ANY_ORDER)) || rows * cols == 1 {
            for i in 0..rows {
                for j in 0..cols {
                    let (a, b) = (p[0].offset(s[0][0] * i as isize), p[1].offset(s[1][1] * j as isize));
                    let to = out.offset(s[2][0] * i as isize + s[2][1] * j as isize).cast::<Un<T>>();
                    let first = if add { to.read().0 } else { T::ZERO };
                    let sum = if gapless && T::ANY_ORDER {
                        first.join(dot::<T, L>(inner, a, b))
                    } else {
                        (0..inner).fold(first, |sum, k| {
                            let (x, y) = (at::<T>(a, [s[0][1], 0], k, 0), at::<T>(b, [s[1][0], 0], k, 0));
                            sum.mul_add_up(x.left(), y)
                        })
                    };
                    to.write(Un(sum.done()));
                }
            }
            return;
        }
        // Vectors lie along the columns.
        let turned = cols < L && (rows > cols || (rows == cols && s[1][1] != size && s[0][0] == size));
        let (n, p, s) = if turned {
            let back = |[x, y]: [isize; 2]| [y, x];
            ([cols, inner, rows], [p[1], p[0]], [back(s[1]), back(s[0]), back(s[2])])
        } else {
            (n, p, s)
        };
        blocks::<T, L>(n, p, out, s, add);
    }
}

/// # Safety
/// As [`MatMul`].
#[inline(always)]
unsafe fn blocks<T: Factor, const L: usize>(
    [rows, inner, cols]: [usize; 3],
    [a, b]: [*const u8; 2],
    out: *mut u8,
    s: [[isize; 2]; 3],
    add: bool,
) {
    let size = size_of::<T>() as isize;
    let mut panel = Panel([MaybeUninit::uninit(); DEPTH * 128]);
    let packed = panel.0.as_mut_ptr().cast::<Un<T>>();
    let steps = inner.div_ceil(DEPTH);
    // SAFETY: the caller's elements, block by block; a panel holds `DEPTH` rows of `L` elements, which are 128 bytes at most.
    unsafe {
        for band in (0..rows).step_by(BAND) {
            let last = (band + BAND).min(rows);
            for step in 0..steps {
                let (from, to) = (step * DEPTH, ((step + 1) * DEPTH).min(inner));
                for j in (0..cols).step_by(L) {
                    let width = L.min(cols - j);
                    let mut right = (b.offset(s[1][0] * from as isize + s[1][1] * j as isize), s[1][0]);
                    if width < L || s[1][1] != size || last - band > 2 * ROWS {
                        for k in from..to {
                            let line = packed.add((k - from) * L);
                            let source = b.offset(s[1][0] * k as isize + s[1][1] * j as isize);
                            if width == L && s[1][1] == size {
                                line.cast::<[Un<T>; L]>().write(source.cast::<[Un<T>; L]>().read());
                                continue;
                            }
                            for l in 0..L {
                                let x = if l < width { at::<T>(source, [s[1][1], 0], l, 0) } else { T::ZERO };
                                line.add(l).write(Un(x));
                            }
                        }
                        right = (packed.cast::<u8>(), size * L as isize);
                    }
                    let mut i = band;
                    while i < last {
                        let left = (a.offset(s[0][0] * i as isize + s[0][1] * from as isize), s[0]);
                        let target = (out.offset(s[2][0] * i as isize + s[2][1] * j as isize), s[2]);
                        let go_on = add || step > 0;
                        if i + ROWS <= last {
                            tile::<T, ROWS, L>(to - from, width, left, right, target, go_on);
                            i += ROWS;
                        } else {
                            tile::<T, 1, L>(to - from, width, left, right, target, go_on);
                            i += 1;
                        }
                    }
                }
            }
        }
    }
}

/// Two vectors of 32 bytes; of 64-bit integers four. With 4 or 8 of these lanes the compiler unrolls the loops over them into
/// scalar code, a quarter as fast; the one instruction that AVX-512 has for their product gained nothing over the three of
/// AVX2.
macro_rules! lanes {
    ($t:ty) => {
        if size_of::<$t>() == 8 { 16 } else { 64 / size_of::<$t>() }
    };
}

macro_rules! product {
    ($tier:ident, $t:ty) => {
        by_tier!(
            $tier,
            MatMul,
            body::<$t, { lanes!($t) }>,
            (n: [usize; 3], p: [*const u8; 2], out: *mut u8, s: [[isize; 2]; 3], add: bool)
        )
    };
}

/// The product of matrices of a type, of a tier that the processor has; none for the types that BLAS knows, but for float32,
/// which float16 is multiplied in.
pub fn matmul_at(tier: Tier, ty: ScalarType) -> Option<MatMul> {
    Some(match ty {
        Bool => product!(tier, Byte),
        Int8 | UInt8 => product!(tier, u8),
        Int16 | UInt16 => product!(tier, u16),
        Int32 | UInt32 => product!(tier, u32),
        Int64 | UInt64 => product!(tier, u64),
        Float32 => product!(tier, f32),
        _ => return None,
    })
}

/// [`matmul_at`] for the tier of this process.
///
/// ```
/// use npcore_dtype::ScalarType;
/// let (a, b, mut c) = ([1i32, 2, 3, 4], [5i32, 6, 7, 8], [0i32; 4]);
/// let f = npcore_kernel::matmul(ScalarType::Int32).unwrap();
/// // SAFETY: three matrices of two rows of eight bytes.
/// unsafe { f([2, 2, 2], [a.as_ptr().cast(), b.as_ptr().cast()], c.as_mut_ptr().cast(), [[8, 4]; 3], false) };
/// assert_eq!(c, [19, 22, 43, 50]);
/// ```
pub fn matmul(ty: ScalarType) -> Option<MatMul> {
    matmul_at(tier(), ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::available_tiers;

    /// Elements that are written and read as the type is.
    trait Sample: Copy + PartialEq + std::fmt::Debug {
        fn make(i: usize) -> Self;
        fn naive(sum: Self, x: Self, y: Self) -> Self;
    }

    macro_rules! sample {
        ($($t:ty: |$i:ident| $make:expr, |$s:ident, $x:ident, $y:ident| $naive:expr;)*) => { $(
            impl Sample for $t {
                fn make($i: usize) -> $t {
                    $make
                }
                fn naive($s: $t, $x: $t, $y: $t) -> $t {
                    $naive
                }
            }
        )* };
    }
    sample! {
        u8: |i| (i * 7 % 251) as u8, |s, x, y| s.wrapping_add(x.wrapping_mul(y));
        u16: |i| (i * 7919) as u16, |s, x, y| s.wrapping_add(x.wrapping_mul(y));
        u32: |i| (i * 2_654_435_761) as u32, |s, x, y| s.wrapping_add(x.wrapping_mul(y));
        u64: |i| (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15), |s, x, y| s.wrapping_add(x.wrapping_mul(y));
        f32: |i| (i as f32 * 0.7).sin(), |s, x, y| s + x * y;
    }

    fn hold<T: Sample>(ty: ScalarType, zero: T) {
        let size = size_of::<T>() as isize;
        for [m, k, n] in [
            [1, 1, 1],
            [1, 300, 1],
            [3, 0, 5],
            [0, 3, 5],
            [4, 9, 16],
            [5, 257, 33],
            [300, 10, 3],
            [2, 70, 130],
            [1, 40, 100],
            [100, 40, 1],
            [9, 260, 64],
            [65, 513, 20],
            [70, 3, 70],
        ] {
            let (a, b): (Vec<T>, Vec<T>) =
                ((0..m * k * 2).map(T::make).collect(), (0..k * n * 2).map(|i| T::make(i + 5)).collect());
            let int = |x: usize| x as isize * size;
            // Rows first, columns first, with gaps, backwards.
            for (sa, sb, so) in [
                ([int(k), size], [int(n), size], [int(n), size]),
                ([size, int(m)], [size, int(k)], [size, int(m)]),
                ([int(2 * k), 2 * size], [int(2 * n), 2 * size], [int(n), size]),
                ([int(k), -size], [-int(n), size], [int(n), size]),
            ] {
                let start = |p: &[T], lens: [usize; 2], s: [isize; 2]| {
                    let back: isize =
                        lens.iter().zip(s).filter(|(_, s)| *s < 0).map(|(&l, s)| s * (l as isize - 1)).sum();
                    p.as_ptr().cast::<u8>().wrapping_offset(-back.min(0))
                };
                let (pa, pb) = (start(&a, [m, k], sa), start(&b, [k, n], sb));
                let get = |p: *const u8, s: [isize; 2], i: usize, j: usize| {
                    // SAFETY: as for the loop below.
                    unsafe { p.offset(s[0] * i as isize + s[1] * j as isize).cast::<T>().read() }
                };
                for add in [false, true] {
                    let first: Vec<T> = (0..m * n).map(|i| T::make(i + 3)).collect();
                    let mut want = first.clone();
                    for i in 0..m {
                        for j in 0..n {
                            let place = (so[0] * i as isize + so[1] * j as isize) / size;
                            let start = if add { first[place as usize] } else { zero };
                            want[place as usize] =
                                (0..k).fold(start, |sum, p| T::naive(sum, get(pa, sa, i, p), get(pb, sb, p, j)));
                        }
                    }
                    for tier in available_tiers() {
                        let mut out = first.clone();
                        let f = matmul_at(tier, ty).unwrap();
                        // SAFETY: all strides stay inside the vectors, which hold twice the elements.
                        unsafe { f([m, k, n], [pa, pb], out.as_mut_ptr().cast(), [sa, sb, so], add) };
                        assert_eq!(out, want, "{tier:?} {ty:?} {m}x{k}x{n} {sa:?} {sb:?} {so:?} {add}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_tier_gives_the_sums_in_order() {
        hold::<u8>(UInt8, 0);
        hold::<u16>(Int16, 0);
        hold::<u32>(UInt32, 0);
        hold::<u64>(Int64, 0);
        hold::<f32>(Float32, 0.0);
    }

    #[test]
    fn any_byte_but_zero_is_true() {
        let (a, b) = ([2u8, 0, 0, 4], [8u8, 0, 1, 0]);
        for tier in available_tiers() {
            let f = matmul_at(tier, Bool).unwrap();
            let mut out = [9u8; 4];
            // SAFETY: three matrices of two rows of two bytes.
            unsafe { f([2, 2, 2], [a.as_ptr(), b.as_ptr()], out.as_mut_ptr(), [[2, 1]; 3], false) };
            assert_eq!(out, [1, 0, 1, 0]);
        }
    }
}
