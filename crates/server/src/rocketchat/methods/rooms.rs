//! Rooms: what there is, who is in it, coming and going.

use std::collections::HashMap;

use serde_json::json;

use super::super::bridge::settle;
use super::super::registry::{MethodResult, Params};
use super::super::rooms::{Kind, Room};
use super::super::wire::{Json, MethodError};
use super::Call;

/// To how many others direct messages can go: each is looked for in every group.
const MAX_DIRECT: usize = 8;

impl Call<'_> {
    /// The room of the first parameter, which the caller may read: also one that is a group of
    /// the other endpoint so far.
    async fn room<T>(
        &self,
        id_or_name: &str,
        look: impl FnOnce(&super::super::rooms::Rooms, &Room) -> T,
    ) -> Result<T, MethodError> {
        self.service.adopt(id_or_name).await;
        self.service.with(|rooms, _| {
            let rid = rooms.find(id_or_name).map_or(id_or_name, |room| &room.id);
            rooms.readable(&self.user.id, rid).map(|room| look(rooms, room))
        })
    }

    /// Puts the connections of the user, who is a member of other rooms now, into their groups.
    pub(super) async fn settle_all(&self) {
        for place in self.service.places.all_of(&self.user.id) {
            settle(&self.service, &place, None).await;
        }
    }
}

/// `rooms/get`: `(date?)` → all rooms, or `{update, remove}` since then.
pub(super) async fn get(call: Call<'_>) -> MethodResult {
    let since = call.params.date(0)?;
    let user = &call.user.id;
    let channels: Vec<_> = call.service.with(|rooms, _| {
        let channels = rooms.memberships(user).filter(|room| room.kind == Kind::Channel);
        channels.map(|room| (room.id.clone(), room.name.clone())).collect()
    });
    let mut guests = HashMap::new();
    for (rid, name) in channels {
        guests.insert(rid, call.service.guests(&name).await);
    }
    let list = call.service.with(|rooms, _| {
        rooms.rooms_of(user, since, |room| {
            let guests = guests.get(&room.id).into_iter().flatten();
            guests.filter(|guest| !room.is_member(guest)).count()
        })
    });
    Ok(Some(list))
}

/// `subscriptions/get`: `(date?)` → all subscriptions, or `{update, remove}` since then.
pub(super) async fn subscriptions(call: Call<'_>) -> MethodResult {
    let since = call.params.date(0)?;
    Ok(Some(call.service.with(|rooms, _| rooms.subscriptions_of(&call.user.id, since))))
}

/// `getRoomIdByNameOrId`: `(name or id)` → id.
pub(super) async fn id_by_name_or_id(call: Call<'_>) -> MethodResult {
    call.room(call.params.str(0)?, |_, room| Some(Json::from(&*room.id))).await
}

/// `getRoomById`: `(id)` → room.
pub(super) async fn by_id(call: Call<'_>) -> MethodResult {
    call.room(call.params.str(0)?, |rooms, room| Some(rooms.room_value(room, 0))).await
}

/// `getRoomNameById`: `(id)` → name.
pub(super) async fn name_by_id(call: Call<'_>) -> MethodResult {
    let user = &call.user.id;
    call.room(call.params.str(0)?, |rooms, room| Some(rooms.name_for(room, user).into())).await
}

/// `roomNameExists`: `(name)` → whether there is such a room.
pub(super) async fn name_exists(call: Call<'_>) -> MethodResult {
    let name = call.params.str(0)?;
    call.service.adopt(name).await;
    Ok(Some(call.service.with(|rooms, _| rooms.find(name).is_some()).into()))
}

/// `createChannel`: `(name, members[], readOnly?)` → `[{rid, name, t}]`.
pub(super) async fn create_channel(call: Call<'_>) -> MethodResult {
    let made = create(&call, Kind::Channel).await?;
    Ok(Some(json!([made])))
}

/// `createPrivateGroup`: `(name, members[], readOnly?)` → `{rid, name, t}`.
pub(super) async fn create_private_group(call: Call<'_>) -> MethodResult {
    create(&call, Kind::Private).await.map(Some)
}

async fn create(call: &Call<'_>, kind: Kind) -> Result<Json, MethodError> {
    let (name, members) = (call.params.str(0)?, texts(call.params, 1)?);
    let is_read_only = call.params.get(2).and_then(Json::as_bool).unwrap_or_default();
    // A group of the other endpoint has the name already.
    call.service.adopt(name).await;
    let user = &call.user.id;
    let rid = call
        .service
        .with(|rooms, now| rooms.create(user, kind, name, &members, is_read_only, now))?;
    call.settle_all().await;
    Ok(json!({ "rid": &*rid, "name": name, "t": kind.letter() }))
}

/// `createDirectMessage`: `(...usernames)` → `{t, rid, usernames}`.
pub(super) async fn create_direct_message(call: Call<'_>) -> MethodResult {
    let names = (0..call.params.0.len()).map(|at| call.params.str(at));
    let names: Vec<&str> = names.collect::<Result<_, _>>()?;
    if names.is_empty() {
        return Err(MethodError::match_failed());
    }
    if names.len() > MAX_DIRECT {
        let reason = format!("Direct messages are for at most {MAX_DIRECT} others");
        return Err(MethodError::new("error-direct-message-max-user-exceeded", reason));
    }
    let mut present = Vec::new();
    for name in &names {
        present.push(call.service.is_known(name).await);
    }
    call.service.with(|rooms, now| {
        let mut users = vec![call.user.id.clone()];
        for (name, is_known) in names.iter().zip(present) {
            match rooms.user_named(name).or_else(|| rooms.user(name)) {
                Some(user) => users.push(user.author.id.clone()),
                None if is_known => users.push((*name).into()),
                None => return Err(MethodError::new("error-invalid-user", "Invalid user")),
            }
        }
        let rid = rooms.direct(&users, now)?;
        users.sort_unstable();
        users.dedup();
        let names: Vec<_> =
            users.iter().map(|user| rooms.author(user).username.to_string()).collect();
        Ok(Some(json!({ "t": "d", "rid": &*rid, "usernames": names })))
    })
}

/// `joinRoom`: `(rid, joinCode?)` → true.
pub(super) async fn join(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    call.service.adopt(rid).await;
    call.service.with(|rooms, now| rooms.join(&call.user.id, rid, now))?;
    call.settle_all().await;
    Ok(Some(true.into()))
}

/// `leaveRoom`: `(rid)`.
pub(super) async fn leave(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    call.service.with(|rooms, now| rooms.leave(&call.user.id, rid, now))?;
    call.settle_all().await;
    Ok(None)
}

/// `openRoom`: `(rid)` → 1.
pub(super) async fn open(call: Call<'_>) -> MethodResult {
    set_open(&call, true)
}

/// `hideRoom`: `(rid)` → 1.
pub(super) async fn hide(call: Call<'_>) -> MethodResult {
    set_open(&call, false)
}

fn set_open(call: &Call<'_>, is_open: bool) -> MethodResult {
    let rid = call.params.str(0)?;
    call.service.with(|rooms, now| rooms.set_open(&call.user.id, rid, is_open, now))?;
    Ok(Some(1.into()))
}

/// `readMessages`: `(rid)`.
pub(super) async fn read(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    call.service.with(|rooms, now| rooms.mark_read(&call.user.id, rid, now))?;
    Ok(None)
}

/// `addUserToRoom`: `({rid, username})`.
pub(super) async fn add_user(call: Call<'_>) -> MethodResult {
    let text = |key| call.params.0.first().and_then(|of| of.get(key)).and_then(Json::as_str);
    let (Some(rid), Some(name)) = (text("rid"), text("username")) else {
        return Err(MethodError::match_failed());
    };
    add(&call, rid, &[name.to_owned()])
}

/// `addUsersToRoom`: `({rid, users[]})`.
pub(super) async fn add_users(call: Call<'_>) -> MethodResult {
    let object = call.params.object(0)?;
    let rid = object.get("rid").and_then(Json::as_str).ok_or_else(MethodError::match_failed)?;
    add(&call, rid, &texts(&Params(vec![object["users"].clone()]), 0)?)
}

fn add(call: &Call<'_>, rid: &str, names: &[String]) -> MethodResult {
    call.service.with(|rooms, now| rooms.add_users(&call.user.id, rid, names, now))?;
    Ok(Some(true.into()))
}

/// `getUsersOfRoom`: `(rid, showAll?)` → `{total, records}`.
pub(super) async fn users(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    let with_offline = call.params.get(1).and_then(Json::as_bool).unwrap_or_default();
    let guests = match call.room(rid, |_, room| (room.kind, room.name.clone())).await? {
        (Kind::Channel, group) => call.service.guests(&group).await,
        _ => Vec::new(),
    };
    let user = &call.user.id;
    call.service.with(|rooms, _| rooms.users_in(user, rid, &guests, with_offline)).map(Some)
}

/// `getRoomRoles`: `(rid)` → `[{rid, u, roles, _id}]`.
pub(super) async fn roles(call: Call<'_>) -> MethodResult {
    let rid = call.params.str(0)?;
    call.service.with(|rooms, _| rooms.roles_in(&call.user.id, rid)).map(Some)
}

/// A list of strings, which may be missing.
fn texts(params: &Params, at: usize) -> Result<Vec<String>, MethodError> {
    let list = match params.get(at) {
        None | Some(Json::Null) => return Ok(Vec::new()),
        Some(list) => list.as_array().ok_or_else(MethodError::match_failed)?,
    };
    let text = |one: &Json| one.as_str().map(str::to_owned).ok_or_else(MethodError::match_failed);
    list.iter().map(text).collect()
}
