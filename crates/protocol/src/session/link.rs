//! How a connection begins and ends.

use super::flight::Sent;
use super::{Closed, Output, Reason, Session, State, Success, Ticket, Timer, Tokens};
use crate::document::Document;
use crate::error::Error;
use crate::event::{Event, Status};
use crate::protocol::{Credentials, Ending, Hello};
use crate::time::Instant;

impl<D: Document> Session<D> {
    pub(super) fn authorized(&mut self, now: Instant, ticket: Ticket, tokens: Tokens) {
        if self.asked != Some(ticket) {
            return;
        }
        self.asked = None;
        match (&self.state, tokens) {
            (State::Connecting { .. }, Tokens::Given(credentials)) => {
                self.open_socket(credentials);
            }
            // Nobody need be logged in to call methods, unless somebody was.
            #[cfg(feature = "ddp")]
            (State::Connecting { .. }, Tokens::None) if self.remote.is_used => {
                self.open_socket(Credentials::default());
            }
            #[cfg(feature = "ddp")]
            (State::Handshaking { .. }, tokens) => self.log_in_with(now, tokens),
            #[cfg(feature = "ddp")]
            (State::Online, tokens) if self.remote.is_used => self.log_in_with(now, tokens),
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
            #[cfg(feature = "ddp")]
            self.greet();
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

    /// The server did not open the connection in time.
    pub(super) fn abandon_dial(&mut self, now: Instant) {
        self.end_dial(now, None);
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
        #[cfg(feature = "ddp")]
        self.lose_methods();
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
        #[cfg(feature = "ddp")]
        self.refuse_remote(waiting);
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

    /// Asks for a socket, with these tokens for the connection.
    fn open_socket(&mut self, credentials: Credentials) {
        let url = self.protocol.url(&self.config.url, self.private.as_ref(), &credentials);
        self.credentials = credentials;
        self.has_socket = true;
        self.outputs.push_back(Output::Dial(url));
    }

    pub(super) fn go_online(&mut self, now: Instant) {
        self.writable = true;
        self.congested = false;
        self.buffered = 0;
        self.online_since = now;
        self.timers.stop(Timer::Connect);
        self.enter(State::Online);
        self.emit(Status::Opened);
        #[cfg(feature = "ddp")]
        self.resubscribe();
        self.resume_flight(now);
        self.start_heartbeat(now);
        self.answer_connecting(&Ok(Success::Connected));
        self.run_waiting(now);
    }

    /// A dial has come to nothing.
    pub(super) fn end_dial(&mut self, now: Instant, ended: Option<Closed>) {
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

    /// What failed before does not count any more.
    pub(super) fn forgive(&mut self) {
        self.attempt = 0;
        self.slow = None;
        self.token_refused = false;
    }

    pub(super) fn stop_link_timers(&mut self) {
        #[cfg(feature = "ddp")]
        self.remote.login.lose();
        self.asked = None;
        self.probe = None;
        self.congested = false;
        self.full = false;
        for timer in [Timer::Heartbeat, Timer::Pong, Timer::Answer, Timer::Drain, Timer::Connect] {
            self.timers.stop(timer);
        }
    }

    /// Puts a fresh token in the place of the one that is about to expire.
    pub(super) fn renew(&mut self, now: Instant) {
        self.launch(now, None, None, Sent::Renew);
    }
}
