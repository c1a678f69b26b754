//! How often a connection calls one method.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::config::RocketChatConfig;
use crate::rocketchat::registry::STREAM_PREFIX;
use crate::rocketchat::window::{Limit, Window};

/// Names that are counted one by one. Those beyond, which a client that calls what there is never
/// comes to, are counted as one.
const MAX_NAMES: usize = 256;

/// Longer names are counted with them: no method has one.
const MAX_NAME_BYTES: usize = 128;

/// How many more calls of streams there may be than of other methods.
const STREAM_FACTOR: u32 = 4;

/// The calls of one connection, by name.
#[derive(Debug)]
pub(super) struct Rates {
    limit: Limit,
    windows: HashMap<String, Window>,
}

impl Rates {
    pub(super) fn new(config: &RocketChatConfig) -> Self {
        let limit = Limit { count: config.ddp_rate, interval: config.ddp_rate_interval };
        Self { limit, windows: HashMap::new() }
    }

    /// Counts a call of this method, or a subscription of this name.
    ///
    /// # Errors
    /// After how long there may be one again.
    pub(super) fn take(&mut self, name: &str) -> Result<(), Duration> {
        let now = Instant::now();
        let limit = self.limit_of(name);
        if self.windows.len() >= MAX_NAMES {
            self.windows.retain(|_, window| !window.is_over(now, limit));
        }
        let has_room = self.windows.len() < MAX_NAMES && name.len() <= MAX_NAME_BYTES;
        let name = if has_room || self.windows.contains_key(name) { name } else { "" };
        if !self.windows.contains_key(name) {
            self.windows.insert(name.to_owned(), Window::new(now));
        }
        // It has just been put there.
        let Some(window) = self.windows.get_mut(name) else { return Ok(()) };
        window.check(now, limit)?;
        window.count(now, limit);
        Ok(())
    }

    fn limit_of(&self, name: &str) -> Limit {
        let factor = if name.starts_with(STREAM_PREFIX) { STREAM_FACTOR } else { 1 };
        Limit { count: self.limit.count.saturating_mul(factor), ..self.limit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS37
    #[tokio::test(start_paused = true)]
    async fn names_that_are_made_up_cost_no_memory() {
        let limit = Limit { count: 2, interval: Duration::from_secs(10) };
        let mut rates = Rates { limit, windows: HashMap::new() };
        let long = |n: usize| "x".repeat(MAX_NAME_BYTES + n);
        assert!(rates.take(&long(1)).is_ok() && rates.take(&long(2)).is_ok());
        assert_eq!(rates.take(&long(3)), Err(limit.interval));
        assert!(rates.windows.keys().all(String::is_empty));
        (0..2 * MAX_NAMES).for_each(|n| _ = rates.take(&n.to_string()));
        assert_eq!(rates.windows.len(), MAX_NAMES);
    }
}
