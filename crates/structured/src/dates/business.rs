//! Counting and moving by business days.

use npcore_array::{Array, Operand, Result};
use npcore_dtype::datetime::{NAT, UnitConversion};
use npcore_dtype::{Casting, DType, DateTime64, Unit, units};

use super::calendar::BusDayCalendar;
use super::{DAYS, days, refused};
use crate::strings::rows::Frame;

/// What to do with a date that is no business day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roll {
    /// An error.
    #[default]
    Raise,
    /// Not-a-time.
    Nat,
    /// The next business day.
    Forward,
    /// The one before.
    Backward,
    /// The next, but within the month: else the one before.
    ModifiedFollowing,
    /// The one before, but within the month: else the next.
    ModifiedPreceding,
}

impl std::str::FromStr for Roll {
    type Err = npcore_array::ArrayError;

    /// By NumPy's names, `following` and `preceding` among them.
    fn from_str(text: &str) -> Result<Roll> {
        Ok(match text {
            "raise" => Roll::Raise,
            "nat" => Roll::Nat,
            "forward" | "following" => Roll::Forward,
            "backward" | "preceding" => Roll::Backward,
            "modifiedfollowing" => Roll::ModifiedFollowing,
            "modifiedpreceding" => Roll::ModifiedPreceding,
            _ => return refused(&format!("Invalid business day roll parameter \"{text}\"")),
        })
    }
}

impl Roll {
    /// The business day in place of a day.
    fn apply(self, day: i64, calendar: &BusDayCalendar) -> Result<i64> {
        if day == NAT {
            return if self == Roll::Raise { refused("NaT input in busday_offset") } else { Ok(NAT) };
        }
        if calendar.is_business_day(day) {
            return Ok(day);
        }
        let search = |step: i64| {
            let mut at = day;
            while !calendar.is_business_day(at) {
                at = at.saturating_add(step);
                if at == i64::MAX || at == NAT {
                    return NAT;
                }
            }
            at
        };
        let month = |day: i64| UnitConversion::new(Unit::DAY, Unit::MONTH, false).apply(day);
        let within = |first: i64, other: i64| {
            let at = search(first);
            if at != NAT && month(at) == month(day) { at } else { search(other) }
        };
        Ok(match self {
            Roll::Raise => return refused("Non-business day date in busday_offset"),
            Roll::Nat => NAT,
            Roll::Forward => search(1),
            Roll::Backward => search(-1),
            Roll::ModifiedFollowing => within(1, -1),
            Roll::ModifiedPreceding => within(-1, 1),
        })
    }
}

/// Which dates are business days. Not-a-time is none.
///
/// ```
/// use npcore_structured::dates::{BusDayCalendar, is_busday};
/// let days = ["2026-11-20", "2026-11-21", "2026-11-23"]; // Friday, Saturday, Monday
/// assert_eq!(is_busday(days, &BusDayCalendar::default())?.to_string(), "[ True False  True]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// What is no date, or finer than days; no memory.
pub fn is_busday(dates: impl Operand, calendar: &BusDayCalendar) -> Result<Array<bool>> {
    let dates = days(&dates.parts().view(), 0)?;
    let view = dates.view();
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, DAYS)?;
    let dates = held.integers();
    frame.values(held.bytes(), |i| calendar.is_business_day(dates.get(i)))
}

/// How many business days there are from `begin` up to, but not including, `end`; negative where `end` is earlier.
///
/// ```
/// use npcore_structured::dates::{BusDayCalendar, busday_count};
/// let days = busday_count("2026-11", ["2026-12", "2026-10"], &BusDayCalendar::default())?;
/// assert_eq!(days.to_string(), "[ 21 -21]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// What is no date, or finer than days; `Cannot compute a business day count with a NaT (not-a-time) date`; shapes that do
/// not fit; no memory.
pub fn busday_count(begin: impl Operand, end: impl Operand, calendar: &BusDayCalendar) -> Result<Array<i64>> {
    let (begin, end) = (days(&begin.parts().view(), 0)?, days(&end.parts().view(), 1)?);
    let (begin, end) = (begin.view(), end.view());
    let frame = Frame::new(&[&begin, &end])?;
    let (first, second) = (frame.hold(&begin, DAYS)?, frame.hold(&end, DAYS)?);
    let bytes = 8 * first.bytes();
    let (first, second) = (first.integers(), second.integers());
    if (0..frame.len()).any(|i| first.get(i) == NAT || second.get(i) == NAT) {
        return refused("Cannot compute a business day count with a NaT (not-a-time) date");
    }
    frame.values(bytes, |i| {
        let (from, to) = (first.get(i), second.get(i));
        // Backwards the day itself does not count, and the one that is come to does.
        if from <= to { calendar.between(from, to) } else { -calendar.between(to + 1, from.saturating_add(1)) }
    })
}

/// The dates `offsets` business days later (earlier, where they are negative). A date that is no business day is first rolled to
/// one.
///
/// ```
/// use npcore_structured::dates::{BusDayCalendar, Roll, busday_offset};
/// let calendar = BusDayCalendar::default();
/// let days = busday_offset("2026-11-22", [0, 1, -1], Roll::Forward, &calendar)?; // a Sunday
/// assert_eq!(days.to_string(), "['2026-11-23' '2026-11-24' '2026-11-20']");
/// let error = busday_offset("2026-11-22", 1, Roll::Raise, &calendar).unwrap_err();
/// assert_eq!(error.to_string(), "Non-business day date in busday_offset");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// What is no date, or finer than days; offsets that are no integers; with [`Roll::Raise`] dates that are no business days,
/// and not-a-time; results out of range; shapes that do not fit; no memory.
pub fn busday_offset(
    dates: impl Operand,
    offsets: impl Operand,
    roll: Roll,
    calendar: &BusDayCalendar,
) -> Result<Array<DateTime64<units::D>>> {
    let dates = days(&dates.parts().view(), 0)?;
    let offsets = offsets.parts();
    npcore_exec::check_cast(offsets.view().dtype(), DType::INT64, Casting::Safe)?;
    let offsets = offsets.view().astype_dyn(DType::INT64)?;
    let (dates, offsets) = (dates.view(), offsets.view());
    let frame = Frame::new(&[&dates, &offsets])?;
    let (dates, offsets) = (frame.hold(&dates, DAYS)?, frame.hold(&offsets, DType::INT64)?);
    let bytes = 8 * dates.bytes();
    let (dates, offsets) = (dates.integers(), offsets.integers());
    let moved = |i: usize| -> Result<i64> {
        match roll.apply(dates.get(i), calendar)? {
            NAT => Ok(NAT),
            day => match calendar.moved(day, offsets.get(i)) {
                Some(day) => Ok(day),
                None => refused("the date is out of bounds for unit 'D'"),
            },
        }
    };
    frame.try_values(bytes, |i| moved(i).map(DateTime64::new))
}
