//! Who one is, and who there is.

use serde_json::json;

use super::super::accounts::Login;
use super::super::methods;
use super::super::wire::{Json, MethodError};
use super::reply::{RestError, RestResult, fields, list};
use super::request::Request;

/// `POST login`: `{user | username | email, password}` or `{resume}` → `{status, data}`. A wrong
/// password is answered as nobody being logged in.
pub(super) async fn log_in(request: Request<'_>) -> RestResult {
    let login = match request.text("resume") {
        Some(token) => json!({ "resume": token }),
        None => {
            let name = ["user", "username", "email"].into_iter().find_map(|key| request.text(key));
            let name = name.ok_or_else(|| RestError::missing("user"))?;
            let key = if name.contains('@') { "email" } else { "username" };
            json!({ "user": { key: name }, "password": request.body["password"] })
        }
    };
    let login = Login::parse(Some(&login))?;
    let shown = request.app.rocketchat.accounts.log_in(login).await;
    let shown = shown.map_err(|error| match error.error.to_string().as_str() {
        "403" => RestError::LoggedOut,
        _ => error.into(),
    })?;
    let (id, me) = (&*shown.user.id, shown.user.as_json());
    let data = json!({ "userId": id, "authToken": shown.token, "me": me });
    Ok(fields([("status", "success".into()), ("data", data)]))
}

/// `POST logout`: ends the token.
pub(super) async fn log_out(request: Request<'_>) -> RestResult {
    request.app.rocketchat.log_out(request.token);
    let data = json!({ "message": "You've been logged out!" });
    Ok(fields([("status", "success".into()), ("data", data)]))
}

/// `GET me` → the user.
pub(super) async fn me(request: Request<'_>) -> RestResult {
    let user = request.caller.require_user()?;
    match known(&request, Some(&user.id), None).await? {
        Json::Object(user) => Ok(user),
        _ => Err(MethodError::internal().into()),
    }
}

/// `GET users.info?userId=|username=` → `{user}`.
pub(super) async fn info(request: Request<'_>) -> RestResult {
    let user = known(&request, request.text("userId"), request.text("username")).await?;
    Ok(fields([("user", user)]))
}

/// `GET users.presence?ids=a,b` → `{users, full}`.
pub(super) async fn presence(request: Request<'_>) -> RestResult {
    let ids: Vec<&str> = request.text("ids").unwrap_or_default().split(',').collect();
    let mut users = Vec::new();
    for id in ids {
        // Ids that nobody knows are passed over.
        if let Ok(user) = known(&request, Some(id), None).await {
            users.push(user);
        }
    }
    Ok(fields([("users", users.into()), ("full", false.into())]))
}

/// `POST users.setStatus`: `{status?, message?}`.
pub(super) async fn set_status(request: Request<'_>) -> RestResult {
    let param = |name| request.body.get(name).cloned().unwrap_or_default();
    request.call("setUserStatus", vec![param("status"), param("message")]).await?;
    Ok(fields([]))
}

/// `GET spotlight?query=` → `{users, rooms}`.
pub(super) async fn spotlight(request: Request<'_>) -> RestResult {
    let query = request.need("query")?;
    match request.call("spotlight", vec![query.into()]).await? {
        Json::Object(found) => Ok(found),
        _ => Err(MethodError::internal().into()),
    }
}

/// `GET settings.public` → `{settings}`.
pub(super) async fn settings(_: Request<'_>) -> RestResult {
    Ok(list("settings", methods::all_settings()))
}

async fn known(
    request: &Request<'_>,
    id: Option<&str>,
    username: Option<&str>,
) -> Result<Json, MethodError> {
    let params = Default::default();
    let call = request.app.rocketchat.chat.begin(request.caller, &params)?;
    call.service.with(|rooms, _| {
        let by_name = || rooms.user_named(username?);
        let user = id.and_then(|id| rooms.user(id)).or_else(by_name);
        let user = user.ok_or_else(|| MethodError::new("error-invalid-user", "Invalid user"))?;
        let mut value = user.to_value();
        value["statusText"] = user.status_text.as_str().into();
        Ok(value)
    })
}
