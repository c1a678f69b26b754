//! Messages are read again.

use serde_json::{Value, json};

use super::super::wire::MethodError;
use super::message::{Message, Millis};
use super::room::Room;
use super::{Rooms, refused};

/// Which messages of a room are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Only older ones than this.
    pub before: Option<Millis>,
    /// At most so many, the newest.
    pub count: usize,
    /// When the client last saw the room: what came later is counted.
    pub last_seen: Option<Millis>,
}

/// The messages around one.
#[derive(Debug)]
pub struct Window {
    /// Newest first.
    pub messages: Vec<Value>,
    /// Whether older ones are here.
    pub more_before: bool,
    /// Whether newer ones are here.
    pub more_after: bool,
}

impl Rooms {
    /// `{messages, unreadNotLoaded, firstUnread?}`, the newest message first.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn load(&self, user: &str, rid: &str, load: Load) -> Result<Value, MethodError> {
        let room = self.readable(user, rid)?;
        let older = |message: &&Message| load.before.is_none_or(|before| message.ts < before);
        let messages: Vec<_> = room.ring.iter().rev().filter(older).take(load.count).collect();
        let mut loaded = json!({
            "messages": messages.iter().map(|message| message.to_value()).collect::<Vec<_>>(),
            "unreadNotLoaded": 0,
        });
        if let Some(seen) = load.last_seen {
            let oldest = messages.last().map_or(Millis::MAX, |message| message.ts);
            let unseen = |message: &&Message| message.ts > seen && message.ts < oldest;
            let mut not_loaded = room.ring.iter().filter(unseen);
            if let Some(first) = not_loaded.next() {
                loaded["firstUnread"] = first.to_value();
                loaded["unreadNotLoaded"] = (1 + not_loaded.count()).into();
            }
        }
        Ok(loaded)
    }

    /// The messages that were written after a moment, the newest first.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn missed(&self, user: &str, rid: &str, after: Millis) -> Result<Vec<Value>, MethodError> {
        let room = self.readable(user, rid)?;
        let newer = room.ring.iter().rev().filter(|message| message.ts > after);
        Ok(newer.map(Message::to_value).collect())
    }

    /// At most `count` messages that were written after a moment, the oldest first.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn next(
        &self,
        user: &str,
        rid: &str,
        after: Millis,
        count: usize,
    ) -> Result<Vec<Value>, MethodError> {
        let room = self.readable(user, rid)?;
        let newer = room.ring.iter().filter(|message| message.ts > after);
        Ok(newer.take(count).map(Message::to_value).collect())
    }

    /// A message with about `count / 2` on either side.
    ///
    /// # Errors
    /// `error-invalid-message`.
    pub fn surrounding(&self, user: &str, id: &str, count: usize) -> Result<Window, MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        let at = room.ring.iter().position(|message| *message.id == *id);
        let at = at.ok_or_else(refused::invalid_message)?;
        let (begin, end) = (at.saturating_sub(count / 2), at + count.div_ceil(2));
        let len = room.ring.iter().len();
        let window = room.ring.iter().take(end).skip(begin).rev();
        Ok(Window {
            messages: window.map(Message::to_value).collect(),
            more_before: begin > 0,
            more_after: end < len,
        })
    }

    /// The member has read the room.
    ///
    /// # Errors
    /// `error-invalid-room`; `error-not-allowed` for who is no member.
    pub fn mark_read(&mut self, user: &str, rid: &str, now: Millis) -> Result<(), MethodError> {
        self.change_membership(user, rid, now, |room, at| {
            room.unread = 0;
            room.mentions = 0;
            room.seen = at;
        })
    }

    /// Shows the room in the member's list, or takes it out.
    ///
    /// # Errors
    /// As [`mark_read`](Self::mark_read).
    pub fn set_open(
        &mut self,
        user: &str,
        rid: &str,
        is_open: bool,
        now: Millis,
    ) -> Result<(), MethodError> {
        self.change_membership(user, rid, now, |member, _| member.is_open = is_open)
    }

    fn change_membership(
        &mut self,
        user: &str,
        rid: &str,
        now: Millis,
        change: impl FnOnce(&mut super::Membership, Millis),
    ) -> Result<(), MethodError> {
        let rid = self.readable(user, rid)?.id.clone();
        let room = self.rooms.get_mut(&rid).ok_or_else(refused::invalid_room)?;
        let at = room.tick(now);
        let member = room.members.get_mut(user).ok_or_else(refused::not_in_room)?;
        change(member, at);
        member.updated_at = at;
        let user = user.into();
        self.tell_member(&rid, &user, "updated");
        Ok(())
    }

    /// The room as clients get it, with so many users who are no members.
    pub fn room_value(&self, room: &Room, guests: usize) -> Value {
        let names: Vec<_> = room.members.keys().map(|id| self.author(id).username).collect();
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        room.to_value(&names, guests)
    }
}
