//! Messages.

use serde_json::{Map, json};

use super::super::methods;
use super::super::rooms::{Draft, Kind, Source, Sync, date};
use super::super::wire::{Json, MethodError};
use super::reply::{RestError, RestResult, fields};
use super::request::Request;

/// `POST chat.sendMessage`: `{message: {rid, …}}` → `{message}`.
pub(super) async fn send(request: Request<'_>) -> RestResult {
    let message = request.body.get("message").ok_or_else(|| RestError::missing("message"))?;
    let message = write(&request, message).await?;
    Ok(fields([("message", message)]))
}

/// `POST chat.postMessage`: `{roomId | channel, text, …}` → `{ts, channel, message}`. `@name` is the
/// direct-message room with that user.
pub(super) async fn post(request: Request<'_>) -> RestResult {
    let to = request.text("roomId").or_else(|| request.text("channel"));
    let to = to.ok_or_else(|| RestError::missing("channel"))?;
    let rid = match to.strip_prefix('@') {
        Some(name) => request.call("createDirectMessage", vec![name.into()]).await?["rid"].clone(),
        None => {
            let name = to.strip_prefix('#').unwrap_or(to);
            request.call("getRoomIdByNameOrId", vec![name.into()]).await?
        }
    };
    let mut message = Map::from_iter([("rid".to_owned(), rid)]);
    message.insert("msg".into(), request.text("text").unwrap_or_default().into());
    for key in ["alias", "attachments", "avatar", "emoji", "parseUrls", "tmid"] {
        if let Some(value) = request.body.get(key) {
            message.insert(key.into(), value.clone());
        }
    }
    let message = write(&request, &Json::Object(message)).await?;
    Ok(fields([("ts", message["ts"].clone()), ("channel", to.into()), ("message", message)]))
}

/// `POST chat.update`: `{roomId, msgId, text}` → `{message}`.
pub(super) async fn update(request: Request<'_>) -> RestResult {
    let (rid, id) = (request.need("roomId")?, request.need("msgId")?);
    let msg = request.text("text").ok_or_else(|| RestError::missing("text"))?;
    let change = json!({ "_id": id, "rid": rid, "msg": msg });
    request.call("updateMessage", vec![change]).await?;
    Ok(fields([("message", request.call("getSingleMessage", vec![id.into()]).await?)]))
}

/// `POST chat.delete`: `{roomId, msgId}` → `{_id, ts, message}`.
pub(super) async fn delete(request: Request<'_>) -> RestResult {
    let id = request.need("msgId")?;
    let message = request.call("getSingleMessage", vec![id.into()]).await?;
    request.call("deleteMessage", vec![json!({ "_id": id })]).await?;
    let message_of = json!({ "_id": id, "rid": message["rid"], "u": message["u"] });
    Ok(fields([("_id", id.into()), ("ts", message["ts"].clone()), ("message", message_of)]))
}

/// `POST chat.react`: `{messageId, emoji, shouldReact?}`.
pub(super) async fn react(request: Request<'_>) -> RestResult {
    let emoji = request.text("emoji").or_else(|| request.text("reaction"));
    let emoji = emoji.ok_or_else(|| RestError::missing("emoji"))?;
    let wanted = request.body.get("shouldReact").cloned().unwrap_or_default();
    let params = vec![emoji.into(), request.need("messageId")?.into(), wanted];
    request.call("setReaction", params).await?;
    Ok(fields([]))
}

/// `GET chat.getMessage?msgId=` → `{message}`.
pub(super) async fn single(request: Request<'_>) -> RestResult {
    let id = request.need("msgId")?;
    Ok(fields([("message", request.call("getSingleMessage", vec![id.into()]).await?)]))
}

/// `GET chat.syncMessages?roomId=` with `lastUpdate=`, or `next=` or `previous=` and `type=` →
/// `{result: {updated, deleted}}`.
pub(super) async fn sync(request: Request<'_>) -> RestResult {
    let rid = request.need("roomId")?;
    let mut options = Map::new();
    options.insert("lastUpdate".into(), request.date("lastUpdate")?);
    for key in ["next", "previous", "type"] {
        options.insert(key.into(), request.text(key).into());
    }
    if let Some(count) = request.number("count") {
        options.insert("count".into(), count.into());
    }
    let options = Json::Object(options);
    if matches!(Sync::parse(&options)?, Sync::Range { .. }) {
        return Err(RestError::missing("lastUpdate"));
    }
    Ok(fields([("result", request.call("messages/get", vec![rid.into(), options]).await?)]))
}

/// `GET channels.history?roomId=|roomName=` with `latest`, `oldest`, `inclusive`, `count` → `{messages}`.
pub(super) async fn history_of_channel(request: Request<'_>) -> RestResult {
    history(request, Kind::Channel).await
}

/// The same for a private group.
pub(super) async fn history_of_group(request: Request<'_>) -> RestResult {
    history(request, Kind::Private).await
}

/// The same for direct messages.
pub(super) async fn history_of_direct(request: Request<'_>) -> RestResult {
    history(request, Kind::Direct).await
}

async fn history(request: Request<'_>, kind: Kind) -> RestResult {
    let room = super::rooms::of_request(&request).await?;
    if room["t"] != kind.letter() {
        let reason = "The room is of another kind";
        return Err(MethodError::new("error-room-not-found", reason).into());
    }
    let mut options = Map::new();
    options.insert("latestDate".into(), request.date("latest")?);
    options.insert("oldestDate".into(), request.date("oldest")?);
    options.insert("inclusive".into(), (request.text("inclusive") == Some("true")).into());
    options.insert("count".into(), request.number("count").unwrap_or(20).into());
    let params = vec![room["_id"].clone(), Json::Object(options)];
    match request.call("messages/get", params).await? {
        Json::Object(messages) => Ok(messages),
        _ => Err(MethodError::internal().into()),
    }
}

/// Writes a message, whose date is text.
async fn write(request: &Request<'_>, message: &Json) -> Result<Json, RestError> {
    let mut message = message.clone();
    if let Some(millis) = message.get("ts").and_then(Json::as_str).and_then(super::iso::parse) {
        message["ts"] = date(millis);
    }
    // Clients that name the room twice, like @rocket.chat/sdk, mean `rid`.
    if let Some(fields) = message.as_object_mut() {
        fields.remove("roomId");
    }
    let draft = Draft::parse(&message, Source::Rest)?;
    let params = Default::default();
    let call = request.app.rocketchat.chat.begin(request.caller, &params)?;
    Ok(methods::send(&call, draft).await?)
}
