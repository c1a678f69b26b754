//! What the callback is told.

use crate::document::Document;

/// Something that happened, in the words of the published Skapi reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<D> {
    /// The server delivered something.
    Delivery(Delivery<D>),
    /// The state of the connection changed. Only `type` and `message` are told.
    Status(Status),
}

/// A frame from the server, taken apart. What the frame lacks is told as `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery<D> {
    /// What sort of frame it was.
    pub kind: DeliveryKind,
    /// The payload, untouched.
    pub message: D,
    /// The user who sent it, or whom a notice is about.
    pub sender: Option<D>,
    /// The sender's connection as the server names it, without [`crate::wire::CONNECTION_PREFIX`],
    /// which the callback's `sender_cid` begins with.
    pub connection: Option<D>,
    /// The group that it concerns.
    pub group: Option<D>,
    /// What a notice is about: one of [`crate::wire::code`].
    pub code: Option<D>,
}

/// The sort of a [`Delivery`]: the `type` of the callback's object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryKind {
    /// A refusal by the server.
    Error,
    /// A post to the joined group.
    Message,
    /// A change of the group's membership.
    Notice,
    /// A post to this user.
    Private,
}

/// A change of the connection's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `closeRealtime` has done its work.
    Closed,
    /// The connection did not open, or failed while it was open.
    Failed,
    /// The connection is open.
    Opened,
    /// The connection ended though nobody here closed it.
    UnexpectedClose,
}

impl DeliveryKind {
    /// The `type` of the callback's object.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Message => "message",
            Self::Notice => "notice",
            Self::Private => "private",
        }
    }
}

impl Status {
    /// The `type` of the callback's object.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Closed => "close",
            Self::Failed | Self::UnexpectedClose => "error",
            Self::Opened => "success",
        }
    }

    /// The `message` of the callback's object.
    pub fn message(self) -> &'static str {
        match self {
            Self::Closed => "WebSocket connection closed.",
            Self::Failed => "Skapi: WebSocket connection error.",
            Self::Opened => "Connected to WebSocket server.",
            Self::UnexpectedClose => "Skapi: WebSocket unexpected close.",
        }
    }
}

impl<D: Document> Delivery<D> {
    /// A delivery of `kind` whose frame has nothing but a payload.
    pub fn new(kind: DeliveryKind, message: D) -> Self {
        Self { kind, message, sender: None, connection: None, group: None, code: None }
    }
}
