//! Frames from clients.

use std::borrow::Cow;

use groupwire_protocol::wire::CONNECTION_PREFIX;

use super::fields::{Fields, FieldsOfVersion1, object, string};
use crate::hub::Position;
use crate::refusal::Refusal;

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum ClientFrame<'a> {
    /// Post `content` to a group of the connection.
    Broadcast {
        /// The name of the group; the connection must be in it.
        group: Cow<'a, str>,
        /// JSON text, exactly as the client sent it.
        content: &'a str,
    },
    /// Join the group.
    Join {
        /// Its name.
        group: Cow<'a, str>,
        /// What the client has seen of it. Version 1 only.
        since: Option<Position>,
    },
    /// A sign of life.
    KeepAlive,
    /// Leave the group. Version 1 only.
    Leave(Cow<'a, str>),
    /// Leave every group.
    LeaveAll,
    /// Answer this. Version 1 only.
    Ping,
    /// Go on with this token. Version 1 only.
    Renew(Cow<'a, str>),
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

/// A frame of version 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// How the client calls it. It is known also where the rest is refused.
    pub mid: Option<Cow<'a, str>>,
    /// What is asked for, or the refusal as of [`ClientFrame::parse`].
    pub frame: Result<ClientFrame<'a>, Refusal>,
}

/// The longest `mid` in bytes.
const MAX_MID_BYTES: usize = 64;

impl<'a> ClientFrame<'a> {
    /// Reads a text frame of a client that does not speak version 1.
    ///
    /// # Errors
    /// `INVALID_REQUEST` for what is not a JSON object or has no known action,
    /// `INVALID_PARAMETER` for a field of the wrong type, `NOT_SUPPORTED` for `rtc`.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let fields: Fields<'a> = object(text)?;
        let name = fields.action()?;
        fields.command(&name)
    }
}

impl<'a> Command<'a> {
    /// Reads a text frame of version 1.
    pub fn parse(text: &'a str) -> Self {
        let parsed = object::<FieldsOfVersion1<'a>>(text)
            .and_then(|fields| Ok((string("mid", fields.mid)?, fields)));
        match parsed {
            Err(refusal) => Self { mid: None, frame: Err(refusal) },
            Ok((Some(mid), _)) if mid.len() > MAX_MID_BYTES => {
                let message = format!("\"mid\" may have at most {MAX_MID_BYTES} bytes.");
                Self { mid: None, frame: Err(Refusal::invalid_parameter(message)) }
            }
            Ok((mid, fields)) => Self { frame: fields.command(mid.is_some()), mid },
        }
    }
}

impl<'a> Recipient<'a> {
    pub(super) fn new(uid: Cow<'a, str>) -> Self {
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

#[cfg(test)]
mod tests {
    use groupwire_protocol::wire::error;

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
