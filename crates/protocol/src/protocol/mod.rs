//! Wire protocols: commands to frames, frames to events.

#[cfg(feature = "ddp")]
mod ddp;
mod frames;
mod groupwire;
#[cfg(feature = "ddp")]
pub mod remote;
mod skapi;

use alloc::string::String;
#[cfg(feature = "ddp")]
pub use ddp::Ddp;
pub use groupwire::Groupwire;
pub use skapi::Skapi;

use crate::document::Document;
use crate::error::Error;
use crate::event::Delivery;
use crate::session::{Notification, Recipient};
use core::fmt;
use core::time::Duration;

/// A wire protocol. The session machine knows when something is sent, the protocol how.
pub trait Protocol<D: Document> {
    /// What the machine may count on.
    fn features(&self) -> Features;

    /// The URL of a connection to the endpoint `url`. `private` is where the client stands in the
    /// private posts of its user.
    fn url(&self, url: &str, private: Option<&Position>, credentials: &Credentials) -> String;

    /// Whether the protocol can reach `recipient` at all.
    ///
    /// # Errors
    ///
    /// [`crate::Code::NotSupported`] where it has no frame for that.
    fn reaches(&self, recipient: &Recipient) -> Result<(), Error>;

    /// The frame that joins a group; `None` where there are no groups.
    fn join(&mut self, join: Join<'_>, credentials: &Credentials) -> Option<Frame<D>>;

    /// The frame that leaves `group`, or every group; `None` where there are no groups.
    fn leave(
        &mut self,
        group: Option<&str>,
        mid: Option<&str>,
        credentials: &Credentials,
    ) -> Option<Frame<D>>;

    /// The frame that carries `post`; `None` where there are no posts.
    fn post(&mut self, post: Post<'_, D>, credentials: &Credentials) -> Option<Frame<D>>;

    /// The frames of method calls and subscriptions, where the protocol has them in place of
    /// posts and groups.
    #[cfg(feature = "ddp")]
    fn remote(&mut self) -> Option<&mut dyn remote::Remote<D>> {
        None
    }

    /// A sign of life, answered where [`Features::answers_heartbeat`] says so.
    fn heartbeat(&mut self) -> Frame<D>;

    /// The frame that gives the server a new token for the open connection.
    fn renew(&mut self, mid: &str, credentials: &Credentials) -> Option<Frame<D>>;

    /// What a frame from the server tells; `None` where it is none of this protocol.
    fn receive(&mut self, frame: D) -> Option<Incoming<D>>;

    /// What is meant by the end of a connection with this close code of RFC 6455.
    fn ending(&self, code: u16) -> Ending;
}

/// What a protocol can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Commands are answered by their `mid`. Otherwise they are done when they have been sent.
    pub acknowledges: bool,
    /// A heartbeat is answered, so that a silent connection can be told from a dead one.
    pub answers_heartbeat: bool,
    /// The connection may be used when the server has said [`Incoming::Hello`].
    pub greets: bool,
    /// A connection may be in several groups. Otherwise a join leaves the group before.
    pub many_groups: bool,
    /// Joins and posts carry tokens, which are then asked for anew before they go out.
    pub signs_frames: bool,
}

/// A place in a stream of posts: in those to a group, or in the private ones of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The life of the server's memory. Offsets of two epochs have nothing to do with each other.
    pub epoch: String,
    /// That of the last post that is known.
    pub offset: u64,
}

/// A join on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Join<'a> {
    /// The name.
    pub group: &'a str,
    /// Names the join in the server's answer.
    pub mid: Option<&'a str>,
    /// What was missed after this is to be delivered.
    pub since: Option<&'a Position>,
}

/// A post on its way out.
#[derive(Debug)]
pub struct Post<'a, D: Document> {
    /// Where it goes.
    pub recipient: &'a Recipient,
    /// Names the post in the server's answer.
    pub mid: Option<&'a str>,
    /// The payload as JSON; `None` for what JSON leaves out, which then is no field of the frame.
    pub content: Option<D::Text>,
    /// A push notification that goes with it.
    pub notification: Option<&'a Notification>,
}

/// What a frame from the server tells.
#[derive(Clone, Debug)]
pub enum Incoming<D> {
    /// The command `mid` was carried out.
    Ack {
        /// Of the command.
        mid: String,
        /// See [`Receipt`].
        receipt: Receipt,
    },
    /// Something for the callback.
    Delivery(Delivery<D>),
    /// The token ends soon.
    Expires,
    /// The connection may be used.
    Hello(Hello),
    /// A group was joined, and what was missed has been delivered.
    Joined {
        /// The name.
        group: String,
        /// From where on posts are delivered.
        position: Position,
        /// Whether everything after [`Join::since`] was delivered before this. `None` without it.
        recovered: Option<bool>,
    },
    /// The command `mid` was refused.
    Nack {
        /// Of the command.
        mid: String,
        /// Why, in the server's words.
        error: Error,
    },
    /// A heartbeat was answered.
    Pong,
    /// What only protocols of method calls and subscriptions tell.
    #[cfg(feature = "ddp")]
    Remote(remote::Told<D>),
}

/// What the server says of a post that it has taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Its place in the group, for a post to a group.
    pub offset: Option<u64>,
    /// How many connections of the receiver it was given to, for a private post.
    pub reached: Option<u64>,
}

/// The first thing that a server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Where the private posts of the user stand, and the life of the server's memory.
    pub private: Position,
    /// Whether every private post after the position in the URL follows. `None` where there was none.
    pub recovered: Option<bool>,
    /// How long the connection may be silent before the client should ask for a sign of life.
    pub heartbeat: Option<Duration>,
    /// How long the server knows a repeated `mid` at least.
    pub dedupe: Option<Duration>,
    /// The largest frame in bytes that the server takes.
    pub max_frame: Option<usize>,
}

/// What the end of a connection means for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Connect again.
    Retry,
    /// Connect again, with long pauses.
    RetrySlowly,
    /// Connect again at once: the connection goes on elsewhere.
    Moved,
    /// Connecting again is no use.
    Refused,
    /// A frame was too large.
    TooLarge,
    /// The token was refused: another one may help.
    Unauthorized,
}

/// The tokens of one moment.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Opens the connection and joins groups.
    pub token: String,
    /// Signs posts and list requests, where the protocol tells the two apart.
    pub id_token: Option<String>,
}

impl Credentials {
    /// The token that signs posts and list requests.
    pub fn id_token(&self) -> &str {
        self.id_token.as_deref().unwrap_or(&self.token)
    }
}

/// Tokens stay out of logs.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// A text frame in pieces, so that the payload's text is copied once, by the engine that sends it.
#[derive(Clone, Debug)]
pub struct Frame<D: Document> {
    /// The text before the payload; all of it where there is none.
    pub head: String,
    /// The payload as JSON.
    pub content: Option<D::Text>,
    /// The text after the payload.
    pub tail: String,
}

impl<D: Document> Frame<D> {
    /// A frame without a payload.
    pub fn bare(head: String) -> Self {
        Self { head, content: None, tail: String::new() }
    }

    /// The length in bytes; that of a payload as [`Document::text_len`] gives it.
    pub fn len(&self) -> usize {
        self.head.len() + self.content.as_ref().map_or(0, D::text_len) + self.tail.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole text. For small frames and native programs: the payload is copied.
    pub fn to_text(&self) -> String {
        let mut text = self.head.clone();
        if let Some(content) = &self.content {
            text.push_str(&D::text_to_string(content));
        }
        text.push_str(&self.tail);
        text
    }
}
