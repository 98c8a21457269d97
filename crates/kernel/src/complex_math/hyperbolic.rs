//! sinh, cosh, tanh; and sin, cos, tan, which are the same a quarter turn on.

use super::exponential::{scaled, within_range};
use super::{Complex, complex, sine_cosine, turned, turned_back};
use crate::math::exp;
use crate::math::parts::double::product;
use crate::math::parts::fma;

/// The hyperbolic sine, to 2.2 ULP.
#[inline(always)]
pub(super) fn sinh<const ANY: bool>(z: Complex) -> Complex {
    let (x, y) = (z.re, z.im);
    let (sine, cosine) = sine_cosine::<ANY>(y);
    let (a, factor) = within_range(x.abs());
    let re = scaled(cosine, exp::sinh(a).copysign(x), factor);
    let im = scaled(sine, exp::cosh(a), factor);
    let im = if y == 0.0 { y } else { im };
    let nowhere = !y.is_finite();
    let re = if nowhere && x == 0.0 { x } else { re };
    complex(if nowhere && x.abs() == f64::INFINITY { f64::INFINITY } else { re }, im)
}

/// The hyperbolic cosine, to 2.2 ULP.
#[inline(always)]
pub(super) fn cosh<const ANY: bool>(z: Complex) -> Complex {
    let (x, y) = (z.re, z.im);
    let (sine, cosine) = sine_cosine::<ANY>(y);
    let (a, factor) = within_range(x.abs());
    let re = scaled(cosine, exp::cosh(a), factor);
    let im = scaled(sine, exp::sinh(a).copysign(x), factor);
    let im = if y == 0.0 { if x.is_sign_negative() && !x.is_nan() { -y } else { y } } else { im };
    let nowhere = !y.is_finite();
    let im = if nowhere && x == 0.0 { 0.0 } else { im };
    complex(if nowhere && x.abs() == f64::INFINITY { f64::INFINITY } else { re }, im)
}

/// The hyperbolic tangent, to 2.9 ULP: `(sinh x cosh x + i sin y cos y) / (sinh^2 x + cos^2 y)`.
#[inline(always)]
pub(super) fn tanh<const ANY: bool>(z: Complex) -> Complex {
    let (x, y) = (z.re, z.im);
    let (sine, cosine) = sine_cosine::<ANY>(y);
    let a = x.abs();
    // The real part is 1 long before, and the imaginary one vanishes.
    let a = if a > 700.0 { 700.0 } else { a };
    let (sinh, cosh) = (exp::sinh(a), exp::cosh(a));
    // Their rounding errors would count: all three magnify those of the parts.
    let (square, square_lost) = product(cosine, cosine);
    let below = fma(sinh, sinh, square);
    let below_lost = fma(sinh, sinh, square - below) + square_lost;
    let (over, over_lost) = product(sinh, cosh);
    let inverse = 1.0 / below;
    let quotient = over * inverse;
    let quotient = fma(fma(-quotient, below, over) + fma(-quotient, below_lost, over_lost), inverse, quotient);
    let across = sine * cosine;
    // Squares would overflow.
    let far = a > 300.0;
    let re = if far { 1.0 } else { quotient };
    let im = (if far { across / cosh } else { across }) / (if far { cosh } else { below });
    let im = if y == 0.0 { y } else { im };
    let nowhere = !y.is_finite();
    let re = if nowhere && x == 0.0 { 0.0 } else { re };
    let re = if nowhere && x != 0.0 && x.abs() < f64::INFINITY { f64::NAN } else { re };
    let im = if nowhere && x.abs() == f64::INFINITY { 0f64.copysign(y) } else { im };
    complex(re.copysign(x), im)
}

/// The sine, as [`sinh`].
#[inline(always)]
pub(super) fn sin<const ANY: bool>(z: Complex) -> Complex {
    turned(sinh::<ANY>(turned_back(z)))
}

/// The cosine, as [`cosh`].
#[inline(always)]
pub(super) fn cos<const ANY: bool>(z: Complex) -> Complex {
    cosh::<ANY>(turned(z))
}

/// The tangent, as [`tanh`].
#[inline(always)]
pub(super) fn tan<const ANY: bool>(z: Complex) -> Complex {
    turned_back(tanh::<ANY>(turned(z)))
}
