//! The loops of trigonometric functions and inverses.

use npcore_dtype::ScalarType::{self, *};

use super::{C64, C128};
use crate::kernel::{Direct, Each, One, ViaSingle, ViaSingle1, loop2, loop3};
use crate::ops::{Binary, Unary};
use crate::tier::Tier;
use crate::trigonometric::*;
use crate::{Loop2, Loop3};

pub(super) const fn find_unary(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    macro_rules! numbers {
        ($k:ident) => {
            match ty {
                Complex64 => Some(loop2::<One<Each<$k<C64>>>>(tier)),
                Complex128 => Some(loop2::<One<Each<$k<C128>>>>(tier)),
                Float16 => Some(loop2::<ViaSingle1<$k<f32>>>(tier)),
                Float32 => Some(loop2::<One<Each<$k<f32>>>>(tier)),
                Float64 => Some(loop2::<One<Each<$k<f64>>>>(tier)),
                _ => None,
            }
        };
    }
    match op {
        Unary::Sin => numbers!(Sin),
        Unary::Cos => numbers!(Cos),
        Unary::Tan => numbers!(Tan),
        Unary::Arcsin => numbers!(Arcsin),
        Unary::Arccos => numbers!(Arccos),
        Unary::Arctan => numbers!(Arctan),
        Unary::Arcsinh => numbers!(Arcsinh),
        Unary::Arccosh => numbers!(Arccosh),
        Unary::Arctanh => numbers!(Arctanh),
        _ => None,
    }
}

pub(super) const fn find_binary(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    macro_rules! by_float {
        ($k:ident) => {
            match ty {
                Float16 => Some(loop3::<ViaSingle<$k<f32>>>(tier)),
                Float32 => Some(loop3::<Direct<$k<f32>>>(tier)),
                Float64 => Some(loop3::<Direct<$k<f64>>>(tier)),
                _ => None,
            }
        };
    }
    match op {
        Binary::Arctan2 => by_float!(Arctan2),
        Binary::Hypot => by_float!(Hypot),
        _ => None,
    }
}
