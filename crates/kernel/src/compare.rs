//! Comparisons, which write bool as 0 or 1. `a > b` is `b < a` with the operands
//! exchanged, complex numbers included.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::element::{Byte, Cx, Half};
use crate::run::{Op1, Op2};
use crate::tier::Tier;

op2! {
    /// Integers of one width share a loop.
    Equal [commutes];
    Byte => Byte: |a, b| Byte(((a.0 != 0) == (b.0 != 0)) as u8);
    u8 => Byte: |a, b| Byte((a == b) as u8);
    u16 => Byte, V4: |a, b| Byte((a == b) as u8);
    u32 => Byte, V4: |a, b| Byte((a == b) as u8);
    u64 => Byte, V4: |a, b| Byte((a == b) as u8);
    f32 => Byte, V4: |a, b| Byte((a == b) as u8);
    f64 => Byte, V4: |a, b| Byte((a == b) as u8);
    Cx<f32> => Byte, V4: |a, b| Byte((a.re == b.re) as u8 & (a.im == b.im) as u8);
    Cx<f64> => Byte, V4: |a, b| Byte((a.re == b.re) as u8 & (a.im == b.im) as u8);
}

op2! {
    NotEqual [commutes];
    u8 => Byte: |a, b| Byte((a != b) as u8);
    u16 => Byte, V4: |a, b| Byte((a != b) as u8);
    u32 => Byte, V4: |a, b| Byte((a != b) as u8);
    u64 => Byte, V4: |a, b| Byte((a != b) as u8);
    f32 => Byte, V4: |a, b| Byte((a != b) as u8);
    f64 => Byte, V4: |a, b| Byte((a != b) as u8);
    Cx<f32> => Byte, V4: |a, b| Byte((a.re != b.re) as u8 | (a.im != b.im) as u8);
    Cx<f64> => Byte, V4: |a, b| Byte((a.re != b.re) as u8 | (a.im != b.im) as u8);
}

/// NumPy's lexicographic order: by real part where no imaginary part is NaN, by
/// imaginary part where the real parts are equal.
macro_rules! lexicographic {
    ($a:ident $cmp:tt $b:ident) => {
        Byte(
            ($a.re < $b.re) as u8 & ($a.im == $a.im) as u8 & ($b.im == $b.im) as u8
                | ($a.re == $b.re) as u8 & ($a.im $cmp $b.im) as u8,
        )
    };
}

op2! {
    Less;
    Byte => Byte: |a, b| Byte((a.0 == 0) as u8 & (b.0 != 0) as u8);
    u8 => Byte: |a, b| Byte((a < b) as u8);
    u16 => Byte, V4: |a, b| Byte((a < b) as u8);
    u32 => Byte, V4: |a, b| Byte((a < b) as u8);
    u64 => Byte, V4: |a, b| Byte((a < b) as u8);
    i8 => Byte: |a, b| Byte((a < b) as u8);
    i16 => Byte, V4: |a, b| Byte((a < b) as u8);
    i32 => Byte, V4: |a, b| Byte((a < b) as u8);
    i64 => Byte, V4: |a, b| Byte((a < b) as u8);
    f32 => Byte, V4: |a, b| Byte((a < b) as u8);
    f64 => Byte, V4: |a, b| Byte((a < b) as u8);
    Cx<f32> => Byte, V4: |a, b| lexicographic!(a < b);
    Cx<f64> => Byte, V4: |a, b| lexicographic!(a < b);
}

op2! {
    LessEqual;
    Byte => Byte: |a, b| Byte((a.0 == 0) as u8 | (b.0 != 0) as u8);
    u8 => Byte: |a, b| Byte((a <= b) as u8);
    u16 => Byte, V4: |a, b| Byte((a <= b) as u8);
    u32 => Byte, V4: |a, b| Byte((a <= b) as u8);
    u64 => Byte, V4: |a, b| Byte((a <= b) as u8);
    i8 => Byte: |a, b| Byte((a <= b) as u8);
    i16 => Byte, V4: |a, b| Byte((a <= b) as u8);
    i32 => Byte, V4: |a, b| Byte((a <= b) as u8);
    i64 => Byte, V4: |a, b| Byte((a <= b) as u8);
    f32 => Byte, V4: |a, b| Byte((a <= b) as u8);
    f64 => Byte, V4: |a, b| Byte((a <= b) as u8);
    Cx<f32> => Byte, V4: |a, b| lexicographic!(a <= b);
    Cx<f64> => Byte, V4: |a, b| lexicographic!(a <= b);
}

/// Declares a comparison of two different types.
macro_rules! mixed {
    ($($name:ident: |$a:ident: $ta:ty, $b:ident: $tb:ty| $e:expr;)*) => { $(
        pub(crate) struct $name;
        impl Op2 for $name {
            type A = $ta;
            type B = $tb;
            type O = Byte;
            const TIER: Tier = Tier::V4;
            #[inline(always)]
            fn f($a: $ta, $b: $tb) -> Byte { Byte($e as u8) }
        }
    )* };
}

// int64 with uint64, exactly: a negative number is below every unsigned one.
mixed! {
    EqualMixed: |a: i64, b: u64| (a >= 0) & (a as u64 == b);
    NotEqualMixed: |a: i64, b: u64| (a < 0) | (a as u64 != b);
    LessMixed: |a: i64, b: u64| (a < 0) | ((a as u64) < b);
    LessEqualMixed: |a: i64, b: u64| (a < 0) | (a as u64 <= b);
    LessMixedLeft: |a: u64, b: i64| (b >= 0) & (a < b as u64);
    LessEqualMixedLeft: |a: u64, b: i64| (b >= 0) & (a <= b as u64);
}

op1! {
    LogicalNot;
    u8 => Byte: |a| Byte((a == 0) as u8);
    u16 => Byte, V4: |a| Byte((a == 0) as u8);
    u32 => Byte, V4: |a| Byte((a == 0) as u8);
    u64 => Byte, V4: |a| Byte((a == 0) as u8);
    Half => Byte, V4: |a| Byte((a.0 & 0x7fff == 0) as u8);
    f32 => Byte, V4: |a| Byte((a == 0.0) as u8);
    f64 => Byte, V4: |a| Byte((a == 0.0) as u8);
    Cx<f32> => Byte, V4: |a| Byte((a.re == 0.0) as u8 & (a.im == 0.0) as u8);
    Cx<f64> => Byte, V4: |a| Byte((a.re == 0.0) as u8 & (a.im == 0.0) as u8);
}
