//! What nobody is going to ask for is forgotten.

use std::sync::Arc;

use super::message::Millis;
use super::resident::Resident;
use super::room::{Kind, Room};
use super::{Effect, Rooms};

impl Rooms {
    /// Forgets channels that nobody is in, other than the default ones, in which nothing has
    /// happened since `before`; not those of which somebody is told.
    pub fn sweep(&mut self, before: Millis, is_listened_to: impl Fn(&Room) -> bool) {
        let is_idle = |room: &&Room| {
            let is_empty = room.members.is_empty() && room.visitors.is_empty();
            is_empty && !room.is_default && room.updated_at() < before && !is_listened_to(room)
        };
        let idle: Vec<_> =
            self.rooms.values().filter(is_idle).map(|room| room.id.clone()).collect();
        for rid in idle {
            self.remove_room(&rid);
        }
    }

    /// Forgets users who are not connected, the longest gone first, when there are too many.
    /// What they wrote in channels and groups stays. Groups that nobody else is in go with them,
    /// and direct messages, which would be a room without them.
    pub(super) fn forget_absent(&mut self) {
        let max = self.limits.absent_users;
        let absent = |user: &&Resident| user.connections.is_empty();
        if max == 0 || self.users.len() <= self.crowd.max(max) {
            return;
        }
        let mut gone: Vec<_> = self
            .users
            .values()
            .filter(absent)
            .map(|user| (user.gone_at, user.author.id.clone()))
            .collect();
        // The newest may be about to connect.
        gone.sort_unstable();
        gone.truncate(gone.len().saturating_sub(max));
        for (_, id) in gone {
            self.forget_user(&id);
        }
        // Everybody is looked at: not for each newcomer.
        self.crowd = self.users.len() + max / 8;
    }

    fn forget_user(&mut self, id: &str) {
        let Some(user) = self.users.remove(id) else { return };
        if self.usernames.get(&user.author.username) == Some(&user.author.id) {
            self.usernames.remove(&user.author.username);
        }
        for rid in user.rooms {
            let Some(room) = self.rooms.get_mut(&rid) else { continue };
            room.members.remove(id);
            if room.kind == Kind::Direct || (room.kind == Kind::Private && room.members.is_empty())
            {
                self.remove_room(&rid);
            }
        }
    }

    fn remove_room(&mut self, rid: &Arc<str>) {
        let Some(room) = self.rooms.remove(rid) else { return };
        // Another room can have this id some day, which is not for those who listen to this one.
        self.effects.push(Effect::Forgotten { rid: rid.clone() });
        self.names.remove(&room.name);
        for member in room.members.keys() {
            if let Some(user) = self.users.get_mut(member) {
                user.rooms.remove(rid);
            }
        }
        for message in room.ring.iter() {
            self.messages.remove(&message.id);
        }
    }
}
