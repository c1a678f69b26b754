//! Method calls and subscriptions, between the page and the core.
//!
//! The documents in them are EJSON in its plain form on both sides: what reads and writes it is
//! JavaScript.

use crate::exports::what;
use crate::value::Value;
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::session::{Refusal, RemoteCall};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/ddp.js")]
extern "C" {
    #[wasm_bindgen(js_name = refusalOf)]
    fn refusal_of(error: &JsValue, settled: &str) -> JsValue;

    #[wasm_bindgen(js_name = subscriptionOf)]
    fn subscription_of(name: &str, params: &JsValue, error: &JsValue) -> JsValue;

    fn held(name: &str, millis: f64) -> JsValue;
}

/// The call `what` with its arguments; `None` where it has no name.
pub(crate) fn read(what: u32, arguments: &Array) -> Option<RemoteCall<Value>> {
    let argument = |at| Value(arguments.get(at));
    let named = |at| arguments.get(at).as_string();
    Some(match what {
        what::METHOD => {
            let again = arguments.get(2).as_bool() == Some(true);
            RemoteCall::Method { name: named(0)?, params: argument(1), again }
        }
        what::SUBSCRIBE => RemoteCall::Subscribe { name: named(0)?, params: argument(1) },
        what::UNSUBSCRIBE => RemoteCall::Unsubscribe { name: named(0)?, params: argument(1) },
        what::AMEND => RemoteCall::Amend { name: named(0)?, params: argument(1), now: argument(2) },
        _ => RemoteCall::Login,
    })
}

/// What the promise of a call is settled with.
pub(crate) fn answer_of(result: Result<Option<Value>, Refusal<Value>>) -> Result<JsValue, JsValue> {
    match result {
        Ok(value) => Ok(value.map_or(JsValue::UNDEFINED, |value| value.0)),
        Err(Refusal { error, settled }) => Err(refusal_of(&error.0, settled.as_str())),
    }
}

/// The word for an event, and what goes with it.
pub(crate) fn told(event: &RemoteEvent<Value>) -> (&'static str, JsValue) {
    match event {
        RemoteEvent::Data(frame) => ("frame", frame.0.clone()),
        RemoteEvent::Ended { name, params, error } => {
            let error = error.as_ref().map(|error| &error.0);
            ("ended", subscription_of(name, &params.0, error.unwrap_or(&JsValue::UNDEFINED)))
        }
        RemoteEvent::Held { name, millis } => ("held", held(name, *millis as f64)),
        RemoteEvent::LoggedIn(result) => ("login", result.0.clone()),
        RemoteEvent::LoginRefused(error) => ("refused", error.0.clone()),
        RemoteEvent::Problem(frame) => ("problem", frame.0.clone()),
        RemoteEvent::Resubscribed { name, params } => {
            ("resubscribed", subscription_of(name, &params.0, &JsValue::UNDEFINED))
        }
    }
}
