//! Who is in which group.

use super::{Out, Server};
use crate::invariants::Stream;
use serde_json::Value;

impl Server {
    pub(super) fn join(&mut self, now: u64, id: usize, group: u8, frame: &Value) {
        let since = frame["since"]["epoch"]
            .as_str()
            .map(|epoch| (epoch.to_owned(), frame["since"]["offset"].as_u64().expect("an offset")));
        let from = since.as_ref().map(|since| since.1);
        let stream = Stream::Group(group);
        if let Some(known) = self.connections[&id].groups.get(&group) {
            // Changes nothing: it has got what came after `known`, and gets nothing more.
            let in_epoch = since.is_some_and(|(epoch, _)| epoch == self.epoch_name());
            let complete = in_epoch && from.is_some_and(|from| from >= *known);
            let mut standing = self.recover(now, stream, None).1;
            if from.is_some() {
                standing.push_str(&format!(r#","recovered":{complete}"#));
            }
            return self.joined(id, group, frame, &standing);
        }
        let (missed, standing) = self.recover(now, stream, since);
        let recovered = standing.ends_with("true");
        for frame in missed {
            self.text(id, frame);
        }
        let from = from.filter(|_| recovered).unwrap_or(self.streams[&stream].last);
        self.enter(id, group, from);
        self.joined(id, group, frame, &standing);
    }

    fn joined(&mut self, id: usize, group: u8, frame: &Value, standing: &str) {
        if let Some(mid) = frame["mid"].as_str() {
            self.text(id, format!(r##"{{"#joined":"g{group}","mid":"{mid}",{standing}}}"##));
        }
    }

    pub(super) fn enter(&mut self, id: usize, group: u8, from: u64) {
        let connection = self.connections.get_mut(&id).expect("the caller's connection");
        connection.groups.insert(group, from);
        self.tell(group, id, "USER_JOINED");
    }

    pub(super) fn leave(&mut self, id: usize, group: u8, code: &str) {
        let connection = self.connections.get_mut(&id).expect("the caller's connection");
        if connection.groups.remove(&group).is_some() {
            self.tell(group, id, code);
        }
    }

    pub(super) fn leave_all(&mut self, id: usize, code: &str) {
        for group in self.groups(id).unwrap_or_default() {
            self.leave(id, group, code);
        }
    }

    fn tell(&mut self, group: u8, about: usize, code: &str) {
        let user = self.connections[&about].user;
        let notice = format!(
            r##"{{"#notice":"","#code":"{code}","#user_id":"u{user}","#scid":"c{about}","#srid":"g{group}"}}"##
        );
        let members = self.connections.iter().filter(|(_, one)| one.groups.contains_key(&group));
        self.outbox.extend(members.map(|(id, _)| (*id, Out::Text(notice.clone()))));
    }
}
