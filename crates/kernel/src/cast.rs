//! Conversions between all element types.
//!
//! Integers are cut to the width of the target or extended by their sign.
//! Floats to integers are cut off towards zero; what does not fit, infinities and
//! NaN, gives what NumPy gives on x86-64, which is what the processor's
//! instructions leave there, on every platform and in every tier:
//!
//! | target | value |
//! | --- | --- |
//! | int8, uint8, int16, uint16 | the low bits of the conversion to int32 |
//! | int32 | -2^31 where it does not fit |
//! | uint32 | the low bits of the conversion to int64 |
//! | int64 | -2^63 where it does not fit |
//! | uint64 | below 2^63 the bits of the conversion to int64; from 2^63 on that of the value less 2^63, plus 2^63 |
//!
//! NumPy's own results for uint32 differ between its scalar and its vector loop
//! where the value is outside of -2^31 to 2^32; here it is the scalar loop's.
//! f64 to f16 rounds once; integers reach f16 by way of f32. Complex to real
//! drops the imaginary part; to bool asks whether either part is not 0.

use std::marker::PhantomData;

use crate::element::{Byte, Cx, Half};
use crate::run::Op1;
use crate::tier::Tier;

/// The conversion of `A` to `O`.
pub(crate) struct Cast<A, O>(PhantomData<(A, O)>);

macro_rules! cast {
    ($($a:ty => $o:ty $(, $tier:ident)?: |$x:ident| $e:expr;)*) => { $(
        impl Op1 for Cast<$a, $o> {
            type A = $a;
            type O = $o;
            $(const TIER: Tier = Tier::$tier;)?
            #[inline(always)]
            fn f($x: $a) -> $o { $e }
        }
    )* };
}

macro_rules! cast_as {
    ($($a:ty => $($o:ty $(, $tier:ident)?)+;)*) => { $($(
        cast! { $a => $o $(, $tier)?: |x| x as $o; }
    )+)* };
}

// The target's sign does not matter, nor the source's when it is cut.
cast_as! {
    u16 => u8, V4;
    u32 => u8, V4 u16;
    u64 => u8, V4 u16, V4 u32;
    u8 => u16 u32 u64;
    i8 => u16 u32 u64;
    u16 => u32 u64;
    i16 => u32 u64;
    u32 => u64;
    i32 => u64;
}

cast_as! {
    u8 => f32 f64;
    i8 => f32 f64;
    u16 => f32 f64;
    i16 => f32 f64;
    u32 => f32 f64;
    i32 => f32 f64;
    u64 => f32, V4 f64, V4;
    i64 => f32, V4 f64, V4;
    f32 => f64;
    f64 => f32;
}

/// Floats to integers as the module's table says.
macro_rules! cast_float {
    ($($f:ident)*) => { $(
        cast! {
            $f => u8, V4: |x| $f::to_i32(x) as u8;
            $f => u16, V4: |x| $f::to_i32(x) as u16;
            $f => i32, V4: |x| $f::to_i32(x);
            $f => u32, V4: |x| $f::to_i64(x) as u32;
            $f => i64, V4: |x| $f::to_i64(x);
            $f => u64, V4: |x| $f::to_u64(x);
        }
        impl Truncate for $f {
            #[inline(always)]
            fn to_i32(self) -> i32 {
                // The bounds are exact in both float types, the lower one open
                // for f64 and closed for f32, which has nothing in between.
                const ABOVE: $f = 2147483648.0;
                const BELOW: $f = -2147483649.0;
                let fits = self < ABOVE && (self > BELOW || self == -ABOVE);
                // SAFETY: the truncated value is an i32.
                if fits { unsafe { self.to_int_unchecked() } } else { i32::MIN }
            }
            #[inline(always)]
            fn to_i64(self) -> i64 {
                const ABOVE: $f = 9223372036854775808.0;
                let fits = (-ABOVE..ABOVE).contains(&self);
                // SAFETY: the truncated value is an i64; no float lies between
                // -2^63 - 1 and -2^63.
                if fits { unsafe { self.to_int_unchecked() } } else { i64::MIN }
            }
            #[inline(always)]
            fn to_u64(self) -> u64 {
                const HALF: $f = 9223372036854775808.0;
                let high = self >= HALF;
                let low = if high { self - HALF } else { self };
                low.to_i64() as u64 ^ (high as u64) << 63
            }
        }
    )* };
}

trait Truncate {
    fn to_i32(self) -> i32;
    fn to_i64(self) -> i64;
    fn to_u64(self) -> u64;
}

cast_float!(f32 f64);

cast! {
    u8 => Byte: |x| Byte((x != 0) as u8);
    u16 => Byte, V4: |x| Byte((x != 0) as u8);
    u32 => Byte, V4: |x| Byte((x != 0) as u8);
    u64 => Byte, V4: |x| Byte((x != 0) as u8);
    Half => Byte, V4: |x| Byte((x.0 & 0x7fff != 0) as u8);
    f32 => Byte, V4: |x| Byte((x != 0.0) as u8);
    f64 => Byte, V4: |x| Byte((x != 0.0) as u8);
    Cx<f32> => Byte, V4: |x| Byte((x.re != 0.0) as u8 | (x.im != 0.0) as u8);
    Cx<f64> => Byte, V4: |x| Byte((x.re != 0.0) as u8 | (x.im != 0.0) as u8);
}

cast! {
    Byte => u16: |x| (x.0 != 0) as u16;
    Byte => u32: |x| (x.0 != 0) as u32;
    Byte => u64: |x| (x.0 != 0) as u64;
    Byte => Half: |x| Half(if x.0 != 0 { 0x3c00 } else { 0 });
    Byte => f32: |x| (x.0 != 0) as u8 as f32;
    Byte => f64: |x| (x.0 != 0) as u8 as f64;
}

cast! {
    f32 => Cx<f32>: |x| Cx { re: x, im: 0.0 };
    f64 => Cx<f64>: |x| Cx { re: x, im: 0.0 };
    f32 => Cx<f64>: |x| Cx { re: x as f64, im: 0.0 };
    f64 => Cx<f32>: |x| Cx { re: x as f32, im: 0.0 };
}
