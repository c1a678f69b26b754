//! `POST /get-ws-group`: the groups of a service, or the connections in a group.

mod condition;
mod groups;
mod page;
mod users;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use groupwire_protocol::wire::error;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::app::{self, App};
use crate::refusal::Refusal;

/// A page: `{"list", "startKey", "endOfList"}`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Groups as `{"rid": "<service>#<group>", "cnt"}`, or connections as
    /// `{"uid": "<service>#<user>", "cid"}`.
    list: Vec<Value>,
    /// The last item, when there may be more, or `"end"`.
    start_key: Value,
    end_of_list: bool,
}

/// The handler of `POST /get-ws-group`.
///
/// A body with `searchFor` asks for groups, any other for the users of `group`.
///
/// # Errors
/// `UNAUTHORIZED` without a valid token, `FORBIDDEN` for a `service` that is not the token's,
/// `INVALID_REQUEST` for a body that is no JSON object, `INVALID_PARAMETER` for a field of a
/// wrong type or value.
pub async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Answer>, Refusal> {
    let Question { service, body } = Question::read(&app, &headers, body)?;
    let service = &service;
    if body.get("searchFor").is_some_and(|search| !search.is_null()) {
        groups::list(service, app.hub.groups(service).await, &body).map(Json)
    } else {
        let group = group(&body)?;
        users::list(service, app.hub.users(service, group).await, &body).map(Json)
    }
}

/// A request with a token and a JSON object.
#[derive(Debug)]
pub(crate) struct Question {
    /// That of the token.
    pub(crate) service: Arc<str>,
    /// What is asked for.
    pub(crate) body: Map<String, Value>,
}

impl Question {
    /// Checks the token and reads the body.
    ///
    /// # Errors
    /// `UNAUTHORIZED`, `INVALID_REQUEST`, and `FORBIDDEN` for a `service` that is not the token's.
    pub(crate) fn read(
        app: &App,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Self, Refusal> {
        let identity = app.verifier.verify_request(headers)?;
        let body: Map<String, Value> = serde_json::from_slice(&app::body(body)?)
            .map_err(|_| Refusal::invalid_request("The body must be a JSON object."))?;
        // The token decides. A client that means another service must not get this one's groups.
        if let Some(service) = optional_string(&body, "service")?
            && !service.is_empty()
            && *service != *identity.service
        {
            return Err(Refusal::new(error::FORBIDDEN, "The token is for another service."));
        }
        Ok(Self { service: identity.service, body })
    }
}

/// The field `group`.
pub(crate) fn group(body: &Map<String, Value>) -> Result<&str, Refusal> {
    optional_string(body, "group")?
        .ok_or_else(|| Refusal::invalid_parameter("Key \"group\" is required."))
}

/// A string field; `None` when absent or null.
fn optional_string<'a>(
    body: &'a Map<String, Value>,
    key: &str,
) -> Result<Option<&'a str>, Refusal> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::invalid_parameter(format!("\"{key}\" must be a string."))),
    }
}
