//! A message and its form on the wire.

use std::collections::BTreeMap;
use std::sync::Arc;

pub use groupwire_protocol::ejson::date;
use serde_json::{Map, Value, json};

use super::super::accounts::User;
use super::text;

/// Milliseconds since 1970; what clients send can be before that.
pub type Millis = i64;

/// A message of a room.
#[derive(Clone, Debug)]
pub struct Message {
    /// Unique in the service.
    pub id: Arc<str>,
    /// The room.
    pub rid: Arc<str>,
    /// The text.
    pub msg: String,
    /// When it was written.
    pub ts: Millis,
    /// When it was made or changed last. Grows strictly within a room.
    pub updated_at: Millis,
    /// Who wrote it.
    pub author: User,
    /// When the text was changed last, and by whom.
    pub edited: Option<(Millis, User)>,
    /// User names by emoji, like `:x:`.
    pub reactions: BTreeMap<String, Vec<Arc<str>>>,
    /// Who is mentioned, `{_id, username, name, type}` each.
    pub mentions: Vec<Value>,
    /// Which rooms are mentioned, `{_id, name}` each.
    pub channels: Vec<Value>,
    /// Other fields, as they were sent: `tmid`, `attachments`, `customFields`, …
    pub extra: Map<String, Value>,
}

impl Message {
    /// The message as clients get it, in EJSON.
    pub fn to_value(&self) -> Value {
        let mut object = self.extra.clone();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        put("_id", Value::from(&*self.id));
        put("rid", Value::from(&*self.rid));
        put("msg", Value::from(self.msg.as_str()));
        put("ts", date(self.ts));
        put("u", self.author.as_json());
        put("_updatedAt", date(self.updated_at));
        put("urls", text::urls(&self.msg).iter().map(|url| json!({ "url": url })).collect());
        put("mentions", self.mentions.clone().into());
        put("channels", self.channels.clone().into());
        put("md", markdown(&self.msg));
        if let Some((at, by)) = &self.edited {
            put("editedAt", date(*at));
            put("editedBy", json!({ "_id": &*by.id, "username": &*by.username }));
        }
        if !self.reactions.is_empty() {
            put("reactions", self.reactions());
        }
        Value::Object(object)
    }

    /// Whether it tells what happened, rather than what somebody wrote.
    pub fn is_system(&self) -> bool {
        self.extra.contains_key("t")
    }

    /// About how many bytes keeping it takes, or sending it where that is more: all messages of a
    /// room can be asked for at once, and the answer has to fit into the queue of a connection.
    pub fn cost(&self) -> usize {
        let reactions: usize = self
            .reactions
            .iter()
            .map(|(emoji, names)| {
                emoji.len() + names.iter().map(|name| name.len() + 16).sum::<usize>()
            })
            .sum();
        let extra = Value::Object(self.extra.clone()).to_string().len();
        let found = (self.mentions.len() + self.channels.len()) * 200;
        // It is there as `msg` and in `md`, and the links in it once more.
        let text = 2 * json_len(&self.msg)
            + text::urls(&self.msg).iter().map(|url| json_len(url) + 16).sum::<usize>();
        size_of::<Self>() + self.id.len() + text + reactions + extra + found
    }

    fn reactions(&self) -> Value {
        let with_names = |(emoji, names): (&String, &Vec<Arc<str>>)| {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            (emoji.clone(), json!({ "usernames": names }))
        };
        Value::Object(self.reactions.iter().map(with_names).collect())
    }
}

/// The bytes of a text as JSON.
fn json_len(text: &str) -> usize {
    Value::from(text).to_string().len()
}

/// The text as one paragraph of plain text; nothing in it is marked up.
fn markdown(msg: &str) -> Value {
    json!([{ "type": "PARAGRAPH", "value": [{ "type": "PLAIN_TEXT", "value": msg }] }])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn message(id: &str, msg: &str, ts: Millis) -> Message {
        let author = User {
            id: "uAnn".into(),
            username: "ann".into(),
            name: Some("Ann".into()),
            service: "s".into(),
        };
        Message {
            id: id.into(),
            rid: "GENERAL".into(),
            msg: msg.into(),
            ts,
            updated_at: ts,
            author,
            edited: None,
            reactions: BTreeMap::new(),
            mentions: Vec::new(),
            channels: Vec::new(),
            extra: Map::new(),
        }
    }

    /// DS51
    #[test]
    fn what_a_message_costs_is_not_less_than_what_is_sent() {
        for msg in ["hi".to_owned(), "\u{1}".repeat(5000), "http://a ".repeat(500)] {
            let message = message("abc", &msg, 1);
            assert!(message.cost() >= message.to_value().to_string().len(), "{msg:.9}");
        }
    }

    /// DS50: the form that was observed.
    #[test]
    fn a_message_has_the_observed_form() {
        let expected = json!({
            "_id": "abc", "rid": "GENERAL", "msg": "hi", "ts": { "$date": 1 },
            "u": { "_id": "uAnn", "username": "ann", "name": "Ann" },
            "_updatedAt": { "$date": 1 }, "urls": [], "mentions": [], "channels": [],
            "md": [{ "type": "PARAGRAPH", "value": [{ "type": "PLAIN_TEXT", "value": "hi" }] }],
        });
        assert_eq!(message("abc", "hi", 1).to_value(), expected);
    }
}
