//! The loops of trigonometric functions and inverses.

use npcore_dtype::ScalarType::{self, *};

use crate::kernel::{Each, One, ViaSingle1, loop2};
use crate::ops::{Binary, Unary};
use crate::tier::Tier;
use crate::trigonometric::*;
use crate::{Loop2, Loop3};

pub(super) const fn find_unary(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    macro_rules! by_float {
        ($k:ident) => {
            match ty {
                Float16 => Some(loop2::<ViaSingle1<$k<f32>>>(tier)),
                Float32 => Some(loop2::<One<Each<$k<f32>>>>(tier)),
                Float64 => Some(loop2::<One<Each<$k<f64>>>>(tier)),
                _ => None,
            }
        };
    }
    match op {
        Unary::Sin => by_float!(Sin),
        Unary::Cos => by_float!(Cos),
        Unary::Tan => by_float!(Tan),
        _ => None,
    }
}

pub(super) const fn find_binary(_tier: Tier, _op: Binary, _ty: ScalarType) -> Option<Loop3> {
    None
}
