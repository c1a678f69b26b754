//! A model of the server: `docs/PROTOCOL.md` in the plainest form, and Skapi without it.

mod groups;
mod history;
mod posts;

use crate::invariants::{Judge, Stream};
use crate::names::number;
use crate::script::{Terms, USERS};
use history::History;
use serde_json::Value;
use std::collections::BTreeMap;

/// How often the server wants a sign of life, in ms.
const HEARTBEAT: u64 = 20_000;

/// The largest frame that is taken, in bytes. One over twice as large ends the connection.
pub const LIMIT: usize = 20_000;

/// The server's memory.
pub struct Server {
    terms: Terms,
    epoch: u64,
    last_offset: u64,
    connections: BTreeMap<usize, Connection>,
    streams: BTreeMap<Stream, History>,
    /// The answers to posts by user and `mid`, with the time of the first.
    answers: BTreeMap<(u8, String), (u64, String)>,
    /// By user: tokens made before this are not taken.
    generations: Vec<u64>,
    /// What is to be sent, and to whom.
    outbox: Vec<(usize, Out)>,
    /// Dials before this moment find nobody.
    pub away_until: u64,
}

/// What a connection gets.
#[derive(Clone, Debug)]
pub enum Out {
    Opened,
    Text(String),
    Close(u16),
}

struct Connection {
    user: u8,
    v1: bool,
    /// Each with the offset after which the connection has got every post.
    groups: BTreeMap<u8, u64>,
}

impl Server {
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            epoch: 1,
            last_offset: 0,
            connections: BTreeMap::new(),
            streams: BTreeMap::new(),
            answers: BTreeMap::new(),
            generations: vec![0; USERS.into()],
            outbox: Vec::new(),
            away_until: 0,
        }
    }

    pub fn take_outbox(&mut self) -> Vec<(usize, Out)> {
        std::mem::take(&mut self.outbox)
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    fn epoch_name(&self) -> String {
        format!("e{}", self.epoch)
    }

    pub fn knows(&self, connection: usize) -> bool {
        self.connections.contains_key(&connection)
    }

    /// The groups of a connection.
    pub fn groups(&self, connection: usize) -> Option<Vec<u8>> {
        let connection = self.connections.get(&connection)?;
        Some(connection.groups.keys().copied().collect())
    }

    /// A token of the user, the first or one that is taken now.
    pub fn token(&self, user: u8, fresh: bool) -> String {
        let generation = if fresh { self.generations[usize::from(user)] } else { 0 };
        format!("{user}.{generation}")
    }

    pub fn revoke(&mut self, user: u8) {
        self.generations[usize::from(user)] += 1;
        let of_user =
            |(id, connection): (&usize, &Connection)| (connection.user == user).then_some(*id);
        let ids: Vec<usize> = self.connections.iter().filter_map(of_user).collect();
        for id in ids {
            self.close(id, 4401);
        }
    }

    /// The memory begins anew. The connections that there were.
    pub fn restart(&mut self, now: u64, away: u64) -> Vec<usize> {
        self.epoch += 1;
        self.away_until = self.away_until.max(now + away);
        self.streams.clear();
        self.answers.clear();
        std::mem::take(&mut self.connections).into_keys().collect()
    }

    pub fn open(&mut self, now: u64, id: usize, url: &str) {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let value = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        };
        self.outbox.push((id, Out::Opened));
        let Some(user) = value("token").and_then(|token| self.user_of(token)) else {
            return self.outbox.push((id, Out::Close(4401)));
        };
        let v1 = value("v") == Some("1");
        self.connections.insert(id, Connection { user, v1, groups: BTreeMap::new() });
        if !v1 {
            return;
        }
        let since = value("since").and_then(|since| since.split_once(':'));
        let since = since.map(|(epoch, offset)| (epoch.into(), offset.parse().expect("offset")));
        let stream = Stream::Private(user);
        let (missed, standing) = self.recover(now, stream, since);
        self.text(
            id,
            format!(
                r##"{{"#hello":{{"v":1,"cid":"c{id}","user_id":"u{user}",{standing},"heartbeat":{HEARTBEAT},"dedupe":{},"limits":{{"message":0,"group":0,"groups":0}}}}}}"##,
                self.terms.dedupe
            ),
        );
        for frame in missed {
            self.text(id, frame);
        }
    }

    pub fn receive(&mut self, now: u64, id: usize, text: &str, judge: &mut Judge) {
        let Some(connection) = self.connections.get(&id) else { return };
        let (user, v1) = (connection.user, connection.v1);
        if text.len() > 2 * LIMIT {
            return self.close(id, 1009);
        }
        let frame: Value = serde_json::from_str(text).expect("the client sends JSON");
        let mid = frame["mid"].as_str();
        let group = frame["rid"].as_str().map(number);
        let answer = match (frame["action"].as_str().expect("an action"), group) {
            ("ping", _) => return self.text(id, format!(r##"{{"#pong":{now}}}"##)),
            ("joinRoom", Some(group)) if v1 => return self.join(now, id, group, &frame),
            ("joinRoom", group) => {
                self.leave_all(id, "USER_LEFT");
                if let Some(group) = group {
                    self.enter(id, group, 0);
                }
                String::new()
            }
            ("leaveRoom", Some(group)) => {
                self.leave(id, group, "USER_LEFT");
                String::new()
            }
            ("renew", _) => {
                let token = frame["token"].as_str().and_then(|token| self.user_of(token));
                if token != Some(user) {
                    return self.refuse(id, mid, "UNAUTHORIZED");
                }
                String::new()
            }
            ("broadcast" | "sendMessage", _) => {
                return self.post(now, id, text.len(), &frame, judge);
            }
            _ => return,
        };
        self.acknowledge(id, mid, &answer);
    }

    /// Ends the connection from here.
    pub fn close(&mut self, id: usize, code: u16) {
        if self.connections.contains_key(&id) {
            self.disconnect(id);
            self.outbox.push((id, Out::Close(code)));
        }
    }

    /// The connection has ended.
    pub fn disconnect(&mut self, id: usize) {
        if self.connections.contains_key(&id) {
            self.leave_all(id, "USER_DISCONNECTED");
            self.connections.remove(&id);
        }
    }

    pub fn warn_of_expiry(&mut self, id: usize) {
        if self.connections.get(&id).is_some_and(|connection| connection.v1) {
            self.text(id, r##"{"#expires":60000}"##.into());
        }
    }

    fn user_of(&self, token: &str) -> Option<u8> {
        let (user, generation) = token.split_once('.')?;
        let user: u8 = user.parse().ok()?;
        (generation.parse() == Ok(self.generations[usize::from(user)])).then_some(user)
    }

    fn acknowledge(&mut self, id: usize, mid: Option<&str>, answer: &str) {
        if let Some(mid) = mid {
            self.text(id, format!(r##"{{"#ack":"{mid}"{answer}}}"##));
        }
    }

    fn refuse(&mut self, id: usize, mid: Option<&str>, code: &str) {
        let frame = match mid {
            Some(mid) => format!(r##"{{"#nack":"{mid}","code":"{code}","message":"no"}}"##),
            None => format!(r##"{{"#error":{{"code":"{code}","message":"no"}}}}"##),
        };
        self.text(id, frame);
    }

    fn text(&mut self, id: usize, text: String) {
        self.outbox.push((id, Out::Text(text)));
    }
}
