//! Operators whose left operand is an ndarray array and whose right one is ours: `&nd + &a`.
//!
//! The other way round needs nothing: the right side of our operators is whatever is an operand.

use std::ops;

use ::ndarray::{ArrayBase, Data, Dimension};
use npcore_dtype::{Elem, Element};
use npcore_kernel::Binary;

use crate::arguments::{Operand, Operands};
use crate::containers::{Array, ArrayCow, ArrayView};
use crate::macros::output;
use crate::ops::operate;

macro_rules! left_operand {
    ($($trait:ident $method:ident $op:ident $output:ident;)*) => { $(
        left_operand!(@right [] ArrayBase<S, D>; $trait $method $op $output);
        left_operand!(@right ['l,] &'l ArrayBase<S, D>; $trait $method $op $output);
    )* };
    (@right [$($lt:tt)*] $left:ty; $trait:ident $method:ident $op:ident $output:ident) => {
        left_operand!(@one [$($lt)*] $left, Array<U>; $trait $method $op $output);
        left_operand!(@one [$($lt)* 'r,] $left, &'r Array<U>; $trait $method $op $output);
        left_operand!(@one [$($lt)* 'r,] $left, ArrayView<'r, U>; $trait $method $op $output);
        left_operand!(@one [$($lt)* 'r,] $left, ArrayCow<'r, U>; $trait $method $op $output);
        left_operand!(@one [$($lt)* 'r, 'v,] $left, &'r ArrayCow<'v, U>; $trait $method $op $output);
    };
    (@one [$($lt:tt)*] $left:ty, $right:ty; $trait:ident $method:ident $op:ident $output:ident) => {
        impl<$($lt)* T: Element, S: Data<Elem = T>, D: Dimension, U: Elem> ops::$trait<$right> for $left
        where
            $left: Operands<$right>,
        {
            type Output = Array<output!($output, <$left as Operands<$right>>::Out)>;

            #[track_caller]
            #[inline]
            fn $method(self, right: $right) -> Self::Output {
                operate(Binary::$op, &self.parts(), &right.parts()).assume_type()
            }
        }
    };
}

left_operand! {
    Add add Add Common;
    Sub sub Subtract Common;
    Mul mul Multiply Common;
    Div div TrueDivide Quotient;
    Rem rem Remainder Number;
    BitAnd bitand BitAnd Common;
    BitOr bitor BitOr Common;
    BitXor bitxor BitXor Common;
    Shl shl LeftShift Number;
    Shr shr RightShift Number;
}
