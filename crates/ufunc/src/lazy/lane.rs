//! The element types that expressions compute with, and the operations on them that are done in registers.
//!
//! An operation is *inline* for a type where one or a few machine instructions give the bits that its kernel gives:
//! the compiler then makes one loop of a whole expression of such. All other operations run as kernel calls on blocks
//! that stay in L1.

use ::half::f16;
use npcore_dtype::{Elem, Element, ScalarType};
use npcore_kernel::{Binary, Unary};
use num_complex::Complex;

use super::half;

mod sealed {
    pub trait Sealed {}
}

/// An element type of fused expressions: bool, the integers, the floats, the complex numbers.
///
/// The functions take the operation as a value that the callers know when compiled, so that all but one arm goes; they
/// give `None` where the operation is not inline.
pub trait Lane: Element + sealed::Sealed {
    #[doc(hidden)]
    const TY: ScalarType;
    /// What sums and products are carried out in.
    #[doc(hidden)]
    type Sums: Lane;
    /// What sums and products give.
    #[doc(hidden)]
    type Total: Lane;
    /// What means are carried out in.
    #[doc(hidden)]
    type Means: Lane;
    /// What means give.
    #[doc(hidden)]
    type Mean: Lane;
    /// What minima and maxima are carried out in.
    #[doc(hidden)]
    type Extremes: Lane;

    #[doc(hidden)]
    const ZERO: Self;
    #[doc(hidden)]
    const ONE: Self;

    #[doc(hidden)]
    fn binary(op: Binary, a: Self, b: Self) -> Option<Self>;
    #[doc(hidden)]
    fn compare(op: Binary, a: Self, b: Self) -> Option<bool>;
    #[doc(hidden)]
    fn unary(op: Unary, a: Self) -> Option<Self>;
    #[doc(hidden)]
    fn test(op: Unary, a: Self) -> Option<bool>;
}

/// A value of a type that is, when compiled, known to be the same under another name.
#[inline(always)]
pub(super) fn same<A: Lane, B: Lane>(a: A) -> B {
    // Not an assertion of the compiler's: callers name the function in branches that they never take.
    assert!(is_same::<A, B>() && size_of::<A>() == size_of::<B>());
    // SAFETY: both are elements of one dtype, which have one layout; a value of one (a bool too) is one of the other.
    unsafe { std::mem::transmute_copy(&a) }
}

/// Whether two element types have one dtype.
pub(super) const fn is_same<A: Lane, B: Lane>() -> bool {
    A::TY as u8 == B::TY as u8
}

macro_rules! ordered {
    ($op:ident, $a:ident, $b:ident) => {
        Some(match $op {
            Binary::Equal => $a == $b,
            Binary::NotEqual => $a != $b,
            Binary::Less => $a < $b,
            Binary::LessEqual => $a <= $b,
            Binary::Greater => $a > $b,
            Binary::GreaterEqual => $a >= $b,
            _ => return None,
        })
    };
}

macro_rules! integer {
    ($($t:ty: $ty:ident, $sum:ty, $signed:literal;)*) => { $(
        impl sealed::Sealed for $t {}
        impl Lane for $t {
            const TY: ScalarType = match size_of::<$t>() {
                8 if $signed => ScalarType::Int64,
                8 => ScalarType::UInt64,
                _ => ScalarType::$ty,
            };
            type Sums = $sum;
            type Total = $sum;
            type Means = f64;
            type Mean = f64;
            type Extremes = $t;
            const ZERO: Self = 0;
            const ONE: Self = 1;

            #[inline(always)]
            fn binary(op: Binary, a: Self, b: Self) -> Option<Self> {
                Some(match op {
                    Binary::Add => a.wrapping_add(b),
                    Binary::Subtract => a.wrapping_sub(b),
                    Binary::Multiply => a.wrapping_mul(b),
                    Binary::BitAnd => a & b,
                    Binary::BitOr => a | b,
                    Binary::BitXor => a ^ b,
                    Binary::Minimum | Binary::Fmin => a.min(b),
                    Binary::Maximum | Binary::Fmax => a.max(b),
                    _ => return None,
                })
            }
            #[inline(always)]
            fn compare(op: Binary, a: Self, b: Self) -> Option<bool> {
                match op {
                    Binary::LogicalAnd => Some((a != 0) & (b != 0)),
                    Binary::LogicalOr => Some((a != 0) | (b != 0)),
                    Binary::LogicalXor => Some((a != 0) ^ (b != 0)),
                    _ => ordered!(op, a, b),
                }
            }
            #[inline(always)]
            fn unary(op: Unary, a: Self) -> Option<Self> {
                Some(match op {
                    Unary::Negative => (0 as $t).wrapping_sub(a),
                    Unary::Invert => !a,
                    Unary::Square => a.wrapping_mul(a),
                    Unary::Positive | Unary::Conjugate | Unary::Floor | Unary::Ceil | Unary::Trunc => a,
                    #[allow(unused_comparisons, reason = "the one body serves both signs")]
                    Unary::Absolute => if a < 0 { (0 as $t).wrapping_sub(a) } else { a },
                    _ => return None,
                })
            }
            #[inline(always)]
            fn test(op: Unary, a: Self) -> Option<bool> {
                match op {
                    Unary::LogicalNot => Some(a == 0),
                    Unary::IsNan | Unary::IsInf => Some(false),
                    Unary::IsFinite => Some(true),
                    _ => None,
                }
            }
        }
    )* };
}
integer! {
    i8: Int8, i64, true;
    i16: Int16, i64, true;
    i32: Int32, i64, true;
    i64: Int64, i64, true;
    u8: UInt8, u64, false;
    u16: UInt16, u64, false;
    u32: UInt32, u64, false;
    u64: UInt64, u64, false;
    // A machine word of 4 bytes has the dtype of its width.
    isize: Int32, IsizeSum, true;
    usize: UInt32, UsizeSum, false;
}

type IsizeSum = <isize as Elem>::Sum;
type UsizeSum = <usize as Elem>::Sum;

macro_rules! float {
    ($($t:ident: $ty:ident;)*) => { $(
        impl sealed::Sealed for $t {}
        impl Lane for $t {
            const TY: ScalarType = ScalarType::$ty;
            type Sums = $t;
            type Total = $t;
            type Means = $t;
            type Mean = $t;
            type Extremes = $t;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;

            #[inline(always)]
            fn binary(op: Binary, a: Self, b: Self) -> Option<Self> {
                Some(match op {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    Binary::TrueDivide => a / b,
                    // The first where it is NaN or strictly on the wanted side, as the kernels have it.
                    Binary::Minimum => if a < b || a.is_nan() { a } else { b },
                    Binary::Maximum => if a > b || a.is_nan() { a } else { b },
                    _ => return None,
                })
            }
            #[inline(always)]
            fn compare(op: Binary, a: Self, b: Self) -> Option<bool> {
                match op {
                    Binary::LogicalAnd => Some((a != 0.0) & (b != 0.0)),
                    Binary::LogicalOr => Some((a != 0.0) | (b != 0.0)),
                    Binary::LogicalXor => Some((a != 0.0) ^ (b != 0.0)),
                    _ => ordered!(op, a, b),
                }
            }
            #[inline(always)]
            fn unary(op: Unary, a: Self) -> Option<Self> {
                Some(match op {
                    Unary::Negative => -a,
                    Unary::Positive | Unary::Conjugate => a,
                    Unary::Absolute | Unary::Fabs => a.abs(),
                    Unary::Square => a * a,
                    Unary::Sqrt => a.sqrt(),
                    Unary::Reciprocal => 1.0 / a,
                    _ => return None,
                })
            }
            #[inline(always)]
            fn test(op: Unary, a: Self) -> Option<bool> {
                match op {
                    Unary::IsNan => Some(a.is_nan()),
                    Unary::IsInf => Some(a.abs() == $t::INFINITY),
                    Unary::IsFinite => Some(a.abs() < $t::INFINITY),
                    Unary::LogicalNot => Some(a == 0.0),
                    Unary::Signbit => Some(a.is_sign_negative()),
                    _ => None,
                }
            }
        }
    )* };
}
float! {
    f32: Float32;
    f64: Float64;
}

macro_rules! complex {
    ($($t:ident: $ty:ident;)*) => { $(
        impl sealed::Sealed for Complex<$t> {}
        impl Lane for Complex<$t> {
            const TY: ScalarType = ScalarType::$ty;
            type Sums = Complex<$t>;
            type Total = Complex<$t>;
            type Means = Complex<$t>;
            type Mean = Complex<$t>;
            type Extremes = Complex<$t>;
            const ZERO: Self = Complex { re: 0.0, im: 0.0 };
            const ONE: Self = Complex { re: 1.0, im: 0.0 };

            #[inline(always)]
            fn binary(op: Binary, a: Self, b: Self) -> Option<Self> {
                Some(match op {
                    Binary::Add => Complex { re: a.re + b.re, im: a.im + b.im },
                    Binary::Subtract => Complex { re: a.re - b.re, im: a.im - b.im },
                    Binary::Multiply => Complex { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re },
                    _ => return None,
                })
            }
            #[inline(always)]
            fn compare(op: Binary, a: Self, b: Self) -> Option<bool> {
                match op {
                    Binary::Equal => Some((a.re == b.re) & (a.im == b.im)),
                    Binary::NotEqual => Some((a.re != b.re) | (a.im != b.im)),
                    _ => None,
                }
            }
            #[inline(always)]
            fn unary(op: Unary, a: Self) -> Option<Self> {
                Some(match op {
                    Unary::Negative => Complex { re: -a.re, im: -a.im },
                    Unary::Conjugate => Complex { re: a.re, im: -a.im },
                    Unary::Positive => a,
                    _ => return None,
                })
            }
            #[inline(always)]
            fn test(op: Unary, a: Self) -> Option<bool> {
                match op {
                    Unary::IsNan => Some(a.re.is_nan() | a.im.is_nan()),
                    Unary::LogicalNot => Some((a.re == 0.0) & (a.im == 0.0)),
                    _ => None,
                }
            }
        }
    )* };
}
complex! {
    f32: Complex64;
    f64: Complex128;
}

/// Half-precision numbers are rounded after every operation. Folds are carried out in f32, as NumPy's.
impl sealed::Sealed for f16 {}
impl Lane for f16 {
    const TY: ScalarType = ScalarType::Float16;
    type Sums = f32;
    type Total = f16;
    type Means = f32;
    type Mean = f16;
    type Extremes = f32;
    const ZERO: Self = f16::ZERO;
    const ONE: Self = f16::ONE;

    #[inline(always)]
    fn binary(op: Binary, a: Self, b: Self) -> Option<Self> {
        half::binary(op, a, b)
    }
    #[inline(always)]
    fn compare(_: Binary, _: Self, _: Self) -> Option<bool> {
        None
    }
    #[inline(always)]
    fn unary(op: Unary, a: Self) -> Option<Self> {
        Some(match op {
            Unary::Negative => f16::from_bits(a.to_bits() ^ 0x8000),
            Unary::Absolute | Unary::Fabs => f16::from_bits(a.to_bits() & 0x7fff),
            Unary::Positive | Unary::Conjugate => a,
            _ => return half::unary(op, a),
        })
    }
    #[inline(always)]
    fn test(op: Unary, a: Self) -> Option<bool> {
        let magnitude = a.to_bits() & 0x7fff;
        match op {
            Unary::IsNan => Some(magnitude > 0x7c00),
            Unary::IsInf => Some(magnitude == 0x7c00),
            Unary::IsFinite => Some(magnitude < 0x7c00),
            Unary::LogicalNot => Some(magnitude == 0),
            Unary::Signbit => Some(a.to_bits() >> 15 == 1),
            _ => None,
        }
    }
}

impl sealed::Sealed for bool {}
impl Lane for bool {
    const TY: ScalarType = ScalarType::Bool;
    type Sums = i64;
    type Total = i64;
    type Means = f64;
    type Mean = f64;
    type Extremes = bool;
    const ZERO: Self = false;
    const ONE: Self = true;

    #[inline(always)]
    fn binary(op: Binary, a: Self, b: Self) -> Option<Self> {
        Some(match op {
            Binary::Add | Binary::BitOr | Binary::Maximum | Binary::Fmax => a | b,
            Binary::Multiply | Binary::BitAnd | Binary::Minimum | Binary::Fmin => a & b,
            Binary::BitXor => a ^ b,
            _ => return None,
        })
    }
    #[inline(always)]
    fn compare(op: Binary, a: Self, b: Self) -> Option<bool> {
        Some(match op {
            Binary::Equal => a == b,
            Binary::NotEqual | Binary::LogicalXor => a ^ b,
            Binary::Less => !a & b,
            Binary::LessEqual => !a | b,
            Binary::Greater => a & !b,
            Binary::GreaterEqual => a | !b,
            Binary::LogicalAnd => a & b,
            Binary::LogicalOr => a | b,
            _ => return None,
        })
    }
    #[inline(always)]
    fn unary(op: Unary, a: Self) -> Option<Self> {
        match op {
            Unary::Invert => Some(!a),
            Unary::Absolute | Unary::Floor | Unary::Ceil | Unary::Trunc => Some(a),
            _ => None,
        }
    }
    #[inline(always)]
    fn test(op: Unary, a: Self) -> Option<bool> {
        match op {
            Unary::LogicalNot => Some(!a),
            Unary::IsNan | Unary::IsInf => Some(false),
            Unary::IsFinite => Some(true),
            _ => None,
        }
    }
}
