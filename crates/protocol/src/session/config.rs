//! What a session needs to know of its surroundings.

use alloc::string::String;
use core::time::Duration;

/// The wishes of the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The WebSocket endpoint, without a token.
    pub url: String,
    /// How long a dial may take, the wait for the token and the server's greeting included.
    pub connect_timeout: Duration,
    /// How long a post or a join may take until it is settled.
    pub send_timeout: Duration,
    /// How long the last acknowledgements and the server's answer to a close may take.
    pub close_timeout: Duration,
    /// The time between two signs of life; `None` for no signs.
    pub heartbeat: Option<Duration>,
    /// How long the answer to a sign of life may take.
    pub heartbeat_timeout: Duration,
    /// The pauses between attempts to connect again.
    pub backoff: Backoff,
    /// How many attempts to connect again may fail in a row; `None` for any number.
    pub max_attempts: Option<u32>,
    /// What may wait for a connection.
    pub queue: QueueLimits,
    /// Posts wait while more bytes than this have been handed to the socket and not been sent.
    pub high_water: usize,
    /// How long a hidden page keeps its connection; `None` for as long as it lasts.
    pub park_after: Option<Duration>,
    /// Entropy, another one for every session: it makes the names of posts unique, and spreads
    /// the attempts of many clients to connect again.
    pub seed: u64,
}

/// The bounds of the pauses between attempts: a random one between `min` and an upper end that
/// doubles with each attempt up to `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The shortest pause.
    pub min: Duration,
    /// The longest pause.
    pub max: Duration,
}

/// What may wait for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimits {
    /// How many commands; 0 refuses at once what cannot be sent at once.
    pub messages: usize,
    /// The bytes of their payloads.
    pub bytes: usize,
}

impl Default for Config {
    /// What a client does that was given nothing but a server; there is no URL in it.
    fn default() -> Self {
        Self {
            url: String::new(),
            connect_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(1),
            heartbeat: Some(Duration::from_secs(15)),
            heartbeat_timeout: Duration::from_secs(10),
            backoff: Backoff::FAST,
            max_attempts: None,
            queue: QueueLimits { messages: 1000, bytes: 1 << 20 },
            high_water: 1 << 20,
            park_after: None,
            seed: 0,
        }
    }
}

impl Backoff {
    /// After a connection that was lost, and after dials that come to nothing.
    pub const FAST: Self = Self { min: Duration::from_millis(500), max: Duration::from_secs(20) };
    /// Where the server does not want this client now.
    pub const SLOW: Self = Self { min: Duration::from_secs(2), max: Duration::from_secs(600) };
}
