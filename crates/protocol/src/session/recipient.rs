//! Where a post goes.

use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::{Code, Error};
use crate::wire::{CONNECTION_PREFIX, is_uuid};
use alloc::string::String;

/// The receiver of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// One connection, without the `cid:` prefix.
    Connection(String),
    /// Everybody in a group, which must have been joined.
    Group(String),
    /// A user, on every connection.
    User(String),
}

impl Recipient {
    /// Reads a recipient as the caller gave it: a string, where a UUID is a user and anything
    /// else a group, or an object `{ user }`, `{ group }` or `{ connection }`.
    ///
    /// # Errors
    ///
    /// `No recipient.` for nothing, [`Code::InvalidParameter`] for anything else.
    pub fn parse<D: Document>(value: &D) -> Result<Self, Error> {
        if is_falsy(value) {
            return Err(Error::NO_RECIPIENT);
        }
        if let Some(text) = value.as_str() {
            return Ok(if is_uuid(&text) { Self::User(text) } else { Self::Group(text) });
        }
        if value.kind() != Kind::Object {
            return Err(invalid());
        }
        let name = |field| defined(value, field).map(|name| name.as_str().ok_or_else(invalid));
        let recipient = match (name("user"), name("group"), name("connection")) {
            (Some(user), None, None) => Self::User(user?),
            (None, Some(group), None) => Self::Group(group?),
            (None, None, Some(connection)) => Self::Connection(bare(connection?)),
            _ => return Err(invalid()),
        };
        if recipient.name().is_empty() { Err(Error::NO_RECIPIENT) } else { Ok(recipient) }
    }

    fn name(&self) -> &str {
        match self {
            Self::Connection(name) | Self::Group(name) | Self::User(name) => name,
        }
    }
}

/// Events carry connection ids with the prefix, lists also without.
fn bare(connection: String) -> String {
    match connection.strip_prefix(CONNECTION_PREFIX) {
        Some(id) => id.into(),
        None => connection,
    }
}

fn invalid() -> Error {
    Error::fixed(
        Code::InvalidParameter,
        "\"recipient\" must be a string, { user }, { group } or { connection }.",
    )
}
