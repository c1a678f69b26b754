//! The options of a client, as the core takes them.

use crate::value::get;
use alloc::boxed::Box;
use alloc::string::String;
use core::time::Duration;
use groupwire_protocol::Document;
use groupwire_protocol::protocol::Protocol;
#[cfg(not(feature = "rocketchat"))]
use groupwire_protocol::protocol::{Groupwire, Skapi};
use groupwire_protocol::session::{Backoff, Config, QueueLimits};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The configuration of a session with these options, which `src/js/options.js` has read.
pub(crate) fn config(options: &JsValue) -> Config {
    let numbers: Array = get(options, "numbers").unchecked_into();
    let number = |at| numbers.get(at).as_f64().unwrap_or_default();
    let millis = |at| Duration::from_millis(number(at) as u64);
    Config {
        url: text(options, "url"),
        connect_timeout: millis(0),
        send_timeout: millis(1),
        close_timeout: Duration::from_secs(1),
        heartbeat: Some(millis(2)).filter(|heartbeat| !heartbeat.is_zero()),
        heartbeat_timeout: millis(3),
        backoff: Backoff { min: millis(4), max: millis(5) },
        max_attempts: (number(6) >= 0.0).then_some(number(6) as u32),
        queue: QueueLimits { messages: number(7) as usize, bytes: number(8) as usize },
        high_water: number(9) as usize,
        park_after: (number(10) >= 0.0).then(|| millis(10)),
        seed: (number(11) as u64) << 32 | number(12) as u64,
    }
}

/// The protocol of this module.
#[cfg(feature = "rocketchat")]
pub(crate) fn protocol<D: Document>(_: &JsValue) -> Box<dyn Protocol<D>> {
    Box::new(groupwire_protocol::protocol::Ddp::default())
}

/// The protocol that the options name.
#[cfg(not(feature = "rocketchat"))]
pub(crate) fn protocol<D: Document>(options: &JsValue) -> Box<dyn Protocol<D>> {
    if get(options, "isSkapi").as_bool() == Some(true) {
        Box::new(Skapi::new(text(options, "service"), text(options, "owner")))
    } else {
        Box::new(Groupwire)
    }
}

fn text(options: &JsValue, name: &str) -> String {
    get(options, name).as_string().unwrap_or_default()
}
