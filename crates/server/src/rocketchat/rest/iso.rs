//! Dates as REST has them: `2026-11-22T19:00:00.123Z`.

use super::super::rooms::Millis;
use super::super::wire::Json;

const MILLIS_PER_DAY: Millis = 86_400_000;

/// A value with its dates as text, and with nothing else of EJSON.
pub fn to_rest(value: Json) -> Json {
    match value {
        Json::Array(items) => items.into_iter().map(to_rest).collect(),
        Json::Object(mut object) if object.len() == 1 => {
            if let Some(millis) = object.get("$date").and_then(Json::as_i64) {
                return format(millis).into();
            }
            match object.remove("$escape") {
                // It only looks like something special.
                Some(Json::Object(literal)) => fields(literal),
                Some(other) => to_rest(other),
                None => fields(object),
            }
        }
        Json::Object(object) => fields(object),
        other => other,
    }
}

fn fields(object: serde_json::Map<String, Json>) -> Json {
    Json::Object(object.into_iter().map(|(key, value)| (key, to_rest(value))).collect())
}

/// A moment as text.
pub fn format(millis: Millis) -> String {
    let (days, of_day) = (millis.div_euclid(MILLIS_PER_DAY), millis.rem_euclid(MILLIS_PER_DAY));
    let (year, month, day) = civil(days);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

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
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_time = hour < 24 && minute < 60 && second < 61;
    let of_day = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
    (is_date && is_time).then(|| days(year, month, day) * MILLIS_PER_DAY + of_day)
}

fn number(text: &str) -> Option<Millis> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Year, month and day of a day since 1970, in the Gregorian calendar.
///
/// Years begin in March here, so that a leap day is the last of its year; 400 years have 146,097
/// days.
fn civil(days: Millis) -> (Millis, Millis, Millis) {
    let since = days + 719_468;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + Millis::from(month <= 2), month, day)
}

/// The day since 1970 of a date; the way back from [`civil`].
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

    #[test]
    fn dates_are_text_and_back() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_324_769_695, "2026-11-22T05:59:29.695Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!((format(millis).as_str(), parse(text)), (text, Some(millis)));
        }
        assert_eq!(parse("2000-02-29"), Some(951_782_400_000));
        assert_eq!(parse("2000-02-29T00:00:01Z"), Some(951_782_401_000));
        for bad in ["", "x", "2000", "2000-13-01", "2000-01-01T25:00:00Z", "2000-01-01T00:00:00"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_of_ten_thousand_years_survives(millis in -62_135_596_800_000i64..253_402_300_800_000) {
            prop_assert_eq!(parse(&format(millis)), Some(millis));
        }
    }

    #[test]
    fn nothing_of_ejson_is_left() {
        let value = json!([{ "ts": { "$date": 0 }, "x": { "$escape": { "$date": 5 } } }]);
        let expected = json!([{ "ts": "1970-01-01T00:00:00.000Z", "x": { "$date": 5 } }]);
        assert_eq!(to_rest(value), expected);
    }
}
