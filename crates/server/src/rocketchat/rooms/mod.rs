//! The rooms of one service: who is in them, what was written, what a client sees of it.
//!
//! No socket, no clock and no randomness is in here: time and entropy come from outside, and what
//! others have to be told is left as [`Effect`]s, to be taken with [`Rooms::take_effects`] after
//! every operation. Documents are EJSON as plain JSON (`{"$date": ms}`), as they go over the wire.
//! Their forms are those of Rocket.Chat's schema definitions and of frames that were observed.
//!
//! The id of a channel is its name, so that both find it, and a group of that name too.

mod changes;
mod draft;
mod effect;
mod forget;
mod lists;
mod members;
mod message;
mod reading;
mod refused;
mod resident;
mod ring;
mod room;
mod sending;
mod sync;
mod text;
mod visitors;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::accounts::User;
use super::wire::MethodError;

pub use draft::{Draft, Source};
pub use effect::Effect;
pub use message::{Message, Millis, date};
pub use reading::{Load, Window};
pub use resident::{Resident, Status};
pub use ring::Budget;
pub use room::{Kind, Membership, Room};
pub use sending::Sending;
pub use sync::Sync;

/// What the rooms of a service may grow to. 0 is no limit.
#[derive(Clone, Debug)]
pub struct RoomLimits {
    /// Rooms of the service.
    pub rooms: usize,
    /// Characters of a message's text.
    pub text: usize,
    /// Bytes of the name of a room.
    pub name: usize,
    /// Users who are not connected and yet remembered.
    pub absent_users: usize,
}

/// A source of fresh ids, unique in the service.
pub type Ids = Box<dyn FnMut() -> String + Send>;

/// The rooms of one service.
pub struct Rooms {
    service: Arc<str>,
    limits: RoomLimits,
    budget: Arc<Budget>,
    ids: Ids,
    /// By id.
    rooms: HashMap<Arc<str>, Room>,
    /// The ids of channels and private groups, by name.
    names: HashMap<Arc<str>, Arc<str>>,
    /// By id.
    users: HashMap<Arc<str>, Resident>,
    /// User ids by user name.
    usernames: HashMap<Arc<str>, Arc<str>>,
    /// Where each message is, by id.
    messages: HashMap<Arc<str>, Arc<str>>,
    effects: Vec<Effect>,
    /// How many users there may be before those who are gone are looked at.
    crowd: usize,
}

impl Rooms {
    /// A service with these channels, which every user becomes a member of.
    pub fn new(
        service: Arc<str>,
        limits: RoomLimits,
        budget: Arc<Budget>,
        ids: Ids,
        channels: &[String],
        now: Millis,
    ) -> Self {
        let mut rooms = Self {
            service,
            limits,
            budget,
            ids,
            rooms: HashMap::new(),
            names: HashMap::new(),
            users: HashMap::new(),
            usernames: HashMap::new(),
            messages: HashMap::new(),
            effects: Vec::new(),
            crowd: 0,
        };
        for name in channels {
            let name: Arc<str> = name.as_str().into();
            let room = rooms.add_room(name.clone(), Kind::Channel, name, now);
            room.is_default = true;
        }
        rooms
    }

    /// What others have to be told since the last time, in its order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// A room by its id.
    pub fn room(&self, id: &str) -> Option<&Room> {
        self.rooms.get(id)
    }

    /// A room by its id or its name.
    pub fn find(&self, id_or_name: &str) -> Option<&Room> {
        self.rooms.get(id_or_name).or_else(|| self.rooms.get(self.names.get(id_or_name)?))
    }

    /// A room that the user may read.
    ///
    /// # Errors
    /// `error-invalid-room` where there is none. Whether another one exists is not told.
    pub fn readable(&self, user: &str, rid: &str) -> Result<&Room, MethodError> {
        self.room(rid).filter(|room| room.can_read(user)).ok_or_else(refused::invalid_room)
    }

    /// A user by id.
    pub fn user(&self, id: &str) -> Option<&Resident> {
        self.users.get(id)
    }

    /// A user by user name.
    pub fn user_named(&self, username: &str) -> Option<&Resident> {
        self.users.get(self.usernames.get(username)?)
    }

    /// Who is behind a user id; a user that is not known is called as its id.
    pub fn author(&self, id: &Arc<str>) -> User {
        self.user(id).map_or_else(
            || User {
                id: id.clone(),
                username: id.clone(),
                name: None,
                service: self.service.clone(),
            },
            |user| user.author.clone(),
        )
    }

    /// What the room is called for one of its members: a direct-message room like the other one.
    pub fn name_for(&self, room: &Room, user: &str) -> String {
        if room.kind != Kind::Direct {
            return room.name.to_string();
        }
        let others = room.members.keys().filter(|id| ***id != *user || room.members.len() == 1);
        let names: Vec<_> = others.map(|id| self.author(id).username.to_string()).collect();
        names.join(", ")
    }

    fn add_room(&mut self, id: Arc<str>, kind: Kind, name: Arc<str>, now: Millis) -> &mut Room {
        if kind != Kind::Direct {
            self.names.insert(name.clone(), id.clone());
        }
        let budget = self.budget.clone();
        self.rooms.entry(id.clone()).or_insert_with(|| Room::new(id, kind, name, now, budget))
    }

    fn fresh_id(&mut self) -> String {
        (self.ids)()
    }

    fn is_full(&self) -> bool {
        self.limits.rooms > 0 && self.rooms.len() >= self.limits.rooms
    }

    /// Forgets where the messages are that a room has no more.
    fn forget_messages(&mut self, rid: &str) {
        let forgotten = self.rooms.get_mut(rid).map(|room| room.ring.take_forgotten());
        for id in forgotten.into_iter().flatten() {
            self.messages.remove(&id);
        }
    }

    /// The room a message is in, when the user may read it.
    fn room_of_message(&self, user: &str, id: &str) -> Option<&Room> {
        self.room(self.messages.get(id)?).filter(|room| room.can_read(user))
    }
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms")
            .field("rooms", &self.rooms.len())
            .field("users", &self.users.len())
            .finish_non_exhaustive()
    }
}
