//! Columns of dates: their text in a chosen unit, and business days.

mod business;
mod calendar;
mod text;

pub use business::{Roll, busday_count, busday_offset, is_busday};
pub use calendar::{BusDayCalendar, WeekMask};
pub use text::{TextUnit, TimeZone, datetime_as_string};

use npcore_array::{ArrayError, DynArray, DynView, Result};
use npcore_dtype::{Casting, DType, Unit};
use npcore_exec::ExecError;

/// Days since 1970.
const DAYS: DType = DType::datetime(Unit::DAY);

/// Dates, or their text, as days: what NumPy casts safely to `datetime64[D]`; `operand` is its number in the call.
fn days(view: &DynView<'_>, operand: usize) -> Result<DynArray> {
    let from = view.dtype();
    if !(from.is_str() || from.is_bytes() || npcore_dtype::can_cast(from, DAYS, Casting::Safe)) {
        let reason = format!(
            "Iterator operand {operand} dtype could not be cast from {from:?} to {DAYS:?} according to the rule 'safe'"
        );
        return Err(ArrayError::from(ExecError::Cast { from, to: DAYS, reason }));
    }
    view.astype_dyn(DAYS)
}

fn refused<T>(words: &str) -> Result<T> {
    Err(ArrayError::Value(words.to_owned()))
}
