//! The two servers of Rocket.Chat, and in what a client can tell them apart.
//!
//! This is the only place that knows: everybody else asks the [`Rules`]. The same table for people
//! is in `docs/SPEC.md`.

use std::time::Duration;

use clap::ValueEnum;

use super::ids::random_id;
use super::wire::Mistake;
use crate::ids::uuid_of_now;
use crate::outbox::Close;

/// Which server of Rocket.Chat the endpoint behaves like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    /// The monolith, a Meteor server
    #[default]
    Meteor,
    /// The service ddp-streamer of an installation of microservices
    Streamer,
}

/// In what the dialects differ.
#[derive(Debug)]
pub struct Rules {
    /// What comes before `connected`: the id of a server, which means nothing.
    pub greeting: Option<&'static str>,
    /// Makes the id of a session.
    pub session_id: fn() -> Result<String, getrandom::Error>,
    /// Whether another version than that of the server is answered by `failed`.
    pub negotiates: bool,
    /// What a frame before `connect` leads to.
    pub not_connected: Breach,
    /// What a frame that is no JSON object, or no text, leads to.
    pub not_json: Breach,
    /// What a message with missing or wrong fields leads to.
    pub malformed: Breach,
    /// What a message of an unknown kind leads to.
    pub unknown: Breach,
    /// What a second `connect` leads to.
    pub connected_already: Breach,
    /// After so much silence comes a ping, and after as much again the end.
    pub heartbeat: Duration,
    /// That end.
    pub silent: Close,
    /// Whether `updated` comes before `result`.
    pub updated_first: bool,
    /// Whether `null`, `0`, `false` and `""` are results; otherwise they are `undefined`.
    pub sends_falsy: bool,
    /// Whether an `unsub` of what is not there is answered.
    pub answers_unknown_unsub: bool,
    /// Whether a stream that may not be listened to is refused with an error.
    pub says_why_not: bool,
    /// Whether a stream must have a second parameter.
    pub requires_options: bool,
    /// Whether all of a frame is EJSON; otherwise `params`, `fields` and `result` are, and a date
    /// in the details of an error is text.
    pub whole_frame: bool,
    /// How the connection ends after a logout, if it does.
    pub after_logout: Option<Close>,
    /// Whether every path but `/websocket` has the framing of SockJS; otherwise only
    /// `/sockjs/<server>/<session>/websocket`.
    pub sockjs_everywhere: bool,
}

/// What a frame that breaks the rules leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// A message `error`.
    Error,
    /// The end of the connection.
    Close(Close),
    /// Nothing.
    Ignored,
}

impl Dialect {
    /// The rules of this dialect.
    pub fn rules(self) -> &'static Rules {
        match self {
            Self::Meteor => &METEOR,
            Self::Streamer => &STREAMER,
        }
    }
}

impl Rules {
    /// What a frame with this mistake leads to.
    pub fn after(&self, mistake: Mistake) -> Breach {
        match mistake {
            Mistake::Unknown => self.unknown,
            Mistake::NoMessage | Mistake::Invocation | Mistake::Subscription => self.malformed,
        }
    }

    /// The version to speak with a client that speaks `version` best and supports these.
    ///
    /// # Errors
    /// The version that the client may try.
    pub fn negotiate(
        &self,
        version: Option<&str>,
        support: Option<&[String]>,
    ) -> Result<&'static str, &'static str> {
        let [best, ..] = VERSIONS;
        if !self.negotiates {
            return Ok(best);
        }
        let (Some(version), Some(support)) = (version, support) else { return Err(best) };
        if !support.iter().any(|supported| supported == version) {
            return Err(best);
        }
        let known = |supported: &String| VERSIONS.into_iter().find(|known| known == supported);
        let chosen = support.iter().find_map(known).unwrap_or(best);
        if chosen == version { Ok(chosen) } else { Err(chosen) }
    }
}

/// The versions of DDP that the server speaks, the best first.
const VERSIONS: [&str; 3] = ["1", "pre2", "pre1"];

const METEOR: Rules = Rules {
    greeting: None,
    session_id: random_id,
    negotiates: true,
    not_connected: Breach::Error,
    not_json: Breach::Error,
    malformed: Breach::Error,
    unknown: Breach::Error,
    connected_already: Breach::Error,
    heartbeat: Duration::from_secs(15),
    silent: Close { code: 1000, reason: "Normal closure" },
    updated_first: true,
    sends_falsy: true,
    answers_unknown_unsub: true,
    says_why_not: false,
    requires_options: true,
    whole_frame: false,
    after_logout: None,
    sockjs_everywhere: false,
};

const STREAMER: Rules = Rules {
    greeting: Some("0"),
    session_id: uuid_of_now,
    negotiates: false,
    not_connected: Breach::Close(Close::PROTOCOL),
    not_json: Breach::Close(NOT_JSON),
    malformed: Breach::Close(Close::PROTOCOL),
    unknown: Breach::Ignored,
    connected_already: Breach::Ignored,
    heartbeat: Duration::from_secs(30),
    silent: Close { code: 4000, reason: "TIMEOUT" },
    updated_first: false,
    sends_falsy: false,
    answers_unknown_unsub: false,
    says_why_not: true,
    requires_options: false,
    whole_frame: true,
    after_logout: Some(LOGGED_OUT),
    sockjs_everywhere: true,
};

const NOT_JSON: Close = Close { code: 1007, reason: "A frame must be a JSON object." };
const LOGGED_OUT: Close = Close { code: 1002, reason: "Logged out." };
