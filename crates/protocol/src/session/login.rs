//! Logging in: in the handshake of every connection, and on an open one.

use super::connect::CHALLENGE;
use super::remote::time_to_reset;
use super::{CallId, Output, Reason, Session, State, Timer, Tokens};
use crate::document::Document;
use crate::error::Error;
use crate::event::RemoteEvent;
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// A login on its way, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Login {
    /// The server has begun the session of this connection.
    has_begun: bool,
    /// The call of the method that has not been answered.
    id: Option<String>,
    /// The server wants it later.
    held_until: Option<Instant>,
    waiting: Vec<Waiting>,
}

/// A call of the owner's that waits for the login.
#[derive(Debug)]
struct Waiting {
    id: CallId,
    deadline: Instant,
    /// The caller set no bound, so a person may take their time with what they are asked for.
    is_patient: bool,
}

impl Login {
    pub(super) fn is_flying(&self, id: &str) -> bool {
        self.id.as_deref() == Some(id)
    }

    /// The connection is gone: the next one logs in by itself.
    pub(super) fn lose(&mut self) {
        self.has_begun = false;
        self.id = None;
        self.held_until = None;
    }

    pub(super) fn take_calls(&mut self) -> Vec<CallId> {
        self.waiting.drain(..).map(|waiting| waiting.id).collect()
    }

    /// Takes back the call `id`, if it is here.
    pub(super) fn take(&mut self, id: CallId) -> bool {
        let at = self.waiting.iter().position(|waiting| waiting.id == id);
        at.map(|at| self.waiting.remove(at)).is_some()
    }

    pub(super) fn next(&self) -> Option<Instant> {
        let deadline = self.waiting.iter().map(|waiting| waiting.deadline).min();
        [deadline, self.held_until].into_iter().flatten().min()
    }

    fn is_busy(&self) -> bool {
        !self.waiting.is_empty() || self.id.is_some() || self.held_until.is_some()
    }
}

impl<D: Document> Session<D> {
    /// Whether calls have to wait because it is not settled who makes them.
    pub(super) fn is_logging_in(&self) -> bool {
        self.state == State::Online && self.remote.login.is_busy()
    }

    /// The server has begun the session: the first thing is to say who we are.
    pub(super) fn begin(&mut self, now: Instant) {
        if core::mem::replace(&mut self.remote.login.has_begun, true) {
            return;
        }
        if self.credentials.token.is_empty() {
            self.welcome(now);
        } else {
            self.send_login();
        }
    }

    /// Logs in on the open connection, or on the one that is being made.
    pub(super) fn log_in(&mut self, now: Instant, id: CallId, timeout: Option<Duration>) {
        let deadline = self.deadline(now, timeout);
        self.remote.login.waiting.push(Waiting { id, deadline, is_patient: timeout.is_none() });
        if self.state == State::Online && self.remote.login.id.is_none() {
            self.authorize();
        }
    }

    /// Here is what to log in with, on a connection that has begun.
    pub(super) fn log_in_with(&mut self, now: Instant, tokens: Tokens) {
        match tokens {
            Tokens::Given(credentials) => {
                self.credentials = credentials;
                if self.state != State::Online {
                    self.timers.set(Timer::Connect, now + self.config.connect_timeout);
                }
                self.send_login();
            }
            Tokens::None | Tokens::Failed if self.state != State::Online => {
                self.stop(now, Reason::Unauthorized, None);
            }
            Tokens::None | Tokens::Failed => {
                for id in self.remote.login.take_calls() {
                    self.refuse(id, Error::LOGIN);
                }
                self.logged_in(now);
            }
        }
    }

    /// The server has answered the login.
    pub(super) fn login_answered(&mut self, now: Instant, result: Result<Option<D>, D>) {
        self.remote.login.id = None;
        let error = match result {
            Ok(value) => return self.let_in(now, value),
            Err(error) => error,
        };
        if let Some(millis) = time_to_reset(&error) {
            self.remote.login.held_until = Some(now + Duration::from_millis(millis));
            self.emit_remote(RemoteEvent::Held { name: "login".into(), millis });
            self.wait_for_person(now);
            return self.schedule_calls();
        }
        self.token_refused = true;
        self.emit_remote(RemoteEvent::LoginRefused(error));
        if self.state == State::Online && self.remote.login.waiting.is_empty() {
            // Who wanted it has taken it back: nobody is asked for anything.
            return self.logged_in(now);
        }
        // Somebody may be asked for a password, or for the code of a second factor.
        self.wait_for_person(now);
        self.authorize();
    }

    /// Settles the calls that have waited too long, and logs in when the server wants it again.
    pub(super) fn expire_login(&mut self, now: Instant) {
        let is_overdue = |waiting: &Waiting| waiting.deadline <= now;
        while let Some(at) = self.remote.login.waiting.iter().position(is_overdue) {
            let Waiting { id, .. } = self.remote.login.waiting.remove(at);
            self.outputs.push_back(Output::Settle(id, Err(Error::TIMEOUT)));
            self.end_question();
        }
        if self.remote.login.held_until.take_if(|at| *at <= now).is_some() {
            self.send_login();
        }
        if self.state == State::Online && !self.remote.login.is_busy() {
            self.logged_in(now);
        }
    }

    /// What is being asked on the open connection is not wanted any more, where nobody waits for it.
    pub(super) fn end_question(&mut self) {
        if self.state == State::Online && self.remote.login.waiting.is_empty() {
            self.asked = None;
        }
    }

    fn send_login(&mut self) {
        let id = self.next_mid();
        let Some(remote) = self.protocol.remote() else { return };
        let frame = remote.login(&id, &self.credentials);
        self.remote.login.id = Some(id);
        self.transmit(frame);
    }

    fn let_in(&mut self, now: Instant, value: Option<D>) {
        self.token_refused = false;
        if let Some(value) = &value {
            self.emit_remote(RemoteEvent::LoggedIn(value.clone()));
        }
        for id in self.remote.login.take_calls() {
            self.outputs.push_back(Output::Return(id, Ok(value.clone())));
        }
        match self.state {
            State::Online => self.logged_in(now),
            _ => self.welcome(now),
        }
    }

    /// The connection may be used.
    fn welcome(&mut self, now: Instant) {
        self.max_frame = usize::MAX;
        self.heartbeat = self.config.heartbeat;
        // Nobody has logged in for those who wait for that.
        for id in self.remote.login.take_calls() {
            self.refuse(id, Error::LOGIN);
        }
        self.go_online(now);
        self.schedule_calls();
    }

    /// It is settled who makes the calls: those that waited for it go out.
    fn logged_in(&mut self, now: Instant) {
        self.resubscribe();
        self.run_waiting(now);
        self.schedule_calls();
    }

    /// What was given no bound by its caller has the time of a person.
    fn wait_for_person(&mut self, now: Instant) {
        let patience = now + CHALLENGE;
        for waiting in self.remote.login.waiting.iter_mut().filter(|waiting| waiting.is_patient) {
            waiting.deadline = patience;
        }
        if self.state != State::Online {
            self.timers.set(Timer::Connect, patience);
            self.be_patient(patience);
        }
        self.schedule_calls();
    }
}
