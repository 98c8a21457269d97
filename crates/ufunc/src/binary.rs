//! Universal functions of two arguments.

use npcore_array::{Array, Operand, Operands, Result, engine};
use npcore_dtype::Elem;
use npcore_kernel::Binary;

use crate::macros::{binary_out, folded};

/// A universal function of two arguments, as a value: `Add.apply(&a, &b)`, `Add.reduce(&a, 0)`.
pub trait BinaryUfunc: Copy {
    /// The type of the results for two operands.
    type Out<A: Operands<B>, B: ?Sized>: Elem;

    /// The type of reductions and scans of elements of type `T`.
    type Folded<T: Elem>: Elem;

    #[doc(hidden)]
    const OP: Binary;

    /// NumPy's name.
    fn name(self) -> &'static str {
        Self::OP.name()
    }

    /// The function of every pair of elements, broadcast together.
    ///
    /// # Errors
    /// Shapes that do not fit; types that the function does not have; no memory.
    #[inline]
    fn apply<A: Operands<B>, B: Operand>(self, a: A, b: B) -> Result<Array<Self::Out<A, B>>> {
        engine::typed(engine::binary(Self::OP, &a.parts(), &b.parts())?)
    }
}

macro_rules! binary_values {
    ($($value:ident $name:ident $op:ident $out:ident $folded:ident;)*) => { $(
        #[doc = concat!("[`", stringify!($name), "`](fn@npcore_array::", stringify!($name), ") as a value.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $value;

        impl BinaryUfunc for $value {
            type Out<A: Operands<B>, B: ?Sized> = binary_out!($out, A, B);
            type Folded<T: Elem> = folded!($folded, T);
            const OP: Binary = Binary::$op;
        }
    )* };
}

macro_rules! binary_ufuncs {
    ($($(#[$meta:meta])* $value:ident $name:ident $op:ident $out:ident $folded:ident;)*) => { $(
        #[doc = concat!("[`", stringify!($name), "`](fn@crate::", stringify!($name), ") as a value.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $value;

        impl BinaryUfunc for $value {
            type Out<A: Operands<B>, B: ?Sized> = binary_out!($out, A, B);
            type Folded<T: Elem> = folded!($folded, T);
            const OP: Binary = Binary::$op;
        }

        $(#[$meta])*
        ///
        /// # Errors
        /// Shapes that do not fit; types that the function does not have; no memory.
        #[inline]
        pub fn $name<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<binary_out!($out, A, B)>> {
            $value.apply(a, b)
        }
    )* };
}

// Those whose functions stand beside the operators.
binary_values! {
    Add add Add Common Sum;
    Subtract subtract Subtract Common Common;
    Multiply multiply Multiply Common Sum;
    Divide divide TrueDivide Quotient Quotient;
    FloorDivide floor_divide FloorDivide Number Number;
    Remainder remainder Remainder Number Number;
    BitwiseAnd bitwise_and BitAnd Common Common;
    BitwiseOr bitwise_or BitOr Common Common;
    BitwiseXor bitwise_xor BitXor Common Common;
    LeftShift left_shift LeftShift Number Number;
    RightShift right_shift RightShift Number Number;
    Equal equal Equal Bool Bool;
    NotEqual not_equal NotEqual Bool Bool;
    Less less Less Bool Bool;
    LessEqual less_equal LessEqual Bool Bool;
    Greater greater Greater Bool Bool;
    GreaterEqual greater_equal GreaterEqual Bool Bool;
}

binary_ufuncs! {
    /// The larger of two elements; NaN if either is.
    ///
    /// ```
    /// use npcore_array::array;
    /// assert_eq!(npcore_ufunc::maximum(&array![1, 5, 3], 2)?.to_string(), "[2 5 3]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    Maximum maximum Maximum Common Common;
    /// The smaller of two elements; NaN if either is.
    Minimum minimum Minimum Common Common;
    /// The larger of two elements; where one is NaN, the other.
    Fmax fmax Fmax Common Common;
    /// The smaller of two elements; where one is NaN, the other.
    Fmin fmin Fmin Common Common;
    /// The remainder with the dividend's sign, as C's.
    Fmod fmod Fmod Number Number;
    /// `a` to the power of `b`. Integers wrap, and do not take negative powers.
    Power power Power Number Number;
    /// The greatest common divisor of integers.
    Gcd gcd Gcd Common Common;
    /// The least common multiple of integers.
    Lcm lcm Lcm Common Common;
    /// Whether both are nonzero.
    LogicalAnd logical_and LogicalAnd Bool Bool;
    /// Whether either is nonzero.
    LogicalOr logical_or LogicalOr Bool Bool;
    /// Whether exactly one is nonzero.
    LogicalXor logical_xor LogicalXor Bool Bool;
    /// The magnitude of `a` with the sign of `b`.
    Copysign copysign Copysign Float Float;
    /// 0 where `a < 0`, 1 where `a > 0`, `b` where `a` is 0.
    Heaviside heaviside Heaviside Float Float;
    /// The next float after `a` towards `b`.
    Nextafter nextafter Nextafter Float Float;
    /// `log(e^a + e^b)` without overflow on the way.
    Logaddexp logaddexp Logaddexp Float Float;
    /// `log2(2^a + 2^b)` without overflow on the way.
    Logaddexp2 logaddexp2 Logaddexp2 Float Float;
    /// The angle of the point (`b`, `a`), in radians from -pi to pi.
    Arctan2 arctan2 Arctan2 Float Float;
    /// `sqrt(a^2 + b^2)` without overflow on the way.
    Hypot hypot Hypot Float Float;
}

pub use {arctan2 as atan2, power as pow};
