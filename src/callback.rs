//! The page's callback.

use crate::value::Value;
use groupwire_protocol::event::{DeliveryKind, Event};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn deliver(callback: &JsValue, kind: u32, frame: &JsValue);

    fn announce(callback: &JsValue, kind: &str, message: &str);
}

/// The newest callback that the page gave.
#[derive(Debug, Default)]
pub(crate) struct Callback {
    /// Shared rather than copied for each event: a copy of a handle is a new handle.
    function: RefCell<Rc<JsValue>>,
}

impl Callback {
    pub(crate) fn replace(&self, function: JsValue) {
        self.function.replace(Rc::new(function));
    }

    /// Tells the callback. What it throws is reported by the page's means.
    pub(crate) fn tell(&self, event: &Event<Value>) {
        // The callback may make a new one take its place, so nothing is borrowed while it runs.
        let callback = self.function.borrow().clone();
        match event {
            Event::Delivery(delivery) => {
                deliver(&callback, place(delivery.kind), &delivery.frame.0)
            }
            Event::Status(status) => announce(&callback, status.kind(), status.message()),
        }
    }
}

/// The place in [`DeliveryKind::KEYS`].
fn place(kind: DeliveryKind) -> u32 {
    match kind {
        DeliveryKind::Message => 0,
        DeliveryKind::Private => 1,
        DeliveryKind::Notice => 2,
        DeliveryKind::Error => 3,
    }
}
