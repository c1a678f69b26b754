//! The crossing: a channel and the group of the other endpoint with its name are one.
//!
//! What is written to a channel is posted to the group, by the seat that its connection has in
//! the hub; and what is posted to a group comes to the channel. Whoever wrote it, a message is put
//! into its room when the hub says that it has been posted ([`Watcher`]), under the lock of the
//! group: so there is one order for both worlds, nothing is in one of them alone, and nothing is
//! in either twice. Direct messages and private posts are one in the same way.

mod content;
mod places;
mod post;

use std::fmt;
use std::sync::{Arc, Weak};

pub use places::{Place, Places, settle};
pub use post::{Crossing, cross};

use super::rooms::{Millis, Rooms};
use super::service::{Service, State};
use super::services::Services;
use crate::frames::outgoing::Presence;
use crate::hub::{Peer, Reached, Watcher};

/// The hub's way to the rooms.
pub struct Bridge(Weak<Services>);

impl Bridge {
    /// A way to the rooms of these services, for as long as they are there.
    pub fn new(services: &Arc<Services>) -> Self {
        Self(Arc::downgrade(services))
    }

    /// Services that nobody of this endpoint has used have no rooms.
    fn service(&self, name: &str) -> Option<Arc<Service>> {
        self.0.upgrade()?.find(name)
    }
}

impl Watcher for Bridge {
    fn posted(&self, service: &str, group: &str, from: &Peer, content: &str) {
        let Some(service) = self.service(service) else { return };
        service.with_state(|state, now| {
            if is_own(state, from, now) {
                return;
            }
            if let Some(rid) = state.rooms.channel_of_group(group, now) {
                receive(&mut state.rooms, &rid, from, content, now);
            }
        });
    }

    fn moved(&self, service: &str, group: &str, who: &Peer, what: Presence) {
        let Some(service) = self.service(service) else { return };
        // Members come and go in their own way.
        if service.places.has(who.id()) {
            return;
        }
        service.with(|rooms, now| {
            let user = rooms.author(who.user());
            match what {
                Presence::Joined => rooms.arrive(group, &user, now),
                Presence::Left | Presence::Disconnected => rooms.depart(group, &user, now),
            }
        });
    }

    fn sent(&self, service: &str, to: &Reached<'_>, from: &Peer, content: &str) {
        let Some(service) = self.service(service) else { return };
        let to: Arc<str> = match to {
            Reached::User(user) => (*user).into(),
            // What is for one connection of the other endpoint is its affair.
            Reached::Connection(peer) if !service.places.has(peer.id()) => return,
            Reached::Connection(peer) => peer.user().clone(),
        };
        service.with_state(|state, now| {
            if is_own(state, from, now) {
                return;
            }
            let rooms = &mut state.rooms;
            // A room for two users of the other endpoint would be read by nobody.
            if rooms.user(&to).is_none() && rooms.user(from.user()).is_none() {
                return;
            }
            // Where there are too many rooms, the post stays where it was made.
            if let Ok(rid) = rooms.direct(&[from.user().clone(), to], now) {
                receive(rooms, &rid, from, content, now);
            }
        });
    }
}

/// Whether the post is a message of this endpoint, which is written by it.
///
/// One whose caller is gone before it was posted is not: it comes as a post.
fn is_own(state: &mut State, from: &Peer, now: Millis) -> bool {
    let State { rooms, crossings, .. } = state;
    let Some(crossing) = crossings.get_mut(from.id()) else { return false };
    crossing.arrive(rooms, now);
    true
}

/// Writes a post of the other endpoint into a room.
fn receive(rooms: &mut Rooms, rid: &str, from: &Peer, content: &str, now: Millis) {
    let author = rooms.author(from.user());
    let (msg, extra) = content::to_message(content);
    rooms.receive(rid, &author, &msg, extra, now);
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bridge")
    }
}
