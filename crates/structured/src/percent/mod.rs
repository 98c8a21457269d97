//! Python's `%`: values put into format strings such as `%-10.3f`. `strings::mod_` and `savetxt` write with it.

mod decimal;
mod float;
mod value;

use npcore_dtype::Scalar;

use float::{fixed, general, scientific};
pub(crate) use value::Value;
use value::ascii;

/// The longest text of one value that is made.
const LONGEST: u64 = i32::MAX as u64;

/// A part of a format.
#[derive(Clone, Debug)]
enum Piece {
    Literal(String),
    Value(Spec),
    /// What Python refuses when it comes to it.
    Refused(Refusal),
}

/// How one value is written.
#[derive(Clone, Copy, Debug, Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

/// Why a row cannot be written.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The format does not fit the values: Python's TypeError.
    Mismatch(String),
    /// Everything else.
    Other(String),
}

fn mismatch<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Mismatch(words.into()))
}

/// A format for one value or several: those of a row.
#[derive(Clone, Debug)]
pub(crate) struct RowFormat {
    pieces: Vec<Piece>,
    /// Python has other words for the errors of bytes.
    is_bytes: bool,
}

impl RowFormat {
    pub fn new(format: &str) -> RowFormat {
        let chars: Vec<char> = format.chars().collect();
        let (mut pieces, mut literal, mut at) = (Vec::new(), String::new(), 0);
        while at < chars.len() {
            if chars[at] != '%' {
                literal.push(chars[at]);
                at += 1;
                continue;
            }
            if chars.get(at + 1) == Some(&'%') {
                literal.push('%');
                at += 2;
                continue;
            }
            match parse(&chars, at + 1) {
                Ok((spec, next)) => {
                    at = next;
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    pieces.push(Piece::Value(spec));
                }
                Err(refusal) => {
                    pieces.push(Piece::Refused(refusal));
                    break;
                }
            }
        }
        pieces.push(Piece::Literal(literal));
        RowFormat { pieces, is_bytes: false }
    }

    /// A format of bytes, whose characters stand for their numbers. What is made of it are such characters.
    pub fn of_bytes(format: &str) -> RowFormat {
        RowFormat { is_bytes: true, ..RowFormat::new(format) }
    }

    /// Whether there is a place for a value.
    pub fn takes_values(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Literal(_)))
    }

    /// Appends a row of values.
    pub fn write(&self, out: &mut String, mut values: impl Iterator<Item = Value>) -> Result<(), Refusal> {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Refused(refusal) => return Err(refusal.clone()),
                Piece::Value(spec) => match values.next() {
                    Some(value) => spec.write(out, &value, self.is_bytes)?,
                    None => return mismatch("not enough arguments for format string"),
                },
            }
        }
        match values.next() {
            Some(_) => {
                let what = if self.is_bytes { "bytes" } else { "string" };
                mismatch(format!("not all arguments converted during {what} formatting"))
            }
            None => Ok(()),
        }
    }
}

/// What stands behind a `%`, and where it ends.
fn parse(chars: &[char], mut at: usize) -> Result<(Spec, usize), Refusal> {
    let other = |words: &str| Refusal::Other(words.to_owned());
    let next = |at: usize| chars.get(at).copied().ok_or_else(|| other("incomplete format"));
    let mut spec = Spec::default();
    if next(at)? == '(' {
        return mismatch("format requires a mapping");
    }
    loop {
        match next(at)? {
            '-' => spec.left = true,
            '+' => spec.plus = true,
            ' ' => spec.space = true,
            '0' => spec.zero = true,
            '#' => spec.alternate = true,
            _ => break,
        }
        at += 1;
    }
    let number = |at: &mut usize, words: &str| {
        let mut value = 0u64;
        while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
            value = 10 * value + u64::from(digit);
            if value > LONGEST {
                return Err(other(words));
            }
            *at += 1;
        }
        if chars.get(*at) == Some(&'*') { mismatch("* wants int") } else { Ok(value as usize) }
    };
    spec.width = number(&mut at, "width too big")?;
    if next(at)? == '.' {
        at += 1;
        spec.precision = Some(number(&mut at, "precision too big")?);
    }
    if matches!(next(at)?, 'h' | 'l' | 'L') {
        at += 1;
    }
    spec.conversion = next(at)?;
    if !"diuxXoeEfFgGcsra".contains(spec.conversion) {
        let shown = if (' '..'\x7f').contains(&spec.conversion) { spec.conversion } else { '?' };
        return Err(Refusal::Other(format!(
            "unsupported format character '{shown}' (0x{:x}) at index {at}",
            u32::from(spec.conversion)
        )));
    }
    Ok((spec, at + 1))
}

impl Spec {
    fn write(&self, out: &mut String, value: &Value, is_bytes: bool) -> Result<(), Refusal> {
        let start = out.len();
        match self.conversion {
            'd' | 'i' | 'u' => self.integer(out, value, is_bytes)?,
            'x' | 'X' | 'o' => {
                let Some(value) = value.index() else {
                    let words =
                        format!("%{} format: an integer is required, not {}", self.conversion, value.type_name());
                    return mismatch(words);
                };
                let size = value.unsigned_abs();
                let (prefix, digits) = match self.conversion {
                    'x' => ("0x", format!("{size:x}")),
                    'X' => ("0X", format!("{size:X}")),
                    _ => ("0o", format!("{size:o}")),
                };
                self.digits(out, value < 0, if self.alternate { prefix } else { "" }, &digits);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let Some(x) = value.float() else {
                    let wanted = if is_bytes { "float argument required" } else { "must be real number" };
                    return mismatch(format!("{wanted}, not {}", value.type_name()));
                };
                self.float(out, x);
            }
            'c' => {
                let c = match value {
                    Value::Scalar(Scalar::Str(text)) if text.chars().count() == 1 => text.chars().next(),
                    Value::Bytes(bytes) if bytes.len() == 1 => Some(char::from(bytes[0])),
                    _ => match value.index() {
                        Some(code @ 0..256) if is_bytes => char::from_u32(code as u32),
                        _ if is_bytes => return mismatch("%c requires an integer in range(256) or a single byte"),
                        None => return mismatch("%c requires int or char"),
                        Some(code) => match u32::try_from(code).ok().filter(|&c| c < 0x11_0000) {
                            None => return Err(Refusal::Other("%c arg not in range(0x110000)".to_owned())),
                            Some(code) => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
                        },
                    },
                };
                out.extend(c);
            }
            _ => {
                let text = match self.conversion {
                    's' => value.text(),
                    'r' => value.repr(),
                    _ => ascii(&value.repr()),
                };
                match self.precision.and_then(|n| text.char_indices().nth(n)) {
                    Some((end, _)) => out.push_str(&text[..end]),
                    None => out.push_str(&text),
                }
            }
        }
        self.pad(out, start);
        Ok(())
    }

    fn integer(&self, out: &mut String, value: &Value, is_bytes: bool) -> Result<(), Refusal> {
        match value {
            Value::Int(value) => self.digits(out, *value < 0, "", itoa::Buffer::new().format(value.unsigned_abs())),
            Value::Float(x, _) if x.is_nan() => {
                return Err(Refusal::Other("cannot convert float NaN to integer".to_owned()));
            }
            Value::Float(x, _) if x.is_infinite() => {
                return Err(Refusal::Other("cannot convert float infinity to integer".to_owned()));
            }
            Value::Float(x, _) => self.digits(out, *x <= -1.0, "", &format!("{:.0}", x.trunc().abs())),
            Value::Scalar(Scalar::Bool(value)) => self.digits(out, false, "", if *value { "1" } else { "0" }),
            other => match other.index() {
                Some(value) => self.digits(out, value < 0, "", itoa::Buffer::new().format(value.unsigned_abs())),
                None => {
                    let (conversion, found) = (if is_bytes { 'd' } else { self.conversion }, other.type_name());
                    return mismatch(format!("%{conversion} format: a real number is required, not {found}"));
                }
            },
        }
        Ok(())
    }

    fn sign(&self, negative: bool) -> &'static str {
        match negative {
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        }
    }

    /// An integer: sign, prefix, and as many digits as the precision wants.
    fn digits(&self, out: &mut String, negative: bool, prefix: &str, digits: &str) {
        let sign = self.sign(negative);
        out.push_str(sign);
        out.push_str(prefix);
        let mut zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        if self.zero && !self.left {
            zeros = zeros.max(self.width.saturating_sub(sign.len() + prefix.len() + digits.len()));
        }
        out.extend(std::iter::repeat_n('0', zeros));
        out.push_str(digits);
    }

    fn float(&self, out: &mut String, x: f64) {
        let sign = self.sign(x.is_sign_negative() && !x.is_nan());
        out.push_str(sign);
        let start = out.len();
        let x = x.abs();
        let upper = self.conversion.is_ascii_uppercase();
        if !x.is_finite() {
            out.push_str(match (x.is_nan(), upper) {
                (true, false) => "nan",
                (true, true) => "NAN",
                (false, false) => "inf",
                (false, true) => "INF",
            });
        } else {
            let precision = self.precision.unwrap_or(6);
            match self.conversion {
                'f' | 'F' => fixed(out, x, precision, self.alternate),
                'e' | 'E' => scientific(out, x, precision, self.alternate),
                _ => general(out, x, precision.max(1), self.alternate),
            }
            if upper {
                out[start..].make_ascii_uppercase();
            }
        }
        if self.zero && !self.left {
            let zeros = self.width.saturating_sub(sign.len() + out.len() - start);
            if zeros > 0 {
                out.insert_str(start, &"0".repeat(zeros));
            }
        }
    }

    /// Spaces up to the width.
    fn pad(&self, out: &mut String, start: usize) {
        // As a text has no fewer bytes than characters, most need not be counted.
        if self.width == 0 || (out.len() - start >= self.width && out[start..].is_ascii()) {
            return;
        }
        let spaces = self.width.saturating_sub(out[start..].chars().count());
        if self.left {
            out.extend(std::iter::repeat_n(' ', spaces));
        } else if spaces > 0 {
            out.insert_str(start, &" ".repeat(spaces));
        }
    }
}
