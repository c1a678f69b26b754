//! Subscriptions to what the server publishes.

use super::held::Held;
use super::methods::read_params;
use super::remote::time_to_reset;
use super::{CallId, Output, Refusal, Session, State, Success, Timer};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::event::RemoteEvent;
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// What publications are called that are streams: what one is about is its first parameter.
const STREAM: &str = "stream-";

/// The subscriptions of a session, in the order in which they were made.
#[derive(Debug)]
pub(super) struct Subscriptions<D: Document> {
    all: Vec<Subscription<D>>,
}

/// A subscription on the server, however many want it here.
#[derive(Debug)]
struct Subscription<D: Document> {
    /// Of the `sub` on this connection; `None` where none was sent.
    id: Option<String>,
    name: String,
    key: String,
    /// As given, and as JSON text.
    params: D,
    text: D::Text,
    /// How many calls were settled well and have not been taken back.
    holders: u32,
    /// Calls that wait for the server.
    waiting: Vec<Waiting>,
    held: Held,
}

#[derive(Debug)]
struct Waiting {
    id: CallId,
    deadline: Instant,
}

impl<D: Document> Subscriptions<D> {
    pub(super) fn new() -> Self {
        Self { all: Vec::new() }
    }

    pub(super) fn next(&self) -> Option<Instant> {
        let held = self.all.iter().filter_map(|subscription| subscription.held.until());
        let waiting = self.all.iter().flat_map(|subscription| &subscription.waiting);
        held.chain(waiting.map(|waiting| waiting.deadline)).min()
    }

    /// Has the subscription made with other parameters from now on. Whether the server has it
    /// already; `None` where there is none.
    pub(super) fn change(&mut self, name: &str, params: D, text: D::Text) -> Option<bool> {
        let at = self.place(name, &key::<D>(name, &params, &text))?;
        let subscription = &mut self.all[at];
        subscription.params = params;
        subscription.text = text;
        Some(subscription.id.is_some())
    }

    fn place(&self, name: &str, key: &str) -> Option<usize> {
        self.all.iter().position(|other| other.name == name && other.key == key)
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.all.iter().position(|other| other.id.as_deref() == Some(id))
    }
}

impl<D: Document> Session<D> {
    pub(super) fn subscribe(&mut self, id: CallId, deadline: Instant, name: String, params: D) {
        let text = match read_params::<D>(&params) {
            Ok(text) => text,
            Err(error) => return self.refuse(id, error),
        };
        let key = key::<D>(&name, &params, &text);
        let all = &mut self.remote.subscriptions;
        let at = all.place(&name, &key).unwrap_or_else(|| {
            let (waiting, held) = (Vec::new(), Held::Not);
            all.all.push(Subscription {
                id: None,
                name,
                key,
                params,
                text,
                holders: 0,
                waiting,
                held,
            });
            all.all.len() - 1
        });
        let subscription = &mut all.all[at];
        if subscription.holders > 0 {
            subscription.holders += 1;
            return self.settle(id, Ok(Success::Ready));
        }
        subscription.waiting.push(Waiting { id, deadline });
        self.timers.advance(Timer::Calls, deadline);
        self.send_subscription(at);
    }

    pub(super) fn unsubscribe(&mut self, id: CallId, name: &str, params: &D) {
        if let Ok(text) = read_params::<D>(params)
            && let Some(at) = self.remote.subscriptions.place(name, &key::<D>(name, params, &text))
        {
            let subscription = &mut self.remote.subscriptions.all[at];
            match subscription.waiting.pop() {
                Some(waiting) => self.refuse(waiting.id, Error::ABORTED),
                None => subscription.holders -= 1,
            }
            self.end_unused(at);
        }
        self.settle(id, Ok(Success::Ready));
    }

    /// Sends every subscription that the server does not know of, in order.
    pub(super) fn resubscribe(&mut self) {
        for at in 0..self.remote.subscriptions.all.len() {
            self.send_subscription(at);
        }
    }

    /// The subscription with this id has sent what it begins with.
    pub(super) fn ready(&mut self, id: &str) {
        let subscriptions = &mut self.remote.subscriptions;
        let Some(at) = subscriptions.place_of(id) else { return self.amended(id, None) };
        let subscription = &mut subscriptions.all[at];
        subscription.held = Held::Not;
        let waiting = core::mem::take(&mut subscription.waiting);
        let again = (subscription.holders > 0)
            .then(|| (subscription.name.clone(), subscription.params.clone()));
        subscription.holders += waiting.len() as u32;
        if let Some((name, params)) = again {
            self.emit_remote(RemoteEvent::Resubscribed { name, params });
        }
        for Waiting { id, .. } in waiting {
            self.settle(id, Ok(Success::Ready));
        }
    }

    /// There is no subscription with this id, or not any more.
    pub(super) fn no_subscription(&mut self, now: Instant, id: &str, error: Option<D>) {
        let subscriptions = &mut self.remote.subscriptions;
        let Some(at) = subscriptions.place_of(id) else { return self.amended(id, error) };
        let again_at = error.as_ref().and_then(time_to_reset);
        if let Some(millis) = again_at.filter(|_| subscriptions.all[at].held == Held::Not) {
            return self.hold_subscription(at, now, millis);
        }
        let Subscription { name, params, holders, waiting, .. } = subscriptions.all.remove(at);
        if holders > 0 {
            self.emit_remote(RemoteEvent::Ended { name, params, error: error.clone() });
        }
        for Waiting { id, .. } in waiting {
            self.turn_down(id, error.clone());
        }
    }

    /// The server has forgotten all subscriptions with the connection.
    pub(super) fn lose_subscriptions(&mut self) {
        for subscription in &mut self.remote.subscriptions.all {
            subscription.id = None;
            subscription.held = Held::Not;
        }
    }

    /// Refuses the calls that wait for a subscription.
    pub(super) fn refuse_subscriptions(&mut self, error: &Error) {
        let all = &mut self.remote.subscriptions.all;
        let waiting = all.iter_mut().flat_map(|subscription| subscription.waiting.drain(..));
        let waiting: Vec<Waiting> = waiting.collect();
        all.retain(|subscription| subscription.holders > 0);
        for Waiting { id, .. } in waiting {
            self.refuse(id, error.clone());
        }
    }

    /// Nothing is subscribed to any more.
    pub(super) fn forget_subscriptions(&mut self) {
        self.remote.subscriptions.all.clear();
    }

    pub(super) fn cancel_subscribing(&mut self, id: CallId) -> bool {
        let is = |waiting: &Waiting| waiting.id == id;
        let all = &mut self.remote.subscriptions.all;
        let Some(at) = all.iter().position(|subscription| subscription.waiting.iter().any(is))
        else {
            return false;
        };
        all[at].waiting.retain(|waiting| !is(waiting));
        self.end_unused(at);
        true
    }

    /// Settles the calls that have waited too long for the server.
    pub(super) fn expire_subscriptions(&mut self, now: Instant) {
        for at in (0..self.remote.subscriptions.all.len()).rev() {
            let waiting = &mut self.remote.subscriptions.all[at].waiting;
            let (overdue, in_time) =
                core::mem::take(waiting).into_iter().partition(|waiting| waiting.deadline <= now);
            *waiting = in_time;
            let overdue: Vec<Waiting> = overdue;
            if overdue.is_empty() {
                continue;
            }
            for Waiting { id, .. } in overdue {
                self.settle(id, Err(Error::TIMEOUT.settled_as(Settled::Unknown)));
            }
            self.end_unused(at);
        }
    }

    pub(super) fn release_held_subscriptions(&mut self, now: Instant) {
        for at in 0..self.remote.subscriptions.all.len() {
            let held = &mut self.remote.subscriptions.all[at].held;
            if held.until().is_some_and(|at| at <= now) {
                *held = Held::Over;
                self.send_subscription(at);
            }
        }
    }

    pub(super) fn next_mid(&mut self) -> String {
        self.mids.next()
    }

    /// Sends the subscription, unless the server has it, or cannot be told now.
    fn send_subscription(&mut self, at: usize) {
        if self.state != State::Online || !self.writable || self.is_logging_in() {
            return;
        }
        let subscription = &mut self.remote.subscriptions.all[at];
        if subscription.id.is_some() || subscription.held.until().is_some() {
            return;
        }
        let id = self.mids.next();
        subscription.id = Some(id.clone());
        if let Some(remote) = self.protocol.remote() {
            let frame = remote.subscribe(&id, &subscription.name, subscription.text.clone());
            self.transmit(frame);
        }
    }

    /// Ends the subscription, if nobody wants it.
    fn end_unused(&mut self, at: usize) {
        let all = &mut self.remote.subscriptions.all;
        if all[at].holders > 0 || !all[at].waiting.is_empty() {
            return;
        }
        let Subscription { id: Some(id), .. } = all.remove(at) else { return };
        if self.state == State::Online
            && let Some(remote) = self.protocol.remote()
        {
            let frame = remote.unsubscribe(&id);
            self.transmit(frame);
        }
    }

    fn hold_subscription(&mut self, at: usize, now: Instant, millis: u64) {
        let subscription = &mut self.remote.subscriptions.all[at];
        let until = now + Duration::from_millis(millis);
        subscription.id = None;
        subscription.held = Held::Until(until);
        let name = subscription.name.clone();
        self.emit_remote(RemoteEvent::Held { name, millis });
        self.timers.advance(Timer::Calls, until);
    }

    /// Tells a caller that the server refuses: with its error, or without a reason.
    pub(super) fn turn_down(&mut self, id: CallId, error: Option<D>) {
        let settled = Settled::Refused;
        match error {
            Some(error) => {
                let refusal = Refusal { error, settled };
                self.outputs.push_back(Output::Return(id, Err(refusal)));
            }
            None => self.settle(id, Err(Error::NOT_ALLOWED.settled_as(settled))),
        }
    }
}

/// What the subscription is about, among those to the same publication.
fn key<D: Document>(name: &str, params: &D, text: &D::Text) -> String {
    let about = params.element(0).filter(|_| name.starts_with(STREAM));
    about.and_then(|about| about.as_str()).unwrap_or_else(|| D::text_to_string(text))
}
