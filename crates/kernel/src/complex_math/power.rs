//! Powers.
//!
//! As NumPy's: any power 0 is 1; powers of 0 are 0 for exponents with a positive real part, else NaN; integer exponents below
//! 100 are repeated products; all others are `e^(w log z)`.

use super::exponential::{exp, exp_of_parts};
use super::logarithm::{log, scale, sum_of_squares};
use super::{Complex, complex};
use crate::complex::{Product, Quotient};
use crate::math::angle::{HALF_PI, PI};
use crate::math::exp::double::{LN2_HIGH, LN2_LOW};
use crate::math::parts::double::{cut, sum, sum_of_larger};
use crate::math::polynomial::polynomial;
use crate::math::pow::log_in_parts;
use crate::run::Op2;

const ONE: Complex = Complex { re: 1.0, im: 0.0 };

/// `z^w`, to 4 ULP while the parts of `w log z` are sums of magnitudes below 2^9: that exponent has an error of 2^-64
/// of them. Integer exponents below 100: to 2.5 ULP.
pub(super) fn power(z: Complex, w: Complex) -> Complex {
    simple(z, w).unwrap_or_else(|| {
        let finite = |z: Complex| z.re.is_finite() && z.im.is_finite();
        if finite(z) && finite(w) { of_parts(z, w) } else { of_logarithm(z, w) }
    })
}

/// `z^w` good enough for complex64.
pub(super) fn power_to_single(z: Complex, w: Complex) -> Complex {
    simple(z, w).unwrap_or_else(|| of_logarithm(z, w))
}

/// The cases that need no logarithm.
#[inline(always)]
fn simple(z: Complex, w: Complex) -> Option<Complex> {
    if w.re == 0.0 && w.im == 0.0 {
        return Some(ONE);
    }
    if z.re == 0.0 && z.im == 0.0 {
        let power = if w.re > 0.0 { 0.0 } else { f64::NAN };
        return Some(complex(power, power));
    }
    let n = w.re as i32;
    if w.im == 0.0 && n as f64 == w.re && n.abs() < 100 { Some(integer(z, n)) } else { None }
}

#[inline(always)]
fn product(a: Complex, b: Complex) -> Complex {
    Product::<Complex>::f(a, b)
}

/// A number and what it lacks.
type Parts = (Complex, Complex);

/// A product and its rounding error.
#[inline(always)]
fn exact(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let (a_upper, b_upper) = (cut(a), cut(b));
    let (a_lower, b_lower) = (a - a_upper, b - b_upper);
    (product, ((a_upper * b_upper - product) + (a_upper * b_lower + a_lower * b_upper)) + a_lower * b_lower)
}

#[inline(always)]
fn product_of_parts((a, a_rest): Parts, (b, b_rest): Parts) -> Parts {
    let rest = [product(a, b_rest), product(a_rest, b)];
    let (across, across_lost) = exact(a.re, b.re);
    let (down, down_lost) = exact(a.im, b.im);
    let (re, re_lost) = sum(across, -down);
    let (left, left_lost) = exact(a.re, b.im);
    let (right, right_lost) = exact(a.im, b.re);
    let (im, im_lost) = sum(left, right);
    let re_lost = (re_lost + (across_lost - down_lost)) + (rest[0].re + rest[1].re);
    let im_lost = (im_lost + (left_lost + right_lost)) + (rest[0].im + rest[1].im);
    (complex(re, im), complex(re_lost, im_lost))
}

/// By repeated squares.
fn integer(z: Complex, n: i32) -> Complex {
    let count = n.unsigned_abs();
    let power = match count {
        1 => z,
        2 => product(z, z),
        3 => product(z, product(z, z)),
        _ => {
            let plain = repeated(z, count, ONE, product);
            let (power, rest) = repeated((z, complex(0.0, 0.0)), count, (ONE, complex(0.0, 0.0)), product_of_parts);
            let (re, im) = (power.re + rest.re, power.im + rest.im);
            // Where something overflows there is no rest.
            if re.is_finite() && im.is_finite() && (re != 0.0 || im != 0.0) { complex(re, im) } else { plain }
        }
    };
    if n < 0 { Quotient::<Complex>::f(ONE, power) } else { power }
}

#[inline(always)]
fn repeated<T: Copy>(mut z: T, mut count: u32, one: T, product: impl Fn(T, T) -> T) -> T {
    let mut power = one;
    loop {
        if count & 1 == 1 {
            power = product(power, z);
        }
        count >>= 1;
        if count == 0 {
            return power;
        }
        z = product(z, z);
    }
}

/// By logarithm and product as Annex G has them, for what is infinite or NaN, and for complex64.
fn of_logarithm(z: Complex, w: Complex) -> Complex {
    let power = product_of_annex_g(w, log(z));
    // NumPy's NaN there is one with a sign, which a vanishing power shows.
    exp::<true>(complex(power.re, if power.im.is_nan() { -f64::NAN } else { power.im }))
}

/// The product, in which an infinity does not get lost in two NaN.
fn product_of_annex_g(mut a: Complex, mut b: Complex) -> Complex {
    let plain = product(a, b);
    if !(plain.re.is_nan() && plain.im.is_nan()) {
        return plain;
    }
    let infinite = |z: Complex| z.re.is_infinite() || z.im.is_infinite();
    let boxed = |x: f64| if x.is_infinite() { 1f64 } else { 0.0 }.copysign(x);
    let number = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
    let (a_infinite, b_infinite) = (infinite(a), infinite(b));
    if a_infinite {
        a = complex(boxed(a.re), boxed(a.im));
        b = complex(number(b.re), number(b.im));
    }
    if b_infinite {
        a = complex(number(a.re), number(a.im));
        b = complex(boxed(b.re), boxed(b.im));
    }
    let again = product(a, b);
    if a_infinite || b_infinite { complex(f64::INFINITY * again.re, f64::INFINITY * again.im) } else { plain }
}

/// By a logarithm of more digits.
fn of_parts(z: Complex, w: Complex) -> Complex {
    let (log, angle) = (log_of_magnitude(z), angle(z));
    let re = sum_of_products(w.re, log, -w.im, angle);
    let im = sum_of_products(w.re, angle, w.im, log);
    exp_of_parts::<true>(re, im)
}

/// `a x + b y` as two numbers.
#[inline(always)]
fn sum_of_products(a: f64, x: (f64, f64), b: f64, y: (f64, f64)) -> (f64, f64) {
    let (left, left_lost) = exact(a, x.0);
    let (right, right_lost) = exact(b, y.0);
    let (total, lost) = sum(left, right);
    let lost = lost + ((left_lost + a * x.1) + (right_lost + b * y.1));
    // The sign of zero, and what overflows.
    if lost == 0.0 || !lost.is_finite() { (total, 0.0) } else { sum_of_larger(total, lost) }
}

/// `log |z|` as two numbers.
fn log_of_magnitude(z: Complex) -> (f64, f64) {
    let (a, b) = (z.re.abs(), z.im.abs());
    let (factor, exponent) = scale(a, b);
    let (square, lost) = sum_of_squares(a * factor, 0.0, b * factor);
    let [high, low] = log_in_parts(square);
    let (high, rest) = sum(0.5 * high, -exponent * LN2_HIGH);
    sum_of_larger(high, rest + (0.5 * (low + lost / square) - exponent * LN2_LOW))
}

/// The inverse tangents of multiples of 1/32, and what they lack.
const ARCTAN: [(f64, f64); 33] = [
    (0.0, 0.0),
    (0.031239833430268277, -1.188442711587748e-18),
    (0.06241880999595735, -1.5490756308295046e-18),
    (0.09347678115858947, -6.2844725995420954e-18),
    (0.12435499454676144, -3.1253241424539383e-18),
    (0.15499674192394097, 9.585415594114324e-18),
    (0.18534794999569476, 4.180692268843079e-18),
    (0.21535769969773805, 4.738160130078733e-19),
    (0.24497866312686414, 1.0698755618734451e-17),
    (0.2741674511196588, 8.261353575163773e-18),
    (0.3028848683749714, -1.1010827903001369e-17),
    (0.3310960767041321, -7.952610375793799e-18),
    (0.35877067027057225, -2.4623815582638635e-17),
    (0.38588266939807375, 2.378822732491941e-17),
    (0.4124104415973873, -1.587652227770689e-17),
    (0.43833655985795783, -2.494277030626541e-17),
    (0.4636476090008061, 2.2698777452961687e-17),
    (0.48833395105640554, -1.1373236189329585e-17),
    (0.5123894603107377, -2.5462781472855804e-17),
    (0.5358112379604637, -4.0637956834825575e-18),
    (0.5585993153435624, -5.4556305485916264e-18),
    (0.5807563535676704, -1.441464378193067e-17),
    (0.6022873461349642, 2.950430737228402e-17),
    (0.6231993299340659, 2.672403885140095e-17),
    (0.6435011087932844, 1.5834785051444286e-17),
    (0.6632029927060933, -3.076054864429649e-17),
    (0.6823165548747481, 6.943223671560008e-18),
    (0.7008544078844502, -1.987626234335816e-17),
    (0.7188299996216245, -2.1478388444456983e-17),
    (0.7362574289814281, 3.473937648299457e-17),
    (0.7531512809621944, -2.4256934659182068e-17),
    (0.7695264804056583, -3.704991905602721e-17),
    (0.7853981633974483, 3.061616997868383e-17),
];

/// The angle of `z` as two numbers: that of the nearest multiple t of 1/32 to the quotient of the parts, and
/// `arctan((b - t a) / (a + t b))`, of which five terms of the series do.
fn angle(z: Complex) -> (f64, f64) {
    let (x, y) = (z.re.abs(), z.im.abs());
    let (factor, _) = scale(x, y);
    let steep = y > x;
    let (b, a) = if steep { (x * factor, y * factor) } else { (y * factor, x * factor) };
    let k = (32.0 * (b / a) + 0.5) as usize;
    let t = k as f64 * (1.0 / 32.0);

    // Products with t are exact for half of the digits.
    let a_upper = cut(a);
    let (over, over_lost) = sum(b - t * a_upper, -t * (a - a_upper));
    let b_upper = cut(b);
    let (under, under_lost) = sum_of_larger(a, t * b_upper);
    let under_lost = under_lost + t * (b - b_upper);
    let r = over / under;
    let (back, back_lost) = exact(r, under);
    let rest = ((((over - back) - back_lost) + over_lost) - r * under_lost) / under;

    let square = r * r;
    let series = polynomial!(square; -1.0 / 3.0, 1.0 / 5.0, -1.0 / 7.0, 1.0 / 9.0, -1.0 / 11.0);
    let (high, lost) = sum_of_larger(ARCTAN[k].0, r);
    let (high, low) = sum_of_larger(high, lost + (ARCTAN[k].1 + (rest * (1.0 - square) + r * square * series)));

    let left = z.re.is_sign_negative();
    // Turned back from pi/2, or pi, or turned on from pi/2.
    let ((from, from_rest), sign) = match (steep, left) {
        (false, false) => ((0.0, 0.0), 1.0),
        (true, false) => (HALF_PI, -1.0),
        (true, true) => (HALF_PI, 1.0),
        (false, true) => (PI, -1.0),
    };
    let (high, lost) = sum(from, sign * high);
    let (high, low) = sum_of_larger(high, lost + (sign * low + from_rest));
    if z.im.is_sign_negative() { (-high, -low) } else { (high, low) }
}
