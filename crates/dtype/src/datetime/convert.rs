//! Counts of one unit as counts of another.

use super::calendar::{date_of_day, days_of_month};
use super::unit::{NAT, Unit, UnitBase, UnitBase::*};

/// How a count of one unit becomes a count of another; made once for an array, applied to each element.
///
/// Fractions go down (towards earlier), not-a-time stays, and what does not fit 64 bits wraps around, as in NumPy.
/// Points in time go through the calendar between months and days. For spans of time a year is 365.2425 days and
/// a month a twelfth of that. The generic unit converts to and from everything without change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitConversion {
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Times a factor (modulo 2^64, which wraps as the product would).
    Multiply(i64),
    /// By a divisor.
    Divide(i64),
    /// By a fraction in lowest terms.
    Ratio(i128, i128),
    /// Months to something with a constant length: so many months, then days times the fraction.
    FromMonths { months: i128, num: i128, den: i128 },
    /// And back: the fraction gives days, then so many months make one.
    ToMonths { num: i128, den: i128, months: i128 },
}

impl UnitConversion {
    /// From one unit to another, for spans of time (timedelta64) or points in time (datetime64).
    ///
    /// ```
    /// use npcore_dtype::{Unit, datetime::UnitConversion};
    /// let hours = UnitConversion::new(Unit::DAY, Unit::HOUR, true);
    /// assert_eq!(hours.apply(-2), -48);
    /// ```
    pub fn new(from: Unit, to: Unit, span: bool) -> UnitConversion {
        let how = if from.is_generic() || to.is_generic() {
            How::Multiply(1)
        } else {
            match (months(from.base()), months(to.base())) {
                (Some(a), Some(b)) => ratio(a * count(from), b * count(to)),
                (None, None) => linear(from, to),
                // 4800 months are 146097 days.
                (Some(a), None) if span => {
                    let (num, den) = linear_parts(Unit::DAY, to);
                    ratio(a * count(from) * 146_097 * num, 4800 * den)
                }
                (None, Some(b)) if span => {
                    let (num, den) = linear_parts(from, Unit::DAY);
                    ratio(num * 4800, den * 146_097 * b * count(to))
                }
                (Some(a), None) => {
                    let (num, den) = linear_parts(Unit::DAY, to);
                    How::FromMonths { months: a * count(from), num, den }
                }
                (None, Some(b)) => {
                    let (num, den) = linear_parts(from, Unit::DAY);
                    How::ToMonths { num, den, months: b * count(to) }
                }
            }
        };
        UnitConversion { how }
    }

    /// The count in the other unit.
    #[inline]
    pub fn apply(self, value: i64) -> i64 {
        if value == NAT {
            return NAT;
        }
        let wide = i128::from(value);
        match self.how {
            How::Multiply(factor) => value.wrapping_mul(factor),
            How::Divide(divisor) => value.div_euclid(divisor),
            How::Ratio(num, den) => wide.wrapping_mul(num).div_euclid(den) as i64,
            How::FromMonths { months, num, den } => {
                days_of_month(1970, wide * months).wrapping_mul(num).div_euclid(den) as i64
            }
            How::ToMonths { num, den, months } => {
                let (year, month, _) = date_of_day(wide.wrapping_mul(num).div_euclid(den));
                ((year - 1970) * 12 + month).div_euclid(months) as i64
            }
        }
    }

    /// The factor, where that is all there is to it; products wrap.
    pub fn factor(self) -> Option<i64> {
        match self.how {
            How::Multiply(factor) => Some(factor),
            _ => None,
        }
    }

    /// Whether counts stay as they are.
    pub fn is_identity(self) -> bool {
        self.how == How::Multiply(1)
    }
}

fn count(unit: Unit) -> i128 {
    i128::from(unit.count())
}

/// Months in a calendar unit.
fn months(base: UnitBase) -> Option<i128> {
    match base {
        Year => Some(12),
        Month => Some(1),
        _ => None,
    }
}

/// Attoseconds in a unit of constant length.
pub(super) fn attoseconds(base: UnitBase) -> i128 {
    const SECOND: i128 = 1_000_000_000_000_000_000;
    match base {
        Week => 604_800 * SECOND,
        Day => 86_400 * SECOND,
        Hour => 3600 * SECOND,
        Minute => 60 * SECOND,
        Second => SECOND,
        Millisecond => 1_000_000_000_000_000,
        Microsecond => 1_000_000_000_000,
        Nanosecond => 1_000_000_000,
        Picosecond => 1_000_000,
        Femtosecond => 1000,
        Attosecond | Generic | Year | Month => 1,
    }
}

/// The fraction in lowest terms; both parts stay below 2^112: a week in attoseconds is 2^80, a count 2^31.
fn linear_parts(from: Unit, to: Unit) -> (i128, i128) {
    lowest(attoseconds(from.base()) * count(from), attoseconds(to.base()) * count(to))
}

fn linear(from: Unit, to: Unit) -> How {
    let (num, den) = linear_parts(from, to);
    ratio(num, den)
}

fn ratio(num: i128, den: i128) -> How {
    match lowest(num, den) {
        (num, 1) => How::Multiply(num as i64),
        (1, den) if den <= i128::from(i64::MAX) => How::Divide(den as i64),
        (num, den) => How::Ratio(num, den),
    }
}

fn lowest(num: i128, den: i128) -> (i128, i128) {
    let (mut a, mut b) = (num, den);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (num / a, den / a)
}
