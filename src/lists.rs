//! `getRealtimeGroups` and `getRealtimeUsers`: list calls over HTTP.

use crate::client::Client;
use crate::error;
use crate::form::{self, FormSnapshot};
use crate::http;
use crate::options::Dialect;
use crate::tokens::Asked;
use crate::value::{Value, get};
use gloo_timers::callback::Timeout;
use groupwire_protocol::Error;
use groupwire_protocol::listing::{Caller, Listing, PATH, Query, Reply, Request, Step, UserIds};
use js_sys::{Object, Promise};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

/// How long a call may take, the token and everything else included.
const DEADLINE: Duration = Duration::from_secs(30);

/// The list calls of one client.
#[derive(Debug)]
pub(crate) struct Lists {
    listing: RefCell<Listing>,
    /// Requests on their way: equal ones share a reply.
    under_way: RefCell<Vec<(String, Promise)>>,
    /// Sixteen random letters and digits, which Skapi wants with each request.
    nonce: String,
}

impl Default for Lists {
    fn default() -> Self {
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        // A random number below 1 times 36 is an index.
        let digit = |_| char::from(DIGITS[(js_sys::Math::random() * 36.0) as usize]);
        Self {
            listing: RefCell::default(),
            under_way: RefCell::default(),
            nonce: (0..16).map(digit).collect(),
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
        // What the caller does to the options later changes nothing.
        let options =
            options.is_object().then(|| Object::assign(&Object::new(), options.unchecked_ref()));
        // Nobody calls a client that is gone.
        let Some(this) = self.this().upgrade() else { return promise };
        let late = self.this();
        let deadline = Timeout::new(DEADLINE.as_millis() as u32, move || {
            if let Some(this) = late.upgrade() {
                this.settle(id, Err(error::to_js(&Error::TIMEOUT)));
            }
        });
        spawn_local(async move {
            let result = this.fetch_list(&query, options.map(Into::into)).await;
            drop(deadline);
            this.settle(id, result);
        });
        promise
    }

    async fn fetch_list(
        &self,
        query: &Query,
        options: Option<JsValue>,
    ) -> Result<JsValue, JsValue> {
        let refuse = |error: Error| error::to_js(&error);
        let token = self.list_token().await?;
        let progress =
            options.as_ref().map_or(JsValue::UNDEFINED, |options| get(options, "progress"));
        let caller = Caller {
            service: &self.options.service,
            owner: &self.options.owner,
            token: &token,
            nonce: (self.options.dialect == Dialect::Skapi).then_some(self.lists.nonce.as_str()),
        };
        let options = options.map(Value);
        let step = self.lists.listing.borrow_mut().begin(query, options.as_ref(), &caller);
        let request = match step.map_err(refuse)? {
            Step::Done(answer) => return Ok(answer.0),
            Step::Send(request) => request,
        };
        let reply = self.exchange(&request, progress).await.map_err(refuse)?;
        let answer = self.lists.listing.borrow_mut().answer(&request.pending, &reply);
        answer.map(|answer| answer.0).map_err(refuse)
    }

    /// The reply to `request`, which a call equal to one under way waits for with it.
    async fn exchange(&self, request: &Request, progress: JsValue) -> Result<Reply<Value>, Error> {
        let url = [self.options.http_url()?, PATH].concat();
        if progress.is_function() {
            return http::read(&http::send(url, request.clone(), progress, DEADLINE).await);
        }
        let under_way = &self.lists.under_way;
        let shared = under_way.borrow().iter().find(|(body, _)| *body == request.body).cloned();
        if let Some((_, promise)) = shared {
            return http::read(&JsFuture::from(promise).await.unwrap_or_default());
        }
        let sent = http::send(url, request.clone(), JsValue::UNDEFINED, DEADLINE);
        let promise = future_to_promise(async { Ok(sent.await) });
        under_way.borrow_mut().push((request.body.clone(), promise.clone()));
        let answer = JsFuture::from(promise).await.unwrap_or_default();
        under_way.borrow_mut().retain(|(body, _)| *body != request.body);
        http::read(&answer)
    }

    /// The token that signs list requests.
    async fn list_token(&self) -> Result<String, JsValue> {
        let asked = match self.ask_tokens() {
            Asked::Now(answer) => answer,
            Asked::Later(answer) => answer.await,
        };
        match asked {
            Ok(Some(credentials)) => Ok(credentials.id_token().into()),
            Ok(None) => Err(error::to_js(&Error::LOGIN)),
            Err(cause) => Err(error::to_js_with_cause(&Error::LOGIN, &cause)),
        }
    }
}
