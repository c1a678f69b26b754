//! What a connection of version 1 has besides.

use std::time::Duration;

use tokio::time::Instant;

use super::clock::TokenTime;
use crate::auth::Identity;

/// The state that others do without. It has a place of its own on the heap, so that they do
/// without its memory too.
pub(super) struct Version1 {
    pub(super) token: TokenTime,
    /// One frame may be read; it has been taken from the budget.
    may_read: bool,
    /// Nothing is read before.
    slowed_until: Option<Instant>,
}

impl Version1 {
    pub(super) fn new(identity: Identity) -> Box<Self> {
        let token = TokenTime::new(identity.service, identity.lifetime);
        Box::new(Self { token, may_read: false, slowed_until: None })
    }

    /// Whether a frame may be read, which is taken from the budget by `take` first. A budget that
    /// is used up makes the connection slow until there is something in it again.
    pub(super) fn may_read(&mut self, take: impl FnOnce() -> Result<(), Duration>) -> bool {
        if self.slowed_until.is_some() {
            return false;
        }
        if !self.may_read {
            match take() {
                Ok(()) => self.may_read = true,
                Err(wait) => self.slowed_until = Some(Instant::now() + wait),
            }
        }
        self.may_read
    }

    /// A frame has been read.
    pub(super) fn has_read(&mut self) {
        self.may_read = false;
    }

    /// Whether reading may go on that could not before.
    pub(super) fn resumes(&mut self, now: Instant) -> bool {
        self.slowed_until.take_if(|until| now >= *until).is_some()
    }

    /// When the clock has to be looked at.
    pub(super) fn deadlines(&self) -> [Option<Instant>; 2] {
        [self.token.next(), self.slowed_until]
    }
}
