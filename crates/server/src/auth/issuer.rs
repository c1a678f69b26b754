//! Tokens that the server signs itself.

use std::fmt;
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde::Serialize;

use crate::ids::uuid;

/// Signs tokens of one kind, with a key of their own: a token of the server must be worth nothing
/// to another program that trusts the same secret.
pub struct Issuer {
    key_id: &'static str,
    key: EncodingKey,
    lifetime: Duration,
}

/// A token that has been signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// For `?token=`, the `Authorization` header, `login {resume}`.
    pub token: String,
    /// In seconds since 1970.
    pub expires: u64,
}

/// Why there is no token: the system has no randomness. Try again later.
pub type IssueError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    service: &'a str,
    jti: String,
    iat: u64,
    exp: u64,
}

impl Issuer {
    /// Signs with this HS256 secret, under this `kid`.
    pub fn new(key_id: &'static str, secret: &[u8], lifetime: Duration) -> Self {
        Self { key_id, key: EncodingKey::from_secret(secret), lifetime }
    }

    /// A token of this user of this service.
    ///
    /// # Errors
    /// See [`IssueError`].
    pub fn issue(&self, user: &str, service: &str) -> Result<Issued, IssueError> {
        let iat = get_current_timestamp();
        // A lifetime of less than a second must not give a token that is over at once.
        let expires = iat.saturating_add(self.lifetime.as_secs().max(1));
        let claims = Claims { sub: user, service, jti: uuid()?, iat, exp: expires };
        let header = Header { kid: Some(self.key_id.into()), ..Header::new(Algorithm::HS256) };
        Ok(Issued { token: encode(&header, &claims, &self.key)?, expires })
    }
}

// By hand: the key is a secret.
impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}
