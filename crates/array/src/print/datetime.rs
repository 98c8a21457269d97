//! Dates, times and time differences, right-aligned; not-a-time is `'NaT'`.

use npcore_dtype::datetime::{NAT, Unit, format_datetime};

/// Writes the dates and times, or the time differences, of an array.
pub(super) struct TimeFormat {
    width: usize,
    /// Of dates, their unit; time differences print as integers.
    unit: Option<Unit>,
}

impl TimeFormat {
    pub(super) fn new(shown: &[i64], unit: Option<Unit>) -> Self {
        let mut format = TimeFormat { width: 0, unit };
        let times = || shown.iter().copied().filter(|&t| t != NAT);
        // NumPy measures the first and the last only.
        if let (Some(min), Some(max)) = (times().min(), times().max()) {
            format.width = format.text(min).len().max(format.text(max).len());
        }
        if times().count() < shown.len() {
            format.width = format.width.max("'NaT'".len());
        }
        format
    }

    fn text(&self, time: i64) -> String {
        match self.unit {
            Some(unit) => format!("'{}'", format_datetime(time, unit)),
            None => time.to_string(),
        }
    }

    pub(super) fn format(&self, time: i64) -> String {
        let text = if time == NAT { "'NaT'".to_owned() } else { self.text(time) };
        format!("{text:>width$}", width = self.width)
    }
}
