//! HTTP through the page's `fetch`.

use crate::value::{Value, get};
use gloo_timers::callback::Timeout;
use groupwire_protocol::Error;
use groupwire_protocol::listing::{Reply, Request, retry_after};
use js_sys::{Array, Promise};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/http.js")]
extern "C" {
    fn post(url: &str, headers: &JsValue, body: &str, progress: &JsValue, timeout: u32) -> Promise;

    #[wasm_bindgen(js_name = millisUntil)]
    fn millis_until(date: &str) -> f64;
}

/// Sends a request, again when the server says when. Gives what [`read`] reads.
///
/// `progress` is the page's function, or `undefined`. One attempt takes `timeout` at most.
pub(crate) async fn send(
    url: String,
    request: Request,
    progress: JsValue,
    timeout: Duration,
) -> JsValue {
    let headers = request.headers.iter();
    let headers: Array =
        headers.map(|(name, value)| Array::of2(&(*name).into(), &value.into())).collect();
    let timeout = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    let mut attempt = 0;
    loop {
        let answer = post(&url, &headers, &request.body, &progress, timeout);
        // The promise gives a reason where there is no answer, and never rejects.
        let answer = JsFuture::from(answer).await.unwrap_or_default();
        let header = get(&answer, "retryAfter").as_string();
        let Some(wait) = retry_after(status(&answer), header.as_deref(), attempt, until) else {
            return answer;
        };
        sleep(wait).await;
        attempt += 1;
    }
}

/// The reply in what [`send`] gave.
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

/// The HTTP status; 0 where there is no answer.
fn status(answer: &JsValue) -> u16 {
    get(answer, "status").as_f64().unwrap_or_default() as u16
}

fn until(date: &str) -> Option<Duration> {
    let millis = millis_until(date);
    millis.is_finite().then(|| Duration::from_millis(millis as u64))
}

async fn sleep(wait: Duration) {
    let millis = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        // The closure of a timeout that has fired is freed.
        Timeout::new(millis, move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        })
        .forget();
    });
    let _ = JsFuture::from(promise).await;
}
