//! `getRealtimeGroups` and `getRealtimeUsers`: list calls over HTTP.

use crate::client::Client;
use crate::error;
use crate::form::{self, FormSnapshot};
use crate::http;
use crate::options::Dialect;
use crate::tokens::Tokens;
use crate::value::{Value, get};
use gloo_timers::callback::Timeout;
use groupwire_protocol::Error;
use groupwire_protocol::listing::{Caller, Listing, Pending, Query, Request, Step, UserIds};
use groupwire_protocol::session::CallId;
use js_sys::{Object, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long a call may take in milliseconds, the token and everything else included.
const DEADLINE: u32 = 30_000;

/// The list calls of one client.
#[derive(Debug)]
pub(crate) struct Lists {
    listing: RefCell<Listing>,
    /// Requests on their way: equal ones share a reply.
    under_way: RefCell<Vec<Rc<Exchange>>>,
    /// Sixteen random letters and digits, which Skapi wants with each request.
    nonce: String,
}

/// A request on its way.
#[derive(Debug)]
struct Exchange {
    url: String,
    headers: JsValue,
    body: String,
    /// The page's function, or `undefined`.
    progress: JsValue,
    /// The calls that the reply answers.
    calls: RefCell<Vec<(CallId, Pending)>>,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            listing: RefCell::default(),
            under_way: RefCell::default(),
            nonce: http::make_nonce(),
        }
    }
}

impl Client {
    /// `getRealtimeGroups`.
    pub(crate) fn groups(&self, params: JsValue, options: &JsValue) -> Promise {
        let (source, form) = form::read(params);
        let query = Query::groups(Some(&source));
        self.list(query, options, form)
    }

    /// `getRealtimeUsers`.
    pub(crate) fn users(&self, params: JsValue, options: &JsValue) -> Promise {
        let (source, form) = form::read(params);
        let user_ids = match self.options.dialect {
            Dialect::Groupwire => UserIds::Any,
            Dialect::Skapi => UserIds::Uuid,
        };
        let query = Query::users(Some(&source), user_ids);
        self.list(query, options, form)
    }

    fn list(
        &self,
        query: Result<Query, Error>,
        options: &JsValue,
        form: Option<FormSnapshot>,
    ) -> Promise {
        let query = match query {
            Ok(query) => query,
            Err(error) => return Promise::reject(&error::to_js(&error)),
        };
        let (id, promise) = self.promises.open(form);
        let late = self.this();
        let deadline = Timeout::new(DEADLINE, move || {
            if let Some(this) = late.upgrade() {
                this.settle_list(id, Err(error::to_js(&Error::TIMEOUT)));
            }
        });
        self.promises.limit(id, deadline);
        self.keep_alive();
        // What the caller does to the options later changes nothing.
        let options = options
            .is_object()
            .then(|| Value(Object::assign(&Object::new(), options.unchecked_ref()).into()));
        self.ask_tokens(Box::new(move |this, tokens| {
            let result = this.begin_list(id, &query, options.as_ref(), tokens);
            if let Some(result) = result.transpose() {
                this.settle_list(id, result);
            }
        }));
        promise
    }

    /// The answer, where it needs no request.
    fn begin_list(
        &self,
        id: CallId,
        query: &Query,
        options: Option<&Value>,
        tokens: Tokens,
    ) -> Result<Option<JsValue>, JsValue> {
        let refuse = |error: Error| error::to_js(&error);
        let tokens = tokens.map_err(|cause| error::to_js_with_cause(&Error::LOGIN, &cause))?;
        let tokens = tokens.ok_or_else(|| error::to_js(&Error::LOGIN))?;
        let caller = Caller {
            service: &self.options.service,
            owner: &self.options.owner,
            token: tokens.id_token(),
            nonce: (self.options.dialect == Dialect::Skapi).then_some(self.lists.nonce.as_str()),
        };
        let step = self.lists.listing.borrow_mut().begin(query, options, &caller);
        match step.map_err(refuse)? {
            Step::Done(answer) => Ok(Some(answer.0)),
            Step::Send(request) => {
                let progress = options.map_or(JsValue::UNDEFINED, |Value(it)| get(it, "progress"));
                self.request(id, request, progress).map_err(refuse)?;
                Ok(None)
            }
        }
    }

    /// Sends a request, unless an equal one is on its way, whose reply then answers both.
    fn request(&self, id: CallId, request: Request, progress: JsValue) -> Result<(), Error> {
        let url = http::list_url(&self.options)?;
        let Request { headers, body, pending } = request;
        let call = (id, pending);
        let shares = !progress.is_function();
        let mut under_way = self.lists.under_way.borrow_mut();
        if shares && let Some(exchange) = under_way.iter().find(|other| other.body == body) {
            exchange.calls.borrow_mut().push(call);
            return Ok(());
        }
        let headers = http::headers_to_js(&headers);
        let calls = RefCell::new(vec![call]);
        let exchange = Rc::new(Exchange { url, headers, body, progress, calls });
        if shares {
            under_way.push(Rc::clone(&exchange));
        }
        drop(under_way);
        self.send(exchange, 0, 0);
        Ok(())
    }

    /// Sends the request after `wait` milliseconds, for the time after `attempt` earlier ones.
    fn send(&self, exchange: Rc<Exchange>, attempt: u32, wait: u32) {
        let Exchange { url, headers, body, progress, .. } = &*exchange;
        let answer = http::post(url, headers, body, progress, DEADLINE, wait);
        self.when_settled(answer, move |this, answer| {
            // The promise gives a reason where there is no answer, and never rejects.
            this.replied(exchange, attempt, &answer.unwrap_or_default());
        });
    }

    fn replied(&self, exchange: Rc<Exchange>, attempt: u32, answer: &JsValue) {
        if let Some(wait) = http::retry_after(answer, attempt) {
            return self.send(exchange, attempt + 1, wait);
        }
        self.lists.under_way.borrow_mut().retain(|other| !Rc::ptr_eq(other, &exchange));
        for (id, pending) in exchange.calls.take() {
            let result = http::read(answer)
                .and_then(|reply| self.lists.listing.borrow_mut().answer(&pending, &reply));
            self.settle_list(
                id,
                result.map(|answer| answer.0).map_err(|error| error::to_js(&error)),
            );
        }
    }

    fn settle_list(&self, id: CallId, result: Result<JsValue, JsValue>) {
        self.settle(id, result);
        self.keep_alive();
    }
}
