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
}

impl Binary {
    /// All operations, in the order of their discriminants.
    pub const ALL: [Binary; 19] = [
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

    /// The type that the kernel for operands of type `ty` writes.
    ///
    /// ```
    /// use npcore_dtype::ScalarType;
    /// use npcore_kernel::Binary;
    /// assert_eq!(Binary::Less.output(ScalarType::Int32), ScalarType::Bool);
    /// assert_eq!(Binary::Add.output(ScalarType::Int32), ScalarType::Int32);
    /// ```
    pub const fn output(self, ty: ScalarType) -> ScalarType {
        if self.is_comparison() { ScalarType::Bool } else { ty }
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
}

impl Unary {
    /// All operations, in the order of their discriminants.
    pub const ALL: [Unary; 5] = [Unary::Negative, Unary::Invert, Unary::LogicalNot, Unary::Absolute, Unary::Positive];

    /// The type that the kernel for an operand of type `ty` writes.
    pub const fn output(self, ty: ScalarType) -> ScalarType {
        match (self, ty) {
            (Unary::LogicalNot, _) => ScalarType::Bool,
            (Unary::Absolute, ScalarType::Complex64) => ScalarType::Float32,
            (Unary::Absolute, ScalarType::Complex128) => ScalarType::Float64,
            _ => ty,
        }
    }
}
