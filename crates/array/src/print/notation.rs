//! Positional and scientific notation: `format_float_positional` and `format_float_scientific`.

use thiserror::Error;

use super::digits::{Count, Cut, Digits, Float, digits};
use super::options::{PrintOptionError, unknown};

/// What becomes of the zeros at the end of the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trim {
    /// Zeros and the decimal point stay (`'k'`).
    #[default]
    Keep,
    /// Zeros go, the decimal point stays (`'.'`).
    Point,
    /// Zeros go but for one after the decimal point (`'0'`).
    OneZero,
    /// Zeros go, and the decimal point too where nothing follows it (`'-'`).
    All,
}

impl std::str::FromStr for Trim {
    type Err = PrintOptionError;

    /// By NumPy's names: `"k"`, `"."`, `"0"`, `"-"`.
    fn from_str(name: &str) -> Result<Trim, PrintOptionError> {
        Ok(match name {
            "k" => Trim::Keep,
            "." => Trim::Point,
            "0" => Trim::OneZero,
            "-" => Trim::All,
            _ => return unknown(format!("if supplied, trim must be 'k', '.', '0' or '-' found `{name}`")),
        })
    }
}

/// How [`format_float_positional`] writes a number; the defaults are NumPy's.
///
/// ```
/// use npcore_array::print::{Positional, format_float_positional};
///
/// let x = std::f32::consts::PI;
/// assert_eq!(format_float_positional(x, Positional::default()), "3.1415927");
/// let four = Positional { precision: Some(4), ..Positional::default() };
/// assert_eq!(format_float_positional(x, four), "3.1416");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Positional {
    /// The most digits to print; needed when `unique` is false.
    pub precision: Option<usize>,
    /// Print the shortest digits that identify the number among those of its type (cut at `precision`);
    /// otherwise its exact digits, rounded half to even.
    pub unique: bool,
    /// `precision` and `min_digits` count digits after the decimal point; otherwise significant digits.
    pub fractional: bool,
    /// What becomes of trailing zeros.
    pub trim: Trim,
    /// Whether positive numbers get a `+`.
    pub sign: bool,
    /// Pad with blanks to this many characters before the decimal point.
    pub pad_left: Option<usize>,
    /// Pad with blanks to this many characters after the decimal point.
    pub pad_right: Option<usize>,
    /// The fewest digits to print, with `unique`: past the shortest ones come the exact ones.
    pub min_digits: Option<usize>,
}

impl Default for Positional {
    fn default() -> Self {
        Positional {
            precision: None,
            unique: true,
            fractional: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: None,
            pad_right: None,
            min_digits: None,
        }
    }
}

/// How [`format_float_scientific`] writes a number; the defaults are NumPy's.
///
/// ```
/// use npcore_array::print::{Scientific, format_float_scientific};
///
/// let x = 1.23e24_f32;
/// assert_eq!(format_float_scientific(x, Scientific::default()), "1.23e+24");
/// let exact = Scientific { unique: false, precision: Some(15), ..Scientific::default() };
/// assert_eq!(format_float_scientific(x, exact), "1.230000071797338e+24");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scientific {
    /// The most digits to print after the decimal point; needed when `unique` is false.
    pub precision: Option<usize>,
    /// Print the shortest digits that identify the number among those of its type (cut at `precision`);
    /// otherwise its exact digits, rounded half to even.
    pub unique: bool,
    /// What becomes of trailing zeros.
    pub trim: Trim,
    /// Whether positive numbers get a `+`.
    pub sign: bool,
    /// Pad with blanks to this many characters before the decimal point.
    pub pad_left: Option<usize>,
    /// The fewest digits of the exponent (two when not given, at most five).
    pub exp_digits: Option<usize>,
    /// The fewest digits after the decimal point, with `unique`.
    pub min_digits: Option<usize>,
}

impl Default for Scientific {
    fn default() -> Self {
        Scientific {
            precision: None,
            unique: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: None,
            exp_digits: None,
            min_digits: None,
        }
    }
}

/// Options for a number's text that contradict each other, in NumPy's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotationError {
    /// Exact digits have no natural end.
    #[error("in non-unique mode `precision` must be supplied")]
    PrecisionMissing,
    /// No significant digit at all.
    #[error("precision must be greater than 0 if fractional=False")]
    PrecisionZero,
    /// The fewest digits are more than the most.
    #[error("min_digits must be less than or equal to precision")]
    MinDigits {
        /// The fewest digits asked for.
        min_digits: usize,
        /// The most digits asked for.
        precision: usize,
    },
    /// More than 16384 digits or blanks asked for.
    #[error("Float formatting result too large")]
    TooLarge,
}

/// No text gets more digits, or more blanks on either side, than NumPy's: print options that ask for more are cut.
const MAX_DIGITS: usize = 16_384;

fn check(
    precision: Option<usize>,
    min_digits: Option<usize>,
    unique: bool,
    padding: [Option<usize>; 2],
) -> Result<(), NotationError> {
    let exact = if unique { None } else { precision };
    if [exact, min_digits].into_iter().chain(padding).flatten().any(|n| n > MAX_DIGITS) {
        return Err(NotationError::TooLarge);
    }
    match (precision, min_digits) {
        (Some(precision), Some(min_digits)) if precision > 0 && min_digits > precision => {
            Err(NotationError::MinDigits { min_digits, precision })
        }
        (None, _) if !unique => Err(NotationError::PrecisionMissing),
        _ => Ok(()),
    }
}

/// Writes a number in positional notation, as NumPy's `format_float_positional` does.
///
/// # Panics
///
/// Panics where [`try_format_float_positional`] gives an error.
///
/// # Examples
///
/// ```
/// use npcore_array::print::{Positional, format_float_positional};
///
/// let exact = Positional { unique: false, precision: Some(10), ..Positional::default() };
/// assert_eq!(format_float_positional(0.3_f32, exact), "0.3000000119");
/// ```
#[track_caller]
pub fn format_float_positional(x: impl Into<Float>, options: Positional) -> String {
    try_format_float_positional(x, options).unwrap_or_else(|e| panic!("{e}"))
}

/// Writes a number in positional notation.
///
/// # Errors
///
/// When `unique` is false and no precision is given, when the precision is zero significant digits,
/// when `min_digits` is more than the precision, and where more than 16384 digits or blanks are asked for.
pub fn try_format_float_positional(x: impl Into<Float>, options: Positional) -> Result<String, NotationError> {
    if !options.fractional && options.precision == Some(0) {
        return Err(NotationError::PrecisionZero);
    }
    check(options.precision, options.min_digits, options.unique, [options.pad_left, options.pad_right])?;
    Ok(positional(x.into(), &options))
}

/// Writes a number in scientific notation, as NumPy's `format_float_scientific` does.
///
/// # Panics
///
/// Panics where [`try_format_float_scientific`] gives an error.
///
/// # Examples
///
/// ```
/// use npcore_array::print::{Scientific, Trim, format_float_scientific};
///
/// let options = Scientific { trim: Trim::All, exp_digits: Some(4), ..Scientific::default() };
/// assert_eq!(format_float_scientific(100.0, options), "1e+0002");
/// ```
#[track_caller]
pub fn format_float_scientific(x: impl Into<Float>, options: Scientific) -> String {
    try_format_float_scientific(x, options).unwrap_or_else(|e| panic!("{e}"))
}

/// Writes a number in scientific notation.
///
/// # Errors
///
/// When `unique` is false and no precision is given, when `min_digits` is more than the precision, and where more
/// than 16384 digits or blanks are asked for.
pub fn try_format_float_scientific(x: impl Into<Float>, options: Scientific) -> Result<String, NotationError> {
    check(options.precision, options.min_digits, options.unique, [options.pad_left, None])?;
    Ok(scientific(x.into(), &options))
}

fn sign_of(x: Float, plus: bool) -> &'static str {
    if x.is_sign_negative() {
        "-"
    } else if plus {
        "+"
    } else {
        ""
    }
}

/// Infinities and not-a-number are never padded.
fn not_finite(x: Float, plus: bool) -> Option<String> {
    let value = x.value();
    if value.is_nan() {
        Some("nan".to_owned())
    } else if value.is_infinite() {
        Some(format!("{}inf", sign_of(x, plus)))
    } else {
        None
    }
}

/// Pads or trims the digits of a fraction; [`Trim::Keep`] fills up to `wanted` of them.
fn end_fraction(fraction: &mut String, trim: Trim, wanted: usize) {
    if trim == Trim::Keep {
        let missing = wanted.saturating_sub(fraction.len());
        fraction.extend(std::iter::repeat_n('0', missing));
        return;
    }
    fraction.truncate(fraction.trim_end_matches('0').len());
    if trim == Trim::OneZero && fraction.is_empty() {
        fraction.push('0');
    }
}

/// Positional notation without checking the options.
pub(super) fn positional(x: Float, o: &Positional) -> String {
    let o = &Positional {
        precision: o.precision.map(|n| n.min(MAX_DIGITS)),
        min_digits: o.min_digits.map(|n| n.min(MAX_DIGITS)),
        ..*o
    };
    if let Some(text) = not_finite(x, o.sign) {
        return text;
    }
    let count = if o.fractional { Count::Fractional } else { Count::Significant };
    let cut = Cut { unique: o.unique, count, max: o.precision, min: o.min_digits };
    let Digits { digits, exponent } = digits(x, cut);
    let digits: String = digits.into_iter().map(char::from).collect();

    let (mut whole, mut fraction);
    if exponent >= 0 {
        let n = exponent as usize + 1;
        let at = n.min(digits.len());
        whole = digits[..at].to_owned();
        fraction = digits[at..].to_owned();
        whole.extend(std::iter::repeat_n('0', n - at));
    } else {
        whole = "0".to_owned();
        fraction = "0".repeat((-exponent - 1) as usize);
        fraction.push_str(&digits);
    }

    let least = if o.unique { o.min_digits } else { o.precision }.unwrap_or(0);
    let wanted = if o.fractional { least } else { least.saturating_sub(whole.len()) };
    end_fraction(&mut fraction, o.trim, wanted);
    let point = o.trim != Trim::All || !fraction.is_empty();

    let sign = sign_of(x, o.sign);
    let left = o.pad_left.unwrap_or(0).saturating_sub(whole.len() + sign.len());
    let mut out = " ".repeat(left);
    out.push_str(sign);
    out.push_str(&whole);
    if point {
        out.push('.');
    }
    out.push_str(&fraction);
    if let Some(pad) = o.pad_right
        && pad >= fraction.len()
    {
        if !point {
            out.push(' ');
        }
        out.extend(std::iter::repeat_n(' ', pad - fraction.len()));
    }
    out
}

/// Scientific notation without checking the options.
pub(super) fn scientific(x: Float, o: &Scientific) -> String {
    let o = &Scientific {
        precision: o.precision.map(|n| n.min(MAX_DIGITS)),
        min_digits: o.min_digits.map(|n| n.min(MAX_DIGITS)),
        ..*o
    };
    if let Some(text) = not_finite(x, o.sign) {
        return text;
    }
    // One digit stands before the decimal point, which the bounds do not count.
    let cut = Cut {
        unique: o.unique,
        count: Count::Significant,
        max: o.precision.map(|n| n.saturating_add(1)),
        min: o.min_digits.map(|n| n.saturating_add(1)),
    };
    let Digits { digits, exponent } = digits(x, cut);
    let mut digits = digits.into_iter().map(char::from);

    let sign = sign_of(x, o.sign);
    let mut out = " ".repeat(o.pad_left.unwrap_or(0).saturating_sub(1 + sign.len()));
    out.push_str(sign);
    out.extend(digits.next());
    let mut fraction: String = digits.collect();
    let wanted = if o.unique { o.min_digits } else { o.precision }.unwrap_or(0);
    // Where all digits of a fraction are trimmed, NumPy leaves the point behind in this notation.
    let point = o.trim != Trim::All || !fraction.is_empty();
    end_fraction(&mut fraction, o.trim, wanted);
    if point {
        out.push('.');
    }
    out.push_str(&fraction);

    let width = o.exp_digits.unwrap_or(2).min(5);
    out.push_str(if exponent < 0 { "e-" } else { "e+" });
    // With no digits asked for, NumPy writes a zero exponent with none.
    if width > 0 || exponent != 0 {
        out.push_str(&format!("{:0width$}", exponent.unsigned_abs()));
    }
    out
}
