//! Frames as no server should send them.

use crate::corpus::{IGNORED, MALFORMED, VALID};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const KEYS: &[&str] = &[
    "msg",
    "id",
    "result",
    "error",
    "subs",
    "methods",
    "collection",
    "fields",
    "cleared",
    "reason",
    "offendingMessage",
    "version",
    "session",
    "details",
    "timeToReset",
    "eventName",
    "args",
    "before",
    "support",
    "$date",
    "$escape",
    "__proto__",
    "",
];

const NAMES: &[&str] = &[
    "connected",
    "failed",
    "ping",
    "pong",
    "result",
    "updated",
    "ready",
    "nosub",
    "added",
    "changed",
    "removed",
    "addedBefore",
    "movedBefore",
    "error",
    "method",
    "sub",
    "x",
];

const STRINGS: &[&str] = &[
    "@0",
    "@1",
    "@2",
    "1",
    "pre1",
    "pre2",
    "too-many-requests",
    "stream-room-messages",
    "",
    "\u{0}",
];

/// The text of a frame.
pub fn frame() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => known(),
        4 => (known(), vec(change(), 1..4)).prop_map(|(text, changes)| changed(&text, changes)),
        2 => (known(), vec(slip(), 1..4)).prop_map(|(text, slips)| slipped(text, &slips)),
        2 => object().prop_map(|frame| frame.to_string()),
        1 => value().prop_map(|value| value.to_string()),
        1 => any::<String>(),
    ]
}

/// A frame of the corpus. Most have a meaning.
fn known() -> impl Strategy<Value = String> {
    let lines = |text: &str| select(text.lines().map(String::from).collect::<Vec<_>>());
    prop_oneof![8 => lines(VALID), 1 => lines(MALFORMED), 1 => lines(IGNORED)]
}

/// Any JSON.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        select(vec![0.0, -0.0, -1.0, 0.5, 1000.0, 9e15, 1e300]).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(STRINGS).prop_map(Value::from),
        select(NAMES).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            fields(inner).prop_map(Value::from),
        ]
    })
}

/// An object with the name of a message.
fn object() -> impl Strategy<Value = Value> {
    (select(NAMES), fields(value())).prop_map(|(name, mut fields)| {
        fields.insert("msg".into(), name.into());
        fields.into()
    })
}

fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let field = (select(KEYS).prop_map(String::from), value);
    vec(field, 0..5).prop_map(|fields| fields.into_iter().collect())
}

/// A change of a frame.
#[derive(Clone, Debug)]
enum Change {
    /// Without one of its fields.
    Remove(Index),
    /// With another value in one of its fields.
    Replace(Index, Value),
    /// With a field more.
    Add(String, Value),
    /// With one of its values so deep in lists.
    Nest(Index, usize),
    /// With one of its values so often in a list.
    Repeat(Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Change::Remove),
        (index(), value()).prop_map(|(at, value)| Change::Replace(at, value)),
        (select(KEYS), value()).prop_map(|(key, value)| Change::Add(key.into(), value)),
        (index(), 1..100_usize).prop_map(|(at, levels)| Change::Nest(at, levels)),
        (index(), 0..200_usize).prop_map(|(at, times)| Change::Repeat(at, times)),
    ]
}

fn changed(text: &str, changes: Vec<Change>) -> String {
    // One with a lone surrogate is none of Rust's.
    let Ok(Value::Object(mut frame)) = serde_json::from_str(text) else { return text.into() };
    for change in changes {
        let one = |at: Index| {
            (!frame.is_empty()).then(|| frame.keys().nth(at.index(frame.len())).unwrap().clone())
        };
        match change {
            Change::Remove(at) => {
                one(at).and_then(|key| frame.remove(&key));
            }
            Change::Replace(at, value) => {
                one(at).and_then(|key| frame.insert(key, value));
            }
            Change::Add(key, value) => {
                frame.insert(key, value);
            }
            Change::Nest(at, levels) => {
                let nest = |value: Value| (0..levels).fold(value, |value, _| json!([value]));
                let Some(value) = one(at).and_then(|key| frame.get_mut(&key)) else { continue };
                *value = nest(value.take());
            }
            Change::Repeat(at, times) => {
                let Some(value) = one(at).and_then(|key| frame.get_mut(&key)) else { continue };
                *value = vec![value.take(); times].into();
            }
        }
    }
    Value::Object(frame).to_string()
}

/// A slip in a text: at a place the rest is cut off, characters are left out, or others are put in.
type Slip = (Index, Option<usize>, &'static str);

fn slip() -> impl Strategy<Value = Slip> {
    let put_in = [
        "",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\",
        "\\ud800",
        "\0",
        "9e999",
        "\"msg\":\"ping\",",
    ];
    (any::<Index>(), prop::option::of(0..3_usize), select(put_in.to_vec()))
}

fn slipped(text: String, slips: &[Slip]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (at, left_out, put_in) in slips {
        let at = at.index(characters.len() + 1);
        let end = left_out.map_or(characters.len(), |count| (at + count).min(characters.len()));
        characters.splice(at..end, put_in.chars());
    }
    characters.into_iter().collect()
}
