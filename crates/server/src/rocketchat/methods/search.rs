//! Rooms and users are looked for.

use serde_json::json;

use super::super::registry::MethodResult;
use super::super::rooms::{Resident, Room, Rooms};
use super::super::wire::Json;
use super::Call;

/// How many are found at most.
const MAX_FOUND: usize = 50;

/// `channelsList`: `(text?, …)` → `{channels}`.
pub(super) async fn channels(call: Call<'_>) -> MethodResult {
    let text = call.params.get(0).and_then(Json::as_str).unwrap_or_default();
    adopt_all(&call).await;
    let channels = call.service.with(|rooms, _| values(rooms, rooms.channels_like(text)));
    Ok(Some(json!({ "channels": channels })))
}

/// `browseChannels`: `({text?, type?, page?, offset?, limit?})` → `{total, results}`, of users
/// where `type` says so.
pub(super) async fn browse(call: Call<'_>) -> MethodResult {
    let options = call.params.get(0).cloned().unwrap_or_default();
    let number = |key: &str| options.get(key).and_then(Json::as_u64).unwrap_or_default() as usize;
    let text = options.get("text").and_then(Json::as_str).unwrap_or_default();
    let limit = match number("limit") {
        0 => MAX_FOUND,
        limit => limit.min(MAX_FOUND),
    };
    let offset = number("offset").max(number("page").saturating_mul(limit));
    adopt_all(&call).await;
    let results = call.service.with(|rooms, _| {
        if options.get("type").and_then(Json::as_str) == Some("users") {
            rooms.users_like(text).into_iter().map(Resident::to_value).collect()
        } else {
            values(rooms, rooms.channels_like(text))
        }
    });
    let total = results.len();
    let results: Vec<_> = results.into_iter().skip(offset).take(limit).collect();
    Ok(Some(json!({ "total": total, "results": results })))
}

/// `spotlight`: `(text, exclude?, {users?, rooms?})` → `{users, rooms}`. A text that begins with `@`
/// looks for users alone, one with `#` for rooms alone.
pub(super) async fn spotlight(call: Call<'_>) -> MethodResult {
    let text = call.params.str(0)?;
    let wants = |key: &str| {
        let wanted = call.params.get(2).and_then(|kinds| kinds.get(key)).and_then(Json::as_bool);
        wanted.unwrap_or(true)
    };
    let (users, rooms) =
        (wants("users") && !text.starts_with('#'), wants("rooms") && !text.starts_with('@'));
    let excluded = |user: &&Resident| {
        let excluded = call.params.get(1).and_then(Json::as_array);
        !excluded.is_some_and(|names| names.iter().any(|name| name == &*user.author.username))
    };
    let text = text.trim_start_matches(['@', '#']);
    adopt_all(&call).await;
    Ok(Some(call.service.with(|all, _| {
        let users: Vec<_> = match users {
            true => all.users_like(text).into_iter().filter(excluded).take(MAX_FOUND).collect(),
            false => Vec::new(),
        };
        let rooms = if rooms { all.channels_like(text) } else { Vec::new() };
        let rooms = rooms.into_iter().take(MAX_FOUND).collect();
        let users: Vec<_> = users.into_iter().map(Resident::to_value).collect();
        json!({ "users": users, "rooms": values(all, rooms) })
    })))
}

/// Makes the rooms of all groups of the other endpoint.
async fn adopt_all(call: &Call<'_>) {
    let groups = call.service.hub.groups(&call.service.name).await;
    call.service.with(|rooms, now| {
        for group in groups {
            rooms.channel_of_group(&group.name, now);
        }
    });
}

fn values(rooms: &Rooms, found: Vec<&Room>) -> Vec<Json> {
    found.into_iter().map(|room| rooms.room_value(room, 0)).collect()
}
