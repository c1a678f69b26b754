//! JavaScript values as documents of the core.

use alloc::string::String;
use groupwire_protocol::document::{Document, Kind, NotJson};
use groupwire_protocol::event::FrameKind;
use js_sys::{Array, JSON, JsString, Reflect};
use wasm_bindgen::prelude::*;

/// A handle to a JavaScript value.
#[derive(Clone, Debug)]
pub(crate) struct Value(pub(crate) JsValue);

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    /// The place in [`FrameKind::KEYS`], or -1.
    #[wasm_bindgen(js_name = kindOf)]
    fn kind_of(frame: &JsValue) -> i32;

    #[wasm_bindgen(js_name = isAbout)]
    fn is_about(frame: &JsValue, group: &JsValue) -> bool;

    /// -1 where there is none.
    #[wasm_bindgen(js_name = offsetOf)]
    fn offset_of(frame: &JsValue) -> f64;
}

impl Document for Value {
    type Text = JsString;

    fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_undefined() {
            Kind::Undefined
        } else if value.is_null() {
            Kind::Null
        } else if value.is_string() {
            Kind::String
        } else if value.as_bool().is_some() {
            Kind::Bool
        } else if value.as_f64().is_some() {
            Kind::Number
        } else if value.is_function() {
            Kind::Function
        } else if Array::is_array(value) {
            Kind::Array
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Other
        }
    }

    fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_undefined()).then_some(Self(value))
    }

    fn frame_kind(&self) -> Option<FrameKind> {
        let place = usize::try_from(kind_of(&self.0)).ok()?;
        FrameKind::KEYS.get(place).map(|(kind, _)| *kind)
    }

    fn is_about(&self, group: &Self) -> bool {
        is_about(&self.0, &group.0)
    }

    fn offset(&self) -> Option<u64> {
        let offset = offset_of(&self.0);
        (offset >= 0.0).then_some(offset as u64)
    }

    fn as_str(&self) -> Option<String> {
        self.0.as_string()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn to_text(&self) -> Result<Option<JsString>, NotJson> {
        // `stringify` is declared to give a string, and gives `undefined` for what JSON leaves out.
        let text = JSON::stringify(&self.0).map_err(|_| NotJson)?;
        Ok((!text.is_undefined()).then_some(text))
    }

    fn text_len(text: &JsString) -> usize {
        utf8_len(text)
    }

    fn text_to_string(text: &JsString) -> String {
        text.into()
    }
}

/// The function `value`, if it is one.
pub(crate) fn as_function(value: &JsValue) -> Option<js_sys::Function> {
    value.dyn_ref().cloned()
}

/// The field `name` of an object of the page's; `undefined` for anything else.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The length in UTF-8 of text that JSON printed, in which a surrogate never stands alone.
///
/// A text whose length in UTF-16 says enough is not looked at: no payload under 683 KB is.
fn utf8_len(text: &JsString) -> usize {
    const LIMIT: usize = groupwire_protocol::wire::MAX_CONTENT_BYTES;
    let units = text.length() as usize;
    if units * 3 <= LIMIT || units > LIMIT {
        return units;
    }
    text.iter()
        .map(|unit| match unit {
            0..0x80 => 1,
            0x80..0x800 => 2,
            // Half of the four bytes of a pair.
            0xd800..0xe000 => 2,
            _ => 3,
        })
        .sum()
}
