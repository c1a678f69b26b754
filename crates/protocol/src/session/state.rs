//! Where the connection is in its life.

use crate::time::Instant;
use alloc::string::String;

/// The states of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It was never asked for.
    #[default]
    Idle,
    /// The token is being asked for, or the socket being opened.
    Connecting {
        /// 0 for the first connection, then counted from 1 until a connection was useful.
        attempt: u32,
    },
    /// The socket is open, the server has not said that it may be used.
    Handshaking {
        /// As in `Connecting`.
        attempt: u32,
    },
    /// The connection may be used.
    Online,
    /// The connection was lost, or an attempt to connect again has failed.
    Waiting {
        /// The number of the next attempt.
        attempt: u32,
        /// When it will be made; `None` until the page is shown again.
        retry_at: Option<Instant>,
        /// How the connection before ended, where its end was told.
        ended: Option<Closed>,
    },
    /// The connection is being closed by its user.
    Closing,
    /// There is no connection, and none will be made without being asked for.
    Closed {
        /// Why.
        reason: Reason,
        /// How the connection before ended, where its end was told.
        ended: Option<Closed>,
    },
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The first attempt has failed, or as many as are allowed.
    GaveUp,
    /// The server does not want this client.
    Refused,
    /// There is no token, or the server refused a fresh one.
    Unauthorized,
    /// It was closed by its user.
    User,
}

/// The close code and the reason of RFC 6455, section 7.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// 1005 where the server gave none, 1006 where the connection broke.
    pub code: u16,
    /// The server's words.
    pub reason: String,
}

impl State {
    /// The name in the documentation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting { .. } => "connecting",
            Self::Handshaking { .. } => "handshaking",
            Self::Online => "online",
            Self::Waiting { .. } => "waiting",
            Self::Closing => "closing",
            Self::Closed { .. } => "closed",
        }
    }

    /// Whether `connectRealtime` has been called, and neither undone nor given up.
    pub fn has_connection(&self) -> bool {
        !matches!(self, Self::Idle | Self::Closing | Self::Closed { .. })
    }
}

impl Reason {
    /// The name in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GaveUp => "gave-up",
            Self::Refused => "refused",
            Self::Unauthorized => "unauthorized",
            Self::User => "user",
        }
    }
}
