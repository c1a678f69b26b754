//! Users come and go; rooms are made, joined and left.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::accounts::User;
use super::super::streams::MY_MESSAGES;
use super::super::wire::MethodError;
use super::message::Millis;
use super::resident::Resident;
use super::room::{Kind, Membership, Room};
use super::{Effect, Rooms, refused};

impl Rooms {
    /// Gets to know a user, who becomes a member of the default channels.
    ///
    /// Another user may have that user name already: then the id stands in for it.
    pub fn know(&mut self, who: &User, now: Millis) {
        if self.users.contains_key(&who.id) {
            return;
        }
        let mut author = who.clone();
        if self.usernames.contains_key(&author.username) {
            author.username = who.id.clone();
        }
        // The id can be the user name of somebody else, who keeps it.
        self.usernames.entry(author.username.clone()).or_insert_with(|| author.id.clone());
        self.users.insert(author.id.clone(), Resident::new(author.clone(), now));
        let mut defaults: Vec<Arc<str>> = self
            .rooms
            .values()
            .filter(|room| room.is_default)
            .map(|room| room.id.clone())
            .collect();
        defaults.sort_unstable();
        for rid in defaults {
            self.add_member(&rid, &author.id, now);
        }
        self.forget_absent();
    }

    /// Makes a channel or a private group. Its id.
    ///
    /// # Errors
    /// `error-invalid-room-name`, `error-duplicate-channel-name`, too many rooms, or
    /// `error-invalid-user` for a member that nobody knows.
    pub fn create(
        &mut self,
        owner: &str,
        kind: Kind,
        name: &str,
        members: &[String],
        is_read_only: bool,
        now: Millis,
    ) -> Result<Arc<str>, MethodError> {
        let creator = self.user(owner).ok_or_else(refused::invalid_user)?.author.clone();
        self.check_name(name)?;
        if self.find(name).is_some() {
            return Err(refused::duplicate_name(name));
        }
        if self.is_full() {
            return Err(refused::too_many_rooms());
        }
        let members = self.ids_of(members)?;
        let name: Arc<str> = name.into();
        let id = if kind == Kind::Channel { name.clone() } else { self.fresh_id().into() };
        let room = self.add_room(id.clone(), kind, name, now);
        room.owner = Some(creator.clone());
        room.is_read_only = is_read_only;
        self.add_member(&id, &creator.id, now);
        for member in members {
            self.add_member(&id, &member, now);
        }
        Ok(id)
    }

    /// The channel of a group, which is made when there is none. `None` when there can be none:
    /// a private group has that name, the name is too long, or there are too many rooms.
    pub fn channel_of_group(&mut self, group: &str, now: Millis) -> Option<Arc<str>> {
        if let Some(room) = self.find(group) {
            return (room.kind == Kind::Channel).then(|| room.id.clone());
        }
        if self.is_full() || self.check_name(group).is_err() {
            return None;
        }
        let name: Arc<str> = group.into();
        Some(self.add_room(name.clone(), Kind::Channel, name, now).id.clone())
    }

    /// The direct-message room of these users, which is made when there is none. Its id.
    ///
    /// # Errors
    /// Too many rooms.
    pub fn direct(&mut self, users: &[Arc<str>], now: Millis) -> Result<Arc<str>, MethodError> {
        let mut members = users.to_vec();
        members.sort_unstable();
        members.dedup();
        let id: Arc<str> = members.concat().into();
        // A channel can have the name that this room would have as its id.
        let is_taken = |room: &Room| room.kind != Kind::Direct || !room.members.keys().eq(&members);
        let id = match self.rooms.get(&id) {
            Some(room) if is_taken(room) => {
                let elsewhere = self.rooms.values().find(|room| !is_taken(room));
                match elsewhere.map(|room| room.id.clone()) {
                    Some(id) => id,
                    None => self.fresh_id().into(),
                }
            }
            _ => id,
        };
        if self.rooms.contains_key(&id) {
            return Ok(id);
        }
        if self.is_full() {
            return Err(refused::too_many_rooms());
        }
        for user in &members {
            let author = self.author(user);
            self.know(&author, now);
        }
        self.add_room(id.clone(), Kind::Direct, "".into(), now);
        for user in &members {
            self.add_member(&id, user, now);
        }
        Ok(id)
    }

    /// Makes the user a member of a channel. Whether that is new.
    ///
    /// # Errors
    /// `error-invalid-room`; `error-not-allowed` for what is no channel.
    pub fn join(&mut self, user: &str, rid: &str, now: Millis) -> Result<bool, MethodError> {
        let who = self.user(user).ok_or_else(refused::invalid_user)?.author.clone();
        let room = self.readable(user, rid)?;
        if room.is_member(user) {
            return Ok(false);
        }
        if room.kind != Kind::Channel {
            return Err(refused::not_allowed());
        }
        let rid = room.id.clone();
        self.add_member(&rid, &who.id, now);
        self.tell_in(&rid, "uj", &who, &who.username, now);
        Ok(true)
    }

    /// Ends the membership of a user.
    ///
    /// # Errors
    /// `error-invalid-room`, `error-user-not-in-room`; `error-not-allowed` for direct messages.
    pub fn leave(&mut self, user: &str, rid: &str, now: Millis) -> Result<(), MethodError> {
        let room = self.readable(user, rid)?;
        if room.kind == Kind::Direct {
            return Err(refused::not_allowed());
        }
        if !room.is_member(user) {
            return Err(refused::user_not_in_room());
        }
        let (rid, kind) = (room.id.clone(), room.kind);
        let who = self.author(&user.into());
        self.tell_in(&rid, "ul", &who, &who.username, now);
        let Some(room) = self.rooms.get_mut(&rid) else { return Ok(()) };
        let at = room.tick(now);
        let Some(member) = room.members.remove(user) else { return Ok(()) };
        if let Some(user) = self.users.get_mut(user) {
            user.rooms.remove(&rid);
            user.forget_room(member.id.clone(), rid.clone(), at);
        }
        let gone = json!({ "_id": member.id, "rid": &*rid, "u": { "_id": &*who.id } });
        let gone = vec!["removed".into(), gone];
        let event = "subscriptions-changed";
        self.effects.push(Effect::User { user: who.id.clone(), event, args: gone });
        let args = vec!["removed".into(), json!({ "_id": &*rid })];
        self.effects.push(Effect::User { user: who.id.clone(), event: "rooms-changed", args });
        let can_read = kind == Kind::Channel;
        self.effects.push(Effect::Left { user: who.id, rid, can_read });
        Ok(())
    }

    /// Makes others members, as the owner or, in a channel, any member may.
    ///
    /// # Errors
    /// `error-invalid-room`, `error-not-allowed`, `error-invalid-user`.
    pub fn add_users(
        &mut self,
        by: &str,
        rid: &str,
        usernames: &[String],
        now: Millis,
    ) -> Result<(), MethodError> {
        let room = self.readable(by, rid)?;
        let may = match room.kind {
            Kind::Channel => room.is_member(by),
            Kind::Private => room.is_owned_by(by),
            Kind::Direct => false,
        };
        if !may {
            return Err(refused::not_allowed());
        }
        let (rid, by) = (room.id.clone(), self.author(&by.into()));
        for user in self.ids_of(usernames)? {
            if self.add_member(&rid, &user, now) {
                let name = self.author(&user).username;
                self.tell_in(&rid, "au", &by, &name, now);
            }
        }
        Ok(())
    }

    /// Says what happened in a room, in a message of type `kind`.
    pub fn tell_in(&mut self, rid: &str, kind: &str, who: &User, msg: &str, now: Millis) {
        let extra = Map::from_iter([("t".to_owned(), Value::from(kind))]);
        let id = self.fresh_id();
        self.write(rid, &id, who, msg, extra, now);
    }

    /// Whether this became a member by it.
    fn add_member(&mut self, rid: &Arc<str>, user: &Arc<str>, now: Millis) -> bool {
        let id = self.fresh_id();
        let (Some(room), Some(known)) = (self.rooms.get_mut(rid), self.users.get_mut(user)) else {
            return false;
        };
        if room.is_member(user) {
            return false;
        }
        let at = room.tick(now);
        let is_open = room.kind != Kind::Direct;
        let member =
            Membership { id, since: at, is_open, unread: 0, mentions: 0, seen: at, updated_at: at };
        room.members.insert(user.clone(), member);
        known.rooms.insert(rid.clone());
        self.tell_member(rid, user, "inserted");
        true
    }

    /// Tells a member how its room and its subscription are now.
    pub(super) fn tell_member(&mut self, rid: &Arc<str>, user: &Arc<str>, action: &'static str) {
        let (user, rid) = (user.clone(), rid.clone());
        self.effects.push(Effect::Membership { user, rid, action });
    }

    fn ids_of(&self, usernames: &[String]) -> Result<Vec<Arc<str>>, MethodError> {
        let id = |name: &String| {
            let user = self.user_named(name).or_else(|| self.user(name));
            user.map(|user| user.author.id.clone()).ok_or_else(refused::invalid_user)
        };
        usernames.iter().map(id).collect()
    }

    fn check_name(&self, name: &str) -> Result<(), MethodError> {
        let max = self.limits.name;
        let is_bad = name.trim().is_empty()
            // Who listens to that listens to all rooms of the user.
            || name == MY_MESSAGES
            || name.chars().any(char::is_control)
            || (max > 0 && name.len() > max);
        if is_bad { Err(refused::invalid_name(name)) } else { Ok(()) }
    }
}
