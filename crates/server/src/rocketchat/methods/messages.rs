//! Messages: written, changed, deleted, reacted to.

use super::super::bridge::cross;
use super::super::registry::MethodResult;
use super::super::rooms::{Draft, Sending, Source};
use super::super::wire::{Json, MethodError};
use super::Call;

/// `sendMessage`: `(message)` → the message as it is stored.
pub(super) async fn send_message(call: Call<'_>) -> MethodResult {
    let message = call.params.get(0).ok_or_else(MethodError::match_failed)?;
    send(&call, Draft::parse(message, Source::Method)?).await.map(Some)
}

/// Writes a message. One whose id the user has used already is given as it is stored.
///
/// # Errors
/// Those of [`Rooms::prepare`](super::super::rooms::Rooms::prepare).
pub async fn send(call: &Call<'_>, draft: Draft) -> Result<Json, MethodError> {
    let user = &call.user.id;
    let sending = call.service.with(|rooms, now| rooms.prepare(user, draft, now))?;
    let (message, is_named) = match sending {
        Sending::Repeated(stored) => return Ok(stored),
        Sending::Fresh { message, is_named } => (message, is_named),
    };
    let place =
        call.service.places.to_write(&call.service, call.user, call.caller.session()).await?;
    cross(&call.service, &place, *message, is_named).await
}

/// `updateMessage`: `({_id, rid, msg})`.
pub(super) async fn update(call: Call<'_>) -> MethodResult {
    let (id, msg) = (id(&call)?, text(&call, "msg")?);
    call.service.with(|rooms, now| rooms.update(&call.user.id, id, msg, now))?;
    Ok(None)
}

/// `deleteMessage`: `({_id})`.
pub(super) async fn delete(call: Call<'_>) -> MethodResult {
    let id = id(&call)?;
    call.service.with(|rooms, now| rooms.delete(&call.user.id, id, now))?;
    Ok(None)
}

/// `setReaction`: `(emoji, message id, wanted?)`.
pub(super) async fn react(call: Call<'_>) -> MethodResult {
    let (emoji, id) = (call.params.str(0)?, call.params.str(1)?);
    let wanted = call.params.get(2).and_then(Json::as_bool);
    call.service.with(|rooms, now| rooms.react(&call.user.id, id, emoji, wanted, now))?;
    Ok(None)
}

/// `getSingleMessage`: `(id)` → message.
pub(super) async fn single(call: Call<'_>) -> MethodResult {
    let id = call.params.str(0)?;
    call.service.with(|rooms, _| rooms.single(&call.user.id, id)).map(Some)
}

fn id<'a>(call: &Call<'a>) -> Result<&'a str, MethodError> {
    text(call, "_id")
}

fn text<'a>(call: &Call<'a>, key: &str) -> Result<&'a str, MethodError> {
    let field = call.params.object(0)?.get(key).and_then(Json::as_str);
    field.ok_or_else(MethodError::match_failed)
}
