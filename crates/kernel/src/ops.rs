//! The names of the operations that have kernels.

use npcore_dtype::ScalarType;

/// An operation on two elements of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Binary {
    /// `a + b`; integers wrap, bool is *or*.
    Add = 0,
    /// `a - b`; integers wrap, not defined for bool.
    Subtract,
    /// `a * b`; integers wrap, bool is *and*.
    ///
    /// Complex products round each of the four products and the two sums, as
    /// NumPy's scalars do; NumPy's array loops fuse on processors with FMA, so
    /// their last bit depends on the machine.
    Multiply,
    /// `a / b`; floating and complex types only (integers are cast first).
    /// Complex quotients use Smith's algorithm, as NumPy's.
    TrueDivide,
    /// `floor(a / b)`; integers: `x // 0` is 0, `MIN // -1` wraps to `MIN`.
    FloorDivide,
    /// `a - floor(a / b) * b`: the remainder with the divisor's sign;
    /// integers: `x % 0` is 0.
    Remainder,
    /// `a & b` of bool and integers.
    BitAnd,
    /// `a | b` of bool and integers.
    BitOr,
    /// `a ^ b` of bool and integers.
    BitXor,
    /// `a << b` of integers; 0 where `b` is negative or at least the number of
    /// bits.
    LeftShift,
    /// `a >> b` of integers; where `b` is negative or at least the number of
    /// bits, 0, or -1 for negative `a`.
    RightShift,
    /// `a == b` as bool.
    Equal,
    /// `a != b` as bool.
    NotEqual,
    /// `a < b` as bool; complex numbers compare lexicographically.
    Less,
    /// `a <= b` as bool.
    LessEqual,
    /// `a > b` as bool.
    Greater,
    /// `a >= b` as bool.
    GreaterEqual,
    /// The smaller one; NaN if either is, the first one's if both are; the
    /// second one if they are equal.
    Minimum,
    /// The larger one; NaN if either is, the first one's if both are; the
    /// second one if they are equal.
    Maximum,
    /// Whether both are nonzero, as bool.
    LogicalAnd,
    /// Whether either is nonzero, as bool.
    LogicalOr,
    /// Whether exactly one is nonzero, as bool.
    LogicalXor,
    /// The remainder with the dividend's sign (C's); integers: `x % 0` is 0.
    Fmod,
    /// The greatest common divisor of integers, not negative (but for the wrapped minimum).
    Gcd,
    /// The least common multiple of the magnitudes, wrapping.
    Lcm,
    /// The magnitude of `a` with the sign of `b`.
    Copysign,
    /// 0 where `a < 0`, 1 where `a > 0`, `b` where `a` is 0, NaN where it is NaN.
    Heaviside,
    /// The larger one; where one is NaN, the other; the second if they are equal
    /// (f16 and complex numbers: the first).
    Fmax,
    /// The smaller one; where one is NaN, the other; the second if they are equal
    /// (f16 and complex numbers: the first).
    Fmin,
    /// The next float after `a` towards `b`.
    Nextafter,
    /// `a * 2^b`, rounded once; `b` is int32 whatever the float type of `a`.
    Ldexp,
    /// `a^b`; integers wrap, and are cut off for a negative `b` (0 gives 0), which NumPy refuses.
    Power,
    /// `log(e^a + e^b)`.
    Logaddexp,
    /// `log2(2^a + 2^b)`.
    Logaddexp2,
    /// The angle of the point (`b`, `a`), in (-pi, pi].
    Arctan2,
    /// `sqrt(a^2 + b^2)` without overflow on the way.
    Hypot,
}

impl Binary {
    /// All operations, in the order of their discriminants.
    pub const ALL: [Binary; 36] = [
        Binary::Add,
        Binary::Subtract,
        Binary::Multiply,
        Binary::TrueDivide,
        Binary::FloorDivide,
        Binary::Remainder,
        Binary::BitAnd,
        Binary::BitOr,
        Binary::BitXor,
        Binary::LeftShift,
        Binary::RightShift,
        Binary::Equal,
        Binary::NotEqual,
        Binary::Less,
        Binary::LessEqual,
        Binary::Greater,
        Binary::GreaterEqual,
        Binary::Minimum,
        Binary::Maximum,
        Binary::LogicalAnd,
        Binary::LogicalOr,
        Binary::LogicalXor,
        Binary::Fmod,
        Binary::Gcd,
        Binary::Lcm,
        Binary::Copysign,
        Binary::Heaviside,
        Binary::Fmax,
        Binary::Fmin,
        Binary::Nextafter,
        Binary::Ldexp,
        Binary::Power,
        Binary::Logaddexp,
        Binary::Logaddexp2,
        Binary::Arctan2,
        Binary::Hypot,
    ];

    /// Whether the result is bool whatever the operands are.
    pub const fn is_comparison(self) -> bool {
        matches!(
            self,
            Binary::Equal
                | Binary::NotEqual
                | Binary::Less
                | Binary::LessEqual
                | Binary::Greater
                | Binary::GreaterEqual
        )
    }

    /// NumPy's name of the ufunc.
    ///
    /// ```
    /// assert_eq!(npcore_kernel::Binary::ALL[0].name(), "add");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Binary::Add => "add",
            Binary::Subtract => "subtract",
            Binary::Multiply => "multiply",
            Binary::TrueDivide => "divide",
            Binary::FloorDivide => "floor_divide",
            Binary::Remainder => "remainder",
            Binary::BitAnd => "bitwise_and",
            Binary::BitOr => "bitwise_or",
            Binary::BitXor => "bitwise_xor",
            Binary::LeftShift => "left_shift",
            Binary::RightShift => "right_shift",
            Binary::Equal => "equal",
            Binary::NotEqual => "not_equal",
            Binary::Less => "less",
            Binary::LessEqual => "less_equal",
            Binary::Greater => "greater",
            Binary::GreaterEqual => "greater_equal",
            Binary::Minimum => "minimum",
            Binary::Maximum => "maximum",
            Binary::LogicalAnd => "logical_and",
            Binary::LogicalOr => "logical_or",
            Binary::LogicalXor => "logical_xor",
            Binary::Fmod => "fmod",
            Binary::Gcd => "gcd",
            Binary::Lcm => "lcm",
            Binary::Copysign => "copysign",
            Binary::Heaviside => "heaviside",
            Binary::Fmax => "fmax",
            Binary::Fmin => "fmin",
            Binary::Nextafter => "nextafter",
            Binary::Ldexp => "ldexp",
            Binary::Power => "power",
            Binary::Logaddexp => "logaddexp",
            Binary::Logaddexp2 => "logaddexp2",
            Binary::Arctan2 => "arctan2",
            Binary::Hypot => "hypot",
        }
    }

    /// The type that the kernel for operands of type `ty` writes.
    ///
    /// ```
    /// use npcore_dtype::ScalarType;
    /// use npcore_kernel::Binary;
    /// assert_eq!(Binary::Less.output(ScalarType::Int32), ScalarType::Bool);
    /// assert_eq!(Binary::Add.output(ScalarType::Int32), ScalarType::Int32);
    /// ```
    pub const fn output(self, ty: ScalarType) -> ScalarType {
        match self {
            _ if self.is_comparison() => ScalarType::Bool,
            Binary::LogicalAnd | Binary::LogicalOr | Binary::LogicalXor => ScalarType::Bool,
            _ => ty,
        }
    }
}

/// An operation on one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Unary {
    /// `-a`; integers wrap, not defined for bool.
    Negative = 0,
    /// `~a` of integers, *not* for bool.
    Invert,
    /// `a == 0` as bool.
    LogicalNot,
    /// `|a|`; integers wrap (`|MIN|` is `MIN`); of complex numbers the
    /// magnitude, written as the real type of the same precision.
    Absolute,
    /// A copy; not defined for bool.
    Positive,
    /// `|a|` of floating types.
    Fabs,
    /// -1, 0 or 1; NaN stays; of complex numbers `a / |a|`, and 0 for 0.
    Sign,
    /// Whether the sign bit of a float is set, as bool.
    Signbit,
    /// `a * a`.
    Square,
    /// `1 / a`; integers: cut off, 0 gives 0 or, of int32 and int64, the minimum.
    Reciprocal,
    /// `a` with the imaginary part negated; real types: a copy.
    Conjugate,
    /// The square root, correctly rounded (complex: principal).
    Sqrt,
    /// Rounded to the nearest integer, ties to even.
    Rint,
    /// The largest integer not above; integers and bool: a copy.
    Floor,
    /// The smallest integer not below; integers and bool: a copy.
    Ceil,
    /// The integer part; integers and bool: a copy.
    Trunc,
    /// Whether it is NaN (complex: either part), as bool.
    IsNan,
    /// Whether it is infinite (complex: either part), as bool.
    IsInf,
    /// Whether it is neither infinite nor NaN (complex: both parts), as bool.
    IsFinite,
    /// The distance to the neighbouring float away from zero, with the sign of `a`;
    /// f16: to the next larger one.
    Spacing,
    /// The number of bits set in `|a|`, as uint8.
    BitwiseCount,
    /// The mantissa in ±[0.5, 1), as the float's type.
    FrexpMantissa,
    /// The exponent of [`FrexpMantissa`](Unary::FrexpMantissa), as int32; 0 for 0, infinity and NaN.
    FrexpExponent,
    /// The fractional part, with the sign of `a`.
    ModfFraction,
    /// The integer part of [`ModfFraction`](Unary::ModfFraction), with the sign of `a`.
    ModfWhole,
    /// `a * (180 / pi)`, the factor rounded to the type.
    Degrees,
    /// `a * (pi / 180)`.
    Radians,
    /// `e^a`.
    Exp,
    /// `2^a`.
    Exp2,
    /// `e^a - 1`.
    Expm1,
    /// The natural logarithm.
    Log,
    /// The logarithm to base 2.
    Log2,
    /// The logarithm to base 10.
    Log10,
    /// `log(1 + a)`.
    Log1p,
    /// The cube root.
    Cbrt,
    /// The hyperbolic sine.
    Sinh,
    /// The hyperbolic cosine.
    Cosh,
    /// The hyperbolic tangent.
    Tanh,
    /// The sine.
    Sin,
    /// The cosine.
    Cos,
    /// The tangent.
    Tan,
    /// The inverse sine.
    Arcsin,
    /// The inverse cosine.
    Arccos,
    /// The inverse tangent.
    Arctan,
    /// The inverse hyperbolic sine.
    Arcsinh,
    /// The inverse hyperbolic cosine.
    Arccosh,
    /// The inverse hyperbolic tangent.
    Arctanh,
    /// Whether a time is not-a-time, as bool; see [`time_unary`](crate::time_unary).
    IsNat,
}

impl Unary {
    /// All operations, in the order of their discriminants.
    pub const ALL: [Unary; 48] = [
        Unary::Negative,
        Unary::Invert,
        Unary::LogicalNot,
        Unary::Absolute,
        Unary::Positive,
        Unary::Fabs,
        Unary::Sign,
        Unary::Signbit,
        Unary::Square,
        Unary::Reciprocal,
        Unary::Conjugate,
        Unary::Sqrt,
        Unary::Rint,
        Unary::Floor,
        Unary::Ceil,
        Unary::Trunc,
        Unary::IsNan,
        Unary::IsInf,
        Unary::IsFinite,
        Unary::Spacing,
        Unary::BitwiseCount,
        Unary::FrexpMantissa,
        Unary::FrexpExponent,
        Unary::ModfFraction,
        Unary::ModfWhole,
        Unary::Degrees,
        Unary::Radians,
        Unary::Exp,
        Unary::Exp2,
        Unary::Expm1,
        Unary::Log,
        Unary::Log2,
        Unary::Log10,
        Unary::Log1p,
        Unary::Cbrt,
        Unary::Sinh,
        Unary::Cosh,
        Unary::Tanh,
        Unary::Sin,
        Unary::Cos,
        Unary::Tan,
        Unary::Arcsin,
        Unary::Arccos,
        Unary::Arctan,
        Unary::Arcsinh,
        Unary::Arccosh,
        Unary::Arctanh,
        Unary::IsNat,
    ];

    /// NumPy's name of the ufunc.
    ///
    /// ```
    /// assert_eq!(npcore_kernel::Unary::ALL[0].name(), "negative");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Unary::Negative => "negative",
            Unary::Invert => "invert",
            Unary::LogicalNot => "logical_not",
            Unary::Absolute => "absolute",
            Unary::Positive => "positive",
            Unary::Fabs => "fabs",
            Unary::Sign => "sign",
            Unary::Signbit => "signbit",
            Unary::Square => "square",
            Unary::Reciprocal => "reciprocal",
            Unary::Conjugate => "conjugate",
            Unary::Sqrt => "sqrt",
            Unary::Rint => "rint",
            Unary::Floor => "floor",
            Unary::Ceil => "ceil",
            Unary::Trunc => "trunc",
            Unary::IsNan => "isnan",
            Unary::IsInf => "isinf",
            Unary::IsFinite => "isfinite",
            Unary::Spacing => "spacing",
            Unary::BitwiseCount => "bitwise_count",
            Unary::FrexpMantissa => "frexp",
            Unary::FrexpExponent => "frexp",
            Unary::ModfFraction => "modf",
            Unary::ModfWhole => "modf",
            Unary::Degrees => "degrees",
            Unary::Radians => "radians",
            Unary::Exp => "exp",
            Unary::Exp2 => "exp2",
            Unary::Expm1 => "expm1",
            Unary::Log => "log",
            Unary::Log2 => "log2",
            Unary::Log10 => "log10",
            Unary::Log1p => "log1p",
            Unary::Cbrt => "cbrt",
            Unary::Sinh => "sinh",
            Unary::Cosh => "cosh",
            Unary::Tanh => "tanh",
            Unary::Sin => "sin",
            Unary::Cos => "cos",
            Unary::Tan => "tan",
            Unary::Arcsin => "arcsin",
            Unary::Arccos => "arccos",
            Unary::Arctan => "arctan",
            Unary::Arcsinh => "arcsinh",
            Unary::Arccosh => "arccosh",
            Unary::Arctanh => "arctanh",
            Unary::IsNat => "isnat",
        }
    }

    /// The type that the kernel for an operand of type `ty` writes.
    pub const fn output(self, ty: ScalarType) -> ScalarType {
        match (self, ty) {
            (Unary::LogicalNot | Unary::Signbit | Unary::IsNan | Unary::IsInf | Unary::IsFinite | Unary::IsNat, _) => {
                ScalarType::Bool
            }
            (Unary::BitwiseCount, _) => ScalarType::UInt8,
            (Unary::FrexpExponent, _) => ScalarType::Int32,
            (Unary::Absolute, ScalarType::Complex64) => ScalarType::Float32,
            (Unary::Absolute, ScalarType::Complex128) => ScalarType::Float64,
            _ => ty,
        }
    }
}
