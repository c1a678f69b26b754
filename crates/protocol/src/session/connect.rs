//! Calls of `connectRealtime`, and how long they wait.

use super::{CallId, Connecting, Reason, Session, State, Success};
use crate::document::Document;
use crate::error::Error;
use crate::time::Instant;
use core::time::Duration;

/// How long a person may take to give what the server asks for at a login.
#[cfg(feature = "ddp")]
pub(super) const CHALLENGE: Duration = Duration::from_secs(300);

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
        self.connecting.push(Connecting {
            id,
            deadline,
            #[cfg(feature = "ddp")]
            is_patient: timeout.is_none(),
        });
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

    /// The only attempt is given up where nobody waits for it.
    fn stop_unwanted(&mut self, now: Instant) {
        if self.is_first_attempt() && self.connecting.is_empty() {
            self.stop(now, Reason::GaveUp, None);
        }
    }

    /// Calls that set no bound wait until `patience` for a person to log in.
    #[cfg(feature = "ddp")]
    pub(super) fn be_patient(&mut self, patience: Instant) {
        for connecting in self.connecting.iter_mut().filter(|connecting| connecting.is_patient) {
            connecting.deadline = patience;
        }
    }

    fn is_first_attempt(&self) -> bool {
        !self.lost && self.state.has_connection() && self.state != State::Online
    }

    pub(super) fn answer_connecting(&mut self, result: &Result<Success, Error>) {
        for Connecting { id, .. } in core::mem::take(&mut self.connecting) {
            self.settle(id, result.clone());
        }
    }
}
