//! Universal functions of one argument.

use npcore_array::{Array, AsView, DynArray, Result, engine};
use npcore_dtype::Elem;
use npcore_kernel::Unary;

use crate::call::Call;
use crate::macros::unary_out;

/// A universal function of one argument, as a value: `Sqrt.apply(&x)`.
pub trait UnaryUfunc: Copy {
    /// The type of the results for elements of type `T`.
    type Out<T: Elem>: Elem;

    #[doc(hidden)]
    const OP: Unary;

    /// NumPy's name.
    fn name(self) -> &'static str {
        Self::OP.name()
    }

    /// The function of every element.
    ///
    /// # Errors
    /// Types that the function does not have; no memory.
    #[inline]
    fn apply<T: Elem>(self, x: impl AsView<T>) -> Result<Array<Self::Out<T>>> {
        engine::unary(Self::OP, &x.view_parts())
    }

    /// The function with options: an output, a mask, a type, an order.
    fn call<T: Elem, X: AsView<T> + ?Sized>(self, x: &X) -> Call<'_, Self::Out<T>> {
        Call::unary::<Self, T>(x.as_view())
    }
}

/// `op` of an array whose type is known at run time.
pub(crate) fn run_dyn(op: Unary, x: &DynArray) -> Result<DynArray> {
    engine::unary(op, &x.view_parts())
}

macro_rules! unary_ufuncs {
    ($($(#[$meta:meta])* $value:ident $name:ident $op:ident $out:ident;)*) => { $(
        #[doc = concat!("[`", stringify!($name), "`](fn@crate::", stringify!($name), ") as a value.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $value;

        impl UnaryUfunc for $value {
            type Out<T: Elem> = unary_out!($out, T);
            const OP: Unary = Unary::$op;
        }

        $(#[$meta])*
        ///
        /// # Errors
        /// Types that the function does not have; no memory.
        #[inline]
        pub fn $name<T: Elem>(x: impl AsView<T>) -> Result<Array<unary_out!($out, T)>> {
            $value.apply(x)
        }
    )* };
}

unary_ufuncs! {
    /// The square root; of negative numbers NaN, of complex ones the principal root.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::sqrt;
    /// assert_eq!(sqrt(&array![1.0, 4.0, 2.25])?.to_string(), "[1.  2.  1.5]");
    /// assert_eq!(sqrt(&array![4i8, 9])?.dtype().name(), "float16"); // as NumPy's type table
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    Sqrt sqrt Sqrt Float;
    /// The square.
    Square square Square Number;
    /// The cube root.
    Cbrt cbrt Cbrt Float;
    /// `1 / x`; of integers cut off, 0 gives 0.
    Reciprocal reciprocal Reciprocal Number;
    /// The magnitude; of complex numbers a real.
    Absolute absolute Absolute Real;
    /// The magnitude as a float; not for complex numbers.
    Fabs fabs Fabs Float;
    /// The negated; unsigned integers wrap; not for bool.
    Negative negative Negative Same;
    /// The bits inverted; of bool the opposite.
    Invert invert Invert Same;
    /// A copy; not for bool.
    Positive positive Positive Same;
    /// -1, 0 or 1; NaN stays; of complex numbers `x / |x|`.
    Sign sign Sign Same;
    /// Whether the sign bit is set.
    Signbit signbit Signbit Bool;
    /// The complex conjugate.
    Conjugate conjugate Conjugate Number;
    /// The nearest integer, ties to even.
    Rint rint Rint Float;
    /// The largest integer that is not above; integers stay.
    Floor floor Floor Same;
    /// The smallest integer that is not below; integers stay.
    Ceil ceil Ceil Same;
    /// The integer part; integers stay.
    Trunc trunc Trunc Same;
    /// Whether an element is NaN.
    IsNan isnan IsNan Bool;
    /// Whether it is not-a-time; of dates and times only.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_dtype::{TimeDelta64, units};
    /// type Hours = TimeDelta64<units::h>;
    /// assert_eq!(npcore_ufunc::isnat(&array![Hours::new(3), Hours::NAT])?.to_string(), "[False  True]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    IsNat isnat IsNat Bool;
    /// Whether an element is infinite.
    IsInf isinf IsInf Bool;
    /// Whether an element is neither infinite nor NaN.
    IsFinite isfinite IsFinite Bool;
    /// Whether an element is 0.
    LogicalNot logical_not LogicalNot Bool;
    /// The distance to the next float, away from 0.
    Spacing spacing Spacing Float;
    /// The number of bits set in the magnitude.
    BitwiseCount bitwise_count BitwiseCount Byte;
    /// Radians to degrees.
    Degrees degrees Degrees Float;
    /// Degrees to radians.
    Radians radians Radians Float;
    /// `e^x`.
    Exp exp Exp Float;
    /// `2^x`.
    Exp2 exp2 Exp2 Float;
    /// `e^x - 1`, exact for small `x` too.
    Expm1 expm1 Expm1 Float;
    /// The natural logarithm.
    Log log Log Float;
    /// The logarithm to base 2.
    Log2 log2 Log2 Float;
    /// The logarithm to base 10.
    Log10 log10 Log10 Float;
    /// `log(1 + x)`, exact for small `x` too.
    Log1p log1p Log1p Float;
    /// The sine of an angle in radians.
    Sin sin Sin Float;
    /// The cosine of an angle in radians.
    Cos cos Cos Float;
    /// The tangent of an angle in radians.
    Tan tan Tan Float;
    /// The inverse sine, in radians from -pi/2 to pi/2.
    Arcsin arcsin Arcsin Float;
    /// The inverse cosine, in radians from 0 to pi.
    Arccos arccos Arccos Float;
    /// The inverse tangent, in radians from -pi/2 to pi/2.
    Arctan arctan Arctan Float;
    /// The hyperbolic sine.
    Sinh sinh Sinh Float;
    /// The hyperbolic cosine.
    Cosh cosh Cosh Float;
    /// The hyperbolic tangent.
    Tanh tanh Tanh Float;
    /// The inverse hyperbolic sine.
    Arcsinh arcsinh Arcsinh Float;
    /// The inverse hyperbolic cosine.
    Arccosh arccosh Arccosh Float;
    /// The inverse hyperbolic tangent.
    Arctanh arctanh Arctanh Float;
}

pub use {
    absolute as abs, arccos as acos, arccosh as acosh, arcsin as asin, arcsinh as asinh, arctan as atan,
    arctanh as atanh, conjugate as conj, degrees as rad2deg, radians as deg2rad, trunc as fix,
};
