//! The loops of rounding, signs, tests, bits, logic, integer arithmetic.

use npcore_dtype::ScalarType::{self, *};

use super::{C64, C128, by_float, by_integer, by_width, find_cast};
use crate::arithmetic::Absolute;
use crate::bitwise::{BitAnd, BitOr, BitXor};
use crate::classify::*;
use crate::copy::copy_loop;
use crate::divide::{Fmod, Remainder};
use crate::element::{Byte, Half, item_size};
use crate::float_parts::*;
use crate::integers::*;
use crate::kernel::*;
use crate::logic::*;
use crate::ops::{Binary, Unary};
use crate::roots::*;
use crate::rounding::*;
use crate::signs::*;
use crate::tier::Tier;
use crate::{Loop2, Loop3};

/// f16 by way of f32, f32, f64.
macro_rules! floats {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop2::<ViaSingle1<$k<f32>>>($tier)),
            Float32 => Some(loop2::<One<Each<$k<f32>>>>($tier)),
            Float64 => Some(loop2::<One<Each<$k<f64>>>>($tier)),
            _ => None,
        }
    };
}

/// The same with another loop for the base tier.
macro_rules! rounded {
    ($tier:ident, $ty:ident, $base:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop2::<StageViaSingle<Rounded<$base<f32>, $k<f32>>>>($tier)),
            Float32 => Some(loop2::<One<Rounded<$base<f32>, $k<f32>>>>($tier)),
            Float64 => Some(loop2::<One<Rounded<$base<f64>, $k<f64>>>>($tier)),
            _ => None,
        }
    };
}

/// f16 on its bits, f32, f64.
macro_rules! own_floats {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop2::<One<Each<$k<Half>>>>($tier)),
            Float32 => Some(loop2::<One<Each<$k<f32>>>>($tier)),
            Float64 => Some(loop2::<One<Each<$k<f64>>>>($tier)),
            _ => None,
        }
    };
}

/// f16 on its bits, f32, f64, complex; of bool and integers always the same.
macro_rules! question {
    ($tier:ident, $ty:ident, $k:ident, $of_integers:literal) => {
        match $ty {
            Complex64 => Some(loop2::<One<Each<$k<C64>>>>($tier)),
            Complex128 => Some(loop2::<One<Each<$k<C128>>>>($tier)),
            Float16 | Float32 | Float64 => own_floats!($tier, $ty, $k),
            _ => Some(always::<$of_integers>),
        }
    };
}

/// Each integer type by itself.
macro_rules! integers {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Int8 => Some(loop2::<One<Each<$k<i8>>>>($tier)),
            UInt8 => Some(loop2::<One<Each<$k<u8>>>>($tier)),
            Int16 => Some(loop2::<One<Each<$k<i16>>>>($tier)),
            UInt16 => Some(loop2::<One<Each<$k<u16>>>>($tier)),
            Int32 => Some(loop2::<One<Each<$k<i32>>>>($tier)),
            UInt32 => Some(loop2::<One<Each<$k<u32>>>>($tier)),
            Int64 => Some(loop2::<One<Each<$k<i64>>>>($tier)),
            UInt64 => Some(loop2::<One<Each<$k<u64>>>>($tier)),
            _ => None,
        }
    };
}

pub(super) const fn find_unary(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    let real = !matches!(ty, Complex64 | Complex128);
    let float = matches!(ty, Float16 | Float32 | Float64);
    match op {
        Unary::Fabs => own_floats!(tier, ty, Absolute),
        Unary::Sign => match ty {
            Complex64 => Some(loop2::<One<Each<Sign<C64>>>>(tier)),
            Complex128 => Some(loop2::<One<Each<Sign<C128>>>>(tier)),
            _ if float => own_floats!(tier, ty, Sign),
            _ => integers!(tier, ty, Sign),
        },
        Unary::Signbit => own_floats!(tier, ty, Signbit),
        Unary::Square => match ty {
            Complex64 => Some(loop2::<One<Each<Square<C64>>>>(tier)),
            Complex128 => Some(loop2::<One<Each<Square<C128>>>>(tier)),
            _ if float => floats!(tier, ty, Square),
            _ => Some(by_width!(tier, ty, loop2, Square)),
        },
        Unary::Reciprocal => match ty {
            Complex64 => Some(loop2::<One<Each<Reciprocal<C64>>>>(tier)),
            Complex128 => Some(loop2::<One<Each<Reciprocal<C128>>>>(tier)),
            _ if float => floats!(tier, ty, Reciprocal),
            _ => integers!(tier, ty, Reciprocal),
        },
        Unary::Conjugate => match ty {
            Complex64 => Some(loop2::<One<Each<Conjugate<C64>>>>(tier)),
            Complex128 => Some(loop2::<One<Each<Conjugate<C128>>>>(tier)),
            Bool => None,
            _ => Some(copy_loop(item_size(ty))),
        },
        Unary::Sqrt => match ty {
            Complex64 => Some(loop2::<One<Each<Sqrt<C64>>>>(tier)),
            Complex128 => Some(loop2::<One<Each<Sqrt<C128>>>>(tier)),
            _ => floats!(tier, ty, Sqrt),
        },
        Unary::Rint => match ty {
            Complex64 => Some(loop2::<Pairs<One<Rounded<RintBase<f32>, Rint<f32>>>>>(tier)),
            Complex128 => Some(loop2::<Pairs<One<Rounded<RintBase<f64>, Rint<f64>>>>>(tier)),
            _ => rounded!(tier, ty, RintBase, Rint),
        },
        Unary::Floor | Unary::Ceil | Unary::Trunc if real && !float => Some(find_cast(tier, ty, ty)),
        Unary::Floor => rounded!(tier, ty, FloorBase, Floor),
        Unary::Ceil => rounded!(tier, ty, CeilBase, Ceil),
        Unary::Trunc => rounded!(tier, ty, TruncBase, Trunc),
        Unary::IsNan => question!(tier, ty, IsNan, 0),
        Unary::IsInf => question!(tier, ty, IsInf, 0),
        Unary::IsFinite => question!(tier, ty, IsFinite, 1),
        Unary::Spacing => own_floats!(tier, ty, Spacing),
        Unary::BitwiseCount => integers!(tier, ty, BitwiseCount),
        Unary::FrexpMantissa => floats!(tier, ty, FrexpMantissa),
        Unary::FrexpExponent => match ty {
            Float16 => Some(loop2::<Before<HalfToSingle, Each<FrexpExponent<f32>>>>(tier)),
            Float32 => Some(loop2::<One<Each<FrexpExponent<f32>>>>(tier)),
            Float64 => Some(loop2::<One<Each<FrexpExponent<f64>>>>(tier)),
            _ => None,
        },
        Unary::ModfFraction => rounded!(tier, ty, FractionBase, Fraction),
        Unary::ModfWhole => rounded!(tier, ty, TruncBase, Trunc),
        Unary::Degrees => floats!(tier, ty, Degrees),
        Unary::Radians => floats!(tier, ty, Radians),
        _ => None,
    }
}

/// All types; integers of one width share a loop.
macro_rules! logical {
    ($tier:ident, $ty:ident, $bool:ident, $k:ident) => {
        Some(match $ty {
            Bool => loop3::<Direct<$bool<Byte>>>($tier),
            Float16 => loop3::<Direct<$k<Half>>>($tier),
            Float32 => loop3::<Direct<$k<f32>>>($tier),
            Float64 => loop3::<Direct<$k<f64>>>($tier),
            Complex64 => loop3::<Direct<$k<C64>>>($tier),
            Complex128 => loop3::<Direct<$k<C128>>>($tier),
            _ => by_width!($tier, $ty, loop3, $k),
        })
    };
}

/// f16 on its bits, f32, f64.
macro_rules! own_floats2 {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop3::<Direct<$k<Half>>>($tier)),
            Float32 => Some(loop3::<Direct<$k<f32>>>($tier)),
            Float64 => Some(loop3::<Direct<$k<f64>>>($tier)),
            _ => None,
        }
    };
}

/// Floats and complex numbers; f16 with the operands exchanged: the second of equal
/// ones is the first then.
macro_rules! ignoring_nan {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop3::<Swapped<ViaSingle<$k<f32>>>>($tier)),
            Complex64 => Some(loop3::<Direct<$k<C64>>>($tier)),
            Complex128 => Some(loop3::<Direct<$k<C128>>>($tier)),
            _ => by_float!($tier, $ty, $k),
        }
    };
}

pub(super) const fn find_binary(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    let floating = matches!(ty, Float16 | Float32 | Float64 | Complex64 | Complex128);
    match op {
        Binary::LogicalAnd => logical!(tier, ty, BitAnd, LogicalAnd),
        Binary::LogicalOr => logical!(tier, ty, BitOr, LogicalOr),
        Binary::LogicalXor => logical!(tier, ty, BitXor, LogicalXor),
        Binary::Fmod => Some(match ty {
            Int8 => loop3::<Direct<Fmod<i8>>>(tier),
            Int16 => loop3::<Direct<Fmod<i16>>>(tier),
            Int32 => loop3::<Direct<Fmod<i32>>>(tier),
            Int64 => loop3::<Direct<Fmod<i64>>>(tier),
            UInt8 | UInt16 | UInt32 | UInt64 => by_integer!(tier, ty, Remainder),
            _ => return by_float!(tier, ty, Fmod),
        }),
        Binary::Gcd => Some(by_integer!(tier, ty, Gcd)),
        Binary::Lcm => Some(by_integer!(tier, ty, Lcm)),
        Binary::Power => Some(by_integer!(tier, ty, Power)),
        Binary::Copysign => own_floats2!(tier, ty, Copysign),
        Binary::Heaviside => by_float!(tier, ty, Heaviside),
        // Without NaN it is the maximum.
        Binary::Fmax if !floating => super::find_binary(tier, Binary::Maximum, ty),
        Binary::Fmin if !floating => super::find_binary(tier, Binary::Minimum, ty),
        Binary::Fmax => ignoring_nan!(tier, ty, Fmax),
        Binary::Fmin => ignoring_nan!(tier, ty, Fmin),
        Binary::Nextafter => own_floats2!(tier, ty, Nextafter),
        Binary::Ldexp => own_floats2!(tier, ty, Ldexp),
        _ => None,
    }
}
