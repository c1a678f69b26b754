//! A client of Rocket.Chat: calls with their results, and streams by their events.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{Client, TestServer, token};

/// A DDP connection that keeps what comes while it waits for something else. It answers no pings:
/// a test is over before that matters.
#[derive(Debug)]
pub struct RocketChat {
    client: Client,
    /// Calls and subscriptions so far.
    count: u64,
    /// Frames that came before an answer that was waited for.
    kept: VecDeque<Value>,
}

impl TestServer {
    /// A DDP connection on which nobody is logged in.
    pub async fn rocketchat(&self) -> RocketChat {
        RocketChat { client: self.ddp().await, count: 0, kept: VecDeque::new() }
    }

    /// A DDP connection of a user of the default service.
    pub async fn rocketchat_as(&self, user: &str) -> RocketChat {
        let mut client = self.rocketchat().await;
        client.call("login", json!([{ "resume": token(user) }])).await.expect("a valid token");
        client.kept.clear();
        client
    }
}

impl RocketChat {
    /// Sends any frame.
    pub async fn send(&mut self, frame: Value) {
        self.client.send(frame).await;
    }

    /// Calls a method: its result (`null` where there is none), or its error.
    pub async fn call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.count += 1;
        let id = self.count.to_string();
        self.send(json!({ "msg": "method", "method": method, "params": params, "id": id })).await;
        let answer = self.until(|frame| frame["msg"] == "result" && frame["id"] == *id).await;
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Calls a method that must be refused: the name of its error.
    pub async fn refused(&mut self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        answer.map_or_else(|error| error["error"].clone(), |given| panic!("{method}: {given}"))
    }

    /// Subscribes to an event of a stream: the id of the subscription, or the `nosub`.
    pub async fn listen(&mut self, stream: &str, event: &str) -> Result<String, Value> {
        self.subscribe(&format!("stream-{stream}"), json!([event, false])).await
    }

    /// Subscribes: the id of the subscription, or the `nosub`.
    pub async fn subscribe(&mut self, name: &str, params: Value) -> Result<String, Value> {
        self.count += 1;
        let id = self.count.to_string();
        self.send(json!({ "msg": "sub", "id": id, "name": name, "params": params })).await;
        let answer = self
            .until(|frame| match frame["msg"].as_str() {
                Some("ready") => frame["subs"] == json!([id]),
                Some("nosub") => frame["id"] == *id,
                _ => false,
            })
            .await;
        if answer["msg"] == "ready" { Ok(id) } else { Err(answer) }
    }

    /// Ends a subscription, and waits until it has ended.
    pub async fn unsubscribe(&mut self, id: &str) {
        self.send(json!({ "msg": "unsub", "id": id })).await;
        self.until(|frame| frame["msg"] == "nosub" && frame["id"] == *id).await;
    }

    /// The next event of a stream: what its listeners get.
    pub async fn event(&mut self, stream: &str, event: &str) -> Value {
        let frame = self.changed(stream, event).await;
        frame["fields"]["args"].clone()
    }

    /// The next message of a room.
    pub async fn message(&mut self, rid: &str) -> Value {
        self.event("room-messages", rid).await[0].clone()
    }

    /// The next `changed` frame of an event; those of others are kept for later.
    pub async fn changed(&mut self, stream: &str, event: &str) -> Value {
        let collection = format!("stream-{stream}");
        let is_it = |frame: &Value| {
            frame["msg"] == "changed"
                && frame["collection"] == *collection
                && frame["fields"]["eventName"] == *event
        };
        match self.kept.iter().position(is_it) {
            Some(at) => self.kept.remove(at).expect("it has just been found"),
            None => self.until(is_it).await,
        }
    }

    /// Makes sure that no event has come that nobody has asked for: the answer to a ping stands in
    /// line behind everything else.
    pub async fn expect_nothing(&mut self) {
        self.send(json!({ "msg": "ping", "id": "fence" })).await;
        self.until(|frame| frame["msg"] == "pong" && frame["id"] == "fence").await;
        let events: Vec<_> = self.kept.iter().filter(|frame| frame["msg"] == "changed").collect();
        assert!(events.is_empty(), "{events:?}");
    }

    /// Reads up to a frame, and keeps what comes before it.
    pub async fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = self.client.next().await;
            if is_it(&frame) {
                return frame;
            }
            self.kept.push_back(frame);
        }
    }

    /// Closes properly.
    pub async fn close(self) {
        self.client.close().await;
    }
}
