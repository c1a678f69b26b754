//! REST, under `/api/v1/`: what the methods do, in the shapes of requests.
//!
//! A request shows its user by the headers `X-Auth-Token` and `X-User-Id`. Its parameters are in the
//! query or in a JSON body. Dates are text.

mod account;
mod iso;
mod messages;
mod method_call;
mod reply;
mod request;
mod rooms;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;

use super::accounts::User;
use super::caller::Caller;
use super::ids::random_id;
use super::wire::{Json, MethodError};
use crate::app::{App, body};
use crate::outbox::Outbox;
use reply::{RestError, RestResult, reply};
use request::Request;

/// The routes of REST.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/{*path}", any(answer))
}

async fn answer(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    method: Method,
    headers: HeaderMap,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
    bytes: Result<Bytes, BytesRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    reply(carry_out(&app, &path, &method, &headers, query, bytes).await)
}

async fn carry_out(
    app: &App,
    path: &str,
    method: &Method,
    headers: &HeaderMap,
    query: HashMap<String, String>,
    bytes: Result<Bytes, BytesRejection>,
) -> RestResult {
    let bytes =
        body(bytes).map_err(|refusal| MethodError::new("error-invalid-body", refusal.message))?;
    let body: Json = match bytes.len() {
        0 => Json::Null,
        _ => serde_json::from_slice(&bytes)
            .map_err(|_| MethodError::new("error-invalid-body", "The body is not JSON"))?,
    };
    let route = table::find(method.as_str(), path).ok_or(RestError::NoPath)?;
    let (user, token) = match user(app, headers) {
        Some((user, token)) => (Some(user), token),
        None if route.is_for_anybody => (None, String::new()),
        None => return Err(RestError::LoggedOut),
    };
    let session = random_id().map_err(|_| MethodError::internal())?.into();
    let caller = Caller::without_connection(session, user, Outbox::nowhere());
    let rest = path.split_once('/').map_or("", |(_, rest)| rest);
    let request = Request { app, caller: &caller, token: &token, rest, query, body };
    let _release = Release { app, caller: &caller };
    (route.run)(request).await
}

/// Gives up the place of a request, which can be given up itself before it is answered.
struct Release<'a> {
    app: &'a App,
    caller: &'a Caller,
}

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.app.rocketchat.chat.release(self.caller);
    }
}

/// Whose request it is: the token has to be that of the user.
fn user(app: &App, headers: &HeaderMap) -> Option<(User, String)> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let token = header("x-auth-token")?;
    let user = app.rocketchat.accounts.resume(token).ok()?.user;
    // Ids that cannot stand in a header are percent-encoded by those who send them.
    (header("x-user-id")? == &*user.id).then(|| (user, token.to_owned()))
}
