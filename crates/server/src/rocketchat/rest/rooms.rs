//! Rooms, their members, subscriptions.

use serde_json::json;

use super::super::wire::{Json, MethodError};
use super::reply::{RestError, RestResult, fields, list};
use super::request::Request;

/// The room of `roomId` or `roomName`.
pub(super) async fn of_request(request: &Request<'_>) -> Result<Json, RestError> {
    let room = request.text("roomId").or_else(|| request.text("roomName"));
    let room = room.ok_or_else(|| RestError::missing("roomId"))?;
    Ok(request.call("getRoomById", vec![room.into()]).await?)
}

/// `GET rooms.get?updatedSince=` → `{update, remove}`.
pub(super) async fn get(request: Request<'_>) -> RestResult {
    changes(&request, "rooms/get").await
}

/// `GET subscriptions.get?updatedSince=` → `{update, remove}`.
pub(super) async fn subscriptions(request: Request<'_>) -> RestResult {
    changes(&request, "subscriptions/get").await
}

async fn changes(request: &Request<'_>, method: &str) -> RestResult {
    let changes = request.call(method, vec![request.date("updatedSince")?]).await?;
    Ok(match changes {
        Json::Object(changes) => changes,
        all => fields([("update", all), ("remove", json!([]))]),
    })
}

/// `GET rooms.info` → `{room}`.
pub(super) async fn info(request: Request<'_>) -> RestResult {
    Ok(fields([("room", of_request(&request).await?)]))
}

/// `GET channels.info` → `{channel}`.
pub(super) async fn channel_info(request: Request<'_>) -> RestResult {
    Ok(fields([("channel", of_request(&request).await?)]))
}

/// `GET groups.info` → `{group}`.
pub(super) async fn group_info(request: Request<'_>) -> RestResult {
    Ok(fields([("group", of_request(&request).await?)]))
}

/// `POST rooms.leave`: `{roomId}`.
pub(super) async fn leave(request: Request<'_>) -> RestResult {
    with_room(&request, "leaveRoom").await
}

/// `POST rooms.hide`: `{roomId}`.
pub(super) async fn hide(request: Request<'_>) -> RestResult {
    with_room(&request, "hideRoom").await
}

/// `POST rooms.open`: `{roomId}`.
pub(super) async fn open(request: Request<'_>) -> RestResult {
    with_room(&request, "openRoom").await
}

/// `POST subscriptions.read`: `{rid}`.
pub(super) async fn read(request: Request<'_>) -> RestResult {
    request.call("readMessages", vec![request.need("rid")?.into()]).await?;
    Ok(fields([]))
}

async fn with_room(request: &Request<'_>, method: &str) -> RestResult {
    request.call(method, vec![request.need("roomId")?.into()]).await?;
    Ok(fields([]))
}

/// `GET rooms.nameExists?roomName=` → `{exists}`.
pub(super) async fn name_exists(request: Request<'_>) -> RestResult {
    let name = request.need("roomName")?;
    Ok(fields([("exists", request.call("roomNameExists", vec![name.into()]).await?)]))
}

/// `GET channels.members` and its like → `{members, count, offset, total}`.
pub(super) async fn members(request: Request<'_>) -> RestResult {
    let room = of_request(&request).await?;
    let users = request.call("getUsersOfRoom", vec![room["_id"].clone(), true.into()]).await?;
    Ok(list("members", users["records"].clone()))
}

/// `GET channels.roles` and its like → `{roles}`.
pub(super) async fn roles(request: Request<'_>) -> RestResult {
    let room = of_request(&request).await?;
    Ok(fields([("roles", request.call("getRoomRoles", vec![room["_id"].clone()]).await?)]))
}

/// `GET channels.list` → `{channels, count, offset, total}`.
pub(super) async fn channels(request: Request<'_>) -> RestResult {
    let found = request.call("channelsList", Vec::new()).await?;
    Ok(list("channels", found["channels"].clone()))
}

/// `POST channels.create`: `{name, members?, readOnly?}` → `{channel}`.
pub(super) async fn create_channel(request: Request<'_>) -> RestResult {
    let made = create(&request, "createChannel").await?;
    let rid = made[0]["rid"].clone();
    Ok(fields([("channel", request.call("getRoomById", vec![rid]).await?)]))
}

/// `POST groups.create`: `{name, members?, readOnly?}` → `{group}`.
pub(super) async fn create_group(request: Request<'_>) -> RestResult {
    let made = create(&request, "createPrivateGroup").await?;
    let rid = made["rid"].clone();
    Ok(fields([("group", request.call("getRoomById", vec![rid]).await?)]))
}

async fn create(request: &Request<'_>, method: &str) -> Result<Json, RestError> {
    let param = |name| request.body.get(name).cloned().unwrap_or_default();
    let params = vec![request.need("name")?.into(), param("members"), param("readOnly")];
    Ok(request.call(method, params).await?)
}

/// `POST channels.join`: `{roomId}` → `{channel}`.
pub(super) async fn join(request: Request<'_>) -> RestResult {
    let room = of_request(&request).await?;
    if room["t"] != "c" {
        let reason = "Only channels can be joined";
        return Err(MethodError::new("error-room-not-found", reason).into());
    }
    request.call("joinRoom", vec![room["_id"].clone()]).await?;
    Ok(fields([("channel", of_request(&request).await?)]))
}

/// `POST channels.invite` and `groups.invite`: `{roomId, username | userId}`.
pub(super) async fn invite(request: Request<'_>) -> RestResult {
    let who = request.text("username").or_else(|| request.text("userId"));
    let who = who.ok_or_else(|| RestError::missing("userId"))?;
    let params = json!({ "rid": request.need("roomId")?, "username": who });
    request.call("addUserToRoom", vec![params]).await?;
    Ok(fields([("channel", of_request(&request).await?)]))
}

/// `POST im.create`: `{username}` or `{usernames: "a, b"}` → `{room}`.
pub(super) async fn create_direct(request: Request<'_>) -> RestResult {
    let names = request.text("username").or_else(|| request.text("usernames"));
    let names = names.ok_or_else(|| RestError::missing("username"))?;
    let names = names.split(',').map(|name| Json::from(name.trim())).collect();
    let mut room = request.call("createDirectMessage", names).await?;
    room["_id"] = room["rid"].clone();
    Ok(fields([("room", room)]))
}
