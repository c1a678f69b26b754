//! What the owner of a session is told.

use crate::document::Document;
use crate::protocol::Position;
use crate::session::State;
use crate::text::{concat, push_number};
use crate::wire::key;
use alloc::string::String;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<D> {
    /// The server delivered something: for the callback.
    Delivery(Delivery<D>),
    /// Frames may be sent again: less than half of the high-water mark waits in the socket.
    Drain,
    /// The group is not joined any more, nor about to be: nothing more of it is told. Not told of
    /// all groups that end with a closed connection.
    Left(String),
    /// The server told whether what was missed could be delivered.
    Recovery(Recovery),
    /// The connection is in another state.
    State(State),
    /// What only protocols of method calls and subscriptions tell.
    #[cfg(feature = "ddp")]
    Remote(RemoteEvent<D>),
    /// Something about the connection, in the words of the published Skapi reference: for the
    /// callback. Only `type` and `message` are told.
    Status(Status),
}

/// What the owner of a session of method calls and subscriptions is told.
#[cfg(feature = "ddp")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteEvent<D> {
    /// A frame about a document or of a stream, as it came.
    Data(D),
    /// The server has ended a subscription that was ready, or refused it when it was made again.
    Ended {
        /// The name of the publication.
        name: String,
        /// What the subscription was made with: an array.
        params: D,
        /// The server's error object, where it gave one.
        error: Option<D>,
    },
    /// The server has too many calls to answer: this one is made once more.
    Held {
        /// The method, or the publication.
        name: String,
        /// In how many milliseconds.
        millis: u64,
    },
    /// The login succeeded: the server's answer, `{ id, token, tokenExpires, … }`.
    LoggedIn(D),
    /// The login was refused: the server's error object.
    LoginRefused(D),
    /// The server did not understand a frame: `{ reason, offendingMessage? }`.
    Problem(D),
    /// A subscription was made again, and has sent what it begins with.
    Resubscribed {
        /// The name of the publication.
        name: String,
        /// What the subscription was made with: an array.
        params: D,
    },
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
    /// A post to a joined group.
    Message,
    /// A change of a group's membership.
    Notice,
    /// A post to this user.
    Private,
}

/// The sort of any frame from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// It is told to the callback.
    Delivery(DeliveryKind),
    /// A command was carried out.
    Ack,
    /// The token is about to expire.
    Expires,
    /// The connection may be used.
    Hello,
    /// A group was joined.
    Joined,
    /// A command was refused.
    Nack,
    /// A ping was answered.
    Pong,
}

/// What became of the posts that came while there was no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The group; `None` for the private posts.
    pub group: Option<String>,
    /// Whether every one of them is delivered: those to a group before this, the private ones
    /// after it. If not, none is.
    pub recovered: bool,
    /// The last position before the connection was lost.
    pub since: Position,
    /// The position from which posts are delivered again.
    pub until: Position,
}

/// A change of the connection that the callback is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `closeRealtime` has done its work.
    Closed,
    /// The connection did not open, or failed while it was open.
    Failed,
    /// As many attempts to connect again as are allowed have failed.
    GaveUp,
    /// The connection is open.
    Opened,
    /// This is the so-manieth attempt to connect again, counted from 1.
    Reconnecting(u32),
    /// The connection ended though nobody here closed it.
    UnexpectedClose,
}

impl FrameKind {
    /// Every sort with the key that makes it, in the order in which the keys are looked for.
    pub const KEYS: [(Self, &str); 10] = [
        (Self::Delivery(DeliveryKind::Message), key::MESSAGE),
        (Self::Delivery(DeliveryKind::Private), key::PRIVATE),
        (Self::Delivery(DeliveryKind::Notice), key::NOTICE),
        (Self::Delivery(DeliveryKind::Error), key::ERROR),
        (Self::Ack, key::ACK),
        (Self::Nack, key::NACK),
        (Self::Joined, key::JOINED),
        (Self::Pong, key::PONG),
        (Self::Hello, key::HELLO),
        (Self::Expires, key::EXPIRES),
    ];
}

impl DeliveryKind {
    /// The key of the payload.
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => key::ERROR,
            Self::Message => key::MESSAGE,
            Self::Notice => key::NOTICE,
            Self::Private => key::PRIVATE,
        }
    }

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
            Self::Failed | Self::GaveUp | Self::UnexpectedClose => "error",
            Self::Opened => "success",
            Self::Reconnecting(_) => "reconnect",
        }
    }

    /// The `message` of the callback's object.
    /// Source: the published Skapi reference; skapi-js 1.5.8, `src/methods/realtime.ts`.
    pub fn message(self) -> String {
        let mut text = concat(&[match self {
            Self::Closed => "WebSocket connection closed.",
            Self::Failed => "Skapi: WebSocket connection error.",
            Self::GaveUp => "Skapi: Max reconnection attempts reached.",
            Self::Opened => "Connected to WebSocket server.",
            Self::Reconnecting(_) => "Reconnecting to WebSocket server...",
            Self::UnexpectedClose => "Skapi: WebSocket unexpected close.",
        }]);
        if let Self::Reconnecting(attempt) = self {
            push_number(&mut text, attempt.into());
        }
        text
    }
}

impl<D: Document> Delivery<D> {
    /// The payload, untouched.
    pub fn message(&self) -> Option<D> {
        self.frame.field(self.kind.key())
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
