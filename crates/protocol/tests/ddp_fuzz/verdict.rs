//! What a frame is, said once more and in another way than the decoder says it.

use serde_json::Value;

/// What a client does with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is counted, and changes nothing.
    Malformed,
    /// It changes nothing.
    Ignored,
    /// It changes nothing but in the handshake.
    Greeting,
    /// It is told as it is.
    Published,
    /// It may change something.
    Meaningful,
    /// It is JSON that Rust's strings and numbers cannot hold: anything but a failure will do.
    Unclear,
}

impl Verdict {
    /// The verdict on a text.
    pub fn of(text: &str) -> Self {
        if serde_json::from_str::<&serde_json::value::RawValue>(text).is_err() {
            return Self::Malformed;
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(frame)) => of_object(&Value::Object(frame)),
            Ok(_) => Self::Malformed,
            Err(_) => Self::Unclear,
        }
    }
}

fn of_object(frame: &Value) -> Verdict {
    let is_string = |key: &str| frame[key].is_string();
    let are_strings =
        |key: &str| frame[key].as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let (is_well_formed, then) = match frame["msg"].as_str() {
        Some("connected") => (true, Verdict::Greeting),
        Some("failed") => (is_string("version"), Verdict::Greeting),
        Some("ping" | "pong") => (true, Verdict::Meaningful),
        Some("result") => (is_string("id"), Verdict::Meaningful),
        Some("ready") => (are_strings("subs"), Verdict::Meaningful),
        Some("nosub") if frame.get("id").is_none() => (true, Verdict::Ignored),
        Some("nosub") => (is_string("id"), Verdict::Meaningful),
        Some("changed" | "added" | "removed" | "addedBefore" | "movedBefore") => {
            (is_string("collection"), Verdict::Published)
        }
        Some("error") => (frame.get("reason").is_some(), Verdict::Meaningful),
        Some("updated") => (are_strings("methods"), Verdict::Ignored),
        _ => (true, Verdict::Ignored),
    };
    if is_well_formed { then } else { Verdict::Malformed }
}
