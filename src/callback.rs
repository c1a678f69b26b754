//! The page's callback.

use crate::value::Value;
use groupwire_protocol::event::{Delivery, DeliveryKind, Event};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn deliver(
        callback: &JsValue,
        kind: &JsValue,
        message: &JsValue,
        sender: &JsValue,
        cid: &JsValue,
        group: &JsValue,
        code: &JsValue,
    );

    fn announce(callback: &JsValue, kind: &str, message: &str);
}

/// The newest callback that the page gave.
#[derive(Debug)]
pub(crate) struct Callback {
    function: RefCell<JsValue>,
    /// The names of deliveries as JavaScript strings, so that a message makes none.
    kinds: [(DeliveryKind, JsValue); 4],
}

impl Callback {
    pub(crate) fn new() -> Self {
        let kinds = [
            DeliveryKind::Message,
            DeliveryKind::Private,
            DeliveryKind::Notice,
            DeliveryKind::Error,
        ];
        Self {
            function: RefCell::new(JsValue::UNDEFINED),
            kinds: kinds.map(|kind| (kind, kind.as_str().into())),
        }
    }

    pub(crate) fn replace(&self, function: JsValue) {
        self.function.replace(function);
    }

    /// Tells the callback. What it throws is reported by the page's means.
    pub(crate) fn tell(&self, event: &Event<Value>) {
        // The callback may make a new one take its place, so nothing is borrowed while it runs.
        let callback = self.function.borrow().clone();
        match event {
            Event::Delivery(delivery) => self.deliver(&callback, delivery),
            Event::Status(status) => announce(&callback, status.kind(), status.message()),
        }
    }

    fn deliver(&self, callback: &JsValue, delivery: &Delivery<Value>) {
        let none = JsValue::NULL;
        let part = |part| Option::map_or(part, &none, |value: &Value| &value.0);
        let kind = self.kinds.iter().find(|(kind, _)| *kind == delivery.kind);
        deliver(
            callback,
            kind.map_or(&none, |(_, name)| name),
            &delivery.message.0,
            part(delivery.sender.as_ref()),
            part(delivery.connection.as_ref()),
            part(delivery.group.as_ref()),
            part(delivery.code.as_ref()),
        );
    }
}
