//! Floor division and remainder of floats with NumPy's values: its `npy_divmod`,
//! which is Python's.
//!
//! That takes the remainder of the C library, `fmod`, which is exact and slow (some
//! ten nanoseconds). Where the quotient is not too large, the processor's fused
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
                let ratio = a / b;
                // So far from the last place that `(a - rest) / b` would round to the
                // quotient, as it does in `exact`. False for NaN.
                let holds = ratio.abs() < $limit && b.abs() < $t::INFINITY;
                let cut = ratio.trunc();
                let rest = (-cut).mul_add(b, a);
                let over = rest != 0.0 && (rest < 0.0) != (a < 0.0);
                let rest = if over { rest + b.abs().copysign(a) } else { rest };
                let quotient = if over { cut - (1.0 as $t).copysign(ratio) } else { cut };
                let below = rest != 0.0 && (b < 0.0) != (rest < 0.0);
                let quotient = if below { quotient - 1.0 } else { quotient };
                let quotient = if quotient == 0.0 { (0.0 as $t).copysign(ratio) } else { quotient };
                let rest = if below { rest + b } else { rest };
                let rest = if rest == 0.0 { (0.0 as $t).copysign(b) } else { rest };
                (quotient, rest, !holds)
            }
        }
    };
}
div_mod!(f32, 1e6);
div_mod!(f64, 1e15);

fn pick<T, const QUOTIENT: bool>((quotient, rest): (T, T)) -> T {
    if QUOTIENT { quotient } else { rest }
}

/// All elements by `exact`; `b` is as long as `a`, or one element.
#[inline(always)]
fn slow<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    for (i, (a, o)) in a.iter().zip(o).enumerate() {
        let b = if b.len() == 1 { b[0].0 } else { b[i].0 };
        o.write(Un(pick::<T, QUOTIENT>(T::exact(a.0, b))));
    }
}

/// Chunks by `fast`, again by `exact` where that does not hold.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn chunks<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    let (a_chunks, a_rest) = a.as_chunks::<CHUNK>();
    let (o_chunks, o_rest) = o.as_chunks_mut::<CHUNK>();
    if b.len() == 1 {
        let divisor = [b[0]; CHUNK];
        for (a, o) in a_chunks.iter().zip(o_chunks) {
            chunk::<T, QUOTIENT>(a, &divisor, o);
        }
        slow::<T, QUOTIENT>(a_rest, b, o_rest);
    } else {
        let (b_chunks, b_rest) = b.as_chunks::<CHUNK>();
        for ((a, b), o) in a_chunks.iter().zip(b_chunks).zip(o_chunks) {
            chunk::<T, QUOTIENT>(a, b, o);
        }
        slow::<T, QUOTIENT>(a_rest, b_rest, o_rest);
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn chunk<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>; CHUNK], b: &[Un<T>; CHUNK], o: &mut [Out<T>; CHUNK]) {
    let mut wrong = 0u32;
    for j in 0..CHUNK {
        let (quotient, rest, bad) = T::fast(a[j].0, b[j].0);
        o[j].write(Un(pick::<T, QUOTIENT>((quotient, rest))));
        wrong |= bad as u32;
    }
    if wrong != 0 {
        slow::<T, QUOTIENT>(a, b, o);
    }
}

/// One loop for both shapes: `b` has the length of `a`, or one element.
unsafe fn base<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    slow::<T, QUOTIENT>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
unsafe fn v3<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: &[Un<T>], o: &mut [Out<T>]) {
    chunks::<T, QUOTIENT>(a, b, o);
}

/// Loops over two contiguous operands, or a right one of one element, by tier: the
/// quotient, or the remainder.
pub(crate) const fn runs<T: DivMod, const QUOTIENT: bool>() -> [Run2; 3] {
    let base = erase2(base::<T, QUOTIENT>);
    #[cfg(target_arch = "x86_64")]
    let v3 = erase2(v3::<T, QUOTIENT>);
    #[cfg(not(target_arch = "x86_64"))]
    let v3 = base;
    [base, v3, v3]
}
