//! Rejections: one class for all of them.

use groupwire_protocol::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(code: &str, message: &str, recipient: Option<&str>, cause: &JsValue) -> JsValue;
}

/// The `RealtimeError` for `error`.
pub(crate) fn to_js(error: &Error) -> JsValue {
    to_js_with_cause(error, &JsValue::UNDEFINED)
}

/// The `RealtimeError` for `error`, which something thrown by the page led to.
pub(crate) fn to_js_with_cause(error: &Error, cause: &JsValue) -> JsValue {
    make_error(error.code().as_str(), error.message(), error.recipient(), cause)
}
