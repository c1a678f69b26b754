//! Methods, called by requests: `method.call/NAME`.

use super::super::registry::Params;
use super::super::wire::{Json, MethodError, Outgoing};
use super::reply::{RestError, RestResult, fields};
use super::request::Request;

/// `{message: "<EJSON text of {msg: 'method', method, params, id}>"}` → `{message: "<EJSON text of
/// {msg: 'result', id, result}>"}`. An error comes in the same text, with status 400.
pub(super) async fn call(request: Request<'_>) -> RestResult {
    let message = request.need("message")?;
    let message: Json = serde_json::from_str(message)
        .map_err(|_| MethodError::new("error-invalid-body", "The message is not JSON"))?;
    let params = match message.get("params") {
        Some(Json::Array(params)) => Params(params.clone()),
        _ => Params::default(),
    };
    let id = message.get("id").and_then(Json::as_str).unwrap_or_default();
    // The slash of `rooms/get` is percent-encoded in the path, or is a colon there.
    let method = match message.get("method").and_then(Json::as_str) {
        Some(method) => method,
        None => request.rest,
    };
    let pending = request.app.rocketchat.registry.call(request.caller, method, &params);
    let result = match pending {
        Some(pending) => pending.await,
        None => Err(MethodError::no_method(method)),
    };
    let (result, error) = match &result {
        Ok(result) => (result.as_ref(), None),
        Err(error) => (None, Some(error)),
    };
    // It is made of strings and JSON values.
    let text = serde_json::to_string(&Outgoing::Result { id, error, result }).unwrap_or_default();
    match error {
        Some(_) => Err(RestError::Failed(text)),
        None => Ok(fields([("message", text.into())])),
    }
}
