//! Signs of life.

use std::time::Duration;

use groupwire_server::rocketchat::dialect::Dialect;
use serde_json::json;

use crate::support::ddp::start_ddp;

/// Short, and long enough for a busy machine.
const INTERVAL: Duration = Duration::from_millis(500);

/// DS7
#[tokio::test]
async fn the_intervals_are_those_of_the_dialects() {
    for (dialect, seconds, code) in [(Dialect::Meteor, 15, 1000), (Dialect::Streamer, 30, 4000)] {
        let rules = dialect.rules();
        assert_eq!((rules.heartbeat.as_secs(), rules.silent.code), (seconds, code));
    }
}

/// DS7, DS22
#[tokio::test]
async fn silence_is_asked_and_then_ended() {
    for (dialect, close) in
        [(Dialect::Meteor, (1000, "Normal closure")), (Dialect::Streamer, (4000, "TIMEOUT"))]
    {
        let server = start_ddp(|config| {
            config.rocketchat.ddp_heartbeat = Some(INTERVAL);
            config.rocketchat.ddp_dialect = dialect;
        })
        .await;
        let mut client = server.ddp().await;
        for _ in 0..2 {
            assert_eq!(client.next().await, json!({ "msg": "ping" }));
            client.send(json!({ "msg": "pong" })).await;
        }
        assert_eq!(client.next().await, json!({ "msg": "ping" }));
        let (code, reason) = client.closed_with_reason().await;
        assert_eq!((code, reason.as_str()), close);
    }
}

/// DS7
#[tokio::test]
async fn whoever_never_connects_is_closed() {
    let server = start_ddp(|config| config.rocketchat.ddp_heartbeat = Some(INTERVAL)).await;
    let mut client = server.socket("/websocket").await;
    assert_eq!(client.closed().await, 1000);
}

/// DS8
#[tokio::test]
async fn a_ping_is_answered_while_a_method_is_under_way() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client.send_method("slow", "slow", json!([2000])).await;
    client.send_method("next", "echo", json!([1])).await;
    client.send(json!({ "msg": "ping", "id": 7 })).await;
    client.send(json!({ "msg": "ping" })).await;
    assert_eq!(client.next().await, json!({ "msg": "pong", "id": 7 }));
    assert_eq!(client.next().await, json!({ "msg": "pong" }));
    assert_eq!(client.next().await["methods"], json!(["slow"]));
}

/// DS8
#[tokio::test]
async fn the_first_version_has_no_pings() {
    let server = start_ddp(|config| config.rocketchat.ddp_heartbeat = Some(INTERVAL)).await;
    let mut client = server.socket("/websocket").await;
    client.send(json!({ "msg": "connect", "version": "pre1", "support": ["pre1"] })).await;
    assert_eq!(client.next().await["msg"], "connected");
    client.send(json!({ "msg": "ping" })).await;
    assert_eq!(client.next().await["reason"], "Bad request");
    // Longer than silence may last: neither a ping nor the end comes before the answer.
    let silence = u64::try_from(INTERVAL.as_millis() * 3).expect("short");
    client.send_method("1", "slow", json!([silence])).await;
    assert_eq!(client.next().await["msg"], "updated");
}
