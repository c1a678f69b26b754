//! A message as a client sends it.

use groupwire_protocol::ejson::as_date;
use serde_json::{Map, Value};

use super::super::wire::MethodError;
use super::message::Millis;
use crate::auth::MAX_ID_BYTES;

/// The keys that the method `sendMessage` accepts.
const METHOD_KEYS: [&str; 15] = [
    "_id",
    "rid",
    "msg",
    "tmid",
    "tshow",
    "ts",
    "t",
    "bot",
    "content",
    "e2e",
    "e2eMentions",
    "customFields",
    "federation",
    "groupable",
    "sentByEmail",
];

/// What REST accepts besides.
const REST_KEYS: [&str; 7] =
    ["alias", "attachments", "avatar", "blocks", "emoji", "parseUrls", "previewUrls"];

/// Where a draft comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A method call.
    Method,
    /// A request.
    Rest,
}

/// A message that has been read and not yet been accepted.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What the client calls it.
    pub id: Option<String>,
    /// The room.
    pub rid: String,
    /// The text.
    pub msg: String,
    /// When it was written, says the client.
    pub ts: Option<Millis>,
    /// The other fields.
    pub extra: Map<String, Value>,
}

impl Draft {
    /// Reads a message.
    ///
    /// # Errors
    /// 400 `Match failed` for a key that is not accepted or has the wrong type, and for an id of
    /// more than 256 bytes.
    pub fn parse(message: &Value, source: Source) -> Result<Self, MethodError> {
        let mut extra = message.as_object().cloned().ok_or_else(MethodError::match_failed)?;
        let is_known = |key: &String| {
            METHOD_KEYS.contains(&key.as_str())
                || (source != Source::Method && REST_KEYS.contains(&key.as_str()))
        };
        if !extra.keys().all(is_known) {
            return Err(MethodError::match_failed());
        }
        // Only encrypted messages are of a type: the others are written by the server.
        if extra.get("t").is_some_and(|kind| kind != "e2e") {
            return Err(MethodError::match_failed());
        }
        let id = text(&mut extra, "_id")?.filter(|id| !id.is_empty());
        if id.as_ref().is_some_and(|id| id.len() > MAX_ID_BYTES) {
            return Err(MethodError::match_failed());
        }
        let rid = text(&mut extra, "rid")?.ok_or_else(MethodError::match_failed)?;
        let msg = text(&mut extra, "msg")?.unwrap_or_default();
        let ts = match extra.remove("ts") {
            None | Some(Value::Null) => None,
            Some(value) => Some(as_date(&value).ok_or_else(MethodError::match_failed)?),
        };
        extra.retain(|_, value| !value.is_null());
        Ok(Self { id, rid, msg, ts, extra })
    }

    /// A message that is nothing but text.
    pub fn plain(rid: &str, msg: &str) -> Self {
        let (rid, msg) = (rid.to_owned(), msg.to_owned());
        Self { id: None, rid, msg, ts: None, extra: Map::new() }
    }
}

fn text(fields: &mut Map<String, Value>, key: &str) -> Result<Option<String>, MethodError> {
    match fields.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(MethodError::match_failed()),
    }
}
