//! Flags about the rooms of the Rocket.Chat endpoint.

use clap::Args;

/// The rooms of the Rocket.Chat endpoint, which are in memory only.
#[derive(Args, Clone, Debug)]
pub struct RoomsConfig {
    /// Channel of each service that is there from the beginning and that every user of the
    /// Rocket.Chat endpoint is a member of (repeatable)
    #[arg(
        long = "channel",
        env = "GROUPWIRE_CHANNEL",
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "GENERAL"
    )]
    pub channel: Vec<String>,

    /// Messages that are kept of each room
    #[arg(
        long,
        env = "GROUPWIRE_ROOM_HISTORY_COUNT",
        default_value_t = 1000,
        value_name = "COUNT"
    )]
    pub room_history_count: usize,

    /// Bytes that are kept of each room
    #[arg(
        long,
        env = "GROUPWIRE_ROOM_HISTORY_BYTES",
        default_value_t = 1024 * 1024,
        value_name = "BYTES"
    )]
    pub room_history_bytes: usize,

    /// Bytes that are kept of all rooms together
    #[arg(
        long,
        env = "GROUPWIRE_ROOM_HISTORY_TOTAL_BYTES",
        default_value_t = 256 * 1024 * 1024,
        value_name = "BYTES"
    )]
    pub room_history_total_bytes: usize,

    /// Rooms of each service
    #[arg(long, env = "GROUPWIRE_MAX_ROOMS", default_value_t = 10_000, value_name = "COUNT")]
    pub max_rooms: usize,

    /// Characters of a message of the Rocket.Chat endpoint
    #[arg(long, env = "GROUPWIRE_MAX_MESSAGE_CHARS", default_value_t = 5000, value_name = "COUNT")]
    pub max_message_chars: usize,

    /// Users of each service who are remembered with their rooms while they are not connected
    #[arg(
        long,
        env = "GROUPWIRE_MAX_ABSENT_USERS",
        default_value_t = 10_000,
        value_name = "COUNT"
    )]
    pub max_absent_users: usize,
}
