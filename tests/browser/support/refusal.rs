//! Rejections.

use super::js::{bad, get, json, text};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// Asserts that `promise` is rejected with this code and this message, and gives the error.
pub async fn refusal(promise: Promise, code: &str, message: &str) -> JsValue {
    let error = bad(promise).await;
    assert_refusal(&error, code, message);
    error
}

/// Asserts that `error` is an error as every rejection is one.
pub fn assert_refusal(error: &JsValue, code: &str, message: &str) {
    assert!(error.is_instance_of::<js_sys::Error>(), "no Error: {}", json(error));
    assert_eq!(
        [text(error, "name"), text(error, "code"), text(error, "message")],
        ["RealtimeError", code, message]
    );
    assert_eq!(text(&get(error, "constructor"), "name"), "RealtimeError");
    assert!(text(error, "stack").contains(message), "the stack does not begin with the message");
}

/// Asserts that `promise` is rejected because `connectRealtime` has not been called.
pub async fn no_connection(promise: Promise) {
    let message = "No realtime connection. Execute connectRealtime() before this method.";
    refusal(promise, "INVALID_REQUEST", message).await;
}

/// Asserts that `promise` is rejected because the connection is lost.
pub async fn not_open(promise: Promise) {
    let message = "Realtime connection is not open. Try reconnecting with connectRealtime().";
    refusal(promise, "INVALID_REQUEST", message).await;
}

/// Asserts that `promise` is rejected because the connection did not open.
pub async fn connection_error(promise: Promise) {
    refusal(promise, "ERROR", "Skapi: WebSocket connection error.").await;
}

/// Asserts that `promise` is rejected because there is no token, and gives the error.
pub async fn login_required(promise: Promise) -> JsValue {
    refusal(promise, "INVALID_REQUEST", "User login is required.").await
}
