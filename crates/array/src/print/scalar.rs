//! Scalars on their own: `str` and `repr` as NumPy 2 writes them.

use npcore_dtype::datetime::{NAT, Unit, UnitBase, format_datetime, format_timedelta};
use npcore_dtype::{DType, Scalar};

use super::digits::Float;
use super::element::{ElementFormat, complex, float, integer};
use super::flags::bool_text;
use super::notation::{Positional, Scientific, Trim, positional, scientific};
use super::options::{FormatterKind, Legacy, PrintOptions, current_legacy, get_printoptions};
use super::string::{bytes_repr, str_repr, void_text};
use super::{Source, repr_text, str_text};

/// The text of a scalar: NumPy's `str(x)`.
///
/// ```
/// use npcore_array::print::scalar_str;
///
/// assert_eq!(scalar_str(&1.0.into()), "1.0");
/// assert_eq!(scalar_str(&1e16.into()), "1e+16");
/// ```
pub fn scalar_str(x: &Scalar) -> String {
    if let Some(x) = float(x) {
        return float_text(x, Trim::OneZero);
    }
    if let Some(x) = complex(x) {
        return complex_text(x);
    }
    if let Some(x) = integer(x) {
        return x.to_string();
    }
    match x {
        Scalar::Bool(b) => bool_text(*b).to_owned(),
        Scalar::Str(s) => s.clone(),
        Scalar::Bytes(b) => bytes_repr(b),
        Scalar::Void(b) => void_text(b),
        Scalar::DateTime(t, unit) => format_datetime(*t, *unit),
        Scalar::TimeDelta(t, unit) => format_timedelta(*t, *unit),
        Scalar::Record(..) => record_text(x),
        Scalar::Array { dtype, shape, items } => str_text(&Items { dtype: *dtype, shape, items }),
        other => format!("{other:?}"),
    }
}

/// The text of a scalar that names its type: NumPy's `repr(x)`.
///
/// ```
/// use npcore_array::print::scalar_repr;
///
/// assert_eq!(scalar_repr(&1.5.into()), "np.float64(1.5)");
/// assert_eq!(scalar_repr(&true.into()), "np.True_");
/// ```
pub fn scalar_repr(x: &Scalar) -> String {
    if is_untyped(current_legacy()) {
        return untyped_repr(x);
    }
    typed_repr(x)
}

fn typed_repr(x: &Scalar) -> String {
    match x {
        Scalar::Bool(b) => format!("np.{}_", bool_text(*b)),
        Scalar::Str(s) => format!("np.str_({})", str_repr(s)),
        Scalar::Bytes(b) => format!("np.bytes_({})", bytes_repr(b)),
        Scalar::Void(b) => format!("np.void({})", void_text(b)),
        Scalar::DateTime(t, unit) => {
            let text = format_datetime(*t, *unit);
            // Most texts tell their unit; hours alone could be read otherwise.
            if *t != NAT && unit.count() == 1 && unit.base() != UnitBase::Hour {
                format!("np.datetime64('{text}')")
            } else {
                format!("np.datetime64('{text}','{}')", unit_text(*unit))
            }
        }
        Scalar::TimeDelta(t, unit) => {
            let text = if *t == NAT { "'NaT'".to_owned() } else { t.to_string() };
            if unit.is_generic() {
                format!("np.timedelta64({text})")
            } else {
                format!("np.timedelta64({text},'{}')", unit_text(*unit))
            }
        }
        Scalar::Record(..) => format!("np.void({}, dtype={})", record_text(x), x.dtype()),
        Scalar::Array { dtype, shape, items } => repr_text(&Items { dtype: *dtype, shape, items }),
        _ => {
            let text = scalar_str(x);
            let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
            format!("np.{}({text})", x.dtype().name())
        }
    }
}

/// Whether scalars are written without their type, as NumPy 1.25 did.
fn is_untyped(legacy: Option<Legacy>) -> bool {
    legacy.is_some_and(|legacy| legacy <= Legacy::V1_25)
}

/// NumPy 1.25's `repr(x)`: as Python writes its own values, where it has such.
fn untyped_repr(x: &Scalar) -> String {
    match x {
        Scalar::Str(s) => str_repr(s),
        Scalar::Void(b) => format!("void({})", void_text(b)),
        Scalar::DateTime(..) | Scalar::TimeDelta(..) => typed_repr(x).replacen("np.", "numpy.", 1),
        Scalar::Array { .. } => typed_repr(x),
        _ => scalar_str(x),
    }
}

fn unit_text(unit: Unit) -> String {
    match unit.count() {
        1 => unit.base().symbol().to_owned(),
        n => format!("{n}{}", unit.base().symbol()),
    }
}

/// A floating-point number by itself: positional from 1e-4 up to what its digits can tell.
fn float_text(x: Float, trim: Trim) -> String {
    let magnitude = x.value().abs();
    let limit = match x {
        // Up to 2.2 NumPy did not look at the type.
        _ if current_legacy().is_some() => 1e16,
        Float::F16(_) => 1e3,
        Float::F32(_) => 1e6,
        Float::F64(_) => 1e16,
    };
    if magnitude == 0.0 || magnitude.is_nan() || (1e-4..limit).contains(&magnitude) {
        positional(x, &Positional { trim, ..Positional::default() })
    } else {
        scientific(x, &Scientific { trim: Trim::All, ..Scientific::default() })
    }
}

fn complex_text((re, im): (Float, Float)) -> String {
    let imaginary = float_text(im, Trim::All);
    if re.value() == 0.0 && !re.is_sign_negative() {
        return format!("{imaginary}j");
    }
    let plus = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{plus}{imaginary}j)", float_text(re, Trim::All))
}

/// A record by itself: its floating-point fields print as scalars do.
pub(super) fn record_text(x: &Scalar) -> String {
    let mut options: PrintOptions = get_printoptions();
    if options.formatters.given(FormatterKind::FloatKind).is_none() && !is_untyped(options.legacy) {
        options = options.formatter(FormatterKind::FloatKind, scalar_str);
    }
    ElementFormat::new(&[x], x.dtype(), true, &options).format(x)
}

/// The elements of a sub-array as a source.
struct Items<'a> {
    dtype: DType,
    shape: &'a [usize],
    items: &'a [Scalar],
}

impl Source for Items<'_> {
    fn dtype(&self) -> DType {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        self.shape
    }

    fn scalar(&self, index: &[usize]) -> Scalar {
        let at = index.iter().zip(self.shape).fold(0, |at, (i, n)| at * n + i);
        self.items[at].clone()
    }
}
