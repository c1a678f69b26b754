//! What the server says when it does not do what was asked, over HTTP and in frames.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use groupwire_protocol::wire::error;
use serde::Serialize;

/// A request or a frame that was refused: `{"code", "message"}`.
///
/// The caller is told; nothing has been changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// One of the codes in [`groupwire_protocol::wire::error`].
    pub code: &'static str,
    /// One sentence for people.
    pub message: Cow<'static, str>,
}

impl Refusal {
    /// A refusal with this code and message.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// The request makes no sense, or not now.
    pub fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(error::INVALID_REQUEST, message)
    }

    /// A field has a wrong type or value.
    pub fn invalid_parameter(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(error::INVALID_PARAMETER, message)
    }

    fn status(&self) -> StatusCode {
        match self.code {
            error::UNAUTHORIZED => StatusCode::UNAUTHORIZED,
            error::FORBIDDEN | error::INVALID_CORS => StatusCode::FORBIDDEN,
            error::NOT_EXISTS => StatusCode::NOT_FOUND,
            error::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            error::TOO_MANY_CONNECTIONS | error::TOO_MANY_REQUESTS => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), Json(self)).into_response()
    }
}
