//! HTTP through the page's `fetch`.

use crate::options::Options;
use crate::value::{Value, get};
use groupwire_protocol::Error;
use groupwire_protocol::listing::{self, PATH, Reply};
use groupwire_protocol::text::concat;
use js_sys::Promise;
use std::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/http.js")]
extern "C" {
    /// Posts JSON after `wait` milliseconds. Gives what [`read`] reads, and never rejects.
    ///
    /// `progress` is the page's function, or `undefined`. The answer takes `timeout` at most.
    pub(crate) fn post(
        url: &str,
        headers: &JsValue,
        body: &str,
        progress: &JsValue,
        timeout: u32,
        wait: u32,
    ) -> Promise;

    /// Sixteen random letters and digits.
    #[wasm_bindgen(js_name = makeNonce)]
    pub(crate) fn make_nonce() -> String;
}

/// Where list requests go.
///
/// # Errors
///
/// Those of [`Options::http_url`].
pub(crate) fn list_url(options: &Options) -> Result<String, Error> {
    Ok(concat(&[options.http_url()?, PATH]))
}

/// Headers as `fetch` takes them.
pub(crate) fn headers_to_js(headers: &[(&str, String)]) -> JsValue {
    // Strings have a form in JavaScript.
    serde_wasm_bindgen::to_value(headers).unwrap_or_default()
}

/// The reply in what [`post`] gave.
///
/// # Errors
///
/// [`Error::NETWORK`], [`Error::TIMEOUT`], or [`Error::ABORTED`] by the progress function.
pub(crate) fn read(answer: &JsValue) -> Result<Reply<Value>, Error> {
    match answer.as_string().as_deref() {
        Some("aborted") => Err(Error::ABORTED),
        Some("timeout") => Err(Error::TIMEOUT),
        Some(_) => Err(Error::NETWORK),
        None => Ok(Reply { status: status(answer), body: Value(get(answer, "body")) }),
    }
}

/// How many milliseconds to wait before the request that led to `answer` is sent again.
pub(crate) fn retry_after(answer: &JsValue, attempt: u32) -> Option<u32> {
    let asked = get(answer, "retryAfter").as_f64();
    // A date in the past is no time at all, one that is too far away is refused there.
    let asked = asked.map(|millis| Duration::from_millis(millis as u64));
    let wait = listing::retry_after(status(answer), asked, attempt)?;
    Some(wait.as_millis() as u32)
}

/// The HTTP status; 0 where there is no answer.
fn status(answer: &JsValue) -> u16 {
    get(answer, "status").as_f64().unwrap_or_default() as u16
}
