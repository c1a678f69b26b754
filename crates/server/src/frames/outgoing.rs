//! Frames to clients, encoded once for all receivers.

use std::fmt::Write;
use std::sync::Arc;

use groupwire_protocol::wire::{code, key};

use crate::refusal::Refusal;

/// A whole WebSocket text frame, header and all.
///
/// Frames of a server are not masked, so that the same bytes are right for every receiver:
/// a post to ten thousand connections is encoded once and copied never.
#[derive(Clone, Debug)]
pub struct Frame(Arc<[u8]>);

impl Frame {
    /// A text frame with this payload.
    pub fn text(payload: &str) -> Self {
        const FINAL_TEXT: u8 = 0x81;
        let mut bytes = Vec::with_capacity(payload.len() + 10);
        bytes.push(FINAL_TEXT);
        // RFC 6455, 5.2: seven bits, or 126 and 16 bits, or 127 and 64 bits.
        match payload.len() {
            len @ 0..=125 => bytes.push(len as u8),
            len @ 126..=0xffff => {
                bytes.push(126);
                bytes.extend_from_slice(&(len as u16).to_be_bytes());
            }
            len => {
                bytes.push(127);
                bytes.extend_from_slice(&(len as u64).to_be_bytes());
            }
        }
        bytes.extend_from_slice(payload.as_bytes());
        Self(bytes.into())
    }

    /// The bytes that go into the TCP stream.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Who a frame is from, or about.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The user id.
    pub user: &'a str,
    /// The connection id, without prefix.
    pub connection: &'a str,
}

/// What happened to a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The connection ended while it was in the group.
    Disconnected,
    /// The connection is in the group now.
    Joined,
    /// The connection is in the group no more.
    Left,
}

/// `{"#message":…,"#user_id":…,"#scid":…,"#srid":…}`; `content` is JSON text.
pub fn message(content: &str, from: Sender<'_>, group: &str) -> String {
    let mut object = Object::new();
    object.raw(key::MESSAGE, content);
    object.sender(from);
    object.text(key::SENDER_RID, group);
    object.end()
}

/// `{"#private":…,"#user_id":…,"#scid":…}`; `content` is JSON text.
pub fn private(content: &str, from: Sender<'_>) -> String {
    let mut object = Object::new();
    object.raw(key::PRIVATE, content);
    object.sender(from);
    object.end()
}

/// `{"#notice":"User …","#user_id":…,"#scid":…,"#srid":…,"#code":…}`.
pub fn notice(what: Presence, about: Sender<'_>, group: &str) -> String {
    let (event, code) = match what {
        Presence::Disconnected => ("has been disconnected.", code::USER_DISCONNECTED),
        Presence::Joined => ("has joined the message group.", code::USER_JOINED),
        Presence::Left => ("has left the message group.", code::USER_LEFT),
    };
    let mut object = Object::new();
    object.text(key::NOTICE, &format!("User \"{}\" {event}", about.user));
    object.sender(about);
    object.text(key::SENDER_RID, group);
    object.text(key::CODE, code);
    object.end()
}

/// `{"#error":{"code":…,"message":…}}`.
pub fn error(refusal: &Refusal) -> String {
    let mut inner = Object::new();
    inner.text("code", refusal.code);
    inner.text("message", &refusal.message);
    let mut object = Object::new();
    object.raw(key::ERROR, &inner.end());
    object.end()
}

/// Writes a JSON object in the order of the calls.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self(String::from("{"))
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn sender(&mut self, sender: Sender<'_>) {
        self.text(key::USER_ID, sender.user);
        self.text(key::SENDER_CID, sender.connection);
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.0.push('"');
        for c in value.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                // A String takes every write.
                '\0'..='\x1f' | '%' => _ = write!(self.0, "\\u{:04x}", u32::from(c)),
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    /// Adds JSON text, with each `%` as `\u0025`.
    ///
    /// skapi-js runs `decodeURI` over whole frames: a bare `%` makes it drop the frame, and
    /// `%22` would end a string. A `%` can stand in JSON only inside a string, and never after
    /// an unpaired backslash, so that the escape means the same to every reader.
    fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        for (at, part) in json.split('%').enumerate() {
            if at > 0 {
                self.0.push_str("\\u0025");
            }
            self.0.push_str(part);
        }
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: Sender<'static> = Sender { user: "ann", connection: "c1" };

    #[test]
    fn keys_come_in_the_documented_order() {
        assert_eq!(
            message("{\"b\":1}", ANN, "g"),
            r##"{"#message":{"b":1},"#user_id":"ann","#scid":"c1","#srid":"g"}"##
        );
        assert_eq!(private("0", ANN), r##"{"#private":0,"#user_id":"ann","#scid":"c1"}"##);
        assert_eq!(
            notice(Presence::Joined, ANN, "g"),
            r##"{"#notice":"User \"ann\" has joined the message group.","#user_id":"ann","#scid":"c1","#srid":"g","#code":"USER_JOINED"}"##
        );
        assert_eq!(
            error(&Refusal::new("A", "b \"c\"")),
            r##"{"#error":{"code":"A","message":"b \"c\""}}"##
        );
    }

    #[test]
    fn no_percent_sign_and_no_control_character_is_left() {
        let text = message(r#""100% %41 \\%""#, ANN, "a%\u{1}\"\\#\u{1F600}");
        assert!(!text.contains('%') && !text.contains('\u{1}'));
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        assert_eq!(value["#message"], r"100% %41 \%");
        assert_eq!(value["#srid"], "a%\u{1}\"\\#\u{1F600}");
    }

    #[test]
    fn headers_have_the_length_in_the_shortest_form() {
        for (len, header) in [
            (0, &[0x81, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xff, 0xff]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = Frame::text(&"x".repeat(len));
            assert_eq!(frame.bytes().len(), header.len() + len);
            assert!(frame.bytes().starts_with(header));
        }
    }
}
