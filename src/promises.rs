//! The one bridge between calls and promises.

use core::cell::Cell;
use groupwire_protocol::session::CallId;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// The table is JavaScript: it holds nothing but JavaScript's values.
#[wasm_bindgen(module = "/src/js/promises.js")]
extern "C" {
    #[wasm_bindgen(js_name = Promises)]
    #[derive(Debug)]
    type Table;

    #[wasm_bindgen(constructor, js_class = Promises)]
    fn new() -> Table;

    #[wasm_bindgen(method, js_class = Promises)]
    fn open(this: &Table, id: u32) -> Promise;

    #[wasm_bindgen(method, js_class = Promises)]
    fn settle(this: &Table, id: u32, ok: bool, value: &JsValue);

    #[wasm_bindgen(method, getter, js_class = Promises)]
    fn size(this: &Table) -> u32;

    #[wasm_bindgen(method, js_class = Promises, js_name = idOf)]
    fn id_of(this: &Table, promise: &Promise) -> u32;

    #[wasm_bindgen(method, js_class = Promises)]
    fn replace(this: &Table, promise: &Promise, by: &Promise);

    #[cfg(feature = "standalone")]
    #[wasm_bindgen(static_method_of = Table, js_class = Promises)]
    fn stop(cause: &JsValue);
}

/// Rejects the promises of all clients: there is a bug, and nothing else will.
#[cfg(feature = "standalone")]
pub(crate) fn stop() {
    Table::stop(&JsValue::UNDEFINED);
}

/// The promises of one client that have been given out and not been settled.
#[derive(Debug)]
pub(crate) struct Promises {
    table: Table,
    last: Cell<u32>,
}

impl Promises {
    /// A new promise and the call that will settle it.
    pub(crate) fn open(&self) -> (CallId, Promise) {
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        (CallId(id), self.table.open(id))
    }

    /// Settles the promise of `id`. A promise is settled once: later answers are ignored.
    pub(crate) fn settle(&self, id: CallId, result: &Result<JsValue, JsValue>) {
        match result {
            Ok(value) => self.table.settle(id.0, true, value),
            Err(reason) => self.table.settle(id.0, false, reason),
        }
    }

    /// The call that a promise, as the page has it, was given out for; `None` where it is settled.
    pub(crate) fn id_of(&self, promise: &Promise) -> Option<CallId> {
        Some(self.table.id_of(promise)).filter(|id| *id > 0).map(CallId)
    }

    /// The page has got another promise in place of one that was given out.
    pub(crate) fn replace(&self, promise: &Promise, by: &Promise) {
        self.table.replace(promise, by);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.table.size() == 0
    }
}

impl Default for Promises {
    fn default() -> Self {
        Self { table: Table::new(), last: Cell::new(0) }
    }
}
