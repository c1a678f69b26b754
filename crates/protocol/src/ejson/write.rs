//! From EJSON to JSON.

use super::{Ejson, NotFinite, base64, is_mistaken, key};
use alloc::string::String;
use alloc::vec::Vec;
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Ejson {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(number) => number.serialize(to),
            Self::NotFinite(number) => single(to, key::NOT_FINITE, &number_of(*number)),
            Self::String(text) => to.serialize_str(text),
            Self::Array(elements) => to.collect_seq(elements),
            Self::Object(fields) if looks_like_another(fields) => {
                single(to, key::ESCAPE, &Literal(fields))
            }
            Self::Object(fields) => Literal(fields).serialize(to),
            Self::Date(millis) => single(to, key::DATE, millis),
            Self::Binary(bytes) => single(to, key::BINARY, &base64::encode(bytes)),
            Self::RegExp { source, flags } => pair(to, (key::SOURCE, source), (key::FLAGS, flags)),
            Self::Custom { name, value } => {
                pair(to, (key::TYPE, name), (key::VALUE, &Plain(value)))
            }
        }
    }
}

/// Fields as they are, whatever they look like.
struct Literal<'a>(&'a [(String, Ejson)]);

impl Serialize for Literal<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A value in which no object is escaped.
struct Plain<'a>(&'a Ejson);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Ejson::Array(elements) => to.collect_seq(elements.iter().map(Plain)),
            Ejson::Object(fields) => {
                to.collect_map(fields.iter().map(|(name, value)| (name, Plain(value))))
            }
            other => other.serialize(to),
        }
    }
}

fn looks_like_another(fields: &[(String, Ejson)]) -> bool {
    let keys: Vec<&str> = fields.iter().take(3).map(|(name, _)| name.as_str()).collect();
    is_mistaken(&keys)
}

fn number_of(number: NotFinite) -> i8 {
    match number {
        NotFinite::NaN => 0,
        NotFinite::Infinity => 1,
        NotFinite::NegativeInfinity => -1,
    }
}

fn single<S: Serializer>(
    to: S,
    name: &'static str,
    value: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    to.collect_map([(name, value)])
}

fn pair<S: Serializer>(
    to: S,
    (first, one): (&'static str, &impl Serialize),
    (second, other): (&'static str, &impl Serialize),
) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(2))?;
    map.serialize_entry(first, one)?;
    map.serialize_entry(second, other)?;
    map.end()
}
