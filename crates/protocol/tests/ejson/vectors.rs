//! What EJSON says, and how it is written: the vectors of tests/ejson/vectors.test.mjs, where
//! their form is described.

use groupwire_protocol::ejson::{Ejson, NotFinite};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../../tests/ejson/vectors.json");

/// DE1, DE2, DE3, DE4, DE5, DE6, DE7, DE8, DE10, DE13.
#[test]
fn every_vector_is_read_and_written() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(vectors.len() > 50, "{} vectors", vectors.len());
    for vector in vectors {
        let name = format!("{} {}", vector["id"], vector["name"]);
        let ours = vector.get("rust").unwrap_or(&vector);
        let value = described(&ours["value"]);
        let expected = ours.get("written").unwrap_or(&vector["json"]);
        assert_eq!(ejson(&vector["json"]), value, "{name}: read");
        assert_eq!(&serde_json::to_value(&value).unwrap(), expected, "{name}: written");
        assert_eq!(ejson(expected), value, "{name}: read again");
    }
}

fn ejson(json: &Value) -> Ejson {
    serde_json::from_value(json.clone()).unwrap()
}

/// The value that a vector describes.
fn described(value: &Value) -> Ejson {
    let text = |detail: &str| value[detail].as_str().unwrap().to_owned();
    match value["is"].as_str().unwrap() {
        "json" => plain(&value["json"]),
        "number" => Ejson::NotFinite(match value["of"].as_str().unwrap() {
            "NaN" => NotFinite::NaN,
            "Infinity" => NotFinite::Infinity,
            "-Infinity" => NotFinite::NegativeInfinity,
            other => panic!("unknown number: {other}"),
        }),
        "date" => Ejson::Date(value["ms"].as_number().cloned()),
        "bytes" => Ejson::Binary(bytes(&text("hex"))),
        "regexp" => Ejson::RegExp { source: text("source"), flags: text("flags") },
        "custom" => Ejson::Custom { name: text("type"), value: plain(&value["json"]).into() },
        "array" => {
            Ejson::Array(value["elements"].as_array().unwrap().iter().map(described).collect())
        }
        "object" => {
            let fields = value["fields"].as_object().unwrap().iter();
            Ejson::Object(fields.map(|(name, field)| (name.clone(), described(field))).collect())
        }
        other => panic!("unknown value: {other}"),
    }
}

/// A value in which every object is what it looks like.
fn plain(json: &Value) -> Ejson {
    match json {
        Value::Null => Ejson::Null,
        Value::Bool(value) => Ejson::Bool(*value),
        Value::Number(number) => Ejson::Number(number.clone()),
        Value::String(text) => Ejson::String(text.clone()),
        Value::Array(elements) => Ejson::Array(elements.iter().map(plain).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| (name.clone(), plain(field)));
            Ejson::Object(fields.collect())
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
