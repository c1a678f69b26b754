//! What a connection of version 1 has besides.

use tokio::time::Instant;

use super::clock::TokenTime;
use crate::auth::Identity;
use crate::limits::Throttle;

/// The state that others do without. It has a place of its own on the heap, so that they do
/// without its memory too.
pub(super) struct Version1 {
    pub(super) token: TokenTime,
    /// It is read more slowly where others are refused.
    pub(super) throttle: Throttle,
}

impl Version1 {
    pub(super) fn new(identity: Identity) -> Box<Self> {
        let token = TokenTime::new(identity.service, identity.lifetime);
        Box::new(Self { token, throttle: Throttle::default() })
    }

    /// When the clock has to be looked at.
    pub(super) fn deadlines(&self) -> [Option<Instant>; 2] {
        [self.token.next(), self.throttle.deadline()]
    }
}
