//! Users of the other endpoint come into the group of a channel, and go.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::accounts::User;
use super::message::{Message, Millis};
use super::room::Kind;
use super::{Effect, Rooms};

impl Rooms {
    /// A connection is in the group. Those who listen to the channel are told, as of a new
    /// member, when it is the first of its user, who is none.
    pub fn arrive(&mut self, group: &str, who: &User, now: Millis) {
        let Some(rid) = self.channel(group) else { return };
        let Some(room) = self.rooms.get_mut(&rid) else { return };
        let connections = room.visitors.entry(who.id.clone()).or_default();
        *connections += 1;
        if *connections == 1 {
            self.tell_visit(&rid, "uj", who, now);
        }
    }

    /// A connection is in the group no more; the same when it was the last.
    pub fn depart(&mut self, group: &str, who: &User, now: Millis) {
        let Some(rid) = self.channel(group) else { return };
        let Some(room) = self.rooms.get_mut(&rid) else { return };
        // It can have been there before the room was.
        if let Entry::Occupied(mut connections) = room.visitors.entry(who.id.clone()) {
            *connections.get_mut() -= 1;
            if *connections.get() > 0 {
                return;
            }
            connections.remove();
        }
        self.tell_visit(&rid, "ul", who, now);
    }

    fn channel(&self, group: &str) -> Option<Arc<str>> {
        let room = self.find(group).filter(|room| room.kind == Kind::Channel);
        room.map(|room| room.id.clone())
    }

    /// Says it in a message that is not kept: connections come and go more often than members,
    /// and would drive out what was written.
    fn tell_visit(&mut self, rid: &Arc<str>, kind: &str, who: &User, now: Millis) {
        let id = self.fresh_id();
        let Some(room) = self.rooms.get_mut(rid) else { return };
        if room.is_member(&who.id) {
            return;
        }
        let at = room.tick(now);
        let message = Message {
            id: id.into(),
            rid: rid.clone(),
            msg: who.username.to_string(),
            ts: at,
            updated_at: at,
            author: who.clone(),
            edited: None,
            reactions: BTreeMap::new(),
            mentions: Vec::new(),
            channels: Vec::new(),
            extra: Map::from_iter([("t".to_owned(), Value::from(kind))]),
        };
        self.effects.push(Effect::Message { rid: rid.clone(), message: message.to_value() });
    }
}
