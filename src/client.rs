//! One client: a session machine, and the host that does what it says.

use crate::callback::{Callback, state_to_js};
use crate::error;
use crate::host::{Host, Report};
use crate::options;
use crate::promises::Promises;
#[cfg(feature = "rocketchat")]
use crate::remote;
use crate::value::{Value, get, is_function};
use alloc::rc::{Rc, Weak};
use alloc::string::String;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::time::Duration;
use groupwire_protocol::protocol::{Frame, Receipt};
use groupwire_protocol::session::{
    Call, CallId, Closed, Input, Output, Session, State, Success, Tokens,
};
use groupwire_protocol::{Code, Error, Instant};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// The state behind a `Realtime`.
pub(crate) struct Client {
    promises: Promises,
    this: Weak<Client>,
    /// Keeps the client while it has a connection or an unsettled promise, also when the page
    /// has dropped its `Realtime`: the callback is to be told what comes.
    alive: RefCell<Option<Rc<Client>>>,
    session: RefCell<Session<Value>>,
    callback: Callback,
    host: Host,
    /// What the host reports to.
    _report: Closure<dyn Fn(u32, JsValue)>,
    /// The last look at the clock.
    now: Cell<Instant>,
    /// The moment that the host's timer is set to.
    timer_at: Cell<Option<Instant>>,
    /// What the page gave as the reason for the failure of what goes on now: what its token
    /// function threw last, or the reason of an abort.
    cause: RefCell<JsValue>,
}

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn answer(message: &str, settled: Option<&str>, offset: f64, reached: f64) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/clock.js")]
extern "C" {
    fn clock() -> f64;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn warn(text: &str, count: u32);
}

impl Client {
    /// A client without a connection.
    ///
    /// # Errors
    ///
    /// A `RealtimeError` with `INVALID_PARAMETER` where an option has the wrong type or value.
    pub(crate) fn new(options: &JsValue) -> Result<Rc<Self>, JsValue> {
        let weak: Rc<RefCell<Weak<Self>>> = Rc::default();
        let owner = weak.clone();
        let report = Closure::<dyn Fn(u32, JsValue)>::new(move |what, detail| {
            let client = owner.borrow().upgrade();
            if let Some(client) = client {
                client.happened(Report::read(what, detail));
            }
        });
        let host = Host::make(options, &report)?;
        let options = host.options();
        let session = Session::new(options::config(&options), options::protocol(&options));
        let client = Rc::new_cyclic(|this| Self {
            promises: Promises::default(),
            this: this.clone(),
            alive: RefCell::default(),
            session: RefCell::new(session),
            callback: Callback::default(),
            host,
            _report: report,
            now: Cell::default(),
            timer_at: Cell::default(),
            cause: RefCell::new(JsValue::UNDEFINED),
        });
        weak.replace(Rc::downgrade(&client));
        #[cfg(feature = "standalone")]
        crate::abort::watch();
        Ok(client)
    }

    /// `connectRealtime`: the promise gives the open socket.
    pub(crate) fn connect(&self, callback: JsValue, timeout: Option<f64>) -> Promise {
        let callable = is_function(&callback);
        if callable {
            let obstacle = self.host.obstacle();
            if !obstacle.is_undefined() {
                return Promise::reject(&obstacle);
            }
            self.callback.replace(callback);
        }
        self.call(Call::Connect { callable }, timeout)
    }

    /// `postRealtime`.
    pub(crate) fn post(
        &self,
        message: &JsValue,
        recipient: JsValue,
        notification: JsValue,
        timeout: Option<f64>,
    ) -> Promise {
        self.call_with(message, timeout, |message| Call::Post {
            message,
            recipient: Value(recipient),
            notification: Value(notification),
        })
    }

    /// `joinRealtime`.
    pub(crate) fn join(&self, params: &JsValue, timeout: Option<f64>) -> Promise {
        self.call_with(params, timeout, |params| Call::Join { params })
    }

    /// Any other call of the session's, settled when the session says so.
    pub(crate) fn call(&self, call: Call<Value>, timeout: Option<f64>) -> Promise {
        let (id, promise) = self.promises.open();
        let timeout = timeout.map(|millis| Duration::from_millis(millis as u64));
        self.handle(Input::Call(id, call, timeout));
        promise
    }

    /// Takes a call back.
    pub(crate) fn cancel(&self, promise: &Promise, reason: JsValue) {
        if let Some(id) = self.promises.id_of(promise) {
            let before = self.cause.replace(reason);
            self.handle(Input::Cancel(id));
            self.cause.replace(before);
        }
    }

    /// A list call.
    pub(crate) fn list(&self, which: &JsValue, params: &JsValue, options: &JsValue) -> Promise {
        self.host.list(which, params, options)
    }

    /// Tells `observer` everything from now on, in place of the one before.
    pub(crate) fn observe(&self, observer: JsValue) {
        self.callback.observe(observer);
    }

    /// The state as the page sees it.
    pub(crate) fn state(&self) -> JsValue {
        state_to_js(self.session.borrow().state())
    }

    /// The bytes that wait in the socket.
    pub(crate) fn buffered(&self) -> f64 {
        self.host.buffered()
    }

    /// A call whose first argument may be a form.
    fn call_with(
        &self,
        argument: &JsValue,
        timeout: Option<f64>,
        call: impl FnOnce(Result<Value, Error>) -> Call<Value>,
    ) -> Promise {
        let read = self.host.read(argument);
        let error = read.error();
        let value = if error.is_undefined() {
            Ok(Value(read.value()))
        } else {
            let message = get(&error, "message").as_string().unwrap_or_default();
            Err(Error::new(Code::InvalidRequest, message))
        };
        let form = read.form();
        let promise = self.call(call(value), timeout);
        if form.is_undefined() {
            return promise;
        }
        let followed = self.host.follow(&promise, &form);
        self.promises.replace(&promise, &followed);
        followed
    }

    fn handle(&self, input: Input<Value>) {
        let now = self.now();
        // A socket that is closing takes frames and drops them silently, and may be so for a
        // while before it reports its end.
        let is_online = *self.session.borrow().state() == State::Online;
        if is_online && !self.host.is_open() {
            self.session.borrow_mut().handle_input(now, Input::Unwritable);
        }
        self.session.borrow_mut().handle_input(now, input);
        self.work();
    }

    fn work(&self) {
        self.carry_out_all();
        self.set_timer();
        self.stay_alive();
    }

    fn carry_out_all(&self) {
        loop {
            // Nothing is borrowed while an output is carried out: the page's callback may call
            // any of the functions.
            let output = self.session.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.carry_out(output);
        }
    }

    fn carry_out(&self, output: Output<Value>) {
        match output {
            Output::Emit(event) => self.callback.tell(&event),
            Output::Transmit(frame) => self.transmit(frame),
            Output::Settle(id, result) => self.answer(id, result),
            #[cfg(feature = "rocketchat")]
            Output::Return(id, result) => self.promises.settle(id, &remote::answer_of(result)),
            Output::Authorize { ticket, refused } => self.host.ask_tokens(ticket.0, refused),
            Output::Dial(url) => {
                if !self.host.dial(&url) {
                    self.feed(Input::Closed(Closed { code: 1006, reason: String::new() }));
                }
            }
            Output::Measure => self.feed(Input::Buffered(self.host.buffered() as usize)),
            Output::Hangup => self.host.hang_up(),
            Output::Abandon => self.host.abandon(),
            Output::Unreadable(count) => warn("groupwire: frames without a meaning:", count),
        }
    }

    fn transmit(&self, frame: Frame<Value>) {
        let content = frame.content.map_or(JsValue::UNDEFINED, JsValue::from);
        if !self.host.send(&frame.head, &content, &frame.tail) {
            self.feed(Input::Unwritable);
        }
    }

    /// An input that belongs to an output, while the others are still to be carried out.
    fn feed(&self, input: Input<Value>) {
        self.session.borrow_mut().handle_input(self.now(), input);
    }

    fn answer(&self, id: CallId, result: Result<Success, Error>) {
        let result = match result {
            Ok(success) => Ok(self.answer_of(&success)),
            Err(error) => {
                let has_cause = error == Error::LOGIN || error.code() == Code::Aborted;
                let cause =
                    if has_cause { self.cause.borrow().clone() } else { JsValue::UNDEFINED };
                Err(error::to_js(&error, &cause))
            }
        };
        self.promises.settle(id, &result);
    }

    fn answer_of(&self, success: &Success) -> JsValue {
        let none = Receipt::default();
        let (settled, receipt) = match success {
            Success::Connected => return self.host.socket(),
            Success::Closed => return JsValue::UNDEFINED,
            #[cfg(feature = "rocketchat")]
            Success::Ready => return JsValue::UNDEFINED,
            Success::Joined(_) | Success::Left => (None, &none),
            Success::Sent => (Some("sent"), &none),
            Success::Acknowledged(receipt) => (Some("acknowledged"), receipt),
        };
        let number = |number: Option<u64>| number.map_or(-1.0, |number| number as f64);
        let message = success.message().unwrap_or_default();
        answer(&message, settled, number(receipt.offset), number(receipt.reached))
    }

    fn happened(&self, report: Report) {
        match report {
            // These set no timers and settle no calls, and nearly all that happens is this: they
            // do without the clock and without `work`, which would cost more than all the rest.
            Report::Delivery(frame) => {
                let input = Input::Frame(Value(frame));
                self.session.borrow_mut().handle_input(self.now.get(), input);
                self.carry_out_all();
            }
            Report::Control(frame) => self.handle(Input::Frame(Value(frame))),
            Report::Unreadable => self.handle(Input::Unreadable),
            Report::Opened => self.handle(Input::Opened),
            Report::Failed => self.handle(Input::Failed),
            Report::Ended(ended) => {
                self.host.clear();
                self.handle(Input::Closed(ended));
            }
            Report::Tokens(ticket, tokens) => {
                self.cause.replace(JsValue::UNDEFINED);
                self.handle(Input::Credentials(ticket, tokens));
            }
            Report::NoTokens(ticket, thrown) => {
                self.cause.replace(thrown);
                self.handle(Input::Credentials(ticket, Tokens::Failed));
            }
            Report::Timer => {
                self.timer_at.set(None);
                self.session.borrow_mut().handle_timeout(self.now());
                self.work();
            }
            Report::Page(event) => self.handle(Input::Page(event)),
        }
    }

    /// Looks at the clock.
    fn now(&self) -> Instant {
        let now = Instant::from_millis(clock() as u64);
        self.now.set(now);
        now
    }

    fn set_timer(&self) {
        let at = self.session.borrow().poll_timeout();
        if self.timer_at.replace(at) != at {
            // Rounded up, so that the timer does not come before the moment on a clock of whole
            // milliseconds.
            let millis = at.map_or(-1.0, |at| (at - self.now()).as_millis() as f64 + 1.0);
            self.host.set_timer(millis);
        }
    }

    /// Looks whether there is anything left to be there for.
    fn stay_alive(&self) {
        let is_over = matches!(self.session.borrow().state(), State::Idle | State::Closed { .. });
        let has_connection = !is_over;
        self.host.watch(has_connection);
        let busy = has_connection || !self.promises.is_empty();
        let kept = self.alive.borrow().is_some();
        if busy != kept {
            let this = if busy { self.this.upgrade() } else { None };
            self.alive.replace(this);
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.host.retire();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("session", &self.session).finish_non_exhaustive()
    }
}
