//! The moments at which the session acts without input.

use crate::time::Instant;

/// What a moment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// A call has waited too long.
    Calls,
    /// The connection is due for a sign of life.
    Heartbeat,
    /// A sign of life has not been answered.
    Pong,
    /// Nothing of what was sent has been acknowledged for too long.
    Answer,
    /// The socket is to be asked how much it has not sent.
    Drain,
    /// The page has been hidden for too long to keep its connection.
    Park,
    /// It is time to connect again.
    Retry,
    /// The dial has taken too long.
    Connect,
    /// The close has taken too long.
    Close,
}

/// One moment, or none, for each [`Timer`].
#[derive(Clone, Debug, Default)]
pub(super) struct Timers([Option<Instant>; Timer::ALL.len()]);

impl Timer {
    /// Every timer, in the order in which those due at one moment fire: a refusal of what has
    /// waited too long comes before the end of the connection.
    pub(super) const ALL: [Self; 9] = [
        Self::Calls,
        Self::Heartbeat,
        Self::Pong,
        Self::Answer,
        Self::Drain,
        Self::Park,
        Self::Retry,
        Self::Connect,
        Self::Close,
    ];
}

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Instant) {
        self.put(timer, Some(at));
    }

    pub(super) fn put(&mut self, timer: Timer, at: Option<Instant>) {
        self.0[timer as usize] = at;
    }

    /// Sets the timer to `at`, unless it is due earlier.
    pub(super) fn advance(&mut self, timer: Timer, at: Instant) {
        let earlier = self.0[timer as usize].map_or(at, |set| set.min(at));
        self.set(timer, earlier);
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.put(timer, None);
    }

    pub(super) fn is_set(&self, timer: Timer) -> bool {
        self.0[timer as usize].is_some()
    }

    /// The earliest moment set.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.into_iter().flatten().min()
    }

    /// Takes a timer out of the table, if it is due. The moment that it was set to.
    pub(super) fn expire(&mut self, timer: Timer, now: Instant) -> Option<Instant> {
        self.0[timer as usize].take_if(|at| *at <= now)
    }
}
