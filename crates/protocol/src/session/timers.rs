//! The moments at which the session acts without input.

use crate::time::Instant;

/// What a moment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// The dial has taken too long.
    Connect,
    /// The peer has not answered the close.
    Close,
    /// The connection is due for a sign of life.
    Heartbeat,
    /// The oldest waiting command has waited too long.
    Queue,
}

/// One moment, or none, for each [`Timer`].
#[derive(Clone, Debug, Default)]
pub(super) struct Timers([Option<Instant>; Timer::ALL.len()]);

impl Timer {
    /// Every timer, in the order in which those due at one moment fire: a refusal of what has
    /// waited too long comes before the end of the connection.
    const ALL: [Self; 4] = [Self::Queue, Self::Heartbeat, Self::Connect, Self::Close];

    const fn slot(self) -> usize {
        match self {
            Self::Queue => 0,
            Self::Heartbeat => 1,
            Self::Connect => 2,
            Self::Close => 3,
        }
    }
}

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Instant) {
        self.put(timer, Some(at));
    }

    pub(super) fn put(&mut self, timer: Timer, at: Option<Instant>) {
        self.0[timer.slot()] = at;
    }

    /// Sets the timer to `at`, unless it is due earlier.
    pub(super) fn advance(&mut self, timer: Timer, at: Instant) {
        let earlier = self.0[timer.slot()].map_or(at, |set| set.min(at));
        self.set(timer, earlier);
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.put(timer, None);
    }

    /// The earliest moment set.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.into_iter().flatten().min()
    }

    /// Takes a timer that is due out of the table.
    pub(super) fn expire(&mut self, now: Instant) -> Option<Timer> {
        let due = |timer: &Timer| self.0[timer.slot()].is_some_and(|at| at <= now);
        let timer = Timer::ALL.into_iter().find(due)?;
        self.stop(timer);
        Some(timer)
    }
}
