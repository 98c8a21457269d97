//! datetime64 and timedelta64: units and their multiples, ISO 8601 texts, conversion between units.
//!
//! ```
//! use npcore_dtype::datetime::{UnitConversion, format_datetime, parse_datetime};
//! use npcore_dtype::Unit;
//!
//! let (value, unit) = parse_datetime("2005-02-25T03:30", None)?;
//! assert_eq!((unit, value), (Unit::MINUTE, 18_488_370));
//! let to_days = UnitConversion::new(unit, Unit::DAY, false);
//! assert_eq!(format_datetime(to_days.apply(value), Unit::DAY), "2005-02-25");
//! # Ok::<(), npcore_dtype::datetime::DateTimeError>(())
//! ```

mod calendar;
mod convert;
mod iso;
mod metadata;
mod unit;

pub use convert::UnitConversion;
pub use iso::{DateTimeError, format_datetime, format_timedelta, parse_datetime};
pub use unit::{NAT, Unit, UnitBase};
