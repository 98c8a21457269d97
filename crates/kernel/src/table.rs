//! Which kernel serves which operation on which type: filled at compile time.

mod exponential;
mod simple;
mod trigonometric;

use npcore_dtype::ScalarType::{self, *};

use crate::arithmetic::*;
use crate::bitwise::*;
use crate::cast::Cast;
use crate::compare::*;
use crate::complex::*;
use crate::copy::copy_loop;
use crate::divide::*;
use crate::element::{Byte, Cx, Half, item_size};
use crate::kernel::*;
use crate::ops::{Binary, Unary};
use crate::tier::{Tier, tier};
use crate::{Loop2, Loop3};

type C64 = Cx<f32>;
type C128 = Cx<f64>;

/// `[bool] [i8] [u8] ...: $k<T>` for integers, by the widths' unsigned types.
macro_rules! by_width {
    ($tier:ident, $ty:ident, $loop:ident, $k:ident) => {
        match $ty {
            Int8 | UInt8 => $loop::<by_width!(@ $loop $k<u8>)>($tier),
            Int16 | UInt16 => $loop::<by_width!(@ $loop $k<u16>)>($tier),
            Int32 | UInt32 => $loop::<by_width!(@ $loop $k<u32>)>($tier),
            Int64 | UInt64 => $loop::<by_width!(@ $loop $k<u64>)>($tier),
            _ => return None,
        }
    };
    (@ loop3 $k:ident<$t:ty>) => { Direct<$k<$t>> };
    (@ loop2 $k:ident<$t:ty>) => { One<Each<$k<$t>>> };
}

/// Each integer type by itself.
macro_rules! by_integer {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Int8 => loop3::<Direct<$k<i8>>>($tier),
            UInt8 => loop3::<Direct<$k<u8>>>($tier),
            Int16 => loop3::<Direct<$k<i16>>>($tier),
            UInt16 => loop3::<Direct<$k<u16>>>($tier),
            Int32 => loop3::<Direct<$k<i32>>>($tier),
            UInt32 => loop3::<Direct<$k<u32>>>($tier),
            Int64 => loop3::<Direct<$k<i64>>>($tier),
            UInt64 => loop3::<Direct<$k<u64>>>($tier),
            _ => return None,
        }
    };
}

/// The real floating types.
macro_rules! by_float {
    ($tier:ident, $ty:ident, $k:ident) => {
        match $ty {
            Float16 => Some(loop3::<ViaSingle<$k<f32>>>($tier)),
            Float32 => Some(loop3::<Direct<$k<f32>>>($tier)),
            Float64 => Some(loop3::<Direct<$k<f64>>>($tier)),
            _ => None,
        }
    };
}

pub(crate) use {by_float, by_integer, by_width};

macro_rules! ordered {
    ($tier:ident, $ty:ident, $k:ident) => {
        Some(match $ty {
            Bool => loop3::<Direct<$k<Byte>>>($tier),
            Float16 => loop3::<ViaSingle<$k<f32>>>($tier),
            Float32 => loop3::<Direct<$k<f32>>>($tier),
            Float64 => loop3::<Direct<$k<f64>>>($tier),
            Complex64 => loop3::<Direct<$k<C64>>>($tier),
            Complex128 => loop3::<Direct<$k<C128>>>($tier),
            _ => by_integer!($tier, $ty, $k),
        })
    };
    (swapped $tier:ident, $ty:ident, $k:ident) => {
        Some(match $ty {
            Bool => loop3::<Swapped<Direct<$k<Byte>>>>($tier),
            Int8 => loop3::<Swapped<Direct<$k<i8>>>>($tier),
            UInt8 => loop3::<Swapped<Direct<$k<u8>>>>($tier),
            Int16 => loop3::<Swapped<Direct<$k<i16>>>>($tier),
            UInt16 => loop3::<Swapped<Direct<$k<u16>>>>($tier),
            Int32 => loop3::<Swapped<Direct<$k<i32>>>>($tier),
            UInt32 => loop3::<Swapped<Direct<$k<u32>>>>($tier),
            Int64 => loop3::<Swapped<Direct<$k<i64>>>>($tier),
            UInt64 => loop3::<Swapped<Direct<$k<u64>>>>($tier),
            Float16 => loop3::<Swapped<ViaSingle<$k<f32>>>>($tier),
            Float32 => loop3::<Swapped<Direct<$k<f32>>>>($tier),
            Float64 => loop3::<Swapped<Direct<$k<f64>>>>($tier),
            Complex64 => loop3::<Swapped<Direct<$k<C64>>>>($tier),
            Complex128 => loop3::<Swapped<Direct<$k<C128>>>>($tier),
        })
    };
}

const fn arithmetic(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    match (op, ty) {
        (Binary::Add, Bool) => Some(loop3::<Direct<BitOr<Byte>>>(tier)),
        (Binary::Add, Complex64) => Some(loop3::<Pairs<Direct<Add<f32>>>>(tier)),
        (Binary::Add, Complex128) => Some(loop3::<Pairs<Direct<Add<f64>>>>(tier)),
        (Binary::Add, Float16 | Float32 | Float64) => by_float!(tier, ty, Add),
        (Binary::Add, _) => Some(by_width!(tier, ty, loop3, Add)),
        (Binary::Subtract, Bool) => None,
        (Binary::Subtract, Complex64) => Some(loop3::<Pairs<Direct<Subtract<f32>>>>(tier)),
        (Binary::Subtract, Complex128) => Some(loop3::<Pairs<Direct<Subtract<f64>>>>(tier)),
        (Binary::Subtract, Float16 | Float32 | Float64) => by_float!(tier, ty, Subtract),
        (Binary::Subtract, _) => Some(by_width!(tier, ty, loop3, Subtract)),
        (Binary::Multiply, Bool) => Some(loop3::<Direct<BitAnd<Byte>>>(tier)),
        (Binary::Multiply, Complex64) => Some(loop3::<Direct<Product<C64>>>(tier)),
        (Binary::Multiply, Complex128) => Some(loop3::<Direct<Product<C128>>>(tier)),
        (Binary::Multiply, Float16 | Float32 | Float64) => by_float!(tier, ty, Multiply),
        (Binary::Multiply, _) => Some(by_width!(tier, ty, loop3, Multiply)),
        (Binary::TrueDivide, Complex64) => Some(loop3::<Direct<Quotient<C64>>>(tier)),
        (Binary::TrueDivide, Complex128) => Some(loop3::<Direct<Quotient<C128>>>(tier)),
        (Binary::TrueDivide, _) => by_float!(tier, ty, TrueDivide),
        (Binary::FloorDivide, Float16 | Float32 | Float64) => by_float!(tier, ty, FloorDivide),
        (Binary::FloorDivide, _) => Some(by_integer!(tier, ty, FloorDivide)),
        (Binary::Remainder, Float16 | Float32 | Float64) => by_float!(tier, ty, Remainder),
        (Binary::Remainder, _) => Some(by_integer!(tier, ty, Remainder)),
        (Binary::Minimum, Complex64) => Some(loop3::<Direct<Least<C64>>>(tier)),
        (Binary::Minimum, Complex128) => Some(loop3::<Direct<Least<C128>>>(tier)),
        (Binary::Minimum, Bool) => Some(loop3::<Direct<BitAnd<Byte>>>(tier)),
        (Binary::Minimum, Float16 | Float32 | Float64) => by_float!(tier, ty, Minimum),
        (Binary::Minimum, _) => Some(by_integer!(tier, ty, Minimum)),
        (Binary::Maximum, Complex64) => Some(loop3::<Direct<Greatest<C64>>>(tier)),
        (Binary::Maximum, Complex128) => Some(loop3::<Direct<Greatest<C128>>>(tier)),
        (Binary::Maximum, Bool) => Some(loop3::<Direct<BitOr<Byte>>>(tier)),
        (Binary::Maximum, Float16 | Float32 | Float64) => by_float!(tier, ty, Maximum),
        (Binary::Maximum, _) => Some(by_integer!(tier, ty, Maximum)),
        _ => None,
    }
}

const fn bits(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    Some(match (op, ty) {
        (Binary::BitAnd, Bool) => loop3::<Direct<BitAnd<Byte>>>(tier),
        (Binary::BitAnd, _) => by_width!(tier, ty, loop3, BitAnd),
        (Binary::BitOr, Bool) => loop3::<Direct<BitOr<Byte>>>(tier),
        (Binary::BitOr, _) => by_width!(tier, ty, loop3, BitOr),
        (Binary::BitXor, Bool) => loop3::<Direct<BitXor<Byte>>>(tier),
        (Binary::BitXor, _) => by_width!(tier, ty, loop3, BitXor),
        (Binary::LeftShift, _) => by_width!(tier, ty, loop3, LeftShift),
        (Binary::RightShift, _) => by_integer!(tier, ty, RightShift),
        _ => return None,
    })
}

const fn comparison(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    Some(match (op, ty) {
        (Binary::Equal, Bool) => loop3::<Direct<Equal<Byte>>>(tier),
        (Binary::Equal, Complex64) => loop3::<Direct<Equal<C64>>>(tier),
        (Binary::Equal, Complex128) => loop3::<Direct<Equal<C128>>>(tier),
        (Binary::Equal, Float16 | Float32 | Float64) => return by_float!(tier, ty, Equal),
        (Binary::Equal, _) => by_width!(tier, ty, loop3, Equal),
        // Bools are unequal where one of them is true.
        (Binary::NotEqual, Bool) => loop3::<Direct<BitXor<Byte>>>(tier),
        (Binary::NotEqual, Complex64) => loop3::<Direct<NotEqual<C64>>>(tier),
        (Binary::NotEqual, Complex128) => loop3::<Direct<NotEqual<C128>>>(tier),
        (Binary::NotEqual, Float16 | Float32 | Float64) => return by_float!(tier, ty, NotEqual),
        (Binary::NotEqual, _) => by_width!(tier, ty, loop3, NotEqual),
        (Binary::Less, _) => return ordered!(tier, ty, Less),
        (Binary::LessEqual, _) => return ordered!(tier, ty, LessEqual),
        (Binary::Greater, _) => return ordered!(swapped tier, ty, Less),
        (Binary::GreaterEqual, _) => return ordered!(swapped tier, ty, LessEqual),
        _ => return None,
    })
}

const fn find_binary(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    match op {
        Binary::BitAnd | Binary::BitOr | Binary::BitXor | Binary::LeftShift | Binary::RightShift => bits(tier, op, ty),
        _ if op.is_comparison() => comparison(tier, op, ty),
        Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::TrueDivide
        | Binary::FloorDivide
        | Binary::Remainder
        | Binary::Minimum
        | Binary::Maximum => arithmetic(tier, op, ty),
        Binary::Power if is_integer(ty) => simple::find_binary(tier, op, ty),
        Binary::Power | Binary::Logaddexp | Binary::Logaddexp2 => exponential::find_binary(tier, op, ty),
        Binary::Arctan2 | Binary::Hypot => trigonometric::find_binary(tier, op, ty),
        _ => simple::find_binary(tier, op, ty),
    }
}

/// Whether it is an integer, not bool.
const fn is_integer(ty: ScalarType) -> bool {
    !matches!(ty, Bool | Float16 | Float32 | Float64 | Complex64 | Complex128)
}

const fn find_unary(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    Some(match (op, ty) {
        (Unary::Negative, Float16) => loop2::<One<Each<Negative<Half>>>>(tier),
        (Unary::Negative, Float32) => loop2::<One<Each<Negative<f32>>>>(tier),
        (Unary::Negative, Float64) => loop2::<One<Each<Negative<f64>>>>(tier),
        (Unary::Negative, Complex64) => loop2::<Pairs<One<Each<Negative<f32>>>>>(tier),
        (Unary::Negative, Complex128) => loop2::<Pairs<One<Each<Negative<f64>>>>>(tier),
        (Unary::Negative, _) => by_width!(tier, ty, loop2, Negative),
        (Unary::Invert, Bool) => loop2::<One<Each<LogicalNot<u8>>>>(tier),
        (Unary::Invert, _) => by_width!(tier, ty, loop2, Invert),
        (Unary::LogicalNot, Bool) => loop2::<One<Each<LogicalNot<u8>>>>(tier),
        (Unary::LogicalNot, Float16) => loop2::<One<Each<LogicalNot<Half>>>>(tier),
        (Unary::LogicalNot, Float32) => loop2::<One<Each<LogicalNot<f32>>>>(tier),
        (Unary::LogicalNot, Float64) => loop2::<One<Each<LogicalNot<f64>>>>(tier),
        (Unary::LogicalNot, Complex64) => loop2::<One<Each<LogicalNot<C64>>>>(tier),
        (Unary::LogicalNot, Complex128) => loop2::<One<Each<LogicalNot<C128>>>>(tier),
        (Unary::LogicalNot, _) => by_width!(tier, ty, loop2, LogicalNot),
        (Unary::Absolute, Int8) => loop2::<One<Each<Absolute<i8>>>>(tier),
        (Unary::Absolute, Int16) => loop2::<One<Each<Absolute<i16>>>>(tier),
        (Unary::Absolute, Int32) => loop2::<One<Each<Absolute<i32>>>>(tier),
        (Unary::Absolute, Int64) => loop2::<One<Each<Absolute<i64>>>>(tier),
        (Unary::Absolute, Float16) => loop2::<One<Each<Absolute<Half>>>>(tier),
        (Unary::Absolute, Float32) => loop2::<One<Each<Absolute<f32>>>>(tier),
        (Unary::Absolute, Float64) => loop2::<One<Each<Absolute<f64>>>>(tier),
        (Unary::Absolute, Complex64) => loop2::<One<Each<Absolute<C64>>>>(tier),
        (Unary::Absolute, Complex128) => loop2::<One<Each<Absolute<C128>>>>(tier),
        (Unary::Positive, Bool) => return None,
        (Unary::Absolute | Unary::Positive, _) => find_cast(tier, ty, ty),
        (
            Unary::Exp
            | Unary::Exp2
            | Unary::Expm1
            | Unary::Log
            | Unary::Log2
            | Unary::Log10
            | Unary::Log1p
            | Unary::Cbrt
            | Unary::Sinh
            | Unary::Cosh
            | Unary::Tanh,
            _,
        ) => return exponential::find_unary(tier, op, ty),
        (
            Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Arcsinh
            | Unary::Arccosh
            | Unary::Arctanh,
            _,
        ) => return trigonometric::find_unary(tier, op, ty),
        _ => return simple::find_unary(tier, op, ty),
    })
}

const fn find_cast(tier: Tier, from: ScalarType, to: ScalarType) -> Loop2 {
    macro_rules! integer {
        // A source of type $t, of width $w (unsigned), narrowing to $n and widening to $wide.
        ($t:ident, $w:ident: $($narrow:ident => $n:ty),*; $($wide:ident => $x:ty),*) => {
            match to {
                $($narrow => loop2::<One<Each<Cast<$w, $n>>>>(tier),)*
                $($wide => loop2::<One<Each<Cast<$t, $x>>>>(tier),)*
                Bool => loop2::<One<Each<Cast<$w, Byte>>>>(tier),
                Float16 => loop2::<After<Each<Cast<$t, f32>>, SingleToHalf>>(tier),
                Float32 => loop2::<One<Each<Cast<$t, f32>>>>(tier),
                Float64 => loop2::<One<Each<Cast<$t, f64>>>>(tier),
                Complex64 => loop2::<After<Each<Cast<$t, f32>>, Each<Cast<f32, C64>>>>(tier),
                Complex128 => loop2::<After<Each<Cast<$t, f64>>, Each<Cast<f64, C128>>>>(tier),
                #[allow(unreachable_patterns)]
                _ => copy_loop(item_size(to)),
            }
        };
    }
    match from {
        Bool => match to {
            Bool | Int8 | UInt8 => loop2::<One<Each<Cast<u8, Byte>>>>(tier),
            Int16 | UInt16 => loop2::<One<Each<Cast<Byte, u16>>>>(tier),
            Int32 | UInt32 => loop2::<One<Each<Cast<Byte, u32>>>>(tier),
            Int64 | UInt64 => loop2::<One<Each<Cast<Byte, u64>>>>(tier),
            Float16 => loop2::<One<Each<Cast<Byte, Half>>>>(tier),
            Float32 => loop2::<One<Each<Cast<Byte, f32>>>>(tier),
            Float64 => loop2::<One<Each<Cast<Byte, f64>>>>(tier),
            Complex64 => loop2::<After<Each<Cast<Byte, f32>>, Each<Cast<f32, C64>>>>(tier),
            Complex128 => loop2::<After<Each<Cast<Byte, f64>>, Each<Cast<f64, C128>>>>(tier),
        },
        Int8 => integer!(i8, u8: ; Int16 => u16, UInt16 => u16, Int32 => u32, UInt32 => u32,
            Int64 => u64, UInt64 => u64),
        UInt8 => integer!(u8, u8: ; Int16 => u16, UInt16 => u16, Int32 => u32, UInt32 => u32,
            Int64 => u64, UInt64 => u64),
        Int16 => integer!(i16, u16: Int8 => u8, UInt8 => u8; Int32 => u32, UInt32 => u32,
            Int64 => u64, UInt64 => u64),
        UInt16 => integer!(u16, u16: Int8 => u8, UInt8 => u8; Int32 => u32, UInt32 => u32,
            Int64 => u64, UInt64 => u64),
        Int32 => integer!(i32, u32: Int8 => u8, UInt8 => u8, Int16 => u16, UInt16 => u16;
            Int64 => u64, UInt64 => u64),
        UInt32 => integer!(u32, u32: Int8 => u8, UInt8 => u8, Int16 => u16, UInt16 => u16;
            Int64 => u64, UInt64 => u64),
        Int64 => integer!(i64, u64: Int8 => u8, UInt8 => u8, Int16 => u16, UInt16 => u16,
            Int32 => u32, UInt32 => u32; ),
        UInt64 => integer!(u64, u64: Int8 => u8, UInt8 => u8, Int16 => u16, UInt16 => u16,
            Int32 => u32, UInt32 => u32; ),
        Float16 => match to {
            Bool => loop2::<One<Each<Cast<Half, Byte>>>>(tier),
            Int8 | UInt8 => loop2::<Before<HalfToSingle, Each<Cast<f32, u8>>>>(tier),
            Int16 | UInt16 => loop2::<Before<HalfToSingle, Each<Cast<f32, u16>>>>(tier),
            Int32 => loop2::<Before<HalfToSingle, Each<Cast<f32, i32>>>>(tier),
            UInt32 => loop2::<Before<HalfToSingle, Each<Cast<f32, u32>>>>(tier),
            Int64 => loop2::<Before<HalfToSingle, Each<Cast<f32, i64>>>>(tier),
            UInt64 => loop2::<Before<HalfToSingle, Each<Cast<f32, u64>>>>(tier),
            Float16 => copy_loop(2),
            Float32 => loop2::<One<HalfToSingle>>(tier),
            Float64 => loop2::<Before<HalfToSingle, Each<Cast<f32, f64>>>>(tier),
            Complex64 => loop2::<Before<HalfToSingle, Each<Cast<f32, C64>>>>(tier),
            Complex128 => loop2::<Before<HalfToSingle, Each<Cast<f32, C128>>>>(tier),
        },
        Float32 => match to {
            Bool => loop2::<One<Each<Cast<f32, Byte>>>>(tier),
            Int8 | UInt8 => loop2::<One<Each<Cast<f32, u8>>>>(tier),
            Int16 | UInt16 => loop2::<One<Each<Cast<f32, u16>>>>(tier),
            Int32 => loop2::<One<Each<Cast<f32, i32>>>>(tier),
            UInt32 => loop2::<One<Each<Cast<f32, u32>>>>(tier),
            Int64 => loop2::<One<Each<Cast<f32, i64>>>>(tier),
            UInt64 => loop2::<One<Each<Cast<f32, u64>>>>(tier),
            Float16 => loop2::<One<SingleToHalf>>(tier),
            Float32 => copy_loop(4),
            Float64 => loop2::<One<Each<Cast<f32, f64>>>>(tier),
            Complex64 => loop2::<One<Each<Cast<f32, C64>>>>(tier),
            Complex128 => loop2::<One<Each<Cast<f32, C128>>>>(tier),
        },
        Float64 => match to {
            Bool => loop2::<One<Each<Cast<f64, Byte>>>>(tier),
            Int8 | UInt8 => loop2::<One<Each<Cast<f64, u8>>>>(tier),
            Int16 | UInt16 => loop2::<One<Each<Cast<f64, u16>>>>(tier),
            Int32 => loop2::<One<Each<Cast<f64, i32>>>>(tier),
            UInt32 => loop2::<One<Each<Cast<f64, u32>>>>(tier),
            Int64 => loop2::<One<Each<Cast<f64, i64>>>>(tier),
            UInt64 => loop2::<One<Each<Cast<f64, u64>>>>(tier),
            Float16 => loop2::<One<DoubleToHalf>>(tier),
            Float32 => loop2::<One<Each<Cast<f64, f32>>>>(tier),
            Float64 => copy_loop(8),
            Complex64 => loop2::<One<Each<Cast<f64, C64>>>>(tier),
            Complex128 => loop2::<One<Each<Cast<f64, C128>>>>(tier),
        },
        // The real part lies first, and strides are the caller's: the loops of
        // the real type read it.
        Complex64 => match to {
            Bool => loop2::<One<Each<Cast<C64, Byte>>>>(tier),
            Complex64 => copy_loop(8),
            Complex128 => loop2::<Pairs<One<Each<Cast<f32, f64>>>>>(tier),
            _ => find_cast(tier, Float32, to),
        },
        Complex128 => match to {
            Bool => loop2::<One<Each<Cast<C128, Byte>>>>(tier),
            Complex64 => loop2::<Pairs<One<Each<Cast<f64, f32>>>>>(tier),
            Complex128 => copy_loop(16),
            _ => find_cast(tier, Float64, to),
        },
    }
}

type Table<T, const N: usize> = [[[T; 14]; N]; 3];

static BINARY: Table<Option<Loop3>, { Binary::ALL.len() }> = {
    let mut table = [[[None; 14]; Binary::ALL.len()]; 3];
    let mut i = 0;
    while i < 3 * Binary::ALL.len() * 14 {
        let (t, op, ty) = (i / 14 / Binary::ALL.len(), i / 14 % Binary::ALL.len(), i % 14);
        table[t][op][ty] = find_binary(Tier::ALL[t], Binary::ALL[op], TYPES[ty]);
        i += 1;
    }
    table
};

static UNARY: Table<Option<Loop2>, { Unary::ALL.len() }> = {
    let mut table = [[[None; 14]; Unary::ALL.len()]; 3];
    let mut i = 0;
    while i < 3 * Unary::ALL.len() * 14 {
        let (t, op, ty) = (i / 14 / Unary::ALL.len(), i / 14 % Unary::ALL.len(), i % 14);
        table[t][op][ty] = find_unary(Tier::ALL[t], Unary::ALL[op], TYPES[ty]);
        i += 1;
    }
    table
};

static CAST: Table<Loop2, 14> = {
    let mut table = [[[copy_loop(1); 14]; 14]; 3];
    let mut i = 0;
    while i < 3 * 14 * 14 {
        let (t, from, to) = (i / 14 / 14, i / 14 % 14, i % 14);
        table[t][from][to] = find_cast(Tier::ALL[t], TYPES[from], TYPES[to]);
        i += 1;
    }
    table
};

const TYPES: [ScalarType; 14] =
    [Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float16, Float32, Float64, Complex64, Complex128];

/// The loop of `op` for two operands of type `ty`, which writes
/// [`op.output(ty)`](Binary::output); None if NumPy has no such loop (integers
/// and bool divide as f64, bool has no difference).
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{Binary, binary};
///
/// let (a, b, mut c) = ([1.0f64, 2.0, 3.0], [10.0f64], [0.0f64; 3]);
/// let add = binary(Binary::Add, ScalarType::Float64).unwrap();
/// // SAFETY: three elements of stride 8, one of stride 0, three of stride 8.
/// unsafe {
///     add(
///         [3, 1],
///         [a.as_ptr().cast_mut().cast(), b.as_ptr().cast_mut().cast(), c.as_mut_ptr().cast()],
///         [[8, 0], [0, 0], [8, 0]],
///     );
/// }
/// assert_eq!(c, [11.0, 12.0, 13.0]);
/// ```
#[inline]
pub fn binary(op: Binary, ty: ScalarType) -> Option<Loop3> {
    binary_at(tier(), op, ty)
}

/// [`binary`] in a given tier.
///
/// Calling the loop is undefined behaviour if the processor lacks the tier
/// ([`Tier::is_available`]).
#[inline]
pub fn binary_at(tier: Tier, op: Binary, ty: ScalarType) -> Option<Loop3> {
    BINARY[tier as usize][op as usize][ty as usize]
}

/// The loop of a comparison of int64 with uint64, exact for all values (as NumPy
/// compares them); `left` and `right` are [`ScalarType::Int64`] and
/// [`ScalarType::UInt64`] in either order, else None.
pub fn compare_mixed(op: Binary, left: ScalarType, right: ScalarType) -> Option<Loop3> {
    compare_mixed_at(tier(), op, left, right)
}

/// [`compare_mixed`] in a given tier, which the processor must have.
pub fn compare_mixed_at(tier: Tier, op: Binary, left: ScalarType, right: ScalarType) -> Option<Loop3> {
    Some(match (op, left, right) {
        (Binary::Equal, Int64, UInt64) => loop3::<Direct<EqualMixed>>(tier),
        (Binary::Equal, UInt64, Int64) => loop3::<Swapped<Direct<EqualMixed>>>(tier),
        (Binary::NotEqual, Int64, UInt64) => loop3::<Direct<NotEqualMixed>>(tier),
        (Binary::NotEqual, UInt64, Int64) => loop3::<Swapped<Direct<NotEqualMixed>>>(tier),
        (Binary::Less, Int64, UInt64) => loop3::<Direct<LessMixed>>(tier),
        (Binary::Less, UInt64, Int64) => loop3::<Direct<LessMixedLeft>>(tier),
        (Binary::LessEqual, Int64, UInt64) => loop3::<Direct<LessEqualMixed>>(tier),
        (Binary::LessEqual, UInt64, Int64) => loop3::<Direct<LessEqualMixedLeft>>(tier),
        (Binary::Greater, Int64, UInt64) => loop3::<Swapped<Direct<LessMixedLeft>>>(tier),
        (Binary::Greater, UInt64, Int64) => loop3::<Swapped<Direct<LessMixed>>>(tier),
        (Binary::GreaterEqual, Int64, UInt64) => loop3::<Swapped<Direct<LessEqualMixedLeft>>>(tier),
        (Binary::GreaterEqual, UInt64, Int64) => loop3::<Swapped<Direct<LessEqualMixed>>>(tier),
        _ => return None,
    })
}

/// The loop of `op` for operands of type `ty`, which writes
/// [`op.output(ty)`](Unary::output); None if NumPy has no such loop (bool has no
/// negative, only bool and integers are inverted).
#[inline]
pub fn unary(op: Unary, ty: ScalarType) -> Option<Loop2> {
    unary_at(tier(), op, ty)
}

/// [`unary`] in a given tier, which the processor must have.
#[inline]
pub fn unary_at(tier: Tier, op: Unary, ty: ScalarType) -> Option<Loop2> {
    UNARY[tier as usize][op as usize][ty as usize]
}

/// The loop that converts elements of type `from` to type `to`.
///
/// Integers are cut to the target's width or extended by their sign, floats to
/// integers are cut towards zero. A float that does not fit the integer gives
/// NumPy's value on x86-64 on every platform: -2^31 for int32, -2^63 for int64,
/// the low bits of the conversion to int32 (int64) for shorter types (uint32),
/// and for uint64 the bits of the conversion to int64, from 2^63 on that of the
/// value less 2^63, plus 2^63. (For uint32 outside of -2^31 to 2^32 NumPy's scalar and
/// vector loops differ; this is the scalar one's.) f64 to f16 rounds once.
/// Complex to real drops the imaginary part; anything to bool asks whether it is
/// not 0.
///
/// ```
/// use npcore_dtype::ScalarType;
///
/// let (a, mut b) = ([1.9f64, -1.9, 300.0, f64::NAN], [0u8; 4]);
/// let cast = npcore_kernel::cast(ScalarType::Float64, ScalarType::UInt8);
/// // SAFETY: four elements of stride 8, four of stride 1.
/// unsafe {
///     cast([4, 1], [a.as_ptr().cast_mut().cast(), b.as_mut_ptr()], [[8, 0], [1, 0]]);
/// }
/// assert_eq!(b, [1, 255, 44, 0]);
/// ```
#[inline]
pub fn cast(from: ScalarType, to: ScalarType) -> Loop2 {
    cast_at(tier(), from, to)
}

/// [`cast`] in a given tier, which the processor must have.
#[inline]
pub fn cast_at(tier: Tier, from: ScalarType, to: ScalarType) -> Loop2 {
    CAST[tier as usize][from as usize][to as usize]
}
