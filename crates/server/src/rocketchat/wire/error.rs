//! The error of a method or a subscription.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::json;

use super::Json;

/// Why a method failed or a subscription was refused, as its caller is told.
///
/// On the wire it is what Meteor makes of a `Meteor.Error`: `isClientSafe`, `error`, `reason`,
/// `details`, `message` (`<reason> [<error>]`) and `errorType`.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodError {
    /// What programs look at.
    pub error: Code,
    /// One sentence for people.
    pub reason: Option<Cow<'static, str>>,
    /// More for programs, as EJSON.
    pub details: Option<Json>,
}

/// The name of an error: Rocket.Chat gives words (`error-invalid-room`), Meteor numbers (404).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A word.
    Text(Cow<'static, str>),
    /// A number.
    Number(u16),
}

impl MethodError {
    /// An error with this name and sentence.
    pub fn new(error: impl Into<Code>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { error: error.into(), reason: Some(reason.into()), details: None }
    }

    /// The same with details.
    #[must_use]
    pub fn with_details(self, details: Json) -> Self {
        Self { details: Some(details), ..self }
    }

    /// 404: there is no such method.
    pub fn no_method(name: &str) -> Self {
        Self::new(404, format!("Method '{name}' not found"))
    }

    /// 404: there is no such publication.
    pub fn no_publication(name: &str) -> Self {
        Self::new(404, format!("Subscription '{name}' not found"))
    }

    /// 400: a parameter has another type than is asked for.
    pub fn match_failed() -> Self {
        Self::new(400, "Match failed")
    }

    /// 500: what the caller can do nothing about. The cause belongs into the log.
    pub fn internal() -> Self {
        Self::new(500, "Internal server error")
    }

    /// `too-many-requests`: a method that was called too often, and after how long it may be called
    /// again (`details.timeToReset`, in milliseconds).
    pub fn too_many_requests(method: &str, wait: Duration) -> Self {
        // Rounded up: whoever waits for so long must not be too early.
        let millis = u64::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
        let seconds = millis.div_ceil(1000);
        Self::new(
            "too-many-requests",
            format!("Too many requests. Please wait {seconds} seconds before the next one."),
        )
        .with_details(json!({ "method": method, "timeToReset": millis }))
    }

    /// `not-allowed`: a stream that the caller may not read or write, as newer servers say it.
    pub fn not_allowed() -> Self {
        Self { error: "not-allowed".into(), reason: None, details: None }
    }
}

impl Serialize for MethodError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("MethodError", 6)?;
        object.serialize_field("isClientSafe", &true)?;
        object.serialize_field("error", &self.error)?;
        if let Some(reason) = &self.reason {
            object.serialize_field("reason", reason)?;
        }
        if let Some(details) = &self.details {
            object.serialize_field("details", details)?;
        }
        object.serialize_field("message", &self.to_string())?;
        object.serialize_field("errorType", "Meteor.Error")?;
        object.end()
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u16(*number),
        }
    }
}

impl fmt::Display for MethodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "{reason} [{}]", self.error),
            None => write!(f, "[{}]", self.error),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl std::error::Error for MethodError {}

impl From<&'static str> for Code {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u16> for Code {
    fn from(number: u16) -> Self {
        Self::Number(number)
    }
}
