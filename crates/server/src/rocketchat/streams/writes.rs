//! What clients write to streams, by the methods `stream-…`.

use super::super::accounts::User;
use super::super::registry::Params;
use super::super::rooms::Rooms;
use super::super::wire::{Json, MethodError};
use super::{Streams, name};

/// The events of a room that its members may write.
const WRITABLE: [&str; 2] = ["typing", "user-activity"];

/// Writes to a stream for its listeners, other than the writer's own session.
///
/// What is not allowed is silently refused, as Rocket.Chat does it: users write under their own
/// name alone, and only where they may read.
///
/// # Errors
/// 400 when the event is not a string.
pub fn write(
    streams: &Streams,
    rooms: &Rooms,
    stream: &str,
    user: Option<&User>,
    session: &str,
    params: &Params,
) -> Result<(), MethodError> {
    let event = params.str(0)?;
    let args = params.0.get(1..).unwrap_or_default();
    let (Some(user), name::NOTIFY_ROOM) = (user, stream) else { return Ok(()) };
    let Some((rid, what)) = event.rsplit_once('/') else { return Ok(()) };
    let is_own = args.first().and_then(Json::as_str).is_some_and(|writer| {
        rooms.user(&user.id).is_some_and(|user| *user.author.username == *writer)
    });
    if WRITABLE.contains(&what) && is_own && rooms.readable(&user.id, rid).is_ok() {
        streams.emit(stream, event, args, Some(session));
    }
    Ok(())
}
