//! Sine, cosine, tangent.
//!
//! An angle is reduced to within pi/4 of a multiple of pi/2 ([`reduction`](crate::math::reduction)), sine
//! and cosine of the rest are two polynomials, and the multiple says which of them is meant, with
//! which sign. The f32 functions are computed in f64 and rounded once.
//!
//! Each function has a form for angles below [`HUGE`](crate::math::reduction::HUGE) (and NaN and infinity), which loops are
//! vectorised over, and one named `_huge` for finite angles from there on.

use crate::math::polynomial::{fast_two_sum, polynomial, split};
use crate::math::reduction::{reduce, reduce_huge, reduce_single};

/// `sin(high + low)` for `|high| <= pi/4` with `low` small against it.
#[inline(always)]
fn sine(high: f64, low: f64) -> f64 {
    let z = high * high;
    // (sin(x) / x - 1) / x^2 to 2^-57.8 of sin(x).
    let p = polynomial!(z;
        -0.16666666666666644, 0.008333333333324507, -0.00019841269831149839,
        2.755731408454229e-06, -2.5050811699916585e-08, 1.5899565655751986e-10);
    high + ((high * z) * p + low * (1.0 - 0.5 * z))
}

/// `cos(high + low)`, as [`sine`].
#[inline(always)]
fn cosine(high: f64, low: f64) -> f64 {
    // The square's rounding error would count: head * head is exact.
    let (head, tail) = split(high);
    let half = 0.5 * (head * head);
    let rest = tail * (0.5 * (head + high));
    let z = high * high;
    // (cos(x) - 1 + x^2 / 2) / x^4, its product to 2^-63.
    let p = polynomial!(z;
        0.04166666666666665, -0.0013888888888881716, 2.4801587293678816e-05,
        -2.7557315447018553e-07, 2.087585959168409e-09, -1.1366185261502084e-11);
    let one = 1.0 - half;
    one + (((1.0 - one) - half) + ((z * z) * p - (rest + high * low)))
}

/// `2 tan((high + low) / 2)`, as [`sine`], and what it lacks.
#[inline(always)]
fn twice_tangent_of_half(high: f64, low: f64) -> (f64, f64) {
    let z = high * high;
    // (2 tan(x / 2) / x - 1) / x^2 to 2^-57.5 of the whole.
    let p = polynomial!(z;
        0.08333333333333356, 0.008333333333313405, 0.0008432539687564192, 8.542768372099465e-05,
        8.655541239966048e-06, 8.76840028972557e-07, 8.919190569809984e-08, 8.54314528145017e-09,
        1.2499351620950902e-09);
    fast_two_sum(high, (high * z) * p + low * (1.0 + 0.25 * z))
}

/// `sin(x)` for `|x| <= pi/2` to 2^-35.4, with the sign of `x`.
#[inline(always)]
fn sine_single(x: f64) -> f64 {
    let z = x * x;
    x * polynomial!(z;
        1.0, -0.1666666663897572, 0.008333331553227921, -0.0001984091859165229, 2.7527691688479025e-06,
        -2.392586446348815e-08)
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

/// Numerator and denominator of the tangent of an angle reduced. With t the tangent of half the rest, that
/// of the rest is 2t / (1 - t^2), which takes one polynomial; a quarter turn on it is -1 over that.
#[inline(always)]
fn slope(twice: f64, quarter: u64) -> (f64, f64) {
    let rest = 1.0 - (0.25 * twice) * twice;
    let odd = quarter & 1 != 0;
    if odd { (-rest, twice) } else { (twice, rest) }
}

/// The quotient of [`slope`] in f64. That 2t and 1 - t^2 were rounded is made good to first order: the latter lies
/// between 0.83 and 1, and the derivative of the quotient by 2t is about 1 + (2t)^2.
#[inline(always)]
fn steepness((twice, twice_lost): (f64, f64), quarter: u64) -> f64 {
    let (over, under) = slope(twice, quarter);
    let odd = quarter & 1 != 0;
    let rest = if odd { -over } else { under };
    let square = (0.25 * twice) * twice;
    let lost = (1.0 - rest) - square;
    let quotient = over / under;
    let (by_rest, by_twice) = if odd { (1.09, quotient * quotient) } else { (-1.09, 1.0) };
    quotient + (quotient * (lost * by_rest) + (twice_lost * by_twice) * (1.0 + 4.0 * square))
}

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

/// The tangent, within 1.3 ULP.
#[inline(always)]
pub(crate) fn tan(x: f64) -> f64 {
    let (high, low, quarter) = reduce(x.abs());
    odd(steepness(twice_tangent_of_half(high, low), quarter), x)
}

pub(crate) fn tan_huge(x: f64) -> f64 {
    let (high, low, quarter) = reduce_huge(x.abs());
    odd(steepness(twice_tangent_of_half(high, low), quarter), x)
}

/// The sine, within 0.51 ULP.
#[inline(always)]
pub(crate) fn sinf(x: f32) -> f32 {
    let (rest, half) = reduce_single::<true>(x as f64, 0.0);
    flipped(sine_single(rest), half) as f32
}

/// The cosine, within 0.51 ULP: the sine about odd multiples of pi/2.
#[inline(always)]
pub(crate) fn cosf(x: f32) -> f32 {
    let (rest, half) = reduce_single::<true>(x as f64, 0.5);
    flipped(-sine_single(rest), half) as f32
}

/// The tangent, within 0.51 ULP.
#[inline(always)]
pub(crate) fn tanf(x: f32) -> f32 {
    let (rest, quarter) = reduce_single::<false>(x as f64, 0.0);
    let z = rest * rest;
    // To 2^-34.6.
    let twice = rest
        * polynomial!(z;
            1.0, 0.08333333518748678, 0.008333285826467177, 0.0008436242779791435, 8.420654821210179e-05,
            1.0428162254633942e-05);
    let (over, under) = slope(twice, quarter);
    // A reciprocal in f32, which is cheap, and a Newton step to 2^-46.
    let inverse = (1.0 / under as f32) as f64;
    (over * (inverse * (2.0 - under * inverse))) as f32
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
