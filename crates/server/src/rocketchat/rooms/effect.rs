//! What others have to be told.

use std::sync::Arc;

use serde_json::Value;

/// Something that happened, for those who may know of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A message was written or changed: `stream-room-messages`, by room and for
    /// `__my_messages__`.
    Message {
        /// The room.
        rid: Arc<str>,
        /// The message.
        message: Value,
    },
    /// `stream-notify-room` `<rid>/<event>`.
    Room {
        /// The room.
        rid: Arc<str>,
        /// Like `deleteMessage`.
        event: &'static str,
        /// What the listeners get.
        args: Vec<Value>,
    },
    /// A room, or what the user has of it, has changed: `subscriptions-changed` and
    /// `rooms-changed` for that member. What they have is looked up for those who listen.
    Membership {
        /// The user id.
        user: Arc<str>,
        /// The room.
        rid: Arc<str>,
        /// `inserted` or `updated`.
        action: &'static str,
    },
    /// `stream-notify-user` `<user>/<event>`.
    User {
        /// The user id.
        user: Arc<str>,
        /// Like `rooms-changed`.
        event: &'static str,
        /// What the listeners get.
        args: Vec<Value>,
    },
    /// What one is, for `stream-notify-logged` `user-status` and `stream-user-presence`.
    Status {
        /// The user id.
        user: Arc<str>,
        /// The user name.
        username: Arc<str>,
        /// 0 offline, 1 online, 2 away, 3 busy.
        status: u8,
        /// What the user says about it.
        text: String,
    },
    /// The user is a member of the room no more.
    Left {
        /// The user id.
        user: Arc<str>,
        /// The room.
        rid: Arc<str>,
        /// Whether the user may still read what is there.
        can_read: bool,
    },
    /// The room is there no more.
    Forgotten {
        /// The room.
        rid: Arc<str>,
    },
}
