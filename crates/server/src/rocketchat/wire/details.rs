//! EJSON where it is not EJSON.

use super::Json;

/// What JavaScript's own `JSON.stringify` makes of an EJSON value: of a date its ISO text, of a
/// number that JSON has not `null`.
///
/// A Meteor server prints the details of an error like that.
pub fn without_types(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(without_types).collect(),
        Json::Object(object) => {
            let only = object.iter().next().filter(|_| object.len() == 1);
            match only.map(|(key, value)| (key.as_str(), value)) {
                Some(("$date", Json::Number(millis))) => {
                    millis.as_f64().and_then(iso).map_or(Json::Null, Json::from)
                }
                Some(("$InfNaN", Json::Number(_))) => Json::Null,
                Some(("$escape", Json::Object(literal))) => {
                    literal.iter().map(|(key, value)| (key.clone(), without_types(value))).collect()
                }
                _ => {
                    object.iter().map(|(key, value)| (key.clone(), without_types(value))).collect()
                }
            }
        }
        other => other.clone(),
    }
}

/// `2017-07-14T02:40:00.000Z`, for years of four digits.
fn iso(millis: f64) -> Option<String> {
    const DAY: i64 = 86_400_000;
    // From the first day of the year 0 to the last of 9999.
    if !(-62_167_219_200_000.0..253_402_300_800_000.0).contains(&millis) {
        return None;
    }
    let millis = millis as i64;
    let (days, time) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let (hours, minutes) = (time / 3_600_000, time / 60_000 % 60);
    let (seconds, millis) = (time / 1000 % 60, time % 1000);
    Some(format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z"))
}

/// The date of a day, counted from 1970, in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 1 March of the year 0, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + carry, month, day)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_are_text() {
        for (millis, text) in [
            (0i64, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (1_700_000_000_000, "2023-11-14T22:13:20.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(without_types(&json!([{ "$date": millis }])), json!([text]));
        }
    }

    #[test]
    fn what_is_no_type_stays() {
        let value = json!({ "a": [1, { "$date": 0, "b": 1 }], "n": { "$InfNaN": 0 } });
        assert_eq!(without_types(&value), json!({ "a": [1, { "$date": 0, "b": 1 }], "n": null }));
        let literal = json!({ "$escape": { "$date": 5 } });
        assert_eq!(without_types(&literal), json!({ "$date": 5 }));
    }
}
