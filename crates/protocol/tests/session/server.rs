//! The server's side of `groupwire`, as far as one client sees it.

use crate::harness::{Look, json};
use groupwire_protocol::Document;
use std::collections::VecDeque;

/// What a server says by itself.
pub struct Server {
    /// Says hello when the socket opens.
    pub greets: bool,
    /// Answers commands.
    pub acks: bool,
    /// Answers pings.
    pub pongs: bool,
    pub epoch: String,
    /// Where every stream stands.
    pub offset: u64,
    /// Whether a `since` can be served; nothing was missed then.
    pub recovers: bool,
    pub heartbeat: u64,
    pub dedupe: u64,
    /// The largest frame; 0 for any.
    pub max_message: usize,
    since_in_url: bool,
    answers: VecDeque<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            greets: true,
            acks: true,
            pongs: true,
            epoch: "e1".into(),
            offset: 10,
            recovers: true,
            heartbeat: 25_000,
            dedupe: 120_000,
            max_message: 0,
            since_in_url: false,
            answers: VecDeque::new(),
        }
    }
}

impl Server {
    /// The first frame on a connection.
    pub fn hello(&self) -> Option<String> {
        let Self { epoch, offset, heartbeat, dedupe, max_message, .. } = self;
        let recovered = self.recovered(self.since_in_url);
        let hello = format!(
            r##"{{"#hello":{{"v":1,"cid":"c=","user_id":"u","epoch":"{epoch}","offset":{offset}{recovered},"heartbeat":{heartbeat},"dedupe":{dedupe},"limits":{{"message":{max_message},"group":256,"groups":0}}}}}}"##
        );
        self.greets.then_some(hello)
    }

    /// The next connection is dialled with this URL.
    pub fn dialled(&mut self, url: &str) {
        self.since_in_url = url.contains("since=");
        self.answers.clear();
    }

    pub fn receive(&mut self, text: &str) {
        let frame = json(text);
        let action = frame.field_text("action").unwrap_or_default();
        if action == "ping" && self.pongs {
            self.answers.push_back(r##"{"#pong":1}"##.into());
        }
        let Some(mid) = frame.field_text("mid").filter(|_| self.acks) else { return };
        let answer = match (&*action, frame.field("rid")) {
            ("joinRoom", Some(group)) => {
                joined_with(group.text(), &mid, &self.epoch, self.offset, &{
                    self.recovered(frame.field("since").is_some())
                })
            }
            ("broadcast", _) => format!(r##"{{"#ack":"{mid}","offset":{}}}"##, self.offset),
            ("sendMessage", _) => format!(r##"{{"#ack":"{mid}","reached":1}}"##),
            _ => ack(&mid),
        };
        self.answers.push_back(answer);
    }

    pub fn next_answer(&mut self) -> Option<String> {
        self.answers.pop_front()
    }

    fn recovered(&self, asked: bool) -> String {
        if asked { format!(r#","recovered":{}"#, self.recovers) } else { String::new() }
    }
}

pub fn ack(mid: &str) -> String {
    format!(r##"{{"#ack":"{mid}"}}"##)
}

pub fn nack(mid: &str, code: &str, message: &str) -> String {
    format!(r##"{{"#nack":"{mid}","code":"{code}","message":"{message}"}}"##)
}

/// The answer to a join without `since`.
pub fn joined(group: &str, mid: &str, epoch: &str, offset: u64) -> String {
    joined_with(&format!("\"{group}\""), mid, epoch, offset, "")
}

/// The answer to a join with `since`.
pub fn rejoined(group: &str, mid: &str, epoch: &str, offset: u64, recovered: bool) -> String {
    let recovered = format!(r#","recovered":{recovered}"#);
    joined_with(&format!("\"{group}\""), mid, epoch, offset, &recovered)
}

/// A post to a group.
pub fn message(group: &str, epoch: &str, offset: u64, content: &str) -> String {
    format!(
        r##"{{"#message":{content},"#user_id":"u","#scid":"c=","#srid":"{group}","#offset":{offset},"#epoch":"{epoch}"}}"##
    )
}

/// A private post.
pub fn private(epoch: &str, offset: u64, content: &str) -> String {
    format!(
        r##"{{"#private":{content},"#user_id":"u","#scid":"c=","#offset":{offset},"#epoch":"{epoch}"}}"##
    )
}

fn joined_with(group: &str, mid: &str, epoch: &str, offset: u64, recovered: &str) -> String {
    format!(
        r##"{{"#joined":{group},"mid":"{mid}","epoch":"{epoch}","offset":{offset}{recovered}}}"##
    )
}
