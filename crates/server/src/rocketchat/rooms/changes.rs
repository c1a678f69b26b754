//! Messages are changed, deleted and reacted to.

use serde_json::{Value, json};

use super::super::wire::MethodError;
use super::message::{Message, Millis};
use super::room::Kind;
use super::{Effect, Rooms, refused};

/// The longest name of an emoji, colons included.
const MAX_EMOJI_BYTES: usize = 64;

/// How many different reactions a message may have.
const MAX_REACTIONS: usize = 100;

impl Rooms {
    /// A message in a room that the user may read, as clients get it.
    ///
    /// # Errors
    /// `error-invalid-message`.
    pub fn single(&self, user: &str, id: &str) -> Result<Value, MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        room.ring.get(id).map(Message::to_value).ok_or_else(refused::invalid_message)
    }

    /// Gives a message of the user another text. The message as it is now.
    ///
    /// # Errors
    /// `error-invalid-message`, `error-action-not-allowed`, `error-message-size-exceeded`.
    pub fn update(
        &mut self,
        user: &str,
        id: &str,
        msg: &str,
        now: Millis,
    ) -> Result<Value, MethodError> {
        self.check_text(msg)?;
        self.own_message(user, id, "Message editing")?;
        let editor = self.author(&user.into());
        let (mentions, channels) = (self.mentions(msg), self.channels(msg));
        self.change(user, id, now, |message, at| {
            message.msg = msg.to_owned();
            message.mentions = mentions;
            message.channels = channels;
            message.edited = Some((at, editor));
        })
    }

    /// Deletes a message, which its author may and the owner of its room.
    ///
    /// # Errors
    /// `error-invalid-message`, `error-action-not-allowed`.
    pub fn delete(&mut self, user: &str, id: &str, now: Millis) -> Result<Value, MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        if !room.is_owned_by(user) {
            self.own_message(user, id, "Message deleting")?;
        }
        let rid = room.id.clone();
        let room = self.rooms.get_mut(&rid).ok_or_else(refused::invalid_room)?;
        let at = room.tick(now);
        let gone = room.ring.delete(id, at).ok_or_else(refused::invalid_message)?;
        self.forget_messages(&rid);
        let args = vec![json!({ "_id": id })];
        self.effects.push(Effect::Room { rid, event: "deleteMessage", args });
        Ok(gone.to_value())
    }

    /// Adds a reaction like `:x:`, or takes it back; `None` does what has not been done.
    ///
    /// # Errors
    /// `error-invalid-message`; `error-not-allowed` for who is no member, or what is no emoji.
    pub fn react(
        &mut self,
        user: &str,
        id: &str,
        emoji: &str,
        wanted: Option<bool>,
        now: Millis,
    ) -> Result<(), MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        if !room.is_member(user) {
            return Err(refused::not_in_room());
        }
        let emoji = format!(":{}:", emoji.trim_matches(':'));
        if emoji.len() > MAX_EMOJI_BYTES {
            return Err(refused::invalid_emoji());
        }
        let username = self.author(&user.into()).username;
        let message = room.ring.get(id).ok_or_else(refused::invalid_message)?;
        let has = message.reactions.get(&emoji).is_some_and(|names| names.contains(&username));
        let wanted = wanted.unwrap_or(!has);
        if wanted
            && message.reactions.len() >= MAX_REACTIONS
            && !message.reactions.contains_key(&emoji)
        {
            return Err(refused::invalid_emoji());
        }
        if wanted == has {
            return Ok(());
        }
        self.change(user, id, now, |message, _| {
            let names = message.reactions.entry(emoji.clone()).or_default();
            if wanted {
                names.push(username);
            } else {
                names.retain(|name| *name != username);
            }
            message.reactions.retain(|_, names| !names.is_empty());
        })?;
        Ok(())
    }

    /// Changes a message, and tells those who listen to its room.
    fn change(
        &mut self,
        user: &str,
        id: &str,
        now: Millis,
        change: impl FnOnce(&mut Message, Millis),
    ) -> Result<Value, MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        let rid = room.id.clone();
        let room = self.rooms.get_mut(&rid).ok_or_else(refused::invalid_room)?;
        let at = room.tick(now);
        let changed = room.ring.change(id, |message| {
            change(message, at);
            message.updated_at = at;
            message.to_value()
        });
        let message = changed.ok_or_else(refused::invalid_message)?;
        self.forget_messages(&rid);
        self.effects.push(Effect::Message { rid, message: message.clone() });
        Ok(message)
    }

    /// Whether the user wrote the message, and is still where it is.
    fn own_message(&self, user: &str, id: &str, what: &str) -> Result<(), MethodError> {
        let room = self.room_of_message(user, id).ok_or_else(refused::invalid_message)?;
        let is_own = room
            .ring
            .get(id)
            .is_some_and(|message| *message.author.id == *user && !message.is_system());
        let is_there = room.kind == Kind::Channel || room.is_member(user);
        if is_own && is_there { Ok(()) } else { Err(refused::action_not_allowed(what)) }
    }
}
