//! What goes into the machine, and what comes out of it.

use super::{Closed, PageEvent};
#[cfg(feature = "ddp")]
use super::{Refusal, RemoteCall};
use crate::document::Document;
use crate::error::Error;
use crate::event::Event;
use crate::protocol::{Credentials, Frame, Receipt};
use crate::text::concat;
use alloc::string::String;
use core::time::Duration;

/// Names a call of the owner's until it is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Names a request for tokens, so that a late answer to an old one is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(pub u32);

/// The answer to a request for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// Here they are.
    Given(Credentials),
    /// There are none: nobody is logged in.
    None,
    /// They could not be had at this moment.
    Failed,
}

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input<D: Document> {
    /// One of the functions was called; answered by [`Output::Settle`], after the time given
    /// here at the latest, where it is shorter than that of the [`Config`].
    Call(CallId, Call<D>, Option<Duration>),
    /// The caller takes the call back. One that is settled already stays so.
    Cancel(CallId),
    /// The answer to [`Output::Authorize`].
    Credentials(Ticket, Tokens),
    /// The socket of the last [`Output::Dial`] is open.
    Opened,
    /// The socket reports a failure. Its end follows.
    Failed,
    /// The socket takes no more frames. Its end follows.
    Unwritable,
    /// The socket has ended.
    Closed(Closed),
    /// A frame came, an object.
    Frame(D),
    /// A frame came that is not a JSON object in text.
    Unreadable,
    /// The answer to [`Output::Measure`]: so many bytes wait in the socket.
    Buffered(usize),
    /// The page is in another state.
    Page(PageEvent),
}

/// A call of one of the functions.
#[derive(Clone, Debug)]
pub enum Call<D: Document> {
    /// `connectRealtime(cb)`.
    Connect {
        /// Whether `cb` can be called.
        callable: bool,
    },
    /// `postRealtime(message, recipient, notification?)`.
    Post {
        /// The payload, or why it could not be read: the controls of a form may make none.
        message: Result<D, Error>,
        /// See [`Recipient::parse`].
        recipient: D,
        /// See [`Notification::parse`].
        notification: D,
    },
    /// `joinRealtime(params)`: leaves the group that was joined so before.
    Join {
        /// An object whose `group` is a string, or `null` to leave; or why it could not be read.
        params: Result<D, Error>,
    },
    /// Joins one of several groups.
    Hold {
        /// The name, a string.
        group: D,
        /// `{ epoch, offset }` of the last post that is known; anything else where none is.
        since: D,
    },
    /// Leaves one of several groups.
    Release {
        /// The name, a string.
        group: D,
    },
    /// `closeRealtime()`.
    Close,
    /// What only protocols of method calls and subscriptions have.
    #[cfg(feature = "ddp")]
    Remote(RemoteCall<D>),
}

/// Something to do outside.
#[derive(Clone, Debug)]
pub enum Output<D: Document> {
    /// Ask for tokens and answer with [`Input::Credentials`].
    Authorize {
        /// To be given back.
        ticket: Ticket,
        /// The server refused the last ones.
        refused: bool,
    },
    /// Open a socket to this URL, which holds a token: not for logs.
    Dial(String),
    /// Send a text frame.
    Transmit(Frame<D>),
    /// Answer with [`Input::Buffered`].
    Measure,
    /// Close the socket and go on reporting what it does.
    Hangup,
    /// Close the socket and report nothing more of it.
    Abandon,
    /// Give a call its answer.
    Settle(CallId, Result<Success, Error>),
    /// Give a call of a method, or of a subscription, the server's answer.
    #[cfg(feature = "ddp")]
    Return(CallId, Result<Option<D>, Refusal<D>>),
    /// Tell what happened.
    Emit(Event<D>),
    /// Report so many frames without a meaning, counted since the session began.
    Unreadable(u32),
}

/// The good answers of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Success {
    /// The server has taken the post, and will deliver it once.
    Acknowledged(Receipt),
    /// The connection is open: the answer is its socket.
    Connected,
    /// The post has been handed to the socket.
    Sent,
    /// The group has been joined, or where nobody answers that, the join handed to the socket.
    Joined(String),
    /// No group is joined any more.
    Left,
    /// There is no connection any more.
    Closed,
    /// The server has sent what the subscription begins with.
    #[cfg(feature = "ddp")]
    Ready,
}

impl Success {
    /// The `message` of the answer, where it has one.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Connected | Self::Closed => None,
            #[cfg(feature = "ddp")]
            Self::Ready => None,
            Self::Acknowledged(_) | Self::Sent => Some("Message sent.".into()),
            Self::Joined(group) => {
                Some(concat(&["Joined realtime message group: \"", group, "\"."]))
            }
            Self::Left => Some("Left realtime message group.".into()),
        }
    }
}
