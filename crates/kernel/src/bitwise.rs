//! Bit operations and shifts. Loops are shared by width; bool has its own, since
//! any byte but 0 is true.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::element::Byte;
use crate::run::{Op1, Op2};
use crate::tier::Tier;

op2! {
    BitAnd [commutes in_place];
    Byte: |a, b| Byte((a.0 != 0) as u8 & (b.0 != 0) as u8);
    u8: |a, b| a & b;
    u16: |a, b| a & b;
    u32: |a, b| a & b;
    u64: |a, b| a & b;
}

op2! {
    BitOr [commutes in_place];
    Byte: |a, b| Byte((a.0 | b.0 != 0) as u8);
    u8: |a, b| a | b;
    u16: |a, b| a | b;
    u32: |a, b| a | b;
    u64: |a, b| a | b;
}

op2! {
    BitXor [commutes in_place];
    Byte: |a, b| Byte(((a.0 != 0) != (b.0 != 0)) as u8);
    u8: |a, b| a ^ b;
    u16: |a, b| a ^ b;
    u32: |a, b| a ^ b;
    u64: |a, b| a ^ b;
}

op1! {
    Invert;
    u8: |a| !a;
    u16: |a| !a;
    u32: |a| !a;
    u64: |a| !a;
}

op2! {
    /// A negative count is a large unsigned one: signed integers share the loops.
    LeftShift;
    u8, V4: |a, b| if b < 8 { a << (b & 7) } else { 0 };
    u16, V4: |a, b| if b < 16 { a << (b & 15) } else { 0 };
    u32: |a, b| if b < 32 { a << (b & 31) } else { 0 };
    u64: |a, b| if b < 64 { a << (b & 63) } else { 0 };
}

op2! {
    /// Signed numbers keep their sign: shifting by the last place at most leaves
    /// 0 or -1, what any larger (or negative) count gives.
    RightShift;
    u8, V4: |a, b| if b < 8 { a >> (b & 7) } else { 0 };
    u16, V4: |a, b| if b < 16 { a >> (b & 15) } else { 0 };
    u32: |a, b| if b < 32 { a >> (b & 31) } else { 0 };
    u64: |a, b| if b < 64 { a >> (b & 63) } else { 0 };
    i8, V4: |a, b| a >> ((b as u8).min(7) & 7);
    i16, V4: |a, b| a >> ((b as u16).min(15) & 15);
    i32: |a, b| a >> ((b as u32).min(31) & 31);
    i64, V4: |a, b| a >> ((b as u64).min(63) & 63);
}
