//! The unit in brackets of a dtype's name: `[ns]`, `[10ms]`, `[s/4]`.

use super::unit::{Unit, UnitBase, UnitBase::*};
use crate::error::DTypeError;

impl Unit {
    /// The unit of `[10ms]`, or the generic one of an empty text. A divisor is resolved in a finer unit:
    /// `[s/4]` is `[250ms]`.
    ///
    /// # Errors
    /// In NumPy's words. A multiple of 0, which NumPy lets pass, is an error here.
    pub(crate) fn parse_metadata(text: &str) -> Result<Unit, DTypeError> {
        let bad = |position: usize| DTypeError::UnitText { text: text.to_string(), position };
        if text.is_empty() {
            return Ok(Unit::GENERIC);
        }
        if text.len() < 3 {
            return Err(bad(0));
        }
        let inner = text.strip_prefix('[').ok_or_else(|| bad(1))?;
        let end = inner.find(']').ok_or_else(|| bad(text.len()))?;
        let unit = if end == 0 { return Err(bad(1)) } else { extended(&inner[..end], text)? };
        if end + 2 != text.len() {
            return Err(bad(end + 2));
        }
        Ok(unit)
    }

    /// A unit as it stands between the brackets: `ns`, `10ms`.
    ///
    /// # Errors
    /// If it is none.
    ///
    /// ```
    /// use npcore_dtype::Unit;
    /// assert_eq!(Unit::parse("s/4")?.to_string(), "250ms");
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Unit, DTypeError> {
        Unit::parse_metadata(&format!("[{text}]"))
    }
}

/// What is between the brackets: a multiple, the unit, a divisor.
fn extended(inner: &str, text: &str) -> Result<Unit, DTypeError> {
    // Positions count from the opening bracket of the whole text.
    let bad = |position: usize| DTypeError::UnitText { text: text.to_string(), position: position + 1 };
    let (count, at) = match leading_integer(inner) {
        None => (1, 0),
        Some((n, len)) => {
            (u32::try_from(n).ok().filter(|&n| n >= 1 && n <= i32::MAX as u32).ok_or_else(|| bad(0))?, len)
        }
    };
    let rest = &inner[at..];
    let (symbol, divisor) = match rest.split_once('/') {
        Some((symbol, divisor)) => (symbol, Some(divisor)),
        None => (rest, None),
    };
    if symbol.is_empty() {
        return Err(bad(at));
    }
    let base = UnitBase::from_symbol(symbol).ok_or_else(|| DTypeError::UnitName { text: text.to_string() })?;
    let Some(divisor) = divisor else {
        return Ok(if base == Generic { Unit::GENERIC } else { Unit::new(base, count) });
    };
    let (divisor, _) = leading_integer(divisor)
        .filter(|&(n, len)| len == divisor.len() && n >= 1)
        .ok_or_else(|| bad(at + symbol.len() + 1))?;
    divide(base, count, divisor, text)
}

/// An integer as C's `strtol` reads it, and how many bytes it takes. Out of range becomes `i64::MAX`.
fn leading_integer(text: &str) -> Option<(i64, usize)> {
    let start = text.len() - text.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']).len();
    let sign = usize::from(text[start..].starts_with(['+', '-']));
    let digits = text[start + sign..].bytes().take_while(u8::is_ascii_digit).count();
    let len = start + sign + digits;
    (digits > 0).then(|| (text[start..len].parse().unwrap_or(i64::MAX), len))
}

/// `count base / divisor` in the coarsest finer unit that makes it whole.
fn divide(base: UnitBase, count: u32, divisor: i64, text: &str) -> Result<Unit, DTypeError> {
    if divisor == 1 {
        return Ok(if base == Generic { Unit::GENERIC } else { Unit::new(base, count) });
    }
    let finer: &[(i64, UnitBase)] = match base {
        Generic => return Err(DTypeError::GenericDivisor),
        Year => &[(12, Month), (52, Week), (365, Day)],
        Month => &[(4, Week), (30, Day), (720, Hour)],
        Week => &[(7, Day), (168, Hour), (10_080, Minute)],
        Day => &[(24, Hour), (1440, Minute), (86_400, Second)],
        Hour => &[(60, Minute), (3600, Second)],
        Minute => &[(60, Second), (60_000, Millisecond)],
        Second => &[(1000, Millisecond), (1_000_000, Microsecond)],
        Millisecond => &[(1000, Microsecond), (1_000_000, Nanosecond)],
        Microsecond => &[(1000, Nanosecond), (1_000_000, Picosecond)],
        Nanosecond => &[(1000, Picosecond), (1_000_000, Femtosecond)],
        Picosecond => &[(1000, Femtosecond), (1_000_000, Attosecond)],
        Femtosecond => &[(1000, Attosecond)],
        Attosecond => &[],
    };
    let fail = || DTypeError::UnitDivisor { divisor, text: text.to_string() };
    let &(factor, unit) = finer.iter().find(|(factor, _)| factor % divisor == 0).ok_or_else(fail)?;
    let count = i64::from(count) * (factor / divisor);
    u32::try_from(count).ok().filter(|&n| n <= i32::MAX as u32).map(|n| Unit::new(unit, n)).ok_or_else(fail)
}
