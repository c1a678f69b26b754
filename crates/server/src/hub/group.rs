//! The members of one group and the delivery to them.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::{Peer, lock, sender};
use crate::frames::Frame;
use crate::frames::outgoing::{Presence, notice};

/// A group with at least one member, but for the moment in which it is made or removed.
pub(super) struct Group {
    name: Arc<str>,
    /// In no order. A vector costs 8 bytes a member and is walked for every post; leaving
    /// searches it, which is cheap beside telling everybody that somebody left.
    members: Mutex<Vec<Arc<Peer>>>,
}

impl Group {
    pub(super) fn new(name: Arc<str>) -> Self {
        Self { name, members: Mutex::default() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn len(&self) -> usize {
        lock(&self.members).len()
    }

    pub(super) fn members(&self) -> Vec<Arc<Peer>> {
        lock(&self.members).clone()
    }

    /// Queues the frame for every member and tells how many they are.
    pub(super) fn deliver(&self, frame: &Frame) -> usize {
        let members = lock(&self.members);
        for member in members.iter() {
            member.outbox().push(frame);
        }
        members.len()
    }

    /// Adds a member and tells everybody, the new one included.
    ///
    /// One lock for both, so that every member sees presence and posts in the same order.
    pub(super) fn add(&self, peer: &Arc<Peer>) {
        let frame = Frame::text(&notice(Presence::Joined, sender(peer), &self.name));
        let mut members = lock(&self.members);
        members.push(peer.clone());
        for member in members.iter() {
            member.outbox().push(&frame);
        }
    }

    /// Removes a member and tells those who stay.
    pub(super) fn remove(&self, peer: &Arc<Peer>, why: Presence) {
        let mut members = lock(&self.members);
        let Some(at) = members.iter().position(|member| Arc::ptr_eq(member, peer)) else { return };
        members.swap_remove(at);
        if members.is_empty() {
            return;
        }
        let frame = Frame::text(&notice(why, sender(peer), &self.name));
        for member in members.iter() {
            member.outbox().push(&frame);
        }
    }

    /// Removes everybody, silently.
    pub(super) fn clear(&self) {
        lock(&self.members).clear();
    }
}

// By hand: members have groups.
impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").field("name", &self.name).field("members", &self.len()).finish()
    }
}
