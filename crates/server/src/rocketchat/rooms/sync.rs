//! What has happened in a room since a client was there: `messages/get`.

use groupwire_protocol::ejson::as_date;
use serde_json::{Value, json};

use super::super::wire::MethodError;
use super::Rooms;
use super::message::{Message, Millis};
use super::room::Room;

/// How many records a page has, unless it is asked for fewer.
const PAGE: usize = 50;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// Everything that changed after a moment.
    Since(Millis),
    /// A page of the messages that were changed, or deleted, before or after a moment.
    Page {
        /// `UPDATED` or else `DELETED`.
        updated: bool,
        /// Newer than this; or else older.
        next: bool,
        /// The moment.
        at: Millis,
        /// At most so many.
        count: usize,
    },
    /// Messages by the time at which they were written.
    Range {
        /// Not newer than this.
        latest: Option<Millis>,
        /// Not older than this.
        oldest: Option<Millis>,
        /// Whether the limits themselves count.
        inclusive: bool,
        /// At most so many, the newest.
        count: usize,
    },
}

impl Sync {
    /// Reads the second parameter of `messages/get`.
    ///
    /// # Errors
    /// `error-cursor-conflict`, `error-cursor-and-lastUpdate-conflict`,
    /// `error-type-param-required`, 400 for a wrong type.
    pub fn parse(options: &Value) -> Result<Self, MethodError> {
        let date = |key: &str| match options.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => as_date(value).map(Some).ok_or_else(MethodError::match_failed),
        };
        let cursor = |key: &str| match options.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => millis(value).map(Some).ok_or_else(MethodError::match_failed),
        };
        let count =
            options.get("count").and_then(Value::as_u64).map_or(PAGE, |count| count as usize);
        let (next, previous, last_update) =
            (cursor("next")?, cursor("previous")?, date("lastUpdate")?);
        if next.is_some() && previous.is_some() {
            return Err(conflict("error-cursor-conflict", "Both 'next' and 'previous' are given"));
        }
        let Some(at) = next.or(previous) else {
            if let Some(last_update) = last_update {
                return Ok(Self::Since(last_update));
            }
            let (latest, oldest) = (date("latestDate")?, date("oldestDate")?);
            let inclusive = options.get("inclusive") == Some(&Value::Bool(true));
            return Ok(Self::Range { latest, oldest, inclusive, count });
        };
        if last_update.is_some() {
            let code = "error-cursor-and-lastUpdate-conflict";
            return Err(conflict(code, "Both a cursor and 'lastUpdate' are given"));
        }
        let updated = match options.get("type").and_then(Value::as_str) {
            Some("UPDATED") => true,
            Some("DELETED") => false,
            _ => return Err(conflict("error-type-param-required", "'type' is required")),
        };
        Ok(Self::Page { updated, next: next.is_some(), at, count })
    }
}

impl Rooms {
    /// `{updated, deleted}`, with a `cursor` for pages; messages of a range are `{messages}`.
    ///
    /// # Errors
    /// `error-invalid-room`.
    pub fn sync(&self, user: &str, rid: &str, sync: Sync) -> Result<Value, MethodError> {
        let room = self.readable(user, rid)?;
        Ok(match sync {
            Sync::Since(after) => since(room, after),
            Sync::Page { updated, next, at, count } => page(room, updated, next, at, count),
            Sync::Range { latest, oldest, inclusive, count } => {
                let is_in = |message: &&Message| {
                    let edge = Millis::from(inclusive);
                    latest.is_none_or(|latest| message.ts < latest.saturating_add(edge))
                        && oldest.is_none_or(|oldest| message.ts > oldest.saturating_sub(edge))
                };
                let messages = room.ring.iter().rev().filter(is_in).take(count);
                json!({ "messages": messages.map(Message::to_value).collect::<Vec<_>>() })
            }
        })
    }
}

fn since(room: &Room, after: Millis) -> Value {
    // The moment of the newest change that a client knows is never that of one that it does not
    // know: a room gives every moment once.
    let mut updated: Vec<_> =
        room.ring.iter().filter(|message| message.updated_at > after).collect();
    updated.sort_unstable_by_key(|message| std::cmp::Reverse(message.updated_at));
    let updated: Vec<_> = updated.into_iter().map(Message::to_value).collect();
    json!({ "updated": updated, "deleted": room.ring.deleted_after(after) })
}

fn page(room: &Room, updated: bool, next: bool, at: Millis, count: usize) -> Value {
    let moments: Vec<(Millis, Value)> = if updated {
        room.ring.iter().map(|message| (message.updated_at, message.to_value())).collect()
    } else {
        let deleted = room.ring.deleted_after(Millis::MIN).into_iter();
        deleted.filter_map(|gone| Some((as_date(&gone["_deletedAt"])?, gone))).collect()
    };
    let mut moments: Vec<_> =
        moments.into_iter().filter(|(of, _)| if next { *of > at } else { *of < at }).collect();
    moments.sort_unstable_by_key(|(of, _)| if next { *of } else { -*of });
    let more = moments.len() > count;
    moments.truncate(count);
    let end = moments.last().filter(|_| more).map(|(of, _)| of.to_string());
    let begin = moments.first().map(|(of, _)| of.to_string());
    let (next_cursor, previous) = if next { (end, begin) } else { (begin, end) };
    let records: Vec<_> = moments.into_iter().map(|(_, value)| value).collect();
    let (updated, deleted) = if updated { (records, vec![]) } else { (vec![], records) };
    let cursor = json!({ "next": next_cursor, "previous": previous });
    json!({ "updated": updated, "deleted": deleted, "cursor": cursor })
}

/// A cursor: milliseconds, as a number or in a string.
fn millis(value: &Value) -> Option<Millis> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn conflict(code: &'static str, reason: &'static str) -> MethodError {
    MethodError::new(code, reason)
}
