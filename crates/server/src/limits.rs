//! Rates: how many frames, and how many mistakes, a connection may make.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use crate::config::LimitsConfig;

/// A budget that is used up one by one and recovers with time.
#[derive(Debug)]
pub struct Budget(Option<RateLimiter<NotKeyed, InMemoryState, MonotonicClock>>);

impl Budget {
    /// Frames from one connection.
    pub fn of_frames(limits: &LimitsConfig) -> Self {
        let burst = limits.frame_burst.unwrap_or(limits.frames_per_second.saturating_mul(2));
        Self::new(NonZeroU32::new(limits.frames_per_second).map(|rate| {
            let quota = Quota::per_second(rate);
            NonZeroU32::new(burst).map_or(quota, |burst| quota.allow_burst(burst))
        }))
    }

    /// Frames of one connection that had to be refused.
    pub fn of_errors(limits: &LimitsConfig) -> Self {
        Self::new(NonZeroU32::new(limits.errors_per_minute).map(Quota::per_minute))
    }

    /// Takes one from the budget; `false` when nothing is left.
    pub fn take(&self) -> bool {
        self.take_or_wait().is_ok()
    }

    /// Takes one from the budget.
    ///
    /// # Errors
    /// After how long there is one again, when nothing is left.
    pub fn take_or_wait(&self) -> Result<(), Duration> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check().map_err(|until| until.wait_time_from(MonotonicClock.now()))
    }

    fn new(quota: Option<Quota>) -> Self {
        Self(quota.map(|quota| RateLimiter::direct_with_clock(quota, MonotonicClock)))
    }
}

/// Makes a connection that is read too fast wait, instead of refusing what it sends.
#[derive(Debug, Default)]
pub struct Throttle {
    /// One frame may be read; it has been taken from the budget.
    may_read: bool,
    /// How many have been read that have not been taken from it.
    owed: usize,
    /// Nothing is read before.
    slowed_until: Option<Instant>,
}

impl Throttle {
    /// Whether a frame may be read, which is taken from the budget first. A budget that is used up
    /// makes the connection slow until there is something in it again.
    pub fn may_read(&mut self, budget: &Budget) -> bool {
        if self.slowed_until.is_some() {
            return false;
        }
        while !self.may_read {
            match budget.take_or_wait() {
                Ok(()) if self.owed > 0 => self.owed -= 1,
                Ok(()) => self.may_read = true,
                Err(wait) => {
                    self.slowed_until = Some(Instant::now() + wait);
                    break;
                }
            }
        }
        self.may_read
    }

    /// There were so many more in the frame that has been read: they are taken before the next.
    pub fn owe(&mut self, more: usize) {
        self.owed += more;
    }

    /// A frame has been read.
    pub fn has_read(&mut self) {
        self.may_read = false;
    }

    /// Whether reading may go on that could not before.
    pub fn resumes(&mut self, now: Instant) -> bool {
        self.slowed_until.take_if(|until| now >= *until).is_some()
    }

    /// When to ask whether it [`resumes`](Self::resumes).
    pub fn deadline(&self) -> Option<Instant> {
        self.slowed_until
    }
}
