//! Commands to subscriptions that take such, as `stream-user-presence` does: they look like further
//! subscriptions, and are answered as if those had ended at once.

use super::methods::read_params;
use super::{CallId, Session, Success, Timer};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;

/// Commands that have been sent and not been answered.
#[derive(Debug, Default)]
pub(super) struct Amendments(Vec<Amendment>);

#[derive(Debug)]
struct Amendment {
    id: String,
    call: CallId,
    deadline: Instant,
}

impl Amendments {
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.iter().map(|amendment| amendment.deadline).min()
    }

    fn take(&mut self, is: impl Fn(&Amendment) -> bool) -> Option<CallId> {
        let at = self.0.iter().position(is)?;
        Some(self.0.remove(at).call)
    }
}

impl<D: Document> Session<D> {
    pub(super) fn amend(
        &mut self,
        id: CallId,
        deadline: Instant,
        name: &str,
        params: D,
        command: &D,
    ) {
        let (text, command) = match (read_params::<D>(&params), read_params::<D>(command)) {
            (Ok(text), Ok(command)) => (text, command),
            (Err(error), _) | (_, Err(error)) => return self.refuse(id, error),
        };
        match self.remote.subscriptions.change(name, params, text) {
            Some(true) => {}
            // It says all this when it is made.
            Some(false) => return self.settle(id, Ok(Success::Ready)),
            None => return self.refuse(id, Error::NOT_SUBSCRIBED),
        }
        let mid = self.next_mid();
        let Some(remote) = self.protocol.remote() else { return };
        let frame = remote.subscribe(&mid, name, command);
        self.transmit(frame);
        self.remote.amendments.0.push(Amendment { id: mid, call: id, deadline });
        self.timers.advance(Timer::Calls, deadline);
    }

    /// The command `id`, if there is such, was carried out, or refused with an error.
    pub(super) fn amended(&mut self, id: &str, error: Option<D>) {
        let Some(call) = self.remote.amendments.take(|amendment| amendment.id == id) else {
            return;
        };
        match error {
            None => self.settle(call, Ok(Success::Ready)),
            Some(error) => self.turn_down(call, Some(error)),
        }
    }

    /// The connection is gone: what was asked for is said again with the subscription.
    pub(super) fn lose_amendments(&mut self) {
        while let Some(call) = self.remote.amendments.take(|_| true) {
            self.settle(call, Ok(Success::Ready));
        }
    }

    /// There will be no connection.
    pub(super) fn refuse_amendments(&mut self, error: &Error) {
        while let Some(call) = self.remote.amendments.take(|_| true) {
            self.refuse(call, error.clone());
        }
    }

    /// Settles what was not answered in time.
    pub(super) fn expire_amendments(&mut self, now: Instant) {
        while let Some(call) = self.remote.amendments.take(|amendment| amendment.deadline <= now) {
            self.settle(call, Err(Error::TIMEOUT.settled_as(Settled::Unknown)));
        }
    }
}
