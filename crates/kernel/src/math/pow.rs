//! pow.
//!
//! `e^(y log |x|)`. In f64 the logarithm needs 12 bits more than a float has, so it is a sum of two, made with products of
//! halves of digits that are exact; f32 is computed in f64 and rounded once.

use super::exp::double::{LN2_HIGH, LN2_LOW, near};
use super::parts::{double, fma, polynomial};
use super::polynomial::fast_two_sum;

/// What 2/3 lacks.
const TWO_THIRDS_REST: f64 = 3.700743415417188e-17;

/// The sign of `x^y` and what is no number, around `|x|^y`.
macro_rules! with_sign {
    ($t:ident, $x:ident, $y:ident, $power:expr) => {{
        // Its last place is 1.
        const UNIT: $t = (1u64 << ($t::MANTISSA_DIGITS - 1)) as $t;
        let b = $y.abs();
        let b = if b > 2.0 * UNIT { 2.0 * UNIT } else { b };
        // What `y` exceeds the nearest even integer by: 0, 1 in magnitude, or a fraction.
        let rest = fma(-2.0, fma(b, 0.5, UNIT) - UNIT, b).abs();
        let power = if rest == 1.0 { $power.copysign($x) } else { $power };
        let no_root = $x < 0.0 && $x > $t::NEG_INFINITY && rest * rest != rest;
        let power = if no_root { $t::NAN } else { power };
        if $y == 0.0 || $x == 1.0 { 1.0 } else { power }
    }};
}

/// `x^y`, to 0.92 ULP.
#[inline(always)]
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    pow_of_log(x, y, log_in_parts(x))
}

/// `log |x|` and what it lacks; the first is infinite for 0 and infinity, and NaN for NaN.
#[inline(always)]
pub(crate) fn log_in_parts(x: f64) -> [f64; 2] {
    use double::split;
    let a = x.abs();
    let (m, k) = split(a);
    // s = (m - 1) / (m + 1) in two parts, by the exact remainder.
    let (f, d) = (m - 1.0, m + 1.0);
    let d_rest = m - (d - 1.0);
    let inverse = 1.0 / d;
    let s = f * inverse;
    let s_rest = fma(-s, d_rest, fma(-s, d, f)) * inverse;
    let z = s * s;
    let z_rest = fma(s + s, s_rest, fma(s, s, -z));
    // log m = 2 s + s z w, w = 2/3 + z Q(z), in two parts.
    let series = z * series(z);
    let w = 2.0 / 3.0 + series;
    let w_rest = ((2.0 / 3.0 - w) + series) + TWO_THIRDS_REST;
    let u = z * w;
    let u_rest = fma(z_rest, w, fma(z, w_rest, fma(z, w, -u)));
    let cubic = s * u;
    let cubic_rest = fma(s, u_rest, fma(s, u, -cubic));
    // k LN2_HIGH is exact, and so is what the sum with it loses.
    let twice = s + s;
    let high = fma(k, LN2_HIGH, twice);
    let lost = twice - fma(-k, LN2_HIGH, high);
    let (high, lost2) = fast_two_sum(high, cubic);
    let low = (lost + lost2) + fma(k, LN2_LOW, fma(s_rest, 2.0 + u, cubic_rest));
    let (high, low) = fast_two_sum(high, low);
    let high = if a == 0.0 { f64::NEG_INFINITY } else { high };
    [if a < f64::INFINITY { high } else { a }, low]
}

/// `x^y` with [`log_in_parts`] of `x`.
#[inline(always)]
pub(crate) fn pow_of_log(x: f64, y: f64, [log, log_rest]: [f64; 2]) -> f64 {
    use double::round_to_powers;
    let b = y.abs();
    let b = (if b > FAR { FAR } else { b }).copysign(y);
    // y log |x|
    let exponent = b * log;
    let low = fma(b, log_rest, fma(b, log, -exponent));

    let (n, first, second) = round_to_powers(exponent, std::f64::consts::LOG2_E);
    let high = fma(n, -LN2_HIGH, exponent);
    let low = fma(n, -LN2_LOW, low);
    let r = high + low;
    let result = fma(near(r, (high - r) + low), first, first) * second;
    let result = if exponent < -746.0 { 0.0 } else { result };
    let result = if exponent > 709.9 { f64::INFINITY } else { result };
    with_sign!(f64, x, y, result)
}

/// Beyond this powers of finite numbers but 1 overflow or vanish.
const FAR: f64 = double::power(70);

/// `z^-2 (2 atanh(s) / s - 2 - 2/3 z)` of `z = s^2`: "pow log", 2^-64.9.
#[inline(always)]
fn series(z: f64) -> f64 {
    polynomial!(z; 0.40000000000002256, 0.28571428570100105, 0.2222222251981932, 0.1818178437695742, 0.15386756844917207,
        0.1325682978142701, 0.13196211000714395)
}

/// `x^y`, to 0.55 ULP.
#[inline(always)]
pub(crate) fn powf(x: f32, y: f32) -> f32 {
    use double::{half_power, round_product, split_normal};
    let a = x.abs();
    let (m, k) = split_normal(a as f64);
    // log2 |x|
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let log = fma(s, log2_series(s * s), k);
    let b = y.abs();
    let b = (if b > 1e25 { 1e25 } else { b }).copysign(y);
    let exponent = b as f64 * log;
    // Beyond the range of f32.
    let exponent = if exponent > 150.0 { 150.0 } else { exponent };
    let exponent = if exponent < -160.0 { -160.0 } else { exponent };
    let (n, count) = round_product(exponent, 1.0);
    let result = (exp2_series(exponent - n) * half_power(count)) as f32;
    // Of 0 and infinity.
    let ends = if (y < 0.0) == (a == 0.0) { f32::INFINITY } else { 0.0 };
    let result = if a == 0.0 || a == f32::INFINITY { ends } else { result };
    let result = if x.is_nan() || y.is_nan() { f32::NAN } else { result };
    with_sign!(f32, x, y, result)
}

/// `2 atanh(s) / (s ln 2)` of `z = s^2`: "single log2", 2^-36.3.
#[inline(always)]
fn log2_series(z: f64) -> f64 {
    polynomial!(z; 2.8853900817901406, 0.9617966732843503, 0.5770835944521374, 0.41167221829441747, 0.3407383551050965)
}

/// `2^(f + 1)`: "single exp2", 2^-28.0.
#[inline(always)]
fn exp2_series(f: f64) -> f64 {
    polynomial!(f; 1.999999999839301, 1.3862944134259299, 0.4804530300587179, 0.11100654424794067, 0.019235989447020336,
        0.002680086516896041, 0.00030955937428709074)
}
