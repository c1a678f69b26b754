//! Replies of the HTTP server, and what its refusals mean.

use super::query::printed;
use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::{Code, Error};
use crate::text::split_once;
use std::time::Duration;

/// How often a request is sent again because the server said when.
pub const MAX_ATTEMPTS: u32 = 3;

/// The longest that a request waits because the server said so. Nobody waits longer for a list.
pub const MAX_WAIT: Duration = Duration::from_secs(60);

/// The status of too many requests.
const TOO_MANY: u16 = 429;

/// A reply to a request.
#[derive(Clone, Debug)]
pub struct Reply<D> {
    /// The HTTP status.
    pub status: u16,
    /// The body: parsed where it is JSON, otherwise as a string.
    pub body: D,
}

impl<D: Document> Reply<D> {
    /// Whether the server did what it was asked.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.status {
            0..400 => Ok(()),
            TOO_MANY => Err(Error::TOO_MANY_REQUESTS),
            _ => Err(self.refusal()),
        }
    }

    fn refusal(&self) -> Error {
        match self.body.as_str() {
            Some(text) => refusal_text(text.trim_ascii()),
            None => refusal_object(&self.body, self.status),
        }
    }
}

/// How long to wait before the request is sent again, or `None` to give up. `attempt` counts
/// from 0, `asked` is what the reply's `Retry-After` says.
pub fn retry_after(status: u16, asked: Option<Duration>, attempt: u32) -> Option<Duration> {
    let again = status == TOO_MANY && attempt < MAX_ATTEMPTS;
    asked.filter(|wait| again && *wait <= MAX_WAIT)
}

/// `CODE: message`, or any other text.
fn refusal_text(text: &str) -> Error {
    let (code, message) = match split_once(text, b':') {
        Some((code, message)) if is_code(code.trim_ascii()) => {
            (code.trim_ascii(), message.trim_ascii())
        }
        Some(_) | None => ("", text),
    };
    let message = if message.is_empty() { text } else { message };
    refused(Code::from_text(code).unwrap_or(Code::Error), message)
}

/// `{code?, message}`, or any other JSON.
fn refusal_object<D: Document>(body: &D, status: u16) -> Error {
    let message = defined(body, "message").and_then(|message| message.as_str());
    let message = message.as_deref().unwrap_or_default().trim_ascii();
    if message.is_empty() {
        return refused(Code::Error, "");
    }
    let code = defined(body, "code")
        .filter(|code| matches!(code.kind(), Kind::String | Kind::Number) && !is_falsy(code))
        .unwrap_or_else(|| D::number(f64::from(status)));
    let code = code.as_str().or_else(|| printed(&code).ok()).unwrap_or_default();
    match Code::from_text(&code) {
        Some(code) => refused(code, message),
        None => Error::other(code, String::from(message)),
    }
}

fn refused(code: Code, message: &str) -> Error {
    if message.is_empty() {
        return Error::fixed(code, "Something went wrong.");
    }
    Error::new(code, String::from(message))
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}
