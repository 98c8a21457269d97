//! The fourteen numeric element types: those for which kernels exist.

use std::fmt;

/// A numeric element type (bool, integers, floats, complex), without byte order.
///
/// The discriminants are stable, dense and in NumPy's type-number order, so that
/// tables of kernels can be indexed by them.
///
/// ```
/// use npcore_dtype::ScalarType;
/// assert_eq!(ScalarType::Float64 as usize, 11);
/// assert_eq!(ScalarType::ALL[11].name(), "float64");
/// ```
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScalarType {
    /// One byte; false if it is 0, true otherwise.
    Bool = 0,
    /// `i8`
    Int8 = 1,
    /// `u8`
    UInt8 = 2,
    /// `i16`
    Int16 = 3,
    /// `u16`
    UInt16 = 4,
    /// `i32`
    Int32 = 5,
    /// `u32`
    UInt32 = 6,
    /// `i64`
    Int64 = 7,
    /// `u64`
    UInt64 = 8,
    /// IEEE binary16, `half::f16`
    Float16 = 9,
    /// `f32`
    Float32 = 10,
    /// `f64`
    Float64 = 11,
    /// Two `f32`, real part first.
    Complex64 = 12,
    /// Two `f64`, real part first.
    Complex128 = 13,
}

use ScalarType::*;

/// What the table below says of one type.
struct Facts {
    name: &'static str,
    char: char,
    kind: char,
    align: u8,
    /// Characters that hold every value of the type as text.
    text_width: u8,
}

const fn facts(name: &'static str, char: char, kind: char, align: u8, text_width: u8) -> Facts {
    Facts { name, char, kind, align, text_width }
}

const I64_ALIGN: u8 = align_of::<u64>() as u8;

static FACTS: [Facts; 14] = [
    facts("bool", '?', 'b', 1, 5),
    facts("int8", 'b', 'i', 1, 4),
    facts("uint8", 'B', 'u', 1, 3),
    facts("int16", 'h', 'i', 2, 6),
    facts("uint16", 'H', 'u', 2, 5),
    facts("int32", 'i', 'i', 4, 11),
    facts("uint32", 'I', 'u', 4, 10),
    facts("int64", 'l', 'i', I64_ALIGN, 21),
    facts("uint64", 'L', 'u', I64_ALIGN, 20),
    facts("float16", 'e', 'f', 2, 32),
    facts("float32", 'f', 'f', 4, 32),
    facts("float64", 'd', 'f', I64_ALIGN, 32),
    facts("complex64", 'F', 'c', 4, 64),
    facts("complex128", 'D', 'c', I64_ALIGN, 64),
];

impl ScalarType {
    /// Every type, by discriminant.
    pub const ALL: [ScalarType; 14] = [
        Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float16, Float32, Float64, Complex64,
        Complex128,
    ];

    /// How many types there are.
    pub const COUNT: usize = 14;

    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    /// NumPy's name: `"float64"`.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// NumPy's type character (as on 64-bit Linux): `'d'` for float64, `'l'` for int64.
    pub fn char(self) -> char {
        self.facts().char
    }

    /// NumPy's kind character: one of `b i u f c`.
    pub fn kind_char(self) -> char {
        self.facts().kind
    }

    /// Bytes of an element.
    pub const fn itemsize(self) -> usize {
        match self {
            Bool | Int8 | UInt8 => 1,
            Int16 | UInt16 | Float16 => 2,
            Int32 | UInt32 | Float32 => 4,
            Int64 | UInt64 | Float64 | Complex64 => 8,
            Complex128 => 16,
        }
    }

    /// The alignment C gives the type here.
    pub fn alignment(self) -> usize {
        self.facts().align as usize
    }

    /// Bytes of one word that a change of byte order reverses: half the size for complex numbers.
    pub const fn word_size(self) -> usize {
        match self {
            Complex64 => 4,
            Complex128 => 8,
            other => other.itemsize(),
        }
    }

    /// The width of `U<n>` or `S<n>` that holds every value of the type as text.
    pub(crate) fn text_width(self) -> u32 {
        u32::from(self.facts().text_width)
    }

    /// `bool`.
    pub const fn is_bool(self) -> bool {
        matches!(self, Bool)
    }

    /// A signed or unsigned integer (not `bool`).
    pub const fn is_integer(self) -> bool {
        self.is_signed_integer() || self.is_unsigned_integer()
    }

    /// `int8` to `int64`.
    pub const fn is_signed_integer(self) -> bool {
        matches!(self, Int8 | Int16 | Int32 | Int64)
    }

    /// `uint8` to `uint64`.
    pub const fn is_unsigned_integer(self) -> bool {
        matches!(self, UInt8 | UInt16 | UInt32 | UInt64)
    }

    /// `float16`, `float32` or `float64`.
    pub const fn is_float(self) -> bool {
        matches!(self, Float16 | Float32 | Float64)
    }

    /// `complex64` or `complex128`.
    pub const fn is_complex(self) -> bool {
        matches!(self, Complex64 | Complex128)
    }

    /// The type of `a / b` for two operands of this type: itself for floats and complex numbers,
    /// `float64` for integers and bool.
    pub const fn quotient(self) -> ScalarType {
        if self.is_float() || self.is_complex() { self } else { Float64 }
    }

    /// The type of the real and imaginary part of a complex number; the type itself otherwise.
    pub const fn real(self) -> ScalarType {
        match self {
            Complex64 => Float32,
            Complex128 => Float64,
            other => other,
        }
    }
}

impl fmt::Display for ScalarType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_agrees_with_the_constant_functions() {
        for (i, ty) in ScalarType::ALL.into_iter().enumerate() {
            assert_eq!(ty as usize, i);
            assert!(ty.name().ends_with(&(8 * ty.itemsize()).to_string()) || ty.is_bool());
            assert!(ty.itemsize().is_multiple_of(ty.word_size()));
            assert_eq!(ty.is_integer(), matches!(ty.kind_char(), 'i' | 'u'));
        }
    }
}
