//! The command line: every flag with its environment variable and its default.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser};

/// A self-hosted server for realtime groups, private messages and presence.
///
/// Browsers connect to ws://HOST:PORT/api?token=JWT and list groups and users with
/// POST /get-ws-group. Durations are a number with a unit: 500ms, 25s, 10m, 24h.
/// A limit of 0 means no limit.
#[derive(Clone, Debug, Parser)]
#[command(name = "groupwire-server", version, about)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one, and stdout tells which
    #[arg(long, env = "GROUPWIRE_LISTEN", default_value = "127.0.0.1:7400", value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Who may connect, and for which service.
    #[command(flatten)]
    pub auth: AuthConfig,

    /// Origin of web pages that may connect, like `https://app.example` (repeatable; * is any).
    ///
    /// Pages of this server's own host and programs without an Origin header are never
    /// refused. Without this flag any origin is allowed when listening on loopback, and
    /// none but the server's own host otherwise.
    #[arg(
        long = "allow-origin",
        env = "GROUPWIRE_ALLOW_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origin: Vec<String>,

    /// Folder with the demo page to serve at / [default: www/dist when it exists]
    #[arg(long, alias = "demo", env = "GROUPWIRE_DEMO_DIR", value_name = "DIR")]
    pub demo_dir: Option<PathBuf>,

    /// What a connection may do before it is refused.
    #[command(flatten)]
    pub limits: LimitsConfig,

    /// What is remembered.
    #[command(flatten)]
    pub history: HistoryConfig,

    /// How long to wait for connections to close at SIGINT or SIGTERM before exiting anyway
    #[arg(
        long,
        env = "GROUPWIRE_SHUTDOWN_TIMEOUT",
        default_value = "10s",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub shutdown_timeout: Duration,

    /// What to log to stderr, like info, warn or groupwire_server=debug
    #[arg(long, env = "GROUPWIRE_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
}

/// Who may connect: at most one of the three keys, guests, and the service.
#[derive(Args, Clone, Debug)]
pub struct AuthConfig {
    /// Secret of tokens signed with HS256.
    ///
    /// Better given by environment: a command line is visible to other users of the machine.
    /// Without any key a random secret is made when listening on loopback.
    #[arg(
        long,
        env = "GROUPWIRE_HS256_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        conflicts_with_all = ["public_key", "jwks"]
    )]
    pub hs256_secret: Option<String>,

    /// PEM file of the public key of tokens signed with RS256, ES256 or EdDSA
    #[arg(long, env = "GROUPWIRE_PUBLIC_KEY", value_name = "FILE", conflicts_with = "jwks")]
    pub public_key: Option<PathBuf>,

    /// File with a JSON Web Key Set of public keys (RS256, ES256, EdDSA); a token names its
    /// key by `kid`
    #[arg(long, env = "GROUPWIRE_JWKS", value_name = "FILE")]
    pub jwks: Option<PathBuf>,

    /// Service of guests and of tokens without a `service` or `custom:service` claim
    #[arg(long, env = "GROUPWIRE_SERVICE", default_value = "default", value_name = "NAME")]
    pub service: String,

    /// Refuse tokens that have no `service` or `custom:service` claim
    #[arg(long, env = "GROUPWIRE_REQUIRE_SERVICE", action = ArgAction::SetTrue)]
    pub require_service: bool,

    /// Give a token for a fresh user id to whoever asks with POST /guest
    /// [default: true when listening on loopback, otherwise false]
    #[arg(
        long,
        env = "GROUPWIRE_GUESTS",
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub guests: Option<bool>,

    /// How long a guest's token is valid
    #[arg(
        long,
        env = "GROUPWIRE_GUEST_TOKEN_LIFETIME",
        default_value = "24h",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub guest_token_lifetime: Duration,
}

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

impl Config {
    /// The configuration of a server started without any flag, but for the address.
    ///
    /// Environment variables count, as they do for the program.
    pub fn on(listen: SocketAddr) -> Self {
        let mut config = Self::parse_from(["groupwire-server"]);
        config.listen = listen;
        config
    }

    /// Whether only programs on this machine can reach the server.
    pub fn on_loopback(&self) -> bool {
        self.listen.ip().is_loopback()
    }

    /// Whether `POST /guest` hands out tokens.
    pub fn guests(&self) -> bool {
        self.auth.guests.unwrap_or_else(|| self.on_loopback())
    }
}

/// Reads `500ms`, `25s`, `10m` or `24h`; a bare number is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: u64 = number.parse().map_err(|_| "expected a number with a unit, like 25s")?;
    let millis = match unit {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => return Err(format!("unknown unit {unit:?}: use ms, s, m or h")),
    };
    match millis {
        None | Some(0) => Err("a duration must be above zero, and below the age of the sun".into()),
        Some(millis) => Ok(Duration::from_millis(millis)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("25"), Ok(Duration::from_secs(25)));
        assert_eq!(duration("25s"), Ok(Duration::from_secs(25)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("24h"), Ok(Duration::from_secs(86_400)));
        for bad in
            ["", "s", "0s", "1d", "-1s", "1.5s", "99999999999999999999h", "18446744073709551615h"]
        {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    /// S1
    #[test]
    fn only_this_machine_is_listened_to_by_default() {
        let config = Config::try_parse_from(["groupwire-server"]).expect("no flag is needed");
        assert_eq!(config.listen.to_string(), "127.0.0.1:7400");
        assert!(config.on_loopback());
    }

    /// S20
    #[test]
    fn guests_are_on_by_default_only_on_loopback() {
        let parse = |args: &[&str]| {
            Config::try_parse_from(["groupwire-server"].iter().chain(args)).expect("valid flags")
        };
        assert!(parse(&[]).guests());
        assert!(!parse(&["--guests=false"]).guests());
        assert!(!parse(&["--listen", "0.0.0.0:0"]).guests());
        assert!(parse(&["--listen", "[::1]:0"]).guests());
        assert!(parse(&["--listen", "0.0.0.0:0", "--guests"]).guests());
    }
}
