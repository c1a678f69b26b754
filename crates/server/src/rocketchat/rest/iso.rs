//! Dates in requests: `2026-11-22T19:00:00.123Z`.

use super::super::rooms::Millis;

const MILLIS_PER_DAY: Millis = 86_400_000;

/// Reads a date, with or without the time of the day, in UTC.
pub fn parse(text: &str) -> Option<Millis> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut date = date.splitn(3, '-').map(|part| part.parse::<Millis>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.strip_suffix('Z')?.splitn(3, ':');
    let (hour, minute) = (number(time.next()?)?, number(time.next()?)?);
    let seconds = time.next()?;
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    // Milliseconds, whatever the precision.
    let milli: String = fraction.chars().chain("000".chars()).take(3).collect();
    let (second, milli) = (number(second)?, number(&milli)?);
    let is_date =
        (0..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_time = hour < 24 && minute < 60 && second < 61;
    let of_day = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
    (is_date && is_time).then(|| days(year, month, day) * MILLIS_PER_DAY + of_day)
}

fn number(text: &str) -> Option<Millis> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The day, counted from 1970, of a date in the Gregorian calendar.
///
/// Years begin in March here, so that a leap day is the last of its year; 400 years have 146,097
/// days.
fn days(year: Millis, month: Millis, day: Millis) -> Millis {
    let year = year - Millis::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::rocketchat::wire::without_types;

    #[test]
    fn dates_may_be_short_and_must_be_dates() {
        assert_eq!(parse("2000-02-29"), Some(951_782_400_000));
        assert_eq!(parse("2000-02-29T00:00:01Z"), Some(951_782_401_000));
        assert_eq!(parse("1969-12-31T23:59:59.999Z"), Some(-1));
        for bad in ["", "x", "2000", "2000-13-01", "2000-01-01T25:00:00Z", "2000-01-01T00:00:00"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(millis in -62_135_596_800_000i64..253_402_300_800_000) {
            let text = without_types(&json!({ "$date": millis }));
            prop_assert_eq!(text.as_str().and_then(parse), Some(millis));
        }
    }
}
