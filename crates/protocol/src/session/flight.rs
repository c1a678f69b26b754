//! Commands that have been sent and not been answered.

#[cfg(feature = "ddp")]
use super::methods::Method;
use super::{CallId, Output, Session, Success, Timer};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::protocol::{Frame, Hello, Join, Post};
use crate::session::{Notification, Recipient};
use crate::text::{push_hex, push_number};
use crate::time::Instant;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// How many commands may be unanswered before the next ones wait.
pub(super) const WINDOW: usize = 10_000;

/// A command on its way.
#[derive(Debug)]
pub(super) struct Flying<D: Document> {
    /// `None` where nobody waits for the answer.
    pub(super) id: Option<CallId>,
    pub(super) mid: String,
    pub(super) deadline: Option<Instant>,
    first_sent: Instant,
    /// It went out on an earlier connection too.
    pub(super) resent: bool,
    pub(super) sent: Sent<D>,
}

/// What is needed to do it again.
#[derive(Debug)]
pub(super) enum Sent<D: Document> {
    Join(String),
    Leave(String),
    Post {
        recipient: Recipient,
        content: Option<D::Text>,
        notification: Option<Notification>,
    },
    Renew,
    #[cfg(feature = "ddp")]
    Method(Method<D>),
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

    pub(super) fn next(&mut self) -> String {
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
        let flying = self.name(now, id, deadline, sent);
        let frame = self.encode(&flying);
        self.take_off(now, flying, frame)
    }

    /// As [`Self::launch`], for a post: refused where the server would not take the frame.
    pub(super) fn launch_post(
        &mut self,
        now: Instant,
        id: CallId,
        deadline: Instant,
        sent: Sent<D>,
    ) -> Result<bool, Error> {
        let flying = self.name(now, Some(id), Some(deadline), sent);
        let frame = self.encode(&flying);
        if frame.as_ref().is_some_and(|frame| frame.len() > self.max_frame) {
            return Err(Error::TOO_LARGE);
        }
        Ok(self.take_off(now, flying, frame))
    }

    /// Sends again, on a new connection, what was not answered on the one before: first the joins
    /// of all groups, then the posts in their order.
    pub(super) fn resume_flight(&mut self, now: Instant) {
        let mut before = core::mem::take(&mut self.flight);
        self.largest = 0;
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
            match &flying.sent {
                Sent::Post { .. } => self.relaunch(now, flying),
                // Another call for a group that is being joined.
                Sent::Join(name) if self.groups.contains(name) => self.relaunch(now, flying),
                Sent::Join(_) => self.fail(flying, &Error::NOT_OPEN),
                Sent::Leave(_) | Sent::Renew => self.succeed(flying, Success::Left),
                #[cfg(feature = "ddp")]
                Sent::Method(_) if flying.is_held() => self.track(now, flying),
                #[cfg(feature = "ddp")]
                Sent::Method(_) => self.relaunch(now, flying),
            }
        }
    }

    /// Gives up the posts that a server would not know again if it had taken them already.
    pub(super) fn give_up_forgotten(&mut self, now: Instant, hello: &Hello) {
        let restarted = self.epoch.as_ref().is_some_and(|epoch| *epoch != hello.private.epoch);
        let limit = hello.dedupe.unwrap_or(Duration::MAX);
        for flying in core::mem::take(&mut self.flight) {
            let is_post = matches!(flying.sent, Sent::Post { .. });
            if is_post && (restarted || now - flying.first_sent >= limit) {
                self.fail(flying, &Error::RESTARTED);
            } else {
                self.flight.push_back(flying);
            }
        }
    }

    /// Settles everything that is on its way: nobody will know what became of it.
    pub(super) fn lose_flight(&mut self, error: &Error) {
        for flying in core::mem::take(&mut self.flight) {
            self.fail(flying, error);
        }
    }

    /// Settles the largest post that was sent, which the server did not take. Where its caller has
    /// taken it back, the others are not to blame.
    pub(super) fn refuse_largest(&mut self) {
        let size = self.largest.max(1);
        let largest = self.flight.iter().position(|flying| flying.len() >= size);
        if let Some(flying) = largest.and_then(|at| self.flight.remove(at)) {
            self.fail(flying, &Error::TOO_LARGE.settled_as(Settled::Refused));
        }
    }

    /// Takes back the call `id`, as far as that is possible.
    pub(super) fn forget_flying(&mut self, id: CallId, error: &Error) -> bool {
        let is = |flying: &Flying<D>| flying.id == Some(id);
        let Some(at) = self.flight.iter().position(is) else { return false };
        let flying = &mut self.flight[at];
        if flying.is_forgettable() {
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

    fn relaunch(&mut self, now: Instant, mut flying: Flying<D>) {
        flying.resent = true;
        self.send_again(now, flying);
    }

    pub(super) fn send_again(&mut self, now: Instant, flying: Flying<D>) {
        if let Some(frame) = self.encode(&flying) {
            self.transmit(frame);
        }
        self.track(now, flying);
    }

    pub(super) fn name(
        &mut self,
        now: Instant,
        id: Option<CallId>,
        deadline: Option<Instant>,
        sent: Sent<D>,
    ) -> Flying<D> {
        Flying { id, mid: self.mids.next(), deadline, first_sent: now, resent: false, sent }
    }

    fn take_off(&mut self, now: Instant, flying: Flying<D>, frame: Option<Frame<D>>) -> bool {
        if let Some(frame) = frame {
            self.transmit(frame);
        }
        if self.features.acknowledges {
            self.track(now, flying);
        }
        self.features.acknowledges
    }

    fn track(&mut self, now: Instant, flying: Flying<D>) {
        self.largest = self.largest.max(flying.len());
        if let Some(deadline) = flying.deadline {
            self.timers.advance(Timer::Calls, deadline);
        }
        if !self.timers.is_set(Timer::Answer) {
            self.answered_at = now;
            self.timers.set(Timer::Answer, now + self.config.heartbeat_timeout);
        }
        self.flight.push_back(flying);
    }

    fn encode(&mut self, flying: &Flying<D>) -> Option<Frame<D>> {
        let mid = self.features.acknowledges.then_some(&*flying.mid);
        match &flying.sent {
            Sent::Post { recipient, content, notification } => {
                let (content, notification) = (content.clone(), notification.as_ref());
                let post = Post { recipient, mid, content, notification };
                self.protocol.post(post, &self.credentials)
            }
            Sent::Join(group) => {
                let since = self.groups.get_mut(group).and_then(|group| group.behind.as_ref());
                self.protocol.join(Join { group, mid, since }, &self.credentials)
            }
            // Written by its caller, who knows the group.
            Sent::Leave(_) => None,
            Sent::Renew => self.protocol.renew(&flying.mid, &self.credentials),
            #[cfg(feature = "ddp")]
            Sent::Method(method) => method.encode(self.protocol.remote()?, &flying.mid),
        }
    }

    /// Leaves one group. As [`Self::launch`].
    pub(super) fn launch_leave(
        &mut self,
        now: Instant,
        id: Option<CallId>,
        deadline: Option<Instant>,
        group: &str,
    ) -> bool {
        let flying = self.name(now, id, deadline, Sent::Leave(group.into()));
        let mid = self.features.acknowledges.then_some(&*flying.mid);
        let frame = self.protocol.leave(Some(group), mid, &self.credentials);
        self.emit_left(group.into());
        self.take_off(now, flying, frame)
    }

    pub(super) fn transmit(&mut self, frame: Frame<D>) {
        let bytes = frame.len();
        self.outputs.push_back(Output::Transmit(frame));
        self.handed(bytes);
    }

    pub(super) fn take_flying(&mut self, is: impl Fn(&Flying<D>) -> bool) -> Option<Flying<D>> {
        self.flight.remove(self.flight.iter().position(is)?)
    }

    pub(super) fn succeed(&mut self, flying: Flying<D>, success: Success) {
        if let Some(id) = flying.id {
            self.settle(id, Ok(success));
        }
    }

    pub(super) fn fail(&mut self, flying: Flying<D>, error: &Error) {
        if let Some(id) = flying.id {
            self.settle(id, Err(error.clone().settled_as(Settled::Unknown)));
        }
    }
}

impl<D: Document> Flying<D> {
    pub(super) fn len(&self) -> usize {
        match &self.sent {
            Sent::Post { content: Some(text), .. } => D::text_len(text),
            #[cfg(feature = "ddp")]
            Sent::Method(method) => method.len(),
            _ => 0,
        }
    }

    /// Whether its answer matters to nobody but the caller.
    fn is_forgettable(&self) -> bool {
        match &self.sent {
            Sent::Post { .. } => true,
            #[cfg(feature = "ddp")]
            Sent::Method(_) => true,
            _ => false,
        }
    }
}

/// Commands on their way, in the order in which they were sent.
pub(super) type Flight<D> = VecDeque<Flying<D>>;
