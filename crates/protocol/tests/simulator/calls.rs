//! The calls of the pages, and what their answers promise.

use groupwire_protocol::error::{Error, Settled};
use groupwire_protocol::session::{CallId, Success};
use std::collections::BTreeMap;

/// What was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Connect,
    Close,
    /// By its number.
    Post(usize),
    Join(u8),
    Leave,
    Hold(u8),
    Release(u8),
}

/// The calls that have no answer, and what the answers of the others made a page believe.
pub struct Calls {
    open: BTreeMap<(usize, CallId), (Call, u64)>,
    beliefs: Vec<Beliefs>,
}

/// The groups that a page believes to be in.
#[derive(Clone, Default)]
struct Beliefs {
    current: Belief<Option<u8>>,
    held: BTreeMap<u8, Belief<bool>>,
}

/// Something that an answer said, and of which call it was the answer.
#[derive(Clone, Copy)]
struct Belief<T> {
    since: CallId,
    /// `None` where nobody knows.
    is: Option<T>,
}

impl Calls {
    pub fn new(clients: usize) -> Self {
        Self { open: BTreeMap::new(), beliefs: vec![Beliefs::default(); clients] }
    }

    /// A call that is to be settled before `deadline`.
    pub fn open(&mut self, client: usize, id: CallId, call: Call, deadline: u64) {
        self.open.insert((client, id), (call, deadline));
    }

    /// Takes the answer of a call, and gives the call and its deadline; `None` where it had one
    /// already.
    pub fn settle(
        &mut self,
        client: usize,
        id: CallId,
        result: &Result<Success, Error>,
    ) -> Option<(Call, u64)> {
        let (call, deadline) = self.open.remove(&(client, id))?;
        let never_sent = |error: &Error| error.settled() == Some(Settled::NeverSent);
        if !result.as_ref().is_err_and(never_sent) {
            self.beliefs[client].learn(id, call, result.is_ok());
        }
        Some((call, deadline))
    }

    /// The calls of a client without an answer, the latest first.
    pub fn unsettled(&self, client: usize) -> Vec<CallId> {
        self.of(client).map(|(id, _, _)| id).rev().collect()
    }

    /// The first deadline of a client's calls, as far as a timer that fires now can keep it.
    pub fn deadline(&self, now: u64, client: usize, close_timeout: u64) -> Option<u64> {
        let deadline = |(_, call, deadline)| match call {
            // First what waits is sent, then the socket is closed: each has its time.
            Call::Close => u64::max(deadline, now + close_timeout),
            _ => deadline,
        };
        self.of(client).map(deadline).min()
    }

    /// Whether the client must be in the group; `None` where nobody knows.
    pub fn is_in(&self, client: usize, group: u8) -> Option<bool> {
        let beliefs = &self.beliefs[client];
        let held = beliefs.held.get(&group).map_or(Some(false), |held| held.is);
        match (beliefs.current.is, held) {
            (Some(Some(current)), _) if current == group => Some(true),
            (_, Some(true)) => Some(true),
            (Some(_), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// The client is in no group, and knows it.
    pub fn forget_groups(&mut self, client: usize) {
        let beliefs = &mut self.beliefs[client];
        beliefs.current.is = Some(None);
        beliefs.held.clear();
    }

    fn of(&self, client: usize) -> impl DoubleEndedIterator<Item = (CallId, Call, u64)> {
        let range = self.open.range((client, CallId(0))..(client + 1, CallId(0)));
        range.map(|((_, id), (call, deadline))| (*id, *call, *deadline))
    }
}

impl Beliefs {
    fn learn(&mut self, id: CallId, call: Call, ok: bool) {
        match call {
            Call::Join(group) => self.current.learn(id, ok.then_some(Some(group))),
            Call::Leave => self.current.learn(id, ok.then_some(None)),
            Call::Hold(group) => self.held.entry(group).or_default().learn(id, ok.then_some(true)),
            Call::Release(group) => {
                self.held.entry(group).or_default().learn(id, ok.then_some(false));
            }
            Call::Connect | Call::Close | Call::Post(_) => {}
        }
    }
}

impl<T: Default> Belief<T> {
    fn learn(&mut self, id: CallId, is: Option<T>) {
        if id >= self.since {
            *self = Self { since: id, is };
        }
    }
}

impl<T: Default> Default for Belief<T> {
    fn default() -> Self {
        Self { since: CallId(0), is: Some(T::default()) }
    }
}
