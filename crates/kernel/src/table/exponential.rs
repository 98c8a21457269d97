//! The loops of exponentials, logarithms, powers, hyperbolic functions.

use npcore_dtype::ScalarType::{self, *};

use super::{C64, C128};
use crate::exponential::*;
use crate::kernel::*;
use crate::ops::{Binary, Unary};
use crate::roots::Square;
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

/// Powers of one type, and its squares.
trait Powers {
    type Power: Define;
    type Square: Define;
    /// # Safety
    /// An element may be read.
    unsafe fn is_two(p: *const u8) -> bool;
}

macro_rules! powers {
    ($($name:ident $power:ty, $square:ty, $bits:ty: $two:literal;)*) => { $(
        struct $name;

        impl Powers for $name {
            type Power = $power;
            type Square = $square;

            unsafe fn is_two(p: *const u8) -> bool {
                // SAFETY: the caller's word.
                unsafe { p.cast::<$bits>().read_unaligned() == $two }
            }
        }
    )* };
}
powers! {
    HalfPowers ViaSingle<Power<f32>>, ViaSingle1<Square<f32>>, u16: 0x4000;
    SinglePowers Direct<Power<f32>>, One<Each<Square<f32>>>, f32: 2.0;
    DoublePowers Direct<Power<f64>>, One<Each<Square<f64>>>, f64: 2.0;
}

/// Powers, of which a row with the lone exponent 2 is squared: rounded once, as NumPy's, and many times as fast.
///
/// # Safety
/// As [`Loop3`].
unsafe fn power<P: Powers, const TIER: usize>(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]) {
    let (power, square) = const { (loop3::<P::Power>(Tier::ALL[TIER]), loop2::<P::Square>(Tier::ALL[TIER])) };
    // SAFETY: the caller's word, for all rows or for each.
    unsafe {
        if s[1][0] != 0 || n[0] < 2 || n[1] == 0 {
            return power(n, p, s);
        }
        let alike = if s[1][1] == 0 { n[1] } else { 1 };
        for j in (0..n[1]).step_by(alike) {
            let p: [*mut u8; 3] = std::array::from_fn(|op| p[op].wrapping_offset(j as isize * s[op][1]));
            if P::is_two(p[1]) {
                square([n[0], alike], [p[0], p[2]], [s[0], s[2]]);
            } else {
                power([n[0], alike], p, s);
            }
        }
    }
}

const fn powers<P: Powers>(tier: Tier) -> Option<Loop3> {
    Some(match tier {
        Tier::Base => power::<P, 0>,
        Tier::V3 => power::<P, 1>,
        Tier::V4 => power::<P, 2>,
    })
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
        (Binary::Power, Float16) => powers::<HalfPowers>(tier),
        (Binary::Power, Float32) => powers::<SinglePowers>(tier),
        (Binary::Power, Float64) => powers::<DoublePowers>(tier),
        (Binary::Power, Complex64) => Some(loop3::<Direct<Power<C64>>>(tier)),
        (Binary::Power, Complex128) => Some(loop3::<Direct<Power<C128>>>(tier)),
        (Binary::Power, _) => super::simple::find_binary(tier, op, ty),
        (Binary::Logaddexp, _) => floats2!(tier, ty, Logaddexp),
        (Binary::Logaddexp2, _) => floats2!(tier, ty, Logaddexp2),
        _ => None,
    }
}
