//! Time as an argument: the core reads no clock.

use core::ops::{Add, Sub};
use core::time::Duration;

/// A moment on the caller's monotonic clock, in whole milliseconds since any fixed moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Instant(u64);

impl Instant {
    /// The moment `millis` milliseconds after the clock's zero.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock's zero.
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// A sum beyond the end of the clock is the end of the clock: such a timer never fires.
    // Not in each of its many callers: the module of the browser is as small as can be.
    #[inline(never)]
    fn add(self, duration: Duration) -> Self {
        let millis = duration.as_secs().saturating_mul(1000);
        Self(self.0.saturating_add(millis.saturating_add(duration.subsec_millis().into())))
    }
}

impl Sub for Instant {
    type Output = Duration;

    /// Zero where `earlier` is the later of the two.
    #[inline(never)]
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}
