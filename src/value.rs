//! JavaScript values as documents of the core.

use alloc::string::String;
use groupwire_protocol::document::{Document, Kind, NotJson};
use groupwire_protocol::event::FrameKind;
#[cfg(feature = "rocketchat")]
use groupwire_protocol::protocol::remote::MessageKind;
use js_sys::{JSON, JsString, Reflect};
use wasm_bindgen::prelude::*;

/// A handle to a JavaScript value.
#[derive(Clone, Debug)]
pub(crate) struct Value(pub(crate) JsValue);

#[wasm_bindgen(module = "/src/js/values.js")]
extern "C" {
    /// The number of the sort of a value, in the order in which [`Value::kind`] has them.
    #[wasm_bindgen(js_name = sortOf)]
    fn sort_of(value: &JsValue) -> u32;

    #[wasm_bindgen(js_name = utf8Length)]
    fn utf8_length(text: &JsString) -> u32;
}

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

#[cfg(feature = "rocketchat")]
#[wasm_bindgen(module = "/src/js/ddp.js")]
extern "C" {
    /// The place in [`MessageKind::NAMES`], or -1.
    #[wasm_bindgen(js_name = messageKindOf)]
    fn message_kind_of(frame: &JsValue) -> i32;
}

impl Document for Value {
    type Text = JsString;

    fn kind(&self) -> Kind {
        match sort_of(&self.0) {
            0 => Kind::Undefined,
            1 => Kind::Null,
            2 => Kind::Array,
            3 => Kind::Object,
            4 => Kind::String,
            5 => Kind::Number,
            6 => Kind::Bool,
            7 => Kind::Function,
            _ => Kind::Other,
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

    #[cfg(feature = "rocketchat")]
    fn element(&self, at: usize) -> Option<Self> {
        let value = Reflect::get_u32(&self.0, at as u32).ok()?;
        (!value.is_undefined()).then_some(Self(value))
    }

    #[cfg(feature = "rocketchat")]
    fn message_kind(&self) -> Option<MessageKind> {
        let place = usize::try_from(message_kind_of(&self.0)).ok()?;
        MessageKind::NAMES.get(place).map(|(kind, _)| *kind)
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
        utf8_length(text) as usize
    }

    fn text_to_string(text: &JsString) -> String {
        text.into()
    }
}

/// Whether `value` can be called.
pub(crate) fn is_function(value: &JsValue) -> bool {
    sort_of(value) == 7
}

/// The field `name` of an object of the page's; `undefined` for anything else.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
