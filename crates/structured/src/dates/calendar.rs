//! Which days are business days.

use npcore_array::{Array, Operand, Result};
use npcore_dtype::datetime::NAT;
use npcore_dtype::{DateTime64, units};

use super::{DAYS, days, refused};
use crate::strings::rows::Frame;

/// Which days of the week are business days, from Monday on: `"1111100"`, `"Mon Tue Wed Thu Fri"`, or seven truths.
pub trait WeekMask {
    #[doc(hidden)]
    fn days(&self) -> Result<[bool; 7]>;
}

impl WeekMask for [bool; 7] {
    fn days(&self) -> Result<[bool; 7]> {
        Ok(*self)
    }
}

impl WeekMask for [bool] {
    fn days(&self) -> Result<[bool; 7]> {
        match self.try_into() {
            Ok(days) => Ok(days),
            Err(_) => refused("A business day weekmask array must have length 7"),
        }
    }
}

impl WeekMask for str {
    fn days(&self) -> Result<[bool; 7]> {
        const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let mut week = [false; 7];
        let bytes = self.as_bytes();
        if bytes.len() == 7 && bytes.iter().all(|byte| matches!(byte, b'0' | b'1')) {
            return Ok(std::array::from_fn(|i| bytes[i] == b'1'));
        }
        let mut rest = self.trim_start();
        while !rest.is_empty() {
            match NAMES.iter().position(|name| rest.starts_with(name)) {
                Some(day) => week[day] = true,
                None => return refused(&format!("Invalid business day weekmask string \"{self}\"")),
            }
            rest = rest[3..].trim_start();
        }
        Ok(week)
    }
}

impl<X: WeekMask + ?Sized> WeekMask for &X {
    fn days(&self) -> Result<[bool; 7]> {
        (**self).days()
    }
}

/// Business days: those of some days of the week that are no holidays. NumPy's `busdaycalendar`; the default is Monday to
/// Friday.
///
/// ```
/// use npcore_structured::dates::{BusDayCalendar, busday_offset, Roll};
/// let calendar = BusDayCalendar::new("Mon Tue Wed Thu Fri", ["2026-12-25", "2026-12-26"])?;
/// assert_eq!(calendar.holidays().to_string(), "['2026-12-25']"); // the 26th is a Saturday
/// let next = busday_offset("2026-12-24", 1, Roll::Raise, &calendar)?;
/// assert_eq!(next.item()?.to_string(), "2026-12-28");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusDayCalendar {
    week: [bool; 7],
    /// Days that would be business days, in order.
    holidays: Vec<i64>,
}

impl Default for BusDayCalendar {
    fn default() -> BusDayCalendar {
        BusDayCalendar { week: [true, true, true, true, true, false, false], holidays: Vec::new() }
    }
}

impl BusDayCalendar {
    /// The days of a week mask without holidays: dates, or their text, in any order.
    ///
    /// # Errors
    /// A week mask that is none, or that has no day; holidays that are no dates, or not of one axis.
    pub fn new(weekmask: impl WeekMask, holidays: impl Operand) -> Result<BusDayCalendar> {
        let week = weekmask.days()?;
        if !week.contains(&true) {
            return refused("Cannot construct a numpy.busdaycal with a weekmask of all zeros");
        }
        let parts = holidays.parts();
        let view = parts.view();
        if view.ndim() != 1 {
            return refused("holidays must be a provided as a one-dimensional array");
        }
        let holidays = days(&view, 0)?;
        let view = holidays.view();
        let frame = Frame::new(&[&view])?;
        let held = frame.hold(&view, DAYS)?;
        let all = held.integers();
        let mut holidays: Vec<i64> = (0..frame.len()).map(|i| all.get(i)).collect();
        holidays.retain(|&day| day != NAT && week[weekday(day)]);
        holidays.sort_unstable();
        holidays.dedup();
        Ok(BusDayCalendar { week, holidays })
    }

    /// [`new`](BusDayCalendar::new) without holidays.
    ///
    /// # Errors
    /// As there.
    pub fn of_week(weekmask: impl WeekMask) -> Result<BusDayCalendar> {
        let none: [&str; 0] = [];
        BusDayCalendar::new(weekmask, none)
    }

    /// Which days of the week are business days, from Monday on.
    pub fn weekmask(&self) -> Array<bool> {
        Array::from_vec(self.week.to_vec())
    }

    /// The holidays that would be business days, in order.
    pub fn holidays(&self) -> Array<DateTime64<units::D>> {
        Array::from_vec(self.holidays.iter().map(|&day| DateTime64::new(day)).collect())
    }

    pub(super) fn is_business_day(&self, day: i64) -> bool {
        day != NAT && self.week[weekday(day)] && self.holidays.binary_search(&day).is_err()
    }

    /// How many business days there are from one day up to another, which is no earlier.
    pub(super) fn between(&self, from: i64, to: i64) -> i64 {
        let span = i128::from(to) - i128::from(from);
        let holidays =
            self.holidays.partition_point(|&day| day < to) - self.holidays.partition_point(|&day| day < from);
        let rest = (span % 7) as usize;
        let first = weekday(from);
        let single = (0..rest).filter(|i| self.week[(first + i) % 7]).count();
        (span / 7 * self.days_a_week() + single as i128 - holidays as i128) as i64
    }

    fn days_a_week(&self) -> i128 {
        self.week.iter().filter(|&&day| day).count() as i128
    }

    /// The business day `offset` business days behind (or before) a business day; `None` where it is out of range.
    pub(super) fn moved(&self, day: i64, offset: i64) -> Option<i64> {
        let step: i128 = if offset < 0 { -1 } else { 1 };
        let mut left = i128::from(offset.unsigned_abs());
        let mut day = i128::from(day);
        loop {
            // Whole weeks; the holidays among them are still to go.
            let weeks = left / self.days_a_week();
            left %= self.days_a_week();
            let target = i64::try_from(day + step * weeks * 7).ok()?;
            let before = i64::try_from(day).ok()?;
            let passed = if step > 0 {
                self.holidays.partition_point(|&h| h <= target) - self.holidays.partition_point(|&h| h <= before)
            } else {
                self.holidays.partition_point(|&h| h < before) - self.holidays.partition_point(|&h| h < target)
            };
            left += passed as i128;
            day = i128::from(target);
            if weeks == 0 {
                break;
            }
        }
        while left > 0 {
            day += step;
            left -= i128::from(self.is_business_day(i64::try_from(day).ok()?));
        }
        i64::try_from(day).ok().filter(|&day| day != NAT)
    }
}

/// The day of the week from Monday, 0: 1970 began on a Thursday.
fn weekday(day: i64) -> usize {
    (day.rem_euclid(7) as usize + 3) % 7
}
