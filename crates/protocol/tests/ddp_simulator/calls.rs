//! The calls of the page and what became of them.

use crate::Violation;
use groupwire_protocol::error::{Error, Settled};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{CallId, Refusal, Success};
use std::collections::{BTreeMap, BTreeSet};

/// What a call is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Connect,
    Close,
    /// The call with this number.
    Method(u64),
    Subscribe(u8),
    Unsubscribe,
    LogIn,
}

/// What a call was answered with.
#[derive(Clone, Debug)]
pub enum Answer {
    Settled(Result<Success, Error>),
    Returned(Result<Option<Json>, Refusal<Json>>),
}

#[derive(Default)]
pub struct Calls {
    open: BTreeMap<CallId, (Of, u64)>,
    last: u32,
    /// Methods that may be done twice.
    again: BTreeSet<u64>,
    /// Methods that were said not to have left.
    never_sent: BTreeSet<u64>,
    numbers: u64,
}

impl Calls {
    pub fn open(&mut self, of: Of, deadline: u64) -> CallId {
        self.last += 1;
        let id = CallId(self.last);
        self.open.insert(id, (of, deadline));
        id
    }

    pub fn next_number(&mut self, again: bool) -> u64 {
        self.numbers += 1;
        if again {
            self.again.insert(self.numbers);
        }
        self.numbers
    }

    pub fn nth_open(&self, which: usize) -> Option<(CallId, Of)> {
        self.open.iter().nth(which).map(|(id, (of, _))| (*id, *of))
    }

    /// A person is asked for something: calls that wait for a login have more time.
    pub fn be_patient(&mut self, until: u64) {
        for (of, deadline) in self.open.values_mut() {
            if matches!(of, Of::Connect | Of::LogIn) {
                *deadline = (*deadline).max(until);
            }
        }
    }

    /// DV2: a call has one answer, in time.
    pub fn settle(&mut self, now: u64, id: CallId, answer: &Answer) -> Result<Of, Violation> {
        let Some((of, deadline)) = self.open.remove(&id) else {
            return Err(Violation { id: "DV2", text: format!("{id:?} is answered twice") });
        };
        if now > deadline {
            let text = format!("{of:?} is answered {} ms late", now - deadline);
            return Err(Violation { id: "DV2", text });
        }
        if let (Of::Method(number), Answer::Settled(Err(error))) = (of, answer)
            && error.settled() == Some(Settled::NeverSent)
        {
            self.never_sent.insert(number);
        }
        Ok(of)
    }

    /// DV2, and DV4: what must not be done twice is not, and what never left was not done.
    pub fn finish(&self, done: &BTreeMap<u64, u32>) -> Option<Violation> {
        if let Some((of, _)) = self.open.values().next() {
            return Some(Violation { id: "DV2", text: format!("{of:?} has no answer") });
        }
        let twice = done.iter().find(|(number, times)| **times > 1 && !self.again.contains(number));
        if let Some((number, times)) = twice {
            return Some(Violation { id: "DV4", text: format!("{number} was done {times} times") });
        }
        let arrived = self.never_sent.iter().find(|number| done.contains_key(number));
        arrived.map(|number| {
            let text = format!("{number} was done, though it never left");
            Violation { id: "DV4", text }
        })
    }
}
