//! Dates as text.

use npcore_array::{Array, Operand, Result};
use npcore_dtype::datetime::{NAT, UnitConversion, format_datetime};
use npcore_dtype::{Casting, DType, DTypeKind, Text, Unit, UnitBase};
use npcore_exec::ExecError;

use super::refused;
use crate::strings::rows::Frame;

/// The unit that a text of time is precise to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnit {
    /// That of the dtype.
    Own,
    /// For each time the coarsest that loses nothing: days, minutes, seconds or a part of them.
    Auto,
    /// This one.
    Unit(Unit),
}

impl From<Unit> for TextUnit {
    fn from(unit: Unit) -> TextUnit {
        TextUnit::Unit(unit)
    }
}

/// What a text of time says of the time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeZone {
    /// Nothing.
    #[default]
    Naive,
    /// `Z`, behind times of day.
    Utc,
}

/// The text of points in time, in ISO 8601.
///
/// A coarser unit cuts off what it does not show; `casting` says whether that is allowed ([`Casting::SameKind`] in NumPy).
///
/// ```
/// use npcore_array::array;
/// use npcore_dtype::{Casting, DateTime64, Unit, units};
/// use npcore_structured::dates::{TextUnit, TimeZone, datetime_as_string};
/// let times = array![DateTime64::<units::s>::new(1_700_000_000)];
/// let text = datetime_as_string(&times, TextUnit::Own, TimeZone::Utc, Casting::SameKind)?;
/// assert_eq!(text.to_string(), "['2023-11-14T22:13:20Z']");
/// let text = datetime_as_string(&times, Unit::DAY, TimeZone::Naive, Casting::SameKind)?;
/// assert_eq!(text.to_string(), "['2023-11-14']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `input must have type NumPy datetime`; a unit that the casting rule does not allow; times without a unit; no memory.
pub fn datetime_as_string(
    times: impl Operand,
    unit: impl Into<TextUnit>,
    timezone: TimeZone,
    casting: Casting,
) -> Result<Array<Text>> {
    let parts = times.parts();
    let view = parts.view();
    let DTypeKind::DateTime(own) = view.dtype().kind() else {
        let reason = "input must have type NumPy datetime".to_owned();
        return Err(ExecError::NoLoop { reason }.into());
    };
    let unit = match unit.into() {
        TextUnit::Own => Some(Unit::new(own.base(), 1)),
        TextUnit::Unit(unit) => Some(Unit::new(unit.base(), 1)),
        TextUnit::Auto => None,
    };
    // Weeks are told by their first days, and other times in them by their own.
    let shown = unit.map(|unit| if unit == Unit::WEEK { Unit::DAY } else { unit });
    if let Some(unit) = unit
        && unit.base() != own.base()
        && !npcore_dtype::can_cast(DType::datetime(own), DType::datetime(unit), casting)
    {
        let reason = format!(
            "Cannot create a datetime string as units '{unit}' from a NumPy datetime with units '{}' according to \
             the rule '{casting}'",
            Unit::new(own.base(), 1)
        );
        return Err(ExecError::Cast { from: view.dtype(), to: DType::datetime(unit), reason }.into());
    }
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    let counts = held.integers();
    let made = frame.rows::<u32>(unit.map_or(62, text_width), 8 * held.bytes(), |i, out| {
        let text = match counts.get(i) {
            NAT => "NaT".to_owned(),
            _ if own.is_generic() => {
                return refused("Converting an integer to a NumPy datetime requires a specified unit");
            }
            count => {
                let unit = shown.unwrap_or_else(|| precision(count, own));
                let mut text = text_in(count, own, unit);
                if timezone == TimeZone::Utc && text.contains('T') {
                    text.push('Z');
                }
                text
            }
        };
        out.iter_mut().zip(text.chars()).for_each(|(place, c)| *place = c.into());
        Ok(())
    })?;
    npcore_array::engine::typed(made)
}

/// The text of a time in a unit. What is finer than its own unit is zeros, of which there may be more than a count holds.
fn text_in(count: i64, own: Unit, unit: Unit) -> String {
    use UnitBase::*;
    /// What follows the text of each unit in that of the next.
    const NEXT: [&str; 11] = ["-01", "-01", "T00", ":00", ":00", ".000", "000", "000", "000", "000", "000"];
    let place = |unit: Unit| {
        let mut units = UnitBase::ALL.into_iter().filter(|base| !matches!(base, Generic | Week));
        units.position(|base| base == unit.base()).unwrap_or(0)
    };
    let base = Unit::new(if own.base() == Week { Day } else { own.base() }, 1);
    let coarser = if place(unit) < place(base) { unit } else { base };
    let mut text = format_datetime(UnitConversion::new(own, coarser, false).apply(count), coarser);
    text.extend(NEXT.get(place(coarser)..place(unit)).unwrap_or_default().iter().copied());
    text
}

/// The width that NumPy gives the text of a unit.
fn text_width(unit: Unit) -> usize {
    use UnitBase::*;
    match unit.base() {
        Year => 22,
        Month => 25,
        Week | Day => 28,
        Hour => 32,
        Minute => 35,
        Second => 38,
        Millisecond => 42,
        Microsecond => 45,
        Nanosecond => 48,
        Picosecond => 51,
        Femtosecond => 54,
        _ => 57,
    }
}

/// The coarsest unit that loses nothing of a time.
fn precision(count: i64, own: Unit) -> Unit {
    use UnitBase::*;
    let keeps = |base: &UnitBase| {
        let unit = Unit::new(*base, 1);
        let value = UnitConversion::new(own, unit, false).apply(count);
        UnitConversion::new(unit, own, false).apply(value) == count
    };
    let coarse = [Day, Minute, Second, Millisecond, Microsecond, Nanosecond, Picosecond, Femtosecond];
    let coarse = coarse.into_iter().take_while(|&base| base == Day || base != own.base());
    let found = coarse.into_iter().find(keeps);
    Unit::new(found.unwrap_or(if matches!(own.base(), Year | Month | Week | Hour) { Minute } else { own.base() }), 1)
}
