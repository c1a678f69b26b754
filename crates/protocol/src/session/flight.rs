//! Commands that have been sent and not been answered.

use super::{CallId, Output, Session, State, Success, Timer};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::protocol::{Frame, Hello, Join, Position, Post, Receipt};
use crate::session::{Notification, Recipient};
use crate::text::{push_hex, push_number};
use crate::time::Instant;
use std::collections::VecDeque;
use std::time::Duration;

/// How many commands may be unanswered before the next ones wait.
pub(super) const WINDOW: usize = 10_000;

/// A command on its way.
#[derive(Debug)]
pub(super) struct Flying<D: Document> {
    /// `None` where nobody waits for the answer.
    pub(super) id: Option<CallId>,
    mid: String,
    pub(super) deadline: Option<Instant>,
    first_sent: Instant,
    sent: Sent<D>,
}

/// What is needed to do it again.
#[derive(Debug)]
pub(super) enum Sent<D: Document> {
    Join(String),
    Leave,
    Post { recipient: Recipient, content: Option<D::Text>, notification: Option<Notification> },
    Renew,
}

/// Names for commands: unique among those of all sessions, as far as their seeds are.
#[derive(Debug)]
pub(super) struct Mids {
    prefix: String,
    count: u64,
}

impl Mids {
    pub(super) fn new(entropy: u64) -> Self {
        let mut prefix = String::new();
        push_hex(&mut prefix, entropy);
        prefix.push('-');
        Self { prefix, count: 0 }
    }

    fn next(&mut self) -> String {
        self.count += 1;
        let mut mid = self.prefix.clone();
        push_number(&mut mid, self.count);
        mid
    }
}

impl<D: Document> Session<D> {
    /// Sends a command for the first time, and waits for its answer where the protocol has one.
    /// `false` where nobody will answer.
    pub(super) fn launch(
        &mut self,
        now: Instant,
        id: Option<CallId>,
        deadline: Option<Instant>,
        sent: Sent<D>,
    ) -> bool {
        let mid = self.mids.next();
        let flying = Flying { id, mid, deadline, first_sent: now, sent };
        self.transmit_flying(&flying);
        if self.features.acknowledges {
            self.track(now, flying);
        }
        self.features.acknowledges
    }

    /// Sends again, on a new connection, what was not answered on the one before: first the joins
    /// of all groups, then the posts in their order.
    pub(super) fn resume_flight(&mut self, now: Instant) {
        let mut before = std::mem::take(&mut self.flight);
        let names: Vec<String> = self.groups.iter().map(|group| group.name.clone()).collect();
        for name in names {
            let same =
                |flying: &Flying<D>| matches!(&flying.sent, Sent::Join(group) if *group == name);
            let at = before.iter().position(same);
            match at.and_then(|at| before.remove(at)) {
                Some(flying) => self.relaunch(now, flying),
                None => {
                    self.launch(now, None, None, Sent::Join(name));
                }
            }
        }
        for flying in before {
            match flying.sent {
                Sent::Post { .. } => self.relaunch(now, flying),
                Sent::Join(_) => self.fail(flying, &Error::NOT_OPEN),
                Sent::Leave | Sent::Renew => self.succeed(flying, Success::Left),
            }
        }
    }

    /// Gives up the posts that a server would not know again if it had taken them already.
    pub(super) fn give_up_forgotten(&mut self, now: Instant, hello: &Hello) {
        let restarted = self.epoch.as_ref().is_some_and(|epoch| *epoch != hello.private.epoch);
        let limit = hello.dedupe.unwrap_or(Duration::MAX);
        for flying in std::mem::take(&mut self.flight) {
            let is_post = matches!(flying.sent, Sent::Post { .. });
            if is_post && (restarted || now - flying.first_sent >= limit) {
                self.fail(flying, &Error::RESTARTED);
            } else {
                self.flight.push_back(flying);
            }
        }
    }

    /// The server has answered the command `mid` with yes.
    pub(super) fn acknowledged(&mut self, now: Instant, mid: &str, receipt: Receipt) {
        self.answered_at = now;
        let Some(flying) = self.take_flying(|flying| flying.mid == mid) else { return };
        let success = match flying.sent {
            Sent::Post { .. } => Success::Acknowledged(receipt),
            Sent::Join(_) | Sent::Leave | Sent::Renew => Success::Left,
        };
        self.succeed(flying, success);
        self.landed(now);
    }

    /// The server has answered the command `mid` with no.
    pub(super) fn refused(&mut self, now: Instant, mid: &str, error: &Error) {
        self.answered_at = now;
        let Some(flying) = self.take_flying(|flying| flying.mid == mid) else { return };
        if let Sent::Join(name) = &flying.sent {
            self.shut_out(name);
        }
        self.fail(flying, error);
        self.landed(now);
    }

    /// The server has let this session into the group.
    pub(super) fn joined(
        &mut self,
        now: Instant,
        group: &str,
        position: Position,
        recovered: Option<bool>,
    ) {
        self.answered_at = now;
        self.catch_up(group, position, recovered);
        let is = |flying: &Flying<D>| matches!(&flying.sent, Sent::Join(name) if name == group);
        while let Some(flying) = self.take_flying(is) {
            self.succeed(flying, Success::Joined(group.into()));
        }
        self.landed(now);
    }

    /// What was missed in the group has been delivered, or will never be.
    fn catch_up(&mut self, name: &str, until: Position, recovered: Option<bool>) {
        let Some(group) = self.groups.get_mut(name) else { return };
        group.position = Some(until.clone());
        if let (Some(recovered), Some(since)) = (recovered, group.behind.take()) {
            self.emit_recovery(Some(name.into()), recovered, since, until);
        }
    }

    /// Settles everything that is on its way: nobody will know what became of it.
    pub(super) fn lose_flight(&mut self, error: &Error) {
        for flying in std::mem::take(&mut self.flight) {
            self.fail(flying, error);
        }
    }

    /// Settles the largest post on its way, which the server did not take.
    pub(super) fn refuse_largest(&mut self) {
        let largest = (0..self.flight.len()).max_by_key(|at| self.flight[*at].len());
        if let Some(flying) = largest.and_then(|at| self.flight.remove(at)) {
            self.fail(flying, &Error::TOO_LARGE.settled_as(Settled::Refused));
        }
    }

    /// Takes back the call `id`, as far as that is possible.
    pub(super) fn forget_flying(&mut self, id: CallId, error: &Error) -> bool {
        let is = |flying: &Flying<D>| flying.id == Some(id);
        let Some(at) = self.flight.iter().position(is) else { return false };
        let flying = &mut self.flight[at];
        if matches!(flying.sent, Sent::Post { .. }) {
            self.flight.remove(at);
        } else {
            // Its answer still matters, though not to the caller.
            flying.id = None;
            flying.deadline = None;
        }
        self.settle(id, Err(error.clone().settled_as(Settled::Unknown)));
        true
    }

    /// Settles what was not answered in time.
    pub(super) fn expire_flight(&mut self, now: Instant) {
        let is = |flying: &Flying<D>| flying.deadline.is_some_and(|at| at <= now);
        while let Some(id) = self.flight.iter().find(|flying| is(flying)).and_then(|f| f.id) {
            self.forget_flying(id, &Error::TIMEOUT);
        }
    }

    /// The earliest deadline.
    pub(super) fn next_flight_deadline(&self) -> Option<Instant> {
        self.flight.iter().filter_map(|flying| flying.deadline).min()
    }

    fn relaunch(&mut self, now: Instant, flying: Flying<D>) {
        self.transmit_flying(&flying);
        self.track(now, flying);
    }

    fn track(&mut self, now: Instant, flying: Flying<D>) {
        if let Some(deadline) = flying.deadline {
            self.timers.advance(Timer::Calls, deadline);
        }
        if !self.timers.is_set(Timer::Answer) {
            self.answered_at = now;
            self.timers.set(Timer::Answer, now + self.config.heartbeat_timeout);
        }
        self.flight.push_back(flying);
    }

    fn transmit_flying(&mut self, flying: &Flying<D>) {
        let mid = self.features.acknowledges.then_some(&*flying.mid);
        let frame = match &flying.sent {
            Sent::Post { recipient, content, notification } => {
                let (content, notification) = (content.clone(), notification.as_ref());
                let post = Post { recipient, mid, content, notification };
                self.protocol.post(post, &self.credentials)
            }
            Sent::Join(group) => {
                let since = self.groups.get_mut(group).and_then(|group| group.behind.as_ref());
                self.protocol.join(Join { group, mid, since }, &self.credentials)
            }
            // Sent by its caller, who knows the group.
            Sent::Leave => return,
            Sent::Renew => match self.protocol.renew(&flying.mid, &self.credentials) {
                Some(frame) => frame,
                None => return,
            },
        };
        self.transmit(frame);
    }

    /// Leaves one group. As [`Self::launch`].
    pub(super) fn launch_leave(
        &mut self,
        now: Instant,
        id: Option<CallId>,
        deadline: Option<Instant>,
        group: &str,
    ) -> bool {
        let mid = self.mids.next();
        let acknowledges = self.features.acknowledges;
        let wire_mid = acknowledges.then_some(&*mid);
        let frame = self.protocol.leave(Some(group), wire_mid, &self.credentials);
        self.transmit(frame);
        if acknowledges {
            self.track(now, Flying { id, mid, deadline, first_sent: now, sent: Sent::Leave });
        }
        acknowledges
    }

    pub(super) fn transmit(&mut self, frame: Frame<D>) {
        self.buffered = self.buffered.saturating_add(frame.len());
        self.outputs.push_back(Output::Transmit(frame));
        if self.buffered > self.config.high_water {
            self.outputs.push_back(Output::Measure);
            self.congested = true;
        }
    }

    /// A group that the server keeps this session out of.
    fn shut_out(&mut self, name: &str) {
        let Some(group) = self.groups.remove(name) else { return };
        if let Some(since) = group.position {
            self.emit_recovery(Some(group.name), false, since.clone(), since);
        }
    }

    fn take_flying(&mut self, is: impl Fn(&Flying<D>) -> bool) -> Option<Flying<D>> {
        self.flight.remove(self.flight.iter().position(is)?)
    }

    fn landed(&mut self, now: Instant) {
        if self.flight.is_empty() {
            self.timers.stop(Timer::Answer);
        }
        match self.state {
            State::Closing => self.hang_up_when_answered(),
            _ => self.run_waiting(now),
        }
    }

    fn succeed(&mut self, flying: Flying<D>, success: Success) {
        if let Some(id) = flying.id {
            self.settle(id, Ok(success));
        }
    }

    fn fail(&mut self, flying: Flying<D>, error: &Error) {
        if let Some(id) = flying.id {
            self.settle(id, Err(error.clone().settled_as(Settled::Unknown)));
        }
    }
}

impl<D: Document> Flying<D> {
    fn len(&self) -> usize {
        match &self.sent {
            Sent::Post { content: Some(text), .. } => D::text_len(text),
            _ => 0,
        }
    }
}

/// Commands on their way, in the order in which they were sent.
pub(super) type Flight<D> = VecDeque<Flying<D>>;
