//! Floor division and remainder by one divisor: a multiplication by its reciprocal.
//!
//! Granlund and Montgomery, "Division by invariant integers using multiplication"
//! (1994), figure 4.1: with l = ⌈log2 d⌉ and m = ⌊2^N (2^l - d) / d⌋ + 1, the quotient of
//! an N-bit `a` is (t + ((a - t) >> min(l, 1))) >> max(l - 1, 0), where t is the upper
//! half of `m a`. A negative `x` is brought to it by ⌊x / d⌋ = !⌊!x / d⌋.

use std::marker::PhantomData;

use crate::element::{Out, Plain, Un};
use crate::run::{Run2, erase2};

/// An operation whose right operand is prepared once.
pub(crate) trait Invariant {
    type T: Plain;
    type Prepared: Copy;
    fn prepare(b: Self::T) -> Self::Prepared;
    fn f(a: Self::T, b: Self::Prepared) -> Self::T;
}

/// What is known of a divisor.
#[derive(Clone, Copy)]
pub(crate) struct Divisor<U> {
    /// Its magnitude.
    magnitude: U,
    multiplier: U,
    /// Its lower half, which the compiler must not know to be that: it would make one
    /// multiplication of 128 bits of four that vectorise.
    low: U,
    shifts: [u32; 2],
    negative: bool,
    /// All bits, or none if it is 0, by which everything gives 0.
    keep: U,
}

pub(crate) struct Quotient<T>(PhantomData<T>);
pub(crate) struct Rest<T>(PhantomData<T>);
/// The remainder with the dividend's sign.
pub(crate) struct Cut<T>(PhantomData<T>);

macro_rules! reciprocal {
    ($($u:ident $i:ident: |$x:ident, $low:ident, $y:ident| $high:expr;)*) => { $(
        impl Divisor<$u> {
            fn new(magnitude: $u, negative: bool) -> Self {
                let keep = if magnitude == 0 { 0 } else { $u::MAX };
                let d = magnitude.max(1);
                let log = $u::BITS - (d - 1).leading_zeros();
                let multiplier = (((1u128 << log) - d as u128) << $u::BITS) / d as u128 + 1;
                Divisor {
                    magnitude,
                    multiplier: multiplier as $u,
                    low: std::hint::black_box(multiplier as $u & ($u::MAX >> ($u::BITS / 2))),
                    shifts: [log.min(1), log.saturating_sub(1)],
                    negative,
                    keep,
                }
            }

            #[inline(always)]
            fn quotient(self, a: $u) -> $u {
                let ($x, $low, $y) = (self.multiplier, self.low, a);
                let high: $u = $high;
                let [first, second] = self.shifts;
                high.wrapping_add(a.wrapping_sub(high).wrapping_shr(first)).wrapping_shr(second)
            }

            /// ⌊a / d⌋ of signed numbers: of `a` and `d` negated, if `d` is negative.
            #[inline(always)]
            fn floor(self, a: $i) -> $i {
                let below = if self.negative { a > 0 } else { a < 0 };
                // |a|, or |a| - 1 below zero; the magnitude of MIN fits the unsigned type.
                let plain = if self.negative { a.wrapping_neg() } else { a };
                let mask = -(below as $i);
                self.quotient((plain ^ mask) as $u) as $i ^ mask
            }
        }

        impl Invariant for Quotient<$u> {
            type T = $u;
            type Prepared = Divisor<$u>;
            fn prepare(b: $u) -> Divisor<$u> {
                Divisor::<$u>::new(b, false)
            }
            #[inline(always)]
            fn f(a: $u, b: Divisor<$u>) -> $u {
                b.quotient(a) & b.keep
            }
        }

        impl Invariant for Quotient<$i> {
            type T = $i;
            type Prepared = Divisor<$u>;
            fn prepare(b: $i) -> Divisor<$u> {
                Divisor::<$u>::new(b.unsigned_abs(), b < 0)
            }
            #[inline(always)]
            fn f(a: $i, b: Divisor<$u>) -> $i {
                b.floor(a) & b.keep as $i
            }
        }

        impl Invariant for Rest<$u> {
            type T = $u;
            type Prepared = Divisor<$u>;
            fn prepare(b: $u) -> Divisor<$u> {
                Divisor::<$u>::new(b, false)
            }
            #[inline(always)]
            fn f(a: $u, b: Divisor<$u>) -> $u {
                a.wrapping_sub(b.quotient(a).wrapping_mul(b.magnitude)) & b.keep
            }
        }

        impl Invariant for Rest<$i> {
            type T = $i;
            type Prepared = Divisor<$u>;
            fn prepare(b: $i) -> Divisor<$u> {
                Divisor::<$u>::new(b.unsigned_abs(), b < 0)
            }
            #[inline(always)]
            fn f(a: $i, b: Divisor<$u>) -> $i {
                let product = (b.floor(a) as $u).wrapping_mul(b.magnitude) as $i;
                // The divisor is minus its magnitude, if negative.
                let rest = if b.negative { a.wrapping_add(product) } else { a.wrapping_sub(product) };
                rest & b.keep as $i
            }
        }

        impl Invariant for Cut<$i> {
            type T = $i;
            type Prepared = Divisor<$u>;
            fn prepare(b: $i) -> Divisor<$u> {
                Divisor::<$u>::new(b.unsigned_abs(), false)
            }
            #[inline(always)]
            fn f(a: $i, b: Divisor<$u>) -> $i {
                let rest = <Rest<$u> as Invariant>::f(a.unsigned_abs(), b) as $i;
                if a < 0 { rest.wrapping_neg() } else { rest }
            }
        }
    )* };
}
reciprocal! {
    // The upper half of the product.
    u8 i8: |x, _low, y| ((x as u16 * y as u16) >> 8) as u8;
    u16 i16: |x, _low, y| ((x as u32 * y as u32) >> 16) as u16;
    u32 i32: |x, _low, y| ((x as u64 * y as u64) >> 32) as u32;
    u64 i64: |x, x0, y| {
        // By halves.
        const LOW: u64 = u32::MAX as u64;
        let (x1, y1, y0) = (x >> 32, y >> 32, y & LOW);
        let cross = x1 * y0 + ((x0 * y0) >> 32);
        x1 * y1 + (cross >> 32) + ((x0 * y1 + (cross & LOW)) >> 32)
    };
}

#[inline(always)]
fn body<K: Invariant>(a: &[Un<K::T>], b: &[Un<K::T>], o: &mut [Out<K::T>]) {
    let n = o.len();
    let (a, b) = (&a[..n], K::prepare(b[0].0));
    for i in 0..n {
        o[i].write(Un(K::f(a[i].0, b)));
    }
}

unsafe fn base<K: Invariant>(a: &[Un<K::T>], b: &[Un<K::T>], o: &mut [Out<K::T>]) {
    body::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
unsafe fn v3<K: Invariant>(a: &[Un<K::T>], b: &[Un<K::T>], o: &mut [Out<K::T>]) {
    body::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn v4<K: Invariant>(a: &[Un<K::T>], b: &[Un<K::T>], o: &mut [Out<K::T>]) {
    body::<K>(a, b, o);
}

/// The loops by tier, for a right operand of one element. AVX-512 pays for 64 bits.
pub(crate) const fn runs<K: Invariant>() -> [Run2; 3] {
    let base = erase2(base::<K>);
    #[cfg(target_arch = "x86_64")]
    let (v3, v4) = (erase2(v3::<K>), if size_of::<K::T>() == 8 { erase2(v4::<K>) } else { erase2(v3::<K>) });
    #[cfg(not(target_arch = "x86_64"))]
    let (v3, v4) = (base, base);
    [base, v3, v4]
}
