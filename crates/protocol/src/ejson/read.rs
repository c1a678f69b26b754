//! From JSON to EJSON, in two steps: first all objects are what they look like, then those with
//! the right keys and values become what they stand for. Whether an object is plain JSON inside is
//! known when all its keys are.

use super::{Ejson, NotFinite, base64, key};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// As Meteor does: more flags than this are noise.
const MAX_FLAGS: usize = 50;

impl<'de> Deserialize<'de> for Ejson {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Plain::deserialize(from).map(|Plain(value)| read(value))
    }
}

/// The value that plain JSON says.
fn read(plain: Ejson) -> Ejson {
    match plain {
        Ejson::Array(elements) => Ejson::Array(elements.into_iter().map(read).collect()),
        Ejson::Object(fields) => read_object(fields),
        other => other,
    }
}

type Fields = Vec<(String, Ejson)>;

fn read_object(fields: Fields) -> Ejson {
    let stood_for = match fields.len() {
        1 => read_single(fields),
        2 => read_pair(fields),
        _ => Err(fields),
    };
    stood_for.unwrap_or_else(read_fields)
}

fn read_fields(fields: Fields) -> Ejson {
    Ejson::Object(fields.into_iter().map(|(name, value)| (name, read(value))).collect())
}

/// What an object with one field stands for; the fields where it stands for itself.
fn read_single(mut fields: Fields) -> Result<Ejson, Fields> {
    let [(name, value)] = fields.as_mut_slice() else { return Err(fields) };
    let stood_for = match (name.as_str(), value) {
        (key::DATE, Ejson::Null) => Some(Ejson::Date(None)),
        (key::DATE, Ejson::Number(millis)) => Some(Ejson::Date(Some(millis.clone()))),
        (key::BINARY, Ejson::String(text)) => base64::decode(text).map(Ejson::Binary),
        (key::NOT_FINITE, Ejson::Number(number)) => read_number(number).map(Ejson::NotFinite),
        (key::ESCAPE, Ejson::Object(literal)) => Some(read_fields(core::mem::take(literal))),
        _ => None,
    };
    stood_for.ok_or(fields)
}

/// What an object with two fields stands for; the fields where it stands for itself.
fn read_pair(mut fields: Fields) -> Result<Ejson, Fields> {
    let [first, second] = fields.as_mut_slice() else { return Err(fields) };
    let (first, second) = if first.0 > second.0 { (second, first) } else { (first, second) };
    let stood_for = match ((first.0.as_str(), &mut first.1), (second.0.as_str(), &mut second.1)) {
        ((key::FLAGS, Ejson::String(flags)), (key::SOURCE, Ejson::String(source))) => {
            Some(Ejson::RegExp { source: source.clone(), flags: read_flags(flags) })
        }
        ((key::TYPE, Ejson::String(name)), (key::VALUE, value)) => {
            let value = core::mem::replace(value, Ejson::Null);
            Some(Ejson::Custom { name: name.clone(), value: Box::new(value) })
        }
        _ => None,
    };
    stood_for.ok_or(fields)
}

fn read_number(number: &Number) -> Option<NotFinite> {
    match number.as_f64()? {
        0.0 => Some(NotFinite::NaN),
        1.0 => Some(NotFinite::Infinity),
        -1.0 => Some(NotFinite::NegativeInfinity),
        _ => None,
    }
}

/// The flags of a regular expression, each where it is for the first time.
fn read_flags(flags: &str) -> String {
    let mut known = BTreeSet::new();
    flags.chars().take(MAX_FLAGS).filter(|flag| known.insert(*flag)).collect()
}

/// A value in which every object is what it looks like.
struct Plain(Ejson);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PlainVisitor).map(Plain)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Ejson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Ejson, E> {
        Ok(Ejson::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Ejson, E> {
        Ok(Ejson::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Ejson, E> {
        Ok(Ejson::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Ejson, E> {
        Ok(Ejson::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Ejson, E> {
        // JSON has finite numbers only, so the other arm is for formats that are none.
        Ok(Number::from_f64(value).map_or(Ejson::Null, Ejson::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Ejson, E> {
        Ok(Ejson::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Ejson, E> {
        Ok(Ejson::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Ejson, A::Error> {
        let mut elements = Vec::new();
        while let Some(Plain(element)) = list.next_element()? {
            elements.push(element);
        }
        Ok(Ejson::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ejson, A::Error> {
        let mut fields = Fields::new();
        while let Some((name, Plain(value))) = map.next_entry()? {
            fields.push((name, value));
        }
        Ok(Ejson::Object(each_once(fields)))
    }
}

/// Of fields with one name the last counts, in the place of the first: so it is in JavaScript.
fn each_once(fields: Fields) -> Fields {
    let mut places = BTreeMap::new();
    for (name, _) in &fields {
        let next = places.len();
        places.entry(name.as_str()).or_insert(next);
    }
    if places.len() == fields.len() {
        return fields;
    }
    let places: Vec<usize> = fields.iter().map(|(name, _)| places[name.as_str()]).collect();
    let mut kept = Fields::new();
    for (field, place) in fields.into_iter().zip(places) {
        match kept.get_mut(place) {
            Some(earlier) => *earlier = field,
            None => kept.push(field),
        }
    }
    kept
}
