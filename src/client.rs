//! One client: a session machine, and the hands that do what it says.

use crate::abort;
use crate::callback::Callback;
use crate::error;
use crate::form;
use crate::lists::{self, Lists, lists};
use crate::options::{Dialect, Options};
use crate::promises::{self, Promises};
use crate::socket::{Handlers, Owner, Socket};
use crate::tokens::Tokens;
use crate::value::{Value, as_function};
use gloo_timers::callback::Timeout;
use groupwire_protocol::protocol::Frame;
use groupwire_protocol::session::{Call, CallId, Input, Output, Session, State, Success, Ticket};
use groupwire_protocol::{Error, Instant};
use js_sys::{JsString, Promise};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// The state behind a `Realtime`.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) options: Options,
    pub(crate) promises: Promises,
    this: Weak<Client>,
    /// Keeps the client while it has a connection or an unsettled promise, also when the page
    /// has dropped its `Realtime`: the callback is to be told what comes.
    alive: RefCell<Option<Rc<Client>>>,
    session: RefCell<Session<Value>>,
    callback: Callback,
    socket: Socket,
    handlers: Handlers,
    /// The last look at the clock.
    now: Cell<Instant>,
    timer: RefCell<Option<Timeout>>,
    /// The moment that `timer` is set to.
    timer_at: Cell<Option<Instant>>,
    /// What the page's token function threw last.
    token_failure: RefCell<JsValue>,
    lists: Lists,
}

#[wasm_bindgen(module = "/src/js/events.js")]
extern "C" {
    fn answer(message: &str) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(js_namespace = console)]
    fn warn(text: &str, count: u32);
}

impl Client {
    /// A client without a connection.
    pub(crate) fn new(options: Options) -> Rc<Self> {
        let client = Rc::new_cyclic(|this| Self {
            promises: Promises::default(),
            this: this.clone(),
            alive: RefCell::default(),
            session: RefCell::new(Session::new(options.config(), options.protocol())),
            callback: Callback::default(),
            socket: Socket::default(),
            handlers: Handlers::new(this, options.dialect == Dialect::Skapi),
            now: Cell::default(),
            timer: RefCell::default(),
            timer_at: Cell::default(),
            token_failure: RefCell::new(JsValue::UNDEFINED),
            lists: lists(&options),
            options,
        });
        abort::watch(&client);
        client
    }

    /// `connectRealtime`: the promise gives the open socket.
    pub(crate) fn connect(&self, callback: JsValue) -> Promise {
        let callable = as_function(&callback).is_some();
        if callable {
            if let Err(error) = self.options.web_socket() {
                return Promise::reject(&error::to_js(&error));
            }
            self.callback.replace(callback);
        }
        self.call(Call::Connect { callable })
    }

    /// `postRealtime`.
    pub(crate) fn post(
        &self,
        message: JsValue,
        recipient: JsValue,
        notification: JsValue,
    ) -> Promise {
        let (message, form) = form::read(message);
        let recipient = Value(recipient);
        let notification = Value(notification);
        let promise = self.call(Call::Post { message, recipient, notification });
        form::follow(promise, form, &self.options.service)
    }

    /// `joinRealtime`.
    pub(crate) fn join(&self, params: JsValue) -> Promise {
        let (params, form) = form::read(params);
        form::follow(self.call(Call::Join { params }), form, &self.options.service)
    }

    /// `closeRealtime`.
    pub(crate) fn close(&self) -> Promise {
        self.call(Call::Close)
    }

    /// `getRealtimeGroups`.
    pub(crate) fn groups(&self, params: JsValue, options: &JsValue) -> Promise {
        lists::groups(&self.lists, params, options, &self.options.service)
    }

    /// `getRealtimeUsers`.
    pub(crate) fn users(&self, params: JsValue, options: &JsValue) -> Promise {
        lists::users(&self.lists, params, options, &self.options.service)
    }

    /// Goes on with `then` when `promise` has been settled, unless the client is gone by then.
    pub(crate) fn when_settled(
        &self,
        promise: Promise,
        then: impl FnOnce(&Self, Result<JsValue, JsValue>) + 'static,
    ) {
        let this = self.this.clone();
        promises::when_settled(
            promise,
            Box::new(move |result| {
                if let Some(this) = this.upgrade() {
                    then(&this, result);
                }
            }),
        );
    }

    /// Any call of the session's, settled when the session says so.
    fn call(&self, call: Call<Value>) -> Promise {
        let (id, promise) = self.promises.open();
        // A socket that is closing takes frames and drops them silently, and may be so for a
        // while before it reports its end.
        if self.state() == State::Online && !self.socket.is_open() {
            self.session.borrow_mut().handle_input(self.now(), Input::Unwritable);
        }
        self.handle(Input::Call(id, call));
        promise
    }

    fn state(&self) -> State {
        self.session.borrow().state()
    }

    fn handle(&self, input: Input<Value>) {
        self.session.borrow_mut().handle_input(self.now(), input);
        self.work();
    }

    fn work(&self) {
        self.carry_out_all();
        self.set_timer();
        self.keep_alive();
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
            Output::Authorize(ticket) => {
                self.ask_tokens(Box::new(move |this, tokens| this.authorized(ticket, tokens)));
            }
            Output::Dial(url) => self.dial(&url),
            Output::Hangup => self.socket.hang_up(),
            Output::Abandon => self.socket.abandon(&self.handlers),
            Output::Unreadable(count) => warn("groupwire: frames without a meaning:", count),
        }
    }

    fn transmit(&self, frame: Frame<Value>) {
        let mut text = JsString::from(frame.head);
        if let Some(content) = frame.content {
            text = text.concat(&content);
        }
        if !frame.tail.is_empty() {
            text = text.concat(&frame.tail.into());
        }
        if !self.socket.send(&text) {
            self.session.borrow_mut().handle_input(self.now(), Input::Unwritable);
        }
    }

    fn answer(&self, id: CallId, result: Result<Success, Error>) {
        let result = match result {
            Ok(Success::Connected) => Ok(self.socket.to_js()),
            Ok(success) => Ok(success.message().map_or(JsValue::UNDEFINED, |text| answer(&text))),
            Err(error) if error == Error::LOGIN => {
                Err(error::to_js_with_cause(&error, &self.token_failure.borrow()))
            }
            Err(error) => Err(error::to_js(&error)),
        };
        self.promises.settle(id, &result);
    }

    fn authorized(&self, ticket: Ticket, tokens: Tokens) {
        let (credentials, failure) = match tokens {
            Ok(credentials) => (credentials, JsValue::UNDEFINED),
            Err(thrown) => (None, thrown),
        };
        self.token_failure.replace(failure);
        self.handle(Input::Credentials(ticket, credentials));
    }

    fn dial(&self, url: &str) {
        let dialed = match self.options.web_socket() {
            Ok(class) => self.socket.dial(&class, url, &self.handlers).is_ok(),
            Err(_) => false,
        };
        if !dialed {
            self.session.borrow_mut().handle_input(self.now(), Input::Closed);
        }
    }

    /// Looks at the clock.
    fn now(&self) -> Instant {
        let now = Instant::from_millis(performance_now() as u64);
        self.now.set(now);
        now
    }

    fn set_timer(&self) {
        let at = self.session.borrow().poll_timeout();
        if self.timer_at.replace(at) == at {
            return;
        }
        let timer = at.map(|at| {
            let this = self.this.clone();
            // The platform's timers take no more than 31 bits. One that comes early does no harm.
            let millis = (at - self.now()).as_millis().min(0x7fff_ffff) as u32;
            Timeout::new(millis, move || {
                if let Some(this) = this.upgrade() {
                    this.time_out();
                }
            })
        });
        self.timer.replace(timer);
    }

    fn time_out(&self) {
        self.timer_at.set(None);
        self.session.borrow_mut().handle_timeout(self.now());
        self.work();
    }

    /// Looks whether there is anything left to be there for.
    fn keep_alive(&self) {
        let busy = !matches!(self.state(), State::Idle | State::Lost) || !self.promises.is_empty();
        let kept = self.alive.borrow().is_some();
        if busy != kept {
            let this = if busy { self.this.upgrade() } else { None };
            self.alive.replace(this);
        }
    }
}

impl Owner for Client {
    fn opened(&self) {
        self.handle(Input::Opened);
    }

    fn received(&self, frame: JsValue) {
        let input = match frame.is_undefined() {
            true => Input::Unreadable,
            false => Input::Frame(Value(frame)),
        };
        // Frames set no timers and settle no calls, and nearly all that happens is frames: they do
        // without the clock and without `work`, which would cost more than all the rest.
        self.session.borrow_mut().handle_input(self.now.get(), input);
        self.carry_out_all();
    }

    fn failed(&self) {
        self.handle(Input::Failed);
    }

    fn ended(&self) {
        self.socket.clear();
        self.handle(Input::Closed);
    }
}
