//! Methods with known answers, and a room that nobody may listen to.
//!
//! They are those of the server on which the frames of `tests/fixtures` were recorded.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::rocketchat::caller::Caller;
use crate::rocketchat::registry::{
    Accepted, MethodResult, Module, Params, Pending, Refused, Subscription,
};
use crate::rocketchat::wire::{Json, MethodError};

/// The room.
const FORBIDDEN: &str = "FORBIDDEN";

/// The longest that `slow` takes.
const MAX_SLOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Peers;

impl Module for Peers {
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>> {
        let first = || params.get(0).cloned();
        let result = match method {
            "echo" => Ok(first()),
            "echoAll" => Ok(Some(Json::Array(params.0.clone()))),
            "whoami" => Ok(Some(caller.user().map_or(Json::Null, |user| json!(*user.id)))),
            "boom" => Err(MethodError::internal()),
            "boomClient" => {
                Err(MethodError::new("error-x", "Reason X").with_details(json!({ "a": 1 })))
            }
            "boomDate" => {
                let date = json!({ "at": { "$date": 1_700_000_000_000_u64 } });
                Err(MethodError::new("error-x", "Reason X").with_details(date))
            }
            "retNull" => Ok(Some(Json::Null)),
            "retUndef" => Ok(None),
            "retZero" => Ok(Some(json!(0))),
            "retFalse" => Ok(Some(json!(false))),
            "retEmpty" => Ok(Some(json!(""))),
            "dates" => Ok(Some(all_types())),
            "slow" => return Some(Box::pin(slow(params))),
            _ => return None,
        };
        Some(Box::pin(std::future::ready(result)))
    }

    fn subscribe<'a>(
        &'a self,
        _caller: &'a Caller,
        subscription: &'a Arc<Subscription>,
    ) -> Option<Pending<'a, Result<Accepted, Refused>>> {
        let event = &subscription.stream.as_ref()?.event;
        let room = event.split('/').next();
        (room == Some(FORBIDDEN))
            .then(|| -> Pending<'a, _> { Box::pin(std::future::ready(Err(Refused::NotAllowed))) })
    }
}

/// Answers with its parameter after so many milliseconds.
async fn slow(params: &Params) -> MethodResult {
    let millis = params.get(0).and_then(Json::as_u64).ok_or_else(MethodError::match_failed)?;
    tokio::time::sleep(Duration::from_millis(millis).min(MAX_SLOW)).await;
    Ok(params.get(0).cloned())
}

/// A value of each type of EJSON.
fn all_types() -> Json {
    json!({
        "d": { "$date": 1_700_000_000_000_u64 },
        "b": { "$binary": "AQID" },
        "n": { "$InfNaN": 0 },
        "i": { "$InfNaN": 1 },
        "e": { "$escape": { "$date": 5 } },
        "r": { "$regexp": "a", "$flags": "gi" },
    })
}
