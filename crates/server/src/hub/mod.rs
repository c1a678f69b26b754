//! Who is connected, who is in which group, and the delivery of frames.
//!
//! The hub knows nothing of sockets: it puts frames into the [`Outbox`]
//! of each receiver. Everything is scoped by service; no call reaches beyond that of the peer
//! it is made for.
//!
//! Order: the members of a group get its frames in one order, the same for all of them. The
//! frames of one sender keep their order. A frame is delivered at most once.
//!
//! Locks are taken in the order services → one service → one group, and an outbox is the last.

mod group;
mod peer;
mod service;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub use peer::{Peer, Seat};
pub use service::{GroupCount, TooManyConnections};

use crate::auth::Identity;
use crate::frames::outgoing::{self, Presence, Sender};
use crate::frames::{Frame, Recipient};
use crate::metrics::Metrics;
use crate::outbox::{Close, Outbox};
use service::Service;

/// All connections of this process.
#[derive(Debug)]
pub struct Hub {
    /// By name; a service without connections is not here.
    services: Mutex<HashMap<Arc<str>, Arc<Service>>>,
    /// Set once all connections are to end; later ones end at once.
    closed: OnceLock<Close>,
    /// The most connections of one user, 0 for any number.
    connections_per_user: usize,
    metrics: Arc<Metrics>,
}

/// A post to a group that the connection is not in. Nothing was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJoined;

impl Hub {
    /// A hub without connections.
    pub fn new(connections_per_user: usize, metrics: Arc<Metrics>) -> Self {
        Self { services: Mutex::default(), closed: OnceLock::new(), connections_per_user, metrics }
    }

    /// Adds a connection, in no group yet. It is there until the seat is dropped.
    ///
    /// # Errors
    /// [`TooManyConnections`] when the user has as many as one may have.
    pub fn connect(
        self: &Arc<Self>,
        identity: &Identity,
        id: Arc<str>,
        outbox: Outbox,
    ) -> Result<Seat, TooManyConnections> {
        let mut services = lock(&self.services);
        let service = match services.get(&identity.service) {
            Some(service) => service.clone(),
            None => Arc::new(Service::new(identity.service.clone())),
        };
        let peer = service.connect(identity, id, outbox, self.connections_per_user)?;
        services.entry(service.name().clone()).or_insert(service);
        drop(services);
        if let Some(close) = self.closed.get() {
            peer.outbox().close(*close);
        }
        Ok(Seat::new(self.clone(), peer))
    }

    /// Removes a connection; its group is told. Called by the seat.
    fn disconnect(&self, peer: &Arc<Peer>) {
        let mut services = lock(&self.services);
        let service = peer.service();
        let (is_empty, left) = service.disconnect(peer);
        if is_empty {
            services.remove(service.name());
        }
        drop(services);
        if let Some(group) = left {
            group.remove(peer, Presence::Disconnected);
        }
    }

    /// Puts the connection into a group, after taking it out of the one before.
    ///
    /// The group before is told that it left, then the new one, the joiner included, that it
    /// joined. Joining the group again in which it is changes nothing and tells nobody.
    pub fn join(&self, peer: &Arc<Peer>, group: &str) {
        if peer.group().is_some_and(|joined| joined.name() == group) {
            return;
        }
        self.leave(peer);
        peer.service().join(peer, group).add(peer);
    }

    /// Takes the connection out of its group, if any. Those who stay are told.
    pub fn leave(&self, peer: &Arc<Peer>) {
        if let Some(group) = peer.service().leave(peer) {
            group.remove(peer, Presence::Left);
        }
    }

    /// Delivers JSON text to every member of the group, the sender included.
    ///
    /// # Errors
    /// [`NotJoined`] when the sender is not in that group.
    pub fn broadcast(&self, from: &Arc<Peer>, group: &str, content: &str) -> Result<(), NotJoined> {
        let joined = from.group().filter(|joined| joined.name() == group).ok_or(NotJoined)?;
        let frame = Frame::text(&outgoing::message(content, sender(from), group));
        self.metrics.delivered.inc_by(joined.deliver(&frame) as u64);
        Ok(())
    }

    /// Delivers JSON text to every connection of a user and to the sender's own, each once; or
    /// to one connection alone. Nobody there is no error.
    pub fn send(&self, from: &Arc<Peer>, to: &Recipient<'_>, content: &str) {
        let frame = Frame::text(&outgoing::private(content, sender(from)));
        let delivered = match to {
            Recipient::Connection(id) => from.service().deliver_to_connection(id, &frame),
            Recipient::User(user) => from.service().deliver_to_user(user, from, &frame),
        };
        self.metrics.delivered.inc_by(delivered as u64);
    }

    /// The groups of a service, by name.
    pub fn groups(&self, service: &str) -> Vec<GroupCount> {
        self.service(service).map(|service| service.groups()).unwrap_or_default()
    }

    /// The connections in a group, in no order.
    pub fn users(&self, service: &str, group: &str) -> Vec<Arc<Peer>> {
        self.service(service).and_then(|service| service.users(group)).unwrap_or_default()
    }

    /// The numbers of connections and of groups, over all services.
    pub fn totals(&self) -> (usize, usize) {
        let services = lock(&self.services);
        let totals = services.values().map(|service| service.totals());
        totals.fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1))
    }

    /// Ends every connection, and those that are still to come, without a word to the groups.
    pub fn close_all(&self, close: Close) {
        // Before the list is made: whoever is not in it yet finds this.
        let close = *self.closed.get_or_init(|| close);
        let services: Vec<_> = lock(&self.services).values().cloned().collect();
        for service in services {
            service.close_all(close);
        }
    }

    fn service(&self, name: &str) -> Option<Arc<Service>> {
        lock(&self.services).get(name).cloned()
    }
}

fn sender(peer: &Peer) -> Sender<'_> {
    Sender { user: peer.user(), connection: peer.id() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in one connection must not take the others along.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
