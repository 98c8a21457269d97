//! Text of a width known at run time: how Rust's strings become arrays of it, and stand beside them in calls.

use npcore_dtype::{DType, Elem, Text, WeakPromote};

use crate::arguments::{ArrayOperand, Operand, OperandParts, Operands};
use crate::containers::Array;
use crate::error::{ArrayError, Result, expect};

/// Text as wide as the longest of `values`, which are given in C order, and one character at least (as NumPy's).
pub(crate) fn array(shape: &[usize], values: &[impl AsRef<str>]) -> Result<Array<Text>> {
    let width = values.iter().map(|text| text.as_ref().chars().count()).max().unwrap_or(0).max(1);
    let too_wide = || ArrayError::Value("text is too long for an element".to_owned());
    let width = u32::try_from(width).ok().filter(|&n| n as usize <= DType::MAX_ITEMSIZE / 4).ok_or_else(too_wide)?;
    let dtype = DType::str_of(width);
    let mut bytes = vec![0; values.len() * dtype.itemsize()];
    for (element, text) in bytes.chunks_exact_mut(dtype.itemsize()).zip(values) {
        let places = element.chunks_exact_mut(4).zip(text.as_ref().chars());
        places.for_each(|(place, c)| place.copy_from_slice(&u32::from(c).to_ne_bytes()));
    }
    crate::DynArray::from_bytes(shape, dtype, &bytes)?.downcast()
}

macro_rules! collected {
    ($([$($generics:tt)*] $s:ty;)*) => { $(
        impl<$($generics)*> FromIterator<$s> for Array<Text> {
            /// The strings along one axis.
            fn from_iter<I: IntoIterator<Item = $s>>(values: I) -> Array<Text> {
                let values: Vec<$s> = values.into_iter().collect();
                expect(array(&[values.len()], &values))
            }
        }
    )* };
}
collected! {
    ['a] &'a str;
    [] String;
}

impl From<Vec<String>> for Array<Text> {
    fn from(values: Vec<String>) -> Array<Text> {
        expect(array(&[values.len()], &values))
    }
}

impl Array<Text> {
    /// The strings, given in C order, in a shape.
    ///
    /// ```
    /// use npcore_array::StrArray;
    /// let a = StrArray::from_strings([2, 2], &["a", "b", "c", "dd"])?;
    /// assert_eq!(a.to_string(), "[['a' 'b']\n ['c' 'dd']]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A shape with another number of elements; no memory.
    pub fn from_strings(shape: impl crate::shape::IntoShape, values: &[impl AsRef<str>]) -> Result<Array<Text>> {
        let flat = array(&[values.len()], values)?;
        let shape: Vec<isize> = shape.into_shape()?.iter().map(|&n| n as isize).collect();
        flat.into_shape(&shape[..])
    }
}

macro_rules! text_operand {
    ($([$($generics:tt)*] $x:ty, $this:ident => $shape:expr, $values:expr;)*) => { $(
        impl<$($generics)*> Operand for $x {
            fn parts(&self) -> OperandParts<'_> {
                let $this = self;
                OperandParts::owned(expect(array(&$shape, $values)).into_dyn())
            }
        }
    )* };
}
text_operand! {
    [] str, text => [], &[text];
    [] String, text => [], std::slice::from_ref(text);
    [] [&str], list => [list.len()], list;
    [] [String], list => [list.len()], list;
    [] Vec<&str>, list => [list.len()], list;
    [] Vec<String>, list => [list.len()], list;
    [const N: usize] [&str; N], list => [N], list;
    [const N: usize] [String; N], list => [N], list;
}

macro_rules! text_pairs {
    ($([$($generics:tt)*] $x:ty;)*) => { $(
        impl<A: ArrayOperand, $($generics)*> Operands<$x> for A
        where
            A::T: WeakPromote<Text>,
        {
            type Out = <A::T as WeakPromote<Text>>::Output;
            type Float = <<A::T as WeakPromote<Text>>::Output as Elem>::Float;
        }
        impl<B: ArrayOperand, $($generics)*> Operands<B> for $x
        where
            B::T: WeakPromote<Text>,
        {
            type Out = <B::T as WeakPromote<Text>>::Output;
            type Float = <<B::T as WeakPromote<Text>>::Output as Elem>::Float;
        }
        impl<$($generics)*> Operands<&str> for $x {
            type Out = Text;
            type Float = Text;
        }
    )* };
}
text_pairs! {
    [] &str;
    [] String;
    [] &String;
    [] &[&str];
    [] &[String];
    [] Vec<&str>;
    [] Vec<String>;
    [const N: usize] [&str; N];
    [const N: usize] &[&str; N];
    [const N: usize] [String; N];
    [const N: usize] &[String; N];
}
