//! Nested literals: `array![[1, 2], [3, 4]]`.

use npcore_dtype::{Elem, Text};

use crate::containers::Array;
use crate::error::{Result, expect};
use crate::text;

/// A Rust array, nested to any depth, of elements.
///
/// `T` is the innermost type; a parameter, so that literals infer from what the array is used as.
pub trait Nested<T: Literal> {
    #[doc(hidden)]
    fn shape(&self, shape: &mut Vec<usize>);
    #[doc(hidden)]
    fn flatten(self, values: &mut Vec<T::Value>);
}

/// An element type that has literals.
pub trait Literal: Elem {
    #[doc(hidden)]
    fn assemble(shape: Vec<usize>, values: Vec<Self::Value>) -> Result<Array<Self>>
    where
        Self: Sized;
}

impl<T: Literal, X: Nested<T>, const N: usize> Nested<T> for [X; N] {
    fn shape(&self, shape: &mut Vec<usize>) {
        shape.push(N);
        if let Some(first) = self.first() {
            first.shape(shape);
        }
    }
    fn flatten(self, values: &mut Vec<T::Value>) {
        self.into_iter().for_each(|x| x.flatten(values));
    }
}

macro_rules! leaf {
    ($([$($generics:tt)*] $t:ty;)*) => { $(
        impl<$($generics)*> Nested<$t> for $t {
            fn shape(&self, _: &mut Vec<usize>) {}
            fn flatten(self, values: &mut Vec<$t>) { values.push(self); }
        }
        impl<$($generics)*> Literal for $t {
            fn assemble(shape: Vec<usize>, values: Vec<$t>) -> Result<Array<$t>> {
                Array::from_shape_vec(shape, values)
            }
        }
    )* };
}
leaf! {
    [] bool; [] i8; [] i16; [] i32; [] i64; [] isize; [] u8; [] u16; [] u32; [] u64; [] usize;
    [] half::f16; [] f32; [] f64; [] num_complex::Complex<f32>; [] num_complex::Complex<f64>;
    [const N: usize] npcore_dtype::Str<N>; [const N: usize] npcore_dtype::Bytes<N>;
    [U: npcore_dtype::TimeUnit] npcore_dtype::DateTime64<U>; [U: npcore_dtype::TimeUnit] npcore_dtype::TimeDelta64<U>;
}

macro_rules! text_leaf {
    ($($t:ty)*) => { $(
        impl Nested<Text> for $t {
            fn shape(&self, _: &mut Vec<usize>) {}
            fn flatten(self, values: &mut Vec<String>) { values.push(self.into()); }
        }
    )* };
}
text_leaf!(&str String);

impl Literal for Text {
    fn assemble(shape: Vec<usize>, values: Vec<String>) -> Result<Array<Text>> {
        text::array(&shape, &values)
    }
}

impl<T: Literal> Array<T> {
    /// An array with the shape and values of a nested Rust array.
    #[track_caller]
    pub fn from_nested(nested: impl Nested<T>) -> Array<T> {
        let mut shape = Vec::new();
        nested.shape(&mut shape);
        let mut values = Vec::with_capacity(shape.iter().product());
        nested.flatten(&mut values);
        expect(T::assemble(shape, values))
    }
}

/// An array of literals, nested as its axes.
///
/// The element type is inferred as for any Rust literal: `i32` and `f64` where nothing else decides.
///
/// ```
/// use npcore_array::{Array, array};
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!(format!("{a:?}"), "array([[1, 2],\n       [3, 4]], dtype=int32)");
/// let b: Array<f32> = array![1.0, 2.5];
/// assert_eq!(b.dtype().name(), "float32");
/// assert_eq!(array!["buy", "hold"].dtype().to_string(), "<U4");
/// ```
#[macro_export]
macro_rules! array {
    ($($x:expr),* $(,)?) => { $crate::Array::from_nested([$($x),*]) };
    ($x:expr; $n:expr) => { $crate::Array::from_nested([$x; $n]) };
}
