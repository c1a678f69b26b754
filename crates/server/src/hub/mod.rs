//! Who is connected, who is in which group, and the delivery of frames: the contract.
//!
//! A hub knows nothing of sockets: it puts frames into the [`Outbox`] of each receiver. It is used
//! through two traits, [`Hub`] and [`Seat`], the place of one connection. [`MemoryHub`] keeps
//! everything in this process; a hub over a network has the same contract, and the same tests
//! (`tests/hub_contract`). What follows holds for every hub. *Post* is a message to a group or a
//! user; *stream* is the posts of one group, or the private posts to one user.
//!
//! # Scope
//! No call reaches beyond the service of the connection that it is made for.
//!
//! # Answers
//! Operations give an [`Answer`], at once or later. A seat is asked one thing at a time: its
//! connection calls it again when the answer is there, so that answers come in the order of the
//! commands, and a post is made in the groups that were joined before it. A hub need not care for
//! calls of one seat that overlap.
//!
//! # Order
//! The members of a group get its posts in one order, that of their offsets, and its notices at
//! the same place among them. The posts of one seat keep their order within a stream.
//! A post is put into an outbox at most once.
//!
//! # Offsets and epoch
//! Every post of a stream has an offset, an integer below 2^53, which grows strictly within the
//! stream, not by one. Offsets mean something only together with the epoch: a hub that has lost
//! or begun anew any of its offsets, history or memory of `mid`s has another one. An epoch is of
//! letters and digits and has at most 64 bytes.
//!
//! # Recovery
//! Who joins, or connects, with a position gets every post of the stream after that position,
//! then the answer (`#joined`; `#hello` is before the posts instead), then every later post: no
//! gap, nothing twice. Or it gets none of them, and the answer says `recovered: false`. A hub may
//! forget posts whenever it must, but never what it has forgotten. A position of another epoch or
//! from the future is not recovered. Replayed posts do not count against the limits of the outbox
//! ([`Outbox::replay`]). The offset in an answer is a position from which the client can
//! recover later.
//!
//! Private posts to a user who was never there, or long ago, may be forgotten at once.
//!
//! # De-duplication
//! A post with a `mid` that the same user has used for a delivered post, on whichever seat,
//! and that is still remembered, is not delivered again; its receipt is that of the first. This
//! holds for two that are made at the same time, too. What was refused is not remembered.
//!
//! # Presence
//! A connection is in a group from its join to its leave or the end of its seat. The members are
//! told of each, a joiner after its own answer; who leaves is not told. [`Hub::groups`] has the
//! groups with members and no others; it and [`Hub::users`] show what had been answered when they
//! were asked. A seat is given up by dropping it.
//!
//! # Watching
//! A [`Watcher`] is told of every post that is delivered, once: of those to a group in the order
//! of their offsets, and before the receipt; of a private one before anybody gets it, whether
//! somebody is there or not. It is told who comes into a group and who goes, at the place of
//! the notice, also where nobody gets one.

mod answer;
pub mod memory;
mod peer;
mod position;
mod watch;

use std::fmt;
use std::sync::Arc;

pub use answer::{Answer, Later};
pub use memory::MemoryHub;
pub use peer::Peer;
pub use position::{Position, Standing};
pub use watch::{Reached, Watcher};

use crate::auth::Identity;
use crate::frames::answers::Terms;
use crate::frames::{Frame, Recipient};
use crate::outbox::{Close, Outbox};

/// All connections that can reach each other.
pub trait Hub: fmt::Debug + Send + Sync {
    /// Adds a connection, in no group yet. With [`Newcomer::terms`] the first frame in its outbox
    /// is `#hello`, followed by the private posts that it missed.
    ///
    /// # Errors
    /// [`TooManyConnections`] when the user has as many as one may have.
    fn connect(&self, newcomer: Newcomer<'_>) -> Answer<Result<Box<dyn Seat>, TooManyConnections>>;

    /// The groups of a service, by name.
    fn groups(&self, service: &str) -> Answer<Vec<GroupCount>>;

    /// The connections in a group, in no order.
    fn users(&self, service: &str, group: &str) -> Answer<Vec<Present>>;

    /// Posts of a group that are still there.
    fn history(&self, service: &str, group: &str, page: Page) -> Answer<History>;

    /// From now on, somebody who is told of every post that is delivered, once, with a repeated
    /// `mid` not again. There is one watcher at most: the first.
    fn watch(&self, watcher: Arc<dyn Watcher>);

    /// Forgets what is too old. Called now and then: for hubs that keep something themselves.
    fn sweep(&self) {}

    /// What is in this process, over all services.
    fn totals(&self) -> Totals;

    /// Ends every connection of this process, and those that are still to come, without a word to
    /// the groups.
    fn close_all(&self, close: Close);
}

/// The place of a connection in a hub. Dropping it is the end of the connection: its groups are
/// told that it was disconnected.
pub trait Seat: fmt::Debug + Send + Sync {
    /// The connection.
    fn peer(&self) -> &Arc<Peer>;

    /// Whether it is in this group.
    fn is_in(&self, group: &str) -> bool;

    /// In how many groups it is.
    fn group_count(&self) -> usize;

    /// Puts the connection into a group. Every member, the joiner included, is told.
    ///
    /// A group in which it is already is answered and nothing else happens.
    fn join(&mut self, join: Join<'_>) -> Answer<()>;

    /// Takes the connection out of a group, if it is there. Those who stay are told.
    fn leave(&mut self, group: &str) -> Answer<()>;

    /// Takes the connection out of all groups. Those who stay are told.
    fn leave_all(&mut self) -> Answer<()>;

    /// Delivers JSON text to every member of the group, the sender included.
    ///
    /// # Errors
    /// [`NotJoined`] when the sender is not in that group.
    fn broadcast(
        &mut self,
        group: &str,
        content: &str,
        mid: Option<&str>,
    ) -> Answer<Result<Receipt, NotJoined>>;

    /// Delivers JSON text to every connection of a user and to the sender's own, each once; or
    /// to one connection alone. Nobody there is no error.
    ///
    /// The connections of the user get it with its place in the stream, when they speak version 1.
    /// The sender's copy has no place, unless the sender is that user; nor has what goes to one
    /// connection.
    fn send(&mut self, to: &Recipient<'_>, content: &str, mid: Option<&str>) -> Answer<Receipt>;
}

/// A connection that asks for a seat.
#[derive(Debug)]
pub struct Newcomer<'a> {
    /// Whose it is.
    pub identity: &'a Identity,
    /// The connection id, unguessable and unique.
    pub id: Arc<str>,
    /// Where its frames go.
    pub outbox: Outbox,
    /// For `#hello`; `None` when it does not speak version 1.
    pub terms: Option<Terms>,
    /// What it knows of the private posts to its user. Version 1 only.
    pub since: Option<Position>,
}

/// What a connection asks for when it joins.
#[derive(Clone, Copy, Debug)]
pub struct Join<'a> {
    /// The name.
    pub group: &'a str,
    /// What it knows of the posts.
    pub since: Option<&'a Position>,
    /// For `#joined`, which is not sent without.
    pub mid: Option<&'a str>,
    /// Leaves all other groups first.
    pub alone: bool,
}

/// What became of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Its place in the stream of the group.
    Offset(u64),
    /// How many connections of the receiver got it.
    Reached(u64),
}

/// A post to a group that the connection is not in. Nothing was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJoined;

/// The user has as many connections as one may have; the new one was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyConnections;

/// A group and how many connections are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCount {
    /// The name, without the service.
    pub name: Arc<str>,
    /// At least one.
    pub connections: usize,
}

/// A connection in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// The user id.
    pub user: Arc<str>,
    /// The connection id, without the `cid:` prefix.
    pub connection: Arc<str>,
}

/// Which posts of a history are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// At most so many, the newest.
    pub limit: usize,
    /// Only those with a lower offset.
    pub before: Option<u64>,
}

/// A page of a history.
#[derive(Clone, Debug)]
pub struct History {
    /// The epoch of the hub.
    pub epoch: Arc<str>,
    /// As they were sent to connections of version 1, the oldest first.
    pub posts: Vec<Frame>,
    /// Nothing older is there.
    pub is_end: bool,
}

/// Numbers for the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Open connections.
    pub connections: usize,
    /// Groups with members.
    pub groups: usize,
}
