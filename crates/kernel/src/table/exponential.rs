//! The loops of exponentials, logarithms, powers, hyperbolic functions.

use npcore_dtype::ScalarType::{self, *};

use super::{C64, C128};
use crate::exponential::*;
use crate::kernel::*;
use crate::ops::{Binary, Unary};
use crate::tier::Tier;
use crate::{Loop2, Loop3};

macro_rules! floats1 {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop2::<ViaSingle1<$k<f32>>>($tier)),
            Float32 => Some(loop2::<One<Each<$k<f32>>>>($tier)),
            Float64 => Some(loop2::<One<Each<$k<f64>>>>($tier)),
            _ => None,
        }
    };
}

/// The same and complex numbers.
macro_rules! numbers1 {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Complex64 => Some(loop2::<One<Each<$k<C64>>>>($tier)),
            Complex128 => Some(loop2::<One<Each<$k<C128>>>>($tier)),
            _ => floats1!($tier, $ty, $k),
        }
    };
}

macro_rules! floats2 {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop3::<ViaSingle<$k<f32>>>($tier)),
            Float32 => Some(loop3::<Direct<$k<f32>>>($tier)),
            Float64 => Some(loop3::<Direct<$k<f64>>>($tier)),
            _ => None,
        }
    };
}

pub(super) const fn find_unary(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    match op {
        Unary::Exp => numbers1!(tier, ty, Exp),
        Unary::Exp2 => numbers1!(tier, ty, Exp2),
        Unary::Expm1 => numbers1!(tier, ty, Expm1),
        Unary::Log => numbers1!(tier, ty, Log),
        Unary::Log2 => numbers1!(tier, ty, Log2),
        Unary::Log10 => numbers1!(tier, ty, Log10),
        Unary::Log1p => numbers1!(tier, ty, Log1p),
        Unary::Cbrt => floats1!(tier, ty, Cbrt),
        Unary::Sinh => numbers1!(tier, ty, Sinh),
        Unary::Cosh => numbers1!(tier, ty, Cosh),
        Unary::Tanh => numbers1!(tier, ty, Tanh),
        _ => None,
    }
}

pub(super) const fn find_binary(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    match (op, ty) {
        (Binary::Power, Float16 | Float32 | Float64) => floats2!(tier, ty, Power),
        (Binary::Power, Complex64) => Some(loop3::<Direct<Power<C64>>>(tier)),
        (Binary::Power, Complex128) => Some(loop3::<Direct<Power<C128>>>(tier)),
        (Binary::Power, _) => super::simple::find_binary(tier, op, ty),
        (Binary::Logaddexp, _) => floats2!(tier, ty, Logaddexp),
        (Binary::Logaddexp2, _) => floats2!(tier, ty, Logaddexp2),
        _ => None,
    }
}
