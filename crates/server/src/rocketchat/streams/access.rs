//! Who may listen to what.

use super::super::registry::StreamKey;
use super::super::rooms::Rooms;
use super::{MY_MESSAGES, name};

/// What is to be done with a subscription to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The caller may listen.
    Granted,
    /// The caller may not.
    Denied,
    /// There is no such stream.
    Unknown,
}

/// Streams of which nothing comes here, but which anybody may wait for who is logged in.
const SILENT: [&str; 4] = ["roles", "apps", "importers", "canned-responses"];

/// The room that an event is about, where it is about one.
pub fn room_of(key: &StreamKey) -> Option<&str> {
    match key.stream.as_str() {
        name::ROOM_MESSAGES if key.event == MY_MESSAGES => None,
        name::ROOM_MESSAGES => Some(&key.event),
        // The name of an event has no slash, that of a room may have one.
        name::NOTIFY_ROOM => key.event.rsplit_once('/').map(|(rid, _)| rid),
        _ => None,
    }
}

/// Whether a user, or nobody, may listen to an event.
///
/// The rules are those of Rocket.Chat: a room's events are for those who may read it, a user's
/// for that user, the rest for everybody who is logged in, and those of `notify-all` for anybody.
pub fn access(rooms: &Rooms, user: Option<&str>, key: &StreamKey) -> Access {
    let event = key.event.as_str();
    let allow = |may| if may { Access::Granted } else { Access::Denied };
    match key.stream.as_str() {
        name::NOTIFY_ALL => Access::Granted,
        name::ROOM_MESSAGES if event == MY_MESSAGES => allow(user.is_some()),
        name::ROOM_MESSAGES | name::NOTIFY_ROOM => allow(
            user.zip(room_of(key)).is_some_and(|(user, rid)| rooms.readable(user, rid).is_ok()),
        ),
        name::NOTIFY_USER => {
            let of = event.rsplit_once('/').map(|(of, _)| of);
            allow(user.is_some() && of == user)
        }
        // Written to, and read by nobody: its events come as those of `notify-user`.
        "notify-room-users" => Access::Denied,
        name::NOTIFY_LOGGED | name::USER_PRESENCE => allow(user.is_some()),
        silent if SILENT.contains(&silent) => allow(user.is_some()),
        _ => Access::Unknown,
    }
}
