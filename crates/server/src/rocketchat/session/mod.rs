//! One DDP session: what a client says, and what it is answered.
//!
//! A session takes one message in after the other. It writes its answers into the outbox of its
//! connection, and says when the connection has to end.

mod calls;
mod documents;
mod login;
mod rates;
mod subscriptions;

use std::sync::Arc;

use tokio::time::Instant;

use super::caller::{Caller, Order, Sink};
use super::dialect::{Breach, Rules};
use super::wire::{Incoming, Json, MethodError, Outgoing, without_types};
use crate::app::App;
use crate::auth::TokenId;
use crate::limits::Budget;
use crate::metrics::RefusalLabels;
use crate::outbox::Close;
use documents::Documents;
use rates::Rates;
use subscriptions::Subscriptions;

/// The version of DDP without `ping` and `pong`.
const WITHOUT_PINGS: &str = "pre1";

/// The label of metrics for frames that break the rules.
const DDP_ERROR: &str = "DDP_ERROR";

/// The state of a session.
#[derive(Debug)]
pub(super) struct Session {
    app: Arc<App>,
    rules: &'static Rules,
    caller: Caller,
    version: Option<&'static str>,
    login: Option<Shown>,
    subscriptions: Subscriptions,
    documents: Documents,
    rates: Rates,
    errors: Budget,
}

/// The token that was shown to log in.
#[derive(Clone, Copy, Debug)]
struct Shown {
    token: TokenId,
    /// `None` is beyond what a clock can show.
    end: Option<Instant>,
}

impl Session {
    /// Begins, with the greeting of the dialect.
    pub(super) fn new(app: Arc<App>, sink: Sink) -> Self {
        let rules = app.config.rocketchat.ddp_dialect.rules();
        app.rocketchat.live.begin(sink.clone());
        if let Some(server_id) = rules.greeting {
            sink.tell(Outgoing::ServerId { server_id });
        }
        Self {
            rules,
            caller: Caller::new(sink),
            version: None,
            login: None,
            subscriptions: Subscriptions::default(),
            documents: Documents::default(),
            rates: Rates::new(&app.config.rocketchat),
            errors: Budget::of_errors(&app.config.limits),
            app,
        }
    }

    /// Whether `connect` was accepted.
    pub(super) fn is_connected(&self) -> bool {
        self.version.is_some()
    }

    /// Whether the client knows `ping` and `pong`.
    pub(super) fn has_pings(&self) -> bool {
        self.version.is_some_and(|version| version != WITHOUT_PINGS)
    }

    /// When the connection has to end, because the token that was shown does.
    pub(super) fn expires(&self) -> Option<Instant> {
        self.login.and_then(|shown| shown.end)
    }

    /// Takes a frame in; `None` is one that is no JSON. Gives why the connection has to end.
    pub(super) async fn take_in(&mut self, frame: Option<Json>) -> Option<Close> {
        let Some(frame) = frame else {
            let breach = self.rules.not_json;
            return self.breach(breach, "Bad request", None);
        };
        let message = match Incoming::parse(&frame) {
            Ok(Incoming::Connect { version, support }) => {
                return self.connect(version, support, &frame);
            }
            message => message,
        };
        if self.version.is_none() {
            return self.refuse_early(message.is_ok() || has_kind(&frame), &frame);
        }
        match message {
            Ok(Incoming::Method { id, method, params }) => self.call(&id, &method, params).await,
            Ok(Incoming::Sub { id, name, params }) => self.subscribe(id, name, params).await,
            Ok(Incoming::Unsub { id }) => self.unsubscribe(id.as_ref()),
            Ok(Incoming::Ping { id }) if self.has_pings() => {
                self.tell(Outgoing::Pong { id: id.as_ref() });
                None
            }
            Ok(Incoming::Pong) if self.has_pings() => None,
            Ok(_) => self.breach(self.rules.unknown, "Bad request", Some(&frame)),
            Err(mistake) => {
                let breach = self.rules.after(mistake);
                self.breach(breach, mistake.reason(), Some(&frame))
            }
        }
    }

    /// Does what others than the client want.
    pub(super) async fn obey(&mut self, order: Order) -> Option<Close> {
        match order {
            Order::Stop { sub, error } => self.stop(&sub, error.as_ref()),
            Order::LogOut => self.log_out().await,
        }
        None
    }

    fn connect(
        &mut self,
        version: Option<String>,
        support: Option<Vec<String>>,
        frame: &Json,
    ) -> Option<Close> {
        const NORMAL: Close = Close { code: 1000, reason: "Normal closure" };

        if self.version.is_some() {
            let breach = self.rules.connected_already;
            return self.breach(breach, "Already connected", Some(frame));
        }
        match self.rules.negotiate(version.as_deref(), support.as_deref()) {
            Ok(version) => {
                self.version = Some(version);
                self.tell(Outgoing::Connected { session: self.caller.session() });
                None
            }
            Err(version) => {
                self.tell(Outgoing::Failed { version });
                Some(NORMAL)
            }
        }
    }

    fn refuse_early(&mut self, is_message: bool, frame: &Json) -> Option<Close> {
        let reason = if is_message { "Must connect first" } else { "Bad request" };
        self.breach(self.rules.not_connected, reason, Some(frame))
    }

    /// Answers a frame that breaks the rules.
    fn breach(&mut self, breach: Breach, reason: &str, frame: Option<&Json>) -> Option<Close> {
        match breach {
            Breach::Ignored => None,
            Breach::Close(close) => Some(close),
            Breach::Error => {
                let label = RefusalLabels { code: DDP_ERROR };
                self.app.metrics.refused.get_or_create(&label).inc();
                self.tell(Outgoing::Error { reason, offending_message: frame });
                (!self.errors.take()).then_some(Close::TOO_MANY_ERRORS)
            }
        }
    }

    fn tell(&self, message: Outgoing<'_>) {
        self.caller.sink().tell(message);
    }

    /// The error as this dialect prints it.
    fn printed(&self, mut error: MethodError) -> MethodError {
        if !self.rules.whole_frame {
            error.details = error.details.as_ref().map(without_types);
        }
        error
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.end_subscriptions();
        if self.caller.user().is_some() {
            self.app.rocketchat.registry.logged_out(&self.caller);
        }
        self.app.rocketchat.live.end(self.caller.session());
    }
}

fn has_kind(frame: &Json) -> bool {
    frame.get("msg").is_some_and(|kind| !super::wire::is_falsy(kind))
}
