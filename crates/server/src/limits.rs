//! Rates: how many frames, and how many mistakes, a connection may make.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

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
