//! Flags about what is remembered.

use std::time::Duration;

use clap::Args;

use super::duration::duration;

/// What is remembered of posts, in memory only.
#[derive(Args, Clone, Debug)]
pub struct HistoryConfig {
    /// Posts that are kept of each group, and of the private ones to each user, for clients that
    /// come back
    #[arg(long, env = "GROUPWIRE_HISTORY_COUNT", default_value_t = 1000, value_name = "COUNT")]
    pub history_count: usize,

    /// Bytes that are kept of each group, and of the private posts to each user
    #[arg(
        long,
        env = "GROUPWIRE_HISTORY_BYTES",
        default_value_t = 1024 * 1024,
        value_name = "BYTES"
    )]
    pub history_bytes: usize,

    /// Bytes that are kept of all groups and users together
    #[arg(
        long,
        env = "GROUPWIRE_HISTORY_TOTAL_BYTES",
        default_value_t = 256 * 1024 * 1024,
        value_name = "BYTES"
    )]
    pub history_total_bytes: usize,

    /// How long a post is kept, and how long what was sent to a group without members or to a
    /// user without connections
    #[arg(
        long,
        env = "GROUPWIRE_HISTORY_AGE",
        default_value = "5m",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub history_age: Duration,

    /// Posts of each service whose `mid` is remembered, so that they are not delivered twice
    #[arg(long, env = "GROUPWIRE_DEDUPE_COUNT", default_value_t = 100_000, value_name = "COUNT")]
    pub dedupe_count: usize,

    /// How long the `mid` of a post is remembered
    #[arg(
        long,
        env = "GROUPWIRE_DEDUPE_AGE",
        default_value = "5m",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub dedupe_age: Duration,
}
