//! What a post is as a message, and a message as a post.

use serde_json::{Map, Value, json};

use super::super::rooms::Message;

/// The fields of an object with a text that mean the same in a message.
const SHARED: [&str; 6] = ["alias", "attachments", "avatar", "emoji", "groupable", "tmid"];

/// A message as JSON text: its text alone, or an object with `msg` where it has more than that.
pub(super) fn of_message(message: &Message) -> String {
    if message.extra.is_empty() {
        return Value::from(message.msg.as_str()).to_string();
    }
    let mut object = message.extra.clone();
    object.insert("msg".into(), message.msg.as_str().into());
    Value::Object(object).to_string()
}

/// A post as a text and what a message has besides.
///
/// A string is the text. So is `msg` of an object, whose fields that messages have are taken over.
/// Of anything else the JSON is the text, and the value is in `customFields.content`.
pub(super) fn to_message(content: &str) -> (String, Map<String, Value>) {
    let mut extra = Map::new();
    let Ok(value) = serde_json::from_str::<Value>(content) else {
        // JSON that has no value here, like a number out of range, or half of a surrogate pair.
        return (content.to_owned(), extra);
    };
    if let Value::String(text) = value {
        return (text, extra);
    }
    let text = value.get("msg").and_then(Value::as_str).map(str::to_owned);
    let mut is_whole = text.is_some();
    if let (Some(object), true) = (value.as_object(), is_whole) {
        for (key, field) in object.iter().filter(|(key, _)| *key != "msg") {
            match SHARED.contains(&key.as_str()) {
                true => _ = extra.insert(key.clone(), escaped(field)),
                false => is_whole = false,
            }
        }
    }
    if !is_whole {
        extra.insert("customFields".into(), json!({ "content": escaped(&value) }));
    }
    (text.unwrap_or_else(|| content.to_owned()), extra)
}

/// The value in EJSON, where an object that only looks like a date must not become one.
fn escaped(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(escaped).collect(),
        Value::Object(object) => {
            let inner: Map<_, _> =
                object.iter().map(|(key, value)| (key.clone(), escaped(value))).collect();
            let looks_special = !inner.is_empty()
                && inner.len() <= 2
                && inner.keys().all(|key| key.starts_with('$'));
            if looks_special { json!({ "$escape": inner }) } else { Value::Object(inner) }
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS80
    #[test]
    fn a_post_is_a_text_and_perhaps_a_value() {
        let read = |content: &str| {
            let (msg, extra) = to_message(content);
            (msg, Value::Object(extra))
        };
        let plain = |text: &str| (text.to_owned(), json!({}));
        assert_eq!(read(r#""hi \"you\"""#), plain("hi \"you\""));
        assert_eq!(
            read(r#"{"msg":"see","attachments":[{"title":"x"}]}"#),
            ("see".into(), json!({ "attachments": [{ "title": "x" }] }))
        );
        assert_eq!(
            read(r#"{"msg":"see","x":1}"#),
            ("see".into(), json!({ "customFields": { "content": { "msg": "see", "x": 1 } } }))
        );
        assert_eq!(read("0"), ("0".into(), json!({ "customFields": { "content": 0 } })));
        assert_eq!(
            read(r#"[{"$date":5}]"#).1,
            json!({ "customFields": { "content": [{ "$escape": { "$date": 5 } }] } })
        );
        // What has no value in this language keeps its text.
        assert_eq!(read("1e400"), plain("1e400"));
        assert_eq!(read(r#""\ud800""#), plain(r#""\ud800""#));
    }
}
