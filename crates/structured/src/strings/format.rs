//! Python's `%`: values put into format strings.

use npcore_array::{Array, ArrayError, Operand, Result, engine};
use npcore_dtype::Scalar;

use super::case::not_text;
use super::code::collected;
use super::operand::{Kind, TextOperand, kind};
use super::rows::Frame;

/// One conversion of a format string, `%-8.3f`.
#[derive(Clone, Copy, Default)]
struct Conversion {
    left: bool,
    plus: bool,
    space: bool,
    zeros: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

impl Conversion {
    /// A number's digits with its sign and prefix, filled up to the width.
    fn number(&self, negative: bool, prefix: &str, digits: &str) -> String {
        let sign = match () {
            _ if negative => "-",
            _ if self.plus => "+",
            _ if self.space => " ",
            _ => "",
        };
        let len = sign.len() + prefix.len() + digits.len();
        let pad = self.width.saturating_sub(len);
        match () {
            _ if self.left => format!("{sign}{prefix}{digits}{}", " ".repeat(pad)),
            _ if self.zeros => format!("{sign}{prefix}{}{digits}", "0".repeat(pad)),
            _ => format!("{}{sign}{prefix}{digits}", " ".repeat(pad)),
        }
    }

    fn text(&self, text: &str) -> String {
        let text: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        let pad = " ".repeat(self.width.saturating_sub(text.chars().count()));
        if self.left { text + &pad } else { pad + &text }
    }

    fn integer(&self, value: &Integer, kind: char) -> String {
        let (negative, (prefix, digits)) = match value {
            Integer::Float(value) => (*value < 0.0, ("", format!("{:.0}", value.abs()))),
            Integer::Int(value) => (*value < 0, {
                let magnitude = value.unsigned_abs();
                match kind {
                    'x' => ("0x", format!("{magnitude:x}")),
                    'X' => ("0X", format!("{magnitude:X}")),
                    'o' => ("0o", format!("{magnitude:o}")),
                    _ => ("", magnitude.to_string()),
                }
            }),
        };
        let digits = "0".repeat(self.precision.unwrap_or(0).saturating_sub(digits.len())) + &digits;
        self.number(negative, if self.alternate { prefix } else { "" }, &digits)
    }

    fn float(&self, value: f64, kind: char) -> String {
        let precision = self.precision.unwrap_or(6);
        let magnitude = value.abs();
        let mut digits = match kind.to_ascii_lowercase() {
            _ if value.is_nan() => "nan".to_owned(),
            _ if value.is_infinite() => "inf".to_owned(),
            'f' => fixed(magnitude, precision, self.alternate),
            'e' => exponential(magnitude, precision, self.alternate),
            _ => general(magnitude, precision, self.alternate),
        };
        if kind.is_ascii_uppercase() {
            digits.make_ascii_uppercase();
        }
        self.number(value.is_sign_negative() && !value.is_nan(), "", &digits)
    }
}

fn fixed(value: f64, precision: usize, point: bool) -> String {
    let digits = format!("{value:.precision$}");
    if point && precision == 0 { digits + "." } else { digits }
}

fn exponential(value: f64, precision: usize, point: bool) -> String {
    let digits = format!("{value:.precision$e}");
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let point = if point && precision == 0 { "." } else { "" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}e{sign}{:02}", exponent.unsigned_abs())
}

/// So many significant digits, in the shorter of both forms; zeros at the end only if `all`.
fn general(value: f64, precision: usize, all: bool) -> String {
    let digits = precision.max(1);
    let exponent: i32 = match value == 0.0 {
        true => 0,
        false => {
            let text = format!("{value:.*e}", digits - 1);
            text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
        }
    };
    let short = (-4..digits as i32).contains(&exponent);
    let text = match short {
        true => fixed(value, (digits as i32 - 1 - exponent).max(0) as usize, all),
        false => exponential(value, digits - 1, all),
    };
    if all {
        return text;
    }
    let (mantissa, exponent) = text.split_once('e').map_or((&text[..], ""), |(mantissa, e)| (mantissa, e));
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    if exponent.is_empty() { mantissa.to_owned() } else { format!("{mantissa}e{exponent}") }
}

/// The class of a value, as Python's errors name it.
fn class(value: &Scalar) -> String {
    match value {
        Scalar::Str(_) => "numpy.str_".to_owned(),
        Scalar::Bytes(_) => "numpy.bytes_".to_owned(),
        other => format!("numpy.{}", other.dtype().name()),
    }
}

/// What `%d` prints.
enum Integer {
    Int(i128),
    /// Without a fraction.
    Float(f64),
}

fn integer_of(value: &Scalar, kind: char) -> Result<Integer> {
    let hexadecimal = matches!(kind, 'x' | 'X' | 'o');
    match value {
        Scalar::Bool(truth) if !hexadecimal => return Ok(Integer::Int((*truth).into())),
        Scalar::Bool(_) => {}
        _ => {
            if let Some(int) = value.as_i128() {
                return Ok(Integer::Int(int));
            }
        }
    }
    match value {
        Scalar::Float16(_) | Scalar::Float32(_) | Scalar::Float64(_) if !hexadecimal => {
            let float = value.as_complex().unwrap_or_default().re;
            match float {
                _ if float.is_nan() => refused("cannot convert float NaN to integer"),
                _ if float.is_infinite() => refused("cannot convert float infinity to integer"),
                _ => Ok(Integer::Float(float.trunc())),
            }
        }
        _ if hexadecimal => refused(format!("%{kind} format: an integer is required, not {}", class(value))),
        _ => refused(format!("%{kind} format: a real number is required, not {}", class(value))),
    }
}

fn float_of(value: &Scalar) -> Result<f64> {
    match value {
        Scalar::Bool(truth) => Ok(f64::from(u8::from(*truth))),
        Scalar::Float16(_) | Scalar::Float32(_) | Scalar::Float64(_) => Ok(value.as_complex().unwrap_or_default().re),
        _ => match value.as_i128() {
            Some(int) => Ok(int as f64),
            None => refused(format!("must be real number, not {}", class(value))),
        },
    }
}

/// The characters of a format string, numbered.
type Chars<'a> = std::iter::Peekable<std::iter::Enumerate<std::str::Chars<'a>>>;

/// A format string with one value.
fn formatted(format: &str, value: &Scalar) -> Result<String> {
    let mut out = String::new();
    let mut chars: Chars<'_> = format.chars().enumerate().peekable();
    let mut used = false;
    while let Some((_, c)) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut how = Conversion::default();
        while let Some(&(_, c)) = chars.peek() {
            match c {
                '-' => how.left = true,
                '+' => how.plus = true,
                ' ' => how.space = true,
                '0' => how.zeros = true,
                '#' => how.alternate = true,
                _ => break,
            }
            chars.next();
        }
        let digits = |chars: &mut Chars<'_>| {
            let mut number = 0usize;
            while let Some(digit) = chars.peek().and_then(|&(_, c)| c.to_digit(10)) {
                number = number.saturating_mul(10).saturating_add(digit as usize);
                chars.next();
            }
            number
        };
        how.width = digits(&mut chars);
        if how.width > npcore_dtype::DType::MAX_ITEMSIZE {
            return refused("width too big");
        }
        if chars.peek().is_some_and(|&(_, c)| c == '.') {
            chars.next();
            let number = digits(&mut chars);
            // More digits than this no float has.
            if number > 60_000 {
                return refused("precision too big");
            }
            how.precision = Some(number);
        }
        while chars.peek().is_some_and(|&(_, c)| matches!(c, 'h' | 'l' | 'L')) {
            chars.next();
        }
        let Some((at, kind)) = chars.next() else { return refused("incomplete format") };
        if kind == '%' {
            out.push('%');
            continue;
        }
        if std::mem::replace(&mut used, true) {
            return refused("not enough arguments for format string");
        }
        out += &match kind {
            'd' | 'i' | 'u' => how.integer(&integer_of(value, 'd')?, 'd'),
            'x' | 'X' | 'o' => how.integer(&integer_of(value, kind)?, kind),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => how.float(float_of(value)?, kind),
            'c' => Conversion { precision: None, ..how }.text(&match value {
                Scalar::Bool(_) => return refused("%c requires int or char"),
                Scalar::Str(text) if text.chars().count() == 1 => text.clone(),
                Scalar::Str(_) => return refused("%c requires int or char"),
                other => match other.as_i128().map(|code| u32::try_from(code).ok().and_then(char::from_u32)) {
                    Some(Some(c)) => c.to_string(),
                    Some(None) => return refused("%c arg not in range(0x110000)"),
                    None => return refused("%c requires int or char"),
                },
            }),
            's' => how.text(&value.to_string()),
            other => {
                let code = u32::from(other);
                return refused(format!("unsupported format character '{other}' (0x{code:x}) at index {at}"));
            }
        };
    }
    // Python takes NumPy's numbers for mappings, which may be left over; a text may not.
    if !used && matches!(value, Scalar::Str(_) | Scalar::Bytes(_)) {
        return refused("not all arguments converted during string formatting");
    }
    Ok(out)
}

/// Every format string with a value in place of its conversion (`%d`, `%8.3f`, `%s`): Python's `%`, NumPy's `np.strings.mod`.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = strings::mod_("%.2f m", &array![1.0, 2.345])?;
/// assert_eq!(a.to_string(), "['1.00 m' '2.35 m']");
/// assert_eq!(strings::mod_(["%03d", "<%s>"], [7, 8])?.to_string(), "['007' '<8>']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `string operation on non-string array`; conversions that do not take the value, in Python's words; shapes that do not fit; no
/// memory. Of bytes only ASCII is taken; conversions to Python's `repr` (`%r`) are not there.
pub fn mod_<A: TextOperand>(a: A, values: impl Operand) -> Result<Array<A::Made>> {
    let given = a.given();
    let view = given.view();
    let kind = kind(view.dtype()).ok_or_else(not_text)?;
    let parts = values.parts();
    let values = parts.view();
    let frame = Frame::new(&[&view, &values])?;
    let (formats, values) = (frame.hold(&view, view.dtype().to_native())?, frame.hold(&values, values.dtype())?);
    let value = |i: usize| -> Scalar { values.scalar(i) };
    let made = match kind {
        Kind::Chars => {
            let formats = formats.text::<u32>();
            let char_of = |&unit: &u32| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
            let all: Vec<Vec<u32>> = (0..frame.len())
                .map(|i| {
                    let format: String = formats.get(i).iter().map(char_of).collect();
                    Ok(formatted(&format, &value(i))?.chars().map(u32::from).collect())
                })
                .collect::<Result<_>>()?;
            collected(&frame, &all)?
        }
        Kind::Bytes => {
            let formats = formats.text::<u8>();
            let all: Vec<Vec<u8>> = (0..frame.len())
                .map(|i| match std::str::from_utf8(formats.get(i)) {
                    Ok(format) if format.is_ascii() => Ok(formatted(format, &value(i))?.into_bytes()),
                    _ => refused("the format of bytes is not ASCII"),
                })
                .collect::<Result<_>>()?;
            collected(&frame, &all)?
        }
    };
    engine::typed(made)
}
