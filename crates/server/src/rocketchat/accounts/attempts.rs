//! Wrong passwords: after so many nobody looks at another one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::super::window::{Limit, Window};

/// The failures with each user.
///
/// Whoever guesses at one user is stopped, on however many connections; and so is, meanwhile, the
/// user. All names that nobody has are counted as one, so that nothing grows with guesses.
#[derive(Debug)]
pub(super) struct Attempts {
    limit: Limit,
    failures: Mutex<HashMap<Option<usize>, Window>>,
}

impl Attempts {
    /// So many failures a minute; 0 is no limit.
    pub(super) fn new(per_minute: u32) -> Self {
        let limit = Limit { count: per_minute, interval: Duration::from_secs(60) };
        Self { limit, failures: Mutex::default() }
    }

    /// Whether a password for this user may be looked at.
    ///
    /// # Errors
    /// After how long it may.
    pub(super) fn check(&self, user: Option<usize>) -> Result<(), Duration> {
        match self.lock().get(&user) {
            Some(window) => window.check(Instant::now(), self.limit),
            None => Ok(()),
        }
    }

    /// It was wrong.
    pub(super) fn failed(&self, user: Option<usize>) {
        let now = Instant::now();
        self.lock().entry(user).or_insert_with(|| Window::new(now)).count(now, self.limit);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<usize>, Window>> {
        // No code that holds the lock can panic half way.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
