//! How a connection begins and ends.

use super::flight::Sent;
use super::{
    CallId, Closed, Connecting, Output, Reason, Session, State, Success, Ticket, Timer, Tokens,
};
use crate::document::Document;
use crate::endpoint::with_token;
use crate::error::Error;
use crate::event::{Event, Status};
use crate::protocol::{Ending, Hello};
use crate::time::Instant;
use core::time::Duration;

impl<D: Document> Session<D> {
    pub(super) fn connect(
        &mut self,
        now: Instant,
        id: CallId,
        timeout: Option<Duration>,
        callable: bool,
    ) {
        if !callable {
            return self.settle(id, Err(Error::CALLBACK));
        }
        if self.state == State::Online && self.writable && !self.queue.will_close() {
            return self.settle(id, Ok(Success::Connected));
        }
        let limit = self.config.connect_timeout;
        let deadline = now + timeout.map_or(limit, |own| own.min(limit));
        self.connecting.push(Connecting { id, deadline });
        match self.state {
            State::Idle | State::Closed { .. } => {
                self.forgive();
                self.dial(now);
            }
            State::Waiting { .. } => self.dial(now),
            // The socket has ended, though its end has not been told.
            State::Online if !self.writable => self.replace_link(now),
            // The connection will be there, or will be closed first: see `end_close`.
            State::Connecting { .. }
            | State::Handshaking { .. }
            | State::Online
            | State::Closing => {}
        }
        self.schedule_calls();
    }

    pub(super) fn authorized(&mut self, now: Instant, ticket: Ticket, tokens: Tokens) {
        if self.asked != Some(ticket) {
            return;
        }
        self.asked = None;
        match (&self.state, tokens) {
            (State::Connecting { .. }, Tokens::Given(credentials)) => {
                let query = self.protocol.query(self.private.as_ref());
                let url = with_token(&self.config.url, &query, &credentials.token);
                self.credentials = credentials;
                self.has_socket = true;
                self.outputs.push_back(Output::Dial(url));
            }
            // The network that ended the connection may have kept the page from its tokens.
            (State::Connecting { .. }, Tokens::Failed) if self.lost => {
                self.end_dial(now, None);
            }
            (State::Connecting { .. }, _) => self.stop(now, Reason::Unauthorized, None),
            (State::Online, Tokens::Given(credentials)) => {
                self.credentials = credentials;
                if !self.features.signs_frames {
                    self.renew(now);
                }
                self.run_waiting(now);
            }
            (State::Online, _) if self.features.signs_frames => {
                self.refuse_waiting(now, &Error::LOGIN);
            }
            _ => {}
        }
    }

    pub(super) fn opened(&mut self, now: Instant) {
        let State::Connecting { attempt } = self.state else { return };
        if !self.has_socket {
            return;
        }
        if self.features.greets {
            self.enter(State::Handshaking { attempt });
        } else {
            self.go_online(now);
        }
    }

    /// The server has said that the connection may be used.
    pub(super) fn greeted(&mut self, now: Instant, hello: &Hello) {
        if !matches!(self.state, State::Handshaking { .. }) {
            return;
        }
        self.give_up_forgotten(now, hello);
        self.epoch = Some(hello.private.epoch.clone());
        self.max_frame = hello.max_frame.unwrap_or(usize::MAX);
        self.heartbeat =
            self.config.heartbeat.map(|own| hello.heartbeat.map_or(own, |its| own.min(its)));
        match (hello.recovered, self.private.take()) {
            (Some(recovered), Some(since)) => {
                let until = hello.private.clone();
                // What was missed follows, and moves the position on.
                self.private = Some(if recovered { since.clone() } else { until.clone() });
                self.emit_recovery(None, recovered, since, until);
            }
            _ => self.private = Some(hello.private.clone()),
        }
        self.go_online(now);
    }

    pub(super) fn failed(&mut self) {
        // A dial that fails is reported when the socket ends, with the answer of the call.
        if self.state == State::Online {
            self.emit(Status::Failed);
        }
    }

    pub(super) fn closed(&mut self, now: Instant, ended: Closed) {
        let had_socket = core::mem::take(&mut self.has_socket);
        match self.state {
            State::Connecting { .. } | State::Handshaking { .. } if had_socket => {
                self.end_dial(now, Some(ended));
            }
            State::Online => self.lose(now, Some(ended)),
            State::Closing => self.end_close(now),
            _ => {}
        }
    }

    pub(super) fn close(&mut self, now: Instant, id: CallId) {
        match self.state {
            State::Closing => {
                // Calls that asked for the next connection are overtaken by this one.
                self.answer_connecting(&Err(Error::CONNECTION));
                self.refuse_waiting(now, &Error::NOT_OPEN);
                self.closing.push(id);
            }
            State::Online if self.queue.is_empty() => self.hang_up(now, id),
            State::Online => {
                // As above: a close that is on its way is followed by no other connection.
                self.answer_connecting(&Err(Error::CONNECTION));
                self.close_after_waiting(now, id);
            }
            State::Idle | State::Closed { .. } => {
                self.forget();
                self.settle(id, Ok(Success::Closed));
            }
            State::Connecting { .. } | State::Handshaking { .. } | State::Waiting { .. } => {
                self.forget();
                self.stop(now, Reason::User, None);
                self.settle(id, Ok(Success::Closed));
            }
        }
    }

    /// Leaves the groups and closes the socket, once what was sent before has been answered. `id`
    /// is answered when the socket has ended.
    pub(super) fn hang_up(&mut self, now: Instant, id: CallId) {
        if self.writable && !self.groups.is_empty() {
            let frame = self.protocol.leave(None, None, &self.credentials);
            self.transmit(frame);
        }
        self.stop_link_timers();
        self.forget();
        self.enter(State::Closing);
        self.closing.push(id);
        self.timers.set(Timer::Close, now + self.config.close_timeout);
        self.hang_up_when_answered();
    }

    pub(super) fn hang_up_when_answered(&mut self) {
        let answered = self.flight.iter().all(|flying| flying.id.is_none());
        if self.has_socket && (answered || !self.writable) {
            self.has_socket = false;
            self.writable = false;
            self.outputs.push_back(Output::Hangup);
        }
    }

    /// The server did not open the connection in time.
    pub(super) fn abandon_dial(&mut self, now: Instant) {
        self.end_dial(now, None);
    }

    /// The server did not answer the close in time.
    pub(super) fn abandon_close(&mut self, now: Instant) {
        self.outputs.push_back(Output::Abandon);
        self.end_close(now);
    }

    /// A call does not wait for the connection any longer.
    pub(super) fn cancel_connecting(&mut self, now: Instant, id: CallId) {
        let Some(at) = self.connecting.iter().position(|connecting| connecting.id == id) else {
            return;
        };
        self.connecting.remove(at);
        self.settle(id, Err(Error::ABORTED));
        self.stop_unwanted(now);
    }

    pub(super) fn expire_connecting(&mut self, now: Instant) {
        let overdue = |connecting: &Connecting| connecting.deadline <= now;
        if !self.connecting.iter().any(overdue) {
            return;
        }
        // The only attempt, and nobody waits for it any longer: it ends like one that failed.
        if self.is_first_attempt() && self.connecting.iter().all(overdue) {
            return self.end_dial(now, None);
        }
        while let Some(at) = self.connecting.iter().position(overdue) {
            let Connecting { id, .. } = self.connecting.remove(at);
            self.settle(id, Err(Error::CONNECTION));
        }
    }

    /// The connection has ended though nobody here closed it.
    pub(super) fn lose(&mut self, now: Instant, ended: Option<Closed>) {
        self.leave_behind(now);
        self.emit(Status::UnexpectedClose);
        if !self.queue.will_close() {
            return self.retry(now, ended);
        }
        while let Some(close) = self.queue.take(|waiting| waiting.command.is_close()) {
            self.closing.push(close.id);
        }
        self.refuse_waiting(now, &Error::NOT_OPEN);
        self.end_close(now);
    }

    /// Loses a connection that is no use any more, and makes another one at once.
    pub(super) fn replace_link(&mut self, now: Instant) {
        self.lose(now, None);
        if matches!(self.state, State::Waiting { .. }) {
            self.dial(now);
        }
    }

    /// The open connection makes way for the next one.
    pub(super) fn leave_behind(&mut self, now: Instant) {
        self.drop_socket();
        self.groups.fall_behind();
        self.lost = true;
        if self.was_useful(now) {
            self.forgive();
        }
    }

    /// Closes the socket, and listens to it no more.
    pub(super) fn drop_socket(&mut self) {
        if core::mem::take(&mut self.has_socket) {
            self.outputs.push_back(Output::Abandon);
        }
        self.stop_link_timers();
        self.timers.stop(Timer::Retry);
    }

    pub(super) fn dial(&mut self, now: Instant) {
        self.attempt = self.next_attempt();
        self.timers.stop(Timer::Retry);
        self.timers.set(Timer::Connect, now + self.config.connect_timeout);
        self.enter(State::Connecting { attempt: self.attempt });
        if self.attempt > 0 {
            self.emit(Status::Reconnecting(self.attempt));
        }
        self.asked = None;
        self.authorize();
    }

    /// There is no connection, and none will be made without being asked for.
    pub(super) fn stop(&mut self, now: Instant, reason: Reason, ended: Option<Closed>) {
        self.drop_socket();
        let error = match reason {
            Reason::Unauthorized => Error::LOGIN,
            _ => Error::CONNECTION,
        };
        let waiting = if reason == Reason::Unauthorized { &error } else { &Error::NOT_OPEN };
        self.enter(State::Closed { reason, ended });
        if reason == Reason::User {
            self.emit(Status::Closed);
        }
        self.answer_connecting(&Err(error.clone()));
        self.lose_flight(&Error::NOT_OPEN);
        self.refuse_waiting(now, waiting);
    }

    pub(super) fn emit(&mut self, status: Status) {
        self.outputs.push_back(Output::Emit(Event::Status(status)));
    }

    pub(super) fn enter(&mut self, state: State) {
        self.state = state;
        self.outputs.push_back(Output::Emit(Event::State(self.state.clone())));
    }

    fn go_online(&mut self, now: Instant) {
        self.writable = true;
        self.congested = false;
        self.buffered = 0;
        self.online_since = now;
        self.timers.stop(Timer::Connect);
        self.enter(State::Online);
        self.emit(Status::Opened);
        self.resume_flight(now);
        self.start_heartbeat(now);
        self.answer_connecting(&Ok(Success::Connected));
        self.run_waiting(now);
    }

    /// A dial has come to nothing.
    fn end_dial(&mut self, now: Instant, ended: Option<Closed>) {
        self.drop_socket();
        let ending = self.ending(ended.as_ref());
        if self.lost || ending != Ending::Unauthorized {
            self.emit(Status::Failed);
        }
        if self.lost || (ending == Ending::Unauthorized && !self.token_refused) {
            return self.retry(now, ended);
        }
        let reason = match ending {
            Ending::Unauthorized => Reason::Unauthorized,
            Ending::Refused => Reason::Refused,
            _ => Reason::GaveUp,
        };
        self.stop(now, reason, ended);
    }

    /// The only attempt is given up where nobody waits for it.
    fn stop_unwanted(&mut self, now: Instant) {
        if self.is_first_attempt() && self.connecting.is_empty() {
            self.stop(now, Reason::GaveUp, None);
        }
    }

    fn is_first_attempt(&self) -> bool {
        !self.lost && self.state.has_connection() && self.state != State::Online
    }

    fn end_close(&mut self, now: Instant) {
        self.stop_link_timers();
        self.timers.stop(Timer::Close);
        self.has_socket = false;
        self.forget();
        self.enter(State::Closed { reason: Reason::User, ended: None });
        self.emit(Status::Closed);
        self.lose_flight(&Error::NOT_OPEN);
        for id in core::mem::take(&mut self.closing) {
            self.settle(id, Ok(Success::Closed));
        }
        if self.connecting.is_empty() {
            return self.refuse_waiting(now, &Error::NOT_OPEN);
        }
        // What was asked for while the connection was ending.
        self.forgive();
        self.dial(now);
    }

    /// What failed before does not count any more.
    fn forgive(&mut self) {
        self.attempt = 0;
        self.slow = false;
        self.token_refused = false;
    }

    fn stop_link_timers(&mut self) {
        self.asked = None;
        self.probe = None;
        self.congested = false;
        self.full = false;
        for timer in [Timer::Heartbeat, Timer::Pong, Timer::Answer, Timer::Drain, Timer::Connect] {
            self.timers.stop(timer);
        }
    }

    /// Nothing is left of the connection, nor of one that was lost before it.
    fn forget(&mut self) {
        self.lost = false;
        self.private = None;
        self.epoch = None;
        self.groups.clear();
    }

    fn answer_connecting(&mut self, result: &Result<Success, Error>) {
        for Connecting { id, .. } in core::mem::take(&mut self.connecting) {
            self.settle(id, result.clone());
        }
    }

    /// Puts a fresh token in the place of the one that is about to expire.
    fn renew(&mut self, now: Instant) {
        self.launch(now, None, None, Sent::Renew);
    }
}
