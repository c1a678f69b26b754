//! What the tests of the npm package simpleddp-core expect of their server.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::outbox::Close;
use crate::rocketchat::caller::Caller;
use crate::rocketchat::registry::{
    Accepted, Document, MethodResult, Module, Params, Pending, Refused, Subscription,
};
use crate::rocketchat::wire::Json;

/// How long the subscription `autoTerminating` lives.
const LIFE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Mocha;

impl Module for Mocha {
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>> {
        let result = match method {
            "echo" => Some(Json::Array(params.0.clone())),
            "disconnectMe" => {
                caller.sink().close(Close { code: 1000, reason: "Asked for." });
                None
            }
            _ => return None,
        };
        Some(Box::pin(std::future::ready(Ok(result))))
    }

    fn subscribe<'a>(
        &'a self,
        caller: &'a Caller,
        subscription: &'a Arc<Subscription>,
    ) -> Option<Pending<'a, Result<Accepted, Refused>>> {
        let documents = match subscription.name.as_str() {
            "echo" => echo(&subscription.params),
            "autoTerminating" => {
                end_later(caller, subscription);
                vec![document("autoTerminating", "id".into(), json!({}))]
            }
            _ => return None,
        };
        Some(Box::pin(std::future::ready(Ok(Accepted::Live { documents }))))
    }
}

fn echo(params: &Params) -> Vec<Document> {
    let each = |(at, param): (usize, &Json)| {
        document("echoParameters", format!("id_{at}"), json!({ "param": param }))
    };
    params.0.iter().enumerate().map(each).collect()
}

fn end_later(caller: &Caller, subscription: &Subscription) {
    let (sink, id) = (caller.sink().clone(), subscription.id.clone());
    tokio::spawn(async move {
        tokio::time::sleep(LIFE).await;
        sink.stop(&id, None);
    });
}

fn document(collection: &str, id: String, fields: Json) -> Document {
    Document { collection: collection.into(), id, fields }
}
