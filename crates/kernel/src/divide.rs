//! Floor division and remainders of integers with NumPy's values; of floats by
//! [`divide_float`].

use std::marker::PhantomData;

use crate::arithmetic::{flags, op2, or};
use crate::divide_float::{self, DivMod};
use crate::reciprocal::{Cut, Quotient, Rest, runs};
use crate::run::{Op2, Run2};
use crate::tier::Tier;

/// Quotient and remainder of small signed integers through a float type that
/// divides exactly enough: its mantissa has more than twice their bits less two,
/// so the rounded quotient never reaches the next integer.
macro_rules! signed {
    ($t:ty, $float:ty, $a:ident, $b:ident) => {{
        // 0 and -1 are divided by 1 instead: neither overflows then.
        let divisor = if $b == 0 || $b == -1 { 1 } else { $b };
        // SAFETY: the quotient's magnitude is at most that of `a`, which fits.
        let quotient: $t = unsafe { ($a as $float / divisor as $float).to_int_unchecked() };
        let rest = $a.wrapping_sub(quotient.wrapping_mul(divisor));
        (quotient, rest, divisor, rest != 0 && (rest ^ divisor) < 0)
    }};
}

macro_rules! signed_floor_divide {
    ($t:ty, $float:ty, $a:ident, $b:ident) => {{
        let (quotient, _, _, below) = signed!($t, $float, $a, $b);
        let quotient = quotient.wrapping_sub(below as $t);
        if $b == 0 {
            0
        } else if $b == -1 {
            $a.wrapping_neg()
        } else {
            quotient
        }
    }};
}

macro_rules! signed_remainder {
    ($t:ty, $float:ty, $a:ident, $b:ident) => {{
        let (_, rest, divisor, below) = signed!($t, $float, $a, $b);
        rest.wrapping_add(if below { divisor } else { 0 })
    }};
}

macro_rules! unsigned {
    ($t:ty, $float:ty, $a:ident, $b:ident) => {{
        let divisor = if $b == 0 { 1 } else { $b };
        // SAFETY: the quotient is at most `a`, which fits.
        unsafe { ($a as $float / divisor as $float).to_int_unchecked::<$t>() }
    }};
}

macro_rules! unsigned_remainder {
    ($t:ty, $float:ty, $a:ident, $b:ident) => {{
        // By 0 it is by 1, which leaves 0. (With a test for 0 around the whole it
        // does not vectorise.)
        let divisor = if $b == 0 { 1 } else { $b };
        let quotient = unsigned!($t, $float, $a, divisor);
        $a.wrapping_sub(quotient.wrapping_mul(divisor))
    }};
}

op2! {
    FloorDivide [packed];
    i8 [quotient]: |a, b| signed_floor_divide!(i8, f32, a, b);
    i16 [quotient]: |a, b| signed_floor_divide!(i16, f32, a, b);
    i32 [quotient]: |a, b| signed_floor_divide!(i32, f64, a, b);
    // Through the processor's integer division: no float is wide enough.
    i64, V4 [serial_quotient]: |a, b| {
        if b == 0 {
            0
        } else if b == -1 {
            a.wrapping_neg()
        } else {
            let rest = a % b;
            a / b - (rest != 0 && (rest ^ b) < 0) as i64
        }
    };
    u8 [quotient]: |a, b| if b == 0 { 0 } else { unsigned!(u8, f32, a, b) };
    u16 [quotient]: |a, b| if b == 0 { 0 } else { unsigned!(u16, f32, a, b) };
    u32, V4 [quotient]: |a, b| if b == 0 { 0 } else { unsigned!(u32, f64, a, b) };
    u64, V4 [serial_quotient]: |a, b| a.checked_div(b).unwrap_or(0);
    f32 [float_quotient]: |a, b| <f32 as DivMod>::exact(a, b).0;
    f64 [float_quotient]: |a, b| <f64 as DivMod>::exact(a, b).0;
}

op2! {
    Remainder [packed];
    i8 [rest]: |a, b| signed_remainder!(i8, f32, a, b);
    i16 [rest]: |a, b| signed_remainder!(i16, f32, a, b);
    i32 [rest]: |a, b| signed_remainder!(i32, f64, a, b);
    i64, V4 [serial_rest]: |a, b| {
        if b == 0 || b == -1 {
            0
        } else {
            let rest = a % b;
            if rest != 0 && (rest ^ b) < 0 { rest + b } else { rest }
        }
    };
    u8 [rest]: |a, b| unsigned_remainder!(u8, f32, a, b);
    u16 [rest]: |a, b| unsigned_remainder!(u16, f32, a, b);
    u32, V4 [rest]: |a, b| unsigned_remainder!(u32, f64, a, b);
    u64, V4 [serial_rest]: |a, b| a.checked_rem(b).unwrap_or(0);
    f32 [float_rest]: |a, b| <f32 as DivMod>::exact(a, b).1;
    f64 [float_rest]: |a, b| <f64 as DivMod>::exact(a, b).1;
}

op2! {
    /// Of unsigned integers it is [`Remainder`].
    Fmod [packed];
    i8 [cut]: |a, b| signed!(i8, f32, a, b).1;
    i16 [cut]: |a, b| signed!(i16, f32, a, b).1;
    i32 [cut]: |a, b| signed!(i32, f64, a, b).1;
    i64, V4 [serial_cut]: |a, b| if b == 0 || b == -1 { 0 } else { a % b };
    f32 [float_cut]: |a, b| <f32 as DivMod>::exact_cut(a, b);
    f64 [float_cut]: |a, b| <f64 as DivMod>::exact_cut(a, b);
}
