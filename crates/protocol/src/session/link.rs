//! How a connection begins and ends.

use super::{CallId, Output, Session, State, Success, Ticket, Timer};
use crate::document::Document;
use crate::endpoint::with_token;
use crate::error::Error;
use crate::event::{Event, Status};
use crate::protocol::Credentials;
use crate::time::Instant;

impl<D: Document> Session<D> {
    pub(super) fn connect(&mut self, now: Instant, id: CallId, callable: bool) {
        if !callable {
            return self.settle(id, Err(Error::CALLBACK));
        }
        if self.state == State::Online && self.writable && !self.will_close() {
            return self.settle(id, Ok(Success::Connected));
        }
        self.connecting.push(id);
        match self.state {
            State::Authorizing | State::Dialing | State::Closing => {}
            State::Idle | State::Lost => self.dial(now),
            // The connection will be closed first: see `end_close`.
            State::Online if self.writable => {}
            State::Online => {
                self.outputs.push_back(Output::Abandon);
                self.lose(now);
            }
        }
    }

    pub(super) fn authorized(
        &mut self,
        now: Instant,
        ticket: Ticket,
        credentials: Option<Credentials>,
    ) {
        if self.asked != Some(ticket) {
            return;
        }
        self.asked = None;
        match (self.state, credentials) {
            (State::Authorizing, Some(credentials)) => {
                self.outputs
                    .push_back(Output::Dial(with_token(&self.config.url, &credentials.token)));
                self.credentials = credentials;
                self.state = State::Dialing;
            }
            (State::Authorizing, None) => self.end_dial(now, Error::LOGIN),
            (State::Online, Some(credentials)) => {
                self.credentials = credentials;
                self.run_waiting(now);
            }
            (State::Online, None) => self.refuse_waiting(now, &Error::LOGIN),
            (State::Idle | State::Dialing | State::Closing | State::Lost, _) => {}
        }
    }

    pub(super) fn opened(&mut self, now: Instant) {
        if self.state != State::Dialing {
            return;
        }
        self.state = State::Online;
        self.writable = true;
        self.timers.stop(Timer::Connect);
        self.emit(Status::Opened);
        for group in self.groups.iter() {
            let frame = self.protocol.join(Some(group), &self.credentials);
            self.outputs.push_back(Output::Transmit(frame));
        }
        self.beat(now);
        self.answer_connecting(&Ok(Success::Connected));
        self.run_waiting(now);
    }

    pub(super) fn failed(&mut self) {
        // A dial that fails is reported when the socket ends, with the answer of the call.
        if self.state == State::Online {
            self.emit(Status::Failed);
        }
    }

    pub(super) fn closed(&mut self, now: Instant) {
        match self.state {
            State::Dialing => self.end_dial(now, Error::CONNECTION),
            State::Online => self.lose(now),
            State::Closing => self.end_close(now),
            State::Idle | State::Authorizing | State::Lost => {}
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
            State::Online if self.waiting.is_empty() => self.hang_up(now, id),
            State::Online => {
                // As above: a close that is on its way is followed by no other connection.
                self.answer_connecting(&Err(Error::CONNECTION));
                self.close_after_waiting(now, id);
            }
            State::Authorizing | State::Dialing => {
                if self.state == State::Dialing {
                    self.outputs.push_back(Output::Abandon);
                }
                self.asked = None;
                self.timers.stop(Timer::Connect);
                self.forget();
                self.emit(Status::Closed);
                self.answer_connecting(&Err(Error::CONNECTION));
                self.refuse_waiting(now, &Error::NOT_OPEN);
                self.settle(id, Ok(Success::Closed));
            }
            State::Idle | State::Lost => {
                self.forget();
                self.settle(id, Ok(Success::Closed));
            }
        }
    }

    /// Leaves the group and closes the socket. `id` is answered when the socket has ended.
    pub(super) fn hang_up(&mut self, now: Instant, id: CallId) {
        if self.writable && !self.groups.is_empty() {
            let frame = self.protocol.join(None, &self.credentials);
            self.outputs.push_back(Output::Transmit(frame));
        }
        self.outputs.push_back(Output::Hangup);
        self.forget();
        self.asked = None;
        self.writable = false;
        self.state = State::Closing;
        self.closing.push(id);
        self.timers.stop(Timer::Heartbeat);
        self.timers.set(Timer::Close, now + self.config.close_timeout);
    }

    /// The server did not open the connection in time.
    pub(super) fn abandon_dial(&mut self, now: Instant) {
        if self.state == State::Dialing {
            self.outputs.push_back(Output::Abandon);
        }
        self.end_dial(now, Error::CONNECTION);
    }

    /// The server did not answer the close in time.
    pub(super) fn abandon_close(&mut self, now: Instant) {
        self.outputs.push_back(Output::Abandon);
        self.end_close(now);
    }

    pub(super) fn beat(&mut self, now: Instant) {
        let Some(heartbeat) = self.config.heartbeat.filter(|_| self.writable) else {
            return;
        };
        let frame = self.protocol.keep_alive();
        self.outputs.push_back(Output::Transmit(frame));
        self.timers.set(Timer::Heartbeat, now + heartbeat);
    }

    pub(super) fn emit(&mut self, status: Status) {
        self.outputs.push_back(Output::Emit(Event::Status(status)));
    }

    fn dial(&mut self, now: Instant) {
        self.state = State::Authorizing;
        self.asked = None;
        self.authorize();
        self.timers.set(Timer::Connect, now + self.config.connect_timeout);
    }

    /// A dial has come to nothing.
    fn end_dial(&mut self, now: Instant, error: Error) {
        self.asked = None;
        self.timers.stop(Timer::Connect);
        self.state = if self.lost { State::Lost } else { State::Idle };
        if error == Error::CONNECTION {
            self.emit(Status::Failed);
        }
        let waiting = if error == Error::LOGIN { Error::LOGIN } else { Error::NOT_OPEN };
        self.answer_connecting(&Err(error));
        self.refuse_waiting(now, &waiting);
    }

    /// The connection has ended though nobody here closed it, or a close did not get out.
    fn lose(&mut self, now: Instant) {
        self.asked = None;
        self.writable = false;
        self.timers.stop(Timer::Heartbeat);
        self.state = State::Lost;
        self.lost = true;
        self.emit(Status::UnexpectedClose);
        self.refuse_waiting(now, &Error::NOT_OPEN);
        self.dial_if_asked(now);
    }

    fn end_close(&mut self, now: Instant) {
        self.timers.stop(Timer::Close);
        self.state = State::Idle;
        self.emit(Status::Closed);
        for id in std::mem::take(&mut self.closing) {
            self.settle(id, Ok(Success::Closed));
        }
        self.dial_if_asked(now);
    }

    /// Begins the connection that was asked for while the one before was ending.
    fn dial_if_asked(&mut self, now: Instant) {
        if !self.connecting.is_empty() {
            self.dial(now);
        }
    }

    /// Nothing is left of the connection, nor of one that was lost before it.
    fn forget(&mut self) {
        self.state = State::Idle;
        self.lost = false;
        self.groups.clear();
    }

    fn answer_connecting(&mut self, result: &Result<Success, Error>) {
        for id in std::mem::take(&mut self.connecting) {
            self.settle(id, result.clone());
        }
    }
}
