//! Floor division and remainder of floats with NumPy's values, its `npy_divmod`, which
//! is Python's; and the remainder of the C library, `fmod`.
//!
//! All take `fmod`, which is exact and slow (some ten nanoseconds). Where the quotient is not too large, the processor's fused
//! multiply-add gives the very same remainder: with q the quotient, rounded and cut
//! off, `a - q b` is a float, or q is one too many, which its sign shows. (A quotient
//! can only be rounded *up* to an integer that it has not reached: integers are
//! floats. And `a - q b` is a multiple of the smaller last place and below `b`.) So
//! vectors of it are computed, and those that have an element for which it does not
//! hold are done again one by one.

use crate::element::{Out, Plain, Un};
use crate::run::{Run2, erase2};

/// Elements computed together.
#[cfg(target_arch = "x86_64")]
const CHUNK: usize = 16;

pub(crate) trait DivMod: Plain {
    /// Quotient and remainder, for all operands.
    fn exact(a: Self, b: Self) -> (Self, Self);

    /// Quotient, remainder and whether they are wrong, with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    fn fast(a: Self, b: Self) -> (Self, Self, bool);

    /// The remainder with the sign of `a`, for all operands.
    fn exact_cut(a: Self, b: Self) -> Self;

    /// The same and whether it is wrong, with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    fn fast_cut(a: Self, b: Self) -> (Self, bool);
}

/// Which result of a division is wanted.
pub(crate) trait Division {
    fn exact<T: DivMod>(a: T, b: T) -> T;
    #[cfg(target_arch = "x86_64")]
    fn fast<T: DivMod>(a: T, b: T) -> (T, bool);
}

/// Floor division.
pub(crate) struct Quotient;
/// The remainder with the divisor's sign.
pub(crate) struct Rest;
/// The remainder with the dividend's sign.
pub(crate) struct Cut;

impl Division for Quotient {
    #[inline(always)]
    fn exact<T: DivMod>(a: T, b: T) -> T {
        T::exact(a, b).0
    }
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn fast<T: DivMod>(a: T, b: T) -> (T, bool) {
        let (quotient, _, wrong) = T::fast(a, b);
        (quotient, wrong)
    }
}

impl Division for Rest {
    #[inline(always)]
    fn exact<T: DivMod>(a: T, b: T) -> T {
        T::exact(a, b).1
    }
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn fast<T: DivMod>(a: T, b: T) -> (T, bool) {
        let (_, rest, wrong) = T::fast(a, b);
        (rest, wrong)
    }
}

impl Division for Cut {
    #[inline(always)]
    fn exact<T: DivMod>(a: T, b: T) -> T {
        T::exact_cut(a, b)
    }
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn fast<T: DivMod>(a: T, b: T) -> (T, bool) {
        T::fast_cut(a, b)
    }
}

/// The quotient before rounding, cut off, and corrected where it was one too many; the
/// remainder with the dividend's sign; and whether that holds.
#[cfg(target_arch = "x86_64")]
macro_rules! cut {
    ($t:ident, $limit:literal, $a:ident, $b:ident) => {{
        let ratio = $a / $b;
        // So far from the last place that `(a - rest) / b` would round to the
        // quotient, as it does in `exact`. False for NaN.
        let holds = ratio.abs() < $limit && $b.abs() < $t::INFINITY;
        let cut = ratio.trunc();
        let rest = (-cut).mul_add($b, $a);
        let over = rest != 0.0 && (rest < 0.0) != ($a < 0.0);
        let rest = if over { rest + $b.abs().copysign($a) } else { rest };
        let quotient = if over { cut - (1.0 as $t).copysign(ratio) } else { cut };
        (ratio, quotient, rest, holds)
    }};
}

macro_rules! div_mod {
    ($t:ident, $limit:literal) => {
        impl DivMod for $t {
            #[inline(always)]
            fn exact(a: $t, b: $t) -> ($t, $t) {
                let rest = a % b;
                if b == 0.0 {
                    return (a / b, rest);
                }
                // `a - rest` is very nearly a multiple of `b`.
                let quotient = (a - rest) / b;
                let (quotient, rest) = if rest == 0.0 {
                    (quotient, (0.0 as $t).copysign(b))
                } else if (b < 0.0) != (rest < 0.0) {
                    (quotient - 1.0, rest + b)
                } else {
                    (quotient, rest)
                };
                if quotient == 0.0 {
                    return ((0.0 as $t).copysign(a / b), rest);
                }
                let floor = quotient.floor();
                (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
            }

            #[cfg(target_arch = "x86_64")]
            #[inline(always)]
            fn fast(a: $t, b: $t) -> ($t, $t, bool) {
                let (ratio, quotient, rest, holds) = cut!($t, $limit, a, b);
                let below = rest != 0.0 && (b < 0.0) != (rest < 0.0);
                let quotient = if below { quotient - 1.0 } else { quotient };
                let quotient = if quotient == 0.0 { (0.0 as $t).copysign(ratio) } else { quotient };
                let rest = if below { rest + b } else { rest };
                let rest = if rest == 0.0 { (0.0 as $t).copysign(b) } else { rest };
                (quotient, rest, !holds)
            }

            #[inline(always)]
            fn exact_cut(a: $t, b: $t) -> $t {
                a % b
            }

            #[cfg(target_arch = "x86_64")]
            #[inline(always)]
            fn fast_cut(a: $t, b: $t) -> ($t, bool) {
                let (_, _, rest, holds) = cut!($t, $limit, a, b);
                (rest.copysign(a), !holds)
            }
        }
    };
}
div_mod!(f32, 1e6);
div_mod!(f64, 1e15);

/// All elements by `exact`; `b` is as long as `a`, or one element.
#[inline(always)]
fn slow<T: DivMod, D: Division>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    for (i, (a, o)) in a.iter().zip(o).enumerate() {
        let b = if b.len() == 1 { b[0].0 } else { b[i].0 };
        o.write(Un(D::exact(a.0, b)));
    }
}

/// Chunks by `fast`, again by `exact` where that does not hold.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn chunks<T: DivMod, D: Division>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    let (a_chunks, a_rest) = a.as_chunks::<CHUNK>();
    let (o_chunks, o_rest) = o.as_chunks_mut::<CHUNK>();
    if b.len() == 1 {
        let divisor = [b[0]; CHUNK];
        for (a, o) in a_chunks.iter().zip(o_chunks) {
            chunk::<T, D>(a, &divisor, o);
        }
        slow::<T, D>(a_rest, b, o_rest);
    } else {
        let (b_chunks, b_rest) = b.as_chunks::<CHUNK>();
        for ((a, b), o) in a_chunks.iter().zip(b_chunks).zip(o_chunks) {
            chunk::<T, D>(a, b, o);
        }
        slow::<T, D>(a_rest, b_rest, o_rest);
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn chunk<T: DivMod, D: Division>(a: &[Un<T>; CHUNK], b: &[Un<T>; CHUNK], o: &mut [Out<T>; CHUNK]) {
    let mut wrong = 0u32;
    for j in 0..CHUNK {
        let (result, bad) = D::fast(a[j].0, b[j].0);
        o[j].write(Un(result));
        wrong |= bad as u32;
    }
    if wrong != 0 {
        slow::<T, D>(a, b, o);
    }
}

/// One loop for both shapes: `b` has the length of `a`, or one element.
unsafe fn base<T: DivMod, D: Division>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    slow::<T, D>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
unsafe fn v3<T: DivMod, D: Division>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    chunks::<T, D>(a, b, o);
}

/// Loops over two contiguous operands, or a right one of one element, by tier.
pub(crate) const fn runs<T: DivMod, D: Division>() -> [Run2; 3] {
    let base = erase2(base::<T, D>);
    #[cfg(target_arch = "x86_64")]
    let v3 = erase2(v3::<T, D>);
    #[cfg(not(target_arch = "x86_64"))]
    let v3 = base;
    [base, v3, v3]
}
