//! Who and what there is in one service.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::group::Group;
use super::linger::Lingering;
use super::service::Service;
use super::user::User;
use crate::hub::{Peer, TooManyConnections};

/// The tables of one service, under one lock.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// By connection id.
    pub(super) connections: HashMap<Arc<str>, Arc<Peer>>,
    /// By user id.
    users: HashMap<Arc<str>, Entry<User>>,
    /// By name. Sorted, because that is how they are listed.
    groups: BTreeMap<Arc<str>, Entry<Group>>,
    lingering_users: Lingering,
    lingering_groups: Lingering,
    /// Not below the offset of any post to a user that is not in the table.
    user_floor: u64,
    /// Not below the offset of any post to a group that is not in the table.
    group_floor: u64,
}

/// A user or a group in its table.
#[derive(Debug)]
struct Entry<T> {
    item: Arc<T>,
    /// Which connections it has, or is about to get. Kept here, so that it is removed under the
    /// same lock under which the next one with its name is made; telling the members is slow and
    /// goes on without this lock.
    connections: usize,
    /// Since when it has none.
    idle_since: Option<Instant>,
}

impl<T> Entry<T> {
    fn new(item: T) -> Self {
        Self { item: Arc::new(item), connections: 0, idle_since: None }
    }

    fn enter(&mut self, name: &Arc<str>, lingering: &mut Lingering) -> Arc<T> {
        if let Some(since) = self.idle_since.take() {
            lingering.remove(since, name);
        }
        self.connections += 1;
        self.item.clone()
    }

    /// Whether this was the last.
    fn exit(&mut self) -> bool {
        self.connections -= 1;
        self.connections == 0
    }

    fn linger(&mut self, name: &Arc<str>, lingering: &mut Lingering) {
        let now = Instant::now();
        self.idle_since = Some(now);
        lingering.add(now, name.clone());
    }
}

impl Tables {
    /// Tables of a service that has forgotten all posts up to this offset.
    pub(super) fn new(floor: u64) -> Self {
        Self { user_floor: floor, group_floor: floor, ..Self::default() }
    }

    /// Counts a connection to its user, whom it has to be added to; 0 is no limit.
    ///
    /// # Errors
    /// [`TooManyConnections`] when the user has that many.
    pub(super) fn enter_user(
        &mut self,
        id: &Arc<str>,
        limit: usize,
    ) -> Result<Arc<User>, TooManyConnections> {
        let floor = self.user_floor;
        let entry = self
            .users
            .entry(id.clone())
            .or_insert_with(|| Entry::new(User::new(id.clone(), floor)));
        if limit > 0 && entry.connections >= limit {
            return Err(TooManyConnections);
        }
        Ok(entry.enter(id, &mut self.lingering_users))
    }

    /// Counts a connection no more to its user, whom it has been removed from.
    pub(super) fn exit_user(&mut self, id: &Arc<str>, service: &Service) {
        let Some(entry) = self.users.get_mut(id) else { return };
        if !entry.exit() {
            return;
        }
        if entry.item.recovers() {
            entry.linger(id, &mut self.lingering_users);
        } else {
            self.forget_user(id, service);
        }
    }

    /// Counts a connection to a group, which it has to be added to.
    pub(super) fn enter_group(&mut self, name: &str) -> Arc<Group> {
        if let Some(entry) = self.groups.get_mut(name) {
            let name = entry.item.name().clone();
            return entry.enter(&name, &mut self.lingering_groups);
        }
        let name: Arc<str> = name.into();
        let floor = self.group_floor;
        let entry = self
            .groups
            .entry(name.clone())
            .or_insert_with(|| Entry::new(Group::new(name.clone(), floor)));
        entry.enter(&name, &mut self.lingering_groups)
    }

    /// Counts a connection no more to a group, which it has to be removed from.
    pub(super) fn exit_group(&mut self, name: &Arc<str>, service: &Service) {
        let Some(entry) = self.groups.get_mut(name) else { return };
        if !entry.exit() {
            return;
        }
        // There is nothing to recover in a group without posts.
        if entry.item.last() > 0 {
            entry.linger(name, &mut self.lingering_groups);
        } else {
            self.forget_group(name, service);
        }
    }

    /// A user; `None` when nothing is known, and then a post to it, of this offset, is lost.
    pub(super) fn user_or_lose(
        &mut self,
        id: &str,
        next_offset: impl FnOnce() -> u64,
    ) -> Option<Arc<User>> {
        let user = self.users.get(id).map(|entry| entry.item.clone());
        if user.is_none() {
            self.user_floor = next_offset();
        }
        user
    }

    /// A group, with members or lingering.
    pub(super) fn group(&self, name: &str) -> Option<&Arc<Group>> {
        self.groups.get(name).map(|entry| &entry.item)
    }

    /// The groups with members, by name, and the numbers of their connections.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&Arc<Group>, usize)> {
        let entries = self.groups.values().map(|entry| (&entry.item, entry.connections));
        entries.filter(|(_, connections)| *connections > 0)
    }

    /// Forgets who and what has lingered long enough. Gives the rest.
    pub(super) fn forget_idle(
        &mut self,
        now: Instant,
        age: Duration,
        service: &Service,
    ) -> (Vec<Arc<User>>, Vec<Arc<Group>>) {
        while let Some(id) = self.lingering_users.pop_over(now, age) {
            self.forget_user(&id, service);
        }
        while let Some(name) = self.lingering_groups.pop_over(now, age) {
            self.forget_group(&name, service);
        }
        let users = self.users.values().map(|entry| entry.item.clone());
        let groups = self.groups.values().map(|entry| entry.item.clone());
        (users.collect(), groups.collect())
    }

    fn forget_user(&mut self, id: &Arc<str>, service: &Service) {
        if let Some(entry) = self.users.remove(id) {
            self.user_floor = self.user_floor.max(entry.item.retire(service));
        }
    }

    fn forget_group(&mut self, name: &Arc<str>, service: &Service) {
        if let Some(entry) = self.groups.remove(name) {
            self.group_floor = self.group_floor.max(entry.item.last());
            entry.item.forget(service);
        }
    }
}
