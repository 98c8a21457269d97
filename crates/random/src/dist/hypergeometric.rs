//! The hypergeometric distribution and its multivariate form.

use super::bounded::interval;
use super::{log_factorial, to_i64};
use crate::stream::Stream;

/// How many of `good` are among `sample` drawn of `good + bad`.
pub fn hypergeometric(s: &mut Stream<'_>, good: i64, bad: i64, sample: i64) -> i64 {
    if sample >= 10 && sample <= good + bad - 10 {
        ratio(s, good, bad, sample)
    } else {
        one_by_one(s, good, bad, sample)
    }
}

fn one_by_one(s: &mut Stream<'_>, good: i64, bad: i64, sample: i64) -> i64 {
    let total = good + bad;
    // Of the two parts the smaller is drawn.
    let complement = sample > total / 2;
    let mut to_draw = if complement { total - sample } else { sample };
    let (mut left, mut good_left) = (total, good);
    while to_draw > 0 && good_left > 0 && left > good_left {
        left -= 1;
        if (interval(s, left as u64) as i64) < good_left {
            good_left -= 1;
        }
        to_draw -= 1;
    }
    if left == good_left {
        good_left -= to_draw;
    }
    if complement { good_left } else { good - good_left }
}

/// By [`ratio_of_uniforms`].
fn ratio(s: &mut Stream<'_>, good: i64, bad: i64, sample: i64) -> i64 {
    let size = good + bad;
    let n = sample.min(size - sample);
    let (fewer, more) = (good.min(bad), good.max(bad));
    let p = fewer as f64 / size as f64;
    let q = more as f64 / size as f64;
    let a = n as f64 * p + 0.5;
    let variance = (size - n) as f64 * n as f64 * p * q / (size - 1) as f64;
    let c = (variance + 0.5).sqrt();
    let m = to_i64(((n + 1) as f64 * (fewer + 1) as f64 / (size + 2) as f64).floor());
    let log_of =
        |k: i64| log_factorial(k) + log_factorial(fewer - k) + log_factorial(n - k) + log_factorial(more - n + k);
    let mut k = ratio_of_uniforms(s, [a, c], (n.min(fewer) + 1) as f64, m, log_of);
    if good > bad {
        k = n - k;
    }
    if n < sample {
        k = good - k;
    }
    k
}

/// Stadlober's ratio of uniforms, algorithm HRUA (1989): a value below `support`, about `center` with the deviation
/// `spread`. `log_of` is the negative logarithm of the probability of one, up to a constant, and `mode` the likeliest.
pub fn ratio_of_uniforms(
    s: &mut Stream<'_>,
    [center, spread]: [f64; 2],
    support: f64,
    mode: i64,
    log_of: impl Fn(i64) -> f64,
) -> i64 {
    /// 2 sqrt(2 / e) and 3 - 2 sqrt(3 / e).
    const D1: f64 = 1.7155277699214135;
    const D2: f64 = 0.8989161620588988;
    let h = D1 * spread + D2;
    let g = log_of(mode);
    let reach = (center + 16.0 * spread).floor();
    let b = if support < reach { support } else { reach };
    loop {
        let u = s.f64();
        let v = s.f64();
        let x = center + h * (v - 0.5) / u;
        if x < 0.0 || x >= b {
            continue;
        }
        let k = to_i64(x.floor());
        let t = g - log_of(k);
        if u * (4.0 - u) - 3.0 <= t {
            return k;
        }
        if u * (u - t) >= 1.0 {
            continue;
        }
        if 2.0 * u.ln() <= t {
            return k;
        }
    }
}

/// The multivariate form by drawing: a part of a shuffle, counted. `out` holds zeros, rows of as many as colors.
pub fn by_counting(s: &mut Stream<'_>, colors: &[i64], choices: &mut [usize], sample: i64, out: &mut [i64]) {
    let total = choices.len();
    let complement = sample > total as i64 / 2;
    let sample = if complement { total - sample as usize } else { sample as usize };
    let mut at = 0;
    for (color, &count) in colors.iter().enumerate() {
        choices[at..at + count as usize].fill(color);
        at += count as usize;
    }
    for row in out.chunks_exact_mut(colors.len()) {
        for j in 0..sample {
            choices.swap(j, j + interval(s, (total - j - 1) as u64) as usize);
        }
        for &color in &choices[..sample] {
            row[color] += 1;
        }
        complement_row(complement, colors, row);
    }
}

/// The multivariate form by the marginal distributions: of each color against the rest.
pub fn by_marginals(s: &mut Stream<'_>, colors: &[i64], total: i64, sample: i64, out: &mut [i64]) {
    let complement = sample > total / 2;
    let sample = if complement { total - sample } else { sample };
    for row in out.chunks_exact_mut(colors.len()) {
        let (mut to_draw, mut left) = (sample, total);
        let last = row.len() - 1;
        for (x, &color) in row[..last].iter_mut().zip(colors) {
            if to_draw <= 0 {
                break;
            }
            left -= color;
            *x = hypergeometric(s, color, left, to_draw);
            to_draw -= *x;
        }
        if to_draw > 0 {
            row[last] = to_draw;
        }
        complement_row(complement, colors, row);
    }
}

fn complement_row(complement: bool, colors: &[i64], row: &mut [i64]) {
    if complement {
        row.iter_mut().zip(colors).for_each(|(x, &color)| *x = color - *x);
    }
}
