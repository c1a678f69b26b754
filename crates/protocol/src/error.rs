//! What a call is refused with.

use crate::document::{Document, NotJson};
use crate::text::concat;
use crate::wire;
use alloc::boxed::Box;
use alloc::string::String;

/// A refused call. [`Self::code`] and [`Self::message`] are what the published Skapi reference
/// documents.
///
/// Every call's answer carries one, so it is small: most have nothing but a fixed text.
#[derive(Clone, Debug)]
pub struct Error {
    code: Code,
    message: &'static str,
    settled: Option<Settled>,
    details: Option<Box<Details>>,
}

/// How far a refused post or join came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It never left. Nothing speaks against doing it again.
    NeverSent,
    /// The server refused it: doing it again will not help.
    Refused,
    /// It left, and nobody knows whether it arrived. Doing it again may do it twice.
    Unknown,
}

/// What an error says beyond its fixed text.
#[derive(Clone, Debug, Default)]
struct Details {
    /// In place of the fixed text, which then is empty.
    message: String,
    /// In place of the name of the code, which then is [`Code::Error`].
    code: Option<String>,
    recipient: Option<String>,
}

/// The documented error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The caller took the call back.
    Aborted,
    /// Something failed that the caller did not cause: the network, the server. Try again.
    Error,
    /// An argument has the wrong type or value. Correct it.
    InvalidParameter,
    /// The call does not fit the state of the client. Do first what the message says.
    InvalidRequest,
    /// The server does not allow this, and did not say why.
    #[cfg(feature = "ddp")]
    NotAllowed,
    /// The place or the protocol cannot do this.
    NotSupported,
    /// More waits to be sent than may. Wait for the answers of earlier calls.
    QueueFull,
    /// The server did not answer in time.
    Timeout,
}

impl Settled {
    /// The word for it in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeverSent => "never-sent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

impl Code {
    /// The code as it stands in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aborted => "ABORTED",
            Self::Error => "ERROR",
            Self::InvalidParameter => "INVALID_PARAMETER",
            Self::InvalidRequest => "INVALID_REQUEST",
            #[cfg(feature = "ddp")]
            Self::NotAllowed => "NOT_ALLOWED",
            Self::NotSupported => "NOT_SUPPORTED",
            Self::QueueFull => "QUEUE_FULL",
            Self::Timeout => "TIMEOUT",
        }
    }
}

impl Error {
    /// The call was taken back by its caller.
    pub const ABORTED: Self = Self::fixed(Code::Aborted, "The call was aborted.");
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
    /// The protocol has posts and groups instead.
    #[cfg(feature = "ddp")]
    pub const NO_METHODS: Self =
        Self::fixed(Code::NotSupported, "This protocol has no methods and no subscriptions.");
    /// There is no such subscription to be changed.
    #[cfg(feature = "ddp")]
    pub const NOT_SUBSCRIBED: Self =
        Self::fixed(Code::InvalidRequest, "There is no such subscription.");
    /// The server refused a subscription and did not say why.
    #[cfg(feature = "ddp")]
    pub const NOT_ALLOWED: Self =
        Self::fixed(Code::NotAllowed, "The server refused the subscription.");
    /// The post has no recipient.
    pub const NO_RECIPIENT: Self = Self::fixed(Code::InvalidRequest, "No recipient.");
    /// The connection was lost, or did not open in time.
    pub const NOT_OPEN: Self = Self::fixed(
        Code::InvalidRequest,
        "Realtime connection is not open. Try reconnecting with connectRealtime().",
    );
    /// More posts wait than the queue may hold.
    pub const QUEUE_FULL: Self =
        Self::fixed(Code::QueueFull, "Too many messages wait for the connection.");
    /// The server began anew before it acknowledged what was sent.
    pub const RESTARTED: Self =
        Self::fixed(Code::Error, "The server restarted before it acknowledged the message.");
    /// The client has a bug that stopped it. Report it, and load the page again.
    pub const STOPPED: Self =
        Self::fixed(Code::Error, "groupwire has stopped after an internal error. Reload the page.");

    /// The server did not acknowledge in time.
    pub const TIMEOUT: Self =
        Self::fixed(Code::Timeout, "The server did not acknowledge the message in time.");
    /// The frame is over the server's limit, which would close the connection.
    pub const TOO_LARGE: Self =
        Self::fixed(Code::InvalidRequest, "The message is larger than the server takes.");

    /// A refusal with one of the fixed texts.
    pub const fn fixed(code: Code, message: &'static str) -> Self {
        Self { code, message, settled: None, details: None }
    }

    /// A refusal in the server's words. How far the call came is not said.
    pub fn refused(code: String, message: String) -> Self {
        let details = Details { message, code: Some(code), recipient: None };
        Self::with(Code::Error, "", details)
    }

    /// The same, having come this far; what is known already stays.
    pub fn settled_as(mut self, settled: Settled) -> Self {
        self.settled.get_or_insert(settled);
        self
    }

    /// A refusal with a text of its own.
    pub fn new(code: Code, message: String) -> Self {
        Self::with(code, "", Details { message, ..Details::default() })
    }

    /// A post to a group that has not been joined.
    pub fn not_joined(group: String) -> Self {
        let details = Details { recipient: Some(group), ..Details::default() };
        Self::with(Code::InvalidRequest, wire::NOT_JOINED, details)
    }

    /// A value that is not `allowed` for `key`:
    /// `<value as JSON> is invalid in "<key>". allowed type or value is: <allowed>.`
    pub fn invalid_value<D: Document>(value: &D, key: &str, allowed: &str) -> Self {
        let value = match value.to_text() {
            Ok(Some(text)) => D::text_to_string(&text),
            Ok(None) | Err(NotJson) => String::from("Value"),
        };
        let message = concat(&[
            &value,
            " is invalid in \"",
            key,
            "\". allowed type or value is: ",
            allowed,
            ".",
        ]);
        Self::new(Code::InvalidParameter, message)
    }

    /// The documented code. [`Code::Error`] where [`Self::code_str`] is the server's.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The code as it stands in the documentation, or as the server gave it.
    pub fn code_str(&self) -> &str {
        let given = self.details.as_ref().and_then(|details| details.code.as_deref());
        given.unwrap_or(self.code.as_str())
    }

    /// How far the refused post or join came; `None` for other calls.
    pub fn settled(&self) -> Option<Settled> {
        self.settled
    }

    /// The documented text, to the letter.
    pub fn message(&self) -> &str {
        match &self.details {
            Some(details) if self.message.is_empty() => &details.message,
            _ => self.message,
        }
    }

    /// The group that a post was for, where the refusal is about it.
    pub fn recipient(&self) -> Option<&str> {
        self.details.as_ref()?.recipient.as_deref()
    }

    fn with(code: Code, message: &'static str, details: Details) -> Self {
        Self { code, message, settled: None, details: Some(Box::new(details)) }
    }
}

/// Errors are equal that read the same.
impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.message() == other.message()
            && self.code_str() == other.code_str()
            && self.recipient() == other.recipient()
    }
}

impl Eq for Error {}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}
