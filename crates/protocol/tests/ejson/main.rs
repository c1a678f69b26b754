//! EJSON as native programs see it. The ids are those of `docs/SPEC.md`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod round_trips;
mod vectors;

use groupwire_protocol::ejson::{Ejson, as_date, date};
use serde_json::{Number, Value, json};

/// The EJSON of a text.
fn read(text: &str) -> Ejson {
    serde_json::from_str(text).expect("EJSON")
}

/// EJSON as a text.
fn written(value: &Ejson) -> String {
    serde_json::to_string(value).expect("EJSON has a text")
}

#[test]
fn de13_integers_and_the_order_of_fields_stay() {
    let text = r#"{"z":9007199254740993,"a":[-9223372036854775808,18446744073709551615],"":{"$date":5},"__proto__":{"$escape":{"$date":5}},"b":0.1}"#;
    assert_eq!(written(&read(text)), text);
}

#[test]
fn de13_of_fields_with_one_name_the_last_counts() {
    assert_eq!(written(&read(r#"{"a":1,"b":2,"a":3,"c":4,"b":5}"#)), r#"{"a":3,"b":5,"c":4}"#);
    assert_eq!(read(r#"{"$date":1,"$date":2}"#), Ejson::Date(Some(Number::from(2))));
}

#[test]
fn de6_what_is_plain_json_stays_so() {
    let text = r#"{"$type":"t","$value":{"$date":"x","$flags":[{"$escape":{"$binary":"*"}},{"$type":"t","$value":{"$date":5}}]}}"#;
    let value = read(text);
    assert!(matches!(value, Ejson::Custom { .. }));
    assert_eq!(written(&value), text);
}

#[test]
fn de12_hostile_text_is_an_error_or_a_value() {
    let deep = format!("{}1{}", r#"{"$escape":"#.repeat(100_000), "}".repeat(100_000));
    assert!(serde_json::from_str::<Ejson>(&deep).is_err());
    assert!(serde_json::from_str::<Ejson>(r#""\ud800""#).is_err());
    let wide = format!("{{{}\"a\":1}}", r#""a":{"$date":5},"#.repeat(100_000));
    assert_eq!(written(&read(&wide)), r#"{"a":1}"#);
}

#[test]
fn de14_dates_are_found_and_made_in_plain_json() {
    assert_eq!(date(-5), json!({ "$date": -5 }));
    for millis in [i64::MIN, -1, 0, 1_480_377_601_123, i64::MAX] {
        assert_eq!(as_date(&date(millis)), Some(millis));
        assert_eq!(read(&date(millis).to_string()), Ejson::Date(Some(millis.into())));
    }
    assert_eq!(as_date(&json!({ "$date": -1.5 })), Some(-1));
    assert_eq!(as_date(&json!({ "$date": 1e300 })), Some(i64::MAX));
    let others = [
        json!({ "$date": null }),
        json!({ "$date": "5" }),
        json!({ "$date": 5, "a": 1 }),
        json!({ "$escape": { "$date": 5 } }),
        json!({}),
        json!([5]),
        json!(5),
        Value::Null,
    ];
    for other in others {
        assert_eq!(as_date(&other), None, "{other}");
    }
}
