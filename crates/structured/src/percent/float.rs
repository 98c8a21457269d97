//! Floats as C's `printf` writes them: `%f`, `%e`, `%g`.

use std::fmt::Write;

use super::decimal::{scaled, significant};

/// A float has no more places behind the point than this; what is asked for beyond is zeros.
const PLACES: usize = 1100;
/// The most digits that are made of one integer.
const DIGITS: usize = 19;

/// `%f` of a number that is not negative.
pub(super) fn fixed(out: &mut String, x: f64, precision: usize, alternate: bool) {
    if let Some(value) = scaled(x, precision).filter(|_| precision < DIGITS) {
        let (mut memory, unit) = (itoa::Buffer::new(), 10u64.pow(precision as u32));
        out.push_str(memory.format(value / unit));
        if precision > 0 {
            out.push('.');
            padded(out, value % unit, precision);
        }
    } else {
        _ = write!(out, "{x:.*}", precision.min(PLACES));
        zeros(out, precision.saturating_sub(PLACES));
    }
    if alternate && precision == 0 {
        out.push('.');
    }
}

/// `%e` of a number that is not negative.
pub(super) fn scientific(out: &mut String, x: f64, precision: usize, alternate: bool) {
    let exponent = figures(x, precision.saturating_add(1), |figures, exponent| {
        out.push_str(&figures[..1]);
        if precision > 0 || alternate {
            out.push('.');
        }
        out.push_str(&figures[1..]);
        zeros(out, precision + 1 - figures.len());
        exponent
    });
    push_exponent(out, exponent);
}

/// `%g` of a number that is not negative: so many significant digits, zeros at the end left out.
pub(super) fn general(out: &mut String, x: f64, digits: usize, alternate: bool) {
    let start = out.len();
    let exponent = figures(x, digits, |figures, exponent| {
        let is_fixed = exponent >= -4 && (exponent as i64) < digits as i64;
        // The digits in front of the point, if there are any, else the zeros behind it.
        let point = if is_fixed { exponent + 1 } else { 1 };
        let (before, behind) = figures.split_at(point.max(0) as usize);
        out.push_str(if before.is_empty() { "0" } else { before });
        out.push('.');
        zeros(out, (-point).max(0) as usize);
        out.push_str(behind);
        zeros(out, digits - figures.len());
        (!is_fixed).then_some(exponent)
    });
    if !alternate {
        let end = start + out[start..].trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(end);
    }
    if let Some(exponent) = exponent {
        push_exponent(out, exponent);
    }
}

/// Calls `f` with the first `n` digits of a number, or as many as may not be zeros, and the power of ten of the first one.
fn figures<R>(x: f64, n: usize, f: impl FnOnce(&str, i32) -> R) -> R {
    if let Some((digits, exponent)) = if n <= DIGITS { significant(x, n) } else { None } {
        return match digits {
            0 => f(&"0000000000000000000"[..n], 0),
            digits => f(itoa::Buffer::new().format(digits), exponent),
        };
    }
    let text = format!("{x:.*e}", n.min(PLACES) - 1);
    let (mantissa, exponent) = text.split_once('e').expect("the format has an exponent");
    f(&mantissa.replacen('.', "", 1), exponent.parse().expect("an exponent is an integer"))
}

fn push_exponent(out: &mut String, exponent: i32) {
    out.push_str(if exponent < 0 { "e-" } else { "e+" });
    padded(out, exponent.unsigned_abs().into(), 2);
}

/// An integer with zeros in front of it.
fn padded(out: &mut String, value: u64, width: usize) {
    let mut memory = itoa::Buffer::new();
    let digits = memory.format(value);
    zeros(out, width.saturating_sub(digits.len()));
    out.push_str(digits);
}

fn zeros(out: &mut String, n: usize) {
    out.extend(std::iter::repeat_n('0', n));
}
