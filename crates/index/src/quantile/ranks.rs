//! Which quantiles a call asks for: one number, or several.

use npcore_array::{Array, ArrayView, DynArray, ReducedAxes, Result, engine};
use npcore_dtype::Elem;

mod sealed {
    pub trait Sealed {}
}

/// One quantile or percentile, an `f64` or `i32`; or several: a list of those, or an array of float64. They decide what a call
/// gives.
pub trait Ranks: sealed::Sealed {
    /// The result for an array of `T`, along axes `A`.
    type Out<T: Elem, A: ReducedAxes>;

    /// The numbers in C order, and their shape.
    #[doc(hidden)]
    fn values(&self) -> (Vec<f64>, Vec<usize>);

    #[doc(hidden)]
    fn give<T: Elem, A: ReducedAxes>(result: DynArray) -> Result<Self::Out<T, A>>;
}

macro_rules! numbers {
    ($($t:ident)*) => { $(
        impl sealed::Sealed for $t {}
        impl Ranks for $t {
            type Out<T: Elem, A: ReducedAxes> = A::Out<T::Average>;

            fn values(&self) -> (Vec<f64>, Vec<usize>) {
                (vec![*self as f64], vec![])
            }

            fn give<T: Elem, A: ReducedAxes>(result: DynArray) -> Result<A::Out<T::Average>> {
                super::given::<A, T::Average>(result)
            }
        }
        several! {
            [const N: usize] [$t; N]; self: (self.map(|q| q as f64).to_vec(), vec![N]);
            [] &[$t]; self: (self.iter().map(|&q| q as f64).collect(), vec![self.len()]);
            [] Vec<$t>; self: (self.iter().map(|&q| q as f64).collect(), vec![self.len()]);
            [] &Vec<$t>; self: (self.iter().map(|&q| q as f64).collect(), vec![self.len()]);
        }
    )* };
}

macro_rules! several {
    ($([$($generics:tt)*] $ty:ty; $self:ident: $values:expr;)*) => { $(
        impl<$($generics)*> sealed::Sealed for $ty {}
        impl<$($generics)*> Ranks for $ty {
            type Out<T: Elem, A: ReducedAxes> = Array<T::Double>;

            fn values(&$self) -> (Vec<f64>, Vec<usize>) {
                $values
            }

            fn give<T: Elem, A: ReducedAxes>(result: DynArray) -> Result<Array<T::Double>> {
                engine::typed(result)
            }
        }
    )* };
}

// One float type and one of integers, so that literals infer.
numbers!(f64 i32);
several! {
    [] &Array<f64>; self: (self.to_vec(), self.shape().to_vec());
    [] ArrayView<'_, f64>; self: (self.to_vec(), self.shape().to_vec());
}
