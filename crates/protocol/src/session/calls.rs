//! Posts and joins: read at the call, checked and sent when their turn comes.

use super::flight::WINDOW;
use super::queue::{Command, Target, Waiting};
use super::{CallId, Notification, Recipient, Session, State, Timer};
use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::{Error, Settled};
use crate::protocol::Position;
use crate::time::Instant;
use crate::wire::MAX_CONTENT_BYTES;
use alloc::vec::Vec;
use core::time::Duration;

impl<D: Document> Session<D> {
    pub(super) fn post(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        message: Result<D, Error>,
        recipient: &D,
        notification: &D,
    ) {
        if let Err(error) = self.check_connection() {
            return self.refuse(id, error);
        }
        let recipient = match Recipient::parse(recipient) {
            Ok(recipient) => recipient,
            Err(error) => return self.refuse(id, error),
        };
        let content = read_content(message);
        let notification = Notification::parse(notification);
        self.submit(now, id, timeout, Command::Post { recipient, content, notification });
    }

    pub(super) fn join(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        params: Result<D, Error>,
    ) {
        match self.check_connection() {
            Ok(()) => self.submit(now, id, timeout, Command::Join(read_target(params))),
            Err(error) => self.refuse(id, error),
        }
    }

    pub(super) fn hold(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        group: D,
        since: &D,
    ) {
        let named = group.as_str().filter(|name| !name.is_empty()).ok_or(Error::GROUP_TYPE);
        match self.check_connection().and(named) {
            Ok(name) => {
                let since = read_position(since);
                self.submit(now, id, timeout, Command::Hold { name, key: group, since });
            }
            Err(error) => self.refuse(id, error),
        }
    }

    pub(super) fn release(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        group: &D,
    ) {
        let named = group.as_str().ok_or(Error::GROUP_TYPE);
        match self.check_connection().and(named) {
            Ok(name) => self.submit(now, id, timeout, Command::Release(name)),
            Err(error) => self.refuse(id, error),
        }
    }

    /// Takes a call back that has not been settled.
    pub(super) fn cancel(&mut self, now: Instant, id: CallId) {
        let is_meant = |waiting: &Waiting<D>| waiting.id == id && !waiting.command.is_close();
        if self.queue.take(is_meant).is_some() {
            self.refuse(id, Error::ABORTED);
        } else if !self.forget_flying(id, &Error::ABORTED) {
            #[cfg(feature = "ddp")]
            self.cancel_remote(now, id);
            self.cancel_connecting(now, id);
        }
        self.landed(now);
        self.schedule_calls();
    }

    pub(super) fn close_after_waiting(&mut self, now: Instant, id: CallId) {
        let deadline = now + self.config.close_timeout;
        self.wait(Waiting { id, deadline, command: Command::Close });
    }

    /// Carries out what waits, as far as the connection allows.
    pub(super) fn run_waiting(&mut self, now: Instant) {
        while self.may_run() {
            let Some(waiting) = self.queue.pop() else { break };
            self.run(now, waiting);
        }
    }

    /// Refuses what waits. A close among it is carried out.
    pub(super) fn refuse_waiting(&mut self, now: Instant, error: &Error) {
        // What is called by a close's end waits for the next connection.
        let mut closes = Vec::new();
        while let Some(Waiting { id, command, .. }) = self.queue.pop() {
            match command {
                Command::Close => closes.push(id),
                _ => self.refuse(id, error.clone()),
            }
        }
        for id in closes {
            self.close(now, id);
        }
        self.schedule_calls();
    }

    /// Settles what has waited too long.
    pub(super) fn expire_calls(&mut self, now: Instant) {
        let overdue = |waiting: &Waiting<D>| waiting.deadline <= now;
        while let Some(Waiting { id, command, .. }) = self.queue.take(overdue) {
            match command {
                // Nothing that was called before it will go out any more.
                Command::Close => {
                    self.refuse_waiting(now, &Error::NOT_OPEN);
                    self.close(now, id);
                }
                _ => self.refuse(id, Error::NOT_OPEN),
            }
        }
        if self.features.signs_frames && self.state == State::Online && self.queue.is_empty() {
            // Whoever was asked for tokens may never answer: the next call asks again.
            self.asked = None;
        }
        self.expire_flight(now);
        #[cfg(feature = "ddp")]
        self.expire_remote(now);
        self.expire_connecting(now);
        self.landed(now);
        self.schedule_calls();
    }

    /// Sets the timer to the earliest deadline. Where calls are only settled, it may stay at that
    /// of one that is settled: to look for the next one at every answer would take longer.
    pub(super) fn schedule_calls(&mut self) {
        let connecting = self.connecting.iter().map(|connecting| connecting.deadline).min();
        let deadlines = [self.queue.next_deadline(), self.next_flight_deadline(), connecting];
        let next = deadlines.into_iter().flatten().min();
        #[cfg(feature = "ddp")]
        let next = [next, self.next_remote_deadline()].into_iter().flatten().min();
        self.timers.put(Timer::Calls, next);
    }

    /// Refuses a call that has sent nothing.
    pub(super) fn refuse(&mut self, id: CallId, error: Error) {
        self.settle(id, Err(error.settled_as(Settled::NeverSent)));
    }

    pub(super) fn check_connection(&self) -> Result<(), Error> {
        match self.state {
            State::Closing if !self.connecting.is_empty() => Ok(()),
            State::Closed { .. } if self.lost => Err(Error::NOT_OPEN),
            _ if self.state.has_connection() => Ok(()),
            _ => Err(Error::NO_CONNECTION),
        }
    }

    pub(super) fn may_run(&self) -> bool {
        #[cfg(feature = "ddp")]
        if self.is_logging_in() {
            return false;
        }
        match self.state {
            State::Online => {
                self.is_clear() && !(self.features.signs_frames && self.asked.is_some())
            }
            // What is still there was called after the close.
            State::Closing => self.connecting.is_empty(),
            _ => false,
        }
    }

    /// Whether the connection takes another command now.
    fn is_clear(&self) -> bool {
        self.writable && !self.congested && self.flight.len() < WINDOW
    }

    /// When a call is settled at the latest that is given so much time.
    pub(super) fn deadline(&self, now: Instant, timeout: Option<Duration>) -> Instant {
        let limit = self.config.send_timeout;
        now + timeout.map_or(limit, |own| own.min(limit))
    }

    pub(super) fn submit(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        command: Command<D>,
    ) {
        let deadline = self.deadline(now, timeout);
        let is_open = self.state == State::Online && self.is_clear();
        #[cfg(feature = "ddp")]
        let is_open = is_open && !self.is_logging_in();
        let signs = self.features.signs_frames;
        if is_open && !signs && self.queue.is_empty() {
            return self.run(now, Waiting { id, deadline, command });
        }
        let limits = self.config.queue;
        if limits.messages > 0 && !self.queue.has_room(limits, command.len()) {
            return self.refuse(id, Error::QUEUE_FULL);
        }
        if is_open && signs {
            self.authorize();
        } else if limits.messages == 0 {
            return self.refuse(id, Error::NOT_OPEN);
        }
        self.wait(Waiting { id, deadline, command });
    }

    fn wait(&mut self, waiting: Waiting<D>) {
        self.timers.advance(Timer::Calls, waiting.deadline);
        self.queue.push(waiting);
    }
}

/// Reads the payload at the call: what the caller does to it later changes nothing.
fn read_content<D: Document>(message: Result<D, Error>) -> Result<Option<D::Text>, Error> {
    let text = message?.to_text().map_err(|_| Error::DATA_TYPE)?;
    match &text {
        Some(text) if D::text_len(text) > MAX_CONTENT_BYTES => Err(Error::DATA_SIZE),
        Some(_) | None => Ok(()),
    }?;
    Ok(text)
}

fn read_target<D: Document>(params: Result<D, Error>) -> Result<Target<D>, Error> {
    let params = params?;
    if params.kind() != Kind::Object {
        return Err(Error::GROUP_TYPE);
    }
    let Some(group) = defined(&params, "group") else { return Ok(Target::Falsy) };
    match (group.kind(), group.as_str()) {
        (Kind::Null, _) => Ok(Target::Nothing),
        (_, Some(name)) if name.is_empty() => Ok(Target::Nothing),
        (_, Some(name)) => Ok(Target::Group(name, group)),
        _ if is_falsy(&group) => Ok(Target::Falsy),
        _ => Err(Error::GROUP_TYPE),
    }
}

/// Reads `{ epoch, offset }`; anything else is no position.
fn read_position<D: Document>(value: &D) -> Option<Position> {
    let epoch = value.field("epoch")?.as_str()?;
    Some(Position { epoch, offset: value.field("offset")?.as_integer()? })
}
