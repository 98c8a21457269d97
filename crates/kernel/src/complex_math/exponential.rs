//! exp, exp2, expm1.

use super::{Complex, complex, sine_cosine};
use crate::math::exp;
use crate::math::parts::double::{power, product};
use crate::math::parts::fma;

/// `a` less what makes powers of e overflow, and a factor: e^a is that of the first times the factor's square. The powers of
/// e that the factors stand for are such that they are within 2^-65 of them. (The second step is for a sine of 1e-320.)
#[inline(always)]
pub(super) fn within_range(a: f64) -> (f64, f64) {
    let step = if a > 1397.0 {
        (1375.0000000002378, 3.77969110445154e+298)
    } else {
        (687.0000000003313, 1.514099910699362e+149)
    };
    if a > 709.0 { (a - step.0, step.1) } else { (a, 1.0) }
}

/// The product with the square of the factor that [`within_range`] gives.
#[inline(always)]
pub(super) fn scaled(small: f64, large: f64, factor: f64) -> f64 {
    ((small * factor) * large) * factor
}

/// `size` at the angle `y` of that sine and cosine, after infinity and NaN.
#[inline(always)]
fn at_angle(x: f64, y: f64, size: f64, factor: f64, (sine, cosine): (f64, f64)) -> Complex {
    let (re, im) = (scaled(cosine, size, factor), scaled(sine, size, factor));
    let im = if y == 0.0 { y } else { im };
    // At any angle, even none, it stays infinite or zero.
    let nowhere = !y.is_finite();
    let re = if nowhere && x == f64::INFINITY { x } else { re };
    let vanished = nowhere && x == f64::NEG_INFINITY;
    if vanished { complex(0.0, 0f64.copysign(y)) } else { complex(re, im) }
}

/// `e^z`, to 1.6 ULP.
#[inline(always)]
pub(super) fn exp<const ANY: bool>(z: Complex) -> Complex {
    let (x, factor) = within_range(z.re);
    at_angle(z.re, z.im, exp::exp(x), factor, sine_cosine::<ANY>(z.im))
}

/// `e^(x + dx + i (y + dy))` for small `dx` and `dy`.
#[inline(always)]
pub(super) fn exp_of_parts<const ANY: bool>((x, dx): (f64, f64), (y, dy): (f64, f64)) -> Complex {
    let (inside, factor) = within_range(x);
    let (sine, cosine) = sine_cosine_of_parts::<ANY>(y, dy);
    at_angle(x, y, exp::exp(inside), factor, (sine + sine * dx, cosine + cosine * dx))
}

/// Sine and cosine of `y + dy`, where `dy` is not above the last place of `y`.
#[inline(always)]
fn sine_cosine_of_parts<const ANY: bool>(y: f64, dy: f64) -> (f64, f64) {
    let (sine, cosine) = sine_cosine::<ANY>(y);
    // Nothing to add below `HUGE`, where the square of `dy` is below 2^-64.
    let (small_sine, small_cosine) = if ANY { sine_cosine::<ANY>(dy) } else { (dy, 1.0) };
    (sine * small_cosine + cosine * small_sine, cosine * small_cosine - sine * small_sine)
}

/// `2^z`, to 2.0 ULP while the angle, `y ln 2`, is below 2^26 or so: it has a relative error of 2^-80.
#[inline(always)]
pub(super) fn exp2<const ANY: bool>(z: Complex) -> Complex {
    /// What ln 2 lacks.
    const LN_2_REST: f64 = 2.3190468138462996e-17;
    let (x, y) = (z.re, z.im);
    // As `within_range`.
    let (step, root) = if x > 2000.0 { (2000.0, power(1000)) } else { (1000.0, power(500)) };
    let (inside, factor) = if x > 1000.0 { (x - step, root) } else { (x, 1.0) };
    let (angle, lost) = product(y, std::f64::consts::LN_2);
    at_angle(x, y, exp::exp2(inside), factor, sine_cosine_of_parts::<ANY>(angle, fma(y, LN_2_REST, lost)))
}

/// `e^z - 1`, to 2.6 ULP.
///
/// As NumPy's, the imaginary part is NaN where an infinite `e^x` meets `y = 0`.
#[inline(always)]
pub(super) fn expm1<const ANY: bool>(z: Complex) -> Complex {
    let (x, y) = (z.re, z.im);
    let (sine, cosine) = sine_cosine::<ANY>(y);
    let (inside, factor) = within_range(x);
    let size = exp::exp(inside);
    // cos y - 1 without cancellation.
    let versed = if cosine > 0.0 { -(sine * sine) / (1.0 + cosine) } else { cosine - 1.0 };
    let product = if factor == 1.0 { exp::expm1(x) * cosine } else { scaled(cosine, size, factor) };
    complex(product + versed, scaled(sine, size, factor))
}
