//! What nobody uses now, and when it is to be forgotten.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// The most that lingers of one kind in one service; then the oldest goes early.
const MOST: usize = 65_536;

/// Names, by the time since when nobody has used them.
#[derive(Debug, Default)]
pub(super) struct Lingering(BTreeSet<(Instant, Arc<str>)>);

impl Lingering {
    /// Adds a name; [`remove`](Self::remove) takes the same time.
    pub(super) fn add(&mut self, since: Instant, name: Arc<str>) {
        self.0.insert((since, name));
    }

    /// Removes a name that is used again.
    pub(super) fn remove(&mut self, since: Instant, name: &Arc<str>) {
        self.0.remove(&(since, name.clone()));
    }

    /// Takes a name out whose time is over.
    pub(super) fn pop_over(&mut self, now: Instant, age: Duration) -> Option<Arc<str>> {
        let (since, _) = self.0.first()?;
        if self.0.len() <= MOST && now.duration_since(*since) < age {
            return None;
        }
        self.0.pop_first().map(|(_, name)| name)
    }
}
