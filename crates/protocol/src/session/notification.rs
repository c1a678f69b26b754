//! The push notification that may go with a post.

use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::{Code, Error};
use crate::text::push_string;
use crate::wire::MAX_NOTIFICATION_BYTES;
use alloc::string::String;

/// A checked notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    text: String,
    always: Option<bool>,
}

impl Notification {
    /// Reads `{ title, body, config?: { always } }`; nothing for a falsy value.
    /// Source: the published Skapi documentation, `notification/send-notifications.md`.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidParameter`] where a key is missing or has the wrong type, or where the
    /// text is over [`MAX_NOTIFICATION_BYTES`].
    pub fn parse<D: Document>(value: &D) -> Result<Option<Self>, Error> {
        if is_falsy(value) {
            return Ok(None);
        }
        let title = required(value, "title", "Key \"title\" is required.")?;
        let body = required(value, "body", "Key \"body\" is required.")?;
        let always =
            match defined(value, "config").and_then(|config| defined(&config, "always")) {
                Some(always) => Some(always.as_bool().ok_or_else(|| {
                    Error::invalid_value(&always, "config[always]", "Type<boolean>")
                })?),
                None => None,
            };
        let mut text = String::from("{\"title\":");
        push_string(&mut text, &title);
        text.push_str(",\"body\":");
        push_string(&mut text, &body);
        text.push('}');
        if text.len() > MAX_NOTIFICATION_BYTES {
            return Err(Error::fixed(Code::InvalidParameter, "Notification size exceeds 3kb."));
        }
        Ok(Some(Self { text, always }))
    }

    /// The JSON text of `{ title, body }`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether to push even to a connected receiver, where the caller said so.
    pub fn always(&self) -> Option<bool> {
        self.always
    }
}

fn required<D: Document>(
    object: &D,
    key: &'static str,
    missing: &'static str,
) -> Result<String, Error> {
    let value = defined(object, key).filter(|_| object.kind() == Kind::Object);
    let value = value.ok_or_else(|| Error::fixed(Code::InvalidParameter, missing))?;
    value.as_str().ok_or_else(|| Error::invalid_value(&value, key, "Type<string>"))
}
