//! The services that this endpoint has.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::accounts::Accounts;
use super::ids::random_id;
use super::rooms::{Budget, Ids, Millis, Room, RoomLimits, Rooms};
use super::service::{Service, State, now};
use super::streams::name;
use crate::config::Config;
use crate::hub::Hub;

/// All services that somebody has used over this endpoint, by name.
pub struct Services {
    hub: Arc<dyn Hub>,
    accounts: Arc<Accounts>,
    limits: RoomLimits,
    budget: Arc<Budget>,
    channels: Vec<String>,
    by_name: RwLock<HashMap<Arc<str>, Arc<Service>>>,
}

impl Services {
    /// No services yet.
    pub fn new(config: &Config, hub: Arc<dyn Hub>, accounts: Arc<Accounts>) -> Self {
        let max_name = config.limits.max_group_name_bytes;
        let config = &config.rooms;
        let limits = RoomLimits {
            rooms: config.max_rooms,
            text: config.max_message_chars,
            name: max_name,
            absent_users: config.max_absent_users,
        };
        let budget = Budget::new(
            config.room_history_count,
            config.room_history_bytes,
            config.room_history_total_bytes,
        );
        let channels = config.channel.clone();
        let (budget, by_name) = (Arc::new(budget), RwLock::default());
        Self { hub, accounts, limits, budget, channels, by_name }
    }

    /// A service that has been used.
    pub fn find(&self, name: &str) -> Option<Arc<Service>> {
        let services = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        services.get(name).cloned()
    }

    /// A service, from now on.
    pub fn get(&self, name: &Arc<str>) -> Arc<Service> {
        if let Some(service) = self.find(name) {
            return service;
        }
        let mut services = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        services.entry(name.clone()).or_insert_with(|| Arc::new(self.make(name))).clone()
    }

    /// Forgets rooms of which nobody is a member, to which nobody listens, and in which nothing has
    /// happened for so long.
    pub fn sweep(&self, age: Duration) {
        let age = Millis::try_from(age.as_millis()).unwrap_or(Millis::MAX);
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let services: Vec<_> = by_name.values().cloned().collect();
        drop(by_name);
        for service in services {
            service.with_state(|state, now| {
                let State { rooms, streams, .. } = state;
                let is_listened_to =
                    |room: &Room| !streams.listeners(name::ROOM_MESSAGES, &room.id).is_empty();
                rooms.sweep(now.saturating_sub(age), is_listened_to);
            });
        }
    }

    fn make(&self, name: &Arc<str>) -> Service {
        let (limits, budget) = (self.limits.clone(), self.budget.clone());
        let now = now();
        let mut rooms = Rooms::new(name.clone(), limits, budget, ids(), &self.channels, now);
        for user in self.accounts.directory().of_service(name) {
            rooms.know(user, now);
        }
        Service::new(name.clone(), self.hub.clone(), rooms)
    }
}

/// Random ids. Where the system has no randomness any more, they are at least not the same.
fn ids() -> Ids {
    let spare = AtomicU64::new(0);
    Box::new(move || {
        random_id().unwrap_or_else(|_| format!("{:017}", spare.fetch_add(1, Ordering::Relaxed)))
    })
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("limits", &self.limits).finish_non_exhaustive()
    }
}
