//! A message goes through the hub.

use std::sync::Arc;

use super::super::rooms::{Kind, Message, Millis, Rooms};
use super::super::service::Service;
use super::super::wire::{Json, MethodError};
use super::content;
use super::places::{Place, Seated};
use crate::frames::Recipient;

/// A message that a connection has posted, until the hub says so.
#[derive(Debug)]
pub enum Crossing {
    /// It is on its way.
    Waiting(Box<Message>),
    /// It is in its room: what clients get of it.
    Arrived(Json),
}

/// Where a message is posted.
enum Way {
    /// To the group of its channel.
    Group(Arc<str>),
    /// To these users; the first brings it into its room.
    Users(Vec<Arc<str>>),
}

impl Crossing {
    /// The hub has posted the message: now it is in its room.
    pub(super) fn arrive(&mut self, rooms: &mut Rooms, now: Millis) {
        // A message to several users arrives with the first.
        let Self::Waiting(message) = self else { return };
        if let Some(value) = rooms.commit((**message).clone(), now) {
            *self = Self::Arrived(value);
        }
    }
}

/// Writes a message into its room, by way of the hub where it is to be seen at the other endpoint
/// too. The message as clients get it.
///
/// What the user has posted under this id already, and the hub remembers, is not posted again.
///
/// # Errors
/// 500 when the room is gone in between.
pub async fn cross(
    service: &Service,
    place: &Place,
    message: Message,
    is_named: bool,
) -> Result<Json, MethodError> {
    let way = service.with(|rooms, _| way(rooms, &message));
    let Some(way) = way else {
        let written = service.with(|rooms, now| rooms.commit(message, now));
        return written.ok_or_else(MethodError::internal);
    };
    let text = content::of_message(&message);
    let mid = is_named.then(|| format!("rocketchat {} {}", message.rid, message.id));
    let mut seated = place.seated.lock().await;
    if let Way::Group(group) = &way {
        seated.write_to(&message.rid, group).await;
    }
    let crossing = Crossing::Waiting(Box::new(message));
    service.with_state(|state, _| state.crossings.insert(place.connection.clone(), crossing));
    let ended = Ended { service, connection: &place.connection };
    post(&mut seated, &way, &text, mid.as_deref()).await;
    ended.message()
}

async fn post(seated: &mut Seated, way: &Way, text: &str, mid: Option<&str>) {
    match way {
        Way::Group(group) => {
            // It is in the group: it has just been put there, and nobody else moves its seat.
            let _ = seated.seat.broadcast(group, text, mid).await;
        }
        Way::Users(users) => {
            for user in users {
                let mid = mid.map(|mid| format!("{mid} {user}"));
                let to = Recipient::User((&**user).into());
                seated.seat.send(&to, text, mid.as_deref()).await;
            }
        }
    }
}

/// Private groups have no counterpart: anybody who knows its name can join a group.
fn way(rooms: &Rooms, message: &Message) -> Option<Way> {
    let room = rooms.room(&message.rid)?;
    match room.kind {
        Kind::Channel => Some(Way::Group(room.name.clone())),
        Kind::Private => None,
        Kind::Direct => {
            let is_other =
                |user: &&Arc<str>| **user != message.author.id || room.members.len() == 1;
            Some(Way::Users(room.members.keys().filter(is_other).cloned().collect()))
        }
    }
}

/// A crossing that is over: also when the caller is gone before its end.
struct Ended<'a> {
    service: &'a Service,
    connection: &'a Arc<str>,
}

impl Ended<'_> {
    fn message(self) -> Result<Json, MethodError> {
        self.service.with_state(|state, _| match state.crossings.remove(self.connection) {
            Some(Crossing::Arrived(value)) => Ok(value),
            // The same message was posted before, by this call on another connection, or longer
            // ago than the room remembers.
            Some(Crossing::Waiting(message)) => {
                Ok(state.rooms.stored(&message.id).unwrap_or_else(|| message.to_value()))
            }
            None => Err(MethodError::internal()),
        })
    }
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.service.with_state(|state, _| state.crossings.remove(self.connection));
    }
}
