//! The proleptic Gregorian calendar, in 128 bits: every count of every unit is a date without overflow.

/// Days from 1970-01-01 to the first of a month, which is counted from 0 and may lie outside of the year.
///
/// Years begin in March here, so that the leap day comes last; the algorithm is the usual one by eras of 400
/// years (Howard Hinnant, "chrono-compatible low-level date algorithms").
pub(super) fn days_of_month(year: i128, month: i128) -> i128 {
    let shifted = month - 2;
    let year = year + shifted.div_euclid(12);
    let month = shifted.rem_euclid(12);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// The year, month (from 0) and day (from 0) of a day counted from 1970-01-01.
pub(super) fn date_of_day(day: i128) -> (i128, i128, i128) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5;
    let from_january = month + 2;
    (era * 400 + year + from_january / 12, from_january % 12, day)
}

/// Days of a month counted from 0.
pub(super) fn month_length(year: i128, month: i128) -> i128 {
    days_of_month(year, month + 1) - days_of_month(year, month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_two_thousand_years_in_order() {
        let mut day = days_of_month(-400, 0);
        for year in -400..1700 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in lengths.into_iter().enumerate() {
                let month = month as i128;
                assert_eq!(month_length(year, month), length);
                assert_eq!(days_of_month(year, month), day);
                for of_month in [0, length - 1] {
                    assert_eq!(date_of_day(day + of_month), (year, month, of_month));
                }
                day += length;
            }
        }
        assert_eq!(days_of_month(1970, 0), 0);
    }
}
