//! Powers.
//!
//! As NumPy's: any power 0 is 1; powers of 0 are 0 for exponents with a positive real part, else NaN; integer exponents below
//! 100 are repeated products; all others are `e^(w log z)`.
//!
//! Elements are computed many at a time (see [`lanes`](crate::lanes)): those of one integer exponent together, and all
//! others by logarithms, after which the few that must be done otherwise are done again.

use super::exponential::{exp, exp_of_parts};
use super::logarithm::{log, scale, sum_of_squares};
use super::{Complex, complex, is_huge, narrow, wide};
use crate::complex::{Product, Quotient};
use crate::element::Cx;
use crate::exponential::Power;
use crate::lanes::{self, Lanes};
use crate::math::angle::{HALF_PI, PI};
use crate::math::exp::double::{LN2_HIGH, LN2_LOW};
use crate::math::parts::double::{fast_two_sum, product as exact, sum};
use crate::math::parts::{fma, polynomial};
use crate::math::pow::double::log_in_parts;
use crate::run::{Op2, Run2};
use crate::tier::Tier;

const ONE: Complex = Complex { re: 1.0, im: 0.0 };

/// How exact a power is: enough for f64, to 2.7 ULP while the products that the parts of `w log z` are sums of stay below 2^9
/// (these have an error of 2^-64 of that); or enough for f32.
trait Precision {
    /// Integer powers carry rounding errors along.
    const PARTS: bool;
    /// `e^(w log z)` for finite numbers but 0, and its angle.
    fn by_logarithm<const ANY: bool>(z: Complex, w: Complex) -> (Complex, f64);
}

struct Double;
struct Single;

impl Precision for Double {
    const PARTS: bool = true;
    #[inline(always)]
    fn by_logarithm<const ANY: bool>(z: Complex, w: Complex) -> (Complex, f64) {
        let (log, angle) = (log_of_magnitude(z), angle(z));
        let re = sum_of_products(w.re, log, -w.im, angle);
        let im = sum_of_products(w.re, angle, w.im, log);
        (exp_of_parts::<ANY>(re, im), im.0)
    }
}

impl Precision for Single {
    const PARTS: bool = false;
    #[inline(always)]
    fn by_logarithm<const ANY: bool>(z: Complex, w: Complex) -> (Complex, f64) {
        let power = product(w, log(z));
        (exp::<ANY>(power), power.im)
    }
}

macro_rules! power {
    ($t:ty, $precision:ident, $wide:expr, $narrow:expr) => {
        impl Op2 for Power<$t> {
            type A = $t;
            type B = $t;
            type O = $t;
            const TIER: Tier = Tier::V4;
            const STRIDED: bool = false;
            const BOTH: Option<[Run2; 3]> = Some(lanes::runs::<Self>());
            const RIGHT_SCALAR: Option<[Run2; 3]> = Some(lanes::runs::<Self>());
            fn f(z: $t, w: $t) -> $t {
                $narrow(power::<$precision>($wide(z), $wide(w)))
            }
        }

        impl Lanes for Power<$t> {
            #[inline(always)]
            fn lanes<const N: usize>(z: [$t; N], w: [$t; N]) -> [$t; N] {
                let (z, w) = (z.map($wide), w.map($wide));
                let first = w[0];
                let same = w.iter().fold(true, |same, w| same & (w.re == first.re) & (w.im == 0.0));
                if same && is_small_integer(first) {
                    return integers::<$precision, N>(z, first.re as i32).map($narrow);
                }
                let mut powers = [ONE; N];
                let mut rare = [false; N];
                for j in 0..N {
                    let (power, angle) = $precision::by_logarithm::<false>(z[j], w[j]);
                    powers[j] = power;
                    rare[j] = !is_usual(z[j], w[j]) | is_huge(angle);
                }
                if rare.iter().fold(false, |any, rare| any | rare) {
                    again::<$precision, N>(&mut powers, &rare, &z, &w);
                }
                powers.map($narrow)
            }
        }
    };
}

power!(Cx<f64>, Double, |z| z, |z| z);
power!(Cx<f32>, Single, wide, narrow);

#[cold]
#[inline(never)]
fn again<P: Precision, const N: usize>(
    powers: &mut [Complex; N],
    rare: &[bool; N],
    z: &[Complex; N],
    w: &[Complex; N],
) {
    for j in 0..N {
        if rare[j] {
            powers[j] = power::<P>(z[j], w[j]);
        }
    }
}

/// Finite, no zeros, and no exponent that is a small integer.
#[inline(always)]
fn is_usual(z: Complex, w: Complex) -> bool {
    is_finite(z) & is_finite(w) & !((z.re == 0.0) & (z.im == 0.0)) & !is_small_integer(w)
}

/// Whether it is an integer with a magnitude below 100.
#[inline(always)]
fn is_small_integer(w: Complex) -> bool {
    // Its last place is 1.
    const UNIT: f64 = (3u64 << 51) as f64;
    (w.im == 0.0) & (w.re.abs() < 100.0) & ((w.re + UNIT) - UNIT == w.re)
}

/// One power.
fn power<P: Precision>(z: Complex, w: Complex) -> Complex {
    if is_small_integer(w) {
        return integers::<P, 1>([z], w.re as i32)[0];
    }
    if z.re == 0.0 && z.im == 0.0 {
        return of_zero(w.re);
    }
    if !is_usual(z, w) {
        return of_the_rest(z, w);
    }
    let (power, angle) = P::by_logarithm::<false>(z, w);
    if is_huge(angle) { P::by_logarithm::<true>(z, w).0 } else { power }
}

#[inline(always)]
fn product(a: Complex, b: Complex) -> Complex {
    Product::<Complex>::f(a, b)
}

/// The power of 0 of an exponent that is not 0.
#[inline(always)]
fn of_zero(exponent: f64) -> Complex {
    let power = if exponent > 0.0 { 0.0 } else { f64::NAN };
    complex(power, power)
}

/// `z^n` by repeated squares.
#[inline(always)]
fn integers<P: Precision, const N: usize>(z: [Complex; N], n: i32) -> [Complex; N] {
    let mut powers = match n {
        0 => return [ONE; N],
        1 => z,
        2 => z.map(|z| product(z, z)),
        3 => z.map(|z| product(z, product(z, z))),
        _ => repeated_products::<P, N>(&z, n.unsigned_abs()),
    };
    for j in 0..N {
        let power = if n < 0 { Quotient::<Complex>::f(ONE, powers[j]) } else { powers[j] };
        powers[j] = if (z[j].re == 0.0) & (z[j].im == 0.0) { of_zero(n as f64) } else { power };
    }
    powers
}

#[inline(always)]
fn repeated_products<P: Precision, const N: usize>(z: &[Complex; N], count: u32) -> [Complex; N] {
    if !P::PARTS || count < 4 {
        return plain_products(z, count);
    }
    let parts = [std::array::from_fn(|j| z[j].re), std::array::from_fn(|j| z[j].im), [0.0; N], [0.0; N]];
    let once = |z: [f64; 4]| {
        let z_once = product(ONE, complex(z[0], z[1]));
        [z_once.re, z_once.im, z[2], z[3]]
    };
    let [re, im, re_rest, im_rest]: [[f64; N]; 4] = repeated(parts, count, once, product_of_parts);
    let mut powers = [ONE; N];
    let mut finite = true;
    for j in 0..N {
        // Without a rest for the sign of zero.
        let add = |x: f64, rest: f64| if rest == 0.0 { x } else { x + rest };
        powers[j] = complex(add(re[j], re_rest[j]), add(im[j], im_rest[j]));
        finite &= is_finite(powers[j]);
    }
    if !finite {
        // Where something overflows or is NaN there is no rest.
        let plain = plain_products(z, count);
        for j in 0..N {
            powers[j] = if is_finite(powers[j]) { powers[j] } else { plain[j] };
        }
    }
    powers
}

#[inline(always)]
fn is_finite(z: Complex) -> bool {
    z.re.is_finite() & z.im.is_finite()
}

#[inline(always)]
fn plain_products<const N: usize>(z: &[Complex; N], count: u32) -> [Complex; N] {
    let parts = [std::array::from_fn(|j| z[j].re), std::array::from_fn(|j| z[j].im)];
    let product = |[a, b]: [f64; 2], [c, d]: [f64; 2]| {
        let product = product(complex(a, b), complex(c, d));
        [product.re, product.im]
    };
    let [re, im]: [[f64; N]; 2] = repeated(parts, count, |z| product([1.0, 0.0], z), product);
    std::array::from_fn(|j| complex(re[j], im[j]))
}

/// The powers of numbers of `K` floats each; `once` multiplies by 1, which decides the signs of zeros.
#[inline(always)]
fn repeated<const N: usize, const K: usize>(
    mut z: [[f64; N]; K],
    mut count: u32,
    once: impl Fn([f64; K]) -> [f64; K],
    product: impl Fn([f64; K], [f64; K]) -> [f64; K],
) -> [[f64; N]; K] {
    let mut power = [[0.0; N]; K];
    let mut begun = false;
    loop {
        if count & 1 == 1 {
            for j in 0..N {
                let z = column(&z, j);
                let next = if begun { product(column(&power, j), z) } else { once(z) };
                set_column(&mut power, j, next);
            }
            begun = true;
        }
        count >>= 1;
        if count == 0 {
            return power;
        }
        for j in 0..N {
            let next = product(column(&z, j), column(&z, j));
            set_column(&mut z, j, next);
        }
    }
}

#[inline(always)]
fn column<const N: usize, const K: usize>(rows: &[[f64; N]; K], j: usize) -> [f64; K] {
    std::array::from_fn(|k| rows[k][j])
}

#[inline(always)]
fn set_column<const N: usize, const K: usize>(rows: &mut [[f64; N]; K], j: usize, values: [f64; K]) {
    for (row, value) in rows.iter_mut().zip(values) {
        row[j] = value;
    }
}

/// The product of numbers whose last two parts are what the first two lack.
#[inline(always)]
fn product_of_parts(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    let (across, across_lost) = exact(a[0], b[0]);
    let (down, down_lost) = exact(a[1], b[1]);
    let (re, re_lost) = sum(across, -down);
    let (left, left_lost) = exact(a[0], b[1]);
    let (right, right_lost) = exact(a[1], b[0]);
    let (im, im_lost) = sum(left, right);
    let re_rest = (a[0] * b[2] - a[1] * b[3]) + (a[2] * b[0] - a[3] * b[1]);
    let im_rest = (a[0] * b[3] + a[1] * b[2]) + (a[2] * b[1] + a[3] * b[0]);
    [re, im, (re_lost + (across_lost - down_lost)) + re_rest, (im_lost + (left_lost + right_lost)) + im_rest]
}

/// What is infinite or NaN: `e^(w log z)` with the product as Annex G has it.
fn of_the_rest(z: Complex, w: Complex) -> Complex {
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

/// `a x + b y` as two numbers.
#[inline(always)]
fn sum_of_products(a: f64, x: (f64, f64), b: f64, y: (f64, f64)) -> (f64, f64) {
    let (left, left_lost) = exact(a, x.0);
    let (right, right_lost) = exact(b, y.0);
    let (total, lost) = sum(left, right);
    let lost = lost + ((left_lost + a * x.1) + (right_lost + b * y.1));
    // The sign of zero, and what overflows.
    if lost == 0.0 || !lost.is_finite() { (total, 0.0) } else { fast_two_sum(total, lost) }
}

/// `log |z|` as two numbers.
#[inline(always)]
fn log_of_magnitude(z: Complex) -> (f64, f64) {
    let (a, b) = (z.re.abs(), z.im.abs());
    let (factor, exponent) = scale(a, b);
    let (square, lost) = sum_of_squares(a * factor, 0.0, b * factor);
    let [high, low] = log_in_parts::<false>(square);
    let (high, rest) = sum(0.5 * high, -exponent * LN2_HIGH);
    fast_two_sum(high, rest + (0.5 * (low + lost / square) - exponent * LN2_LOW))
}

/// The inverse tangents of multiples of 1/32, and what they lack; as long as a mask's range.
const ARCTAN: [[f64; 64]; 2] = [padded(ARCTAN_HIGH), padded(ARCTAN_LOW)];

#[rustfmt::skip]
const ARCTAN_HIGH: [f64; 33] = [
    0.0, 0.031239833430268277, 0.06241880999595735, 0.09347678115858947, 0.12435499454676144, 0.15499674192394097,
    0.18534794999569476, 0.21535769969773805, 0.24497866312686414, 0.2741674511196588, 0.3028848683749714,
    0.3310960767041321, 0.35877067027057225, 0.38588266939807375, 0.4124104415973873, 0.43833655985795783,
    0.4636476090008061, 0.48833395105640554, 0.5123894603107377, 0.5358112379604637, 0.5585993153435624,
    0.5807563535676704, 0.6022873461349642, 0.6231993299340659, 0.6435011087932844, 0.6632029927060933,
    0.6823165548747481, 0.7008544078844502, 0.7188299996216245, 0.7362574289814281, 0.7531512809621944,
    0.7695264804056583, std::f64::consts::FRAC_PI_4,
];

#[rustfmt::skip]
const ARCTAN_LOW: [f64; 33] = [
    0.0, -1.188442711587748e-18, -1.5490756308295046e-18, -6.2844725995420954e-18, -3.1253241424539383e-18,
    9.585415594114324e-18, 4.180692268843079e-18, 4.738160130078733e-19, 1.0698755618734451e-17,
    8.261353575163773e-18, -1.1010827903001369e-17, -7.952610375793799e-18, -2.4623815582638635e-17,
    2.378822732491941e-17, -1.587652227770689e-17, -2.494277030626541e-17, 2.2698777452961687e-17,
    -1.1373236189329585e-17, -2.5462781472855804e-17, -4.0637956834825575e-18, -5.4556305485916264e-18,
    -1.441464378193067e-17, 2.950430737228402e-17, 2.672403885140095e-17, 1.5834785051444286e-17,
    -3.076054864429649e-17, 6.943223671560008e-18, -1.987626234335816e-17, -2.1478388444456983e-17,
    3.473937648299457e-17, -2.4256934659182068e-17, -3.704991905602721e-17, 3.061616997868383e-17,
];

const fn padded(values: [f64; 33]) -> [f64; 64] {
    let mut padded = [0.0; 64];
    let mut i = 0;
    while i < 33 {
        padded[i] = values[i];
        i += 1;
    }
    padded
}

/// The angle of `z` as two numbers: that of the nearest multiple t of 1/32 to the quotient of the parts, and
/// `arctan((b - t a) / (a + t b))`, of which five terms of the series do.
#[inline(always)]
fn angle(z: Complex) -> (f64, f64) {
    /// Added and subtracted again it rounds to an integer; in between the last bits are the integer's.
    const ROUND: f64 = (3u64 << 51) as f64;
    let (x, y) = (z.re.abs(), z.im.abs());
    let (factor, _) = scale(x, y);
    let steep = y > x;
    let (b, a) = if steep { (x * factor, y * factor) } else { (y * factor, x * factor) };
    let shifted = 32.0 * (b / a) + ROUND;
    let t = (shifted - ROUND) * (1.0 / 32.0);
    let k = (shifted.to_bits() & 63) as usize;

    let (left, left_lost) = exact(t, a);
    let (over, over_lost) = sum(b, -left);
    let (right, right_lost) = exact(t, b);
    let (under, under_lost) = fast_two_sum(a, right);
    let r = over / under;
    // What the quotient lacks, by the exact remainder.
    let rest = (fma(-r, under, over) + fma(-r, under_lost + right_lost, over_lost - left_lost)) / under;

    let square = r * r;
    let series = polynomial!(square; -1.0 / 3.0, 1.0 / 5.0, -1.0 / 7.0, 1.0 / 9.0, -1.0 / 11.0);
    let (high, lost) = fast_two_sum(ARCTAN[0][k], r);
    let low = lost + (ARCTAN[1][k] + (rest * (1.0 - square) + r * square * series));
    let (high, low) = fast_two_sum(high, low);

    // Turned back from pi/2 or pi, or turned on from 0 or pi/2.
    let left = z.re.is_sign_negative();
    let (from, from_rest) = if left { PI } else { (0.0, 0.0) };
    let (from, from_rest) = if steep { HALF_PI } else { (from, from_rest) };
    let sign = if steep != left { -1.0 } else { 1.0 };
    let (high, lost) = sum(from, sign * high);
    let (high, low) = fast_two_sum(high, lost + (sign * low + from_rest));
    let sign = 1f64.copysign(z.im);
    (sign * high, sign * low)
}
