//! Units of time and their multiples (`ns`, `10ms`), common divisors and divisibility.

use crate::error::PromotionError;
use std::fmt;

/// Not-a-time: the stored value that means "no time" in datetime64 and timedelta64.
pub const NAT: i64 = i64::MIN;

/// A unit of time, without a multiple.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitBase {
    /// No unit yet: takes the unit of whatever it meets.
    Generic,
    /// `Y`
    Year,
    /// `M`
    Month,
    /// `W`
    Week,
    /// `D`
    Day,
    /// `h`
    Hour,
    /// `m`
    Minute,
    /// `s`
    Second,
    /// `ms`
    Millisecond,
    /// `us`
    Microsecond,
    /// `ns`
    Nanosecond,
    /// `ps`
    Picosecond,
    /// `fs`
    Femtosecond,
    /// `as`
    Attosecond,
}

use UnitBase::*;

impl UnitBase {
    /// Every unit, coarsest first, `Generic` before all.
    pub const ALL: [UnitBase; 14] = [
        Generic,
        Year,
        Month,
        Week,
        Day,
        Hour,
        Minute,
        Second,
        Millisecond,
        Microsecond,
        Nanosecond,
        Picosecond,
        Femtosecond,
        Attosecond,
    ];

    /// NumPy's abbreviation: `"ns"`; `"generic"` for no unit.
    pub const fn symbol(self) -> &'static str {
        match self {
            Generic => "generic",
            Year => "Y",
            Month => "M",
            Week => "W",
            Day => "D",
            Hour => "h",
            Minute => "m",
            Second => "s",
            Millisecond => "ms",
            Microsecond => "us",
            Nanosecond => "ns",
            Picosecond => "ps",
            Femtosecond => "fs",
            Attosecond => "as",
        }
    }

    /// The unit of an abbreviation; `μs` is `us`.
    pub fn from_symbol(text: &str) -> Option<UnitBase> {
        if text == "\u{3bc}s" {
            return Some(Microsecond);
        }
        UnitBase::ALL.into_iter().find(|u| u.symbol() == text)
    }

    /// How many of the next finer unit make one of this, as NumPy counts it when it looks for a common
    /// unit: years and months count 1 because no constant factor leads from them to days.
    const fn step(self) -> u64 {
        match self {
            Year | Month | Generic | Attosecond => 1,
            Week => 7,
            Day => 24,
            Hour | Minute => 60,
            Second | Millisecond | Microsecond | Nanosecond | Picosecond | Femtosecond => 1000,
        }
    }

    /// How many `fine` make one of this unit, by NumPy's count (see [`UnitBase::step`]).
    /// `None` from 2^56 on, where NumPy gives up.
    pub(crate) fn factor_to(self, fine: UnitBase) -> Option<u64> {
        debug_assert!(self <= fine);
        let mut factor = 1u64;
        for unit in &UnitBase::ALL[self as usize..fine as usize] {
            factor = factor.checked_mul(unit.step()).filter(|f| f >> 56 == 0)?;
        }
        Some(factor)
    }
}

/// A unit of time with a multiple: `ns`, `10ms`.
///
/// ```
/// use npcore_dtype::{Unit, UnitBase};
/// assert_eq!(Unit::new(UnitBase::Millisecond, 10).to_string(), "10ms");
/// assert_eq!(Unit::NANOSECOND.to_string(), "ns");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    base: UnitBase,
    count: u32,
}

impl Unit {
    /// No unit: `datetime64` without brackets.
    pub const GENERIC: Unit = Unit { base: Generic, count: 1 };
    /// `Y`
    pub const YEAR: Unit = Unit { base: Year, count: 1 };
    /// `M`
    pub const MONTH: Unit = Unit { base: Month, count: 1 };
    /// `W`
    pub const WEEK: Unit = Unit { base: Week, count: 1 };
    /// `D`
    pub const DAY: Unit = Unit { base: Day, count: 1 };
    /// `h`
    pub const HOUR: Unit = Unit { base: Hour, count: 1 };
    /// `m`
    pub const MINUTE: Unit = Unit { base: Minute, count: 1 };
    /// `s`
    pub const SECOND: Unit = Unit { base: Second, count: 1 };
    /// `ms`
    pub const MILLISECOND: Unit = Unit { base: Millisecond, count: 1 };
    /// `us`
    pub const MICROSECOND: Unit = Unit { base: Microsecond, count: 1 };
    /// `ns`
    pub const NANOSECOND: Unit = Unit { base: Nanosecond, count: 1 };

    /// `count` times `base`.
    ///
    /// # Panics
    /// If `count` is 0 or above `i32::MAX`.
    pub const fn new(base: UnitBase, count: u32) -> Unit {
        assert!(count >= 1 && count <= i32::MAX as u32, "a unit's multiple must lie in 1..=2147483647");
        Unit { base, count }
    }

    /// The unit without its multiple.
    pub const fn base(self) -> UnitBase {
        self.base
    }

    /// The multiple, at least 1.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// No unit at all.
    pub const fn is_generic(self) -> bool {
        matches!(self.base, Generic)
    }

    /// The coarsest unit of which both are multiples. `strict` is for two spans of time: then years and months mix
    /// with each other only, since a month has no fixed number of days.
    ///
    /// # Errors
    /// [`PromotionError::IncompatibleUnits`] and [`PromotionError::UnitOverflow`].
    pub fn common(self, other: Unit, strict: bool) -> Result<Unit, PromotionError> {
        if self.is_generic() {
            return Ok(other);
        }
        if other.is_generic() {
            return Ok(self);
        }
        let base = self.base.max(other.base);
        let overflow = || PromotionError::UnitOverflow { left: self, right: other };
        let scaled = |u: Unit| -> Result<u64, PromotionError> {
            let factor = if u.base == Year && base == Month {
                12
            } else if strict && u.base <= Month && u.base != base {
                return Err(PromotionError::IncompatibleUnits { left: self, right: other });
            } else {
                u.base.factor_to(base).ok_or_else(overflow)?
            };
            u64::from(u.count).checked_mul(factor).ok_or_else(overflow)
        };
        let count = gcd(scaled(self)?, scaled(other)?);
        match u32::try_from(count) {
            Ok(count) if count <= i32::MAX as u32 => Ok(Unit { base, count }),
            _ => Err(overflow()),
        }
    }

    /// Whether every multiple of `self` is one of `finer`, so that nothing is lost in converting. Years and
    /// months convert to anything if not `strict` (datetimes: the calendar knows), to each other only if so.
    pub fn divides_into(self, finer: Unit, strict: bool) -> bool {
        if self.is_generic() {
            return true;
        }
        if finer.is_generic() {
            return false;
        }
        let (mut coarse, fine) = (u64::from(self.count), u64::from(finer.count));
        if self.base > finer.base {
            return false;
        }
        if self.base == Year && finer.base == Month {
            coarse *= 12;
        } else if self.base == finer.base {
            // Nothing to scale.
        } else if self.base <= Month || finer.base <= Month {
            return !strict;
        } else {
            match self.base.factor_to(finer.base).and_then(|f| coarse.checked_mul(f)) {
                Some(scaled) if scaled >> 56 == 0 => coarse = scaled,
                _ => return false,
            }
        }
        coarse.is_multiple_of(fine)
    }

    /// The text in brackets of a dtype's name: `[10ms]`, nothing for the generic unit.
    pub(crate) fn suffix(self) -> String {
        if self.is_generic() { String::new() } else { format!("[{self}]") }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count != 1 {
            write!(f, "{}", self.count)?;
        }
        f.write_str(self.base.symbol())
    }
}

pub(crate) fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
