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

use crate::element::{Plain, Un};
use crate::run::{Run2, erase2};

/// Elements computed together.
const CHUNK: usize = 16;

pub(crate) trait DivMod: Plain {
    /// Quotient and remainder, for all operands.
    fn exact(a: Self, b: Self) -> (Self, Self);

    /// Quotient, remainder and whether they are wrong, with fused multiply-add.
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

/// All elements by `exact`; `b` gives the right operand of an index.
#[inline(always)]
fn slow<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: impl Fn(usize) -> T, o: &mut [Un<T>]) {
    for (i, (a, o)) in a.iter().zip(o).enumerate() {
        o.0 = pick::<T, QUOTIENT>(T::exact(a.0, b(i)));
    }
}

/// Chunks by `fast`, again by `exact` where that does not hold.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn chunks<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: impl Fn(usize) -> T, o: &mut [Un<T>]) {
    let whole = o.len() / CHUNK * CHUNK;
    for i in (0..whole).step_by(CHUNK) {
        let (a, o) = (&a[i..i + CHUNK], &mut o[i..i + CHUNK]);
        let mut wrong = false;
        for j in 0..CHUNK {
            let (quotient, rest, bad) = T::fast(a[j].0, b(i + j));
            o[j].0 = pick::<T, QUOTIENT>((quotient, rest));
            wrong |= bad;
        }
        if wrong {
            slow::<T, QUOTIENT>(a, |j| b(i + j), o);
        }
    }
    slow::<T, QUOTIENT>(&a[whole..], |j| b(whole + j), &mut o[whole..]);
}

macro_rules! tier {
    ($name:ident, $body:ident $(, #[$feature:meta])?) => {
        mod $name {
            use super::*;

            $(#[$feature])?
            pub(super) unsafe fn both<T: DivMod, const QUOTIENT: bool>(a: &[Un<T>], b: &[Un<T>], o: &mut [Un<T>]) {
                let (a, b) = (&a[..o.len()], &b[..o.len()]);
                super::$body::<T, QUOTIENT>(a, |i| b[i].0, o);
            }

            $(#[$feature])?
            pub(super) unsafe fn right_scalar<T: DivMod, const QUOTIENT: bool>(
                a: &[Un<T>],
                b: &[Un<T>],
                o: &mut [Un<T>],
            ) {
                let (a, b) = (&a[..o.len()], b[0].0);
                super::$body::<T, QUOTIENT>(a, |_| b, o);
            }
        }
    };
}
tier!(base, slow);
#[cfg(target_arch = "x86_64")]
tier!(v3, chunks, #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]);

macro_rules! runs {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub(crate) const fn $name<T: DivMod, const QUOTIENT: bool>() -> [Run2; 3] {
            let base = erase2(base::$name::<T, QUOTIENT>);
            #[cfg(target_arch = "x86_64")]
            let v3 = erase2(v3::$name::<T, QUOTIENT>);
            #[cfg(not(target_arch = "x86_64"))]
            let v3 = base;
            [base, v3, v3]
        }
    };
}
runs! {
    /// Loops over two contiguous operands by tier: the quotient, or the remainder.
    both
}
runs! {
    /// Loops for a right operand of one element by tier: the quotient, or the
    /// remainder.
    right_scalar
}
