//! Questions about floats and times, answered as bool: NaN, infinite, finite, negative, not-a-time.

use std::marker::PhantomData;

use crate::arithmetic::{op1, or};
use crate::copy::copy;
use crate::datetime::NAT;
use crate::element::{Byte, Cx, Half};
use crate::run::Op1;
use crate::tier::Tier;

op1! {
    IsNan;
    Half => Byte, V4: |a| Byte((a.0 & 0x7fff > 0x7c00) as u8);
    f32 => Byte, V4: |a| Byte(a.is_nan() as u8);
    f64 => Byte, V4: |a| Byte(a.is_nan() as u8);
    Cx<f32> => Byte, V4: |a| Byte(a.re.is_nan() as u8 | a.im.is_nan() as u8);
    Cx<f64> => Byte, V4: |a| Byte(a.re.is_nan() as u8 | a.im.is_nan() as u8);
}

op1! {
    IsInf;
    Half => Byte, V4: |a| Byte((a.0 & 0x7fff == 0x7c00) as u8);
    f32 => Byte, V4: |a| Byte(a.is_infinite() as u8);
    f64 => Byte, V4: |a| Byte(a.is_infinite() as u8);
    Cx<f32> => Byte, V4: |a| Byte(a.re.is_infinite() as u8 | a.im.is_infinite() as u8);
    Cx<f64> => Byte, V4: |a| Byte(a.re.is_infinite() as u8 | a.im.is_infinite() as u8);
}

op1! {
    IsFinite;
    Half => Byte, V4: |a| Byte((a.0 & 0x7fff < 0x7c00) as u8);
    f32 => Byte, V4: |a| Byte(a.is_finite() as u8);
    f64 => Byte, V4: |a| Byte(a.is_finite() as u8);
    Cx<f32> => Byte, V4: |a| Byte(a.re.is_finite() as u8 & a.im.is_finite() as u8);
    Cx<f64> => Byte, V4: |a| Byte(a.re.is_finite() as u8 & a.im.is_finite() as u8);
}

op1! {
    Signbit;
    Half => Byte, V4: |a| Byte((a.0 >> 15) as u8);
    f32 => Byte, V4: |a| Byte((a.to_bits() >> 31) as u8);
    f64 => Byte, V4: |a| Byte((a.to_bits() >> 63) as u8);
}

/// Whether a time is not-a-time.
pub(crate) struct IsNat;

/// Whether it is a time.
pub(crate) struct IsTime;

impl Op1 for IsNat {
    type A = i64;
    type O = Byte;
    const TIER: Tier = Tier::V4;
    #[inline(always)]
    fn f(a: i64) -> Byte {
        Byte((a == NAT) as u8)
    }
}

impl Op1 for IsTime {
    type A = i64;
    type O = Byte;
    const TIER: Tier = Tier::V4;
    #[inline(always)]
    fn f(a: i64) -> Byte {
        Byte((a != NAT) as u8)
    }
}

/// The same bool for every element, which is not read: integers are finite.
///
/// # Safety
/// As [`Loop2`](crate::Loop2).
pub(crate) unsafe fn always<const ANSWER: u8>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    let answer = [ANSWER];
    // SAFETY: one byte of stride 0, which is only read; the output is the caller's.
    unsafe { copy(1, n, [answer.as_ptr().cast_mut(), p[1]], [[0, 0], s[1]]) }
}
