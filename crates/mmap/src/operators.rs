//! `&map + b` and its like: as the operators of arrays.

use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Sub};

use npcore_array::{Array, Operand, Operands};
use npcore_dtype::Elem;

use crate::memmap::Memmap;

macro_rules! operators {
    ($($op:ident $method:ident $function:ident $out:ident;)*) => { $(
        impl<'a, T: Elem, B: Operand> $op<B> for &'a Memmap<T>
        where
            &'a Memmap<T>: Operands<B>,
        {
            type Output = Array<operators!(@$out &'a Memmap<T>, B)>;

            #[track_caller]
            fn $method(self, b: B) -> Self::Output {
                match npcore_array::$function(self, b) {
                    Ok(array) => array,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    )* };
    (@Out $a:ty, $b:ty) => { <$a as Operands<$b>>::Out };
    (@Quotient $a:ty, $b:ty) => { <<$a as Operands<$b>>::Out as Elem>::Quotient };
    (@Difference $a:ty, $b:ty) => { <<$a as Operands<$b>>::Out as Elem>::Difference };
    (@Number $a:ty, $b:ty) => { <<$a as Operands<$b>>::Out as Elem>::Number };
}
operators! {
    Add add add Out;
    Sub sub subtract Difference;
    Mul mul multiply Out;
    Div div divide Quotient;
    Rem rem remainder Number;
    BitAnd bitand bitwise_and Out;
    BitOr bitor bitwise_or Out;
    BitXor bitxor bitwise_xor Out;
}
