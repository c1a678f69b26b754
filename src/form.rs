//! Forms that are given in place of a value.

use crate::value::Value;
use groupwire_protocol::form::{Form, Source};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/form.js")]
extern "C" {
    /// A form's controls and its action as they were at the call.
    pub(crate) type FormSnapshot;

    #[wasm_bindgen(js_name = readForm)]
    fn read_form(value: &JsValue) -> Option<FormSnapshot>;

    #[wasm_bindgen(method, getter)]
    fn entries(this: &FormSnapshot) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/redirect.js")]
extern "C" {
    #[wasm_bindgen(js_name = follow)]
    fn follow_form(promise: &Promise, form: &FormSnapshot, service: &str) -> Promise;
}

/// The first argument of a call, and the form that it came from. The submission is prevented.
pub(crate) fn read(value: JsValue) -> (Source<Value>, Option<FormSnapshot>) {
    match read_form(&value) {
        None => (Source::Value(Value(value)), None),
        Some(form) => (Source::Form(Form::from_document(&Value(form.entries()))), Some(form)),
    }
}

/// The promise of a call that was given `form`: with its answer the page goes where the form's
/// `action` leads, if it has one.
pub(crate) fn follow(promise: Promise, form: Option<FormSnapshot>, service: &str) -> Promise {
    match form {
        Some(form) => follow_form(&promise, &form, service),
        None => promise,
    }
}
