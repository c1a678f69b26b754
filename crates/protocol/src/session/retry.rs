//! When to connect again, and when not to.

use super::random::Random;
use super::{Backoff, Closed, Error, Reason, Session, State, Timer};
use crate::document::Document;
use crate::event::Status;
use crate::protocol::Ending;
use crate::time::Instant;
use core::time::Duration;

/// A connection that lasted this long was useful: the pauses begin anew.
const USEFUL: Duration = Duration::from_secs(5);

/// How often in a row a connection is followed where it moved, before that is taken for a failure.
const MOST_MOVES: u32 = 5;

impl<D: Document> Session<D> {
    /// There is no connection any more: makes another one, now, later or never.
    pub(super) fn retry(&mut self, now: Instant, ended: Option<Closed>) {
        match self.ending(ended.as_ref()) {
            Ending::Refused => return self.stop(now, Reason::Refused, ended),
            Ending::Unauthorized if self.token_refused => {
                return self.stop(now, Reason::Unauthorized, ended);
            }
            Ending::Unauthorized => {
                self.token_refused = true;
                return self.dial(now);
            }
            Ending::RetrySlowly => self.slow = self.slow.or(Some(self.attempt)),
            Ending::TooLarge => self.refuse_largest(),
            // A hidden page goes with it, too.
            Ending::Moved if self.attempt < MOST_MOVES => return self.dial(now),
            Ending::Moved | Ending::Retry => {}
        }
        if self.config.max_attempts.is_some_and(|max| self.attempt >= max) {
            self.emit(Status::GaveUp);
            return self.stop(now, Reason::GaveUp, ended);
        }
        let (backoff, before) = match self.slow {
            Some(before) => (Backoff::SLOW, before),
            None => (self.config.backoff, 0),
        };
        let pause = backoff.pause(self.attempt - before, &mut self.random);
        let retry_at = self.is_visible().then_some(now + pause);
        self.timers.put(Timer::Retry, retry_at);
        self.enter(State::Waiting { attempt: self.next_attempt(), retry_at, ended });
        if self.config.queue.messages == 0 {
            self.refuse_waiting(now, &Error::NOT_OPEN);
        }
    }

    /// Whether the connection that ends now was good for something.
    pub(super) fn was_useful(&self, now: Instant) -> bool {
        now - self.online_since >= USEFUL
    }

    /// The number that the next attempt will have: see [`State::Connecting`].
    pub(super) fn next_attempt(&self) -> u32 {
        self.attempt + u32::from(self.lost)
    }

    pub(super) fn ending(&self, ended: Option<&Closed>) -> Ending {
        ended.map_or(Ending::Retry, |ended| self.protocol.ending(ended.code))
    }
}

impl Backoff {
    /// The pause after so many failed attempts: anything from `min` to `min` plus a range
    /// that doubles with each attempt. All of the range is random, so that clients that lost
    /// their connections at one moment do not come back at one moment.
    fn pause(self, failed: u32, random: &mut Random) -> Duration {
        let doubled = self.min.saturating_mul(1 << failed.min(20));
        let range = doubled.min(self.max.saturating_sub(self.min));
        self.min + Duration::from_millis(random.up_to(range.as_millis() as u64))
    }
}
