//! How a connection is closed by its user.

use super::{CallId, Output, Reason, Session, State, Success, Timer};
use crate::document::Document;
use crate::error::Error;
use crate::event::Status;
use crate::time::Instant;

impl<D: Document> Session<D> {
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
        if self.writable
            && !self.groups.is_empty()
            && let Some(frame) = self.protocol.leave(None, None, &self.credentials)
        {
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

    /// The server did not answer the close in time.
    pub(super) fn abandon_close(&mut self, now: Instant) {
        self.outputs.push_back(Output::Abandon);
        self.end_close(now);
    }

    pub(super) fn end_close(&mut self, now: Instant) {
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

    /// Nothing is left of the connection, nor of one that was lost before it.
    fn forget(&mut self) {
        self.lost = false;
        self.private = None;
        self.epoch = None;
        self.groups.clear();
        #[cfg(feature = "ddp")]
        self.forget_remote();
    }
}
