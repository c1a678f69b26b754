//! Who listens to what, and what becomes of what happens.
//!
//! Events are routed by stream and event name. Two subscriptions of a connection to one event
//! are two listeners: each gets every event, as Meteor has it.

mod access;
mod presence;
mod publish;
mod writes;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::caller::Sink;
use super::registry::{STREAM_PREFIX, Subscription};
use super::wire::{Json, Outgoing, Packet};
use presence::Watched;

pub use access::{Access, access, room_of};
pub use presence::Command;
pub use writes::write;

/// Streams that are written to here.
pub mod name {
    /// Messages of rooms.
    pub const ROOM_MESSAGES: &str = "room-messages";
    /// What happens in a room besides.
    pub const NOTIFY_ROOM: &str = "notify-room";
    /// For one user.
    pub const NOTIFY_USER: &str = "notify-user";
    /// For everybody who is logged in.
    pub const NOTIFY_LOGGED: &str = "notify-logged";
    /// For everybody.
    pub const NOTIFY_ALL: &str = "notify-all";
    /// What users are, for those who have asked for them.
    pub const USER_PRESENCE: &str = "user-presence";
}

/// The event with the messages of all rooms of the one who listens.
pub const MY_MESSAGES: &str = "__my_messages__";

/// The subscriptions to the streams of one service.
#[derive(Debug, Default)]
pub struct Streams {
    /// By stream and event.
    listeners: HashMap<String, HashMap<String, Vec<Listener>>>,
    /// Whose presence is watched, by session.
    watched: HashMap<Arc<str>, Watched>,
}

/// One subscription.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Where events go.
    pub sink: Sink,
    /// Which subscription it is.
    pub subscription: Arc<Subscription>,
    /// Who listens, when somebody is logged in.
    pub user: Option<Arc<str>>,
}

impl Streams {
    /// Adds a listener to an event.
    pub fn add(&mut self, stream: &str, event: &str, listener: Listener) {
        let events = self.listeners.entry(stream.to_owned()).or_default();
        events.entry(event.to_owned()).or_default().push(listener);
    }

    /// Removes the listener of a subscription.
    pub fn remove(&mut self, session: &str, subscription: &Subscription) {
        let Some(key) = &subscription.stream else { return };
        if key.stream == name::USER_PRESENCE {
            self.watched.remove(session);
            return;
        }
        let Some(events) = self.listeners.get_mut(&key.stream) else { return };
        let Some(listeners) = events.get_mut(&key.event) else { return };
        listeners.retain(|listener| {
            **listener.sink.session() != *session || listener.subscription.id != subscription.id
        });
        if listeners.is_empty() {
            events.remove(&key.event);
        }
    }

    /// Who listens to an event.
    pub fn listeners(&self, stream: &str, event: &str) -> &[Listener] {
        let events = self.listeners.get(stream);
        events.and_then(|events| events.get(event)).map_or(&[], Vec::as_slice)
    }

    /// The events of a stream that a session listens to.
    pub fn events_of<'a>(
        &'a self,
        stream: &str,
        session: &'a str,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let events = self.listeners.get(stream).into_iter().flatten();
        let is_its = move |listeners: &Vec<Listener>| {
            listeners.iter().any(|listener| **listener.sink.session() == *session)
        };
        events.filter(move |(_, listeners)| is_its(listeners)).map(|(event, _)| event.as_str())
    }

    /// Tells those who listen to an event, but for the session that it comes from.
    pub fn emit(&self, stream: &str, event: &str, args: &[Json], except: Option<&str>) {
        let listeners = self.listeners(stream, event);
        if listeners.is_empty() {
            return;
        }
        let packet = packet(stream, event, args);
        for listener in listeners {
            if except.is_none_or(|except| **listener.sink.session() != *except) {
                listener.sink.send(&packet);
            }
        }
    }
}

/// An event of a stream, as it goes to any number of listeners.
fn packet(stream: &str, event: &str, args: &[Json]) -> Packet {
    let fields = json!({ "eventName": event, "args": args });
    let collection = format!("{STREAM_PREFIX}{stream}");
    // The id means nothing: it is the same for all events of all streams.
    Outgoing::Changed { collection: &collection, id: "id", fields: Some(&fields) }.into()
}
