//! What the server had no time for is tried once more, when it said.

use crate::time::Instant;

/// What became of the first attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// It has not been refused so far.
    Not,
    /// It is made once more at this moment.
    Until(Instant),
    /// It has been made once more.
    Over,
}

impl Held {
    /// The moment of the second attempt, while it is waited for.
    pub(super) fn until(self) -> Option<Instant> {
        match self {
            Self::Until(at) => Some(at),
            Self::Not | Self::Over => None,
        }
    }
}
