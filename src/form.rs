//! Forms that are given in place of a value.

use crate::value::{Value, get};
use groupwire_protocol::{Code, Error};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/form.js")]
extern "C" {
    /// A form's controls and its action as they were at the call.
    pub(crate) type FormSnapshot;

    #[wasm_bindgen(js_name = readForm)]
    fn read_form(value: &JsValue) -> Option<FormSnapshot>;
}

#[wasm_bindgen(module = "/src/js/form-values.js")]
extern "C" {
    #[wasm_bindgen(js_name = valuesOf, catch)]
    fn values_of(form: &FormSnapshot) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/js/redirect.js")]
extern "C" {
    #[wasm_bindgen(js_name = follow)]
    fn follow_form(promise: &Promise, form: &FormSnapshot, service: &str) -> Promise;
}

/// The first argument of a call, and the form that it came from. The submission is prevented.
pub(crate) fn read(value: JsValue) -> (Result<Value, Error>, Option<FormSnapshot>) {
    let Some(form) = read_form(&value) else { return (Ok(Value(value)), None) };
    let values = values_of(&form).map(Value).map_err(|thrown| {
        let message = get(&thrown, "message").as_string().unwrap_or_default();
        Error::new(Code::InvalidRequest, message)
    });
    (values, Some(form))
}

/// The promise of a call that was given `form`: with its answer the page goes where the form's
/// `action` leads, if it has one.
pub(crate) fn follow(promise: Promise, form: Option<FormSnapshot>, service: &str) -> Promise {
    match form {
        Some(form) => follow_form(&promise, &form, service),
        None => promise,
    }
}
