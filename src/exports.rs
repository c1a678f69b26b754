//! What the npm package's facade sees: one class with one method.
//!
//! Every exported function costs a shim of several hundred bytes in the module, so there is one
//! for all calls, which the facade gives their names. Without the facade there is
//! [`crate::standalone`].

use crate::client::Client;
#[cfg(feature = "rocketchat")]
use crate::remote;
use crate::value::Value;
use alloc::rc::Rc;
use groupwire_protocol::session::Call;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

/// A client with a connection of its own.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Core {
    client: Rc<Client>,
}

#[wasm_bindgen]
impl Core {
    /// Makes a client with these `RealtimeOptions`.
    ///
    /// # Errors
    ///
    /// `INVALID_PARAMETER` where an option has the wrong type or value.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "object")] options: &JsValue,
    ) -> Result<Self, JsValue> {
        Ok(Self { client: Client::new(options)? })
    }

    /// Makes the call `what`, one of [`what`], with these arguments: those that the call
    /// does not have are `undefined`. `timeout` is in milliseconds, negative for none.
    ///
    /// Gives the call's promise, or for the last ones the answer itself.
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn call(
        &self,
        what: u32,
        #[wasm_bindgen(unchecked_param_type = "any[]")] arguments: &Array,
        timeout: f64,
    ) -> JsValue {
        let argument = |at| arguments.get(at);
        let client = &self.client;
        let timeout = (timeout >= 0.0).then_some(timeout);
        match what {
            what::CONNECT => client.connect(argument(0), timeout).into(),
            what::POST => client.post(&argument(0), argument(1), argument(2), timeout).into(),
            what::JOIN => client.join(&argument(0), timeout).into(),
            what::CLOSE => client.call(Call::Close, None).into(),
            what::HOLD => {
                let (group, since) = (Value(argument(0)), Value(argument(1)));
                client.call(Call::Hold { group, since }, timeout).into()
            }
            what::RELEASE => {
                client.call(Call::Release { group: Value(argument(0)) }, timeout).into()
            }
            what::LIST => client.list(&argument(0), &argument(1), &argument(2)).into(),
            what::ABORT => {
                let promise: Promise = argument(0).unchecked_into();
                client.cancel(&promise, argument(1));
                JsValue::UNDEFINED
            }
            what::OBSERVE => {
                client.observe(argument(0));
                JsValue::UNDEFINED
            }
            what::BUFFERED => client.buffered().into(),
            what::STATE => client.state(),
            #[cfg(feature = "rocketchat")]
            what::METHOD..=what::LOGIN => match remote::read(what, arguments) {
                Some(call) => client.call(Call::Remote(call), timeout).into(),
                None => JsValue::UNDEFINED,
            },
            _ => JsValue::UNDEFINED,
        }
    }
}

/// The calls of [`Core::call`].
pub mod what {
    /// `connectRealtime(callback)`
    pub const CONNECT: u32 = 0;
    /// `postRealtime(message, recipient, notification)`
    pub const POST: u32 = 1;
    /// `joinRealtime(params)`
    pub const JOIN: u32 = 2;
    /// `closeRealtime()`
    pub const CLOSE: u32 = 3;
    /// Joins one of several groups: `(name, since)`, where `since` is `{ epoch, offset }` of
    /// the last post that is known.
    pub const HOLD: u32 = 4;
    /// Leaves one of several groups: `(name)`.
    pub const RELEASE: u32 = 5;
    /// A list call: `(which, params, fetchOptions)`, where `which` is `groups`, `users` or
    /// `history`.
    pub const LIST: u32 = 6;
    /// Takes the call of a promise back: `(promise, reason)`. The promise then rejects with
    /// `ABORTED` and with `reason` as its `cause`, unless it is settled.
    pub const ABORT: u32 = 7;
    /// Has everything told to `(observer)`: it is called with a word and what goes with it,
    /// `event` with what the callback is given and the frame, `state`, `recovery`, `drain`, `left`.
    pub const OBSERVE: u32 = 8;
    /// Gives the bytes that have been handed to the socket and not been sent.
    pub const BUFFERED: u32 = 9;
    /// Gives where the connection is in its life: `{ name, … }`.
    pub const STATE: u32 = 10;
    /// Calls a method: `(name, params, again)`, where `again` says that it may be done twice.
    #[cfg(feature = "rocketchat")]
    pub const METHOD: u32 = 11;
    /// Subscribes: `(name, params)`.
    #[cfg(feature = "rocketchat")]
    pub const SUBSCRIBE: u32 = 12;
    /// Takes a [`SUBSCRIBE`] back: `(name, params)`.
    #[cfg(feature = "rocketchat")]
    pub const UNSUBSCRIBE: u32 = 13;
    /// Changes a subscription that takes commands: `(name, params, now)`.
    #[cfg(feature = "rocketchat")]
    pub const AMEND: u32 = 14;
    /// Logs in on the open connection.
    #[cfg(feature = "rocketchat")]
    pub const LOGIN: u32 = 15;
}
