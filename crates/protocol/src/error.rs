//! What a call is refused with.

use std::borrow::Cow;

/// A refused call. `code` and `message` are what the published Skapi reference documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The documented code.
    pub code: Code,
    /// The documented text, to the letter.
    pub message: Cow<'static, str>,
    /// The group that a post was for, where the refusal is about it.
    pub recipient: Option<String>,
}

/// The documented error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Something failed that the caller did not cause: the network, the server. Try again.
    Error,
    /// An argument has the wrong type or value. Correct it.
    InvalidParameter,
    /// The call does not fit the state of the client. Do first what the message says.
    InvalidRequest,
    /// The place or the protocol cannot do this.
    NotSupported,
}

impl Code {
    /// The code as it stands in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::InvalidParameter => "INVALID_PARAMETER",
            Self::InvalidRequest => "INVALID_REQUEST",
            Self::NotSupported => "NOT_SUPPORTED",
        }
    }
}

impl Error {
    /// The callback given to `connectRealtime` cannot be called.
    pub const CALLBACK: Self = Self::fixed(Code::InvalidRequest, "Callback must be a function.");
    /// The connection did not open: refused, unreachable, or not in time.
    pub const CONNECTION: Self = Self::fixed(Code::Error, "Skapi: WebSocket connection error.");
    /// The payload has no JSON form.
    pub const DATA_TYPE: Self = Self::fixed(Code::InvalidRequest, "Invalid data type.");
    /// The payload's JSON text is over [`crate::wire::MAX_CONTENT_BYTES`].
    pub const DATA_SIZE: Self = Self::fixed(Code::InvalidRequest, "Data should not exceed 2MB");
    /// The group to join is neither a string nor `null`.
    pub const GROUP_TYPE: Self =
        Self::fixed(Code::InvalidParameter, "\"group\" must be a string | null.");
    /// There is no token: the user is not logged in.
    pub const LOGIN: Self = Self::fixed(Code::InvalidRequest, "User login is required.");
    /// `connectRealtime` has not been called, or `closeRealtime` has.
    pub const NO_CONNECTION: Self = Self::fixed(
        Code::InvalidRequest,
        "No realtime connection. Execute connectRealtime() before this method.",
    );
    /// The post has no recipient.
    pub const NO_RECIPIENT: Self = Self::fixed(Code::InvalidRequest, "No recipient.");
    /// The connection was lost, or did not open in time.
    pub const NOT_OPEN: Self = Self::fixed(
        Code::InvalidRequest,
        "Realtime connection is not open. Try reconnecting with connectRealtime().",
    );

    /// A refusal with a text of its own.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), recipient: None }
    }

    /// A post to a group that has not been joined.
    pub fn not_joined(group: String) -> Self {
        Self {
            code: Code::InvalidRequest,
            message: Cow::Borrowed(
                "User has not joined to the recipient group. Run joinRealtime('...')",
            ),
            recipient: Some(group),
        }
    }

    const fn fixed(code: Code, message: &'static str) -> Self {
        Self { code, message: Cow::Borrowed(message), recipient: None }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
