//! Divisors, multiples and powers of integers, and their bits.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::lanes::{self, Lanes};
use crate::run::{Op1, Op2, Run2};
use crate::tier::Tier;

op1! {
    /// Of the magnitude; the minimum's fits the unsigned type.
    BitwiseCount;
    i8 => u8: |a| a.unsigned_abs().count_ones() as u8;
    i16 => u8: |a| a.unsigned_abs().count_ones() as u8;
    i32 => u8: |a| a.unsigned_abs().count_ones() as u8;
    i64 => u8: |a| a.unsigned_abs().count_ones() as u8;
    u8 => u8: |a| a.count_ones() as u8;
    u16 => u8: |a| a.count_ones() as u8;
    u32 => u8: |a| a.count_ones() as u8;
    u64 => u8: |a| a.count_ones() as u8;
}

op2! {
    /// Of the magnitudes; the minimum's wraps, as NumPy's.
    Gcd [packed commutes lanes];
    i8: |a, b| Self::lanes([a], [b])[0];
    i16: |a, b| Self::lanes([a], [b])[0];
    i32: |a, b| Self::lanes([a], [b])[0];
    i64, V4: |a, b| Self::lanes([a], [b])[0];
    u8: |a, b| Self::lanes([a], [b])[0];
    u16: |a, b| Self::lanes([a], [b])[0];
    u32: |a, b| Self::lanes([a], [b])[0];
    u64, V4: |a, b| Self::lanes([a], [b])[0];
}

op2! {
    /// Of the magnitudes, wrapping.
    Lcm [packed commutes lanes];
    i8: |a, b| Self::lanes([a], [b])[0];
    i16: |a, b| Self::lanes([a], [b])[0];
    i32: |a, b| Self::lanes([a], [b])[0];
    i64, V4: |a, b| Self::lanes([a], [b])[0];
    u8: |a, b| Self::lanes([a], [b])[0];
    u16: |a, b| Self::lanes([a], [b])[0];
    u32: |a, b| Self::lanes([a], [b])[0];
    u64, V4: |a, b| Self::lanes([a], [b])[0];
}

op2! {
    /// By squaring, wrapping. Of a negative exponent the quotient cut off: what is
    /// not 1 or -1 gives 0.
    Power [packed lanes];
    i8: |a, b| Self::lanes([a], [b])[0];
    i16: |a, b| Self::lanes([a], [b])[0];
    i32: |a, b| Self::lanes([a], [b])[0];
    i64, V4: |a, b| Self::lanes([a], [b])[0];
    u8: |a, b| Self::lanes([a], [b])[0];
    u16: |a, b| Self::lanes([a], [b])[0];
    u32: |a, b| Self::lanes([a], [b])[0];
    u64, V4: |a, b| Self::lanes([a], [b])[0];
}

macro_rules! unsigned {
    ($($t:ident)*) => { $(
        // Stein's algorithm in steps that halve one number: as many steps as the numbers
        // have bits together, none of which depends on the element. (Removing all
        // factors of two at once takes half the steps, but SIMD units cannot count
        // zeros before AVX-512.)
        impl Lanes for Gcd<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(a: [$t; N], b: [$t; N]) -> [$t; N] {
                let (mut u, mut v, mut twos) = ([0; N], [0; N], [0; N]);
                let mut even = 0;
                for j in 0..N {
                    // The common power of two; 0 if both are 0, so that the result is.
                    let both = a[j] | b[j];
                    twos[j] = both & both.wrapping_neg();
                    // The first is not 0, if one of them is not.
                    u[j] = if a[j] == 0 { b[j] } else { a[j] };
                    v[j] = if a[j] == 0 { 0 } else { b[j] };
                    u[j] = if u[j] == 0 { 1 } else { u[j] };
                    even |= !u[j] & 1;
                }
                while even != 0 {
                    even = 0;
                    for j in 0..N {
                        u[j] = if u[j] & 1 == 0 { u[j] >> 1 } else { u[j] };
                        even |= !u[j] & 1;
                    }
                }
                // `u` is odd; of an odd `v` the difference is even, and halved.
                loop {
                    let mut left = 0;
                    for j in 0..N {
                        let odd = v[j] & 1 != 0;
                        let (low, high) = (u[j].min(v[j]), u[j].max(v[j]));
                        v[j] = if odd { high - low } else { v[j] } >> 1;
                        u[j] = if odd { low } else { u[j] };
                        left |= v[j];
                    }
                    if left == 0 {
                        break;
                    }
                }
                for j in 0..N {
                    u[j] = u[j].wrapping_mul(twos[j]);
                }
                u
            }
        }

        impl Lanes for Lcm<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(a: [$t; N], b: [$t; N]) -> [$t; N] {
                let mut divisor = Gcd::<$t>::lanes(a, b);
                for j in 0..N {
                    divisor[j] = (a[j] / divisor[j].max(1)).wrapping_mul(b[j]);
                }
                divisor
            }
        }

        impl Lanes for Power<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(mut a: [$t; N], mut b: [$t; N]) -> [$t; N] {
                let mut result = [1 as $t; N];
                loop {
                    let mut left = 0;
                    for j in 0..N {
                        result[j] = if b[j] & 1 != 0 { result[j].wrapping_mul(a[j]) } else { result[j] };
                        a[j] = a[j].wrapping_mul(a[j]);
                        b[j] >>= 1;
                        left |= b[j];
                    }
                    if left == 0 {
                        return result;
                    }
                }
            }
        }
    )* };
}
unsigned!(u8 u16 u32 u64);

macro_rules! signed {
    ($($t:ident $u:ident)*) => { $(
        impl Lanes for Gcd<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(a: [$t; N], b: [$t; N]) -> [$t; N] {
                Gcd::<$u>::lanes(a.map($t::unsigned_abs), b.map($t::unsigned_abs)).map(|x| x as $t)
            }
        }

        impl Lanes for Lcm<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(a: [$t; N], b: [$t; N]) -> [$t; N] {
                Lcm::<$u>::lanes(a.map($t::unsigned_abs), b.map($t::unsigned_abs)).map(|x| x as $t)
            }
        }

        impl Lanes for Power<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(mut a: [$t; N], mut b: [$t; N]) -> [$t; N] {
                for j in 0..N {
                    // What is left of a negative power: a unit to 1 or 2, or 0.
                    let unit = a[j] == 1 || a[j] == -1;
                    let negative = b[j] < 0;
                    a[j] = if negative && !unit { 0 } else { a[j] };
                    b[j] = if negative { 2 - (b[j] & 1) } else { b[j] };
                }
                Power::<$u>::lanes(a.map(|x| x as $u), b.map(|x| x as $u)).map(|x| x as $t)
            }
        }
    )* };
}
signed!(i8 u8 i16 u16 i32 u32 i64 u64);
