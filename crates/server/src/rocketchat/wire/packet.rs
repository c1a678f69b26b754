//! Messages as frames.

use std::sync::OnceLock;

use super::{Json, Outgoing};
use crate::frames::Frame;

/// How messages are put into WebSocket frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A message is a text frame.
    Raw,
    /// A message is a string in a list after an `a`: the framing of SockJS.
    SockJs,
}

/// A message that is ready to be written to any number of connections.
///
/// It is encoded once for each framing, and shared by all who get it.
#[derive(Debug)]
pub struct Packet {
    raw: Frame,
    sockjs: OnceLock<Frame>,
}

impl Packet {
    /// The frame of a connection with this framing.
    pub fn frame(&self, framing: Framing) -> &Frame {
        match framing {
            Framing::Raw => &self.raw,
            Framing::SockJs => self.sockjs.get_or_init(|| {
                let text = String::from_utf8_lossy(self.raw.payload());
                Frame::concat(&["a[", &Json::from(text).to_string(), "]"])
            }),
        }
    }
}

impl From<Outgoing<'_>> for Packet {
    fn from(message: Outgoing<'_>) -> Self {
        // Structs of strings and JSON values have a JSON form.
        Self::of(&serde_json::to_string(&message).unwrap_or_default())
    }
}

impl From<&Json> for Packet {
    fn from(message: &Json) -> Self {
        Self::of(&message.to_string())
    }
}

impl Packet {
    fn of(text: &str) -> Self {
        Self { raw: Frame::text(text), sockjs: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: Outgoing<'_>, framing: Framing) -> String {
        let packet = Packet::from(message);
        String::from_utf8(packet.frame(framing).payload().to_vec()).expect("UTF-8")
    }

    #[test]
    fn a_message_is_text_or_a_string_in_a_list() {
        let message = Outgoing::Connected { session: "a\"b" };
        assert_eq!(text(message, Framing::Raw), r#"{"msg":"connected","session":"a\"b"}"#);
        assert_eq!(
            text(message, Framing::SockJs),
            r#"a["{\"msg\":\"connected\",\"session\":\"a\\\"b\"}"]"#
        );
    }

    #[test]
    fn undefined_is_a_key_that_is_not_there() {
        let result = |result| text(Outgoing::Result { id: "1", error: None, result }, Framing::Raw);
        assert_eq!(result(None), r#"{"msg":"result","id":"1"}"#);
        let null = serde_json::Value::Null;
        assert_eq!(result(Some(&null)), r#"{"msg":"result","id":"1","result":null}"#);
    }
}
