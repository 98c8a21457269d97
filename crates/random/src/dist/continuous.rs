//! Continuous distributions.

use std::f64::consts::PI;
use std::hint::black_box;

use super::discrete::poisson;
use super::ziggurat::{exponential, exponential_f32, normal, normal_f32};
use crate::stream::Stream;

/// Marsaglia and Tsang's method (2000); below shape 1 Ahrens and Dieter's (1974).
macro_rules! gamma_by_rejection {
    ($name:ident: $source:ty, $t:ty, $uniform:ident, $normal:ident, $exponential:ident) => {
        #[doc = "A standard gamma value."]
        pub fn $name(s: &mut $source, shape: $t) -> $t {
            if shape == 1.0 {
                return $exponential(s);
            }
            if shape == 0.0 {
                return 0.0;
            }
            if shape < 1.0 {
                loop {
                    let u = s.$uniform();
                    let v = $exponential(s);
                    if u <= 1.0 - shape {
                        let x = u.powf(1.0 / shape);
                        if x <= v {
                            return x;
                        }
                    } else {
                        let y = -((1.0 - u) / shape).ln();
                        let x = (1.0 - shape + shape * y).powf(1.0 / shape);
                        if x <= v + y {
                            return x;
                        }
                    }
                }
            }
            let b = shape - 1.0 / 3.0;
            let c = 1.0 / (9.0 * b).sqrt();
            loop {
                let (x, v) = loop {
                    let x = $normal(s);
                    let v = 1.0 + c * x;
                    if !(v <= 0.0) {
                        break (x, v);
                    }
                };
                let v = v * v * v;
                let u = s.$uniform();
                if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
                    return b * v;
                }
            }
        }
    };
}
pub(super) use gamma_by_rejection;
gamma_by_rejection!(standard_gamma: Stream<'_>, f64, f64, normal, exponential);
gamma_by_rejection!(standard_gamma_f32: Stream<'_>, f32, f32, normal_f32, exponential_f32);

/// A beta value: Jöhnk's method (1964) where both parameters are at most 1, else of two gamma values.
pub fn beta(s: &mut Stream<'_>, a: f64, b: f64) -> f64 {
    const TINY: f64 = 3e-103;
    if !(a <= 1.0 && b <= 1.0) {
        let ga = standard_gamma(s, a);
        let gb = standard_gamma(s, b);
        return ga / (ga + gb);
    }
    if a < TINY && b < TINY {
        // All but certainly 0 or 1.
        let u = s.f64();
        return f64::from(u8::from((a + b) * u < a));
    }
    loop {
        let u = s.f64();
        let v = s.f64();
        let x = u.powf(1.0 / a);
        let y = v.powf(1.0 / b);
        let sum = x + y;
        if sum <= 1.0 && u + v > 0.0 {
            if x > 0.0 && y > 0.0 {
                return x / sum;
            }
            // A power underflowed: in logarithms.
            let delta = u.ln() / a - v.ln() / b;
            return if delta > 0.0 { (-(-delta).exp().ln_1p()).exp() } else { (delta - delta.exp().ln_1p()).exp() };
        }
    }
}

pub fn gamma(s: &mut Stream<'_>, shape: f64, scale: f64) -> f64 {
    scale * standard_gamma(s, shape)
}

pub fn chisquare(s: &mut Stream<'_>, df: f64) -> f64 {
    2.0 * standard_gamma(s, df / 2.0)
}

pub fn f(s: &mut Stream<'_>, dfnum: f64, dfden: f64) -> f64 {
    let above = chisquare(s, dfnum) * dfden;
    let below = chisquare(s, dfden) * dfnum;
    above / below
}

pub fn standard_cauchy(s: &mut Stream<'_>) -> f64 {
    let above = normal(s);
    above / normal(s)
}

pub fn pareto(s: &mut Stream<'_>, a: f64) -> f64 {
    (exponential(s) / a).exp_m1()
}

pub fn weibull(s: &mut Stream<'_>, a: f64) -> f64 {
    if a == 0.0 { 0.0 } else { exponential(s).powf(1.0 / a) }
}

pub fn power(s: &mut Stream<'_>, a: f64) -> f64 {
    (-(-exponential(s)).exp_m1()).powf(1.0 / a)
}

pub fn laplace(s: &mut Stream<'_>, loc: f64, scale: f64) -> f64 {
    loop {
        let u = s.f64();
        if u >= 0.5 {
            return loc - scale * (2.0 - u - u).ln();
        }
        if u > 0.0 {
            return loc + scale * (u + u).ln();
        }
    }
}

pub fn gumbel(s: &mut Stream<'_>, loc: f64, scale: f64) -> f64 {
    loop {
        let u = 1.0 - s.f64();
        if u < 1.0 {
            return loc - scale * (-u.ln()).ln();
        }
    }
}

pub fn logistic(s: &mut Stream<'_>, loc: f64, scale: f64) -> f64 {
    loop {
        let u = s.f64();
        if u > 0.0 {
            return loc + scale * (u / (1.0 - u)).ln();
        }
    }
}

pub fn lognormal(s: &mut Stream<'_>, mean: f64, sigma: f64) -> f64 {
    (mean + sigma * normal(s)).exp()
}

pub fn rayleigh(s: &mut Stream<'_>, scale: f64) -> f64 {
    scale * (2.0 * exponential(s)).sqrt()
}

pub fn standard_t(s: &mut Stream<'_>, df: f64) -> f64 {
    let above = normal(s);
    let below = standard_gamma(s, df / 2.0);
    (df / 2.0).sqrt() * above / below.sqrt()
}

pub fn noncentral_chisquare(s: &mut Stream<'_>, df: f64, nonc: f64) -> f64 {
    if nonc.is_nan() {
        return f64::NAN;
    }
    if nonc == 0.0 {
        return chisquare(s, df);
    }
    if 1.0 < df {
        let chi2 = chisquare(s, df - 1.0);
        let n = normal(s) + nonc.sqrt();
        return chi2 + n * n;
    }
    let i = poisson(s, nonc / 2.0);
    chisquare(s, df + i.wrapping_mul(2) as f64)
}

pub fn noncentral_f(s: &mut Stream<'_>, dfnum: f64, dfden: f64, nonc: f64) -> f64 {
    let t = noncentral_chisquare(s, dfnum, nonc) * dfden;
    t / (chisquare(s, dfden) * dfnum)
}

/// Michael, Schucany and Haas (1976), without the cancellation for large means.
pub fn wald(s: &mut Stream<'_>, mean: f64, scale: f64) -> f64 {
    let y = normal(s);
    let y = mean * y * y;
    let d = 1.0 + (1.0 + 4.0 * scale / y).sqrt();
    let x = mean * (1.0 - 2.0 / d);
    let u = s.f64();
    if u <= mean / (mean + x) { x } else { mean * mean / x }
}

/// Best and Fisher's method (1979); for a large concentration a wrapped normal value.
pub fn vonmises(s: &mut Stream<'_>, mu: f64, kappa: f64) -> f64 {
    if kappa > 1e6 {
        let mut result = mu + (1.0 / kappa).sqrt() * normal(s);
        if result < -PI {
            result += 2.0 * PI;
        }
        if result > PI {
            result -= 2.0 * PI;
        }
        return result;
    }
    vonmises_rejection(s, mu, kappa)
}

pub fn vonmises_rejection(s: &mut Stream<'_>, mu: f64, kappa: f64) -> f64 {
    if kappa.is_nan() {
        return f64::NAN;
    }
    if kappa < 1e-8 {
        return PI * (2.0 * s.f64() - 1.0);
    }
    let t = if kappa < 1e-5 {
        1.0 / kappa + kappa
    } else {
        let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
        let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
        (1.0 + rho * rho) / (2.0 * rho)
    };
    let w = loop {
        let u = s.f64();
        let z = (PI * u).cos();
        let w = (1.0 + t * z) / (t + z);
        let y = kappa * (t - w);
        let v = s.f64();
        if y * (2.0 - y) - v >= 0.0 || (y / v).ln() + 1.0 - y >= 0.0 {
            break w;
        }
    };
    let u = s.f64();
    let mut result = w.acos();
    if u < 0.5 {
        result = -result;
    }
    result += mu;
    let wrapped = (result.abs() + PI) % (2.0 * PI) - PI;
    if result < 0.0 { -wrapped } else { wrapped }
}

pub fn triangular(s: &mut Stream<'_>, left: f64, mode: f64, right: f64) -> f64 {
    let base = right - left;
    let left_base = mode - left;
    let ratio = left_base / base;
    let left_product = left_base * base;
    let right_product = (right - mode) * base;
    let u = s.f64();
    if u <= ratio { left + (u * left_product).sqrt() } else { right - ((1.0 - u) * right_product).sqrt() }
}

/// 2 to a power by the C library's `pow`, which differs from its `exp2` in some last bits.
pub fn power_of_two(x: f64) -> f64 {
    black_box(2.0f64).powf(x)
}
