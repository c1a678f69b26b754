//! One connection, as the hub sees it.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use super::group::Group;
use super::service::Service;
use super::{Hub, lock};
use crate::outbox::Outbox;

/// A connection of a user to a service.
pub struct Peer {
    /// Unguessable and unique.
    id: Arc<str>,
    /// From the token; shared with the table of users.
    user: Arc<str>,
    service: Arc<Service>,
    /// The group that it is in. Changes only under the lock of the service.
    group: Mutex<Option<Arc<Group>>>,
    outbox: Outbox,
}

impl Peer {
    pub(super) fn new(id: Arc<str>, user: Arc<str>, service: Arc<Service>, outbox: Outbox) -> Self {
        Self { id, user, service, group: Mutex::default(), outbox }
    }

    /// The connection id, without the `cid:` prefix.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// The user id.
    pub fn user(&self) -> &Arc<str> {
        &self.user
    }

    /// The frames that wait to be written.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    pub(super) fn service(&self) -> &Arc<Service> {
        &self.service
    }

    pub(super) fn group(&self) -> Option<Arc<Group>> {
        lock(&self.group).clone()
    }

    pub(super) fn set_group(&self, group: Option<Arc<Group>>) -> Option<Arc<Group>> {
        std::mem::replace(&mut *lock(&self.group), group)
    }
}

// By hand, because a service has peers and a peer has a service.
impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer").field("id", &self.id).field("user", &self.user).finish()
    }
}

/// The place of a connection in the hub, given up by dropping it.
#[derive(Debug)]
pub struct Seat {
    hub: Arc<Hub>,
    peer: Arc<Peer>,
}

impl Seat {
    pub(super) fn new(hub: Arc<Hub>, peer: Arc<Peer>) -> Self {
        Self { hub, peer }
    }

    /// The hub in which the place is.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }
}

impl Deref for Seat {
    type Target = Arc<Peer>;

    fn deref(&self) -> &Arc<Peer> {
        &self.peer
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.disconnect(&self.peer);
    }
}
