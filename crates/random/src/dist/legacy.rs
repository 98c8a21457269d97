//! The distributions of NumPy's `RandomState` where they differ from the generator's: frozen as they were.

use super::continuous::{self, power_of_two, vonmises_rejection};
use super::discrete::{BinomialCache, binomial_by, geometric_search, logseries_by, poisson, zipf_accepted};
use super::hypergeometric::ratio_of_uniforms;
use super::{log_gamma, to_i64};
use crate::stream::Stream;

/// A stream with the normal value that the polar method gave beside the last one.
pub struct Legacy<'s, 'a> {
    pub stream: &'s mut Stream<'a>,
    pub gauss: &'s mut Option<f64>,
}

impl Legacy<'_, '_> {
    /// A uniform value.
    fn f64(&mut self) -> f64 {
        self.stream.f64()
    }
}

/// A normal value by Marsaglia's polar method, two at a time.
pub fn gauss(l: &mut Legacy<'_, '_>) -> f64 {
    if let Some(kept) = l.gauss.take() {
        return kept;
    }
    loop {
        let x1 = 2.0 * l.stream.f64() - 1.0;
        let x2 = 2.0 * l.stream.f64() - 1.0;
        let r2 = x1 * x1 + x2 * x2;
        if r2 < 1.0 && r2 != 0.0 {
            let f = (-2.0 * r2.ln() / r2).sqrt();
            *l.gauss = Some(f * x1);
            return f * x2;
        }
    }
}

pub fn standard_exponential(l: &mut Legacy<'_, '_>) -> f64 {
    -(1.0 - l.stream.f64()).ln()
}

continuous::gamma_by_rejection!(standard_gamma: Legacy<'_, '_>, f64, f64, gauss, standard_exponential);

pub fn normal(l: &mut Legacy<'_, '_>, loc: f64, scale: f64) -> f64 {
    loc + scale * gauss(l)
}

pub fn lognormal(l: &mut Legacy<'_, '_>, mean: f64, sigma: f64) -> f64 {
    normal(l, mean, sigma).exp()
}

pub fn exponential(l: &mut Legacy<'_, '_>, scale: f64) -> f64 {
    scale * standard_exponential(l)
}

pub fn gamma(l: &mut Legacy<'_, '_>, shape: f64, scale: f64) -> f64 {
    scale * standard_gamma(l, shape)
}

pub fn pareto(l: &mut Legacy<'_, '_>, a: f64) -> f64 {
    (standard_exponential(l) / a).exp() - 1.0
}

pub fn weibull(l: &mut Legacy<'_, '_>, a: f64) -> f64 {
    if a == 0.0 { 0.0 } else { standard_exponential(l).powf(1.0 / a) }
}

pub fn power(l: &mut Legacy<'_, '_>, a: f64) -> f64 {
    (1.0 - (-standard_exponential(l)).exp()).powf(1.0 / a)
}

pub fn chisquare(l: &mut Legacy<'_, '_>, df: f64) -> f64 {
    2.0 * standard_gamma(l, df / 2.0)
}

pub fn rayleigh(l: &mut Legacy<'_, '_>, scale: f64) -> f64 {
    scale * (-2.0 * (-l.stream.f64()).ln_1p()).sqrt()
}

pub fn noncentral_chisquare(l: &mut Legacy<'_, '_>, df: f64, nonc: f64) -> f64 {
    if nonc == 0.0 {
        return chisquare(l, df);
    }
    if 1.0 < df {
        let chi2 = chisquare(l, df - 1.0);
        let n = gauss(l) + nonc.sqrt();
        return chi2 + n * n;
    }
    let i = poisson(l.stream, nonc / 2.0);
    let value = chisquare(l, df + i.wrapping_mul(2) as f64);
    if nonc.is_nan() { f64::NAN } else { value }
}

pub fn noncentral_f(l: &mut Legacy<'_, '_>, dfnum: f64, dfden: f64, nonc: f64) -> f64 {
    let t = noncentral_chisquare(l, dfnum, nonc) * dfden;
    t / (chisquare(l, dfden) * dfnum)
}

pub fn wald(l: &mut Legacy<'_, '_>, mean: f64, scale: f64) -> f64 {
    let mu_2l = mean / (2.0 * scale);
    let y = gauss(l);
    let y = mean * y * y;
    let x = mean + mu_2l * (y - (4.0 * scale * y + y * y).sqrt());
    let u = l.stream.f64();
    if u <= mean / (mean + x) { x } else { mean * mean / x }
}

pub fn standard_t(l: &mut Legacy<'_, '_>, df: f64) -> f64 {
    let above = gauss(l);
    let below = standard_gamma(l, df / 2.0);
    (df / 2.0).sqrt() * above / below.sqrt()
}

pub fn standard_cauchy(l: &mut Legacy<'_, '_>) -> f64 {
    let first = gauss(l);
    first / gauss(l)
}

pub fn beta(l: &mut Legacy<'_, '_>, a: f64, b: f64) -> f64 {
    if !(a <= 1.0 && b <= 1.0) {
        let ga = standard_gamma(l, a);
        let gb = standard_gamma(l, b);
        return ga / (ga + gb);
    }
    loop {
        let u = l.stream.f64();
        let v = l.stream.f64();
        let x = u.powf(1.0 / a);
        let y = v.powf(1.0 / b);
        if x + y <= 1.0 {
            if x + y > 0.0 {
                return x / (x + y);
            }
            let (mut log_x, mut log_y) = (u.ln() / a, v.ln() / b);
            let log_m = if log_x > log_y { log_x } else { log_y };
            log_x -= log_m;
            log_y -= log_m;
            return (log_x - (log_x.exp() + log_y.exp()).ln()).exp();
        }
    }
}

pub fn f(l: &mut Legacy<'_, '_>, dfnum: f64, dfden: f64) -> f64 {
    let above = chisquare(l, dfnum) * dfden;
    above / (chisquare(l, dfden) * dfnum)
}

pub fn vonmises(l: &mut Legacy<'_, '_>, mu: f64, kappa: f64) -> f64 {
    vonmises_rejection(l.stream, mu, kappa)
}

pub fn negative_binomial(l: &mut Legacy<'_, '_>, n: f64, p: f64) -> i64 {
    let y = gamma(l, n, (1.0 - p) / p);
    poisson(l.stream, y)
}

pub fn binomial(s: &mut Stream<'_>, n: i64, p: f64, cache: &mut BinomialCache) -> i64 {
    binomial_by(s, n, p, cache, |n, p| (n * (1.0 - p).ln()).exp())
}

pub fn zipf(l: &mut Legacy<'_, '_>, a: f64) -> i64 {
    let am1 = a - 1.0;
    let b = power_of_two(am1);
    loop {
        let u = 1.0 - l.stream.f64();
        let v = l.stream.f64();
        if let Some(x) = zipf_accepted(u, v, am1, b) {
            return x;
        }
    }
}

pub fn geometric(l: &mut Legacy<'_, '_>, p: f64) -> i64 {
    if p >= 1.0 / 3.0 {
        return geometric_search(l.stream, p);
    }
    to_i64(((-l.stream.f64()).ln_1p() / (1.0 - p).ln()).ceil())
}

pub fn logseries(l: &mut Legacy<'_, '_>, p: f64) -> i64 {
    let r = (1.0 - p).ln();
    logseries_by(l.stream, p, |u| 1.0 - (r * u).exp())
}

/// How many of `good` are among `sample` drawn.
pub fn hypergeometric(l: &mut Legacy<'_, '_>, good: i64, bad: i64, sample: i64) -> i64 {
    match sample {
        11.. => ratio(l.stream, good, bad, sample),
        1..=10 => one_by_one(l.stream, good, bad, sample),
        _ => 0,
    }
}

fn one_by_one(s: &mut Stream<'_>, good: i64, bad: i64, sample: i64) -> i64 {
    let d1 = bad.wrapping_add(good).wrapping_sub(sample);
    let d2 = bad.min(good) as f64;
    let (mut y, mut k) = (d2, sample);
    while y > 0.0 {
        let u = s.f64();
        y -= to_i64((u + y / d1.wrapping_add(k) as f64).floor()) as f64;
        k -= 1;
        if k == 0 {
            break;
        }
    }
    let z = to_i64(d2 - y);
    if good > bad { sample - z } else { z }
}

fn ratio(s: &mut Stream<'_>, good: i64, bad: i64, sample: i64) -> i64 {
    let size = good.wrapping_add(bad);
    let (fewer, more) = (good.min(bad), good.max(bad));
    let m = sample.min(size.wrapping_sub(sample));
    let d4 = fewer as f64 / size as f64;
    let d5 = 1.0 - d4;
    let d6 = m as f64 * d4 + 0.5;
    let d7 = (size.wrapping_sub(m) as f64 * sample as f64 * d4 * d5 / size.wrapping_sub(1) as f64 + 0.5).sqrt();
    let d9 = to_i64((m.wrapping_add(1) as f64 * fewer.wrapping_add(1) as f64 / size.wrapping_add(2) as f64).floor());
    let log_of = |k: i64| {
        log_gamma(k.wrapping_add(1) as f64)
            + log_gamma(fewer.wrapping_sub(k).wrapping_add(1) as f64)
            + log_gamma(m.wrapping_sub(k).wrapping_add(1) as f64)
            + log_gamma(more.wrapping_sub(m).wrapping_add(k).wrapping_add(1) as f64)
    };
    let mut z = ratio_of_uniforms(s, [d6, d7], m.min(fewer) as f64 + 1.0, d9, log_of);
    if good > bad {
        z = m - z;
    }
    if m < sample {
        z = good - z;
    }
    z
}
