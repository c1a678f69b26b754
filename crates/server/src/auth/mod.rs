//! Who a token is for.

mod claims;
mod issuer;
mod keys;
mod revoked;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use groupwire_protocol::wire::error;

pub use claims::{MAX_ID_BYTES, check_service, check_user};
pub use issuer::{IssueError, Issued, Issuer};
pub use keys::{GUEST_KEY_ID, KeyError, Keys, LOGIN_KEY_ID};
pub use revoked::TokenId;

use crate::refusal::Refusal;
use claims::Claims;
use revoked::Revoked;
use tokio::time::Instant;

/// The user and the service of a valid token, and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Claim `sub`.
    pub user: Arc<str>,
    /// Claim `service`, else `custom:service`, else the server's own.
    pub service: Arc<str>,
    /// How long the token is valid from now on: until claim `exp`, and the leeway for clocks.
    pub lifetime: Duration,
}

/// Checks tokens.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    /// Of tokens that name none.
    default_service: Arc<str>,
    /// Whether those tokens are refused instead.
    require_service: bool,
    revoked: Revoked,
}

impl Verifier {
    /// A verifier for tokens signed with these keys.
    pub fn new(keys: Keys, default_service: Arc<str>, require_service: bool) -> Self {
        Self { keys, default_service, require_service, revoked: Revoked::default() }
    }

    /// Reads a token (JWT) that must be signed by a known key and valid now.
    ///
    /// # Errors
    /// `UNAUTHORIZED`, with a message that says why and has nothing of the token in it.
    pub fn verify(&self, token: &str) -> Result<Identity, Refusal> {
        Ok(self.verify_named(token)?.0)
    }

    /// The same, and the name under which the token can be revoked.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_named(&self, token: &str) -> Result<(Identity, TokenId), Refusal> {
        let claims: Claims = self.keys.decode(token).map_err(unauthorized)?;
        check_user(&claims.sub).map_err(unauthorized)?;
        let service = match claims.service.or(claims.custom_service) {
            Some(service) => {
                check_service(&service).map_err(unauthorized)?;
                if service == *self.default_service {
                    self.default_service.clone()
                } else {
                    service.into()
                }
            }
            None if self.require_service => {
                return Err(unauthorized("The token has no service claim."));
            }
            None => self.default_service.clone(),
        };
        let end = Duration::try_from_secs_f64(claims.exp.unwrap_or_default())
            .unwrap_or(Duration::MAX)
            .saturating_add(keys::LEEWAY);
        let lifetime = end.saturating_sub(since_1970());
        let identity = Identity { user: claims.sub.into(), service, lifetime };
        let id = TokenId::new(&identity, claims.jti.as_deref(), token);
        if self.revoked.contains(&id) {
            return Err(unauthorized("The token has been revoked."));
        }
        Ok((identity, id))
    }

    /// Ends a token before its time, wherever it is shown. Connections that have shown it before
    /// stay.
    pub fn revoke(&self, id: TokenId, lifetime: Duration) {
        self.revoked.insert(id, Instant::now().checked_add(lifetime));
    }

    /// The service of tokens that name none.
    pub fn default_service(&self) -> &Arc<str> {
        &self.default_service
    }

    /// Reads the token of a request: `Authorization: <JWT>` or `Authorization: Bearer <JWT>`.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), and when there is no such header.
    pub fn verify_request(&self, headers: &HeaderMap) -> Result<Identity, Refusal> {
        let value = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
            .ok_or_else(|| unauthorized("A token is required."))?;
        let token = match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => value,
        };
        self.verify(token)
    }
}

/// The time of the clock on the wall.
pub fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// HTTP 401 with this sentence.
pub fn unauthorized(message: &'static str) -> Refusal {
    Refusal::new(error::UNAUTHORIZED, message)
}
