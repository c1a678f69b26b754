//! Counting within intervals, as Rocket.Chat limits calls.

use std::time::Duration;

use tokio::time::Instant;

/// So much within an interval that begins with the first of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// 0 is no limit.
    pub(super) count: u32,
    pub(super) interval: Duration,
}

/// What has been counted against a limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    begin: Instant,
    count: u32,
}

impl Window {
    pub(super) fn new(now: Instant) -> Self {
        Self { begin: now, count: 0 }
    }

    /// Whether there may be one more.
    ///
    /// # Errors
    /// After how long there may be one again.
    pub(super) fn check(&self, now: Instant, limit: Limit) -> Result<(), Duration> {
        let elapsed = now - self.begin;
        if limit.count == 0 || self.count < limit.count || elapsed >= limit.interval {
            return Ok(());
        }
        Err(limit.interval - elapsed)
    }

    /// Counts one.
    pub(super) fn count(&mut self, now: Instant, limit: Limit) {
        if now - self.begin >= limit.interval {
            *self = Self::new(now);
        }
        self.count = self.count.saturating_add(1);
    }

    /// Whether nothing of it counts any more.
    pub(super) fn is_over(&self, now: Instant, limit: Limit) -> bool {
        now - self.begin >= limit.interval
    }
}
