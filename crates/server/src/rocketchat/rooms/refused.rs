//! Why a room does not do what was asked, in the words of Rocket.Chat. Nothing has been changed.

use super::super::wire::MethodError;

/// There is no such room, or none that this user may know of.
pub(super) fn invalid_room() -> MethodError {
    MethodError::new("error-invalid-room", "Invalid room")
}

/// The user may not do that.
pub(super) fn not_allowed() -> MethodError {
    MethodError::new("error-not-allowed", "Not allowed")
}

/// Only members may do that.
pub(super) fn not_in_room() -> MethodError {
    MethodError::new("error-not-allowed", "You are not in this room")
}

/// The user whom it is about is not a member.
pub(super) fn user_not_in_room() -> MethodError {
    MethodError::new("error-user-not-in-room", "User is not in this room")
}

/// There is no such user, or nobody is logged in.
pub(super) fn invalid_user() -> MethodError {
    MethodError::new("error-invalid-user", "Invalid user")
}

/// What is asked for can be done by others only, or is switched off.
pub(super) fn action_not_allowed(what: &str) -> MethodError {
    MethodError::new("error-action-not-allowed", format!("{what} is not allowed"))
}

/// There is no such message.
pub(super) fn invalid_message() -> MethodError {
    MethodError::new("error-invalid-message", "Invalid message")
}

/// Another message has this id.
pub(super) fn message_id_taken() -> MethodError {
    MethodError::new("error-not-allowed", "A message with this id exists")
}

/// The text is longer than messages may be.
pub(super) fn message_too_large() -> MethodError {
    MethodError::new("error-message-size-exceeded", "Message size exceeds the limit")
}

/// The time that the client gave is too far from the server's.
pub(super) fn out_of_sync() -> MethodError {
    MethodError::new("error-message-ts-out-of-sync", "Message timestamp is out of sync")
}

/// The room has this name already.
pub(super) fn duplicate_name(name: &str) -> MethodError {
    MethodError::new("error-duplicate-channel-name", format!("A channel with name '{name}' exists"))
}

/// The text cannot be the name of a room.
pub(super) fn invalid_name(name: &str) -> MethodError {
    MethodError::new("error-invalid-room-name", format!("'{name}' is not a valid room name"))
}

/// There are as many rooms as there may be.
pub(super) fn too_many_rooms() -> MethodError {
    MethodError::new("error-action-not-allowed", "There are too many rooms")
}

/// That is no emoji, or one too many.
pub(super) fn invalid_emoji() -> MethodError {
    MethodError::new("error-not-allowed", "Invalid emoji provided.")
}

/// What a user says of itself is longer than it may be.
pub(super) fn status_too_long() -> MethodError {
    MethodError::new("error-invalid-status-text", "The status text is too long")
}
