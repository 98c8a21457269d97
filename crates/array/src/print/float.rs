//! Floating-point elements: one notation, one width and one number of digits for all that are shown.

use super::digits::Float;
use super::notation::{Positional, Scientific, Trim, positional, scientific};
use super::options::{FloatMode, PrintOptions, Sign};

/// Writes the real numbers of an array.
pub(super) struct FloatFormat {
    notation: Notation,
    /// Width before and after the decimal point.
    pad_left: usize,
    pad_right: usize,
    plus: bool,
    nan: String,
    inf: String,
}

enum Notation {
    Positional(Positional),
    Scientific(Scientific),
}

/// The largest decimal exponent of positional notation: the digits the type has, 8 at most.
fn largest_positional(kind: Float) -> f64 {
    match kind {
        Float::F16(_) => 1e3,
        Float::F32(_) => 1e6,
        Float::F64(_) => 1e8,
    }
}

/// `value` rounded to the precision of `kind`: NumPy compares and divides in the array's own type.
fn round_as(kind: Float, value: f64) -> f64 {
    match kind {
        Float::F16(_) => npcore_dtype::half_from_f64(value).to_f64(),
        Float::F32(_) => f64::from(value as f32),
        Float::F64(_) => value,
    }
}

/// Whether the magnitudes are too large, too small or too far apart for positional notation.
fn wants_exponent(finite: &[Float], options: &PrintOptions) -> bool {
    let mut magnitudes = finite.iter().map(|x| x.value().abs()).filter(|&x| x != 0.0);
    let Some(start) = magnitudes.next() else { return false };
    let (min, max) = magnitudes.fold((start, start), |(lo, hi), x| (lo.min(x), hi.max(x)));
    let kind = finite[0];
    // Up to 2.2 NumPy did not look at the type.
    let largest = if options.legacy.is_some() { 1e8 } else { largest_positional(kind) };
    max >= largest || (!options.suppress && (min < round_as(kind, 1e-4) || round_as(kind, max / min) > 1000.0))
}

/// The longest of the parts that `split` cuts each text into.
fn longest<'a>(texts: &'a [String], split: impl Fn(&'a str) -> &'a str) -> usize {
    texts.iter().map(|t| split(t).len()).max().unwrap_or(0)
}

fn whole(text: &str) -> &str {
    text.split('.').next().unwrap_or("")
}

fn fraction(text: &str) -> &str {
    let after = text.split('.').nth(1).unwrap_or("");
    after.split('e').next().unwrap_or("")
}

fn exponent(text: &str) -> &str {
    text.split('e').nth(1).unwrap_or("")
}

impl FloatFormat {
    pub(super) fn new(shown: &[Float], options: &PrintOptions, sign: Sign) -> Self {
        let finite: Vec<Float> = shown.iter().copied().filter(|x| x.is_finite()).collect();
        let plus = sign == Sign::Plus;
        let fixed = options.floatmode == FloatMode::Fixed;
        let precision = (options.floatmode != FloatMode::Unique).then_some(options.precision);
        let trim = if fixed { Trim::Keep } else { Trim::Point };

        let (notation, mut pad_left, pad_right);
        if finite.is_empty() {
            notation = Notation::Positional(Positional::default());
            (pad_left, pad_right) = (0, 0);
        } else if wants_exponent(&finite, options) {
            let first = Scientific { precision, unique: !fixed, trim, sign: plus, ..Scientific::default() };
            let texts: Vec<String> = finite.iter().map(|&x| scientific(x, &first)).collect();
            // "+05": the sign is no digit.
            let exp_digits = longest(&texts, exponent) - 1;
            let precision = longest(&texts, fraction);
            pad_left = longest(&texts, whole);
            pad_right = exp_digits + 2 + precision;
            notation = Notation::Scientific(Scientific {
                precision: Some(precision),
                min_digits: Some(precision),
                unique: !fixed,
                trim: Trim::Keep,
                sign: plus,
                pad_left: Some(pad_left),
                exp_digits: Some(exp_digits),
            });
        } else {
            let first = Positional { precision, unique: !fixed, trim, sign: plus, ..Positional::default() };
            let texts: Vec<String> = finite.iter().map(|&x| positional(x, &first)).collect();
            pad_left = longest(&texts, whole);
            pad_right = longest(&texts, fraction);
            let equal = matches!(options.floatmode, FloatMode::Fixed | FloatMode::MaxPrecEqual);
            notation = Notation::Positional(Positional {
                precision: if equal { Some(pad_right) } else { precision },
                min_digits: Some(if equal { pad_right } else { 0 }),
                trim: if equal { Trim::Keep } else { Trim::Point },
                pad_right: Some(pad_right),
                ..first
            });
        }

        if sign == Sign::Space && !finite.iter().any(|x| x.is_sign_negative()) {
            pad_left += 1;
        }
        if finite.len() != shown.len() {
            let negative = shown.iter().any(|x| x.value() == f64::NEG_INFINITY);
            let signed = usize::from(sign != Sign::Minus || negative);
            let point = pad_right + 1;
            pad_left = pad_left
                .max(options.nanstr.chars().count().saturating_sub(point))
                .max((options.infstr.chars().count() + signed).saturating_sub(point));
        }
        let notation = match notation {
            Notation::Positional(n) => Notation::Positional(Positional { pad_left: Some(pad_left), ..n }),
            Notation::Scientific(n) => Notation::Scientific(Scientific { pad_left: Some(pad_left), ..n }),
        };
        FloatFormat { notation, pad_left, pad_right, plus, nan: options.nanstr.clone(), inf: options.infstr.clone() }
    }

    pub(super) fn format(&self, x: Float) -> String {
        let value = x.value();
        if value.is_finite() {
            return match &self.notation {
                Notation::Positional(n) => positional(x, n),
                Notation::Scientific(n) => scientific(x, n),
            };
        }
        let sign = match (value.is_nan(), value < 0.0, self.plus) {
            (false, true, _) => "-",
            (_, _, true) => "+",
            _ => "",
        };
        let text = format!("{sign}{}", if value.is_nan() { &self.nan } else { &self.inf });
        format!("{text:>width$}", width = self.pad_left + self.pad_right + 1)
    }
}
