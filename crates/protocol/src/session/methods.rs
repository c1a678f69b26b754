//! Calls of the server's methods.

use super::flight::{Flying, Sent};
use super::held::Held;
use super::remote::time_to_reset;
use super::{CallId, Output, Refusal, Session, State, Success};
use crate::document::{Document, Kind};
use crate::error::{Code, Error, Settled};
use crate::event::RemoteEvent;
use crate::protocol::Frame;
use crate::protocol::remote::Remote;
use crate::time::Instant;
use crate::wire::MAX_CONTENT_BYTES;
use alloc::string::String;
use core::time::Duration;

/// The arguments of a call are no array.
const PARAMS: Error = Error::fixed(Code::InvalidParameter, "\"params\" must be an array.");

/// A call of a method, read at the call.
#[derive(Debug)]
pub(super) struct Method<D: Document> {
    name: String,
    params: D::Text,
    /// See [`super::RemoteCall::Method`].
    again: bool,
    held: Held,
}

impl<D: Document> Method<D> {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// Where they are no array, have no JSON form, or are too large.
    pub(super) fn read(name: String, params: &D, again: bool) -> Result<Self, Error> {
        let params = read_params::<D>(params)?;
        Ok(Self { name, params, again, held: Held::Not })
    }

    /// The bytes of the arguments.
    pub(super) fn len(&self) -> usize {
        D::text_len(&self.params)
    }

    /// The frame of the call; `None` while it is held.
    pub(super) fn encode(&self, remote: &mut dyn Remote<D>, id: &str) -> Option<Frame<D>> {
        let is_due = self.held.until().is_none();
        is_due.then(|| remote.method(id, &self.name, self.params.clone()))
    }

    fn held_until(&self) -> Option<Instant> {
        self.held.until()
    }
}

/// The JSON text of an array of arguments.
///
/// # Errors
///
/// As [`Method::read`].
pub(super) fn read_params<D: Document>(params: &D) -> Result<D::Text, Error> {
    if params.kind() != Kind::Array {
        return Err(PARAMS);
    }
    match params.to_text() {
        Ok(Some(text)) if D::text_len(&text) > MAX_CONTENT_BYTES => Err(Error::DATA_SIZE),
        Ok(Some(text)) => Ok(text),
        Ok(None) | Err(_) => Err(Error::DATA_TYPE),
    }
}

impl<D: Document> Flying<D> {
    /// Whether it is sent again when its connection is lost: it was never carried out, or may be
    /// carried out twice.
    pub(super) fn survives(&self) -> bool {
        match &self.sent {
            Sent::Method(method) => method.again || self.is_held(),
            _ => true,
        }
    }

    pub(super) fn is_held(&self) -> bool {
        self.held_until().is_some()
    }

    fn held_until(&self) -> Option<Instant> {
        match &self.sent {
            Sent::Method(method) => method.held_until(),
            _ => None,
        }
    }
}

impl<D: Document> Session<D> {
    pub(super) fn run_method(
        &mut self,
        now: Instant,
        id: CallId,
        deadline: Instant,
        method: Method<D>,
    ) -> Result<Option<Success>, Error> {
        self.launch(now, Some(id), Some(deadline), Sent::Method(method));
        Ok(None)
    }

    /// A method has returned.
    pub(super) fn returned(&mut self, now: Instant, id: &str, result: Result<Option<D>, D>) {
        self.answered(now);
        if self.remote.login.is_flying(id) {
            return self.login_answered(now, result);
        }
        if matches!(self.state, State::Handshaking { .. }) {
            return;
        }
        let Some(flying) = self.take_flying(|flying| flying.mid == id) else { return };
        match result {
            Err(error) if self.is_to_be_held(now, &flying, &error) => {
                self.hold_back(flying, now, &error)
            }
            Ok(value) => self.give_back(flying, Ok(value)),
            Err(error) => {
                // The copy that went out before may have been carried out.
                let settled = if flying.resent { Settled::Unknown } else { Settled::Refused };
                self.give_back(flying, Err(Refusal { error, settled }));
            }
        }
        self.landed(now);
        self.schedule_calls();
    }

    /// Makes the calls once more that have been held for long enough.
    pub(super) fn release_held(&mut self, now: Instant) {
        let is_due = |flying: &Flying<D>| flying.held_until().is_some_and(|at| at <= now);
        while let Some(mut flying) = self.take_flying(is_due) {
            if let Sent::Method(method) = &mut flying.sent {
                method.held = Held::Over;
            }
            flying.mid = self.next_mid();
            self.send_again(now, flying);
        }
        self.release_held_subscriptions(now);
    }

    pub(super) fn next_held(&self) -> Option<Instant> {
        self.flight.iter().filter_map(Flying::held_until).min()
    }

    /// Whether the server refuses the call for now only, and there is time for another attempt.
    fn is_to_be_held(&self, now: Instant, flying: &Flying<D>, error: &D) -> bool {
        let Sent::Method(method) = &flying.sent else { return false };
        let Some(millis) = time_to_reset(error) else { return false };
        let again_at = now + Duration::from_millis(millis);
        method.held == Held::Not && flying.deadline.is_none_or(|deadline| again_at < deadline)
    }

    fn hold_back(&mut self, mut flying: Flying<D>, now: Instant, error: &D) {
        let millis = time_to_reset(error).unwrap_or_default();
        if let Sent::Method(method) = &mut flying.sent {
            method.held = Held::Until(now + Duration::from_millis(millis));
            let name = method.name.clone();
            self.emit_remote(RemoteEvent::Held { name, millis });
        }
        self.flight.push_back(flying);
    }

    fn give_back(&mut self, flying: Flying<D>, result: Result<Option<D>, Refusal<D>>) {
        if let Some(id) = flying.id {
            self.outputs.push_back(Output::Return(id, result));
        }
    }
}
