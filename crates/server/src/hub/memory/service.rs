//! One service: its tables, its offsets, its memory of posts.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use super::dedupe::Dedupe;
use super::group::Group;
use super::log::{Log, Retention};
use super::tables::Tables;
use super::user::User;
use super::{Shared, lock};
use crate::frames::outgoing::Presence;
use crate::frames::{Frame, Post};
use crate::hub::{
    GroupCount, History, Newcomer, Page, Peer, Position, Standing, TooManyConnections, Totals,
    Watcher,
};
use crate::metrics::Metrics;
use crate::outbox::Close;

/// A service that has connections, or had some not long ago.
pub(super) struct Service {
    name: Arc<str>,
    shared: Arc<Shared>,
    /// The last offset that was given to a post.
    offset: AtomicU64,
    tables: Mutex<Tables>,
    dedupe: Dedupe,
    /// Seats, and those that are being taken. Grows only under the lock of the table of services.
    pub(super) seats: AtomicUsize,
}

impl Service {
    /// A service that has forgotten all posts up to this offset.
    pub(super) fn new(name: Arc<str>, floor: u64, shared: Arc<Shared>) -> Self {
        Self {
            name,
            offset: AtomicU64::new(floor),
            tables: Mutex::new(Tables::new(floor)),
            dedupe: Dedupe::new(shared.dedupe_count, shared.dedupe_age),
            seats: AtomicUsize::new(0),
            shared,
        }
    }

    pub(super) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn epoch(&self) -> &str {
        &self.shared.epoch
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    /// Who is told of posts.
    pub(super) fn watcher(&self) -> Option<&dyn Watcher> {
        self.shared.watcher.get().map(|watcher| &**watcher)
    }

    /// Tells the watcher who has come into a group, or has gone.
    pub(super) fn tell_moved(&self, group: &str, who: &Peer, what: Presence) {
        if let Some(watcher) = self.watcher() {
            watcher.moved(&self.name, group, who, what);
        }
    }

    pub(super) fn retention(&self) -> &Retention {
        &self.shared.retention
    }

    pub(super) fn dedupe(&self) -> &Dedupe {
        &self.dedupe
    }

    /// The offset for a post. Taken under the lock of its stream.
    pub(super) fn next_offset(&self) -> u64 {
        // Memory in other places is ordered by the lock of the stream. 2^53 posts take longer than
        // any process runs.
        self.offset.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Where a stream stands. Read under its lock.
    pub(super) fn offset(&self) -> u64 {
        self.offset.load(Ordering::Relaxed)
    }

    pub(super) fn standing(&self, offset: u64, recovered: Option<bool>) -> Standing<'_> {
        Standing { epoch: self.epoch(), offset, recovered }
    }

    /// Whether a position is of this epoch, and not from the future.
    pub(super) fn is_own(&self, since: &Position) -> bool {
        since.epoch == self.epoch() && since.offset <= self.offset()
    }

    /// The posts in a stream after a position, when all are there.
    pub(super) fn missed<'a>(
        &self,
        log: &'a Log,
        since: &Position,
    ) -> Option<impl ExactSizeIterator<Item = &'a Frame> + use<'a>> {
        if !self.is_own(since) {
            return None;
        }
        log.after(since.offset)
    }

    pub(super) fn replay<'a>(&self, peer: &Peer, posts: impl ExactSizeIterator<Item = &'a Frame>) {
        self.metrics().replayed.inc_by(posts.len() as u64);
        peer.outbox().replay(posts);
    }

    /// Adds a connection, and greets it.
    pub(super) fn connect(
        &self,
        newcomer: Newcomer<'_>,
    ) -> Result<(Arc<Peer>, Arc<User>), TooManyConnections> {
        let Newcomer { identity, id, outbox, terms, since } = newcomer;
        let limit = self.shared.connections_per_user;
        let user = lock(&self.tables).enter_user(&identity.user, limit)?;
        let peer = Arc::new(Peer::new(id.clone(), user.id().clone(), terms.is_some(), outbox));
        user.add(&peer, terms.as_ref(), since.as_ref(), self);
        // Only now can others write to the connection: the greeting is its first frame.
        lock(&self.tables).connections.insert(id, peer.clone());
        Ok((peer, user))
    }

    /// Removes a connection, and tells the groups that it was in.
    pub(super) fn disconnect(&self, peer: &Arc<Peer>, user: &User, groups: &[Arc<Group>]) {
        user.remove(peer);
        let mut tables = lock(&self.tables);
        tables.connections.remove(peer.id());
        tables.exit_user(user.id(), self);
        for group in groups {
            tables.exit_group(group.name(), self);
        }
        drop(tables);
        for group in groups {
            group.remove(peer, Presence::Disconnected, self);
        }
    }

    /// The group, which the caller has to add its connection to.
    pub(super) fn enter_group(&self, name: &str) -> Arc<Group> {
        lock(&self.tables).enter_group(name)
    }

    /// Takes a connection out of a group. Those who stay are told.
    pub(super) fn leave(&self, peer: &Arc<Peer>, group: &Group) {
        lock(&self.tables).exit_group(group.name(), self);
        group.remove(peer, Presence::Left, self);
    }

    /// A connection, when it is there.
    pub(super) fn connection(&self, id: &str) -> Option<Arc<Peer>> {
        lock(&self.tables).connections.get(id).cloned()
    }

    /// Delivers to all connections of a user. How many they are.
    pub(super) fn deliver_to_user(&self, id: &str, post: &Post) -> usize {
        loop {
            let user = lock(&self.tables).user_or_lose(id, || self.next_offset());
            let Some(user) = user else { return 0 };
            // It may be forgotten in between.
            if let Some(reached) = user.deliver(post, self) {
                return reached;
            }
        }
    }

    pub(super) fn groups(&self) -> Vec<GroupCount> {
        let tables = lock(&self.tables);
        let count = |(group, connections): (&Arc<Group>, usize)| GroupCount {
            name: group.name().clone(),
            connections,
        };
        tables.groups().map(count).collect()
    }

    pub(super) fn group(&self, name: &str) -> Option<Arc<Group>> {
        lock(&self.tables).group(name).cloned()
    }

    /// A page of the posts of a group.
    pub(super) fn history(&self, group: &str, page: Page) -> History {
        let group = self.group(group);
        let (posts, is_end) = group.map_or((Vec::new(), true), |group| group.page(page, self));
        History { epoch: self.shared.epoch.clone(), posts, is_end }
    }

    pub(super) fn totals(&self) -> Totals {
        let tables = lock(&self.tables);
        Totals { connections: tables.connections.len(), groups: tables.groups().count() }
    }

    /// Forgets what is too old. Whether nothing is left to be remembered.
    pub(super) fn sweep(&self, now: Instant) -> bool {
        let age = self.retention().age;
        let (users, groups) = lock(&self.tables).forget_idle(now, age, self);
        for user in &users {
            user.trim(now, self);
        }
        for group in &groups {
            group.trim(now, self);
        }
        self.dedupe.sweep(now) && users.is_empty() && groups.is_empty()
    }

    pub(super) fn close_all(&self, close: Close) {
        let tables = lock(&self.tables);
        // Otherwise each of n members would tell all others: n² notices that nobody reads.
        for (group, _) in tables.groups() {
            group.clear();
        }
        for peer in tables.connections.values() {
            peer.outbox().close(close);
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("name", &self.name).finish_non_exhaustive()
    }
}
