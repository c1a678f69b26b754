//! One service: its rooms, who listens, and its place in the hub.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::bridge::{Crossing, Places};
use super::rooms::{Millis, Rooms};
use super::streams::Streams;
use crate::auth::since_1970;
use crate::hub::{Hub, Present};

/// A service that somebody of this endpoint uses, or has used.
pub struct Service {
    /// Its name.
    pub name: Arc<str>,
    /// Where the other endpoint is.
    pub hub: Arc<dyn Hub>,
    /// The connections of this endpoint, as the hub knows them.
    pub places: Places,
    state: Mutex<State>,
}

/// What is under one lock: so that all who listen to a room see what happens in it in the same
/// order. Nothing is waited for under this lock, and the hub is never called.
#[derive(Debug)]
pub struct State {
    /// What there is.
    pub rooms: Rooms,
    /// Who is told.
    pub streams: Streams,
    /// Messages on their way through the hub, by connection.
    pub crossings: HashMap<Arc<str>, Crossing>,
}

impl Service {
    /// A service with these rooms.
    pub fn new(name: Arc<str>, hub: Arc<dyn Hub>, rooms: Rooms) -> Self {
        let (streams, crossings) = (Streams::default(), HashMap::new());
        let state = Mutex::new(State { rooms, streams, crossings });
        Self { name, hub, places: Places::default(), state }
    }

    /// Does something with the rooms, and tells those who listen what has happened by it.
    pub fn with<T>(&self, act: impl FnOnce(&mut Rooms, Millis) -> T) -> T {
        self.with_state(|state, now| act(&mut state.rooms, now))
    }

    /// The same with everything that is under the lock.
    pub fn with_state<T>(&self, act: impl FnOnce(&mut State, Millis) -> T) -> T {
        let mut state = lock(&self.state);
        let done = act(&mut state, now());
        let State { rooms, streams, .. } = &mut *state;
        streams.publish(rooms);
        done
    }

    /// The users of the other endpoint who are in the group of a room.
    pub async fn guests(&self, group: &str) -> Vec<Arc<str>> {
        let present = self.hub.users(&self.name, group).await;
        let is_guest = |one: &Present| !self.places.has(&one.connection);
        let mut users: Vec<_> = present.into_iter().filter(is_guest).map(|one| one.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Whether a user of this name can be written to: one who is known here, or who is connected to
    /// the other endpoint and in some group.
    pub async fn is_known(&self, user: &str) -> bool {
        if self.with(|rooms, _| rooms.user_named(user).or_else(|| rooms.user(user)).is_some()) {
            return true;
        }
        for group in self.hub.groups(&self.name).await {
            let present = self.hub.users(&self.name, &group.name).await;
            if present.iter().any(|one| *one.user == *user) {
                return true;
            }
        }
        false
    }

    /// Makes the room of a group that there is, when it has none yet.
    pub async fn adopt(&self, group: &str) {
        if self.with(|rooms, _| rooms.find(group).is_some()) {
            return;
        }
        if !self.hub.users(&self.name, group).await.is_empty() {
            self.with(|rooms, now| rooms.channel_of_group(group, now));
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The time of the clock on the wall.
pub fn now() -> Millis {
    // It fits for the next 292 million years.
    Millis::try_from(since_1970().as_millis()).unwrap_or(Millis::MAX)
}

/// A panic in one connection must not take the others along.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
