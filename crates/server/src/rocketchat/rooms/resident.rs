//! A user, as the rooms of a service know it.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::super::accounts::User;
use super::message::Millis;

/// How many rooms that were left a user remembers, so that other clients of it learn of them.
const MAX_LEFT: usize = 100;

/// What a user is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Not connected, or does not want to be seen.
    #[default]
    Offline,
    /// There.
    Online,
    /// Not at the keyboard.
    Away,
    /// Not to be disturbed.
    Busy,
}

impl Status {
    /// Reads `online`, `away`, `busy` or `offline`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Offline, Self::Online, Self::Away, Self::Busy]
            .into_iter()
            .find(|status| status.as_str() == text)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Online => "online",
            Self::Away => "away",
            Self::Busy => "busy",
        }
    }

    /// Its number in streams.
    pub fn number(self) -> u8 {
        match self {
            Self::Offline => 0,
            Self::Online => 1,
            Self::Away => 2,
            Self::Busy => 3,
        }
    }
}

/// A user who has logged in, or to whom somebody has written.
#[derive(Debug)]
pub struct Resident {
    /// What it is called.
    pub author: User,
    /// In which rooms it is a member, by id.
    pub rooms: BTreeSet<Arc<str>>,
    /// What it wants to be while it is connected; `None` follows its connections.
    pub wanted: Option<Status>,
    /// What it says about that.
    pub status_text: String,
    /// By connection: whether somebody is at the keyboard.
    pub connections: Vec<(Arc<str>, Status)>,
    /// When the last connection ended.
    pub gone_at: Millis,
    left: VecDeque<Left>,
}

/// A room that the user is no longer in.
#[derive(Debug)]
struct Left {
    subscription: String,
    rid: Arc<str>,
    at: Millis,
}

impl Resident {
    /// A user in no room, who is not connected.
    pub fn new(author: User, now: Millis) -> Self {
        Self {
            author,
            rooms: BTreeSet::new(),
            wanted: None,
            status_text: String::new(),
            connections: Vec::new(),
            gone_at: now,
            left: VecDeque::new(),
        }
    }

    /// What others see.
    pub fn status(&self) -> Status {
        let seen = |status| self.connections.iter().any(|(_, of)| *of == status);
        match self.wanted {
            _ if self.connections.is_empty() => Status::Offline,
            Some(wanted) if wanted != Status::Online => wanted,
            _ if seen(Status::Online) => Status::Online,
            _ => Status::Away,
        }
    }

    /// Remembers that it is no longer in a room, where it had this subscription.
    pub fn forget_room(&mut self, subscription: String, rid: Arc<str>, at: Millis) {
        self.left.push_back(Left { subscription, rid, at });
        if self.left.len() > MAX_LEFT {
            self.left.pop_front();
        }
    }

    /// `(subscription id, room id, when)` of the rooms that were left after a moment.
    pub fn left_after(&self, after: Millis) -> impl Iterator<Item = (&str, &str, Millis)> {
        let newer = self.left.iter().filter(move |left| left.at > after);
        newer.map(|left| (left.subscription.as_str(), &*left.rid, left.at))
    }

    /// `{_id, username, name, status}`.
    pub fn to_value(&self) -> Value {
        let mut user = self.author.as_json();
        user["status"] = self.status().as_str().into();
        user
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS70
    #[test]
    fn the_status_is_what_is_wanted_while_somebody_is_connected() {
        let author = User {
            id: "u".into(),
            username: "u".into(),
            name: Some("U".into()),
            service: "s".into(),
        };
        let mut user = Resident::new(author, 0);
        assert_eq!(user.status(), Status::Offline);
        user.connections.push(("c".into(), Status::Away));
        assert_eq!(user.status(), Status::Away);
        user.connections.push(("d".into(), Status::Online));
        assert_eq!(user.status(), Status::Online);
        user.wanted = Some(Status::Busy);
        assert_eq!(user.status(), Status::Busy);
        user.connections.clear();
        assert_eq!(user.status(), Status::Offline);
    }
}
