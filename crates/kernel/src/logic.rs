//! Logic on anything: what is not 0 is true, NaN too.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op2, or};
use crate::element::{Byte, Cx, Half};
use crate::run::Op2;
use crate::tier::Tier;

trait Truth {
    fn truth(self) -> u8;
}

macro_rules! truth {
    ($($t:ty: |$a:ident| $e:expr;)*) => { $(
        impl Truth for $t {
            #[inline(always)]
            fn truth(self) -> u8 {
                let $a = self;
                ($e) as u8
            }
        }
    )* };
}
truth! {
    u8: |a| a != 0;
    u16: |a| a != 0;
    u32: |a| a != 0;
    u64: |a| a != 0;
    Half: |a| a.0 & 0x7fff != 0;
    f32: |a| a != 0.0;
    f64: |a| a != 0.0;
    Cx<f32>: |a| (a.re != 0.0) | (a.im != 0.0);
    Cx<f64>: |a| (a.re != 0.0) | (a.im != 0.0);
}

/// Integers of one width share a loop.
macro_rules! logical {
    ($($name:ident: $op:tt;)*) => { $(
        op2! {
            $name [commutes];
            u8 => Byte: |a, b| Byte(a.truth() $op b.truth());
            u16 => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            u32 => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            u64 => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            Half => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            f32 => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            f64 => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            Cx<f32> => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
            Cx<f64> => Byte, V4: |a, b| Byte(a.truth() $op b.truth());
        }
    )* };
}
logical! {
    LogicalAnd: &;
    LogicalOr: |;
    LogicalXor: ^;
}
