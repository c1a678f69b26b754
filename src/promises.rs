//! The one bridge between calls and promises.

use crate::error;
use crate::form::FormSnapshot;
use gloo_timers::callback::Timeout;
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
    /// The form that was submitted, for what follows the answer.
    form: Option<FormSnapshot>,
    /// Ends the wait for an answer, where nothing else does.
    deadline: Option<Timeout>,
}

impl Promises {
    /// A new promise and the call that will settle it. `form` is kept until then.
    pub(crate) fn open(&self, form: Option<FormSnapshot>) -> (CallId, Promise) {
        let id = CallId(self.last.get().wrapping_add(1));
        self.last.set(id.0);
        let mut form = Some(form);
        let promise = Promise::new(&mut |resolve, reject| {
            // The engine runs this once.
            let form = form.take().flatten();
            self.pending.borrow_mut().push(Pending { id, resolve, reject, form, deadline: None });
        });
        (id, promise)
    }

    /// Keeps `deadline` until the call has been settled.
    pub(crate) fn limit(&self, id: CallId, deadline: Timeout) {
        let mut pending = self.pending.borrow_mut();
        if let Some(pending) = pending.iter_mut().find(|pending| pending.id == id) {
            pending.deadline = Some(deadline);
        }
    }

    /// Settles the promise of `id` and gives the form that was kept for it. A promise is settled
    /// once: later answers are ignored.
    pub(crate) fn settle(
        &self,
        id: CallId,
        result: &Result<JsValue, JsValue>,
    ) -> Option<FormSnapshot> {
        let mut pending = self.pending.borrow_mut();
        // The newest calls settle first in practice: most settle before their function returns.
        let at = pending.iter().rposition(|pending| pending.id == id)?;
        let Pending { resolve, reject, form, .. } = pending.swap_remove(at);
        drop(pending);
        let (function, value) = match result {
            Ok(value) => (resolve, value),
            Err(reason) => (reject, reason),
        };
        // The functions of a promise do not throw.
        let _ = function.call1(&JsValue::UNDEFINED, value);
        form
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
