//! What the page is told.

#[cfg(feature = "rocketchat")]
use crate::remote;
use crate::value::Value;
use alloc::rc::Rc;
use core::cell::RefCell;
use groupwire_protocol::event::{DeliveryKind, Event, Recovery};
use groupwire_protocol::session::{Closed, State};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn deliver(callback: &JsValue, observer: &JsValue, kind: u32, frame: &JsValue);

    fn announce(callback: &JsValue, observer: &JsValue, kind: &str, message: &str);

    fn notify(observer: &JsValue, kind: &str, detail: &JsValue);

    #[wasm_bindgen(js_name = makeState)]
    fn make_state(
        name: &str,
        attempt: f64,
        retry_at: f64,
        reason: Option<&str>,
        ended: &JsValue,
    ) -> JsValue;

    #[wasm_bindgen(js_name = makeEnd)]
    fn make_end(code: u32, reason: &str) -> JsValue;

    #[wasm_bindgen(js_name = makeRecovery)]
    fn make_recovery(
        group: Option<&str>,
        recovered: bool,
        since_epoch: &str,
        since: f64,
        epoch: &str,
        offset: f64,
    ) -> JsValue;
}

/// The newest callback that the page gave, and who else listens.
#[derive(Debug, Default)]
pub(crate) struct Callback {
    /// Shared rather than copied for each event: a copy of a handle is a new handle.
    function: RefCell<Rc<JsValue>>,
    observer: RefCell<Rc<JsValue>>,
}

impl Callback {
    pub(crate) fn replace(&self, function: JsValue) {
        self.function.replace(Rc::new(function));
    }

    pub(crate) fn observe(&self, observer: JsValue) {
        self.observer.replace(Rc::new(observer));
    }

    /// Tells the callback. What it throws is reported by the page's means.
    pub(crate) fn tell(&self, event: &Event<Value>) {
        // The callback may make a new one take its place, so nothing is borrowed while it runs.
        let callback = self.function.borrow().clone();
        let observer = self.observer.borrow().clone();
        match event {
            Event::Delivery(delivery) => {
                deliver(&callback, &observer, place(delivery.kind), &delivery.frame.0);
            }
            Event::Drain => notify(&observer, "drain", &JsValue::UNDEFINED),
            #[cfg(feature = "rocketchat")]
            Event::Remote(event) => {
                let (word, detail) = remote::told(event);
                notify(&observer, word, &detail);
            }
            Event::Left(group) => notify(&observer, "left", &group.into()),
            Event::Recovery(recovery) => notify(&observer, "recovery", &recovery_to_js(recovery)),
            Event::State(state) => notify(&observer, "state", &state_to_js(state)),
            Event::Status(status) => {
                announce(&callback, &observer, status.kind(), &status.message());
            }
        }
    }
}

/// A state as the page sees it.
pub(crate) fn state_to_js(state: &State) -> JsValue {
    let (attempt, retry_at, reason, ended) = match state {
        State::Connecting { attempt } | State::Handshaking { attempt } => {
            (Some(*attempt), None, None, None)
        }
        State::Waiting { attempt, retry_at, ended } => {
            (Some(*attempt), *retry_at, None, ended.as_ref())
        }
        State::Closed { reason, ended } => (None, None, Some(reason.as_str()), ended.as_ref()),
        State::Idle | State::Online | State::Closing => (None, None, None, None),
    };
    let attempt = attempt.map_or(-1.0, f64::from);
    let retry_at = retry_at.map_or(-1.0, |at| at.as_millis() as f64);
    make_state(
        state.name(),
        attempt,
        retry_at,
        reason,
        &ended.map_or(JsValue::UNDEFINED, end_to_js),
    )
}

fn end_to_js(ended: &Closed) -> JsValue {
    make_end(ended.code.into(), &ended.reason)
}

fn recovery_to_js(Recovery { group, recovered, since, until }: &Recovery) -> JsValue {
    let (since_offset, offset) = (since.offset as f64, until.offset as f64);
    make_recovery(group.as_deref(), *recovered, &since.epoch, since_offset, &until.epoch, offset)
}

/// The place among the sorts of frames that `src/js/events.js` tells the callback.
fn place(kind: DeliveryKind) -> u32 {
    match kind {
        DeliveryKind::Message => 0,
        DeliveryKind::Private => 1,
        DeliveryKind::Notice => 2,
        DeliveryKind::Error => 3,
    }
}
