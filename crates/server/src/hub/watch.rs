//! Somebody who sees every post of a process, and who comes and goes, without being in any group.

use std::fmt;

use super::Peer;
use crate::frames::outgoing::Presence;

/// Another protocol's side of groups and users: it is told what happens in them.
///
/// It is called under the lock of the stream, so that it learns of the posts of a group, and of its
/// notices, in their order. So it never waits, and calls nothing of the hub.
pub trait Watcher: fmt::Debug + Send + Sync {
    /// A post has got its place in a group. The members have it, or are about to get it.
    fn posted(&self, service: &str, group: &str, from: &Peer, content: &str);

    /// A connection has come into a group, or has gone.
    fn moved(&self, service: &str, group: &str, who: &Peer, what: Presence);

    /// A post to a user is about to be delivered to whoever is there: to the connections of
    /// the user, or to one of them alone.
    fn sent(&self, service: &str, to: &Reached<'_>, from: &Peer, content: &str);
}

/// Whom a private post reaches.
#[derive(Debug)]
pub enum Reached<'a> {
    /// All connections of a user, of whom there may be none.
    User(&'a str),
    /// One connection.
    Connection(&'a Peer),
}
