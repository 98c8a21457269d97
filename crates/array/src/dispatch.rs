//! From a dtype known at run time to a block of code for each element type: [`dispatch!`](crate::dispatch).

/// What the macro's code names; not for use by hand.
///
/// Aliases, no re-exports: the compiler would show users these paths in its messages.
#[doc(hidden)]
pub mod __dispatch {
    use npcore_dtype::{Complex, DType, Element};

    use crate::error::ArrayError;

    pub type F16 = npcore_dtype::f16;
    pub type Complex64 = Complex<f32>;
    pub type Complex128 = Complex<f64>;

    #[inline]
    pub fn is<T: Element>(dtype: DType) -> bool {
        dtype == DType::of::<T>()
    }

    #[cold]
    pub fn no_type(have: DType, wanted: &'static str) -> ArrayError {
        ArrayError::NoType { have, wanted }
    }
}

/// Runs a block with the element type of an array that is known only at run time.
///
/// `dispatch!(view, |a: T in group| { ... })` compiles the block once for each type of the group; in it `a` is the
/// typed container (an `ArrayView<'_, T>` of a [`DynView`](crate::DynView), an `ArrayViewMut<'_, T>` of a
/// [`DynViewMut`](crate::DynViewMut), and so on) and `T` its element type. It gives a `Result` of the block's value,
/// with [`ArrayError::NoType`](crate::ArrayError::NoType) for an array of another type. With an `else` block, which
/// stands for all other types, it gives the value itself. Write `|mut a: T in ...|` for a mutable view.
///
/// | group      | types                                                       |
/// |------------|-------------------------------------------------------------|
/// | `signed`   | `i8`, `i16`, `i32`, `i64`                                   |
/// | `unsigned` | `u8`, `u16`, `u32`, `u64`                                   |
/// | `integer`  | both                                                        |
/// | `float`    | `f16`, `f32`, `f64`                                         |
/// | `complex`  | `Complex<f32>`, `Complex<f64>`                              |
/// | `inexact`  | `float` and `complex`                                       |
/// | `real`     | `integer` and `float`                                       |
/// | `numeric`  | `real` and `complex`                                        |
/// | `any`      | `numeric` and `bool`                                        |
/// | `[A, B]`   | these: any element types                                    |
///
/// Only native byte order matches: `astype_dyn(dtype.to_native())` converts what is not.
///
/// ```
/// use npcore_array::{ArrayError, DynView, array, dispatch};
///
/// fn total(a: DynView<'_>) -> Result<f64, ArrayError> {
///     dispatch!(a, |x: T in [i32, f32, f64]| x.values().map(f64::from).sum())
/// }
/// assert_eq!(total(array![1, 2].as_dyn())?, 3.0);
/// assert_eq!(total(array![0.5_f32].as_dyn())?, 0.5);
/// let error = total(array![true].as_dyn()).unwrap_err();
/// assert_eq!(error.to_string(), "array has dtype bool, which is none of [i32, f32, f64]");
///
/// let mut a = array![3, 1, 2].into_dyn();
/// let sorted = dispatch!(a.as_dyn_mut(), |mut x: T in integer| {
///     x.as_slice_mut().map(<[T]>::sort).is_some()
/// } else {
///     false
/// });
/// assert!(sorted);
/// assert_eq!(a.to_string(), "[1 2 3]");
/// # Ok::<(), ArrayError>(())
/// ```
#[macro_export]
macro_rules! dispatch {
    // (A `match`, as in the standard library's macros: temporaries in `$view` live as long as the block.)
    ($view:expr, |$($a:ident)+ : $T:ident in $group:tt| $body:block else $other:block) => {
        match $view {
            view => {
                let dtype = view.dtype();
                $crate::dispatch!(@group $group, view, dtype, [$($a)+], $T, $body, $other)
            }
        }
    };
    ($view:expr, |$($a:ident)+ : $T:ident in $group:tt| $body:expr) => {
        match $view {
            view => {
                let dtype = view.dtype();
                $crate::dispatch!(@group $group, view, dtype, [$($a)+], $T, { ::core::result::Result::Ok($body) }, {
                    ::core::result::Result::Err($crate::__dispatch::no_type(dtype, ::core::stringify!($group)))
                })
            }
        }
    };
    (@group signed, $($rest:tt)*) => { $crate::dispatch!(@types [i8, i16, i32, i64], $($rest)*) };
    (@group unsigned, $($rest:tt)*) => { $crate::dispatch!(@types [u8, u16, u32, u64], $($rest)*) };
    (@group integer, $($rest:tt)*) => {
        $crate::dispatch!(@types [i8, i16, i32, i64, u8, u16, u32, u64], $($rest)*)
    };
    (@group float, $($rest:tt)*) => { $crate::dispatch!(@types [$crate::__dispatch::F16, f32, f64], $($rest)*) };
    (@group complex, $($rest:tt)*) => {
        $crate::dispatch!(@types [$crate::__dispatch::Complex64, $crate::__dispatch::Complex128], $($rest)*)
    };
    (@group inexact, $($rest:tt)*) => {
        $crate::dispatch!(@types [
            $crate::__dispatch::F16, f32, f64, $crate::__dispatch::Complex64, $crate::__dispatch::Complex128
        ], $($rest)*)
    };
    (@group real, $($rest:tt)*) => {
        $crate::dispatch!(@types [
            i8, i16, i32, i64, u8, u16, u32, u64, $crate::__dispatch::F16, f32, f64
        ], $($rest)*)
    };
    (@group numeric, $($rest:tt)*) => {
        $crate::dispatch!(@types [
            i8, i16, i32, i64, u8, u16, u32, u64, $crate::__dispatch::F16, f32, f64,
            $crate::__dispatch::Complex64, $crate::__dispatch::Complex128
        ], $($rest)*)
    };
    (@group any, $($rest:tt)*) => {
        $crate::dispatch!(@types [
            bool, i8, i16, i32, i64, u8, u16, u32, u64, $crate::__dispatch::F16, f32, f64,
            $crate::__dispatch::Complex64, $crate::__dispatch::Complex128
        ], $($rest)*)
    };
    (@group [$($types:ty),+ $(,)?], $($rest:tt)*) => { $crate::dispatch!(@types [$($types),+], $($rest)*) };
    // One type after the other: nothing of the block's may be captured in a list beside another list.
    (@types [$first:ty $(, $types:ty)*], $view:ident, $dtype:ident, [$($a:ident)+], $T:ident, $body:block, $other:block) => {
        if $crate::__dispatch::is::<$first>($dtype) {
            match $view.downcast::<$first>() {
                // The block is the same for all types: some of its conversions do nothing for some of them.
                #[allow(dead_code, unused_variables, clippy::useless_conversion, clippy::unnecessary_cast)]
                ::core::result::Result::Ok($($a)+) => {
                    type $T = $first;
                    $body
                }
                ::core::result::Result::Err(e) => ::core::unreachable!("{e}"),
            }
        } else {
            $crate::dispatch!(@types [$($types),*], $view, $dtype, [$($a)+], $T, $body, $other)
        }
    };
    (@types [], $view:ident, $dtype:ident, [$($a:ident)+], $T:ident, $body:block, $other:block) => { $other };
}
