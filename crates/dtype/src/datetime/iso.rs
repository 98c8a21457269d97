//! ISO 8601 texts of points in time, and the text of spans.

use super::calendar::{date_of_day, days_of_month, month_length};
use super::convert::{UnitConversion, attoseconds};
use super::unit::{NAT, Unit, UnitBase, UnitBase::*};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why a text is no point in time.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateTimeError {
    /// Something else stands where a part of the date should.
    #[error("Error parsing datetime string \"{text}\" at position {position}")]
    Syntax {
        /// The text.
        text: String,
        /// Bytes before the place.
        position: usize,
    },
    /// A month, day, hour and so on that does not exist.
    #[error("{part} out of range in datetime string \"{text}\"")]
    OutOfRange {
        /// Which part.
        part: &'static str,
        /// The text.
        text: String,
    },
    /// The time does not fit 64 bits in its unit (NumPy wraps around).
    #[error("the time \"{text}\" is out of bounds for unit '{unit}'")]
    Overflow {
        /// The text.
        text: String,
        /// The unit.
        unit: Unit,
    },
}

/// A point in time and the unit its text is precise to, or its count in the unit given (parts of a unit are cut off).
///
/// `NaT` in any case and the empty text are not-a-time; `now` is the time and `today` the date in UTC. An offset
/// from UTC is subtracted.
///
/// # Errors
/// [`DateTimeError`], in NumPy's words.
///
/// ```
/// use npcore_dtype::{Unit, datetime::parse_datetime};
/// assert_eq!(parse_datetime("1970-02", None)?, (1, Unit::MONTH));
/// assert_eq!(parse_datetime("1970-02", Some(Unit::DAY))?, (31, Unit::DAY));
/// # Ok::<(), npcore_dtype::datetime::DateTimeError>(())
/// ```
pub fn parse_datetime(text: &str, unit: Option<Unit>) -> Result<(i64, Unit), DateTimeError> {
    if text.is_empty() || text.eq_ignore_ascii_case("nat") {
        return Ok((NAT, unit.unwrap_or(Unit::GENERIC)));
    }
    let overflow = |unit| DateTimeError::Overflow { text: text.to_string(), unit };
    if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") {
        let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_secs() as i64,
            Err(before) => -(before.duration().as_secs() as i64),
        };
        let own = if text.len() == 3 { Unit::SECOND } else { Unit::DAY };
        let value = UnitConversion::new(Unit::SECOND, own, false).apply(seconds);
        let unit = unit.unwrap_or(own);
        return Ok((UnitConversion::new(own, unit, false).apply(value), unit));
    }
    let time = Parser { text, at: 0 }.time().map_err(|e| e.describe(text))?;
    let unit = match unit {
        Some(unit) if !unit.is_generic() => unit,
        _ => Unit::new(time.precision, 1),
    };
    let value = time.count_of(unit).filter(|&v| v != NAT).ok_or_else(|| overflow(unit))?;
    Ok((value, unit))
}

/// What a text said.
struct Time {
    year: i128,
    /// From 0.
    month: i128,
    /// From 0.
    day: i128,
    /// Within the day, offset applied: may be negative or beyond a day.
    minutes: i128,
    seconds: i128,
    attoseconds: i128,
    precision: UnitBase,
}

impl Time {
    fn count_of(&self, unit: Unit) -> Option<i64> {
        let days = days_of_month(self.year, self.month) + self.day + self.minutes.div_euclid(1440);
        let count = i128::from(unit.count());
        let value = match unit.base() {
            base @ (Year | Month) => {
                let (year, month, _) = date_of_day(days);
                let months = (year - 1970) * 12 + month;
                months.div_euclid(count * if base == Year { 12 } else { 1 })
            }
            Week => days.div_euclid(7 * count),
            Day => days.div_euclid(count),
            base => {
                let of_day =
                    (self.minutes.rem_euclid(1440) * 60 + self.seconds) * attoseconds(Second) + self.attoseconds;
                let per_day = attoseconds(Day) / attoseconds(base);
                days.checked_mul(per_day)?.checked_add(of_day / attoseconds(base))?.div_euclid(count)
            }
        };
        i64::try_from(value).ok()
    }
}

enum Fault {
    At(usize),
    Range(&'static str),
}

impl Fault {
    fn describe(self, text: &str) -> DateTimeError {
        let text = text.to_string();
        match self {
            Fault::At(position) => DateTimeError::Syntax { text, position },
            Fault::Range(part) => DateTimeError::OutOfRange { part, text },
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if self.peek().is_some_and(|b| bytes.contains(&b)) {
            self.at += 1;
            Ok(())
        } else {
            Err(Fault::At(self.at))
        }
    }

    fn digit(&mut self) -> Option<i128> {
        let digit = self.peek().filter(u8::is_ascii_digit)?;
        self.at += 1;
        Some(i128::from(digit - b'0'))
    }

    /// Exactly two digits, within bounds.
    fn two_digits(&mut self, min: i128, max: i128, part: &'static str) -> Result<i128, Fault> {
        let start = self.at;
        let (Some(tens), Some(ones)) = (self.digit(), self.digit()) else { return Err(Fault::At(start)) };
        let value = 10 * tens + ones;
        if (min..=max).contains(&value) { Ok(value) } else { Err(Fault::Range(part)) }
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace() || b == 0x0b) {
            self.at += 1;
        }
    }

    fn done(&self) -> bool {
        self.at == self.text.len()
    }

    fn time(mut self) -> Result<Time, Fault> {
        let mut time = Time { year: 0, month: 0, day: 0, minutes: 0, seconds: 0, attoseconds: 0, precision: Year };
        self.blanks();
        let negative = self.peek() == Some(b'-');
        if negative || self.peek() == Some(b'+') {
            self.at += 1;
        }
        if self.done() {
            return Err(Fault::At(self.at));
        }
        while let Some(digit) = self.digit() {
            // Far beyond any count of years that fits 64 bits, so that it is reported as an overflow later.
            time.year = (time.year * 10 + digit).min(1 << 70);
        }
        if negative {
            time.year = -time.year;
        }
        if self.done() {
            return Ok(time);
        }
        self.expect(b"-")?;
        time.month = self.two_digits(1, 12, "Month")? - 1;
        time.precision = Month;
        if self.done() {
            return Ok(time);
        }
        self.expect(b"-")?;
        time.day = self.two_digits(1, month_length(time.year, time.month), "Day")? - 1;
        time.precision = Day;
        if self.done() {
            return Ok(time);
        }
        self.expect(b"T ")?;
        self.clock(&mut time)?;
        self.zone(&mut time)?;
        Ok(time)
    }

    fn clock(&mut self, time: &mut Time) -> Result<(), Fault> {
        time.minutes = 60 * self.two_digits(0, 23, "Hours")?;
        time.precision = Hour;
        if !self.eat(b':') {
            return Ok(());
        }
        time.minutes += self.two_digits(0, 59, "Minutes")?;
        time.precision = Minute;
        if !self.eat(b':') {
            return Ok(());
        }
        time.seconds = self.two_digits(0, 59, "Seconds")?;
        time.precision = Second;
        if !self.eat(b'.') {
            return Ok(());
        }
        let mut digits = 0;
        while digits < 18
            && let Some(digit) = self.digit()
        {
            time.attoseconds = time.attoseconds * 10 + digit;
            digits += 1;
        }
        time.attoseconds *= 10i128.pow(18 - digits);
        time.precision = match digits {
            0..=3 => Millisecond,
            4..=6 => Microsecond,
            7..=9 => Nanosecond,
            10..=12 => Picosecond,
            13..=15 => Femtosecond,
            _ => Attosecond,
        };
        Ok(())
    }

    fn zone(&mut self, time: &mut Time) -> Result<(), Fault> {
        let negative = self.peek() == Some(b'-');
        if !self.eat(b'Z') && (negative || self.peek() == Some(b'+')) {
            self.at += 1;
            let mut offset = 60 * self.two_digits(0, 23, "Timezone hours offset")?;
            if !self.done() {
                self.eat(b':');
                offset += self.two_digits(0, 59, "Timezone minutes offset")?;
            }
            time.minutes -= if negative { -offset } else { offset };
        }
        self.blanks();
        if self.done() { Ok(()) } else { Err(Fault::At(self.at)) }
    }
}

/// NumPy's text of a point in time: as many parts as the unit tells, `NaT` for not-a-time. A count without a unit
/// prints as a number.
///
/// ```
/// use npcore_dtype::{Unit, datetime::format_datetime};
/// assert_eq!(format_datetime(0, Unit::MONTH), "1970-01");
/// assert_eq!(format_datetime(-1, Unit::MILLISECOND), "1969-12-31T23:59:59.999");
/// ```
pub fn format_datetime(value: i64, unit: Unit) -> String {
    if value == NAT {
        return "NaT".to_string();
    }
    let count = i128::from(value) * i128::from(unit.count());
    let base = unit.base();
    match base {
        Generic => return value.to_string(),
        Year => return format!("{:04}", count + 1970),
        Month => return format!("{:04}-{:02}", count.div_euclid(12) + 1970, count.rem_euclid(12) + 1),
        _ => {}
    }
    // Whole days apart first: a count of weeks has too many attoseconds for 128 bits.
    let (days, of_day) = match base {
        Week => (count * 7, 0),
        Day => (count, 0),
        _ => {
            let per_day = attoseconds(Day) / attoseconds(base);
            (count.div_euclid(per_day), count.rem_euclid(per_day) * attoseconds(base))
        }
    };
    let (year, month, day) = date_of_day(days);
    let mut text = format!("{year:04}-{:02}-{:02}", month + 1, day + 1);
    if base <= Day {
        return text;
    }
    let (second, fraction) = (of_day / attoseconds(Second), of_day % attoseconds(Second));
    text += &format!("T{:02}", second / 3600);
    if base >= Minute {
        text += &format!(":{:02}", second / 60 % 60);
    }
    if base >= Second {
        text += &format!(":{:02}", second % 60);
    }
    if base > Second {
        let digits = 3 * (base as usize - Second as usize);
        text += &format!(".{:018}", fraction)[..=digits];
    }
    text
}

/// NumPy's text of a span of time: `5 seconds`, `50 milliseconds` for five of `[10ms]`, `NaT`.
///
/// ```
/// use npcore_dtype::{Unit, datetime::format_timedelta};
/// assert_eq!(format_timedelta(3, Unit::DAY), "3 days");
/// ```
pub fn format_timedelta(value: i64, unit: Unit) -> String {
    if value == NAT {
        return "NaT".to_string();
    }
    let name = match unit.base() {
        Generic => "generic time units",
        Year => "years",
        Month => "months",
        Week => "weeks",
        Day => "days",
        Hour => "hours",
        Minute => "minutes",
        Second => "seconds",
        Millisecond => "milliseconds",
        Microsecond => "microseconds",
        Nanosecond => "nanoseconds",
        Picosecond => "picoseconds",
        Femtosecond => "femtoseconds",
        Attosecond => "attoseconds",
    };
    format!("{} {name}", i128::from(value) * i128::from(unit.count()))
}
