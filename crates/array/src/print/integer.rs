//! Integer elements, right-aligned to the widest.

use super::options::Sign;

/// Writes the integers of an array; every type fits in 128 bits.
pub(super) struct IntegerFormat {
    width: usize,
    sign: Sign,
}

fn digits(x: i128) -> usize {
    usize::from(x < 0) + x.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1
}

impl IntegerFormat {
    pub(super) fn new(shown: &[i128], sign: Sign) -> Self {
        let (Some(&min), Some(&max)) = (shown.iter().min(), shown.iter().max()) else {
            return IntegerFormat { width: 0, sign };
        };
        // With a negative number among them, no blank needs to be kept for the sign.
        let sign = if sign == Sign::Space && min < 0 { Sign::Minus } else { sign };
        let room = usize::from(max >= 0 && sign != Sign::Minus);
        IntegerFormat { width: (digits(max) + room).max(digits(min)), sign }
    }

    pub(super) fn format(&self, x: i128) -> String {
        let width = self.width;
        match self.sign {
            Sign::Plus => format!("{x:>+width$}"),
            Sign::Space if x >= 0 => format!("{:>width$}", format!(" {x}")),
            _ => format!("{x:>width$}"),
        }
    }
}
