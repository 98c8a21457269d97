//! The distributions: one value of each from a stream.
//!
//! The order of operations is NumPy's to the last addition, since the bits depend on it; logarithms and their like are the
//! C library's, as there. Names of variables are those of the papers.

pub mod bounded;
pub mod continuous;
pub mod discrete;
pub mod hypergeometric;
pub mod least;
pub mod legacy;
mod tables;
pub mod ziggurat;

/// A double as an integer, as x86-64 converts: what does not fit is the least.
#[inline]
fn to_i64(x: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x) { x as i64 } else { i64::MIN }
}

/// The logarithm of the gamma function (Zhang and Jin, Computation of special functions, 1996).
pub fn log_gamma(x: f64) -> f64 {
    const A: [f64; 10] = [
        8.333333333333333e-02,
        -2.777777777777778e-03,
        7.936507936507937e-04,
        -5.952380952380952e-04,
        8.417508417508418e-04,
        -1.917526917526918e-03,
        6.41025641025641e-03,
        -2.955065359477124e-02,
        1.796443723688307e-01,
        -1.39243221690590e+00,
    ];
    const LOG_2PI: f64 = 1.8378770664093453e+00;
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    let n = if x < 7.0 { to_i64(7.0 - x) } else { 0 };
    let mut x0 = x + n as f64;
    let x2 = (1.0 / x0) * (1.0 / x0);
    let series = A[..9].iter().rev().fold(A[9], |sum, a| sum * x2 + a);
    let mut log = series / x0 + 0.5 * LOG_2PI + (x0 - 0.5) * x0.ln() - x0;
    for _ in 0..n {
        log -= (x0 - 1.0).ln();
        x0 -= 1.0;
    }
    log
}

/// The logarithm of a factorial: a table, then Stirling's series.
pub fn log_factorial(k: i64) -> f64 {
    const HALF_LOG_2PI: f64 = 0.9189385332046728;
    if let Some(&bits) = tables::LOG_FACTORIAL.get(k as usize) {
        return f64::from_bits(bits);
    }
    let k = k as f64;
    (k + 0.5) * k.ln() - k + (HALF_LOG_2PI + (1.0 / k) * (1.0 / 12.0 - 1.0 / (360.0 * k * k)))
}
