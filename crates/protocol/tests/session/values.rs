//! Short forms of values.

use groupwire_protocol::Document;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::Closed;
use std::time::Duration;

/// Looking into frames.
pub trait Look {
    /// The string in the field `name`.
    fn field_text(&self, name: &str) -> Option<String>;
}

impl Look for Json {
    fn field_text(&self, name: &str) -> Option<String> {
        self.field(name)?.as_str()
    }
}

pub fn json(text: &str) -> Json {
    Json::parse(text).expect("JSON")
}

pub fn tokens(token: &str, id_token: Option<&str>) -> Credentials {
    Credentials { token: token.into(), id_token: id_token.map(Into::into) }
}

pub fn closed(code: u16) -> Closed {
    Closed { code, reason: format!("reason {code}") }
}

pub const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
