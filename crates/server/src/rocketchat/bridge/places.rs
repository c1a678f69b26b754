//! The seats of the connections of this endpoint.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::accounts::User;
use super::super::ids::random_id;
use super::super::rooms::{Kind, Room};
use super::super::service::{Service, State, lock};
use super::super::streams::{MY_MESSAGES, name};
use super::super::wire::MethodError;
use crate::auth::Identity;
use crate::hub::{Join, Newcomer, Seat};
use crate::outbox::Outbox;

/// The places of one service.
#[derive(Debug, Default)]
pub struct Places {
    by_session: Mutex<HashMap<Arc<str>, Arc<Place>>>,
    connections: Arc<Connections>,
}

/// What the hub calls the connections of this endpoint.
#[derive(Debug, Default)]
struct Connections(Mutex<HashSet<Arc<str>>>);

/// A connection of this endpoint, from before its seat is taken until after that has been given up.
#[derive(Debug)]
struct Known {
    connections: Arc<Connections>,
    connection: Arc<str>,
}

/// A connection of this endpoint, as the hub knows it.
#[derive(Debug)]
pub struct Place {
    /// The session.
    pub session: Arc<str>,
    /// What the hub calls the connection. Not the session, which can take another seat before
    /// this one has been given up.
    pub connection: Arc<str>,
    /// Whose it is.
    pub user: Arc<str>,
    /// A seat is asked one thing at a time.
    pub(super) seated: tokio::sync::Mutex<Seated>,
    /// Dropped last: who goes with the seat is no visitor.
    _known: Known,
}

/// A seat, and where it is.
#[derive(Debug)]
pub(super) struct Seated {
    pub(super) seat: Box<dyn Seat>,
    groups: BTreeSet<Arc<str>>,
    /// Rooms that the connection has written to, without listening to them.
    written: BTreeSet<Arc<str>>,
}

impl Places {
    /// Whether a connection of the hub is one of this endpoint.
    pub fn has(&self, connection: &str) -> bool {
        lock(&self.connections.0).contains(connection)
    }

    /// The place of a session, when it has taken one.
    pub fn get(&self, session: &str) -> Option<Arc<Place>> {
        lock(&self.by_session).get(session).cloned()
    }

    /// All places of a user.
    pub fn all_of(&self, user: &str) -> Vec<Arc<Place>> {
        let by_session = lock(&self.by_session);
        by_session.values().filter(|place| *place.user == *user).cloned().collect()
    }

    /// The place from which a user writes over this session: its own, else any other of the user,
    /// else a new one.
    ///
    /// # Errors
    /// As for [`take`](Self::take).
    pub async fn to_write(
        &self,
        service: &Service,
        user: &User,
        session: &Arc<str>,
    ) -> Result<Arc<Place>, MethodError> {
        let there = self.get(session).or_else(|| self.all_of(&user.id).pop());
        match there {
            Some(place) => Ok(place),
            None => self.take(service, user, session).await,
        }
    }

    /// Gives up the place of a session.
    ///
    /// The hub is told when the last one drops it: not under a lock.
    pub fn remove(&self, session: &str) -> Option<Arc<Place>> {
        lock(&self.by_session).remove(session)
    }

    /// The place of a session, which it takes now if it has none.
    ///
    /// # Errors
    /// When the user has as many connections as one may have.
    pub async fn take(
        &self,
        service: &Service,
        user: &User,
        session: &Arc<str>,
    ) -> Result<Arc<Place>, MethodError> {
        if let Some(place) = self.get(session) {
            return Ok(place);
        }
        let connection: Arc<str> = random_id().map_err(|_| MethodError::internal())?.into();
        let identity = Identity {
            user: user.id.clone(),
            service: user.service.clone(),
            // The session watches its token itself.
            lifetime: Duration::MAX,
        };
        let newcomer = Newcomer {
            identity: &identity,
            id: connection.clone(),
            outbox: Outbox::nowhere(),
            terms: None,
            since: None,
        };
        // Before anybody can ask whose connection it is.
        let known = Known::new(&self.connections, &connection);
        let Ok(seat) = service.hub.connect(newcomer).await else {
            let reason = "The user has too many connections.";
            return Err(MethodError::new("error-too-many-connections", reason));
        };
        let seated = Seated { seat, groups: BTreeSet::new(), written: BTreeSet::new() };
        let place = Arc::new(Place {
            session: session.clone(),
            connection,
            user: user.id.clone(),
            seated: tokio::sync::Mutex::new(seated),
            _known: known,
        });
        lock(&self.by_session).insert(session.clone(), place.clone());
        Ok(place)
    }
}

impl Known {
    fn new(connections: &Arc<Connections>, connection: &Arc<str>) -> Self {
        lock(&connections.0).insert(connection.clone());
        Self { connections: connections.clone(), connection: connection.clone() }
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        lock(&self.connections.0).remove(&self.connection);
    }
}

impl Seated {
    /// Is in this group from now on, whoever listens to it.
    pub(super) async fn write_to(&mut self, room: &Arc<str>, group: &Arc<str>) {
        self.written.insert(room.clone());
        self.enter(group).await;
    }

    async fn enter(&mut self, group: &Arc<str>) {
        if self.groups.insert(group.clone()) {
            self.seat.join(Join { group, since: None, mid: None, alone: false }).await;
        }
    }
}

/// Puts the connection into the groups of those channels that its user is a member of and that it
/// gets the messages of, or has written to, and takes it out of the others.
///
/// With `left` it no longer listens to that room.
pub async fn settle(service: &Service, place: &Place, left: Option<&str>) {
    let mut seated = place.seated.lock().await;
    if let Some(left) = left {
        seated.written.remove(left);
    }
    let wanted = service.with_state(|state, _| wanted(state, place, &seated.written));
    let leave: Vec<_> = seated.groups.difference(&wanted).cloned().collect();
    for group in leave {
        seated.groups.remove(&group);
        seated.seat.leave(&group).await;
    }
    for group in &wanted {
        seated.enter(group).await;
    }
}

/// The groups that a connection has to be in.
fn wanted(state: &State, place: &Place, written: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    let State { rooms, streams, .. } = state;
    let listens: HashSet<&str> = streams.events_of(name::ROOM_MESSAGES, &place.session).collect();
    let is_wanted = |room: &&Room| {
        room.kind == Kind::Channel
            && (listens.contains(&*room.id)
                || listens.contains(MY_MESSAGES)
                || written.contains(&room.id))
    };
    let rooms = rooms.memberships(&place.user).filter(is_wanted);
    rooms.map(|room| room.name.clone()).collect()
}
