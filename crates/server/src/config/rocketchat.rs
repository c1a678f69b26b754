//! Flags of the Rocket.Chat endpoint.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::duration::duration;
use crate::rocketchat::dialect::Dialect;

/// The Rocket.Chat endpoint: `/websocket` and `/sockjs`.
#[derive(Args, Clone, Debug)]
pub struct RocketChatConfig {
    /// File with the users who log in with a password on the Rocket.Chat endpoint; written by
    /// `groupwire-server add-user`. Valid tokens log in without it
    #[arg(long, env = "GROUPWIRE_USERS", value_name = "FILE")]
    pub users: Option<PathBuf>,

    /// How long the token of a login with a password is valid
    #[arg(
        long,
        env = "GROUPWIRE_LOGIN_TOKEN_LIFETIME",
        default_value = "2160h",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub login_token_lifetime: Duration,

    /// Which of the two servers of Rocket.Chat the endpoint behaves like
    #[arg(long, env = "GROUPWIRE_DDP_DIALECT", value_enum, default_value_t, value_name = "NAME")]
    pub ddp_dialect: Dialect,

    /// Calls of one method, and subscriptions of one name, that a connection may make in
    /// `--ddp-rate-interval`; four times as many where the name begins with stream-
    #[arg(long, env = "GROUPWIRE_DDP_RATE", default_value_t = 100, value_name = "COUNT")]
    pub ddp_rate: u32,

    /// See `--ddp-rate`
    #[arg(
        long,
        env = "GROUPWIRE_DDP_RATE_INTERVAL",
        default_value = "10s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub ddp_rate_interval: Duration,

    /// Subscriptions that one connection may have
    #[arg(long, env = "GROUPWIRE_DDP_SUBSCRIPTIONS", default_value_t = 1000, value_name = "COUNT")]
    pub ddp_subscriptions: usize,

    /// Wrong passwords for one user, in the long run a minute and at once
    #[arg(long, env = "GROUPWIRE_LOGIN_FAILURES", default_value_t = 10, value_name = "COUNT")]
    pub login_failures: u32,

    /// Methods that are answered as if they were not there, as newer servers of Rocket.Chat do
    /// (repeatable)
    #[arg(long, env = "GROUPWIRE_DDP_WITHOUT", value_name = "METHOD", value_delimiter = ',')]
    pub ddp_without: Vec<String>,

    /// Adds methods, publications and a room that only tests of clients need. Never where others
    /// than tests connect: they close connections and revoke tokens of anybody
    #[arg(
        long,
        env = "GROUPWIRE_TEST_METHODS",
        value_enum,
        value_name = "SET",
        num_args = 0..=1,
        default_missing_value = "peers"
    )]
    pub test_methods: Option<TestMethods>,

    /// Instead of the dialect's own: how long a connection is silent before it gets a ping, and
    /// then before it is closed
    #[arg(long, hide = true, value_name = "DURATION", value_parser = duration)]
    pub ddp_heartbeat: Option<Duration>,

    /// How long a connection with the framing of SockJS gets nothing before it gets an `h`
    #[arg(
        long,
        hide = true,
        default_value = "45s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub sockjs_heartbeat: Duration,
}

/// Which methods of tests there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestMethods {
    /// For clients of Rocket.Chat.
    Peers,
    /// For the tests that the npm package simpleddp-core comes with.
    Mocha,
}
