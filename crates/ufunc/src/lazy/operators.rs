//! Operators and methods of expressions: universal functions, comparisons, choices, casts, closures, reductions.

use std::marker::PhantomData;
use std::ops;
use std::sync::Arc;

use npcore_array::{ReducedAxes, Result};
use npcore_dtype::Elem;
use npcore_kernel::{Binary as BinaryOp, Unary as UnaryOp};
use npcore_layout::SliceItem;

use super::Lazy;
use super::calls::{Binary, Compare, Function, Unary};
use super::lane::Lane;
use super::nodes::{Cast, Leaf, Map, Map2, Where};
use super::program::Expr;
use super::reduce::{All, Any, Max, Mean, Min, Prod, Reduce, Reduction, Sum};
use super::terms::{Term, Terms};
use crate::binary::{self as values, BinaryUfunc};
use crate::unary::{self as unary_values, UnaryUfunc};

impl<F: BinaryUfunc + Send + Sync> Function for F {
    const OP: BinaryOp = F::OP;
}

/// The type in which two terms are computed.
macro_rules! common {
    (Common, $a:ty, $b:ty) => {
        <$a as Terms<$b>>::Out
    };
    (Quotient, $a:ty, $b:ty) => {
        <<$a as Terms<$b>>::Out as Elem>::Quotient
    };
    (Number, $a:ty, $b:ty) => {
        <<$a as Terms<$b>>::Out as Elem>::Number
    };
    (Float, $a:ty, $b:ty) => {
        <$a as Terms<$b>>::Float
    };
}

/// Two terms under a function.
#[allow(clippy::type_complexity, reason = "the type of a node is that of its parts")]
fn node<F, C: Lane, A: Term, B: Term>(_: F, a: A, b: B) -> Lazy<Binary<F, A::As<C>, B::As<C>>> {
    let types = [a.dtype(), b.dtype()];
    Lazy(Binary { x: a.into_as(), y: b.into_as(), types, marker: PhantomData })
}

macro_rules! operators {
    ($($trait:ident $method:ident $value:ident $category:ident;)*) => { $(
        impl<L: Expr, B: Term> ops::$trait<B> for Lazy<L>
        where
            Lazy<L>: Terms<B>,
            common!($category, Lazy<L>, B): Lane,
        {
            type Output = Lazy<Binary<
                values::$value,
                <Lazy<L> as Term>::As<common!($category, Lazy<L>, B)>,
                B::As<common!($category, Lazy<L>, B)>,
            >>;

            #[inline]
            fn $method(self, b: B) -> Self::Output {
                node(values::$value, self, b)
            }
        }
        operators!(@left $trait $method $value $category; bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize half::f16 f32 f64
            num_complex::Complex<f32> num_complex::Complex<f64>);
    )* };
    (@left $trait:ident $method:ident $value:ident $category:ident; $($s:ty)*) => { $(
        impl<R: Expr> ops::$trait<Lazy<R>> for $s
        where
            $s: Terms<Lazy<R>>,
            common!($category, $s, Lazy<R>): Lane,
        {
            type Output = Lazy<Binary<
                values::$value,
                <$s as Term>::As<common!($category, $s, Lazy<R>)>,
                <Lazy<R> as Term>::As<common!($category, $s, Lazy<R>)>,
            >>;

            #[inline]
            fn $method(self, b: Lazy<R>) -> Self::Output {
                node(values::$value, self, b)
            }
        }
    )* };
}
operators! {
    Add add Add Common;
    Sub sub Subtract Common;
    Mul mul Multiply Common;
    Div div Divide Quotient;
    Rem rem Remainder Number;
    BitAnd bitand BitwiseAnd Common;
    BitOr bitor BitwiseOr Common;
    BitXor bitxor BitwiseXor Common;
    Shl shl LeftShift Number;
    Shr shr RightShift Number;
}

/// The operators of one argument as values.
macro_rules! unary_operators {
    ($($trait:ident $method:ident $value:ident $op:ident;)*) => { $(
        #[doc = concat!("The operator `", stringify!($method), "` as a value.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $value;

        impl UnaryUfunc for $value {
            type Out<T: Elem> = T;
            const OP: UnaryOp = UnaryOp::$op;
        }

        impl<E: Expr> ops::$trait for Lazy<E> {
            type Output = Lazy<Unary<$value, E>>;

            #[inline]
            fn $method(self) -> Self::Output {
                Lazy(Unary { x: self.0, marker: PhantomData })
            }
        }
    )* };
}
unary_operators! {
    Neg neg Negative Negative;
    Not not Invert Invert;
}

macro_rules! unary_methods {
    ($($value:ident $name:ident;)*) => {
        impl<E: Expr> Lazy<E> { $(
            #[doc = concat!("[`", stringify!($name), "`](fn@crate::", stringify!($name), ") of every element.")]
            #[inline]
            pub fn $name(self) -> Lazy<Unary<unary_values::$value, E>>
            where
                <unary_values::$value as UnaryUfunc>::Out<E::Elem>: Lane,
            {
                self.apply(unary_values::$value)
            }
        )* }
    };
}
unary_methods! {
    Sqrt sqrt; Square square; Cbrt cbrt; Reciprocal reciprocal; Absolute absolute; Fabs fabs; Positive positive;
    Sign sign; Signbit signbit; Conjugate conjugate; Rint rint; Floor floor; Ceil ceil; Trunc trunc; IsNan isnan;
    IsInf isinf; IsFinite isfinite; LogicalNot logical_not; Spacing spacing; BitwiseCount bitwise_count;
    Degrees degrees; Radians radians; Exp exp; Exp2 exp2; Expm1 expm1; Log log; Log2 log2; Log10 log10; Log1p log1p;
    Sin sin; Cos cos; Tan tan; Arcsin arcsin; Arccos arccos; Arctan arctan; Sinh sinh; Cosh cosh; Tanh tanh;
    Arcsinh arcsinh; Arccosh arccosh; Arctanh arctanh;
}

macro_rules! binary_methods {
    ($($value:ident $name:ident $category:ident;)*) => {
        impl<E: Expr> Lazy<E> { $(
            #[doc = concat!("`", stringify!($name), "` of every pair of elements, broadcast together.")]
            #[inline]
            #[allow(clippy::type_complexity, reason = "the type of a node is that of its parts")]
            pub fn $name<B: Term>(
                self, other: B,
            ) -> Lazy<Binary<
                values::$value,
                <Lazy<E> as Term>::As<common!($category, Lazy<E>, B)>,
                B::As<common!($category, Lazy<E>, B)>,
            >>
            where
                Lazy<E>: Terms<B>,
                common!($category, Lazy<E>, B): Lane,
            {
                node(values::$value, self, other)
            }
        )* }
    };
}
binary_methods! {
    FloorDivide floor_divide Number;
    Maximum maximum Common;
    Minimum minimum Common;
    Fmax fmax Common;
    Fmin fmin Common;
    Fmod fmod Number;
    Power power Number;
    Gcd gcd Common;
    Lcm lcm Common;
    Copysign copysign Float;
    Heaviside heaviside Float;
    Nextafter nextafter Float;
    Logaddexp logaddexp Float;
    Logaddexp2 logaddexp2 Float;
    Arctan2 arctan2 Float;
    Hypot hypot Float;
}

macro_rules! comparisons {
    ($($value:ident $name:ident $text:literal;)*) => {
        impl<E: Expr> Lazy<E> { $(
            #[doc = concat!("Where ", $text, ", by element, broadcast together.")]
            #[inline]
            pub fn $name<B: Term>(
                self, other: B,
            ) -> Lazy<Compare<values::$value, E, B::Own<common!(Common, Lazy<E>, B)>>>
            where
                Lazy<E>: Terms<B>,
                common!(Common, Lazy<E>, B): Lane,
            {
                Lazy(Compare { x: self.0, y: other.into_own(), marker: PhantomData })
            }
        )* }
    };
}
comparisons! {
    Equal equal "`self == other`";
    NotEqual not_equal "`self != other`";
    Less lt "`self < other`";
    LessEqual le "`self <= other`";
    Greater gt "`self > other`";
    GreaterEqual ge "`self >= other`";
    LogicalAnd logical_and "both are nonzero";
    LogicalOr logical_or "either is nonzero";
    LogicalXor logical_xor "exactly one is nonzero";
}

impl<E: Expr> Lazy<E> {
    /// A universal function of one argument, of every element.
    #[inline]
    pub fn apply<F: UnaryUfunc + Send + Sync>(self, _: F) -> Lazy<Unary<F, E>>
    where
        F::Out<E::Elem>: Lane,
    {
        Lazy(Unary { x: self.0, marker: PhantomData })
    }

    /// The elements as another type, as the arrays' `astype` gives them.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::lazy;
    /// let a = array![1.9, -1.9];
    /// assert_eq!((lazy(&a).astype::<i32>() * 10).eval()?.to_string(), "[ 10 -10]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    #[inline]
    pub fn astype<U: Lane>(self) -> Lazy<Cast<U, E>> {
        Lazy(Cast::new(self.0))
    }

    /// A closure of every element.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::lazy;
    /// let a = array![1.0, 2.0, 3.0];
    /// let clamped = lazy(&a).map(|x: f64| x.clamp(1.5, 2.5)) * 2.0;
    /// assert_eq!(clamped.eval()?.to_string(), "[3. 4. 5.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    #[inline]
    pub fn map<U: Lane, F: Fn(E::Elem) -> U + Send + Sync>(self, f: F) -> Lazy<Map<F, E, U>> {
        Lazy(Map { f: Arc::new(f), x: self.0, marker: PhantomData })
    }

    /// A closure of every pair of elements, broadcast together.
    #[inline]
    pub fn map2<U: Lane, R: Expr, F>(self, other: Lazy<R>, f: F) -> Lazy<Map2<F, E, R, U>>
    where
        F: Fn(E::Elem, R::Elem) -> U + Send + Sync,
    {
        Lazy(Map2 { f: Arc::new(f), x: self.0, y: other.0, marker: PhantomData })
    }
}

impl<M: Expr<Elem = bool>> Lazy<M> {
    /// The elements of `x` where the condition holds, of `y` where not, broadcast together: NumPy's `where`.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::lazy;
    /// let a = array![-1.0, 2.0, -3.0];
    /// let positive = lazy(&a).gt(0.0).where_(lazy(&a), 0.0);
    /// assert_eq!(positive.eval()?.to_string(), "[0. 2. 0.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    #[inline]
    #[allow(clippy::type_complexity, reason = "the type of a node is that of its parts")]
    pub fn where_<A, B: Term>(
        self,
        x: A,
        y: B,
    ) -> Lazy<Where<M, A::As<<A as Terms<B>>::Out>, B::As<<A as Terms<B>>::Out>>>
    where
        A: Terms<B>,
        <A as Terms<B>>::Out: Lane,
    {
        Lazy(Where { condition: self.0, x: x.into_as(), y: y.into_as() })
    }
}

impl<'a, T: Lane> Lazy<Leaf<'a, T>> {
    /// A part of the array, with new axes where the index has them; the words of `slice` where it panics.
    ///
    /// # Panics
    /// As the error of [`try_at`](Lazy::try_at).
    #[track_caller]
    pub fn at(self, items: impl AsRef<[SliceItem]>) -> Lazy<Leaf<'a, T>> {
        match self.try_at(items) {
            Ok(part) => part,
            Err(error) => panic!("{error}"),
        }
    }

    /// [`at`](Lazy::at) with an error instead of a panic.
    ///
    /// # Errors
    /// Positions outside of the array; more indices than axes.
    pub fn try_at(self, items: impl AsRef<[SliceItem]>) -> Result<Lazy<Leaf<'a, T>>> {
        Ok(Lazy(Leaf(self.0.0.try_slice(items)?)))
    }
}

macro_rules! reductions {
    ($($(#[$meta:meta])* $name:ident $value:ident;)*) => {
        impl<E: Expr> Lazy<E> { $(
            $(#[$meta])*
            #[inline]
            pub fn $name<A: ReducedAxes>(self, axes: A) -> Lazy<Reduce<$value, E, A>> {
                self.reduce(axes)
            }
        )* }
    };
}
reductions! {
    /// The sum over the given axes, or over all (`..`). Integers are added up in 64 bits.
    ///
    /// ```
    /// use npcore_array::{array, s};
    /// use npcore_ufunc::lazy;
    /// let p = array![[0.0f64, 0.0], [3.0, 4.0], [6.0, 8.0]];
    /// let (rows, columns) = (lazy(&p).at(s![.., NewAxis]), lazy(&p).at(s![NewAxis]));
    /// let distances = (rows - columns).square().sum(2).sqrt().eval()?;
    /// assert_eq!(distances.to_string(), "[[ 0.  5. 10.]\n [ 5.  0.  5.]\n [10.  5.  0.]]");
    /// assert_eq!((lazy(&p) * 2.0).sum(..).eval()?, 42.0);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    sum Sum;
    /// The product over the given axes, or over all (`..`). Integers are multiplied in 64 bits.
    prod Prod;
    /// The mean over the given axes, or over all (`..`).
    mean Mean;
    /// The smallest element over the given axes, or of all (`..`); NaN where one is.
    min Min;
    /// The largest element over the given axes, or of all (`..`); NaN where one is.
    max Max;
    /// Whether any element over the given axes, or of all (`..`), is not 0.
    any Any;
    /// Whether all elements over the given axes, or of all (`..`), are not 0.
    all All;
}

impl<E: Expr> Lazy<E> {
    fn reduce<R: Reduction, A: ReducedAxes>(self, axes: A) -> Lazy<Reduce<R, E, A>> {
        Lazy(Reduce::new(self.0, axes, false))
    }
}

impl<R: Reduction, E: Expr, A: ReducedAxes> Lazy<Reduce<R, E, A>> {
    /// Leaves the reduced axes, with length 1, so that the result broadcasts against what was reduced.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::lazy;
    /// let a = array![[1.0, 3.0], [2.0, 6.0]];
    /// let centred = lazy(&a) - lazy(&a).mean(1).keepdims();
    /// assert_eq!(centred.eval()?.to_string(), "[[-1.  1.]\n [-2.  2.]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn keepdims(mut self) -> Self {
        self.0.keepdims = true;
        self
    }
}
