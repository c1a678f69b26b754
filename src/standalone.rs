//! What JavaScript sees of the module without the facade of the npm package: the class
//! `Realtime`, and the same six functions for a client that the module keeps.

use crate::client::Client;
use alloc::rc::Rc;
use core::cell::RefCell;
use groupwire_protocol::session::Call;
use js_sys::Promise;
use std::thread_local;
use wasm_bindgen::prelude::*;

/// A client with a connection of its own, independent of every other one.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Realtime {
    client: Rc<Client>,
}

#[wasm_bindgen]
impl Realtime {
    /// Makes a client.
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

    /// Opens the connection, or joins the one that is open or being opened.
    ///
    /// Gives the open socket. Rejects with `INVALID_REQUEST` where `callback` is no function or
    /// there is no token, `ERROR` where the connection does not open, and `NOT_SUPPORTED` where
    /// there is no WebSocket.
    #[wasm_bindgen(js_name = connectRealtime, unchecked_return_type = "Promise<WebSocket>")]
    pub fn connect_realtime(
        &self,
        #[wasm_bindgen(unchecked_param_type = "(event: any) => void")] callback: JsValue,
    ) -> Promise {
        self.client.connect(callback, None)
    }

    /// Posts to the joined group, to a user or to a connection.
    ///
    /// Gives `{ type, message }`. Rejects with `INVALID_REQUEST` where there is no open connection
    /// or the group has not been joined, and `INVALID_PARAMETER` where an argument is wrong.
    #[wasm_bindgen(
        js_name = postRealtime,
        unchecked_return_type = "Promise<{ type: 'success', message: 'Message sent.' }>"
    )]
    pub fn post_realtime(
        &self,
        #[wasm_bindgen(unchecked_param_type = "any")] message: JsValue,
        #[wasm_bindgen(unchecked_param_type = "any")] recipient: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "any")] notification: JsValue,
    ) -> Promise {
        self.client.post(&message, recipient, notification, None)
    }

    /// Joins a group and leaves the one before; `null` or `""` only leaves.
    ///
    /// Gives `{ type, message }`. Rejects with `INVALID_REQUEST` where there is no open connection,
    /// and `INVALID_PARAMETER` where the group is no string.
    #[wasm_bindgen(
        js_name = joinRealtime,
        unchecked_return_type = "Promise<{ type: 'success', message: string }>"
    )]
    pub fn join_realtime(
        &self,
        #[wasm_bindgen(unchecked_param_type = "any")] params: JsValue,
    ) -> Promise {
        self.client.join(&params, None)
    }

    /// Lists groups. Needs a token, and no connection.
    #[wasm_bindgen(js_name = getRealtimeGroups, unchecked_return_type = "Promise<any>")]
    pub fn get_realtime_groups(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "any")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "any")] fetch_options: JsValue,
    ) -> Promise {
        self.client.list(&"groups".into(), &params, &fetch_options)
    }

    /// Lists the connections in a group. Needs a token, and no connection.
    #[wasm_bindgen(js_name = getRealtimeUsers, unchecked_return_type = "Promise<any>")]
    pub fn get_realtime_users(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "any")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "any")] fetch_options: JsValue,
    ) -> Promise {
        self.client.list(&"users".into(), &params, &fetch_options)
    }

    /// Leaves the group and closes the connection. Gives `undefined`, and never hangs.
    #[wasm_bindgen(js_name = closeRealtime, unchecked_return_type = "Promise<void>")]
    pub fn close_realtime(&self) -> Promise {
        self.client.call(Call::Close, None)
    }
}

thread_local! {
    /// The client of the free functions.
    static DEFAULT: RefCell<Option<Realtime>> = const { RefCell::new(None) };
}

/// Makes the client that the free functions use, in place of the one before, which is closed.
///
/// # Errors
///
/// `INVALID_PARAMETER` where an option has the wrong type or value.
#[wasm_bindgen]
pub fn configure(
    #[wasm_bindgen(unchecked_param_type = "object")] options: &JsValue,
) -> Result<(), JsValue> {
    let realtime = Realtime::new(options)?;
    let before = DEFAULT.with_borrow_mut(|default| default.replace(realtime));
    if let Some(before) = before {
        // Its promise gives `undefined` and never rejects.
        let _ = before.close_realtime();
    }
    Ok(())
}

/// [`Realtime::connect_realtime`] of the default client.
#[wasm_bindgen(js_name = connectRealtime, unchecked_return_type = "Promise<WebSocket>")]
pub fn connect_realtime(
    #[wasm_bindgen(unchecked_param_type = "(event: any) => void")] callback: JsValue,
) -> Promise {
    with_default(|realtime| realtime.connect_realtime(callback))
}

/// [`Realtime::post_realtime`] of the default client.
#[wasm_bindgen(
    js_name = postRealtime,
    unchecked_return_type = "Promise<{ type: 'success', message: 'Message sent.' }>"
)]
pub fn post_realtime(
    #[wasm_bindgen(unchecked_param_type = "any")] message: JsValue,
    #[wasm_bindgen(unchecked_param_type = "any")] recipient: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "any")] notification: JsValue,
) -> Promise {
    with_default(|realtime| realtime.post_realtime(message, recipient, notification))
}

/// [`Realtime::join_realtime`] of the default client.
#[wasm_bindgen(
    js_name = joinRealtime,
    unchecked_return_type = "Promise<{ type: 'success', message: string }>"
)]
pub fn join_realtime(#[wasm_bindgen(unchecked_param_type = "any")] params: JsValue) -> Promise {
    with_default(|realtime| realtime.join_realtime(params))
}

/// [`Realtime::get_realtime_groups`] of the default client.
#[wasm_bindgen(js_name = getRealtimeGroups, unchecked_return_type = "Promise<any>")]
pub fn get_realtime_groups(
    #[wasm_bindgen(unchecked_optional_param_type = "any")] params: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "any")] fetch_options: JsValue,
) -> Promise {
    with_default(|realtime| realtime.get_realtime_groups(params, fetch_options))
}

/// [`Realtime::get_realtime_users`] of the default client.
#[wasm_bindgen(js_name = getRealtimeUsers, unchecked_return_type = "Promise<any>")]
pub fn get_realtime_users(
    #[wasm_bindgen(unchecked_optional_param_type = "any")] params: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "any")] fetch_options: JsValue,
) -> Promise {
    with_default(|realtime| realtime.get_realtime_users(params, fetch_options))
}

/// [`Realtime::close_realtime`] of the default client.
#[wasm_bindgen(js_name = closeRealtime, unchecked_return_type = "Promise<void>")]
pub fn close_realtime() -> Promise {
    with_default(Realtime::close_realtime)
}

/// The default client is made with no options at the first call, where `configure` was not
/// called before.
fn with_default(call: impl FnOnce(&Realtime) -> Promise) -> Promise {
    let existing = DEFAULT.with_borrow(Option::clone);
    if let Some(realtime) = existing {
        // Nothing is borrowed while the call runs: it may call back.
        return call(&realtime);
    }
    match Realtime::new(&JsValue::UNDEFINED) {
        Ok(realtime) => {
            DEFAULT.set(Some(realtime.clone()));
            call(&realtime)
        }
        Err(error) => Promise::reject(&error),
    }
}
