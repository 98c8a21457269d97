//! Numbers as Python writes and reads them.

use crate::scalar_type::ScalarType;
use num_complex::Complex;

/// The shortest text that reads back as the same number of its type, as `str` of a NumPy scalar.
pub(crate) fn float_text(x: f64, ty: ScalarType) -> String {
    let text = plain_float(x, ty);
    if text.contains(['.', 'e', 'n']) { text } else { text + ".0" }
}

/// As [`float_text`], whole numbers without a fraction.
fn plain_float(x: f64, ty: ScalarType) -> String {
    if x.is_nan() {
        return "nan".to_string();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf" } else { "-inf" }.to_string();
    }
    // Where NumPy goes over to exponents.
    let (scientific, large) = match ty {
        ScalarType::Float16 => (shortest_f16(x), 1e3),
        ScalarType::Float32 => (format!("{:e}", x as f32), 1e6),
        _ => (format!("{x:e}"), 1e16),
    };
    let (digits, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    if x != 0.0 && !(1e-4..large).contains(&x.abs()) {
        return format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    let point = exponent + 1;
    match usize::try_from(point) {
        Err(_) | Ok(0) => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
        Ok(point) if point >= digits.len() => format!("{sign}{digits}{}", "0".repeat(point - digits.len())),
        Ok(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    }
}

/// Five digits always tell one f16 from the next.
fn shortest_f16(x: f64) -> String {
    let exact = crate::half_from_f64(x);
    let same = |text: &String| text.parse().is_ok_and(|back: f64| crate::half_from_f64(back) == exact);
    (0..4).map(|digits| format!("{x:.digits$e}")).find(same).unwrap_or_else(|| format!("{x:.4e}"))
}

/// `(1+2j)`, `1j`.
pub(crate) fn complex_text(re: f64, im: f64, ty: ScalarType) -> String {
    let imaginary = plain_float(im, ty);
    if re == 0.0 && re.is_sign_positive() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", plain_float(re, ty))
}

/// Without underscores, which may stand between digits only.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let placed = |(i, &b): (usize, &u8)| b != b'_' || (digit(i.checked_sub(1)) && digit(i.checked_add(1)));
    bytes.iter().enumerate().all(placed).then(|| text.replace('_', ""))
}

/// As Python's `int(text)`; what does not fit 128 bits becomes the largest or smallest value.
pub(crate) fn parse_integer(text: &str) -> Option<i128> {
    let text = without_underscores(text.trim())?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(if text.starts_with('-') { i128::MIN } else { i128::MAX }))
}

/// As Python's `float(text)`.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    without_underscores(text.trim())?.parse().ok()
}

/// As Python's `complex(text)`.
pub(crate) fn parse_complex(text: &str) -> Option<Complex<f64>> {
    let text = without_underscores(text.trim())?;
    let text = match text.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')')?.trim(),
        None => text.as_str(),
    };
    let Some(text) = text.strip_suffix(['j', 'J']) else {
        return Some(Complex::new(text.parse().ok()?, 0.0));
    };
    // The sign of the imaginary part: the last one that belongs to no exponent.
    let bytes = text.as_bytes();
    let sign =
        (1..bytes.len()).rev().find(|&i| matches!(bytes[i], b'+' | b'-') && !matches!(bytes[i - 1], b'e' | b'E'));
    let (re, im) = match sign {
        Some(at) => (text[..at].parse().ok()?, &text[at..]),
        None => (0.0, text),
    };
    let im = match im {
        "" | "+" => 1.0,
        "-" => -1.0,
        im => im.parse().ok()?,
    };
    Some(Complex::new(re, im))
}
