//! `POST /guest`: a token for somebody without an account.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use groupwire_protocol::wire::error;
use serde::{Deserialize, Serialize};

use crate::app::{self, App};
use crate::auth::{IssueError, Issuer};
use crate::ids::uuid;
use crate::refusal::Refusal;

/// Signs tokens for guests.
#[derive(Debug)]
pub struct GuestIssuer {
    issuer: Issuer,
    service: Arc<str>,
}

/// The answer to `POST /guest`.
#[derive(Debug, Serialize)]
pub struct Guest {
    /// For `?token=` and the `Authorization` header.
    pub token: String,
    /// A fresh UUID.
    pub user_id: String,
}

/// The body of `POST /guest`, which may be absent.
#[derive(Default, Deserialize)]
struct Wish {
    #[serde(default)]
    service: Option<String>,
}

impl GuestIssuer {
    /// Guests get tokens from this issuer and belong to this service.
    pub fn new(issuer: Issuer, service: Arc<str>) -> Self {
        Self { issuer, service }
    }

    /// A token for a user id that nobody has had.
    ///
    /// # Errors
    /// When the system has no randomness; try again later.
    pub fn issue(&self) -> Result<Guest, IssueError> {
        let user_id = uuid()?;
        let token = self.issuer.issue(&user_id, &self.service)?.token;
        Ok(Guest { token, user_id })
    }
}

/// The handler of `POST /guest`.
///
/// A `service` in the body must be the one that guests belong to: a guest may not choose to
/// look into the groups of another.
///
/// # Errors
/// `NOT_EXISTS` when there are no guests, `FORBIDDEN` for another service, `INVALID_REQUEST`
/// for a body that is not a JSON object.
pub async fn post(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Guest>, Refusal> {
    let Some(guests) = &app.guests else {
        return Err(Refusal::new(error::NOT_EXISTS, "This server has no guests."));
    };
    let body = app::body(body)?;
    let wish: Wish = if body.trim_ascii().is_empty() {
        Wish::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|_| Refusal::invalid_request("The body must be a JSON object."))?
    };
    if wish.service.is_some_and(|service| !service.is_empty() && *service != *guests.service) {
        return Err(Refusal::new(error::FORBIDDEN, "Guests belong to another service."));
    }
    guests.issue().map(Json).map_err(|cause| {
        tracing::error!(%cause, "no token for a guest");
        Refusal::new(error::NOT_SUPPORTED, "No token can be made now.")
    })
}
