//! datetime64 and timedelta64: units, their multiples and how they convert.

mod metadata;
mod unit;

pub use unit::{NAT, Unit, UnitBase};
