//! Sine, cosine, tangent.
//!
//! An angle is reduced to within pi/4 of a multiple of pi/2 ([`reduction`](crate::math::reduction)), sine
//! and cosine of the rest are two polynomials, and the multiple says which of them is meant, with
//! which sign. Sine and cosine of f32 are computed in f64 and rounded once.
//!
//! Each function has a form for angles below [`HUGE`](crate::math::reduction::HUGE) (and NaN and infinity), which loops are
//! vectorised over, and one named `_huge` for finite angles from there on.

use crate::math::parts::double::product;
use crate::math::parts::{fma, polynomial};
use crate::math::reduction::{reduce, reduce_huge, reduce_in_single, reduce_to_pi};

/// `sin(high + low)` for `|high| <= pi/4` with `low` small against it.
#[inline(always)]
fn sine(high: f64, low: f64) -> f64 {
    let z = high * high;
    // (sin(x) / x - 1) / x^2 to 2^-57.8 of sin(x).
    let p = polynomial!(z;
        -0.16666666666666644, 0.008333333333324507, -0.00019841269831149839,
        2.755731408454229e-06, -2.5050811699916585e-08, 1.5899565655751986e-10);
    high + fma(z, fma(high, p, -0.5 * low), low)
}

/// `cos(high + low)`, as [`sine`].
#[inline(always)]
fn cosine(high: f64, low: f64) -> f64 {
    let (z, lost) = product(high, high);
    // (cos(x) - 1 + x^2 / 2) / x^4, its product to 2^-63.
    let p = polynomial!(z;
        0.04166666666666665, -0.0013888888888881716, 2.4801587293678816e-05,
        -2.7557315447018553e-07, 2.087585959168409e-09, -1.1366185261502084e-11);
    let one = fma(-0.5, z, 1.0);
    let rest = fma(-0.5, z, 1.0 - one) - fma(high, low, 0.5 * lost);
    one + fma(z * z, p, rest)
}

/// `sin(x)` for `|x| <= pi/2` to 2^-35.4, with the sign of `x`.
#[inline(always)]
fn sine_single(x: f64) -> f64 {
    let z = x * x;
    let p = polynomial!(z;
        -0.1666666663897572, 0.008333331553227921, -0.0001984091859165229, 2.7527691688479025e-06,
        -2.392586446348815e-08);
    x * fma(z, p, 1.0)
}

/// `x` negated where the second bit of `quarter` is set.
#[inline(always)]
fn signed(x: f64, quarter: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ ((quarter & 2) << 62))
}

/// `x` negated where the last bit of `half` is set.
#[inline(always)]
fn flipped(x: f64, half: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ (half << 63))
}

/// The sine (`shift` 0) or cosine (1), of an angle reduced.
#[inline(always)]
fn turn((high, low, quarter): (f64, f64, u64), shift: u64) -> f64 {
    let quarter = quarter.wrapping_add(shift);
    let (sine, cosine) = (sine(high, low), cosine(high, low));
    signed(if quarter & 1 == 0 { sine } else { cosine }, quarter)
}

/// The tangents of one type.
macro_rules! tangent {
    ($name:ident, $t:ident, $slope:ident, $bits:ident, $reduce:ident, $series:expr) => {
        /// The tangent of an angle reduced. With t the tangent of half the rest, that of the rest is 2t / (1 - t^2), which
        /// takes one polynomial; a quarter turn on it is -1 over that.
        #[inline(always)]
        fn $slope((high, low, quarter): ($t, $t, $bits)) -> $t {
            let z = high * high;
            let more = fma(z, fma(high, $series(z), 0.25 * low), low);
            let twice = high + more;
            let lost = more - (twice - high);
            let rest = fma(-0.25 * twice, twice, 1.0);
            let odd = quarter & 1 != 0;
            let quotient = (if odd { -rest } else { twice }) / (if odd { twice } else { rest });
            // By the derivative of the tangent.
            fma(lost, fma(quotient, quotient, 1.0), quotient)
        }

        /// The tangent, within 1.8 ULP.
        #[inline(always)]
        pub(crate) fn $name(x: $t) -> $t {
            const SIGN: $bits = (-0.0 as $t).to_bits();
            let value = $slope($reduce(x.abs()));
            $t::from_bits(value.to_bits() ^ (x.to_bits() & SIGN))
        }
    };
}

/// (2 tan(x / 2) / x - 1) / x^2 of x^2 to 2^-57.5 of the whole.
#[inline(always)]
fn half_tangent(z: f64) -> f64 {
    polynomial!(z;
        0.08333333333333356, 0.008333333333313405, 0.0008432539687564192, 8.542768372099465e-05,
        8.655541239966048e-06, 8.76840028972557e-07, 8.919190569809984e-08, 8.54314528145017e-09,
        1.2499351620950902e-09)
}

/// The same for f32: "half tangent f32", 2^-28.1.
#[inline(always)]
fn half_tangent_single(z: f32) -> f32 {
    polynomial!(z; 0.08333323, 0.008334955, 0.0008354701, 9.990973e-05)
}

tangent!(tan, f64, slope, u64, reduce, half_tangent);
tangent!(tanf, f32, slope_single, u32, reduce_in_single, half_tangent_single);

/// Flips the sign of an odd function's value where the argument's is set.
#[inline(always)]
fn odd(value: f64, x: f64) -> f64 {
    f64::from_bits(value.to_bits() ^ (x.to_bits() & (1 << 63)))
}

/// The sine, within 0.9 ULP.
#[inline(always)]
pub(crate) fn sin(x: f64) -> f64 {
    odd(turn(reduce(x.abs()), 0), x)
}

pub(crate) fn sin_huge(x: f64) -> f64 {
    odd(turn(reduce_huge(x.abs()), 0), x)
}

/// The cosine, within 0.85 ULP.
#[inline(always)]
pub(crate) fn cos(x: f64) -> f64 {
    turn(reduce(x.abs()), 1)
}

pub(crate) fn cos_huge(x: f64) -> f64 {
    turn(reduce_huge(x.abs()), 1)
}

pub(crate) fn tan_huge(x: f64) -> f64 {
    odd(slope(reduce_huge(x.abs())), x)
}

/// The sine, within 0.51 ULP.
#[inline(always)]
pub(crate) fn sinf(x: f32) -> f32 {
    let (rest, half) = reduce_to_pi(x as f64, 0.0);
    flipped(sine_single(rest), half) as f32
}

/// The cosine, within 0.51 ULP: the sine about odd multiples of pi/2.
#[inline(always)]
pub(crate) fn cosf(x: f32) -> f32 {
    let (rest, half) = reduce_to_pi(x as f64, 0.5);
    flipped(-sine_single(rest), half) as f32
}

pub(crate) fn sinf_huge(x: f32) -> f32 {
    sin_huge(x as f64) as f32
}

pub(crate) fn cosf_huge(x: f32) -> f32 {
    cos_huge(x as f64) as f32
}

pub(crate) fn tanf_huge(x: f32) -> f32 {
    tan_huge(x as f64) as f32
}
