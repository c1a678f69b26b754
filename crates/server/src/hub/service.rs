//! The connections, users and groups of one service.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};

use super::group::Group;
use super::{Peer, lock};
use crate::auth::Identity;
use crate::frames::Frame;
use crate::outbox::{Close, Outbox};

/// A service that has connections.
pub(super) struct Service {
    name: Arc<str>,
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    /// By connection id.
    connections: HashMap<Arc<str>, Arc<Peer>>,
    /// By user id, never empty.
    users: HashMap<Arc<str>, Vec<Arc<Peer>>>,
    /// By name, never empty. Sorted, because that is how they are listed.
    groups: BTreeMap<Arc<str>, Entry>,
}

/// A group in the table.
struct Entry {
    group: Arc<Group>,
    /// Who is in it, or is about to enter. Kept here, so that a group is removed under the same
    /// lock under which the next one with its name is made; telling the members is slow and
    /// goes on without this lock.
    connections: usize,
}

/// A group and how many connections are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCount {
    /// The name, without the service.
    pub name: Arc<str>,
    /// At least one.
    pub connections: usize,
}

/// The user has as many connections as one may have; the new one was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyConnections;

impl Service {
    pub(super) fn new(name: Arc<str>) -> Self {
        Self { name, tables: Mutex::default() }
    }

    pub(super) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn connect(
        self: &Arc<Self>,
        identity: &Identity,
        id: Arc<str>,
        outbox: Outbox,
        limit: usize,
    ) -> Result<Arc<Peer>, TooManyConnections> {
        let mut tables = lock(&self.tables);
        // All connections of a user share one copy of the id.
        let user = match tables.users.get_key_value(&identity.user) {
            Some((_, peers)) if limit > 0 && peers.len() >= limit => {
                return Err(TooManyConnections);
            }
            Some((user, _)) => user.clone(),
            None => identity.user.clone(),
        };
        let peer = Arc::new(Peer::new(id.clone(), user.clone(), self.clone(), outbox));
        tables.users.entry(user).or_insert_with(|| Vec::with_capacity(1)).push(peer.clone());
        tables.connections.insert(id, peer.clone());
        Ok(peer)
    }

    /// Takes the peer out of the tables. Tells whether the service is empty now, and the group
    /// that the peer has to leave.
    pub(super) fn disconnect(&self, peer: &Arc<Peer>) -> (bool, Option<Arc<Group>>) {
        let mut tables = lock(&self.tables);
        tables.connections.remove(peer.id());
        if let Some(peers) = tables.users.get_mut(peer.user()) {
            peers.retain(|other| !Arc::ptr_eq(other, peer));
            if peers.is_empty() {
                tables.users.remove(peer.user());
            }
        }
        let left = tables.uncount(peer);
        (tables.connections.is_empty(), left)
    }

    /// Counts the peer, which must be in no group, to a group that it has to enter.
    pub(super) fn join(&self, peer: &Arc<Peer>, name: &str) -> Arc<Group> {
        let mut tables = lock(&self.tables);
        let group = match tables.groups.get_mut(name) {
            Some(entry) => {
                entry.connections += 1;
                entry.group.clone()
            }
            None => {
                let name: Arc<str> = name.into();
                let group = Arc::new(Group::new(name.clone()));
                tables.groups.insert(name, Entry { group: group.clone(), connections: 1 });
                group
            }
        };
        peer.set_group(Some(group.clone()));
        group
    }

    /// Counts the peer no more to the group that it has to leave.
    pub(super) fn leave(&self, peer: &Arc<Peer>) -> Option<Arc<Group>> {
        lock(&self.tables).uncount(peer)
    }

    pub(super) fn deliver_to_connection(&self, id: &str, frame: &Frame) -> usize {
        let peer = lock(&self.tables).connections.get(id).cloned();
        peer.iter().inspect(|peer| peer.outbox().push(frame)).count()
    }

    pub(super) fn deliver_to_user(&self, user: &str, from: &Arc<Peer>, frame: &Frame) -> usize {
        let tables = lock(&self.tables);
        let peers = tables.users.get(user).map_or(&[][..], Vec::as_slice);
        let others = peers.iter().filter(|peer| !Arc::ptr_eq(peer, from));
        std::iter::once(from).chain(others).inspect(|peer| peer.outbox().push(frame)).count()
    }

    pub(super) fn groups(&self) -> Vec<GroupCount> {
        let tables = lock(&self.tables);
        let count = |(name, entry): (&Arc<str>, &Entry)| GroupCount {
            name: name.clone(),
            connections: entry.connections,
        };
        tables.groups.iter().map(count).collect()
    }

    pub(super) fn users(&self, group: &str) -> Option<Vec<Arc<Peer>>> {
        let group = lock(&self.tables).groups.get(group)?.group.clone();
        Some(group.members())
    }

    /// The numbers of connections and of groups.
    pub(super) fn totals(&self) -> (usize, usize) {
        let tables = lock(&self.tables);
        (tables.connections.len(), tables.groups.len())
    }

    pub(super) fn close_all(&self, close: Close) {
        let tables = lock(&self.tables);
        // Otherwise each of n members would tell all others: n² notices that nobody reads.
        for entry in tables.groups.values() {
            entry.group.clear();
        }
        for peer in tables.connections.values() {
            peer.outbox().close(close);
        }
    }
}

impl Tables {
    fn uncount(&mut self, peer: &Peer) -> Option<Arc<Group>> {
        let group = peer.set_group(None)?;
        if let Some(entry) = self.groups.get_mut(group.name()) {
            entry.connections -= 1;
            if entry.connections == 0 {
                self.groups.remove(group.name());
            }
        }
        Some(group)
    }
}

// By hand: peers have services.
impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("name", &self.name).finish_non_exhaustive()
    }
}
