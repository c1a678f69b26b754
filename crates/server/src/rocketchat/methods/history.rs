//! What was written before.

use serde_json::json;

use super::super::registry::MethodResult;
use super::super::rooms::{Load, Sync};
use super::super::wire::{Json, MethodError};
use super::Call;

/// How many messages are loaded, unless fewer are asked for.
const PAGE: usize = 50;

/// `loadHistory`: `(rid, before?, count?, lastSeen?)` → `{messages, unreadNotLoaded, firstUnread?}`.
pub(super) async fn load(call: Call<'_>) -> MethodResult {
    let params = call.params;
    let load = Load {
        before: params.date(1)?,
        count: count(&call, 2)?.unwrap_or(PAGE),
        last_seen: params.date(3)?,
    };
    let rid = params.str(0)?;
    call.service.with(|rooms, _| rooms.load(&call.user.id, rid, load)).map(Some)
}

/// `loadMissedMessages`: `(rid, since)` → messages.
pub(super) async fn missed(call: Call<'_>) -> MethodResult {
    let (rid, since) = (call.params.str(0)?, call.params.date(1)?);
    let since = since.ok_or_else(MethodError::match_failed)?;
    let missed = call.service.with(|rooms, _| rooms.missed(&call.user.id, rid, since))?;
    Ok(Some(missed.into()))
}

/// `loadNextMessages`: `(rid, since, count?)` → `{messages}`.
pub(super) async fn next(call: Call<'_>) -> MethodResult {
    let (rid, since) = (call.params.str(0)?, call.params.date(1)?.unwrap_or_default());
    let count = count(&call, 2)?.unwrap_or(PAGE);
    let next = call.service.with(|rooms, _| rooms.next(&call.user.id, rid, since, count))?;
    Ok(Some(json!({ "messages": next })))
}

/// `loadSurroundingMessages`: `({_id, rid}, count?)` → `{messages, moreBefore, moreAfter}`.
pub(super) async fn surrounding(call: Call<'_>) -> MethodResult {
    let id = call.params.object(0)?.get("_id").and_then(Json::as_str);
    let id = id.ok_or_else(MethodError::match_failed)?;
    let count = count(&call, 1)?.unwrap_or(PAGE);
    let window = call.service.with(|rooms, _| rooms.surrounding(&call.user.id, id, count))?;
    Ok(Some(json!({
        "messages": window.messages,
        "moreBefore": window.more_before,
        "moreAfter": window.more_after,
    })))
}

/// `messages/get`: `(rid, {lastUpdate?, …})` → `{updated, deleted}`.
pub(super) async fn sync(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    let sync = Sync::parse(call.params.get(1).unwrap_or(&Json::Null))?;
    call.service.with(|rooms, _| rooms.sync(&call.user.id, rid, sync)).map(Some)
}

fn count(call: &Call<'_>, at: usize) -> Result<Option<usize>, MethodError> {
    match call.params.get(at) {
        None | Some(Json::Null) => Ok(None),
        Some(count) => {
            let count = count.as_u64().ok_or_else(MethodError::match_failed)?;
            Ok(Some(usize::try_from(count).unwrap_or(usize::MAX)))
        }
    }
}
