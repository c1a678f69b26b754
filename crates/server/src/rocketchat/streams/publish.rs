//! What happens in the rooms goes to those who listen.

use std::collections::HashMap;

use serde_json::json;

use super::super::rooms::{Effect, Rooms};
use super::super::wire::{Json, Packet};
use super::{Listener, MY_MESSAGES, Streams, name, packet, room_of};

impl Streams {
    /// Tells everybody what has happened in the rooms since the last time.
    pub fn publish(&mut self, rooms: &mut Rooms) {
        for effect in rooms.take_effects() {
            match effect {
                Effect::Message { rid, message } => self.message(rooms, &rid, message),
                Effect::Room { rid, event, args } => {
                    self.emit(name::NOTIFY_ROOM, &format!("{rid}/{event}"), &args, None);
                }
                Effect::User { user, event, args } => {
                    self.emit(name::NOTIFY_USER, &format!("{user}/{event}"), &args, None);
                }
                Effect::Membership { user, rid, action } => {
                    self.membership(rooms, &user, &rid, action);
                }
                Effect::Status { user, username, status, text } => {
                    let state = json!([&*user, &*username, status, text]);
                    self.emit(name::NOTIFY_LOGGED, "user-status", &[state], None);
                    self.tell_watching(&user, &json!([&*username, status, text]));
                }
                Effect::Left { user, rid, can_read } => {
                    if !can_read {
                        self.stop(&rid, |listener| listener.user.as_deref() == Some(&*user));
                    }
                }
                Effect::Forgotten { rid } => self.stop(&rid, |_| true),
            }
        }
    }

    fn message(&self, rooms: &Rooms, rid: &str, message: Json) {
        let mine = self.listeners(name::ROOM_MESSAGES, MY_MESSAGES);
        let Some(room) = rooms.room(rid).filter(|_| !mine.is_empty()) else {
            return self.emit(name::ROOM_MESSAGES, rid, &[message], None);
        };
        let about = json!({
            "roomParticipant": true,
            "roomType": room.kind.letter(),
            "roomName": &*room.name,
        });
        let args = [message, about];
        self.emit(name::ROOM_MESSAGES, rid, &args[..1], None);
        let mut encoded: Option<Packet> = None;
        for listener in mine {
            if listener.user.as_ref().is_some_and(|user| room.is_member(user)) {
                let packet =
                    encoded.get_or_insert_with(|| packet(name::ROOM_MESSAGES, MY_MESSAGES, &args));
                listener.sink.send(packet);
            }
        }
    }

    fn membership(&self, rooms: &Rooms, user: &str, rid: &str, action: &str) {
        let nobody_listens = self.listeners.get(name::NOTIFY_USER).is_none_or(HashMap::is_empty);
        let Some(room) = rooms.room(rid).filter(|_| !nobody_listens) else { return };
        let tell = |event: &str, value: &dyn Fn() -> Option<Json>| {
            let event = format!("{user}/{event}");
            if self.listeners(name::NOTIFY_USER, &event).is_empty() {
                return;
            }
            if let Some(value) = value() {
                self.emit(name::NOTIFY_USER, &event, &[action.into(), value], None);
            }
        };
        tell("subscriptions-changed", &|| rooms.subscription_in(user, room));
        tell("rooms-changed", &|| Some(rooms.room_value(room, 0)));
    }

    /// Ends what these listeners hear of a room: they hear nothing from now on, and their sessions
    /// tell them when they come to it.
    fn stop(&mut self, rid: &str, is_meant: impl Fn(&Listener) -> bool) {
        for stream in [name::ROOM_MESSAGES, name::NOTIFY_ROOM] {
            let Some(events) = self.listeners.get_mut(stream) else { continue };
            events.retain(|_, listeners| {
                listeners.retain(|listener| {
                    let key = listener.subscription.stream.as_ref();
                    let ends = key.and_then(room_of) == Some(rid) && is_meant(listener);
                    if ends {
                        listener.sink.stop(&listener.subscription.id, None);
                    }
                    !ends
                });
                !listeners.is_empty()
            });
        }
    }
}
