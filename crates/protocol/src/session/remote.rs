//! What a session does besides, where the protocol has method calls and subscriptions.

use super::amendments::Amendments;
use super::login::Login;
use super::methods::Method;
use super::queue::Command;
use super::subscriptions::Subscriptions;
use super::{CallId, Output, Reason, Session, State};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::event::{Event, RemoteEvent};
use crate::protocol::remote::Told;
use crate::time::Instant;
use alloc::string::String;
use core::time::Duration;

/// A call of a function that only protocols of method calls and subscriptions have.
#[derive(Clone, Debug)]
pub enum RemoteCall<D> {
    /// Calls a method.
    Method {
        /// Its name.
        name: String,
        /// An array.
        params: D,
        /// It may be done twice: where it was not answered before the connection was lost, it is
        /// sent again.
        again: bool,
    },
    /// Subscribes, unless there is such a subscription already. Settled when the server is ready.
    Subscribe {
        /// The name of the publication. Those that begin with `stream-` are streams.
        name: String,
        /// An array. For streams, subscriptions are the same that have the same first element;
        /// for others, those with the same elements.
        params: D,
    },
    /// Takes a [`RemoteCall::Subscribe`] back, one that waits or one that was settled well. The
    /// subscription ends with the last.
    Unsubscribe {
        /// As in `Subscribe`.
        name: String,
        /// As in `Subscribe`.
        params: D,
    },
    /// Changes a subscription that takes commands, as `stream-user-presence` does: they look like
    /// further subscriptions, and are answered as if those had ended at once.
    Amend {
        /// As in `Subscribe`.
        name: String,
        /// What to subscribe with on later connections: an array.
        params: D,
        /// The command: an array.
        now: D,
    },
    /// Logs in on the open connection, with the tokens that are then asked for. What is called
    /// after it waits for it.
    Login,
}

/// The server's no to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal<D> {
    /// Its error object: `{ error, reason?, message?, details? }`.
    pub error: D,
    /// Whether it is certain that nothing was done.
    pub settled: Settled,
}

/// The state of a session of method calls and subscriptions.
#[derive(Debug)]
pub(super) struct Remote<D: Document> {
    /// The protocol has such.
    pub(super) is_used: bool,
    pub(super) login: Login,
    pub(super) subscriptions: Subscriptions<D>,
    pub(super) amendments: Amendments,
}

impl<D: Document> Remote<D> {
    pub(super) fn new(is_used: bool) -> Self {
        Self {
            is_used,
            login: Login::default(),
            subscriptions: Subscriptions::new(),
            amendments: Amendments::default(),
        }
    }
}

impl<D: Document> Session<D> {
    pub(super) fn call_remote(
        &mut self,
        now: Instant,
        id: CallId,
        call: RemoteCall<D>,
        timeout: Option<Duration>,
    ) {
        // What is taken back is not made again, whether there is a connection now or not.
        let is_taken_back = matches!(call, RemoteCall::Unsubscribe { .. });
        if let Err(error) = self.check_connection()
            && !is_taken_back
        {
            return self.refuse(id, error);
        }
        if !self.remote.is_used {
            return self.refuse(id, Error::NO_METHODS);
        }
        match call {
            RemoteCall::Method { name, params, again } => {
                match Method::read(name, &params, again) {
                    Ok(method) => self.submit(now, id, timeout, Command::Method(method)),
                    Err(error) => self.refuse(id, error),
                }
            }
            RemoteCall::Subscribe { name, params } => {
                let deadline = self.deadline(now, timeout);
                self.subscribe(id, deadline, name, params);
            }
            RemoteCall::Unsubscribe { name, params } => self.unsubscribe(id, &name, &params),
            RemoteCall::Amend { name, params, now: command } => {
                let deadline = self.deadline(now, timeout);
                self.amend(id, deadline, &name, params, &command);
            }
            RemoteCall::Login => self.log_in(now, id, timeout),
        }
        self.schedule_calls();
    }

    /// Says the first word on an open socket.
    pub(super) fn greet(&mut self) {
        if let Some(remote) = self.protocol.remote() {
            let frame = remote.greet();
            self.transmit(frame);
        }
    }

    /// The server has told what only servers with methods and subscriptions tell.
    pub(super) fn told(&mut self, now: Instant, told: Told<D>) {
        let is_handshaking = matches!(self.state, State::Handshaking { .. });
        if !is_handshaking && !matches!(self.state, State::Online | State::Closing) {
            return;
        }
        match told {
            Told::Connected if is_handshaking => self.begin(now),
            Told::Failed { is_known } if is_handshaking => self.renegotiate(now, is_known),
            Told::Connected | Told::Failed { .. } | Told::Nothing => {}
            Told::Ping(id) => {
                if let Some(remote) = self.protocol.remote() {
                    let frame = remote.pong(id.as_deref());
                    self.transmit(frame);
                }
            }
            Told::Problem(frame) => self.emit_remote(RemoteEvent::Problem(frame)),
            Told::Result { id, result } => self.returned(now, &id, result),
            Told::Data(_) if self.state == State::Closing || self.queue.will_close() => {}
            Told::Data(frame) => self.emit_remote(RemoteEvent::Data(frame)),
            Told::Ready(ids) => {
                self.answered(now);
                for id in ids {
                    self.ready(&id);
                }
            }
            Told::Nosub { id, error } => {
                self.answered(now);
                self.no_subscription(now, &id, error);
            }
        }
    }

    /// The connection was lost: nobody will answer calls that must not be made twice.
    pub(super) fn lose_methods(&mut self) {
        for flying in core::mem::take(&mut self.flight) {
            if flying.survives() {
                self.flight.push_back(flying);
            } else {
                self.fail(flying, &Error::NOT_OPEN);
            }
        }
        self.lose_subscriptions();
        self.lose_amendments();
    }

    /// There will be no connection: refuses what waits for one.
    pub(super) fn refuse_remote(&mut self, error: &Error) {
        for id in self.remote.login.take_calls() {
            self.refuse(id, error.clone());
        }
        self.refuse_subscriptions(error);
        self.refuse_amendments(error);
    }

    /// The connection is closed by its user: nothing is made again.
    pub(super) fn forget_remote(&mut self) {
        self.refuse_remote(&Error::NOT_OPEN);
        self.forget_subscriptions();
    }

    /// Settles what has waited too long, and sends again what has waited long enough.
    pub(super) fn expire_remote(&mut self, now: Instant) {
        self.expire_login(now);
        self.expire_subscriptions(now);
        self.expire_amendments(now);
        if self.state == State::Online {
            self.release_held(now);
        }
    }

    pub(super) fn next_remote_deadline(&self) -> Option<Instant> {
        // What is held without a connection waits for the next one.
        let held = self.next_held().filter(|_| self.state == State::Online);
        let Remote { login, subscriptions, amendments, .. } = &self.remote;
        let moments = [login.next(), subscriptions.next(), amendments.next(), held];
        moments.into_iter().flatten().min()
    }

    /// Takes back a call that waits for something else than a method's answer.
    pub(super) fn cancel_remote(&mut self, now: Instant, id: CallId) {
        if self.remote.login.take(id) || self.cancel_subscribing(id) {
            self.refuse(id, Error::ABORTED);
            self.end_question();
            self.run_waiting(now);
        }
    }

    pub(super) fn emit_remote(&mut self, event: RemoteEvent<D>) {
        self.outputs.push_back(Output::Emit(Event::Remote(event)));
    }

    /// The server speaks another version of the protocol.
    fn renegotiate(&mut self, now: Instant, is_known: bool) {
        self.drop_socket();
        if is_known {
            self.dial(now);
        } else {
            self.stop(now, Reason::Refused, None);
        }
    }
}

/// How long the server wants to be left in peace, in milliseconds, where that is what its error
/// object says: `{ error: "too-many-requests", details: { timeToReset } }`.
pub(super) fn time_to_reset<D: Document>(error: &D) -> Option<u64> {
    error.field("error")?.as_str().filter(|error| error == "too-many-requests")?;
    let millis = error.field("details")?.field("timeToReset")?.as_f64()?;
    (0.0..=86_400_000.0).contains(&millis).then_some(millis as u64)
}
