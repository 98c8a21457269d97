//! Universal functions of two arguments.

use npcore_array::{Array, AsView, AsViewMut, Int, Ints, Operand, Operands, ReducedAxes, Result, engine};
use npcore_dtype::{Elem, Element};
use npcore_kernel::Binary;

use crate::call::Call;
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
        engine::binary(Self::OP, &a.parts(), &b.parts())
    }

    /// The function with options: an output, a mask, a type, an order.
    fn call<'a, A: Operands<B>, B: Operand>(self, a: &'a A, b: &'a B) -> Call<'a, Self::Out<A, B>> {
        Call::binary::<Self, A, B>(a, b)
    }

    /// The reduction of elements along axes: `Add.reduce(&a, 0)` is `sum(&a, 0)`. With options: [`reduce`](crate::reduce())
    /// and [`Reduce::with`](crate::Reduce::with).
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::{BinaryUfunc, Maximum, Subtract};
    /// assert_eq!(Maximum.reduce(&array![[1, 5], [7, 2]], 1)?.to_string(), "[5 7]");
    /// assert_eq!(Subtract.reduce(&array![10i32, 1, 2], ..)?, 7); // in order
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Axes that the array does not have, or several for an operation whose order matters; no elements, for a function
    /// without an identity; types that the function does not have; no memory.
    fn reduce<T: Elem, X: ReducedAxes>(self, a: impl AsView<T>, axes: X) -> Result<X::Out<Self::Folded<T>>> {
        crate::reduce(&a).axis(axes).with(self)
    }

    /// The results of all steps of a reduction along an axis: `Add.accumulate(&a, 0)` is a cumulative sum.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::{BinaryUfunc, Multiply};
    /// assert_eq!(Multiply.accumulate(&array![1, 2, 3, 4], 0)?.to_string(), "[ 1  2  6 24]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An axis that the array does not have; types that the function does not have; no memory.
    fn accumulate<T: Elem>(self, a: impl AsView<T>, axis: isize) -> Result<Array<Self::Folded<T>>> {
        engine::typed(crate::scan::accumulate(Self::OP, &a.as_view().as_dyn(), axis, None)?)
    }

    /// Reductions of slices along an axis: each from one index up to the next (of one element where that is not larger),
    /// the last up to the end.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::{Add, BinaryUfunc};
    /// let a = array![1, 2, 3, 4, 5];
    /// assert_eq!(Add.reduceat(&a, [0, 3, 1], 0)?.to_string(), "[ 6  4 14]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Indices that are not on the axis; as [`accumulate`](BinaryUfunc::accumulate).
    fn reduceat<T: Elem>(self, a: impl AsView<T>, indices: impl Ints, axis: isize) -> Result<Array<Self::Folded<T>>> {
        engine::typed(crate::scan::reduceat(Self::OP, &a.as_view().as_dyn(), &indices.to_list(), axis)?)
    }

    /// The function of every element of `a` with every element of `b`: the shape is that of `a` followed by that of `b`.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::{BinaryUfunc, Multiply};
    /// assert_eq!(Multiply.outer(&array![1, 2], &array![10, 20, 30])?.to_string(), "[[10 20 30]\n [20 40 60]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// More than 64 axes; types that the function does not have; no memory.
    fn outer<A: Operands<B>, B: Operand>(self, a: A, b: B) -> Result<Array<Self::Out<A, B>>> {
        engine::typed(engine::outer(Self::OP, &a.parts(), &b.parts())?)
    }

    /// `a[i] = f(a[i], b[i])` for each of the indices into the first axis of `a`, one after the other: what an index
    /// that is named twice gives counts twice.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::{Add, BinaryUfunc};
    /// let mut a = array![0, 0, 0];
    /// Add.at(&mut a, &array![0, 2, 2, -1], 1)?;
    /// assert_eq!(a.to_string(), "[1 0 3]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Indices that are not on the axis (nothing is written then); a `b` that does not broadcast to what they select.
    /// Results are cast to the type of `a` whatever that does to them, as in NumPy.
    fn at<T, I, A, B>(self, a: &mut A, indices: impl AsView<I>, b: B) -> Result<()>
    where
        T: Elem,
        I: Element + Int,
        A: AsViewMut<T> + ?Sized,
        B: Operand,
    {
        let indices = indices.as_view().values().map(Int::to_isize).collect::<Vec<_>>();
        crate::at::binary_at(Self::OP, &mut a.as_view_mut().into_dyn(), &indices, &b.parts())
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
    Subtract subtract Subtract Difference Common;
    Multiply multiply Multiply Common Sum;
    Divide divide TrueDivide Quotient Quotient;
    FloorDivide floor_divide FloorDivide Floored Number;
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
