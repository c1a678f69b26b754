//! DE13 with random values. Seeds of failures are kept in `tests/proptest-regressions`, and run
//! first.

use crate::{read, written};
use groupwire_protocol::ejson::{Ejson, NotFinite};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Number, Value};

proptest! {
    #[test]
    fn de13_every_value_is_read_as_it_was_written(value in ejson()) {
        let text = written(&value);
        prop_assert_eq!(&read(&text), &value);
        prop_assert_eq!(written(&read(&text)), text);
    }

    /// DE13: what is read from a `Value` is what is read from its text.
    #[test]
    fn de13_text_and_values_say_the_same(value in ejson()) {
        let json = serde_json::to_value(&value).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Value>(&written(&value)).unwrap(), &json);
        let again: Ejson = serde_json::from_value(json.clone()).unwrap();
        prop_assert_eq!(again, read(&json.to_string()));
    }

    /// DE12, DE13: nothing is lost of any JSON, except the form in which it came.
    #[test]
    fn de13_any_json_is_read_and_what_it_says_is_written(json in plain()) {
        let value = read(&serde_json::to_string(&as_json(&json)).unwrap());
        prop_assert_eq!(read(&written(&value)), value);
    }

    #[test]
    fn de2_any_text_is_bytes_or_stays_a_text(text in "[A-Za-z0-9+/= \n*]{0,12}") {
        match read(&serde_json::json!({ "$binary": text }).to_string()) {
            Ejson::Binary(bytes) => prop_assert!(bytes.len() <= text.len() * 3 / 4),
            other => prop_assert_eq!(other, Ejson::Object(vec![("$binary".into(), Ejson::String(text))])),
        }
    }
}

/// Keys that make trouble, and some that don't.
fn name() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "$date",
        "$binary",
        "$InfNaN",
        "$escape",
        "$regexp",
        "$flags",
        "$type",
        "$value",
        "$oid",
        "__proto__",
        "",
        "a",
        "b",
    ];
    prop_oneof![4 => prop::sample::select(KNOWN).prop_map(String::from), 1 => any::<String>()]
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-1..3_i64).prop_map(Number::from),
        prop::num::f64::NORMAL.prop_filter_map("finite", Number::from_f64),
    ]
}

fn text() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &["", "gi", "AQID", "AQ==", "(", "$date"];
    prop_oneof![prop::sample::select(KNOWN).prop_map(String::from), any::<String>()]
}

fn leaf() -> impl Strategy<Value = Ejson> {
    prop_oneof![
        Just(Ejson::Null),
        any::<bool>().prop_map(Ejson::Bool),
        number().prop_map(Ejson::Number),
        text().prop_map(Ejson::String),
    ]
}

/// Plain JSON.
fn plain() -> impl Strategy<Value = Ejson> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Ejson::Array), object(inner),]
    })
}

fn object(field: impl Strategy<Value = Ejson>) -> impl Strategy<Value = Ejson> {
    (btree_map(name(), field, 0..4)).prop_map(|fields| Ejson::Object(fields.into_iter().collect()))
}

/// Any value.
fn ejson() -> impl Strategy<Value = Ejson> {
    let special = prop_oneof![
        prop::option::of(number()).prop_map(Ejson::Date),
        vec(any::<u8>(), 0..9).prop_map(Ejson::Binary),
        prop::sample::select(vec![
            NotFinite::NaN,
            NotFinite::Infinity,
            NotFinite::NegativeInfinity
        ])
        .prop_map(Ejson::NotFinite),
        (text(), "g?i?m?x?").prop_map(|(source, flags)| Ejson::RegExp { source, flags }),
        (text(), plain()).prop_map(|(name, value)| Ejson::Custom { name, value: value.into() }),
    ];
    prop_oneof![leaf(), special].prop_recursive(5, 40, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Ejson::Array), object(inner)]
    })
}

/// Plain JSON as it looks.
fn as_json(plain: &Ejson) -> Value {
    match plain {
        Ejson::Array(elements) => elements.iter().map(as_json).collect(),
        Ejson::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), as_json(field))).collect()
        }
        other => serde_json::to_value(other).unwrap(),
    }
}
