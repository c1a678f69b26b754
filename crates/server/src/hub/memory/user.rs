//! The connections of one user, and the private posts to it.

use std::fmt;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use super::lock;
use super::log::Log;
use super::service::Service;
use crate::frames::Post;
use crate::frames::answers::{self, Terms};
use crate::hub::{Peer, Position};

/// A user. It is connected, or was not long ago.
pub(super) struct User {
    /// All connections of the user share it.
    id: Arc<str>,
    state: Mutex<State>,
}

struct State {
    peers: Vec<Arc<Peer>>,
    log: Log,
    /// Whether somebody may come back and ask for what was missed. Posts are not kept for a user
    /// that has never spoken version 1.
    recovers: bool,
    /// No longer in the table of users: whoever holds this has to look again.
    is_gone: bool,
}

impl User {
    /// A user to whom the private posts up to the offset `floor` are not known.
    pub(super) fn new(id: Arc<str>, floor: u64) -> Self {
        let log = Log::new(floor);
        let state = State { peers: Vec::with_capacity(1), log, recovers: false, is_gone: false };
        Self { id, state: Mutex::new(state) }
    }

    pub(super) fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// Adds a connection, after its greeting and what it missed.
    ///
    /// One lock for all of it, so that nothing is between what was missed and what comes.
    pub(super) fn add(
        &self,
        peer: &Arc<Peer>,
        terms: Option<&Terms>,
        since: Option<&Position>,
        service: &Service,
    ) {
        let mut state = lock(&self.state);
        if let Some(terms) = terms {
            state.recovers = true;
            state.log.trim(Instant::now(), service.retention());
            let missed = since.map(|since| service.missed(&state.log, since));
            let recovered = missed.as_ref().map(Option::is_some);
            let standing = service.standing(service.offset(), recovered);
            peer.outbox().push(&answers::hello(terms, peer, &standing));
            if let Some(posts) = missed.flatten() {
                service.replay(peer, posts);
            }
            if let Some(recovered) = recovered {
                service.metrics().recovery(recovered);
            }
        }
        state.peers.push(peer.clone());
    }

    /// Removes a connection.
    pub(super) fn remove(&self, peer: &Arc<Peer>) {
        lock(&self.state).peers.retain(|other| !Arc::ptr_eq(other, peer));
    }

    /// Delivers to every connection and tells how many they are; `None` when the user is gone.
    pub(super) fn deliver(&self, post: &Post, service: &Service) -> Option<usize> {
        let mut state = lock(&self.state);
        if state.is_gone {
            return None;
        }
        let offset = service.next_offset();
        let (mut plain, mut placed) = (None, None);
        for peer in &state.peers {
            peer.outbox().push(if peer.speaks_version_1() {
                placed.get_or_insert_with(|| post.at(service.epoch(), offset))
            } else {
                plain.get_or_insert_with(|| post.plain())
            });
        }
        if state.recovers {
            let frame = placed.unwrap_or_else(|| post.at(service.epoch(), offset));
            state.log.keep(offset, frame, Instant::now(), service.retention());
        } else {
            state.log.skip(offset, service.retention());
        }
        Some(state.peers.len())
    }

    /// Whether the user has to be remembered after its last connection.
    pub(super) fn recovers(&self) -> bool {
        lock(&self.state).recovers
    }

    /// Forgets everything, for good. The offset of the newest post.
    pub(super) fn retire(&self, service: &Service) -> u64 {
        let mut state = lock(&self.state);
        state.is_gone = true;
        state.log.clear(service.retention());
        state.log.last()
    }

    /// Forgets the posts that are too old.
    pub(super) fn trim(&self, now: Instant, service: &Service) {
        lock(&self.state).log.trim(now, service.retention());
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}
