//! Posts, notices and refusals, encoded once for all receivers.

use groupwire_protocol::wire::{code, key};

use super::Frame;
use super::object::Object;
use crate::refusal::Refusal;

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

/// A post that can be encoded with its place in a stream, and without.
#[derive(Debug)]
pub struct Post {
    /// The object up to where the place would stand.
    open: String,
}

impl Post {
    /// `{"#message":…,"#user_id":…,"#scid":…,"#srid":…}`; `content` is JSON text.
    pub fn to_group(content: &str, from: Sender<'_>, group: &str) -> Self {
        let mut object = Object::new();
        object.raw(key::MESSAGE, content);
        add_sender(&mut object, from);
        object.text(key::SENDER_RID, group);
        Self { open: object.open_end() }
    }

    /// `{"#private":…,"#user_id":…,"#scid":…}`; `content` is JSON text.
    pub fn private(content: &str, from: Sender<'_>) -> Self {
        let mut object = Object::new();
        object.raw(key::PRIVATE, content);
        add_sender(&mut object, from);
        Self { open: object.open_end() }
    }

    /// The frame of Skapi.
    pub fn plain(&self) -> Frame {
        Frame::concat(&[&self.open, "}"])
    }

    /// The frame of version 1, which ends with `"#offset":n,"#epoch":…`.
    ///
    /// `epoch` is of letters and digits.
    pub fn at(&self, epoch: &str, offset: u64) -> Frame {
        let (offset_key, epoch_key) = (key::OFFSET, key::EPOCH);
        let place = format!(",\"{offset_key}\":{offset},\"{epoch_key}\":\"{epoch}\"}}");
        Frame::concat(&[&self.open, &place])
    }
}

/// `{"#notice":"User …","#user_id":…,"#scid":…,"#srid":…,"#code":…}`.
pub fn notice(what: Presence, about: Sender<'_>, group: &str) -> Frame {
    let (event, code) = match what {
        Presence::Disconnected => ("has been disconnected.", code::USER_DISCONNECTED),
        Presence::Joined => ("has joined the message group.", code::USER_JOINED),
        Presence::Left => ("has left the message group.", code::USER_LEFT),
    };
    let mut object = Object::new();
    object.text(key::NOTICE, &format!("User \"{}\" {event}", about.user));
    add_sender(&mut object, about);
    object.text(key::SENDER_RID, group);
    object.text(key::CODE, code);
    object.frame()
}

/// `{"#error":{"code":…,"message":…}}`.
pub fn error(refusal: &Refusal) -> Frame {
    let mut inner = Object::new();
    inner.text("code", refusal.code);
    inner.text("message", &refusal.message);
    let mut object = Object::new();
    object.object(key::ERROR, inner);
    object.frame()
}

fn add_sender(object: &mut Object, sender: Sender<'_>) {
    object.text(key::USER_ID, sender.user);
    object.text(key::SENDER_CID, sender.connection);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: Sender<'static> = Sender { user: "ann", connection: "c1" };

    fn text(frame: &Frame) -> &str {
        std::str::from_utf8(frame.payload()).expect("UTF-8")
    }

    #[test]
    fn keys_come_in_the_documented_order() {
        let post = Post::to_group("{\"b\":1}", ANN, "g");
        assert_eq!(
            text(&post.plain()),
            r##"{"#message":{"b":1},"#user_id":"ann","#scid":"c1","#srid":"g"}"##
        );
        assert_eq!(
            text(&post.at("e1", 7)),
            r##"{"#message":{"b":1},"#user_id":"ann","#scid":"c1","#srid":"g","#offset":7,"#epoch":"e1"}"##
        );
        assert_eq!(
            text(&Post::private("0", ANN).plain()),
            r##"{"#private":0,"#user_id":"ann","#scid":"c1"}"##
        );
        assert_eq!(
            text(&notice(Presence::Joined, ANN, "g")),
            r##"{"#notice":"User \"ann\" has joined the message group.","#user_id":"ann","#scid":"c1","#srid":"g","#code":"USER_JOINED"}"##
        );
        assert_eq!(
            text(&error(&Refusal::new("A", "b \"c\""))),
            r##"{"#error":{"code":"A","message":"b \"c\""}}"##
        );
    }

    #[test]
    fn no_percent_sign_and_no_control_character_is_left() {
        let post = Post::to_group(r#""100% %41 \\%""#, ANN, "a%\u{1}\"\\#\u{1F600}").plain();
        let text = text(&post);
        assert!(!text.contains('%') && !text.contains('\u{1}'));
        let value: serde_json::Value = serde_json::from_str(text).expect("valid JSON");
        assert_eq!(value["#message"], r"100% %41 \%");
        assert_eq!(value["#srid"], "a%\u{1}\"\\#\u{1F600}");
    }
}
