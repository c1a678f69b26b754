//! Subscriptions: made, ended, and made again for another user.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::Session;
use super::documents::Documents;
use crate::outbox::Close;
use crate::rocketchat::registry::{
    Accepted, Document, Params, Refused, STREAM_PREFIX, StreamKey, Subscription,
};
use crate::rocketchat::wire::{Json, MethodError, Outgoing};

/// How many bytes of ids, names and parameters the subscriptions of a connection may have.
const MAX_BYTES: usize = 256 * 1024;

/// The live subscriptions of a connection.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    by_id: HashMap<String, Live>,
    /// Of all of them.
    bytes: usize,
    /// Grows with each.
    next: u64,
}

#[derive(Debug)]
struct Live {
    /// Later ones have higher numbers.
    number: u64,
    subscription: Arc<Subscription>,
    /// See [`MAX_BYTES`].
    bytes: usize,
    /// Collection and id of its documents.
    documents: Vec<(String, String)>,
}

impl Session {
    pub(super) async fn subscribe(
        &mut self,
        id: String,
        name: String,
        params: Vec<Json>,
    ) -> Option<Close> {
        if self.subscriptions.by_id.contains_key(&id) {
            return None;
        }
        let subscription = match self.may_subscribe(&id, name, params) {
            Ok(subscription) => Arc::new(subscription),
            Err(error) => {
                self.nosub(&id, Some(error));
                return None;
            }
        };
        let app = self.app.clone();
        let accepted = match app.rocketchat.registry.subscribe(&self.caller, &subscription) {
            Some(accepted) => accepted.await,
            None => Err(MethodError::no_publication(&subscription.name).into()),
        };
        match accepted {
            Ok(Accepted::Live { documents }) => {
                self.tell_of_collection(&subscription);
                let owned = documents.iter().map(Document::key).collect();
                let sink = self.caller.sink();
                for document in documents {
                    self.documents.add(document, |message| sink.tell(message));
                }
                self.keep(subscription, owned);
                self.tell(Outgoing::Ready { subs: &[&id] });
            }
            Ok(Accepted::Done) => self.nosub(&id, None),
            Err(refused) => self.refuse(&id, refused),
        }
        None
    }

    pub(super) fn unsubscribe(&mut self, id: Option<&Json>) -> Option<Close> {
        let live =
            id.and_then(Json::as_str).filter(|id| self.subscriptions.by_id.contains_key(*id));
        match live {
            Some(id) => self.stop(id, None),
            None if self.rules.answers_unknown_unsub => {
                self.tell(Outgoing::Nosub { id, error: None });
            }
            None => {}
        }
        None
    }

    /// Ends a live subscription, and tells the client.
    pub(super) fn stop(&mut self, id: &str, error: Option<&MethodError>) {
        let Some(live) = self.subscriptions.by_id.remove(id) else { return };
        self.subscriptions.bytes -= live.bytes;
        self.forget(&live);
        for (collection, document) in &live.documents {
            let sink = self.caller.sink();
            self.documents.remove(collection, document, |message| sink.tell(message));
        }
        self.nosub(id, error.cloned());
    }

    /// Makes all live subscriptions once more, in their order, since somebody else is logged in.
    ///
    /// As a Meteor server does: those that are refused end at once. Then the client is told what
    /// has become of its documents, and then which subscriptions are ready, all in one message.
    pub(super) async fn subscribe_again(&mut self) {
        let app = self.app.clone();
        let registry = &app.rocketchat.registry;
        let mut all: Vec<_> = self.subscriptions.by_id.drain().map(|(_, live)| live).collect();
        self.subscriptions.bytes = 0;
        all.sort_unstable_by_key(|live| live.number);
        all.iter().for_each(|live| self.forget(live));
        let before = std::mem::take(&mut self.documents);
        let mut now = Documents::default();
        if let Some(own) = self.own_documents() {
            now.add(own, |_| {});
        }
        let mut ready = Vec::new();
        for Live { subscription, .. } in all {
            let id = &subscription.id;
            let accepted = match registry.subscribe(&self.caller, &subscription) {
                Some(accepted) => accepted.await,
                None => Err(Refused::NotAllowed),
            };
            match accepted {
                Ok(Accepted::Live { documents }) => {
                    let owned = documents.iter().map(Document::key).collect();
                    documents.into_iter().for_each(|document| now.add(document, |_| {}));
                    ready.push(id.clone());
                    self.keep(subscription, owned);
                }
                Ok(Accepted::Done) => self.nosub(id, None),
                Err(refused) => self.refuse(id, refused),
            }
        }
        before.tell_changes(&now, |message| self.tell(message));
        self.documents = now;
        if !ready.is_empty() {
            let ready: Vec<_> = ready.iter().map(String::as_str).collect();
            self.tell(Outgoing::Ready { subs: &ready });
        }
    }

    /// Tells the modules that all subscriptions have ended. The client is not there any more.
    pub(super) fn end_subscriptions(&mut self) {
        for live in std::mem::take(&mut self.subscriptions.by_id).into_values() {
            self.forget(&live);
        }
    }

    fn may_subscribe(
        &mut self,
        id: &str,
        name: String,
        params: Vec<Json>,
    ) -> Result<Subscription, MethodError> {
        let max = self.app.config.rocketchat.ddp_subscriptions;
        if max > 0 && self.subscriptions.by_id.len() >= max {
            let reason = format!("A connection may have at most {max} subscriptions.");
            return Err(MethodError::new("error-too-many-subscriptions", reason));
        }
        self.rates.take(&name).map_err(|wait| MethodError::too_many_requests(&name, wait))?;
        let bytes = cost(id, &name, &params);
        if self.subscriptions.bytes + bytes > MAX_BYTES {
            let reason = "The subscriptions of the connection are too large.";
            return Err(MethodError::new("error-too-many-subscriptions", reason));
        }
        let params = Params(params);
        let stream = match name.strip_prefix(STREAM_PREFIX) {
            Some(stream) => Some(StreamKey::parse(stream, &params, self.rules.requires_options)?),
            None => None,
        };
        Ok(Subscription { id: id.to_owned(), name, params, stream })
    }

    fn keep(&mut self, subscription: Arc<Subscription>, documents: Vec<(String, String)>) {
        self.app.rocketchat.live.subscribed(self.caller.session(), &subscription);
        let id = subscription.id.clone();
        let bytes = cost(&id, &subscription.name, &subscription.params.0);
        let number = self.subscriptions.next;
        self.subscriptions.next += 1;
        self.subscriptions.bytes += bytes;
        self.subscriptions.by_id.insert(id, Live { number, subscription, bytes, documents });
    }

    fn forget(&self, live: &Live) {
        self.app.rocketchat.registry.unsubscribe(&self.caller, &live.subscription);
        self.app.rocketchat.live.unsubscribed(self.caller.session(), &live.subscription);
    }

    /// A client that keeps documents drops what it is told of one that it does not have. So it can
    /// ask for a document, which is no more than that; it is never removed.
    fn tell_of_collection(&self, subscription: &Subscription) {
        let Some(stream) = subscription.stream.as_ref().filter(|stream| stream.use_collection)
        else {
            return;
        };
        let fields = json!({ "eventName": stream.event });
        self.tell(Outgoing::Added {
            collection: &subscription.name,
            id: "id",
            fields: Some(&fields),
        });
    }

    fn refuse(&self, id: &str, refused: Refused) {
        match refused {
            Refused::Error(error) => self.nosub(id, Some(error)),
            Refused::NotAllowed if self.rules.says_why_not => {
                self.nosub(id, Some(MethodError::not_allowed()));
            }
            Refused::NotAllowed => self.nosub(id, None),
        }
    }

    fn nosub(&self, id: &str, error: Option<MethodError>) {
        let error = error.map(|error| self.printed(error));
        self.tell(Outgoing::Nosub { id: Some(&id.into()), error: error.as_ref() });
    }
}

fn cost(id: &str, name: &str, params: &[Json]) -> usize {
    id.len() + name.len() + params.iter().map(|param| param.to_string().len()).sum::<usize>()
}

impl StreamKey {
    /// Reads the parameters of a subscription to a stream.
    fn parse(stream: &str, params: &Params, requires_options: bool) -> Result<Self, MethodError> {
        let event = params.str(0)?.to_owned();
        let none = (false, Vec::new());
        let (use_collection, extra) = match params.get(1) {
            None if requires_options => return Err(MethodError::match_failed()),
            None => none,
            Some(Json::Bool(use_collection)) => (*use_collection, Vec::new()),
            Some(Json::Object(options)) => {
                let use_collection = match options.get("useCollection") {
                    None => false,
                    Some(flag) => flag.as_bool().ok_or_else(MethodError::match_failed)?,
                };
                let extra = match options.get("args") {
                    None => Vec::new(),
                    Some(args) => args.as_array().cloned().ok_or_else(MethodError::match_failed)?,
                };
                (use_collection, extra)
            }
            Some(_) => return Err(MethodError::match_failed()),
        };
        Ok(Self { stream: stream.to_owned(), event, extra, use_collection })
    }
}
