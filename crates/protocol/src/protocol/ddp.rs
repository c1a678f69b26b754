//! DDP version 1, as Rocket.Chat's Realtime API speaks it.
//!
//! Source: `meteor/meteor`, `packages/ddp/DDP.md`, and the observed behaviour of the two servers
//! of Rocket.Chat, Meteor and ddp-streamer: the table in `docs/SPEC.md`.

use super::remote::{MessageKind, Remote, Told};
use super::{Credentials, Ending, Features, Frame, Incoming, Join, Position, Post, Protocol};
use crate::document::{Document, Kind, defined};
use crate::error::{Code, Error};
use crate::session::Recipient;
use crate::text::push_string;
use alloc::string::String;
use alloc::vec::Vec;

/// The versions that we speak, the newest first. `pre2` was declared final as `1`, and `pre1` has
/// no ping, which a client that is not asked for one can do without.
const VERSIONS: [&str; 3] = ["1", "pre2", "pre1"];

/// Method calls and subscriptions. The documents in them are EJSON, which is the owner's business.
#[derive(Clone, Debug)]
pub struct Ddp {
    version: &'static str,
    /// The call of `logout` that was made last.
    logout: Option<String>,
    /// It was answered on this connection.
    logged_out: bool,
    /// The version was changed, and no session has begun since.
    has_changed: bool,
}

impl Default for Ddp {
    fn default() -> Self {
        Self { version: VERSIONS[0], logout: None, logged_out: false, has_changed: false }
    }
}

impl<D: Document> Protocol<D> for Ddp {
    fn features(&self) -> Features {
        Features {
            acknowledges: true,
            answers_heartbeat: true,
            greets: true,
            ..Features::default()
        }
    }

    fn url(&self, url: &str, _: Option<&Position>, _: &Credentials) -> String {
        url.into()
    }

    fn reaches(&self, _: &Recipient) -> Result<(), Error> {
        Err(Error::fixed(Code::NotSupported, "This protocol has no posts. Call a method."))
    }

    fn join(&mut self, _: Join<'_>, _: &Credentials) -> Option<Frame<D>> {
        None
    }

    fn leave(&mut self, _: Option<&str>, _: Option<&str>, _: &Credentials) -> Option<Frame<D>> {
        None
    }

    fn post(&mut self, _: Post<'_, D>, _: &Credentials) -> Option<Frame<D>> {
        None
    }

    fn remote(&mut self) -> Option<&mut dyn Remote<D>> {
        Some(self)
    }

    fn heartbeat(&mut self) -> Frame<D> {
        Frame::bare("{\"msg\":\"ping\"}".into())
    }

    fn renew(&mut self, _: &str, _: &Credentials) -> Option<Frame<D>> {
        None
    }

    fn receive(&mut self, frame: D) -> Option<Incoming<D>> {
        let Some(kind) = frame.message_kind() else {
            // A greeting of the server's, or a message of a later version.
            return Some(Incoming::Remote(Told::Nothing));
        };
        let told = match kind {
            MessageKind::Pong => return Some(Incoming::Pong),
            MessageKind::Connected => {
                self.has_changed = false;
                Told::Connected
            }
            MessageKind::Data => {
                defined(&frame, "collection").filter(|name| name.kind() == Kind::String)?;
                Told::Data(frame)
            }
            MessageKind::Error => {
                defined(&frame, "reason")?;
                Told::Problem(frame)
            }
            MessageKind::Failed => Told::Failed { is_known: self.agree(&text(&frame, "version")?) },
            // The answer to an `unsub` without an id has none.
            MessageKind::Nosub if defined(&frame, "id").is_none() => Told::Nothing,
            MessageKind::Nosub => {
                Told::Nosub { id: text(&frame, "id")?, error: defined(&frame, "error") }
            }
            MessageKind::Ping => Told::Ping(text(&frame, "id")),
            MessageKind::Ready => Told::Ready(texts(&frame.field("subs")?)?),
            MessageKind::Result => self.returned(&frame)?,
            // What a method returns is awaited, not what it writes: the order of the two differs
            // from server to server.
            MessageKind::Updated => {
                texts(&frame.field("methods")?)?;
                Told::Nothing
            }
        };
        Some(Incoming::Remote(told))
    }

    fn ending(&self, code: u16) -> Ending {
        match code {
            // ddp-streamer closes the connection of who logs out.
            1002 if self.logged_out => Ending::Moved,
            1008 => Ending::Refused,
            1009 => Ending::TooLarge,
            1013 => Ending::RetrySlowly,
            // Between tabs that share a connection.
            4301 => Ending::Moved,
            _ => Ending::Retry,
        }
    }
}

impl<D: Document> Remote<D> for Ddp {
    fn greet(&mut self) -> Frame<D> {
        self.logged_out = false;
        let mut text = open("connect");
        for key in ["\"version\":", "\"support\":["] {
            text.push(',');
            text.push_str(key);
            push_string(&mut text, self.version);
        }
        text.push_str("]}");
        Frame::bare(text)
    }

    fn pong(&mut self, id: Option<&str>) -> Frame<D> {
        let mut text = open("pong");
        if let Some(id) = id {
            push_field(&mut text, "id", id);
        }
        text.push('}');
        Frame::bare(text)
    }

    fn login(&mut self, id: &str, credentials: &Credentials) -> Frame<D> {
        let mut text = head("method", "method", "login", id);
        text.push('[');
        text.push_str(&credentials.token);
        text.push_str("]}");
        Frame::bare(text)
    }

    fn method(&mut self, id: &str, name: &str, params: D::Text) -> Frame<D> {
        if name == "logout" {
            self.logout = Some(id.into());
        }
        with_params(head("method", "method", name, id), params)
    }

    fn subscribe(&mut self, id: &str, name: &str, params: D::Text) -> Frame<D> {
        with_params(head("sub", "name", name, id), params)
    }

    fn unsubscribe(&mut self, id: &str) -> Frame<D> {
        let mut text = open("unsub");
        push_field(&mut text, "id", id);
        text.push('}');
        Frame::bare(text)
    }
}

impl Ddp {
    /// Takes over the version that the server speaks, if we do too.
    fn agree(&mut self, version: &str) -> bool {
        let known = VERSIONS.into_iter().find(|known| *known == version);
        // A server that refuses what it has offered would do so for ever.
        let agreed = known.filter(|known| *known != self.version && !self.has_changed);
        self.version = agreed.unwrap_or(VERSIONS[0]);
        self.has_changed = agreed.is_some();
        agreed.is_some()
    }

    fn returned<D: Document>(&mut self, frame: &D) -> Option<Told<D>> {
        let id = text(frame, "id")?;
        let result = match defined(frame, "error") {
            Some(error) => Err(error),
            None => {
                self.logged_out |= self.logout.as_ref() == Some(&id);
                Ok(defined(frame, "result"))
            }
        };
        Some(Told::Result { id, result })
    }
}

fn text<D: Document>(frame: &D, name: &str) -> Option<String> {
    frame.field(name)?.as_str()
}

/// The strings of an array that has nothing else.
fn texts<D: Document>(array: &D) -> Option<Vec<String>> {
    if array.kind() != Kind::Array {
        return None;
    }
    (0..).map_while(|at| array.element(at)).map(|element| element.as_str()).collect()
}

/// `{"msg":<msg>`
fn open(msg: &str) -> String {
    let mut text = String::from("{\"msg\":\"");
    text.push_str(msg);
    text.push('"');
    text
}

fn push_field(text: &mut String, key: &str, value: &str) {
    text.push_str(",\"");
    text.push_str(key);
    text.push_str("\":");
    push_string(text, value);
}

/// `{"msg":<msg>,<key>:<name>,"id":<id>,"params":`
fn head(msg: &str, key: &str, name: &str, id: &str) -> String {
    let mut text = open(msg);
    push_field(&mut text, key, name);
    push_field(&mut text, "id", id);
    text.push_str(",\"params\":");
    text
}

fn with_params<D: Document>(head: String, params: D::Text) -> Frame<D> {
    Frame { head, content: Some(params), tail: "}".into() }
}
