//! `POST /guest`: a token for somebody without an account.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use groupwire_protocol::wire::error;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde::{Deserialize, Serialize};

use crate::app::{self, App};
use crate::auth::GUEST_KEY_ID;
use crate::refusal::Refusal;

/// Signs tokens for guests.
pub struct GuestIssuer {
    key: EncodingKey,
    lifetime: Duration,
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

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    service: &'a str,
    iat: u64,
    exp: u64,
}

impl GuestIssuer {
    /// Signs with this HS256 secret; guests belong to this service.
    pub fn new(secret: &[u8], lifetime: Duration, service: Arc<str>) -> Self {
        Self { key: EncodingKey::from_secret(secret), lifetime, service }
    }

    /// A token for a user id that nobody has had.
    ///
    /// # Errors
    /// When the system has no randomness; try again later.
    pub fn issue(&self) -> Result<Guest, Box<dyn std::error::Error + Send + Sync>> {
        let user_id = uuid()?;
        let iat = get_current_timestamp();
        let claims = Claims {
            sub: &user_id,
            service: &self.service,
            iat,
            // A lifetime of less than a second must not give a token that is over at once.
            exp: iat.saturating_add(self.lifetime.as_secs().max(1)),
        };
        let header = Header { kid: Some(GUEST_KEY_ID.into()), ..Header::new(Algorithm::HS256) };
        Ok(Guest { token: encode(&header, &claims, &self.key)?, user_id })
    }
}

impl fmt::Debug for GuestIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuestIssuer").field("lifetime", &self.lifetime).finish_non_exhaustive()
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

/// A random UUID (version 4).
fn uuid() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let bits = u128::from_be_bytes(bytes);
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | (0x4 << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    Ok(format!("{a}-{b}-{c}-{d}-{e}"))
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn uuids_are_of_version_4() {
        let id = uuid().expect("randomness");
        assert!(groupwire_protocol::wire::is_uuid(&id), "{id}");
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]), "{id}");
        assert_ne!(id, uuid().expect("randomness"));
    }
}
