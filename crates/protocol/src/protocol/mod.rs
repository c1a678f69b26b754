//! Wire protocols: commands to frames, frames to events.

mod frames;
mod groupwire;
mod skapi;

pub use groupwire::Groupwire;
pub use skapi::Skapi;

use crate::document::Document;
use crate::error::Error;
use crate::event::Delivery;
use crate::session::{Notification, Recipient};
use std::fmt;

/// A wire protocol. The session machine knows when something is sent, the protocol how.
pub trait Protocol<D: Document> {
    /// Whether joins and posts carry tokens, which are then asked for anew before they go out.
    fn signs_frames(&self) -> bool;

    /// Whether the protocol can reach `recipient` at all.
    ///
    /// # Errors
    ///
    /// [`crate::Code::NotSupported`] where it has no frame for that.
    fn reaches(&self, recipient: &Recipient) -> Result<(), Error>;

    /// The frame that joins `group`, or leaves the joined one.
    fn join(&mut self, group: Option<&str>, credentials: &Credentials) -> Frame<D>;

    /// The frame that carries `post`.
    fn post(&mut self, post: Post<'_, D>, credentials: &Credentials) -> Frame<D>;

    /// A frame that says nothing but that the connection is in use.
    fn keep_alive(&mut self) -> Frame<D>;

    /// What a frame from the server tells; `None` where it is none of this protocol.
    fn receive(&mut self, frame: D) -> Option<Delivery<D>>;
}

/// A post on its way out.
#[derive(Debug)]
pub struct Post<'a, D: Document> {
    /// Where it goes.
    pub recipient: &'a Recipient,
    /// The payload as JSON; `None` for what JSON leaves out, which then is no field of the frame.
    pub content: Option<D::Text>,
    /// A push notification that goes with it.
    pub notification: Option<&'a Notification>,
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
