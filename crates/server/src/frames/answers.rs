//! The frames that only connections of version 1 get.

use std::time::Duration;

use groupwire_protocol::wire::key;

use super::Frame;
use super::object::Object;
use crate::hub::{Peer, Receipt, Standing};
use crate::refusal::Refusal;

/// What the server promises in `#hello`, the same for all its connections.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long a connection may be silent before the client should send a ping.
    pub heartbeat: Duration,
    /// How long a `mid` is remembered.
    pub dedupe: Duration,
    /// The largest frame in bytes, or 0.
    pub message: usize,
    /// The longest name of a group in bytes, or 0.
    pub group: usize,
    /// In how many groups one connection may be, or 0.
    pub groups: usize,
}

/// `{"#hello":{…}}`: the first frame of a connection.
pub fn hello(terms: &Terms, peer: &Peer, standing: &Standing<'_>) -> Frame {
    let mut limits = Object::new();
    limits.number("message", terms.message as u64);
    limits.number("group", terms.group as u64);
    limits.number("groups", terms.groups as u64);
    let mut inner = Object::new();
    inner.number("v", 1);
    inner.text("cid", peer.id());
    inner.text("user_id", peer.user());
    add_standing(&mut inner, standing);
    inner.number("heartbeat", millis(terms.heartbeat));
    inner.number("dedupe", millis(terms.dedupe));
    inner.object("limits", limits);
    let mut object = Object::new();
    object.object(key::HELLO, inner);
    object.frame()
}

/// `{"#joined":group,"mid":…,"epoch":…,"offset":n,"recovered":bool?}`.
pub fn joined(group: &str, mid: &str, standing: &Standing<'_>) -> Frame {
    let mut object = Object::new();
    object.text(key::JOINED, group);
    object.text("mid", mid);
    add_standing(&mut object, standing);
    object.frame()
}

/// `{"#ack":mid}`, with the receipt of a post.
pub fn ack(mid: &str, receipt: Option<Receipt>) -> Frame {
    let mut object = Object::new();
    object.text(key::ACK, mid);
    match receipt {
        Some(Receipt::Offset(offset)) => object.number("offset", offset),
        Some(Receipt::Reached(reached)) => object.number("reached", reached),
        None => {}
    }
    object.frame()
}

/// `{"#nack":mid,"code":…,"message":…}`.
pub fn nack(mid: &str, refusal: &Refusal) -> Frame {
    let mut object = Object::new();
    object.text(key::NACK, mid);
    object.text("code", refusal.code);
    object.text("message", &refusal.message);
    object.frame()
}

/// `{"#pong":<ms since 1970>}`.
pub fn pong(since_1970: Duration) -> Frame {
    number(key::PONG, millis(since_1970))
}

/// `{"#expires":<ms left>}`.
pub fn expires(left: Duration) -> Frame {
    number(key::EXPIRES, millis(left))
}

fn number(key: &str, value: u64) -> Frame {
    let mut object = Object::new();
    object.number(key, value);
    object.frame()
}

fn add_standing(object: &mut Object, standing: &Standing<'_>) {
    object.text("epoch", standing.epoch);
    object.number("offset", standing.offset);
    if let Some(recovered) = standing.recovered {
        object.bool("recovered", recovered);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
