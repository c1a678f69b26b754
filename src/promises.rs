//! The one bridge between calls and promises.

use crate::error;
use groupwire_protocol::Error;
use groupwire_protocol::session::CallId;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::fmt;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Goes on with `then` when `promise` has been settled.
pub(crate) fn when_settled(promise: Promise, then: Box<dyn FnOnce(Result<JsValue, JsValue>)>) {
    spawn_local(async move { then(JsFuture::from(promise).await) });
}

/// The promises that have been given out and not been settled.
#[derive(Default)]
pub(crate) struct Promises {
    pending: RefCell<Vec<Pending>>,
    last: Cell<u32>,
}

struct Pending {
    id: CallId,
    resolve: Function,
    reject: Function,
}

impl Promises {
    /// A new promise and the call that will settle it.
    pub(crate) fn open(&self) -> (CallId, Promise) {
        let id = CallId(self.last.get().wrapping_add(1));
        self.last.set(id.0);
        let promise = Promise::new(&mut |resolve, reject| {
            self.pending.borrow_mut().push(Pending { id, resolve, reject });
        });
        (id, promise)
    }

    /// Settles the promise of `id`. A promise is settled once: later answers are ignored.
    pub(crate) fn settle(&self, id: CallId, result: &Result<JsValue, JsValue>) {
        let mut pending = self.pending.borrow_mut();
        // The newest calls settle first in practice: most settle before their function returns.
        let Some(at) = pending.iter().rposition(|pending| pending.id == id) else { return };
        let Pending { resolve, reject, .. } = pending.swap_remove(at);
        drop(pending);
        let (function, value) = match result {
            Ok(value) => (resolve, value),
            Err(reason) => (reject, reason),
        };
        // The functions of a promise do not throw.
        let _ = function.call1(&JsValue::UNDEFINED, value);
    }

    /// Rejects everything, for the case that nothing else will.
    pub(crate) fn reject_all(&self, error: &Error) {
        let Ok(mut pending) = self.pending.try_borrow_mut() else { return };
        let reason = error::to_js(error);
        for Pending { reject, .. } in pending.drain(..) {
            let _ = reject.call1(&JsValue::UNDEFINED, &reason);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.borrow().is_empty()
    }
}

impl fmt::Debug for Promises {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Promises")
    }
}
