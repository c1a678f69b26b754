//! Flags about what one connection, or one user, may do.

use std::time::Duration;

use clap::Args;

use super::duration::duration;

/// What one connection, or one user, may do.
#[derive(Args, Clone, Debug)]
pub struct LimitsConfig {
    /// Largest message from a client, in bytes. Up to four times as much is refused by an
    /// #error frame, more closes the connection with 1009
    #[arg(
        long,
        env = "GROUPWIRE_MAX_MESSAGE_BYTES",
        default_value_t = 128 * 1024,
        value_name = "BYTES"
    )]
    pub max_message_bytes: usize,

    /// Frames a second that a connection may send, in the long run. One of protocol version 1
    /// that sends more is read more slowly, others are refused
    #[arg(long, env = "GROUPWIRE_FRAMES_PER_SECOND", default_value_t = 100, value_name = "COUNT")]
    pub frames_per_second: u32,

    /// Frames that a connection may send at once [default: twice the frames per second]
    #[arg(long, env = "GROUPWIRE_FRAME_BURST", value_name = "COUNT")]
    pub frame_burst: Option<u32>,

    /// Refused frames a minute, in the long run and at once, before a connection is closed
    /// with 1008
    #[arg(long, env = "GROUPWIRE_ERRORS_PER_MINUTE", default_value_t = 60, value_name = "COUNT")]
    pub errors_per_minute: u32,

    /// Connections that one user may have; one more is refused with HTTP 429
    #[arg(
        long,
        env = "GROUPWIRE_CONNECTIONS_PER_USER",
        default_value_t = 32,
        value_name = "COUNT"
    )]
    pub connections_per_user: usize,

    /// Frames that may wait for a slow reader; one more closes it with 1013
    #[arg(long, env = "GROUPWIRE_MAX_QUEUE_FRAMES", default_value_t = 4096, value_name = "COUNT")]
    pub max_queue_frames: usize,

    /// Bytes that may wait for a slow reader; more closes it with 1013
    #[arg(
        long,
        env = "GROUPWIRE_MAX_QUEUE_BYTES",
        default_value_t = 4 * 1024 * 1024,
        value_name = "BYTES"
    )]
    pub max_queue_bytes: usize,

    /// Groups that one connection of protocol version 1 may be in; others are in one
    #[arg(
        long,
        env = "GROUPWIRE_GROUPS_PER_CONNECTION",
        default_value_t = 100,
        value_name = "COUNT"
    )]
    pub groups_per_connection: usize,

    /// Longest name of a group, in bytes of UTF-8
    #[arg(
        long,
        env = "GROUPWIRE_MAX_GROUP_NAME_BYTES",
        default_value_t = 256,
        value_name = "BYTES"
    )]
    pub max_group_name_bytes: usize,

    /// How long a client may take to send the head of a request
    #[arg(
        long,
        env = "GROUPWIRE_HANDSHAKE_TIMEOUT",
        default_value = "10s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub handshake_timeout: Duration,

    /// A connection that was silent for this long gets a WebSocket ping
    #[arg(
        long,
        env = "GROUPWIRE_PING_INTERVAL",
        default_value = "25s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub ping_interval: Duration,

    /// A connection that stays silent for this long in spite of pings is closed
    #[arg(
        long,
        env = "GROUPWIRE_IDLE_TIMEOUT",
        default_value = "60s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub idle_timeout: Duration,
}
