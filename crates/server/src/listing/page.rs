//! One page of a sorted list.

use serde_json::{Map, Value};

use super::Answer;
use crate::refusal::Refusal;

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 1000;

/// Which part of the list is wanted: the fields `limit`, `ascending` and `startKey`.
#[derive(Debug, PartialEq)]
pub(super) struct Page<K> {
    limit: usize,
    ascending: bool,
    start: Start<K>,
}

#[derive(Debug, PartialEq)]
enum Start<K> {
    /// After the item with this key, whether or not it is still there.
    After(K),
    Beginning,
    End,
}

impl<K: Ord> Page<K> {
    /// Reads the fields; `key` reads the object that an earlier page gave as `startKey`.
    pub(super) fn read(
        body: &Map<String, Value>,
        key: impl Fn(&Value) -> Option<K>,
    ) -> Result<Self, Refusal> {
        let limit = match body.get("limit") {
            None | Some(Value::Null) => DEFAULT_LIMIT,
            Some(Value::Number(number)) => {
                let limit = number.as_f64().unwrap_or(f64::INFINITY);
                if limit > MAX_LIMIT as f64 {
                    return Err(Refusal::invalid_parameter("Fetch limit should be below 1000."));
                }
                if limit < 1.0 || limit.fract() != 0.0 {
                    return Err(Refusal::invalid_parameter(
                        "Fetch limit should be a whole number above 0.",
                    ));
                }
                // Between 1 and 1000, as checked above.
                limit as usize
            }
            Some(_) => {
                return Err(Refusal::invalid_parameter("Fetch limit should be a number."));
            }
        };
        let ascending = match body.get("ascending") {
            None | Some(Value::Null) => true,
            Some(Value::Bool(ascending)) => *ascending,
            Some(_) => return Err(Refusal::invalid_parameter("\"ascending\" must be a boolean.")),
        };
        let start = match body.get("startKey") {
            None | Some(Value::Null) => Start::Beginning,
            Some(Value::String(word)) if word == "start" => Start::Beginning,
            Some(Value::String(word)) if word == "end" => Start::End,
            Some(value) => Start::After(
                key(value).ok_or_else(|| Refusal::invalid_parameter("\"startKey\" is invalid."))?,
            ),
        };
        Ok(Self { limit, ascending, start })
    }

    /// Sorts the items by their keys and takes the page.
    ///
    /// Where a page begins depends on keys, never on positions: items that come or go between
    /// two pages make no other item appear twice or not at all.
    pub(super) fn take<T>(
        &self,
        items: Vec<T>,
        key: impl Fn(&T) -> K,
        show: impl Fn(&T) -> Value,
    ) -> Answer {
        let mut items: Vec<_> = items
            .into_iter()
            .map(|item| (key(&item), item))
            .filter(|(key, _)| match &self.start {
                Start::After(start) if self.ascending => key > start,
                Start::After(start) => key < start,
                Start::Beginning => true,
                Start::End => false,
            })
            .collect();
        items.sort_by(|(a, _), (b, _)| if self.ascending { a.cmp(b) } else { b.cmp(a) });
        let end_of_list = items.len() <= self.limit;
        items.truncate(self.limit);
        let list: Vec<_> = items.iter().map(|(_, item)| show(item)).collect();
        let start_key = match list.last() {
            Some(last) if !end_of_list => last.clone(),
            _ => "end".into(),
        };
        Answer { list, start_key, end_of_list }
    }
}
