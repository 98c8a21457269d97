//! What may stand beside an expression: another one, an array, a scalar; and what two of them mean together.

use npcore_array::{Array, ArrayView};
use npcore_dtype::{DType, Elem, Element, Promote, WeakPromote};

use super::Lazy;
use super::lane::Lane;
use super::nodes::{Cast, Leaf, Scalar};
use super::program::Expr;

/// One side of an operation with an expression: an expression, an array, a scalar.
pub trait Term {
    /// Itself, with elements of type `C`.
    #[doc(hidden)]
    type As<C: Lane>: Expr<Elem = C>;
    /// Itself with its own elements; a scalar with those of type `C`.
    #[doc(hidden)]
    type Own<C: Lane>: Expr;

    #[doc(hidden)]
    fn into_as<C: Lane>(self) -> Self::As<C>;
    #[doc(hidden)]
    fn into_own<C: Lane>(self) -> Self::Own<C>;
    #[doc(hidden)]
    fn dtype(&self) -> DType;
}

/// What two terms have together, by the rules of arrays: types promote, scalars give way.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{B}` have no common element type",
    note = "a scalar takes the expression's type: convert the scalar (`k as f32`), or the expression with `astype`"
)]
pub trait Terms<B>: Term {
    /// The common type.
    type Out: Elem;
    /// The type of float-valued operations of both.
    type Float: Elem;
}

impl<E: Expr> Term for Lazy<E> {
    type As<C: Lane> = Cast<C, E>;
    type Own<C: Lane> = E;

    fn into_as<C: Lane>(self) -> Cast<C, E> {
        Cast::new(self.0)
    }
    fn into_own<C: Lane>(self) -> E {
        self.0
    }
    fn dtype(&self) -> DType {
        <E::Elem as Element>::dtype()
    }
}

macro_rules! array_terms {
    ($($a:lifetime $ty:ty;)*) => { $(
        impl<$a, T: Lane> Term for $ty {
            type As<C: Lane> = Cast<C, Leaf<$a, T>>;
            type Own<C: Lane> = Leaf<$a, T>;

            fn into_as<C: Lane>(self) -> Cast<C, Leaf<$a, T>> {
                Cast::new(Leaf(self.view()))
            }
            fn into_own<C: Lane>(self) -> Leaf<$a, T> {
                Leaf(self.view())
            }
            fn dtype(&self) -> DType {
                <T as Element>::dtype()
            }
        }
        impl<$a, L: Expr, T: Lane> Terms<$ty> for Lazy<L>
        where
            L::Elem: Promote<T>,
        {
            type Out = <L::Elem as Promote<T>>::Output;
            type Float = <L::Elem as Promote<T>>::Float;
        }
    )* };
}
array_terms! {
    'a &'a Array<T>;
    'a ArrayView<'a, T>;
}

impl<L: Expr, R: Expr> Terms<Lazy<R>> for Lazy<L>
where
    L::Elem: Promote<R::Elem>,
{
    type Out = <L::Elem as Promote<R::Elem>>::Output;
    type Float = <L::Elem as Promote<R::Elem>>::Float;
}

macro_rules! scalar_terms {
    ($($s:ty)*) => { $(
        impl Term for $s {
            type As<C: Lane> = Scalar<$s, C>;
            type Own<C: Lane> = Scalar<$s, C>;

            fn into_as<C: Lane>(self) -> Scalar<$s, C> {
                Scalar::new(self)
            }
            fn into_own<C: Lane>(self) -> Scalar<$s, C> {
                Scalar::new(self)
            }
            fn dtype(&self) -> DType {
                <$s as Element>::dtype()
            }
        }
        impl<L: Expr> Terms<$s> for Lazy<L>
        where
            L::Elem: WeakPromote<$s>,
        {
            type Out = <L::Elem as WeakPromote<$s>>::Output;
            type Float = <<L::Elem as WeakPromote<$s>>::Output as Elem>::Float;
        }
        impl<R: Expr> Terms<Lazy<R>> for $s
        where
            R::Elem: WeakPromote<$s>,
        {
            type Out = <R::Elem as WeakPromote<$s>>::Output;
            type Float = <<R::Elem as WeakPromote<$s>>::Output as Elem>::Float;
        }
    )* };
}
// A scalar is of the type that it stands beside, or of one that this takes every value of: there is nothing to check.
scalar_terms! {
    bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize half::f16 f32 f64 num_complex::Complex<f32> num_complex::Complex<f64>
}
