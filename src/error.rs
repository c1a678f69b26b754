//! Rejections: one class for all of them.

use groupwire_protocol::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(
        code: &str,
        message: &str,
        recipient: Option<&str>,
        cause: &JsValue,
        settled: Option<&str>,
    ) -> JsValue;
}

/// The `RealtimeError` for `error`, which something of the page's led to, if `cause` is defined.
pub(crate) fn to_js(error: &Error, cause: &JsValue) -> JsValue {
    let settled = error.settled().map(|settled| settled.as_str());
    make_error(error.code_str(), error.message(), error.recipient(), cause, settled)
}
