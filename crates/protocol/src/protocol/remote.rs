//! Protocols of method calls and subscriptions.

use super::{Credentials, Frame};
use crate::document::Document;
use alloc::string::String;
use alloc::vec::Vec;

/// The frames of a protocol in which the client calls methods of the server and subscribes to
/// what it publishes.
///
/// The client speaks first, with [`Remote::greet`]. When the server has answered with
/// [`Told::Connected`], it logs in. `id`s name calls and subscriptions; a connection uses each once.
pub trait Remote<D: Document> {
    /// The first frame on an open socket.
    fn greet(&mut self) -> Frame<D>;

    /// The answer to [`Told::Ping`].
    fn pong(&mut self, id: Option<&str>) -> Frame<D>;

    /// Logs in: [`Credentials::token`] is the JSON text of the parameter.
    fn login(&mut self, id: &str, credentials: &Credentials) -> Frame<D>;

    /// Calls a method. `params` is the JSON text of an array.
    fn method(&mut self, id: &str, name: &str, params: D::Text) -> Frame<D>;

    /// Subscribes. `params` is the JSON text of an array.
    fn subscribe(&mut self, id: &str, name: &str, params: D::Text) -> Frame<D>;

    /// Ends a subscription.
    fn unsubscribe(&mut self, id: &str) -> Frame<D>;
}

/// What a frame from the server tells, where there are methods and subscriptions.
#[derive(Clone, Debug)]
pub enum Told<D> {
    /// The session has begun.
    Connected,
    /// Something was published: an event of a stream, or a change of a document.
    Data(D),
    /// The server speaks another version. If it is one that we speak, the next connection will.
    Failed {
        /// Whether that is so.
        is_known: bool,
    },
    /// Nothing that concerns anybody.
    Nothing,
    /// A subscription was refused, or has ended.
    Nosub {
        /// Its id.
        id: String,
        /// The server's error object, where it gave one.
        error: Option<D>,
    },
    /// The server asks for a sign of life, and may have given the question an id.
    Ping(Option<String>),
    /// The server did not understand a frame.
    Problem(D),
    /// These subscriptions have sent what they begin with.
    Ready(Vec<String>),
    /// A method has returned.
    Result {
        /// The id of the call.
        id: String,
        /// What it returned, `None` for nothing; or the server's error object.
        result: Result<Option<D>, D>,
    },
}

/// The sort of a message of DDP from the server.
/// Source: `meteor/meteor`, `packages/ddp/DDP.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A document was added, changed, moved or removed, or a stream has an event.
    Data,
    /// The session has begun.
    Connected,
    /// The server speaks another version.
    Failed,
    /// The server did not understand a frame.
    Error,
    /// A subscription was refused, or has ended.
    Nosub,
    /// A question for a sign of life.
    Ping,
    /// The answer to ours.
    Pong,
    /// Subscriptions have sent what they begin with.
    Ready,
    /// A method has returned.
    Result,
    /// All that methods have written has been published.
    Updated,
}

impl MessageKind {
    /// Every sort with its name in the field `msg`. That of most messages comes first.
    pub const NAMES: [(Self, &str); 14] = [
        (Self::Data, "changed"),
        (Self::Data, "added"),
        (Self::Data, "removed"),
        (Self::Data, "addedBefore"),
        (Self::Data, "movedBefore"),
        (Self::Result, "result"),
        (Self::Updated, "updated"),
        (Self::Ready, "ready"),
        (Self::Nosub, "nosub"),
        (Self::Ping, "ping"),
        (Self::Pong, "pong"),
        (Self::Connected, "connected"),
        (Self::Failed, "failed"),
        (Self::Error, "error"),
    ];
}
