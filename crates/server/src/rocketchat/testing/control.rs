//! The hands of a test on the server: what is subscribed, and what happens to others.

use std::sync::Arc;

use serde_json::json;

use crate::outbox::Close;
use crate::rocketchat::accounts::Accounts;
use crate::rocketchat::caller::{Caller, Sink};
use crate::rocketchat::live::Live;
use crate::rocketchat::registry::{MethodResult, Module, Params, Pending, Subscription};
use crate::rocketchat::wire::{Json, MethodError, Outgoing, Packet};

/// With which connections are closed.
const BY_TEST: Close = Close { code: 1000, reason: "Closed by a test." };

#[derive(Debug)]
pub(super) struct Control {
    accounts: Arc<Accounts>,
    live: Arc<Live>,
}

impl Control {
    pub(super) fn new(accounts: Arc<Accounts>, live: Arc<Live>) -> Self {
        Self { accounts, live }
    }

    /// `[{session, id, name, params}]` of all connections.
    fn subscriptions(&self) -> Json {
        let mut list = Vec::new();
        self.live.each(|sink, subscriptions| {
            list.extend(subscriptions.iter().map(|subscription| {
                json!({
                    "session": **sink.session(),
                    "id": subscription.id,
                    "name": subscription.name,
                    "params": subscription.params.0,
                })
            }));
        });
        list.into()
    }

    /// `(name, event, args)`: an event of a stream, to whoever listens. How many got it.
    fn emit(&self, params: &Params) -> MethodResult {
        let (name, event) = (params.str(0)?, params.str(1)?);
        let fields = json!({ "eventName": event, "args": params.get(2).unwrap_or(&Json::Null) });
        let packet: Packet =
            Outgoing::Changed { collection: name, id: "id", fields: Some(&fields) }.into();
        let mut count = 0;
        self.each(name, event, |sink, _| {
            count += 1;
            sink.send(&packet);
        });
        Ok(Some(json!(count)))
    }

    /// `(name, event)`: ends subscriptions from the side of the server. How many.
    fn stop(&self, params: &Params) -> MethodResult {
        let mut count = 0;
        self.each(params.str(0)?, params.str(1)?, |sink, subscription| {
            count += 1;
            sink.stop(&subscription.id, None);
        });
        Ok(Some(json!(count)))
    }

    /// `(token)`: nobody can log in with it any more. Those who have stay, unless `(token, true)`.
    fn revoke(&self, params: &Params) -> MethodResult {
        let logged_in = self.accounts.resume(params.str(0)?)?;
        self.accounts.revoke(logged_in.token_id, logged_in.lifetime);
        if params.get(1) == Some(&Json::Bool(true)) {
            for sink in self.live.with_token(logged_in.token_id, None) {
                sink.close(BY_TEST);
            }
        }
        Ok(None)
    }

    fn close_all(&self) -> MethodResult {
        self.live.each(|sink, _| sink.close(BY_TEST));
        Ok(None)
    }

    fn each(&self, name: &str, event: &str, mut act: impl FnMut(&Sink, &Subscription)) {
        self.live.each(|sink, subscriptions| {
            for subscription in subscriptions {
                let is_of = |key: &crate::rocketchat::registry::StreamKey| key.event == event;
                if subscription.name == name && subscription.stream.as_ref().is_some_and(is_of) {
                    act(sink, subscription);
                }
            }
        });
    }
}

impl Module for Control {
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>> {
        let result = match method {
            "test:subscriptions" => Ok(Some(self.subscriptions())),
            "test:closeAll" => self.close_all(),
            "test:emit" => self.emit(params),
            "test:stop" => self.stop(params),
            "test:revoke" => self.revoke(params),
            "test:send" => send(caller, params),
            "test:logOut" => {
                caller.sink().log_out();
                Ok(None)
            }
            _ => return None,
        };
        Some(Box::pin(std::future::ready(result)))
    }
}

/// `(message)`: any message to the caller, before the answer.
fn send(caller: &Caller, params: &Params) -> MethodResult {
    let message = params.get(0).ok_or_else(MethodError::match_failed)?;
    caller.sink().send(&Packet::from(message));
    Ok(None)
}
