//! What a client shows to log in.

use super::directory::Name;
use super::password::Digest;
use crate::rocketchat::wire::{Json, MethodError};

/// The parameter of the method `login`.
#[derive(Debug)]
pub enum Login<'a> {
    /// A token of an earlier login, or any other valid token of the server.
    Resume(&'a str),
    /// A password.
    Password {
        /// Whose.
        user: Name<'a>,
        /// Of the password.
        digest: Digest,
    },
}

impl<'a> Login<'a> {
    /// Reads the parameter.
    ///
    /// # Errors
    /// As a Meteor server without other login services answers: 400 `Unrecognized options for
    /// login request` for those of another service, 400 `Match failed` for wrong types.
    pub fn parse(options: Option<&'a Json>) -> Result<Self, MethodError> {
        let Some(Json::Object(options)) = options else {
            return Err(MethodError::match_failed());
        };
        if let Some(token) = options.get("resume") {
            return token.as_str().map(Self::Resume).ok_or_else(MethodError::match_failed);
        }
        match (options.get("user"), options.get("password")) {
            (Some(user), Some(password)) => {
                Ok(Self::Password { user: name(user)?, digest: digest(password)? })
            }
            _ => Err(MethodError::new(400, "Unrecognized options for login request")),
        }
    }
}

fn name(user: &Json) -> Result<Name<'_>, MethodError> {
    let field = |key: &str| user.get(key).and_then(Json::as_str);
    let name = match user {
        Json::Object(user) if user.len() == 1 => (field("username").map(Name::Username))
            .or_else(|| field("email").map(Name::Email))
            .or_else(|| field("id").map(Name::Id)),
        _ => None,
    };
    name.ok_or_else(MethodError::match_failed)
}

/// The password itself, or its digest.
fn digest(password: &Json) -> Result<Digest, MethodError> {
    if let Some(clear) = password.as_str() {
        return Ok(Digest::of(clear));
    }
    let field = |key: &str| password.get(key).and_then(Json::as_str);
    match (field("digest"), field("algorithm")) {
        (Some(digest), Some("sha-256")) => Ok(Digest::received(digest)),
        _ => Err(MethodError::match_failed()),
    }
}
