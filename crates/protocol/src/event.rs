//! What the callback is told.

use crate::document::Document;
use crate::wire::key;

/// Something that happened, in the words of the published Skapi reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<D> {
    /// The server delivered something.
    Delivery(Delivery<D>),
    /// The state of the connection changed. Only `type` and `message` are told.
    Status(Status),
}

/// A frame from the server that is told to the callback. Its parts stay in it until somebody
/// looks: most frames are only passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery<D> {
    /// What sort of frame it is.
    pub kind: DeliveryKind,
    /// The frame as it came.
    pub frame: D,
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
    /// Every sort with the key of its payload, in the order in which the keys are looked for.
    pub const KEYS: [(Self, &str); 4] = [
        (Self::Message, key::MESSAGE),
        (Self::Private, key::PRIVATE),
        (Self::Notice, key::NOTICE),
        (Self::Error, key::ERROR),
    ];

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
    /// What `frame` delivers; `None` where it has none of the keys.
    pub fn read(frame: D) -> Option<Self> {
        Some(Self { kind: frame.delivery_kind()?, frame })
    }

    /// The payload, untouched.
    pub fn message(&self) -> Option<D> {
        let (_, key) = DeliveryKind::KEYS.into_iter().find(|(kind, _)| *kind == self.kind)?;
        self.frame.field(key)
    }

    /// The user who sent it, or whom a notice is about.
    pub fn sender(&self) -> Option<D> {
        self.frame.field(key::USER_ID)
    }

    /// The sender's connection as the server names it, without [`crate::wire::CONNECTION_PREFIX`],
    /// which the callback's `sender_cid` begins with.
    pub fn connection(&self) -> Option<D> {
        self.frame.field(key::SENDER_CID)
    }

    /// The group that it concerns.
    pub fn group(&self) -> Option<D> {
        self.frame.field(key::SENDER_RID)
    }

    /// What a notice is about: one of [`crate::wire::code`].
    pub fn code(&self) -> Option<D> {
        self.frame.field(key::CODE)
    }
}
