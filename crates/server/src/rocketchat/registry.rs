//! What there is to call and to subscribe to: the contract between sessions and modules.
//!
//! A session reads frames, keeps the subscriptions of its connection and answers its client. What
//! a method does, and who may listen to what, is the business of a [`Module`]. The registry asks
//! its modules in their order; the first that knows a name has it.
//!
//! # Calls
//! A session carries out one call or subscription after the other: the next begins when the
//! future of the one before has given its answer. What a method sends to its own caller comes
//! before its `updated` and `result`.
//!
//! # Subscriptions
//! [`Module::subscribe`] is called for a `sub` whose id is not live. With [`Accepted::Live`] the
//! session sends what [`Accepted::Live::documents`] has, then `ready`, and calls
//! [`Module::unsubscribe`] exactly once when the subscription ends, for whatever reason: `unsub`,
//! [`Sink::stop`](super::caller::Sink::stop), a refusal on login or logout, the end of the
//! connection. At every login and logout all live subscriptions are made again: the session calls
//! `unsubscribe`, and then `subscribe` with the same [`Subscription`] under the new user.
//!
//! A module that keeps subscriptions for its events keeps them under the session and the id. Two
//! subscriptions to one event are two, and each gets every event.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use groupwire_protocol::ejson::as_date;

use super::caller::Caller;
use super::wire::{Json, MethodError};

/// The beginning of the names of streams.
pub const STREAM_PREFIX: &str = "stream-";

/// An answer that may take a while.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a method gives: `None` is `undefined`.
pub type MethodResult = Result<Option<Json>, MethodError>;

/// Methods and publications that belong together.
pub trait Module: fmt::Debug + Send + Sync {
    /// Carries out a method, or gives `None` when it is not one of this module's.
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>>;

    /// Begins a subscription, or gives `None` when it is not one of this module's.
    fn subscribe<'a>(
        &'a self,
        _caller: &'a Caller,
        _subscription: &'a Arc<Subscription>,
    ) -> Option<Pending<'a, Result<Accepted, Refused>>> {
        None
    }

    /// A subscription that this module has accepted as live has ended.
    fn unsubscribe(&self, _caller: &Caller, _subscription: &Subscription) {}

    /// Somebody has logged in; the subscriptions have not been made again yet.
    fn logged_in(&self, _caller: &Caller) {}

    /// The user of the caller, who is still there, logs out; or the connection has ended, whose
    /// subscriptions have ended before. Told only when somebody was logged in.
    fn logged_out(&self, _caller: &Caller) {}
}

/// The parameters of a method or a subscription, as EJSON. What is missing is `undefined`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(pub Vec<Json>);

/// What a client subscribes to.
#[derive(Debug, PartialEq)]
pub struct Subscription {
    /// As the client calls it; unique among those of its connection.
    pub id: String,
    /// The publication, with [`STREAM_PREFIX`] where it is a stream.
    pub name: String,
    /// All parameters.
    pub params: Params,
    /// Of a stream.
    pub stream: Option<StreamKey>,
}

/// What of a stream a client listens to: its first two parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamKey {
    /// The name without [`STREAM_PREFIX`].
    pub stream: String,
    /// The first parameter: `<rid>`, `<uid>/notification`, and so on; it can be empty.
    pub event: String,
    /// `args` of the second parameter: for the check whether the caller may listen.
    pub extra: Vec<Json>,
    /// `useCollection` of the second parameter: the client wants a document for the stream, which
    /// the session sends.
    pub use_collection: bool,
}

/// A subscription that is not refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Accepted {
    /// It is there until it ends.
    Live {
        /// What the client gets before `ready`, and sees removed at the end.
        documents: Vec<Document>,
    },
    /// It was a command that has been carried out, and is answered by `nosub` without an error: so
    /// the stream `user-presence` has it.
    Done,
}

/// A document of a publication.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Where it belongs.
    pub collection: String,
    /// Unique in the collection.
    pub id: String,
    /// An object.
    pub fields: Json,
}

/// Why a subscription is not accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// The caller may not listen. Old servers say so without a reason, newer ones with one.
    NotAllowed,
    /// Anything else.
    Error(MethodError),
}

/// All modules of a server.
#[derive(Debug)]
pub struct Registry {
    modules: Vec<Arc<dyn Module>>,
    /// Methods that are answered as if they were not there.
    without: HashSet<String>,
}

impl Registry {
    /// These modules, without these methods.
    pub fn new(modules: Vec<Arc<dyn Module>>, without: impl IntoIterator<Item = String>) -> Self {
        Self { modules, without: without.into_iter().collect() }
    }

    /// Whether methods of this name are answered as if they were not there.
    pub fn is_without(&self, method: &str) -> bool {
        self.without.contains(method)
    }

    /// Carries out a method. `None`: there is none of that name, which is to be answered by
    /// [`MethodError::no_method`].
    pub fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>> {
        if self.is_without(method) {
            return None;
        }
        self.modules.iter().find_map(|module| module.call(caller, method, params))
    }

    /// Begins a subscription. `None`: there is no such publication, which is to be answered by
    /// [`MethodError::no_publication`].
    pub fn subscribe<'a>(
        &'a self,
        caller: &'a Caller,
        subscription: &'a Arc<Subscription>,
    ) -> Option<Pending<'a, Result<Accepted, Refused>>> {
        self.modules.iter().find_map(|module| module.subscribe(caller, subscription))
    }

    /// A live subscription has ended. Those who do not know it pass it over.
    pub fn unsubscribe(&self, caller: &Caller, subscription: &Subscription) {
        self.modules.iter().for_each(|module| module.unsubscribe(caller, subscription));
    }

    /// Somebody has logged in.
    pub fn logged_in(&self, caller: &Caller) {
        self.modules.iter().for_each(|module| module.logged_in(caller));
    }

    /// Somebody logs out, or was logged in when the connection ended.
    pub fn logged_out(&self, caller: &Caller) {
        self.modules.iter().for_each(|module| module.logged_out(caller));
    }
}

impl Document {
    /// Collection and id.
    pub(super) fn key(&self) -> (String, String) {
        (self.collection.clone(), self.id.clone())
    }
}

impl Accepted {
    /// A live subscription without documents, as those to streams are.
    pub fn live() -> Self {
        Self::Live { documents: Vec::new() }
    }
}

impl Params {
    /// A parameter; `undefined` and one that is not there are the same.
    pub fn get(&self, at: usize) -> Option<&Json> {
        self.0.get(at)
    }

    /// A parameter that must be a string.
    ///
    /// # Errors
    /// [`MethodError::match_failed`] when it is not.
    pub fn str(&self, at: usize) -> Result<&str, MethodError> {
        self.get(at).and_then(Json::as_str).ok_or_else(MethodError::match_failed)
    }

    /// A parameter that must be an object.
    ///
    /// # Errors
    /// [`MethodError::match_failed`] when it is not.
    pub fn object(&self, at: usize) -> Result<&serde_json::Map<String, Json>, MethodError> {
        self.get(at).and_then(Json::as_object).ok_or_else(MethodError::match_failed)
    }

    /// A parameter that must be a date (`{"$date": millis}`): in milliseconds since 1970. `None`
    /// when it is missing or `null`.
    ///
    /// # Errors
    /// [`MethodError::match_failed`] when it is something else.
    pub fn date(&self, at: usize) -> Result<Option<i64>, MethodError> {
        match self.get(at) {
            None | Some(Json::Null) => Ok(None),
            Some(value) => as_date(value).map(Some).ok_or_else(MethodError::match_failed),
        }
    }
}

impl From<MethodError> for Refused {
    fn from(error: MethodError) -> Self {
        Self::Error(error)
    }
}
