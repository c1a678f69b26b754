//! The table of the two servers, row by row.

use groupwire_server::rocketchat::dialect::Dialect;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::ddp::{ALICE, start_ddp};
use crate::support::{TestServer, within};
use futures_util::SinkExt;

async fn start(dialect: Dialect) -> TestServer {
    start_ddp(|config| config.rocketchat.ddp_dialect = dialect).await
}

async fn streamer() -> TestServer {
    start(Dialect::Streamer).await
}

/// DS22: greeting, and the id of a session.
#[tokio::test]
async fn the_streamer_greets_with_the_id_of_a_server() {
    let server = streamer().await;
    let mut client = server.socket("/websocket").await;
    assert_eq!(client.next().await, json!({ "msg": "server_id", "server_id": "0" }));
    let session = client.connect_ddp().await;
    assert!(groupwire_protocol::wire::is_uuid(&session), "{session}");
    assert_eq!(&session[14..15], "1", "{session}");
    // Without a greeting nothing stands before this.
    let server = start(Dialect::Meteor).await;
    let mut client = server.socket("/websocket").await;
    client.send(json!({ "msg": "connect", "version": "1", "support": ["1"] })).await;
    assert_eq!(client.next().await["session"].as_str().map(str::len), Some(17));
}

/// DS22: versions.
#[tokio::test]
async fn the_streamer_takes_any_version() {
    let server = streamer().await;
    for frame in [
        json!({ "msg": "connect", "version": "2", "support": ["2"] }),
        json!({ "msg": "connect", "version": "1", "support": ["pre2", "1"] }),
        json!({ "msg": "connect" }),
    ] {
        let mut client = server.socket("/websocket").await;
        client.next().await;
        client.send(frame.clone()).await;
        assert_eq!(client.next().await["msg"], "connected", "{frame}");
    }
}

/// DS22: frames that break the rules.
#[tokio::test]
async fn the_streamer_closes_where_meteor_tells() {
    let server = streamer().await;
    for (is_connected, frame, code) in [
        (false, Message::text(r#"{"msg":"ping"}"#), 1002),
        (false, Message::text("[]"), 1002),
        (false, Message::text("not json"), 1007),
        (true, Message::text("{"), 1007),
        (true, Message::binary(br#"{"msg":"ping"}"#.to_vec()), 1007),
        (true, Message::text(r#"{"msg":"method","method":"echo","id":5}"#), 1002),
        (true, Message::text(r#"{"msg":"sub","id":"1"}"#), 1002),
        (true, Message::text("{}"), 1002),
    ] {
        let mut client = server.socket("/websocket").await;
        client.next().await;
        if is_connected {
            client.connect_ddp().await;
        }
        within(client.socket.send(frame.clone())).await.expect("open");
        assert_eq!(client.closed().await, code, "{frame}");
    }
    let mut client = server.socket("/websocket").await;
    client.connect_ddp().await;
    client.send(json!({ "msg": "bogus" })).await;
    client.send(json!({ "msg": "connect", "version": "1", "support": ["1"] })).await;
    client.expect_nothing_streamer().await;
}

/// DS22: the order of `result` and `updated`, and falsy results.
#[tokio::test]
async fn the_streamer_gives_the_result_first_and_no_falsy_one() {
    let server = streamer().await;
    let mut client = server.socket("/websocket").await;
    client.connect_ddp().await;
    for method in ["retNull", "retZero", "retFalse", "retEmpty", "retUndef"] {
        client.send_method("1", method, json!([])).await;
        assert_eq!(client.next().await, json!({ "msg": "result", "id": "1" }), "{method}");
        assert_eq!(client.next().await, json!({ "msg": "updated", "methods": ["1"] }));
    }
    let not_a_number = client.call("echo", json!([{ "$InfNaN": 0 }])).await;
    assert_eq!(not_a_number.get("result"), None);
    assert_eq!(client.call("echo", json!([[]])).await["result"], json!([]));
}

/// DS22: `unsub` of what is not there, and subscriptions that are refused.
#[tokio::test]
async fn the_streamer_says_why_a_stream_is_refused() {
    let server = streamer().await;
    let mut client = server.socket("/websocket").await;
    client.connect_ddp().await;
    client.send(json!({ "msg": "unsub", "id": "unknown" })).await;
    client.send(json!({ "msg": "unsub" })).await;
    client.expect_nothing_streamer().await;
    let refused = client.sub("s", "stream-room-messages", json!(["FORBIDDEN", false])).await;
    assert_eq!(refused["error"]["error"], "not-allowed", "{refused}");
    // A second parameter is not needed.
    assert_eq!(client.sub("s", "stream-notify-all", json!(["x"])).await["msg"], "ready");
    client.send(json!({ "msg": "unsub", "id": "s" })).await;
    assert_eq!(client.next().await, json!({ "msg": "nosub", "id": "s" }));
}

/// DS22: where EJSON is.
#[tokio::test]
async fn to_the_streamer_details_of_errors_are_ejson() {
    let server = streamer().await;
    let mut client = server.socket("/websocket").await;
    client.connect_ddp().await;
    let result = client.call("boomDate", json!([])).await;
    let details = json!({ "at": { "$date": 1_700_000_000_000_u64 } });
    assert_eq!(result["error"]["details"], details);
}

/// DS22: logout.
#[tokio::test]
async fn the_streamer_closes_after_a_logout() {
    let server = streamer().await;
    let mut client = server.socket("/websocket").await;
    client.connect_ddp().await;
    let token = client.log_in_alice().await;
    assert_eq!(client.call("whoami", json!([])).await["result"], ALICE);
    let (result, seen) = client.call_and_see("logout", json!([])).await;
    assert_eq!(result, json!({ "msg": "result", "id": "call-logout" }));
    assert_eq!(seen.last().map(|frame| &frame["msg"]), Some(&json!("removed")));
    assert_eq!(client.closed().await, 1002);
    assert_eq!(server.try_connect(&token).await.err(), Some(401));

    let server = start(Dialect::Meteor).await;
    let mut client = server.ddp().await;
    client.log_in_alice().await;
    client.call("logout", json!([])).await;
    assert_eq!(client.call("whoami", json!([])).await["result"], Value::Null);
}

impl crate::support::Client {
    /// As `expect_nothing_ddp`, where an `unsub` may have no answer.
    async fn expect_nothing_streamer(&mut self) {
        let (_, seen) = self.call_and_see("echo", json!([1])).await;
        assert_eq!(seen, Vec::<Value>::new());
    }
}
