//! Formats as Python's `%` operator has them: `%-10.3f`.

use std::fmt::Write;

use npcore_array::DynArray;
use npcore_dtype::{DType, Scalar, ScalarType, python_bytes, python_str};

use super::float::{fixed, general, scientific};

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

/// A value to be written.
pub(crate) enum Value {
    Int(i128),
    Float(f64, ScalarType),
    Scalar(Scalar),
}

/// The format of a row.
#[derive(Clone, Debug)]
pub(crate) struct RowFormat {
    pieces: Vec<Piece>,
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
        RowFormat { pieces }
    }

    /// Appends a row of values.
    pub fn write(&self, out: &mut String, mut values: impl Iterator<Item = Value>) -> Result<(), Refusal> {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Refused(refusal) => return Err(refusal.clone()),
                Piece::Value(spec) => match values.next() {
                    Some(value) => spec.write(out, &value)?,
                    None => return mismatch("not enough arguments for format string"),
                },
            }
        }
        match values.next() {
            Some(_) => mismatch("not all arguments converted during string formatting"),
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
    fn write(&self, out: &mut String, value: &Value) -> Result<(), Refusal> {
        let start = out.len();
        match self.conversion {
            'd' | 'i' | 'u' => self.integer(out, value)?,
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
                    return mismatch(format!("must be real number, not {}", value.type_name()));
                };
                self.float(out, x);
            }
            'c' => {
                let c = match value {
                    Value::Scalar(Scalar::Str(text)) if text.chars().count() == 1 => text.chars().next(),
                    _ => match value.index() {
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

    fn integer(&self, out: &mut String, value: &Value) -> Result<(), Refusal> {
        match value {
            Value::Int(value) => self.digits(out, *value < 0, "", itoa(value.unsigned_abs()).as_str()),
            Value::Float(x, _) if x.is_nan() => {
                return Err(Refusal::Other("cannot convert float NaN to integer".to_owned()));
            }
            Value::Float(x, _) if x.is_infinite() => {
                return Err(Refusal::Other("cannot convert float infinity to integer".to_owned()));
            }
            Value::Float(x, _) => self.digits(out, *x <= -1.0, "", &format!("{:.0}", x.trunc().abs())),
            Value::Scalar(Scalar::Bool(value)) => self.digits(out, false, "", if *value { "1" } else { "0" }),
            other => match other.index() {
                Some(value) => self.digits(out, value < 0, "", &itoa(value.unsigned_abs())),
                None => {
                    let (conversion, found) = (self.conversion, other.type_name());
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

fn itoa(value: u128) -> String {
    // Most integers have no more than 64 bits, which are printed much faster.
    u64::try_from(value).map_or_else(|_| value.to_string(), |value| value.to_string())
}

impl Value {
    pub fn of(scalar: Scalar) -> Value {
        match scalar {
            Scalar::Float16(x) => Value::Float(x.to_f64(), ScalarType::Float16),
            Scalar::Float32(x) => Value::Float(x.into(), ScalarType::Float32),
            Scalar::Float64(x) => Value::Float(x, ScalarType::Float64),
            Scalar::Bool(_) | Scalar::DateTime(..) | Scalar::TimeDelta(..) => Value::Scalar(scalar),
            scalar => match scalar.as_i128() {
                // The type matters to `%r` only, which asks the scalar.
                Some(value) if matches!(scalar, Scalar::Int64(_)) => Value::Int(value),
                _ => Value::Scalar(scalar),
            },
        }
    }

    /// The integer that stands for itself; neither bools nor floats do.
    fn index(&self) -> Option<i128> {
        match self {
            Value::Int(value) => Some(*value),
            Value::Scalar(Scalar::Bool(_)) | Value::Float(..) => None,
            Value::Scalar(scalar) => integer_of(scalar),
        }
    }

    fn float(&self) -> Option<f64> {
        match self {
            Value::Float(x, _) => Some(*x),
            Value::Int(value) => Some(*value as f64),
            Value::Scalar(Scalar::Bool(value)) => Some(f64::from(u8::from(*value))),
            Value::Scalar(scalar) => integer_of(scalar).map(|value| value as f64),
        }
    }

    fn scalar(&self) -> Scalar {
        match self {
            Value::Int(value) => Scalar::Int64(*value as i64),
            Value::Float(x, ty) => Scalar::Float64(*x).cast(DType::scalar(*ty)).unwrap_or(Scalar::Float64(*x)),
            Value::Scalar(scalar) => scalar.clone(),
        }
    }

    /// Python's `str`.
    fn text(&self) -> String {
        match self {
            Value::Scalar(Scalar::Array { dtype, shape, items }) => sub_array(*dtype, shape, items).to_string(),
            Value::Int(value) => value.to_string(),
            _ => self.scalar().to_string(),
        }
    }

    /// Python's `repr`.
    fn repr(&self) -> String {
        let scalar = self.scalar();
        match &scalar {
            Scalar::Bool(value) => format!("np.{}_", if *value { "True" } else { "False" }),
            Scalar::Str(text) => format!("np.str_({})", python_str(text)),
            Scalar::Bytes(bytes) => format!("np.bytes_({})", python_bytes(bytes)),
            Scalar::Void(_) => format!("np.void({scalar})"),
            Scalar::DateTime(..) if !scalar.is_nat() => format!("np.datetime64('{scalar}')"),
            Scalar::DateTime(value, _) | Scalar::TimeDelta(value, _) => {
                let name = scalar.dtype().name();
                let (kind, unit) = name.strip_suffix(']').and_then(|n| n.split_once('[')).unwrap_or((&name, ""));
                let value = if scalar.is_nat() { "'NaT'".to_owned() } else { value.to_string() };
                let unit = if unit.is_empty() { String::new() } else { format!(",'{unit}'") };
                format!("np.{kind}({value}{unit})")
            }
            Scalar::Record(..) => format!("np.void({scalar}, dtype={})", scalar.dtype()),
            Scalar::Array { dtype, shape, items } => format!("{:?}", sub_array(*dtype, shape, items)),
            _ => format!("np.{}({scalar})", scalar.dtype().name()),
        }
    }

    fn type_name(&self) -> String {
        match self {
            Value::Int(_) => "numpy.int64".to_owned(),
            Value::Float(_, ty) => format!("numpy.{}", ty.name()),
            Value::Scalar(scalar) => match scalar {
                Scalar::Str(_) => "numpy.str_".to_owned(),
                Scalar::Bytes(_) => "numpy.bytes_".to_owned(),
                Scalar::Void(_) | Scalar::Record(..) => "numpy.void".to_owned(),
                Scalar::DateTime(..) => "numpy.datetime64".to_owned(),
                Scalar::TimeDelta(..) => "numpy.timedelta64".to_owned(),
                Scalar::Array { .. } => "numpy.ndarray".to_owned(),
                scalar => format!("numpy.{}", scalar.dtype().name()),
            },
        }
    }
}

fn integer_of(scalar: &Scalar) -> Option<i128> {
    let is_integer = scalar.dtype().scalar_type().is_some_and(ScalarType::is_integer);
    if is_integer { scalar.as_i128() } else { None }
}

fn sub_array(dtype: DType, shape: &[usize], items: &[Scalar]) -> DynArray {
    let item = dtype.itemsize();
    let mut bytes = vec![0; items.len() * item];
    for (scalar, out) in items.iter().zip(bytes.chunks_exact_mut(item.max(1))) {
        scalar.to_bytes(dtype, out).expect("an element of its own type");
    }
    DynArray::from_bytes(shape, dtype, &bytes).expect("a sub-array has elements for its shape")
}

/// Text with escapes for what is not ASCII, as Python's `ascii`.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        _ = match u32::from(c) {
            0..0x80 => write!(out, "{c}"),
            code @ ..0x100 => write!(out, "\\x{code:02x}"),
            code @ ..0x1_0000 => write!(out, "\\u{code:04x}"),
            code => write!(out, "\\U{code:08x}"),
        };
    }
    out
}
