//! Conversion of one value to any dtype: what NumPy does for an element in `astype`.

use half::f16;
use num_complex::Complex;

use crate::datetime::{NAT, UnitConversion, format_datetime, format_timedelta, parse_datetime};
use crate::display::{python_bytes, python_str};
use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::number_text::{complex_text, float_text, parse_complex, parse_float, parse_integer};
use crate::record::Field;
use crate::scalar::Scalar;
use crate::scalar_type::ScalarType;

impl Scalar {
    /// Writes the value, converted to dtype `d`, to `out`; see [`Scalar::cast`].
    ///
    /// # Errors
    /// As [`Scalar::cast`].
    ///
    /// # Panics
    /// If `out` is shorter than `d.itemsize()`.
    pub fn cast_into(&self, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        self.cast(d)?.to_bytes(d, out)
    }

    /// The value converted to dtype `d`, as NumPy's `astype` converts an element.
    ///
    /// * Integers keep their low bits, floats lose their fraction, complex numbers their imaginary part. A float
    ///   that does not fit an integer, infinity and NaN give what NumPy gives on x86-64: -2^31 for int32, the low
    ///   bits of that for narrower integers, -2^63 for int64, the low bits of that for uint32 (not a number of use,
    ///   but a defined one).
    /// * Text is read as Python reads numbers and as ISO 8601 times, and is true unless empty.
    /// * Numbers and times become Python's text of them, which is cut to the width.
    /// * Times convert between units; between points, spans and numbers the count stays.
    /// * Records convert field by field in order; one value goes to every field, a record of one field is as its
    ///   field.
    ///
    /// # Errors
    /// Text that is no number or time, integers in text that do not fit, characters beyond ASCII for bytes, and
    /// kinds between which there is no conversion.
    ///
    /// ```
    /// use npcore_dtype::{DType, Scalar, dtype};
    /// assert_eq!(Scalar::Float64(300.7).cast(DType::UINT8)?, Scalar::UInt8(44));
    /// assert_eq!(Scalar::from("1.5").cast(DType::FLOAT32)?, Scalar::Float32(1.5));
    /// assert_eq!(Scalar::from("1970-01-02").cast(dtype!("M8[h]"))?.to_string(), "1970-01-02T00");
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn cast(&self, d: DType) -> Result<Scalar, DTypeError> {
        let mismatch = || DTypeError::ScalarMismatch { scalar: self.dtype(), dtype: d };
        // What does not fit inside a record is told of the whole.
        let outermost = |e| if let DTypeError::ScalarMismatch { .. } = e { mismatch() } else { e };
        match (self, d.kind()) {
            (Scalar::Record(_, values), DTypeKind::Record(to)) if values.len() == to.fields().len() => {
                let fields = values.iter().zip(to.fields()).map(|(value, field)| cast_field(value, field));
                Ok(Scalar::Record(to, fields.collect::<Result<_, _>>().map_err(outermost)?))
            }
            (Scalar::Record(_, values), kind) => match values.as_slice() {
                [only] if !matches!(kind, DTypeKind::Record(_)) => first(only).cast(d).map_err(outermost),
                _ => Err(mismatch()),
            },
            (_, DTypeKind::Record(to)) => {
                let fields = to.fields().iter().map(|field| cast_field(self, field));
                Ok(Scalar::Record(to, fields.collect::<Result<_, _>>().map_err(outermost)?))
            }
            (Scalar::Array { .. }, _) => Err(mismatch()),
            (Scalar::Str(text), _) => from_text(self, text, d),
            (Scalar::Bytes(bytes), DTypeKind::Bytes(_) | DTypeKind::Void(_)) => Ok(same_bytes(bytes, d)),
            (Scalar::Bytes(bytes), DTypeKind::Scalar(ScalarType::Bool)) => Ok(Scalar::Bool(!bytes.is_empty())),
            (Scalar::Bytes(bytes), DTypeKind::Scalar(ty)) if !bytes.is_ascii() && !ty.is_complex() => {
                Err(not_a_number(self, ty))
            }
            (Scalar::Bytes(bytes), _) => from_text(self, ascii(bytes)?, d),
            (Scalar::Void(bytes), DTypeKind::Void(_)) => Ok(same_bytes(bytes, d)),
            (Scalar::Void(bytes), DTypeKind::Scalar(ScalarType::Bool)) => {
                Ok(Scalar::Bool(bytes.iter().any(|&b| b != 0)))
            }
            (Scalar::Void(_), _) => Err(mismatch()),
            (_, DTypeKind::Void(n)) => {
                let own = self.dtype();
                let mut bytes = vec![0; own.itemsize()];
                self.to_bytes(own, &mut bytes)?;
                bytes.resize(n as usize, 0);
                Ok(Scalar::Void(bytes))
            }
            (Scalar::DateTime(value, from), DTypeKind::DateTime(to)) => {
                Ok(Scalar::DateTime(UnitConversion::new(*from, to, false).apply(*value), to))
            }
            (Scalar::TimeDelta(value, from), DTypeKind::TimeDelta(to)) => {
                Ok(Scalar::TimeDelta(UnitConversion::new(*from, to, true).apply(*value), to))
            }
            (_, DTypeKind::DateTime(unit)) => Ok(Scalar::DateTime(self.count(), unit)),
            (_, DTypeKind::TimeDelta(unit)) => Ok(Scalar::TimeDelta(self.count(), unit)),
            (Scalar::DateTime(value, _) | Scalar::TimeDelta(value, _), DTypeKind::Scalar(to)) => {
                Ok(Scalar::Int64(*value).to_number(to))
            }
            (_, DTypeKind::Scalar(to)) => Ok(self.to_number(to)),
            (_, DTypeKind::Str(n) | DTypeKind::Bytes(n)) => {
                let text = self.to_string();
                if matches!(self, Scalar::DateTime(..)) && text.len() > n as usize {
                    return Err(DTypeError::TimeTextTooLong { width: n as usize });
                }
                Ok(if d.is_str() { Scalar::Str(text) } else { Scalar::Bytes(text.into_bytes()) })
            }
        }
    }

    /// A number or time as a count of units; NaN and infinity are not-a-time.
    fn count(&self) -> i64 {
        match *self {
            Scalar::DateTime(value, _) | Scalar::TimeDelta(value, _) => value,
            _ => match self.to_number(ScalarType::Int64) {
                Scalar::Int64(value) => value,
                _ => NAT,
            },
        }
    }

    /// A number as one of another type.
    fn to_number(&self, to: ScalarType) -> Scalar {
        use ScalarType as S;
        if to.is_bool() {
            return Scalar::Bool(self.as_complex().is_some_and(|v| v.re != 0.0 || v.im != 0.0));
        }
        if let Some(int) = self.as_i128() {
            return match to {
                S::Float16 => Scalar::Float16(f16::from_f32(int as f32)),
                S::Float32 => Scalar::Float32(int as f32),
                S::Float64 => Scalar::Float64(int as f64),
                S::Complex64 => Scalar::Complex64(Complex::new(int as f32, 0.0)),
                S::Complex128 => Scalar::Complex128(Complex::new(int as f64, 0.0)),
                to => low_bits(int, to),
            };
        }
        let value = self.as_complex().unwrap_or_default();
        match to {
            S::Float16 => Scalar::Float16(crate::half_from_f64(value.re)),
            S::Float32 => Scalar::Float32(value.re as f32),
            S::Float64 => Scalar::Float64(value.re),
            S::Complex64 => Scalar::Complex64(Complex::new(value.re as f32, value.im as f32)),
            S::Complex128 => Scalar::Complex128(value),
            to => low_bits(float_to_integer(value.re, to), to),
        }
    }
}

/// The integer type's value of the low bits.
fn low_bits(int: i128, to: ScalarType) -> Scalar {
    match to {
        ScalarType::Int8 => Scalar::Int8(int as i8),
        ScalarType::UInt8 => Scalar::UInt8(int as u8),
        ScalarType::Int16 => Scalar::Int16(int as i16),
        ScalarType::UInt16 => Scalar::UInt16(int as u16),
        ScalarType::Int32 => Scalar::Int32(int as i32),
        ScalarType::UInt32 => Scalar::UInt32(int as u32),
        ScalarType::UInt64 => Scalar::UInt64(int as u64),
        _ => Scalar::Int64(int as i64),
    }
}

/// What x86-64's conversion instructions leave, on every platform: the smallest value for what does not fit.
fn float_to_integer(x: f64, to: ScalarType) -> i128 {
    const BEYOND_I64: f64 = 9_223_372_036_854_775_808.0;
    let to_i64 = |x: f64| if (-BEYOND_I64..BEYOND_I64).contains(&x) { x as i64 } else { i64::MIN };
    let to_i32 = |x: f64| if x > -2_147_483_649.0 && x < 2_147_483_648.0 { x as i32 } else { i32::MIN };
    match to.itemsize() {
        1 | 2 => to_i32(x).into(),
        4 if to.is_signed_integer() => to_i32(x).into(),
        8 if to.is_unsigned_integer() && x >= BEYOND_I64 => i128::from(to_i64(x - BEYOND_I64)) + (1 << 63),
        _ => to_i64(x).into(),
    }
}

fn same_bytes(bytes: &[u8], d: DType) -> Scalar {
    if d.is_bytes() { Scalar::Bytes(bytes.to_vec()) } else { Scalar::Void(bytes.to_vec()) }
}

fn ascii(bytes: &[u8]) -> Result<&str, DTypeError> {
    match bytes.iter().position(|b| !b.is_ascii()) {
        Some(position) => Err(DTypeError::NotAsciiByte { byte: bytes[position], position }),
        None => Ok(std::str::from_utf8(bytes).expect("ASCII is UTF-8")),
    }
}

/// The error for text that is no integer or float, with the value as Python prints it.
fn not_a_number(source: &Scalar, ty: ScalarType) -> DTypeError {
    let (text, class) = match source {
        Scalar::Bytes(bytes) => (python_bytes(bytes), if ty.is_float() { "np.bytes_" } else { "" }),
        Scalar::Str(text) => (python_str(text), "np.str_"),
        other => (other.to_string(), ""),
    };
    let text = if class.is_empty() { text } else { format!("{class}({text})") };
    if ty.is_float() { DTypeError::NotAFloatText { text } } else { DTypeError::NotAnIntegerText { text } }
}

fn check_ascii(text: &str) -> Result<&str, DTypeError> {
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii()) {
        Some((position, character)) => {
            let count = text.chars().skip(position).take_while(|c| !c.is_ascii()).count();
            Err(DTypeError::NotAscii { character, position, count })
        }
        None => Ok(text),
    }
}

/// Text (of `U`, or of `S` as `source` tells) as another dtype.
fn from_text(source: &Scalar, text: &str, d: DType) -> Result<Scalar, DTypeError> {
    Ok(match d.kind() {
        DTypeKind::Str(_) => Scalar::Str(text.to_string()),
        DTypeKind::Bytes(_) => Scalar::Bytes(check_ascii(text)?.as_bytes().to_vec()),
        DTypeKind::Scalar(ScalarType::Bool) => Scalar::Bool(!text.is_empty()),
        DTypeKind::Scalar(ty) if ty.is_integer() => {
            let value = parse_integer(text).ok_or_else(|| not_a_number(source, ty))?;
            // NumPy goes through a C long, or an unsigned one.
            let unsigned = matches!(ty, ScalarType::UInt32 | ScalarType::UInt64);
            let wide = if unsigned { i128::from(u64::MAX) } else { i128::from(i64::MAX) };
            if value < i64::MIN.into() || value > wide {
                return Err(DTypeError::IntegerTooLarge);
            }
            crate::result_type::check_weak_int(value, d)?;
            low_bits(value, ty)
        }
        DTypeKind::Scalar(ty) if ty.is_complex() => {
            let value = parse_complex(text).ok_or(DTypeError::NotAComplexText)?;
            Scalar::Complex128(value).to_number(ty)
        }
        DTypeKind::Scalar(ty) => {
            let value = parse_float(text).ok_or_else(|| not_a_number(source, ty))?;
            Scalar::Float64(value).to_number(ty)
        }
        DTypeKind::DateTime(unit) => Scalar::DateTime(parse_datetime(check_ascii(text)?, Some(unit))?.0, unit),
        DTypeKind::TimeDelta(unit) if text.is_empty() || text.eq_ignore_ascii_case("nat") => {
            Scalar::TimeDelta(NAT, unit)
        }
        DTypeKind::TimeDelta(unit) => {
            // As C reads an integer: nothing around it, and what does not fit is the nearest that does.
            let strict = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-'));
            let value = parse_integer(text).filter(|_| strict).ok_or(DTypeError::NotATimedeltaText)?;
            Scalar::TimeDelta(value.clamp(i64::MIN.into(), i64::MAX.into()) as i64, unit)
        }
        DTypeKind::Void(n) => {
            let mut bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_ne_bytes()).collect();
            bytes.resize(n as usize, 0);
            Scalar::Void(bytes)
        }
        DTypeKind::Record(_) => return Err(DTypeError::ScalarMismatch { scalar: source.dtype(), dtype: d }),
    })
}

/// A sub-array's first element where one is asked for; every other value itself.
fn first(value: &Scalar) -> &Scalar {
    match value {
        Scalar::Array { items, .. } => items.first().unwrap_or(value),
        value => value,
    }
}

/// A value for a field. A sub-array is broadcast to the field's shape, cut where it is too long and filled up with
/// zeros where it is too short, as in NumPy.
fn cast_field(value: &Scalar, field: &Field) -> Result<Scalar, DTypeError> {
    let (d, to) = (field.dtype(), field.shape());
    let items = match value {
        _ if to.is_empty() => return first(value).cast(d),
        Scalar::Array { shape: from, items, .. } => {
            let converted = items.iter().map(|item| item.cast(d)).collect::<Result<Vec<_>, _>>()?;
            let zero = Scalar::from_bytes(d, &vec![0; d.itemsize()]);
            let place = |at| source_place(at, from, to).and_then(|at| converted.get(at)).unwrap_or(&zero);
            (0..field.count()).map(|at| place(at).clone()).collect()
        }
        value => vec![value.cast(d)?; field.count()],
    };
    Ok(Scalar::Array { dtype: d, shape: to.to_vec(), items })
}

/// Where in an array of shape `from` the element comes from that is `at` in shape `to` (both in C order).
fn source_place(mut at: usize, from: &[usize], to: &[usize]) -> Option<usize> {
    let (mut place, mut stride) = (0, 1);
    for axis in 0..from.len().min(to.len()) {
        let (from, to) = (from[from.len() - 1 - axis], to[to.len() - 1 - axis]);
        let index = if from == 1 { 0 } else { at % to };
        if index >= from {
            return None;
        }
        place += index * stride;
        stride *= from;
        at /= to;
    }
    Some(place)
}

/// As Python's `str` of the NumPy scalar; records and sub-arrays as tuples and lists.
impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let joined = |items: &[Scalar]| items.iter().map(Scalar::nested_text).collect::<Vec<_>>().join(", ");
        let text = match self {
            Scalar::Bool(true) => "True".to_string(),
            Scalar::Bool(false) => "False".to_string(),
            Scalar::Float16(v) => float_text(v.to_f64(), ScalarType::Float16),
            Scalar::Float32(v) => float_text((*v).into(), ScalarType::Float32),
            Scalar::Float64(v) => float_text(*v, ScalarType::Float64),
            Scalar::Complex64(v) => complex_text(v.re.into(), v.im.into(), ScalarType::Float32),
            Scalar::Complex128(v) => complex_text(v.re, v.im, ScalarType::Float64),
            Scalar::Str(text) => text.clone(),
            Scalar::Bytes(bytes) => python_bytes(bytes),
            Scalar::Void(bytes) => format!("b'{}'", bytes.iter().map(|b| format!("\\x{b:02X}")).collect::<String>()),
            Scalar::DateTime(value, unit) => format_datetime(*value, *unit),
            Scalar::TimeDelta(value, unit) => format_timedelta(*value, *unit),
            Scalar::Record(_, values) if values.len() == 1 => format!("({},)", joined(values)),
            Scalar::Record(_, values) => format!("({})", joined(values)),
            Scalar::Array { items, .. } => format!("[{}]", joined(items)),
            integer => integer.as_i128().map_or_else(String::new, |v| v.to_string()),
        };
        f.pad(&text)
    }
}

impl Scalar {
    /// The text inside a record: strings in quotes.
    fn nested_text(&self) -> String {
        match self {
            Scalar::Str(text) => python_str(text),
            Scalar::DateTime(..) => format!("'{self}'"),
            other => other.to_string(),
        }
    }
}
