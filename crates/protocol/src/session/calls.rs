//! Posts and joins: read at the call, checked and sent when their turn comes.

use super::{CallId, Notification, Output, Recipient, Session, State, Success, Timer};
use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::Error;
use crate::protocol::Post;
use crate::time::Instant;
use crate::wire::MAX_CONTENT_BYTES;

/// A command that has been read and not been carried out.
#[derive(Debug)]
pub(super) struct Waiting<D: Document> {
    id: CallId,
    deadline: Instant,
    command: Command<D>,
}

/// What was read is kept with its error, because the published order of checks looks at the
/// connection first.
#[derive(Debug)]
enum Command<D: Document> {
    Post {
        recipient: Recipient,
        content: Result<Option<D::Text>, Error>,
        notification: Result<Option<Notification>, Error>,
    },
    Join(Result<Target, Error>),
    /// A close that lets what was called before it go out first.
    Close,
}

/// What `joinRealtime` is asked for.
#[derive(Debug)]
enum Target {
    Group(String),
    Nothing,
    /// A value that is no group, but falsy: nothing to do where nothing is joined.
    Falsy,
}

impl<D: Document> Session<D> {
    pub(super) fn post(
        &mut self,
        now: Instant,
        id: CallId,
        message: Result<D, Error>,
        recipient: &D,
        notification: &D,
    ) {
        if !self.has_connection() {
            return self.settle(id, Err(Error::NO_CONNECTION));
        }
        let recipient = match Recipient::parse(recipient) {
            Ok(recipient) => recipient,
            Err(error) => return self.settle(id, Err(error)),
        };
        let content = read_content(message);
        let notification = Notification::parse(notification);
        self.submit(now, id, Command::Post { recipient, content, notification });
    }

    pub(super) fn join(&mut self, now: Instant, id: CallId, params: Result<D, Error>) {
        if !self.has_connection() {
            return self.settle(id, Err(Error::NO_CONNECTION));
        }
        self.submit(now, id, Command::Join(read_target(params)));
    }

    pub(super) fn close_after_waiting(&mut self, now: Instant, id: CallId) {
        let deadline = now + self.config.close_timeout;
        self.wait(Waiting { id, deadline, command: Command::Close });
    }

    /// Whether a close is among the commands that wait.
    pub(super) fn will_close(&self) -> bool {
        self.waiting.iter().any(|waiting| matches!(waiting.command, Command::Close))
    }

    /// Carries out what waits, as far as the connection allows.
    pub(super) fn run_waiting(&mut self, now: Instant) {
        while self.state != State::Closing || self.connecting.is_empty() {
            let Some(waiting) = self.waiting.pop_front() else { break };
            self.run(now, waiting.id, waiting.command);
        }
        self.schedule_queue();
    }

    /// Refuses what waits. A close among it is carried out.
    pub(super) fn refuse_waiting(&mut self, now: Instant, error: &Error) {
        for Waiting { id, command, .. } in std::mem::take(&mut self.waiting) {
            match command {
                Command::Close => self.close(now, id),
                Command::Join(_) | Command::Post { .. } => self.settle(id, Err(error.clone())),
            }
        }
        self.schedule_queue();
    }

    /// Refuses what has waited too long.
    pub(super) fn expire_waiting(&mut self, now: Instant) {
        if self.waiting.iter().any(|waiting| waiting.is_overdue_close(now)) {
            return self.refuse_waiting(now, &Error::NOT_OPEN);
        }
        while self.waiting.front().is_some_and(|waiting| waiting.deadline <= now) {
            if let Some(Waiting { id, .. }) = self.waiting.pop_front() {
                self.settle(id, Err(Error::NOT_OPEN));
            }
        }
        self.schedule_queue();
    }

    /// Whether `connectRealtime` has been called and not been undone: by `closeRealtime`, or
    /// by a first connection that did not open.
    fn has_connection(&self) -> bool {
        match self.state {
            State::Idle => false,
            State::Closing => !self.connecting.is_empty(),
            State::Authorizing | State::Dialing | State::Online | State::Lost => true,
        }
    }

    fn submit(&mut self, now: Instant, id: CallId, command: Command<D>) {
        let open = self.state == State::Online && self.writable;
        let signed = self.protocol.signs_frames();
        if self.state == State::Lost
            || (self.state == State::Online && !self.writable)
            || (open && !signed && self.waiting.is_empty())
        {
            return self.run(now, id, command);
        }
        if open && signed {
            self.authorize();
        }
        let deadline = now + self.config.send_timeout;
        self.wait(Waiting { id, deadline, command });
    }

    fn wait(&mut self, waiting: Waiting<D>) {
        self.timers.advance(Timer::Queue, waiting.deadline);
        self.waiting.push_back(waiting);
    }

    fn schedule_queue(&mut self) {
        let earliest = self.waiting.iter().map(|waiting| waiting.deadline).min();
        self.timers.put(Timer::Queue, earliest);
    }

    fn run(&mut self, now: Instant, id: CallId, command: Command<D>) {
        let result = match command {
            Command::Close if self.state == State::Online => return self.hang_up(now, id),
            Command::Close => return self.close(now, id),
            _ if !self.has_connection() => Err(Error::NO_CONNECTION),
            Command::Join(target) => self.send_join(target),
            Command::Post { recipient, content, notification } => {
                self.send_post(&recipient, content, notification)
            }
        };
        self.settle(id, result);
    }

    fn send_post(
        &mut self,
        recipient: &Recipient,
        content: Result<Option<D::Text>, Error>,
        notification: Result<Option<Notification>, Error>,
    ) -> Result<Success, Error> {
        let content = content?;
        let notification = notification?;
        self.check_writable()?;
        self.protocol.reaches(recipient)?;
        if let Recipient::Group(group) = recipient
            && !self.groups.contains(group)
        {
            return Err(Error::not_joined(group.clone()));
        }
        let post = Post { recipient, content, notification: notification.as_ref() };
        let frame = self.protocol.post(post, &self.credentials);
        self.outputs.push_back(Output::Transmit(frame));
        Ok(Success::Sent)
    }

    fn send_join(&mut self, target: Result<Target, Error>) -> Result<Success, Error> {
        let group = match target? {
            Target::Falsy | Target::Nothing if self.groups.is_empty() => return Ok(Success::Left),
            Target::Falsy => return Err(Error::GROUP_TYPE),
            Target::Nothing => None,
            Target::Group(group) => Some(group),
        };
        self.check_writable()?;
        let frame = self.protocol.join(group.as_deref(), &self.credentials);
        self.outputs.push_back(Output::Transmit(frame));
        match group {
            Some(group) => {
                self.groups.enter(group.clone());
                Ok(Success::Joined(group))
            }
            None => {
                self.groups.clear();
                Ok(Success::Left)
            }
        }
    }

    fn check_writable(&self) -> Result<(), Error> {
        if self.writable { Ok(()) } else { Err(Error::NOT_OPEN) }
    }
}

impl<D: Document> Waiting<D> {
    fn is_overdue_close(&self, now: Instant) -> bool {
        matches!(self.command, Command::Close) && self.deadline <= now
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

fn read_target<D: Document>(params: Result<D, Error>) -> Result<Target, Error> {
    let params = params?;
    if params.kind() != Kind::Object {
        return Err(Error::GROUP_TYPE);
    }
    match defined(&params, "group") {
        None => Ok(Target::Falsy),
        Some(group) => match (group.kind(), group.as_str()) {
            (Kind::Null, _) => Ok(Target::Nothing),
            (_, Some(name)) if name.is_empty() => Ok(Target::Nothing),
            (_, Some(name)) => Ok(Target::Group(name)),
            _ if is_falsy(&group) => Ok(Target::Falsy),
            _ => Err(Error::GROUP_TYPE),
        },
    }
}
