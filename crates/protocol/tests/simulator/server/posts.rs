//! Posts and their copies.

use super::{Connection, LIMIT, Out, Server};
use crate::invariants::{Judge, Stream};
use crate::names::{number, post_number};
use serde_json::Value;

impl Server {
    pub(super) fn post(
        &mut self,
        now: u64,
        id: usize,
        bytes: usize,
        frame: &Value,
        judge: &mut Judge,
    ) {
        let user = self.connections[&id].user;
        let mid = frame["mid"].as_str();
        let content = &frame["content"];
        let post = post_number(content);
        if bytes > LIMIT {
            judge.posts.refused(post);
            return self.refuse(id, mid, "PAYLOAD_TOO_LARGE");
        }
        let window = self.terms.dedupe;
        if let Some(known) = mid.and_then(|mid| self.answers.get(&(user, mid.into())))
            && now - known.0 <= window
        {
            let answer = known.1.clone();
            return self.acknowledge(id, mid, &answer);
        }
        let from = format!(r##""#user_id":"u{user}","#scid":"c{id}""##);
        let (answer, copies) = if let Some(group) = frame["rid"].as_str().map(number) {
            if !self.connections[&id].groups.contains_key(&group) {
                judge.posts.refused(post);
                return self.refuse(id, mid, "INVALID_REQUEST");
            }
            let head = format!(r##"{{"#message":{content},{from},"#srid":"g{group}""##);
            let offset = self.remember(now, Stream::Group(group), &head);
            judge.taken(post, self.epoch, Some((Stream::Group(group), offset)));
            (format!(r#","offset":{offset}"#), self.copies_for_group(group, &head, offset))
        } else {
            let to = frame["uid"].as_str().expect("a receiver");
            let head = format!(r##"{{"#private":{content},{from}"##);
            if let Some(connection) = to.strip_prefix("cid:") {
                let to: usize = number(connection);
                let there = self.connections.contains_key(&to);
                judge.taken(post, self.epoch, None);
                let copies = there.then(|| (to, format!("{head}}}"))).into_iter().collect();
                (format!(r#","reached":{}"#, u8::from(there)), copies)
            } else {
                let to: u8 = number(to);
                let offset = self.remember(now, Stream::Private(to), &head);
                judge.taken(post, self.epoch, Some((Stream::Private(to), offset)));
                let copies = self.copies_for_user(to, id, &head, offset);
                let reached = self.connections.values().filter(|one| one.user == to).count();
                (format!(r#","reached":{reached}"#), copies)
            }
        };
        if let Some(mid) = mid {
            self.answers.insert((user, mid.into()), (now, answer.clone()));
        }
        if self.terms.ack_first {
            self.acknowledge(id, mid, &answer);
        }
        self.outbox.extend(copies.into_iter().map(|(to, frame)| (to, Out::Text(frame))));
        if !self.terms.ack_first {
            self.acknowledge(id, mid, &answer);
        }
    }

    fn copies_for_group(&self, group: u8, head: &str, offset: u64) -> Vec<(usize, String)> {
        let members = self.connections.iter().filter(|(_, one)| one.groups.contains_key(&group));
        members.map(|(id, one)| (*id, self.copy(one, head, offset))).collect()
    }

    fn copies_for_user(&self, to: u8, from: usize, head: &str, at: u64) -> Vec<(usize, String)> {
        let receivers = self.connections.iter().filter(|(id, one)| one.user == to || **id == from);
        let copy = |one: &Connection| {
            if one.user == to { self.copy(one, head, at) } else { format!("{head}}}") }
        };
        receivers.map(|(id, one)| (*id, copy(one))).collect()
    }

    fn copy(&self, to: &Connection, head: &str, offset: u64) -> String {
        if to.v1 { self.numbered(head, offset) } else { format!("{head}}}") }
    }

    pub(super) fn numbered(&self, head: &str, offset: u64) -> String {
        format!(r##"{head},"#offset":{offset},"#epoch":"e{}"}}"##, self.epoch)
    }
}
