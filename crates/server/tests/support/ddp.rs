//! A client of the Rocket.Chat endpoint.

use std::path::PathBuf;

use groupwire_server::Config;
use groupwire_server::config::TestMethods;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{Client, TestServer, start};

/// The SHA-256 of `secret`, the password of every user of the fixture.
pub const DIGEST: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

/// The user id of alice.
pub const ALICE: &str = "uAlice00000000001";

/// A server with the users of the fixture and the methods of tests.
pub async fn start_ddp(configure: impl FnOnce(&mut Config)) -> TestServer {
    start(|config| {
        config.rocketchat.users = Some(users_file());
        config.rocketchat.test_methods = Some(TestMethods::Peers);
        configure(config);
    })
    .await
}

/// The file of users.
pub fn users_file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", "users.toml"].iter().collect()
}

impl TestServer {
    /// An open WebSocket at this path.
    pub async fn socket(&self, path: &str) -> Client {
        let stream = TcpStream::connect(self.addr).await.expect("the server listens");
        self.try_upgrade(stream, path, &[]).await.expect("the upgrade is accepted")
    }

    /// A connection that is connected, whose greeting has been read.
    pub async fn ddp(&self) -> Client {
        let mut client = self.socket("/websocket").await;
        client.connect_ddp().await;
        client
    }

    /// A connection on which somebody has logged in with this token.
    pub async fn ddp_as(&self, token: &str) -> Client {
        let mut client = self.ddp().await;
        let result = client.call("login", json!([{ "resume": token }])).await;
        assert!(result["result"]["id"].is_string(), "{result}");
        client
    }
}

impl Client {
    /// Says `connect`, and gives the id of the session.
    pub async fn connect_ddp(&mut self) -> String {
        self.send(json!({ "msg": "connect", "version": "1", "support": ["1"] })).await;
        loop {
            let frame = self.next().await;
            if frame["msg"] == "connected" {
                return frame["session"].as_str().expect("an id").to_owned();
            }
            assert_eq!(frame["msg"], "server_id", "{frame}");
        }
    }

    /// Calls a method, and gives its `result` frame. What comes before it and its `updated` is
    /// passed over.
    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        let (result, _) = self.call_and_see(method, params).await;
        result
    }

    /// Calls a method, and gives its `result` frame and what came before that and `updated`.
    pub async fn call_and_see(&mut self, method: &str, params: Value) -> (Value, Vec<Value>) {
        let id = format!("call-{method}");
        self.send_method(&id, method, params).await;
        let (mut result, mut is_updated, mut seen) = (None, false, Vec::new());
        loop {
            let frame = self.next().await;
            if frame["msg"] == "result" && frame["id"] == *id {
                result = Some(frame);
            } else if frame["msg"] == "updated" && frame["methods"] == json!([id]) {
                is_updated = true;
            } else {
                seen.push(frame);
            }
            if let (Some(result), true) = (&result, is_updated) {
                return (result.clone(), seen);
            }
        }
    }

    pub async fn send_method(&mut self, id: &str, method: &str, params: Value) {
        let call = json!({ "msg": "method", "method": method, "id": id, "params": params });
        self.send(call).await;
    }

    /// Logs in with a password, and gives the result or the error.
    pub async fn log_in(&mut self, user: Value, digest: &str) -> Value {
        let password = json!({ "digest": digest, "algorithm": "sha-256" });
        let frame = self.call("login", json!([{ "user": user, "password": password }])).await;
        frame.get("error").or_else(|| frame.get("result")).expect("an answer").clone()
    }

    /// Logs alice in, and gives her token.
    pub async fn log_in_alice(&mut self) -> String {
        let result = self.log_in(json!({ "username": "alice" }), DIGEST).await;
        result["token"].as_str().unwrap_or_else(|| panic!("{result}")).to_owned()
    }

    pub async fn send_sub(&mut self, id: &str, name: &str, params: Value) {
        self.send(json!({ "msg": "sub", "id": id, "name": name, "params": params })).await;
    }

    /// Subscribes, and gives the answer: `ready` or `nosub`. What comes before it is passed over.
    pub async fn sub(&mut self, id: &str, name: &str, params: Value) -> Value {
        self.send_sub(id, name, params).await;
        loop {
            let frame = self.next().await;
            let is_ready = frame["msg"] == "ready" && frame["subs"] == json!([id]);
            if is_ready || (frame["msg"] == "nosub" && frame["id"] == *id) {
                return frame;
            }
        }
    }

    /// Makes sure that the server has nothing more to say: an answer that stands in line behind
    /// everything else is the next to come.
    pub async fn expect_nothing_ddp(&mut self) {
        self.send(json!({ "msg": "unsub", "id": "fence" })).await;
        self.send_method("fence", "echo", json!(["fence"])).await;
        loop {
            let frame = self.next().await;
            match frame["msg"].as_str() {
                Some("nosub") if frame["id"] == "fence" => {}
                Some("updated" | "result") => {
                    if frame["result"] == "fence" {
                        return;
                    }
                }
                _ => panic!("not expected: {frame}"),
            }
        }
    }
}
