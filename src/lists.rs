//! `getRealtimeGroups` and `getRealtimeUsers`.
//!
//! List calls are HTTP and the reshaping of JSON, with no state machine in them, so they are
//! JavaScript: a quarter of the size.

use crate::error;
use crate::form;
use crate::options::{Dialect, Options};
use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/lists.js")]
extern "C" {
    /// The list calls of one client.
    #[derive(Debug)]
    pub(crate) type Lists;

    #[wasm_bindgen(constructor)]
    fn new(names: &JsValue, is_skapi: bool, token: &JsValue, id_token: &JsValue) -> Lists;

    #[wasm_bindgen(method)]
    fn groups(this: &Lists, params: &JsValue, options: &JsValue) -> Promise;

    #[wasm_bindgen(method)]
    fn users(this: &Lists, params: &JsValue, options: &JsValue) -> Promise;
}

/// The base of the HTTP endpoints, the service and its owner.
#[derive(Serialize)]
struct Names<'a>(&'a str, &'a str, &'a str);

/// The list calls of a client with these options.
pub(crate) fn lists(options: &Options) -> Lists {
    let is_skapi = options.dialect == Dialect::Skapi;
    let id_token = if is_skapi { options.id_token.to_js() } else { JsValue::UNDEFINED };
    let names = Names(&options.http_url, &options.service, &options.owner);
    // Strings always have a form in JavaScript.
    let names = serde_wasm_bindgen::to_value(&names).unwrap_or_default();
    Lists::new(&names, is_skapi, &options.token.to_js(), &id_token)
}

/// `getRealtimeGroups`.
pub(crate) fn groups(lists: &Lists, params: JsValue, options: &JsValue, service: &str) -> Promise {
    list(params, service, |params| lists.groups(params, options))
}

/// `getRealtimeUsers`.
pub(crate) fn users(lists: &Lists, params: JsValue, options: &JsValue, service: &str) -> Promise {
    list(params, service, |params| lists.users(params, options))
}

/// A form asks like the object that its controls make.
fn list(params: JsValue, service: &str, ask: impl FnOnce(&JsValue) -> Promise) -> Promise {
    let (params, form) = form::read(params);
    match params {
        Ok(params) => form::follow(ask(&params.0), form, service),
        Err(error) => Promise::reject(&error::to_js(&error)),
    }
}
