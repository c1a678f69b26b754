//! Frames from clients.

use std::borrow::Cow;

use groupwire_protocol::wire::{CONNECTION_PREFIX, action, error};
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::refusal::Refusal;

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum ClientFrame<'a> {
    /// Post `content` to the group of the connection.
    Broadcast {
        /// The name of the group; the connection must be in it.
        group: Cow<'a, str>,
        /// JSON text, exactly as the client sent it.
        content: &'a str,
    },
    /// Join the group, leaving the one before. `None` only leaves.
    Join(Option<Cow<'a, str>>),
    /// A sign of life.
    KeepAlive,
    /// Post `content` to a user or a connection.
    Send {
        /// Who gets it.
        to: Recipient<'a>,
        /// JSON text, exactly as the client sent it.
        content: &'a str,
    },
}

/// Whom a private message is for.
#[derive(Debug, PartialEq, Eq)]
pub enum Recipient<'a> {
    /// One connection, by the id in `#scid`.
    Connection(Cow<'a, str>),
    /// Every connection of a user.
    User(Cow<'a, str>),
}

/// The fields that mean something to the server. Others are checked to be JSON and ignored:
/// skapi-js sends `token`, `notification` and `notificationConfig` along.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    action: Option<&'a RawValue>,
    #[serde(borrow)]
    rid: Option<&'a RawValue>,
    #[serde(borrow)]
    uid: Option<&'a RawValue>,
    /// Stays raw text: only so do numbers, lone surrogates and the order of keys survive.
    #[serde(borrow)]
    content: Option<&'a RawValue>,
}

impl<'a> ClientFrame<'a> {
    /// Reads a text frame.
    ///
    /// # Errors
    /// `INVALID_REQUEST` for what is not a JSON object or has no known action,
    /// `INVALID_PARAMETER` for a field of the wrong type, `NOT_SUPPORTED` for `rtc`.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        // serde would read the fields from an array too.
        if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
            return Err(Refusal::invalid_request("A frame must be a JSON object."));
        }
        let fields: Fields<'a> =
            serde_json::from_str(text).map_err(|error| match error.classify() {
                Category::Data => Refusal::invalid_request("A key of the frame is there twice."),
                _ => Refusal::invalid_request("The frame is not valid JSON."),
            })?;
        let content = fields.content.map_or("null", RawValue::get);
        match string("action", fields.action)?.as_deref() {
            Some(action::KEEP_ALIVE) => Ok(Self::KeepAlive),
            Some(action::JOIN_ROOM) => {
                Ok(Self::Join(string("rid", fields.rid)?.filter(|group| !group.is_empty())))
            }
            Some(action::BROADCAST) => {
                Ok(Self::Broadcast { group: required("rid", fields.rid)?, content })
            }
            Some(action::SEND_MESSAGE) => {
                Ok(Self::Send { to: Recipient::new(required("uid", fields.uid)?), content })
            }
            Some(action::RTC) => Err(Refusal::new(
                error::NOT_SUPPORTED,
                "This server does not carry calls between connections.",
            )),
            Some(_) => Err(Refusal::invalid_request("The frame has an unknown action.")),
            None => Err(Refusal::invalid_request("The frame has no action.")),
        }
    }
}

impl<'a> Recipient<'a> {
    fn new(uid: Cow<'a, str>) -> Self {
        match uid {
            Cow::Borrowed(text) => match text.strip_prefix(CONNECTION_PREFIX) {
                Some(id) => Self::Connection(id.into()),
                None => Self::User(text.into()),
            },
            Cow::Owned(text) => match text.strip_prefix(CONNECTION_PREFIX) {
                Some(id) => Self::Connection(id.to_owned().into()),
                None => Self::User(text.into()),
            },
        }
    }
}

/// A JSON string; `None` when absent or null.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn string<'a>(key: &str, value: Option<&'a RawValue>) -> Result<Option<Cow<'a, str>>, Refusal> {
    value
        .map(|raw| serde_json::from_str::<Text<'a>>(raw.get()).map(|text| text.0))
        .transpose()
        .map_err(|_| Refusal::invalid_parameter(format!("\"{key}\" must be a string.")))
}

fn required<'a>(key: &str, value: Option<&'a RawValue>) -> Result<Cow<'a, str>, Refusal> {
    string(key, value)?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::invalid_parameter(format!("\"{key}\" must be a string.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_stays_the_text_that_was_sent() {
        for content in [
            "0",
            "false",
            "\"\"",
            "null",
            "[]",
            "{}",
            "1e400",
            "-0",
            "1.0",
            r#""\ud800""#,
            r#"{"b":1,"a":2,"b":3}"#,
            "[ 1,\n 2 ]",
            "\"é %41 100% \u{1F600}\"",
        ] {
            let text = format!(r#"{{"action":"broadcast","rid":"g","content":{content}}}"#);
            let expected = ClientFrame::Broadcast { group: "g".into(), content };
            assert_eq!(ClientFrame::parse(&text), Ok(expected));
        }
    }

    #[test]
    fn deep_nesting_overflows_no_stack() {
        let (open, close) = ("[".repeat(60_000), "]".repeat(60_000));
        for key in ["content", "notification"] {
            let text = format!(r#"{{"action":"keepAlive","{key}":{open}{close}}}"#);
            assert_eq!(ClientFrame::parse(&text), Ok(ClientFrame::KeepAlive));
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for (text, code) in [
            ("", error::INVALID_REQUEST),
            ("null", error::INVALID_REQUEST),
            (r#"["keepAlive"]"#, error::INVALID_REQUEST),
            (r#"{"action":"keepAlive"} x"#, error::INVALID_REQUEST),
            (r#"{"action":"keepAlive","action":"joinRoom"}"#, error::INVALID_REQUEST),
            (r#"{"rid":"g"}"#, error::INVALID_REQUEST),
            (r#"{"action":"dance"}"#, error::INVALID_REQUEST),
            (r#"{"action":7}"#, error::INVALID_PARAMETER),
            (r#"{"action":"joinRoom","rid":7}"#, error::INVALID_PARAMETER),
            (r#"{"action":"joinRoom","rid":"\ud800"}"#, error::INVALID_PARAMETER),
            (r#"{"action":"broadcast","content":1}"#, error::INVALID_PARAMETER),
            (r#"{"action":"sendMessage","uid":"","content":1}"#, error::INVALID_PARAMETER),
            (r#"{"action":"rtc","uid":"cid:x","content":{}}"#, error::NOT_SUPPORTED),
        ] {
            assert_eq!(
                ClientFrame::parse(text).map_err(|refusal| refusal.code),
                Err(code),
                "{text}"
            );
        }
    }

    #[test]
    fn recipients_are_users_or_connections() {
        for (uid, to) in [
            ("u", Recipient::User("u".into())),
            ("cid:x", Recipient::Connection("x".into())),
            (r"\u0063id:x", Recipient::Connection("x".into())),
        ] {
            let text = format!(r#"{{"action":"sendMessage","uid":"{uid}"}}"#);
            assert_eq!(ClientFrame::parse(&text), Ok(ClientFrame::Send { to, content: "null" }));
        }
    }
}
