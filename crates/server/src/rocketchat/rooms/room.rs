//! A room, its members and their subscriptions.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::accounts::User;
use super::message::{Message, Millis, date};
use super::ring::{Budget, Ring};

/// What kind of room it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Everybody of the service may join.
    Channel,
    /// Between the users whom it was made for.
    Direct,
    /// By invitation.
    Private,
}

impl Kind {
    /// The letter in field `t`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Channel => "c",
            Self::Direct => "d",
            Self::Private => "p",
        }
    }
}

/// A room of a service.
#[derive(Debug)]
pub struct Room {
    /// Unique in the service; that of a channel is its name.
    pub id: Arc<str>,
    /// What kind it is.
    pub kind: Kind,
    /// Empty for direct messages, which are named after the other one.
    pub name: Arc<str>,
    /// Who made it; nobody when it was there from the beginning, or came from a group.
    pub owner: Option<User>,
    /// Every user becomes a member.
    pub is_default: bool,
    /// Only the owner writes.
    pub is_read_only: bool,
    /// By user id.
    pub members: BTreeMap<Arc<str>, Membership>,
    /// How many connections of the other endpoint each user has in the group of the channel.
    pub visitors: HashMap<Arc<str>, usize>,
    /// The messages.
    pub ring: Ring,
    created: Millis,
    /// The newest moment of anything here: no two are the same.
    clock: Millis,
    last_message: Option<Millis>,
    /// How many messages there ever were.
    count: u64,
}

/// What a member has of a room: its *subscription*, as Rocket.Chat calls it.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Its id.
    pub id: String,
    /// Since when.
    pub since: Millis,
    /// Whether it is shown in the list of rooms.
    pub is_open: bool,
    /// Messages since it was read.
    pub unread: u64,
    /// Those of them that mention the member.
    pub mentions: u64,
    /// When it was read last.
    pub seen: Millis,
    /// When any of this changed last.
    pub updated_at: Millis,
}

impl Room {
    /// An empty room.
    pub fn new(id: Arc<str>, kind: Kind, name: Arc<str>, now: Millis, budget: Arc<Budget>) -> Self {
        Self {
            id,
            kind,
            name,
            owner: None,
            is_default: false,
            is_read_only: false,
            members: BTreeMap::new(),
            visitors: HashMap::new(),
            ring: Ring::new(budget),
            created: now,
            clock: now,
            last_message: None,
            count: 0,
        }
    }

    /// A moment later than any that this room has given: who knows everything up to a moment can
    /// ask for what came after it, and gets nothing twice and misses nothing.
    pub fn tick(&mut self, now: Millis) -> Millis {
        self.clock = now.max(self.clock + 1);
        self.clock
    }

    /// When anything changed here last.
    pub fn updated_at(&self) -> Millis {
        self.clock
    }

    /// Whether the user may read what is here.
    pub fn can_read(&self, user: &str) -> bool {
        self.kind == Kind::Channel || self.is_member(user)
    }

    /// Whether the user is a member.
    pub fn is_member(&self, user: &str) -> bool {
        self.members.contains_key(user)
    }

    /// Whether the user made the room.
    pub fn is_owned_by(&self, user: &str) -> bool {
        self.owner.as_ref().is_some_and(|owner| *owner.id == *user)
    }

    /// Adds a message whose times are set, counts it as unread, and gives what clients get.
    pub fn push(&mut self, message: Message) -> Value {
        let at = message.updated_at;
        let value = message.to_value();
        let mentioned: Vec<&str> =
            message.mentions.iter().filter_map(|user| user["_id"].as_str()).collect();
        for (user, member) in &mut self.members {
            member.is_open = true;
            member.updated_at = at;
            if **user == *message.author.id {
                member.seen = at;
            } else if !message.is_system() {
                member.unread += 1;
                member.mentions += u64::from(mentioned.contains(&&**user));
            }
        }
        self.last_message = Some(message.ts);
        self.count += 1;
        self.ring.push(message);
        value
    }

    /// The room as clients get it.
    ///
    /// `names` are the user names of the members of a direct-message room, `guests` how many
    /// users are in the group of that name without being members.
    pub fn to_value(&self, names: &[&str], guests: usize) -> Value {
        let mut room = json!({
            "_id": &*self.id,
            "t": self.kind.letter(),
            "ts": date(self.created),
            "_updatedAt": date(self.clock),
            "msgs": self.count,
            "usersCount": self.members.len() + guests,
            "ro": self.is_read_only,
            "sysMes": true,
            "default": self.is_default,
        });
        let mut put = |key: &str, value: Value| room[key] = value;
        if self.kind == Kind::Direct {
            put("usernames", names.into());
            put("uids", self.members.keys().map(|id| Value::from(&**id)).collect());
        } else {
            put("name", Value::from(&*self.name));
            put("fname", Value::from(&*self.name));
        }
        if let Some(owner) = &self.owner {
            put("u", owner.as_json());
        }
        if let Some(at) = self.last_message {
            put("lm", date(at));
        }
        if let Some(message) = self.ring.iter().next_back() {
            put("lastMessage", message.to_value());
        }
        room
    }

    /// A member's subscription as clients get it. `name` is what the room is called for that
    /// member.
    pub fn subscription(&self, user: &User, name: &str) -> Option<Value> {
        let member = self.members.get(&user.id)?;
        let roles: &[&str] = if self.is_owned_by(&user.id) { &["owner"] } else { &[] };
        let mut subscription = json!({
            "_id": member.id,
            "rid": &*self.id,
            "u": user.as_json(),
            "name": name,
            "fname": name,
            "t": self.kind.letter(),
            "open": member.is_open,
            "alert": member.unread > 0,
            "unread": member.unread,
            "userMentions": member.mentions,
            "groupMentions": 0,
            "roles": roles,
            "f": false,
            "ts": date(member.since),
            "ls": date(member.seen),
            "_updatedAt": date(member.updated_at),
        });
        if let Some(at) = self.last_message {
            subscription["lr"] = date(at);
        }
        Some(subscription)
    }
}
