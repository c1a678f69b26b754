//! EJSON: JSON in which objects with certain keys stand for values that JSON has not.
//!
//! An [`Ejson`] is read and written by `serde_json`, from text or from a [`Value`]. What it was
//! read from can be told from it: integers stay integers, fields stay in their order, what looks
//! like a date and is none stays what it is. A program that only wants to find or make a date in
//! a document uses [`date`] and [`as_date`] on plain JSON.
//!
//! A string in Rust has no lone surrogates, so text with such is refused: who passes documents on
//! keeps them as text, see [`Json`](crate::json::Json).
//!
//! Source: the EJSON of Meteor, whose packages `ejson` and `ddp-common` are the definition. The
//! same in JavaScript: `src/js/ejson.js`.

mod base64;
mod read;
mod write;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::{Number, Value, json};

/// A value of EJSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Ejson {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that JSON knows.
    Number(Number),
    /// A number that JSON does not know.
    NotFinite(NotFinite),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// An object that is one, whatever it looks like: its fields in their order, each name once.
    Object(Vec<(String, Self)>),
    /// Milliseconds since 1970, with fractions if it has such; `None` is an invalid date.
    Date(Option<Number>),
    /// Bytes.
    Binary(Vec<u8>),
    /// A regular expression of JavaScript, which nobody has checked.
    RegExp {
        /// What is between the slashes.
        source: String,
        /// Its flags, each once.
        flags: String,
    },
    /// A value of a type that somebody has defined.
    Custom {
        /// The name of the type.
        name: String,
        /// What it is made of: plain JSON, in which no object stands for something else.
        value: Box<Self>,
    },
}

/// A number that JSON does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFinite {
    /// Not a number.
    NaN,
    /// Greater than all others.
    Infinity,
    /// Less than all others.
    NegativeInfinity,
}

/// A date in plain JSON, from milliseconds since 1970.
pub fn date(millis: i64) -> Value {
    json!({ key::DATE: millis })
}

/// The milliseconds since 1970 of a date in plain JSON, without fractions; `None` for every other
/// value, and for an invalid date.
pub fn as_date(value: &Value) -> Option<i64> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    let millis = fields.get(key::DATE)?;
    // The cast cuts fractions off, and what is out of range to the nearest that is in it.
    millis.as_i64().or_else(|| millis.as_f64().map(|millis| millis as i64))
}

/// Whether a reader of EJSON takes an object for something else that has exactly these keys.
///
/// Other readers look at the keys alone, so this does, too.
fn is_mistaken(keys: &[&str]) -> bool {
    match keys {
        [key] => [key::DATE, key::BINARY, key::NOT_FINITE, key::ESCAPE].contains(key),
        [a, b] => [[key::SOURCE, key::FLAGS], [key::TYPE, key::VALUE]]
            .iter()
            .any(|pair| pair == &[*a, *b] || pair == &[*b, *a]),
        _ => false,
    }
}

/// The keys that make the difference.
mod key {
    pub(super) const DATE: &str = "$date";
    pub(super) const BINARY: &str = "$binary";
    pub(super) const NOT_FINITE: &str = "$InfNaN";
    pub(super) const ESCAPE: &str = "$escape";
    pub(super) const SOURCE: &str = "$regexp";
    pub(super) const FLAGS: &str = "$flags";
    pub(super) const TYPE: &str = "$type";
    pub(super) const VALUE: &str = "$value";
}
