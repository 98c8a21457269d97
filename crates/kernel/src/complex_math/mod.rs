//! Exponentials, logarithms, trigonometric and hyperbolic functions, their inverses, and powers of complex numbers.
//!
//! All are computed on complex128, from the real functions of [`math`](crate::math) and without branches,
//! so that plain loops over them become vectors; complex64 is computed in it and rounded once. Nothing overflows,
//! vanishes or cancels on the way to a result that does not.
//!
//! What zeros, infinities and NaN give is NumPy's, which is Annex G of the C standard with a few exceptions, named where
//! they are. Branch cuts are continuous with the side that the sign of a zero tells.
//!
//! The errors named are bounds that `tests/complex_math.rs` holds, in units in the last place of the result's larger part
//! (complex64: 0.75).

mod exponential;
mod hyperbolic;
mod inverse;
mod logarithm;
mod power;

use crate::element::Cx;
use crate::exponential::*;
use crate::math::reduction::HUGE;
use crate::math::sine;
use crate::run::Op1;
use crate::tier::Tier;
use crate::trigonometric::*;

type Complex = Cx<f64>;

#[inline(always)]
fn complex(re: f64, im: f64) -> Complex {
    Cx { re, im }
}

/// `i z`
#[inline(always)]
fn turned(z: Complex) -> Complex {
    complex(-z.im, z.re)
}

/// `-i z`
#[inline(always)]
fn turned_back(z: Complex) -> Complex {
    complex(z.im, -z.re)
}

#[inline(always)]
fn wide(z: Cx<f32>) -> Complex {
    complex(z.re as f64, z.im as f64)
}

#[inline(always)]
fn narrow(z: Complex) -> Cx<f32> {
    Cx { re: z.re as f32, im: z.im as f32 }
}

/// Whether the sine of the angle needs the way for huge ones.
#[inline(always)]
fn is_huge(angle: f64) -> bool {
    (HUGE..f64::INFINITY).contains(&angle.abs())
}

/// Sine and cosine; of finite angles from [`HUGE`] on only with `ANY`.
#[inline(always)]
fn sine_cosine<const ANY: bool>(angle: f64) -> (f64, f64) {
    if ANY && is_huge(angle) {
        (sine::sin_huge(angle), sine::cos_huge(angle))
    } else {
        (sine::sin(angle), sine::cos(angle))
    }
}

/// Declares the operations of functions that take no angle.
macro_rules! plain {
    ($($name:ident: $module:ident :: $f:ident;)*) => { $(
        impl Op1 for $name<Cx<f64>> {
            type A = Cx<f64>;
            type O = Cx<f64>;
            const TIER: Tier = Tier::V4;
            #[inline(always)]
            fn f(z: Cx<f64>) -> Cx<f64> {
                $module::$f(z)
            }
        }

        impl Op1 for $name<Cx<f32>> {
            type A = Cx<f32>;
            type O = Cx<f32>;
            const TIER: Tier = Tier::V4;
            #[inline(always)]
            fn f(z: Cx<f32>) -> Cx<f32> {
                narrow($module::$f(wide(z)))
            }
        }
    )* };
}

/// Declares the operations of functions of which one part is an angle, huge ones of which are rare.
macro_rules! of_angle {
    ($($name:ident: $module:ident :: $f:ident, $angle:ident;)*) => { $(
        impl Op1 for $name<Cx<f64>> {
            type A = Cx<f64>;
            type O = Cx<f64>;
            const TIER: Tier = Tier::V4;
            const RARE: bool = true;
            #[inline(always)]
            fn f(z: Cx<f64>) -> Cx<f64> {
                $module::$f::<false>(z)
            }
            #[inline(always)]
            fn is_rare(z: Cx<f64>) -> bool {
                is_huge(z.$angle)
            }
            fn rare(z: Cx<f64>) -> Cx<f64> {
                $module::$f::<true>(z)
            }
        }

        impl Op1 for $name<Cx<f32>> {
            type A = Cx<f32>;
            type O = Cx<f32>;
            const TIER: Tier = Tier::V4;
            const RARE: bool = true;
            #[inline(always)]
            fn f(z: Cx<f32>) -> Cx<f32> {
                narrow($module::$f::<false>(wide(z)))
            }
            #[inline(always)]
            fn is_rare(z: Cx<f32>) -> bool {
                is_huge(z.$angle as f64)
            }
            fn rare(z: Cx<f32>) -> Cx<f32> {
                narrow($module::$f::<true>(wide(z)))
            }
        }
    )* };
}

of_angle! {
    Exp: exponential::exp, im;
    Exp2: exponential::exp2, im;
    Expm1: exponential::expm1, im;
    Sinh: hyperbolic::sinh, im;
    Cosh: hyperbolic::cosh, im;
    Tanh: hyperbolic::tanh, im;
    Sin: hyperbolic::sin, re;
    Cos: hyperbolic::cos, re;
    Tan: hyperbolic::tan, re;
}

plain! {
    Log: logarithm::log;
    Log2: logarithm::log2;
    Log10: logarithm::log10;
    Log1p: logarithm::log1p;
    Arcsin: inverse::arcsin;
    Arccos: inverse::arccos;
    Arctan: inverse::arctan;
    Arcsinh: inverse::arcsinh;
    Arccosh: inverse::arccosh;
    Arctanh: inverse::arctanh;
}
