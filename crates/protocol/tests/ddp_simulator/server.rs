//! A server of the Rocket.Chat Realtime API, as far as the cases need one.

use crate::script::STREAMS;
use groupwire_protocol::Document;
use groupwire_protocol::json::Json;
use std::collections::{BTreeMap, BTreeSet};

/// What the server has to send on a connection, and when.
pub enum Out {
    Text(u64, String),
    Close(u64, u16),
}

pub struct Server {
    pub streamer: bool,
    pub away_until: u64,
    sessions: BTreeMap<usize, Session>,
    /// Tokens below this one are refused.
    pub first_token: u64,
    /// How often each call was carried out, by its number.
    pub done: BTreeMap<u64, u32>,
    /// Calls that were told to come again.
    held: BTreeSet<u64>,
    /// Events of all streams so far.
    events: u64,
    outbox: Vec<(usize, Out)>,
    /// What the client did that it must not do.
    pub breach: Option<(&'static str, String)>,
}

/// A connection.
#[derive(Default)]
struct Session {
    has_begun: bool,
    is_older: bool,
    user: bool,
    /// The client has a token, and has not logged in with it.
    is_to_log_in: bool,
    /// Ids of subscriptions with their streams.
    subscriptions: BTreeMap<String, u8>,
    /// Ids that were used.
    ids: BTreeSet<String>,
    /// Nothing is answered before this moment: methods of a session run one after the other.
    busy_until: u64,
}

impl Server {
    pub fn new(streamer: bool) -> Self {
        Self {
            streamer,
            away_until: 0,
            sessions: BTreeMap::new(),
            first_token: 1,
            done: BTreeMap::new(),
            held: BTreeSet::new(),
            events: 0,
            outbox: Vec::new(),
            breach: None,
        }
    }

    pub fn open(&mut self, now: u64, wire: usize, is_older: bool, is_to_log_in: bool) {
        let session = Session { is_older, is_to_log_in, ..Session::default() };
        self.sessions.insert(wire, session);
        if self.streamer {
            self.say(now, wire, r#"{"msg":"server_id","server_id":"0"}"#.into());
        }
    }

    pub fn knows(&self, wire: usize) -> bool {
        self.sessions.contains_key(&wire)
    }

    pub fn disconnect(&mut self, wire: usize) {
        self.sessions.remove(&wire);
    }

    pub fn restart(&mut self, now: u64, away: u64) -> Vec<usize> {
        self.away_until = now + away;
        std::mem::take(&mut self.sessions).into_keys().collect()
    }

    pub fn take_outbox(&mut self) -> Vec<(usize, Out)> {
        std::mem::take(&mut self.outbox)
    }

    /// The streams that a connection is subscribed to.
    pub fn streams(&self, wire: usize) -> Option<Vec<u8>> {
        let mut streams: Vec<u8> =
            self.sessions.get(&wire)?.subscriptions.values().copied().collect();
        streams.sort_unstable();
        Some(streams)
    }

    pub fn has_done(&self, number: u64) -> bool {
        self.done.contains_key(&number)
    }

    pub fn is_user(&self, wire: usize) -> bool {
        self.sessions.get(&wire).is_some_and(|session| session.user)
    }

    /// Something happens in a stream.
    pub fn emit(&mut self, now: u64, stream: u8) {
        self.events += 1;
        let number = self.events;
        let frame = format!(
            r#"{{"msg":"changed","collection":"stream-s","id":"id","fields":{{"eventName":"{stream}","args":[{number}]}}}}"#
        );
        let of =
            |session: &Session| session.subscriptions.values().filter(|it| **it == stream).count();
        let to: Vec<(usize, usize)> =
            self.sessions.iter().map(|(wire, session)| (*wire, of(session))).collect();
        for (wire, count) in to {
            for _ in 0..count {
                self.say(now, wire, frame.clone());
            }
        }
    }

    pub fn end_stream(&mut self, now: u64, stream: u8) {
        let wires: Vec<usize> = self.sessions.keys().copied().collect();
        for wire in wires {
            let session = self.sessions.get_mut(&wire).expect("a connection");
            let (ended, kept) = std::mem::take(&mut session.subscriptions)
                .into_iter()
                .partition::<BTreeMap<_, _>, _>(|(_, it)| *it == stream);
            session.subscriptions = kept;
            for id in ended.into_keys() {
                self.say(now, wire, format!(r#"{{"msg":"nosub","id":"{id}"}}"#));
            }
        }
    }

    pub fn babble(&mut self, now: u64, wire: usize) {
        for frame in
            [r#"{"msg":"news"}"#, r#"{"msg":"ping","id":"p"}"#, r#"{"a":{"msg":"result"}}"#]
        {
            self.say(now, wire, frame.into());
        }
    }

    pub fn receive(&mut self, now: u64, wire: usize, text: &str) {
        let frame = Json::parse(text).expect("JSON");
        let field = |name: &str| frame.field(name).and_then(|value| value.as_str());
        let msg = field("msg").unwrap_or_default();
        let id = field("id").unwrap_or_default();
        let Some(session) = self.sessions.get_mut(&wire) else { return };
        if !session.has_begun {
            return match msg.as_str() {
                "connect" => self.begin(now, wire, &field("version").unwrap_or_default()),
                _ => self.breach("DV3", format!("{text} before connect")),
            };
        }
        if !id.is_empty()
            && matches!(msg.as_str(), "sub" | "method")
            && !session.ids.insert(id.clone())
        {
            return self.breach("DV3", format!("{id} is used twice"));
        }
        let is_login = field("method").as_deref() == Some("login");
        if session.is_to_log_in && !is_login && matches!(msg.as_str(), "sub" | "method") {
            return self.breach("DV3", format!("{text} before the login"));
        }
        let params = frame.field("params");
        let first = params.as_ref().and_then(|params| params.element(0));
        match (msg.as_str(), field("method").as_deref()) {
            ("pong", _) => {}
            ("ping", _) => self.say(now, wire, r#"{"msg":"pong"}"#.into()),
            ("method", Some("login")) => {
                let token = first.and_then(|first| first.field("resume")?.as_integer());
                self.log_in(now, wire, &id, token.unwrap_or_default());
            }
            ("method", Some(name)) => {
                let number = first.and_then(|first| first.as_integer()).unwrap_or_default();
                let time = params.and_then(|params| params.element(1)?.as_integer());
                self.call(now, wire, &id, name, number, time.unwrap_or_default());
            }
            ("sub", _) => {
                let stream = first.and_then(|first| first.as_str()).unwrap_or_default();
                self.subscribe(now, wire, id, stream.parse().expect("a stream"));
            }
            ("unsub", _) => {
                if session.subscriptions.remove(&id).is_some() || !self.streamer {
                    self.say(now, wire, format!(r#"{{"msg":"nosub","id":"{id}"}}"#));
                }
            }
            _ => self.breach("DV3", format!("{text} means nothing")),
        }
    }

    fn begin(&mut self, now: u64, wire: usize, version: &str) {
        let session = self.sessions.get_mut(&wire).expect("a connection");
        if session.is_older && version == "1" {
            self.say(now, wire, r#"{"msg":"failed","version":"pre2"}"#.into());
            self.sessions.remove(&wire);
            return self.outbox.push((wire, Out::Close(now, 1000)));
        }
        session.has_begun = true;
        self.say(now, wire, r#"{"msg":"connected","session":"s"}"#.into());
    }

    fn log_in(&mut self, now: u64, wire: usize, id: &str, token: u64) {
        let is_good = token >= self.first_token;
        let session = self.sessions.get_mut(&wire).expect("a connection");
        session.user |= is_good;
        session.is_to_log_in &= !is_good;
        let answer = if is_good { r#""result":{"id":"u"}"# } else { r#""error":{"error":403}"# };
        self.answer(now, wire, id, &format!(",{answer}"));
    }

    fn call(&mut self, now: u64, wire: usize, id: &str, name: &str, number: u64, time: u64) {
        if name == "busy" && self.held.insert(number) {
            let error = format!(
                r#","error":{{"error":"too-many-requests","details":{{"timeToReset":{time}}}}}"#
            );
            return self.answer(now, wire, id, &error);
        }
        *self.done.entry(number).or_default() += 1;
        let session = self.sessions.get_mut(&wire).expect("a connection");
        match name {
            "slow" => {
                session.busy_until = session.busy_until.max(now) + time;
                self.answer(now, wire, id, &format!(r#","result":{number}"#));
            }
            "fail" => self.answer(now, wire, id, r#","error":{"error":"error-x"}"#),
            "logout" => {
                session.user = false;
                self.answer(now, wire, id, "");
                if self.streamer {
                    self.sessions.remove(&wire);
                    self.outbox.push((wire, Out::Close(now + 1, 1002)));
                }
            }
            _ => self.answer(now, wire, id, &format!(r#","result":{number}"#)),
        }
    }

    fn subscribe(&mut self, now: u64, wire: usize, id: String, stream: u8) {
        let session = self.sessions.get_mut(&wire).expect("a connection");
        if stream + 1 == STREAMS {
            return self.say(now, wire, format!(r#"{{"msg":"nosub","id":"{id}"}}"#));
        }
        let is_second = session.subscriptions.values().any(|other| *other == stream);
        session.subscriptions.insert(id.clone(), stream);
        if is_second {
            return self.breach("DV5", format!("a second subscription to {stream}"));
        }
        self.say(now, wire, format!(r#"{{"msg":"ready","subs":["{id}"]}}"#));
    }

    /// `result` and `updated`, in the dialect's order, when the session has nothing else to do.
    fn answer(&mut self, now: u64, wire: usize, id: &str, result: &str) {
        let at = self.sessions.get(&wire).map_or(now, |session| session.busy_until.max(now));
        let mut frames = [
            format!(r#"{{"msg":"updated","methods":["{id}"]}}"#),
            format!(r#"{{"msg":"result","id":"{id}"{result}}}"#),
        ];
        if self.streamer {
            frames.reverse();
        }
        for frame in frames {
            self.outbox.push((wire, Out::Text(at, frame)));
        }
    }

    fn say(&mut self, now: u64, wire: usize, text: String) {
        self.outbox.push((wire, Out::Text(now, text)));
    }

    fn breach(&mut self, id: &'static str, text: String) {
        self.breach.get_or_insert((id, text));
    }
}
