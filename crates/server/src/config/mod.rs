//! The command line: every flag with its environment variable and its default.

mod auth;
mod duration;
mod history;
mod limits;
mod rocketchat;
mod rooms;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

pub use auth::AuthConfig;
use duration::duration;
pub use history::HistoryConfig;
pub use limits::LimitsConfig;
pub use rocketchat::{RocketChatConfig, TestMethods};
pub use rooms::RoomsConfig;

/// A self-hosted server for realtime groups, private messages and presence.
///
/// Browsers connect to ws://HOST:PORT/api?token=JWT, list groups and users with
/// POST /get-ws-group and read posts again with POST /history. Clients of Rocket.Chat connect to
/// ws://HOST:PORT/websocket. Durations are a number with a unit: 500ms, 25s, 10m, 24h.
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

    /// The Rocket.Chat endpoint.
    #[command(flatten)]
    pub rocketchat: RocketChatConfig,

    /// The rooms of the Rocket.Chat endpoint.
    #[command(flatten)]
    pub rooms: RoomsConfig,

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

#[cfg(test)]
mod tests {
    use super::*;

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
