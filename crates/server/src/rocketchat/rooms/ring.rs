//! The newest messages of one room, bounded.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::message::{Message, Millis, date};

/// How many deleted messages a room remembers, so that clients that were away learn of them.
const MAX_DELETED: usize = 1000;

/// How much the rings may keep. 0 is no limit.
#[derive(Debug)]
pub struct Budget {
    /// Messages of one room.
    pub count: usize,
    /// Bytes of one room.
    pub bytes: usize,
    /// Bytes of all rooms of the process.
    pub total: usize,
    /// The bytes that all rings have now.
    kept: AtomicUsize,
}

impl Budget {
    /// A budget of which nothing is used.
    pub fn new(count: usize, bytes: usize, total: usize) -> Self {
        Self { count, bytes, total, kept: AtomicUsize::new(0) }
    }

    /// The bytes that all rings have now.
    pub fn kept(&self) -> usize {
        self.kept.load(Ordering::Relaxed)
    }
}

/// The messages of one room, the oldest first, and what was deleted of late.
#[derive(Debug)]
pub struct Ring {
    messages: VecDeque<Message>,
    /// The place of each message, counted from the first that ever was.
    places: HashMap<Arc<str>, u64>,
    /// The place of the oldest message here.
    first: u64,
    /// Id and time, the oldest first.
    deleted: VecDeque<(Arc<str>, Millis)>,
    bytes: usize,
    budget: Arc<Budget>,
    /// What was forgotten since somebody asked.
    forgotten: Vec<Arc<str>>,
}

impl Ring {
    /// An empty ring.
    pub fn new(budget: Arc<Budget>) -> Self {
        Self {
            messages: VecDeque::new(),
            places: HashMap::new(),
            first: 0,
            deleted: VecDeque::new(),
            bytes: 0,
            budget,
            forgotten: Vec::new(),
        }
    }

    /// Adds the newest message, and forgets what is too much.
    pub fn push(&mut self, message: Message) {
        self.places.insert(message.id.clone(), self.first + self.messages.len() as u64);
        self.count_in(message.cost());
        self.messages.push_back(message);
        self.trim();
    }

    /// A message, when it is here.
    pub fn get(&self, id: &str) -> Option<&Message> {
        self.messages.get(self.index(id)?)
    }

    /// Changes a message, when it is here.
    pub fn change<T>(&mut self, id: &str, change: impl FnOnce(&mut Message) -> T) -> Option<T> {
        let at = self.index(id)?;
        let message = self.messages.get_mut(at)?;
        let before = message.cost();
        let changed = change(message);
        let after = message.cost();
        self.count_out(before);
        self.count_in(after);
        self.trim();
        Some(changed)
    }

    /// Takes a message out, and remembers that it was deleted.
    pub fn delete(&mut self, id: &str, at: Millis) -> Option<Message> {
        let index = self.index(id)?;
        let message = self.messages.remove(index)?;
        self.count_out(message.cost());
        self.places.remove(id);
        self.forgotten.push(message.id.clone());
        for later in self.messages.range(index..) {
            if let Some(place) = self.places.get_mut(&later.id) {
                *place -= 1;
            }
        }
        self.deleted.push_back((message.id.clone(), at));
        if self.deleted.len() > MAX_DELETED {
            self.deleted.pop_front();
        }
        Some(message)
    }

    /// The ids of the messages that are here no more, since this was asked before.
    pub fn take_forgotten(&mut self) -> Vec<Arc<str>> {
        std::mem::take(&mut self.forgotten)
    }

    /// The messages, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> + ExactSizeIterator {
        self.messages.iter()
    }

    /// `{_id, _deletedAt}` of what was deleted after a moment, the oldest first.
    pub fn deleted_after(&self, after: Millis) -> Vec<Value> {
        let newer = self.deleted.iter().filter(|(_, at)| *at > after);
        newer.map(|(id, at)| json!({ "_id": &**id, "_deletedAt": date(*at) })).collect()
    }

    /// Whether nothing is here.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    fn index(&self, id: &str) -> Option<usize> {
        let place = self.places.get(id)?;
        usize::try_from(place - self.first).ok()
    }

    fn trim(&mut self) {
        let over = |limit: usize, value: usize| limit > 0 && value > limit;
        while over(self.budget.count, self.messages.len())
            || over(self.budget.bytes, self.bytes)
            || over(self.budget.total, self.budget.kept())
        {
            let Some(oldest) = self.messages.pop_front() else { return };
            self.count_out(oldest.cost());
            self.places.remove(&oldest.id);
            self.first += 1;
            self.forgotten.push(oldest.id);
        }
    }

    fn count_in(&mut self, bytes: usize) {
        self.bytes += bytes;
        self.budget.kept.fetch_add(bytes, Ordering::Relaxed);
    }

    fn count_out(&mut self, bytes: usize) {
        self.bytes -= bytes;
        self.budget.kept.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        self.count_out(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::message;
    use super::*;

    fn ids(ring: &Ring) -> Vec<String> {
        ring.iter().map(|message| message.id.to_string()).collect()
    }

    /// DS51
    #[test]
    fn the_oldest_are_forgotten_by_count_bytes_and_total() {
        let cost = message("0", "x", 0).cost();
        for (count, bytes, total) in [(3, 0, 0), (0, 3 * cost, 0), (0, 0, 3 * cost)] {
            let budget = Arc::new(Budget::new(count, bytes, total));
            let mut ring = Ring::new(budget.clone());
            for n in 0..5 {
                ring.push(message(&n.to_string(), "x", n));
            }
            assert_eq!(ids(&ring), ["2", "3", "4"]);
            assert!(ring.get("1").is_none() && ring.get("4").is_some());
            assert_eq!(budget.kept(), 3 * cost);
            drop(ring);
            assert_eq!(budget.kept(), 0);
        }
    }

    #[test]
    fn a_message_in_the_middle_can_be_deleted() {
        let mut ring = Ring::new(Arc::new(Budget::new(3, 0, 0)));
        for n in 0..5 {
            ring.push(message(&n.to_string(), "x", n));
        }
        assert!(ring.delete("3", 9).is_some() && ring.delete("3", 9).is_none());
        assert_eq!(ids(&ring), ["2", "4"]);
        assert_eq!(ring.get("4").map(|message| message.ts), Some(4));
        assert_eq!(ring.deleted_after(8), [json!({ "_id": "3", "_deletedAt": { "$date": 9 } })]);
        assert!(ring.deleted_after(9).is_empty());
    }
}
