//! Messages are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::accounts::User;
use super::super::wire::MethodError;
use super::draft::Draft;
use super::message::{Message, Millis};
use super::room::{Kind, Room};
use super::{Effect, Rooms, refused, text};

/// From how far off on a client's clock is not believed, and is set right.
const CLAMPED_FROM: Millis = 10_000;

/// From how far off on a message is refused.
const REFUSED_FROM: Millis = 60_000;

/// What is to be done with a draft.
#[derive(Debug)]
pub enum Sending {
    /// Write it: it has its id, and its times are set when it is [written](Rooms::commit).
    Fresh {
        /// What to write.
        message: Box<Message>,
        /// Whether the client chose its id, and so may send it again.
        is_named: bool,
    },
    /// Nothing: the user has sent it before. As it was stored, or changed since.
    Repeated(Value),
}

impl Rooms {
    /// Checks a draft in all respects, and makes a message of it that is not in its room yet.
    ///
    /// # Errors
    /// `error-invalid-room`, `error-not-allowed`, `error-message-ts-out-of-sync`,
    /// `error-message-size-exceeded`. Nothing is changed.
    pub fn prepare(
        &mut self,
        user: &str,
        draft: Draft,
        now: Millis,
    ) -> Result<Sending, MethodError> {
        let author = self.user(user).ok_or_else(refused::invalid_user)?.author.clone();
        let room = self.readable(user, &draft.rid)?;
        if !room.is_member(user) {
            return Err(refused::not_in_room());
        }
        if let Some(id) = &draft.id
            && let Some(sent) = self.message(id)
        {
            return match *sent.author.id == *user && *sent.rid == *draft.rid {
                true => Ok(Sending::Repeated(sent.to_value())),
                false => Err(refused::message_id_taken()),
            };
        }
        if room.is_read_only && !room.is_owned_by(user) {
            return Err(refused::action_not_allowed("Writing in a room that is read only"));
        }
        let skew = draft.ts.map_or(0, |ts| ts.saturating_sub(now).saturating_abs());
        if skew > REFUSED_FROM {
            return Err(refused::out_of_sync());
        }
        self.check_text(&draft.msg)?;
        let ts = draft.ts.filter(|_| skew <= CLAMPED_FROM).unwrap_or_default();
        let (rid, msg, extra) = (room.id.clone(), draft.msg, draft.extra);
        let is_named = draft.id.is_some();
        let id: Arc<str> = draft.id.unwrap_or_else(|| self.fresh_id()).into();
        let message = Box::new(self.message_of(id, rid, author, msg, ts, extra));
        Ok(Sending::Fresh { message, is_named })
    }

    /// Puts a message into its room, now: those who listen are told. What clients get of it;
    /// `None` when the room is gone.
    ///
    /// Its id can have been taken since it was prepared. What the author has sent under it is not
    /// put there once more; beside the message of somebody else it gets another id.
    pub fn commit(&mut self, mut message: Message, now: Millis) -> Option<Value> {
        if let Some(sent) = self.message(&message.id) {
            if sent.author.id == message.author.id && sent.rid == message.rid {
                return Some(sent.to_value());
            }
            message.id = self.fresh_id().into();
        }
        let room = self.rooms.get_mut(&message.rid)?;
        message.updated_at = room.tick(now);
        if message.ts == 0 {
            message.ts = message.updated_at;
        }
        let rid = room.id.clone();
        let author = message.author.clone();
        let is_system = message.is_system();
        self.messages.insert(message.id.clone(), rid.clone());
        let value = room.push(message);
        self.forget_messages(&rid);
        self.effects.push(Effect::Message { rid: rid.clone(), message: value.clone() });
        self.tell_members(&rid);
        if !is_system {
            self.notify(&rid, &author, &value);
        }
        Some(value)
    }

    /// Writes a message that needs no check. Its wire form; `None` when there is no such room.
    pub fn write(
        &mut self,
        rid: &str,
        id: &str,
        author: &User,
        msg: &str,
        extra: Map<String, Value>,
        now: Millis,
    ) -> Option<Value> {
        let rid = self.room(rid)?.id.clone();
        let message = self.message_of(id.into(), rid, author.clone(), msg.to_owned(), 0, extra);
        self.commit(message, now)
    }

    /// Writes what came to a room from another protocol.
    pub fn receive(
        &mut self,
        rid: &str,
        author: &User,
        msg: &str,
        extra: Map<String, Value>,
        now: Millis,
    ) -> Option<Value> {
        let id = self.fresh_id();
        self.write(rid, &id, author, msg, extra, now)
    }

    /// A message of any room, as clients get it.
    pub fn stored(&self, id: &str) -> Option<Value> {
        self.message(id).map(Message::to_value)
    }

    /// A message of any room.
    pub(super) fn message(&self, id: &str) -> Option<&Message> {
        self.room(self.messages.get(id)?)?.ring.get(id)
    }

    pub(super) fn check_text(&self, msg: &str) -> Result<(), MethodError> {
        let max = self.limits.text;
        if max > 0 && msg.chars().count() > max {
            return Err(refused::message_too_large());
        }
        Ok(())
    }

    /// The users whom a text mentions.
    pub(super) fn mentions(&self, msg: &str) -> Vec<Value> {
        let special = |name: &str| match name {
            "all" | "here" => Some(json!({ "_id": name, "username": name, "type": "user" })),
            _ => None,
        };
        let user = |name: &str| {
            let mut user = self.user_named(name)?.author.as_json();
            user["type"] = "user".into();
            Some(user)
        };
        text::mentions(msg)
            .into_iter()
            .filter_map(|name| user(name).or_else(|| special(name)))
            .collect()
    }

    /// The channels that a text mentions.
    pub(super) fn channels(&self, msg: &str) -> Vec<Value> {
        let channel = |name: &str| {
            let room = self.find(name).filter(|room| room.kind == Kind::Channel)?;
            Some(json!({ "_id": &*room.id, "name": &*room.name }))
        };
        text::channels(msg).into_iter().filter_map(channel).collect()
    }

    fn message_of(
        &self,
        id: Arc<str>,
        rid: Arc<str>,
        author: User,
        msg: String,
        ts: Millis,
        extra: Map<String, Value>,
    ) -> Message {
        let (mentions, channels) = (self.mentions(&msg), self.channels(&msg));
        let (edited, reactions) = (None, BTreeMap::new());
        let updated_at = ts;
        Message {
            id,
            rid,
            msg,
            ts,
            updated_at,
            author,
            edited,
            reactions,
            mentions,
            channels,
            extra,
        }
    }

    /// Tells the members that their room and their subscriptions have changed.
    fn tell_members(&mut self, rid: &Arc<str>) {
        let Some(room) = self.rooms.get(rid) else { return };
        for user in room.members.keys().cloned().collect::<Vec<_>>() {
            self.tell_member(rid, &user, "updated");
        }
    }

    /// Shows a message to those whom it is for: the other one in direct messages, and whoever is
    /// mentioned.
    fn notify(&mut self, rid: &Arc<str>, author: &User, message: &Value) {
        let Some(room) = self.rooms.get(rid) else { return };
        let is_for = |user: &str| {
            let mentions = message["mentions"].as_array().map_or(&[][..], Vec::as_slice);
            let named = |mention: &Value| mention["_id"] == user || mention["_id"] == "all";
            *user != *author.id && (room.kind == Kind::Direct || mentions.iter().any(named))
        };
        let payload = notification(room, author, message);
        let users: Vec<_> = room.members.keys().filter(|user| is_for(user)).cloned().collect();
        for user in users {
            let args = vec![payload.clone()];
            self.effects.push(Effect::User { user, event: "notification", args });
        }
    }
}

/// What a client shows on the desktop.
fn notification(room: &Room, author: &User, message: &Value) -> Value {
    let name = if room.kind == Kind::Direct { &author.username } else { &room.name };
    json!({
        "title": if room.kind == Kind::Direct { format!("@{name}") } else { format!("#{name}") },
        "text": message["msg"],
        "payload": {
            "_id": message["_id"],
            "rid": &*room.id,
            "sender": author.as_json(),
            "type": room.kind.letter(),
            "name": &**name,
            "message": { "msg": message["msg"] },
        },
    })
}
