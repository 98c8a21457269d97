//! Sums, differences, products, quotients of floats, signs, magnitudes, minima.

use std::marker::PhantomData;

use crate::element::{Byte, Cx, Half};
use crate::math::hypot::{hypot, hypotf};
use crate::run::{Op1, Op2};
use crate::tier::Tier;

/// Declares a zero-sized operation `$name<T>` on two elements for some types.
macro_rules! op2 {
    ($(#[$doc:meta])* $name:ident; $($rest:tt)*) => {
        op2! { $(#[$doc])* $name []; $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident $flags:tt;
     $($t:ty $(=> $o:ty)? $(, $tier:ident)? $([$special:ident])?: |$a:ident, $b:ident| $e:expr;)*) => {
        $(#[$doc])*
        pub(crate) struct $name<T>(PhantomData<T>);
        $(impl Op2 for $name<$t> {
            type A = $t;
            type B = $t;
            type O = or!($t $(, $o)?);
            $(const TIER: Tier = Tier::$tier;)?
            flags! { $flags }
            $(flags! { $special })?
            #[inline(always)]
            fn f($a: $t, $b: $t) -> Self::O { $e }
        })*
    };
}
/// The constants of [`Op2`] and [`Op1`] that the flags in brackets stand for.
macro_rules! flags {
    ([$($flag:ident)*]) => { $(flags! { $flag })* };
    (commutes) => { const COMMUTES: bool = true; };
    (in_place) => { const IN_PLACE: bool = true; };
    (packed) => { const STRIDED: bool = false; };
    (least) => { flags! { @ordered < } };
    (largest) => { flags! { @ordered > } };
    (@ordered $cmp:tt) => {
        const ORDERED: bool = true;
        #[inline(always)]
        fn ordered(a: Self::A, b: Self::B) -> Self::O {
            if a $cmp b { a } else { b }
        }
        #[inline(always)]
        fn is_nan(a: Self::A) -> bool {
            a.is_nan()
        }
    };
    (float_quotient) => {
        const BOTH: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Quotient>());
        const RIGHT_SCALAR: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Quotient>());
    };
    (float_rest) => {
        const BOTH: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Rest>());
        const RIGHT_SCALAR: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Rest>());
    };
    (float_cut) => {
        const BOTH: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Cut>());
        const RIGHT_SCALAR: Option<[Run2; 3]> = Some(divide_float::runs::<Self::A, divide_float::Cut>());
    };
    (lanes) => {
        const BOTH: Option<[Run2; 3]> = Some(lanes::runs::<Self>());
        const RIGHT_SCALAR: Option<[Run2; 3]> = Some(lanes::runs::<Self>());
    };
    (staged) => {
        const BOTH: Option<[Run2; 3]> = Some(staged::runs::<Self>());
        const RIGHT_SCALAR: Option<[Run2; 3]> = Some(staged::runs::<Self>());
    };
    (serial_quotient) => {
        const SERIAL: bool = true;
        flags! { quotient }
    };
    (serial_rest) => {
        const SERIAL: bool = true;
        flags! { rest }
    };
    (serial_cut) => {
        const SERIAL: bool = true;
        flags! { cut }
    };
    (cut) => { const RIGHT_SCALAR: Option<[Run2; 3]> = Some(runs::<Cut<Self::A>>()); };
    (quotient) => { const RIGHT_SCALAR: Option<[Run2; 3]> = Some(runs::<Quotient<Self::A>>()); };
    (rest) => { const RIGHT_SCALAR: Option<[Run2; 3]> = Some(runs::<Rest<Self::A>>()); };
}
/// The last of one or two types.
macro_rules! or {
    ($t:ty) => {
        $t
    };
    ($t:ty, $o:ty) => {
        $o
    };
}
/// Declares a zero-sized operation `$name<T>` on one element for some types.
macro_rules! op1 {
    ($(#[$doc:meta])* $name:ident;
     $($t:ty $(=> $o:ty)? $(, $tier:ident)?: |$a:ident| $e:expr;)*) => {
        $(#[$doc])*
        pub(crate) struct $name<T>(PhantomData<T>);
        $(impl Op1 for $name<$t> {
            type A = $t;
            type O = or!($t $(, $o)?);
            $(const TIER: Tier = Tier::$tier;)?
            #[inline(always)]
            fn f($a: $t) -> Self::O { $e }
        })*
    };
}
pub(crate) use {flags, op1, op2, or};

op2! {
    /// Integers of one width share a loop: wrapping sums have no sign.
    Add [commutes in_place];
    u8: |a, b| a.wrapping_add(b);
    u16: |a, b| a.wrapping_add(b);
    u32: |a, b| a.wrapping_add(b);
    u64: |a, b| a.wrapping_add(b);
    f32: |a, b| a + b;
    f64: |a, b| a + b;
}

op2! {
    Subtract [in_place];
    u8: |a, b| a.wrapping_sub(b);
    u16: |a, b| a.wrapping_sub(b);
    u32: |a, b| a.wrapping_sub(b);
    u64: |a, b| a.wrapping_sub(b);
    f32: |a, b| a - b;
    f64: |a, b| a - b;
}

op2! {
    Multiply [commutes in_place];
    u8: |a, b| a.wrapping_mul(b);
    u16: |a, b| a.wrapping_mul(b);
    u32: |a, b| a.wrapping_mul(b);
    // AVX-512 has an instruction for it, AVX2 needs three multiplications.
    u64, V4: |a, b| a.wrapping_mul(b);
    f32: |a, b| a * b;
    f64: |a, b| a * b;
}

op2! {
    TrueDivide [in_place];
    f32: |a, b| a / b;
    f64: |a, b| a / b;
}

/// The first if it is NaN or strictly on the wanted side, else the second: of
/// equal ones (zeros of either sign) the second.
macro_rules! pick {
    ($a:ident $cmp:tt $b:ident) => { if $a $cmp $b || $a.is_nan() { $a } else { $b } };
}

op2! {
    Minimum;
    Byte: |a, b| Byte((a.0 != 0 && b.0 != 0) as u8);
    u8: |a, b| a.min(b);
    u16: |a, b| a.min(b);
    u32: |a, b| a.min(b);
    u64: |a, b| a.min(b);
    i8: |a, b| a.min(b);
    i16: |a, b| a.min(b);
    i32: |a, b| a.min(b);
    i64: |a, b| a.min(b);
    f32 [least]: |a, b| pick!(a < b);
    f64, V4 [least]: |a, b| pick!(a < b);
}

op2! {
    Maximum;
    Byte: |a, b| Byte((a.0 != 0 || b.0 != 0) as u8);
    u8: |a, b| a.max(b);
    u16: |a, b| a.max(b);
    u32: |a, b| a.max(b);
    u64: |a, b| a.max(b);
    i8: |a, b| a.max(b);
    i16: |a, b| a.max(b);
    i32: |a, b| a.max(b);
    i64: |a, b| a.max(b);
    f32 [largest]: |a, b| pick!(a > b);
    f64, V4 [largest]: |a, b| pick!(a > b);
}

op1! {
    Negative;
    u8: |a| a.wrapping_neg();
    u16: |a| a.wrapping_neg();
    u32: |a| a.wrapping_neg();
    u64: |a| a.wrapping_neg();
    Half: |a| Half(a.0 ^ 0x8000);
    f32: |a| -a;
    f64: |a| -a;
}

op1! {
    Absolute;
    i8: |a| a.wrapping_abs();
    i16: |a| a.wrapping_abs();
    i32: |a| a.wrapping_abs();
    i64: |a| a.wrapping_abs();
    Half: |a| Half(a.0 & 0x7fff);
    f32: |a| a.abs();
    f64: |a| a.abs();
    Cx<f32> => f32, V4: |a| hypotf(a.re, a.im);
    Cx<f64> => f64, V4: |a| hypot(a.re, a.im);
}
