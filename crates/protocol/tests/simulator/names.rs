//! Names that are numbers, and payloads that carry one.

use groupwire_protocol::json::Json;
use groupwire_protocol::text::push_string;
use serde_json::Value;
use std::fmt::Display;
use std::str::FromStr;

/// The number in a name: of a group `g1`, a user `u1`, a connection `c1`.
pub fn number<T: FromStr>(name: &str) -> T {
    name.get(1..).and_then(|digits| digits.parse().ok()).expect("a letter and a number")
}

/// A post's payload: its number, and something to make it larger.
pub fn payload(post: usize, bytes: usize) -> String {
    let mut text = String::new();
    push_string(&mut text, &format!("{post}:{}", "x".repeat(bytes)));
    text
}

/// The number in a payload.
pub fn post_number(content: &Value) -> usize {
    let text = content.as_str().and_then(|text| text.split_once(':'));
    text.and_then(|(number, _)| number.parse().ok()).expect("a payload of `payload`")
}

/// The name of a group, a user or a connection.
pub fn name(letter: char, number: impl Display) -> Json {
    Json::string(&format!("{letter}{number}"))
}

/// `{ <kind>: <name> }`.
pub fn recipient(kind: &str, letter: char, number: impl Display) -> Json {
    Json::object(&[(kind, name(letter, number))])
}
