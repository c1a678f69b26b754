//! The stream `user-presence`, whose subscriptions are commands.
//!
//! The first subscription of a session stays; each later one changes the list of users that the
//! session watches, and is answered at once by `nosub`. Its frames have the user's id as `id`.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;

use super::super::caller::Sink;
use super::super::registry::{Params, STREAM_PREFIX};
use super::super::wire::{Json, MethodError, Outgoing, Packet};
use super::{Streams, name};
use crate::auth::MAX_ID_BYTES;

/// How many users a session may watch.
const MAX_WATCHED: usize = 5000;

/// What of users a session wants to know.
#[derive(Debug)]
pub(super) struct Watched {
    sink: Sink,
    users: HashSet<String>,
}

/// How the list of users changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Command {
    added: Vec<String>,
    removed: Vec<String>,
}

impl Command {
    /// Reads `["", {"added": […], "removed": […]}]`; what is missing is empty.
    pub fn parse(params: &Params) -> Self {
        let list = |key: &str| {
            let list = params.get(1).and_then(|lists| lists.get(key)).and_then(Json::as_array);
            let texts = list.into_iter().flatten().filter_map(Json::as_str);
            // Nobody has a longer id.
            let ids = texts.filter(|id| id.len() <= MAX_ID_BYTES);
            ids.map(str::to_owned).collect()
        };
        Self { added: list("added"), removed: list("removed") }
    }
}

impl Streams {
    /// Changes what a session watches. Whether this is its first such command.
    ///
    /// # Errors
    /// `error-too-many-users`; then nothing is changed.
    pub fn watch(&mut self, sink: &Sink, command: Command) -> Result<bool, MethodError> {
        let session: &Arc<str> = sink.session();
        let before = self.watched.get(session).map(|watched| &watched.users);
        let is_first = before.is_none();
        let is_new = |user: &&String| before.is_none_or(|users| !users.contains(*user));
        let new = command.added.iter().filter(is_new).count();
        if before.map_or(0, HashSet::len) + new > MAX_WATCHED {
            let reason = format!("A connection may watch at most {MAX_WATCHED} users.");
            return Err(MethodError::new("error-too-many-users", reason));
        }
        let watched = self
            .watched
            .entry(session.clone())
            .or_insert_with(|| Watched { sink: sink.clone(), users: HashSet::new() });
        watched.users.extend(command.added);
        for user in &command.removed {
            watched.users.remove(user);
        }
        Ok(is_first)
    }

    /// Tells those who watch a user; `state` is `[username, status, text]`.
    pub(super) fn tell_watching(&self, user: &str, state: &Json) {
        let mut encoded: Option<Packet> = None;
        for watched in self.watched.values().filter(|watched| watched.users.contains(user)) {
            watched.sink.send(encoded.get_or_insert_with(|| {
                let collection = format!("{STREAM_PREFIX}{}", name::USER_PRESENCE);
                let fields = json!({ "uid": user, "eventName": user, "args": [state] });
                Outgoing::Changed { collection: &collection, id: user, fields: Some(&fields) }
                    .into()
            }));
        }
    }
}
