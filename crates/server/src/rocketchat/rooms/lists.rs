//! Rooms, subscriptions and users are listed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::wire::MethodError;
use super::message::{Millis, date};
use super::resident::{Resident, Status};
use super::room::{Kind, Room};
use super::{Effect, Rooms, refused};

/// How much a user may say of itself.
const MAX_STATUS_CHARS: usize = 120;

/// A list, whole or as what has changed in it since a moment.
#[derive(Debug)]
struct Changes {
    update: Vec<Value>,
    remove: Vec<Value>,
}

impl Rooms {
    /// The rooms that the user is in: all of them, or `{update, remove}` since a moment. `guests`
    /// tells how many are in a room besides its members.
    pub fn rooms_of(
        &self,
        user: &str,
        since: Option<Millis>,
        guests: impl Fn(&Room) -> usize,
    ) -> Value {
        let changed = |room: &&Room| since.is_none_or(|since| room.updated_at() > since);
        let rooms = self.memberships(user).filter(changed);
        let update = rooms.map(|room| self.room_value(room, guests(room))).collect();
        let left = self
            .left(user, since)
            .map(|(_, rid, at)| json!({ "_id": rid, "_deletedAt": date(at) }));
        Changes { update, remove: left.collect() }.into_value(since)
    }

    /// The subscriptions of the user: all of them, or `{update, remove}` since a moment.
    pub fn subscriptions_of(&self, user: &str, since: Option<Millis>) -> Value {
        let changed = |room: &&Room| {
            let updated = room.members.get(user).map(|member| member.updated_at);
            since.is_none_or(|since| updated.is_some_and(|updated| updated > since))
        };
        let subscription = |room: &Room| self.subscription_in(user, room);
        let update = self.memberships(user).filter(changed).filter_map(subscription).collect();
        let left = self
            .left(user, since)
            .map(|(subscription, _, at)| json!({ "_id": subscription, "_deletedAt": date(at) }));
        Changes { update, remove: left.collect() }.into_value(since)
    }

    /// What a member has of a room.
    pub fn subscription_in(&self, user: &str, room: &Room) -> Option<Value> {
        room.subscription(&self.author(&user.into()), &self.name_for(room, user))
    }

    /// Which rooms the user is a member of.
    pub fn memberships(&self, user: &str) -> impl Iterator<Item = &Room> {
        let rooms = self.user(user).into_iter().flat_map(|user| &user.rooms);
        rooms.filter_map(|rid| self.rooms.get(rid))
    }

    /// `{total, records}` of those in a room: its members, and others who are in its group now.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn users_in(
        &self,
        user: &str,
        rid: &str,
        guests: &[Arc<str>],
        with_offline: bool,
    ) -> Result<Value, MethodError> {
        let room = self.readable(user, rid)?;
        let value = |id: &Arc<str>| {
            let known = self.user(id).map_or(Status::Offline, Resident::status);
            // Who is in a group is connected.
            let is_there = known == Status::Offline && guests.contains(id);
            let status = if is_there { Status::Online } else { known };
            let mut value = self.author(id).as_json();
            value["status"] = status.as_str().into();
            (with_offline || status != Status::Offline).then_some(value)
        };
        let others = guests.iter().filter(|guest| !room.is_member(guest));
        let records: Vec<_> = room.members.keys().chain(others).filter_map(value).collect();
        Ok(json!({ "total": records.len(), "records": records }))
    }

    /// `[{rid, u, roles, _id}]` of those who have a role in a room.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn roles_in(&self, user: &str, rid: &str) -> Result<Value, MethodError> {
        let room = self.readable(user, rid)?;
        let role = |owner: &super::User| {
            let member = room.members.get(&owner.id)?;
            let u = owner.as_json();
            Some(json!({ "_id": member.id, "rid": &*room.id, "u": u, "roles": ["owner"] }))
        };
        Ok(room.owner.iter().filter_map(role).collect())
    }

    /// The channels with a text in their names, by name.
    pub fn channels_like(&self, text: &str) -> Vec<&Room> {
        let text = text.to_lowercase();
        let is_like =
            |room: &&Room| room.kind == Kind::Channel && room.name.to_lowercase().contains(&text);
        let mut rooms: Vec<_> = self.rooms.values().filter(is_like).collect();
        rooms.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        rooms
    }

    /// The users with a text in their names, by user name.
    pub fn users_like(&self, text: &str) -> Vec<&Resident> {
        let text = text.to_lowercase();
        let is_like = |user: &&Resident| {
            let name = user.author.name.as_deref().unwrap_or_default();
            user.author.username.to_lowercase().contains(&text)
                || name.to_lowercase().contains(&text)
        };
        let mut users: Vec<_> = self.users.values().filter(is_like).collect();
        users.sort_unstable_by(|a, b| a.author.username.cmp(&b.author.username));
        users
    }

    /// A connection of a user is there; nobody has been away from its keyboard yet.
    pub fn connected(&mut self, user: &str, connection: &Arc<str>) {
        self.set_presence(user, |user| {
            user.connections.push((connection.clone(), Status::Online));
        });
    }

    /// A connection of a user has ended.
    pub fn disconnected(&mut self, user: &str, connection: &str, now: Millis) {
        self.set_presence(user, |user| {
            user.connections.retain(|(id, _)| **id != *connection);
            user.gone_at = now;
        });
    }

    /// Somebody is at the keyboard of a connection, or not.
    pub fn set_away(&mut self, user: &str, connection: &str, is_away: bool) {
        self.set_presence(user, |user| {
            let is_it = |of: &&mut (Arc<str>, Status)| *of.0 == *connection;
            if let Some(of) = user.connections.iter_mut().find(is_it) {
                of.1 = if is_away { Status::Away } else { Status::Online };
            }
        });
    }

    /// The user wants to be seen like this while it is connected.
    ///
    /// # Errors
    /// `error-invalid-user`, `error-invalid-status-text`.
    pub fn set_status(
        &mut self,
        user: &str,
        status: Option<Status>,
        text: Option<&str>,
    ) -> Result<(), MethodError> {
        self.user(user).ok_or_else(refused::invalid_user)?;
        if text.is_some_and(|text| text.chars().count() > MAX_STATUS_CHARS) {
            return Err(refused::status_too_long());
        }
        self.set_presence(user, |user| {
            user.wanted = status.or(user.wanted);
            if let Some(text) = text {
                user.status_text = text.to_owned();
            }
        });
        Ok(())
    }

    /// Changes a user, and tells it when others see it in another way.
    fn set_presence(&mut self, user: &str, change: impl FnOnce(&mut Resident)) {
        let Some(user) = self.users.get_mut(user) else { return };
        let before = (user.status(), user.status_text.clone());
        change(user);
        let status = user.status();
        if before != (status, user.status_text.clone()) {
            self.effects.push(Effect::Status {
                user: user.author.id.clone(),
                username: user.author.username.clone(),
                status: status.number(),
                text: user.status_text.clone(),
            });
        }
    }

    fn left(
        &self,
        user: &str,
        since: Option<Millis>,
    ) -> impl Iterator<Item = (&str, &str, Millis)> {
        let user = self.user(user).into_iter();
        user.flat_map(move |user| user.left_after(since.unwrap_or(Millis::MAX)))
    }
}

impl Changes {
    fn into_value(self, since: Option<Millis>) -> Value {
        match since {
            None => self.update.into(),
            Some(_) => json!({ "update": self.update, "remove": self.remove }),
        }
    }
}
