//! Forms that are given in place of a value.

use crate::value::Value;
use groupwire_protocol::form::{Form, Source};
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
    /// Goes where the form's `action` leads, if it has one, and leaves the response there.
    #[wasm_bindgen(js_name = redirect)]
    pub(crate) fn follow_action(form: &FormSnapshot, service: &str, response: &JsValue);
}

/// The first argument of a call, and the form that it came from. The submission is prevented.
pub(crate) fn read(value: JsValue) -> (Source<Value>, Option<FormSnapshot>) {
    match read_form(&value) {
        None => (Source::Value(Value(value)), None),
        Some(form) => (Source::Form(Form::from_document(&Value(form.entries()))), Some(form)),
    }
}
