//! Discrete distributions on counts.

use super::continuous::{gamma, power_of_two};
use super::ziggurat::exponential;
use super::{log_gamma, to_i64};
use crate::stream::Stream;

/// Values of a Poisson distribution: products of uniforms, from a mean of 10 on Hörmann's transformed rejection (1993).
pub fn poisson(s: &mut Stream<'_>, lam: f64) -> i64 {
    if lam >= 10.0 {
        poisson_rejection(s, lam)
    } else if lam == 0.0 {
        0
    } else {
        let limit = (-lam).exp();
        let (mut x, mut product) = (0, 1.0);
        loop {
            product *= s.f64();
            if product > limit {
                x += 1;
            } else {
                return x;
            }
        }
    }
}

fn poisson_rejection(s: &mut Stream<'_>, lam: f64) -> i64 {
    let root = lam.sqrt();
    let log_lam = lam.ln();
    let b = 0.931 + 2.53 * root;
    let a = -0.059 + 0.02483 * b;
    let inv_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let vr = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = s.f64() - 0.5;
        let v = s.f64();
        let us = 0.5 - u.abs();
        let k = to_i64(((2.0 * a / us + b) * u + lam + 0.43).floor());
        if us >= 0.07 && v <= vr {
            return k;
        }
        if k < 0 || (us < 0.013 && v > us) {
            continue;
        }
        if (v.ln() + inv_alpha.ln() - (a / (us * us) + b).ln())
            <= (-lam + k as f64 * log_lam - log_gamma(k as f64 + 1.0))
        {
            return k;
        }
    }
}

pub fn negative_binomial(s: &mut Stream<'_>, n: f64, p: f64) -> i64 {
    let y = gamma(s, n, (1.0 - p) / p);
    poisson(s, y)
}

/// Binomial values of one number of trials and one probability, at most 1/2: what does not depend on the draws.
enum Binomial {
    Btpe(Btpe),
    Inversion { q: f64, qn: f64, bound: i64 },
}

struct Btpe {
    r: f64,
    q: f64,
    m: i64,
    p1: f64,
    xm: f64,
    xl: f64,
    xr: f64,
    c: f64,
    laml: f64,
    lamr: f64,
    p2: f64,
    p3: f64,
    p4: f64,
}

/// The parameters that were prepared last.
#[derive(Default)]
pub struct BinomialCache {
    key: Option<(i64, f64)>,
    made: Option<Binomial>,
}

/// A binomial value: inversion where few are expected, else Kachitvichyanukul and Schmeiser's BTPE (1988).
pub fn binomial(s: &mut Stream<'_>, n: i64, p: f64, cache: &mut BinomialCache) -> i64 {
    if n == 0 || p == 0.0 {
        return 0;
    }
    binomial_by(s, n, p, cache, |n, p| (n * (-p).ln_1p()).exp())
}

/// The same with the way to compute `q^n`, and drawn even where it is certain.
pub fn binomial_by(
    s: &mut Stream<'_>,
    n: i64,
    p: f64,
    cache: &mut BinomialCache,
    no_success: impl Fn(f64, f64) -> f64,
) -> i64 {
    let half = if p <= 0.5 { p } else { 1.0 - p };
    if cache.key != Some((n, half)) {
        let few = half * n as f64 <= 30.0;
        cache.made = Some(if few { inversion(n, half, no_success) } else { Binomial::Btpe(btpe(n, half)) });
        cache.key = Some((n, half));
    }
    let y = match &cache.made {
        Some(Binomial::Inversion { q, qn, bound }) => invert(s, n, half, *q, *qn, *bound),
        Some(Binomial::Btpe(setup)) => reject(s, n, setup),
        None => 0,
    };
    if p <= 0.5 { y } else { n - y }
}

fn inversion(n: i64, p: f64, no_success: impl Fn(f64, f64) -> f64) -> Binomial {
    let q = 1.0 - p;
    let np = n as f64 * p;
    let reach = np + 10.0 * (np * q + 1.0).sqrt();
    let bound = to_i64(if (n as f64) < reach { n as f64 } else { reach });
    Binomial::Inversion { q, qn: no_success(n as f64, p), bound }
}

fn invert(s: &mut Stream<'_>, n: i64, p: f64, q: f64, qn: f64, bound: i64) -> i64 {
    let (mut x, mut px, mut u) = (0, qn, s.f64());
    while u > px {
        x += 1;
        if x > bound {
            (x, px, u) = (0, qn, s.f64());
        } else {
            u -= px;
            px = ((n - x).wrapping_add(1) as f64 * p * px) / (x as f64 * q);
        }
    }
    x
}

fn btpe(n: i64, p: f64) -> Btpe {
    let count = n as f64;
    let r = if p < 1.0 - p { p } else { 1.0 - p };
    let q = 1.0 - r;
    let fm = count * r + r;
    let m = to_i64(fm.floor());
    let p1 = (2.195 * (count * r * q).sqrt() - 4.6 * q).floor() + 0.5;
    let xm = m as f64 + 0.5;
    let (xl, xr) = (xm - p1, xm + p1);
    let c = 0.134 + 20.5 / (15.3 + m as f64);
    let a = (fm - xl) / (fm - xl * r);
    let laml = a * (1.0 + a / 2.0);
    let a = (xr - fm) / (xr * q);
    let lamr = a * (1.0 + a / 2.0);
    let p2 = p1 * (1.0 + 2.0 * c);
    let p3 = p2 + c / laml;
    let p4 = p3 + c / lamr;
    Btpe { r, q, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4 }
}

fn reject(s: &mut Stream<'_>, n: i64, setup: &Btpe) -> i64 {
    let &Btpe { r, q, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4 } = setup;
    let nrq = n as f64 * r * q;
    loop {
        let u = s.f64() * p4;
        let mut v = s.f64();
        if u <= p1 {
            return to_i64((xm - p1 * v + u).floor());
        }
        let y;
        if u <= p2 {
            let x = xl + (u - p1) / c;
            v = v * c + 1.0 - (m as f64 - x + 0.5).abs() / p1;
            if v > 1.0 {
                continue;
            }
            y = to_i64(x.floor());
        } else if u <= p3 {
            y = to_i64((xl + v.ln() / laml).floor());
            if y < 0 || v == 0.0 {
                continue;
            }
            v = v * (u - p2) * laml;
        } else {
            y = to_i64((xr - v.ln() / lamr).floor());
            if y > n || v == 0.0 {
                continue;
            }
            v = v * (u - p3) * lamr;
        }
        if accepted(n, setup, nrq, y, v) {
            return y;
        }
    }
}

/// The ratio of probabilities of `y` and the mode: by recursion near it, else between bounds, last by Stirling's series.
fn accepted(n: i64, setup: &Btpe, nrq: f64, y: i64, v: f64) -> bool {
    let &Btpe { r, q, m, xm, .. } = setup;
    let k = y.wrapping_sub(m).wrapping_abs();
    if !(k > 20 && (k as f64) < nrq / 2.0 - 1.0) {
        let s = r / q;
        let a = s * n.wrapping_add(1) as f64;
        let mut f = 1.0;
        for i in m + 1..=y {
            f *= a / i as f64 - s;
        }
        for i in y + 1..=m {
            f /= a / i as f64 - s;
        }
        return !(v > f);
    }
    let kf = k as f64;
    let rho = (kf / nrq) * ((kf * (kf / 3.0 + 0.625) + 0.16666666666666666) / nrq + 0.5);
    let t = k.wrapping_neg().wrapping_mul(k) as f64 / (2.0 * nrq);
    let a = v.ln();
    if a < t - rho {
        return true;
    }
    if a > t + rho {
        return false;
    }
    let x1 = y as f64 + 1.0;
    let f1 = m as f64 + 1.0;
    let z = n as f64 + 1.0 - m as f64;
    let w = n as f64 - y as f64 + 1.0;
    let stirling = |x: f64| {
        let x2 = x * x;
        (13680.0 - (462.0 - (132.0 - (99.0 - 140.0 / x2) / x2) / x2) / x2) / x / 166320.0
    };
    let bound = xm * (f1 / x1).ln()
        + ((n - m) as f64 + 0.5) * (z / w).ln()
        + (y - m) as f64 * (w * r / (x1 * q)).ln()
        + stirling(f1)
        + stirling(z)
        + stirling(x1)
        + stirling(w);
    !(a > bound)
}

/// A multinomial value: binomial ones of what is left.
pub fn multinomial(s: &mut Stream<'_>, n: i64, p: &[f64], out: &mut [i64], cache: &mut BinomialCache) {
    let (mut remaining, mut left) = (1.0, n);
    let Some(last) = p.len().checked_sub(1) else { return };
    for (x, &p) in out[..last].iter_mut().zip(p) {
        *x = binomial(s, left, p / remaining, cache);
        left -= *x;
        if left <= 0 {
            break;
        }
        remaining -= p;
    }
    if left > 0 {
        out[last] = left;
    }
}

/// How a binomial value is drawn.
pub type Draw = fn(&mut Stream<'_>, i64, f64, &mut BinomialCache) -> i64;

pub fn geometric_search(s: &mut Stream<'_>, p: f64) -> i64 {
    let (mut x, mut sum, mut product) = (1, p, p);
    let q = 1.0 - p;
    let u = s.f64();
    while u > sum {
        product *= q;
        sum += product;
        x += 1;
    }
    x
}

pub fn geometric(s: &mut Stream<'_>, p: f64) -> i64 {
    if p >= 1.0 / 3.0 {
        return geometric_search(s, p);
    }
    let z = (-exponential(s) / (-p).ln_1p()).ceil();
    if z >= 9.223372036854776e18 { i64::MAX } else { to_i64(z) }
}

/// Devroye's rejection (1986), from what can be an i64.
pub fn zipf(s: &mut Stream<'_>, a: f64) -> i64 {
    if a >= 1025.0 {
        return 1;
    }
    let am1 = a - 1.0;
    let b = power_of_two(am1);
    let least = (i64::MAX as f64).powf(-am1);
    loop {
        let u01 = s.f64();
        let u = u01 * least + (1.0 - u01);
        let v = s.f64();
        if let Some(x) = zipf_accepted(u, v, am1, b) {
            return x;
        }
    }
}

pub fn zipf_accepted(u: f64, v: f64, am1: f64, b: f64) -> Option<i64> {
    let x = u.powf(-1.0 / am1).floor();
    if x > i64::MAX as f64 || x < 1.0 {
        return None;
    }
    let t = (1.0 + 1.0 / x).powf(am1);
    (v * x * (t - 1.0) / (b - 1.0) <= t / b).then(|| to_i64(x))
}

/// Kemp's method (1981).
pub fn logseries(s: &mut Stream<'_>, p: f64) -> i64 {
    let r = (-p).ln_1p();
    logseries_by(s, p, |u| -(r * u).exp_m1())
}

pub fn logseries_by(s: &mut Stream<'_>, p: f64, q: impl Fn(f64) -> f64) -> i64 {
    loop {
        let v = s.f64();
        if v >= p {
            return 1;
        }
        let u = s.f64();
        let q = q(u);
        if v <= q * q {
            let result = to_i64((1.0 + v.ln() / q.ln()).floor());
            if result < 1 || v == 0.0 {
                continue;
            }
            return result;
        }
        return if v >= q { 1 } else { 2 };
    }
}
