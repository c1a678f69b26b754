//! One connection, as the hub and its outbox know it.

use std::fmt;
use std::sync::Arc;

use crate::frames::outgoing::Sender;
use crate::outbox::Outbox;

/// A connection of a user to a service.
pub struct Peer {
    /// Unguessable and unique.
    id: Arc<str>,
    /// From the token; shared with the table of users.
    user: Arc<str>,
    /// Whether it gets the keys of version 1.
    speaks_version_1: bool,
    outbox: Outbox,
}

impl Peer {
    /// For hubs, when a connection takes its seat.
    pub fn new(id: Arc<str>, user: Arc<str>, speaks_version_1: bool, outbox: Outbox) -> Self {
        Self { id, user, speaks_version_1, outbox }
    }

    /// The connection id, without the `cid:` prefix.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// The user id.
    pub fn user(&self) -> &Arc<str> {
        &self.user
    }

    /// Whether posts come to it with their place in the stream.
    pub fn speaks_version_1(&self) -> bool {
        self.speaks_version_1
    }

    /// The frames that wait to be written.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// As the sender of a frame.
    pub fn as_sender(&self) -> Sender<'_> {
        Sender { user: &self.user, connection: &self.id }
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer").field("id", &self.id).field("user", &self.user).finish()
    }
}
