//! Wrong passwords: after so many nobody looks at another one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::directory::Name;
use crate::rocketchat::window::{Limit, Window};

/// The failures with each name.
///
/// Whoever guesses at one user is stopped, on however many connections; and so is, meanwhile, the
/// user. Names that nobody has are counted like others, so that this does not tell which they are.
#[derive(Debug)]
pub(super) struct Attempts {
    limit: Limit,
    failures: Mutex<HashMap<u16, Window>>,
    /// Nobody outside can find names that are counted together.
    buckets: RandomState,
}

impl Attempts {
    /// So many failures a minute; 0 is no limit.
    pub(super) fn new(per_minute: u32) -> Self {
        let limit = Limit { count: per_minute, interval: Duration::from_secs(60) };
        Self { limit, failures: Mutex::default(), buckets: RandomState::new() }
    }

    /// Whether a password for this name may be looked at.
    ///
    /// # Errors
    /// After how long it may.
    pub(super) fn check(&self, name: Name<'_>) -> Result<(), Duration> {
        match self.lock().get(&self.bucket(name)) {
            Some(window) => window.check(Instant::now(), self.limit),
            None => Ok(()),
        }
    }

    /// It was wrong.
    pub(super) fn failed(&self, name: Name<'_>) {
        let now = Instant::now();
        let bucket = self.bucket(name);
        self.lock().entry(bucket).or_insert_with(|| Window::new(now)).count(now, self.limit);
    }

    /// Names are not bounded, these are.
    fn bucket(&self, name: Name<'_>) -> u16 {
        self.buckets.hash_one(name) as u16
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u16, Window>> {
        // No code that holds the lock can panic half way.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS34
    #[tokio::test(start_paused = true)]
    async fn a_minute_after_the_first_failure_all_begins_anew() {
        let attempts = Attempts::new(2);
        let (ann, eve) = (Name::Username("ann"), Name::Username("eve"));
        attempts.failed(ann);
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(attempts.check(ann), Ok(()));
        attempts.failed(ann);
        assert_eq!(attempts.check(ann), Err(Duration::from_secs(40)));
        assert_eq!(attempts.check(eve), Ok(()));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(attempts.check(ann), Ok(()));
        attempts.failed(ann);
        assert_eq!(attempts.check(ann), Ok(()));
        let unlimited = Attempts::new(0);
        (0..100).for_each(|_| unlimited.failed(ann));
        assert_eq!(unlimited.check(ann), Ok(()));
    }
}
