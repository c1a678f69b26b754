//! The members of one group, its posts, and the delivery to them.

use std::fmt;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use super::lock;
use super::log::Log;
use super::service::Service;
use crate::frames::Frame;
use crate::frames::answers;
use crate::frames::outgoing::{Post, Presence, notice};
use crate::hub::{Join, Page, Peer, Position};

/// A group. It has members, or had some not long ago.
pub(super) struct Group {
    name: Arc<str>,
    state: Mutex<State>,
}

struct State {
    /// In no order. A vector costs 8 bytes a member and is walked for every post; leaving
    /// searches it, which is cheap beside telling everybody that somebody left.
    members: Vec<Arc<Peer>>,
    log: Log,
}

impl Group {
    /// A group whose posts up to the offset `floor` are not known.
    pub(super) fn new(name: Arc<str>, floor: u64) -> Self {
        Self { name, state: Mutex::new(State { members: Vec::new(), log: Log::new(floor) }) }
    }

    pub(super) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn members(&self) -> Vec<Arc<Peer>> {
        lock(&self.state).members.clone()
    }

    /// The offset of its newest post, 0 when it never had one.
    pub(super) fn last(&self) -> u64 {
        lock(&self.state).log.last()
    }

    /// Delivers to every member, and calls `told`. The offset, and how many they are.
    ///
    /// The offset is taken under the lock: so the members, and who else is told, see the posts in
    /// the order of their offsets.
    pub(super) fn deliver(
        &self,
        post: &Post,
        service: &Service,
        told: impl FnOnce(),
    ) -> (u64, usize) {
        let mut state = lock(&self.state);
        let offset = service.next_offset();
        let placed = post.at(service.epoch(), offset);
        let mut plain = None;
        for member in &state.members {
            member.outbox().push(if member.speaks_version_1() {
                &placed
            } else {
                plain.get_or_insert_with(|| post.plain())
            });
        }
        state.log.keep(offset, placed, Instant::now(), service.retention());
        told();
        (offset, state.members.len())
    }

    /// Adds a member, after what it missed and its answer, and tells everybody, the new one
    /// included. The position from which on it has got every post.
    ///
    /// One lock for all of it, so that every member sees presence and posts in the same order, and
    /// that nothing is between what was missed and what comes.
    pub(super) fn add(&self, peer: &Arc<Peer>, join: &Join<'_>, service: &Service) -> u64 {
        let frame = notice(Presence::Joined, peer.as_sender(), &self.name);
        let mut state = lock(&self.state);
        let State { members, log } = &mut *state;
        log.trim(Instant::now(), service.retention());
        let missed = join.since.map(|since| (since, service.missed(log, since)));
        let recovered = missed.as_ref().map(|(_, posts)| posts.is_some());
        let offset = service.offset();
        let from = match missed {
            Some((since, Some(posts))) => {
                service.replay(peer, posts);
                since.offset
            }
            _ => offset,
        };
        if let Some(recovered) = recovered {
            service.metrics().recovery(recovered);
        }
        self.answer(peer, join, offset, recovered, service);
        members.push(peer.clone());
        for member in members.iter() {
            member.outbox().push(&frame);
        }
        service.tell_moved(&self.name, peer, Presence::Joined);
        from
    }

    /// Answers a member that joins once more; it has got every post after `from`.
    pub(super) fn add_again(
        &self,
        peer: &Arc<Peer>,
        join: &Join<'_>,
        from: u64,
        service: &Service,
    ) {
        // Under the lock, so that no post is being delivered while the offset is read.
        let state = lock(&self.state);
        let offset = service.offset();
        let has_all = |since: &Position| service.is_own(since) && since.offset >= from;
        self.answer(peer, join, offset, join.since.map(has_all), service);
        drop(state);
    }

    /// Removes a member and tells those who stay.
    pub(super) fn remove(&self, peer: &Arc<Peer>, why: Presence, service: &Service) {
        let mut state = lock(&self.state);
        let members = &mut state.members;
        let Some(at) = members.iter().position(|member| Arc::ptr_eq(member, peer)) else { return };
        members.swap_remove(at);
        service.tell_moved(&self.name, peer, why);
        if members.is_empty() {
            *members = Vec::new();
            return;
        }
        let frame = notice(why, peer.as_sender(), &self.name);
        for member in members.iter() {
            member.outbox().push(&frame);
        }
    }

    /// A page of its posts, and whether nothing older is there.
    pub(super) fn page(&self, page: Page, service: &Service) -> (Vec<Frame>, bool) {
        let mut state = lock(&self.state);
        state.log.trim(Instant::now(), service.retention());
        state.log.page(page)
    }

    /// Forgets the posts that are too old.
    pub(super) fn trim(&self, now: Instant, service: &Service) {
        lock(&self.state).log.trim(now, service.retention());
    }

    /// Forgets all posts.
    pub(super) fn forget(&self, service: &Service) {
        lock(&self.state).log.clear(service.retention());
    }

    /// Removes everybody, silently.
    pub(super) fn clear(&self) {
        lock(&self.state).members.clear();
    }

    fn answer(
        &self,
        peer: &Peer,
        join: &Join<'_>,
        offset: u64,
        recovered: Option<bool>,
        service: &Service,
    ) {
        let Some(mid) = join.mid else { return };
        let standing = service.standing(offset, recovered);
        peer.outbox().push(&answers::joined(&self.name, mid, &standing));
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").field("name", &self.name).finish_non_exhaustive()
    }
}
