//! The hub that keeps everything in the memory of this process.
//!
//! Its epoch is its life. All streams of a service draw their offsets from one counter; each
//! keeps its newest posts, and the highest offset that it has forgotten. What is forgotten
//! altogether, a group or a user, leaves the same number with the table that it was in: so the
//! answer to a join is never wrong, only more careful than it need be.
//!
//! Locks are taken in the order services → a window of de-duplication → tables of one service →
//! one group or user, and an outbox is the last.

mod dedupe;
mod group;
mod linger;
mod log;
mod seat;
mod service;
mod tables;
mod user;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{
    Answer, GroupCount, History, Hub, Newcomer, Page, Present, Seat, TooManyConnections, Totals,
    Watcher,
};
use crate::config::{HistoryConfig, LimitsConfig};
use crate::metrics::Metrics;
use crate::outbox::Close;
use log::Retention;
use seat::MemorySeat;
use service::Service;

/// All connections of this process, and what they may want to read again.
#[derive(Debug)]
pub struct MemoryHub {
    shared: Arc<Shared>,
    services: Mutex<Services>,
    /// Set once all connections are to end; later ones end at once.
    closed: OnceLock<Close>,
}

#[derive(Debug, Default)]
struct Services {
    by_name: HashMap<Arc<str>, Arc<Service>>,
    /// The highest offset in a service that is no longer in the table.
    floor: u64,
}

/// What all services need.
#[derive(Debug)]
struct Shared {
    epoch: Arc<str>,
    retention: Retention,
    dedupe_count: usize,
    dedupe_age: Duration,
    connections_per_user: usize,
    metrics: Arc<Metrics>,
    watcher: OnceLock<Arc<dyn Watcher>>,
}

impl MemoryHub {
    /// A hub without connections, with an epoch that no other has.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new(
        limits: &LimitsConfig,
        history: &HistoryConfig,
        metrics: Arc<Metrics>,
    ) -> Result<Self, getrandom::Error> {
        let shared = Shared {
            epoch: format!("{:016x}", getrandom::u64()?).into(),
            retention: Retention {
                count: history.history_count,
                bytes: history.history_bytes,
                age: history.history_age,
                total: history.history_total_bytes,
                kept: AtomicUsize::new(0),
            },
            dedupe_count: history.dedupe_count,
            dedupe_age: history.dedupe_age,
            connections_per_user: limits.connections_per_user,
            metrics,
            watcher: OnceLock::new(),
        };
        Ok(Self { shared: Arc::new(shared), services: Mutex::default(), closed: OnceLock::new() })
    }

    /// Removes a service that has nothing any more.
    fn forget(&self, service: &Service) {
        let mut services = lock(&self.services);
        // Under this lock nobody can begin to connect; who did in between is counted.
        if service.seats.load(Ordering::Acquire) == 0 && service.sweep(Instant::now()) {
            services.floor = services.floor.max(service.offset());
            services.by_name.remove(service.name());
        }
    }

    fn service(&self, name: &str) -> Option<Arc<Service>> {
        lock(&self.services).by_name.get(name).cloned()
    }

    /// The service, with one more seat.
    fn enter(&self, name: &Arc<str>) -> Arc<Service> {
        let mut services = lock(&self.services);
        let floor = services.floor;
        let service = services
            .by_name
            .entry(name.clone())
            .or_insert_with(|| Arc::new(Service::new(name.clone(), floor, self.shared.clone())));
        service.seats.fetch_add(1, Ordering::Relaxed);
        service.clone()
    }
}

impl Hub for MemoryHub {
    fn connect(&self, newcomer: Newcomer<'_>) -> Answer<Result<Box<dyn Seat>, TooManyConnections>> {
        let service = self.enter(&newcomer.identity.service);
        let (peer, user) = match service.connect(newcomer) {
            Ok(connected) => connected,
            Err(error) => {
                service.seats.fetch_sub(1, Ordering::Release);
                return Answer::Now(Err(error));
            }
        };
        if let Some(close) = self.closed.get() {
            peer.outbox().close(*close);
        }
        Answer::Now(Ok(Box::new(MemorySeat::new(peer, user, service))))
    }

    fn groups(&self, service: &str) -> Answer<Vec<GroupCount>> {
        Answer::Now(self.service(service).map(|service| service.groups()).unwrap_or_default())
    }

    fn users(&self, service: &str, group: &str) -> Answer<Vec<Present>> {
        let group = self.service(service).and_then(|service| service.group(group));
        let members = group.map(|group| group.members()).unwrap_or_default();
        let present = members
            .iter()
            .map(|peer| Present { user: peer.user().clone(), connection: peer.id().clone() });
        Answer::Now(present.collect())
    }

    fn history(&self, service: &str, group: &str, page: Page) -> Answer<History> {
        let none = || History { epoch: self.shared.epoch.clone(), posts: Vec::new(), is_end: true };
        let service = self.service(service);
        Answer::Now(service.map_or_else(none, |service| service.history(group, page)))
    }

    fn watch(&self, watcher: Arc<dyn Watcher>) {
        self.shared.watcher.get_or_init(|| watcher);
    }

    /// Age is looked at when something is read too, but only this frees the memory of what is never
    /// read again.
    fn sweep(&self) {
        let now = Instant::now();
        let services: Vec<_> = lock(&self.services).by_name.values().cloned().collect();
        for service in services {
            if service.sweep(now) && service.seats.load(Ordering::Acquire) == 0 {
                self.forget(&service);
            }
        }
    }

    fn totals(&self) -> Totals {
        let services = lock(&self.services);
        let totals = services.by_name.values().map(|service| service.totals());
        totals.fold(Totals::default(), |sum, next| Totals {
            connections: sum.connections + next.connections,
            groups: sum.groups + next.groups,
        })
    }

    fn close_all(&self, close: Close) {
        // Before the list is made: whoever is not in it yet finds this.
        let close = *self.closed.get_or_init(|| close);
        let services: Vec<_> = lock(&self.services).by_name.values().cloned().collect();
        for service in services {
            service.close_all(close);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in one connection must not take the others along.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
